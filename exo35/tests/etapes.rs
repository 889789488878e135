// Les tests de l'exo 35, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

#[expect(
    clippy::disallowed_methods,
    reason = "les tests préparent et inspectent les fichiers du dehors, sans passer par Tokio"
)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(
        dead_code,
        unused_imports,
        unused_mut,
        reason = "tubes nommés, noms sans UTF-8 : certains tests n'existent pas partout"
    )
)]
mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{compter_lignes, copier_en_majuscules, ecrire_puis_relire, remplacer};

    use ::banc::memoire::{Allocateur, pointe};
    use ::banc::{Dossier, Sonde, attraper, ensemble, essai, essai_reel, message_de, ms};
    use ::std::any::Any;
    use ::std::borrow::ToOwned;
    use ::std::boxed::Box;
    use ::std::fmt::Debug;
    use ::std::fs;
    use ::std::future::{Future, poll_fn};
    use ::std::hash::BuildHasher;
    use ::std::io::{self, ErrorKind, Read as _, Write as _};
    use ::std::option::Option::{self, None, Some};
    use ::std::panic::resume_unwind;
    use ::std::path::{Path, PathBuf};
    use ::std::pin::Pin;
    use ::std::prelude::v1::test;
    use ::std::process::{Command, Stdio};
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::String;
    use ::std::sync::mpsc;
    use ::std::sync::{Arc, LazyLock};
    use ::std::task::Poll;
    use ::std::thread;
    use ::std::time::{Duration, Instant};
    use ::std::vec::Vec;
    use ::tokio::runtime::Builder;
    use ::tokio::sync::oneshot;
    use ::tokio::time::{interval, sleep, timeout};

    #[global_allocator]
    static ALLOCATEUR: Allocateur = Allocateur;

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

    type Appel<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

    /// Le temps réel que le test laisse aux threads qu'il lance ; seule une réponse fausse l'épuise.
    const LIMITE: Duration = Duration::from_secs(3);

    /// Bien plus qu'un appel n'a besoin d'être interrogé. Un compte plutôt qu'une durée :
    /// une machine lente n'y change rien.
    const INTERROGATIONS: u32 = 20_000;

    fn dossier() -> Dossier {
        Dossier::new(::std::env!("CARGO_TARGET_TMPDIR"))
    }

    /// Un fichier de ce nom et de ce contenu, écrit par le test lui-même.
    fn poser(dossier: &Dossier, nom: &str, contenu: impl AsRef<[u8]>) -> PathBuf {
        let chemin = dossier.fichier(nom);
        fs::write(&chemin, contenu).expect("le dossier du test est accessible en écriture");
        chemin
    }

    /// Ce que le fichier contient, vu du dehors ; `None` s'il n'existe pas.
    fn contenu(chemin: &Path) -> Option<Vec<u8>> {
        fs::read(chemin).ok()
    }

    fn texte(chemin: &Path) -> String {
        String::from_utf8_lossy(&contenu(chemin).unwrap_or_default()).into_owned()
    }

    /// Attend l'appel d'un apprenant, sauf s'il boucle sans fin ; rend aussi sa panique.
    async fn conduire<T>(
        appel: impl Future<Output = io::Result<T>>,
    ) -> Result<io::Result<T>, Box<dyn Any + Send>> {
        conduire_boite(Box::pin(attraper(appel))).await
    }

    async fn conduire_boite<T>(
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
            None => ::banc::echec!(
                "l'appel se termine",
                "il a déjà été réveillé {INTERROGATIONS} fois, et il tourne encore",
                "à la fin du fichier, `read_line`, `read_until` et `read` rendent `Ok(0)`, autant de fois qu'on les \
                 appelle : c'est la condition d'arrêt de la boucle"
            ),
        }
    }

    /// La même chose, sans panique.
    async fn appeler<T>(appel: impl Future<Output = io::Result<T>>) -> io::Result<T> {
        conduire(appel).await.unwrap_or_else(refuser_la_panique)
    }

    fn refuser_la_panique<T>(panique: Box<dyn Any + Send>) -> T {
        let message = message_de(&*panique);
        if !message.contains("unwrap") && !message.contains("kind") {
            resume_unwind(panique);
        }
        ::banc::echec!(
            "l'appel rend `Ok` ou `Err`",
            "il a paniqué : {message}",
            "un fichier absent, illisible ou invalide n'est pas un bug du programme : `unwrap` et `expect` \
             paniquent, `?` rend l'erreur à l'appelant"
        )
    }

    async fn reussir<T>(appel: impl Future<Output = io::Result<T>>) -> T {
        appeler(appel).await.unwrap_or_else(refuser_l_erreur)
    }

    fn refuser_l_erreur<T>(erreur: io::Error) -> T {
        // 9 : le descripteur existe, mais n'est pas ouvert pour cette opération (EBADF).
        let mal_ouvert = ::core::cfg!(unix) && erreur.raw_os_error() == Some(9);
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
        ::banc::echec!(
            "l'appel réussit",
            "une erreur : {erreur} ({erreur:?})",
            "{piste}"
        )
    }

    const PISTE_NOM: &str = "un nom n'est pas toujours de l'UTF-8, pas plus celui d'un dossier que celui d'un fichier : \
        `to_str` rend alors `None`, `display` et `to_string_lossy` donnent un autre nom ; reste en `Path` et en `OsStr`";

    /// L'appel réussit, quel que soit ce chemin.
    async fn reussir_avec<T>(chemin: &Path, appel: impl Future<Output = io::Result<T>>) -> T {
        if chemin.to_str().is_some() {
            return reussir(appel).await;
        }
        // La fin seulement : le début est le dossier du test.
        let fin: PathBuf = chemin.iter().rev().take(2).collect();
        let fin: PathBuf = fin.iter().rev().collect();
        match conduire(appel).await {
            Ok(Ok(valeur)) => valeur,
            Ok(Err(erreur)) => ::banc::echec!(
                "l'appel réussit aussi quand le chemin finit par {fin:?}",
                "une erreur : {erreur}",
                "{PISTE_NOM}"
            ),
            Err(panique) => {
                let message = message_de(&*panique);
                ::banc::echec!(
                    "l'appel réussit aussi quand le chemin finit par {fin:?}",
                    "il a paniqué : {message}",
                    "{PISTE_NOM}"
                )
            }
        }
    }

    /// Des chemins de toutes sortes dans ce dossier, les plus ordinaires d'abord.
    fn chemins(dossier: &Dossier) -> Vec<PathBuf> {
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
    fn chemins_sans_utf8(dossier: &Dossier) -> Vec<PathBuf> {
        let dans = |nom: &[u8]| {
            let nom: ::std::ffi::OsString =
                ::std::os::unix::ffi::OsStringExt::from_vec(nom.to_vec());
            dossier.chemin().join(nom)
        };
        let (fichier, sous_dossier) = (dans(b"donn\xE9es.bin"), dans(b"d\xE9p\xF4t"));
        if fs::create_dir(&sous_dossier).is_err() {
            return Vec::new();
        }
        ::std::vec![fichier, sous_dossier.join("etat.bin")]
    }

    #[cfg(not(target_os = "linux"))]
    fn chemins_sans_utf8(_: &Dossier) -> Vec<PathBuf> {
        Vec::new()
    }

    /// L'appel échoue, et son erreur est celle du système, ou celle du décodage, telle quelle.
    async fn echouer<T: Debug>(
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
                ::banc::echec!(
                    "{cas} : une erreur `{genre:?}`",
                    "`Ok({valeur:?})`",
                    "{piste}"
                )
            }
        };
        exiger_l_erreur_du_systeme(cas, genre, &erreur);
    }

    fn exiger_l_erreur_du_systeme(cas: &str, genre: ErrorKind, erreur: &io::Error) {
        let obtenu = erreur.kind();
        ::banc::exiger!(
            obtenu == genre,
            "{cas} : une erreur `{genre:?}`",
            "une erreur `{obtenu:?}` : {erreur}",
            "l'erreur se rend telle qu'elle est venue : `io::Error::other` et `map_err` lui font perdre son genre"
        );
        ::banc::exiger!(
            genre == ErrorKind::InvalidData || erreur.raw_os_error().is_some(),
            "{cas} : l'erreur du système, telle quelle, avec son code",
            "une autre erreur du même genre, sans code : {erreur}",
            "`?` suffit : inutile de fabriquer une nouvelle `io::Error` à partir de celle du système"
        );
    }

    /// Conduit ce corps dans un runtime qui n'a qu'un thread bloquant : ce qu'on lui demande se fait une chose après
    /// l'autre.
    fn avec_un_seul_thread_bloquant(corps: Appel<'_, ()>) {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(1)
            .build()
            .expect("le système a de quoi démarrer un runtime Tokio");
        runtime.block_on(corps);
        runtime.shutdown_background();
    }

    /// Occupe le seul thread bloquant d'un runtime tant que l'émetteur rendu existe.
    fn barrer() -> mpsc::Sender<()> {
        let (lever, attendre) = mpsc::channel::<()>();
        ::tokio::task::spawn_blocking(move || attendre.recv_timeout(LIMITE).ok());
        lever
    }

    /// Tout ce que le dossier contient.
    fn photo(dossier: &Dossier) -> Vec<(String, Option<Vec<u8>>)> {
        let noms = dossier.noms().into_iter();
        noms.map(|nom| (nom.clone(), contenu(&dossier.fichier(&nom))))
            .collect()
    }

    /// Combien d'octets ce thread-ci a lus ou écrits, là où le système tient ce compte.
    fn octets_passes() -> usize {
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
    static LONG: LazyLock<String> = LazyLock::new(|| "e".repeat(10_000));

    /// Conduit l'appel dans un runtime qui n'a qu'un thread bloquant, occupé chaque fois que l'appel est
    /// interrogé : ce qu'il demande à Tokio ne se fait qu'après. C'est le thread du runtime qui a travaillé si
    /// l'appel finit du premier coup, s'il finit alors que le dossier vient de changer, ou si ce thread a lu ou écrit.
    /// Plusieurs fois, car un thread à soi, permis, peut aller vite ; et une réponse à qui un seul thread
    /// bloquant ne suffit pas n'est pas jugée.
    fn travaille_sur_place<'a>(
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

    fn exiger_le_thread_libre(sur_place: bool) {
        ::banc::exiger!(
            !sur_place,
            "le travail sur les fichiers se fait hors du thread du runtime",
            "il s'est fait sur ce thread même, entre deux `.await` qui attendent vraiment",
            "`std::fs` bloque le thread du runtime, et toutes ses tâches, même dans une fonction async : `tokio::fs` \
             a les mêmes fonctions, à attendre"
        );
    }

    /// Un tube nommé : l'ouvrir bloque tant que personne ne tient l'autre bout.
    #[cfg(unix)]
    fn tube(dossier: &Dossier) -> PathBuf {
        let chemin = dossier.fichier("tube");
        let statut = Command::new("mkfifo").arg(&chemin).status();
        let statut = statut.expect("la commande mkfifo existe sur tout Unix");
        ::banc::exiger!(
            statut.success(),
            "le test crée un tube nommé",
            "mkfifo a échoué : {statut}",
            "cela ne vient pas de ta réponse"
        );
        chemin
    }

    /// Tient les deux bouts du tube, ce qui débloque quiconque attendait en l'ouvrant.
    #[cfg(unix)]
    fn debloquer(tube: &Path) -> io::Result<fs::File> {
        fs::File::options().read(true).write(true).open(tube)
    }

    /// L'appel ouvre un tube dont personne ne tient l'autre bout. Dit s'il laisse avancer les autres : sans
    /// un signe de vie au bout de 2 s, un thread de secours débloque le tube.
    #[cfg(unix)]
    async fn exiger_une_ouverture_sans_bloquer(tube: &Path, appel: Appel<'_, ()>) {
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
        ::banc::exiger!(
            libre,
            "pendant que l'ouverture du fichier attend, les autres tâches avancent",
            "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
            "une fonction de `std::fs` appelée dans du code async bloque le thread entier, dès l'ouverture : \
             `tokio::fs` a les mêmes, à attendre"
        );
    }

    /// Dit à un processus de test que son parent, un autre, attend l'issue d'un seul appel.
    const ENFANT: &str = "EXO35_ENFANT";

    /// De quoi dire à son parent l'issue d'un seul appel.
    struct Parent {
        secret: String,
    }

    /// Dans un processus lancé par [`enfanter`], son parent. À prendre avant toute ligne de la réponse : avec le secret,
    /// elle pourrait écrire elle-même l'issue.
    fn parent() -> Option<Parent> {
        ::std::env::var_os(ENFANT)?;
        let secret = io::read_to_string(io::stdin()).ok()?;
        Some(Parent { secret })
    }

    impl Parent {
        /// Appelle, et rapporte l'issue ; `decrire` en dit la valeur.
        async fn informer<T>(
            self,
            appel: impl Future<Output = io::Result<T>>,
            decrire: impl FnOnce(T) -> String,
        ) {
            let issue = match attraper(appel).await {
                Ok(Ok(valeur)) => decrire(valeur),
                Ok(Err(erreur)) => ::std::format!("Err({erreur:?})"),
                Err(panique) => ::std::format!("panique, {}", message_de(&*panique)),
            };
            let secret = self.secret;
            ::std::println!("\n{secret}{issue}");
        }

        /// Rapporte le nombre de lignes que rend cet appel, et sa mémoire de pointe : ce processus n'a que lui à passer.
        async fn informer_de_la_memoire(self, appel: impl Future<Output = io::Result<usize>>) {
            let mesure = async {
                let (issue, octets) = pointe(appel).await;
                issue.map(|lignes| (lignes, octets))
            };
            self.informer(mesure, |(lignes, octets)| {
                ::std::format!("{lignes} {octets}")
            })
            .await;
        }
    }

    /// Dans le parent : relance ce test seul, dans ce dossier, et rend ce que l'enfant rapporte.
    fn enfanter(test: &str, mut commande: Command, dossier: &Dossier) -> String {
        // Les clés d'un `RandomState` sont tirées au sort dans chaque processus.
        let secret = ::std::hash::RandomState::new().hash_one(test);
        let secret = ::std::format!("issue {secret:x} : ");
        let enfant = commande
            .args(["--exact", "--nocapture", &::std::format!("etapes::{test}")])
            .current_dir(dossier.chemin())
            .env(ENFANT, "1")
            // L'entrée standard de l'enfant est pour ce secret-ci, et lui n'a rien à signer.
            .env_remove(::banc::acte::VARIABLE)
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

    fn programme() -> PathBuf {
        ::std::env::current_exe().expect("le système dit où est le programme de test")
    }

    /// Ce test dans un processus à qui le système refuse d'écrire plus de quelques kilooctets par fichier :
    /// une écriture plus longue échoue au milieu, comme sur un disque plein. Rend l'issue, qui doit être
    /// une erreur ; `None` si le système n'applique pas la limite, et que tout est écrit.
    #[cfg(unix)]
    fn enfanter_a_l_etroit(test: &str, dossier: &Dossier, chemin: &Path) -> Option<String> {
        let mut sh = Command::new("sh");
        sh.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""])
            .arg(programme());
        let issue = enfanter(test, sh, dossier);
        (!issue.starts_with("Ok") || texte(chemin) != *TROP_LONG).then_some(issue)
    }

    /// Un lien vers /dev/null, qui oublie tout ce qu'on y écrit.
    #[cfg(unix)]
    fn puits(dossier: &Dossier) -> PathBuf {
        let chemin = dossier.fichier("puits");
        ::std::os::unix::fs::symlink("/dev/null", &chemin).expect("un lien peut être créé");
        chemin
    }

    /// Vrai si cet appel, qui écrit dans un puits, y synchronise ce qu'il a écrit : c'est là une erreur, la seule.
    /// `sync_all` attend l'écriture mais en tait l'erreur, ce que fait Tokio : c'est pardonné, sa propre
    /// documentation l'emploie ainsi.
    #[cfg(unix)]
    async fn synchronise<T>(appel: impl Future<Output = io::Result<T>>) -> bool {
        ::std::matches!(attraper(appel).await, Ok(Err(_)))
    }

    #[cfg(unix)]
    const PISTE_PANIQUE: &str = "`unwrap` et `expect` paniquent, `?` rend l'erreur à l'appelant";

    /// Ce que l'enfant à l'étroit essaie d'écrire.
    static TROP_LONG: LazyLock<String> = LazyLock::new(|| "b".repeat(300_000));

    const LIGNE: usize = 16 * 1024;
    const LIGNES: usize = 512;

    /// Un fichier de 8 Mo fait de lignes de 16 Ko, écrit sans jamais le tenir en mémoire.
    fn poser_un_gros(dossier: &Dossier) -> PathBuf {
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
    fn gros_bloc(lettre: &[u8]) -> Vec<u8> {
        let mut ligne = lettre.repeat(LIGNE - 1);
        ligne.push(b'\n');
        ligne.repeat(4)
    }

    /// Dans le parent : le nombre de lignes du gros fichier, une fois jugée la mémoire qu'il a prise. La mesure
    /// se fait dans un autre processus : ici, elle compterait aussi ce qu'allouent les autres tests.
    fn exiger_peu_de_memoire(test: &str, dossier: &Dossier) {
        let issue = enfanter(test, Command::new(programme()), dossier);
        let nombres = issue.split_once(' ').and_then(|(lignes, octets)| {
            let lignes = lignes.parse::<usize>().ok()?;
            Some((lignes, octets.parse::<usize>().ok()?))
        });
        let Some((lignes, octets)) = nombres else {
            ::banc::echec!(
                "l'appel réussit sur un fichier de 8 Mo",
                "{issue}",
                "le fichier se lit jusqu'au bout, quelle que soit sa taille"
            )
        };
        ::banc::exiger_egal!(
            lignes,
            LIGNES,
            "le nombre de lignes d'un fichier de 8 Mo",
            "le fichier se lit jusqu'au bout, quelle que soit sa taille"
        );

        let (mo, total) = (octets >> 20, (LIGNE * LIGNES) >> 20);
        ::banc::exiger!(
            octets < LIGNE * LIGNES / 4 * 3,
            "un fichier de {total} Mo lu au fil de l'eau ne prend que quelques tampons",
            "la mémoire est montée de {mo} Mo",
            "le fichier s'est retrouvé entier en mémoire : soit il est lu d'un coup (`read_to_string`) ou gardé dans un \
             `Vec`, soit le tampon de `read_line` ou de `read_until` grossit à chaque tour, car ils ajoutent à la fin : \
             il leur faut un `clear()`"
        );
    }

    const PISTE_DOSSIER: &str = "seul le fichier est à créer, pas le chemin qui y mène : `create_dir_all` n'a rien à \
        faire ici";

    // ---- Étape 1 : ecrire_puis_relire ----

    /// Ce texte s'il est court, sa taille sinon.
    fn montrer(texte: &str) -> String {
        if texte.len() < 100 {
            ::std::format!("{texte:?}")
        } else {
            ::std::format!("{} octets", texte.len())
        }
    }

    /// Le fichier, qui contenait `ancien`, contient `ecrit`, et c'est aussi ce que l'appel a rendu.
    fn exiger_ecrit_et_relu(chemin: &Path, ancien: &str, ecrit: &str, rendu: &str) {
        let nom = chemin.file_name().unwrap_or_default();
        ::banc::exiger!(
            contenu(chemin).is_some(),
            "le fichier {nom:?}, qui n'existait pas, est créé",
            "il n'existe pas",
            "même un contenu vide crée le fichier, et il porte exactement le nom demandé"
        );
        let tenu = texte(chemin);
        if tenu == ecrit && rendu == ecrit {
            return;
        }
        let (voulu, vu, relu) = (montrer(ecrit), montrer(&tenu), montrer(rendu));
        let piste = piste_de_l_ecriture(ancien, ecrit, &tenu);
        ::banc::exiger!(
            tenu == ecrit,
            "le fichier {nom:?} contient {voulu}, et rien d'autre",
            "{vu}",
            "{piste}"
        );
        let piste = piste_de_la_relecture(ecrit, rendu);
        ::banc::exiger!(
            rendu == ecrit,
            "la valeur rendue est ce que contient {nom:?} : {voulu}",
            "{relu}",
            "{piste}"
        );
    }

    /// Pourquoi le fichier contient-il cela, au lieu de ce qui était à écrire ?
    fn piste_de_l_ecriture(ancien: &str, ecrit: &str, tenu: &str) -> &'static str {
        if tenu.is_empty() {
            return "tout est resté dans un tampon : un `BufWriter` lâché sans `flush` n'écrit rien, et un \
                    `tokio::fs::File` écrit en arrière-plan ; `flush` attend les deux";
        }
        if tenu.len() > ancien.len() && !ancien.is_empty() && tenu.starts_with(ancien) {
            return "le nouveau texte est venu après l'ancien : `append` ajoute à la fin, et ici tout l'ancien contenu \
                    doit disparaître";
        }
        match tenu.strip_prefix(ecrit) {
            Some(reste) if ancien.get(ecrit.len()..) == Some(reste) => {
                "la fin de l'ancien contenu est restée : ouvrir avec `create(true)` et `write(true)` ne vide pas le \
                 fichier, c'est le rôle de `truncate(true)`"
            }
            None if ecrit.starts_with(tenu) => {
                "il en manque : `write` a le droit de n'écrire qu'un morceau, et dit combien, alors que `write_all` \
                 recommence jusqu'au bout ; puis `flush` attend le thread d'arrière-plan, qui écrit peut-être encore"
            }
            _ => "écris `contenu` octet pour octet, sans rien y ajouter ni en ôter",
        }
    }

    /// Le fichier est bon : pourquoi l'appel a-t-il rendu autre chose ?
    fn piste_de_la_relecture(ecrit: &str, rendu: &str) -> &'static str {
        if rendu.is_empty() {
            "la position dans le fichier est peut-être restée à la fin, là où l'écriture l'a laissée ; ou bien \
             l'écriture n'était pas finie quand tu as relu (`flush` l'attend)"
        } else if ecrit.split_whitespace().eq(rendu.split_whitespace()) {
            "rends ce que tu as relu, sans rien y changer : les blancs et les fins de ligne aussi, que `trim` et \
             `lines` ôtent"
        } else if ecrit.starts_with(rendu) {
            "`read` a le droit de ne lire qu'un morceau : `read_to_string` va jusqu'à la fin du fichier ; ou bien \
             l'écriture n'était pas finie quand tu as relu (`flush` l'attend)"
        } else {
            "rends ce que tu as relu, sans rien y changer"
        }
    }

    #[test]
    fn etape1_le_contenu_est_dans_le_fichier_et_revient_tel_quel() {
        essai_reel(async {
            let dossier = dossier();
            for (nom, ecrit) in [
                ("simple.txt", "bonjour"),
                ("lignes.txt", "une\ndeux\n\ntrois\n"),
                ("windows.txt", "une\r\ndeux\r\n"),
                ("accents.txt", "Où es-tu, Zoé ? 日本 \u{1F980}\u{FEFF}"),
                ("blancs.txt", "  \n un espace à la fin \n\n"),
                ("zero.bin", "a\0b"),
                ("vide.txt", ""),
            ] {
                let chemin = dossier.fichier(nom);
                let rendu = reussir(ecrire_puis_relire(&chemin, ecrit)).await;
                exiger_ecrit_et_relu(&chemin, "", ecrit, &rendu);
            }
        });
    }

    #[test]
    fn etape1_rien_ne_reste_d_un_ancien_contenu_plus_long() {
        essai_reel(async {
            let dossier = dossier();
            let ancien = "un ancien contenu, bien plus long que le nouveau";
            for nouveau in ["court", ""] {
                let chemin = poser(&dossier, "notes.txt", ancien);
                let rendu = reussir(ecrire_puis_relire(&chemin, nouveau)).await;
                exiger_ecrit_et_relu(&chemin, ancien, nouveau, &rendu);
            }
        });
    }

    /// Un lien vers /dev/null : tout ce qu'on y écrit disparaît, et seule une vraie relecture le sait. Une
    /// réponse qui remplace le lien par un vrai fichier, ou qui rend une erreur, a raison aussi.
    #[cfg(unix)]
    #[test]
    fn etape1_la_valeur_rendue_vient_du_fichier_et_non_de_l_argument() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = puits(&dossier);
            if let Ok(rendu) = appeler(ecrire_puis_relire(&chemin, "perdu")).await {
                let tenu = texte(&chemin);
                ::banc::exiger!(
                    rendu == tenu,
                    "ce que le fichier contient : {tenu:?} (c'est un lien vers /dev/null, qui oublie tout)",
                    "{rendu:?}",
                    "rendre une copie de `contenu` n'est pas relire : seul le fichier sait ce qu'il contient"
                );
            }
        });
    }

    #[test]
    fn etape1_la_relecture_voit_toujours_toute_l_ecriture() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("notes.txt");
            let mut ancien = String::new();
            for tour in 0..25_usize {
                let ecrit = ::std::format!("{tour};").repeat(150_000 + tour);
                let rendu = reussir(ecrire_puis_relire(&chemin, &ecrit)).await;
                exiger_ecrit_et_relu(&chemin, &ancien, &ecrit, &rendu);
                ancien = ecrit;
            }
        });
    }

    #[cfg(unix)]
    #[test]
    fn etape1_une_ecriture_interrompue_est_une_erreur() {
        essai_reel(async {
            if let Some(parent) = parent() {
                let appel = ecrire_puis_relire(Path::new("notes.txt"), &TROP_LONG);
                let sur = TROP_LONG.len();
                let decrire =
                    |relu: String| ::std::format!("Ok, avec {} octets sur {sur}", relu.len());
                return parent.informer(appel, decrire).await;
            }
            let dossier = dossier();
            let chemin = dossier.fichier("notes.txt");
            reussir(ecrire_puis_relire(&chemin, "ancien")).await;
            let test = "etape1_une_ecriture_interrompue_est_une_erreur";
            let Some(issue) = enfanter_a_l_etroit(test, &dossier, &chemin) else {
                return;
            };
            let puits = puits(&dossier);
            if issue.starts_with("Ok") && synchronise(ecrire_puis_relire(&puits, "perdu")).await {
                return;
            }
            ::banc::exiger!(
                !issue.starts_with("panique"),
                "quand le disque refuse la suite du contenu, l'appel rend une erreur",
                "{issue}",
                "{PISTE_PANIQUE}"
            );
            ::banc::exiger!(
                issue.starts_with("Err"),
                "quand le disque refuse la suite du contenu, l'appel rend une erreur",
                "{issue}",
                "l'erreur de l'écriture s'est perdue : `let _ =` et `.ok()` l'avalent, et celle d'un `tokio::fs::File` \
                 n'apparaît qu'au `flush`, qui attend que le thread d'arrière-plan ait fini : il faut l'appeler, et \
                 rendre son erreur"
            );
        });
    }

    #[test]
    fn etape1_un_gros_contenu_est_ecrit_en_entier() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("gros.txt");
            let ecrit = "é0123456789abc\n".repeat(320_000);
            let rendu = reussir(ecrire_puis_relire(&chemin, &ecrit)).await;
            exiger_ecrit_et_relu(&chemin, "", &ecrit, &rendu);
        });
    }

    #[test]
    fn etape1_une_erreur_du_systeme_revient_telle_quelle() {
        essai_reel(async {
            let dossier = dossier();
            let sans_dossier = dossier.fichier("absent").join("notes.txt");
            let issue = appeler(ecrire_puis_relire(&sans_dossier, "bonjour")).await;
            let noms = dossier.noms();
            ::banc::exiger!(
                noms.is_empty(),
                "un dossier absent n'est pas créé : c'est une erreur",
                "le dossier du test contient {noms:?}, et l'appel a rendu {issue:?}",
                "{PISTE_DOSSIER}"
            );
            let cas = "dans un dossier qui n'existe pas";
            echouer(cas, ErrorKind::NotFound, async { issue }).await;
            let issue = appeler(ecrire_puis_relire(dossier.chemin(), "bonjour")).await;
            ::banc::exiger!(
                issue.is_err(),
                "écrire dans un dossier comme dans un fichier est une erreur",
                "{issue:?}",
                "une erreur a été avalée : `?` la rend à l'appelant"
            );
        });
    }

    #[test]
    fn etape1_tout_chemin_convient() {
        essai_reel(async {
            let dossier = dossier();
            for chemin in chemins(&dossier) {
                let rendu = reussir_avec(&chemin, ecrire_puis_relire(&chemin, "bonjour")).await;
                if chemin.to_str().is_some() {
                    exiger_ecrit_et_relu(&chemin, "", "bonjour", &rendu);
                }
                let nom = chemin.file_name().unwrap_or_default();
                ::banc::exiger!(
                    contenu(&chemin).as_deref() == Some(b"bonjour") && rendu == "bonjour",
                    "le fichier {nom:?} contient \"bonjour\", et l'appel le rend",
                    "il a rendu {rendu:?}, et le fichier n'existe pas ou contient autre chose",
                    "{PISTE_NOM}"
                );
            }
        });
    }

    #[test]
    fn etape1_le_thread_du_runtime_ne_touche_pas_au_fichier() {
        essai(|| {
            let dossier = dossier();
            let chemin = dossier.fichier("notes.txt");
            exiger_le_thread_libre(travaille_sur_place(
                &dossier,
                &|| drop(poser(&dossier, "notes.txt", "ancien")),
                &|| {
                    let appel = ecrire_puis_relire(&chemin, &LONG);
                    Box::pin(async { drop(appel.await) })
                },
            ));
        });
    }

    #[cfg(unix)]
    #[test]
    fn etape1_une_ouverture_qui_attend_ne_bloque_personne() {
        essai_reel(async {
            let dossier = dossier();
            let tube = tube(&dossier);
            let appel = ecrire_puis_relire(&tube, "x");
            let appel = Box::pin(async { drop(appel.await) });
            exiger_une_ouverture_sans_bloquer(&tube, appel).await;
        });
    }

    // ---- Étape 2 : compter_lignes ----

    #[test]
    fn etape2_les_lignes_se_comptent_comme_str_lines() {
        essai_reel(async {
            let dossier = dossier();
            for (texte, piste) in [
                (
                    "",
                    "un fichier vide n'a aucune ligne : `split('\\n')` en verrait une, et `+ 1` aussi",
                ),
                ("une\ndeux\ntrois\n", "une ligne par `\\n`"),
                (
                    "une\ndeux\ntrois",
                    "la dernière ligne compte, même sans `\\n` : compter les `\\n` ne suffit pas",
                ),
                ("une", "une seule ligne sans `\\n` est une ligne"),
                (
                    "\n",
                    "une ligne vide est une ligne, et rien ne suit le dernier `\\n`",
                ),
                (
                    "\n\nune\n\n\ndeux\n\n",
                    "les lignes vides comptent : ce n'est pas la fin du fichier, et il ne faut pas les sauter",
                ),
                (" \n\t\n", "une ligne de blancs est une ligne"),
                ("une\r\ndeux\r\n", "`\\r\\n` termine une ligne, une seule"),
                ("une\rune\rune\n", "un `\\r` seul ne termine pas une ligne"),
                (
                    "été\nà l'île\n日本\n",
                    "un caractère de plusieurs octets n'est pas une ligne",
                ),
            ] {
                let chemin = poser(&dossier, "texte.txt", texte);
                ::banc::exiger_egal!(
                    reussir(compter_lignes(&chemin)).await,
                    texte.lines().count(),
                    "le nombre de lignes de {texte:?}",
                    "{piste}"
                );
            }
        });
    }

    #[test]
    fn etape2_un_gros_fichier_n_est_jamais_entier_en_memoire() {
        essai_reel(async {
            if let Some(parent) = parent() {
                let appel = compter_lignes(Path::new("gros.txt"));
                return parent.informer_de_la_memoire(appel).await;
            }
            let dossier = dossier();
            // D'abord un petit : un compte faux n'est pas une affaire de mémoire.
            let petit = poser(&dossier, "petit.txt", "une\ndeux\n");
            ::banc::exiger_egal!(
                reussir(compter_lignes(&petit)).await,
                2,
                "le nombre de lignes de \"une\\ndeux\\n\"",
                "une ligne par `\\n`"
            );
            poser_un_gros(&dossier);
            exiger_peu_de_memoire(
                "etape2_un_gros_fichier_n_est_jamais_entier_en_memoire",
                &dossier,
            );
        });
    }

    #[test]
    fn etape2_un_caractere_a_cheval_sur_deux_lectures_reste_valide() {
        essai_reel(async {
            let dossier = dossier();
            // Trois octets par caractère : aucune taille de tampon usuelle ne tombe juste.
            for debut in ["", "a", "ab"] {
                let ligne = ::std::format!("{debut}{}\n", "€".repeat(40_000));
                let chemin = poser(&dossier, "euros.txt", ligne.repeat(2));
                let issue = appeler(compter_lignes(&chemin)).await;
                ::banc::exiger!(
                    issue.as_ref().ok() == Some(&2),
                    "deux longues lignes de caractères de trois octets : `Ok(2)`",
                    "{issue:?}",
                    "l'UTF-8 se vérifie ligne par ligne : un morceau de fichier peut couper une ligne ou un caractère \
                     en deux"
                );
            }
        });
    }

    #[test]
    fn etape2_un_texte_qui_n_est_pas_de_l_utf8_est_une_erreur() {
        essai_reel(async {
            let dossier = dossier();
            let loin = [b"bonne ligne\n".repeat(5000), b"fin \xFF\n".to_vec()].concat();
            for (cas, octets) in [
                ("un octet invalide", &b"bon\nma\xFFl\nbon\n"[..]),
                ("une dernière ligne invalide, sans `\\n`", b"bon\n\xE9t\xE9"),
                ("un caractère coupé par la fin du fichier", b"bon\n\xE2\x82"),
                ("un caractère coupé par un `\\n`", b"\xC3\n\xA9\n"),
                ("un codage interdit", b"bon\n\xED\xA0\x80\n"),
                ("un octet invalide au bout de 5000 lignes", &loin),
            ] {
                let chemin = poser(&dossier, "latin1.txt", octets);
                echouer(cas, ErrorKind::InvalidData, compter_lignes(&chemin)).await;
            }
        });
    }

    #[test]
    fn etape2_une_erreur_du_systeme_revient_telle_quelle() {
        essai_reel(async {
            let dossier = dossier();
            let absent = dossier.fichier("absent.txt");
            echouer(
                "un fichier absent",
                ErrorKind::NotFound,
                compter_lignes(&absent),
            )
            .await;
            // Sur Unix, un dossier s'ouvre : c'est la première lecture qui échoue.
            let issue = appeler(compter_lignes(dossier.chemin())).await;
            ::banc::exiger!(
                issue.is_err(),
                "compter les lignes d'un dossier est une erreur",
                "{issue:?}",
                "une erreur de lecture a été avalée : une boucle `while let Ok(Some(_))` la prend pour la fin du fichier"
            );
        });
    }

    #[test]
    fn etape2_le_thread_du_runtime_ne_touche_pas_au_fichier() {
        essai(|| {
            let dossier = dossier();
            let chemin = poser(&dossier, "texte.txt", &*LONG);
            exiger_le_thread_libre(travaille_sur_place(&dossier, &|| {}, &|| {
                let appel = compter_lignes(&chemin);
                Box::pin(async { drop(appel.await) })
            }));
        });
    }

    /// Un thread écrit dans le tube, mais seulement quand une autre branche du même thread que l'appel le
    /// lui permet : avant l'ouverture, puis au milieu d'une ligne.
    #[cfg(unix)]
    #[test]
    fn etape2_les_autres_taches_avancent_pendant_une_lecture_lente() {
        essai_reel(async {
            let dossier = dossier();
            let tube = tube(&dossier);
            let (permettre, permis) = mpsc::channel();
            let (commence, commencee) = oneshot::channel();
            let ecrivain = {
                let tube = tube.clone();
                thread::spawn(move || {
                    let avant = permis.recv_timeout(ms(2000)).is_ok();
                    let mut bout = fs::File::options().write(true).open(tube)?;
                    bout.write_all(b"une\nde")?;
                    let _ = commence.send(());
                    let pendant = avant && permis.recv_timeout(ms(2000)).is_ok();
                    bout.write_all(b"ux\ntrois")?;
                    io::Result::Ok((avant, pendant))
                })
            };
            let (issue, ()) = ::tokio::join!(appeler(compter_lignes(&tube)), async {
                sleep(ms(5)).await;
                let _ = permettre.send(());
                let _ = timeout(LIMITE, commencee).await;
                sleep(ms(5)).await;
                let _ = permettre.send(());
            });
            let bouts = debloquer(&tube);
            let ecriture = ecrivain
                .join()
                .expect("le thread qui écrit n'a pas paniqué");
            drop(bouts);
            let (avant, pendant) = ecriture.unwrap_or((true, true));
            ::banc::exiger!(
                avant,
                "pendant que l'ouverture du fichier attend, les autres tâches avancent",
                "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
                "une ouverture par `std::fs` dans du code async bloque le thread entier : `tokio::fs` ouvre sur un \
                 autre thread, et attend par `.await`"
            );
            ::banc::exiger!(
                pendant,
                "pendant qu'une lecture attend la suite du fichier, les autres tâches avancent",
                "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
                "une lecture de `std::io` dans du code async bloque le thread entier, même si le fichier a été ouvert \
                 par Tokio : ce sont les traits de `tokio::io` qui lisent sans bloquer"
            );
            ::banc::exiger_egal!(
                issue.ok(),
                Some(3),
                "le nombre de lignes de \"une\\ndeux\\ntrois\", arrivé en deux morceaux",
                "une lecture ne rend pas forcément une ligne entière, et un morceau n'est pas la fin du fichier : \
                 seuls `Ok(0)` et `Ok(None)` le sont ; ouvre le fichier une seule fois, et sans en demander la taille"
            );
        });
    }

    // ---- Étape 3 : copier_en_majuscules ----

    const PISTE_COPIE: &str =
        "chaque ligne est copiée une fois, dans l'ordre, et suivie d'un seul `\\n`";

    const PISTE_AJOUT: &str = "l'ancien contenu est encore là et le nouveau s'y ajoute : `append(true)` ne vide pas le fichier";

    const PISTE_RESTE: &str = "la fin de l'ancien contenu est restée : `File::create` vide le fichier, alors que \
        `OpenOptions` veut `truncate(true)` en plus de `create(true)`";

    /// Copie ce texte et vérifie la copie et le nombre de lignes.
    async fn exiger_la_copie(dossier: &Dossier, source: &str, piste: &str) {
        let mut attendue = String::new();
        for ligne in source.lines() {
            attendue.push_str(&ligne.to_uppercase());
            attendue.push('\n');
        }
        let chemin = poser(dossier, "source.txt", source);
        let destination = dossier.fichier("copie.txt");
        let ancienne = texte(&destination);
        let lignes = reussir(copier_en_majuscules(&chemin, &destination)).await;
        let copie = texte(&destination);
        if copie != attendue {
            juger_la_copie(source, &ancienne, &copie, &attendue, &destination);
        }
        ::banc::exiger_egal!(copie, attendue, "la copie de {source:?}", "{piste}");
        ::banc::exiger_egal!(
            lignes,
            source.lines().count(),
            "le nombre rendu pour {source:?}",
            "l'appel rend le nombre de lignes copiées, compté comme à l'étape 2"
        );
    }

    /// Une copie fausse, d'une façon qui se reconnaît quel que soit le texte.
    fn juger_la_copie(
        source: &str,
        ancienne: &str,
        copie: &str,
        attendue: &str,
        destination: &Path,
    ) {
        ::banc::exiger!(
            source.contains('\r') || copie.replace("\r\n", "\n") != attendue,
            "la copie de {source:?} = {attendue:?}",
            "{copie:?}",
            "un `\\r` est venu en plus : chaque ligne de la copie finit par un seul `\\n`, sur tous les systèmes"
        );
        let ajoutee = copie
            .strip_prefix(ancienne)
            .is_some_and(|ajout| ajout == attendue);
        ::banc::exiger!(
            ancienne.is_empty() || !ajoutee,
            "la copie de {source:?} = {attendue:?}",
            "{copie:?}",
            "{PISTE_AJOUT}"
        );
        let recouverte = ancienne.get(attendue.len()..);
        let reste = copie
            .strip_prefix(attendue)
            .is_some_and(|reste| recouverte == Some(reste));
        ::banc::exiger!(
            !reste,
            "la copie de {source:?} = {attendue:?}",
            "{copie:?}",
            "{PISTE_RESTE}"
        );
        ::banc::exiger!(
            source.starts_with('\n') || attendue.is_empty() || !copie.is_empty(),
            "la copie de {source:?} = {attendue:?}",
            "le fichier est vide quand l'appel rend la main",
            "tout est resté dans un tampon : un `BufWriter` lâché sans `flush` n'écrit rien, et un `tokio::fs::File` \
             écrit en arrière-plan ; `flush` attend les deux"
        );
        let premiere = attendue.chars().next().unwrap_or_default();
        let accumulee = copie.len() > attendue.len() && copie.starts_with(premiere);
        ::banc::exiger!(
            !(accumulee && source.starts_with("un mot\n")),
            "la copie de {source:?} = {attendue:?}",
            "{copie:?}",
            "les lignes précédentes reviennent : `read_line` et `read_until` ajoutent à la fin de leur tampon, il faut \
             un `clear()` à chaque tour"
        );
        if attendue.starts_with(copie) {
            // La suite est peut-être en route, dans un thread d'arrière-plan.
            let en_route = (0..20).any(|_| {
                thread::sleep(ms(5));
                texte(destination) == attendue
            });
            ::banc::exiger!(
                !en_route,
                "la copie de {source:?} = {attendue:?}",
                "{copie:?} quand l'appel rend la main ; le reste n'est venu qu'ensuite",
                "un `tokio::fs::File` écrit en arrière-plan, et `write_all` n'attend pas la dernière écriture : c'est \
                 `flush` qui l'attend"
            );
        }
        ::banc::exiger!(
            attendue.strip_suffix('\n') != Some(copie),
            "la copie de {source:?} = {attendue:?}",
            "{copie:?}",
            "la dernière ligne n'a pas son `\\n` : chaque ligne de la copie en finit par un, la dernière comprise, même \
             si la source n'en a pas à la fin"
        );
    }

    #[test]
    fn etape3_chaque_ligne_est_copiee_en_majuscules() {
        essai_reel(async {
            let dossier = dossier();
            for (source, piste) in [
                ("un mot\ndeux\ntrois\n", PISTE_COPIE),
                (
                    "été à l'île, ça où ?\n",
                    "`to_ascii_uppercase` ne connaît que a-z : les accents sont en Unicode",
                ),
                (
                    "straße ﬁn ŉ\n",
                    "une majuscule peut avoir plusieurs lettres (ß donne SS) : n'en prends pas que la première, et ne \
                     convertis pas en ASCII",
                ),
                (
                    "Déjà VU 12 日本 ǆ\n",
                    "ce qui n'a pas de minuscule reste tel quel",
                ),
            ] {
                exiger_la_copie(&dossier, source, piste).await;
            }
        });
    }

    #[test]
    fn etape3_toutes_les_lignes_finissent_par_un_seul_saut() {
        essai_reel(async {
            let dossier = dossier();
            for (source, piste) in [
                // D'abord une copie ordinaire : ce qui n'est jamais écrit n'est pas une affaire de `\r`.
                ("un mot\ndeux\n", PISTE_COPIE),
                (
                    "une\r\ndeux\r\n",
                    "le `\\r` de `\\r\\n` fait partie de la fin de ligne : il n'est pas copié",
                ),
                (
                    "une\ndeux",
                    "la dernière ligne est copiée même sans `\\n`, et la copie en ajoute un",
                ),
                (
                    "\nune\n\n\ndeux\n\n",
                    "une ligne vide est une ligne : elle ne se saute pas et n'arrête pas la copie",
                ),
                (
                    "  une \t\n\tdeux  \r\n",
                    "seule la fin de ligne s'en va : `trim` et `trim_end` emportent aussi les espaces",
                ),
                (
                    "a\r\r\nb\rc\nd\r",
                    "`\\n` et `\\r\\n` seuls finissent une ligne : les autres `\\r` en font partie, et \
                     `trim_end_matches` en ôte trop",
                ),
                ("une\nune\n\nune\n", PISTE_COPIE),
            ] {
                exiger_la_copie(&dossier, source, piste).await;
            }
        });
    }

    #[test]
    fn etape3_une_source_vide_donne_une_copie_vide() {
        essai_reel(async {
            let dossier = dossier();
            let source = poser(&dossier, "vide.txt", "");
            for ancienne in [None, Some("ancienne copie")] {
                let destination = dossier.fichier("copie.txt");
                if let Some(ancienne) = ancienne {
                    poser(&dossier, "copie.txt", ancienne);
                }
                let lignes = reussir(copier_en_majuscules(&source, &destination)).await;
                ::banc::exiger_egal!(
                    lignes,
                    0,
                    "le nombre de lignes d'une source vide",
                    "un fichier vide n'a aucune ligne"
                );
                let tenu = contenu(&destination);
                ::banc::exiger!(
                    tenu.is_some(),
                    "la destination existe, et elle est vide",
                    "elle n'existe pas",
                    "la destination est créée même s'il n'y a rien à copier"
                );
                let reste = texte(&destination);
                ::banc::exiger!(
                    reste.is_empty(),
                    "la destination existe, et elle est vide",
                    "il y reste {reste:?}",
                    "la destination est vidée même s'il n'y a rien à copier : `File::create` la vide, `append(true)` \
                     et `create(true)` seul ne la vident pas"
                );
            }
        });
    }

    #[test]
    fn etape3_l_ancienne_destination_disparait() {
        essai_reel(async {
            let dossier = dossier();
            poser(
                &dossier,
                "copie.txt",
                "une ancienne copie bien plus longue que la nouvelle",
            );
            exiger_la_copie(&dossier, "neuf\n", PISTE_RESTE).await;
        });
    }

    #[test]
    fn etape3_tout_est_lisible_des_que_l_appel_rend_la_main() {
        essai_reel(async {
            let dossier = dossier();
            // D'abord une petite : ce qui n'est jamais écrit n'est pas resté dans un tampon.
            exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
            let ligne = "abcdefghi".repeat(3_000);
            let source = poser(&dossier, "source.txt", &ligne);
            let destination = dossier.fichier("copie.txt");
            for tour in 0..30 {
                reussir(copier_en_majuscules(&source, &destination)).await;
                let lus = contenu(&destination).unwrap_or_default().len();
                let attendus = ligne.len() + 1;
                ::banc::exiger!(
                    lus <= attendus,
                    "au tour {tour}, qui ouvre la copie au retour de l'appel y lit {attendus} octets",
                    "il en a lu {lus}",
                    "l'ancien contenu est resté : `File::create` vide le fichier, ni `append(true)` ni `create(true)` \
                     seul ne le vident"
                );
                ::banc::exiger!(
                    lus == attendus,
                    "au tour {tour}, qui ouvre la copie au retour de l'appel y lit {attendus} octets",
                    "il n'en a lu que {lus}",
                    "il en reste dans un tampon : `write_all` sur un `tokio::fs::File` rend la main alors qu'un thread \
                     écrit encore, et un `BufWriter` garde la fin pour lui ; `flush` attend les deux"
                );
            }
        });
    }

    /// La destination est un tube : ce qui n'y tient pas attend dans un tampon de l'appel. Le lecteur en laisse
    /// la fin de côté un moment ; l'appel ne doit pas rendre la main avant qu'il s'y remette.
    #[cfg(unix)]
    #[test]
    fn etape3_rien_n_attend_plus_dans_un_tampon_au_retour() {
        const TOTAL: usize = 48 * 4096;

        essai_reel(async {
            let dossier = dossier();
            // D'abord une petite : ce qui n'est jamais écrit n'est pas resté dans un tampon.
            exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
            let source = poser(&dossier, "source.txt", [b'e'; TOTAL]);
            let tube = tube(&dossier);
            let (reprendre, repris) = mpsc::channel();
            let lecteur = {
                let tube = tube.clone();
                thread::spawn(move || {
                    let mut bout = fs::File::open(tube)?;
                    // Un tube contient d'ordinaire 64 Ko : il reste plein, et le dernier `\n` n'y tient pas.
                    bout.read_exact(&mut [0; TOTAL - 64 * 1024])?;
                    thread::park_timeout(ms(50));
                    let _ = reprendre.send(());
                    bout.read_to_end(&mut Vec::new())
                })
            };
            let appel = attraper(copier_en_majuscules(&source, &tube));
            let issue = timeout(ms(2000), appel).await;
            let repris = repris.try_recv().is_ok();
            use ::std::os::unix::fs::FileTypeExt as _;
            let est_un_tube = fs::metadata(&tube).is_ok_and(|infos| infos.file_type().is_fifo());
            if !est_un_tube || !::std::matches!(issue, Ok(Ok(Ok(1)))) {
                // Certaines réponses justes veulent un vrai fichier : un tube ne permet pas de les juger.
                return;
            }
            ::banc::exiger!(
                repris,
                "quand l'appel rend la main, plus rien n'attend d'être écrit",
                "il a rendu la main alors que la fin de la copie attendait encore dans un tampon",
                "un `tokio::fs::File` écrit en arrière-plan, et `write_all` n'attend pas la dernière écriture : c'est \
                 `flush` qui l'attend"
            );
            let lus = lecteur.join().expect("le lecteur ne panique pas").ok();
            ::banc::exiger_egal!(
                lus,
                Some(64 * 1024 + 1),
                "le nombre d'octets de la fin de la copie",
                "la dernière ligne finit par un `\\n`, et `flush` vide aussi le tampon d'un `BufWriter`"
            );
        });
    }

    #[test]
    fn etape3_une_tres_longue_ligne_est_copiee_en_entier() {
        essai_reel(async {
            let dossier = dossier();
            exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
            let source = poser(&dossier, "source.txt", "€A".repeat(700_000));
            let destination = dossier.fichier("longue.txt");
            let lignes = reussir(copier_en_majuscules(&source, &destination)).await;
            let attendue = "€A".repeat(700_000) + "\n";
            let copie = texte(&destination);
            let (attendus, tenus) = (attendue.len(), copie.len());
            ::banc::exiger!(
                copie == attendue,
                "une ligne de {attendus} octets est copiée en entier",
                "la copie, de {tenus} octets, n'est pas la bonne",
                "`write` a le droit de n'écrire qu'un morceau, et dit combien : `write_all` recommence jusqu'au \
                     bout ; à la lecture, un morceau de fichier peut couper une ligne ou un caractère"
            );
            ::banc::exiger_egal!(
                lignes,
                1,
                "le nombre de lignes",
                "une longue ligne n'en fait qu'une"
            );
        });
    }

    #[test]
    fn etape3_un_gros_fichier_n_est_jamais_entier_en_memoire() {
        essai_reel(async {
            if let Some(parent) = parent() {
                let appel = copier_en_majuscules(Path::new("gros.txt"), Path::new("copie.txt"));
                return parent.informer_de_la_memoire(appel).await;
            }
            let dossier = dossier();
            // D'abord un petit : sans `clear()`, la copie du gros serait immense.
            exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
            poser_un_gros(&dossier);
            let destination = dossier.fichier("copie.txt");
            exiger_peu_de_memoire(
                "etape3_un_gros_fichier_n_est_jamais_entier_en_memoire",
                &dossier,
            );
            let (attendu, mut bloc) = (gros_bloc(b"E"), gros_bloc(b"?"));
            let mut copie = fs::File::open(&destination).expect("la copie existe");
            let taille = copie.metadata().map_or(0, |infos| infos.len());
            ::banc::exiger!(
                taille <= (LIGNE * LIGNES) as u64,
                "les 8 Mo sont copiés en majuscules, ligne pour ligne, et rien d'autre",
                "la copie en fait {taille} octets : trop",
                "des octets sont venus en plus : `append(true)` garde l'ancienne copie, que `File::create` vide"
            );
            let entiere = taille == (LIGNE * LIGNES) as u64
                && (0..LIGNES / 4).all(|_| copie.read_exact(&mut bloc).is_ok() && bloc == attendu);
            ::banc::exiger!(
                entiere,
                "les 8 Mo sont copiés en majuscules, ligne pour ligne",
                "la copie, de {taille} octets, n'est pas la bonne",
                "rien ne doit se perdre en route : `write` n'écrit parfois qu'un morceau, `write_all` écrit tout, et \
                 `flush` vide le dernier tampon"
            );
        });
    }

    #[test]
    fn etape3_chaque_erreur_revient_telle_quelle() {
        essai_reel(async {
            let dossier = dossier();
            let copie = dossier.fichier("copie.txt");
            let absente = dossier.fichier("absente.txt");
            let appel = copier_en_majuscules(&absente, &copie);
            echouer("une source absente", ErrorKind::NotFound, appel).await;
            let source = poser(&dossier, "source.txt", "une\n");
            let sans_dossier = dossier.fichier("absent").join("copie.txt");
            let issue = appeler(copier_en_majuscules(&source, &sans_dossier)).await;
            ::banc::exiger!(
                !dossier.fichier("absent").exists(),
                "un dossier absent n'est pas créé : c'est une erreur",
                "il l'a été, et l'appel a rendu {issue:?}",
                "{PISTE_DOSSIER}"
            );
            let cas = "une destination sans dossier";
            echouer(cas, ErrorKind::NotFound, async { issue }).await;
            for (cas, octets) in [
                (
                    "une source qui n'est pas de l'UTF-8",
                    &b"bon\nma\xFFl\nbon\n"[..],
                ),
                ("une dernière ligne invalide, sans `\\n`", b"bon\n\xE9t\xE9"),
                ("un caractère coupé par un `\\n`", b"\xC3\n\xA9\n"),
            ] {
                let source = poser(&dossier, "latin1.txt", octets);
                let appel = copier_en_majuscules(&source, &copie);
                echouer(cas, ErrorKind::InvalidData, appel).await;
            }
            let issue = appeler(copier_en_majuscules(dossier.chemin(), &copie)).await;
            ::banc::exiger!(
                issue.is_err(),
                "copier un dossier est une erreur",
                "{issue:?}",
                "une erreur de lecture a été avalée : une boucle `while let Ok(Some(_))` la prend pour la fin du fichier"
            );
        });
    }

    /// Un lien vers /dev/full, un disque toujours plein. Une réponse qui remplace le lien par un vrai
    /// fichier n'a pas d'erreur à rendre.
    #[cfg(target_os = "linux")]
    #[test]
    fn etape3_un_disque_plein_se_dit() {
        essai_reel(async {
            let dossier = dossier();
            let source = poser(&dossier, "source.txt", "une\ndeux\n");
            let destination = dossier.fichier("plein");
            ::std::os::unix::fs::symlink("/dev/full", &destination)
                .expect("un lien peut être créé");
            let issue = appeler(copier_en_majuscules(&source, &destination)).await;
            ::banc::exiger!(
                issue.is_err() || !destination.is_symlink(),
                "sur un disque plein, la copie rend une erreur",
                "{issue:?}, alors que rien n'a pu être écrit",
                "l'erreur de l'écriture s'est perdue : `let _ =` et `.ok()` l'avalent, et elle n'apparaît parfois qu'au \
                 `flush`, car un tampon la retarde ; il faut l'appeler, et rendre son erreur"
            );
        });
    }

    #[test]
    fn etape3_le_thread_du_runtime_ne_touche_pas_aux_fichiers() {
        essai(|| {
            let dossier = dossier();
            let source = poser(&dossier, "source.txt", &*LONG);
            let copie = dossier.fichier("copie.txt");
            exiger_le_thread_libre(travaille_sur_place(
                &dossier,
                &|| drop(poser(&dossier, "copie.txt", "ancienne")),
                &|| {
                    let appel = copier_en_majuscules(&source, &copie);
                    Box::pin(async { drop(appel.await) })
                },
            ));
        });
    }

    #[cfg(unix)]
    #[test]
    fn etape3_une_ouverture_qui_attend_ne_bloque_personne() {
        essai_reel(async {
            let dossier = dossier();
            let tube = tube(&dossier);
            let fichier = poser(&dossier, "fichier.txt", "une\n");
            for (source, destination) in [(&tube, &fichier), (&fichier, &tube)] {
                let appel = copier_en_majuscules(source, destination);
                let appel = Box::pin(async { drop(appel.await) });
                exiger_une_ouverture_sans_bloquer(&tube, appel).await;
            }
        });
    }

    // ---- Étape 4 : remplacer ----

    const PISTE_SANS_EFFET: &str = "l'appel a rendu `Ok` sans remplacer ce fichier-là : qui rend `Ok` a fait le travail, et \
        le nom du fichier reste le même";

    /// L'appel a rendu `Ok`. Si l'ancien est encore là, et que le nouveau arrive ensuite, il n'avait pas fini.
    async fn exiger_deja_la(chemin: &Path, nouveau: &[u8]) {
        // Un morceau du nouveau est une autre faute : `rename` avant la fin de l'écriture.
        if contenu(chemin).is_some_and(|tenu| nouveau.starts_with(&tenu)) {
            return;
        }
        for _ in 0..20 {
            sleep(ms(5)).await;
            ::banc::exiger!(
                contenu(chemin).as_deref() != Some(nouveau),
                "quand l'appel rend `Ok`, le fichier contient déjà le nouveau contenu",
                "il a rendu `Ok` avant d'avoir fini : le nouveau contenu n'est arrivé qu'ensuite",
                "le travail est confié à une tâche ou à un thread que l'appel n'a pas attendu : il faut attendre sa \
                 fin, et rendre son erreur"
            );
        }
    }

    /// Rien d'autre que ces noms dans le dossier.
    fn exiger_les_noms(dossier: &Dossier, attendus: &[&str], quand: &str) {
        let noms = dossier.noms();
        ::banc::exiger!(
            noms == attendus,
            "{quand}, le dossier ne contient que {attendus:?}",
            "il contient {noms:?}",
            "un fichier temporaire est resté : il doit disparaître aussi quand une étape échoue, et un `?` placé avant \
             le ménage le saute"
        );
    }

    #[test]
    fn etape4_le_fichier_prend_le_nouveau_contenu() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            for nouveau in [
                &b"premier"[..],
                b"un second contenu, plus long",
                b"court",
                b"pas de l'UTF-8 : \xFF\x00\xC3\r\n",
                b"",
                b"fin\n",
            ] {
                reussir(remplacer(&chemin, nouveau)).await;
                exiger_deja_la(&chemin, nouveau).await;
                ::banc::exiger_egal!(
                    contenu(&chemin),
                    Some(nouveau.to_vec()),
                    "le contenu du fichier",
                    "le fichier est créé s'il le faut, et prend le nouveau contenu, octet pour octet"
                );
                exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi");
            }
        });
    }

    #[test]
    fn etape4_un_gros_contenu_est_la_tout_entier_au_retour() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            for (tour, taille) in [5 << 20].into_iter().chain([100_000; 10]).enumerate() {
                let nouveau = ::std::vec![tour as u8; taille];
                reussir(remplacer(&chemin, &nouveau)).await;
                exiger_deja_la(&chemin, &nouveau).await;
                let tenu = contenu(&chemin).unwrap_or_default();
                let octets = tenu.len();
                let piste = if nouveau.starts_with(&tenu) {
                    "le fichier a pris sa place avant d'être complet : `write` n'écrit parfois qu'un morceau, et \
                     `write_all` sur un `tokio::fs::File` rend la main alors qu'un thread écrit encore ; `flush` \
                     l'attend, avant `rename`"
                } else {
                    PISTE_SANS_EFFET
                };
                ::banc::exiger!(
                    tenu == nouveau,
                    "au retour, le fichier contient les {taille} octets du nouveau contenu",
                    "il en contient {octets}, ou ce ne sont pas les bons",
                    "{piste}"
                );
            }
        });
    }

    /// Un lecteur qui a déjà lu la moitié de l'ancien doit pouvoir finir de le lire.
    #[cfg(unix)]
    #[test]
    fn etape4_un_lecteur_a_mi_chemin_finit_de_lire_l_ancien() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = poser(&dossier, "etat.bin", [b'a'; 4096]);
            let mut lecteur = fs::File::open(&chemin).expect("le fichier du test existe");
            let mut moitie = [0; 2048];
            lecteur
                .read_exact(&mut moitie)
                .expect("le fichier du test se lit");
            reussir(remplacer(&chemin, &[b'b'; 4096])).await;
            let mut reste = Vec::new();
            lecteur
                .read_to_end(&mut reste)
                .expect("le fichier du test se lit");
            let (octets, anciens) = (reste.len(), reste.iter().filter(|o| **o == b'a').count());
            ::banc::exiger!(
                octets == 2048 && anciens == 2048,
                "un lecteur qui a lu la moitié de l'ancien contenu avant le remplacement lit la fin de l'ancien",
                "il a lu {octets} octets, dont {anciens} de l'ancien : un mélange des deux",
                "le fichier lui-même a été réécrit (`write`, `create`, `copy` sur `chemin`) : prépare un autre fichier, et \
                 c'est `rename` qui le met à la place d'un coup"
            );
        });
    }

    fn exiger_l_ancien_ou_le_nouveau(vu: Option<&[u8]>, bon: bool) {
        ::banc::exiger!(
            vu.is_some(),
            "un lecteur trouve toujours le fichier, ancien ou nouveau",
            "à un moment, le fichier n'existait plus",
            "`remove_file` puis `rename`, ou l'ancien mis de côté d'abord : entre les deux, il n'y a plus rien ; `rename` \
             remplace de lui-même un fichier qui existe"
        );
        let octets = vu.map_or(0, <[u8]>::len);
        ::banc::exiger!(
            bon,
            "un lecteur voit l'ancien contenu entier, ou le nouveau entier",
            "à un moment, il a lu {octets} octets qui ne sont ni l'un ni l'autre",
            "le contenu est écrit sur place, ou prend sa place avant d'être complet : écris tout à côté (`flush` compris), \
             et seulement ensuite `rename`"
        );
    }

    /// Le test tient le seul thread bloquant chaque fois que l'appel avance : deux opérations ne se suivent
    /// jamais sans qu'il ait regardé le fichier entre elles.
    #[test]
    fn etape4_entre_deux_operations_on_voit_l_ancien_ou_le_nouveau() {
        essai(|| {
            let dossier = dossier();
            let (ancien, nouveau) = ([b'a'; 20_000], [b'b'; 30_000]);
            let chemin = poser(&dossier, "etat.bin", ancien);
            let regarder = || {
                let vu = contenu(&chemin);
                let vu = vu.as_deref();
                exiger_l_ancien_ou_le_nouveau(vu, vu == Some(&ancien) || vu == Some(&nouveau));
            };
            avec_un_seul_thread_bloquant(Box::pin(async {
                let mut appel = Box::pin(reussir(remplacer(&chemin, &nouveau)));
                let mut barriere = barrer();
                // Si l'appel a confié le travail à une tâche, rien d'autre ne réveille le test entre deux opérations.
                let mut pouls = interval(ms(1));
                let conduite = poll_fn(|cx| {
                    regarder();
                    let etat = appel.as_mut().poll(cx);
                    // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
                    barriere = barrer();
                    while pouls.poll_tick(cx).is_ready() {}
                    etat
                });
                // Une réponse à qui un seul thread bloquant ne suffit pas n'est pas jugée ici.
                let _ = timeout(ms(1000), conduite).await;
            }));
            regarder();
        });
    }

    /// De vrais lecteurs, sur d'autres threads : l'un lit tout, l'autre cherche seulement le fichier, bien
    /// plus souvent. Chacun rend la première mauvaise surprise, s'il y en a une.
    #[cfg(unix)]
    #[test]
    fn etape4_des_lecteurs_en_parallele_voient_toujours_un_contenu_entier() {
        const TAILLE: usize = 100_000;
        /// Ce que le lecteur a vu d'anormal : un contenu, ou pas de fichier.
        type Regard = fn(&Path) -> Option<Option<Vec<u8>>>;

        essai_reel(async {
            let dossier = dossier();
            let chemin = poser(&dossier, "etat.bin", [0; TAILLE]);
            let lire = |chemin: &Path| {
                let vu = contenu(chemin);
                let bon = vu.as_ref().is_some_and(|octets| {
                    octets.len() >= TAILLE && octets[1..] == octets[..octets.len() - 1]
                });
                (!bon).then_some(vu)
            };
            let chercher = |chemin: &Path| (!chemin.exists()).then_some(None);
            let regards: [Regard; 2] = [lire, chercher];
            // Les lecteurs s'arrêtent quand ce jeton n'existe plus : le test est fini, ou en échec.
            let jeton = Arc::new(());
            let lecteurs = regards.map(|regarder| {
                let (jeton, chemin) = (Arc::downgrade(&jeton), chemin.clone());
                thread::spawn(move || {
                    let mut surprise = None;
                    while surprise.is_none() && jeton.strong_count() > 0 {
                        surprise = regarder(&chemin);
                    }
                    surprise
                })
            });
            // Autant de remplacements que possible en quelques dizaines de millisecondes.
            let depart = Instant::now();
            for octet in (0..250).cycle() {
                let nouveau = ::std::vec![octet; TAILLE + usize::from(octet)];
                reussir(remplacer(&chemin, &nouveau)).await;
                if depart.elapsed() > ms(40) {
                    break;
                }
            }
            drop(jeton);
            for lecteur in lecteurs {
                if let Some(vu) = lecteur.join().expect("un lecteur ne panique pas") {
                    exiger_l_ancien_ou_le_nouveau(vu.as_deref(), false);
                }
            }
        });
    }

    #[test]
    fn etape4_des_remplacements_simultanes_ne_se_genent_pas() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            reussir(remplacer(&chemin, b"ancien")).await;
            exiger_deja_la(&chemin, b"ancien").await;
            for tour in 0..3_u8 {
                // Chaque version deux fois, la même tranche ; d'une version à l'autre, tout diffère : un mélange se
                // voit.
                let versions: Vec<Vec<u8>> = (0..10)
                    .map(|n| ::std::vec![n; 40_000 + usize::from(n)])
                    .collect();
                let deux_fois = versions.iter().flat_map(|version| [version, version]);
                let appels = deux_fois.map(|version| appeler(remplacer(&chemin, version)));
                let issues = ensemble(appels.collect()).await;
                for issue in issues {
                    if let Err(erreur) = issue {
                        // Windows refuse parfois de renommer vers un fichier qu'un autre renommage remplace.
                        if ::core::cfg!(windows) && erreur.kind() == ErrorKind::PermissionDenied {
                            continue;
                        }
                        ::banc::echec!(
                            "20 remplacements du même fichier, lancés ensemble, réussissent tous",
                            "l'un d'eux a échoué : {erreur}",
                            "ils se disputent le même fichier temporaire : un nom fixe, ou tiré de `chemin`, de `contenu` ou du \
                             numéro du processus seulement, est le même pour tous ; il en faut un par appel"
                        );
                    }
                }
                let tenu = contenu(&chemin).unwrap_or_default();
                let octets = tenu.len();
                ::banc::exiger!(
                    versions.contains(&tenu),
                    "après 20 remplacements lancés ensemble, le fichier contient l'une de leurs versions, entière",
                    "au tour {tour}, ses {octets} octets n'en sont aucune",
                    "deux appels ont écrit dans le même fichier : `chemin` lui-même, ou un provisoire au nom \
                     partagé ; chacun écrit dans un provisoire à lui, au nom unique, puis le renomme"
                );
                exiger_les_noms(
                    &dossier,
                    &["etat.bin"],
                    "après des remplacements simultanés",
                );
                reussir(remplacer(&chemin, b"dernier")).await;
                ::banc::exiger_egal!(
                    texte(&chemin),
                    "dernier",
                    "le contenu après un dernier remplacement",
                    "le dernier remplacement gagne, quoi qu'il se soit passé avant"
                );
            }
        });
    }

    /// Un appel commencé, que personne ne fait plus avancer, n'en fait pas oublier un autre. (Une réponse qui
    /// les met en file attend alors le premier : elle ne peut pas être jugée ainsi.)
    #[test]
    fn etape4_un_remplacement_reussi_n_est_jamais_ignore() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = poser(&dossier, "etat.bin", "ancien");
            let mut lent = Sonde::new(remplacer(&chemin, b"lent"));
            let _ = lent.sonder();
            let issue = timeout(ms(40), remplacer(&chemin, b"vif")).await;
            let tenu = texte(&chemin);
            ::banc::exiger!(
                !::std::matches!(issue, Ok(Ok(()))) || tenu != "ancien",
                "un remplacement qui rend `Ok` a remplacé l'ancien contenu, même si un autre est en cours",
                "le fichier contient toujours {tenu:?}",
                "un appel ne peut pas laisser le travail à un autre, qui n'ira peut-être pas au bout : chacun fait le sien"
            );
        });
    }

    #[test]
    fn etape4_une_erreur_ne_laisse_rien_derriere_elle() {
        essai_reel(async {
            let dossier = dossier();
            let sans_dossier = dossier.fichier("absent").join("etat.bin");
            let issue = appeler(remplacer(&sans_dossier, b"nouveau")).await;
            let noms = dossier.noms();
            ::banc::exiger!(
                noms.is_empty(),
                "un dossier absent n'est pas créé : c'est une erreur",
                "le dossier du test contient {noms:?}, et l'appel a rendu {issue:?}",
                "{PISTE_DOSSIER}"
            );
            let cas = "dans un dossier qui n'existe pas";
            echouer(cas, ErrorKind::NotFound, async { issue }).await;
            // Un fichier ne remplace pas un dossier : c'est la dernière opération qui échoue.
            let cible = dossier.fichier("cible");
            fs::create_dir(&cible).expect("le dossier du test est accessible en écriture");
            fs::write(cible.join("ancien.txt"), "ancien")
                .expect("le dossier du test est accessible");
            let issue = appeler(remplacer(&cible, b"nouveau")).await;
            ::banc::exiger!(
                issue.is_err(),
                "remplacer un dossier par un fichier est une erreur",
                "{issue:?}",
                "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
            );
            ::banc::exiger_egal!(
                texte(&cible.join("ancien.txt")),
                "ancien",
                "ce que contenait le dossier visé",
                "en cas d'erreur, l'ancien contenu reste intact : n'efface rien d'avance"
            );
            // Un chemin qui ne finit pas par un nom : c'est un dossier, encore.
            let sans_nom = cible.join("..");
            match conduire(remplacer(&sans_nom, b"nouveau")).await {
                Ok(issue) => ::banc::exiger!(
                    issue.is_err(),
                    "remplacer `cible/..`, qui est un dossier, est une erreur",
                    "{issue:?}",
                    "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
                ),
                Err(panique) => {
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "remplacer `cible/..`, qui est un dossier, est une erreur",
                        "l'appel a paniqué : {message}",
                        "`file_name` rend `None` quand un chemin finit par `..`, et `parent` pour `/` : ni `unwrap` ni \
                         `expect`, `with_file_name` s'en accommode et le système rend l'erreur"
                    )
                }
            }
            exiger_les_noms(&dossier, &["cible"], "après une erreur");
        });
    }

    /// Vrai si l'appel fait encore une chose, comme `sync_all`, entre l'écriture et `rename` : le provisoire est
    /// complet, et l'ancien toujours là, deux fois que le test regarde. Pas une fois si `rename` n'attend pas
    /// l'écriture, et une seule si quelque chose l'attend sans plus. Voir [`synchronise`] pour ce qui est pardonné.
    #[cfg(unix)]
    fn synchronise_avant_de_renommer() -> bool {
        let regards = || {
            let dossier = dossier();
            let chemin = poser(&dossier, "etat.bin", "ancien");
            let mut vus = 0;
            avec_un_seul_thread_bloquant(Box::pin(async {
                let mut appel = Box::pin(attraper(remplacer(&chemin, LONG.as_bytes())));
                let mut barriere = barrer();
                let conduite = poll_fn(|cx| {
                    let complet = photo(&dossier)
                        .iter()
                        .any(|(_, tenu)| tenu.as_deref() == Some(LONG.as_bytes()));
                    vus += u32::from(complet && texte(&chemin) == "ancien");
                    let etat = appel.as_mut().poll(cx).map(drop);
                    // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
                    barriere = barrer();
                    etat
                });
                let _ = timeout(ms(2000), conduite).await;
            }));
            vus
        };
        // Sur un thread à part : celui du test est déjà pris par un runtime.
        thread::scope(|ici| ici.spawn(regards).join()).is_ok_and(|vus| vus >= 2)
    }

    #[cfg(unix)]
    #[test]
    fn etape4_une_ecriture_interrompue_laisse_l_ancien_intact() {
        essai_reel(async {
            if let Some(parent) = parent() {
                let appel = remplacer(Path::new("etat.bin"), TROP_LONG.as_bytes());
                return parent.informer(appel, |()| "Ok(())".to_owned()).await;
            }
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            reussir(remplacer(&chemin, b"ancien")).await;
            exiger_deja_la(&chemin, b"ancien").await;
            let test = "etape4_une_ecriture_interrompue_laisse_l_ancien_intact";
            let Some(issue) = enfanter_a_l_etroit(test, &dossier, &chemin) else {
                return;
            };
            if issue.starts_with("Ok") && synchronise_avant_de_renommer() {
                return;
            }
            let tenu = texte(&chemin);
            let octets = tenu.len();
            ::banc::exiger!(
                tenu == "ancien",
                "quand le disque refuse l'écriture, l'ancien contenu reste intact",
                "le fichier contient maintenant {octets} octets, qui ne sont pas les anciens",
                "l'ancien a été touché trop tôt, ou le nouveau a pris sa place incomplet : l'erreur d'un \
                 `tokio::fs::File` n'apparaît qu'au `flush`, à attendre avant `rename` (`sync_all` attend aussi \
                 l'écriture, mais en tait l'erreur)"
            );
            ::banc::exiger!(
                !issue.starts_with("panique"),
                "quand le disque refuse l'écriture, l'appel rend une erreur",
                "{issue}",
                "{PISTE_PANIQUE}"
            );
            ::banc::exiger!(
                issue.starts_with("Err"),
                "quand le disque refuse l'écriture, l'appel rend une erreur",
                "{issue}",
                "l'erreur de l'écriture a été avalée : c'est elle qu'il faut rendre, ménage fait"
            );
            exiger_les_noms(
                &dossier,
                &["etat.bin"],
                "après une écriture qui a échoué au milieu",
            );
        });
    }

    #[test]
    fn etape4_un_nom_seul_est_un_chemin_comme_un_autre() {
        essai_reel(async {
            if let Some(parent) = parent() {
                let appel = remplacer(Path::new("etat.bin"), b"nouveau");
                return parent.informer(appel, |()| "Ok(())".to_owned()).await;
            }
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            reussir(remplacer(&chemin, b"ancien")).await;
            exiger_deja_la(&chemin, b"ancien").await;
            let test = "etape4_un_nom_seul_est_un_chemin_comme_un_autre";
            let issue = enfanter(test, Command::new(programme()), &dossier);
            ::banc::exiger!(
                texte(&chemin) == "nouveau" && issue == "Ok(())",
                "`remplacer(Path::new(\"etat.bin\"), …)` remplace ce fichier du dossier courant",
                "{issue}",
                "`parent()` d'un nom seul est un chemin vide, qui ne s'ouvre pas : `with_file_name` et `join` s'en \
                 accommodent"
            );
            exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi");
        });
    }

    #[test]
    fn etape4_tout_nom_de_fichier_convient() {
        essai_reel(async {
            let dossier = dossier();
            for chemin in chemins(&dossier) {
                let nom = chemin.file_name().unwrap_or_default();
                let parent = chemin.parent().expect("un fichier est dans un dossier");
                let combien = || fs::read_dir(parent).map_or(0, ::std::iter::Iterator::count);
                let avant = combien();
                for nouveau in ["premier", "second"] {
                    reussir_avec(&chemin, remplacer(&chemin, nouveau.as_bytes())).await;
                    exiger_deja_la(&chemin, nouveau.as_bytes()).await;
                    let piste = if chemin.to_str().is_some() {
                        PISTE_SANS_EFFET
                    } else {
                        PISTE_NOM
                    };
                    ::banc::exiger_egal!(
                        texte(&chemin),
                        nouveau,
                        "le contenu du fichier {nom:?}",
                        "{piste}"
                    );
                }
                let de_plus = combien() - avant;
                ::banc::exiger!(
                    de_plus == 1,
                    "après le remplacement de {nom:?}, son dossier a un fichier de plus, lui",
                    "il en a {de_plus} de plus",
                    "un fichier temporaire est resté, ou le nom du fichier a changé en route"
                );
            }
        });
    }

    /// Le fichier est sur un autre système de fichiers que le dossier temporaire du système.
    #[cfg(target_os = "linux")]
    #[test]
    fn etape4_le_fichier_peut_etre_sur_n_importe_quel_disque() {
        use ::std::os::unix::fs::MetadataExt as _;

        essai_reel(async {
            let disque = |chemin: &Path| fs::metadata(chemin).map(|infos| infos.dev()).ok();
            let temporaire = disque(&::std::env::temp_dir());
            let ailleurs = Path::new("/dev/shm");
            let accessible = fs::metadata(ailleurs).is_ok_and(|infos| infos.mode() & 0o002 != 0);
            let dossier = if accessible && disque(ailleurs) != temporaire {
                Dossier::new("/dev/shm")
            } else {
                dossier()
            };
            let chemin = poser(&dossier, "etat.bin", "ancien");
            let issue = appeler(remplacer(&chemin, b"nouveau")).await;
            if issue.is_ok() {
                exiger_deja_la(&chemin, b"nouveau").await;
            }
            let piste = match &issue {
                Ok(()) => PISTE_SANS_EFFET,
                // 18 : d'un système de fichiers à l'autre (EXDEV).
                Err(erreur) if erreur.raw_os_error() == Some(18) => {
                    "`rename` ne passe pas d'un système de fichiers à l'autre : le fichier temporaire se prépare à côté \
                     de celui qu'il remplace, pas dans le dossier temporaire du système"
                }
                Err(_) => {
                    "rien n'empêche cet appel d'aboutir : regarde laquelle de tes opérations échoue, et ce qu'elle \
                     suppose du fichier"
                }
            };
            ::banc::exiger!(
                issue.is_ok() && texte(&chemin) == "nouveau",
                "le fichier se remplace sur n'importe quel disque",
                "{issue:?}",
                "{piste}"
            );
        });
    }

    #[test]
    fn etape4_le_thread_du_runtime_ne_touche_pas_au_fichier() {
        essai(|| {
            let dossier = dossier();
            let chemin = dossier.fichier("etat.bin");
            // D'abord sans rien retenir : rendre `Ok` trop tôt n'est pas travailler sur place.
            let runtime = Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
            runtime.block_on(async {
                let appel = timeout(ms(500), appeler(remplacer(&chemin, b"neuf")));
                if let Ok(Ok(())) = appel.await {
                    exiger_deja_la(&chemin, b"neuf").await;
                }
            });
            runtime.shutdown_background();
            exiger_le_thread_libre(travaille_sur_place(
                &dossier,
                &|| drop(poser(&dossier, "etat.bin", "ancien")),
                &|| {
                    let appel = remplacer(&chemin, LONG.as_bytes());
                    Box::pin(async { drop(appel.await) })
                },
            ));
        });
    }
}
