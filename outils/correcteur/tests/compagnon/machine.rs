//! Le compagnon sur les machines telles qu'elles sont : des outils ailleurs, ou absents, un environnement réglé pour
//! autre chose, un Cargo qui occupe la place, des fins de ligne de Windows, pas de git.

use std::fs::File;
use std::io::Read;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;

use crate::copie::{Copie, cible, copie};
use crate::terminal::Terminal;

/// Un dossier de programmes, seul de son `PATH`.
struct Machine(TempDir);

impl Machine {
    /// Cargo et `rustc`, puis des liens vers ces programmes-ci.
    fn avec(programmes: &[&str]) -> Self {
        let machine = Machine(tempfile::tempdir().unwrap());
        for nom in ["cargo", "rustc", "rustup"].iter().chain(programmes) {
            if let Ok(chemin) = which::which(nom) {
                symlink(chemin, machine.0.path().join(nom)).unwrap();
            }
        }
        machine
    }

    /// Un programme qui n'est qu'un script.
    fn script(&self, nom: &str, texte: &str) {
        let chemin = self.0.path().join(nom);
        std::fs::write(&chemin, format!("#!/bin/sh\n{texte}\n")).unwrap();
        std::fs::set_permissions(&chemin, PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// Ce que la commande écrit sur cette machine, et son code de sortie.
    fn lancer(&self, copie: &Copie, arguments: &[&str]) -> (Option<i32>, String) {
        let mut commande = copie.commande(arguments);
        // Le relais de rustup ne demande que sa propre place.
        let sortie = commande.env("PATH", self.0.path()).output().unwrap();
        let texte = [sortie.stdout, sortie.stderr].concat();
        (sortie.status.code(), String::from_utf8(texte).unwrap())
    }
}

/// Met la solution de l'exercice à sa place.
fn resoudre(copie: &Copie, exercice: &str) {
    let fichier = Path::new(exercice).join("src/main.rs");
    let solution = copie.racine.join("solutions").join(&fichier);
    std::fs::copy(solution, copie.racine.join(fichier)).unwrap();
}

#[test]
fn des_outils_hors_des_dossiers_ordinaires_sont_trouves() {
    let copie = copie();
    copie.sortie(1, &["29"]);
    let machine = Machine::avec(&["ld", "as", "mkfifo", "sh"]);
    let (cc, vu) = (which::which("cc").unwrap(), machine.0.path().join("vu"));
    machine.script(
        "cc",
        &format!("echo vu > '{}'; exec {} \"$@\"", vu.display(), cc.display()),
    );
    // L'exo 35 crée des tubes nommés, par `mkfifo`.
    resoudre(&copie, "exo35");
    std::fs::remove_dir_all(cible().join("correcteur")).unwrap();
    let (code, texte) = machine.lancer(&copie, &["35"]);
    assert_eq!(code, Some(0), "{texte}");
    assert!(vu.exists(), "cc est celui du PATH");
}

#[test]
fn sans_editeur_de_liens_c_est_la_machine_qui_est_en_faute() {
    let copie = copie();
    copie.sortie(1, &["29"]);
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    let machine = Machine::avec(&[]);
    let (code, texte) = machine.lancer(&copie, &["29"]);
    assert_eq!(code, Some(2), "{texte}");
    assert!(
        texte.contains("éditeur de liens") && texte.contains("installe-le"),
        "{texte}"
    );

    // Là, mais pas entier ; une copie n'en est pas notée.
    machine.script(
        "cc",
        "echo \"collect2: fatal error: cannot find 'ld'\" >&2; exit 1",
    );
    let (code, texte) = machine.lancer(&copie, &["noter", "--exo", "29", "solutions"]);
    assert_eq!(code, Some(2), "{texte}");
    assert!(
        texte.contains("éditeur de liens") && texte.contains("Aucune copie"),
        "{texte}"
    );
}

#[test]
fn sans_editeur_le_message_dit_comment_en_choisir_un() {
    let copie = copie();
    let machine = Machine::avec(&[]);
    let ouvrir = |editeur: &str| {
        let mut commande = copie.commande(&["ouvrir", "30"]);
        commande
            .env("PATH", machine.0.path())
            .env("EDITOR", editeur);
        let sortie = commande.env_remove("VISUAL").output().unwrap();
        assert_eq!(sortie.status.code(), Some(2));
        String::from_utf8(sortie.stderr).unwrap()
    };
    let aucun = ouvrir("");
    assert!(
        aucun.contains("tape export EDITOR=nano") && !aucun.contains("29"),
        "{aucun}"
    );
    let absent = ouvrir("vimm");
    assert!(
        absent
            .trim_end()
            .ends_with("« vimm » est introuvable : corrige $VISUAL ou $EDITOR"),
        "{absent}"
    );
}

#[test]
fn un_environnement_regle_pour_autre_chose_ne_change_rien() {
    let copie = copie();
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    let sortie = copie
        .commande(&["29"])
        .env("CARGO_PROFILE_DEV_PANIC", "abort")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "3")
        .env("RUSTFLAGS", "-C panic=abort")
        .env("CARGO_BUILD_TARGET", "nulle-part")
        .output()
        .unwrap();
    let texte = [sortie.stdout, sortie.stderr].concat();
    let texte = String::from_utf8(texte).unwrap();
    assert_eq!(sortie.status.code(), Some(1), "{texte}");
    assert!(texte.contains("Étape 2 : saluer après un délai"), "{texte}");
}

#[test]
fn un_cargo_clean_pendant_le_suivi_se_rattrape_et_se_voit() {
    let copie = copie();
    let terminal = Terminal::ouvrir(&copie, 80, true, &["suivre", "29"]);
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    std::fs::remove_dir_all(cible()).unwrap();
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    terminal.attendre("Cargo compile les bibliothèques du cours : ");
    terminal.attendre("✓ étape 1 acquise");
    terminal.quitter("q");
}

/// Le verrou de Cargo change de place d'une version à l'autre : ce Cargo-ci dit qu'il attend, puis devient le vrai.
#[test]
fn un_autre_cargo_se_fait_attendre_et_c_est_dit() {
    let copie = copie();
    copie.sortie(1, &["29"]);
    let machine = Machine::avec(&[]);
    let libre = machine.0.path().join("libre");
    let attendre = format!(
        "if [ \"$1\" = build ]; then\n\
         echo '    Blocking waiting for file lock on build directory' >&2\n\
         until [ -e '{}' ]; do sleep 0.1; done\nfi\nexec cargo \"$@\"",
        libre.display()
    );
    machine.script("cargo-occupe", &attendre);
    let occupe = machine.0.path().join("cargo-occupe").display().to_string();
    let variables = [("CARGO", occupe.as_str())];
    let terminal = Terminal::ouvrir_avec(&copie, 60, &variables, &["suivre", "29"]);
    terminal.attendre("un autre cargo compile : j'attends qu'il finisse");
    File::create(&libre).unwrap();
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    terminal.quitter("q");
}

#[test]
fn une_sortie_que_plus_personne_ne_lit_n_est_pas_une_panique() {
    let copie = copie();
    for arguments in [
        &[][..],
        &["29"],
        &["indice", "29", "1", "--tout"],
        &["solution", "29", "--quand-meme"],
        &["completions", "bash"],
    ] {
        let mut commande = copie.commande(arguments);
        commande.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut enfant = commande.spawn().unwrap();
        drop(enfant.stdout.take());
        let mut dit = String::new();
        enfant
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut dit)
            .unwrap();
        let code = enfant.wait().unwrap().code();
        assert!(
            matches!(code, Some(0 | 1 | 141)),
            "{arguments:?} : {code:?}\n{dit}"
        );
        assert!(
            !dit.contains("panicked") && !dit.contains("erreur"),
            "{arguments:?}\n{dit}"
        );
    }
}

