// faute   : un future écrit à la main qui s'endort avant de travailler
// message : lui-même son réveil

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let mut deja = false;
    std::future::poll_fn(move |_| {
        if !std::mem::replace(&mut deja, true) {
            return Poll::Pending;
        }
        cuisine.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(format!("{plat} prêt"))
    })
}
