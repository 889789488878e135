//! Mettre un [`Rapport`] en forme : pour le terminal, un tableur, une page, ou le système qui recueille les
//! notes.
//!
//! | format | ce que c'est | fichier, dans le dossier de sortie |
//! |---|---|---|
//! | `table` | un tableau de 80 colonnes, ou de la largeur du terminal, lisible sans couleurs | toujours affiché |
//! | `github` | les annotations d'un flux GitHub Actions, aux lignes de l'apprenant | toujours affichées |
//! | `json` | tout, selon `schemas/rapport-v3.schema.json` | `rapport.json` |
//! | `csv` | une ligne par copie, pour LibreOffice ou Excel en français | `notes.csv` |
//! | `junit` | un `testsuite` par copie et par exercice | `junit.xml` |
//! | `markdown` | le résumé d'une étape GitHub Actions | `resume.md` |
//! | `html` | une page qui se suffit à elle-même | `rapport.html` |
//! | `gradescope` | `results.json` de Gradescope | `gradescope/COPIE/results.json` |
//! | `exercism` | `results.json` d'Exercism, version 3 | `exercism/COPIE/exoNN/results.json` |
//! | `classroom50` | `result.json` de Classroom 50 | `classroom50/COPIE/result.json` |
//! | `classroom-legacy` | les variables de l'ancien rapporteur de GitHub Classroom | `classroom-legacy/COPIE/resultats.env` |
//!
//! Les retours aux élèves (`--retours`) sont à part : une page et un texte par copie, dans un dossier à eux.
//!
//! Le niveau `COPIE` disparaît quand il n'y a qu'une copie. Rien ne dépend de l'heure ni, sauf le champ
//! `duree_ms` du JSON, d'une durée : les mêmes résultats donnent les mêmes octets.

mod classe;
mod classroom50;
mod classroom_legacy;
mod csv;
mod exercism;
mod github;
mod gradescope;
mod html;
mod identiques;
mod junit;
mod markdown;
pub mod moodle;
mod retours;
mod table;

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

use crate::modele::diagnostic::Diagnostic;
use crate::modele::message::Message;
use crate::modele::rapport::{Copie, Rapport, trier};
use crate::modele::resultat::{Empechement, Resultat};
use crate::socle::fichiers::{NomsDeFichiers, ecrire_entier};
use crate::socle::texte;

pub(crate) use self::retours::est_un_retour;
pub use self::retours::{Retour, ecrire_les_retours, retour_de};

/// Ce fichier est un retour que [`ecrire_les_retours`] a écrit : il en a le nom et le titre. Un fichier de ce nom qui ne
/// commence pas ainsi est à quelqu'un.
pub(crate) fn est_un_retour_ecrit(fichier: &Path) -> bool {
    // L'en-tête d'une page tient là, styles compris.
    const DEBUT: u64 = 64 * 1024;
    let mut debut = Vec::new();
    let lu = std::fs::File::open(fichier).and_then(|f| f.take(DEBUT).read_to_end(&mut debut));
    let debut = String::from_utf8_lossy(&debut);
    let titre = [
        format!("<h1>{}</h1><p><strong>", html::TITRE),
        format!("\n\n{} : **", html::TITRE),
    ];
    est_un_retour(fichier) && lu.is_ok() && titre.iter().any(|titre| debut.contains(titre))
}

/// Une mise en forme du rapport.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// Un tableau pour le terminal.
    Table,
    /// Toutes les données, en JSON.
    Json,
    /// Une ligne par copie, pour un tableur en français.
    Csv,
    /// XML de JUnit.
    Junit,
    /// Résumé pour GitHub Actions.
    Markdown,
    /// Annotations pour GitHub Actions.
    Github,
    /// results.json de Gradescope.
    Gradescope,
    /// results.json d'Exercism, version 3.
    Exercism,
    /// result.json de Classroom 50.
    Classroom50,
    /// Variables de l'ancien rapporteur de GitHub Classroom.
    ClassroomLegacy,
    /// Une page qui se suffit à elle-même.
    Html,
}

