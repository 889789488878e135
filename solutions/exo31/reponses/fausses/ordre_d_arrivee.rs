// faute   : `JoinSet` rend les valeurs dans l'ordre où les tâches finissent
// message : dans l'ordre où les futures ont fini
// test    : etape3::les_valeurs_suivent_l_ordre_de_depart
// test    : etape3::chacun_peut_attendre_un_message_d_un_autre

use tokio::task::JoinSet;

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut taches: JoinSet<T> = futures.into_iter().collect();
    let mut valeurs = Vec::new();
    while let Some(fin) = taches.join_next().await {
        valeurs.push(fin.unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())));
    }
    valeurs
}
