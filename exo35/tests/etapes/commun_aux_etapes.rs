//! Ce que les étapes partagent.

use crate::{compter_lignes, copier_en_majuscules, ecrire_puis_relire, remplacer};
use banc::memoire::pointe;
use banc::{Dossier, attraper, echec, exiger, exiger_egal, message_de, ms};
use std::any::Any;
use std::fmt::Debug;
use std::fs;
use std::future::poll_fn;
use std::hash::BuildHasher;
use std::io::{self, ErrorKind, Write as _};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::time::timeout;

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile
/// pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(chemin: &Path) {
    fn rend<T>(_: impl Future<Output = io::Result<T>>) {}
    rend::<String>(ecrire_puis_relire(chemin, ""));
    rend::<usize>(compter_lignes(chemin));
    rend::<usize>(copier_en_majuscules(chemin, chemin));
    rend::<()>(remplacer(chemin, &[]));
}

// ---- De quoi appeler, préparer et regarder ----

pub type Appel<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Le temps réel que le test laisse aux threads qu'il lance ; seule une réponse fausse l'épuise.
pub const LIMITE: Duration = Duration::from_secs(3);

/// Bien plus qu'un appel n'a besoin d'être interrogé. Un compte plutôt qu'une durée :
/// une machine lente n'y change rien.
pub const INTERROGATIONS: u32 = 20_000;

pub fn dossier() -> Dossier {
    Dossier::new(env!("CARGO_TARGET_TMPDIR"))
}

/// Un fichier de ce nom et de ce contenu, écrit par le test lui-même.
pub fn poser(dossier: &Dossier, nom: &str, contenu: impl AsRef<[u8]>) -> PathBuf {
    let chemin = dossier.fichier(nom);
    fs::write(&chemin, contenu).expect("le dossier du test est accessible en écriture");
    chemin
}

/// Ce que le fichier contient, vu du dehors ; `None` s'il n'existe pas.
pub fn contenu(chemin: &Path) -> Option<Vec<u8>> {
    fs::read(chemin).ok()
}

pub fn texte(chemin: &Path) -> String {
    String::from_utf8_lossy(&contenu(chemin).unwrap_or_default()).into_owned()
}

/// Attend l'appel d'un apprenant, sauf s'il boucle sans fin ; rend aussi sa panique.
pub async fn conduire<T>(
    appel: impl Future<Output = io::Result<T>>,
) -> Result<io::Result<T>, Box<dyn Any + Send>> {
    conduire_boite(Box::pin(attraper(appel))).await
}

pub async fn conduire_boite<T>(
    mut appel: Appel<'_, Result<T, Box<dyn Any + Send>>>,
) -> Result<T, Box<dyn Any + Send>> {
    let mut fois = 0;
    let issue = poll_fn(|cx| {
        fois += 1;
        match appel.as_mut().poll(cx) {
            Poll::Pending if fois > INTERROGATIONS => Poll::Ready(None),
            etat => etat.map(Some),
        }
    });
    match issue.await {
        Some(issue) => issue,
        None => echec!(
            "l'appel se termine",
            "il a déjà été réveillé {INTERROGATIONS} fois, et il tourne encore",
            "à la fin du fichier, `read_line`, `read_until` et `read` rendent `Ok(0)`, autant de fois qu'on les \
             appelle : c'est la condition d'arrêt de la boucle"
        ),
    }
}

/// La même chose, sans panique.
pub async fn appeler<T>(appel: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    conduire(appel).await.unwrap_or_else(refuser_la_panique)
}

pub fn refuser_la_panique<T>(panique: Box<dyn Any + Send>) -> T {
    let message = message_de(&*panique);
    if !message.contains("unwrap") && !message.contains("kind") {
        resume_unwind(panique);
    }
    echec!(
        "l'appel rend `Ok` ou `Err`",
        "il a paniqué : {message}",
        "un fichier absent, illisible ou invalide n'est pas un bug du programme : `unwrap` et `expect` \
         paniquent, `?` rend l'erreur à l'appelant"
    )
}

