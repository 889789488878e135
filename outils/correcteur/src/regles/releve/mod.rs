//! Relever dans un fichier source ce sur quoi les règles portent : chemins, macros appelées, chaînes,
//! attributs, modules, définitions.
//!
//! La lecture suit l'arbre des jetons, et non l'arbre de syntaxe de `syn` : le corps d'une macro n'y est
//! qu'un paquet de jetons, et c'est là qu'une triche se cacherait. Rien n'est récursif au-delà de
//! [`PROFONDEUR_MAX`] : un fichier hostile ne fait pas déborder la pile.

mod durees;
mod jetons;
mod noter;

use std::collections::{HashMap, HashSet};

use jetons::{
    apres_un_point, double_point, est_mot, fin_des_chevrons, groupe, groupe_quelconque, ligne, mot,
    note, parle_de_test, ponctue, segment, texte_de, textes_mis_bout_a_bout,
};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Niveaux de parenthèses, crochets et accolades au-delà desquels un fichier n'est plus lu. Le plus profond
/// du corpus en a dix.
pub(super) const PROFONDEUR_MAX: usize = 64;

/// Segments d'un chemin au-delà desquels un fichier n'est plus lu. Le plus long du corpus en a cinq.
pub(super) const SEGMENTS_MAX: usize = 16;

/// À la place du nom d'un trait que choisit une macro.
const TRAIT_INCONNU: &str = "$";

/// Places gardées, au plus, d'un même chemin.
const REPETITIONS_MAX: usize = 20;

/// Jetons lus, au plus, d'une tête d'`impl`.
const IMPL_MAX: usize = 200;

/// Une partie d'un chemin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Segment {
    Nom(String),
    /// `$x`, dans une macro : n'importe quel nom.
    Inconnu,
}

/// Comment un chemin est écrit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Emploi {
    /// Dans une expression, un type, un motif.
    Cite,
    /// Appelé comme macro.
    Macro,
    /// Importé sous ce nom.
    Importe(String),
    /// Importé avec `*`.
    Etoile,
}

/// Un chemin et où il est.
#[derive(Debug)]
pub(super) struct Chemin {
    pub(super) segments: Vec<Segment>,
    pub(super) emploi: Emploi,
    pub(super) ligne: usize,
    /// Dans le corps de la fonction `main`.
    pub(super) dans_main: bool,
}

/// Un mot ou un texte, et sa ligne.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) texte: String,
    pub(super) ligne: usize,
}

/// Tout ce qu'un fichier contient d'utile aux règles.
#[derive(Debug, Default)]
pub(super) struct Releve {
    pub(super) chemins: Vec<Chemin>,
    /// Mots isolés, à leur première place chacun ; mots-clés compris, `r#` compris.
    pub(super) mots: Vec<Note>,
    /// Noms qui suivent un point : méthodes et champs.
    pub(super) methodes: HashSet<String>,
    /// Noms en tête d'un attribut, ou d'une partie de `cfg_attr(…)` ou `unsafe(…)`.
    pub(super) attributs: Vec<Note>,
    /// Valeurs des chaînes, hors commentaires de documentation.
    pub(super) textes: Vec<Note>,
    /// Modules définis dans le fichier, avec leur place à la racine.
    pub(super) modules: Vec<(Note, bool)>,
    /// `mod nom;`
    pub(super) modules_ailleurs: Vec<Note>,
    /// Macros définies.
    pub(super) macros_definies: Vec<Note>,
    /// Noms donnés par `as`.
    pub(super) renommages: Vec<Note>,
    /// `extern crate … as …`.
    pub(super) crates_renommees: Vec<usize>,
    /// `extern` autrement que devant `crate`.
    pub(super) externes: Vec<usize>,
    /// `cfg!(test)` et `cfg(not(test))`.
    pub(super) conduites_de_test: Vec<usize>,
    /// Durées de vie liées comme pour en allonger une.
    pub(super) durees_detournees: Vec<usize>,
    /// Traits définis.
    traits: HashSet<String>,
    /// Types définis.
    types: HashSet<String>,
    /// Noms donnés par `type` : le type qu'ils nomment est ailleurs.
    alias: HashSet<String>,
    /// `impl Trait for Type` : noms, et ligne.
    impls: Vec<(String, Option<String>, usize)>,
    /// Noms isolés dans les corps et les appels de macros.
    pub(super) mots_de_macro: HashSet<String>,
    /// Tous les noms dans les corps et les appels de macros.
    pub(super) noms_de_macro: HashSet<String>,
    /// Les mots déjà notés.
    mots_vus: HashSet<String>,
    /// Combien de fois chaque chemin a été vu.
    chemins_vus: HashMap<(Vec<Segment>, Emploi, bool), usize>,
}

