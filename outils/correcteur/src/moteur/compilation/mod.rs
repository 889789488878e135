//! L'atelier : compiler une réponse dans un arbre propre, une seule fois, sans recompiler les dépendances.
//!
//! Cargo compile les bibliothèques du cours ; chaque réponse ne demande ensuite qu'un appel de `rustc`, sur
//! le fichier de tests de référence, qui inclut la réponse. Rien d'autre ne vient de l'apprenant : ni
//! manifeste, ni configuration de Cargo, ni script de construction.

mod bibliotheques;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context, ensure};
use bibliotheques::Bibliotheques;
use serde::{Deserialize, Serialize};

use crate::cours::inventaire::{self, Inventaire, REPONSE};
use crate::cours::{Cours, Exercice};
use crate::modele::diagnostic::Diagnostic;
use crate::moteur::bac_a_sable::{BacASable, Besoin, Limites};
use crate::moteur::processus::{Demande, Fin, executer};
use crate::socle::empreinte::empreinte;

/// Temps laissé à `rustc` pour une réponse : une réponse ordinaire en demande moins d'une seconde.
pub(crate) const DELAI_COMPILATION: Duration = Duration::from_secs(60);

/// Ce que `rustc` et l'éditeur de liens peuvent consommer dans le bac à sable. Une réponse ordinaire demande
/// moins d'une seconde de processeur et 300 Mio ; le temps de processeur ne dépend pas de la charge.
const LIMITES_DE_COMPILATION: Limites = Limites {
    processeur: 20,
    memoire: 2048,
    adresses: 8192,
    fichier: 512,
    processus: 512,
};

/// Colonnes d'un terminal ordinaire : `rustc` raccourcit lui-même, autour de ce qu'il souligne, les lignes de
/// code plus longues.
const LARGEUR_DES_DIAGNOSTICS: usize = 80;

/// Erreurs et avertissements gardés, au plus, par compilation.
const DIAGNOSTICS_GARDES: usize = 30;

/// De quoi compiler les réponses du cours.
#[derive(Debug, Clone)]
pub struct Atelier {
    /// La racine du cours.
    racine: PathBuf,
    rustc: PathBuf,
    bibliotheques: Bibliotheques,
    /// Options de lint de l'espace de travail.
    lints: Vec<String>,
    /// Ce qui enveloppe le compilateur et les tests.
    bac: BacASable,
}

/// Une réponse compilée : son arbre, et le programme de ses tests.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Compilee {
    /// Le programme qui contient les tests.
    pub programme: PathBuf,
    /// Ce que le compilateur a signalé sans refuser.
    pub avertissements: Vec<Diagnostic>,
}

/// Ce que la compilation d'une réponse donne.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Compilation {
    /// Le programme des tests existe.
    Reussie(Compilee),
    /// Le compilateur refuse la réponse.
    Refusee(Vec<Diagnostic>),
    /// Le compilateur lui-même n'a pas fini.
    Interrompue(String),
}

impl Atelier {
    /// Fait compiler par Cargo, s'il y a lieu, les bibliothèques dont les exercices ont besoin.
    ///
    /// # Errors
    /// Cargo échoue, ou une bibliothèque manque.
    pub fn preparer(cours: &Cours) -> anyhow::Result<Self> {
        let (rustc, bibliotheques) = rayon::join(
            || chemin_de_rustc(&cours.racine),
            || Bibliotheques::compiler(cours),
        );
        Ok(Atelier {
            racine: cours.racine.clone(),
            rustc: rustc?,
            bibliotheques: bibliotheques?,
            lints: options_de_lint(&cours.racine)?,
            bac: BacASable::aucun(),
        })
    }

    /// Le même atelier, dont le compilateur et les tests s'exécutent dans ce bac à sable.
    pub fn dans(self, bac: BacASable) -> Self {
        Atelier { bac, ..self }
    }

    /// Le même atelier, avec ses propres copies des bibliothèques, dans ce dossier : ce que Cargo compilerait
    /// pendant qu'un lot se note ne change rien à la note de personne.
    ///
    /// # Errors
    /// Le disque fait défaut.
    pub fn a_l_abri(self, dossier: &Path) -> anyhow::Result<Self> {
        let bibliotheques = self.bibliotheques.copier(dossier);
        Ok(Atelier {
            bibliotheques: bibliotheques.with_context(|| {
                format!(
                    "les bibliothèques ne se copient pas dans « {} »",
                    dossier.display()
                )
            })?,
            ..self
        })
    }

