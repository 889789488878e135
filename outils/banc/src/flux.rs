//! Un flux qui suit un scénario, sans réseau ni fichier : ce qu'il donne, quand il se tait, quand il échoue.
//!
//! ```ignore
//! let flux = Flux::new(vec![Geste::octets("GET / HT"), Geste::Pause(ms(5)), Geste::octets("TP/1.1\r\n"), Geste::Silence]);
//! ```

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncBufRead, AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::ms;

/// Les octets d'un [`Geste::Flot`] qui sont là ensemble, au plus.
const BOUFFEE: usize = 32 * 1024;

/// Ce que fait un flux.
pub enum Geste {
    /// Ces octets sont là, tous ensemble.
    Octets(Vec<u8>),
    /// Rien ne vient pendant ce temps.
    Pause(Duration),
    /// Plus rien ne viendra jamais, sans que le flux finisse.
    Silence,
    /// Rien ne vient cette fois, et le lecteur est réveillé pendant qu'il demande : ce qui suit est déjà là.
    Reveil,
    /// La lecture échoue, de cette erreur.
    Erreur(io::Error),
    /// Ce motif, sans fin. Il n'est pas vide.
    Flot(&'static [u8]),
}

impl Geste {
    /// Ces octets, ou ce texte.
    pub fn octets(octets: impl AsRef<[u8]>) -> Self {
        Geste::Octets(octets.as_ref().to_vec())
    }

    /// Chaque octet après cette pause.
    pub fn goutte_a_goutte(octets: impl AsRef<[u8]>, pause: Duration) -> Vec<Self> {
        let mut gestes = Vec::new();
        for octet in octets.as_ref() {
            gestes.extend([Geste::Pause(pause), Geste::octets([*octet])]);
        }
        gestes
    }
}

/// Une lecture demandée à un [`Flux`], et ce qu'il a fait jusque-là.
pub struct Lecture {
    /// La place, en octets, du tampon à remplir.
    pub place: usize,
    /// Les octets déjà donnés.
    pub donnes: usize,
    /// Les lectures qui n'ont rien donné : faute de place, ou parce que le flux est fini.
    pub vides: usize,
}

/// Un flux qui fait ces gestes, dans l'ordre ; après le dernier, il est fini. Les pauses se suivent à partir de sa création,
/// que quelqu'un le lise ou non : il n'attend pas un lecteur en retard.
pub struct Flux {
    gestes: VecDeque<Geste>,
    /// La fin de la dernière pause, passée ou en cours.
    echeance: Instant,
    /// Celui de la pause en cours.
    minuteur: Option<Pin<Box<Sleep>>>,
    recu: Vec<u8>,
    /// Les octets de `recu` déjà donnés.
    lus: usize,
    lecture: Lecture,
    surveillant: fn(&Lecture),
}

impl Flux {
    /// Le flux de ce scénario, qui commence maintenant.
    pub fn new(gestes: Vec<Geste>) -> Self {
        Flux {
            gestes: gestes.into(),
            echeance: Instant::now(),
            minuteur: None,
            recu: Vec::new(),
            lus: 0,
            lecture: Lecture {
                place: 0,
                donnes: 0,
                vides: 0,
            },
            surveillant: |_| {},
        }
    }

    /// Le flux dont ces octets arrivent chacun à la milliseconde dite, comptée de sa création, et qui finit à `fin`.
    pub fn a_l_heure(morceaux: &[(u64, &[u8])], fin: u64) -> Self {
        let (mut gestes, mut heure) = (Vec::new(), 0);
        for &(quand, octets) in morceaux {
            gestes.extend([Geste::Pause(ms(quand - heure)), Geste::octets(octets)]);
            heure = quand;
        }
        gestes.push(Geste::Pause(ms(fin - heure)));
        Flux::new(gestes)
    }

    /// Le même flux, qui montre à `surveillant` chaque lecture par [`AsyncRead`] avant de la servir : à lui de faire échouer
    /// le test devant celui qui lit sans fin.
    #[must_use]
    pub fn surveille(self, surveillant: fn(&Lecture)) -> Self {
        Flux {
            surveillant,
            ..self
        }
    }

    /// Passe les gestes jusqu'à celui qui donne des octets, une erreur, la fin, ou de quoi attendre.
    fn avancer(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.lus == self.recu.len() {
            match self.gestes.front_mut() {
                None => break,
                Some(Geste::Octets(octets)) => {
                    (self.recu, self.lus) = (std::mem::take(octets), 0);
                }
                Some(Geste::Flot(motif)) => {
                    // Un nombre entier de fois : le motif continue d'une bouffée à l'autre.
                    self.recu = motif.repeat(BOUFFEE.div_ceil(motif.len()));
                    self.lus = 0;
                    break;
                }
                Some(Geste::Silence) => return Poll::Pending,
                Some(Geste::Pause(duree)) => {
                    ready!(pauser(&mut self.minuteur, &mut self.echeance, *duree, cx))
                }
                Some(Geste::Reveil | Geste::Erreur(_)) => {}
            }
            match self.gestes.pop_front() {
                Some(Geste::Erreur(erreur)) => return Poll::Ready(Err(erreur)),
                Some(Geste::Reveil) => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                _ => {}
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Attend la fin d'une pause qui suit la précédente, finie à `echeance`, et y porte l'échéance.
fn pauser(
    minuteur: &mut Option<Pin<Box<Sleep>>>,
    echeance: &mut Instant,
    duree: Duration,
    cx: &mut Context<'_>,
) -> Poll<()> {
    let fin = *echeance + duree;
    // Une pause déjà finie ne coûte pas à son lecteur un tour de minuteur.
    if Instant::now() < fin {
        let minuteur = minuteur.get_or_insert_with(|| Box::pin(sleep_until(fin)));
        ready!(minuteur.as_mut().poll(cx));
    }
    (*minuteur, *echeance) = (None, fin);
    Poll::Ready(())
}

impl AsyncBufRead for Flux {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let flux = self.get_mut();
        ready!(flux.avancer(cx))?;
        Poll::Ready(Ok(&flux.recu[flux.lus..]))
    }

    fn consume(mut self: Pin<&mut Self>, n: usize) {
        self.lus += n;
        self.lecture.donnes += n;
    }
}

impl AsyncRead for Flux {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        tampon: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.lecture.place = tampon.remaining();
        (self.surveillant)(&self.lecture);
        let octets = ready!(self.as_mut().poll_fill_buf(cx))?;
        let n = octets.len().min(tampon.remaining());
        tampon.put_slice(&octets[..n]);
        self.as_mut().consume(n);
        self.lecture.vides += usize::from(n == 0);
        Poll::Ready(Ok(()))
    }
}
