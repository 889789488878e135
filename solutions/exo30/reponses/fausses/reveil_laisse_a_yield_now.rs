// faute   : le réveil est laissé à `yield_now`, qui, dans un runtime, le remet à plus tard
// message : à `yield_now` par exemple, ne suffit pas

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        std::pin::pin!(tokio::task::yield_now())
            .poll(cx)
            .map(|()| "")
    }
}
