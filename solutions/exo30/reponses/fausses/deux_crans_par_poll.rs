// faute   : retire 2 par appel
// message : chaque `Pending` retire exactement 1

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant = self.restant.saturating_sub(2);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
