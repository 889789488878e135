// faute   : `self.restant -= 1` sans `mut self`
// compilateur : E0596
// message : cannot borrow `self` as mutable

impl Future for CompteARebours {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