pub async fn reussir<T>(appel: impl Future<Output = io::Result<T>>) -> T {
    appeler(appel).await.unwrap_or_else(refuser_l_erreur)
}

pub fn refuser_l_erreur<T>(erreur: io::Error) -> T {
    // 9 : le descripteur existe, mais n'est pas ouvert pour cette opération (EBADF).
    let mal_ouvert = cfg!(unix) && erreur.raw_os_error() == Some(9);
    let piste = match erreur.kind() {
        _ if mal_ouvert => {
            "ce fichier n'est pas ouvert pour ce que tu lui demandes : `File::create` n'ouvre qu'en \
             écriture, `File::open` qu'en lecture ; `File::options()` permet les deux, ou bien ouvre-le \
             une seconde fois"
        }
        ErrorKind::NotFound => {
            "l'une de tes opérations veut un fichier qui existe déjà (`open` sans `create(true)`, \
             `canonicalize`, `metadata`), ou cherche ailleurs que là où tu as écrit ; le fichier visé, \
             lui, n'existe peut-être pas encore : il est à créer"
        }
        _ => {
            "rien n'empêche cet appel d'aboutir : regarde laquelle de tes opérations échoue, et ce \
             qu'elle suppose du fichier"
        }
    };
    echec!(
        "l'appel réussit",
        "une erreur : {erreur} ({erreur:?})",
        "{piste}"
    )
}

pub const PISTE_NOM: &str = "un nom n'est pas toujours de l'UTF-8, pas plus celui d'un dossier que celui d'un fichier : \
    `to_str` rend alors `None`, `display` et `to_string_lossy` donnent un autre nom ; reste en `Path` et en `OsStr`";

/// L'appel réussit, quel que soit ce chemin.
pub async fn reussir_avec<T>(chemin: &Path, appel: impl Future<Output = io::Result<T>>) -> T {
    if chemin.to_str().is_some() {
        return reussir(appel).await;
    }
    // La fin seulement : le début est le dossier du test.
    let fin: PathBuf = chemin.iter().rev().take(2).collect();
    let fin: PathBuf = fin.iter().rev().collect();
    match conduire(appel).await {
        Ok(Ok(valeur)) => valeur,
        Ok(Err(erreur)) => echec!(
            "l'appel réussit aussi quand le chemin finit par {fin:?}",
            "une erreur : {erreur}",
            "{PISTE_NOM}"
        ),
        Err(panique) => {
            let message = message_de(&*panique);
            echec!(
                "l'appel réussit aussi quand le chemin finit par {fin:?}",
                "il a paniqué : {message}",
                "{PISTE_NOM}"
            )
        }
    }
}

/// Des chemins de toutes sortes dans ce dossier, les plus ordinaires d'abord.
pub fn chemins(dossier: &Dossier) -> Vec<PathBuf> {
    let noms = [
        "sans_extension",
        ".cache",
        "un nom à rallonge.tar.gz",
        "été.tmp",
    ];
    let noms = noms.map(|nom| dossier.fichier(nom)).into_iter();
    noms.chain(chemins_sans_utf8(dossier)).collect()
}

/// Un fichier, puis un dossier, dont le nom n'est pas de l'UTF-8. Ailleurs que sous Linux, et même là selon
/// le disque, le système peut refuser de tels noms.
#[cfg(target_os = "linux")]
pub fn chemins_sans_utf8(dossier: &Dossier) -> Vec<PathBuf> {
    let dans = |nom: &[u8]| {
        let nom: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(nom.to_vec());
        dossier.chemin().join(nom)
    };
    let (fichier, sous_dossier) = (dans(b"donn\xE9es.bin"), dans(b"d\xE9p\xF4t"));
    if fs::create_dir(&sous_dossier).is_err() {
        return Vec::new();
    }
    vec![fichier, sous_dossier.join("etat.bin")]
}

