//! Le gros fichier : lu d'un coup ou au fil de l'eau.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;

use banc::enfant::Parent;
use banc::{dossier, gros_fichier};

use crate::outils::echec_de;

#[banc::etape]
#[tokio::test]
async fn au_fil_de_l_eau_il_prend_peu_de_memoire() {
    if let Some(parent) = Parent::trouver() {
        let compter = async {
            let mut lecteur = BufReader::new(fs::File::open(gros_fichier::NOM)?);
            let (mut lignes, mut ligne) = (0, Vec::new());
            while lecteur.read_until(b'\n', &mut ligne)? > 0 {
                lignes += 1;
                ligne.clear();
            }
            Ok(lignes)
        };
        return gros_fichier::informer(parent, compter).await;
    }
    gros_fichier::exiger_peu_de_memoire(&dossier!());
}

#[banc::etape]
#[tokio::test]
async fn lu_d_un_coup_il_est_entier_en_memoire() {
    if let Some(parent) = Parent::trouver() {
        let compter = async { Ok(fs::read_to_string(gros_fichier::NOM)?.lines().count()) };
        return gros_fichier::informer(parent, compter).await;
    }
    let dossier = dossier!();
    let message = echec_de(|| gros_fichier::exiger_peu_de_memoire(&dossier));
    assert!(message.contains("la mémoire est montée"), "{message}");
    let gros = dossier.fichier(gros_fichier::NOM);
    assert_eq!(juger(&gros), (gros_fichier::TAILLE, false));
    let majuscules = fs::read_to_string(&gros).unwrap().to_uppercase();
    fs::write(&gros, &majuscules).unwrap();
    assert_eq!(juger(&gros), (gros_fichier::TAILLE, true));
    fs::write(&gros, majuscules + "x").unwrap();
    assert!(!juger(&gros).1);
}

fn juger(chemin: &Path) -> (u64, bool) {
    gros_fichier::juger_la_copie(chemin)
}

#[banc::etape]
#[tokio::test]
async fn un_compte_faux_est_refuse() {
    if let Some(parent) = Parent::trouver() {
        return gros_fichier::informer(parent, async { Ok(7) }).await;
    }
    let message = echec_de(|| gros_fichier::exiger_peu_de_memoire(&dossier!()));
    assert!(message.contains("le nombre de lignes"), "{message}");
}

/// Une copie vers le tube que le banc lit à son heure ; `places` : ce qu'une file garde entre la lecture et l'écriture.
#[cfg(unix)]
async fn copier_dans_le_tube(places: usize) -> std::io::Result<usize> {
    use std::io::Write;
    let tube = Path::new(banc::tube::Tube::NOM);
    gros_fichier::lire_quand_la_memoire_ne_monte_plus(tube);
    let (tx, rx) = std::sync::mpsc::sync_channel::<String>(places);
    let ecriture = std::thread::spawn(move || {
        let mut sortie = fs::File::options().write(true).open(tube)?;
        rx.iter()
            .try_for_each(|ligne| sortie.write_all(ligne.as_bytes()))
    });
    let mut total = 0;
    for ligne in BufReader::new(fs::File::open(gros_fichier::NOM)?).lines() {
        let _ = tx.send(ligne?);
        total += 1;
    }
    drop(tx);
    ecriture.join().unwrap()?;
    Ok(total)
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_destination_lente_freine_une_petite_file() {
    if let Some(parent) = Parent::trouver() {
        return gros_fichier::informer(parent, copier_dans_le_tube(1000)).await;
    }
    let dossier = dossier!();
    let _tube = banc::tube::Tube::new(&dossier);
    gros_fichier::exiger_que_la_lenteur_freine(&dossier);
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_file_plus_longue_que_la_source_est_refusee() {
    if let Some(parent) = Parent::trouver() {
        return gros_fichier::informer(parent, copier_dans_le_tube(1 << 20)).await;
    }
    let dossier = dossier!();
    let _tube = banc::tube::Tube::new(&dossier);
    let message = echec_de(|| gros_fichier::exiger_que_la_lenteur_freine(&dossier));
    assert!(message.contains("les lignes lues s'entassent"), "{message}");
}
