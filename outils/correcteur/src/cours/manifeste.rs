//! Ce que le cours contient : exercices, étapes, tests. Chaque fait est lu là où il est écrit.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail, ensure};
use cargo_metadata::{MetadataCommand, Package};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cours::inventaire::{self, REPONSE};
use crate::cours::lecon::Lecon;
use crate::socle::fichiers::creer_dossier;

/// Les copies des énoncés, depuis la racine du cours.
pub(crate) const COPIES_DES_ENONCES: &str = "outils/correcteur/enonces";

/// Le cours entier.
#[derive(Debug, Clone)]
pub struct Cours {
    /// La racine de l'espace de travail des exercices.
    pub racine: PathBuf,
    /// Le dossier `target` de Cargo.
    pub cible: PathBuf,
    /// Les exercices, par numéro.
    pub exercices: Vec<Exercice>,
}

/// Un exercice, tel que son manifeste, son README et ses tests le décrivent.
#[derive(Debug, Clone)]
pub struct Exercice {
    /// Nom du paquet, comme `exo31`.
    pub nom: String,
    /// Titre, de `package.metadata.exo`.
    pub titre: String,
    /// Niveau, de `package.metadata.exo`.
    pub niveau: Niveau,
    /// Points quand toutes les étapes sont acquises, de `package.metadata.exo`.
    pub points: u32,
    /// Édition de Rust du paquet.
    pub edition: String,
    /// Dossier du paquet.
    pub dossier: PathBuf,
    /// Bibliothèques que la réponse et les tests peuvent employer.
    pub dependances: Vec<Dependance>,
    /// Les étapes, dans l'ordre.
    pub etapes: Vec<Etape>,
}

/// Une bibliothèque dont un exercice a besoin.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependance {
    /// Nom du paquet.
    pub nom: String,
    /// Ce qui la désigne à Cargo, comme `thiserror@2` : d'autres paquets de l'espace de travail peuvent
    /// dépendre d'une autre version majeure.
    pub specification: String,
}

impl Dependance {
    fn lire(dependance: &cargo_metadata::Dependency) -> Self {
        let version = dependance.req.comparators.first().map(|version| {
            let mineure = version.minor.filter(|_| version.major == 0);
            let mineure = mineure.map_or(String::new(), |mineure| format!(".{mineure}"));
            format!("@{}{mineure}", version.major)
        });
        Dependance {
            nom: dependance.name.clone(),
            specification: dependance.name.clone() + &version.unwrap_or_default(),
        }
    }

    /// Le nom sous lequel le code la connaît.
    pub(crate) fn nom_de_crate(&self) -> String {
        self.nom.replace('-', "_")
    }
}

/// Une étape d'un exercice.
#[derive(Debug, Clone)]
pub struct Etape {
    /// Numéro, à partir de 1.
    pub numero: u32,
    /// Titre, du README.
    pub titre: String,
    /// Noms de ses tests, dans l'ordre du fichier de tests.
    pub tests: Vec<String>,
}

/// Niveau d'un exercice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "les noms disent tout")]
pub enum Niveau {
    Debutant,
    Intermediaire,
    Avance,
    Expert,
}

impl fmt::Display for Niveau {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Niveau::Debutant => "débutant",
            Niveau::Intermediaire => "intermédiaire",
            Niveau::Avance => "avancé",
            Niveau::Expert => "expert",
        })
    }
}

/// La table `package.metadata.exo` d'un manifeste.
#[derive(Deserialize)]
struct Fiche {
    titre: String,
    niveau: Niveau,
    points: u32,
}

