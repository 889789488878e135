//! Quelle réponse noter, de tout ce qu'une remise contient : celle qui est à sa place, ou la seule qui soit ailleurs. S'il
//! y en a plusieurs, ou s'il faut deviner, c'est à l'enseignant de choisir.

use super::contenu::{Contenu, Fichier, Lue};
use super::noms::{est_principal, exercice_du_chemin};
use crate::cours::Exercice;
use crate::cours::inventaire::reponse_de;
use crate::cours::reponse::Illisible;

/// La réponse retenue pour un exercice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouvee {
    pub(crate) lue: Lue,
    /// Où, dans la remise, si ce n'est pas à sa place.
    pub(crate) ou: Option<String>,
}

impl Trouvee {
    fn a_sa_place(lue: Lue) -> Self {
        Trouvee { lue, ou: None }
    }
}

/// De quoi choisir : les exercices du cours, et de quoi reconnaître leurs énoncés.
pub(super) struct Choix<'a> {
    pub(super) cours: &'a [Exercice],
    /// Un seul exercice est demandé : un fichier qui n'en nomme aucun est de celui-là.
    pub(super) un_seul: bool,
    /// Ce texte est l'énoncé de cet exercice, tel quel.
    pub(super) est_l_enonce: &'a dyn Fn(&Exercice, &str) -> bool,
}

/// Chemins nommés, au plus, dans une raison.
const NOMMES: usize = 4;