/// Ce que l'apprenant voit d'un échec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, ValueEnum)]
pub enum Detail {
    /// Les textes entiers.
    #[default]
    Complet,
    /// Attendu, observé, piste et frise ; d'une erreur du compilateur, sa phrase et sa ligne.
    Diagnostic,
    /// Les états et les points seulement.
    Aucun,
}

/// Un document produit : où il va dans le dossier de sortie, et ce qu'il contient.
struct Document {
    chemin: PathBuf,
    contenu: String,
}

/// Ce qu'un format écrit, dans le dossier de sortie : un fichier, ou un dossier entier ; rien, s'il est affiché.
pub fn place(format: Format) -> Option<String> {
    let fichier = match format {
        Format::Table | Format::Github => return None,
        Format::Json => crate::modele::rapport::FICHIER,
        Format::Csv => "notes.csv",
        Format::Junit => "junit.xml",
        Format::Markdown => "resume.md",
        Format::Html => "rapport.html",
        Format::Gradescope | Format::Exercism | Format::Classroom50 | Format::ClassroomLegacy => {
            return Some(nom(format));
        }
    };
    Some(fichier.to_owned())
}

/// Met le rapport en forme et rend les fichiers écrits.
///
/// - `sortie` absente : tout est affiché, ce qui n'a de sens que pour `table`, `github` et un seul autre
///   document.
/// - `sortie` porte l'extension du seul autre format demandé (comme `notes.csv`) : c'est son fichier.
/// - sinon, `sortie` est un dossier, créé au besoin.
///
/// `table` et `github` sont toujours affichés. Un fichier est écrit en entier, ou pas du tout.
///
/// # Errors
/// La sortie ne convient pas aux formats demandés, le disque fait défaut, ou l'environnement ne dit pas ce
/// que `classroom50` doit y lire.
pub fn ecrire(
    rapport: &Rapport,
    formats: &[Format],
    detail: Detail,
    sortie: Option<&Path>,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut demandes: Vec<Format> = Vec::new();
    for &format in formats {
        if !demandes.contains(&format) {
            demandes.push(format);
        }
    }
    let (affiches, fichiers): (Vec<_>, Vec<_>) = demandes
        .into_iter()
        .partition(|format| matches!(format, Format::Table | Format::Github));
    let a_ecrire = fichiers
        .iter()
        .map(|&format| Ok((format, documents(rapport, format, detail)?)))
        .collect::<anyhow::Result<Vec<_>>>()?;

    let ecrits = match sortie {
        None => {
            afficher_un_document(&a_ecrire)?;
            Vec::new()
        }
        Some(sortie) => ecrire_dans(sortie, a_ecrire)?,
    };
    for format in affiches {
        afficher(&mettre_en_forme(rapport, format, detail)?)?;
    }
    Ok(ecrits)
}

/// S'assure que ces formats, pour tant de copies et d'exercices, pourront s'écrire là : [`ecrire`] ne refuserait qu'une
/// fois tout noté.
///
/// # Errors
/// Comme [`ecrire`], disque excepté.
pub fn verifier(
    formats: &[Format],
    copies: usize,
    exercices: usize,
    sortie: Option<&Path>,
) -> anyhow::Result<()> {
    if formats.contains(&Format::Classroom50) {
        classroom50::Identite::lire(&|nom| std::env::var(nom).ok())?;
    }
    if let Some(sortie) = sortie {
        return refuser_un_fichier(sortie);
    }
    let mut a_afficher: Vec<(Format, usize)> = Vec::new();
    for &format in formats {
        let documents = match format {
            Format::Table | Format::Github => continue,
            Format::Json | Format::Csv | Format::Junit | Format::Markdown | Format::Html => 1,
            Format::Gradescope | Format::Classroom50 | Format::ClassroomLegacy => copies,
            Format::Exercism => copies * exercices,
        };
        if a_afficher.iter().all(|(deja, _)| *deja != format) {
            a_afficher.push((format, documents));
        }
    }
    refuser_plusieurs_documents(&a_afficher)
}

