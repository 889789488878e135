//! Quelle réponse noter, de tout ce qu'une remise contient : celle qui est à sa place, ou la seule qui soit ailleurs. S'il
//! y en a plusieurs, ou s'il faut deviner, c'est à l'enseignant de choisir.

use super::contenu::{Autre, Contenu, Fichier, Lue};
use super::noms::{est_principal, exercice_du_chemin};
use crate::cours::Exercice;
use crate::cours::inventaire::reponse_de;
use crate::cours::reponse::Illisible;
use crate::notation::enonces::Enonces;

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
    pub(super) enonces: &'a Enonces,
    /// Un seul exercice est demandé : un fichier qui n'en nomme aucun est de celui-là.
    pub(super) un_seul: bool,
}

/// Chemins nommés, au plus, dans une raison.
const NOMMES: usize = 4;

impl Choix<'_> {
    /// La réponse à noter. `place` est ce qu'on lit à l'endroit prévu.
    pub(super) fn choisir(&self, exercice: &Exercice, place: Lue, contenu: &Contenu) -> Trouvee {
        let mut trouvee = self.trouver(exercice, place, contenu);
        if let Some(defaut) = self.defaut(exercice, &trouvee, contenu) {
            trouvee.lue = Err(defaut);
        }
        trouvee
    }

    fn trouver(&self, exercice: &Exercice, place: Lue, contenu: &Contenu) -> Trouvee {
        let enonce_a_sa_place = match &place {
            Ok(texte) => self.enonces.est_l_enonce(exercice, texte),
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
        let absent = place == Err(Illisible::Absent) && enonces.is_empty();
        match distinctes(&reponses).as_slice() {
            [] => self.sans_reponse(exercice, place, &enonces, contenu),
            [seule] if absent => Trouvee {
                lue: seule.texte.clone(),
                ou: Some(seule.chemin.clone()),
            },
            [seule] => Trouvee::a_sa_place(Err(ailleurs(&place, &enonces, &[*seule]))),
            plusieurs => Trouvee::a_sa_place(Err(Illisible::Plusieurs(chemins(plusieurs)))),
        }
    }

    /// Aucun fichier Rust, sinon, peut-être, l'énoncé : à sa place, ou ailleurs. Une sauvegarde, ou un fichier d'un autre
    /// suffixe, n'est pas notée d'office : rien ne dit que l'élève l'a voulu.
    fn sans_reponse(
        &self,
        exercice: &Exercice,
        place: Lue,
        enonces: &[&Fichier],
        contenu: &Contenu,
    ) -> Trouvee {
        if !contenu.refus.is_empty() {
            // Ce qui n'a pas été regardé peut contenir la réponse.
            let refus: Vec<_> = contenu.refus.iter().map(|r| r.raison.as_str()).collect();
            return Trouvee::a_sa_place(Err(Illisible::NonRegarde(refus.join(" ; "))));
        }
        let proches = self.proches(exercice, contenu);
        if !proches.is_empty() {
            return Trouvee::a_sa_place(Err(ailleurs(&place, enonces, &proches)));
        }
        let enonce_rendu = place.is_ok() || !enonces.is_empty();
        let non_lus = self.non_lus(exercice, contenu, enonce_rendu);
        let non_lus = (!non_lus.is_empty()).then(|| enumerer(non_lus.into_iter()));
        match (&place, enonces, non_lus) {
            (Ok(_), _, Some(non_lus)) | (_, [_, ..], Some(non_lus)) => {
                Trouvee::a_sa_place(Err(Illisible::EnonceEtNonLu(non_lus)))
            }
            (Err(Illisible::Absent), [enonce, ..], None) => Trouvee {
                lue: enonce.texte.clone(),
                ou: Some(enonce.chemin.clone()),
            },
            // L'énoncé ne l'était pas : personne ne vide un fichier exprès.
            (Err(Illisible::Vide), ..) => Trouvee::a_sa_place(Err(Illisible::RenduVide)),
            (Err(Illisible::Absent), [], _) if self.un_vide_le_nomme(exercice, contenu) => {
                Trouvee::a_sa_place(Err(Illisible::RenduVide))
            }
            (Err(Illisible::Absent), [], Some(non_lus)) => {
                Trouvee::a_sa_place(Err(Illisible::NonLu(non_lus)))
            }
            _ => Trouvee::a_sa_place(place),
        }
    }

    /// Les fichiers qui sont sans doute une réponse à cet exercice, sans que rien ne dise de les noter : le nom d'un autre,
    /// un autre suffixe, ou toutes les fonctions sauf une.
    fn proches<'c>(&self, exercice: &Exercice, contenu: &'c Contenu) -> Vec<&'c Fichier> {
        let place = reponse_de(&exercice.nom);
        let proche =
            |fichier: &&Fichier| fichier.chemin != place && self.ressemble_a(exercice, fichier);
        let fichiers = contenu.fichiers.iter().filter(proche);
        let repond = |fichier: &&Fichier| match fichier.chemin.to_lowercase().ends_with(".md") {
            // Une leçon cite presque toutes les fonctions de son exercice.
            true => self.repond_a(exercice, fichier),
            false => self.ressemble_a(exercice, fichier),
        };
        fichiers
            .chain(contenu.textes.iter().filter(repond))
            .collect()
    }

    /// Les fichiers qui ne sont pas lus, et qui nomment cet exercice. À côté de l'énoncé, seul un document en est un : ce
    /// que le cours, Cargo ou un éditeur posent là n'est pas une réponse.
    fn non_lus<'c>(&self, exercice: &Exercice, contenu: &'c Contenu, enonce: bool) -> Vec<&'c str> {
        let non_lu = |autre: &&Autre| {
            self.le_nomme(exercice, &autre.chemin) && (!enonce || autre.est_un_document())
        };
        let non_lus = contenu.autres.iter().filter(non_lu);
        non_lus.map(|autre| autre.chemin.as_str()).collect()
    }

    /// Un fichier de cet exercice est là, et vide.
    fn un_vide_le_nomme(&self, exercice: &Exercice, contenu: &Contenu) -> bool {
        let vide = |fichier: &&Fichier| fichier.texte == Err(Illisible::Vide);
        let mut vides = contenu.fichiers.iter().filter(vide);
        vides.any(|fichier| self.nomme(exercice, fichier))
    }

    pub(super) fn est_un_enonce(&self, exercice: &Exercice, fichier: &Fichier) -> bool {
        let texte = fichier.texte.as_deref();
        texte.is_ok_and(|texte| self.enonces.est_l_enonce(exercice, texte))
    }

    /// Ce fichier a toutes les fonctions de l'exercice, et n'en est pas l'énoncé.
    pub(super) fn repond_a(&self, exercice: &Exercice, fichier: &Fichier) -> bool {
        let texte = fichier.texte.as_deref();
        texte.is_ok_and(|texte| self.enonces.repond_a(exercice, texte))
            && !self.est_un_enonce(exercice, fichier)
    }

    /// De même, à une fonction près.
    pub(super) fn ressemble_a(&self, exercice: &Exercice, fichier: &Fichier) -> bool {
        let texte = fichier.texte.as_deref();
        texte.is_ok_and(|texte| self.enonces.ressemble_a(exercice, texte))
            && !self.est_un_enonce(exercice, fichier)
    }

    /// Les fichiers qui peuvent répondre à cet exercice, hors de sa place : ceux qui le nomment ; à défaut, s'il est le seul
    /// demandé, ceux qui n'en nomment aucun ; et ceux qui en ont toutes les fonctions, sauf s'ils en nomment un autre. Un
    /// `main.rs` passe avant un fichier d'un autre nom, s'il n'est pas une réponse entière ; un fichier vide n'en est pas
    /// une.
    fn candidats<'c>(&self, exercice: &Exercice, contenu: &'c Contenu) -> Vec<&'c Fichier> {
        let tous_des_enonces = |fichiers: &[&Fichier]| {
            let mut fichiers = fichiers.iter();
            fichiers.all(|fichier| self.est_un_enonce(exercice, fichier))
        };
        let anonymes: Vec<_> = contenu
            .fichiers
            .iter()
            .filter(|fichier| self.est_anonyme(fichier) && fichier.texte != Err(Illisible::Vide))
            .collect();
        let mut candidats = self.principaux(self.nommes(exercice, contenu));
        if self.un_seul && tous_des_enonces(&candidats) {
            candidats.extend(self.les_siens(exercice, self.principaux(anonymes.clone())));
        }
        let nommes = self.nommes(exercice, contenu);
        for entiere in nommes.into_iter().chain(anonymes) {
            if self.repond_a(exercice, entiere) && !candidats.contains(&entiere) {
                candidats.push(entiere);
            }
        }
        candidats
    }

    /// Si l'un de ces fichiers répond à cet exercice, ceux qui ne répondent pas à un autre ; sinon, tous.
    fn les_siens<'c>(&self, exercice: &Exercice, fichiers: Vec<&'c Fichier>) -> Vec<&'c Fichier> {
        let repond = |fichier: &&Fichier| self.repond_a(exercice, fichier);
        if !fichiers.iter().any(repond) {
            return fichiers;
        }
        let d_un_autre = |fichier: &Fichier| {
            let texte = fichier.texte.as_deref();
            texte.is_ok_and(|texte| self.enonces.autre_exercice(exercice, texte).is_some())
        };
        let siens = fichiers.into_iter().filter(|fichier| !d_un_autre(fichier));
        siens.collect()
    }

    /// Le chemin de ce fichier ne nomme aucun exercice.
    pub(super) fn est_anonyme(&self, fichier: &Fichier) -> bool {
        exercice_du_chemin(&fichier.chemin, self.enonces.exercices()).is_none()
    }

    /// Les fichiers qui nomment cet exercice, hors de sa place, et où il y a quelque chose.
    pub(super) fn nommes<'c>(&self, exercice: &Exercice, contenu: &'c Contenu) -> Vec<&'c Fichier> {
        let place = reponse_de(&exercice.nom);
        let nomme = |fichier: &&Fichier| {
            fichier.chemin != place
                && fichier.texte != Err(Illisible::Vide)
                && self.nomme(exercice, fichier)
        };
        contenu.fichiers.iter().filter(nomme).collect()
    }

    fn nomme(&self, exercice: &Exercice, fichier: &Fichier) -> bool {
        self.le_nomme(exercice, &fichier.chemin)
    }

    pub(super) fn le_nomme(&self, exercice: &Exercice, chemin: &str) -> bool {
        let nomme = exercice_du_chemin(chemin, self.enonces.exercices());
        nomme.is_some_and(|nomme| nomme.nom == exercice.nom)
    }

    fn principaux<'c>(&self, fichiers: Vec<&'c Fichier>) -> Vec<&'c Fichier> {
        let principal =
            |fichier: &&&Fichier| est_principal(&fichier.chemin, self.enonces.exercices());
        let principaux: Vec<_> = fichiers.iter().filter(principal).copied().collect();
        if principaux.is_empty() {
            fichiers
        } else {
            principaux
        }
    }
}

