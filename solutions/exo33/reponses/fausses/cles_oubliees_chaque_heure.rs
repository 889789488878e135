// faute   : les clés sont oubliées quand plus d'une heure a passé depuis la demande précédente
// message : aucune ne s'oublie avec le temps
// test    : etape4::une_valeur_connue_n_est_plus_calculee

use std::cell::Cell;
use tokio::time::Instant;

thread_local! {
    static PRECEDENTE: Cell<Option<Instant>> = const { Cell::new(None) };
}

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let mut entrees = self.entrees.lock().await;
        let precedente = PRECEDENTE.replace(Some(Instant::now()));
        if precedente.is_some_and(|instant| instant.elapsed().as_secs() > 3600) {
            entrees.clear();
        }
        let cellule = entrees.entry(cle.to_owned()).or_default().clone();
        drop(entrees);
        cellule.get_or_init(|| calcul).await.clone()
    }
}
