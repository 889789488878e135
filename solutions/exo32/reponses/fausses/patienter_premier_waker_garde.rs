// faute   : garde le premier waker reçu : si le future change de tâche, le réveil se perd
// message : c'est le waker qu'il vient de recevoir qui compte
// test    : etape4::aucun_reveil_ne_se_perd

use std::task::{Context, Poll, Waker};

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = Box::pin(travail);
    let mut premier: Option<Waker> = None;
    let mut travail = std::future::poll_fn(move |cx| {
        let premier = premier.get_or_insert_with(|| cx.waker().clone());
        travail.as_mut().poll(&mut Context::from_waker(premier))
    });
    let mut horloge = interval(periode);
    horloge.tick().await;
    let mut numero = 0;
    loop {
        tokio::select! {
            valeur = &mut travail => return valeur,
            _ = horloge.tick() => {
                numero += 1;
                signaler(numero);
            }
        }
    }
}
