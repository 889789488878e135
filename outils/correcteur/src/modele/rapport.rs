//! Le rapport d'un lot de copies : un seul jeu de données, dont toutes les mises en forme partent.

use std::collections::BTreeMap;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::cours::{Cours, Niveau};
use crate::modele::resultat::{NOTE_MAX, Resultat, Signalement, note_sur_20};
use crate::socle::empreinte::empreinte;
use crate::socle::francais::compte;
use crate::socle::points::Points;
use crate::socle::texte::cle_de_tri;

/// La version du format JSON du rapport.
pub const SCHEMA: &str = "correcteur/rapport/v3";

/// Nom du rapport JSON dans un dossier de sortie.
pub const FICHIER: &str = "rapport.json";

/// Tout ce qui a été noté.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rapport {
    /// [`SCHEMA`].
    pub schema: String,
    /// La part du lot qui a été notée ; `None` pour un lot entier.
    pub partie: Option<Part>,
    /// Le lot dont c'est une part ; `None` pour un lot entier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<LotPartage>,
    /// Ce sur quoi les copies ont été notées.
    pub exercices: Vec<FicheExercice>,
    /// Ce qui protégeait la machine et les verdicts pendant la notation.
    pub protections: Vec<Protection>,
    /// Les copies, par nom.
    pub copies: Vec<Copie>,
    /// Ce que les lots contiennent et qui n'est la copie de personne : rien n'en est noté.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub laisses: Vec<String>,
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
    /// Points possibles, bonus exclus.
    pub points: Points,
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
    /// Ce que le retard a coûté, si un barème le dit et qu'il y en a.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retard: Option<Retard>,
    /// Note sur 20, au centième, retard déduit.
    pub note: Points,
    /// Où était la réponse à un exercice, quand elle n'était pas à sa place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub emplacements: BTreeMap<String, String>,
}

/// Ce que le retard d'une copie a coûté.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retard {
    /// La limite, telle que l'enseignant l'a écrite.
    pub limite: String,
    /// Quand la copie a été remise, en temps universel.
    pub remise: String,
    /// Jours de retard, celui qui est commencé compris.
    pub jours: i64,
    /// Ce que cela retire à la note sur 20.
    pub retrait: Points,
}

impl Copie {
    /// La copie de ces résultats.
    pub fn new(nom: String, resultats: Vec<Resultat>, signalements: Vec<Signalement>) -> Self {
        let note = note_sur_20(&resultats);
        Copie {
            nom,
            resultats,
            signalements,
            retard: None,
            note,
            emplacements: BTreeMap::new(),
        }
    }

    /// Vrai si une réponse n'a pas pu être lue, ou choisie : sa note ne veut rien dire tant que personne n'a regardé.
    pub fn est_a_regarder(&self) -> bool {
        self.resultats.iter().any(Resultat::est_a_regarder)
    }

    /// La part méritée, de 0 à 1, sans arrondi : la note en est déjà un, et la rapporter à un autre maximum en ferait deux.
    pub fn part(&self) -> f64 {
        if self.note == Points::ZERO {
            return 0.0;
        }
        let somme = |points: fn(&Resultat) -> Points| -> f64 {
            self.resultats.iter().map(points).sum::<Points>().into()
        };
        let brute = somme(|resultat| resultat.points) / somme(|resultat| resultat.points_max);
        let retrait = self.retard.as_ref().map_or(Points::ZERO, |r| r.retrait);
        (brute.min(1.0) - f64::from(retrait) / f64::from(NOTE_MAX)).clamp(0.0, 1.0)
    }

    /// Refait la somme des points de chaque résultat, puis la note : celle de ses points, moins le retard.
    pub fn compter(&mut self) {
        self.resultats.iter_mut().for_each(Resultat::compter);
        let brute = note_sur_20(&self.resultats);
        let retrait = self.retard.as_ref().map_or(Points::ZERO, |r| r.retrait);
        self.note = (brute - retrait).max(Points::ZERO);
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
                points: Points::entiers(exercice.points),
                etapes: exercice
                    .etapes
                    .iter()
                    .map(|etape| etape.titre.clone())
                    .collect(),
            })
            .collect();
        Rapport {
            schema: SCHEMA.to_owned(),
            partie: None,
            lot: None,
            exercices,
            protections,
            copies: Vec::new(),
            laisses: Vec::new(),
        }
    }
}

/// Une part du lot, `k/n` : pour le répartir entre plusieurs machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Laquelle, à partir de 1.
    pub rang: usize,
    /// Parmi combien.
    pub total: usize,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.rang, self.total)
    }
}

impl std::str::FromStr for Part {
    type Err = String;

