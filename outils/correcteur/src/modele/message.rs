//! Ce qu'un test écrit en échouant, lu.

use serde::{Deserialize, Serialize};

/// Ce qu'un test a écrit, et ce qu'on y reconnaît.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// La sortie d'erreur du test, sans les lignes qui n'apprennent rien.
    pub texte: String,
    /// Ce que l'étape demande, si le test l'a dit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attendu: Option<String>,
    /// Ce que le test a vu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observe: Option<String>,
    /// L'erreur probable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub piste: Option<String>,
    /// Ce qui s'est passé, dessiné ligne à ligne, en caractères de même largeur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frise: Option<String>,
    /// Le test a rencontré un `todo!`.
    pub a_faire: bool,
}

impl Message {
    /// Lit la sortie d'erreur d'un test.
    pub fn lire(erreur: &str) -> Self {
        let inutile = |ligne: &&str| !ligne.starts_with("note: run with `RUST_BACKTRACE");
        let texte = erreur
            .lines()
            .filter(inutile)
            .collect::<Vec<_>>()
            .join("\n");
        Message {
            attendu: partie(&texte, "attendu"),
            observe: partie(&texte, "observé"),
            piste: partie(&texte, "piste"),
            frise: banc::frise::separer(&texte).1.map(str::to_owned),
            a_faire: texte.contains("\nnot yet implemented"),
            texte: texte.trim().to_owned(),
        }
    }
}

/// La partie `  nom : …` d'un diagnostic du banc.
fn partie(texte: &str, nom: &str) -> Option<String> {
    texte.lines().find_map(|ligne| {
        let reste = ligne.strip_prefix("  ")?.strip_prefix(nom)?;
        Some(reste.trim_start().strip_prefix(':')?.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_diagnostic_se_lit_en_trois_parties() {
        let message = Message::lire(
            "\nthread 'x' panicked at y:1:2:\n  attendu : a : b\n  observé : c\n  piste   : d\n\
             note: run with `RUST_BACKTRACE=1` environment variable\n",
        );
        assert_eq!(message.attendu.as_deref(), Some("a : b"));
        assert_eq!(message.observe.as_deref(), Some("c"));
        assert_eq!(message.piste.as_deref(), Some("d"));
        assert!(!message.texte.contains("RUST_BACKTRACE") && !message.a_faire);
        assert_eq!(message.frise, None);
    }

    #[test]
    fn la_frise_suit_la_piste() {
        let frise = "    a  ├┤   0 → 1 s\n    b   ├┤  1 → 2 s";
        let message = Message::lire(&format!(
            "  attendu : a\n  observé : c\n  piste   : d\n{frise}\n\nautre chose\n"
        ));
        assert_eq!(message.piste.as_deref(), Some("d"));
        assert_eq!(message.frise.as_deref(), Some(frise));
        assert!(message.texte.contains(frise));
    }
}
