//! Noter une classe : copies par minute, mémoire, croissance, et comparaison avec la boucle qu'un enseignant
//! écrirait sans le correcteur (`cargo test` par exercice, dans un clone par copie).
//!
//! ```sh
//! cargo bench -p correcteur --bench classe
//! cargo bench -p correcteur --bench classe -- --seulement completes --tailles 10,50 --boucle 4
//! cargo bench -p correcteur --bench classe -- --seulement mi-parcours --eleves 30
//! ```
//!
//! Deux classes. L'une où tout est rendu et où aucune réponse n'est celle d'un autre : rien ne s'y partage, c'est ce que
//! noter coûte. L'autre à mi-parcours, puis une semaine après : c'est ce qu'un enseignant attend.
//!
//! Les copies sont faites du corpus, toujours les mêmes. Une mesure ne compte que si chaque réponse a reçu ce
//! que le corpus déclare, du correcteur comme de la boucle : sinon, c'est une erreur. Code de sortie : 0 si
//! tous les seuils sont tenus, 1 si l'un ne l'est pas, 2 si la mesure n'a pas pu se faire.

mod boucle;
mod copies;
mod correcteur;
mod jugements;
#[path = "../melange/mod.rs"]
mod melange;
mod mi_parcours;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;
use std::time::Duration;

use ::correcteur::cours::Cours;
use ::correcteur::modele::rapport::{Copie, Protection, Rapport};
use ::correcteur::modele::resultat::{Resultat, Verdict};
use anyhow::Context;
use boucle::{Boucle, Passage};
use clap::{Parser, ValueEnum};
use copies::{Attendue, Lot, Reponses, classe_complete};
use correcteur::{Avec, Banc};
use jugements::{Jugement, juger_la_classe, juger_le_debit, seuils};
use melange::PERIODE;

/// Ce qui se mesure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mesuree {
    /// Des copies complètes et toutes différentes.
    Completes,
    /// Une classe à mi-parcours, puis une semaine après.
    MiParcours,
}

/// Mesure la notation d'une classe.
#[derive(Parser)]
#[command(name = "classe")]
struct Options {
    /// Une seule des deux classes.
    #[arg(long, value_name = "CLASSE")]
    seulement: Option<Mesuree>,
    /// Élèves de la classe à mi-parcours.
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..))]
    eleves: u16,
    /// Nombres de copies complètes à noter.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [10, 50, 200],
          value_parser = clap::value_parser!(u16).range(1..))]
    tailles: Vec<u16>,
    /// Copies complètes que la boucle teste aussi ; 0 : pas de comparaison.
    #[arg(long, value_name = "N", default_value_t = PERIODE as u16)]
    boucle: u16,
    /// Le `cargo-exo` à mesurer [par défaut : celui que Cargo vient de compiler, optimisé].
    #[arg(long, value_name = "FICHIER", default_value = env!("CARGO_BIN_EXE_cargo-exo"), hide_default_value = true)]
    programme: PathBuf,
    /// Ce que `cargo bench` ajoute ; sans lui (`cargo test --benches`), rien n'est mesuré.
    #[arg(long, hide = true)]
    bench: bool,
    /// N'est mesuré que si son nom contient l'un de ces textes.
    #[arg(value_name = "FILTRE")]
    filtres: Vec<String>,
}

fn main() -> ExitCode {
    let mut options = Options::parse();
    let choisi = |filtre: &String| "classe".contains(filtre.as_str());
    if !options.bench || !(options.filtres.is_empty() || options.filtres.iter().any(choisi)) {
        return ExitCode::SUCCESS;
    }
    options.tailles.sort_unstable();
    options.tailles.dedup();
    match mesurer(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(erreur) => {
            eprintln!("erreur : {erreur:#}");
            ExitCode::from(2)
        }
    }
}