/// Le texte d'un format qui n'a qu'un document. Les autres passent par [`ecrire`].
///
/// # Errors
/// Ce format demande plusieurs documents, ou ne peut pas être produit.
pub fn mettre_en_forme(
    rapport: &Rapport,
    format: Format,
    detail: Detail,
) -> anyhow::Result<String> {
    let documents = documents(rapport, format, detail)?;
    let nombre = documents.len();
    match <[Document; 1]>::try_from(documents) {
        Ok([document]) => Ok(document.contenu),
        Err(_) => bail!(
            "le format {} donne ici {nombre} fichiers : choisis un dossier avec --sortie",
            nom(format)
        ),
    }
}

fn documents(rapport: &Rapport, format: Format, detail: Detail) -> anyhow::Result<Vec<Document>> {
    let reduit = reduire(rapport, detail);
    // Un affichage n'a pas de fichier.
    let seul = |contenu: String| {
        vec![Document {
            chemin: place(format).unwrap_or_default().into(),
            contenu,
        }]
    };
    Ok(match format {
        Format::Table => seul(table::table(&reduit)),
        // Les lignes se lisent dans les textes entiers ; ce qui en est montré obéit au détail.
        Format::Github => seul(github::annotations(rapport, detail)),
        Format::Json => seul(texte::json(&reduit)?),
        Format::Csv => seul(csv::csv(&reduit)?),
        Format::Junit => seul(junit::junit(&reduit)?),
        Format::Markdown => seul(markdown::markdown(&reduit)),
        Format::Html => seul(html::html(&reduit)),
        Format::Gradescope => par_copie(&reduit, format, |copie| {
            Ok(vec![(
                "results.json".into(),
                texte::json(&gradescope::resultats(&reduit, copie))?,
            )])
        })?,
        Format::Exercism => par_copie(&reduit, format, |copie| {
            copie
                .resultats
                .iter()
                .map(|resultat| {
                    let chemin = Path::new(&resultat.exercice).join("results.json");
                    Ok((chemin, texte::json(&exercism::resultats(resultat))?))
                })
                .collect()
        })?,
        Format::Classroom50 => {
            let identite = classroom50::Identite::lire(&|nom| std::env::var(nom).ok())?;
            let seule = reduit.copies.len() == 1;
            par_copie(&reduit, format, |copie| {
                let resultat = classroom50::resultat(&reduit, copie, &identite, seule);
                Ok(vec![("result.json".into(), texte::json(&resultat)?)])
            })?
        }
        Format::ClassroomLegacy => par_copie(&reduit, format, |copie| {
            Ok(vec![(
                "resultats.env".into(),
                classroom_legacy::variables(&reduit, copie)?,
            )])
        })?,
    })
}

/// Les documents d'un format qui en a pour chaque copie.
fn par_copie(
    rapport: &Rapport,
    format: Format,
    mettre_en_forme: impl Fn(&Copie) -> anyhow::Result<Vec<(PathBuf, String)>>,
) -> anyhow::Result<Vec<Document>> {
    let mut noms = NomsDeFichiers::default();
    let mut documents = Vec::new();
    for copie in &rapport.copies {
        let mut dossier = PathBuf::from(nom(format));
        if rapport.copies.len() > 1 {
            dossier.push(noms.pour(&copie.nom));
        }
        for (chemin, contenu) in mettre_en_forme(copie)? {
            let chemin = dossier.join(chemin);
            documents.push(Document { chemin, contenu });
        }
    }
    Ok(documents)
}

/// Le nom du format sur la ligne de commande.
fn nom(format: Format) -> String {
    format
        .to_possible_value()
        .map(|valeur| valeur.get_name().to_owned())
        .unwrap_or_default()
}

