//! Lire un fichier TOML de l'enseignant. Une faute y est dite à sa ligne, avec la clef et la valeur telles qu'il les a
//! écrites, ce qui y est permis, et ce qui y ressemble.

use std::fmt::Display;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, anyhow};
use similar::TextDiff;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::socle::points::Points;
use crate::socle::texte::sur_une_ligne;

/// Un fichier lu, et de quoi en parler.
pub(super) struct Fichier {
    /// Comme « le barème « bareme.toml » ».
    nom: String,
    texte: String,
}

/// Caractères montrés, au plus, d'une ligne fautive.
const MONTRES: usize = 60;

impl Fichier {
    pub(super) fn ouvrir(nature: &str, chemin: &Path) -> anyhow::Result<Self> {
        let nom = format!("{nature} « {} »", chemin.display());
        let octets = std::fs::read(chemin).with_context(|| nom.clone())?;
        let texte = String::from_utf8(octets).map_err(|_| {
            anyhow!("{nom} : ce n'est pas du texte UTF-8 : dans l'éditeur, enregistre-le en UTF-8")
        })?;
        Ok(Fichier { nom, texte })
    }

    /// Ses entrées ; s'il n'est pas du TOML, la ligne en cause et ce qu'il y faut.
    pub(super) fn lire(&self, ce_qu_il_faut: &str) -> anyhow::Result<DeTable<'_>> {
        DeTable::parse(&self.texte)
            .map(Spanned::into_inner)
            .map_err(|erreur| self.mal_ecrit(&erreur, ce_qu_il_faut))
    }

    fn mal_ecrit(&self, erreur: &toml::de::Error, ce_qu_il_faut: &str) -> anyhow::Error {
        let place = erreur.span().unwrap_or_default();
        let debut = place.start.min(self.texte.len());
        let rang = self.ligne(debut) - 1;
        let ligne = self.texte.lines().nth(rang).unwrap_or_default().trim();
        let virgule = ligne.split_once('=').is_some_and(|(_, valeur)| {
            let (entier, decimales) = valeur.trim().split_once(',').unwrap_or_default();
            let chiffres = |texte: &str| texte.starts_with(|c: char| c.is_ascii_digit());
            chiffres(entier) && chiffres(decimales.trim())
        });
        let quoi = if erreur.message().contains("duplicate key") {
            "cette clef y est deux fois".to_owned()
        } else if virgule {
            "les décimales s'écrivent avec un point, comme 2.5".to_owned()
        } else {
            format!("{ce_qu_il_faut} ; un texte s'écrit entre guillemets")
        };
        anyhow!("{} : « {} » : {quoi}", self.endroit(debut), court(ligne))
    }

    fn ligne(&self, octet: usize) -> usize {
        let avant = &self.texte.as_bytes()[..octet.min(self.texte.len())];
        avant.iter().filter(|c| **c == b'\n').count() + 1
    }

    /// Le fichier, et la ligne de cet octet.
    fn endroit(&self, octet: usize) -> String {
        format!("{}, ligne {}", self.nom, self.ligne(octet))
    }
}

/// Une partie du fichier : `[exo31]`, une `[[correction]]`, ou le fichier entier.
#[derive(Clone)]
pub(super) struct Partie<'f> {
    fichier: &'f Fichier,
    titre: String,
    debut: usize,
    entrees: &'f DeTable<'f>,
}

impl<'f> Partie<'f> {
    pub(super) fn entiere(fichier: &'f Fichier, entrees: &'f DeTable<'f>) -> Self {
        Partie {
            fichier,
            titre: "ce fichier".to_owned(),
            debut: 0,
            entrees,
        }
    }

