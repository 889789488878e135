// faute   : l'attente est faite de tranches d'une milliseconde
// message : à intervalle régulier
// test    : etape2::une_limite_de_plus_d_un_an_n_est_pas_raccourcie

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let (mut operation, mut reste) = (pin!(operation), limite);
    loop {
        let tranche = reste.min(Duration::from_millis(1));
        if let Ok(valeur) = timeout(tranche, &mut operation).await {
            return Some(valeur);
        }
        reste -= tranche;
        if reste.is_zero() {
            return None;
        }
    }
}
