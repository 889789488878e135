//! Le tableau du terminal : 80 colonnes, lisible sans couleurs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use console::{Alignment, Style, measure_text_width, pad_str, style};

use super::classe::{
    self, Case, DRAPEAU, bilan, corrections_de, diagnostic, empechement_en_entier,
    empechement_en_mots, emplacements, etapes_qui_arretent, fautes, moyenne_et_mediane,
    note_sur_20, resultat, retard_en_mots, sans_les_pas_lues,
};
use super::identiques::{self, identiques};
use crate::modele::rapport::{Copie, FicheExercice, Rapport};
use crate::socle::francais::{compte, nombre};
use crate::socle::terminal::largeur_au_moins;
use crate::socle::texte::{montrer, sur_une_ligne};

/// Largeur du texte produit, en colonnes.
const LARGEUR: usize = 80;
/// Colonnes laissées au nom d'une copie, au moins, et à sa note.
const NOM: usize = 20;
const NOTE: usize = 6;

/// Le tableau de la classe, ce qui l'arrête, et ce qu'il faut regarder ; d'une copie seule, aussi ses
/// diagnostics.
pub(crate) fn table(rapport: &Rapport) -> String {
    let mut texte = String::new();
    let largeur = largeur_au_moins(LARGEUR);
    let noms = rapport.copies.iter().map(|copie| sur_une_ligne(&copie.nom));
    let nom = colonnes_du_nom(noms, &rapport.exercices, largeur);
    for bloc in blocs(&rapport.exercices, nom, largeur) {
        tableau(&mut texte, rapport, bloc, nom);
    }
    let legende: Vec<_> = Case::TOUTES
        .iter()
        .map(|case| format!("{} {}", case.signe(), case.mots()))
        .collect();
    let _ = writeln!(texte, "{}", legende.join("   "));
    if let [copie] = rapport.copies.as_slice() {
        diagnostics(&mut texte, copie);
    } else {
        resume(&mut texte, rapport);
        pas_testees(&mut texte, rapport);
    }
    signalements(&mut texte, rapport);
    pas_a_sa_place(&mut texte, rapport);
    decisions(&mut texte, rapport);
    pareilles(&mut texte, rapport);
    protections(&mut texte, rapport);
    texte
}

/// Colonnes pour le nom : de quoi lire le plus long, dont la fin est souvent un numéro, si la largeur les laisse.
fn colonnes_du_nom(
    noms: impl Iterator<Item = String>,
    exercices: &[FicheExercice],
    largeur: usize,
) -> usize {
    let plus_long = noms.map(|nom| measure_text_width(&nom)).max().unwrap_or(0);
    let autres: usize = exercices.iter().map(|exercice| colonne(exercice) + 1).sum();
    let reste = largeur.saturating_sub(NOTE + autres);
    (plus_long + 2).clamp(NOM, reste.max(NOM))
}

/// Les exercices, par groupes qui tiennent dans la largeur.
fn blocs(exercices: &[FicheExercice], nom: usize, largeur: usize) -> Vec<&[FicheExercice]> {
    let (mut blocs, mut debut, mut prise) = (Vec::new(), 0, nom + NOTE);
    for (rang, exercice) in exercices.iter().enumerate() {
        let colonne = colonne(exercice) + 1;
        if rang > debut && prise + colonne > largeur {
            blocs.push(&exercices[debut..rang]);
            (debut, prise) = (rang, nom + NOTE);
        }
        prise += colonne;
    }
    blocs.push(&exercices[debut..]);
    blocs
}

/// Largeur de la colonne d'un exercice : son numéro, ou un signe par étape.
fn colonne(exercice: &FicheExercice) -> usize {
    exercice
        .etapes
        .len()
        .max(numero(exercice).chars().count())
        .max(3)
}

fn numero(exercice: &FicheExercice) -> &str {
    exercice.nom.trim_start_matches("exo")
}

fn tableau(texte: &mut String, rapport: &Rapport, exercices: &[FicheExercice], nom: usize) {
    let mut titre = format!("{:<nom$}{:>NOTE$}", "copie", "/ 20");
    for exercice in exercices {
        let _ = write!(titre, " {:<1$}", numero(exercice), colonne(exercice));
    }
    let _ = writeln!(texte, "{}", style(titre.trim_end()).bold());
    for copie in &rapport.copies {
        ligne(texte, copie, exercices, nom);
    }
    texte.push('\n');
}

fn ligne(texte: &mut String, copie: &Copie, exercices: &[FicheExercice], colonnes: usize) {
    let nom = sur_une_ligne(&copie.nom);
    let drapeau = if copie.signalements.is_empty() {
        ' '
    } else {
        DRAPEAU
    };
    let nom = pad_str(&nom, colonnes - 2, Alignment::Left, Some("…"));
    let _ = write!(texte, "{nom} {drapeau}{:>NOTE$}", note_sur_20(copie));
    for exercice in exercices {
        let resultat = resultat(copie, exercice);
        let signes: String = (0..exercice.etapes.len())
            .map(|rang| {
                let case = Case::de(resultat, rang);
                couleur(case).apply_to(case.signe()).to_string()
            })
            .collect();
        let _ = write!(
            texte,
            " {}",
            pad_str(&signes, colonne(exercice), Alignment::Left, None)
        );
    }
    while texte.ends_with(' ') {
        texte.pop();
    }
    texte.push('\n');
}