impl Cours {
    /// Lit le cours dont `racine` est l'espace de travail.
    ///
    /// # Errors
    /// L'espace de travail, un README ou un fichier de tests ne se lit pas, ou ils se contredisent.
    pub fn charger(racine: &Path) -> anyhow::Result<Self> {
        let metadonnees = MetadataCommand::new()
            .manifest_path(racine.join("Cargo.toml"))
            .no_deps()
            .exec()
            .with_context(|| format!("« {} » n'est pas la racine du cours", racine.display()))?;
        let mut exercices = metadonnees
            .packages
            .par_iter()
            .filter(|paquet| paquet.metadata.get("exo").is_some())
            .map(|paquet| {
                Exercice::lire(paquet).with_context(|| format!("exercice {}", paquet.name))
            })
            .collect::<anyhow::Result<Vec<_>>>()?;
        exercices.sort_by(|a, b| a.nom.cmp(&b.nom));
        ensure!(
            !exercices.is_empty(),
            "aucun exercice sous « {} » : lance la commande depuis une copie du cours",
            racine.display()
        );
        Ok(Cours {
            racine: metadonnees.workspace_root.into(),
            cible: metadonnees.target_directory.into(),
            exercices,
        })
    }

    /// Lit le cours auquel appartient ce programme : celui de `cargo exo`, sinon celui du dossier courant.
    ///
    /// # Errors
    /// Comme [`Cours::charger`].
    pub(crate) fn courant() -> anyhow::Result<Self> {
        // Cargo donne aux programmes qu'il lance le dossier de leur paquet, deux niveaux sous la racine.
        if let Some(paquet) = std::env::var_os("CARGO_MANIFEST_DIR")
            && let Some(racine) = Path::new(&paquet).ancestors().nth(2)
        {
            return Self::charger(racine);
        }
        let ici = std::env::current_dir().context("le dossier courant n'existe plus")?;
        let racine = ici
            .ancestors()
            .find(|dossier| dossier.join("outils/correcteur/Cargo.toml").is_file())
            .context("lance cette commande depuis une copie du cours")?;
        Self::charger(racine)
    }

    /// L'exercice que désigne ce texte : `exo31` ou `31`, et ce qu'un shell en fait en complétant un chemin,
    /// comme `./exo31/` ou `exo31/src/main.rs` ; la casse ne compte pas.
    ///
    /// # Errors
    /// Il n'y en a pas : le message nomme ceux qui existent.
    pub fn exercice(&self, designation: &str) -> anyhow::Result<&Exercice> {
        let trouve = self
            .exercices
            .iter()
            .find(|exo| exo.est_designe_par(designation));
        trouve.with_context(|| {
            let noms: Vec<_> = self.exercices.iter().map(|exo| exo.nom.as_str()).collect();
            format!(
                "pas d'exercice « {designation} » ; il y a {}",
                noms.join(", ")
            )
        })
    }

    /// Les exercices que désignent ces textes, dans l'ordre du cours ; tous, s'il n'y en a aucun.
    ///
    /// # Errors
    /// Comme [`Cours::exercice`].
    pub(crate) fn exercices_demandes(&self, exos: &[String]) -> anyhow::Result<Vec<&Exercice>> {
        let demandes = exos.iter().map(|exo| Ok(self.exercice(exo)?.nom.as_str()));
        let demandes = demandes.collect::<anyhow::Result<Vec<_>>>()?;
        let demande = |exo: &&Exercice| demandes.is_empty() || demandes.contains(&exo.nom.as_str());
        Ok(self.exercices.iter().filter(demande).collect())
    }

    /// Les solutions sont là : un cours distribué ne les a pas toujours.
    pub(crate) fn a_les_solutions(&self) -> bool {
        self.racine.join("solutions").is_dir()
    }

    /// Refuse si cette copie du cours n'a pas les solutions.
    ///
    /// # Errors
    /// Elle ne les a pas.
    pub(crate) fn exiger_les_solutions(&self) -> anyhow::Result<()> {
        ensure!(
            self.a_les_solutions(),
            "ce cours est distribué sans les solutions : demande-les à la personne qui te l'a donné"
        );
        Ok(())
    }

    /// L'arbre de compilation qui se garde pour cet exercice, sous `target` ; il est créé s'il le faut.
    ///
    /// # Errors
    /// Le dossier ne se crée pas.
    pub(crate) fn arbre_de(&self, exercice: &Exercice) -> anyhow::Result<PathBuf> {
        let arbre = self.cible.join("correcteur").join(&exercice.nom);
        creer_dossier(&arbre)?;
        Ok(arbre)
    }

