// faute   : l'instant de la limite déborde avec une durée immense
// message : `Instant::now() + limite`

use tokio::time::{Instant, timeout_at};

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    timeout_at(Instant::now() + limite, operation).await.ok()
}
