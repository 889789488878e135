//! Le tableau de l'apprenant : où il en est, et par où continuer. Rien n'est retenu d'une fois sur l'autre :
//! ce sont les tests qui répondent.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use console::{Alignment, Style, measure_text_width, style};
use rayon::prelude::*;

use crate::cours::decoupe::etape_de_la_ligne;
use crate::cours::demonstration;
use crate::cours::{Cours, Exercice, reponse};
use crate::modele::resultat::{Empechement, EtatEtape, Resultat, ResultatEtape, note_sur_20};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::noter_en_cours;
use crate::socle::francais::nombre;
use crate::socle::mise_en_page::{insecables, replier};

/// Largeur des colonnes du tableau.
struct Colonnes {
    titre: usize,
    marques: usize,
    points: usize,
}

impl Colonnes {
    /// Celles qui tiennent dans un terminal de cette largeur : 76 colonnes en tout, ou 59.
    fn pour(largeur: usize) -> Self {
        match largeur {
            0..76 => Colonnes {
                titre: 22,
                marques: 17,
                points: 11,
            },
            _ => Colonnes {
                titre: 28,
                marques: 24,
                points: 15,
            },
        }
    }

    /// De quoi aligner la note sur les points.
    fn apres_l_en_tete(&self) -> usize {
        let avant = "  exo29  ".len() + self.titre + self.marques + self.points;
        avant.saturating_sub(measure_text_width(EN_TETE))
    }
}

const EN_TETE: &str = "Programmation asynchrone avec Tokio";

/// Retrait de ce qui suit « piste », « erreur », « problème », et de la suite de ces lignes.
const MARGE: &str = "            ";

/// Teste tous les exercices tels que l'apprenant les a laissés. `avancer` est appelée à chacun.
///
/// # Errors
/// Le disque, `rustc` ou le système fait défaut.
pub(crate) fn tester(
    cours: &Cours,
    atelier: &Atelier,
    delai: Duration,
    avancer: &(dyn Fn() + Sync),
) -> anyhow::Result<Vec<Resultat>> {
    let tester = |exercice| {
        let resultat = noter_en_cours(atelier, exercice, &cours.arbre_de(exercice)?, delai);
        avancer();
        resultat
    };
    cours.exercices.par_iter().map(tester).collect()
}

/// Le tableau, dans un terminal de cette largeur, lisible sans couleurs.
pub fn afficher(cours: &Cours, resultats: &[Resultat], largeur: usize) -> String {
    let mut texte = String::new();
    let colonnes = Colonnes::pour(largeur);
    let note = format!("note : {} / 20", nombre(note_sur_20(resultats)));
    let place = colonnes.apres_l_en_tete();
    let _ = writeln!(texte, "{}{note:>place$}", style(EN_TETE).bold());

    let en_cours = cours
        .exercices
        .iter()
        .zip(resultats)
        .find_map(|(exercice, resultat)| {
            Some((exercice, resultat, resultat.premiere_etape_a_reprendre()?))
        });
    let mut niveau = None;
    for (exercice, resultat) in cours.exercices.iter().zip(resultats) {
        if niveau.replace(exercice.niveau) != Some(exercice.niveau) {
            let _ = writeln!(texte, "\n{}", style(exercice.niveau).dim());
        }
        ligne_d_exercice(&mut texte, exercice, resultat, &colonnes);
        if en_cours.is_some_and(|(courant, _, _)| courant.nom == exercice.nom) {
            for etape in &resultat.etapes {
                ligne_d_etape(&mut texte, etape, resultat.empechement.is_none());
            }
        }
    }
    let _ = writeln!(texte, "\n✓ acquise   ✗ en échec   · à faire\n");
    for avertissement in ceux_qui_ne_s_executent_pas(cours, resultats, largeur) {
        let _ = writeln!(texte, "{}\n", style(avertissement).yellow());
    }
    match en_cours {
        Some((exercice, resultat, etape)) => {
            let suite = suite(cours, exercice, resultat, etape);
            let lignes = suite
                .lines()
                .map(|ligne| replier(ligne, largeur, "", MARGE) + "\n");
            texte.extend(lignes);
        }
        None => texte += &tout_est_acquis(cours),
    }
    texte
}

/// Ce que les tests ne voient pas d'une réponse qu'ils ont jugée : elle ne s'exécute pas. `touche` suit la commande.
pub(crate) fn sans_demonstration(
    resultat: &Resultat,
    source: &str,
    touche: &str,
) -> Option<String> {
    if resultat.empechement.is_some() {
        // Une erreur de compilation passe avant : c'est peut-être la même.
        return None;
    }
    let defaut = demonstration::defaut(source)?;
    let ligne = defaut.ligne.map(|ligne| format!(" (ligne {ligne})"));
    let phrase = defaut.phrase(&resultat.exercice, touche) + &ligne.unwrap_or_default();
    Some(insecables(&phrase))
}

/// Les réponses qui ne s'exécutent pas, que les tests jugent quand même.
fn ceux_qui_ne_s_executent_pas(
    cours: &Cours,
    resultats: &[Resultat],
    largeur: usize,
) -> Vec<String> {
    let exercices = cours.exercices.iter().zip(resultats);
    let avertissements = exercices.filter_map(|(exercice, resultat)| {
        let source = reponse::lire(&exercice.enonce()).ok()?;
        let avertissement = sans_demonstration(resultat, &source, "")?;
        Some(replier(&avertissement, largeur, "", ""))
    });
    avertissements.collect()
}