    /// La solution de référence de cet exercice.
    pub fn solution(&self, exercice: &Exercice) -> PathBuf {
        self.racine
            .join("solutions")
            .join(&exercice.nom)
            .join(REPONSE)
    }

    /// Le dossier du corpus de cet exercice : le socle, les réponses justes, les réponses fausses.
    pub fn reponses(&self, exercice: &Exercice) -> PathBuf {
        self.racine
            .join("solutions")
            .join(&exercice.nom)
            .join("reponses")
    }
}

#[cfg(test)]
impl Cours {
    /// Celui de ce dépôt, lu une fois pour tous les essais de cette bibliothèque.
    pub(crate) fn du_depot() -> &'static Self {
        static COURS: std::sync::LazyLock<Cours> = std::sync::LazyLock::new(|| {
            let paquet = Path::new(env!("CARGO_MANIFEST_DIR"));
            let racine = paquet.ancestors().nth(2).unwrap();
            // Une épreuve qui finit, dans un autre essai, tue les processus que le moteur n'a pas lancés, dont ce Cargo.
            let mut lectures = std::iter::repeat_with(|| Cours::charger(racine));
            let lu = lectures.by_ref().take(20).find_map(Result::ok);
            lu.unwrap_or_else(|| panic!("{:?}", lectures.next()))
        });
        &COURS
    }
}

impl Exercice {
    fn lire(paquet: &Package) -> anyhow::Result<Self> {
        let fiche: Fiche = serde_json::from_value(paquet.metadata["exo"].clone())
            .context("la table package.metadata.exo demande titre, niveau et points")?;
        let dossier = paquet
            .manifest_path
            .parent()
            .context("un manifeste a un dossier")?
            .to_path_buf();
        let lecon = Lecon::du_dossier(dossier.as_ref())?;
        let tests = inventaire::tests(dossier.as_ref())?;
        Ok(Exercice {
            nom: paquet.name.to_string(),
            titre: fiche.titre,
            niveau: fiche.niveau,
            points: fiche.points,
            edition: paquet.edition.to_string(),
            dossier: dossier.into(),
            dependances: paquet.dependencies.iter().map(Dependance::lire).collect(),
            etapes: etapes(lecon, tests)?,
        })
    }

    /// Un exercice qui n'existe pas, pour les essais.
    #[cfg(test)]
    pub(crate) fn fictif(nom: &str, etapes: Vec<Etape>) -> Self {
        Exercice {
            nom: nom.to_owned(),
            titre: "Hello Async".to_owned(),
            niveau: Niveau::Debutant,
            points: 10,
            edition: "2024".to_owned(),
            dossier: "/nulle/part".into(),
            dependances: Vec::new(),
            etapes,
        }
    }

    fn est_designe_par(&self, designation: &str) -> bool {
        designation
            .split(['/', '\\'])
            .any(|mot| mot.eq_ignore_ascii_case(&self.nom) || mot == self.numero())
    }

    /// Le numéro de l'exercice en chiffres, comme « 31 ».
    pub(crate) fn numero(&self) -> &str {
        self.nom.trim_start_matches(|c: char| !c.is_ascii_digit())
    }

    /// Le fichier que l'apprenant remplit.
    pub fn enonce(&self) -> PathBuf {
        self.dossier.join(REPONSE)
    }

    /// La copie que le cours garde de l'énoncé : l'énoncé lui-même a pu être rempli, par qui a fait l'exercice.
    pub(crate) fn copie_de_l_enonce(&self) -> PathBuf {
        let racine = self.dossier.parent().unwrap_or(&self.dossier);
        racine
            .join(COPIES_DES_ENONCES)
            .join(format!("{}.rs", self.nom))
    }

    /// Le même exercice, dont il ne reste que cette étape et ses tests.
    pub(crate) fn reduit_a(&self, etape: u32) -> Self {
        let mut reduit = self.clone();
        reduit.etapes.retain(|autre| autre.numero == etape);
        reduit
    }

