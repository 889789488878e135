//! Paniques : les attraper, les lire, les faire suivre, et expliquer celles de Tokio.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{JoinError, JoinHandle};

use crate::{Boite, echec};

type Charge = Box<dyn Any + Send>;

/// Ce que disent les paniques que Tokio et la bibliothèque standard adressent à qui s'en sert mal, et ce
/// qu'elles veulent dire.
const PANIQUES_CONNUES: &[(&str, &str)] = &[
    (
        "Cannot start a runtime from within a runtime",
        "`block_on` (ou un `blocking_…`) bloque un thread du runtime : dans du code async, c'est `.await` qui attend",
    ),
    (
        "Cannot block the current thread from within a runtime",
        "un appel `blocking_…` bloque un thread du runtime : dans du code async, c'est `.await` qui attend",
    ),
    (
        "Cannot drop a runtime in a context where blocking is not allowed",
        "un runtime créé dans du code async ne peut pas y être lâché : il attendrait ses threads, et bloquerait celui-ci ; \
         ce code tourne déjà dans un runtime, c'est de celui-là qu'il se sert",
    ),
    (
        "can call blocking only when running on the multi-threaded runtime",
        "`block_in_place` bloque le thread du runtime lui-même : le travail bloquant va sur un autre thread",
    ),
    (
        "there is no reactor running",
        "ce code a besoin du runtime de Tokio et tourne en dehors, par exemple dans un thread ordinaire",
    ),
    (
        "on an `Err` value: Any",
        "un autre thread a paniqué, et `unwrap` sur son `join` ne dit pas pourquoi : sa propre panique est écrite plus \
         haut (du code de Tokio qui tourne hors du runtime, souvent)",
    ),
    (
        "attempt to add with overflow",
        "cette somme dépasse ce que son type peut contenir : compte dans un type plus grand, ou avec `saturating_add`",
    ),
    (
        "attempt to multiply with overflow",
        "ce produit dépasse ce que son type peut contenir : calcule dans un type plus grand, ou avec `saturating_mul`",
    ),
    (
        "attempt to subtract with overflow",
        "cette différence passerait sous zéro, que son type n'a pas : compare avant de soustraire",
    ),
    (
        "index out of bounds: the len is",
        "cette place n'existe pas : une liste n'a que celles qu'on a remplies, et `with_capacity` n'en crée aucune ; ajoute \
         par `push`, en gardant le rang de chaque valeur pour les trier ensuite, ou remplis les places d'avance",
    ),
    (
        "insertion index (is",
        "`insert` n'ajoute qu'à une place remplie, ou juste après la dernière : ajoute par `push`, en gardant le rang de \
         chaque valeur pour les trier ensuite",
    ),
    (
        "`spawn_local` called from outside",
        "`spawn_local` demande un `LocalSet` : une tâche ordinaire se confie au runtime, sans lui",
    ),
    (
        "after completion",
        "un future déjà terminé a été interrogé de nouveau : une fois prêt, il ne doit plus revenir dans un `select!` ni une boucle",
    ),
    (
        "all branches are disabled and there is no else branch",
        "plus aucune branche du `select!` ne peut avancer : il faut une branche `else`, ou quitter la boucle avant",
    ),
    (
        "mpsc bounded channel requires buffer > 0",
        "un canal borné de Tokio a au moins une place : que faire d'une capacité de 0 ?",
    ),
    (
        "called after complete",
        "un `oneshot::Receiver` qui a déjà rendu son message a été interrogé de nouveau : il ne rend qu'une valeur",
    ),
    (
        "`period` must be non-zero",
        "un `interval` refuse une période nulle",
    ),
    (
        "a Tokio runtime context",
        "ce code a besoin du runtime de Tokio et tourne en dehors",
    ),
];

/// Le texte d'une panique, ou un texte qui dit qu'elle n'en a pas.
pub fn message_de(charge: &(dyn Any + Send)) -> &str {
    charge
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| charge.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(panique sans texte)")
}

/// Ce qui entoure une charge relancée telle qu'elle a été reçue, sans en avoir été sortie ; `None` si rien ne l'entoure.
pub fn emballage(charge: &(dyn Any + Send)) -> Option<&'static str> {
    if charge.is::<Charge>() {
        Some(
            "une boîte dans une boîte : la charge arrive déjà dans la sienne, et `Box::new` ou `panic_any` en remettent une \
             autour ; `std::panic::resume_unwind` relance la boîte reçue, telle quelle",
        )
    } else if charge.is::<JoinError>() {
        Some(
            "c'est la `JoinError` elle-même qui est relancée : la charge est dedans, à en sortir d'abord",
        )
    } else {
        None
    }
}

