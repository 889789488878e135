//! Les témoins, la jauge, la sonde.

use banc::{Boite, Jauge, Sonde, Temoin, nommer};
use std::task::Poll;

use crate::outils::{echec_de, sans_runtime};
#[test]
fn le_temoin_distingue_demarre_fini_et_annule() {
    sans_runtime(|| {
        let temoin = Temoin::new();
        let mut sonde = Sonde::new(temoin.autour(std::future::pending::<()>()));
        assert!(!temoin.a_demarre());
        assert!(sonde.sonder().is_pending());
        assert!(temoin.a_demarre() && !temoin.est_lache());
        drop(sonde);
        assert!(temoin.est_annule() && !temoin.a_fini());

        let temoin = Temoin::new();
        let mut sonde = Sonde::new(temoin.autour(async {}));
        assert!(sonde.sonder().is_ready());
        assert!(temoin.a_fini());
        assert!(echec_de(|| assert!(sonde.sonder().is_ready())).contains("n'est plus interrogé"));
        drop(sonde);
        assert!(temoin.est_lache() && !temoin.est_annule());
    });
}

#[test]
fn nommer_un_future_n_y_change_rien() {
    sans_runtime(|| {
        let pret: Boite<'_, u32> = Box::pin(std::future::poll_fn(|_| Poll::Ready(7)));
        let mut sonde = Sonde::new(nommer("prêt", pret));
        // La seconde fois, c'est à lui de le dire, et celui-ci n'a rien à redire.
        assert_eq!(sonde.sonder(), Poll::Ready(7));
        assert_eq!(sonde.sonder(), Poll::Ready(7));
    });
}

#[test]
fn la_jauge_retient_le_maximum() {
    let jauge = Jauge::new();
    let (un, deux) = (jauge.entrer(), jauge.entrer());
    drop(un);
    let _trois = jauge.entrer();
    drop(deux);
    assert_eq!((jauge.actuel(), jauge.maximum()), (1, 2));
}

#[test]
fn la_sonde_compte_les_reveils() {
    let mut sonde = Sonde::new(tokio::task::yield_now());
    assert!(sonde.sonder().is_pending());
    let mut deux_fois = Sonde::new(std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        cx.waker().wake_by_ref();
        Poll::<()>::Pending
    }));
    assert_eq!(deux_fois.reveils(), 0);
    assert!(deux_fois.sonder().is_pending());
    assert_eq!(deux_fois.reveils(), 2);
}
