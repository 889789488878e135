// faute   : prêt dès que `restant` arrive à zéro, un `Pending` de moins
// message : un tour trop tôt
// test    : etape4::pending_est_rendu_exactement_n_fois
// test    : etape4::deux_comptes_ne_se_melangent_pas

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.restant = self.restant.saturating_sub(1);
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
