//! Un tableau Markdown dans un terminal : ses colonnes alignées s'il y a la place, sinon une ligne après l'autre, chaque
//! case précédée du titre de sa colonne.

use console::{Alignment, measure_text_width, pad_str, style};

use super::replier;

/// Largeur sous laquelle une colonne où le texte se replie ne se lit plus.
const ETROITE: usize = 20;

/// Ce qui sépare deux colonnes.
const ECART: &str = "  ";

/// Les rangées d'un tableau, celle des titres en tête ; les cases ont déjà leurs couleurs.
#[derive(Default)]
pub(super) struct Tableau {
    rangees: Vec<Vec<String>>,
}

impl Tableau {
    /// Ouvre une rangée.
    pub(super) fn ouvrir_une_rangee(&mut self) {
        self.rangees.push(Vec::new());
    }

    /// Ajoute une case à la rangée ouverte.
    pub(super) fn ajouter(&mut self, case: &str) {
        if let Some(rangee) = self.rangees.last_mut() {
            rangee.push(case.trim().to_owned());
        }
    }

    /// Le tableau en lignes de `largeur` colonnes, qui commencent par `marge`.
    pub(super) fn rendre(&self, largeur: usize, marge: &str) -> String {
        let Some((titres, rangees)) = self.rangees.split_first() else {
            return String::new();
        };
        let place = largeur.saturating_sub(measure_text_width(marge));
        match self.largeurs(place) {
            Some(largeurs) => aligner(titres, rangees, &largeurs, marge),
            None => replier_les_rangees(titres, rangees, largeur, marge),
        }
    }

    /// La largeur de chaque colonne, si le tableau tient dans cette place en restant lisible : les plus larges se
    /// replient, toutes à la même largeur.
    fn largeurs(&self, place: usize) -> Option<Vec<usize>> {
        let nombre = self.rangees.first()?.len();
        let place = place.checked_sub(ECART.len() * nombre.saturating_sub(1))?;
        let entieres: Vec<usize> = (0..nombre)
            .map(|colonne| self.plus_large(colonne, measure_text_width))
            .collect();
        let mots: Vec<usize> = (0..nombre)
            .map(|colonne| self.plus_large(colonne, mot_le_plus_large))
            .collect();
        let bornees = |borne: usize| -> Vec<usize> {
            let colonnes = entieres.iter().zip(&mots);
            colonnes
                .map(|(entiere, mot)| (*entiere).min(borne.max(*mot)))
                .collect()
        };
        (ETROITE..=place.max(ETROITE))
            .rev()
            .map(bornees)
            .find(|largeurs| largeurs.iter().sum::<usize>() <= place)
    }

    fn plus_large(&self, colonne: usize, mesurer: impl Fn(&str) -> usize) -> usize {
        let cases = self.rangees.iter().filter_map(|rangee| rangee.get(colonne));
        cases.map(|case| mesurer(case)).max().unwrap_or_default()
    }
}

fn mot_le_plus_large(case: &str) -> usize {
    let mots = case.split(' ').map(measure_text_width);
    mots.max().unwrap_or_default()
}

/// Les colonnes côte à côte. Si une case se replie, une ligne vide sépare les rangées.
fn aligner(titres: &[String], rangees: &[Vec<String>], largeurs: &[usize], marge: &str) -> String {
    let en_lignes = |rangee: &Vec<String>| -> Vec<String> { rangee_en_lignes(rangee, largeurs) };
    let filet: Vec<String> = largeurs
        .iter()
        .map(|largeur| "─".repeat(*largeur))
        .collect();
    let rangees: Vec<Vec<String>> = rangees.iter().map(en_lignes).collect();
    let repliees = rangees.iter().any(|lignes| lignes.len() > 1);
    let mut lignes = rangee_en_lignes(titres, largeurs);
    lignes.push(style(filet.join(ECART)).dim().to_string());
    for (rang, rangee) in rangees.into_iter().enumerate() {
        if repliees && rang > 0 {
            lignes.push(String::new());
        }
        lignes.extend(rangee);
    }
    ecrire(lignes.iter().map(String::as_str), marge)
}

