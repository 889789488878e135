//! Ce que l'écran du suivi dit de son état.

use std::time::Instant;

use console::style;

use super::etat::{Etat, Page};
use crate::compagnon::tableau;
use crate::compagnon::vue::indices;
use crate::modele::resultat::Resultat;
use crate::socle::francais;
use crate::socle::mise_en_page::replier;

/// Tout le texte, en lignes de `largeur` colonnes.
pub(super) fn texte(etat: &Etat, largeur: usize, maintenant: Instant) -> String {
    if let (Page::Solution(texte) | Page::Tableau(texte), None, None) =
        (&etat.page, &etat.remarque, &etat.travail)
    {
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
    let avancement = avancement(etat, maintenant);
    texte += &format!("\n{}\n", style(avancement).dim());
    for annonce in &etat.annonces {
        texte += &format!("{}\n", replier(annonce, largeur, "", "  "));
    }
    if let Some(remarque) = &etat.remarque {
        texte += &format!("{}\n", style(replier(remarque, largeur, "", "")).yellow());
    }
    let touche = if etat.touches { " (touche d)" } else { "" };
    if let Some(avertissement) = etat.sans_demonstration(touche) {
        texte += &format!(
            "{}\n",
            style(replier(&avertissement, largeur, "", "")).yellow()
        );
    }
    texte.push('\n');
    texte + &corps(etat, largeur)
}

fn avancement(etat: &Etat, maintenant: Instant) -> String {
    let travail = etat
        .travail
        .as_ref()
        .filter(|travail| !travail.est_oublie());
    let Some(travail) = travail else {
        return match &etat.verdict {
            // À la suite l'un de l'autre, deux mêmes verdicts doivent être pareils.
            Some((_, _, duree)) if etat.touches => {
                format!("verdict en {}", francais::duree(*duree))
            }
            _ => String::new(),
        };
    };
    let secondes = (maintenant - travail.depart).as_secs();
    match &travail.attente {
        Some(attente) => format!("{attente}… {secondes} s"),
        None if travail.est_le_tableau() => "le tableau se prépare…".to_owned(),
        None if secondes == 0 => "essai en cours…".to_owned(),
        None if etat.verdict.is_none() => format!("essai en cours… {secondes} s"),
        None => format!("essai en cours… {secondes} s (ce qui suit est le précédent)"),
    }
}

fn corps(etat: &Etat, largeur: usize) -> String {
    let (resultat, source) = match (&etat.page, &etat.verdict) {
        (Page::Solution(texte) | Page::Tableau(texte), _) => return texte.clone(),
        (Page::Fin, _) => return tableau::tout_est_acquis(&etat.cours),
        (Page::Lecon, None) => return etat.vue(&rien(etat), "", largeur).lecon(Some(1)),
        (_, None) if etat.touches => return "l : la leçon, en attendant\n".to_owned(),
        (_, None) => return String::new(),
        (_, Some((resultat, source, _))) => (resultat, source),
    };
    let vue = etat.vue(resultat, source, largeur);
    match etat.page {
        Page::Tout => return vue.tout(),
        Page::Lecon => return vue.lecon(etat.etape()),
        _ => {}
    }
    let mut texte = vue.difficulte();
    if resultat.reussi() {
        texte += &format!("\n{}\n", suite(etat));
    }
    let etape = etat.etape().unwrap_or_default();
    let vus = etat.indices.get(&(etat.courant, etape)).copied();
    if let Some(vus) = vus {
        let total = etat.lecon().indices(etape).len();
        texte += &format!("\n{}", indices(etat.lecon(), etape, 0..vus, largeur));
        texte += &match vus < total {
            true => format!("Indice {vus} sur {total} ; i : le suivant\n"),
            false => format!("Indice {vus} sur {total}, le dernier\n"),
        };
    } else if !etat.touches && !resultat.reussi() {
        let numero = etat.exercice().numero();
        texte += &format!("\nBloqué ? cargo exo indice {numero} {etape}\n");
    }
    texte
}

/// Ce qu'on sait d'un exercice avant son premier verdict.
fn rien(etat: &Etat) -> Resultat {
    Resultat::de_tests(etat.exercice(), Vec::new(), Vec::new())
}

/// Que faire d'un exercice réussi.
fn suite(etat: &Etat) -> String {
    let numero = etat.exercice().numero();
    match (etat.cours.a_les_solutions(), etat.touches) {
        (true, true) => {
            "s : comparer avec la solution · entrée : passer à l'exercice suivant".into()
        }
        (false, true) => "entrée : passer à l'exercice suivant".into(),
        (true, false) => format!("Pour comparer avec la solution : cargo exo solution {numero}"),
        (false, false) => "Pour la suite : cargo exo".into(),
    }
}
