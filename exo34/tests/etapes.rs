// Les tests de l'exo 34, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{Commande, acteur, collecter, consommer, etage_au_carre, produire};

    use ::banc::{
        Sonde, attraper, essai, essai_parallele, essai_virtuel, message_de, ms, recolter,
    };
    use ::std::any::Any;
    use ::std::boxed::Box;
    use ::std::cell::RefCell;
    use ::std::cmp::PartialEq;
    use ::std::fmt::Debug;
    use ::std::future::{Future, pending, poll_fn};
    use ::std::option::Option::{self, None, Some};
    use ::std::panic::resume_unwind;
    use ::std::pin::Pin;
    use ::std::prelude::v1::test;
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::String;
    use ::std::sync::Arc;
    use ::std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
    use ::std::sync::mpsc::RecvTimeoutError;
    use ::std::task::{Context, Poll, Wake, Waker};
    use ::std::thread::{self, ThreadId};
    use ::std::time::Duration;
    use ::std::vec::Vec;
    use ::tokio::runtime::{Builder, Handle, RuntimeFlavor, RuntimeMetrics};
    use ::tokio::sync::{mpsc, oneshot};
    use ::tokio::task::{Id, JoinHandle, spawn_blocking, try_id, unconstrained, yield_now};
    use ::tokio::time::{Instant, timeout};

    /// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent : personne ne l'appelle")]
    fn signatures(commande: Commande) {
        use super::Commande::{Ecrire, Lire};

        fn rend<T>(_: impl Future<Output = T>) {}
        fn voie<T>() -> (mpsc::Sender<T>, mpsc::Receiver<T>) {
            mpsc::channel(1)
        }
        rend::<()>(produire(voie().0, 0_u32));
        rend::<Vec<u32>>(consommer(voie().1));
        rend::<Vec<(u32, u32)>>(collecter(0_u32, 0_u32));
        rend::<()>(acteur(voie::<Commande>().1));
        let _: mpsc::Receiver<u64> = etage_au_carre(voie::<u32>().1, 0_usize);
        if let Ecrire { cle, valeur } = commande {
            let _: [String; 2] = [cle, valeur];
        } else if let Lire { cle, reponse } = commande {
            let _: (String, oneshot::Sender<Option<String>>) = (cle, reponse);
        }
    }

    // ---- Attendre sans figer, que la réponse emploie des tâches ou des threads ----

    /// Temps réel laissé aux threads quand plus aucune tâche n'avance.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Rondes d'affilée où le thread du runtime n'a pas dormi, avant de conclure qu'une boucle tourne à vide. Un
    /// compte plutôt qu'une durée : une machine lente n'y change rien.
    const RONDES: u32 = 200;

    const PISTE_MINUTEUR: &str = "n'attends pas un délai avant de réessayer (`sleep`, `interval`) : `send` et `recv` \
        réveillent la tâche au bon moment";

    /// Nombre de fois qu'un future est interrogé d'affilée avant de conclure qu'il n'avance plus.
    const TOURS: u32 = 10_000;

    /// Rend la main assez de fois pour que tout ce qui est prêt avance. L'horloge ne bouge pas.
    async fn ceder() {
        for _ in 0..50 {
            yield_now().await;
        }
    }

    /// Attend un temps réel. L'horloge virtuelle est arrêtée pendant ce temps : elle attend les tâches
    /// bloquantes.
    async fn souffler(duree: Duration) {
        let (_garde, rappel) = ::std::sync::mpsc::channel::<()>();
        // Sans quoi une boucle à vide, dans la même tâche, épuiserait le budget de l'attente.
        let _ = unconstrained(spawn_blocking(move || rappel.recv_timeout(duree))).await;
    }

    /// Laisse tâches et threads aller jusqu'où ils peuvent.
    async fn reposer() {
        ceder().await;
        souffler(ms(2)).await;
    }

    /// Prévient par ce canal au bout de ce temps réel, ou dès que l'émetteur rendu est lâché.
    fn minuteur(reel: Duration) -> (::std::sync::mpsc::Sender<()>, oneshot::Receiver<()>) {
        let (garde, rappel) = ::std::sync::mpsc::channel::<()>();
        let (assez, c_est_assez) = oneshot::channel::<()>();
        thread::spawn(move || {
            let _ = rappel.recv_timeout(reel);
            let _ = assez.send(());
        });
        (garde, c_est_assez)
    }

    /// Un future dont seule la fin compte. Ce qui l'attend n'est ainsi compilé qu'une fois, quoi qu'il rende.
    type Attente<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

    /// Laisse ce temps de Tokio au futur, et dit s'il a fini. Une tâche bloquante arrête l'horloge virtuelle : c'est
    /// alors le temps réel qui finit l'attente.
    async fn laisser(futur: Attente<'_>, duree: Duration, reel: Duration) -> bool {
        let (_garde, mut c_est_assez) = minuteur(reel);
        let mut futur = Box::pin(timeout(duree, futur));
        poll_fn(|cx| match futur.as_mut().poll(cx) {
            Poll::Ready(issue) => Poll::Ready(issue.is_ok()),
            Poll::Pending => Pin::new(&mut c_est_assez).poll(cx).map(|_| false),
        })
        .await
    }

    /// Laisse passer des heures de l'horloge virtuelle, moins qu'il n'en faut à un test pour y finir. Une tâche
    /// bloquante l'arrête : un instant réel suffit alors.
    async fn laisser_passer_des_heures() {
        laisser(
            Box::pin(pending::<()>()),
            Duration::from_secs(5 * 3600),
            ms(100),
        )
        .await;
    }

    /// La valeur du future et le temps de Tokio qu'elle a pris ; échoue avec cette piste s'il ne finit pas.
    async fn attendre<T>(futur: impl Future<Output = T>, piste: &str) -> (T, Duration) {
        let mut valeur = None;
        let duree = attendre_la_fin(Box::pin(async { valeur = Some(futur.await) }), piste).await;
        (valeur.expect("le future est allé au bout"), duree)
    }

    async fn attendre_la_fin(mut futur: Attente<'_>, piste: &str) -> Duration {
        // Une réponse faite de tâches finit ici, sans que l'horloge avance.
        let mut tours = 0;
        let rapide = poll_fn(|cx| {
            let fini = futur.as_mut().poll(cx).is_ready();
            if fini || tours == TOURS {
                return Poll::Ready(fini);
            }
            tours += 1;
            cx.waker().wake_by_ref();
            Poll::Pending
        });
        if rapide.await || patienter(&mut futur).await {
            return Duration::ZERO;
        }
        // Ou bien tout dépend de l'horloge.
        let depart = Instant::now();
        ::banc::exiger!(
            laisser(futur, PATIENCE, PATIENCE).await,
            "l'attente se termine",
            "plus rien n'avance, et personne ne peut plus la réveiller",
            "{piste}"
        );
        depart.elapsed()
    }

    /// Une ronde par milliseconde réelle, pendant [`PATIENCE`] ou jusqu'à ce que l'émetteur rendu soit lâché : elle se
    /// compte, et réveille. C'est une tâche bloquante, pour que l'horloge virtuelle soit arrêtée pendant ce temps.
    fn lancer_les_rondes(
        rondes: Arc<AtomicU32>,
        reveil: Waker,
    ) -> (::std::sync::mpsc::Sender<()>, JoinHandle<()>) {
        let (garde, rappel) = ::std::sync::mpsc::channel::<()>();
        let limite = spawn_blocking(move || {
            let depart = ::std::time::Instant::now();
            while depart.elapsed() < PATIENCE
                && rappel.recv_timeout(ms(1)) == Err(RecvTimeoutError::Timeout)
            {
                rondes.fetch_add(1, Ordering::Relaxed);
                reveil.wake_by_ref();
            }
        });
        (garde, limite)
    }

    /// Plus aucune tâche n'avance, mais il reste peut-être un thread : interroge le future à chaque ronde, une par
    /// milliseconde réelle, pendant [`PATIENCE`], et dit s'il a fini. Échoue si une boucle tourne à vide.
    async fn patienter(futur: &mut Attente<'_>) -> bool {
        let mesures = Handle::current().metrics();
        // Les tâches ont alors des threads à elles, et celui-ci ne dit rien de leur sommeil.
        let ailleurs = Handle::current().runtime_flavor() != RuntimeFlavor::CurrentThread;
        let reveil = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
        let rondes = Arc::new(AtomicU32::new(0));
        let (_garde, limite) = lancer_les_rondes(rondes.clone(), reveil);
        let mut limite = ::std::pin::pin!(unconstrained(limite));
        let (mut vues, mut sans_sommeil) = (0, 0);
        let mut sommeils = mesures.worker_park_count(0);
        poll_fn(|cx| {
            if futur.as_mut().poll(cx).is_ready() {
                return Poll::Ready(true);
            }
            if mesures.worker_park_count(0) != sommeils {
                (sommeils, sans_sommeil) = (mesures.worker_park_count(0), 0);
            } else if rondes.load(Ordering::Relaxed) != vues {
                sans_sommeil += 1;
            }
            vues = rondes.load(Ordering::Relaxed);
            ::banc::exiger!(
                ailleurs || sans_sommeil < RONDES,
                "une tâche sans rien à faire dort jusqu'à ce qu'il y ait du nouveau",
                "le thread n'a pas dormi une seule fois",
                "une boucle tourne à vide : quand le canal est fermé (`None` à la réception, erreur à l'envoi), sors de \
                 la boucle ; et quand il n'y a rien à faire, attends avec `.await` au lieu de réessayer"
            );
            limite.as_mut().poll(cx).map(|_| false)
        })
        .await
    }

    /// Comme `attendre`, et sans que l'horloge de Tokio avance : un message réveille, un minuteur non.
    async fn aboutir<T>(futur: impl Future<Output = T>, piste: &str) -> T {
        let (valeur, duree) = attendre(futur, piste).await;
        ::banc::exiger!(
            duree.is_zero(),
            "un message passe dès qu'il y a de la place et quelqu'un pour le lire",
            "il a fallu attendre {duree:?} sur l'horloge de Tokio",
            "{PISTE_MINUTEUR}"
        );
        valeur
    }

    /// Interroge le future jusqu'à ce qu'il n'ait plus rien à faire. Échoue s'il s'agite sans fin.
    async fn pousser<F: Future>(sonde: &mut Sonde<F>, piste: &str) -> Poll<F::Output> {
        for _ in 0..500 {
            let avant = sonde.reveils();
            let etape = sonde.sonder();
            if etape.is_ready() {
                return etape;
            }
            ceder().await;
            if sonde.reveils() == avant {
                return Poll::Pending;
            }
        }
        ::banc::echec!(
            "le future dort tant qu'il n'a rien à faire",
            "il se réveille lui-même sans cesse",
            "{piste}"
        )
    }

    /// Comme `pousser`, pour un future qui doit finir ; un thread a deux secondes pour y aider.
    async fn conclure<F: Future>(sonde: &mut Sonde<F>, piste: &str) -> F::Output {
        for _ in 0..400 {
            if let Poll::Ready(valeur) = pousser(sonde, piste).await {
                return valeur;
            }
            souffler(ms(5)).await;
        }
        laisser_passer_des_heures().await;
        ::banc::exiger!(
            sonde.sonder().is_pending(),
            "le future se termine dès qu'il n'a plus rien à attendre",
            "c'est un minuteur de Tokio qui l'a fait finir",
            "{PISTE_MINUTEUR}"
        );
        ::banc::echec!("le future se termine", "il attend toujours", "{piste}")
    }

    /// La piste d'une panique : d'un appel qui bloque si c'en est un, sinon celle-ci.
    fn piste_de<'a>(panique: &str, sinon: &'a str) -> &'a str {
        if panique.contains("from within a runtime") {
            return "un appel `blocking_…` (ou `block_on`) bloque un thread du runtime : dans du code async, c'est `.await` qui attend";
        }
        sinon
    }

    async fn vider<T>(rx: &mut mpsc::Receiver<T>) -> Vec<T> {
        let mut recus = Vec::new();
        while let Some(valeur) = rx.recv().await {
            recus.push(valeur);
        }
        recus
    }

    /// Compare de longues listes, en ne montrant que ce qui diffère d'abord.
    fn comparer<T: PartialEq + Debug>(recus: &[T], attendus: &[T], quoi: &str, piste: &str) {
        if recus == attendus {
            return;
        }
        let (total, combien) = (attendus.len(), recus.len());
        let egaux = recus.iter().zip(attendus).take_while(|(a, b)| a == b);
        let rang = egaux.count();
        let (recu, attendu) = (recus.get(rang), attendus.get(rang));
        ::banc::echec!(
            "{quoi} (nombre de valeurs : {total})",
            "nombre de valeurs : {combien} ; au rang {rang}, {recu:?} au lieu de {attendu:?}",
            "{piste}"
        )
    }

    // ---- Étape 1 : produire et consommer ----

    const PISTE_EMETTEUR: &str = "le canal reste ouvert tant qu'un émetteur vit : `produire` doit lâcher le \
        sien en finissant, sans le garder ni le confier à une tâche qui dure";
    const PISTE_ENVOI: &str = "au premier envoi refusé, c'est fini : le récepteur ne reviendra pas, et la \
        boucle qui ignore l'erreur continue d'envoyer dans le vide";
    const PISTE_AGITE: &str = "réessayer en boucle (`try_send` ou `try_recv` avec `yield_now`) occupe le \
        thread pour rien : `send` et `recv` savent attendre";
    const PISTE_FERMETURE: &str = "`recv` rend `None` quand tous les émetteurs sont partis et que le canal \
        est vide : c'est le moment de rendre ce qui a été reçu";

    type Issue = Result<(), Box<dyn Any + Send>>;

    fn sonder_produire(tx: mpsc::Sender<u32>, n: u32) -> Sonde<impl Future<Output = Issue>> {
        Sonde::new(attraper(produire(tx, n)))
    }

    fn sans_panique(issue: Issue) {
        if let Err(charge) = issue {
            let message = message_de(&*charge);
            let piste = piste_de(
                message,
                "un lecteur parti n'est pas une panne : pas de `unwrap` ni de `expect` sur l'envoi, et attention à \
                 `n - 1` quand `n` vaut 0",
            );
            ::banc::echec!(
                "`produire` s'arrête sans bruit, sans paniquer",
                "une panique : {message}",
                "{piste}"
            );
        }
    }

    /// Trois messages pour une place, et personne ne lit : `produire` doit attendre.
    async fn exiger_qu_il_attende() {
        let (tx, mut rx) = mpsc::channel(1);
        let mut sonde = sonder_produire(tx, 3);
        let Poll::Ready(issue) = pousser(&mut sonde, PISTE_AGITE).await else {
            return;
        };
        sans_panique(issue);
        let mut recus = 0;
        for _ in 0..10 {
            while rx.try_recv().is_ok() {
                recus += 1;
            }
            ceder().await;
        }
        ::banc::exiger!(
            recus < 3,
            "`produire` finit une fois tout envoyé",
            "il a déjà fini, alors que des messages attendent encore une place",
            "une tâche lancée par `spawn` continue sans toi : l'envoi se fait dans `produire` lui-même, qui attend chaque place"
        );
        ::banc::echec!(
            "avec une seule place, `produire` attend le lecteur avant le deuxième message",
            "il a déjà fini, et des messages sont perdus",
            "`send` sans `.await` n'envoie rien, et `try_send` n'attend pas : quand le canal est plein, il échoue et le message est perdu"
        );
    }

    /// Le nombre suivant ; `produire` avance pendant l'attente, car c'est peut-être l'horloge qui le fera envoyer.
    async fn recevoir<F: Future>(
        rx: &mut mpsc::Receiver<u32>,
        sonde: &mut Sonde<F>,
        fin: &mut Option<F::Output>,
    ) -> Option<u32> {
        let suivant = poll_fn(|cx| {
            if fin.is_none() {
                *fin = issue_de(sonde.sonder());
            }
            rx.poll_recv(cx)
        });
        aboutir(suivant, PISTE_EMETTEUR).await
    }

    /// Fait avancer `produire`, s'il n'a pas fini.
    async fn avancer<F: Future>(sonde: &mut Sonde<F>, fin: &mut Option<F::Output>) {
        if fin.is_none() {
            *fin = issue_de(pousser(sonde, PISTE_AGITE).await);
        }
    }

    /// L'issue d'un future interrogé, s'il a fini.
    fn issue_de<T>(etat: Poll<T>) -> Option<T> {
        match etat {
            Poll::Ready(issue) => Some(issue),
            Poll::Pending => None,
        }
    }

    #[test]
    fn etape1_produire_envoie_les_nombres_de_zero_a_n_moins_un() {
        essai_virtuel(async {
            for n in [1, 2, 5] {
                let (tx, mut rx) = mpsc::channel(8);
                let deux = async { ::tokio::join!(produire(tx, n), vider(&mut rx)).1 };
                let recus = aboutir(deux, PISTE_EMETTEUR).await;
                ::banc::exiger!(
                    !recus.is_empty(),
                    "`produire(tx, {n})` envoie {n} nombres",
                    "aucun nombre n'est arrivé",
                    "`send` ne fait que préparer un future : sans `.await`, rien ne part"
                );
                ::banc::exiger!(
                    !recus.iter().copied().eq(1..=n),
                    "`produire(tx, {n})` envoie de 0 à {n} exclu",
                    "{recus:?}",
                    "le premier nombre est 0, et `n` lui-même n'est pas envoyé"
                );
                ::banc::exiger_egal!(
                    recus,
                    (0..n).collect::<Vec<u32>>(),
                    "ce que `produire(tx, {n})` envoie",
                    "les nombres de 0 à n-1, chacun une fois, dans l'ordre"
                );
            }
        });
    }

    #[test]
    fn etape1_produire_zero_nombre_n_envoie_rien() {
        essai_virtuel(async {
            let (tx, mut rx) = mpsc::channel(1);
            let mut sonde = sonder_produire(tx, 0);
            sans_panique(conclure(&mut sonde, PISTE_EMETTEUR).await);
            let recus = aboutir(vider(&mut rx), PISTE_EMETTEUR).await;
            ::banc::exiger_egal!(
                recus,
                Vec::<u32>::new(),
                "ce que `produire(tx, 0)` envoie",
                "avec n = 0, il n'y a pas de dernier nombre : une plage qui exclut sa fin le sait déjà"
            );
        });
    }

    #[test]
    fn etape1_produire_attend_un_lecteur_lent_sans_rien_perdre() {
        essai_virtuel(async {
            exiger_qu_il_attende().await;
            let (tx, mut rx) = mpsc::channel(1);
            let mut sonde = sonder_produire(tx, 40);
            let mut recus = Vec::new();
            let mut fin = None;
            while recus.len() < 40 {
                avancer(&mut sonde, &mut fin).await;
                if recus.len() == 1 {
                    laisser_passer_des_heures().await;
                    avancer(&mut sonde, &mut fin).await;
                }
                match recevoir(&mut rx, &mut sonde, &mut fin).await {
                    Some(nombre) => recus.push(nombre),
                    None => break,
                }
            }
            sans_panique(match fin {
                Some(issue) => issue,
                None => conclure(&mut sonde, PISTE_EMETTEUR).await,
            });
            drop(sonde);
            recus.extend(aboutir(vider(&mut rx), PISTE_EMETTEUR).await);
            comparer(
                &recus,
                &(0..40).collect::<Vec<u32>>(),
                "ce qu'un lecteur lent reçoit de `produire(tx, 40)`, une place dans le canal",
                "chaque envoi attend qu'il y ait de la place, aussi longtemps qu'il le faut, puis le suivant part : \
                 rien ne se perd, rien ne se double",
            );
        });
    }

    /// Après `lus` nombres, le lecteur part ; rend le temps réel que `produire` met à finir.
    async fn quitter_apres(lus: u32, n: u32) -> Duration {
        let (tx, mut rx) = mpsc::channel(1);
        let mut sonde = sonder_produire(tx, n);
        let mut fin = None;
        for attendu in 0..lus {
            avancer(&mut sonde, &mut fin).await;
            ::banc::exiger!(
                fin.is_none(),
                "`produire` continue tant que le lecteur est là",
                "il a fini après {attendu} nombres lus",
                "un canal plein n'est pas un canal fermé : seule l'erreur de `send` dit que le lecteur est parti"
            );
            let recu = recevoir(&mut rx, &mut sonde, &mut fin).await;
            ::banc::exiger_egal!(
                recu,
                Some(attendu),
                "le nombre suivant",
                "les nombres arrivent de 0 en montant, sans trou"
            );
        }
        drop(rx);
        let depart = ::std::time::Instant::now();
        sans_panique(match fin {
            Some(issue) => issue,
            None => conclure(&mut sonde, PISTE_ENVOI).await,
        });
        depart.elapsed()
    }

    /// Un envoi refusé ne rend pas la main au runtime : la boucle qui continue ne se voit qu'au temps qu'elle prend,
    /// et ce temps grandit avec le nombre d'envois. Des essais de plus en plus longs, et toujours trop : ce n'est
    /// pas le fait d'une machine chargée, et la boucle la plus longue reste loin du chien de garde.
    async fn exiger_l_arret(lus: u32) {
        exiger_qu_il_attende().await;
        let (mut arrete, mut ecoule) = (false, Duration::ZERO);
        for milliers in [400, 800, 1600] {
            // Assez vu : sur une machine très chargée, les essais suivants mèneraient au chien de garde.
            if arrete || ecoule > PATIENCE {
                break;
            }
            // Un vingtième de microseconde par envoi : la boucle en demande plusieurs, l'arrêt aucun.
            let assez = Duration::from_micros(50) * milliers;
            let duree = quitter_apres(lus, 1000 * milliers).await;
            arrete = duree < assez;
            ecoule += duree;
        }
        ::banc::exiger!(
            arrete,
            "`produire` s'arrête au premier envoi refusé",
            "il continue longtemps après le départ du lecteur",
            "{PISTE_ENVOI}"
        );
        quitter_apres(lus, u32::MAX).await;
    }

    #[test]
    fn etape1_produire_s_arrete_au_premier_envoi_refuse() {
        essai_virtuel(async { exiger_l_arret(0).await });
    }

    #[test]
    fn etape1_produire_s_arrete_quand_le_lecteur_part_en_route() {
        essai_virtuel(async { exiger_l_arret(3).await });
    }

    #[test]
    fn etape1_consommer_rassemble_ce_qui_attendait_dans_le_canal() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(8);
            for nombre in [7, 7, 0, u32::MAX] {
                let _ = tx.try_send(nombre);
            }
            drop(tx);
            let recus = aboutir(consommer(rx), PISTE_FERMETURE).await;
            let attendus = [7, 7, 0, u32::MAX];
            let piste = if recus.is_empty() {
                "un canal fermé se vide d'abord : `None` ne vient qu'après le dernier message"
            } else if attendus.starts_with(&recus) {
                "un canal fermé se vide d'abord, et seul `None` dit la fin : aucun nombre, pas même 0, n'en est le signal"
            } else {
                "chaque message est rendu tel qu'il est arrivé : ni trié, ni compté une seule fois, ni mis de côté"
            };
            ::banc::exiger_egal!(
                recus,
                attendus,
                "ce que le canal contenait quand ses émetteurs sont partis",
                "{piste}"
            );
            let (tx, rx) = mpsc::channel(3000);
            for nombre in 0..3000 {
                let _ = tx.try_send(nombre);
            }
            drop(tx);
            comparer(
                &aboutir(consommer(rx), PISTE_FERMETURE).await,
                &(0..3000).collect::<Vec<u32>>(),
                "tout ce qu'un grand canal contenait quand son émetteur est parti",
                "c'est la fermeture qui arrête la réception, et non un nombre de messages choisi d'avance",
            );
            let (tx, rx) = mpsc::channel(1);
            drop(tx);
            let recus = aboutir(consommer(rx), PISTE_FERMETURE).await;
            ::banc::exiger_egal!(
                recus,
                Vec::<u32>::new(),
                "ce qu'il y a dans un canal où personne n'a rien envoyé",
                "rien reçu, rien rendu"
            );
        });
    }

    #[test]
    fn etape1_consommer_attend_le_depart_de_tous_les_emetteurs() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(4);
            let clones = [tx.clone(), tx.clone(), tx];
            let mut sonde = Sonde::new(consommer(rx));
            for (rang, tx) in (0..).zip(clones) {
                let mut etape = pousser(&mut sonde, PISTE_AGITE).await;
                if etape.is_pending() {
                    laisser_passer_des_heures().await;
                    etape = pousser(&mut sonde, PISTE_AGITE).await;
                }
                ::banc::exiger!(
                    etape.is_pending(),
                    "`consommer` attend tant qu'il reste un émetteur",
                    "il a fini avec {etape:?} alors que le canal est encore ouvert",
                    "un canal vide n'est pas un canal fermé : `try_recv`, un délai, un `recv` unique ou un `close` \
                     s'arrêtent trop tôt"
                );
                let _ = tx.try_send(rang);
            }
            let recus = conclure(&mut sonde, PISTE_FERMETURE).await;
            ::banc::exiger_egal!(
                recus,
                [0, 1, 2],
                "les messages des trois émetteurs",
                "tout ce qui arrive est gardé, dans l'ordre d'arrivée"
            );
        });
    }

    #[test]
    fn etape1_produire_et_consommer_se_relaient_sur_une_seule_place() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(1);
            let deux = async { ::tokio::join!(produire(tx, 300), consommer(rx)).1 };
            let recus = aboutir(deux, PISTE_FERMETURE).await;
            comparer(
                &recus,
                &(0..300).collect::<Vec<u32>>(),
                "ce que `consommer` reçoit de `produire(tx, 300)`",
                "chaque nombre passe une fois, dans l'ordre, aussi petit que soit le canal",
            );
        });
    }

    // ---- Étape 2 : collecter ----

    const PISTE_COLLECTE: &str = "les producteurs sont attendus avant que le canal soit vidé, et eux attendent \
        qu'il y ait de la place : vide le canal pendant qu'ils envoient";

    const PISTE_PREMIER: &str = "le premier émetteur (`tx`, d'où viennent les clones) vit encore : tant qu'il en reste \
        un, le canal ne se ferme pas et `recv` attend";

    /// Un seul message ne remplit aucun canal : ce qui fige ici n'est pas le manque de place.
    async fn exiger_une_fin() {
        let paires = aboutir(collecter(1, 1), PISTE_PREMIER).await;
        verifier(&paires, 1, 1);
    }

    fn verifier(paires: &[(u32, u32)], producteurs: u32, messages: u32) {
        let etranger = paires.iter().find(|(numero, _)| *numero >= producteurs);
        ::banc::exiger!(
            etranger.is_none(),
            "des producteurs numérotés à partir de 0 ({producteurs} en tout)",
            "une paire venue d'ailleurs : {etranger:?}",
            "la paire est (numéro du producteur, message), et les deux comptent à partir de 0"
        );
        for numero in 0..producteurs {
            let siens = paires.iter().filter(|(origine, _)| *origine == numero);
            let siens: Vec<u32> = siens.map(|(_, message)| *message).collect();
            let combien = siens.len();
            ::banc::exiger!(
                !siens.is_empty() || messages == 0,
                "messages du producteur {numero} : {messages}",
                "aucun",
                "chaque producteur a sa tâche et son clone de l'émetteur ; un envoi sans `.await` n'envoie rien, et \
                 un `JoinSet` lâché arrête ses tâches"
            );
            ::banc::exiger!(
                siens.len() == messages as usize,
                "messages du producteur {numero} : {messages}",
                "{combien}",
                "`try_send` perd des messages quand le canal est plein, et s'arrêter avant la fermeture du canal \
                 en laisse derrière"
            );
            let rang = (0..).zip(&siens).find(|(rang, message)| rang != *message);
            ::banc::exiger!(
                rang.is_none(),
                "les messages du producteur {numero} dans l'ordre : 0, 1, 2…",
                "(rang, message) = {rang:?}",
                "un producteur envoie ses messages l'un après l'autre, depuis une seule tâche, à partir de 0"
            );
        }
    }

    #[test]
    fn etape2_chaque_producteur_envoie_tous_ses_messages_dans_l_ordre() {
        essai_virtuel(async {
            exiger_une_fin().await;
            for (producteurs, messages) in [(1, 5), (3, 4), (5, 2)] {
                let paires = aboutir(collecter(producteurs, messages), PISTE_COLLECTE).await;
                verifier(&paires, producteurs, messages);
            }
        });
    }

    /// Compte les tâches lancées : à chaque regard, celles qui se sont ajoutées. Toutes d'un coup,
    /// l'une après l'autre ou depuis une autre tâche, peu importe.
    struct Compteur {
        mesures: RuntimeMetrics,
        vivantes: AtomicUsize,
        lancees: AtomicUsize,
    }

    impl Compteur {
        fn regarder(&self) {
            let vivantes = self.mesures.num_alive_tasks();
            let avant = self.vivantes.swap(vivantes, Ordering::Relaxed);
            let ajoutees = vivantes.saturating_sub(avant);
            self.lancees.fetch_add(ajoutees, Ordering::Relaxed);
        }
    }

    /// Le réveil d'une collecte, qui retient si c'est une autre tâche, ou un autre thread, qui l'a demandé.
    struct Visite {
        chez_soi: (Option<Id>, ThreadId),
        par_un_autre: AtomicBool,
    }

    impl Wake for Visite {
        fn wake(self: Arc<Self>) {
            if self.chez_soi != (try_id(), thread::current().id()) {
                self.par_un_autre.store(true, Ordering::Relaxed);
            }
        }
    }

    /// Ce qui a aidé une collecte : combien de tâches, et si une autre tâche ou un autre thread l'a réveillée.
    struct Aide {
        taches: usize,
        reveillee: bool,
        attendait: bool,
    }

    /// Mène `collecter(3, 4)` pas à pas, en regardant qui l'aide.
    async fn observer_une_collecte() -> Aide {
        let compteur = Arc::new(Compteur {
            mesures: Handle::current().metrics(),
            vivantes: AtomicUsize::new(usize::MAX),
            lancees: AtomicUsize::new(0),
        });
        let visite = Arc::new(Visite {
            chez_soi: (try_id(), thread::current().id()),
            par_un_autre: AtomicBool::new(false),
        });
        // Entre deux tours des autres tâches, un regard.
        let guet = ::banc::lancer({
            let compteur = compteur.clone();
            poll_fn::<(), _>(move |cx| {
                compteur.regarder();
                cx.waker().wake_by_ref();
                Poll::Pending
            })
        });
        let (waker, mut collecte) = (Waker::from(visite.clone()), Box::pin(collecter(3, 4)));
        let mut attendait = false;
        for _ in 0..400 {
            compteur.regarder();
            let etape = collecte.as_mut().poll(&mut Context::from_waker(&waker));
            compteur.regarder();
            if let Poll::Ready(paires) = etape {
                verifier(&paires, 3, 4);
                break;
            }
            attendait = true;
            reposer().await;
        }
        guet.abort();
        Aide {
            taches: compteur.lancees.load(Ordering::Relaxed),
            reveillee: visite.par_un_autre.load(Ordering::Relaxed),
            attendait,
        }
    }

    #[test]
    fn etape2_les_producteurs_sont_des_taches() {
        essai_virtuel(async {
            exiger_une_fin().await;
            let mut aide = observer_une_collecte().await;
            // Des threads, eux, peuvent tout avoir envoyé avant la première attente.
            for _ in 0..10 {
                if aide.taches > 0 || aide.reveillee {
                    break;
                }
                aide = observer_une_collecte().await;
            }
            ::banc::exiger!(
                aide.taches > 0 || aide.attendait,
                "`collecter` attend ce que ses producteurs envoient",
                "elle rend tout sans jamais attendre : aucune autre tâche n'a pu s'exécuter",
                "chaque producteur est une tâche à lui (`spawn`), qui envoie pendant que `collecter` reçoit : remplir \
                 la liste soi-même, ou le canal avant de le lire, ne fait rien avancer ensemble"
            );
            let taches = aide.taches;
            ::banc::exiger!(
                taches > 0 || aide.reveillee,
                "`collecter(3, 4)` lance trois tâches",
                "aucune : tout se passe dans celle de l'appelant",
                "`join!` et `select!` font avancer des futures ensemble, mais dans une seule et même tâche ; c'est `spawn` \
                 qui en lance une autre"
            );
            ::banc::exiger!(
                taches == 0 || taches >= 3,
                "`collecter(3, 4)` lance trois tâches, une par producteur",
                "nombre de tâches lancées : {taches}",
                "une seule tâche qui envoie pour tous ne fait rien avancer ensemble : c'est à chaque tour de la boucle sur \
                 les producteurs qu'une tâche se lance"
            );
        });
    }

    type Collecte = Pin<Box<dyn Future<Output = Vec<(u32, u32)>>>>;

    ::std::thread_local! {
        /// La collecte menée sur ce thread : rien n'oblige son future à pouvoir en changer.
        static COLLECTE: RefCell<Option<Collecte>> = const { RefCell::new(None) };
    }

    /// Une collecte sur un runtime à un seul ouvrier : la dernière tâche lancée y passe avant les autres.
    fn collecter_la_derniere_d_abord(
        producteurs: u32,
        messages: u32,
        piste: &str,
    ) -> Vec<(u32, u32)> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build();
        let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
        let issue = runtime.block_on(async {
            let collecte = ::tokio::spawn(poll_fn(move |cx| {
                COLLECTE.with_borrow_mut(|collecte| {
                    let collecte =
                        collecte.get_or_insert_with(|| Box::pin(collecter(producteurs, messages)));
                    collecte.as_mut().poll(cx)
                })
            }));
            attraper(attendre(recolter(collecte), piste)).await
        });
        // Sans attendre l'ouvrier : une réponse fausse peut l'avoir bloqué.
        runtime.shutdown_background();
        match issue {
            Ok((paires, _)) => paires,
            Err(charge) => resume_unwind(charge),
        }
    }

    #[test]
    fn etape2_la_collecte_dure_jusqu_au_depart_du_dernier_producteur() {
        essai(|| {
            for (producteurs, messages) in [(1, 1), (3, 2), (5, 1), (2, 40)] {
                // Un seul message ne remplit aucun canal.
                let piste = if messages * producteurs == 1 {
                    PISTE_PREMIER
                } else {
                    PISTE_COLLECTE
                };
                let paires = collecter_la_derniere_d_abord(producteurs, messages, piste);
                let (total, combien) = (producteurs * messages, paires.len());
                ::banc::exiger!(
                    combien == total as usize,
                    "les {total} paires de `collecter({producteurs}, {messages})`, quand la dernière tâche lancée finit la \
                     première",
                    "nombre de paires : {combien}",
                    "c'est la fermeture du canal (`None`) qui dit que tous les producteurs ont fini : en attendre un seul, le \
                     dernier lancé par exemple, laisse les messages des autres derrière"
                );
                verifier(&paires, producteurs, messages);
            }
        });
    }

    #[test]
    fn etape2_sans_producteur_ou_sans_message_la_collecte_finit_vide() {
        essai_virtuel(async {
            exiger_une_fin().await;
            for (producteurs, messages) in [(0, 0), (0, 5), (0, u32::MAX), (5, 0)] {
                let collecte = attraper(collecter(producteurs, messages));
                match aboutir(collecte, PISTE_COLLECTE).await {
                    Ok(paires) => ::banc::exiger!(
                        paires.is_empty(),
                        "`collecter({producteurs}, {messages})` ne rend rien",
                        "{paires:?}",
                        "sans producteur ou sans message, il n'y a rien à recevoir"
                    ),
                    Err(charge) => {
                        let message = message_de(&*charge);
                        ::banc::echec!(
                            "`collecter({producteurs}, {messages})` rend une liste vide",
                            "une panique : {message}",
                            "une capacité calculée à partir des arguments peut valoir 0, ou déborder : la taille du \
                             canal n'a pas à dépendre du nombre de messages"
                        )
                    }
                }
            }
        });
    }

    #[test]
    fn etape2_beaucoup_de_messages_passent_par_un_canal_borne() {
        essai_virtuel(async {
            exiger_une_fin().await;
            let paires = aboutir(collecter(3, 1500), PISTE_COLLECTE).await;
            verifier(&paires, 3, 1500);
            let paires = aboutir(collecter(500, 2), PISTE_COLLECTE).await;
            verifier(&paires, 500, 2);
        });
    }

    #[test]
    fn etape2_deux_collectes_ensemble_ne_se_melangent_pas() {
        essai_virtuel(async {
            exiger_une_fin().await;
            let deux = async { ::tokio::join!(collecter(2, 30), collecter(3, 20)) };
            let (a, b) = aboutir(deux, PISTE_COLLECTE).await;
            verifier(&a, 2, 30);
            verifier(&b, 3, 20);
        });
    }

    #[test]
    fn etape2_l_ordre_de_chacun_tient_aussi_sur_plusieurs_threads() {
        essai_parallele(async {
            exiger_une_fin().await;
            for _ in 0..4 {
                let (paires, _) = attendre(collecter(4, 250), PISTE_COLLECTE).await;
                verifier(&paires, 4, 250);
            }
        });
    }

    // ---- Étape 3 : acteur ----

    const PISTE_REPONSE: &str = "l'acteur répond à chaque `Lire` dès qu'il la reçoit, sans attendre d'autres \
        commandes ni la fermeture du canal";
    const PISTE_FIN: &str = "quand tous les émetteurs sont partis et que le canal est vide, `recv` rend \
        `None` : l'acteur n'a plus rien à attendre, il finit";

    async fn ecrire(tx: &mpsc::Sender<Commande>, cle: &str, valeur: &str) {
        let commande = Commande::Ecrire {
            cle: cle.into(),
            valeur: valeur.into(),
        };
        transmettre(tx, commande).await;
    }

    async fn transmettre(tx: &mpsc::Sender<Commande>, commande: Commande) {
        let envoi = tx.send(commande).await;
        ::banc::exiger!(
            envoi.is_ok(),
            "l'acteur prend les commandes tant qu'il reste un émetteur",
            "son canal est fermé : il a déjà fini",
            "l'acteur sert une commande, puis la suivante : ni la première ni un client parti ne doit l'arrêter"
        );
    }

    /// Envoie la demande, et rend de quoi attendre la réponse.
    async fn demander(tx: &mpsc::Sender<Commande>, cle: &str) -> oneshot::Receiver<Option<String>> {
        let (reponse, retour) = oneshot::channel();
        let cle = cle.into();
        transmettre(tx, Commande::Lire { cle, reponse }).await;
        retour
    }

    fn repondu<E>(retour: Result<Option<String>, E>) -> Option<String> {
        match retour {
            Ok(valeur) => valeur,
            Err(_) => ::banc::echec!(
                "chaque `Lire` reçoit une réponse, `None` si la clé est inconnue",
                "le canal de la réponse a été lâché sans rien envoyer",
                "l'acteur répond dans tous les cas, un client parti ne l'arrête pas, et il sert aussi les commandes \
                 déjà dans le canal quand les émetteurs s'en vont"
            ),
        }
    }

    async fn exiger_valeur(tx: &mpsc::Sender<Commande>, cle: &str, attendue: Option<&str>) {
        let retour = demander(tx, cle).await;
        let lue = repondu(retour.await);
        ::banc::exiger_egal!(
            lue.as_deref(),
            attendue,
            "la valeur de {cle:?}",
            "`Ecrire` remplace la valeur de sa clé, `Lire` la copie sans la retirer, une clé inconnue donne `None`, et deux \
             textes qui diffèrent, fût-ce d'une majuscule, sont deux clés"
        );
    }

    /// L'acteur, dont une panique fait échouer le test.
    async fn jouer(rx: mpsc::Receiver<Commande>) {
        if let Err(charge) = attraper(acteur(rx)).await {
            let message = message_de(&*charge);
            let piste = piste_de(
                message,
                "un client peut partir sans attendre sa réponse : `unwrap` sur l'envoi de la réponse tue l'acteur, et \
                 tous les autres clients avec lui",
            );
            ::banc::echec!(
                "l'acteur survit à tous ses clients",
                "il a paniqué : {message}",
                "{piste}"
            );
        }
    }

    /// Fait avancer l'acteur pendant que le client lui parle, puis exige que l'acteur finisse.
    async fn avec_acteur(rx: mpsc::Receiver<Commande>, client: impl Future<Output = ()>) {
        avec_acteur_boite(rx, Box::pin(client)).await;
    }

    async fn avec_acteur_boite(
        rx: mpsc::Receiver<Commande>,
        mut client: Pin<Box<dyn Future<Output = ()> + '_>>,
    ) {
        let mut acteur = Box::pin(jouer(rx));
        let mut fini = false;
        let ensemble = poll_fn(|cx| {
            fini = fini || acteur.as_mut().poll(cx).is_ready();
            client.as_mut().poll(cx)
        });
        aboutir(ensemble, PISTE_REPONSE).await;
        drop(client);
        if !fini {
            aboutir(acteur, PISTE_FIN).await;
        }
    }

    #[test]
    fn etape3_lire_rend_la_derniere_valeur_ecrite() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(2);
            avec_acteur(rx, async move {
                exiger_valeur(&tx, "a", None).await;
                ecrire(&tx, "a", "1").await;
                ecrire(&tx, "b", "2").await;
                exiger_valeur(&tx, "a", Some("1")).await;
                exiger_valeur(&tx, "a", Some("1")).await;
                exiger_valeur(&tx, "b", Some("2")).await;
                ecrire(&tx, "a", "3").await;
                exiger_valeur(&tx, "a", Some("3")).await;
                exiger_valeur(&tx, "b", Some("2")).await;
                exiger_valeur(&tx, "", None).await;
                ecrire(&tx, "", "").await;
                exiger_valeur(&tx, "", Some("")).await;
                exiger_valeur(&tx, "A", None).await;
            })
            .await;
        });
    }

    #[test]
    fn etape3_un_client_parti_sans_attendre_ne_tue_pas_l_acteur() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(8);
            avec_acteur(rx, async move {
                ecrire(&tx, "a", "1").await;
                for cle in ["a", "inconnue"] {
                    drop(demander(&tx, cle).await);
                    exiger_valeur(&tx, "a", Some("1")).await;
                }
            })
            .await;
        });
    }

    #[test]
    fn etape3_l_acteur_dort_puis_finit_quand_tous_les_emetteurs_sont_partis() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(1);
            let clones = [tx.clone(), tx];
            let mut sonde = Sonde::new(jouer(rx));
            for tx in clones {
                let mut etape = pousser(&mut sonde, PISTE_AGITE).await;
                if etape.is_pending() {
                    laisser_passer_des_heures().await;
                    etape = pousser(&mut sonde, PISTE_AGITE).await;
                }
                ::banc::exiger!(
                    etape.is_pending(),
                    "l'acteur attend tant qu'il reste un émetteur",
                    "il a déjà fini",
                    "un canal vide n'est pas un canal fermé, même après un long silence : d'autres clients peuvent \
                     encore écrire"
                );
                drop(tx);
            }
            conclure(&mut sonde, PISTE_FIN).await;
        });
    }

    #[test]
    fn etape3_les_commandes_deja_en_file_sont_servies_dans_l_ordre() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(8);
            let avant = demander(&tx, "a").await;
            ecrire(&tx, "a", "1").await;
            let pendant = demander(&tx, "a").await;
            ecrire(&tx, "a", "2").await;
            let apres = demander(&tx, "a").await;
            drop(tx);
            avec_acteur(rx, async move {
                let lues = [avant.await, pendant.await, apres.await].map(repondu);
                let lues = lues.each_ref().map(|lue| lue.as_deref());
                ::banc::exiger_egal!(
                    lues,
                    [None, Some("1"), Some("2")],
                    "trois lectures, une avant, une entre et une après deux écritures déjà en file",
                    "les commandes se servent une par une, dans l'ordre du canal, même quand plus personne n'en envoie"
                );
            })
            .await;
        });
    }

    #[test]
    fn etape3_beaucoup_de_clients_se_partagent_une_seule_place() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(1);
            let clients: Vec<_> = (0..60)
                .map(|numero: u32| {
                    let tx = tx.clone();
                    async move {
                        let cle = ::std::format!("client {numero}");
                        for tour in ["1", "2"] {
                            ecrire(&tx, &cle, tour).await;
                            exiger_valeur(&tx, &cle, Some(tour)).await;
                        }
                    }
                })
                .collect();
            drop(tx);
            avec_acteur(rx, async move {
                ::banc::ensemble(clients).await;
            })
            .await;
        });
    }

    #[test]
    fn etape3_deux_acteurs_ont_chacun_leur_table() {
        essai_virtuel(async {
            let (tx, rx) = mpsc::channel(1);
            let (autre, autre_rx) = mpsc::channel(1);
            let clients = async move {
                ecrire(&tx, "a", "1").await;
                exiger_valeur(&autre, "a", None).await;
                ecrire(&autre, "a", "2").await;
                exiger_valeur(&tx, "a", Some("1")).await;
            };
            avec_acteur(rx, avec_acteur(autre_rx, clients)).await;
        });
    }

    #[test]
    fn etape3_l_ordre_tient_aussi_sur_plusieurs_threads() {
        essai_parallele(async {
            let (tx, rx) = mpsc::channel(64);
            let client = async move {
                for numero in 0..300 {
                    let valeur = ::std::format!("{numero}");
                    ecrire(&tx, "a", &valeur).await;
                    exiger_valeur(&tx, "a", Some(&valeur)).await;
                }
            };
            let deux = async { ::tokio::join!(jouer(rx), client) };
            attendre(deux, PISTE_REPONSE).await;
        });
    }

    // ---- Étape 4 : etage_au_carre ----

    const PISTE_SORTIE: &str = "la sortie se ferme quand l'entrée est fermée et que tout a été livré : l'étage \
        finit alors et lâche son émetteur, sans en garder de copie ailleurs";
    const PISTE_VALEUR: &str = "une valeur traverse l'étage dès qu'elle arrive : l'étage tourne tout seul dans \
        sa tâche, et n'attend ni les valeurs suivantes ni la fermeture de l'entrée";
    const PISTE_LECTEUR: &str = "le lecteur est parti, mais l'étage n'attend que sa prochaine valeur (ou \
        ignore l'erreur de `send`) : il doit attendre aussi la fermeture de sa sortie";

    /// La piste de carrés qui ne sont pas ceux attendus : celle-ci, sauf si un nombre n'est le carré d'aucun autre.
    fn piste_des_carres<'a>(recus: &[u64], sinon: &'a str) -> &'a str {
        if recus.iter().any(|recu| recu.isqrt().pow(2) != *recu) {
            return "le carré d'un nombre est ce nombre multiplié par lui-même";
        }
        sinon
    }

    /// Une entrée de 64 places où ces valeurs attendent déjà.
    fn entree(valeurs: &[u32]) -> (mpsc::Sender<u32>, mpsc::Receiver<u32>) {
        let (tx, rx) = mpsc::channel(64);
        for &valeur in valeurs {
            let _ = tx.try_send(valeur);
        }
        (tx, rx)
    }

    /// Démarre l'étage ; une panique de l'appel fait échouer le test.
    async fn demarrer(rx: mpsc::Receiver<u32>, capacite: usize) -> mpsc::Receiver<u64> {
        match attraper(async { etage_au_carre(rx, capacite) }).await {
            Ok(sortie) => sortie,
            Err(charge) => {
                let message = message_de(&*charge);
                let piste = piste_de(
                    message,
                    "un canal borné de Tokio a au moins une place : une capacité de 0 compte pour 1 ; et l'appel a lieu \
                     dans le runtime, où rien ne doit bloquer",
                );
                ::banc::echec!(
                    "`etage_au_carre(entree, {capacite})` démarre l'étage et rend sa sortie",
                    "une panique : {message}",
                    "{piste}"
                )
            }
        }
    }

    /// L'étage ferme son entrée quand il finit ; qu'il le fasse sur l'horloge de Tokio est permis.
    async fn voir_finir(tx: &mpsc::Sender<u32>) {
        if !laisser(Box::pin(tx.closed()), PATIENCE, ms(100)).await {
            attendre(tx.closed(), PISTE_LECTEUR).await;
        }
    }

    #[test]
    fn etape4_chaque_nombre_ressort_au_carre_et_dans_l_ordre() {
        essai_virtuel(async {
            for capacite in [1, 3, 100] {
                let nombres = [3, 0, 1, 12, 65_535, 65_536, 12, u32::MAX];
                let (tx, rx) = entree(&nombres);
                drop(tx);
                let mut sortie = demarrer(rx, capacite).await;
                let recus = aboutir(vider(&mut sortie), PISTE_SORTIE).await;
                let carres = nombres.map(|n| u64::from(n) * u64::from(n));
                let debut = recus.iter().zip(&carres).take_while(|(a, b)| a == b);
                let bons = debut.count();
                let piste = piste_des_carres(
                    &recus,
                    "tout est livré avant que la sortie se ferme, une fois chacun, dans l'ordre de l'entrée ; `try_send` perd \
                     la valeur quand la sortie est pleine",
                );
                ::banc::exiger!(
                    bons < 5 || bons == carres.len(),
                    "les carrés de {nombres:?}",
                    "après les {bons} premiers, la suite est fausse ou manque : {recus:?}",
                    "65 536 au carré ne tient pas dans un `u32` : passe en `u64` avant de multiplier, sinon la \
                     multiplication déborde et la tâche panique"
                );
                ::banc::exiger_egal!(recus, carres, "les carrés de {nombres:?}", "{piste}");
            }
        });
    }

    #[test]
    fn etape4_une_valeur_traverse_sans_attendre_les_suivantes() {
        essai_virtuel(async {
            let (tx, rx) = entree(&[]);
            let mut sortie = demarrer(rx, 4).await;
            for nombre in [5, 6, 7] {
                let _ = tx.try_send(nombre);
                let carre = aboutir(sortie.recv(), PISTE_VALEUR).await;
                ::banc::exiger_egal!(
                    carre,
                    Some(u64::from(nombre * nombre)),
                    "le carré de {nombre}, l'entrée restant ouverte",
                    "l'étage continue tant que l'entrée est ouverte, et rend à mesure le carré de chaque nombre, ce nombre \
                     multiplié par lui-même"
                );
            }
            drop(tx);
            let fin = aboutir(sortie.recv(), PISTE_SORTIE).await;
            ::banc::exiger_egal!(
                fin,
                None,
                "la sortie, une fois l'entrée fermée",
                "rien d'autre ne sort de l'étage que les carrés de ce qui y entre"
            );
        });
    }

    #[test]
    fn etape4_une_capacite_de_zero_compte_pour_un() {
        essai_virtuel(async {
            let (tx, rx) = entree(&[1, 2, 3]);
            drop(tx);
            let mut sortie = demarrer(rx, 0).await;
            let recus = aboutir(vider(&mut sortie), PISTE_SORTIE).await;
            let piste =
                piste_des_carres(&recus, "une capacité de 0 compte pour 1, et tout est livré");
            ::banc::exiger_egal!(
                recus,
                [1, 4, 9],
                "les carrés de 1, 2, 3 par un étage de capacité 0",
                "{piste}"
            );
        });
    }

    #[test]
    fn etape4_un_lecteur_lent_freine_l_etage() {
        essai_virtuel(async {
            for capacite in [0, 1, 3, 10] {
                // Sans 0 : ne pas le livrer n'est pas prendre de l'avance.
                let nombres: Vec<u32> = (1..=40).collect();
                let (tx, rx) = entree(&nombres);
                let libres = tx.capacity();
                let mut sortie = demarrer(rx, capacite).await;
                let avance_permise = capacite.max(1) + 1;
                for lus in 0..=20 {
                    ceder().await;
                    if lus % 10 == 0 {
                        reposer().await;
                    }
                    if lus == 10 {
                        laisser_passer_des_heures().await;
                    }
                    let avance = (tx.capacity() - libres).saturating_sub(lus);
                    ::banc::exiger!(
                        avance <= avance_permise,
                        "un étage de capacité {capacite} a au plus {avance_permise} valeurs d'avance sur son lecteur",
                        "après {lus} lectures, il en a pris {avance} de plus que le lecteur n'en a lues",
                        "la sortie pleine doit arrêter l'étage avant qu'il reprenne une valeur de l'entrée : pas de \
                         canal sans borne, ni plus grand que demandé, ni de `Vec`, de lot ou de tâche par valeur où \
                         elles s'entassent, ni d'envoi qui renonce (`try_send`, `send_timeout`)"
                    );
                    let carre = aboutir(sortie.recv(), PISTE_VALEUR).await;
                    let piste = piste_des_carres(
                        carre.as_slice(),
                        "`try_send` perd la valeur quand la sortie est pleine : l'étage doit attendre la place, aussi \
                         longtemps qu'il le faut",
                    );
                    let suivant = lus as u64 + 1;
                    ::banc::exiger_egal!(
                        carre,
                        Some(suivant * suivant),
                        "le carré de {suivant}, lu par un lecteur lent",
                        "{piste}"
                    );
                }
            }
        });
    }

    #[test]
    fn etape4_la_sortie_a_la_capacite_demandee() {
        essai_virtuel(async {
            for capacite in [1, 3, 30] {
                let nombres: Vec<u32> = (0..40).collect();
                let (_tx, rx) = entree(&nombres);
                let sortie = demarrer(rx, capacite).await;
                let mut pretes = 0;
                for _ in 0..400 {
                    reposer().await;
                    pretes = sortie.len();
                    if pretes >= capacite {
                        break;
                    }
                }
                ::banc::exiger_egal!(
                    pretes,
                    capacite,
                    "le nombre de carrés qui attendent dans une sortie de capacité {capacite}, quand personne ne lit",
                    "l'étage travaille sans attendre le lecteur, et son canal a la capacité demandée, ni plus ni moins"
                );
            }
        });
    }

    #[test]
    fn etape4_tout_est_livre_a_un_lecteur_lent_avant_la_fermeture() {
        essai_virtuel(async {
            let nombres: Vec<u32> = (0..12).collect();
            let (tx, rx) = entree(&nombres);
            let mut sortie = demarrer(rx, 2).await;
            ceder().await;
            drop(tx);
            let mut recus = Vec::new();
            loop {
                ceder().await;
                match aboutir(sortie.recv(), PISTE_SORTIE).await {
                    Some(carre) => recus.push(carre),
                    None => break,
                }
            }
            let piste = piste_des_carres(
                &recus,
                "la fermeture de l'entrée n'annule rien : ce qu'elle contenait encore est lu, et livré, avant la fin, chaque \
                 carré attendant sa place",
            );
            comparer(
                &recus,
                &(0..12).map(|n| n * n).collect::<Vec<u64>>(),
                "ce que reçoit un lecteur lent, l'entrée s'étant fermée en cours de route",
                piste,
            );
        });
    }

    #[test]
    fn etape4_le_lecteur_parti_l_etage_en_attente_finit() {
        essai_virtuel(async {
            // Sans avoir rien reçu, puis après deux valeurs : dans les deux cas l'étage attend son entrée.
            for deja_lues in [0, 2] {
                let (tx, rx) = entree(&[1, 2][..deja_lues]);
                let mut sortie = demarrer(rx, 2).await;
                for _ in 0..deja_lues {
                    aboutir(sortie.recv(), PISTE_VALEUR).await;
                }
                reposer().await;
                laisser_passer_des_heures().await;
                ::banc::exiger!(
                    !tx.is_closed(),
                    "l'étage vit tant que son lecteur est là et que son entrée est ouverte",
                    "son entrée est déjà fermée",
                    "une entrée vide n'est pas une entrée fermée : ni `try_recv` ni un délai ne le disent, seul `None` à la réception"
                );
                drop(sortie);
                voir_finir(&tx).await;
            }
        });
    }

    #[test]
    fn etape4_le_lecteur_parti_l_etage_bloque_sur_sa_sortie_finit() {
        essai_virtuel(async {
            let nombres: Vec<u32> = (0..40).collect();
            let (tx, rx) = entree(&nombres);
            let sortie = demarrer(rx, 1).await;
            reposer().await;
            drop(sortie);
            voir_finir(&tx).await;
        });
    }

    #[test]
    fn etape4_un_etage_au_repos_dort() {
        essai_virtuel(async {
            // Sans rien à lire, puis avec une sortie pleine que personne ne lit.
            for nombres in [&[][..], &[1, 2, 3, 4]] {
                let (tx, rx) = entree(nombres);
                let sortie = demarrer(rx, 1).await;
                reposer().await;
                let mesures = Handle::current().metrics();
                let avant = mesures.worker_park_count(0);
                for _ in 0..200 {
                    souffler(ms(3)).await;
                    if mesures.worker_park_count(0) > avant {
                        break;
                    }
                }
                ::banc::exiger!(
                    mesures.worker_park_count(0) > avant,
                    "un étage sans rien à faire laisse dormir le thread, entrée vide ou sortie pleine",
                    "le thread n'a pas dormi une seule fois",
                    "l'étage tourne à vide : `try_recv` ou `try_send` en boucle, même avec `yield_now`, occupe le \
                     thread en permanence"
                );
                drop((tx, sortie));
            }
        });
    }

    #[test]
    fn etape4_l_ordre_tient_aussi_sur_plusieurs_threads() {
        essai_parallele(async {
            let (tx, rx) = mpsc::channel(16);
            let mut sortie = demarrer(rx, 8).await;
            let envois = async move {
                for nombre in 0..1000 {
                    let _ = tx.send(nombre).await;
                }
            };
            let deux = async { ::tokio::join!(envois, vider(&mut sortie)).1 };
            let (recus, _) = attendre(deux, PISTE_SORTIE).await;
            let carres: Vec<u64> = (0..1000).map(|n| n * n).collect();
            let mut tries = recus.clone();
            tries.sort_unstable();
            let piste = if tries == carres {
                "une seule tâche met au carré, une valeur après l'autre : une tâche par valeur les mélange"
            } else if recus.len() < carres.len() {
                "des valeurs se perdent : chacune est lue, 0 et la dernière comprises, et attend sa place dans la sortie, où \
                 `try_send` renoncerait"
            } else {
                piste_des_carres(&recus, "chaque nombre sort une seule fois")
            };
            comparer(
                &recus,
                &carres,
                "les carrés de 0 à 999, sur plusieurs threads",
                piste,
            );
        });
    }
}
