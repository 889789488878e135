//! Ce qui manque à la machine pour compiler : ce n'est la faute d'aucune réponse, et aucune n'en est notée.

use anyhow::bail;

use crate::modele::diagnostic::Diagnostic;

/// Refuse si le compilateur s'est arrêté parce qu'il manque quelque chose à cette machine.
///
/// # Errors
/// L'éditeur de liens, ou ce qu'il lie toujours, n'est pas là : le message dit quoi installer.
pub(super) fn verifier(sortie: &str) -> anyhow::Result<()> {
    let mut diagnostics = sortie.lines().filter_map(Diagnostic::lire);
    if diagnostics.any(|diagnostic| est_d_un_manque(&diagnostic)) {
        bail!("{}", conseil());
    }
    Ok(())
}

/// Une réponse peut écrire ce message, par `compile_error!`, mais il a alors un endroit.
fn est_d_un_manque(diagnostic: &Diagnostic) -> bool {
    /// Ce qu'un éditeur de liens dit de lui-même quand son installation n'est pas complète.
    const INCOMPLET: [&str; 5] = [
        "cannot find 'ld'",
        "cannot find Scrt1.o",
        "cannot find crt1.o",
        "cannot find -lc:",
        "invalid active developer path",
    ];
    let message = &diagnostic.message;
    let incomplet = message.starts_with("linking with `")
        && INCOMPLET
            .iter()
            .any(|texte| diagnostic.rendu.contains(texte));
    diagnostic.erreur && diagnostic.fichier.is_none() && (est_absent(message) || incomplet)
}

/// « linker `cc` not found », que `rustc` le dise en JSON ou Cargo en clair.
fn est_absent(ligne: &str) -> bool {
    ligne.contains("linker `") && ligne.contains("` not found")
}

/// Ce que Cargo a écrit dit que l'éditeur de liens manque.
pub(super) fn manque_l_editeur_de_liens(plaintes: &str) -> bool {
    plaintes.lines().any(est_absent)
}

/// Quoi installer.
pub(super) fn conseil() -> String {
    let installer = if cfg!(windows) {
        "installe « Build Tools for Visual Studio », avec « Développement Desktop en C++ »"
    } else if cfg!(target_os = "macos") {
        "installe-le par « xcode-select --install »"
    } else {
        "installe-le (Debian, Ubuntu : sudo apt install build-essential ; Fedora : sudo dnf install gcc ; \
         Arch : sudo pacman -S base-devel), ou ajoute au PATH le dossier où il est"
    };
    format!(
        "il manque à cette machine un éditeur de liens, `cc`, sans lequel Rust ne compile aucun programme : {installer}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostic(message: &str, rendu: &str, fichier: Option<&str>) -> Diagnostic {
        Diagnostic {
            erreur: true,
            code: None,
            message: message.to_owned(),
            fichier: fichier.map(str::to_owned),
            ligne: None,
            colonne: None,
            rendu: rendu.to_owned(),
        }
    }

    #[test]
    fn un_manque_de_la_machine_n_est_pas_une_erreur_de_la_reponse() {
        let absent = "linker `cc` not found";
        assert!(est_d_un_manque(&diagnostic(absent, "", None)));
        assert!(!est_d_un_manque(&diagnostic(
            absent,
            "",
            Some("exo29/src/main.rs")
        )));
        let lien = "linking with `cc` failed: exit status: 1";
        let incomplet = "collect2: fatal error: cannot find 'ld'";
        assert!(est_d_un_manque(&diagnostic(lien, incomplet, None)));
        assert!(!est_d_un_manque(&diagnostic(
            lien,
            "undefined symbol: f",
            None
        )));
        assert!(manque_l_editeur_de_liens(
            "   Compiling tokio\nerror: linker `cc` not found\n"
        ));
    }
}