fn couleur(case: Case) -> Style {
    match case {
        Case::Acquise => Style::new().green(),
        Case::EnEchec => Style::new().red(),
        Case::Empechee | Case::PasLue => Style::new().magenta(),
        Case::AFaire | Case::NonRendue | Case::Absente => Style::new().dim(),
    }
}

/// La classe en quelques lignes.
fn resume(texte: &mut String, rapport: &Rapport) {
    if rapport.copies.is_empty() {
        let _ = writeln!(texte, "\nAucune copie.");
        return;
    }
    let mut phrase = compte(rapport.copies.len(), "copie");
    if let Some((moyenne, mediane)) = moyenne_et_mediane(rapport) {
        let _ = write!(
            phrase,
            ", moyenne {}, médiane {}",
            nombre(moyenne),
            nombre(mediane)
        );
    }
    texte.push('\n');
    replier(texte, &(phrase + &sans_les_pas_lues(rapport)), "", "  ");
    let arrets = etapes_qui_arretent(&bilan(rapport), 3);
    if !arrets.is_empty() {
        let _ = writeln!(texte, "\n{}", style("Les étapes qui arrêtent").bold());
    }
    for arret in arrets {
        let titre = format!(
            "{}, étape {} : {}",
            arret.exercice.nom,
            arret.rang + 1,
            sur_une_ligne(&arret.exercice.etapes[arret.rang])
        );
        liste(texte, arret.arretees, &titre);
    }
    let fautes = fautes(rapport, 3);
    if !fautes.is_empty() {
        let _ = writeln!(
            texte,
            "\n{}",
            style("Les erreurs les plus répandues").bold()
        );
    }
    for faute in fautes {
        let endroit = faute
            .etape
            .map_or(String::new(), |etape| format!(", étape {etape}"));
        let titre = format!(
            "{}{endroit} : {}",
            faute.exercice,
            sur_une_ligne(&faute.texte)
        );
        liste(texte, faute.copies.len(), &titre);
    }
}

/// Une ligne « effectif, phrase », repliée.
fn liste(texte: &mut String, effectif: usize, phrase: &str) {
    let tete = format!("{effectif:>4}  ");
    replier(texte, phrase, &tete, "      ");
}

fn replier(texte: &mut String, phrase: &str, tete: &str, suite: &str) {
    let options = textwrap::Options::new(LARGEUR)
        .initial_indent(tete)
        .subsequent_indent(suite);
    // Replier peut mettre en tête de ligne ce qui ne l'était pas.
    let _ = writeln!(texte, "{}", montrer(&textwrap::fill(phrase, options)));
}

/// Ce qui ne va pas dans une copie seule.
fn diagnostics(texte: &mut String, copie: &Copie) {
    for resultat in &copie.resultats {
        if let Some(empechement) = &resultat.empechement {
            let _ = writeln!(texte, "\n{}", style(&resultat.exercice).bold());
            indenter(texte, &empechement_en_entier(empechement));
            continue;
        }
        for etape in &resultat.etapes {
            let Some(echec) = classe::premier_echec(resultat, etape.numero) else {
                continue;
            };
            let titre = sur_une_ligne(&resultat.intitule(etape));
            let _ = writeln!(texte, "\n{}", style(titre).bold());
            let message = echec.verdict.message();
            let detail = message
                .and_then(diagnostic)
                .or_else(|| message.and_then(classe::corps));
            indenter(texte, &echec.verdict.resume());
            indenter(texte, &detail.unwrap_or_default());
        }
    }
}

fn indenter(texte: &mut String, contenu: &str) {
    for ligne in montrer(contenu).lines() {
        if ligne.trim().is_empty() {
            continue;
        }
        let retrait = ligne.len() - ligne.trim_start().len();
        let tete = " ".repeat(2 + retrait.min(20));
        replier(texte, ligne.trim_start(), &tete, &format!("{tete}  "));
    }
}

/// Pourquoi des réponses rendues n'ont pas été testées, par raison : leur 0 n'est pas celui d'un travail faux.
fn pas_testees(texte: &mut String, rapport: &Rapport) {
    let mut par_raison: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for copie in &rapport.copies {
        for resultat in &copie.resultats {
            if let (Case::Empechee, Some(empechement)) =
                (Case::de(Some(resultat), 0), &resultat.empechement)
            {
                let cle = (&*resultat.exercice, empechement_en_mots(empechement));
                par_raison.entry(cle).or_default().push(&copie.nom);
            }
        }
    }
    if par_raison.is_empty() {
        return;
    }
    let titre = format!("Rendues, et pas testées ({})", Case::Empechee.signe());
    let _ = writeln!(texte, "\n{}", style(titre).bold());
    for ((exercice, raison), noms) in par_raison {
        let ligne = format!("{exercice}, {raison} : {}", noms.join(", "));
        replier(texte, &sur_une_ligne(&ligne), "  ", "    ");
    }
}

