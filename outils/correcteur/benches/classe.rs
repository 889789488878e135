//! Noter une classe : copies par minute, mémoire, croissance, et comparaison avec la boucle qu'un enseignant
//! écrirait sans le correcteur (`cargo test` par exercice, dans un clone par copie).
//!
//! ```sh
//! cargo bench -p correcteur --bench classe
//! cargo bench -p correcteur --bench classe -- --tailles 10,50 --boucle 4
//! ```
//!
//! Les copies sont faites du corpus, toujours les mêmes. Une mesure ne compte que si chaque réponse a reçu ce
//! que le corpus déclare, du correcteur comme de la boucle : sinon, c'est une erreur. Code de sortie : 0 si
//! tous les seuils sont tenus, 1 si l'un ne l'est pas, 2 si la mesure n'a pas pu se faire.

mod melange;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use clap::Parser;
use correcteur::corpus::{Attente, Corpus};
use correcteur::cours::{Cours, Exercice};
use correcteur::modele::rapport::{Copie, FICHIER, Protection, Rapport};
use correcteur::modele::resultat::{Empechement, EtatEtape, Resultat, Verdict};
use correcteur::moteur::processus::{Demande, executer};
use melange::{PERIODE, Sorte};

/// Ce que le correcteur promet.
mod seuils {
    /// Le débit du correcteur, en multiple de celui de la boucle, est au moins celui-ci.
    pub(crate) const FOIS_LA_BOUCLE: f64 = 4.0;
    /// La mémoire du correcteur lui-même, en Mio, à la plus grande taille, est inférieure à celle-ci.
    pub(crate) const MEMOIRE: f64 = 200.0;
    /// La durée par copie, de la plus petite à la plus grande taille, ne varie pas de plus que cela.
    pub(crate) const CROISSANCE: f64 = 0.15;
}

/// Temps laissé, dans la boucle, à un `cargo test` : bien plus que le chien de garde des tests.
const DELAI_DE_LA_BOUCLE: Duration = Duration::from_secs(120);

/// Ce qui sépare deux lectures de la mémoire du correcteur.
const PAS: Duration = Duration::from_millis(5);

/// Mesure la notation d'une classe.
#[derive(Parser)]
#[command(name = "classe")]
struct Options {
    /// Nombres de copies à noter.
    #[arg(long, value_name = "N,…", value_delimiter = ',', default_values_t = [10, 50, 200],
          value_parser = clap::value_parser!(u16).range(1..))]
    tailles: Vec<u16>,
    /// Copies que la boucle teste aussi ; 0 : pas de comparaison.
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
        classe: classe(&cours)?,
        programme: &options.programme,
        dossier: dossier.path(),
        cours: &cours,
    };
    // Compile les bibliothèques du cours, si ce n'est fait : toute la suite les trouve prêtes.
    let essai = banc.noter("essai", &Lot::entier(1), None)?;
    presenter(&banc, &essai.rapport.protections)?;

    let mut mesures = Vec::new();
    println!("\n copies      durée   copies/min   par copie   mémoire du correcteur");
    for &taille in &options.tailles {
        let lot = Lot::entier(taille.into());
        let mesure = banc.noter(&format!("classe-{taille}"), &lot, None)?;
        println!("{mesure}");
        mesures.push(mesure);
    }
    let mut jugements = juger_la_classe(&mesures);
    if options.boucle > 0 {
        jugements.push(comparer(&banc, options.boucle.into())?);
    }
    println!();
    for jugement in &jugements {
        println!("{jugement}");
    }
    Ok(jugements.iter().all(|jugement| jugement.tenu))
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
    println!(
        "copies      : {} exercices chacune ; {}",
        banc.cours.exercices.len(),
        melange_en_mots(&banc.classe)
    );
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
fn melange_en_mots(classe: &[Vec<Rendue>]) -> String {
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

// --- Les copies

/// Une réponse qu'un élève rend, et ce qui doit lui arriver.
struct Rendue {
    texte: String,
    attendue: Attendue,
}

/// Ce qui doit arriver à une réponse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attendue {
    ToutAcquis,
    EchecDe(u32),
    RienDAcquis,
    NeCompilePas,
}

