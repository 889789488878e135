//! Le flux de scénario : chaque geste à son heure, lu de l'une ou de l'autre façon.

use std::io::{Error, ErrorKind};

use banc::flux::{Flux, Geste};
use banc::ms;
use tokio::io::{AsyncBufReadExt, AsyncReadExt};
use tokio::time::{Instant, sleep, timeout};

use crate::outils::{echec_de, sous_le_banc};

#[test]
fn les_octets_arrivent_a_leur_heure_puis_c_est_la_fin() {
    sous_le_banc(async {
        let debut = Instant::now();
        let mut flux = Flux::a_l_heure(&[(0, b"a"), (5, b""), (7, b"bcd")], 9);
        let mut tampon = [0; 2];
        let mut vus = Vec::new();
        for _ in 0..5 {
            let n = flux.read(&mut tampon).await.unwrap();
            let octets = String::from_utf8_lossy(&tampon[..n]).into_owned();
            vus.push((octets, debut.elapsed().as_millis()));
        }
        let attendus = [("a", 0), ("bc", 7), ("d", 7), ("", 9), ("", 9)];
        assert_eq!(vus, attendus.map(|(octets, ms)| (octets.to_owned(), ms)));
    });
}

#[test]
fn les_lignes_se_lisent_sans_tampon_de_plus() {
    sous_le_banc(async {
        let flux = Flux::new(Geste::goutte_a_goutte("un\ndeux", ms(3)));
        let (mut lignes, debut) = (flux.lines(), Instant::now());
        assert_eq!(lignes.next_line().await.unwrap().unwrap(), "un");
        assert_eq!(debut.elapsed(), ms(9));
        assert_eq!(lignes.next_line().await.unwrap().unwrap(), "deux");
        assert_eq!(debut.elapsed(), ms(21));
        assert!(lignes.next_line().await.unwrap().is_none());
    });
}

#[test]
fn les_pauses_n_attendent_pas_un_lecteur_en_retard() {
    sous_le_banc(async {
        let mut flux = Flux::new(Geste::goutte_a_goutte("ab", ms(10)));
        sleep(ms(15)).await;
        let debut = Instant::now();
        assert_eq!(flux.read_u8().await.unwrap(), b'a');
        assert_eq!(debut.elapsed(), ms(0));
        assert_eq!(flux.read_u8().await.unwrap(), b'b');
        assert_eq!(debut.elapsed(), ms(5));
    });
}

#[test]
fn une_lecture_annulee_ne_perd_rien() {
    sous_le_banc(async {
        let mut flux = Flux::a_l_heure(&[(10, b"a")], 20);
        assert!(timeout(ms(4), flux.read_u8()).await.is_err());
        assert_eq!(flux.read_u8().await.unwrap(), b'a');
    });
}

#[test]
fn une_erreur_est_rendue_telle_quelle_et_le_silence_ne_finit_pas() {
    sous_le_banc(async {
        let erreur = Error::new(ErrorKind::TimedOut, "la mienne");
        let mut flux = Flux::new(vec![
            Geste::octets("a"),
            Geste::Erreur(erreur),
            Geste::Silence,
        ]);
        assert_eq!(flux.read_u8().await.unwrap(), b'a');
        let erreur = flux.read_u8().await.unwrap_err();
        assert_eq!(erreur.to_string(), "la mienne");
        assert!(timeout(ms(1000), flux.read_u8()).await.is_err());
    });
}

#[test]
fn un_flot_repete_son_motif_sans_fin() {
    sous_le_banc(async {
        let mut flux = Flux::new(vec![Geste::Flot(b"abc")]);
        let mut octets = vec![0; 300_000];
        flux.read_exact(&mut octets).await.unwrap();
        assert_eq!(octets, b"abc".repeat(100_000));
    });
}

#[test]
fn le_surveillant_voit_les_lectures_sans_fin() {
    let lire = |gestes: fn() -> Vec<Geste>, place: usize| {
        echec_de(|| {
            sous_le_banc(async move {
                let mut flux = Flux::new(gestes()).surveille(|lecture| {
                    assert!(lecture.place < 10, "un tampon de {}", lecture.place);
                    assert!(lecture.donnes < 50, "{} donnés", lecture.donnes);
                    assert!(lecture.vides < 20, "{} pour rien", lecture.vides);
                });
                let mut tampon = vec![0; place];
                for _ in 0..100 {
                    let _ = flux.read(&mut tampon).await.unwrap();
                }
            });
        })
    };
    assert_eq!(lire(Vec::new, 10), "un tampon de 10");
    assert_eq!(lire(|| vec![Geste::Flot(b"ab")], 9), "54 donnés");
    assert_eq!(lire(|| vec![Geste::octets("ab")], 9), "20 pour rien");
    assert_eq!(lire(|| vec![Geste::octets("ab")], 0), "20 pour rien");
}
