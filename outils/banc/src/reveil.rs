//! Un future qui demande son réveil pendant même qu'on l'interroge : qui retient les réveils dans un drapeau peut le perdre.

use std::future::poll_fn;
use std::task::Poll;

/// La piste d'un appel qui perd ce réveil-là.
pub const PISTE_REVEIL_OUBLIE: &str = "un réveil s'est perdu : un future peut le demander pendant même qu'on l'interroge \
    (`wake_by_ref`, puis `Pending`) ; si un drapeau retient qui s'est réveillé, baisse-le avant de l'interroger : après, il \
    efface aussi ce réveil-là";

/// Demande son réveil pendant qu'on l'interroge, trois fois, puis finit.
pub async fn se_reveiller() {
    let mut reste = 3;
    poll_fn(|cx| {
        if reste == 0 {
            return Poll::Ready(());
        }
        reste -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
