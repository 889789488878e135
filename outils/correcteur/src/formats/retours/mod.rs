//! Le retour d'un élève : une page et un texte qui ne parlent que de lui. Ni nom, ni note, ni moyenne de personne d'autre,
//! ni ce qui n'est signalé qu'à l'enseignant.

mod page;
mod texte;

use std::collections::BTreeSet;
use std::path::Path;

use super::classe::{Case, dont_en_bonus, empechement_en_mots, en_francais, points, premier_echec};
use super::{Detail, taire};
use crate::cours::Exercice;
use crate::cours::lectures::Lectures;
use crate::cours::reponse;
use crate::modele::diagnostic::Diagnostic;
use crate::modele::message::Message;
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::modele::resultat::{Empechement, Resultat, ResultatEtape, ResultatTest};
use crate::socle::fichiers::{NomsDeFichiers, ecrire_entier};
use crate::socle::texte::sur_une_ligne;

/// Le retour d'un élève, sous ses deux formes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retour {
    /// Une page qui se suffit à elle-même.
    pub html: String,
    /// Le même contenu, en Markdown.
    pub markdown: String,
}

/// Le retour de cette copie du rapport, avec ce que le détail permet. `exercices` sont ceux du cours, dont les README
/// disent quoi relire ; sans eux, le retour ne le dit pas.
pub fn retour_de(
    rapport: &Rapport,
    copie: &Copie,
    exercices: &[Exercice],
    detail: Detail,
) -> Retour {
    rediger(rapport, copie, &lectures(exercices), detail)
}

/// La note, puis les points ; d'une copie que personne n'a pu lire, ni l'une ni les autres ne veulent rien dire.
fn note_pour_l_eleve(copie: &Copie) -> (String, String) {
    if copie.est_a_regarder() {
        let suite = " : une réponse n'a pas pu être lue, et ton enseignant doit d'abord la voir";
        return ("pas encore de note".to_owned(), suite.to_owned());
    }
    let (obtenus, possibles) = points(copie);
    let bonus = dont_en_bonus(&copie.resultats);
    let suite = format!(", {obtenus} points sur {possibles}{bonus}");
    (format!("{} sur 20", copie.note), suite)
}

fn lectures(exercices: &[Exercice]) -> Vec<Lectures> {
    exercices.iter().map(Lectures::de).collect()
}

fn rediger(rapport: &Rapport, copie: &Copie, lectures: &[Lectures], detail: Detail) -> Retour {
    let mut copie = copie.clone();
    if detail != Detail::Complet {
        copie
            .resultats
            .iter_mut()
            .for_each(|resultat| taire(resultat, detail));
    }
    let parties = parties(&rapport.exercices, &copie, lectures);
    Retour {
        html: page::page(&copie, &parties),
        markdown: texte::texte(&copie, &parties),
    }
}

/// Écrit dans ce dossier, pour chaque copie, `NOM.html` et `NOM.md`. Chaque fichier est écrit en entier, ou pas du tout.
///
/// # Errors
/// Le dossier ne s'écrit pas.
pub fn ecrire_les_retours(
    rapport: &Rapport,
    exercices: &[Exercice],
    detail: Detail,
    dossier: &Path,
) -> anyhow::Result<()> {
    let lectures = lectures(exercices);
    let mut noms = NomsDeFichiers::default();
    let mut copies: Vec<&Copie> = rapport.copies.iter().collect();
    copies.sort_by(|a, b| a.nom.cmp(&b.nom));
    for copie in copies {
        let Retour { html, markdown } = rediger(rapport, copie, &lectures, detail);
        let nom = noms.pour(&copie.nom);
        ecrire_entier(&dossier.join(format!("{nom}.html")), html.as_bytes())?;
        ecrire_entier(&dossier.join(format!("{nom}.md")), markdown.as_bytes())?;
    }
    Ok(())
}

/// Ce fichier a le nom d'un de ceux qu'écrit [`ecrire_les_retours`].
pub(crate) fn est_un_retour(fichier: &Path) -> bool {
    let suffixe = fichier.extension().unwrap_or_default();
    suffixe == "html" || suffixe == "md"
}

/// Les points d'un exercice ; de celui que personne n'a pu lire, aucun.
fn points_pour_l_eleve(resultat: &Resultat) -> String {
    match resultat.est_a_regarder() {
        true => "pas encore de points".to_owned(),
        false => {
            let bonus = dont_en_bonus([resultat]);
            format!("{} / {}{bonus}", resultat.points, resultat.points_max)
        }
    }
}

/// Pourquoi rien n'a été testé, en quelques mots ; d'une réponse pas lue, aussi quoi remettre.
fn empechement_pour_l_eleve(resultat: &Resultat, empechement: &Empechement) -> String {
    match empechement {
        Empechement::Illisible { raison } => {
            sur_une_ligne(&reponse::pour_l_eleve(raison, &resultat.exercice))
        }
        autre => empechement_en_mots(autre),
    }
}

/// Ce que le retour dit d'un exercice.
struct Partie<'a> {
    titre: String,
    resultat: &'a Resultat,
    /// Ce que le compilateur a dit, et ce que cela veut dire.
    compilateur: Vec<Remarque<'a>>,
    etapes: Vec<PartieEtape<'a>>,
}

