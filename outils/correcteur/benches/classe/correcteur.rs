//! Noter un lot par le correcteur, et mesurer ce qu'il y faut.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use correcteur::cours::Cours;
use correcteur::modele::rapport::{FICHIER, Rapport};

use super::copies::{Lot, nom};
use super::nombre;

/// Ce qui sépare deux lectures de la mémoire du correcteur.
const PAS: Duration = Duration::from_millis(5);

/// Ce qu'une mesure a de particulier.
#[derive(Default)]
pub(crate) struct Avec<'a> {
    /// Le dossier de la mémoire des notes ; sans lui, chaque réponse est notée.
    pub(crate) memoire: Option<&'a Path>,
    /// Ce qui remplace le `PATH`.
    pub(crate) chemins: Option<&'a Path>,
}

/// De quoi noter et comparer.
pub(crate) struct Banc<'a> {
    pub(crate) cours: &'a Cours,
    pub(crate) programme: &'a Path,
    /// Un dossier à cette mesure, effacé avec elle.
    pub(crate) dossier: &'a Path,
}

/// Un lot noté.
pub(crate) struct Mesure {
    pub(crate) copies: usize,
    pub(crate) duree: Duration,
    /// Le plus que le correcteur lui-même, sans ses enfants, ait eu en mémoire, en Mio.
    pub(crate) memoire: Option<f64>,
    pub(crate) rapport: Rapport,
}

impl Mesure {
    /// Secondes par copie.
    pub(crate) fn par_copie(&self) -> f64 {
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
    /// Écrit les copies de ce lot, les note comme un enseignant le ferait, et vérifie les notes.
    pub(crate) fn noter(&self, nom: &str, lot: &Lot, avec: &Avec<'_>) -> anyhow::Result<Mesure> {
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
        // Un programme d'avant la mémoire des notes n'en a pas à taire.
        if self.connait_la_memoire()? {
            match avec.memoire {
                Some(memoire) => commande.arg("--memoire").arg(memoire),
                None => commande.arg("--sans-memoire"),
            };
        }
        if let Some(chemins) = avec.chemins {
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
            copies: lot.copies.len(),
            duree,
            memoire,
            rapport,
        })
    }

    fn connait_la_memoire(&self) -> anyhow::Result<bool> {
        let aide = Command::new(self.programme)
            .args(["noter", "--help"])
            .output()
            .with_context(|| format!("« {} » ne se lance pas", self.programme.display()))?;
        Ok(String::from_utf8_lossy(&aide.stdout).contains("--sans-memoire"))
    }

    fn ecrire(&self, lot: &Lot, dossier: &Path) -> anyhow::Result<()> {
        for (eleve, copie) in lot.copies.iter().enumerate() {
            for (rang, (exercice, rendue)) in self.cours.exercices.iter().zip(copie).enumerate() {
                if !lot.sans.contains(&(eleve, rang)) {
                    let sources = dossier.join(nom(eleve)).join(&exercice.nom).join("src");
                    std::fs::create_dir_all(&sources)?;
                    std::fs::write(sources.join("main.rs"), &rendue.texte)?;
                }
            }
        }
        Ok(())
    }

    /// Vérifie que chaque réponse rendue a eu ce que le corpus déclare.
    fn verifier(&self, lot: &Lot, rapport: &Rapport) -> anyhow::Result<()> {
        ensure!(
            rapport.copies.len() == lot.copies.len(),
            "{} copies notées sur {}",
            rapport.copies.len(),
            lot.copies.len()
        );
        for (eleve, (copie, rendues)) in rapport.copies.iter().zip(&lot.copies).enumerate() {
            for (rang, (resultat, rendue)) in copie.resultats.iter().zip(rendues).enumerate() {
                if !lot.sans.contains(&(eleve, rang)) {
                    let issue = rendue.verifier(resultat);
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