impl Choix<'_> {
    /// La réponse à noter. `place` est ce qu'on lit à l'endroit prévu.
    pub(super) fn choisir(&self, exercice: &Exercice, place: Lue, contenu: &Contenu) -> Trouvee {
        let enonce_a_sa_place = match &place {
            Ok(texte) => (self.est_l_enonce)(exercice, texte),
            Err(Illisible::Absent | Illisible::Vide) => false,
            Err(_) => return Trouvee::a_sa_place(place),
        };
        if place.is_ok() && !enonce_a_sa_place {
            return Trouvee::a_sa_place(place);
        }
        let candidats = self.candidats(exercice, contenu);
        let (enonces, reponses): (Vec<_>, Vec<_>) = candidats
            .into_iter()
            .partition(|fichier| self.est_un_enonce(exercice, fichier));
        match distinctes(&reponses).as_slice() {
            [] => self.sans_reponse(place, &enonces, contenu),
            [seule] if !matches!(place, Err(Illisible::Absent)) || !enonces.is_empty() => {
                let endroit = seule.chemin.escape_debug().to_string();
                Trouvee::a_sa_place(Err(match place {
                    Err(_) if enonces.is_empty() => Illisible::VideEtAilleurs(endroit),
                    _ => Illisible::EnonceEtAilleurs(endroit),
                }))
            }
            [seule] => Trouvee {
                lue: seule.texte.clone(),
                ou: Some(seule.chemin.clone()),
            },
            plusieurs => Trouvee::a_sa_place(Err(Illisible::Plusieurs(enumerer(
                plusieurs.iter().map(|fichier| fichier.chemin.as_str()),
            )))),
        }
    }

    /// Rien d'autre que, peut-être, l'énoncé : à sa place, ou ailleurs.
    fn sans_reponse(&self, place: Lue, enonces: &[&Fichier], contenu: &Contenu) -> Trouvee {
        if !contenu.refus.is_empty() {
            // Ce qui n'a pas été regardé peut contenir la réponse.
            return Trouvee::a_sa_place(Err(Illisible::NonRegarde(contenu.refus.join(" ; "))));
        }
        match (&place, enonces) {
            (Err(Illisible::Absent), [enonce, ..]) => Trouvee {
                lue: enonce.texte.clone(),
                ou: Some(enonce.chemin.clone()),
            },
            _ => Trouvee::a_sa_place(place),
        }
    }

    fn est_un_enonce(&self, exercice: &Exercice, fichier: &Fichier) -> bool {
        let texte = fichier.texte.as_deref();
        texte.is_ok_and(|texte| (self.est_l_enonce)(exercice, texte))
    }

    /// Les fichiers qui peuvent répondre à cet exercice, hors de sa place : ceux qui le nomment ; à défaut, s'il est le
    /// seul demandé, ceux qui n'en nomment aucun. Un `main.rs` passe avant un fichier d'un autre nom.
    fn candidats<'c>(&self, exercice: &Exercice, contenu: &'c Contenu) -> Vec<&'c Fichier> {
        let nommes = self.principaux(self.nommes(exercice, contenu));
        let tous_des_enonces = nommes
            .iter()
            .all(|fichier| self.est_un_enonce(exercice, fichier));
        if !(self.un_seul && tous_des_enonces) {
            return nommes;
        }
        let anonyme =
            |fichier: &&Fichier| exercice_du_chemin(&fichier.chemin, self.cours).is_none();
        let anonymes = contenu.fichiers.iter().filter(anonyme);
        [nommes, self.principaux(anonymes.collect())].concat()
    }

    /// Ce qu'il faut regarder dans une remise, et pour quel exercice : une autre version que celle qui est notée, à sa
    /// place ; et, s'il manque des réponses, ce qui n'a pas été lu, et les fichiers qui ont l'air d'une réponse sans dire
    /// à quel exercice.
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
                Ok(texte) if !(self.est_l_enonce)(exercice, texte) => {
                    let autres = self.autres_versions(exercice, trouvee, contenu);
                    a_regarder.extend(autres.map(|autres| (exercice.nom.clone(), autres)));
                }
                _ if premier_manquant.is_none() => premier_manquant = Some(&exercice.nom),
                _ => {}
            }
        }
        if let Some(nom) = premier_manquant {
            let refus = contenu
                .refus
                .iter()
                .cloned()
                .chain(self.sans_exercice(contenu));
            a_regarder.extend(refus.map(|raison| (nom.clone(), raison)));
        }
        a_regarder
    }

    /// Les autres versions d'une réponse notée à sa place, s'il y en a.
    fn autres_versions(
        &self,
        exercice: &Exercice,
        notee: &Trouvee,
        contenu: &Contenu,
    ) -> Option<String> {
        let autre = |fichier: &&&Fichier| {
            fichier.texte != notee.lue
                && est_principal(&fichier.chemin, self.cours)
                && !self.est_un_enonce(exercice, fichier)
        };
        let candidats = self.nommes(exercice, contenu);
        let autres: Vec<_> = candidats
            .iter()
            .filter(autre)
            .map(|f| f.chemin.as_str())
            .collect();
        let reste = || enumerer(autres.iter().copied());
        (notee.ou.is_none() && !autres.is_empty())
            .then(|| format!("une autre version est en {}, et n'est pas notée", reste()))
    }

    /// Les fichiers qui ont l'air d'une réponse sans dire à quel exercice, si plusieurs sont demandés.
    fn sans_exercice(&self, contenu: &Contenu) -> Option<String> {
        let anonyme = |fichier: &&Fichier| {
            exercice_du_chemin(&fichier.chemin, self.cours).is_none()
                && est_principal(&fichier.chemin, self.cours)
        };
        let chemins = contenu.fichiers.iter().filter(anonyme);
        let chemins: Vec<_> = chemins.map(|fichier| fichier.chemin.as_str()).collect();
        (!self.un_seul && !chemins.is_empty()).then(|| {
            let chemins = enumerer(chemins.into_iter());
            format!("{chemins} : rien ne dit de quel exercice, et ce n'est pas noté")
        })
    }

    /// Les fichiers qui nomment cet exercice, hors de sa place.
    fn nommes<'c>(&self, exercice: &Exercice, contenu: &'c Contenu) -> Vec<&'c Fichier> {
        let place = reponse_de(&exercice.nom);
        let nomme = |fichier: &&Fichier| {
            let nomme = exercice_du_chemin(&fichier.chemin, self.cours);
            fichier.chemin != place && nomme.is_some_and(|nomme| nomme.nom == exercice.nom)
        };
        contenu.fichiers.iter().filter(nomme).collect()
    }

    fn principaux<'c>(&self, fichiers: Vec<&'c Fichier>) -> Vec<&'c Fichier> {
        let principal = |fichier: &&&Fichier| est_principal(&fichier.chemin, self.cours);
        let principaux: Vec<_> = fichiers.iter().filter(principal).copied().collect();
        if principaux.is_empty() {
            fichiers
        } else {
            principaux
        }
    }
}

/// Les fichiers qui diffèrent : le même texte deux fois n'en fait qu'une réponse.
fn distinctes<'c>(fichiers: &[&'c Fichier]) -> Vec<&'c Fichier> {
    let mut distinctes: Vec<&Fichier> = Vec::new();
    for fichier in fichiers {
        if distinctes.iter().all(|autre| autre.texte != fichier.texte) {
            distinctes.push(fichier);
        }
    }
    distinctes
}