    /// Tous les tests, avec le numéro de leur étape.
    pub fn tests(&self) -> impl Iterator<Item = (u32, &str)> {
        self.etapes
            .iter()
            .flat_map(|etape| etape.tests.iter().map(|test| (etape.numero, test.as_str())))
    }
}

/// Réunit la leçon et les tests, qui doivent décrire les mêmes étapes.
fn etapes(lecon: Lecon, tests: Vec<(u32, String)>) -> anyhow::Result<Vec<Etape>> {
    let mut etapes: Vec<Etape> = lecon
        .etapes
        .into_iter()
        .map(|etape| Etape {
            numero: etape.numero,
            titre: etape.titre,
            tests: Vec::new(),
        })
        .collect();
    for (numero, test) in tests {
        match etapes.iter_mut().find(|etape| etape.numero == numero) {
            Some(etape) => etape.tests.push(test),
            None => bail!("le test {test} est d'une étape que le README ne décrit pas"),
        }
    }
    for etape in &etapes {
        ensure!(
            !etape.tests.is_empty(),
            "l'étape {} n'a aucun test",
            etape.numero
        );
    }
    Ok(etapes)
}

/// Une commande Cargo lancée à la racine du cours, comme si l'environnement ne réglait rien de ce qu'elle compile.
pub(crate) fn cargo(racine: &Path) -> Command {
    let mut commande = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    commande.current_dir(racine);
    for (nom, _) in std::env::vars_os() {
        if nom.to_str().is_some_and(change_ce_qui_se_compile) {
            commande.env_remove(nom);
        }
    }
    commande
}

/// Une variable avec laquelle les bibliothèques ne seraient plus celles que `rustc`, appelé ensuite sans Cargo,
/// sait lier à une réponse : un autre profil (`panic = "abort"`), d'autres options, une autre machine.
fn change_ce_qui_se_compile(variable: &str) -> bool {
    const NOMS: [&str; 5] = [
        "CARGO_BUILD_RUSTFLAGS",
        "CARGO_BUILD_TARGET",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTFLAGS",
    ];
    let par_cible = variable.starts_with("CARGO_TARGET_") && variable.ends_with("_RUSTFLAGS");
    NOMS.contains(&variable) || variable.starts_with("CARGO_PROFILE_") || par_cible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_exercice_se_designe_comme_un_shell_l_ecrit() {
        let exercice = Exercice::fictif("exo31", Vec::new());
        for designation in [
            "31",
            "exo31",
            "EXO31",
            "exo31/",
            "./exo31",
            "exo31/src/main.rs",
            "/cours/exo31/README.md",
            ".\\exo31\\src\\main.rs",
        ] {
            assert!(exercice.est_designe_par(designation), "{designation}");
        }
        for designation in ["", "3", "exo3", "exo310", "exo", "src/main.rs", "exo31x"] {
            assert!(!exercice.est_designe_par(designation), "{designation}");
        }
    }

    #[test]
    fn ce_qui_regle_la_compilation_est_oublie_et_le_reste_garde() {
        for oubliee in [
            "CARGO_PROFILE_DEV_PANIC",
            "CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS",
            "RUSTFLAGS",
            "CARGO_BUILD_TARGET",
        ] {
            assert!(change_ce_qui_se_compile(oubliee), "{oubliee}");
        }
        for gardee in [
            "PATH",
            "RUSTC",
            "RUSTC_WRAPPER",
            "CARGO_HOME",
            "CARGO_TARGET_DIR",
            "CARGO_BUILD_TARGET_DIR",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(!change_ce_qui_se_compile(gardee), "{gardee}");
        }
    }

    #[test]
    fn une_etape_sans_test_ou_sans_titre_est_refusee() {
        let lecon = || Lecon::lire("## Étape 1 · a\n");
        let test = |numero| (numero, format!("etape{numero}::x"));
        assert_eq!(etapes(lecon(), vec![test(1)]).unwrap()[0].titre, "a");
        assert!(etapes(lecon(), vec![]).is_err());
        assert!(etapes(lecon(), vec![test(1), test(2)]).is_err());
    }
}