/// Pourquoi une réponse trouvée ailleurs n'est pas notée : ce qui est à sa place.
fn ailleurs(place: &Lue, enonces: &[&Fichier], reponses: &[&Fichier]) -> Illisible {
    let chemins = chemins(reponses);
    match place {
        Err(Illisible::Absent) if enonces.is_empty() => Illisible::Proche(chemins),
        Err(Illisible::Vide) if enonces.is_empty() => Illisible::VideEtAilleurs(chemins),
        _ => Illisible::EnonceEtAilleurs(chemins),
    }
}

pub(super) fn chemins(fichiers: &[&Fichier]) -> String {
    enumerer(fichiers.iter().map(|fichier| fichier.chemin.as_str()))
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

    /// Les énoncés de deux exercices, et une réponse au premier.
    const ENONCE: &str = "fn a() { todo!() }";
    const AUTRE_ENONCE: &str = "fn b() { todo!() }";
    const REPONSE: &str = "fn a() { 1; }";

    fn enonces() -> Enonces {
        let exercices = ["exo29", "exo30"].map(|nom| Exercice::fictif(nom, Vec::new()));
        let textes = [("exo29", ENONCE), ("exo30", AUTRE_ENONCE)];
        Enonces::de(
            &exercices,
            textes.map(|(nom, texte)| (nom.to_owned(), texte.to_owned())),
        )
    }

    fn contenu(fichiers: &[(&str, &str)]) -> Contenu {
        let fichier = |(chemin, texte): &(&str, &str)| Fichier {
            chemin: (*chemin).to_owned(),
            texte: match *texte {
                "" => Err(Illisible::Vide),
                texte => Ok(texte.to_owned()),
            },
        };
        let (fichiers, textes) = fichiers
            .iter()
            .map(fichier)
            .partition(|fichier| fichier.chemin.ends_with(".rs"));
        Contenu {
            fichiers,
            textes,
            ..Contenu::default()
        }
    }

    /// Ce qui est retenu pour l'exo29, en un mot : son texte et son endroit, ou la raison.
    fn retenue(un_seul: bool, place: Lue, fichiers: &[(&str, &str)]) -> String {
        let enonces = enonces();
        let choix = Choix {
            enonces: &enonces,
            un_seul,
        };
        let trouvee = choix.choisir(&enonces.exercices()[0], place, &contenu(fichiers));
        match (trouvee.lue, trouvee.ou) {
            (Ok(texte), Some(ou)) => format!("{texte} en {ou}"),
            (Ok(texte), None) => texte,
            (Err(illisible), _) => illisible.to_string(),
        }
    }

    fn absent() -> Lue {
        Err(Illisible::Absent)
    }

    fn enonce() -> Lue {
        Ok(ENONCE.to_owned())
    }

    #[test]
    fn un_seul_candidat_est_note_plusieurs_ne_le_sont_pas() {
        let un = ("tokio-main/exo29/src/main.rs", "juste");
        let en_un = format!("juste en {}", un.0);
        assert_eq!(retenue(false, absent(), &[un]), en_un);
        let meme = ("Exo-29.rs", "juste");
        assert_eq!(retenue(false, absent(), &[un, meme]), en_un);
        let plusieurs = retenue(false, absent(), &[un, ("Exo-29.rs", "autre")]);
        assert!(
            plusieurs.contains(un.0) && plusieurs.contains("Exo-29.rs"),
            "{plusieurs}"
        );
        // Ni un module de l'élève, à côté de son main.rs, ni un fichier vide, ne sont une seconde réponse.
        for autre in [
            ("tokio-main/exo29/src/outils.rs", "module"),
            ("exo29.rs", ""),
        ] {
            assert_eq!(retenue(false, absent(), &[un, autre]), en_un);
        }
        assert!(retenue(false, absent(), &[("exo30/main.rs", "juste")]).contains("n'existe pas"));
    }

    #[test]
    fn un_fichier_sans_numero_n_est_d_un_exercice_que_s_il_est_seul_demande() {
        let anonyme = [("main (1).rs", "juste")];
        assert_eq!(retenue(true, absent(), &anonyme), "juste en main (1).rs");
        assert!(retenue(false, absent(), &anonyme).contains("n'existe pas"));
        let nomme = [("main.rs", "autre"), ("exo29/main.rs", "juste")];
        assert_eq!(retenue(true, absent(), &nomme), "juste en exo29/main.rs");
        // Ou si ses fonctions le disent.
        let dit = [("main.rs", "rien"), ("brouillon.rs", REPONSE)];
        let attendu = format!("{REPONSE} en brouillon.rs");
        assert_eq!(retenue(false, absent(), &dit), attendu);
    }

    #[test]
    fn un_enonce_ne_cache_pas_une_reponse() {
        assert_eq!(retenue(true, enonce(), &[]), ENONCE);
        assert_eq!(
            retenue(true, Ok("à moi".into()), &[("main.rs", "autre")]),
            "à moi"
        );
        let ailleurs = [
            ("main.rs", "juste"),
            ("brouillon.rs", REPONSE),
            ("exo29/src/main.rs.sauvegarde-1", REPONSE),
            ("reponse.txt", REPONSE),
        ];
        for (chemin, texte) in ailleurs {
            for place in [enonce(), Err(Illisible::Vide)] {
                let flou = retenue(true, place, &[(chemin, texte)]);
                let dit = flou.contains(&format!("« {chemin} »")) && flou.contains("rien ne dit");
                assert!(dit, "{flou}");
            }
        }
        for (chemin, texte) in &ailleurs[1..] {
            let flou = retenue(false, enonce(), &[(chemin, texte)]);
            assert!(flou.contains("l'énoncé est là tel quel"), "{flou}");
        }
        let deux = [("exo29/main.rs", ENONCE), ("main.rs", "juste")];
        assert!(retenue(true, absent(), &deux).contains("énoncé"));
        let en_un = format!("{ENONCE} en exo29/main.rs");
        assert_eq!(retenue(true, absent(), &deux[..1]), en_un);
    }

    #[test]
    fn un_texte_qui_n_est_pas_du_rust_ou_pas_une_reponse_ne_change_rien() {
        for texte in [ENONCE, "fn aa() {}", "a lire, fn rien"] {
            assert_eq!(retenue(true, enonce(), &[("notes.txt", texte)]), ENONCE);
        }
        // Une sauvegarde n'est pas notée d'office : l'élève l'avait peut-être écartée.
        let seule = retenue(false, absent(), &[("exo29/main.rs.bak", REPONSE)]);
        assert!(seule.contains("« exo29/main.rs.bak »"), "{seule}");
    }

    #[test]
    fn la_reponse_a_un_autre_exercice_n_est_pas_un_zero() {
        for texte in [AUTRE_ENONCE, "fn b() {}"] {
            let a_sa_place = retenue(false, Ok(texte.to_owned()), &[]);
            let mal_nommee = retenue(false, absent(), &[("exo29.rs", texte)]);
            for dit in [a_sa_place, mal_nommee] {
                assert!(dit.contains("ressemble à exo30"), "{dit}");
            }
        }
        // Qui répond aux deux répond au sien.
        let les_deux = "fn a() {} fn b() {}";
        assert_eq!(retenue(false, Ok(les_deux.to_owned()), &[]), les_deux);
    }

    #[test]
    fn un_fichier_vide_n_est_pas_un_exercice_qu_on_n_a_pas_rendu() {
        assert!(retenue(false, Err(Illisible::Vide), &[]).contains("est vide"));
        assert!(retenue(false, absent(), &[("exo29.rs", "")]).contains("est vide"));
        assert!(retenue(false, absent(), &[("exo30.rs", "")]).contains("n'existe pas"));
    }

    #[test]
    fn ce_qui_n_a_pas_ete_regarde_peut_contenir_la_reponse() {
        let enonces = enonces();
        let exercice = &enonces.exercices()[0];
        let choix = Choix {
            enonces: &enonces,
            un_seul: true,
        };
        let mut contenu = contenu(&[]);
        contenu.refuser("a.rar", "pas un zip");
        for place in [absent(), enonce()] {
            let trouvee = choix.choisir(exercice, place, &contenu);
            assert!(trouvee.lue.unwrap_err().to_string().contains("a.rar"));
        }
        let juste = choix.choisir(exercice, Ok("juste".to_owned()), &contenu);
        assert_eq!(juste.lue.unwrap(), "juste");
    }
}