/// Les réponses de [`PERIODE`] élèves, une par exercice du cours.
fn classe(cours: &Cours) -> anyhow::Result<Vec<Vec<Rendue>>> {
    let mut classe: Vec<Vec<Rendue>> = (0..PERIODE).map(|_| Vec::new()).collect();
    for (rang, exercice) in cours.exercices.iter().enumerate() {
        let reponses = Reponses::lire(cours, exercice)?;
        for (eleve, rendues) in classe.iter_mut().enumerate() {
            rendues.push(reponses.rendue(eleve, rang)?);
        }
    }
    Ok(classe)
}

/// Tout ce qu'on peut rendre à un exercice, par sorte.
struct Reponses {
    justes: Vec<(String, Attendue)>,
    fausses: Vec<(String, Attendue)>,
    refusees: Vec<(String, Attendue)>,
    enonce: Vec<(String, Attendue)>,
}

impl Reponses {
    fn lire(cours: &Cours, exercice: &Exercice) -> anyhow::Result<Self> {
        let lire = |chemin: &Path| {
            std::fs::read_to_string(chemin)
                .with_context(|| format!("« {} » ne se lit pas", chemin.display()))
        };
        let corpus = Corpus::lire_sans_anomalie(cours, exercice)?;
        let mut reponses = Reponses {
            justes: vec![(lire(&cours.solution(exercice))?, Attendue::ToutAcquis)],
            fausses: Vec::new(),
            refusees: Vec::new(),
            enonce: vec![(lire(&exercice.enonce())?, Attendue::RienDAcquis)],
        };
        for reponse in corpus.justes.into_iter().chain(corpus.fausses) {
            let (sorte, attendue) = match reponse.attente {
                Attente::Juste => (&mut reponses.justes, Attendue::ToutAcquis),
                Attente::Fausse { etape, .. } => (&mut reponses.fausses, Attendue::EchecDe(etape)),
                Attente::Refusee { .. } => (&mut reponses.refusees, Attendue::NeCompilePas),
            };
            sorte.push((reponse.texte, attendue));
        }
        Ok(reponses)
    }

    /// Celle de cet élève : d'un élève au suivant, on avance d'un dixième du corpus.
    fn rendue(&self, eleve: usize, exercice: usize) -> anyhow::Result<Rendue> {
        let choix = match melange::sorte(eleve, exercice) {
            Sorte::Juste => &self.justes,
            Sorte::Fausse => &self.fausses,
            Sorte::Enonce => &self.enonce,
            Sorte::Refusee => &self.refusees,
        };
        ensure!(
            !choix.is_empty(),
            "le corpus n'a pas de réponse de chaque sorte"
        );
        let (texte, attendue) = &choix[(eleve * choix.len() / PERIODE + exercice) % choix.len()];
        Ok(Rendue {
            texte: texte.clone(),
            attendue: *attendue,
        })
    }
}

impl Rendue {
    /// Son texte, qui n'est celui d'aucun autre élève, sauf l'énoncé rendu tel quel.
    fn texte_de(&self, eleve: usize) -> String {
        if self.attendue == Attendue::RienDAcquis {
            return self.texte.clone();
        }
        format!("{}\n// {}\n", self.texte.trim_end(), nom(eleve))
    }