/// Ce qui se dit quand il n'y a plus rien à faire.
pub(crate) fn tout_est_acquis(cours: &Cours) -> String {
    if cours.a_les_solutions() {
        "Tout est acquis. Les solutions sont dans solutions/, commentées.\n".to_owned()
    } else {
        "Tout est acquis.\n".to_owned()
    }
}

fn ligne_d_exercice(
    texte: &mut String,
    exercice: &Exercice,
    resultat: &Resultat,
    colonnes: &Colonnes,
) {
    let marques: Vec<String> = match &resultat.empechement {
        None => resultat
            .etapes
            .iter()
            .map(|etape| marque(etape.etat))
            .collect(),
        Some(Empechement::NeCompilePas { .. }) => vec![style("ne compile pas").red().to_string()],
        Some(Empechement::NonRendu { .. }) => vec![style("rien à tester").red().to_string()],
        Some(Empechement::Illisible { .. }) => vec![style("illisible").red().to_string()],
        Some(Empechement::Refuse { .. } | Empechement::Sabotage { .. }) => {
            vec![style("refusé").red().to_string()]
        }
        Some(Empechement::CompilationInterrompue { .. }) => {
            vec![style("compilation interrompue").red().to_string()]
        }
    };
    let caler =
        |texte: &str, place| console::pad_str(texte, place, Alignment::Left, None).into_owned();
    let points = format!("{} / {}", nombre(resultat.points), resultat.points_max);
    let _ = writeln!(
        texte,
        "  {}  {}{}{points:>place$}",
        exercice.nom,
        caler(&exercice.titre, colonnes.titre),
        caler(&marques.join(" "), colonnes.marques),
        place = colonnes.points,
    );
}

/// `testee` : ce que l'étape vaut est connu.
fn ligne_d_etape(texte: &mut String, etape: &ResultatEtape, testee: bool) {
    let marque = if testee {
        marque(etape.etat)
    } else {
        " ".to_owned()
    };
    let _ = writeln!(texte, "         {marque} {} {}", etape.numero, etape.titre);
}

pub(crate) fn marque(etat: EtatEtape) -> String {
    let (marque, couleur) = match etat {
        EtatEtape::Acquise => ("✓", Style::new().green()),
        EtatEtape::EnEchec => ("✗", Style::new().red()),
        EtatEtape::AFaire => ("·", Style::new().dim()),
    };
    couleur.apply_to(marque).to_string()
}

/// L'étape où le compilateur s'arrête, sinon la première qui n'est pas acquise.
pub(crate) fn etape_en_cours(exercice: &Exercice, resultat: &Resultat) -> Option<u32> {
    let arret = match &resultat.empechement {
        Some(Empechement::NeCompilePas { erreurs }) => {
            let source = reponse::lire(&exercice.enonce()).unwrap_or_default();
            let ligne = erreurs.first().and_then(|erreur| erreur.ligne);
            ligne.and_then(|ligne| etape_de_la_ligne(&source, ligne))
        }
        _ => None,
    };
    arret.or_else(|| Some(resultat.premiere_etape_a_reprendre()?.numero))
}

/// La prochaine étape à faire, et de quoi la faire.
fn suite(cours: &Cours, exercice: &Exercice, resultat: &Resultat, etape: &ResultatEtape) -> String {
    let mut texte = String::new();
    let en_cours = etape_en_cours(exercice, resultat);
    let etape = resultat
        .etapes
        .iter()
        .find(|etape| Some(etape.numero) == en_cours)
        .unwrap_or(etape);
    let ou = match resultat.empechement {
        Some(Empechement::NeCompilePas { .. }) => " ne compile pas",
        _ => "",
    };
    let titre = format!(
        "{}{ou}, étape {} : {}",
        exercice.nom, etape.numero, etape.titre
    );
    let _ = writeln!(texte, "À suivre : {}", style(titre).bold());
    match &resultat.empechement {
        None => {
            let piste = resultat
                .echecs(etape.numero)
                .find_map(|test| test.verdict.message()?.piste.as_deref());
            if let (EtatEtape::EnEchec, Some(piste)) = (etape.etat, piste) {
                let _ = writeln!(texte, "  piste     {piste}");
            }
        }
        Some(Empechement::NeCompilePas { erreurs }) => {
            if let Some(erreur) = erreurs.first() {
                let code = erreur.code.as_deref().unwrap_or("erreur");
                let _ = writeln!(texte, "  erreur    {code} : {}", erreur.message);
                if let (Some(fichier), Some(ligne)) = (&erreur.fichier, erreur.ligne) {
                    let _ = writeln!(texte, "  endroit   {fichier}:{ligne}");
                }
            }
        }
        Some(empechement) => {
            let _ = writeln!(texte, "  problème  {empechement}");
        }
    }
    let commande = match resultat.empechement {
        None => format!("cargo test -p {} etape{}", exercice.nom, etape.numero),
        // Ce que le compilateur dit y est expliqué.
        Some(_) => format!("cargo exo {}", exercice.numero()),
    };
    let relatif = |chemin: &Path| {
        chemin
            .strip_prefix(&cours.racine)
            .unwrap_or(chemin)
            .display()
            .to_string()
    };
    let _ = writeln!(texte, "  fichier   {}", relatif(&exercice.enonce()));
    let _ = writeln!(texte, "  commande  {commande}");
    let _ = writeln!(
        texte,
        "  leçon     {}",
        relatif(&exercice.dossier.join("README.md"))
    );
    texte
}