/// Le fichier est imbriqué sur trop de niveaux, ou un chemin y est trop long, pour être lu.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TropProfond {
    pub(super) ligne: usize,
}

/// Où en est la lecture.
#[derive(Debug, Clone, Copy, Default)]
struct Lieu {
    profondeur: usize,
    dans_main: bool,
    dans_macro: bool,
}

impl Releve {
    /// Relève un fichier entier.
    pub(super) fn de(jetons: TokenStream) -> Result<Self, TropProfond> {
        let mut releve = Releve::default();
        let jetons: Vec<_> = jetons.into_iter().collect();
        releve.lire(&jetons, Lieu::default())?;
        Ok(releve)
    }

    /// Ce nom ne peut désigner qu'un type que le fichier définit.
    fn est_un_type_du_fichier(&self, nom: &str) -> bool {
        self.types.contains(nom)
            && !self.alias.contains(nom)
            && !self.renommages.iter().any(|note| note.texte == nom)
    }

    /// Lignes où ce trait est écrit à la main, ou importé sous un autre nom. Un type que le fichier définit
    /// peut le recevoir, s'il n'est pas de ceux qui sont donnés.
    pub(super) fn impls_de(&self, nom: &str, donnes: &[&str]) -> Vec<usize> {
        let a_lui = |pour: &str| !donnes.contains(&pour) && self.est_un_type_du_fichier(pour);
        // Un trait qu'une macro choisit est celui-là, si elle peut le recevoir.
        let par_macro = self.mots_de_macro.contains(nom);
        let impls = self
            .impls
            .iter()
            .filter(|(ecrit, _, _)| ecrit == nom || ecrit == TRAIT_INCONNU && par_macro)
            .filter(|(_, pour, _)| !pour.as_deref().is_some_and(a_lui));
        let impls = impls.map(|(_, _, ligne)| *ligne);
        let renommages = self
            .chemins
            .iter()
            .filter_map(|chemin| match &chemin.emploi {
                Emploi::Importe(autre) if autre != nom => {
                    let vise = chemin.segments.last() == Some(&Segment::Nom(nom.to_owned()));
                    vise.then_some(chemin.ligne)
                }
                _ => None,
            });
        impls.chain(renommages).collect()
    }

    /// Lignes où un trait du fichier est donné à un type qui n'en est pas.
    pub(super) fn traits_sur_autrui(&self) -> impl Iterator<Item = usize> {
        self.impls
            .iter()
            .filter(|(nom, pour, _)| {
                self.traits.contains(nom)
                    && !pour
                        .as_deref()
                        .is_some_and(|pour| self.est_un_type_du_fichier(pour))
            })
            .map(|(_, _, ligne)| *ligne)
    }

    fn lire(&mut self, jetons: &[TokenTree], lieu: Lieu) -> Result<(), TropProfond> {
        let mut i = 0;
        while i < jetons.len() {
            i = self.lire_un(jetons, i, lieu)?;
        }
        Ok(())
    }

    /// Lit ce qui commence à `i`, et rend où ça finit.
    fn lire_un(
        &mut self,
        jetons: &[TokenTree],
        i: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        self.noter_durees(jetons, i);
        match &jetons[i] {
            TokenTree::Group(groupe) => {
                self.entrer(groupe, lieu)?;
                Ok(i + 1)
            }
            TokenTree::Literal(litteral) => {
                if let Some(texte) = texte_de(litteral) {
                    self.textes.push(note(texte, &jetons[i]));
                }
                Ok(i + 1)
            }
            TokenTree::Punct(point) => match point.as_char() {
                '#' => self.lire_attribut(jetons, i, lieu),
                ':' if double_point(jetons, i) => self.lire_chemin(jetons, i, lieu),
                '$' if mot(jetons.get(i + 1)).is_some() => self.lire_chemin(jetons, i, lieu),
                _ => Ok(i + 1),
            },
            TokenTree::Ident(_) => self.lire_mot(jetons, i, lieu),
        }
    }