/// Interroge le future en attrapant sa panique : `Err` porte alors sa charge. Un `todo!` n'est pas
/// attrapé : une étape qui n'est pas commencée doit le dire, quoi que le test attende.
///
/// # Errors
/// La charge de la panique du future.
pub fn attraper<'a, F: Future + 'a>(futur: F) -> Attrape<'a, F::Output> {
    Attrape(Box::pin(futur))
}

/// Un future dont la panique est attrapée, par [`attraper`].
pub struct Attrape<'a, T>(Boite<'a, T>);

impl<T> Future for Attrape<'_, T> {
    type Output = Result<T, Charge>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut etat = Poll::Pending;
        match capturer(&mut || etat = self.0.as_mut().poll(cx)) {
            Ok(()) => etat.map(Ok),
            Err(charge) => Poll::Ready(Err(charge)),
        }
    }
}

/// Attrape la panique de `faire`, sauf celle d'un `todo!`. Par une référence : `catch_unwind` coûte à compiler.
fn capturer(faire: &mut dyn FnMut()) -> Result<(), Charge> {
    catch_unwind(AssertUnwindSafe(faire)).map_err(sauf_a_faire)
}

/// Ce qu'une panique d'un appel veut dire.
pub struct Explication<'a> {
    /// Ce que l'étape demande.
    pub attendu: &'a str,
    /// L'erreur probable et la direction où chercher.
    pub piste: &'a str,
}

/// La valeur de l'appel. S'il panique, `expliquer` reçoit ce que dit sa panique : le test échoue avec l'explication, ou,
/// s'il n'y en a pas, la panique suit son chemin. Un `todo!` et un diagnostic du banc le suivent toujours.
pub fn sans_panique<'a, T: 'a>(
    appel: Boite<'a, T>,
    expliquer: impl FnOnce(&str) -> Option<Explication<'a>> + 'a,
) -> Boite<'a, T> {
    sans_panique_boite(appel, Box::new(expliquer))
}

type Expliquer<'a> = Box<dyn FnOnce(&str) -> Option<Explication<'a>> + 'a>;

fn sans_panique_boite<'a, T: 'a>(appel: Boite<'a, T>, expliquer: Expliquer<'a>) -> Boite<'a, T> {
    Box::pin(async move {
        match Attrape(appel).await {
            Ok(valeur) => valeur,
            Err(charge) => relancer(charge, expliquer),
        }
    })
}

fn relancer(charge: Charge, expliquer: Expliquer<'_>) -> ! {
    let explication = Some(message_de(&*charge))
        .filter(|message| !est_un_diagnostic(message))
        .and_then(expliquer);
    let Some(Explication { attendu, piste }) = explication else {
        resume_unwind(charge)
    };
    let message = message_de(&*charge);
    echec!("{attendu}", "une panique : {message}", "{piste}")
}

/// Ce texte est un diagnostic du banc.
pub(crate) fn est_un_diagnostic(message: &str) -> bool {
    message.starts_with("  attendu : ")
}

/// Ce texte est celui d'un `todo!`.
pub(crate) fn est_a_faire(message: &str) -> bool {
    message.starts_with("not yet implemented")
}

/// Attend une tâche et fait suivre sa panique, pour qu'aucune ne passe inaperçue.
pub fn recolter<T: 'static>(tache: JoinHandle<T>) -> Boite<'static, T> {
    Box::pin(async move {
        match tache.await {
            Ok(valeur) => valeur,
            Err(erreur) if erreur.is_panic() => resume_unwind(erreur.into_panic()),
            Err(_) => echec!(
                "la tâche va au bout",
                "elle a été annulée en cours de route",
                "quelque chose interrompt la tâche : un `abort`, ou un `JoinSet` lâché trop tôt"
            ),
        }
    })
}

fn sauf_a_faire(charge: Charge) -> Charge {
    if est_a_faire(message_de(&*charge)) {
        resume_unwind(charge);
    }
    charge
}

/// Ajoute, sous une panique connue de Tokio, ce qu'elle veut dire. Un diagnostic qui la cite a déjà sa piste.
pub(crate) fn expliquer(charge: &(dyn Any + Send)) {
    let message = message_de(charge);
    if est_un_diagnostic(message) {
        return;
    }
    let connue = PANIQUES_CONNUES
        .iter()
        .find(|(debut, _)| message.contains(debut));
    if let Some((_, piste)) = connue {
        eprintln!("  piste   : {piste}");
    }
}