    /// Ce qui enveloppe le compilateur et les tests.
    pub fn bac_a_sable(&self) -> &BacASable {
        &self.bac
    }

    /// De quoi reconnaître l'outillage (le compilateur, les bibliothèques, le banc) : le même texte, jugé par un
    /// autre, pourrait donner autre chose.
    ///
    /// # Errors
    /// `rustc` ou les sources du banc ne se lisent pas.
    pub fn outillage(&self) -> anyhow::Result<String> {
        let rustc = Command::new(&self.rustc).arg("-vV").output();
        let rustc = rustc.context("rustc ne se lance pas")?.stdout;
        let mut outillage = String::from_utf8_lossy(&rustc).into_owned();
        outillage.extend(self.lints.iter().map(String::as_str));
        // Leur nom porte l'empreinte de leur version, de leurs options et du profil.
        outillage.extend(self.bibliotheques.noms());
        let sources = ["outils/banc/src", "outils/banc-macros/src"].map(|dossier| {
            let parcours = walkdir::WalkDir::new(self.racine.join(dossier)).sort_by_file_name();
            parcours
                .into_iter()
                .flatten()
                .map(walkdir::DirEntry::into_path)
        });
        for fichier in sources
            .into_iter()
            .flatten()
            .filter(|chemin| chemin.is_file())
            .chain(["Cargo.lock", "Cargo.toml"].map(|nom| self.racine.join(nom)))
        {
            let texte = std::fs::read_to_string(&fichier);
            outillage +=
                &texte.with_context(|| format!("« {} » ne se lit pas", fichier.display()))?;
        }
        Ok(outillage)
    }

    /// Compile cette réponse avec les tests de référence, dans `arbre`, un dossier qui n'est qu'à elle.
    /// `increments`, s'il est donné, est un dossier où le compilateur garde de quoi aller plus vite à la
    /// prochaine version de la même réponse.
    ///
    /// # Errors
    /// Le disque ou `rustc` fait défaut ; une réponse fausse n'est pas une erreur.
    pub fn compiler(
        &self,
        exercice: &Exercice,
        reponse: &str,
        arbre: &Path,
        increments: Option<&Path>,
    ) -> anyhow::Result<Compilation> {
        installer(exercice, reponse, arbre)?;
        let commande = self.commande(exercice, arbre, increments)?;
        let commande = self.envelopper(commande, arbre, increments);
        let demande = Demande {
            entree: b"",
            ligne_attendue: None,
            delai: DELAI_COMPILATION,
            garder: 2 * 1024 * 1024,
        };
        let fin = executer(commande, &demande).context("rustc ne se lance pas")?;
        Ok(issue_de(&fin, arbre))
    }

    /// Comme [`Atelier::compiler`], dans un arbre qui se garde d'une fois sur l'autre : la réponse n'est
    /// recompilée que si elle, les tests ou les bibliothèques ont changé depuis.
    ///
    /// # Errors
    /// Comme [`Atelier::compiler`].
    pub(crate) fn compiler_si_besoin(
        &self,
        exercice: &Exercice,
        reponse: &str,
        arbre: &Path,
    ) -> anyhow::Result<Compilation> {
        let memoire = arbre.join("compilation.json");
        let empreinte = self.empreinte(exercice, reponse)?;
        let gardee = std::fs::read(&memoire).ok();
        let gardee: Option<(String, Compilation)> =
            gardee.and_then(|octets| serde_json::from_slice(&octets).ok());
        if let Some((ancienne, compilation)) = gardee
            && ancienne == empreinte
            && compilation.est_utilisable()
        {
            return Ok(compilation);
        }
        let compilation =
            self.compiler(exercice, reponse, arbre, Some(&arbre.join("increments")))?;
        let octets = serde_json::to_vec(&(empreinte, &compilation))?;
        std::fs::write(&memoire, octets).context("le dossier target ne s'écrit pas")?;
        Ok(compilation)
    }

    /// De quoi reconnaître une compilation déjà faite.
    fn empreinte(&self, exercice: &Exercice, reponse: &str) -> anyhow::Result<String> {
        let tests = Inventaire::lire(&exercice.dossier)?.fichiers;
        let fichiers = exercice.dependances.iter().map(|dependance| {
            let fichier = self
                .bibliotheques
                .fichiers
                .get(&dependance.nom_de_crate())?;
            let date = fichier.metadata().and_then(|meta| meta.modified()).ok();
            Some((fichier, date))
        });
        let outils = (&self.lints, &self.rustc, fichiers.collect::<Vec<_>>());
        Ok(empreinte([
            reponse,
            &format!("{tests:?}"),
            &format!("{outils:?}"),
        ]))
    }

