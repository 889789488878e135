//! Ce que le rapport dit de la classe entière : où en est chaque étape, laquelle arrête le plus de copies,
//! et sur quelle erreur.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::modele::diagnostic::Diagnostic;
use crate::modele::explications::{Partie, expliquer};
use crate::modele::message::Message;
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::modele::resultat::{
    CorrectionFaite, Empechement, EtatEtape, Resultat, ResultatEtape, ResultatTest, Verdict,
};
use crate::socle::francais::nombre;
use crate::socle::points::Points;
use crate::socle::texte::sur_une_ligne;

/// Ce qu'une case du tableau de la classe montre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// L'étape est acquise.
    Acquise,
    /// Un de ses tests au moins ne réussit pas.
    EnEchec,
    /// Son `todo!` est encore là.
    AFaire,
    /// Rien n'a pu être testé.
    Empechee,
    /// Il n'y a pas de réponse, ou elle est vide.
    NonRendue,
    /// La réponse n'a pas pu être lue, ou il y en a plusieurs.
    PasLue,
    /// L'exercice n'est pas demandé à cette copie.
    Absente,
}

impl Case {
    /// Toutes les cases, dans l'ordre d'une légende.
    pub(crate) const TOUTES: [Case; 6] = [
        Case::Acquise,
        Case::EnEchec,
        Case::AFaire,
        Case::Empechee,
        Case::NonRendue,
        Case::PasLue,
    ];

    /// Ce que montre l'étape `rang` (à partir de 0) de cet exercice.
    pub(crate) fn de(resultat: Option<&Resultat>, rang: usize) -> Self {
        let Some(resultat) = resultat else {
            return Case::Absente;
        };
        match resultat.empechement {
            Some(Empechement::NonRendu { .. }) => return Case::NonRendue,
            // Corrigée à la main, elle a sa note.
            Some(Empechement::Illisible { .. }) if resultat.est_a_regarder() => {
                return Case::PasLue;
            }
            Some(_) => return Case::Empechee,
            None => {}
        }
        match resultat.etapes.get(rang).map(|etape| etape.etat) {
            Some(EtatEtape::Acquise) => Case::Acquise,
            Some(EtatEtape::EnEchec) => Case::EnEchec,
            Some(EtatEtape::AFaire) => Case::AFaire,
            None => Case::Absente,
        }
    }

    /// Le signe, d'une colonne : il se lit sans couleur.
    pub(crate) fn signe(self) -> char {
        match self {
            Case::Acquise => '✓',
            Case::EnEchec => '✗',
            Case::AFaire => '·',
            Case::Empechee => '⊘',
            Case::NonRendue => '∅',
            Case::PasLue => '!',
            Case::Absente => ' ',
        }
    }

    /// En mots.
    pub(crate) fn mots(self) -> &'static str {
        match self {
            Case::Acquise => "acquise",
            Case::EnEchec => "en échec",
            Case::AFaire => "à faire",
            Case::Empechee => "non testée",
            Case::NonRendue => "non rendue",
            Case::PasLue => "pas lue",
            Case::Absente => "absente",
        }
    }
}

/// À côté du nom d'une copie : il y a quelque chose à y regarder. Ce n'est pas le signe de [`Case::PasLue`], dont la note
/// n'est pas donnée.
pub(crate) const DRAPEAU: char = '⚑';

/// Le résultat de la copie à cet exercice.
pub(crate) fn resultat<'a>(copie: &'a Copie, exercice: &FicheExercice) -> Option<&'a Resultat> {
    copie
        .resultats
        .iter()
        .find(|resultat| resultat.exercice == exercice.nom)
}

/// Points obtenus et possibles de la copie, retard non déduit.
pub(crate) fn points(copie: &Copie) -> (Points, Points) {
    let (obtenus, possibles) = (
        copie.resultats.iter().map(|resultat| resultat.points),
        copie.resultats.iter().map(|resultat| resultat.points_max),
    );
    (obtenus.sum(), possibles.sum())
}

/// « , dont 2 en bonus » : ce qui fait, ou peut faire, plus de points qu'il n'y en a ; sinon rien.
pub(crate) fn dont_en_bonus<'a>(resultats: impl IntoIterator<Item = &'a Resultat>) -> String {
    let etapes = resultats.into_iter().flat_map(|resultat| &resultat.etapes);
    let bonus: Points = etapes
        .filter(|etape| etape.bonus)
        .map(|etape| etape.points)
        .sum();
    match bonus {
        Points::ZERO => String::new(),
        bonus => format!(", dont {bonus} en bonus"),
    }
}

