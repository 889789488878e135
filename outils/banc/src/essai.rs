//! Conduire un test : le placer sous le chien de garde, sur la bonne horloge, et ne jamais figer.

use std::any::type_name;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;

use crate::acte::Acte;
use crate::garde::{Garde, retenir_echec};
use crate::temps::LIMITE_VIRTUELLE;
use crate::{Boite, LIMITE_REELLE, echec, panique};

/// Test sans runtime : le future est interrogé à la main, ou le code n'est pas asynchrone.
#[track_caller]
pub fn essai<F: FnOnce()>(corps: F) {
    surveiller(type_name::<F>(), false, Box::new(corps));
}

/// Test sous l'horloge virtuelle de Tokio : un seul thread, et le temps n'avance, d'un bond, que lorsque
/// plus aucune tâche n'a rien à faire. Les durées s'y comparent à l'égalité, à la milliseconde.
/// Pas de socket ici : l'horloge n'attendrait pas le réseau.
///
/// Un test encore en attente après [`LIMITE_VIRTUELLE`] échoue aussitôt : plus personne ne le réveillera.
#[track_caller]
pub fn essai_virtuel<F: Future<Output = ()>>(corps: F) {
    sur_une_horloge(type_name::<F>(), Horloge::Virtuelle, Box::pin(corps));
}

/// Test sur l'horloge réelle, un seul thread : pour les sockets, les tubes et les rendez-vous avec
/// d'autres threads.
#[track_caller]
pub fn essai_reel<F: Future<Output = ()>>(corps: F) {
    sur_une_horloge(type_name::<F>(), Horloge::Reelle, Box::pin(corps));
}

/// Test sur l'horloge réelle avec quatre threads : pour ce qui n'apparaît qu'en parallèle. D'autres tests, en
/// prenant les cœurs, l'empêcheraient de le voir : le correcteur lui donne un processus à lui.
#[track_caller]
pub fn essai_parallele<F: Future<Output = ()>>(corps: F) {
    sur_une_horloge(
        type_name::<F>(),
        Horloge::ReelleEnParallele,
        Box::pin(corps),
    );
}

/// Sur quelle horloge un test court, et sur combien de threads.
#[derive(Clone, Copy, PartialEq)]
enum Horloge {
    Virtuelle,
    Reelle,
    ReelleEnParallele,
}

impl Horloge {
    fn runtime(self) -> std::io::Result<Runtime> {
        let mut fabrique = match self {
            Horloge::Virtuelle | Horloge::Reelle => Builder::new_current_thread(),
            Horloge::ReelleEnParallele => Builder::new_multi_thread(),
        };
        match self {
            Horloge::Virtuelle => fabrique.start_paused(true),
            Horloge::Reelle => &mut fabrique,
            Horloge::ReelleEnParallele => fabrique.worker_threads(4),
        };
        fabrique.enable_all().build()
    }

    /// Temps laissé à un test, sur l'horloge de Tokio.
    fn limite(self) -> Duration {
        match self {
            Horloge::Virtuelle => LIMITE_VIRTUELLE,
            Horloge::Reelle | Horloge::ReelleEnParallele => LIMITE_REELLE * 3 / 4,
        }
    }
}

/// Conduit le corps sur cette horloge. Rien ici n'est générique : les tests n'en recompilent rien.
#[track_caller]
fn sur_une_horloge(type_du_corps: &str, horloge: Horloge, corps: Boite<'_, ()>) {
    let a_part = horloge == Horloge::ReelleEnParallele;
    let conduite = Box::new(move || conduire(horloge, corps));
    surveiller(type_du_corps, a_part, conduite);
}

/// Exécute le corps sous le chien de garde et explique en français les paniques connues de Tokio. `a_part` : ce
/// test ne prouve rien en compagnie d'autres.
#[track_caller]
fn surveiller(type_du_corps: &str, a_part: bool, corps: Box<dyn FnOnce() + '_>) {
    let test = nom_du_test(type_du_corps);
    let d_un_test = est_un_corps_de_test(type_du_corps, Location::caller().file());
    let acte = Acte::prendre(test, !a_part && d_un_test);
    let garde = Garde::de(test);
    let issue = catch_unwind(AssertUnwindSafe(corps));
    drop(garde);
    if let Err(panique) = issue {
        panique::expliquer(&*panique);
        retenir_echec(test, panique::message_de(&*panique));
        resume_unwind(panique);
    }
    acte.signer();
}

/// Le nom du test qui contient ce corps : le type d'un bloc `async` ou d'une fermeture commence par le
/// chemin de la fonction qui l'écrit. Le nom du thread ne suffirait pas : c'est « main » quand libtest
/// n'en emploie qu'un.
fn nom_du_test(type_du_corps: &str) -> &str {
    let mut parties = type_du_corps.split("::");
    parties
        .find(|partie| partie.starts_with("etape") && *partie != "etapes")
        .unwrap_or(type_du_corps)
}

/// Vrai si ce type est celui d'un bloc ou d'une fermeture écrits dans la fonction d'un test, et là seulement, et que
/// l'essai est lancé depuis le fichier des tests. Le type seul ne suffit pas : une fonction `etapes` de la réponse
/// peut contenir une fonction du nom d'un test ; mais c'est dans un autre fichier.
fn est_un_corps_de_test(type_du_corps: &str, fichier: &str) -> bool {
    let parties: Vec<_> = type_du_corps.split("::").collect();
    matches!(parties[..], [_, "etapes", test, "{{closure}}"] if test.starts_with("etape"))
        && Path::new(fichier).ends_with("tests/etapes.rs")
}

fn conduire(horloge: Horloge, corps: Boite<'_, ()>) {
    let runtime = horloge.runtime();
    let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
    let corps = async {
        tokio::select! {
            // L'échéance d'abord : `timeout` interrogerait le corps une fois de plus, réveillé ou non.
            biased;
            () = sleep(horloge.limite()) => false,
            () = corps => true,
        }
    };
    let issue = catch_unwind(AssertUnwindSafe(|| runtime.block_on(corps)));
    // Sans attendre les tâches bloquantes : une réponse fausse peut en avoir laissé une qui ne finit pas.
    runtime.shutdown_background();
    match issue {
        Ok(true) => {}
        Ok(false) => echec!(
            "le test se termine",
            "plus rien n'avance : tout ce qui reste attend un événement qui ne viendra pas",
            "cherche qui devait réveiller cette attente : un émetteur jamais lâché garde un canal ouvert, un \
             verrou gardé n'est pas rendu, deux tâches s'attendent l'une l'autre, un `poll` rend `Pending` \
             sans avoir prévu de réveil"
        ),
        Err(panique) => resume_unwind(panique),
    }
}
