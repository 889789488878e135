// faute   : ne réveille qu'au premier `poll`
// message : un réveil ne vaut que pour un `poll`

struct CompteARebours {
    restant: u32,
    reveille: bool,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours {
            restant,
            reveille: false,
        }
    }
}

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        if !self.reveille {
            self.reveille = true;
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
