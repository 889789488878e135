//! Ce qu'il faut regarder dans une remise dont les réponses sont choisies : les autres versions d'une réponse notée, et ce
//! qui n'a été ni lu ni noté.

use super::choix::{Choix, Trouvee, chemins, enumerer};
use super::contenu::{Contenu, Fichier};
use super::noms::est_principal;
use crate::cours::Exercice;
use crate::cours::inventaire::{est_une_sauvegarde, reponse_de};
use crate::cours::reponse::Illisible;
use crate::notation::enonces::Enonces;

impl Choix<'_> {
    /// Ce qu'il faut regarder dans une remise, et pour quel exercice : une autre version que celle qui est notée ; une
    /// archive refusée ; et, s'il manque des réponses, ce qui n'a pas été lu, et les fichiers qui ont l'air d'une réponse
    /// sans dire à quel exercice.
    pub(super) fn a_regarder(
        &self,
        exercices: &[&Exercice],
        reponses: &[Trouvee],
        contenu: &Contenu,
    ) -> Vec<(String, String)> {
        let mut a_regarder = Vec::new();
        let mut premier_manquant = None;
        for (exercice, trouvee) in exercices.iter().zip(reponses) {
            match &trouvee.lue {
                Ok(texte) if !self.enonces.est_l_enonce(exercice, texte) => {
                    let autres = self.autres_versions(exercice, trouvee, texte, contenu);
                    a_regarder.extend(autres.map(|autres| (exercice.nom.clone(), autres)));
                }
                _ if premier_manquant.is_none() => premier_manquant = Some(&exercice.nom),
                _ => {}
            }
        }
        for refus in &contenu.refus {
            let nomme = exercices.iter().find(|e| self.le_nomme(e, &refus.chemin));
            let nomme = nomme.map(|exercice| &exercice.nom).or(premier_manquant);
            // Rien ne manque : ce qui n'est pas lu peut encore être une meilleure version.
            let premier = exercices.first().map(|exercice| &exercice.nom);
            if let Some(nom) = nomme.or(premier) {
                a_regarder.push((nom.clone(), refus.raison.clone()));
            }
        }
        if let Some(nom) = premier_manquant {
            let inconnus = self.sans_exercice(exercices, contenu);
            a_regarder.extend(inconnus.map(|raison| (nom.clone(), raison)));
        }
        let mut absents = exercices
            .iter()
            .zip(reponses)
            .filter(|(_, trouvee)| trouvee.lue == Err(Illisible::Absent));
        if let Some((exercice, _)) = absents.next()
            && absents.count() + 1 < reponses.len()
        {
            let documents = self.documents(exercices, contenu);
            a_regarder.extend(documents.map(|raison| (exercice.nom.clone(), raison)));
        }
        a_regarder
    }

    /// Les autres versions d'une réponse notée, s'il y en a, quel que soit leur nom.
    fn autres_versions(
        &self,
        exercice: &Exercice,
        notee: &Trouvee,
        texte: &str,
        contenu: &Contenu,
    ) -> Option<String> {
        let place = reponse_de(&exercice.nom);
        let ou = notee.ou.as_ref().unwrap_or(&place);
        let nommes = self.nommes(exercice, contenu);
        let principal = |fichier: &Fichier| {
            est_principal(&fichier.chemin, self.enonces.exercices()) && nommes.contains(&fichier)
        };
        let version = |fichier: &&Fichier| {
            fichier.chemin != *ou
                && fichier.texte != notee.lue
                && !self.est_un_enonce(exercice, fichier)
                && (principal(fichier) || self.ressemble_a(exercice, fichier))
        };
        // Un texte tiré d'une page n'a plus les blancs du fichier.
        let autre_texte = |fichier: &&Fichier| {
            let lu = fichier.texte.as_deref();
            self.repond_a(exercice, fichier)
                && !lu.is_ok_and(|lu| Enonces::disent_pareil(lu, texte))
        };
        let fichiers = contenu.fichiers.iter().filter(version);
        let textes = contenu.textes.iter().filter(autre_texte);
        // Ce que `recommencer` a mis de côté, l'élève l'a refait.
        let autres = fichiers
            .chain(textes)
            .filter(|fichier| !est_une_sauvegarde(&fichier.chemin));
        let autres: Vec<_> = autres.collect();
        let dite = || {
            format!(
                "une autre version est en {}, et n'est pas notée",
                chemins(&autres)
            )
        };
        (!autres.is_empty()).then(dite)
    }

    /// Les fichiers qui ont l'air d'une réponse sans dire à quel exercice, ni par leur nom ni par leurs fonctions, si
    /// plusieurs sont demandés.
    fn sans_exercice(&self, exercices: &[&Exercice], contenu: &Contenu) -> Option<String> {
        let inconnu = |fichier: &&Fichier| {
            let mut exercices = exercices.iter();
            let illisible = fichier.texte.is_err() && fichier.texte != Err(Illisible::Vide);
            self.est_anonyme(fichier)
                && (illisible || est_principal(&fichier.chemin, self.enonces.exercices()))
                && !exercices.any(|exercice| self.ressemble_a(exercice, fichier))
        };
        let inconnus: Vec<_> = contenu.fichiers.iter().filter(inconnu).collect();
        (!self.un_seul && !inconnus.is_empty()).then(|| {
            let chemins = chemins(&inconnus);
            format!("{chemins} : rien ne dit de quel exercice, et ce n'est pas noté")
        })
    }

    /// Les documents, qui ne sont pas lus, et ne nomment aucun exercice.
    fn documents(&self, exercices: &[&Exercice], contenu: &Contenu) -> Option<String> {
        let nomme = |chemin: &str| exercices.iter().any(|e| self.le_nomme(e, chemin));
        let documents = contenu
            .autres
            .iter()
            .filter(|autre| autre.est_un_document() && !nomme(&autre.chemin));
        let chemins: Vec<_> = documents.map(|autre| autre.chemin.as_str()).collect();
        (!chemins.is_empty()).then(|| {
            let chemins = enumerer(chemins.into_iter());
            format!(
                "{chemins} : ce qui n'est pas du texte n'est pas lu, et une réponse peut y être"
            )
        })
    }
}
