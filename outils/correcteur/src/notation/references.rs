//! Ce à quoi une réponse se mesure : l'énoncé, et tout ce dont sa note dépend en dehors d'elle.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Context;

use crate::cours::Exercice;
use crate::cours::inventaire;
use crate::cours::reponse::Illisible;
use crate::modele::rapport::SCHEMA;
use crate::moteur::compilation::Atelier;
use crate::regles::REGLES;
use crate::socle::empreinte::empreinte;
use crate::socle::fichiers::lire;
use crate::socle::jetons::empreinte_des_jetons;

use super::{enonces, memoire::ce_programme};

/// Une par exercice, par nom.
#[derive(Debug)]
pub struct References(BTreeMap<String, Reference>);

#[derive(Debug)]
struct Reference {
    /// L'empreinte de tout ce dont une note dépend, réponse exceptée.
    contexte: String,
    /// Les jetons de l'énoncé, s'il se lit.
    enonce: Option<String>,
}

impl References {
    /// Celles de ces exercices, notés par cet atelier avec ce délai par test.
    ///
    /// # Errors
    /// Un fichier de tests, un manifeste ou l'outillage ne se lit pas.
    pub fn lire(
        atelier: &Atelier,
        exercices: &[Exercice],
        delai: Duration,
    ) -> anyhow::Result<Self> {
        let commun = empreinte([
            SCHEMA,
            &ce_programme()?,
            &atelier.outillage()?,
            &format!("{REGLES:?}"),
            &format!("{:?}", atelier.bac_a_sable().protections()),
            &format!("{delai:?}"),
        ]);
        let references = exercices.iter().map(|exercice| {
            let reference = Reference {
                contexte: contexte(&commun, exercice)?,
                enonce: enonces::texte(exercice).map(|texte| empreinte_des_jetons(&texte)),
            };
            Ok((exercice.nom.clone(), reference))
        });
        Ok(References(references.collect::<anyhow::Result<_>>()?))
    }

    /// Ce qui désigne la note de cette réponse : la même réponse, jugée de la même façon.
    pub(super) fn empreinte(&self, exercice: &Exercice, texte: &str) -> anyhow::Result<String> {
        Ok(empreinte([self.contexte(exercice)?, texte]))
    }

    /// Ce qui désigne le sort d'un fichier qui n'est pas une réponse : jamais celui d'un texte, quel qu'il soit.
    pub(super) fn empreinte_d_un_illisible(
        &self,
        exercice: &Exercice,
        illisible: &Illisible,
    ) -> anyhow::Result<String> {
        let raison = format!("{illisible:?}");
        Ok(empreinte([self.contexte(exercice)?, "illisible", &raison]))
    }

    fn contexte(&self, exercice: &Exercice) -> anyhow::Result<&str> {
        let reference = self.0.get(&exercice.nom);
        let reference = reference.with_context(|| format!("{} n'est pas noté", exercice.nom))?;
        Ok(&reference.contexte)
    }

    /// Les jetons de cette réponse ; `None` si ce sont ceux de l'énoncé, que tout le monde a.
    pub(super) fn jetons(&self, exercice: &Exercice, texte: &str) -> Option<String> {
        let jetons = empreinte_des_jetons(texte);
        let enonce = self.0.get(&exercice.nom)?.enonce.as_ref();
        (enonce != Some(&jetons)).then_some(jetons)
    }
}

/// Où est l'exercice ne compte pas : ce qu'il contient, si.
fn contexte(commun: &str, exercice: &Exercice) -> anyhow::Result<String> {
    let Exercice {
        nom,
        titre,
        niveau,
        points,
        edition,
        dossier,
        dependances,
        etapes,
    } = exercice;
    let mut textes = vec![
        commun.to_owned(),
        format!("{nom} {titre} {niveau:?} {points} {edition} {dependances:?} {etapes:?}"),
        lire(&dossier.join("Cargo.toml"))?,
    ];
    for (fichier, texte) in inventaire::fichiers(dossier)? {
        textes.extend([fichier.to_string_lossy().into_owned(), texte]);
    }
    Ok(empreinte(textes))
}
