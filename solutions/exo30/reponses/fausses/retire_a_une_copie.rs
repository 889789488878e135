// faute   : retire 1 à une copie : le compte n'avance jamais
// message : pas à une copie

impl Future for CompteARebours {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut restant = self.restant;
        if restant == 0 {
            return Poll::Ready("Décollage !");
        }
        restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