    /// Ses entrées, dans l'ordre du fichier.
    pub(super) fn entrees(&self) -> Vec<Valeur<'f>> {
        let mut entrees: Vec<_> = self
            .entrees
            .iter()
            .map(|(cle, lue)| Valeur {
                fichier: self.fichier,
                cle: cle.get_ref().to_string(),
                debut: cle.span().start,
                lue,
            })
            .collect();
        entrees.sort_by_key(|entree| entree.debut);
        entrees
    }

    /// Refuse toute autre clef que celles-là.
    pub(super) fn n_admettre_que(&self, permises: &[&str]) -> anyhow::Result<()> {
        let entrees = self.entrees();
        let inconnue = entrees
            .iter()
            .find(|entree| !permises.contains(&entree.cle()));
        match inconnue {
            None => Ok(()),
            Some(inconnue) => Err(inconnue.faute(format!(
                "« {} » n'existe pas dans {} : il y a {}{}",
                inconnue.cle(),
                self.titre,
                permises.join(", "),
                ressemble_a(inconnue.cle(), permises)
            ))),
        }
    }

    pub(super) fn valeur(&self, cle: &str) -> Option<Valeur<'f>> {
        self.entrees()
            .into_iter()
            .find(|entree| entree.cle() == cle)
    }

    pub(super) fn exiger(&self, cle: &str) -> anyhow::Result<Valeur<'f>> {
        self.valeur(cle)
            .ok_or_else(|| self.faute(format!("il y manque « {cle} »")))
    }

    /// Ce qui ne va pas dans la partie entière.
    pub(super) fn faute(&self, quoi: impl Display) -> anyhow::Error {
        let endroit = self.fichier.endroit(self.debut);
        anyhow!("{endroit} : {} : {quoi}", self.titre)
    }
}

/// Une valeur, et où elle est.
#[derive(Clone)]
pub(super) struct Valeur<'f> {
    fichier: &'f Fichier,
    cle: String,
    /// Où commence sa clef.
    debut: usize,
    lue: &'f Spanned<DeValue<'f>>,
}

impl<'f> Valeur<'f> {
    pub(super) fn cle(&self) -> &str {
        &self.cle
    }

    pub(super) fn lue(&self) -> &'f DeValue<'f> {
        self.lue.get_ref()
    }

    /// Ce qui ne va pas dans cette valeur : « le barème « b.toml », ligne 2 : exo29 = -1 : … ».
    pub(super) fn faute(&self, quoi: impl Display) -> anyhow::Error {
        let endroit = self.fichier.endroit(self.debut);
        anyhow!("{endroit} : {} : {quoi}", self.ecrite())
    }

    /// La clef et la valeur, telles qu'elles sont écrites ; d'une partie, son titre.
    fn ecrite(&self) -> String {
        let des_parties = self.parties().is_some_and(|parties| !parties.is_empty());
        match self.lue() {
            DeValue::Table(_) => format!("[{}]", self.cle),
            _ if des_parties => format!("[[{}]]", self.cle),
            _ => format!("{} = {}", self.cle, court(self.brute(&self.lue.span()))),
        }
    }