    /// Vérifie que ce résultat est celui qu'elle mérite.
    fn verifier(&self, resultat: &Resultat) -> anyhow::Result<()> {
        let en_echec: Vec<u32> = resultat
            .etapes
            .iter()
            .filter(|etape| etape.etat != EtatEtape::Acquise)
            .map(|etape| etape.numero)
            .collect();
        let comme_declare = match self.attendue {
            Attendue::ToutAcquis => resultat.points == resultat.points_max,
            Attendue::EchecDe(etape) => resultat.empechement.is_none() && en_echec == [etape],
            Attendue::RienDAcquis => {
                resultat.empechement.is_none() && en_echec.len() == resultat.etapes.len()
            }
            Attendue::NeCompilePas => {
                matches!(resultat.empechement, Some(Empechement::NeCompilePas { .. }))
            }
        };
        if comme_declare {
            return Ok(());
        }
        bail!(
            "{:?} était attendu ; étapes non acquises : {en_echec:?} ; empêchement : {}",
            self.attendue,
            resultat
                .empechement
                .as_ref()
                .map_or("aucun".into(), ToString::to_string)
        )
    }
}

/// Le nom d'un élève, et de son dossier.
fn nom(eleve: usize) -> String {
    format!("eleve-{:03}", eleve + 1)
}

/// Des copies à noter : celles des premiers élèves, moins quelques réponses qu'ils n'ont pas rendues.
struct Lot {
    copies: usize,
    /// Élève, exercice.
    sans: Vec<(usize, usize)>,
}

impl Lot {
    fn entier(copies: usize) -> Self {
        Lot {
            copies,
            sans: Vec::new(),
        }
    }
}

// --- Le correcteur

/// De quoi noter et comparer.
struct Banc<'a> {
    cours: &'a Cours,
    /// Les réponses de [`PERIODE`] élèves : les suivants rendent les mêmes, chacun à son nom.
    classe: Vec<Vec<Rendue>>,
    programme: &'a Path,
    /// Un dossier à cette mesure, effacé avec elle.
    dossier: &'a Path,
}

/// Un lot noté.
struct Mesure {
    copies: usize,
    duree: Duration,
    /// Le plus que le correcteur lui-même, sans ses enfants, ait eu en mémoire, en Mio.
    memoire: Option<f64>,
    rapport: Rapport,
}

impl Mesure {
    /// Secondes par copie.
    fn par_copie(&self) -> f64 {
        self.duree.as_secs_f64() / self.copies as f64
    }
}

impl std::fmt::Display for Mesure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let memoire = match self.memoire {
            Some(memoire) => format!("{} Mio", nombre(memoire, 0)),
            None => "non mesurée ici".to_owned(),
        };
        write!(
            f,
            "{:>7} {:>8} s {:>12} {:>9} s   {memoire:>21}",
            self.copies,
            nombre(self.duree.as_secs_f64(), 1),
            nombre(60.0 / self.par_copie(), 1),
            nombre(self.par_copie(), 2),
        )
    }
}

