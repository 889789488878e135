// faute   : compte à chaque `poll`
// message : à chaque `poll` d'un

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    let mut deja = false;
    std::future::poll_fn(move |cx| {
        cuisine.fetch_add(1, Ordering::Relaxed);
        if deja {
            return Poll::Ready(format!("{plat} prêt"));
        }
        deja = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
}