    /// Le compilateur, dans le bac à sable : il lit ses propres fichiers et les bibliothèques, il écrit dans
    /// l'arbre.
    fn envelopper(
        &self,
        mut commande: Command,
        arbre: &Path,
        increments: Option<&Path>,
    ) -> Command {
        if cfg!(unix) {
            // L'éditeur de liens est un programme du système.
            commande
                .env("PATH", "/usr/local/bin:/usr/bin:/bin")
                .env("TMPDIR", arbre.join("tmp"));
        }
        let sysroot = self.rustc.ancestors().nth(2).unwrap_or(&self.rustc);
        let mut lus = vec![sysroot];
        lus.extend(self.bibliotheques.a_lire());
        let mut ecrits = vec![arbre];
        ecrits.extend(increments);
        let besoin = Besoin {
            lus,
            ecrits,
            passagers: Vec::new(),
            limites: LIMITES_DE_COMPILATION,
            sans_droits: false,
        };
        self.bac.envelopper(commande, &besoin)
    }

    fn commande(
        &self,
        exercice: &Exercice,
        arbre: &Path,
        increments: Option<&Path>,
    ) -> anyhow::Result<Command> {
        let mut commande = Command::new(&self.rustc);
        commande
            .current_dir(arbre)
            .env("CARGO_MANIFEST_DIR", arbre.join(&exercice.nom))
            .env("CARGO_TARGET_TMPDIR", arbre.join("tmp"))
            .env("CARGO_PKG_NAME", &exercice.nom)
            .args([
                "--crate-name",
                inventaire::PROGRAMME,
                "--test",
                "--error-format=json",
            ])
            .arg(format!("--diagnostic-width={LARGEUR_DES_DIAGNOSTICS}"))
            .arg(format!("--edition={}", exercice.edition))
            .args(["-C", "debuginfo=0", "-C", "strip=debuginfo"])
            .args(["-o", &programme()])
            // Les messages nomment les fichiers comme l'apprenant les connaît.
            .arg(format!("--remap-path-prefix={}/=", arbre.display()))
            .args(&self.lints);
        for dependance in &exercice.dependances {
            let nom = dependance.nom_de_crate();
            let fichier = self
                .bibliotheques
                .fichiers
                .get(&nom)
                .with_context(|| format!("la bibliothèque {nom} n'a pas été compilée"))?;
            commande
                .arg("--extern")
                .arg(format!("{nom}={}", fichier.display()));
        }
        for dossier in self.bibliotheques.dossiers() {
            commande
                .arg("-L")
                .arg(format!("dependency={}", dossier.display()));
        }
        match increments {
            Some(increments) => commande
                .arg("-C")
                .arg(format!("incremental={}", increments.display())),
            // Les cœurs sont déjà pris par d'autres réponses : un seul thread par réponse en fait moins au total.
            None => commande.args(["-C", "codegen-units=1"]),
        };
        commande.arg(
            Path::new(&exercice.nom)
                .join(inventaire::DOSSIER)
                .join(inventaire::RACINE),
        );
        Ok(commande)
    }
}

impl Compilation {
    /// Le résultat gardé vaut encore : son programme est là, et il ne tenait pas à une limite de temps.
    fn est_utilisable(&self) -> bool {
        match self {
            Compilation::Reussie(compilee) => compilee.programme.is_file(),
            Compilation::Refusee(_) => true,
            Compilation::Interrompue(_) => false,
        }
    }
}

/// Nom, dans l'arbre, du programme des tests.
fn programme() -> String {
    format!("{}{}", inventaire::PROGRAMME, std::env::consts::EXE_SUFFIX)
}

/// Pose dans l'arbre la réponse et les tests de référence.
fn installer(exercice: &Exercice, reponse: &str, arbre: &Path) -> anyhow::Result<()> {
    let paquet = arbre.join(&exercice.nom);
    let tests = Inventaire::lire(&exercice.dossier)?.fichiers;
    let poser = |fichier: &Path, texte: &str| -> std::io::Result<()> {
        let fichier = paquet.join(fichier);
        std::fs::create_dir_all(fichier.parent().unwrap_or(&paquet))?;
        std::fs::write(fichier, texte)
    };
    let tout_poser = || -> std::io::Result<()> {
        std::fs::create_dir_all(arbre.join("tmp"))?;
        poser(REPONSE.as_ref(), reponse)?;
        tests
            .iter()
            .try_for_each(|(fichier, texte)| poser(fichier, texte))
    };
    tout_poser().with_context(|| format!("« {} » ne se remplit pas", arbre.display()))
}

