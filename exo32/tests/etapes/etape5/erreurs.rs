//! Étape 5 : les erreurs du flux et les octets invalides reviennent à l'appelant, et rien n'y est perdu avant.

use std::fmt::{Display, Formatter};
use std::io;

use banc::flux::{Flux, Geste};
use banc::{echec, exiger, exiger_egal, ms, texte};

use super::{goutte_a_goutte, lire, rien_ne_se_perd};

#[derive(Debug)]
pub(super) struct Panne;

impl Display for Panne {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("câble débranché")
    }
}

impl std::error::Error for Panne {}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_erreur_du_flux_revient_telle_quelle() {
    // Avant tout, après une ligne, au milieu d'une ligne, au milieu d'un caractère.
    for (octets, genre) in [
        (&b""[..], io::ErrorKind::ConnectionReset),
        (b"un\n", io::ErrorKind::UnexpectedEof),
        (b"un\nde", io::ErrorKind::TimedOut),
        (b"caf\xc3", io::ErrorKind::BrokenPipe),
        // Deux genres que l'on serait tenté de traiter à part.
        (b"un\n", io::ErrorKind::WouldBlock),
        (b"un\n", io::ErrorKind::InvalidData),
    ] {
        let flux = Flux::new(vec![
            Geste::Pause(ms(5)),
            Geste::octets(octets),
            Geste::Pause(ms(20)),
            Geste::Erreur(io::Error::new(genre, Panne)),
        ]);
        let (lues, duree, _) = lire(flux).await;
        let erreur = match lues {
            Err(erreur) => erreur,
            Ok(lues) => echec!(
                "l'erreur {genre:?} du flux est rendue",
                "Ok({lues:?})",
                "l'erreur a été avalée : la lecture rend un `Result`, et une boucle qui n'accepte que `Ok` \
                 prend l'erreur pour la fin ; aucun genre d'erreur ne se reprend non plus (`Interrupted` seul, et Tokio s'en \
                 charge)"
            ),
        };
        let (observe, intacte) = (erreur.kind(), erreur.to_string());
        exiger!(
            observe == genre && erreur.get_ref().is_some_and(|cause| cause.is::<Panne>()),
            "l'erreur du flux revient telle quelle : {genre:?}, « câble débranché »",
            "une autre erreur : {observe:?}, « {intacte} »",
            "l'erreur a été remplacée ou recopiée : rends celle du flux, la même valeur (`?` suffit)"
        );
        let temps = texte::duree(duree);
        exiger!(
            duree == ms(25),
            "l'erreur arrive au bout de 25 ms et arrête la lecture",
            "la lecture a fini au bout de {temps}",
            "une erreur du flux termine la lecture aussitôt"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_utf8_invalide_est_une_erreur_invalid_data() {
    rien_ne_se_perd().await;
    for octets in [
        &b"\xff\n"[..],
        b"un\ncaf\xe9\ntrois\n",
        b"un\ncaf\xc3\ntrois\n",
        b"un\n\xff",
        b"caf\xc3",
    ] {
        exiger_invalid_data(lire(octets).await.0, octets);
        exiger_invalid_data(lire(goutte_a_goutte(octets)).await.0, octets);
    }
}

const PISTE_AVALEE: &str = "l'erreur a été avalée : un texte invalide n'est ni ignoré, ni pris pour la fin, même sur une \
    dernière ligne sans `\\n`";

fn exiger_invalid_data(lues: io::Result<Vec<String>>, octets: &[u8]) {
    let texte = octets.escape_ascii();
    match lues {
        Err(erreur) => exiger_egal!(
            erreur.kind(),
            io::ErrorKind::InvalidData,
            "le genre de l'erreur pour les octets « {texte} »",
            "des octets qui ne sont pas de l'UTF-8 sont des données invalides"
        ),
        Ok(lues) => {
            let remplacee = lues.iter().any(|ligne| ligne.contains('\u{fffd}'));
            let piste = match remplacee {
                true => {
                    "`from_utf8_lossy` remplace en silence ce qu'il ne comprend pas : ici, c'est une erreur"
                }
                false => PISTE_AVALEE,
            };
            echec!(
                "une erreur `InvalidData` pour les octets « {texte} »",
                "Ok({lues:?})",
                "{piste}"
            )
        }
    }
}
