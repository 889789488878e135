//! Étape 1, le message d'une erreur `Lecture` : il s'écrit quel que soit le chemin.

use banc::{Explication, exiger, sans_panique};

use super::exiger_illisible;
use crate::ErreurConfig; // nom fixé par l'énoncé
use crate::commun_aux_etapes::dossier;

const PISTE: &str = "un chemin n'est pas toujours de l'UTF-8 : `to_str` rend alors `None`, que `unwrap` fait paniquer et \
    `unwrap_or_default` efface ; `display()` l'écrit quand même";

/// L'erreur est faite ici : son message est seul en cause.
#[banc::etape]
#[tokio::test]
async fn un_chemin_qui_n_est_pas_de_l_utf8_se_nomme_aussi() {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    // Une étape qui n'est pas commencée le dit ici.
    exiger_illisible(&dossier().fichier("absent.conf")).await;
    let ecrire = |chemin: OsString| {
        let erreur = ErreurConfig::Lecture {
            chemin: chemin.into(),
            source: std::io::ErrorKind::NotFound.into(),
        };
        sans_panique(Box::pin(async move { erreur.to_string() }), |_| {
            Some(Explication {
                attendu: "le message d'une erreur `Lecture` s'écrit quel que soit le chemin",
                piste: PISTE,
            })
        })
    };
    // Un chemin ordinaire d'abord : un message qui ne le nomme pas est l'affaire d'un autre test.
    if !ecrire("etc/serveur.conf".into())
        .await
        .contains("etc/serveur.conf")
    {
        return;
    }
    let message = ecrire(OsString::from_vec(b"r\xe9glages/serveur.conf".to_vec())).await;
    exiger!(
        message.contains("glages/serveur.conf"),
        "le message d'une erreur `Lecture` nomme aussi un chemin qui n'est pas de l'UTF-8, b\"r\\xe9glages/serveur.conf\"",
        "{message:?}",
        "{PISTE}"
    );
}
