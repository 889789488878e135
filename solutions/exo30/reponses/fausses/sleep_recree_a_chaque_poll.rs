// faute   : un `sleep` créé et lâché dans `poll` : il ne réveillera personne
// message : qui dort pour toujours

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        let mut attente = Box::pin(tokio::time::sleep(Duration::from_secs(1)));
        let _ = attente.as_mut().poll(cx);
        Poll::Pending
    }
}