/// « `a` », « `b` » et 3 autres.
pub(super) fn enumerer<'a>(chemins: impl Iterator<Item = &'a str>) -> String {
    let tous: Vec<_> = chemins
        .map(|chemin| format!("« {} »", chemin.escape_debug()))
        .collect();
    let nommes = tous[..tous.len().min(NOMMES)].join(", ");
    match tous.len().saturating_sub(NOMMES) {
        0 => nommes,
        1 => format!("{nommes} et un autre"),
        autres => format!("{nommes} et {autres} autres"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercices() -> Vec<Exercice> {
        ["exo29", "exo30"]
            .map(|nom| Exercice::fictif(nom, Vec::new()))
            .into()
    }

    fn contenu(fichiers: &[(&str, &str)]) -> Contenu {
        let fichier = |(chemin, texte): &(&str, &str)| Fichier {
            chemin: (*chemin).to_owned(),
            texte: Ok((*texte).to_owned()),
        };
        Contenu {
            fichiers: fichiers.iter().map(fichier).collect(),
            ..Contenu::default()
        }
    }

    /// Ce qui est retenu pour l'exo29, en un mot : son texte et son endroit, ou la raison.
    fn retenue(un_seul: bool, place: Lue, fichiers: &[(&str, &str)]) -> String {
        let exercices = exercices();
        let choix = Choix {
            cours: &exercices,
            un_seul,
            est_l_enonce: &|_, texte| texte == "énoncé",
        };
        let trouvee = choix.choisir(&exercices[0], place, &contenu(fichiers));
        match (trouvee.lue, trouvee.ou) {
            (Ok(texte), Some(ou)) => format!("{texte} en {ou}"),
            (Ok(texte), None) => texte,
            (Err(illisible), _) => illisible.to_string(),
        }
    }

    #[test]
    fn un_seul_candidat_est_note_plusieurs_ne_le_sont_pas() {
        let absent = || Err(Illisible::Absent);
        let un = ("tokio-main/exo29/src/main.rs", "juste");
        assert_eq!(
            retenue(false, absent(), &[un]),
            format!("juste en {}", un.0)
        );
        assert_eq!(
            retenue(false, absent(), &[un, ("Exo-29.rs", "juste")]),
            format!("juste en {}", un.0)
        );
        let plusieurs = retenue(false, absent(), &[un, ("Exo-29.rs", "autre")]);
        assert!(
            plusieurs.contains(un.0) && plusieurs.contains("Exo-29.rs"),
            "{plusieurs}"
        );
        // Un module de l'élève, à côté de son main.rs, n'est pas une seconde réponse.
        let module = ("tokio-main/exo29/src/outils.rs", "module");
        assert_eq!(
            retenue(false, absent(), &[un, module]),
            format!("juste en {}", un.0)
        );
        assert!(retenue(false, absent(), &[("exo30/main.rs", "juste")]).contains("n'existe pas"));
    }

    #[test]
    fn un_fichier_sans_numero_n_est_d_un_exercice_que_s_il_est_seul_demande() {
        let absent = || Err(Illisible::Absent);
        let anonyme = [("main (1).rs", "juste")];
        assert_eq!(retenue(true, absent(), &anonyme), "juste en main (1).rs");
        assert!(retenue(false, absent(), &anonyme).contains("n'existe pas"));
        let nomme = [("main.rs", "autre"), ("exo29/main.rs", "juste")];
        assert_eq!(retenue(true, absent(), &nomme), "juste en exo29/main.rs");
    }

    #[test]
    fn un_enonce_ne_cache_pas_une_reponse() {
        let enonce = || Ok("énoncé".to_owned());
        assert_eq!(retenue(true, enonce(), &[]), "énoncé");
        assert_eq!(
            retenue(true, Ok("à moi".into()), &[("main.rs", "autre")]),
            "à moi"
        );
        for place in [enonce(), Err(Illisible::Vide)] {
            let flou = retenue(true, place, &[("main.rs", "juste")]);
            assert!(
                flou.contains("« main.rs »") && flou.contains("choisi"),
                "{flou}"
            );
        }
        let deux = [("exo29/main.rs", "énoncé"), ("main.rs", "juste")];
        assert!(retenue(true, Err(Illisible::Absent), &deux).contains("énoncé"));
        assert_eq!(
            retenue(true, Err(Illisible::Absent), &deux[..1]),
            "énoncé en exo29/main.rs"
        );
    }

    #[test]
    fn ce_qui_n_a_pas_ete_regarde_peut_contenir_la_reponse() {
        let exercices = exercices();
        let choix = Choix {
            cours: &exercices,
            un_seul: true,
            est_l_enonce: &|_, texte| texte == "énoncé",
        };
        let mut contenu = contenu(&[]);
        contenu.refus.push("l'archive « a.rar » est refusée".into());
        for place in [Err(Illisible::Absent), Ok("énoncé".to_owned())] {
            let trouvee = choix.choisir(&exercices[0], place, &contenu);
            assert!(trouvee.lue.unwrap_err().to_string().contains("a.rar"));
        }
        let juste = choix.choisir(&exercices[0], Ok("juste".to_owned()), &contenu);
        assert_eq!(juste.lue.unwrap(), "juste");
    }
}
