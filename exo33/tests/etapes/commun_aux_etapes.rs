//! Ce que les étapes partagent.

use crate::{Cache, Compte, SoldeInsuffisant, compter_ensemble, enregistrer, virer};
use banc::{Sonde, attraper, echec, finir, message_de, ms};
use std::any::Any;
use std::collections::HashMap;
use std::future::ready;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use tokio::sync::{Mutex, OnceCell};
use tokio::task::yield_now;
use tokio::time::sleep;

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ou qui
/// changerait ce qui est donné, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(mesures: Arc<Mutex<Vec<u32>>>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<u64>(compter_ensemble(0_usize, 0_usize));
    rend::<()>(enregistrer(mesures, ready(0_u32)));
    let compte = Compte {
        numero: 0_u32,
        solde: Mutex::<u64>::new(0),
    };
    rend::<Result<(), SoldeInsuffisant>>(virer(&compte, &compte, 0_u64));
    let _: SoldeInsuffisant = SoldeInsuffisant {};
    let _: Compte = Compte::new(0_u32, 0_u64);
    let cache = Cache {
        entrees: Mutex::<HashMap<String, Arc<OnceCell<String>>>>::default(),
    };
    rend::<String>(cache.obtenir("", ready(String::new())));
    let _: Cache = Cache::new();
}

pub type Appel<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Où en est un appel interrogé à la main.
pub enum Etat<T> {
    Pret(T),
    Attend,
    /// Il redemande sans cesse à être interrogé : il n'attend rien, il réessaie.
    Boucle,
}

/// Interroge l'appel aussi longtemps qu'il demande à l'être tout de suite. Le temps ne passe pas.
pub async fn interroger<T>(appel: &mut Sonde<Appel<'_, T>>) -> Etat<T> {
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

/// Laisse l'appel attendre vingt heures : il n'a rien à faire, et rien ne doit le réveiller. Une boucle coupée de
/// pauses, elle, se réveille entre deux regards, aussi espacés soient-ils.
pub async fn patienter<T>(appel: &mut Sonde<Appel<'_, T>>) -> Etat<T> {
    let mut reveils_pour_rien = 0;
    for _ in 0..20 {
        match interroger(appel).await {
            Etat::Attend => {}
            fini => return fini,
        }
        let avant = appel.reveils();
        sleep(ms(3_600_000)).await;
        reveils_pour_rien += u32::from(appel.reveils() > avant);
    }
    if reveils_pour_rien > 10 {
        Etat::Boucle
    } else {
        Etat::Attend
    }
}

/// Fait suivre la panique d'un `blocking_…` : le banc a la piste qui lui convient.
pub fn relancer_si_bloquant(panique: Box<dyn Any + Send>) -> Box<dyn Any + Send> {
    if message_de(&*panique).contains("from within a runtime") {
        resume_unwind(panique);
    }
    panique
}

/// Interroge les appels à tour de rôle, le temps de Tokio passant entre deux tours, jusqu'à ce que tous
/// aient fini ou qu'il soit clair qu'ils n'avancent plus.
pub async fn mener<T>(mut appels: Vec<Sonde<Appel<'_, T>>>) -> Vec<Option<T>> {
    let mut fins: Vec<Option<T>> = appels.iter().map(|_| None).collect();
    for _ in 0..50 {
        for (appel, fin) in appels.iter_mut().zip(&mut fins) {
            if fin.is_none() {
                if let Etat::Pret(valeur) = interroger(appel).await {
                    *fin = Some(valeur);
                }
            }
        }
        if fins.iter().all(Option::is_some) {
            break;
        }
        sleep(ms(10)).await;
    }
    fins
}

/// Demande la clé après `depart` millisecondes ; échoue avec la piste si la réponse ne vient jamais.
pub fn demande<'a>(
    cache: &'a Cache,
    (depart, cle): (u64, &'a str),
    calcul: Appel<'a, String>,
    piste: &'a str,
) -> Appel<'a, String> {
    Box::pin(async move {
        if depart > 0 {
            sleep(ms(depart)).await;
        }
        match finir(attraper(cache.obtenir(cle, calcul)), piste).await {
            Ok(valeur) => valeur,
            Err(panique) => {
                let panique = relancer_si_bloquant(panique);
                let message = message_de(&*panique);
                echec!(
                    "une demande dont le calcul va bien rend une valeur",
                    "{message}",
                    "la fin prématurée d'une demande ne doit pas atteindre les autres : un verrou de `std::sync` \
                     s'empoisonne, celui de Tokio non ; un canal fermé n'est pas une raison de paniquer ; une \
                     cellule réservée peut être encore vide, et s'attend (`get_or_init`)"
                )
            }
        }
    })
}

pub const PISTE_CARTE: &str = "le verrou de la carte est gardé pendant le calcul : prends-y la cellule de la clé, rends \
    la carte, et ne calcule qu'ensuite";
pub const PISTE_RELEVE: &str = "une marque « calcul en cours » survit à celui qui calculait : annulé ou en panique, il \
    doit laisser la place au suivant";

/// Un calcul de `delai` millisecondes.
pub fn calcul(valeur: &str, delai: u64) -> Appel<'_, String> {
    Box::pin(async move {
        sleep(ms(delai)).await;
        valeur.into()
    })
}