/// Ce qu'une correction faite à la main a changé à cette étape : « corrigé à la main : 2 au lieu de 0 (raison) ».
pub(crate) fn correction_en_mots(etape: &ResultatEtape) -> Option<String> {
    let CorrectionFaite {
        automatique,
        raison,
    } = etape.correction.as_ref()?;
    let raison = sur_une_ligne(raison);
    Some(format!(
        "corrigé à la main : {} au lieu de {automatique} ({raison})",
        etape.points
    ))
}

/// Les corrections d'un résultat, une phrase chacune, qui commence par l'étape.
pub(crate) fn corrections(resultat: &Resultat) -> impl Iterator<Item = String> {
    resultat.etapes.iter().filter_map(|etape| {
        let correction = correction_en_mots(etape)?;
        Some(format!(
            "{}, étape {} : {correction}",
            resultat.exercice, etape.numero
        ))
    })
}

/// Les corrections d'une copie, de même.
pub(crate) fn corrections_de(copie: &Copie) -> impl Iterator<Item = String> {
    copie.resultats.iter().flat_map(corrections)
}

/// Ce que le retard a coûté : « 2 jours de retard : − 4 points sur 20 ».
pub(crate) fn retard_en_mots(copie: &Copie) -> Option<String> {
    let retard = copie.retard.as_ref()?;
    let jours = match retard.jours {
        1 => "1 jour".to_owned(),
        n => format!("{n} jours"),
    };
    let retrait = retard.retrait;
    let s = if retrait >= Points::entiers(2) {
        "s"
    } else {
        ""
    };
    Some(format!("{jours} de retard : − {retrait} point{s} sur 20"))
}

/// L'empêchement en quelques mots : la première ligne de ce qu'il dit.
pub(crate) fn empechement_en_mots(empechement: &Empechement) -> String {
    match empechement {
        Empechement::CompilationInterrompue { .. } => "compilation interrompue".to_owned(),
        autre => sur_une_ligne(autre.to_string().lines().next().unwrap_or_default()),
    }
}

/// L'empêchement en entier, tel que le détail demandé l'a laissé.
pub(crate) fn empechement_en_entier(empechement: &Empechement) -> String {
    let Empechement::NeCompilePas { erreurs } = empechement else {
        return empechement.to_string();
    };
    let mut lignes = vec!["ne compile pas".to_owned()];
    for erreur in erreurs {
        if !erreur.rendu.is_empty() {
            lignes.push(erreur.rendu.trim_end().to_owned());
            lignes.extend(en_francais(erreur));
            continue;
        }
        let code = erreur.code.as_deref().unwrap_or("erreur");
        let endroit = match (&erreur.fichier, erreur.ligne) {
            (Some(fichier), Some(ligne)) => format!(" ({fichier}:{ligne})"),
            _ => String::new(),
        };
        lignes.push(format!("{code} : {}{endroit}", erreur.message));
        lignes.extend(en_francais(erreur));
    }
    lignes.join("\n")
}

/// Ce qu'un message du compilateur veut dire, et où le relire.
pub(crate) fn en_francais(diagnostic: &Diagnostic) -> Option<String> {
    let explication = expliquer(diagnostic)?;
    let mut texte = format!("  en français : {}", explication.texte);
    if let Some(Partie { fichier, titre }) = explication.a_relire(diagnostic) {
        texte += &format!("\n  à relire : {fichier}, « {titre} »");
    }
    Some(texte)
}

/// Ce qu'un test qui ne réussit pas a à dire, tel que le détail demandé l'a laissé : son verdict, puis le
/// texte entier ou, à défaut, les trois parties du diagnostic.
pub(crate) fn explication(verdict: &Verdict) -> String {
    let mut lignes = vec![verdict.resume()];
    lignes.extend(verdict.message().and_then(corps));
    lignes.join("\n")
}

/// Le texte d'un message ; `None` s'il n'y en a pas.
pub(crate) fn corps(message: &Message) -> Option<String> {
    if !message.texte.is_empty() {
        return Some(message.texte.clone());
    }
    diagnostic(message)
}

/// Les trois parties d'un diagnostic, une par ligne, puis sa frise ; `None` s'il n'y en a aucune.
pub(crate) fn diagnostic(message: &Message) -> Option<String> {
    let parties = [
        ("attendu", &message.attendu),
        ("observé", &message.observe),
        ("piste  ", &message.piste),
    ];
    let parties = parties
        .iter()
        .filter_map(|(nom, partie)| Some(format!("{nom} : {}", partie.as_deref()?)));
    let lignes: Vec<_> = parties.chain(message.frise.clone()).collect();
    (!lignes.is_empty()).then(|| lignes.join("\n"))
}

