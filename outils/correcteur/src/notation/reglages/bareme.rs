//! Le fichier `--bareme` : ce que valent les exercices, et ce que coûte un retard.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use jiff::Timestamp;
use toml::de::DeValue;

use super::lecture::{Fichier, Partie, Valeur, ressemble_a};
use crate::cours::{Cours, Exercice};
use crate::modele::bareme::{Bareme, Valeur as ValeurDEtape};
use crate::modele::retard::{RegleDeRetard, Retrait};
use crate::socle::points::Points;

/// Un barème lu.
#[derive(Debug, Default)]
pub(super) struct BaremeLu {
    pub(super) etapes: Bareme,
    pub(super) retard: Option<(RegleDeRetard, OrigineDesDates)>,
}

/// D'où viennent les dates de remise.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum OrigineDesDates {
    /// D'un CSV.
    Table(PathBuf),
    /// De la dernière modification des réponses.
    Fichiers,
    NonDite,
}

/// Ce qu'il faut écrire.
const FORME: &str = "il y faut une ligne par exercice, comme « exo31 = 20 », ou une partie, comme « [exo31] » puis \
                     « etapes = [2, 2.5, 3, 5] »";

/// Le nom de la partie des retards.
const RETARD: &str = "retard";

/// Lit le barème.
///
/// # Errors
/// Il ne se lit pas, nomme ce qui n'existe pas, ou ne laisse aucun point à gagner.
pub(super) fn lire(
    cours: &Cours,
    demandes: &[&Exercice],
    chemin: &Path,
) -> anyhow::Result<BaremeLu> {
    let fichier = Fichier::ouvrir("le barème", chemin)?;
    let entrees = fichier.lire(FORME)?;
    let mut lu = BaremeLu::default();
    for valeur in Partie::entiere(&fichier, &entrees).entrees() {
        if valeur.cle() == RETARD {
            lu.retard = Some(retard(&valeur, chemin)?);
            continue;
        }
        let Ok(exercice) = cours.exercice(valeur.cle()) else {
            return Err(inconnu(cours, &valeur));
        };
        let valeurs = valeurs(exercice, &valeur)?;
        if lu.etapes.0.insert(exercice.nom.clone(), valeurs).is_some() {
            return Err(valeur.faute(format!("{} y est deux fois", exercice.nom)));
        }
    }
    verifier_le_total(&lu.etapes, demandes)
        .with_context(|| format!("le barème « {} »", chemin.display()))?;
    Ok(lu)
}

/// Ce n'est ni un exercice ni les retards.
fn inconnu(cours: &Cours, valeur: &Valeur<'_>) -> anyhow::Error {
    let noms = cours.exercices.iter().map(|exercice| exercice.nom.as_str());
    let noms: Vec<_> = noms.collect();
    let cle = valeur.cle();
    let permis: Vec<_> = noms.iter().copied().chain([RETARD]).collect();
    valeur.faute(format!(
        "pas d'exercice « {cle} » : il y a {}, et la partie [{RETARD}]{}",
        noms.join(", "),
        ressemble_a(cle, &permis)
    ))
}

/// Il y a des points à gagner : sinon, toutes les notes seraient nulles sans un mot.
fn verifier_le_total(bareme: &Bareme, demandes: &[&Exercice]) -> anyhow::Result<()> {
    let total = |exercice: &&Exercice| match bareme.0.get(&exercice.nom) {
        None => Points::entiers(exercice.points),
        Some(valeurs) => {
            let comptees = valeurs.iter().filter(|valeur| !valeur.bonus);
            comptees.map(|valeur| valeur.points).sum()
        }
    };
    let total: Points = demandes.iter().map(total).sum();
    ensure!(
        total > Points::ZERO,
        "les exercices notés n'ont aucun point hors bonus : toutes les notes seraient nulles"
    );
    Ok(())
}

/// Ce que valent les étapes de cet exercice.
fn valeurs(exercice: &Exercice, valeur: &Valeur<'_>) -> anyhow::Result<Vec<ValeurDEtape>> {
    let nombre = exercice.etapes.len();
    let egales = |total: Points| {
        let parts = total.parts(nombre).into_iter();
        parts
            .map(|points| ValeurDEtape {
                points,
                bonus: false,
            })
            .collect()
    };
    let Some(partie) = valeur.partie() else {
        return Ok(egales(valeur.points()?));
    };
    partie.n_admettre_que(&["points", "etapes", "bonus"])?;
    let (points, etapes) = (partie.valeur("points"), partie.valeur("etapes"));
    match (points, etapes, partie.valeur("bonus")) {
        (Some(_), None, Some(bonus)) => {
            Err(bonus.faute("une étape de bonus demande « etapes », les points de chacune"))
        }
        (Some(total), None, None) => Ok(egales(total.points()?)),
        (None, Some(etapes), bonus) => etape_par_etape(exercice, &etapes, bonus.as_ref()),
        _ => Err(partie.faute(
            "il faut « points », en tout, ou « etapes », les points de chacune, et pas les deux",
        )),
    }
}

