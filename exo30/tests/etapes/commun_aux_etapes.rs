//! Ce que les étapes partagent.

use crate::{CompteARebours, preparer_commande, taille_totale, telecharger_fichier};
use banc::{PISTE_THREAD_ENDORMI, exiger};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;
use tokio::time::sleep;

/// Les types de la consigne, à la lettre : une réponse qui rend un type à elle, égal à tout, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(nom: &str, cuisine: Arc<AtomicU32>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    fn entier(_: u32) {}
    rend::<String>(telecharger_fichier(nom));
    rend::<usize>(taille_totale(nom, nom));
    rend::<String>(preparer_commande(String::new(), cuisine));
    let compte: CompteARebours = CompteARebours::new(0_u32);
    entier(compte.restant);
    rend::<&'static str>(compte);
}

pub const UNE_SECONDE: Duration = Duration::from_secs(1);

/// Attend le future sous l'horloge virtuelle. Celui que plus rien ne réveille échoue avec cette piste, celui
/// qui se réveille sans cesse échoue aussi : le temps n'avancerait plus jamais.
#[track_caller]
pub fn attendre<'a, T: 'a>(
    futur: impl Future<Output = T> + 'a,
    piste: &'static str,
) -> impl Future<Output = T> + 'a {
    let ligne = std::panic::Location::caller().line();
    let mut futur: Pin<Box<dyn Future<Output = T> + 'a>> = Box::pin(futur);
    let mut limite = Box::pin(sleep(3600 * UNE_SECONDE));
    let mut tours = 0;
    poll_fn(move |cx| {
        tours += 1;
        exiger!(
            tours < 20_000,
            "l'appel (ligne {ligne} du test) laisse le thread libre jusqu'à ce qu'il y ait du nouveau",
            "il s'est fait réinterroger {tours} fois de suite",
            "une boucle autour de `yield_now` occupe le thread sans relâche, et le temps de Tokio n'avance pas : \
             un seul réveil, à l'échéance, suffit ; et un `poll` écrit à la main doit finir par rendre `Ready`"
        );
        // Avant le future : l'échéance ne doit pas lui valoir un `poll` que rien d'autre n'a demandé.
        exiger!(
            limite.as_mut().poll(cx).is_pending(),
            "l'appel se termine (ligne {ligne} du test)",
            "il attend toujours, et plus rien ne peut le réveiller",
            "{piste}"
        );
        futur.as_mut().poll(cx)
    })
}

/// Une attente qui n'a pas compté sur l'horloge de Tokio a deux causes, que le temps réel départage.
#[track_caller]
pub fn refuser_attente_nulle(duree: Duration, depart_reel: std::time::Instant, piste: &str) {
    exiger!(
        !(duree.is_zero() && depart_reel.elapsed() >= UNE_SECONDE),
        "une attente sur l'horloge de Tokio",
        "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
        "{PISTE_THREAD_ENDORMI}"
    );
    exiger!(
        !duree.is_zero(),
        "une attente sur l'horloge de Tokio",
        "aucune attente : la valeur est arrivée tout de suite",
        "{piste}"
    );
}

pub const PISTE_COMMANDE: &str = "la commande n'a rien à attendre de l'extérieur : si son `poll` rend `Pending`, il doit avoir \
    prévu lui-même son réveil";

pub fn cuisine(depart: u32) -> Arc<AtomicU32> {
    Arc::new(AtomicU32::new(depart))
}
