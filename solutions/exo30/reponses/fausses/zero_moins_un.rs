// faute   : soustrait avant de tester zéro
// message : zéro moins un n'existe pas en `u32`
// test    : etape4::a_zero_le_decollage_est_immediat

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.restant -= 1;
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
