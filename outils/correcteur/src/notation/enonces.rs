//! Les énoncés du cours : reconnaître l'un d'eux, rendu tel quel, et l'exercice auquel un texte répond, quel que soit le
//! nom de son fichier.

use std::collections::BTreeMap;

use crate::cours::Exercice;
use crate::cours::reponse;
use crate::socle::jetons::empreinte_des_jetons;

/// Les exercices du cours, et ce que leurs énoncés font reconnaître.
#[derive(Debug, Default)]
pub(super) struct Enonces {
    exercices: Vec<Exercice>,
    par_nom: BTreeMap<String, Enonce>,
}

#[derive(Debug)]
struct Enonce {
    jetons: String,
    /// Les fonctions dont le corps est à écrire : une réponse les a toutes.
    a_ecrire: Vec<String>,
}

impl Enonces {
    pub(super) fn lire(exercices: &[Exercice]) -> Self {
        let lus = exercices
            .iter()
            .filter_map(|exercice| Some((exercice.nom.clone(), texte(exercice)?)));
        Self::de(exercices, lus)
    }

    /// De ces textes.
    pub(super) fn de(
        exercices: &[Exercice],
        textes: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let enonce = |texte: String| Enonce {
            jetons: empreinte_des_jetons(&texte),
            a_ecrire: a_ecrire(&texte),
        };
        let par_nom = textes.into_iter().map(|(nom, texte)| (nom, enonce(texte)));
        Enonces {
            exercices: exercices.to_vec(),
            par_nom: par_nom.collect(),
        }
    }

    pub(super) fn exercices(&self) -> &[Exercice] {
        &self.exercices
    }

    /// Ce texte est l'énoncé de cet exercice, aux blancs et aux commentaires près.
    pub(super) fn est_l_enonce(&self, exercice: &Exercice, texte: &str) -> bool {
        let enonce = self.par_nom.get(&exercice.nom);
        enonce.is_some_and(|enonce| enonce.jetons == empreinte_des_jetons(texte))
    }

    /// Ce texte a toutes les fonctions que l'exercice demande : c'est une réponse, ou son énoncé.
    pub(super) fn repond_a(&self, exercice: &Exercice, texte: &str) -> bool {
        let enonce = self.par_nom.get(&exercice.nom);
        enonce.is_some_and(|enonce| {
            let mut demandees = enonce.a_ecrire.iter();
            !enonce.a_ecrire.is_empty() && demandees.all(|nom| definit(texte, nom))
        })
    }

    /// Ce texte a les fonctions que l'exercice demande, à une près : c'en est sans doute une version, à un nom près.
    pub(super) fn ressemble_a(&self, exercice: &Exercice, texte: &str) -> bool {
        let enonce = self.par_nom.get(&exercice.nom);
        enonce.is_some_and(|enonce| {
            let a_ecrire = enonce.a_ecrire.iter();
            let definies = a_ecrire.filter(|nom| definit(texte, nom)).count();
            definies > 0 && definies + 1 >= enonce.a_ecrire.len()
        })
    }

    /// Ce texte n'a aucune des fonctions que l'exercice demande.
    pub(super) fn n_a_rien_de(&self, exercice: &Exercice, texte: &str) -> bool {
        let enonce = self.par_nom.get(&exercice.nom);
        enonce.is_some_and(|enonce| !enonce.a_ecrire.iter().any(|nom| definit(texte, nom)))
    }

    /// Ces deux textes sont le même, aux blancs et aux commentaires près.
    pub(super) fn disent_pareil(un: &str, autre: &str) -> bool {
        empreinte_des_jetons(un) == empreinte_des_jetons(autre)
    }

    /// L'exercice auquel ce texte répond, si c'en est un autre.
    pub(super) fn autre_exercice(&self, exercice: &Exercice, texte: &str) -> Option<&Exercice> {
        if self.repond_a(exercice, texte) {
            return None;
        }
        let mut autres = self.exercices.iter();
        autres.find(|autre| autre.nom != exercice.nom && self.repond_a(autre, texte))
    }
}

/// L'énoncé, là où personne ne le remplit s'il y est ; sinon à sa place.
pub(super) fn texte(exercice: &Exercice) -> Option<String> {
    let copie = reponse::lire(&exercice.copie_de_l_enonce());
    copie.or_else(|_| reponse::lire(&exercice.enonce())).ok()
}

