//! Un message du compilateur, réduit à ce que le correcteur en garde.

use cargo_metadata::diagnostic::DiagnosticSpan;
use serde::{Deserialize, Serialize};

use crate::cours::inventaire::{DOSSIER, NOM_FIXE, SIGNATURE_FIXEE};

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
    /// Le message entier, comme le compilateur l'affiche ; et, en remarque, ce que les tests rappellent de l'énoncé sur
    /// les lignes en cause.
    pub rendu: String,
}

impl Diagnostic {
    /// Lit une ligne JSON de `rustc` ; `None` pour ce qui n'est ni erreur ni avertissement à un endroit.
    pub(crate) fn lire(ligne: &str) -> Option<Self> {
        let brut: cargo_metadata::diagnostic::Diagnostic = serde_json::from_str(ligne).ok()?;
        Self::depuis(brut)
    }

    /// Le message vient des tests, et non de la réponse.
    pub(crate) fn est_dans_les_tests(&self) -> bool {
        let fichier = self.fichier.as_deref();
        fichier.is_some_and(est_aux_tests)
    }

    /// Ce que la réponse a changé de l'énoncé, si c'est ce dont le message se plaint : la signature, ou le nom.
    pub(crate) fn contrat_rompu(&self) -> Option<&str> {
        let mut remarques = self
            .rendu
            .lines()
            .filter_map(|ligne| ligne.strip_prefix(REMARQUE));
        let remarque = remarques.find(|remarque| est_un_rappel(remarque))?;
        // Un nom s'importe en plusieurs endroits, et c'est le message qui le nomme.
        let signature = remarque.contains(SIGNATURE_FIXEE);
        Some(if signature { remarque } else { &self.message })
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
        let mut rendu = sans_renvoi_a_un_fichier(&brut.rendered.unwrap_or_default());
        if let Some(rappel) = rappel_de_l_enonce(&brut.spans) {
            ajouter_une_remarque(&mut rendu, rappel);
        }
        Some(Diagnostic {
            erreur,
            code: brut.code.map(|code| code.code),
            message: brut.message,
            fichier: endroit.map(|endroit| endroit.file_name.replace('\\', "/")),
            ligne: endroit.map(|endroit| endroit.line_start),
            colonne: endroit.map(|endroit| endroit.column_start),
            rendu,
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

/// Ce fichier est de ceux des tests.
fn est_aux_tests(fichier: &str) -> bool {
    fichier.contains(DOSSIER)
}

/// Ce que les tests rappellent de l'énoncé sur une des lignes en cause, en entier : de ces lignes, `rustc` n'affiche que
/// ce qui tient à l'écran.
fn rappel_de_l_enonce(endroits: &[DiagnosticSpan]) -> Option<&str> {
    let des_tests = endroits
        .iter()
        .filter(|endroit| est_aux_tests(&endroit.file_name.replace('\\', "/")));
    des_tests
        .flat_map(|endroit| &endroit.text)
        .filter_map(|ligne| Some(ligne.text.split_once(" // ")?.1))
        .find(|commentaire| est_un_rappel(commentaire))
}

fn est_un_rappel(texte: &str) -> bool {
    texte.starts_with(SIGNATURE_FIXEE) || texte.ends_with(NOM_FIXE)
}

/// Ce qui ouvre une remarque sous un extrait de code.
const REMARQUE: &str = "   = note: ";

/// Ajoute cette remarque au message, sous l'extrait de code, comme une remarque du compilateur.
fn ajouter_une_remarque(rendu: &mut String, remarque: &str) {
    let suite = |ligne: &&str| {
        ["note", "help"].iter().any(|mot| ligne.starts_with(mot)) || ligne.trim().is_empty()
    };
    let fin: usize = rendu
        .split_inclusive('\n')
        .take_while(|ligne| !suite(ligne))
        .map(str::len)
        .sum();
    rendu.insert_str(fin, &format!("{REMARQUE}{remarque}\n"));
}

/// L'endroit, ou celui de l'appel si le code vient d'une macro : celle de Tokio n'est pas à l'apprenant.
fn hors_des_macros(endroit: &DiagnosticSpan) -> &DiagnosticSpan {
    match &endroit.expansion {
        Some(appel) => hors_des_macros(&appel.span),
        None => endroit,
    }
}