/// Réécrit un fichier avec les fins de ligne de Windows.
fn a_la_windows(fichier: &Path) {
    let texte = std::fs::read_to_string(fichier).unwrap();
    std::fs::write(fichier, texte.replace('\n', "\r\n")).unwrap();
}

#[test]
fn un_clone_fait_sous_windows_n_est_pas_une_difference() {
    let copie = copie();
    let solution = copie.racine.join("solutions/exo29/src/main.rs");
    for fichier in [
        copie.fichier(),
        solution.clone(),
        copie.racine.join("exo29/README.md"),
    ] {
        a_la_windows(&fichier);
    }
    let enonce = copie.lire();
    let sortie = copie.sortie(0, &["recommencer", "29"]);
    assert!(sortie.contains("rien n'a changé"), "{sortie}");
    assert_eq!(copie.lire(), enonce);
    let indice = copie.sortie(0, &["indice", "29", "1"]);
    assert!(indice.contains("Indice 1 : une question"), "{indice}");

    // Remettre une étape, ou tout, garde les mêmes fins de ligne partout.
    let todo = "    todo!(\"étape 2";
    assert!(enonce.contains(todo));
    for etape in [&["2"][..], &[]] {
        std::fs::write(
            copie.fichier(),
            enonce.replace(todo, "    // à moi\r\n    todo!(\"étape 2"),
        )
        .unwrap();
        copie.sortie(0, &[&["recommencer", "29"][..], etape].concat());
        assert_eq!(copie.lire(), enonce);
    }

    // La même réponse, l'une à la Windows, l'autre non : rien ne diffère.
    let texte = std::fs::read_to_string(&solution).unwrap();
    std::fs::write(copie.fichier(), texte.replace("\r\n", "\n")).unwrap();
    let regard = copie.sortie(0, &["solution", "29"]);
    let differe = |ligne: &&str| ligne.starts_with("- ") || ligne.starts_with("+ ");
    assert_eq!(regard.lines().find(differe), None, "{regard}");
}