/// Le premier test qui ne réussit pas et n'est pas un simple `todo!`, à cette étape.
pub(crate) fn premier_echec(resultat: &Resultat, etape: u32) -> Option<&ResultatTest> {
    resultat.echecs(etape).find(|test| {
        !test
            .verdict
            .message()
            .is_some_and(|message| message.a_faire)
    })
}

/// Où en est la classe à une étape.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BilanEtape<'a> {
    /// L'exercice.
    pub exercice: &'a FicheExercice,
    /// Rang de l'étape, à partir de 0.
    pub rang: usize,
    /// Copies dont cet exercice a pu être lu : de celles-là seulement, on sait où elles en sont.
    pub lues: usize,
    /// Copies où elle est acquise.
    pub acquises: usize,
    /// Copies pour lesquelles c'est la première, dans un exercice commencé, à ne pas l'être.
    pub arretees: usize,
}

/// Le bilan de chaque étape, dans l'ordre du cours.
pub(crate) fn bilan(rapport: &Rapport) -> Vec<BilanEtape<'_>> {
    let mut bilans = Vec::new();
    for exercice in &rapport.exercices {
        let resultats: Vec<_> = rapport
            .copies
            .iter()
            .filter_map(|copie| resultat(copie, exercice))
            .collect();
        for rang in 0..exercice.etapes.len() {
            let acquise = |resultat: &&&Resultat| Case::de(Some(resultat), rang) == Case::Acquise;
            let lue = |resultat: &&&Resultat| Case::de(Some(resultat), rang) != Case::PasLue;
            let arrete = |resultat: &&&Resultat| {
                commence(resultat) && premiere_a_reprendre(resultat, exercice) == Some(rang)
            };
            bilans.push(BilanEtape {
                exercice,
                rang,
                lues: resultats.iter().filter(lue).count(),
                acquises: resultats.iter().filter(acquise).count(),
                arretees: resultats.iter().filter(arrete).count(),
            });
        }
    }
    bilans
}

/// Une étape au moins n'est plus à faire, ou ce qui est rendu, et lu, n'a pas pu être testé : il y a eu un essai.
fn commence(resultat: &Resultat) -> bool {
    let essayee = |etape: &ResultatEtape| etape.etat != EtatEtape::AFaire;
    match resultat.empechement {
        Some(Empechement::NonRendu { .. } | Empechement::Illisible { .. }) => false,
        Some(_) => true,
        None => resultat.etapes.iter().any(essayee),
    }
}

fn premiere_a_reprendre(resultat: &Resultat, exercice: &FicheExercice) -> Option<usize> {
    (0..exercice.etapes.len()).find(|&rang| Case::de(Some(resultat), rang) != Case::Acquise)
}

/// Les étapes qui arrêtent le plus de copies, la pire d'abord.
pub(crate) fn etapes_qui_arretent<'a>(
    bilans: &[BilanEtape<'a>],
    max: usize,
) -> Vec<BilanEtape<'a>> {
    let mut pires: Vec<_> = bilans.iter().copied().filter(|b| b.arretees > 0).collect();
    pires.sort_by_key(|bilan| std::cmp::Reverse(bilan.arretees));
    pires.truncate(max);
    pires
}

/// Une erreur que plusieurs copies peuvent partager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Faute {
    /// Nom de l'exercice.
    pub exercice: String,
    /// Étape ; `None` si rien n'a pu être testé.
    pub etape: Option<u32>,
    /// La piste du diagnostic, l'erreur du compilateur, ou ce qu'on sait.
    pub texte: String,
    /// Noms des copies, dans l'ordre du rapport.
    pub copies: Vec<String>,
}

/// Les erreurs les plus répandues, d'abord celle que le plus de copies partagent.
pub(crate) fn fautes(rapport: &Rapport, max: usize) -> Vec<Faute> {
    let mut par_cle: BTreeMap<(&str, Option<u32>, String), Faute> = BTreeMap::new();
    for copie in &rapport.copies {
        for resultat in &copie.resultats {
            for (etape, cle, texte) in fautes_de(resultat) {
                let cle = (resultat.exercice.as_str(), etape, cle);
                let faute = match par_cle.entry(cle) {
                    Entry::Occupied(entree) => entree.into_mut(),
                    Entry::Vacant(place) => place.insert(Faute {
                        exercice: resultat.exercice.clone(),
                        etape,
                        texte,
                        copies: Vec::new(),
                    }),
                };
                if faute.copies.last() != Some(&copie.nom) {
                    faute.copies.push(copie.nom.clone());
                }
            }
        }
    }
    let mut fautes: Vec<_> = par_cle.into_values().collect();
    // Le tri est stable : à égalité, l'ordre du cours.
    fautes.sort_by_key(|faute| std::cmp::Reverse(faute.copies.len()));
    fautes.truncate(max);
    fautes
}

