// faute   : le total est un produit
// message : le compte est fait (ou calculé) sur place

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    taches as u64 * increments as u64
}