/// Les lignes d'une rangée, ses cases repliées chacune dans sa colonne.
fn rangee_en_lignes(rangee: &[String], largeurs: &[usize]) -> Vec<String> {
    let repliees: Vec<String> = rangee
        .iter()
        .zip(largeurs)
        .map(|(case, largeur)| replier(case, *largeur, "", ""))
        .collect();
    let cases: Vec<Vec<&str>> = repliees.iter().map(|case| case.lines().collect()).collect();
    let hauteur = cases.iter().map(Vec::len).max().unwrap_or_default();
    let ligne = |rang: usize| {
        let morceaux = cases.iter().zip(largeurs).map(|(lignes, largeur)| {
            let morceau = lignes.get(rang).copied().unwrap_or_default();
            pad_str(morceau, *largeur, Alignment::Left, None)
        });
        morceaux.collect::<Vec<_>>().join(ECART)
    };
    (0..hauteur).map(ligne).collect()
}

/// Chaque rangée à son tour : sa première case, puis les autres, sous elle, avec leur titre.
fn replier_les_rangees(
    titres: &[String],
    rangees: &[Vec<String>],
    largeur: usize,
    marge: &str,
) -> String {
    let (puce, suite) = (format!("{marge}- "), format!("{marge}  "));
    let mut lignes = Vec::new();
    for rangee in rangees {
        let Some((premiere, autres)) = rangee.split_first() else {
            continue;
        };
        lignes.push(replier(premiere, largeur, &puce, &suite));
        for (titre, case) in titres.iter().skip(1).zip(autres) {
            let texte = format!("{titre}\u{a0}: {case}");
            lignes.push(replier(&texte, largeur, &suite, &format!("{suite}  ")));
        }
    }
    ecrire(lignes.iter().flat_map(|ligne| ligne.lines()), "")
}

fn ecrire<'a>(lignes: impl Iterator<Item = &'a str>, marge: &str) -> String {
    lignes
        .map(|ligne| format!("{}\n", format!("{marge}{ligne}").trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::rendre;

    const COURT: &str = "Avant.\n\n| | `join!` | spawn |\n|---|---|---|\n| démarre | à l'attente | tout de suite |\n\
        | l'un panique | **tout** panique | l'erreur est là |\n\nAprès.";

    #[track_caller]
    fn verifier(markdown: &str, largeur: usize, attendu: &str) {
        let rendu = rendre(markdown, largeur, "  ");
        let texte = console::strip_ansi_codes(&rendu).replace('\u{a0}', " ");
        assert_eq!(texte, attendu, "\n{texte}");
        for ligne in texte.lines() {
            assert!(console::measure_text_width(ligne) <= largeur, "{ligne}");
        }
    }

    #[test]
    fn un_tableau_qui_tient_a_ses_colonnes_alignees() {
        verifier(
            COURT,
            80,
            "  Avant.\n\n\
             \x20               `join!`       spawn\n\
             \x20 ────────────  ────────────  ───────────────\n\
             \x20 démarre       à l'attente   tout de suite\n\
             \x20 l'un panique  tout panique  l'erreur est là\n\n\
             \x20 Après.",
        );
    }

    #[test]
    fn une_colonne_trop_large_se_replie_dans_sa_place() {
        let long = "| quoi | pourquoi |\n|---|---|\n| délai | se connecter, se taire, et occuper sa place \
                    pour toujours |\n| taille | tout garder |\n";
        verifier(
            long,
            40,
            "  quoi    pourquoi\n\
             \x20 ──────  ──────────────────────────────\n\
             \x20 délai   se connecter, se taire, et\n\
             \x20         occuper sa place pour toujours\n\n\
             \x20 taille  tout garder",
        );
    }

    #[test]
    fn sans_la_place_chaque_rangee_se_lit_a_la_suite() {
        verifier(
            COURT,
            36,
            "  Avant.\n\n\
             \x20 - démarre\n\
             \x20   `join!` : à l'attente\n\
             \x20   spawn : tout de suite\n\
             \x20 - l'un panique\n\
             \x20   `join!` : tout panique\n\
             \x20   spawn : l'erreur est là\n\n\
             \x20 Après.",
        );
    }
}
