//! Le rapport d'un lot de copies : un seul jeu de données, dont toutes les mises en forme partent.

use serde::{Deserialize, Serialize};

use crate::cours::{Cours, Niveau};
use crate::resultat::{Resultat, note_sur_20};

/// La version du format JSON du rapport.
pub const SCHEMA: &str = "correcteur/rapport/v1";

/// Tout ce qui a été noté.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rapport {
    /// [`SCHEMA`].
    pub schema: String,
    /// Ce sur quoi les copies ont été notées.
    pub exercices: Vec<FicheExercice>,
    /// Ce qui protégeait la machine et les verdicts pendant la notation.
    pub protections: Vec<Protection>,
    /// Les copies, par nom.
    pub copies: Vec<Copie>,
}

/// Un exercice, tel que le rapport en parle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FicheExercice {
    /// Nom, comme `exo31`.
    pub nom: String,
    /// Titre.
    pub titre: String,
    /// Niveau.
    pub niveau: Niveau,
    /// Points possibles.
    pub points: u32,
    /// Titres des étapes, dans l'ordre.
    pub etapes: Vec<String>,
}

/// Une protection, et si elle était active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Protection {
    /// En quelques mots, comme « pas de réseau ».
    pub nom: String,
    /// Elle était en place.
    pub active: bool,
    /// Par quoi, ou pourquoi elle ne l'était pas.
    pub detail: String,
}

/// La copie d'un apprenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copie {
    /// Qui : le nom du dossier ou du fichier remis.
    pub nom: String,
    /// Un résultat par exercice noté, dans l'ordre du cours.
    pub resultats: Vec<Resultat>,
    /// Ce qu'un œil humain doit voir.
    pub signalements: Vec<Signalement>,
    /// Note sur 20.
    pub note: f64,
}

/// Quelque chose d'anormal dans une copie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signalement {
    /// Nom de l'exercice.
    pub exercice: String,
    /// Ligne de `src/main.rs`, s'il y en a une.
    pub ligne: Option<usize>,
    /// Nom de la règle, comme `processus`.
    pub regle: String,
    /// Pourquoi, en français.
    pub raison: String,
}

impl Copie {
    /// La copie de ces résultats.
    pub fn new(nom: String, resultats: Vec<Resultat>, signalements: Vec<Signalement>) -> Self {
        let note = note_sur_20(&resultats);
        Copie {
            nom,
            resultats,
            signalements,
            note,
        }
    }
}

impl Rapport {
    /// Un rapport sans copie encore, sur les exercices nommés.
    pub fn new(cours: &Cours, noms: &[String], protections: Vec<Protection>) -> Self {
        let exercices = cours
            .exercices
            .iter()
            .filter(|exercice| noms.contains(&exercice.nom))
            .map(|exercice| FicheExercice {
                nom: exercice.nom.clone(),
                titre: exercice.titre.clone(),
                niveau: exercice.niveau,
                points: exercice.points,
                etapes: exercice
                    .etapes
                    .iter()
                    .map(|etape| etape.titre.clone())
                    .collect(),
            })
            .collect();
        Rapport {
            schema: SCHEMA.to_owned(),
            exercices,
            protections,
            copies: Vec::new(),
        }
    }
}
