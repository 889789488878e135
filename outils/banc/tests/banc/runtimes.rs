//! Les runtimes à part, et le compte des tâches.

use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};

use banc::{
    Appel, Boite, Etat, Recensement, RuntimeImmobile, lancer, lancer_bloquant, ms, recolter,
    sur_un_seul_thread, taches_vivantes,
};
use tokio::task::yield_now;

use crate::outils::{echec_de, sous_le_banc};

#[test]
fn rien_ne_s_execute_dans_un_runtime_immobile() {
    sous_le_banc(async {
        let fait = Arc::new(AtomicUsize::new(0));
        let (ici, la) = (Arc::clone(&fait), Arc::clone(&fait));
        let runtime = RuntimeImmobile::new();
        let entree = runtime.entrer();
        let tache = lancer(async move {
            ici.fetch_add(1, SeqCst);
        });
        let bloquante = lancer_bloquant(move || {
            la.fetch_add(1, SeqCst);
        });
        assert_eq!(taches_vivantes(), 1);
        for poignee in [tache, bloquante] {
            let mut appel = Appel::en_boite(recolter(poignee));
            assert!(matches!(appel.interroger().await, Etat::Attend));
        }
        // Un thread bloquant libre aurait déjà fini.
        thread::sleep(ms(50));
        assert_eq!(fait.load(SeqCst), 0);
        // Le lâcher n'attend rien, même ici.
        drop(entree);
        drop(runtime);
        assert_eq!(taches_vivantes(), 0);
    });
}

fn sur_l_horloge_reelle(corps: impl Future<Output = ()>) {
    let mut plan = tokio::runtime::Builder::new_current_thread();
    plan.enable_all().build().unwrap().block_on(corps);
}

/// Lance `nombre` tâches qui notent chacune leur rang et leur thread, et les attend.
async fn noter_les_threads(nombre: usize, notes: Arc<Mutex<Vec<(usize, ThreadId)>>>) {
    let mut taches = Vec::new();
    for n in 0..nombre {
        let notes = Arc::clone(&notes);
        taches.push(lancer(async move {
            // Un autre thread aurait le temps de prendre les tâches qui attendent.
            thread::sleep(ms(2));
            notes.lock().unwrap().push((n, thread::current().id()));
        }));
    }
    for tache in taches {
        recolter(tache).await;
    }
}

#[test]
fn le_seul_thread_commence_par_la_derniere_tache_lancee() {
    sur_l_horloge_reelle(async {
        let notes = Arc::new(Mutex::new(Vec::new()));
        let la = Arc::clone(&notes);
        let fini = sur_un_seul_thread(
            move || -> Boite<'static, u32> {
                // Pas `Send` : il est créé là où il court.
                let sur_place = Rc::new(());
                Box::pin(async move {
                    noter_les_threads(20, la).await;
                    drop(sur_place);
                    7
                })
            },
            ms(4000),
        );
        assert_eq!(fini.await, Some(7));
        let notes = notes.lock().unwrap();
        assert_eq!((notes.len(), notes[0].0), (20, 19));
        assert!(notes.iter().all(|(_, thread)| *thread == notes[0].1));
    });
}

#[test]
fn un_appel_qui_n_en_finit_pas_est_abandonne() {
    sur_l_horloge_reelle(async {
        let sans_fin = sur_un_seul_thread(|| Box::pin(std::future::pending::<()>()), ms(20));
        assert!(sans_fin.await.is_none());
    });
}

#[test]
fn la_panique_sur_le_seul_thread_remonte() {
    let message = echec_de(|| {
        sur_l_horloge_reelle(async {
            sur_un_seul_thread(|| Box::pin(async { panic!("aïe") }), ms(4000)).await;
        });
    });
    assert_eq!(message, "aïe");
}

#[test]
fn le_recensement_voit_toutes_les_taches_sauf_lui() {
    sous_le_banc(async {
        let recensement = Recensement::lancer();
        let mut taches = Vec::new();
        for _ in 0..3 {
            taches.push(lancer(async {}));
        }
        assert_eq!(recensement.autres_taches(), 3);
        for tache in taches {
            recolter(tache).await;
        }
        assert_eq!(recensement.pointe(), 3);
        assert_eq!(recensement.autres_taches(), 0);
        // L'une après l'autre, il n'y en a jamais qu'une : la pointe reste celle d'avant.
        recolter(lancer(yield_now())).await;
        assert_eq!(recensement.pointe(), 3);
        recensement.arreter().await;
        assert_eq!(taches_vivantes(), 0);
    });
}
