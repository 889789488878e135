// faute   : `biased;`, mais la limite en premier
// message : la limite est regardée avant l'opération
// test    : etape2::prete_a_l_instant_de_la_limite_elle_gagne_chaque_fois

use tokio::time::sleep;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    tokio::select! { biased; () = sleep(limite) => None, valeur = operation => Some(valeur) }
}