#[cfg(not(target_os = "linux"))]
pub fn chemins_sans_utf8(_: &Dossier) -> Vec<PathBuf> {
    Vec::new()
}

/// L'appel échoue, et son erreur est celle du système, ou celle du décodage, telle quelle.
pub async fn echouer<T: Debug>(
    cas: &str,
    genre: ErrorKind,
    appel: impl Future<Output = io::Result<T>>,
) {
    let erreur = match appeler(appel).await {
        Err(erreur) => erreur,
        Ok(valeur) => {
            let piste = if genre == ErrorKind::InvalidData {
                "une erreur a été avalée, ou n'a pas été cherchée : `while let Ok(…)`, `unwrap_or…`, `.ok()` et \
                 `let _ =` la font passer pour une fin normale, `from_utf8_lossy` répare en silence, et `split`, \
                 `read_until` et `fill_buf` rendent des octets sans les vérifier ; `?` la rend à l'appelant"
            } else {
                "une erreur a été avalée : `while let Ok(…)`, `unwrap_or…`, `.ok()` et `let _ =` la font passer \
                 pour une fin normale ; `?` la rend à l'appelant"
            };
            echec!(
                "{cas} : une erreur `{genre:?}`",
                "`Ok({valeur:?})`",
                "{piste}"
            )
        }
    };
    exiger_l_erreur_du_systeme(cas, genre, &erreur);
}

pub fn exiger_l_erreur_du_systeme(cas: &str, genre: ErrorKind, erreur: &io::Error) {
    let obtenu = erreur.kind();
    exiger!(
        obtenu == genre,
        "{cas} : une erreur `{genre:?}`",
        "une erreur `{obtenu:?}` : {erreur}",
        "l'erreur se rend telle qu'elle est venue : `io::Error::other` et `map_err` lui font perdre son genre"
    );
    exiger!(
        genre == ErrorKind::InvalidData || erreur.raw_os_error().is_some(),
        "{cas} : l'erreur du système, telle quelle, avec son code",
        "une autre erreur du même genre, sans code : {erreur}",
        "`?` suffit : inutile de fabriquer une nouvelle `io::Error` à partir de celle du système"
    );
}

/// Conduit ce corps dans un runtime qui n'a qu'un thread bloquant : ce qu'on lui demande se fait une chose après
/// l'autre.
pub fn avec_un_seul_thread_bloquant(corps: Appel<'_, ()>) {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(1)
        .build()
        .expect("le système a de quoi démarrer un runtime Tokio");
    runtime.block_on(corps);
    runtime.shutdown_background();
}

/// Occupe le seul thread bloquant d'un runtime tant que l'émetteur rendu existe.
pub fn barrer() -> mpsc::Sender<()> {
    let (lever, attendre) = mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || attendre.recv_timeout(LIMITE).ok());
    lever
}

/// Tout ce que le dossier contient.
pub fn photo(dossier: &Dossier) -> Vec<(String, Option<Vec<u8>>)> {
    let noms = dossier.noms().into_iter();
    noms.map(|nom| (nom.clone(), contenu(&dossier.fichier(&nom))))
        .collect()
}

/// Combien d'octets ce thread-ci a lus ou écrits, là où le système tient ce compte.
pub fn octets_passes() -> usize {
    let comptes = fs::read_to_string("/proc/thread-self/io").unwrap_or_default();
    let passes = comptes.lines().filter_map(|ligne| {
        let nombre = ligne
            .strip_prefix("rchar: ")
            .or_else(|| ligne.strip_prefix("wchar: "));
        nombre?.parse::<usize>().ok()
    });
    passes.sum()
}

/// Ce qu'il y a à lire ou à écrire quand on cherche qui le fait.
pub static LONG: LazyLock<String> = LazyLock::new(|| "e".repeat(10_000));