    fn brute(&self, place: &Range<usize>) -> &'f str {
        self.fichier.texte.get(place.clone()).unwrap_or_default()
    }

    /// Cette valeur, si c'est une partie.
    pub(super) fn partie(&self) -> Option<Partie<'f>> {
        let entrees = self.lue().as_table()?;
        Some(Partie {
            fichier: self.fichier,
            titre: format!("[{}]", self.cle),
            debut: self.debut,
            entrees,
        })
    }

    /// Ses parties, si c'est une suite de `[[cle]]`.
    pub(super) fn parties(&self) -> Option<Vec<Partie<'f>>> {
        let elements = self.lue().as_array()?.iter();
        elements
            .map(|element| {
                Some(Partie {
                    fichier: self.fichier,
                    titre: format!("[[{}]]", self.cle),
                    debut: element.span().start,
                    entrees: element.get_ref().as_table()?,
                })
            })
            .collect()
    }

    /// Ses éléments, si c'est une liste ; `nom` dit comment parler de chacun.
    pub(super) fn elements(&self, nom: impl Fn(usize) -> String) -> Option<Vec<Valeur<'f>>> {
        let elements = self.lue().as_array()?.iter().enumerate();
        let elements = elements.map(|(rang, lue)| Valeur {
            fichier: self.fichier,
            cle: nom(rang),
            debut: lue.span().start,
            lue,
        });
        Some(elements.collect())
    }

    /// Ce texte, entre guillemets dans le fichier.
    pub(super) fn texte(&self) -> anyhow::Result<&'f str> {
        let texte = self.lue().as_str();
        texte.ok_or_else(|| self.faute("il faut un texte entre guillemets"))
    }

    /// Cet entier.
    pub(super) fn entier(&self) -> Option<i64> {
        self.lue().as_integer()?.as_str().parse().ok()
    }

    /// Ces points, s'ils sont possibles.
    pub(super) fn points(&self) -> anyhow::Result<Points> {
        let brut = match self.lue() {
            DeValue::Integer(entier) => entier.as_str().parse::<f64>().ok(),
            DeValue::Float(decimal) => decimal.as_str().parse().ok(),
            _ => None,
        };
        let brut = brut.ok_or_else(|| {
            self.faute("il faut un nombre de points, sans guillemets, comme 5 ou 2.5")
        })?;
        if brut < 0.0 {
            return Err(self.faute("un nombre de points n'est pas négatif"));
        }
        if brut > f64::from(POINTS_MAX) {
            return Err(self.faute(format!("c'est plus de {POINTS_MAX} points")));
        }
        Points::exacts(brut)
            .ok_or_else(|| self.faute("des points s'écrivent avec deux décimales au plus"))
    }
}

/// Points qu'un barème peut donner à une étape ou à un exercice.
const POINTS_MAX: u32 = 10_000;

/// Une ligne, sans sa fin si elle est longue.
fn court(texte: &str) -> String {
    let texte = sur_une_ligne(texte);
    match texte.char_indices().nth(MONTRES) {
        Some((fin, _)) => format!("{}…", &texte[..fin]),
        None => texte,
    }
}

/// « ; veux-tu dire « points » ? », si un seul d'entre eux ressemble le plus à ce mot ; sinon rien.
pub(super) fn ressemble_a(mot: &str, permis: &[&str]) -> String {
    const ASSEZ: f32 = 0.6;
    // Un O pour un zéro, un l pour un un : `exo3O`.
    let nu = |mot: &str| {
        mot.to_lowercase()
            .replace('o', "0")
            .replace(['l', 'i'], "1")
    };
    let mot = nu(mot);
    let note = |permis: &str| TextDiff::from_chars(mot.as_str(), nu(permis).as_str()).ratio();
    let notes: Vec<_> = permis
        .iter()
        .map(|permis| (note(permis), *permis))
        .collect();
    let meilleure = notes.iter().map(|(note, _)| *note).fold(ASSEZ, f32::max);
    let mut meilleurs = notes.iter().filter(|(note, _)| *note >= meilleure);
    match (meilleurs.next(), meilleurs.next()) {
        (Some((_, permis)), None) => format!(" ; veux-tu dire « {permis} » ?"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_mot_ressemble_au_plus_proche_ou_a_aucun() {
        let permis = ["points", "etapes", "bonus"];
        for (mot, attendu) in [
            ("point", "points"),
            ("étapes", "etapes"),
            ("Bonsu", "bonus"),
        ] {
            assert!(ressemble_a(mot, &permis).contains(attendu), "{mot}");
        }
        let exercices = ["exo29", "exo30", "exo31"];
        for (mot, attendu) in [("exo3O", "exo30"), ("exo3l", "exo31"), ("exo 29", "exo29")] {
            assert!(ressemble_a(mot, &exercices).contains(attendu), "{mot}");
        }
        // Autant l'un que l'autre : mieux vaut se taire.
        assert_eq!(ressemble_a("exo38", &exercices), "");
        assert_eq!(ressemble_a("remise", &permis), "");
        assert_eq!(ressemble_a("x", &[]), "");
    }
}