impl Banc<'_> {
    fn rendue(&self, eleve: usize, exercice: usize) -> &Rendue {
        &self.classe[eleve % PERIODE][exercice]
    }

    /// Écrit les copies de ce lot, les note comme un enseignant le ferait, et vérifie les notes. `chemins`
    /// remplace le `PATH`.
    fn noter(&self, nom: &str, lot: &Lot, chemins: Option<&Path>) -> anyhow::Result<Mesure> {
        let dossier = self.dossier.join(nom);
        let (copies, sortie) = (dossier.join("copies"), dossier.join("notes"));
        self.ecrire(lot, &copies)?;
        let journal = dossier.join("journal.txt");
        let mut commande = Command::new(self.programme);
        commande
            .args(["noter", "--format", "table", "--format", "csv"])
            .args(["--format", "html", "--lot"])
            .arg(&copies)
            .arg("--sortie")
            .arg(&sortie)
            .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&journal)?);
        if let Some(chemins) = chemins {
            commande.env("PATH", chemins);
        }
        let depart = Instant::now();
        let enfant = commande
            .spawn()
            .with_context(|| format!("« {} » ne se lance pas", self.programme.display()))?;
        let (code, memoire) = suivre(enfant)?;
        let duree = depart.elapsed();
        ensure!(
            matches!(code, Some(0 | 1)),
            "le correcteur a fini avec le code {code:?} : {}",
            std::fs::read_to_string(&journal).unwrap_or_default()
        );
        let octets = std::fs::read(sortie.join(FICHIER)).context("pas de rapport")?;
        let rapport: Rapport = serde_json::from_slice(&octets)?;
        self.verifier(lot, &rapport)?;
        std::fs::remove_dir_all(&dossier)?;
        Ok(Mesure {
            copies: lot.copies,
            duree,
            memoire,
            rapport,
        })
    }

    fn ecrire(&self, lot: &Lot, dossier: &Path) -> anyhow::Result<()> {
        for eleve in 0..lot.copies {
            for (rang, exercice) in self.cours.exercices.iter().enumerate() {
                if !lot.sans.contains(&(eleve, rang)) {
                    let sources = dossier.join(nom(eleve)).join(&exercice.nom).join("src");
                    std::fs::create_dir_all(&sources)?;
                    let texte = self.rendue(eleve, rang).texte_de(eleve);
                    std::fs::write(sources.join("main.rs"), texte)?;
                }
            }
        }
        Ok(())
    }

    /// Vérifie que chaque réponse rendue a eu ce que le corpus déclare.
    fn verifier(&self, lot: &Lot, rapport: &Rapport) -> anyhow::Result<()> {
        ensure!(
            rapport.copies.len() == lot.copies,
            "{} copies notées sur {}",
            rapport.copies.len(),
            lot.copies
        );
        for (eleve, copie) in rapport.copies.iter().enumerate() {
            for (rang, resultat) in copie.resultats.iter().enumerate() {
                if !lot.sans.contains(&(eleve, rang)) {
                    let issue = self.rendue(eleve, rang).verifier(resultat);
                    issue.with_context(|| {
                        format!("{}, {} : mal noté", copie.nom, resultat.exercice)
                    })?;
                }
            }
        }
        Ok(())
    }
}

/// Attend la fin du processus ; rend son code, et le plus qu'il ait eu en mémoire, en Mio.
fn suivre(mut enfant: Child) -> std::io::Result<(Option<i32>, Option<f64>)> {
    let mut memoire = None;
    loop {
        // Le maximum que le noyau retient ne décroît pas : la dernière lecture est la bonne. `wait4` donnerait
        // celui du plus gros des descendants, c'est-à-dire du compilateur.
        memoire = memoire_maximale(enfant.id()).or(memoire);
        if let Some(statut) = enfant.try_wait()? {
            return Ok((statut.code(), memoire));
        }
        thread::sleep(PAS);
    }
}

/// Le maximum de mémoire résidente de ce processus, en Mio ; `None` s'il est fini, ou hors de Linux.
fn memoire_maximale(pid: u32) -> Option<f64> {
    let statut = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let ligne = statut
        .lines()
        .find_map(|ligne| ligne.strip_prefix("VmHWM:"))?;
    let kio: f64 = ligne.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kio / 1024.0)
}

// --- La boucle

