//! Qui aide un appel à avancer.

use std::thread;

use banc::aide::observer;
use banc::{lancer, ms};
use tokio::sync::oneshot;
use tokio::task::yield_now;

use crate::outils::sous_le_banc;

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