/// Conduit l'appel dans un runtime qui n'a qu'un thread bloquant, occupé chaque fois que l'appel est
/// interrogé : ce qu'il demande à Tokio ne se fait qu'après. C'est le thread du runtime qui a travaillé si
/// l'appel finit du premier coup, s'il finit alors que le dossier vient de changer, ou si ce thread a lu ou écrit.
/// Plusieurs fois, car un thread à soi, permis, peut aller vite ; et une réponse à qui un seul thread
/// bloquant ne suffit pas n'est pas jugée.
pub fn travaille_sur_place<'a>(
    dossier: &Dossier,
    preparer: &dyn Fn(),
    appel: &dyn Fn() -> Appel<'a, ()>,
) -> bool {
    (0..6).all(|_| {
        preparer();
        let mut sur_place = false;
        avec_un_seul_thread_bloquant(Box::pin(async {
            let (mut appel, mut barriere) = (appel(), barrer());
            let mut premiere = true;
            let conduite = poll_fn(|cx| {
                let (avant, deja_passes) = (photo(dossier), octets_passes());
                let etat = appel.as_mut().poll(cx);
                let passes = octets_passes().saturating_sub(deja_passes);
                let fini = etat.is_ready() && (premiere || photo(dossier) != avant);
                if fini || passes >= LONG.len() {
                    return Poll::Ready(true);
                }
                premiere = false;
                // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
                barriere = barrer();
                etat.map(|()| false)
            });
            sur_place = timeout(ms(500), conduite).await.unwrap_or(false);
        }));
        sur_place
    })
}

pub fn exiger_le_thread_libre(sur_place: bool) {
    exiger!(
        !sur_place,
        "le travail sur les fichiers se fait hors du thread du runtime",
        "il s'est fait sur ce thread même, entre deux `.await` qui attendent vraiment",
        "`std::fs` bloque le thread du runtime, et toutes ses tâches, même dans une fonction async : `tokio::fs` \
         a les mêmes fonctions, à attendre"
    );
}

/// Un tube nommé : l'ouvrir bloque tant que personne ne tient l'autre bout.
#[cfg(unix)]
pub fn tube(dossier: &Dossier) -> PathBuf {
    let chemin = dossier.fichier("tube");
    let statut = Command::new("mkfifo").arg(&chemin).status();
    let statut = statut.expect("la commande mkfifo existe sur tout Unix");
    exiger!(
        statut.success(),
        "le test crée un tube nommé",
        "mkfifo a échoué : {statut}",
        "cela ne vient pas de ta réponse"
    );
    chemin
}

/// Tient les deux bouts du tube, ce qui débloque quiconque attendait en l'ouvrant.
#[cfg(unix)]
pub fn debloquer(tube: &Path) -> io::Result<fs::File> {
    fs::File::options().read(true).write(true).open(tube)
}

/// L'appel ouvre un tube dont personne ne tient l'autre bout. Dit s'il laisse avancer les autres : sans
/// un signe de vie au bout de 2 s, un thread de secours débloque le tube.
#[cfg(unix)]
pub async fn exiger_une_ouverture_sans_bloquer(tube: &Path, appel: Appel<'_, ()>) {
    let (signal, attente) = mpsc::channel();
    let secours = {
        let tube = tube.to_owned();
        thread::spawn(move || {
            let libre = attente.recv_timeout(ms(2000)).is_ok();
            loop {
                let bouts = debloquer(&tube);
                let suite = attente.recv_timeout(ms(20));
                drop(bouts);
                if suite == Err(mpsc::RecvTimeoutError::Disconnected) {
                    return libre;
                }
            }
        })
    };
    let _ = timeout(ms(15), appel).await;
    let _ = signal.send(());
    drop(signal);
    let libre = secours
        .join()
        .expect("le thread de secours n'a pas paniqué");
    exiger!(
        libre,
        "pendant que l'ouverture du fichier attend, les autres tâches avancent",
        "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
        "une fonction de `std::fs` appelée dans du code async bloque le thread entier, dès l'ouverture : \
         `tokio::fs` a les mêmes, à attendre"
    );
}

