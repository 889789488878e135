// faute   : un verrou de `std` est tenu pendant le calcul, et sa panique l'empoisonne
// message : un verrou de `std::sync` s'empoisonne

static UN_A_LA_FOIS: std::sync::Mutex<()> = std::sync::Mutex::new(());

struct Sonde<F>(std::pin::Pin<Box<F>>);

impl<F: Future> Future for Sonde<F> {
    type Output = F::Output;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<F::Output> {
        let _garde = UN_A_LA_FOIS.lock().unwrap();
        self.0.as_mut().poll(cx)
    }
}

impl Cache {
    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        cellule
            .get_or_init(|| Sonde(Box::pin(calcul)))
            .await
            .clone()
    }
}