/// Fait toutes les mesures et les affiche ; vrai si tous les seuils sont tenus.
fn mesurer(options: &Options) -> anyhow::Result<bool> {
    let racine = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    let cours = Cours::charger(racine.context("le correcteur est dans un dépôt")?)?;
    let dossier = tempfile::tempdir().context("pas de dossier temporaire")?;
    let banc = Banc {
        programme: &options.programme,
        dossier: dossier.path(),
        cours: &cours,
    };
    let reponses = Reponses::du_cours(&cours)?;
    // Compile les bibliothèques du cours, si ce n'est fait : toute la suite les trouve prêtes.
    let essai = Lot::entier(classe_complete(&reponses, 1));
    let essai = banc.noter("essai", &essai, &Avec::default())?;
    presenter(&banc, &essai.rapport.protections)?;

    let voulue = |classe| options.seulement.is_none_or(|seule| seule == classe);
    let mut jugements = Vec::new();
    if voulue(Mesuree::Completes) {
        jugements.extend(mesurer_les_completes(&banc, &reponses, options)?);
    }
    if voulue(Mesuree::MiParcours) {
        let eleves = options.eleves.into();
        jugements.extend(mi_parcours::comparer(&banc, &reponses, eleves)?);
    }
    println!();
    for jugement in &jugements {
        println!("{jugement}");
    }
    Ok(jugements.iter().all(|jugement| jugement.tenu))
}

/// Les copies complètes et toutes différentes : à plusieurs tailles, puis contre la boucle.
fn mesurer_les_completes(
    banc: &Banc<'_>,
    reponses: &[Reponses],
    options: &Options,
) -> anyhow::Result<Vec<Jugement>> {
    println!(
        "copies      : {} exercices chacune ; {}",
        banc.cours.exercices.len(),
        melange_en_mots(reponses)
    );
    let mut mesures = Vec::new();
    println!("\n copies      durée   copies/min   par copie   mémoire du correcteur");
    for &taille in &options.tailles {
        let lot = Lot::entier(classe_complete(reponses, taille.into()));
        let mesure = banc.noter(&format!("classe-{taille}"), &lot, &Avec::default())?;
        println!("{mesure}");
        mesures.push(mesure);
    }
    let mut jugements = juger_la_classe(&mesures);
    if options.boucle > 0 {
        jugements.push(comparer(banc, reponses, options.boucle.into())?);
    }
    Ok(jugements)
}

/// La machine, le programme et ses protections : sans eux, une durée ne dit rien.
fn presenter(banc: &Banc<'_>, protections: &[Protection]) -> anyhow::Result<()> {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.context("rustc est introuvable : installe Rust avec rustup")?;
    println!("machine     : {} cœurs, {}", coeurs(), systeme());
    println!(
        "compilateur : {}",
        String::from_utf8_lossy(&rustc.stdout).trim()
    );
    println!("programme   : {}", banc.programme.display());
    println!("protections : {}", protections_en_mots(protections));
    Ok(())
}

fn coeurs() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Le système et, sous Linux, ce que la machine faisait déjà depuis une minute.
fn systeme() -> String {
    let charge = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let charge = charge.split(' ').next().filter(|charge| !charge.is_empty());
    let charge = charge.map(|charge| format!(", charge au départ {}", charge.replace('.', ",")));
    let (nom, processeur) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("{nom} {processeur}{}", charge.unwrap_or_default())
}

/// Les proportions de ce que la classe rend.
fn melange_en_mots(reponses: &[Reponses]) -> String {
    let classe = classe_complete(reponses, PERIODE);
    let rendues: Vec<_> = classe.iter().flatten().collect();
    let part = |garder: fn(&Attendue) -> bool| {
        let gardees = rendues.iter().filter(|rendue| garder(&rendue.attendue));
        format!("{} %", 100 * gardees.count() / rendues.len())
    };
    format!(
        "{} de réponses justes, {} fausses, {} non commencées, {} qui ne compilent pas",
        part(|attendue| matches!(attendue, Attendue::ToutAcquis)),
        part(|attendue| matches!(attendue, Attendue::EchecDe(_))),
        part(|attendue| matches!(attendue, Attendue::RienDAcquis)),
        part(|attendue| matches!(attendue, Attendue::NeCompilePas)),
    )
}

fn protections_en_mots(protections: &[Protection]) -> String {
    let manques: Vec<_> = protections
        .iter()
        .filter(|protection| !protection.active)
        .map(|protection| protection.nom.as_str())
        .collect();
    if manques.is_empty() {
        "toutes actives".to_owned()
    } else {
        format!("il manque : {}", manques.join(" ; "))
    }
}