/// Dit à un processus de test que son parent, un autre, attend l'issue d'un seul appel.
pub const ENFANT: &str = "EXO35_ENFANT";

/// De quoi dire à son parent l'issue d'un seul appel.
pub struct Parent {
    pub secret: String,
}

/// Dans un processus lancé par [`enfanter`], son parent. À prendre avant toute ligne de la réponse : avec le secret,
/// elle pourrait écrire elle-même l'issue.
pub fn parent() -> Option<Parent> {
    std::env::var_os(ENFANT)?;
    let secret = io::read_to_string(io::stdin()).ok()?;
    Some(Parent { secret })
}

impl Parent {
    /// Appelle, et rapporte l'issue ; `decrire` en dit la valeur.
    pub async fn informer<T>(
        self,
        appel: impl Future<Output = io::Result<T>>,
        decrire: impl FnOnce(T) -> String,
    ) {
        let issue = match attraper(appel).await {
            Ok(Ok(valeur)) => decrire(valeur),
            Ok(Err(erreur)) => format!("Err({erreur:?})"),
            Err(panique) => format!("panique, {}", message_de(&*panique)),
        };
        let secret = self.secret;
        println!("\n{secret}{issue}");
    }

    /// Rapporte le nombre de lignes que rend cet appel, et sa mémoire de pointe : ce processus n'a que lui à passer.
    pub async fn informer_de_la_memoire(self, appel: impl Future<Output = io::Result<usize>>) {
        let mesure = async {
            let (issue, octets) = pointe(appel).await;
            issue.map(|lignes| (lignes, octets))
        };
        self.informer(mesure, |(lignes, octets)| format!("{lignes} {octets}"))
            .await;
    }
}

/// Dans le parent : relance ce test seul, dans ce dossier, et rend ce que l'enfant rapporte.
pub fn enfanter(test: &str, mut commande: Command, dossier: &Dossier) -> String {
    // Les clés d'un `RandomState` sont tirées au sort dans chaque processus.
    let secret = std::hash::RandomState::new().hash_one(test);
    let secret = format!("issue {secret:x} : ");
    let enfant = commande
        .args(["--exact", "--nocapture", test])
        .current_dir(dossier.chemin())
        .env(ENFANT, "1")
        // L'entrée standard de l'enfant est pour ce secret-ci, et lui n'a rien à signer.
        .env_remove(banc::acte::VARIABLE)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut enfant = enfant.expect("le programme de test se relance");
    let entree = enfant.stdin.take();
    // Un enfant déjà mort ne lit plus : son silence le dira.
    let _ = entree.map(|mut entree| entree.write_all(secret.as_bytes()));
    let sortie = enfant.wait_with_output().expect("l'enfant s'attend").stdout;
    let sortie = String::from_utf8_lossy(&sortie);
    let rapport = sortie
        .lines()
        .find_map(|ligne| ligne.strip_prefix(&*secret));
    rapport
        .unwrap_or("l'appel n'a pas rendu la main")
        .to_owned()
}

pub fn programme() -> PathBuf {
    std::env::current_exe().expect("le système dit où est le programme de test")
}

/// Ce test dans un processus à qui le système refuse d'écrire plus de quelques kilooctets par fichier :
/// une écriture plus longue échoue au milieu, comme sur un disque plein. Rend l'issue, qui doit être
/// une erreur ; `None` si le système n'applique pas la limite, et que tout est écrit.
#[cfg(unix)]
pub fn enfanter_a_l_etroit(test: &str, dossier: &Dossier, chemin: &Path) -> Option<String> {
    let mut sh = Command::new("sh");
    sh.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""])
        .arg(programme());
    let issue = enfanter(test, sh, dossier);
    (!issue.starts_with("Ok") || texte(chemin) != *TROP_LONG).then_some(issue)
}

