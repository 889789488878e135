// faute   : une milliseconde de plus, pour que l'opération gagne à l'instant de la limite
// message : la limite est passée, et l'appel a attendu davantage
// message : c'est `limite`, telle quelle
// test    : etape2::une_limite_nulle_n_attend_pas_l_operation

use tokio::time::sleep;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    tokio::select! { biased; valeur = operation => Some(valeur), _ = sleep(limite.saturating_add(Duration::from_millis(1))) => None }
}
