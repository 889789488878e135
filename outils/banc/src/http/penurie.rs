//! La pénurie : plus un descripteur de libre, `accept` échoue (EMFILE). Le serveur ne doit alors ni finir, ni occuper le
//! thread. À jouer dans un processus dont la limite est basse, voir [`crate::enfant`].

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use tokio::task::yield_now;

use super::Serveur;
use crate::{Boite, ms};

/// Le plus qu'un serveur garde le thread d'un trait pendant une pénurie, sur une machine chargée.
const TOUR_MAX: Duration = Duration::from_secs(1);

/// Des descripteurs pris, jusqu'à ce que cette valeur soit lâchée.
pub struct Descripteurs(#[expect(dead_code, reason = "les garder suffit")] Vec<UdpSocket>);

impl Serveur {
    /// Prend tous les descripteurs du processus (200 au plus) sauf un, qui reste pour un client : l'accepter en demanderait
    /// un autre.
    pub fn prendre_les_descripteurs(&self) -> Descripteurs {
        self.limiter_les_tours(TOUR_MAX);
        let sockets = std::iter::repeat_with(|| UdpSocket::bind("127.0.0.1:0"));
        let mut pris: Vec<_> = sockets.take(200).map_while(Result::ok).collect();
        pris.pop();
        Descripteurs(pris)
    }

    /// Vrai si le serveur, qui n'a rien à faire qu'attendre un peu, laisse le thread au repos presque tout le temps.
    pub fn est_au_repos(&self) -> Boite<'_, bool> {
        Box::pin(async { self.n_est_pas_reveille().await && self.est_inoccupe().await })
    }

    /// Horloge arrêtée, un serveur qui attend entre deux essais n'est réveillé par rien ; un serveur qui essaie sans cesse
    /// l'est à chaque tour, à quelque vitesse qu'aille la machine.
    async fn n_est_pas_reveille(&self) -> bool {
        const TOURS: u32 = 200;

        let avant = self.reveils();
        tokio::time::pause();
        let ceder = async {
            for _ in 0..TOURS {
                yield_now().await;
            }
        };
        self.pendant(ceder).await;
        tokio::time::resume();
        self.reveils() - avant < TOURS / 2
    }

    /// La même chose pour un serveur qui accepte dans une autre tâche : son thread est au repos presque tout le temps. Une
    /// mesure sur quatre suffit : une machine chargée peut en fausser une.
    async fn est_inoccupe(&self) -> bool {
        let debut = Instant::now();
        for _ in 0..4 {
            let (avant, depart) = (occupation(), Instant::now());
            self.laisser_passer(ms(40)).await;
            if occupation() - avant < depart.elapsed() / 5 {
                return true;
            }
            if debut.elapsed() > ms(1000) {
                break;
            }
        }
        false
    }
}

/// Le temps que l'unique thread du runtime a passé à travailler.
fn occupation() -> Duration {
    let mesures = tokio::runtime::Handle::current().metrics();
    mesures.worker_total_busy_duration(0)
}