/// Le cours sans son historique, le temps d'un test.
struct SansGit(PathBuf, PathBuf);

impl SansGit {
    fn depuis(copie: &Copie) -> Self {
        let (ici, ailleurs) = (
            copie.racine.join(".git"),
            copie.racine.with_extension("depot"),
        );
        std::fs::rename(&ici, &ailleurs).unwrap();
        SansGit(ici, ailleurs)
    }
}

impl Drop for SansGit {
    fn drop(&mut self) {
        std::fs::rename(&self.1, &self.0).unwrap();
    }
}

#[test]
fn recommencer_se_passe_de_git() {
    let copie = copie();
    let enonce = copie.lire();
    let recommencer = |path: Option<&Machine>| {
        std::fs::write(copie.fichier(), copie.solution()).unwrap();
        let mut commande = copie.commande(&["recommencer", "29"]);
        commande.env("GIT_CEILING_DIRECTORIES", copie.racine.parent().unwrap());
        if let Some(machine) = path {
            commande.env("PATH", machine.0.path());
        }
        let sortie = commande.output().unwrap();
        let texte = String::from_utf8([sortie.stdout, sortie.stderr].concat()).unwrap();
        assert_eq!(sortie.status.code(), Some(0), "{texte}");
        assert!(texte.contains("main.rs.sauvegarde-"), "{texte}");
        assert_eq!(copie.lire(), enonce);
    };
    // Une archive : pas de dépôt, avec git puis sans lui.
    let sans_git = SansGit::depuis(&copie);
    recommencer(None);
    recommencer(Some(&Machine::avec(&[])));
    drop(sans_git);
    // Un dossier qui est à un autre.
    let douteux = Machine::avec(&[]);
    douteux.script(
        "git",
        "echo 'fatal: detected dubious ownership in repository' >&2; exit 128",
    );
    recommencer(Some(&douteux));
}
