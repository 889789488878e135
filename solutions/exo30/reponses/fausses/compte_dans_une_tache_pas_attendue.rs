// faute   : compte dans une tâche que le future n'attend pas
// message : laissé à une tâche qui n'a pas encore tourné
// message : une tâche que personne n'attend compte trop tard
// message : et 4 un peu plus tard

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    async move {
        tokio::spawn(async move { cuisine.fetch_add(1, Ordering::Relaxed) });
        format!("{plat} prêt")
    }
}
