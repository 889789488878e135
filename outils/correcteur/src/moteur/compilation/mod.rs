//! L'atelier : compiler une réponse dans un arbre propre, une seule fois, sans recompiler les dépendances.
//!
//! Cargo compile les bibliothèques du cours ; chaque réponse ne demande ensuite qu'un appel de `rustc`, sur
//! le fichier de tests de référence, qui inclut la réponse. Rien d'autre ne vient de l'apprenant : ni
//! manifeste, ni configuration de Cargo, ni script de construction.

mod arret;
mod autre_fichier;
mod bibliotheques;
mod commande;
mod machine;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use arret::limite_atteinte;
pub(crate) use arret::signal_recu;
use bibliotheques::Bibliotheques;
use serde::{Deserialize, Serialize};

use crate::cours::inventaire::{self, REPONSE};
use crate::cours::{Cours, Exercice};
use crate::modele::diagnostic::Diagnostic;
use crate::moteur::bac_a_sable::{BacASable, Limites};
use crate::moteur::processus::{Demande, Fin, executer};
use crate::moteur::tour::{machine_saturee, seul};
use crate::socle::empreinte::empreinte;
use crate::socle::fichiers::lire;
use crate::socle::terminal::Attente;

/// Temps laissé à `rustc` pour une réponse : une réponse ordinaire en demande moins d'une seconde.
const DELAI_COMPILATION: Duration = Duration::from_secs(60);

/// Ce que `rustc` et l'éditeur de liens peuvent consommer dans le bac à sable. Une réponse ordinaire demande
/// moins d'une seconde de processeur et 300 Mio ; le temps de processeur ne dépend pas de la charge.
const LIMITES_DE_COMPILATION: Limites = Limites {
    processeur: 20,
    memoire: 2048,
    adresses: 8192,
    fichier: 512,
    processus: 512,
};

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
    Refusee {
        /// Ses erreurs, les premières.
        erreurs: Vec<Diagnostic>,
        /// Combien d'autres n'ont pas été gardées.
        autres: usize,
    },
    /// Le compilateur lui-même n'a pas fini.
    Interrompue(String),
}

impl Atelier {
    /// Fait compiler par Cargo, s'il y a lieu, les bibliothèques dont les exercices ont besoin ; ce qui dure se dit sur
    /// la sortie d'erreur.
    ///
    /// # Errors
    /// Cargo échoue, ou une bibliothèque manque.
    pub fn preparer(cours: &Cours) -> anyhow::Result<Self> {
        let attente = Attente::default();
        Self::preparer_en_disant(cours, &|phrase| attente.dire(phrase))
    }