/// Les fonctions de cet énoncé que suit un `todo!`.
fn a_ecrire(enonce: &str) -> Vec<String> {
    let code: Vec<_> = enonce
        .lines()
        .filter(|ligne| !ligne.trim_start().starts_with("//"))
        .collect();
    let code = code.join("\n");
    let fonctions = fonctions(&code).collect::<Vec<_>>();
    let fins = fonctions.iter().skip(1).map(|(place, _)| *place);
    let fins: Vec<_> = fins.chain([code.len()]).collect();
    let a_ecrire = fonctions
        .iter()
        .zip(fins)
        .filter(|((debut, _), fin)| code[*debut..*fin].contains("todo!"));
    a_ecrire.map(|((_, nom), _)| (*nom).to_owned()).collect()
}

/// Ce texte définit une fonction de ce nom.
fn definit(texte: &str, nom: &str) -> bool {
    fonctions(texte).any(|(_, autre)| autre == nom)
}

/// La place et le nom de ce qui suit chaque mot `fn`.
fn fonctions(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let du_nom = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices("fn ").filter_map(move |(place, mot)| {
        let suite = code[place + mot.len()..].trim_start();
        let fin = suite.find(|c| !du_nom(c)).unwrap_or(suite.len());
        (!code[..place].ends_with(du_nom) && fin > 0).then_some((place, &suite[..fin]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cours::Cours;

    #[test]
    fn chaque_reponse_du_cours_est_de_son_exercice_et_d_aucun_autre() {
        let cours = Cours::du_depot();
        let enonces = Enonces::lire(&cours.exercices);
        for exercice in &cours.exercices {
            let enonce = texte(exercice).unwrap();
            assert!(enonces.est_l_enonce(exercice, &enonce));
            let a_ecrire = &enonces.par_nom[&exercice.nom].a_ecrire;
            assert!(a_ecrire.len() >= exercice.etapes.len(), "{a_ecrire:?}");
            let solution = std::fs::read_to_string(cours.solution(exercice));
            for texte in solution.into_iter().chain([enonce]) {
                for autre in &cours.exercices {
                    let meme = autre.nom == exercice.nom;
                    assert_eq!(enonces.repond_a(autre, &texte), meme, "{}", autre.nom);
                    assert_eq!(enonces.ressemble_a(autre, &texte), meme, "{}", autre.nom);
                    let reconnu = enonces.autre_exercice(autre, &texte);
                    let attendu = (!meme).then_some(&*exercice.nom);
                    assert_eq!(reconnu.map(|exercice| &*exercice.nom), attendu);
                }
            }
            // Une leçon cite des fonctions, et n'est pas une réponse.
            let lecon = std::fs::read_to_string(exercice.dossier.join("README.md")).unwrap();
            assert!(!enonces.repond_a(exercice, &lecon), "{}", exercice.nom);
        }
    }

    #[test]
    fn une_reponse_a_une_fonction_pres_se_reconnait() {
        let exercice = Exercice::fictif("exo29", Vec::new());
        let enonce = "fn a() { todo!() }\nfn b() { todo!() }\nfn c() { todo!() }";
        let enonces = Enonces::de(
            std::slice::from_ref(&exercice),
            [("exo29".to_owned(), enonce.to_owned())],
        );
        for (texte, attendu) in [
            ("fn a() {} fn b() {} fn c() {}", true),
            ("fn a() {} fn b() {} fn autre() {}", true),
            ("fn a() {}", false),
            ("", false),
        ] {
            assert_eq!(enonces.ressemble_a(&exercice, texte), attendu, "{texte}");
        }
    }

    #[test]
    fn une_fonction_se_reconnait_a_son_mot() {
        let noms = |code| fonctions(code).map(|(_, nom)| nom).collect::<Vec<_>>();
        assert_eq!(noms("pub async fn  a<T>(){} defn b() fn c"), ["a", "c"]);
        assert_eq!(noms("fn "), [""; 0]);
        let enonce =
            "fn a() { todo!() }\n// fn b() { todo!() }\nfn c() {}\nfn d() {\n todo!(\"x\") }";
        assert_eq!(a_ecrire(enonce), ["a", "d"]);
    }
}
