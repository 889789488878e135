//! Ce qu'une réponse enfreint, et à quelle ligne.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};

use super::catalogue::Consequence::{self, Refusee};
use super::catalogue::Motif::{
    self, Attribut, Caracteres, CheminEtMethode, CheminHorsDeMain, ConduiteDeTest, CrateRenommee,
    Disque, Dossier, DureesDeVie, Etoile, Externe, Impl, Lettres, Macro, MacroDefinie, Module,
    ModuleAilleurs, Mot, Nom, Texte, TraitSurAutrui,
};
use super::catalogue::{FICHIER_INCLUS, REGLE_ILLISIBLE, Regle};
use super::motifs::{chemins_des_regles, motifs};
use super::portee::Portee;
use super::releve::{Chemin, Emploi, Note, Releve, Segment};

/// Une règle qu'un fichier enfreint, et où.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Infraction {
    /// Ligne, à partir de 1.
    pub ligne: usize,
    /// Nom de la règle.
    pub regle: String,
    /// Pourquoi, en français.
    pub raison: String,
    /// Ce qu'elle entraîne.
    pub consequence: Consequence,
}

/// Infractions gardées, au plus, d'une même règle dans un même fichier.
const PAR_REGLE: usize = 5;

/// Fichiers spéciaux qu'une réponse peut nommer : ils ne disent rien de la machine.
const FICHIERS_PERMIS: &[&str] = &["/dev/null", "/dev/full"];

/// Examine une réponse, et rend ce qui enfreint [`REGLES`], par ligne. Une infraction par règle et par
/// ligne, cinq au plus par règle.
///
/// Un texte dont les jetons ne se lisent pas (accolade ou guillemet sans fin) n'enfreint rien : le
/// compilateur le refusera, et c'est lui qui dira pourquoi. S'il ne le refuse pas, [`est_lisible`] sert à
/// savoir qu'il n'a pas été examiné.
pub fn examiner(source: &str) -> Vec<Infraction> {
    let mut constat = Constat::default();
    examiner_les_caracteres(source, &mut constat);
    for jetons in lectures(source) {
        examiner_les_jetons(jetons, &mut constat);
    }
    oublier_les_positions();
    constat.infractions()
}

/// Vrai si [`examiner`] a pu lire ce texte. Un texte que le compilateur accepte et que ceci ne lit pas n'a
/// pas été examiné : il enfreint [`REGLE_ILLISIBLE`].
pub fn est_lisible(source: &str) -> bool {
    let lisible = lectures(source).next().is_some();
    oublier_les_positions();
    lisible
}

/// Les modules dont le contenu est dans un autre fichier (`mod nom;`), si rien d'autre ne fait refuser ce texte.
pub fn modules_d_ailleurs(source: &str) -> Vec<String> {
    let releves = lectures(source).filter_map(|jetons| Releve::de(jetons).ok());
    let modules: Vec<Note> = releves.flat_map(|releve| releve.modules_ailleurs).collect();
    oublier_les_positions();
    let en_est_un = |ligne: usize| modules.iter().any(|module| module.ligne == ligne);
    let infractions = examiner(source);
    let mut refus = infractions
        .iter()
        .filter(|infraction| infraction.consequence == Refusee);
    if refus.any(|refus| refus.regle != FICHIER_INCLUS || !en_est_un(refus.ligne)) {
        return Vec::new();
    }
    let noms = modules.iter().map(|module| module.texte.as_str());
    noms.map(|nom| nom.strip_prefix("r#").unwrap_or(nom).to_owned())
        .collect()
}

/// Les façons de lire ce texte : tel quel et, si sa première ligne peut être un `#!/bin/…` que le
/// compilateur sauterait, sans elle.
fn lectures(source: &str) -> impl Iterator<Item = TokenStream> {
    let sans_marque = source.strip_prefix('\u{feff}').unwrap_or(source);
    let sans_shebang = sans_marque.starts_with("#!").then(|| {
        let fin = sans_marque.find('\n').unwrap_or(sans_marque.len());
        &sans_marque[fin..]
    });
    std::iter::once(sans_marque)
        .chain(sans_shebang)
        .filter_map(|texte| texte.parse().ok())
}

/// `proc_macro2` garde, par thread, tous les textes qu'il a lus : un lot de copies remplirait la mémoire.
fn oublier_les_positions() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

fn examiner_les_caracteres(source: &str, constat: &mut Constat) {
    for (regle, motif) in motifs() {
        let Caracteres(interdits) = motif else {
            continue;
        };
        // La marque d'ordre des octets, en tête, n'est pas cachée par l'auteur.
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        for (i, ligne) in source.lines().enumerate() {
            if ligne.contains(|c| est_dans(interdits, c)) {
                constat.ajouter(regle, i + 1);
            }
        }
    }
}

