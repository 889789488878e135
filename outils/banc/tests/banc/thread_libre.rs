//! Qui travaille sur les fichiers, et dans quel ordre.

use std::fs;
use std::future::pending;

use banc::dossier;
use banc::fichiers::texte;
use banc::io::ignorer;
use banc::ms;
use banc::thread_libre::{
    LONG, avec_un_pouls, exiger_le_thread_libre, hors_du_runtime, regarder_entre_les_operations,
};

use crate::outils::echec_de;

#[test]
fn le_travail_du_thread_du_runtime_est_vu() {
    let dossier = dossier!();
    let preparer = || drop(dossier.poser("a", "ancien"));
    let chemin = dossier.fichier("a");
    exiger_le_thread_libre(&dossier, &preparer, &|| {
        ignorer(tokio::fs::write(&chemin, &*LONG))
    });
    exiger_le_thread_libre(&dossier, &preparer, &|| ignorer(tokio::fs::read(&chemin)));
    let sur_place = |appel: &dyn Fn()| {
        let message = echec_de(|| {
            exiger_le_thread_libre(&dossier, &preparer, &|| {
                Box::pin(async {
                    // Une attente qui attend vraiment ne rachète rien.
                    tokio::task::yield_now().await;
                    appel();
                })
            });
        });
        assert!(message.contains("sur ce thread même"), "{message}");
    };
    sur_place(&|| fs::write(&chemin, &*LONG).unwrap());
    sur_place(&|| fs::write(&chemin, "court").unwrap());
    dossier.poser("b", &*LONG);
    sur_place(&|| drop(fs::read(dossier.fichier("b"))));
}

#[test]
fn un_regard_separe_deux_operations() {
    let dossier = dossier!();
    let chemin = dossier.poser("a", "0");
    let mut vus = Vec::new();
    let appel = ignorer(async {
        for n in ["1", "2", "3"] {
            tokio::fs::write(&chemin, n).await.unwrap();
        }
    });
    regarder_entre_les_operations(ms(2000), appel, &mut || vus.push(texte(&chemin)));
    assert_eq!(vus, ["0", "1", "2", "3"]);
}

#[test]
fn un_appel_qui_ne_finit_pas_n_est_pas_attendu_et_le_pouls_bat() {
    let mut regards = 0;
    regarder_entre_les_operations(ms(20), Box::pin(pending()), &mut || regards += 1);
    // Le second, quand le temps est passé.
    assert!(regards <= 2, "{regards}");
    let pouls = avec_un_pouls(Box::pin(pending()));
    regarder_entre_les_operations(ms(300), pouls, &mut || regards += 1);
    assert!(regards > 5, "{regards}");
}

#[tokio::test]
async fn hors_du_runtime_on_peut_en_lancer_un_autre() {
    let mut regards = 0;
    let fait = hors_du_runtime(&mut || {
        regarder_entre_les_operations(ms(1000), Box::pin(async {}), &mut || regards += 1);
    });
    assert!(fait && regards == 1);
    assert!(!hors_du_runtime(&mut || panic!("aïe")));
}