    fn lire_mot(
        &mut self,
        jetons: &[TokenTree],
        i: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        let texte = jetons[i].to_string();
        let suivant = jetons.get(i + 1);
        match texte.as_str() {
            "use" if !ponctue(suivant, '<') => return self.lire_use(jetons, i + 1, lieu),
            "extern" if est_mot(suivant, "crate") => {
                let fin = self.lire_use(jetons, i + 2, lieu)?;
                if jetons[i..fin]
                    .iter()
                    .any(|jeton| est_mot(Some(jeton), "as"))
                {
                    self.crates_renommees.push(ligne(&jetons[i]));
                }
                return Ok(fin);
            }
            "extern" => self.externes.push(ligne(&jetons[i])),
            "mod" => self.noter_module(jetons, i, lieu),
            "fn" if lieu.profondeur == 0 && est_mot(suivant, "main") => {
                return self.lire_main(jetons, i + 2, lieu);
            }
            "trait" => self.traits.extend(mot(suivant)),
            "struct" | "enum" | "union" => self.types.extend(mot(suivant)),
            "type" => self.alias.extend(mot(suivant)),
            "impl" => self.noter_impl(&jetons[i..]),
            _ => return self.lire_chemin(jetons, i, lieu),
        }
        self.noter_mot(texte, &jetons[i], lieu);
        Ok(i + 1)
    }

    fn entrer(&mut self, groupe: &Group, lieu: Lieu) -> Result<(), TropProfond> {
        let jetons: Vec<_> = groupe.stream().into_iter().collect();
        self.descendre(&jetons, groupe.span_open().start().line, lieu)
    }

    /// Lit des jetons un niveau plus bas.
    fn descendre(
        &mut self,
        jetons: &[TokenTree],
        ligne: usize,
        lieu: Lieu,
    ) -> Result<(), TropProfond> {
        if lieu.profondeur >= PROFONDEUR_MAX {
            return Err(TropProfond { ligne });
        }
        let profondeur = lieu.profondeur + 1;
        self.lire(jetons, Lieu { profondeur, ..lieu })
    }

    /// La fonction `main` du fichier : sa signature, puis son corps.
    fn lire_main(
        &mut self,
        jetons: &[TokenTree],
        mut i: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        let dans_main = true;
        while let Some(jeton) = jetons.get(i) {
            let corps = groupe(Some(jeton), Delimiter::Brace).is_some();
            i = self.lire_un(jetons, i, Lieu { dans_main, ..lieu })?;
            if corps {
                break;
            }
        }
        Ok(i)
    }

    /// Un chemin, `a::<T>::b`, ou un mot seul ; et l'appel de macro dont il serait le nom.
    fn lire_chemin(
        &mut self,
        jetons: &[TokenTree],
        depart: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        let mut segments = Vec::new();
        let mut i = depart;
        if double_point(jetons, i) {
            i += 2;
        }
        while let Some((segment, suite)) = segment(jetons, i) {
            if segments.len() == SEGMENTS_MAX {
                let ligne = ligne(&jetons[i]);
                return Err(TropProfond { ligne });
            }
            segments.push(segment);
            i = suite;
            if !double_point(jetons, i) {
                break;
            }
            i += 2;
            // Des arguments génériques, même vides, entre deux segments : `process::<>::exit`.
            if ponctue(jetons.get(i), '<') {
                let fin = fin_des_chevrons(jetons, i);
                self.descendre(&jetons[i + 1..fin], ligne(&jetons[i]), lieu)?;
                i = fin + 1;
                if !double_point(jetons, i) {
                    break;
                }
                i += 2;
            }
        }
        // Une liste après `::` n'a de sens que dans un `use`, que la macro écrira peut-être.
        let Some(dernier) = segments.last().cloned() else {
            return Ok(i.max(depart + 1));
        };
        if segments.len() > 1 || !apres_un_point(jetons, depart) {
            self.noter_segments(&segments, &jetons[depart], lieu);
        } else if let Segment::Nom(nom) = &dernier {
            self.methodes.insert(nom.clone());
        }
        if let Segment::Nom(nom) = &dernier
            && nom == "macro_rules"
            && ponctue(jetons.get(i), '!')
        {
            return self.lire_definition(jetons, i + 1, lieu);
        }
        let appel = ponctue(jetons.get(i), '!')
            .then(|| groupe_quelconque(jetons.get(i + 1)))
            .flatten();
        let emploi = if appel.is_some() {
            Emploi::Macro
        } else {
            Emploi::Cite
        };
        self.ajouter_chemin(segments, emploi, ligne(&jetons[depart]), lieu);
        let Some(appel) = appel else { return Ok(i) };
        self.lire_appel(&dernier, appel, lieu)?;
        Ok(i + 2)
    }

    /// Ce qu'une macro reçoit.
    fn lire_appel(&mut self, nom: &Segment, appel: &Group, lieu: Lieu) -> Result<(), TropProfond> {
        let est = |attendu: &str| matches!(nom, Segment::Nom(nom) if nom == attendu);
        if est("concat") {
            let texte = textes_mis_bout_a_bout(appel.stream());
            let ligne = appel.span_open().start().line;
            self.textes.push(Note { texte, ligne });
        }
        if est("cfg") && parle_de_test(appel) {
            self.conduites_de_test.push(appel.span_open().start().line);
        }
        let dans_macro = true;
        self.entrer(appel, Lieu { dans_macro, ..lieu })
    }