fn est_dans(intervalles: &[RangeInclusive<char>], caractere: char) -> bool {
    intervalles
        .iter()
        .any(|intervalle| intervalle.contains(&caractere))
}

fn examiner_les_jetons(jetons: TokenStream, constat: &mut Constat) {
    let releve = match Releve::de(jetons) {
        Ok(releve) => releve,
        Err(trop_profond) => return constat.ajouter(&REGLE_ILLISIBLE, trop_profond.ligne),
    };
    let Some(portee) = Portee::de(&releve) else {
        return constat.ajouter(&REGLE_ILLISIBLE, 1);
    };
    examiner_les_chemins(&releve, &portee, constat);
    examiner_les_macros(&releve, &portee, constat);
    if portee.est_epuisee() {
        return constat.ajouter(&REGLE_ILLISIBLE, 1);
    }
    examiner_les_noms_assembles(&releve, constat);
    for (regle, motif) in motifs() {
        for ligne in lignes_simples(&releve, motif) {
            constat.ajouter(regle, ligne);
        }
    }
}

/// Les lignes que vise un motif qui ne demande pas de suivre les `use`.
fn lignes_simples(releve: &Releve, motif: &Motif) -> Vec<usize> {
    fn ou(notes: &[Note], convient: impl Fn(&str) -> bool) -> Vec<usize> {
        notes
            .iter()
            .filter(|note| convient(&note.texte))
            .map(|note| note.ligne)
            .collect()
    }
    match *motif {
        Mot(mot) => ou(&releve.mots, |texte| texte == mot),
        Lettres(trompeuses) => ou(&releve.mots, |texte| {
            texte.contains(|c| est_dans(trompeuses, c))
        }),
        Attribut(nom) => ou(&releve.attributs, |texte| texte == nom),
        Texte(morceau) => ou(&releve.textes, |texte| texte.contains(morceau)),
        Disque => ou(&releve.textes, nomme_un_disque),
        Dossier(dossier) => ou(&releve.textes, |texte| nomme_sous(texte, dossier)),
        MacroDefinie(nom) => ou(&releve.macros_definies, |texte| texte == nom),
        ModuleAilleurs => ou(&releve.modules_ailleurs, |_| true),
        CrateRenommee => releve.crates_renommees.clone(),
        Externe => releve.externes.clone(),
        ConduiteDeTest => releve.conduites_de_test.clone(),
        DureesDeVie => releve.durees_detournees.clone(),
        TraitSurAutrui => releve.traits_sur_autrui().collect(),
        Impl(nom, donnes) => releve.impls_de(nom, donnes),
        Nom(nom) => {
            let modules = releve.modules.iter().map(|(note, _)| note);
            modules
                .chain(&releve.renommages)
                .filter(|note| note.texte == nom)
                .map(|note| note.ligne)
                .collect()
        }
        Module(nom) => releve
            .modules
            .iter()
            .filter(|(note, racine)| *racine && note.texte == nom)
            .map(|(note, _)| note.ligne)
            .collect(),
        Motif::Chemin(_)
        | Etoile(_)
        | CheminEtMethode(..)
        | CheminHorsDeMain(_)
        | Macro(_)
        | Caracteres(_) => Vec::new(),
    }
}

/// Ce texte nomme un disque de Windows : `C:\\`, `D:/`.
fn nomme_un_disque(texte: &str) -> bool {
    [":\\", ":/"]
        .iter()
        .flat_map(|suite| texte.match_indices(suite))
        .any(|(place, _)| {
            let mut avant = texte[..place].chars().rev();
            avant.next().is_some_and(|c| c.is_ascii_alphabetic())
                && avant.next().is_none_or(|c| !c.is_alphanumeric())
        })
}

