//! Étape 5 : une réponse qui ne voit pas la fin du flux la relit sans cesse, sans jamais attendre. Elle le lit ici, au lieu de
//! figer le test pour de bon.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use banc::echec;
use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};

use super::{Entree, PISTE_FLUX};

/// Les lectures qui ne donnent rien au-delà desquelles la fin du flux n'est pas vue : une réponse juste en fait une ou deux.
const ASSEZ: u32 = 1_000;

/// Un flux, et les lectures demandées depuis qu'il est fini.
pub(super) struct Surveille<'a> {
    flux: Entree<'a>,
    vides: u32,
}

impl<'a> Surveille<'a> {
    pub(super) fn new(flux: Entree<'a>) -> Self {
        Surveille { flux, vides: 0 }
    }

    fn compter(&mut self, rien: bool) {
        self.vides += u32::from(rien);
        if self.vides > ASSEZ {
            echec!(
                "la lecture finit avec le flux",
                "le flux est fini, et elle le relit encore, {ASSEZ} fois déjà",
                "{PISTE_FLUX}"
            );
        }
    }
}

impl AsyncBufRead for Surveille<'_> {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let surveille = self.get_mut();
        let rien = ready!(Pin::new(&mut surveille.flux).poll_fill_buf(cx))?.is_empty();
        surveille.compter(rien);
        // Ce qui vient d'être lu est encore là.
        Pin::new(&mut surveille.flux).poll_fill_buf(cx)
    }

    fn consume(mut self: Pin<&mut Self>, n: usize) {
        Pin::new(&mut self.flux).consume(n);
    }
}

impl AsyncRead for Surveille<'_> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        tampon: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let avant = (tampon.filled().len(), tampon.remaining());
        ready!(Pin::new(&mut self.flux).poll_read(cx, tampon))?;
        self.compter(avant.1 > 0 && tampon.filled().len() == avant.0);
        Poll::Ready(Ok(()))
    }
}
