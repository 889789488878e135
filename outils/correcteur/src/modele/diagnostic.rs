//! Un message du compilateur, réduit à ce que le correcteur en garde.

use cargo_metadata::diagnostic::DiagnosticSpan;
use serde::{Deserialize, Serialize};

/// Un message du compilateur.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Erreur, sinon avertissement.
    pub erreur: bool,
    /// Code, comme `E0373` ou `unused_must_use`.
    pub code: Option<String>,
    /// La phrase du compilateur.
    pub message: String,
    /// Le fichier, comme l'apprenant le connaît : `exo31/src/main.rs`.
    pub fichier: Option<String>,
    /// Ligne, à partir de 1.
    pub ligne: Option<usize>,
    /// Colonne, à partir de 1.
    pub colonne: Option<usize>,
    /// Le message entier, comme le compilateur l'affiche.
    pub rendu: String,
}

impl Diagnostic {
    /// Lit une ligne JSON de `rustc` ; `None` pour ce qui n'est ni erreur ni avertissement à un endroit.
    pub(crate) fn lire(ligne: &str) -> Option<Self> {
        let brut: cargo_metadata::diagnostic::Diagnostic = serde_json::from_str(ligne).ok()?;
        Self::depuis(brut)
    }

    /// Réduit un message du compilateur à ce que le correcteur en garde.
    pub(crate) fn depuis(brut: cargo_metadata::diagnostic::Diagnostic) -> Option<Self> {
        use cargo_metadata::diagnostic::DiagnosticLevel;
        let erreur = match brut.level {
            DiagnosticLevel::Error | DiagnosticLevel::Ice => true,
            DiagnosticLevel::Warning => false,
            _ => return None,
        };
        let endroit = brut.spans.iter().find(|endroit| endroit.is_primary);
        let endroit = endroit.map(hors_des_macros);
        // Les lignes de total (« aborting due to… ») n'ont ni code ni endroit.
        if endroit.is_none() && brut.code.is_none() && brut.children.is_empty() {
            return None;
        }
        Some(Diagnostic {
            erreur,
            code: brut.code.map(|code| code.code),
            message: brut.message,
            fichier: endroit.map(|endroit| endroit.file_name.replace('\\', "/")),
            ligne: endroit.map(|endroit| endroit.line_start),
            colonne: endroit.map(|endroit| endroit.column_start),
            rendu: sans_renvoi_a_un_fichier(&brut.rendered.unwrap_or_default()),
        })
    }
}

/// Un type trop long pour l'écran, `rustc` l'écrit en entier dans un fichier, et le dit : ce fichier n'est plus là
/// quand le message est lu, et son nom change d'une fois sur l'autre.
fn sans_renvoi_a_un_fichier(rendu: &str) -> String {
    const RENVOIS: [&str; 2] = [
        "= note: the full name for the type has been written to",
        "= note: consider using `--verbose`",
    ];
    let renvoie = |ligne: &str| {
        RENVOIS
            .iter()
            .any(|debut| ligne.trim_start().starts_with(debut))
    };
    let lignes = rendu.split_inclusive('\n');
    lignes.filter(|ligne| !renvoie(ligne)).collect()
}

/// L'endroit, ou celui de l'appel si le code vient d'une macro : celle de Tokio n'est pas à l'apprenant.
fn hors_des_macros(endroit: &DiagnosticSpan) -> &DiagnosticSpan {
    match &endroit.expansion {
        Some(appel) => hors_des_macros(&appel.span),
        None => endroit,
    }
}
