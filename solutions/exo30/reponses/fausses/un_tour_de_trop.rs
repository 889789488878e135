// faute   : un `Pending` de plus une fois à zéro
// message : sans un tour de plus

struct CompteARebours {
    restant: u32,
    fini: bool,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours {
            restant,
            fini: restant == 0,
        }
    }
}

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.fini {
            return Poll::Ready("Décollage !");
        }
        self.fini = self.restant == 0;
        self.restant = self.restant.saturating_sub(1);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