/// Compare le correcteur et la boucle sur les mêmes copies, et affiche tout.
fn comparer(banc: &Banc<'_>, copies: usize) -> anyhow::Result<Jugement> {
    let entier = Lot::entier(copies);
    let correcteur = banc.noter("compare", &entier, None)?;
    let figees = figees(&correcteur.rapport);
    println!(
        "\nsur les mêmes copies ({copies}), {} réponses, dont {} où un test fige jusqu'au chien de garde :",
        copies * banc.cours.exercices.len(),
        figees.len()
    );
    let passages = Boucle::preparer(banc, copies)?.passer()?;
    let duree = |garder: &dyn Fn(&Passage) -> bool| -> Duration {
        let gardes = passages.iter().filter(|passage| garder(passage));
        gardes.map(|passage| passage.duree).sum()
    };
    let boucle = duree(&|_| true);
    let nom_de_la_boucle = "boucle : un clone par copie, bibliothèques prêtes";
    ligne_de_comparaison(nom_de_la_boucle, copies, boucle, boucle);
    ligne_de_comparaison("correcteur", copies, correcteur.duree, boucle);
    if let Some(chemins) = chemins_sans_cloison(banc.dossier)? {
        let mesure = banc.noter("sans-cloison", &entier, Some(&chemins))?;
        let nom = "correcteur, sans bubblewrap";
        ligne_de_comparaison(nom, copies, mesure.duree, boucle);
    }
    if !figees.is_empty() {
        println!("sans ces réponses-là :");
        let boucle = duree(&|passage| !figees.contains(&(passage.eleve, passage.exercice)));
        ligne_de_comparaison(nom_de_la_boucle, copies, boucle, boucle);
        let lot = Lot {
            copies,
            sans: figees,
        };
        let mesure = banc.noter("sans-figees", &lot, None)?;
        ligne_de_comparaison("correcteur", copies, mesure.duree, boucle);
    }
    Ok(juger_le_debit(correcteur.duree, boucle))
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

/// La boucle d'un enseignant : dans chaque clone, `cargo test -p exoNN` pour chaque exercice. Tous les clones
/// partagent un dossier `target` où les bibliothèques sont déjà compilées : c'est la plus rapide.
struct Boucle<'a> {
    banc: &'a Banc<'a>,
    copies: usize,
    dossier: PathBuf,
}

/// Un `cargo test`.
struct Passage {
    eleve: usize,
    exercice: usize,
    duree: Duration,
}

impl<'a> Boucle<'a> {
    /// Fait les clones et compile tout une fois, énoncés compris.
    fn preparer(banc: &'a Banc<'a>, copies: usize) -> anyhow::Result<Self> {
        let dossier = banc.dossier.join("boucle");
        for eleve in 0..copies {
            cloner(&banc.cours.racine, &dossier.join(nom(eleve)))?;
        }
        let boucle = Boucle {
            banc,
            copies,
            dossier,
        };
        for exercice in &banc.cours.exercices {
            let (reussi, _) = boucle.cargo_test(0, exercice, &["--no-run"])?;
            ensure!(reussi, "{} ne compile pas dans un clone neuf", exercice.nom);
        }
        Ok(boucle)
    }

    fn passer(&self) -> anyhow::Result<Vec<Passage>> {
        let mut passages = Vec::new();
        for eleve in 0..self.copies {
            for (rang, exercice) in self.banc.cours.exercices.iter().enumerate() {
                passages.push(self.passer_un(eleve, rang, exercice)?);
            }
        }
        Ok(passages)
    }

    /// Pose la réponse dans le clone, la teste, et vérifie que Cargo en pense ce que le corpus déclare.
    fn passer_un(&self, eleve: usize, rang: usize, exercice: &Exercice) -> anyhow::Result<Passage> {
        let rendue = self.banc.rendue(eleve, rang);
        let fichier = self.dossier.join(nom(eleve)).join(&exercice.nom);
        // Posée juste avant, et non d'avance : les clones ont le même dossier `target`, et Cargo, qui compare
        // des dates, prendrait le programme du clone précédent pour celui-ci.
        std::fs::write(fichier.join("src/main.rs"), rendue.texte_de(eleve))?;
        let (reussi, duree) = self.cargo_test(eleve, exercice, &[])?;
        let attendu = matches!(rendue.attendue, Attendue::ToutAcquis);
        ensure!(
            reussi == attendu,
            "la boucle se trompe sur {}, {} : {:?} était attendu",
            nom(eleve),
            exercice.nom,
            rendue.attendue
        );
        Ok(Passage {
            eleve,
            exercice: rang,
            duree,
        })
    }

