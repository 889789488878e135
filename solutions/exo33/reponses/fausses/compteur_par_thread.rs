// faute   : un compteur par thread, dont seul celui de l'appelant est lu
// message : un `thread_local!` est à un seul thread
// test    : etape1::rien_ne_se_perd_sur_plusieurs_threads

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    thread_local! {
        static COMPTEUR: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }
    let avant = COMPTEUR.get();
    let mut poignees = Vec::new();
    for _ in 0..taches {
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                COMPTEUR.set(COMPTEUR.get() + 1);
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    COMPTEUR.get() - avant
}
