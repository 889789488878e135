// faute   : un atomique lu puis écrit en deux fois
// message : lire puis écrire en deux fois n'est pas un incrément
// test    : etape1::rien_ne_se_perd_sur_plusieurs_threads

use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::SeqCst;

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(AtomicU64::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                let valeur = compteur.load(SeqCst);
                std::thread::yield_now();
                compteur.store(valeur + 1, SeqCst);
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    compteur.load(SeqCst)
}
