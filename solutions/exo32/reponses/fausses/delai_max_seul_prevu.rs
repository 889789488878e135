// faute   : `Duration::MAX` est traité à part, les autres durées immenses débordent
// message : `Instant::now() + limite`
// test    : etape2::une_limite_immense_attend_sans_paniquer

use tokio::time::{Instant, timeout_at};

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    if limite == Duration::MAX {
        return Some(operation.await);
    }
    timeout_at(Instant::now() + limite, operation).await.ok()
}
