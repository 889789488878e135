// faute   : réveille le waker du premier `poll`
// message : réveille l'ancienne
// test    : etape4::le_waker_reveille_est_celui_du_dernier_appel

struct CompteARebours {
    restant: u32,
    waker: Option<std::task::Waker>,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours {
            restant,
            waker: None,
        }
    }
}

impl Future for CompteARebours {
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        let waker = self.waker.get_or_insert_with(|| cx.waker().clone());
        waker.wake_by_ref();
        Poll::Pending
    }
}
