//! Mettre une réponse en regard de la solution, étape par étape.

use std::fmt::Write as _;

use console::{Style, style};
use similar::{ChangeTag, TextDiff};

use crate::cours::decoupe::{Morceau, decouper};
use crate::cours::reponse;
use crate::cours::{Cours, Exercice};
use crate::socle::lignes::en_lf;
use crate::socle::mise_en_page::replier;
use crate::socle::terminal::chemin_a_afficher;

/// Assez de contexte pour montrer un texte entier.
const TOUT: usize = 1_000_000;

/// Les différences entre une réponse et la solution : pour chaque étape, ses fonctions, entières, avec les
/// commentaires ; puis ce qui change autour. Les lignes de la réponse sont en `-`, celles de la solution
/// en `+`. Une ligne plus longue que `largeur`, en colonnes, est coupée.
///
/// # Errors
/// La solution n'est pas du Rust complet. Une réponse qui ne l'est pas est comparée d'un seul bloc.
pub(crate) fn comparer(
    exercice: &Exercice,
    reponse: &str,
    solution: &str,
    largeur: usize,
) -> anyhow::Result<String> {
    let modeles = decouper(solution)?;
    let Ok(presents) = decouper(reponse) else {
        return Ok(difference(reponse, solution, TOUT, largeur));
    };
    let mut texte = String::new();
    for etape in &exercice.etapes {
        let titre = format!("Étape {} : {}", etape.numero, etape.titre);
        let _ = writeln!(texte, "{}\n", style(titre).bold());
        for modele in modeles
            .iter()
            .filter(|modele| modele.etape == Some(etape.numero))
        {
            let present = presents.iter().find(|present| present.nom == modele.nom);
            let present = present.map_or("", |present| &reponse[present.entier.clone()]);
            texte += &difference(present, &solution[modele.entier.clone()], TOUT, largeur);
            texte.push('\n');
        }
    }
    let des_etapes: Vec<&str> = modeles
        .iter()
        .filter(|modele| modele.etape.is_some())
        .map(|modele| modele.nom.as_str())
        .collect();
    let autour = difference(
        &sans(reponse, &presents, &des_etapes),
        &sans(solution, &modeles, &des_etapes),
        1,
        largeur,
    );
    if !autour.is_empty() {
        let _ = writeln!(texte, "{}\n\n{autour}", style("Autour des étapes").bold());
    }
    Ok(texte)
}

/// Le fichier sans ces éléments ni son en-tête.
fn sans(source: &str, morceaux: &[Morceau], noms: &[&str]) -> String {
    let mut texte = source.to_owned();
    for morceau in morceaux
        .iter()
        .rev()
        .filter(|morceau| noms.contains(&morceau.nom.as_str()))
    {
        texte.replace_range(morceau.entier.clone(), "");
    }
    let lignes = texte
        .lines()
        .skip_while(|ligne| ligne.is_empty() || ligne.starts_with("//"));
    let mut suite = String::new();
    for ligne in lignes.filter(|ligne| !ligne.is_empty()) {
        let _ = writeln!(suite, "{ligne}");
    }
    suite
}

/// Les lignes qui changent, avec `contexte` lignes autour ; rien si rien ne change et que le contexte est
/// borné.
fn difference(avant: &str, apres: &str, contexte: usize, largeur: usize) -> String {
    let (avant, apres) = (format!("{avant}\n"), format!("{apres}\n"));
    let (avant, apres) = (
        avant.trim_start_matches('\n'),
        apres.trim_start_matches('\n'),
    );
    let diff = TextDiff::from_lines(avant, apres);
    let mut texte = String::new();
    for (rang, groupe) in diff.grouped_ops(contexte).iter().enumerate() {
        if rang > 0 {
            let _ = writeln!(texte, "  {}", style("…").dim());
        }
        for changement in groupe
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
        {
            ecrire(&mut texte, changement.tag(), changement.value(), largeur);
        }
    }
    if texte.is_empty() && contexte == TOUT {
        for ligne in apres.lines() {
            ecrire(&mut texte, ChangeTag::Equal, ligne, largeur);
        }
    }
    texte
}

/// Écrit une ligne derrière son signe, répété si elle est coupée.
fn ecrire(texte: &mut String, signe: ChangeTag, ligne: &str, largeur: usize) {
    let (marque, couleur) = match signe {
        ChangeTag::Delete => ("- ", Style::new().red()),
        ChangeTag::Insert => ("+ ", Style::new().green()),
        ChangeTag::Equal => ("  ", Style::new()),
    };
    let ligne = ligne.trim_end().replace('\t', "    ");
    let code = ligne.trim_start();
    let retrait = &ligne[..ligne.len() - code.len()];
    // La suite d'un commentaire en est un aussi.
    let commentaire = match code {
        _ if code.starts_with("///") => "///    ",
        _ if code.starts_with("//") => "//     ",
        _ => "    ",
    };
    let premiere = format!("{marque}{retrait}");
    for coupee in replier(
        code,
        largeur,
        &premiere,
        &format!("{premiere}{commentaire}"),
    )
    .lines()
    {
        let _ = writeln!(texte, "{}", couleur.apply_to(coupee.trim_end()));
    }
}

/// La réponse de l'apprenant en regard de la solution de cet exercice, en lignes de `largeur` colonnes.
///
/// # Errors
/// L'une ou l'autre ne se lit pas.
pub(crate) fn en_regard(
    cours: &Cours,
    exercice: &Exercice,
    largeur: usize,
) -> anyhow::Result<String> {
    let lire = |chemin: &std::path::Path| {
        reponse::lire(chemin)
            .map(|texte| en_lf(&texte))
            .map_err(|illisible| anyhow::anyhow!("{} : {illisible}", chemin_a_afficher(chemin)))
    };
    let modele = cours.solution(exercice);
    cours.exiger_les_solutions()?;
    let (reponse, solution) = (lire(&exercice.enonce())?, lire(&modele)?);
    let texte = comparer(exercice, &reponse, &solution, largeur)?;
    let legende = format!(
        "{} en regard de {} : {} ta ligne, {} celle de la solution.",
        chemin_a_afficher(&exercice.enonce()),
        chemin_a_afficher(&modele),
        style("-").red(),
        style("+").green()
    );
    Ok(format!("{}\n\n{texte}", replier(&legende, largeur, "", "")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_qui_est_pareil_est_montre_sans_signe_et_ce_qui_change_avec() {
        assert_eq!(difference("a\nb", "a\nb", TOUT, 80), "  a\n  b\n");
        assert_eq!(difference("a\nb", "a\nb", 1, 80), "");
        assert_eq!(difference("a\nb", "a\nc", TOUT, 80), "  a\n- b\n+ c\n");
        assert_eq!(difference("", "a", TOUT, 80), "+ a\n");
    }
}
