// faute   : un `Rc` rangé dans le future, qui doit être `Send`
// compilateur : E0277
// message : `Rc<str>` cannot be sent between threads safely

struct Commande {
    plat: std::rc::Rc<str>,
    cuisine: Arc<AtomicU32>,
}

impl Future for Commande {
    type Output = String;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<String> {
        self.cuisine.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(format!("{} prêt", self.plat))
    }
}

fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    Commande {
        plat: plat.into(),
        cuisine,
    }
}
