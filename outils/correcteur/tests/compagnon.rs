//! Le compagnon de l'apprenant, conduit comme un apprenant le conduit : dans un terminal, sur une copie du
//! cours dont le chemin a des espaces et des accents.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use correcteur::cours::Cours;
use correcteur::cours::lecon::Lecon;
use correcteur::socle::mise_en_page::rendre;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Au-delà, ce qu'on attend ne viendra pas. Large : la première compilation des bibliothèques en est.
const PATIENCE: Duration = Duration::from_secs(120);

static COURS: LazyLock<Cours> = LazyLock::new(|| {
    let racine = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    Cours::charger(racine).unwrap()
});

/// La copie du cours, faite une fois.
static RACINE: LazyLock<PathBuf> = LazyLock::new(|| {
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

fn copier(de: &Path, vers: &Path) {
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
struct Copie {
    racine: &'static Path,
    _seul: MutexGuard<'static, ()>,
}

fn copie() -> Copie {
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
    fn git(&self, arguments: &[&str]) {
        assert!(
            Command::new("git")
                .current_dir(self.racine)
                .args(arguments)
                .status()
                .unwrap()
                .success()
        );
    }

    fn fichier(&self) -> PathBuf {
        self.racine.join("exo29/src/main.rs")
    }

    fn lire(&self) -> String {
        std::fs::read_to_string(self.fichier()).unwrap()
    }

    fn solution(&self) -> String {
        std::fs::read_to_string(self.racine.join("solutions/exo29/src/main.rs")).unwrap()
    }

    /// Remplace le corps d'une étape de l'exo 29.
    fn ecrire(&self, etape: usize, corps: &str) {
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

    fn commande(&self, arguments: &[&str]) -> Command {
        let mut commande = Command::new(env!("CARGO_BIN_EXE_cargo-exo"));
        commande.current_dir(self.racine).args(arguments);
        for (nom, valeur) in self.environnement() {
            commande.env(nom, valeur);
        }
        commande
    }

    fn environnement(&self) -> [(&'static str, PathBuf); 3] {
        [
            ("CARGO_MANIFEST_DIR", self.racine.join("outils/correcteur")),
            (
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("cible de la copie"),
            ),
            ("NO_COLOR", "1".into()),
        ]
    }

    fn lancer(&self, arguments: &[&str]) -> Output {
        self.commande(arguments)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// Ce que la commande écrit, une fois vérifié son code de sortie.
    fn sortie(&self, code: i32, arguments: &[&str]) -> String {
        let sortie = self.lancer(arguments);
        let texte =
            String::from_utf8(sortie.stdout).unwrap() + &String::from_utf8(sortie.stderr).unwrap();
        assert_eq!(sortie.status.code(), Some(code), "{arguments:?}\n{texte}");
        texte
    }
}

/// Les programmes de tests de la copie qui tournent encore.
fn restants() -> String {
    let cible = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cible de la copie/correcteur");
    let trouves = Command::new("pgrep")
        .args(["-f", "-a", &cible.display().to_string()])
        .output()
        .unwrap();
    String::from_utf8_lossy(&trouves.stdout).into_owned()
}

/// Attend que ce soit vrai.
fn attendre(quoi: &str, mut vrai: impl FnMut() -> bool, etat: impl Fn() -> String) {
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

/// `cargo exo suivre` dans un vrai terminal.
struct Terminal {
    ecran: Arc<Mutex<vt100::Parser>>,
    recu: Arc<Mutex<Vec<u8>>>,
    clavier: Box<dyn Write + Send>,
    enfant: Box<dyn portable_pty::Child + Send + Sync>,
    _maitre: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    fn ouvrir(copie: &Copie, colonnes: u16, couleurs: bool, arguments: &[&str]) -> Self {
        let taille = PtySize {
            rows: 24,
            cols: colonnes,
            pixel_width: 0,
            pixel_height: 0,
        };
        let paire = native_pty_system().openpty(taille).unwrap();
        let mut commande = CommandBuilder::new(env!("CARGO_BIN_EXE_cargo-exo"));
        commande.args(arguments);
        commande.cwd(copie.racine);
        for (nom, valeur) in copie.environnement() {
            commande.env(nom, valeur);
        }
        commande.env("TERM", "xterm-256color");
        if couleurs {
            commande.env_remove("NO_COLOR");
        }
        let enfant = paire.slave.spawn_command(commande).unwrap();
        drop(paire.slave);
        let ecran = Arc::new(Mutex::new(vt100::Parser::new(24, colonnes, 0)));
        let recu = Arc::new(Mutex::new(Vec::new()));
        let (peindre, retenir) = (Arc::clone(&ecran), Arc::clone(&recu));
        let mut lecteur = paire.master.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut tampon = [0; 4096];
            while let Ok(lus @ 1..) = lecteur.read(&mut tampon) {
                peindre.lock().unwrap().process(&tampon[..lus]);
                retenir.lock().unwrap().extend_from_slice(&tampon[..lus]);
            }
        });
        let clavier = paire.master.take_writer().unwrap();
        Terminal {
            ecran,
            recu,
            clavier,
            enfant,
            _maitre: paire.master,
        }
    }

    fn texte(&self) -> String {
        self.ecran
            .lock()
            .unwrap()
            .screen()
            .contents()
            .replace('\u{a0}', " ")
    }

    fn attendre(&self, texte: &str) {
        attendre(texte, || self.texte().contains(texte), || self.texte());
    }

    fn taper(&mut self, touches: &str) {
        self.clavier.write_all(touches.as_bytes()).unwrap();
        self.clavier.flush().unwrap();
    }

    /// Quitte, et vérifie que le terminal est rendu comme il était.
    fn quitter(mut self, touche: &str) {
        self.taper(touche);
        let enfant = &mut self.enfant;
        attendre(
            "la fin",
            || enfant.try_wait().unwrap().is_some(),
            String::new,
        );
        assert!(self.enfant.wait().unwrap().success());
        thread::sleep(Duration::from_millis(100));
        let ecran = self.ecran.lock().unwrap();
        assert!(!ecran.screen().alternate_screen() && !ecran.screen().hide_cursor());
        assert_eq!(restants(), "");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
    }
}

#[test]
fn un_terminal_de_80_colonnes_mene_de_l_enonce_de_l_exo29_a_sa_fin() {
    let copie = copie();
    let mut terminal = Terminal::ouvrir(&copie, 80, true, &["suivre"]);
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    terminal.attendre("i indice · t tout · s solution · b tableau · q quitter");

    copie.ecrire(1, "std::thread::sleep(duree);");
    terminal.attendre("piste     `std::thread::sleep` endort le thread entier");
    terminal.taper("i");
    terminal.attendre("Indice 1 : une question");
    assert!(!terminal.texte().contains("Indice 2"));
    terminal.taper("i");
    terminal.attendre("(https://docs.rs/tokio/latest/tokio/time/fn.sleep.html)");
    terminal.taper("s");
    terminal.attendre("la solution s'ouvre quand l'exercice passe");

    copie.ecrire(1, "tokio::time::sleep(2 * duree).await;");
    terminal.attendre("    pause  ├█████████████████████████████████████┤  0 → 2 ms");
    copie.ecrire(1, "tokio::time::sleep(duree);");
    terminal.attendre("unused `Sleep` that must be used");
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    terminal.attendre("✓ étape 1 acquise : une pause qui ne bloque personne");
    terminal.attendre("Étape 2 : saluer après un délai");
    assert!(
        !terminal.texte().contains("Indice"),
        "les indices sont ceux d'une autre étape"
    );

    copie.ecrire(
        2,
        "faire_une_pause(delai).await; format!(\"Bonjour, {nom} !\")",
    );
    terminal.attendre("✓ étape 2 acquise");
    copie.ecrire(3, "tokio::spawn(async { saluer_apres(&nom, delai).await })");
    terminal.attendre("error[E0373]");
    terminal.attendre("exo29/src/main.rs:21:18");
    terminal.attendre("à relire  exo29/README.md, « Emprunter dans une tâche »");
    copie.ecrire(
        3,
        "tokio::spawn(async move { saluer_apres(&nom, delai).await })",
    );
    terminal.attendre("✓ étape 3 acquise");
    copie.ecrire(4, "tokio::task::spawn_blocking(travail).await.unwrap()");
    terminal.attendre("reprends la charge dans");
    terminal.taper("t");
    terminal.attendre("✓ etape1::une_pause_nulle_finit_sans_attendre");
    terminal.taper("t");
    std::fs::write(copie.fichier(), copie.solution()).unwrap();
    terminal.attendre("✓ exo29 est terminé : 10 points");
    terminal.attendre("exo30/src/main.rs:13:1  à faire");
    terminal.taper("s");
    terminal.attendre("exo29/src/main.rs en regard de solutions/exo29/src/main.rs");
    terminal.taper("b");
    terminal.attendre("Programmation asynchrone avec Tokio");
    terminal.attendre("échap retour");

    // Reprendre un exercice terminé y ramène.
    let (solution, juste) = (copie.solution(), "tokio::time::sleep(duree).await;");
    let abimee = solution.replace(juste, "std::thread::sleep(duree);");
    std::fs::write(copie.fichier(), abimee).unwrap();
    terminal.attendre("exo29 · Hello Async");
    terminal.attendre("en échec");
    std::fs::write(copie.fichier(), solution).unwrap();
    terminal.attendre("exo30/src/main.rs:13:1  à faire");
    terminal.quitter("q");
}

#[test]
fn en_60_colonnes_et_sans_couleur_rien_ne_deborde() {
    let copie = copie();
    copie.ecrire(1, "std::thread::sleep(duree);");
    let mut terminal = Terminal::ouvrir(&copie, 60, false, &["suivre", "29"]);
    terminal.attendre("en échec");
    terminal.taper("ii");
    terminal.attendre("q quitter");
    terminal.attendre("Indice 2 : la page à lire");
    terminal.taper("t");
    terminal.attendre("etape1::une_pause_nulle_finit");
    let recu = String::from_utf8_lossy(&terminal.recu.lock().unwrap()).into_owned();
    for couleur in [
        "\u{1b}[1m",
        "\u{1b}[2m",
        "\u{1b}[31m",
        "\u{1b}[32m",
        "\u{1b}[4m",
    ] {
        assert!(!recu.contains(couleur), "{couleur:?}");
    }
    // Ctrl-C est une touche comme une autre.
    terminal.quitter("\u{3}");
}

#[test]
fn un_terminal_ferme_ne_laisse_rien_derriere_lui() {
    let copie = copie();
    let terminal = Terminal::ouvrir(&copie, 80, true, &["suivre", "29"]);
    terminal.attendre("à faire");
    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre(
        "les tests",
        || restants().contains("etape1"),
        || terminal.texte(),
    );
    drop(terminal);
    attendre("le silence", || restants().is_empty(), restants);
}

/// `cargo exo suivre` sans terminal.
struct Lignes {
    enfant: Child,
    lignes: Receiver<String>,
}

impl Lignes {
    fn ouvrir(copie: &Copie) -> Self {
        let mut enfant = copie
            .commande(&["suivre", "29"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (envoyer, lignes) = channel();
        let sortie = BufReader::new(enfant.stdout.take().unwrap());
        thread::spawn(move || {
            sortie
                .lines()
                .map_while(Result::ok)
                .try_for_each(|ligne| envoyer.send(ligne))
        });
        Lignes { enfant, lignes }
    }

    /// Attend une ligne qui contient ce texte.
    fn attendre(&self, texte: &str) {
        let mut vues = Vec::new();
        let limite = Instant::now() + PATIENCE;
        loop {
            let reste = limite.saturating_duration_since(Instant::now());
            let ligne = self.lignes.recv_timeout(reste);
            let ligne = ligne
                .unwrap_or_else(|_| panic!("« {texte} » n'est pas venu :\n{}", vues.join("\n")));
            if ligne.contains(texte) {
                return;
            }
            vues.push(ligne);
        }
    }

    /// Demande poliment la fin : rien ne doit rester.
    fn finir(mut self) {
        let pid = self.enfant.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert_eq!(self.enfant.wait().unwrap().code(), Some(130));
        assert_eq!(restants(), "");
    }
}

impl Drop for Lignes {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}

#[test]
fn un_fichier_malmene_est_juge_des_qu_il_revient() {
    let copie = copie();
    let lignes = Lignes::ouvrir(&copie);
    lignes.attendre("est suivi");
    lignes.attendre("à faire");

    let juste = copie.solution();
    std::fs::write(copie.fichier(), &juste[..juste.len() / 2]).unwrap();
    lignes.attendre("ne compile pas");
    std::fs::remove_file(copie.fichier()).unwrap();
    lignes.attendre("le fichier n'existe pas");
    // Le dossier entier disparaît, puis revient : le système n'observe plus rien, le coup d'œil suffit.
    std::fs::remove_dir_all(copie.fichier().parent().unwrap()).unwrap();
    thread::sleep(Duration::from_millis(1500));
    std::fs::create_dir(copie.fichier().parent().unwrap()).unwrap();
    std::fs::write(copie.fichier(), juste.replace("{nom} !", "{nom}")).unwrap();
    lignes.attendre("Étape 2 : saluer après un délai");
    // Un enregistrement qui remplace le fichier, comme font beaucoup d'éditeurs.
    let neuf = copie.fichier().with_extension("neuf");
    std::fs::write(&neuf, juste.replace("sleep(duree).await;", "sleep(duree);")).unwrap();
    std::fs::rename(&neuf, copie.fichier()).unwrap();
    lignes.attendre("unused `Sleep` that must be used");

    // Un fichier qui ne cesse de changer est jugé quand même, et sa dernière version aussi.
    for numero in 0..60 {
        std::fs::write(
            copie.fichier(),
            format!("{}\n// {numero}\n", juste.replace("{nom} !", "{nom}")),
        )
        .unwrap();
        thread::sleep(Duration::from_millis(50));
    }
    lignes.attendre("Étape 2 : saluer après un délai");
    std::fs::write(copie.fichier(), &juste).unwrap();
    lignes.attendre("exo29 est terminé");
    lignes.attendre("exo30/src/main.rs");
    lignes.finir();
}

#[test]
fn un_enregistrement_pendant_un_essai_le_relance() {
    let copie = copie();
    let lignes = Lignes::ouvrir(&copie);
    lignes.attendre("à faire");
    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre("les tests", || restants().contains("etape1"), restants);
    let depart = Instant::now();
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    lignes.attendre("étape 1 acquise");
    // Un test figé ne l'est qu'au bout de 8 s : ceux d'avant n'ont pas été attendus.
    assert!(
        depart.elapsed() < Duration::from_secs(7),
        "{:?}",
        depart.elapsed()
    );
    assert!(!restants().contains("etape1"), "{}", restants());

    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre("les tests", || restants().contains("etape1"), restants);
    lignes.finir();
}

#[test]
fn recommencer_garde_tout() {
    let copie = copie();
    let enonce = copie.lire();
    assert!(
        copie
            .sortie(0, &["recommencer", "29"])
            .contains("rien n'a changé")
    );
    std::fs::write(copie.fichier(), copie.solution()).unwrap();
    // Une version remplie, même enregistrée dans l'historique, n'est pas l'énoncé.
    copie.git(&[
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@y",
        "commit",
        "-qam",
        "ma réponse",
    ]);

    let sortie = copie.sortie(0, &["recommencer", "29", "2"]);
    assert!(
        sortie.contains("exo29/src/main.rs.sauvegarde-1"),
        "{sortie}"
    );
    let solution = copie.solution();
    let texte = copie.lire();
    assert!(
        texte.contains("todo!(\"étape 2") && texte.contains("tokio::time::sleep(duree).await;")
    );
    assert!(!texte.contains("todo!(\"étape 1"));
    assert_eq!(
        std::fs::read_to_string(copie.racine.join("exo29/src/main.rs.sauvegarde-1")).unwrap(),
        solution
    );

    let sortie = copie.sortie(0, &["recommencer", "exo29"]);
    assert!(
        sortie.contains("exo29/src/main.rs.sauvegarde-2"),
        "{sortie}"
    );
    assert_eq!(copie.lire(), enonce);
    assert_eq!(
        std::fs::read_to_string(copie.racine.join("exo29/src/main.rs.sauvegarde-2")).unwrap(),
        texte
    );

    // Un fichier qui ne s'analyse pas, ou qui n'est plus là.
    std::fs::write(copie.fichier(), "fn main( {").unwrap();
    assert!(
        copie
            .sortie(2, &["recommencer", "29", "1"])
            .contains("cargo exo recommencer 29")
    );
    std::fs::remove_file(copie.fichier()).unwrap();
    copie.sortie(0, &["recommencer", "29"]);
    assert_eq!(copie.lire(), enonce);
    assert!(
        copie
            .sortie(2, &["recommencer", "29", "7"])
            .contains("pas d'étape 7")
    );
    copie.git(&["reset", "-q", "--hard", "HEAD~1"]);

    // Sans historique, rien n'est touché.
    let (depot, ailleurs) = (
        copie.racine.join(".git"),
        copie.racine.with_extension("depot"),
    );
    copie.ecrire(1, "à moi");
    std::fs::rename(&depot, &ailleurs).unwrap();
    let sortie = Command::new(env!("CARGO_BIN_EXE_cargo-exo"))
        .args(["recommencer", "29"])
        .current_dir(copie.racine)
        .envs(copie.environnement())
        .env("GIT_CEILING_DIRECTORIES", copie.racine.parent().unwrap())
        .output();
    std::fs::rename(&ailleurs, &depot).unwrap();
    let sortie = sortie.unwrap();
    assert_eq!(sortie.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&sortie.stderr).contains("copie neuve"));
    assert!(copie.lire().contains("à moi"));
}

#[test]
fn la_solution_s_ouvre_une_fois_l_exercice_reussi() {
    let copie = copie();
    let refus = copie.sortie(1, &["solution", "29"]);
    assert!(
        refus.contains("--quand-meme") && !refus.contains("spawn_blocking"),
        "{refus}"
    );
    let avertie = copie.sortie(1, &["solution", "29", "--quand-meme"]);
    assert!(
        avertie.contains("Attention")
            && avertie.contains("+     match tokio::task::spawn_blocking(travail).await {"),
        "{avertie}"
    );
    assert!(avertie.contains("-     todo!(\"étape 1"));
    let juste = copie.solution().replace("    //                        ^^^^^ sans lui, le minuteur est créé puis jeté, et rien n'attend.\n", "");
    std::fs::write(copie.fichier(), juste).unwrap();
    let ouverte = copie.sortie(0, &["solution", "29"]);
    assert!(
        ouverte.contains("+     //                        ^^^^^ sans lui"),
        "{ouverte}"
    );
    assert!(
        ouverte.contains("      tokio::time::sleep(duree).await;"),
        "{ouverte}"
    );
    // Une réponse qui ne s'analyse pas se compare d'un bloc.
    std::fs::write(copie.fichier(), "fn main( {\n").unwrap();
    assert!(
        copie
            .sortie(1, &["solution", "29", "--quand-meme"])
            .contains("- fn main( {")
    );
}

#[test]
fn un_indice_a_la_fois() {
    let copie = copie();
    let premier = copie.sortie(0, &["indice", "29", "3"]);
    assert!(
        premier.contains("Indice 1") && !premier.contains("Indice 2"),
        "{premier}"
    );
    assert!(
        premier.contains("cargo exo indice 29 3 --niveau 2"),
        "{premier}"
    );
    let dernier = copie.sortie(0, &["indice", "29", "3", "--niveau", "3"]);
    assert!(
        dernier.contains("Indice 3") && !dernier.contains("Encore bloqué"),
        "{dernier}"
    );
    let tous = copie.sortie(0, &["indice", "29", "3", "--tout"]);
    assert!(
        tous.contains("Indice 1") && tous.contains("Indice 3"),
        "{tous}"
    );
    // L'étape en cours : la première à reprendre, ou celle où le compilateur s'arrête.
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    assert!(copie.sortie(0, &["indice"]).contains("exo29, étape 2"));
    copie.ecrire(3, "12");
    assert!(
        copie
            .sortie(0, &["indice", "29"])
            .contains("exo29, étape 3")
    );
    assert!(
        copie
            .sortie(2, &["indice", "29", "9"])
            .contains("pas d'étape 9")
    );
    assert!(
        copie
            .sortie(2, &["indice", "29", "3", "--niveau", "4"])
            .contains("de 1 à 3")
    );
    assert!(
        copie
            .sortie(2, &["indice", "12"])
            .contains("pas d'exercice")
    );
}

#[test]
fn ouvrir_donne_les_deux_fichiers_a_l_editeur() {
    let copie = copie();
    let editeur = copie.racine.join("éditeur à moi");
    let trace = copie.racine.join("trace");
    std::fs::write(
        &editeur,
        format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\n",
            trace.display().to_string().replace('\'', r"'\''")
        ),
    )
    .unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&editeur, executable).unwrap();
    let ligne = format!("\"{}\" --attendre", editeur.display());
    let ouvrir = |valeur: &str| {
        copie
            .commande(&["ouvrir", "29"])
            .env("VISUAL", "")
            .env("EDITOR", valeur)
            .output()
            .unwrap()
    };
    assert_eq!(ouvrir(&ligne).status.code(), Some(0));
    let arguments = std::fs::read_to_string(&trace).unwrap();
    let attendus = format!(
        "--attendre\n{0}/exo29/README.md\n{0}/exo29/src/main.rs\n",
        copie.racine.display()
    );
    assert_eq!(arguments, attendus);
    assert_eq!(ouvrir("éditeur-qui-n-existe-pas").status.code(), Some(2));
    assert_eq!(ouvrir("false").status.code(), Some(2));
}

#[test]
fn les_completions_definissent_exo() {
    let copie = copie();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = copie.sortie(0, &["completions", shell]);
        assert!(
            script.contains("recommencer") && script.contains("cargo exo"),
            "{shell}"
        );
    }
    let script = copie.sortie(0, &["completions", "bash"]);
    let essai = format!(
        "{script}\ncomplete -p exo && type -t exo && COMP_WORDS=(exo su) COMP_CWORD=1 && _exo exo su exo && echo \"${{COMPREPLY[@]}}\""
    );
    let sortie = Command::new("bash")
        .args(["--norc", "-c", &essai])
        .output()
        .unwrap();
    let texte = String::from_utf8_lossy(&sortie.stdout).into_owned();
    assert!(
        texte.contains("function\nsuivre"),
        "{texte}{}",
        String::from_utf8_lossy(&sortie.stderr)
    );
}

#[test]
fn chaque_etape_du_cours_a_une_consigne_et_trois_indices_lisibles() {
    for exercice in &COURS.exercices {
        let lecon = Lecon::du_dossier(&exercice.dossier).unwrap();
        for etape in &exercice.etapes {
            let nom = format!("{}, étape {}", exercice.nom, etape.numero);
            assert!(
                lecon
                    .consigne(etape.numero)
                    .is_some_and(|texte| !texte.is_empty()),
                "{nom}"
            );
            let indices = lecon.indices(etape.numero);
            assert_eq!(indices.len(), 3, "{nom}");
            for indice in indices {
                let rendu = rendre(&indice.texte, 80, "");
                assert!(
                    !rendu.trim().is_empty() && !rendu.contains("</") && !rendu.contains("]("),
                    "{nom} : {rendu}"
                );
            }
        }
    }
}
