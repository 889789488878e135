// faute   : une boucle regarde toutes les millisecondes si quelqu'un est arrivé
// message : trop tard
// test    : etape1::les_deux_coureurs_avancent_ensemble
// test    : etape1::l_arrivee_reveille_la_course_aussitot

use std::future::poll_fn;
use std::task::Poll;
use tokio::time::sleep;

async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    let (mut tortue, mut lievre) = (pin!(tortue), pin!(lievre));
    loop {
        let vu = poll_fn(|cx| {
            Poll::Ready(if tortue.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Tortue)
            } else if lievre.as_mut().poll(cx).is_ready() {
                Some(Gagnant::Lievre)
            } else {
                None
            })
        })
        .await;
        if let Some(gagnant) = vu {
            return gagnant;
        }
        sleep(Duration::from_millis(1)).await;
    }
}
