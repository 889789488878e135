//! Où en est un appel que le test interroge lui-même, dans un runtime : il a fini, il attend, ou il tourne en rond.

use std::future::pending;
use std::task::Poll;

use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::taches_ou_threads::laisser;
use crate::{Boite, Sonde, ms};

/// Un appel interrogé à la main, dont le type ne dit que ce qu'il rend.
pub type Appel<'a, T> = Sonde<Boite<'a, T>>;

/// Où en est un appel.
pub enum Etat<T> {
    /// Il a rendu cette valeur.
    Pret(T),
    /// Il attend d'être réveillé.
    Attend,
    /// Il redemande sans cesse à être interrogé : il n'attend rien, il réessaie.
    Boucle,
}

impl<'a, T: 'a> Appel<'a, T> {
    /// Prend l'appel sans l'interroger.
    pub fn en_boite(futur: impl Future<Output = T> + 'a) -> Self {
        Sonde::new(Box::pin(futur))
    }

    /// Interroge l'appel aussi longtemps qu'il demande à l'être tout de suite. Le temps ne passe pas.
    pub fn interroger(&mut self) -> Boite<'_, Etat<T>> {
        Box::pin(interroger(self))
    }

    /// Laisse l'appel attendre vingt heures : il n'a rien à faire, et rien ne doit le réveiller. Une boucle coupée de
    /// pauses, elle, se réveille entre deux regards, aussi espacés soient-ils.
    pub fn patienter(&mut self) -> Boite<'_, Etat<T>> {
        Box::pin(patienter(self))
    }
}

async fn interroger<T>(appel: &mut Appel<'_, T>) -> Etat<T> {
    for _ in 0..100 {
        let avant = appel.reveils();
        if let Poll::Ready(valeur) = appel.sonder() {
            return Etat::Pret(valeur);
        }
        // Le réveil demandé par un `yield_now` n'arrive qu'au tour suivant du runtime.
        yield_now().await;
        if appel.reveils() == avant {
            return Etat::Attend;
        }
    }
    Etat::Boucle
}

async fn patienter<T>(appel: &mut Appel<'_, T>) -> Etat<T> {
    let mut reveils_pour_rien = 0;
    for _ in 0..20 {
        match interroger(appel).await {
            Etat::Attend => {}
            fini => return fini,
        }
        let (avant, depart) = (appel.reveils(), Instant::now());
        laisser(Box::pin(pending()), ms(3_600_000), ms(500)).await;
        if depart.elapsed().is_zero() {
            // L'horloge est arrêtée : l'appel a confié son attente à un thread bloquant.
            return Etat::Attend;
        }
        reveils_pour_rien += u32::from(appel.reveils() > avant);
    }
    if reveils_pour_rien > 10 {
        Etat::Boucle
    } else {
        Etat::Attend
    }
}

/// Interroge les appels à tour de rôle, le temps de Tokio passant entre deux tours, jusqu'à ce que tous
/// aient fini ou qu'il soit clair qu'ils n'avancent plus. Rend la valeur de ceux qui ont fini.
pub fn mener<'a, T: 'a>(appels: Vec<Appel<'a, T>>) -> Boite<'a, Vec<Option<T>>> {
    Box::pin(mener_tous(appels))
}

async fn mener_tous<T>(mut appels: Vec<Appel<'_, T>>) -> Vec<Option<T>> {
    let mut fins = Vec::new();
    for _ in 0..appels.len() {
        fins.push(None);
    }
    for _ in 0..50 {
        let mut tous_finis = true;
        for (rang, appel) in appels.iter_mut().enumerate() {
            if fins[rang].is_some() {
                continue;
            }
            match appel.interroger().await {
                Etat::Pret(valeur) => fins[rang] = Some(valeur),
                _ => tous_finis = false,
            }
        }
        if tous_finis {
            break;
        }
        sleep(ms(10)).await;
    }
    fins
}