/// Compare le correcteur et la boucle sur les mêmes copies, et affiche tout.
fn comparer(banc: &Banc<'_>, reponses: &[Reponses], copies: usize) -> anyhow::Result<Jugement> {
    let entier = Lot::entier(classe_complete(reponses, copies));
    let correcteur = banc.noter("compare", &entier, &Avec::default())?;
    let figees = figees(&correcteur.rapport);
    println!(
        "\nsur les mêmes copies ({copies}), {} réponses, dont {} où un test fige jusqu'au chien de garde :",
        copies * banc.cours.exercices.len(),
        figees.len()
    );
    let passages = Boucle::preparer(banc, "boucle", copies)?.passer(&entier.copies)?;
    let duree = |garder: &dyn Fn(&Passage) -> bool| -> Duration {
        let gardes = passages.iter().filter(|passage| garder(passage));
        gardes.map(|passage| passage.duree).sum()
    };
    let boucle = duree(&|_| true);
    let nom_de_la_boucle = "boucle : un clone par copie, bibliothèques prêtes";
    ligne_de_comparaison(nom_de_la_boucle, copies, boucle, boucle);
    ligne_de_comparaison("correcteur", copies, correcteur.duree, boucle);
    if let Some(chemins) = chemins_sans_cloison(banc.dossier)? {
        let avec = Avec {
            chemins: Some(&chemins),
            ..Avec::default()
        };
        let mesure = banc.noter("sans-cloison", &entier, &avec)?;
        let nom = "correcteur, sans bubblewrap";
        ligne_de_comparaison(nom, copies, mesure.duree, boucle);
    }
    if !figees.is_empty() {
        println!("sans ces réponses-là :");
        let boucle = duree(&|passage| !figees.contains(&(passage.eleve, passage.exercice)));
        ligne_de_comparaison(nom_de_la_boucle, copies, boucle, boucle);
        let lot = Lot {
            copies: entier.copies,
            sans: figees,
        };
        let mesure = banc.noter("sans-figees", &lot, &Avec::default())?;
        ligne_de_comparaison("correcteur", copies, mesure.duree, boucle);
    }
    let quoi = "copies complètes et différentes";
    Ok(juger_le_debit(
        quoi,
        correcteur.duree,
        boucle,
        seuils::COPIES_DIFFERENTES,
    ))
}

fn ligne_de_comparaison(nom: &str, copies: usize, duree: Duration, boucle: Duration) {
    let secondes = duree.as_secs_f64();
    println!(
        "  {nom:<50} {:>8} s {:>7} copies/min   {:>5} fois la boucle",
        nombre(secondes, 1),
        nombre(copies as f64 * 60.0 / secondes, 1),
        nombre(boucle.as_secs_f64() / secondes, 2)
    );
}

/// Les réponses (élève, exercice) dont un test a figé.
fn figees(rapport: &Rapport) -> Vec<(usize, usize)> {
    let fige = |resultat: &Resultat| {
        let mut tests = resultat.tests.iter();
        tests.any(|test| matches!(test.verdict, Verdict::Fige(_)))
    };
    let de_la_copie = |(eleve, copie): (usize, &Copie)| -> Vec<_> {
        let resultats = copie.resultats.iter().enumerate();
        let figes = resultats.filter(|(_, resultat)| fige(resultat));
        figes.map(|(exercice, _)| (eleve, exercice)).collect()
    };
    rapport
        .copies
        .iter()
        .enumerate()
        .flat_map(de_la_copie)
        .collect()
}

/// Un `PATH` où il y a Cargo et `rustc`, mais pas bubblewrap ; `None` hors de Linux, où il n'y en a jamais.
fn chemins_sans_cloison(dossier: &Path) -> anyhow::Result<Option<PathBuf>> {
    #[cfg(target_os = "linux")]
    {
        let chemins = dossier.join("programmes");
        std::fs::create_dir(&chemins)?;
        for programme in ["cargo", "rustc"] {
            let trouve = which::which(programme).with_context(|| format!("pas de {programme}"))?;
            std::os::unix::fs::symlink(trouve, chemins.join(programme))?;
        }
        Ok(Some(chemins))
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = dossier;
        Ok(None)
    }
}

/// Un nombre à tant de décimales, écrit en français.
fn nombre(valeur: f64, decimales: usize) -> String {
    format!("{valeur:.decimales$}").replace('.', ",")
}
