// faute   : pas d'espace avant le point d'exclamation
// message : le texte diffère

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage!");
        }
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
