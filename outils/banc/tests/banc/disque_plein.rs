//! Un disque qui refuse la suite d'une écriture.

use std::fs;
use std::path::Path;

use banc::disque_plein::{TROP_LONG, ecrire_a_l_etroit, exiger_une_erreur, synchronise};
use banc::dossier;
use banc::enfant::Parent;
use banc::io::decrire;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use crate::outils::echec_de;

#[banc::etape]
#[tokio::test]
async fn a_l_etroit_une_longue_ecriture_echoue_au_milieu() {
    let fichier = Path::new("etroit");
    if let Some(parent) = Parent::trouver() {
        let ecrire = async { fs::write(fichier, &*TROP_LONG).map(|()| "Ok".to_owned()) };
        return parent.informer(&decrire(ecrire).await);
    }
    let dossier = dossier!();
    let chemin = dossier.fichier("etroit");
    // Rien : ce système n'applique pas la limite, et tout est écrit.
    let Some(issue) = ecrire_a_l_etroit(&dossier, &chemin) else {
        return;
    };
    exiger_une_erreur(&issue, "quand le disque refuse", "x");
    let ecrits = fs::metadata(chemin).unwrap().len();
    assert!(0 < ecrits && ecrits < TROP_LONG.len() as u64, "{ecrits}");
}

#[test]
fn une_issue_qui_n_est_pas_une_erreur_est_refusee() {
    exiger_une_erreur("Err(plein)", "quand", "ma piste");
    let message = echec_de(|| exiger_une_erreur("Ok(())", "quand", "ma piste"));
    assert!(message.contains("ma piste"), "{message}");
    let message = echec_de(|| exiger_une_erreur("panique, aïe", "quand", "ma piste"));
    assert!(message.contains("`unwrap` et `expect`"), "{message}");
}

#[tokio::test]
async fn une_synchronisation_se_voit() {
    let dossier = dossier!();
    let puits = dossier.lier("puits", "/dev/null");
    let ecrire = async || {
        let mut fichier = File::create(&puits).await?;
        fichier.write_all(b"x").await?;
        std::io::Result::Ok(fichier)
    };
    assert!(synchronise(async { ecrire().await?.sync_all().await }).await);
    assert!(!synchronise(async { ecrire().await?.flush().await }).await);
}
