// faute   : rend `Pending` sans réveiller personne
// message : qui dort pour toujours
// message : `Pending` promet un réveil

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        Poll::Pending
    }
}
