//! Ce que les erreurs fréquentes du compilateur veulent dire ici, en français, et quoi relire.
//!
//! Les textes sont des données, dans `explications.toml`, à côté du manifeste. Les tests compilent, pour
//! chacune, une réponse qui la provoque, et vérifient que la partie du README existe et que l'apprenant a pu la lire.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::modele::diagnostic::Diagnostic;

/// L'explication d'une erreur ou d'un avertissement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explication {
    /// Ce qui la désigne dans les tests.
    pub nom: String,
    /// Le code du compilateur, s'il en donne un.
    pub code: Option<String>,
    /// Ce que le message entier doit contenir, tout cela.
    #[serde(default)]
    pub contient: Vec<String>,
    /// Ce dont il doit contenir au moins l'un, s'il y en a.
    #[serde(default)]
    pub parmi: Vec<String>,
    /// Les conseils du compilateur (`help`) sont bons : ils restent affichés.
    #[serde(default)]
    pub conseil: bool,
    /// L'explication, en Markdown.
    pub texte: String,
    /// Ce qu'il faut relire, du plus avancé au moins.
    #[serde(default)]
    pub relire: Vec<Partie>,
}

/// Une partie d'un README.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partie {
    /// Le fichier, depuis la racine du cours.
    pub fichier: String,
    /// Le texte exact de son titre, en Markdown.
    pub titre: String,
}

impl Partie {
    /// L'exercice dont c'est une page ; `None` pour le README du cours, que tout le monde a lu.
    pub fn exercice(&self) -> Option<&str> {
        self.fichier.strip_suffix("/README.md")
    }
}

static EXPLICATIONS: LazyLock<Vec<Explication>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Fichier {
        explication: Vec<Explication>,
    }
    let fichier: Fichier = toml::from_str(include_str!("../../explications.toml"))
        .expect("explications.toml est vérifié par les tests");
    fichier.explication
});

/// Toutes les explications, de la plus précise à la plus générale.
pub fn toutes() -> &'static [Explication] {
    &EXPLICATIONS
}

/// L'explication de ce message, la plus précise d'abord.
pub fn expliquer(diagnostic: &Diagnostic) -> Option<&'static Explication> {
    EXPLICATIONS
        .iter()
        .find(|explication| explication.convient(diagnostic))
}

impl Explication {
    /// Ce qu'il faut relire : une page de l'exercice d'où vient le message, ou d'un exercice qui le précède. Le cours se
    /// suit dans l'ordre : une page d'après ne s'est pas encore lue.
    pub fn a_relire(&self, diagnostic: &Diagnostic) -> Option<&Partie> {
        let ici = diagnostic.fichier.as_deref();
        let ici = ici.and_then(|fichier| fichier.split('/').next());
        // Leurs noms ont la même longueur, et leur ordre est celui du cours.
        let deja_lue = |partie: &&Partie| partie.exercice().is_none_or(|page| Some(page) <= ici);
        self.relire.iter().find(deja_lue)
    }

    fn convient(&self, diagnostic: &Diagnostic) -> bool {
        let y_est = |morceau: &String| {
            diagnostic.message.contains(morceau.as_str())
                || diagnostic.rendu.contains(morceau.as_str())
        };
        (self.code.is_none() || self.code == diagnostic.code)
            && self.contient.iter().all(y_est)
            && (self.parmi.is_empty() || self.parmi.iter().any(y_est))
    }
}