/// Les signalements, par raison : la même revient souvent d'une copie à l'autre.
fn signalements(texte: &mut String, rapport: &Rapport) {
    let mut par_raison: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for copie in &rapport.copies {
        for signalement in &copie.signalements {
            let ligne = signalement
                .ligne
                .map_or(String::new(), |ligne| format!(":{ligne}"));
            par_raison
                .entry((&signalement.regle, &signalement.raison))
                .or_default()
                .push(format!("{} {}{ligne}", copie.nom, signalement.exercice));
        }
    }
    if par_raison.is_empty() {
        return;
    }
    let _ = writeln!(
        texte,
        "\n{}",
        style(format!("À regarder soi-même ({DRAPEAU})")).bold()
    );
    for ((regle, raison), endroits) in par_raison {
        let titre = format!("{regle} : {raison}");
        replier(texte, &sur_une_ligne(&titre), "  ", "    ");
        for endroit in endroits {
            replier(texte, &sur_une_ligne(&endroit), "      · ", "        ");
        }
    }
}

/// Où étaient les réponses trouvées ailleurs qu'à leur place, et ce qui n'est la copie de personne.
fn pas_a_sa_place(texte: &mut String, rapport: &Rapport) {
    /// De quoi vérifier d'un coup d'œil ; la liste entière est ailleurs.
    const LIGNES: usize = 12;
    let laisses = rapport
        .laisses
        .iter()
        .map(|nom| sur_une_ligne(nom))
        .collect();
    for (titre, lignes) in [
        ("Trouvées ailleurs qu'à leur place", emplacements(rapport)),
        ("Dans le lot, et pas noté", laisses),
    ] {
        if lignes.is_empty() {
            continue;
        }
        let _ = writeln!(texte, "\n{}", style(titre).bold());
        for ligne in lignes.iter().take(LIGNES) {
            replier(texte, ligne, "  ", "    ");
        }
        if lignes.len() > LIGNES {
            let _ = writeln!(
                texte,
                "  et {} de plus, dans rapport.json et le format html",
                lignes.len() - LIGNES
            );
        }
    }
}

/// Les corrections faites à la main, et les retards.
fn decisions(texte: &mut String, rapport: &Rapport) {
    let mut lignes = rapport.copies.iter().flat_map(|copie| {
        let phrases = corrections_de(copie).chain(retard_en_mots(copie));
        phrases.map(|phrase| format!("{} : {phrase}", copie.nom))
    });
    let premiere = lignes.next();
    if premiere.is_some() {
        let titre = "Corrections à la main et retards";
        let _ = writeln!(texte, "\n{}", style(titre).bold());
    }
    for ligne in premiere.into_iter().chain(lignes) {
        replier(texte, &sur_une_ligne(&ligne), "  ", "    ");
    }
}

/// Les réponses identiques sous des noms différents.
fn pareilles(texte: &mut String, rapport: &Rapport) {
    let groupes = identiques(rapport);
    if groupes.is_empty() {
        return;
    }
    let _ = writeln!(texte, "\n{}", style(identiques::TITRE).bold());
    replier(texte, identiques::EXPLICATION, "  ", "  ");
    for groupe in groupes {
        let ligne = format!("{} : {}", groupe.exercice, groupe.copies.join(", "));
        replier(texte, &sur_une_ligne(&ligne), "      · ", "        ");
    }
}

fn protections(texte: &mut String, rapport: &Rapport) {
    let absentes: Vec<_> = rapport
        .protections
        .iter()
        .filter(|protection| !protection.active)
        .collect();
    if absentes.is_empty() {
        return;
    }
    let _ = writeln!(texte, "\n{}", style("Protections absentes").bold());
    for protection in absentes {
        let phrase = format!("{} : {}", protection.nom, protection.detail);
        replier(texte, &sur_une_ligne(&phrase), "  ", "    ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cours::Niveau;
    use crate::socle::points::Points;

    #[test]
    fn un_nom_a_la_place_que_les_exercices_laissent() {
        let fiche = |nom: &str| FicheExercice {
            nom: nom.to_owned(),
            titre: String::new(),
            niveau: Niveau::Debutant,
            points: Points::ZERO,
            etapes: vec![String::new(); 5],
        };
        let deux = [fiche("exo29"), fiche("exo30")];
        let huit = [(); 8].map(|()| fiche("exo29"));
        let long = "DURAND-LEFEBVRE Élise_12345";
        let noms = |nom: &str| [nom.to_owned()].into_iter();
        assert_eq!(colonnes_du_nom(noms("alice"), &deux, 80), NOM);
        assert_eq!(colonnes_du_nom(noms(long), &deux, 80), 29);
        assert_eq!(colonnes_du_nom(noms(long), &huit, 80), 26);
        assert_eq!(colonnes_du_nom(noms(long), &huit, 100), 29);
        assert_eq!(colonnes_du_nom(noms(long), &huit, 60), NOM);
        assert_eq!(blocs(&huit, 26, 80).len(), 1);
        assert_eq!(blocs(&huit, NOM, 60).len(), 2);
    }
}