    fn from_str(texte: &str) -> Result<Self, String> {
        let nombres = texte
            .split_once('/')
            .and_then(|(rang, total)| Some((rang.parse().ok()?, total.parse().ok()?)));
        match nombres {
            Some((rang, total)) if 1 <= rang && rang <= total => Ok(Part { rang, total }),
            _ => Err(format!(
                "« {texte} » n'est pas une part : écris k/n, comme 2/4, avec k de 1 à n"
            )),
        }
    }
}

impl Part {
    /// Ce qui revient à cette part : un sur `n`, dans l'ordre.
    pub(crate) fn choisir<T>(self, tous: Vec<T>) -> Vec<T> {
        tous.into_iter()
            .skip(self.rang - 1)
            .step_by(self.total)
            .collect()
    }
}

/// De quoi reconnaître un lot entier, d'une machine à l'autre : rien de l'endroit où il est rangé.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LotPartage {
    /// Combien il a de copies.
    pub copies: usize,
    /// L'empreinte de leurs noms.
    pub empreinte: String,
}

impl LotPartage {
    /// Le lot des copies de ces noms, dans quelque ordre qu'ils soient.
    pub fn de<'a>(noms: impl IntoIterator<Item = &'a str>) -> Self {
        let mut noms: Vec<_> = noms.into_iter().collect();
        noms.sort_unstable();
        LotPartage {
            copies: noms.len(),
            empreinte: empreinte(noms),
        }
    }
}

/// Range ces copies dans l'ordre de l'alphabet.
pub(crate) fn trier(copies: &mut [Copie]) {
    copies.sort_by_cached_key(|copie| {
        let (nu, nom) = cle_de_tri(&copie.nom);
        (nu, nom.to_owned())
    });
}

/// Réunit les rapports des parties d'un lot, chacun avec un nom qui le désigne. Une protection n'est active
/// que si elle l'était partout ; les copies sont remises dans l'ordre des noms.
///
/// # Errors
/// Il n'y a aucun rapport, ils sont d'une autre version, ne parlent pas des mêmes exercices, donnent à un
/// même nom des copies différentes, il manque une partie du lot, ou elles sont de lots différents.
pub(crate) fn reunir(rapports: Vec<(String, Rapport)>) -> anyhow::Result<Rapport> {
    let parties: Vec<_> = rapports.iter().filter_map(|(_, r)| r.partie).collect();
    let lots = verifier_le_lot(&rapports).and_then(|()| verifier_le_partage(&rapports));
    let mut rapports = rapports.into_iter();
    let (premier, mut reuni) = rapports.next().context("aucun rapport à réunir")?;
    verifier_la_version(&premier, &reuni)?;
    let mut toutes = valeurs(&reuni);
    for (nom, autre) in rapports {
        verifier_la_version(&nom, &autre)?;
        let memes_valeurs = valeurs(&autre)
            .iter()
            .all(|(etape, valeur)| toutes.get(etape).is_none_or(|vue| vue == valeur));
        toutes.extend(valeurs(&autre));
        ensure!(
            autre.exercices == reuni.exercices && memes_valeurs,
            "« {premier} » et « {nom} » n'ont pas été notés sur les mêmes exercices, ou pas avec le même barème"
        );
        reuni.protections = protections_communes(reuni.protections, autre.protections);
        reuni.copies.extend(autre.copies);
        reuni.laisses.extend(autre.laisses);
    }
    verifier_les_parties(&parties)?;
    lots?;
    (reuni.partie, reuni.lot) = (None, None);
    reuni.laisses.sort();
    reuni.laisses.dedup();
    trier(&mut reuni.copies);
    reuni.copies.dedup_by(|a, b| a == b);
    for paire in reuni.copies.windows(2) {
        ensure!(
            paire[0].nom != paire[1].nom,
            "deux copies différentes s'appellent « {} »",
            paire[0].nom
        );
    }
    Ok(reuni)
}

/// Ce que vaut chaque étape, et si c'est un bonus : deux barèmes peuvent avoir les mêmes totaux.
fn valeurs(rapport: &Rapport) -> BTreeMap<(String, u32), (Points, bool)> {
    let resultats = rapport.copies.iter().flat_map(|copie| &copie.resultats);
    let etapes = resultats.flat_map(|resultat| {
        let etapes = resultat.etapes.iter();
        etapes.map(|etape| {
            let cle = (resultat.exercice.clone(), etape.numero);
            (cle, (etape.points_max, etape.bonus))
        })
    });
    etapes.collect()
}