/// Un message du compilateur.
struct Remarque<'a> {
    diagnostic: &'a Diagnostic,
    /// L'explication et ce qu'il faut relire, en français.
    en_francais: Option<String>,
}

/// Ce que le retour dit d'une étape.
struct PartieEtape<'a> {
    etape: &'a ResultatEtape,
    case: Case,
    /// Le premier test qui ne réussit pas, et n'est pas un simple `todo!`.
    echec: Option<&'a ResultatTest>,
    /// Les noms des autres tests qui ne réussissent pas.
    autres: Vec<&'a str>,
    /// Ce qu'il faut relire : « exo29/README.md, « Endormir le thread » ».
    relire: Vec<String>,
}

fn parties<'a>(
    fiches: &[FicheExercice],
    copie: &'a Copie,
    lectures: &[Lectures],
) -> Vec<Partie<'a>> {
    let titre = |resultat: &Resultat| {
        let fiche = fiches.iter().find(|fiche| fiche.nom == resultat.exercice);
        fiche.map_or(resultat.exercice.clone(), |fiche| {
            format!("{} · {}", fiche.nom, fiche.titre)
        })
    };
    let lectures_de = |resultat: &Resultat| {
        let fichier = format!("{}/README.md", resultat.exercice);
        lectures.iter().find(|lectures| lectures.fichier == fichier)
    };
    let resultats = copie.resultats.iter();
    resultats
        .map(|resultat| Partie {
            titre: titre(resultat),
            resultat,
            compilateur: remarques(resultat),
            etapes: etapes(resultat, lectures_de(resultat)),
        })
        .collect()
}

/// Les erreurs du compilateur ; ses avertissements, tant que l'exercice n'est pas acquis : l'un d'eux nomme souvent
/// l'erreur.
fn remarques(resultat: &Resultat) -> Vec<Remarque<'_>> {
    let diagnostics = match &resultat.empechement {
        Some(Empechement::NeCompilePas { erreurs }) => erreurs.as_slice(),
        None if !resultat.reussi() => resultat.avertissements.as_slice(),
        _ => &[],
    };
    // La même explication, une fois suffit.
    let mut dites = BTreeSet::new();
    let remarques = diagnostics.iter().map(|diagnostic| Remarque {
        diagnostic,
        en_francais: en_francais(diagnostic).filter(|texte| dites.insert(texte.clone())),
    });
    remarques.collect()
}

impl Remarque<'_> {
    /// Ce que le compilateur a dit, tel que le détail l'a laissé.
    fn texte(&self) -> String {
        if !self.diagnostic.rendu.is_empty() {
            return self.diagnostic.rendu.trim_end().to_owned();
        }
        let code = self.diagnostic.code.as_deref().unwrap_or("erreur");
        let ligne = self
            .diagnostic
            .ligne
            .map_or(String::new(), |ligne| format!(" (ligne {ligne})"));
        format!("{code} : {}{ligne}", self.diagnostic.message)
    }
}

fn etapes<'a>(resultat: &'a Resultat, lectures: Option<&Lectures>) -> Vec<PartieEtape<'a>> {
    let etapes = resultat.etapes.iter().enumerate();
    // D'une réponse pas lue, rien n'est à dire étape par étape, sauf ce que l'enseignant y a corrigé.
    let dite = |etape: &ResultatEtape| !resultat.est_a_regarder() || etape.correction.is_some();
    let etapes = etapes.filter(|(_, etape)| dite(etape));
    // De ce qui n'est pas commencé, la première étape suffit.
    let mut commencee = false;
    etapes
        .map(|(rang, etape)| {
            let case = Case::de(Some(resultat), rang);
            let echec =
                premier_echec(resultat, etape.numero).filter(|_| resultat.empechement.is_none());
            let nomme = echec.map(|test| test.nom.as_str());
            let autres = match case {
                Case::EnEchec => {
                    let echecs = resultat.echecs(etape.numero).map(|test| test.nom.as_str());
                    echecs.filter(|nom| Some(*nom) != nomme).collect()
                }
                _ => Vec::new(),
            };
            let relire = match (case, lectures) {
                (Case::AFaire, Some(lectures)) if !std::mem::replace(&mut commencee, true) => {
                    a_relire(lectures, etape.numero, None)
                }
                (Case::EnEchec, Some(lectures)) => a_relire(lectures, etape.numero, echec),
                _ => Vec::new(),
            };
            PartieEtape {
                etape,
                case,
                echec,
                autres,
                relire,
            }
        })
        .collect()
}

/// La partie de l'étape, puis celle qui explique l'erreur, si le README la cite.
fn a_relire(lectures: &Lectures, numero: u32, echec: Option<&ResultatTest>) -> Vec<String> {
    let piste = echec.and_then(|test| test.verdict.message()?.piste.as_deref());
    let titres = lectures
        .de_l_etape(numero)
        .into_iter()
        .chain(piste.and_then(|piste| lectures.de_la_piste(piste)));
    titres
        .map(|titre| format!("{}, « {titre} »", lectures.fichier))
        .collect()
}

/// Ce qu'un test a écrit et qui se montre tel quel, en chasse fixe : dessins et colonnes y gardent leur forme.
fn tel_quel(message: &Message) -> Option<&str> {
    Some(message.texte.as_str()).filter(|texte| !texte.is_empty())
}