/// Les fautes d'un résultat : l'étape, ce qui fait reconnaître la faute d'une copie à l'autre, son texte.
fn fautes_de(resultat: &Resultat) -> Vec<(Option<u32>, String, String)> {
    match &resultat.empechement {
        Some(Empechement::NeCompilePas { erreurs }) => erreurs
            .iter()
            .find(|erreur| erreur.erreur)
            .map(|erreur| {
                let code = erreur.code.clone();
                let cle = code.clone().unwrap_or_else(|| erreur.message.clone());
                let prefixe = code.map_or(String::new(), |code| format!("{code} : "));
                (None, cle, format!("{prefixe}{}", erreur.message))
            })
            .into_iter()
            .collect(),
        // Ce qui n'a pas été lu est à regarder, et n'est la faute de personne.
        Some(Empechement::NonRendu { .. } | Empechement::Illisible { .. }) => Vec::new(),
        Some(autre) => {
            let texte = empechement_en_mots(autre);
            vec![(None, texte.clone(), texte)]
        }
        None => resultat
            .etapes
            .iter()
            .filter_map(|etape| {
                let echec = premier_echec(resultat, etape.numero)?;
                let piste = echec
                    .verdict
                    .message()
                    .and_then(|message| message.piste.clone());
                let texte = piste.unwrap_or_else(|| echec.verdict.resume());
                Some((Some(etape.numero), texte.clone(), texte))
            })
            .collect(),
    }
}

/// La note sur 20, ou `!` s'il manque une réponse que personne n'a pu lire : ce n'est pas un 0.
pub(crate) fn note_sur_20(copie: &Copie) -> String {
    if copie.est_a_regarder() {
        Case::PasLue.signe().to_string()
    } else {
        nombre(copie.note)
    }
}

/// « 12,5 sur 20 », ou que personne n'a pu lire la copie.
pub(crate) fn note_en_mots(copie: &Copie) -> String {
    if copie.est_a_regarder() {
        format!("{} pas de note", Case::PasLue.signe())
    } else {
        format!("{} sur 20", nombre(copie.note))
    }
}

/// « 2,5 / 10 », ou « ! / 10 » d'une réponse que personne n'a pu lire : ce n'est pas un 0.
pub(crate) fn points_en_mots(resultat: &Resultat) -> String {
    let points = match resultat.est_a_regarder() {
        true => Case::PasLue.signe().to_string(),
        false => nombre(resultat.points),
    };
    format!(
        "{points} / {}{}",
        resultat.points_max,
        dont_en_bonus([resultat])
    )
}

/// « , sans alice ni bob (pas lues) » : ce que la moyenne laisse de côté.
pub(crate) fn sans_les_pas_lues(rapport: &Rapport) -> String {
    const NOMMEES: usize = 4;
    let pas_lues = rapport.copies.iter().filter(|copie| copie.est_a_regarder());
    let noms: Vec<_> = pas_lues.map(|copie| sur_une_ligne(&copie.nom)).collect();
    match noms.len() {
        0 => String::new(),
        1..=NOMMEES => format!(", sans {} (!)", noms.join(" ni ")),
        combien => format!(", sans les {combien} copies marquées !"),
    }
}

/// Où étaient les réponses qui n'étaient pas à leur place : « alice exo29 : tokio-main/exo29/src/main.rs ».
pub(crate) fn emplacements(rapport: &Rapport) -> Vec<String> {
    let de_la_copie = |copie: &Copie| -> Vec<String> {
        let places = copie.emplacements.iter();
        let dire = |(exercice, ou): (&String, &String)| format!("{} {exercice} : {ou}", copie.nom);
        places
            .map(dire)
            .map(|ligne| sur_une_ligne(&ligne))
            .collect()
    };
    rapport.copies.iter().flat_map(de_la_copie).collect()
}

/// Moyenne et médiane des notes des copies qui ont pu être lues ; `None` s'il n'y en a pas.
pub(crate) fn moyenne_et_mediane(rapport: &Rapport) -> Option<(f64, f64)> {
    let mut notes: Vec<f64> = rapport
        .copies
        .iter()
        .filter(|copie| !copie.est_a_regarder())
        .map(|copie| copie.note.into())
        .collect();
    notes.sort_by(f64::total_cmp);
    let (n, milieu) = (notes.len(), notes.len() / 2);
    if n == 0 {
        return None;
    }
    let mediane = if n % 2 == 1 {
        notes[milieu]
    } else {
        f64::midpoint(notes[milieu - 1], notes[milieu])
    };
    Some((notes.iter().sum::<f64>() / n as f64, mediane))
}