fn issue_de(fin: &Fin, arbre: &Path) -> Compilation {
    let mut diagnostics: Vec<_> = fin.erreur.lines().filter_map(Diagnostic::lire).collect();
    let Some(statut) = fin.statut else {
        let secondes = DELAI_COMPILATION.as_secs();
        return Compilation::Interrompue(format!("la compilation dépasse {secondes} s"));
    };
    if statut.success() {
        diagnostics.truncate(DIAGNOSTICS_GARDES);
        let programme = arbre.join(programme());
        return Compilation::Reussie(Compilee {
            programme,
            avertissements: diagnostics,
        });
    }
    diagnostics.retain(|diagnostic| diagnostic.erreur);
    diagnostics.truncate(DIAGNOSTICS_GARDES);
    if let Some(raison) = limite_atteinte(fin, statut) {
        return Compilation::Interrompue(raison);
    }
    if diagnostics.is_empty() {
        return Compilation::Interrompue(format!("le compilateur s'est arrêté ({statut})"));
    }
    Compilation::Refusee(diagnostics)
}

/// La limite qui a arrêté le compilateur, si c'en est une.
fn limite_atteinte(fin: &Fin, statut: ExitStatus) -> Option<String> {
    let Limites {
        processeur,
        memoire,
        ..
    } = LIMITES_DE_COMPILATION;
    if signal_recu(statut) == Some(SIGXCPU) {
        return Some(format!(
            "la compilation dépasse {processeur} s de processeur"
        ));
    }
    let manque = [
        "memory allocation of",
        "LLVM ERROR: out of memory",
        "Cannot allocate memory",
        "std::bad_alloc",
        "more memory than available to compiler",
    ];
    let faute_de_memoire = manque.iter().any(|texte| fin.erreur.contains(texte));
    faute_de_memoire.then(|| format!("la compilation demande plus de {memoire} Mio de mémoire"))
}

/// Le signal d'une limite de processeur dépassée, sous Linux et macOS.
const SIGXCPU: i32 = 24;

/// Le signal qui a arrêté un processus, que ce soit lui ou son enveloppe qui l'ait reçu : bwrap et `sh` le
/// rendent par le code 128 + signal.
pub(crate) fn signal_recu(statut: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = statut.signal() {
            return Some(signal);
        }
    }
    let signal = statut.code()?.checked_sub(128)?;
    (1..=64).contains(&signal).then_some(signal)
}

/// Le vrai `rustc` : le relais de rustup coûterait quelques dizaines de millisecondes à chaque réponse.
fn chemin_de_rustc(racine: &Path) -> anyhow::Result<PathBuf> {
    let relais = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sortie = Command::new(relais)
        .current_dir(racine)
        .args(["--print", "sysroot"])
        .output()
        .context("rustc est introuvable : installe Rust avec rustup")?;
    ensure!(sortie.status.success(), "rustc --print sysroot a échoué");
    let sysroot =
        String::from_utf8(sortie.stdout).context("le chemin de rustc n'est pas de l'UTF-8")?;
    Ok(Path::new(sysroot.trim())
        .join("bin")
        .join(if cfg!(windows) { "rustc.exe" } else { "rustc" }))
}

/// Les lints que Cargo passerait : ceux de l'espace de travail du cours.
fn options_de_lint(racine: &Path) -> anyhow::Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Manifeste {
        workspace: Espace,
    }
    #[derive(Deserialize)]
    struct Espace {
        lints: HashMap<String, HashMap<String, String>>,
    }

    let texte =
        std::fs::read_to_string(racine.join("Cargo.toml")).context("Cargo.toml ne se lit pas")?;
    let manifeste: Manifeste =
        toml::from_str(&texte).context("Cargo.toml n'a pas de workspace.lints")?;
    let mut options: Vec<_> = manifeste
        .workspace
        .lints
        .get("rust")
        .into_iter()
        .flatten()
        .map(|(lint, niveau)| format!("--{niveau}={lint}"))
        .collect();
    options.sort();
    Ok(options)
}
