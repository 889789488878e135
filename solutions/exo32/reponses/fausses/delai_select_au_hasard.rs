// faute   : un `select!` ordinaire : à la limite, le gagnant est tiré au sort
// message : tiré au sort

use tokio::time::sleep;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    tokio::select! { valeur = operation => Some(valeur), () = sleep(limite) => None }
}
