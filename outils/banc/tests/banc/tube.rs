//! Les fichiers lents : un tube nommé.

use std::fs;
use std::thread;
use std::time::Instant;

use banc::io::ignorer;
use banc::tube::Tube;
use banc::{dossier, ms};

use crate::outils::echec_de;

/// Conduit ceci dans un runtime ordinaire, sur l'horloge réelle.
fn dans_un_runtime(corps: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(corps);
}

#[test]
fn une_ouverture_sur_un_autre_thread_laisse_avancer_les_autres() {
    let dossier = dossier!();
    let tube = Tube::new(&dossier);
    assert!(tube.est_encore_un_tube());
    dans_un_runtime(async {
        let lire = ignorer(tokio::fs::read(tube.chemin()));
        tube.exiger_une_ouverture_sans_bloquer(lire).await;
        let ecrire = ignorer(tokio::fs::write(tube.chemin(), "x"));
        tube.exiger_une_ouverture_sans_bloquer(ecrire).await;
    });
}

#[test]
fn une_ouverture_sur_le_thread_du_runtime_est_vue() {
    let dossier = dossier!();
    let tube = Tube::new(&dossier);
    let message = echec_de(|| {
        dans_un_runtime(async {
            let lire = Box::pin(async { drop(fs::read(tube.chemin())) });
            tube.exiger_une_ouverture_sans_bloquer(lire).await;
        });
    });
    assert!(message.contains("dès l'ouverture"), "{message}");
}

#[test]
fn l_ecrivain_n_avance_que_si_on_le_lui_permet() {
    let dossier = dossier!();
    let tube = Tube::new(&dossier);
    dans_un_runtime(async {
        let mut ecrivain = tube.ecrire_avec_permission("une\nde", "ux");
        let lire = tokio::fs::read_to_string(tube.chemin());
        let (lu, ()) = tokio::join!(lire, ecrivain.permettre());
        assert_eq!(lu.unwrap(), "une\ndeux");
        let permissions = ecrivain.finir();
        assert!(permissions.a_l_ouverture && permissions.au_milieu);

        let mut ecrivain = tube.ecrire_avec_permission("une\nde", "ux");
        let lire = async { fs::read_to_string(tube.chemin()) };
        let (lu, ()) = tokio::join!(lire, ecrivain.permettre());
        assert_eq!(lu.unwrap(), "une\ndeux");
        assert!(!ecrivain.finir().a_l_ouverture);
    });
}

#[test]
fn un_ecrivain_que_personne_ne_lit_finit() {
    let dossier = dossier!();
    let tube = Tube::new(&dossier);
    dans_un_runtime(async {
        let mut ecrivain = tube.ecrire_avec_permission("une", "deux");
        tokio::join!(ecrivain.permettre(), async {
            fs::remove_file(tube.chemin()).unwrap()
        });
        assert!(!tube.est_encore_un_tube());
        assert!(ecrivain.finir().a_l_ouverture);
    });
}

#[test]
fn le_lecteur_marque_une_pause() {
    let dossier = dossier!();
    let tube = Tube::new(&dossier);
    let lecteur = tube.lire_avec_une_pause(3);
    let depart = Instant::now();
    fs::write(tube.chemin(), "abcde").unwrap();
    while !lecteur.a_repris() {
        thread::yield_now();
    }
    assert!(depart.elapsed() > ms(30));
    assert_eq!(lecteur.finir(), Some(2));
}
