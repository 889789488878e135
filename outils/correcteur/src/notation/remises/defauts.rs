//! Pourquoi un texte qui se lit ne peut pas être noté tel quel : son 0 serait celui d'un fichier mal rangé, et non d'un
//! travail faux.

use super::choix::{Choix, Trouvee, chemins};
use super::contenu::{Contenu, Fichier};
use crate::cours::Exercice;
use crate::cours::inventaire::reponse_de;
use crate::cours::reponse::Illisible;
use crate::regles;

impl Choix<'_> {
    /// Ce qui empêche de noter la réponse retenue, si quelque chose l'empêche.
    pub(super) fn defaut(
        &self,
        exercice: &Exercice,
        trouvee: &Trouvee,
        contenu: &Contenu,
    ) -> Option<Illisible> {
        let texte = trouvee.lue.as_deref().ok()?;
        if let Some(autre) = self.enonces.autre_exercice(exercice, texte) {
            return Some(Illisible::AutreExercice(autre.nom.clone()));
        }
        let place = reponse_de(&exercice.nom);
        let ou = trouvee.ou.as_ref().unwrap_or(&place);
        self.autres_fichiers(ou, texte, contenu)
            .or_else(|| self.rien_et_ailleurs(exercice, ou, texte, contenu))
    }

    /// La réponse continue dans d'autres fichiers, qui sont là, à côté d'elle : `cargo test` les trouve.
    fn autres_fichiers(&self, ou: &str, texte: &str, contenu: &Contenu) -> Option<Illisible> {
        if !texte.contains("mod ") {
            return None;
        }
        let dossier = |chemin: &str| {
            chemin
                .rsplit_once('/')
                .map_or(String::new(), |(d, _)| format!("{d}/"))
        };
        let mut dossiers = vec![dossier(ou)];
        if self.un_seul {
            // Le dossier de l'exercice, donné seul.
            dossiers.push("src/".to_owned());
        }
        let est_la = |relatif: &String| {
            let mut chemins = dossiers.iter().map(|dossier| format!("{dossier}{relatif}"));
            chemins.any(|chemin| {
                contenu
                    .fichiers
                    .iter()
                    .any(|fichier| fichier.chemin == chemin)
            })
        };
        let modules = regles::modules_d_ailleurs(texte);
        let fichiers = modules.iter().filter_map(|nom| {
            [format!("{nom}.rs"), format!("{nom}/mod.rs")]
                .into_iter()
                .find(est_la)
        });
        let fichiers: Vec<_> = fichiers.map(|fichier| format!("`{fichier}`")).collect();
        let quoi = match fichiers.as_slice() {
            [] => return None,
            [seul] => format!("un autre fichier, {seul}"),
            plusieurs => format!("d'autres fichiers, {}", plusieurs.join(", ")),
        };
        Some(Illisible::EnPlusieursFichiers(quoi))
    }

    /// Ce texte n'a rien de l'exercice (le `main.rs` de `cargo new`), et un autre fichier a tout.
    fn rien_et_ailleurs(
        &self,
        exercice: &Exercice,
        ou: &str,
        texte: &str,
        contenu: &Contenu,
    ) -> Option<Illisible> {
        if !self.enonces.n_a_rien_de(exercice, texte) {
            return None;
        }
        let entier = |fichier: &&Fichier| fichier.chemin != ou && self.repond_a(exercice, fichier);
        let fichiers = contenu.fichiers.iter().chain(&contenu.textes);
        let entiers: Vec<_> = fichiers.filter(entier).collect();
        (!entiers.is_empty()).then(|| Illisible::RienEtAilleurs(chemins(&entiers)))
    }
}
