// faute   : fait tout le compte en un seul `poll`
// message : une boucle dans `poll`

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        while self.restant > 0 {
            self.restant -= 1;
            cx.waker().wake_by_ref();
        }
        Poll::Ready("Décollage !")
    }
}