fn etape_par_etape(
    exercice: &Exercice,
    etapes: &Valeur<'_>,
    bonus: Option<&Valeur<'_>>,
) -> anyhow::Result<Vec<ValeurDEtape>> {
    let (nom, nombre) = (&exercice.nom, exercice.etapes.len());
    let donnees = etapes.elements(|rang| format!("{nom}, étape {}", rang + 1));
    let donnees = donnees.unwrap_or_default();
    if donnees.len() != nombre {
        return Err(etapes.faute(format!(
            "{nom} a {nombre} étapes, il faut une liste d'autant de nombres, et il y en a {}",
            donnees.len()
        )));
    }
    let mut valeurs = Vec::new();
    for donnee in &donnees {
        valeurs.push(ValeurDEtape {
            points: donnee.points()?,
            bonus: false,
        });
    }
    let Some(bonus) = bonus else {
        return Ok(valeurs);
    };
    let numeros = bonus
        .elements(|_| "bonus".to_owned())
        .ok_or_else(|| bonus.faute("il faut une liste de numéros d'étapes, comme [4]"))?;
    for numero in numeros {
        let rang = numero.entier().and_then(|n| usize::try_from(n).ok());
        let valeur = rang.and_then(|n| valeurs.get_mut(n.checked_sub(1)?));
        let permis = format!("{nom} a des étapes de 1 à {nombre}, et rien d'autre");
        valeur.ok_or_else(|| numero.faute(permis))?.bonus = true;
    }
    Ok(valeurs)
}

/// La partie `[retard]`.
fn retard(valeur: &Valeur<'_>, chemin: &Path) -> anyhow::Result<(RegleDeRetard, OrigineDesDates)> {
    let partie = valeur.partie().ok_or_else(|| {
        valeur.faute("c'est une partie : écris [retard], puis limite et par_jour dessous")
    })?;
    partie.n_admettre_que(&["limite", "par_jour", "plafond", "dates"])?;
    let limite = partie.exiger("limite")?;
    let limite_ecrite = match limite.lue() {
        DeValue::Datetime(date) => date.to_string(),
        _ => limite.texte().unwrap_or_default().to_owned(),
    };
    let instant: Timestamp = limite_ecrite.parse().map_err(|_| {
        limite.faute(
            "ce n'est pas un instant : écris-le avec son décalage, comme 2026-12-01T23:59:00+01:00",
        )
    })?;
    let plafond = partie.valeur("plafond");
    let regle = RegleDeRetard {
        limite: instant,
        limite_ecrite,
        par_jour: retrait(&partie.exiger("par_jour")?)?,
        plafond: plafond.as_ref().map(retrait).transpose()?,
    };
    let origine = match partie.valeur("dates") {
        None => OrigineDesDates::NonDite,
        Some(dates) => match dates.lue().as_str() {
            Some("fichiers") => OrigineDesDates::Fichiers,
            Some(fichier) => {
                let dossier = chemin.parent().unwrap_or(Path::new(""));
                OrigineDesDates::Table(dossier.join(fichier))
            }
            None => {
                let permis = "il faut un nom de fichier entre guillemets, ou \"fichiers\"";
                return Err(dates.faute(permis));
            }
        },
    };
    Ok((regle, origine))
}

/// `2`, `1.5` ou `"10 %"`.
fn retrait(valeur: &Valeur<'_>) -> anyhow::Result<Retrait> {
    let Some(texte) = valeur.lue().as_str() else {
        return Ok(Retrait::Points(valeur.points()?));
    };
    let nombre = texte
        .trim()
        .strip_suffix('%')
        .map(|n| n.trim().replace(',', "."));
    let part = nombre
        .and_then(|nombre| nombre.parse().ok())
        .and_then(Points::exacts)
        .filter(|part| (0..=100 * 100).contains(&part.en_centiemes()));
    let part = part.ok_or_else(|| {
        valeur.faute("écris des points sur 20, comme 2, ou une part de la note, comme \"10 %\"")
    })?;
    Ok(Retrait::Part(part.en_centiemes()))
}
