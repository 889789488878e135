// faute   : un compteur `static`, remis à zéro au début de chaque appel
// message : un compteur commun à tous les appels (`static`)
// test    : etape1::deux_appels_ensemble_comptent_chacun_pour_soi

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    static COMPTEUR: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    COMPTEUR.store(0, std::sync::atomic::Ordering::SeqCst);
    let mut poignees = Vec::new();
    for _ in 0..taches {
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                COMPTEUR.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    COMPTEUR.load(std::sync::atomic::Ordering::SeqCst)
}
