// faute   : le minuteur est celui d'un autre runtime
// message : n'est pas à l'horloge de celui-ci

use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};

async fn faire_une_pause(duree: Duration) {
    static AUTRE: LazyLock<Runtime> = LazyLock::new(|| {
        let mut plan = Builder::new_multi_thread();
        plan.worker_threads(1).enable_all().build().unwrap()
    });
    AUTRE.spawn(tokio::time::sleep(duree)).await.unwrap();
}
