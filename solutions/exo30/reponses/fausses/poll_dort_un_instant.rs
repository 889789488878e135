// faute   : `poll` endort le thread deux dixièmes de milliseconde
// message : `poll` n'attend rien

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        std::thread::sleep(Duration::from_micros(200));
        self.restant -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