    /// `macro_rules! nom { … }`, à partir du nom.
    fn lire_definition(
        &mut self,
        jetons: &[TokenTree],
        i: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        if let Some(nom) = mot(jetons.get(i)) {
            self.macros_definies.push(note(nom, &jetons[i]));
        }
        let Some(corps) = groupe_quelconque(jetons.get(i + 1)) else {
            return Ok(i);
        };
        let dans_macro = true;
        self.entrer(corps, Lieu { dans_macro, ..lieu })?;
        Ok(i + 2)
    }

    /// Un `use`, ou un `extern crate`, jusqu'à son point-virgule.
    fn lire_use(
        &mut self,
        jetons: &[TokenTree],
        debut: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        let longueur = jetons[debut..]
            .iter()
            .position(|jeton| ponctue(Some(jeton), ';'))
            .unwrap_or(jetons.len() - debut);
        let fin = debut + longueur;
        self.lire_branche(&[], &jetons[debut..fin], lieu)?;
        if lieu.dans_macro {
            // Ce n'est peut-être pas un `use` : la macro fait de ses jetons ce qu'elle veut.
            self.lire(&jetons[debut..fin], lieu)?;
        }
        Ok(fin)
    }

    /// Une branche de l'arbre d'un `use`, sous ce préfixe.
    fn lire_branche(
        &mut self,
        prefixe: &[Segment],
        jetons: &[TokenTree],
        lieu: Lieu,
    ) -> Result<(), TropProfond> {
        let mut segments = prefixe.to_vec();
        let mut i = 0;
        while i < jetons.len() {
            if segments.len() > SEGMENTS_MAX {
                let ligne = ligne(&jetons[i]);
                return Err(TropProfond { ligne });
            }
            if double_point(jetons, i) {
                i += 2;
            } else if let Some(liste) = groupe(jetons.get(i), Delimiter::Brace) {
                return self.lire_liste(&segments, liste, lieu);
            } else if ponctue(jetons.get(i), '*') {
                let ligne = ligne(&jetons[i]);
                self.noter_segments(&segments, &jetons[i], lieu);
                self.ajouter_chemin(segments, Emploi::Etoile, ligne, lieu);
                return Ok(());
            } else if est_mot(jetons.get(i), "as") {
                let nom = mot(jetons.get(i + 1)).unwrap_or_default();
                if let Some(jeton) = jetons.get(i + 1) {
                    self.renommages.push(note(nom.clone(), jeton));
                }
                return self.finir_branche(segments, Some(nom), &jetons[i], lieu);
            } else if let Some((segment, suite)) = segment(jetons, i) {
                segments.push(segment);
                i = suite;
            } else {
                // `$(…)::*` : des segments qu'on ne voit pas.
                if matches!(jetons[i], TokenTree::Group(_)) {
                    segments.push(Segment::Inconnu);
                }
                i += 1;
            }
        }
        match jetons.first() {
            Some(premier) => self.finir_branche(segments, None, premier, lieu),
            None => Ok(()),
        }
    }

    fn lire_liste(
        &mut self,
        prefixe: &[Segment],
        liste: &Group,
        lieu: Lieu,
    ) -> Result<(), TropProfond> {
        if lieu.profondeur >= PROFONDEUR_MAX {
            let ligne = liste.span_open().start().line;
            return Err(TropProfond { ligne });
        }
        let profondeur = lieu.profondeur + 1;
        let jetons: Vec<_> = liste.stream().into_iter().collect();
        for branche in jetons.split(|jeton| ponctue(Some(jeton), ',')) {
            self.lire_branche(prefixe, branche, Lieu { profondeur, ..lieu })?;
        }
        Ok(())
    }

    /// Une feuille de l'arbre d'un `use` : ce chemin, importé sous ce nom.
    fn finir_branche(
        &mut self,
        mut segments: Vec<Segment>,
        nom: Option<String>,
        ici: &TokenTree,
        lieu: Lieu,
    ) -> Result<(), TropProfond> {
        // `use a::b::{self}` importe `b`.
        if segments.len() > 1 && segments.last() == Some(&Segment::Nom("self".into())) {
            segments.pop();
        }
        let dernier = match segments.last() {
            Some(Segment::Nom(nom)) => nom.clone(),
            _ => String::new(),
        };
        self.noter_segments(&segments, ici, lieu);
        let emploi = Emploi::Importe(nom.unwrap_or(dernier));
        self.ajouter_chemin(segments, emploi, ligne(ici), lieu);
        Ok(())
    }
}
