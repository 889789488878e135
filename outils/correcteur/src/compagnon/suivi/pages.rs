//! Ce que l'écran du suivi dit de son état.

use std::time::Instant;

use console::style;

use super::etat::{Etat, Page, Travail};
use crate::compagnon::tableau;
use crate::compagnon::vue::indices;
use crate::socle::francais;
use crate::socle::mise_en_page::replier;

/// Tout le texte, en lignes de `largeur` colonnes. `durees` : le temps que prend un verdict se dit.
pub(super) fn texte(etat: &Etat, largeur: usize, durees: bool, maintenant: Instant) -> String {
    if let (Page::Texte(texte), None) = (&etat.page, &etat.remarque) {
        return texte.clone();
    }
    let mut texte = match &etat.verdict {
        Some((resultat, source, _)) => etat.vue(resultat, source, largeur).entete(),
        None => {
            let exercice = etat.exercice();
            let titre = format!("{} · {}", exercice.nom, exercice.titre);
            style(titre).bold().to_string()
        }
    };
    let avancement = avancement(etat, durees, maintenant);
    texte += &format!("\n{}\n", style(avancement).dim());
    for annonce in &etat.annonces {
        texte += &format!("{annonce}\n");
    }
    if let Some(remarque) = &etat.remarque {
        texte += &format!("{}\n", style(replier(remarque, largeur, "", "")).yellow());
    }
    texte.push('\n');
    texte + &corps(etat, largeur)
}

fn avancement(etat: &Etat, durees: bool, maintenant: Instant) -> String {
    match (&etat.travail, &etat.verdict) {
        (Some(Travail { texte: None, .. }), _) => "le tableau se prépare…".to_owned(),
        (Some(travail), _) => match (maintenant - travail.depart).as_secs() {
            0 => "essai en cours…".to_owned(),
            secondes => format!("essai en cours… {secondes} s (ce qui suit est le précédent)"),
        },
        (None, Some((_, _, duree))) if durees => {
            format!("verdict en {}", francais::duree(*duree))
        }
        _ => String::new(),
    }
}

fn corps(etat: &Etat, largeur: usize) -> String {
    let (resultat, source) = match (&etat.page, &etat.verdict) {
        (Page::Texte(texte), _) => return texte.clone(),
        (Page::Fin, _) => return tableau::tout_est_acquis(&etat.cours),
        (_, None) => return String::new(),
        (_, Some((resultat, source, _))) => (resultat, source),
    };
    let vue = etat.vue(resultat, source, largeur);
    if etat.page == Page::Tout {
        return vue.tout();
    }
    let mut texte = vue.difficulte();
    if resultat.reussi() {
        let comparer = if etat.cours.a_les_solutions() {
            "s : comparer avec la solution · "
        } else {
            ""
        };
        texte += &format!("\n{comparer}entrée : passer à l'exercice suivant\n");
    }
    let etape = etat.etape().unwrap_or_default();
    if let Some(&vus) = etat.indices.get(&(etat.courant, etape)) {
        texte += &format!("\n{}", indices(etat.lecon(), etape, 0..vus, largeur));
    }
    texte
}