/// Ce texte nomme le dossier, ou un fichier qui est dessous.
fn nomme_sous(texte: &str, dossier: &str) -> bool {
    texte.match_indices(dossier).any(|(place, _)| {
        let avant = texte[..place].chars().next_back();
        let apres = texte[place + dossier.len()..].chars().next();
        let permis = FICHIERS_PERMIS.iter().any(|fichier| {
            texte[place..]
                .strip_prefix(fichier)
                .is_some_and(|reste| !reste.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
        });
        avant.is_none_or(|c| !c.is_alphanumeric())
            && apres.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-')
            && !permis
    })
}

fn examiner_les_chemins(releve: &Releve, portee: &Portee, constat: &mut Constat) {
    let regles: Vec<_> = chemins_des_regles().collect();
    for chemin in &releve.chemins {
        for candidat in portee.candidats(&chemin.segments) {
            for (regle, motif, interdit) in &regles {
                if enfreint(motif, interdit, &candidat, chemin, releve) {
                    constat.ajouter(regle, chemin.ligne);
                }
            }
        }
    }
    // Un mot seul ne désigne quelque chose de connu qu'à travers une étoile.
    for mot in &releve.mots {
        for candidat in portee.par_les_etoiles(&mot.texte) {
            for (regle, motif, interdit) in &regles {
                if matches!(motif, Motif::Chemin(_)) && commence_par(&candidat, interdit, releve) {
                    constat.ajouter(regle, mot.ligne);
                }
            }
        }
    }
}

/// Ce chemin, tel qu'il s'entend, est de ceux que le motif vise.
fn enfreint(
    motif: &Motif,
    interdit: &[&str],
    entendu: &[Segment],
    ecrit: &Chemin,
    releve: &Releve,
) -> bool {
    match motif {
        Motif::Chemin(_) => commence_par(entendu, interdit, releve),
        CheminEtMethode(_, methode) => {
            releve.methodes.contains(*methode) && commence_par(entendu, interdit, releve)
        }
        CheminHorsDeMain(_) => {
            let importe = matches!(ecrit.emploi, Emploi::Importe(_));
            !ecrit.dans_main && !importe && commence_par(entendu, interdit, releve)
        }
        Etoile(_) => {
            ecrit.emploi == Emploi::Etoile
                && entendu.len() == interdit.len()
                && commence_par(entendu, interdit, releve)
        }
        _ => false,
    }
}

/// Le chemin commence par ces noms. Un segment qu'une macro choisit peut être tout nom qu'on lui donne.
fn commence_par(chemin: &[Segment], noms: &[&str], releve: &Releve) -> bool {
    chemin.len() >= noms.len()
        && noms.iter().zip(chemin).all(|(nom, segment)| match segment {
            Segment::Nom(ecrit) => ecrit == nom,
            Segment::Inconnu => releve.mots_de_macro.contains(*nom),
        })
}

/// Macros appelées, et importées.
fn examiner_les_macros(releve: &Releve, portee: &Portee, constat: &mut Constat) {
    let interdites: Vec<_> = motifs()
        .filter_map(|(regle, motif)| match motif {
            Macro(nom) => Some((regle, *nom)),
            _ => None,
        })
        .collect();
    for chemin in &releve.chemins {
        let noms = portee.noms_possibles(chemin);
        for (regle, interdite) in &interdites {
            let appelee = chemin.emploi == Emploi::Macro && noms.contains(*interdite);
            // `env` seul est aussi un module, qu'il est permis d'importer.
            let importee = chemin.emploi != Emploi::Macro
                && *interdite != "env"
                && portee.mene_a_std(&chemin.segments, interdite);
            let assemblee = chemin.emploi == Emploi::Macro
                && chemin.segments.last() == Some(&Segment::Inconnu)
                && releve.mots_de_macro.contains(*interdite);
            if appelee || importee || assemblee {
                constat.ajouter(regle, chemin.ligne);
            }
        }
    }
}

/// Un nom interdit qu'une macro du fichier recevrait en morceaux : `sortir!(std process exit)`.
fn examiner_les_noms_assembles(releve: &Releve, constat: &mut Constat) {
    let Some(definition) = releve.macros_definies.first() else {
        return;
    };
    for (regle, motif, interdit) in chemins_des_regles() {
        let (dernier, parents) = match interdit.as_slice() {
            [parents @ .., dernier] if !parents.is_empty() => (dernier, parents),
            _ => continue,
        };
        if regle.consequence == Refusee
            && matches!(motif, Motif::Chemin(_))
            && releve.mots_de_macro.contains(*dernier)
            && parents
                .iter()
                .all(|nom| releve.noms_de_macro.contains(*nom))
        {
            constat.ajouter(regle, definition.ligne);
        }
    }
}

/// Les infractions trouvées, sans doublon.
#[derive(Default)]
struct Constat(BTreeMap<&'static str, (&'static Regle, BTreeSet<usize>)>);

impl Constat {
    fn ajouter(&mut self, regle: &'static Regle, ligne: usize) {
        let (_, lignes) = self
            .0
            .entry(regle.nom)
            .or_insert_with(|| (regle, BTreeSet::new()));
        lignes.insert(ligne);
    }

    fn infractions(self) -> Vec<Infraction> {
        let mut infractions: Vec<_> = self
            .0
            .into_values()
            .flat_map(|(regle, lignes)| {
                lignes.into_iter().take(PAR_REGLE).map(|ligne| Infraction {
                    ligne,
                    regle: regle.nom.to_owned(),
                    raison: regle.raison.to_owned(),
                    consequence: regle.consequence,
                })
            })
            .collect();
        infractions.sort();
        infractions
    }
}