/// Affiche le seul document demandé, s'il y en a un.
fn afficher_un_document(a_ecrire: &[(Format, Vec<Document>)]) -> anyhow::Result<()> {
    let nombres = a_ecrire
        .iter()
        .map(|(format, documents)| (*format, documents.len()));
    refuser_plusieurs_documents(&nombres.collect::<Vec<_>>())?;
    let documents = a_ecrire.iter().flat_map(|(_, documents)| documents);
    documents
        .map(|document| &document.contenu)
        .try_for_each(|contenu| afficher(contenu))
}

/// Refuse d'afficher autre chose qu'un seul document.
fn refuser_plusieurs_documents(a_afficher: &[(Format, usize)]) -> anyhow::Result<()> {
    match a_afficher {
        [] | [(_, 1)] => Ok(()),
        [(format, documents)] => bail!(
            "le format {} donne ici {documents} fichiers : choisis un dossier avec --sortie",
            nom(*format)
        ),
        [..] => {
            let noms: Vec<_> = a_afficher.iter().map(|(format, _)| nom(*format)).collect();
            bail!(
                "{} à la fois ne peuvent pas s'afficher : choisis un dossier avec --sortie",
                noms.join(", ")
            )
        }
    }
}

fn afficher(contenu: &str) -> anyhow::Result<()> {
    let mut sortie = std::io::stdout().lock();
    sortie
        .write_all(contenu.as_bytes())
        .and_then(|()| sortie.flush())
        .context("la sortie standard ne s'écrit pas")
}

fn ecrire_dans(
    sortie: &Path,
    mut a_ecrire: Vec<(Format, Vec<Document>)>,
) -> anyhow::Result<Vec<PathBuf>> {
    if let [(_, documents)] = a_ecrire.as_mut_slice()
        && let [document] = documents.as_mut_slice()
        && sortie.extension().is_some()
        && sortie.extension() == document.chemin.extension()
        && !sortie.is_dir()
    {
        ecrire_entier(sortie, document.contenu.as_bytes())?;
        return Ok(vec![sortie.to_owned()]);
    }
    refuser_un_fichier(sortie)?;
    let mut ecrits = Vec::new();
    for document in a_ecrire.into_iter().flat_map(|(_, documents)| documents) {
        let chemin = sortie.join(&document.chemin);
        ecrire_entier(&chemin, document.contenu.as_bytes())?;
        ecrits.push(chemin);
    }
    Ok(ecrits)
}

fn refuser_un_fichier(sortie: &Path) -> anyhow::Result<()> {
    ensure!(
        !sortie.is_file(),
        "« {} » est un fichier : ces formats demandent un dossier",
        sortie.display()
    );
    Ok(())
}

/// Le rapport sans ce que le détail demandé tait, ses copies rangées par nom.
fn reduire(rapport: &Rapport, detail: Detail) -> Rapport {
    let mut rapport = rapport.clone();
    trier(&mut rapport.copies);
    if detail != Detail::Complet {
        let resultats = rapport
            .copies
            .iter_mut()
            .flat_map(|copie| &mut copie.resultats);
        resultats.for_each(|resultat| taire(resultat, detail));
    }
    rapport
}

fn taire(resultat: &mut Resultat, detail: Detail) {
    if let Some(Empechement::NeCompilePas { erreurs }) = &mut resultat.empechement {
        taire_le_compilateur(erreurs, detail);
    }
    taire_le_compilateur(&mut resultat.avertissements, detail);
    let tests = resultat.tests.iter_mut();
    for message in tests.filter_map(|test| test.verdict.message_mut()) {
        message.texte.clear();
        if detail == Detail::Aucun {
            *message = Message {
                a_faire: message.a_faire,
                ..Message::default()
            };
        }
    }
}

fn taire_le_compilateur(diagnostics: &mut Vec<Diagnostic>, detail: Detail) {
    match detail {
        Detail::Complet => {}
        Detail::Diagnostic => diagnostics
            .iter_mut()
            .for_each(|diagnostic| diagnostic.rendu.clear()),
        Detail::Aucun => diagnostics.clear(),
    }
}