/// Un lien vers /dev/null, qui oublie tout ce qu'on y écrit.
#[cfg(unix)]
pub fn puits(dossier: &Dossier) -> PathBuf {
    let chemin = dossier.fichier("puits");
    std::os::unix::fs::symlink("/dev/null", &chemin).expect("un lien peut être créé");
    chemin
}

/// Vrai si cet appel, qui écrit dans un puits, y synchronise ce qu'il a écrit : c'est là une erreur, la seule.
/// `sync_all` attend l'écriture mais en tait l'erreur, ce que fait Tokio : c'est pardonné, sa propre
/// documentation l'emploie ainsi.
#[cfg(unix)]
pub async fn synchronise<T>(appel: impl Future<Output = io::Result<T>>) -> bool {
    matches!(attraper(appel).await, Ok(Err(_)))
}

#[cfg(unix)]
pub const PISTE_PANIQUE: &str = "`unwrap` et `expect` paniquent, `?` rend l'erreur à l'appelant";

/// Ce que l'enfant à l'étroit essaie d'écrire.
pub static TROP_LONG: LazyLock<String> = LazyLock::new(|| "b".repeat(300_000));

pub const LIGNE: usize = 16 * 1024;
pub const LIGNES: usize = 512;

/// Un fichier de 8 Mo fait de lignes de 16 Ko, écrit sans jamais le tenir en mémoire.
pub fn poser_un_gros(dossier: &Dossier) -> PathBuf {
    let chemin = dossier.fichier("gros.txt");
    let bloc = gros_bloc(b"e");
    let mut fichier = fs::File::create(&chemin).expect("le dossier du test est accessible");
    for _ in 0..LIGNES / 4 {
        fichier
            .write_all(&bloc)
            .expect("le disque a 8 Mo de libres");
    }
    chemin
}

/// Quatre lignes faites de cette lettre.
pub fn gros_bloc(lettre: &[u8]) -> Vec<u8> {
    let mut ligne = lettre.repeat(LIGNE - 1);
    ligne.push(b'\n');
    ligne.repeat(4)
}

/// Dans le parent : le nombre de lignes du gros fichier, une fois jugée la mémoire qu'il a prise. La mesure
/// se fait dans un autre processus : ici, elle compterait aussi ce qu'allouent les autres tests.
pub fn exiger_peu_de_memoire(test: &str, dossier: &Dossier) {
    let issue = enfanter(test, Command::new(programme()), dossier);
    let nombres = issue.split_once(' ').and_then(|(lignes, octets)| {
        let lignes = lignes.parse::<usize>().ok()?;
        Some((lignes, octets.parse::<usize>().ok()?))
    });
    let Some((lignes, octets)) = nombres else {
        echec!(
            "l'appel réussit sur un fichier de 8 Mo",
            "{issue}",
            "le fichier se lit jusqu'au bout, quelle que soit sa taille"
        )
    };
    exiger_egal!(
        lignes,
        LIGNES,
        "le nombre de lignes d'un fichier de 8 Mo",
        "le fichier se lit jusqu'au bout, quelle que soit sa taille"
    );

    let (mo, total) = (octets >> 20, (LIGNE * LIGNES) >> 20);
    exiger!(
        octets < LIGNE * LIGNES / 4 * 3,
        "un fichier de {total} Mo lu au fil de l'eau ne prend que quelques tampons",
        "la mémoire est montée de {mo} Mo",
        "le fichier s'est retrouvé entier en mémoire : soit il est lu d'un coup (`read_to_string`) ou gardé dans un \
         `Vec`, soit le tampon de `read_line` ou de `read_until` grossit à chaque tour, car ils ajoutent à la fin : \
         il leur faut un `clear()`"
    );
}

pub const PISTE_DOSSIER: &str = "seul le fichier est à créer, pas le chemin qui y mène : `create_dir_all` n'a rien à \
    faire ici";
