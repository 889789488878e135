// faute   : `poll` endort son thread une milliseconde avant de rendre `Pending`
// message : `poll` n'attend rien
// test    : etape4::poll_rend_la_main_sans_attendre

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        std::thread::sleep(Duration::from_millis(1));
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