    /// Vrai si Cargo dit que tout passe ; et ce qu'il a pris de temps.
    fn cargo_test(
        &self,
        eleve: usize,
        exercice: &Exercice,
        options: &[&str],
    ) -> anyhow::Result<(bool, Duration)> {
        let mut commande = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
        commande
            .args(["test", "--package", &exercice.nom])
            .args(options)
            .current_dir(self.dossier.join(nom(eleve)))
            .env("CARGO_TARGET_DIR", self.dossier.join("target"));
        let demande = Demande {
            entree: b"",
            ligne_attendue: None,
            delai: DELAI_DE_LA_BOUCLE,
            garder: 1024 * 1024,
        };
        let fin = executer(commande, &demande).context("cargo ne se lance pas")?;
        let statut = fin.statut.with_context(|| {
            format!("{}, {} : cargo test ne finit pas", nom(eleve), exercice.nom)
        })?;
        Ok((statut.success(), fin.duree))
    }
}

/// Copie l'arbre du cours, moins les produits de Cargo, l'historique et les solutions.
fn cloner(source: &Path, cible: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(cible)?;
    for entree in std::fs::read_dir(source)? {
        let entree = entree?;
        let (nom, nature) = (entree.file_name(), entree.file_type()?);
        if nature.is_dir()
            && !["target", ".git", "solutions"]
                .iter()
                .any(|sans| nom == *sans)
        {
            cloner(&entree.path(), &cible.join(nom))?;
        } else if nature.is_file() {
            std::fs::copy(entree.path(), cible.join(nom))?;
        }
    }
    Ok(())
}

// --- Les seuils

/// Ce qu'un seuil donne.
struct Jugement {
    constat: String,
    tenu: bool,
}

impl std::fmt::Display for Jugement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mot = if self.tenu { "tenu  " } else { "ROMPU " };
        write!(f, "{mot} {}", self.constat)
    }
}

/// Croissance et mémoire, de la plus petite à la plus grande des classes.
fn juger_la_classe(mesures: &[Mesure]) -> Vec<Jugement> {
    let [premiere, .., derniere] = mesures else {
        return mesures.iter().filter_map(juger_la_memoire).collect();
    };
    let variation = derniere.par_copie() / premiere.par_copie() - 1.0;
    let signe = if variation < 0.0 { '−' } else { '+' };
    let croissance = Jugement {
        constat: format!(
            "croissance : {signe} {} % de durée par copie, de {} à {} copies (seuil : ± {} %)",
            nombre(variation.abs() * 100.0, 1),
            premiere.copies,
            derniere.copies,
            nombre(seuils::CROISSANCE * 100.0, 0)
        ),
        tenu: variation.abs() <= seuils::CROISSANCE,
    };
    std::iter::once(croissance)
        .chain(juger_la_memoire(derniere))
        .collect()
}

/// `None` là où la mémoire ne se mesure pas.
fn juger_la_memoire(mesure: &Mesure) -> Option<Jugement> {
    let memoire = mesure.memoire?;
    Some(Jugement {
        constat: format!(
            "mémoire    : {} Mio pour le correcteur lui-même, à {} copies (seuil : moins de {} Mio)",
            nombre(memoire, 0),
            mesure.copies,
            nombre(seuils::MEMOIRE, 0)
        ),
        tenu: memoire < seuils::MEMOIRE,
    })
}

fn juger_le_debit(correcteur: Duration, boucle: Duration) -> Jugement {
    let fois = boucle.as_secs_f64() / correcteur.as_secs_f64();
    Jugement {
        constat: format!(
            "débit      : {} fois celui de la boucle (seuil : au moins {} fois)",
            nombre(fois, 2),
            nombre(seuils::FOIS_LA_BOUCLE, 0)
        ),
        tenu: fois >= seuils::FOIS_LA_BOUCLE,
    }
}

/// Un nombre à tant de décimales, écrit en français.
fn nombre(valeur: f64, decimales: usize) -> String {
    format!("{valeur:.decimales$}").replace('.', ",")
}
