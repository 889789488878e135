//! Ce qu'un processus de test a fait, en un verdict.

use std::time::Duration;

use crate::modele::message::Message;
use crate::modele::resultat::{Cause, Verdict};
use crate::moteur::compilation::signal_recu;
use crate::moteur::processus::Fin;

/// Un test est réussi si, et seulement si, son processus a fini bien et son acte de fin est signé.
pub(super) fn verdict(fin: &Fin, delai: Duration, cloisonne: bool) -> Verdict {
    /// Celui de libtest quand un test échoue.
    const CODE_ECHEC: i32 = 101;
    let mut message = Message::lire(&fin.erreur);
    let Some(statut) = fin.statut else {
        let secondes = delai.as_secs();
        message.texte +=
            &format!("\nau bout de {secondes} s réelles, le test ne rend toujours pas la main");
        return Verdict::Fige(message);
    };
    let signal = signal_recu(statut).filter(|_| cloisonne || statut.code().is_none());
    match (statut.code(), signal) {
        (Some(0), _) if fin.signe => Verdict::Reussi,
        (Some(0), _) if n_a_rien_lance(&fin.sortie) => Verdict::Absent,
        (Some(CODE_ECHEC), _) if !fin.signe => Verdict::Echoue(message),
        (Some(banc::CODE_FIGE), _) => Verdict::Fige(message),
        (Some(code), None) => Verdict::Interrompu {
            cause: Cause::Sortie(code),
            message,
        },
        (_, signal) => Verdict::Interrompu {
            cause: cause_du_signal(signal),
            message,
        },
    }
}

/// libtest n'a pas trouvé le test qu'on lui demandait. Il le dit d'abord : rien de la réponse ne s'est encore exécuté.
fn n_a_rien_lance(sortie: &str) -> bool {
    sortie.trim_start().starts_with("running 0 tests")
}

#[cfg(unix)]
fn cause_du_signal(signal: Option<i32>) -> Cause {
    match signal {
        Some(signal) if signal == nix::sys::signal::Signal::SIGABRT as i32 => Cause::Abandon,
        autre => Cause::Signal(autre.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn cause_du_signal(_: Option<i32>) -> Cause {
    Cause::Abandon
}
