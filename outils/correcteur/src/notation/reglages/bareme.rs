//! Le fichier `--bareme` : ce que valent les exercices, et ce que coûte un retard.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use jiff::Timestamp;
use toml::{Table, Value};

use super::lecture::{Entrees, Fichier, points};
use crate::cours::{Cours, Exercice};
use crate::modele::bareme::{Bareme, Valeur};
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
    let entrees: Entrees = fichier.lire(FORME)?;
    let mut lu = BaremeLu::default();
    for (designation, valeur) in &entrees {
        let ici = || fichier.endroit(&valeur.span());
        if designation == RETARD {
            lu.retard = Some(retard(valeur.get_ref(), chemin).with_context(ici)?);
            continue;
        }
        let exercice = cours.exercice(designation).with_context(ici)?;
        let valeurs = valeurs(exercice, valeur.get_ref()).with_context(ici)?;
        ensure!(
            lu.etapes.0.insert(exercice.nom.clone(), valeurs).is_none(),
            "{} : {} y est deux fois",
            ici(),
            exercice.nom
        );
    }
    verifier_le_total(&lu.etapes, demandes)
        .with_context(|| format!("le barème « {} »", chemin.display()))?;
    Ok(lu)
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
fn valeurs(exercice: &Exercice, valeur: &Value) -> anyhow::Result<Vec<Valeur>> {
    let nombre = exercice.etapes.len();
    let egales = |total: Points| {
        let parts = total.parts(nombre).into_iter();
        parts
            .map(|points| Valeur {
                points,
                bonus: false,
            })
            .collect()
    };
    let partie = match valeur {
        Value::Table(partie) => partie,
        Value::Integer(_) | Value::Float(_) => {
            return Ok(egales(
                points(valeur).with_context(|| exercice.nom.clone())?,
            ));
        }
        _ => bail!("{FORME}"),
    };
    n_admettre_que(partie, &["points", "etapes", "bonus"])?;
    match (partie.get("points"), partie.get("etapes")) {
        (Some(total), None) => {
            ensure!(
                !partie.contains_key("bonus"),
                "{} : une étape de bonus demande « etapes », les points de chacune",
                exercice.nom
            );
            Ok(egales(points(total).with_context(|| exercice.nom.clone())?))
        }
        (None, Some(etapes)) => etape_par_etape(exercice, etapes, partie.get("bonus")),
        _ => bail!(
            "{} : il faut « points », en tout, ou « etapes », les points de chacune, et pas les deux",
            exercice.nom
        ),
    }
}

fn etape_par_etape(
    exercice: &Exercice,
    etapes: &Value,
    bonus: Option<&Value>,
) -> anyhow::Result<Vec<Valeur>> {
    let (nom, nombre) = (&exercice.nom, exercice.etapes.len());
    let donnees = etapes.as_array().map_or(&[][..], Vec::as_slice);
    ensure!(
        donnees.len() == nombre,
        "{nom} a {nombre} étapes : « etapes » est une liste d'autant de nombres, et celle-ci en a {}",
        donnees.len()
    );
    let mut valeurs = Vec::new();
    for (numero, donnee) in (1..).zip(donnees) {
        let points = points(donnee).with_context(|| format!("{nom}, étape {numero}"))?;
        valeurs.push(Valeur {
            points,
            bonus: false,
        });
    }
    let numeros = match bonus {
        None => &[],
        Some(Value::Array(numeros)) => numeros.as_slice(),
        Some(_) => bail!("{nom} : « bonus » est une liste de numéros d'étapes, comme [4]"),
    };
    for numero in numeros {
        let rang = numero.as_integer().and_then(|n| usize::try_from(n).ok());
        let valeur = rang.and_then(|n| valeurs.get_mut(n.checked_sub(1)?));
        let valeur = valeur.with_context(|| {
            format!("{nom} : « bonus » nomme l'étape {numero}, et il y en a {nombre}")
        })?;
        valeur.bonus = true;
    }
    Ok(valeurs)
}

fn n_admettre_que(partie: &Table, connues: &[&str]) -> anyhow::Result<()> {
    match partie.keys().find(|cle| !connues.contains(&cle.as_str())) {
        Some(cle) => bail!("« {cle} » n'existe pas ici : il y a {}", connues.join(", ")),
        None => Ok(()),
    }
}

/// La partie `[retard]`.
fn retard(valeur: &Value, chemin: &Path) -> anyhow::Result<(RegleDeRetard, OrigineDesDates)> {
    let partie = valeur
        .as_table()
        .context("« retard » est une partie : écris [retard], puis limite et par_jour")?;
    n_admettre_que(partie, &["limite", "par_jour", "plafond", "dates"])?;
    let limite = partie
        .get("limite")
        .context("[retard] demande « limite »")?;
    let limite_ecrite = match limite {
        Value::Datetime(date) => date.to_string(),
        Value::String(texte) => texte.clone(),
        autre => autre.to_string(),
    };
    let limite: Timestamp = limite_ecrite.parse().map_err(|_| {
        anyhow!(
            "« limite = {limite_ecrite} » n'est pas un instant : écris-le avec son décalage, comme \
             2026-12-01T23:59:00+01:00"
        )
    })?;
    let par_jour = partie
        .get("par_jour")
        .context("[retard] demande « par_jour »")?;
    let plafond = partie.get("plafond");
    let regle = RegleDeRetard {
        limite,
        limite_ecrite,
        par_jour: retrait(par_jour).context("« par_jour »")?,
        plafond: plafond.map(retrait).transpose().context("« plafond »")?,
    };
    let origine = match partie.get("dates") {
        None => OrigineDesDates::NonDite,
        Some(Value::String(mot)) if mot == "fichiers" => OrigineDesDates::Fichiers,
        Some(Value::String(fichier)) => {
            let dossier = chemin.parent().unwrap_or(Path::new(""));
            OrigineDesDates::Table(dossier.join(fichier))
        }
        Some(_) => bail!("« dates » est un nom de fichier entre guillemets, ou \"fichiers\""),
    };
    Ok((regle, origine))
}

/// `2`, `1.5` ou `"10 %"`.
fn retrait(valeur: &Value) -> anyhow::Result<Retrait> {
    let Value::String(texte) = valeur else {
        return Ok(Retrait::Points(points(valeur)?));
    };
    let nombre = texte
        .trim()
        .strip_suffix('%')
        .map(|n| n.trim().replace(',', "."));
    let part = nombre
        .and_then(|nombre| nombre.parse().ok())
        .and_then(Points::exacts)
        .filter(|part| (0..=100 * 100).contains(&part.en_centiemes()));
    let part = part.with_context(|| {
        format!(
            "« {texte} » : écris des points sur 20, comme 2, ou une part de la note, comme \"10 %\""
        )
    })?;
    Ok(Retrait::Part(part.en_centiemes()))
}
