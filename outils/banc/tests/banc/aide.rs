//! Qui aide un appel à avancer.

use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread;

use banc::aide::{observer, sur_l_unique_ouvrier};
use banc::{lancer, ms};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use crate::outils::{echec_de, sous_le_banc};

#[test]
fn un_appel_que_personne_n_aide() {
    sous_le_banc(async {
        let aide = observer(Box::pin(async {})).await;
        assert!(!aide.a_attendu && !aide.reveille);
        let aide = observer(Box::pin(yield_now())).await;
        assert!(aide.a_attendu && !aide.reveille);
        assert_eq!(aide.taches, 0);
    });
}

#[test]
fn des_taches_et_un_thread_se_voient() {
    sous_le_banc(async {
        let deux_taches = async {
            for _ in 0..2 {
                let (tx, rx) = oneshot::channel();
                lancer(async { tx.send(()).unwrap() });
                rx.await.unwrap();
            }
        };
        let aide = observer(Box::pin(deux_taches)).await;
        assert!(aide.a_attendu && aide.reveille);
        assert_eq!(aide.taches, 2);
        let un_thread = async {
            let (tx, rx) = oneshot::channel();
            thread::spawn(move || {
                thread::sleep(ms(5));
                let _ = tx.send(());
            });
            let _ = rx.await;
        };
        let aide = observer(Box::pin(un_thread)).await;
        assert!(aide.reveille);
        assert_eq!(aide.taches, 0);
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sur_l_unique_ouvrier_la_derniere_tache_passe_avant_les_autres() {
    for _ in 0..2 {
        let vus = Arc::new(Mutex::new(Vec::new()));
        let appel = {
            let vus = Arc::clone(&vus);
            move || async move {
                // Un `Rc` traverse l'attente : ce future ne peut pas changer de thread.
                let rang = Rc::new(3);
                let taches = [0, 1, 2].map(|n| {
                    let vus = Arc::clone(&vus);
                    lancer(async move { vus.lock().unwrap().push(n) })
                });
                for tache in taches {
                    tache.await.unwrap();
                }
                *rang
            }
        };
        assert_eq!(sur_l_unique_ouvrier(appel).await, 3);
        assert_eq!(*vus.lock().unwrap(), [2, 0, 1]);
    }
}

#[test]
fn la_panique_de_l_ouvrier_remonte() {
    let message = echec_de(|| {
        sous_le_banc(async {
            sur_l_unique_ouvrier(|| async { panic!("aïe") }).await;
        });
    });
    assert_eq!(message, "aïe");
}
