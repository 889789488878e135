// faute   : ne réveille plus quand `restant` arrive à zéro
// message : un réveil ne vaut que pour un `poll`
// test    : etape4::chaque_pending_reveille_son_waker
// test    : etape4::le_runtime_mene_le_compte_jusqu_au_bout

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        if self.restant > 0 {
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
