// faute   : `poll` crée un minuteur nul : hors d'un runtime, il panique
// message : ni minuteur (`sleep`), ni tâche
// test    : etape4::poll_rend_la_main_sans_attendre

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        let _ = std::pin::pin!(tokio::time::sleep(Duration::ZERO)).poll(cx);
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