/// Refuse un lot auquel il manque une partie : ses copies disparaîtraient des notes sans un mot.
fn verifier_les_parties(parties: &[Part]) -> anyhow::Result<()> {
    let Some(&Part { total, .. }) = parties.first() else {
        return Ok(());
    };
    if let Some(autre) = parties.iter().find(|partie| partie.total != total) {
        bail!(
            "un lot partagé en {total} et un lot partagé en {} ne se réunissent pas",
            autre.total
        );
    }
    let manquantes: Vec<_> = (1..=total)
        .map(|rang| Part { rang, total })
        .filter(|partie| !parties.contains(partie))
        .map(|partie| partie.to_string())
        .collect();
    ensure!(
        manquantes.is_empty(),
        "il manque une partie du lot ({}) : ses copies n'auraient pas de note. Donne tous les rapports à la fois",
        manquantes.join(", ")
    );
    Ok(())
}

/// Ce qu'il faut faire de parties qui ne se complètent pas.
const MEME_LOT: &str =
    "il manquerait des copies : note de nouveau chaque partie, sur le même lot partout";

/// Refuse les parties de lots qui n'ont pas les mêmes copies : chacune compte les siennes dans l'ordre des noms, et un dossier
/// de plus ou de moins les décale toutes.
fn verifier_le_lot(rapports: &[(String, Rapport)]) -> anyhow::Result<()> {
    let mut lots = rapports
        .iter()
        .filter_map(|(nom, rapport)| Some((nom, rapport.lot.as_ref()?)));
    let Some((premier, lot)) = lots.next() else {
        return Ok(());
    };
    if let Some((nom, autre)) = lots.find(|(_, autre)| *autre != lot) {
        bail!(
            "« {premier} » est une partie d'un lot de {}, et « {nom} » d'un autre, de {} : {MEME_LOT}",
            compte(lot.copies, "copie"),
            compte(autre.copies, "copie")
        );
    }
    Ok(())
}

/// Refuse la même copie dans deux parties : ce ne sont pas celles d'un même lot.
fn verifier_le_partage(rapports: &[(String, Rapport)]) -> anyhow::Result<()> {
    let mut vues: BTreeMap<&str, Part> = BTreeMap::new();
    for (_, rapport) in rapports {
        let Some(partie) = rapport.partie else {
            continue;
        };
        for copie in &rapport.copies {
            let autre = *vues.entry(&copie.nom).or_insert(partie);
            ensure!(
                autre == partie,
                "« {} » est à la fois dans la partie {autre} et dans la partie {partie} : {MEME_LOT}",
                copie.nom
            );
        }
    }
    Ok(())
}

fn verifier_la_version(nom: &str, rapport: &Rapport) -> anyhow::Result<()> {
    ensure!(
        rapport.schema == SCHEMA,
        "« {nom} » est un rapport « {} », et non « {SCHEMA} » : note de nouveau avec ce correcteur",
        rapport.schema
    );
    Ok(())
}

/// Les protections de l'un et de l'autre ; d'une même, celle qui manque l'emporte.
fn protections_communes(mut unes: Vec<Protection>, autres: Vec<Protection>) -> Vec<Protection> {
    for autre in autres {
        match unes.iter_mut().find(|une| une.nom == autre.nom) {
            Some(une) if une.active && !autre.active => *une = autre,
            Some(_) => {}
            None => unes.push(autre),
        }
    }
    unes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_parts_se_lisent_et_se_partagent_tout() {
        for texte in ["0/3", "4/3", "1", "a/b", "1/0", "-1/2", "1/2/3"] {
            assert!(texte.parse::<Part>().is_err(), "{texte}");
        }
        let toutes: Vec<_> = (0..11).collect();
        let mut reunies: Vec<_> = (1..=4)
            .flat_map(|rang| Part { rang, total: 4 }.choisir(toutes.clone()))
            .collect();
        reunies.sort_unstable();
        assert_eq!(reunies, toutes);
    }

    /// Corrigée à toutes ses étapes, une réponse que personne n'avait pu lire a été lue : par l'enseignant.
    #[test]
    fn une_copie_pas_lue_l_est_une_fois_corrigee_en_entier() {
        use crate::cours::{Etape, Exercice};
        use crate::modele::resultat::{CorrectionFaite, Empechement};

        let etape = |numero| Etape {
            numero,
            titre: String::new(),
            tests: Vec::new(),
        };
        let exercice = Exercice::fictif("exo29", (1..=2).map(etape).collect());
        let raison = "deux réponses".to_owned();
        let pas_lue = Resultat::empeche(&exercice, Empechement::Illisible { raison });
        let mut copie = Copie::new("kim".into(), vec![pas_lue], Vec::new());
        for rang in 0..2 {
            assert!(copie.est_a_regarder());
            copie.resultats[0].etapes[rang].correction = Some(CorrectionFaite {
                automatique: Points::ZERO,
                raison: "lue à la main".into(),
            });
        }
        assert!(!copie.est_a_regarder());
    }
}
