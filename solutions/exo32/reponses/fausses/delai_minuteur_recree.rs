// faute   : un minuteur neuf à chaque interrogation
// message : repart de zéro à chaque réveil
// test    : etape2::une_operation_trop_lente_rend_none_a_la_limite
// test    : etape2::les_reveils_de_l_operation_ne_repoussent_pas_la_limite

use std::future::poll_fn;
use std::task::Poll;
use tokio::time::sleep;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let mut operation = pin!(operation);
    let mut minuteur = Box::pin(sleep(limite));
    poll_fn(|cx| {
        if let Poll::Ready(valeur) = operation.as_mut().poll(cx) {
            return Poll::Ready(Some(valeur));
        }
        minuteur.set(sleep(limite));
        minuteur.as_mut().poll(cx).map(|()| None)
    })
    .await
}
