//! Une copie du cours, faite une fois, où chaque test a son tour.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use correcteur::cours::Cours;

/// Au-delà, ce qu'on attend ne viendra pas. Large : une compilation des bibliothèques en est, sur une machine chargée.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

pub(crate) static COURS: LazyLock<Cours> = LazyLock::new(|| {
    let racine = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    Cours::charger(racine).unwrap()
});

/// La copie du cours, faite une fois.
pub(crate) static RACINE: LazyLock<PathBuf> = LazyLock::new(|| {
    let racine = Path::new(env!("CARGO_TARGET_TMPDIR")).join("le cours d'élève, à moi");
    let _ = std::fs::remove_dir_all(&racine);
    for nom in [
        ".cargo",
        "outils",
        "solutions",
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
    ] {
        copier(&COURS.racine.join(nom), &racine.join(nom));
    }
    for exercice in &COURS.exercices {
        copier(&exercice.dossier, &racine.join(&exercice.nom));
    }
    for arguments in [
        &["init", "-q"][..],
        &["add", "."],
        &[
            "-c",
            "user.name=x",
            "-c",
            "user.email=x@y",
            "commit",
            "-qm",
            "cours",
        ],
    ] {
        assert!(
            Command::new("git")
                .current_dir(&racine)
                .args(arguments)
                .status()
                .unwrap()
                .success()
        );
    }
    racine
});

pub(crate) fn copier(de: &Path, vers: &Path) {
    if de.is_dir() {
        std::fs::create_dir_all(vers).unwrap();
        for entree in std::fs::read_dir(de).unwrap() {
            let entree = entree.unwrap();
            if entree.file_name() != "target" {
                copier(&entree.path(), &vers.join(entree.file_name()));
            }
        }
    } else {
        std::fs::create_dir_all(vers.parent().unwrap()).unwrap();
        std::fs::copy(de, vers).unwrap();
    }
}

/// La copie, pour un seul test à la fois, où tous les exercices sont des énoncés.
pub(crate) struct Copie {
    pub(crate) racine: &'static Path,
    _seul: MutexGuard<'static, ()>,
}

pub(crate) fn copie() -> Copie {
    static SEUL: Mutex<()> = Mutex::new(());
    let seul = SEUL.lock().unwrap_or_else(PoisonError::into_inner);
    let copie = Copie {
        racine: &RACINE,
        _seul: seul,
    };
    copie.git(&["checkout", "-q", "HEAD", "--", "."]);
    copie.git(&["clean", "-qfd"]);
    copie
}

impl Copie {
    pub(crate) fn git(&self, arguments: &[&str]) {
        assert!(
            Command::new("git")
                .current_dir(self.racine)
                .args(arguments)
                .status()
                .unwrap()
                .success()
        );
    }

    pub(crate) fn fichier(&self) -> PathBuf {
        self.racine.join("exo29/src/main.rs")
    }

    pub(crate) fn lire(&self) -> String {
        std::fs::read_to_string(self.fichier()).unwrap()
    }

    pub(crate) fn solution(&self) -> String {
        std::fs::read_to_string(self.racine.join("solutions/exo29/src/main.rs")).unwrap()
    }

    /// Remplace le corps d'une étape de l'exo 29.
    pub(crate) fn ecrire(&self, etape: usize, corps: &str) {
        let debuts = [
            "async fn faire_une_pause(",
            "async fn saluer_apres(",
            "fn saluer_en_arriere_plan(",
            "async fn executer_bloquant<",
        ];
        let mut texte = self.lire();
        let debut = texte.find(debuts[etape - 1]).unwrap();
        let ouverture = debut + texte[debut..].find("{\n").unwrap() + 2;
        let fin = ouverture + texte[ouverture..].find("\n}\n").unwrap();
        texte.replace_range(ouverture..fin, &format!("    {corps}"));
        std::fs::write(self.fichier(), texte).unwrap();
    }

    pub(crate) fn commande(&self, arguments: &[&str]) -> Command {
        let mut commande = Command::new(env!("CARGO_BIN_EXE_cargo-exo"));
        commande.current_dir(self.racine).args(arguments);
        for (nom, valeur) in self.environnement() {
            commande.env(nom, valeur);
        }
        commande
    }

    pub(crate) fn environnement(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("CARGO_MANIFEST_DIR", self.racine.join("outils/correcteur")),
            ("CARGO_TARGET_DIR", cible()),
            ("NO_COLOR", "1".into()),
        ]
    }

    pub(crate) fn lancer(&self, arguments: &[&str]) -> Output {
        self.commande(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Ce que la commande écrit, une fois vérifié son code de sortie.
    pub(crate) fn sortie(&self, code: i32, arguments: &[&str]) -> String {
        let sortie = self.lancer(arguments);
        let texte =
            String::from_utf8(sortie.stdout).unwrap() + &String::from_utf8(sortie.stderr).unwrap();
        assert_eq!(sortie.status.code(), Some(code), "{arguments:?}\n{texte}");
        texte
    }
}

/// Le dossier `target` de la copie.
pub(crate) fn cible() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("cible de la copie")
}

/// Les programmes de tests de la copie qui tournent encore.
pub(crate) fn restants() -> String {
    let cible = cible().join("correcteur");
    let trouves = Command::new("pgrep")
        .args(["-f", "-a", &cible.display().to_string()])
        .output()
        .unwrap();
    String::from_utf8_lossy(&trouves.stdout).into_owned()
}

/// Attend que ce soit vrai.
pub(crate) fn attendre(quoi: &str, mut vrai: impl FnMut() -> bool, etat: impl Fn() -> String) {
    let depart = Instant::now();
    while !vrai() {
        assert!(
            depart.elapsed() < PATIENCE,
            "« {quoi} » n'est pas venu :\n{}",
            etat()
        );
        thread::sleep(Duration::from_millis(20));
    }
}
