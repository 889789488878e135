// faute   : compte dans un `static` commun à tous les comptes
// message : compteur commun à tous
// test    : etape4::un_compte_immense_avance_aussi_d_un_cran

impl Future for CompteARebours {
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        static TOURS: AtomicU32 = AtomicU32::new(0);
        if TOURS.fetch_add(1, Ordering::SeqCst) >= self.restant {
            TOURS.store(0, Ordering::SeqCst);
            return Poll::Ready("Décollage !");
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
