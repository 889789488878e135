//! Pourquoi le compilateur s'est arrêté sans rien dire de la réponse.

use std::process::ExitStatus;

use crate::modele::diagnostic::Diagnostic;
use crate::moteur::bac_a_sable::Limites;
use crate::moteur::processus::Fin;

/// L'arrêt, en français.
pub(super) fn en_mots(statut: ExitStatus) -> String {
    const SIGSEGV: i32 = 11;
    match (signal_recu(statut), statut.code()) {
        (Some(SIGSEGV), _) => {
            format!(
                "le compilateur a été arrêté par le signal {SIGSEGV} (SIGSEGV : il a débordé sa pile, sans doute)"
            )
        }
        (Some(signal), _) => format!("le compilateur a été arrêté par le signal {signal}"),
        (None, Some(code)) => {
            format!("le compilateur s'est arrêté de lui-même, avec le code {code}")
        }
        (None, None) => "le compilateur s'est arrêté".to_owned(),
    }
}

/// La limite qui a arrêté le compilateur, si c'en est une.
pub(super) fn limite_atteinte(fin: &Fin, statut: ExitStatus, limites: Limites) -> Option<String> {
    let Limites {
        processeur,
        memoire,
        ..
    } = limites;
    if signal_recu(statut) == Some(SIGXCPU) {
        return Some(format!(
            "la compilation dépasse {processeur} s de processeur"
        ));
    }
    let faute_de_memoire = fin.erreur.lines().any(est_une_faute_de_memoire);
    faute_de_memoire.then(|| format!("la compilation demande plus de {memoire} Mio de mémoire"))
}

/// Cette ligne vient du système, ou du compilateur à bout de mémoire. Tout ce qu'une réponse peut lui faire dire
/// (`compile_error!`, une panique dans une constante) est dans un message, qui est une ligne de JSON.
fn est_une_faute_de_memoire(ligne: &str) -> bool {
    const MANQUE: [&str; 4] = [
        "memory allocation of",
        "LLVM ERROR: out of memory",
        "Cannot allocate memory",
        "std::bad_alloc",
    ];
    if !ligne.starts_with('{') {
        return MANQUE.iter().any(|texte| ligne.contains(texte));
    }
    let message = Diagnostic::lire(ligne);
    message.is_some_and(|message| {
        let debut = "tried to allocate more memory than available to compiler";
        message.code.as_deref() == Some("E0080") && message.message.starts_with(debut)
    })
}

/// Le signal d'une limite de processeur dépassée, sous Linux et macOS.
const SIGXCPU: i32 = 24;

/// Le signal qui a arrêté un processus, que ce soit lui ou son enveloppe qui l'ait reçu : bwrap et `sh` le
/// rendent par le code 128 + signal.
pub(crate) fn signal_recu(statut: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = statut.signal() {
            return Some(signal);
        }
    }
    let signal = statut.code()?.checked_sub(128)?;
    (1..=64).contains(&signal).then_some(signal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn un_arret_se_dit_en_francais() {
        use std::os::unix::process::ExitStatusExt;
        for (brut, attendu) in [
            (
                11,
                "le compilateur a été arrêté par le signal 11 (SIGSEGV : il a débordé sa pile, sans doute)",
            ),
            (
                139 << 8,
                "le compilateur a été arrêté par le signal 11 (SIGSEGV : il a débordé sa pile, sans doute)",
            ),
            (9, "le compilateur a été arrêté par le signal 9"),
            (
                101 << 8,
                "le compilateur s'est arrêté de lui-même, avec le code 101",
            ),
        ] {
            assert_eq!(en_mots(ExitStatus::from_raw(brut)), attendu);
        }
    }

    #[test]
    fn une_reponse_n_imite_pas_le_systeme() {
        let message = |code: &str, texte: &str| {
            format!(
                r#"{{"message":"{texte}","code":{code},"level":"error","spans":[],"children":[],"rendered":"{texte}"}}"#
            )
        };
        let e0080 = r#"{"code":"E0080","explanation":null}"#;
        let faute = "tried to allocate more memory than available to compiler";
        for du_systeme in [
            "memory allocation of 12 bytes failed".to_owned(),
            "collect2: Cannot allocate memory".to_owned(),
            message(e0080, faute),
        ] {
            assert!(est_une_faute_de_memoire(&du_systeme), "{du_systeme}");
        }
        for d_une_reponse in [
            message("null", "memory allocation of 12 bytes failed"),
            message("null", faute),
            message(e0080, &format!("evaluation panicked: {faute}")),
            "error: aborting due to 1 previous error".to_owned(),
        ] {
            assert!(!est_une_faute_de_memoire(&d_une_reponse), "{d_une_reponse}");
        }
    }
}