    /// Comme [`Atelier::preparer`]. `dire` reçoit, chaque fois qu'elle change, la phrase qui dit ce qui se fait attendre.
    ///
    /// # Errors
    /// Comme [`Atelier::preparer`].
    pub(crate) fn preparer_en_disant(
        cours: &Cours,
        dire: &(dyn Fn(&str) + Sync),
    ) -> anyhow::Result<Self> {
        let (rustc, bibliotheques) = rayon::join(
            || chemin_de_rustc(&cours.racine),
            || Bibliotheques::compiler(cours, dire),
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

    /// Les bibliothèques sont encore là : `cargo clean` les efface.
    pub(crate) fn est_entier(&self) -> bool {
        self.bibliotheques.sont_la()
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
            outillage += &lire(&fichier)?;
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
        let demande = Demande {
            entree: b"",
            ligne_attendue: None,
            delai: DELAI_COMPILATION,
            garder: 2 * 1024 * 1024,
        };
        let lancer = || -> anyhow::Result<Fin> {
            let commande = self.commande(exercice, arbre, increments)?;
            let commande = self.envelopper(commande, arbre, increments);
            executer(commande, &demande).context("rustc ne se lance pas")
        };
        let mut fin = lancer()?;
        if fin.statut.is_none() && machine_saturee() {
            let _tour = seul();
            fin = lancer()?;
        }
        machine::verifier(&fin.erreur)?;
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
        let tests = inventaire::fichiers(&exercice.dossier)?;
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
}

impl Compilation {
    /// Le résultat gardé vaut encore : son programme est là, et il ne tenait pas à une limite de temps.
    fn est_utilisable(&self) -> bool {
        match self {
            Compilation::Reussie(compilee) => compilee.programme.is_file(),
            Compilation::Refusee { .. } => true,
            Compilation::Interrompue(_) => false,
        }
    }
}

/// Nom, dans l'arbre, du programme des tests.
fn programme() -> String {
    format!("{}{}", inventaire::PROGRAMME, std::env::consts::EXE_SUFFIX)
}

/// Pose dans l'arbre la réponse et les tests de référence, ceux des étapes de cet exercice.
fn installer(exercice: &Exercice, reponse: &str, arbre: &Path) -> anyhow::Result<()> {
    let paquet = arbre.join(&exercice.nom);
    let mut tests = inventaire::fichiers(&exercice.dossier)?;
    let etapes: Vec<u32> = exercice.etapes.iter().map(|etape| etape.numero).collect();
    let racine = Path::new(inventaire::DOSSIER).join(inventaire::RACINE);
    if let Some((_, texte)) = tests.iter_mut().find(|(fichier, _)| *fichier == racine) {
        *texte = inventaire::sans_les_autres_etapes(texte, &etapes);
    }
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
    diagnostics.iter_mut().for_each(autre_fichier::traduire);
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
    let perdues = nombre_d_erreurs(&fin.erreur).saturating_sub(diagnostics.len());
    sans_les_suites(&mut diagnostics);
    let en_trop = diagnostics.len().saturating_sub(DIAGNOSTICS_GARDES);
    diagnostics.truncate(DIAGNOSTICS_GARDES);
    if let Some(raison) = limite_atteinte(fin, statut, LIMITES_DE_COMPILATION) {
        return Compilation::Interrompue(raison);
    }
    if diagnostics.is_empty() {
        return Compilation::Interrompue(arret::en_mots(statut));
    }
    Compilation::Refusee {
        erreurs: diagnostics,
        autres: perdues + en_trop,
    }
}

/// Le total que `rustc` annonce à la fin, « aborting due to 12 previous errors » : d'un déluge, ce qui est gardé de sa
/// sortie ne suffit pas à les compter. Zéro s'il ne dit rien.
fn nombre_d_erreurs(sortie: &str) -> usize {
    let (_, reste) = sortie.rsplit_once("aborting due to ").unwrap_or_default();
    let (nombre, _) = reste.split_once(" previous error").unwrap_or_default();
    nombre.parse().unwrap_or(0)
}

/// Une fonction dont la signature a changé, ou qui n'a plus son nom, met en erreur chaque test qui l'appelle : une erreur
/// le dit, les autres des tests n'y ajoutent rien. Celles de la réponse restent, après : ce qui l'appelle dans la réponse
/// n'en est souvent que la suite. Sauf un nom qui ne mène à rien, ou à deux choses : il en est plutôt la cause.
fn sans_les_suites(erreurs: &mut Vec<Diagnostic>) {
    let mut dites = HashSet::new();
    let constats = erreurs.iter().map(|erreur| {
        let constat = erreur.contrat_rompu()?;
        Some(dites.insert(constat.to_owned()))
    });
    let constats: Vec<Option<bool>> = constats.collect();
    if dites.is_empty() {
        return;
    }
    let mut constats = constats.into_iter();
    erreurs.retain(|erreur| {
        let constat = constats.next().flatten();
        constat.unwrap_or_else(|| !erreur.est_dans_les_tests())
    });
    erreurs.sort_by_key(|erreur| erreur.contrat_rompu().is_none() && !porte_sur_un_nom(erreur));
}

/// Le compilateur n'a pas trouvé ce nom, ou en a trouvé deux.
fn porte_sur_un_nom(erreur: &Diagnostic) -> bool {
    const CODES: [&str; 8] = [
        "E0252", "E0255", "E0412", "E0425", "E0428", "E0432", "E0433", "E0603",
    ];
    let code = erreur.code.as_deref();
    code.is_some_and(|code| CODES.contains(&code))
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

    let texte = lire(&racine.join("Cargo.toml"))?;
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
