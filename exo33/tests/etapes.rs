// Les tests de l'exo 33, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{Cache, Compte, SoldeInsuffisant, compter_ensemble, enregistrer, virer};

    use ::banc::{
        LIMITE_REELLE, Sonde, Temoin, attraper, chronometrer, ensemble, essai, essai_parallele,
        essai_reel, essai_virtuel, finir, message_de, ms, recolter,
    };
    use ::std::any::Any;
    use ::std::boxed::Box;
    use ::std::cell::{Cell, RefCell};
    use ::std::collections::HashMap;
    use ::std::future::{Future, poll_fn, ready};
    use ::std::mem::drop;
    use ::std::option::Option::{None, Some};
    use ::std::panic::resume_unwind;
    use ::std::pin::Pin;
    use ::std::prelude::v1::test;
    use ::std::rc::Rc;
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::String;
    use ::std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use ::std::sync::{Arc, mpsc};
    use ::std::task::{Context, Poll, Wake, Waker};
    use ::std::vec::Vec;
    use ::tokio::runtime::{Builder, Handle};
    use ::tokio::sync::{Mutex, OnceCell};
    use ::tokio::task::coop::consume_budget;
    use ::tokio::task::{spawn_blocking, yield_now};
    use ::tokio::time::{sleep, timeout};

    /// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ou qui
    /// changerait ce qui est donné, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures(mesures: Arc<Mutex<Vec<u32>>>) {
        fn rend<T>(_: impl Future<Output = T>) {}
        rend::<u64>(compter_ensemble(0_usize, 0_usize));
        rend::<()>(enregistrer(mesures, ready(0_u32)));
        let compte = Compte {
            numero: 0_u32,
            solde: Mutex::<u64>::new(0),
        };
        rend::<Result<(), SoldeInsuffisant>>(virer(&compte, &compte, 0_u64));
        let _: SoldeInsuffisant = SoldeInsuffisant {};
        let _: Compte = Compte::new(0_u32, 0_u64);
        let cache = Cache {
            entrees: Mutex::<HashMap<String, Arc<OnceCell<String>>>>::default(),
        };
        rend::<String>(cache.obtenir("", ready(String::new())));
        let _: Cache = Cache::new();
    }

    type Appel<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

    /// Où en est un appel interrogé à la main.
    enum Etat<T> {
        Pret(T),
        Attend,
        /// Il redemande sans cesse à être interrogé : il n'attend rien, il réessaie.
        Boucle,
    }

    /// Interroge l'appel aussi longtemps qu'il demande à l'être tout de suite. Le temps ne passe pas.
    async fn interroger<T>(appel: &mut Sonde<Appel<'_, T>>) -> Etat<T> {
        for _ in 0..100 {
            let avant = appel.reveils();
            if let Poll::Ready(valeur) = appel.sonder() {
                return Etat::Pret(valeur);
            }
            // Le réveil demandé par un `yield_now` n'arrive qu'au tour suivant du runtime.
            yield_now().await;
            if appel.reveils() == avant {
                return Etat::Attend;
            }
        }
        Etat::Boucle
    }

    /// Laisse l'appel attendre vingt heures : il n'a rien à faire, et rien ne doit le réveiller. Une boucle coupée de
    /// pauses, elle, se réveille entre deux regards, aussi espacés soient-ils.
    async fn patienter<T>(appel: &mut Sonde<Appel<'_, T>>) -> Etat<T> {
        let mut reveils_pour_rien = 0;
        for _ in 0..20 {
            match interroger(appel).await {
                Etat::Attend => {}
                fini => return fini,
            }
            let avant = appel.reveils();
            sleep(ms(3_600_000)).await;
            reveils_pour_rien += u32::from(appel.reveils() > avant);
        }
        if reveils_pour_rien > 10 {
            Etat::Boucle
        } else {
            Etat::Attend
        }
    }

    /// Fait suivre la panique d'un `blocking_…` : le banc a la piste qui lui convient.
    fn relancer_si_bloquant(panique: Box<dyn Any + Send>) -> Box<dyn Any + Send> {
        if message_de(&*panique).contains("from within a runtime") {
            resume_unwind(panique);
        }
        panique
    }

    /// Interroge les appels à tour de rôle, le temps de Tokio passant entre deux tours, jusqu'à ce que tous
    /// aient fini ou qu'il soit clair qu'ils n'avancent plus.
    async fn mener<T>(mut appels: Vec<Sonde<Appel<'_, T>>>) -> Vec<Option<T>> {
        let mut fins: Vec<Option<T>> = appels.iter().map(|_| None).collect();
        for _ in 0..50 {
            for (appel, fin) in appels.iter_mut().zip(&mut fins) {
                if fin.is_none() {
                    if let Etat::Pret(valeur) = interroger(appel).await {
                        *fin = Some(valeur);
                    }
                }
            }
            if fins.iter().all(Option::is_some) {
                break;
            }
            sleep(ms(10)).await;
        }
        fins
    }

    // ---- Étape 1 : compter_ensemble ----

    const PISTE_TACHES: &str = "un verrou gardé pendant qu'on attend les tâches les empêche de finir : il n'est \
        pris que le temps d'une addition";

    fn taches_vivantes() -> usize {
        Handle::current().metrics().num_alive_tasks()
    }

    /// Sur un seul thread, le nombre de tâches en cours au retour dit pourquoi un total est faux.
    fn verifier_total(total: u64, (taches, increments): (usize, usize), vivantes: usize) {
        let attendu = (taches * increments) as u64;
        if total == attendu {
            return;
        }
        ::banc::exiger!(
            vivantes == 0,
            "`compter_ensemble({taches}, {increments})` rend {attendu}",
            "un total de {total}, et au retour des tâches encore en cours (nombre : {vivantes})",
            "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue seule"
        );
        ::banc::exiger!(
            taches != 1 || total == 0 || total > attendu,
            "`compter_ensemble({taches}, {increments})` rend {attendu}",
            "un total de {total}, avec une seule tâche",
            "la tâche n'a pas fait tous ses tours (il en manque un, ou un `abort` l'a arrêtée), ou le total ne tient \
             pas dans le type du compteur"
        );
        ::banc::exiger!(
            total == 0 || total > attendu,
            "`compter_ensemble({taches}, {increments})` rend {attendu}",
            "un total de {total} : il manque des incréments",
            "entre la lecture et l'écriture, le verrou a été rendu : une autre tâche a lu la même valeur. Lis et \
             écris sous le même verrou (ou chaque tâche n'a pas fait tous ses tours)"
        );
        ::banc::echec!(
            "`compter_ensemble({taches}, {increments})` rend {attendu}",
            "un total de {total}",
            "chaque tâche ajoute 1, `increments` fois, à un compteur qui part de 0 et que toutes partagent (`move` donne à \
             chacune sa copie d'un nombre : ce qui se partage est un `Arc<Mutex<_>>`)"
        );
    }

    #[test]
    fn etape1_le_total_est_exact() {
        essai_virtuel(async {
            for (taches, increments) in [(1, 1), (2, 1), (1, 500), (1, 70_000), (10, 100), (100, 7)]
            {
                let total = finir(compter_ensemble(taches, increments), PISTE_TACHES).await;
                verifier_total(total, (taches, increments), taches_vivantes());
            }
        });
    }

    #[test]
    fn etape1_sans_rien_a_compter_le_total_est_zero_sans_attendre() {
        essai_virtuel(async {
            for (taches, increments) in [(0, 0), (0, 1000), (0, 100_000), (100, 0)] {
                let appel = finir(compter_ensemble(taches, increments), PISTE_TACHES);
                let (total, duree) = chronometrer(appel).await;
                ::banc::exiger_egal!(
                    total,
                    0,
                    "le total de `compter_ensemble({taches}, {increments})`",
                    "zéro tâche, ou zéro incrément, est un cas comme un autre"
                );
                ::banc::exiger!(
                    duree.is_zero(),
                    "`compter_ensemble({taches}, {increments})` n'a rien à attendre",
                    "l'appel a duré {duree:?}",
                    "un délai fixe n'attend pas les tâches, il espère : c'est leur poignée (ou leur `JoinSet`) \
                     qu'il faut attendre"
                );
            }
        });
    }

    #[test]
    fn etape1_l_appel_attend_ses_taches_par_leurs_poignees() {
        essai(|| {
            // Un runtime que personne ne fait avancer, et dont le seul thread bloquant est occupé : rien de ce
            // que lance l'appel ne s'exécute, et rien n'a donc de quoi le réveiller.
            let runtime = Builder::new_current_thread()
                .enable_all()
                .max_blocking_threads(1)
                .build()
                .expect("le système a de quoi démarrer un runtime Tokio");
            let _ici = runtime.enter();
            let (_occupe, liberer) = mpsc::channel::<()>();
            spawn_blocking(move || liberer.recv_timeout(LIMITE_REELLE).ok());
            // Une tâche, puis dix.
            for taches in [1, 10] {
                let appel: Appel<u64> = Box::pin(compter_ensemble(taches, 3));
                let mut appel = Sonde::new(appel);
                let fini = appel.sonder().is_ready();
                let vivantes = taches_vivantes();
                ::banc::exiger!(
                    !fini || vivantes == 0,
                    "l'appel attend ce qu'il a lancé",
                    "il a fini sans rien attendre, et les tâches sont encore en cours (nombre : {vivantes})",
                    "toutes les tâches ne sont pas attendues : lâcher une poignée n'attend rien, la tâche continue \
                     seule"
                );
                ::banc::exiger!(
                    !fini,
                    "une tâche ou dix comptent pendant que l'appel les attend",
                    "il a fini d'un trait, sans attendre aucune tâche de Tokio (nombre demandé : {taches})",
                    "le compte est fait (ou calculé) sur place, ou confié à des threads dont l'attente bloque : \
                     confie chaque part à sa propre tâche, avec `tokio::spawn`"
                );
                ::banc::exiger!(
                    !tourne_en_boucle(&mut appel),
                    "l'appel attend que ses tâches le préviennent de leur fin",
                    "il se fait réinterroger sans cesse, alors qu'aucune n'a pu avancer",
                    "une boucle de `yield_now` qui guette la fin (par `strong_count`, par le total…) occupe le thread \
                     pour rien : ce qui prévient de la fin d'une tâche, c'est sa poignée"
                );
            }
        });
    }

    /// Vrai si l'appel se réveille lui-même, encore et encore.
    fn tourne_en_boucle<T>(appel: &mut Sonde<Appel<'_, T>>) -> bool {
        (0..100).all(|_| {
            let avant = appel.reveils();
            appel.sonder().is_pending() && appel.reveils() > avant
        })
    }

    ::std::thread_local! {
        /// L'appel qu'interroge une tâche du seul thread d'un runtime : il n'a pas à être `Send`.
        static SUR_CE_THREAD: RefCell<Option<Appel<'static, u64>>> = const { RefCell::new(None) };
    }

    #[test]
    fn etape1_la_derniere_tache_lancee_n_est_pas_toujours_la_derniere_finie() {
        essai_reel(async {
            // Un thread d'un runtime à plusieurs threads commence par la dernière tâche qu'il a lui-même lancée.
            let runtime = Builder::new_multi_thread()
                .worker_threads(1)
                .enable_all()
                .build()
                .expect("le système a de quoi démarrer un runtime Tokio");
            let tache = runtime.spawn(poll_fn(|cx| {
                SUR_CE_THREAD.with_borrow_mut(|appel| {
                    let futur = appel.get_or_insert_with(|| Box::pin(compter_ensemble(8, 3)));
                    let total = ::std::task::ready!(futur.as_mut().poll(cx));
                    *appel = None;
                    // Celle-ci n'est pas de l'appel.
                    Poll::Ready((total, taches_vivantes() - 1))
                })
            }));
            let issue = timeout(ms(4000), recolter(tache)).await;
            runtime.shutdown_background();
            let Ok((total, vivantes)) = issue else {
                ::banc::echec!(
                    "l'appel se termine, sur le seul thread d'un runtime à plusieurs threads",
                    "il attend toujours",
                    "un verrou gardé pendant qu'on attend les tâches les empêche de finir, comme une attente qui \
                     bloque le thread"
                )
            };
            ::banc::exiger!(
                vivantes == 0,
                "un appel de 8 tâches finit avec la dernière d'entre elles",
                "au retour, un total de {total} sur 24, et des tâches encore en cours (nombre : {vivantes})",
                "toutes les tâches ne sont pas attendues : la dernière lancée n'est pas toujours la dernière finie, et \
                 en attendre une ne dit rien des autres"
            );
        });
    }

    #[test]
    fn etape1_toutes_les_taches_sont_lancees_avant_la_premiere_attente() {
        essai_virtuel(async {
            const TACHES: usize = 200;
            // Une tâche qui se remet sans cesse au bout de la file voit tout ce que les autres y ajoutent,
            // avant que cela s'exécute.
            let pointe = Arc::new(AtomicUsize::new(0));
            let vue = Arc::clone(&pointe);
            let mut tours = 0;
            let observateur = ::banc::lancer(poll_fn(move |cx| {
                vue.fetch_max(taches_vivantes() - 1, SeqCst);
                tours += 1;
                if tours == 5000 {
                    return Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                Poll::Pending
            }));
            let total = finir(compter_ensemble(TACHES, 3), PISTE_TACHES).await;
            let vivantes = taches_vivantes() - usize::from(!observateur.is_finished());
            let pointe = pointe.load(SeqCst);
            // Une pointe de 0 est celle des tâches d'un `LocalSet` : le runtime ne les compte pas.
            ::banc::exiger!(
                pointe != 1,
                "{TACHES} tâches en cours à la fois",
                "jamais plus d'une à la fois",
                "`spawn(…).await` dans la boucle attend chaque tâche avant de lancer la suivante (à moins qu'une \
                 seule ne fasse tout le travail) : lance-les toutes, puis attends-les"
            );
            ::banc::exiger!(
                pointe == 0 || pointe >= TACHES,
                "{TACHES} tâches en cours à la fois",
                "au plus {pointe} à la fois",
                "il faut `taches` tâches (et non `increments`), toutes lancées avant d'attendre la première, sans \
                 les grouper par lots"
            );
            ::banc::exiger!(
                pointe <= TACHES + 10,
                "{TACHES} tâches en cours à la fois",
                "il y en a eu {pointe}",
                "une tâche par part, pas une par incrément : c'est dans la tâche que se trouve la boucle"
            );
            verifier_total(total, (TACHES, 3), vivantes);
            observateur.abort();
            sleep(ms(1)).await;
            let vivantes = taches_vivantes();
            ::banc::exiger!(
                vivantes == 0,
                "plus aucune tâche ne tourne après le retour",
                "il en reste {vivantes}",
                "tout ce qui a été lancé doit finir : attends aussi les tâches auxiliaires"
            );
        });
    }

    /// Compte à huit tâches et sur plusieurs threads ; échoue si un incrément se perd.
    async fn compter_a_huit(increments: usize) {
        let total = compter_ensemble(8, increments).await;
        let attendu = 8 * increments as u64;
        ::banc::exiger!(
            total == attendu,
            "8 tâches de {increments} incréments, sur 4 threads, comptent {attendu}",
            "un total de {total}",
            "deux tâches ont lu la même valeur avant d'écrire (lire puis écrire en deux fois n'est pas un incrément), ou \
             l'une d'elles n'a pas été attendue"
        );
    }

    /// Compte comme il ne faut pas, lire puis écrire, et dit si des incréments se sont perdus.
    async fn compter_mal_a_huit(increments: usize) -> bool {
        let compteur = Arc::new(AtomicUsize::new(0));
        let poignees: Vec<_> = (0..8)
            .map(|_| {
                let compteur = Arc::clone(&compteur);
                ::banc::lancer(async move {
                    for _ in 0..increments {
                        let valeur = compteur.load(SeqCst);
                        compteur.store(valeur + 1, SeqCst);
                    }
                })
            })
            .collect();
        for poignee in poignees {
            recolter(poignee).await;
        }
        compteur.load(SeqCst) < 8 * increments
    }

    /// Le nombre d'incréments qui donne au système le temps d'interrompre un thread : quatre millisecondes, trois
    /// fois de suite, car une machine chargée fait paraître long ce qui ne l'est pas.
    async fn assez_d_increments(compter: impl AsyncFn(usize)) -> usize {
        let (mut increments, mut lents) = (128, 0);
        while lents < 3 && increments < 1 << 22 {
            let debut = ::std::time::Instant::now();
            compter(increments).await;
            if debut.elapsed() < ms(4) {
                (increments, lents) = (increments * 2, 0);
            } else {
                lents += 1;
            }
        }
        increments
    }

    #[test]
    fn etape1_rien_ne_se_perd_sur_plusieurs_threads() {
        essai_parallele(async {
            // Un total juste ne prouve rien tant que les threads ne se sont pas croisés. Le compteur fautif du test
            // le dit : chaque fois qu'il perd des incréments, une réponse fautive avait de quoi en perdre aussi.
            let depart = ::std::time::Instant::now();
            let increments = assez_d_increments(compter_a_huit).await;
            let fautifs = assez_d_increments(async |n| {
                compter_mal_a_huit(n).await;
            })
            .await;
            let mut pertes = 0;
            while pertes < 5 && depart.elapsed() < ms(1000) {
                compter_a_huit(increments).await;
                pertes += u32::from(compter_mal_a_huit(fautifs).await);
            }
        });
    }

    // ---- Étape 2 : enregistrer ----

    const PISTE_LISTE: &str = "le verrou de la liste est gardé pendant qu'on attend le capteur : attends la valeur \
        d'abord, prends le verrou ensuite, pour le seul temps de l'ajout";

    fn liste(valeurs: &[u32]) -> Arc<Mutex<Vec<u32>>> {
        Arc::new(Mutex::new(valeurs.to_vec()))
    }

    /// Enregistre ensemble un capteur par couple (valeur, délai en ms).
    async fn enregistrer_tous(mesures: &Arc<Mutex<Vec<u32>>>, capteurs: &[(u32, u64)]) {
        let appels = capteurs.iter().map(|&(valeur, delai)| {
            enregistrer(Arc::clone(mesures), async move {
                sleep(ms(delai)).await;
                valeur
            })
        });
        finir(ensemble(appels.collect()), PISTE_LISTE).await;
        exiger_fini(mesures).await;
    }

    /// Ce que l'appel devait ajouter l'est à son retour : rien n'entre plus dans la liste ensuite.
    async fn exiger_fini(mesures: &Mutex<Vec<u32>>) {
        let au_retour = mesures.lock().await.len();
        for _ in 0..10 {
            yield_now().await;
        }
        ::banc::exiger!(
            mesures.lock().await.len() == au_retour,
            "l'appel finit quand la valeur est dans la liste",
            "elle n'y est entrée qu'après la fin de l'appel",
            "l'ajout est parti dans une tâche (`spawn`) que personne n'attend : l'appel ajoute la valeur lui-même, et ne \
             finit qu'ensuite"
        );
    }

    #[test]
    fn etape2_la_valeur_s_ajoute_a_la_fin_de_la_liste() {
        essai_virtuel(async {
            let mesures = liste(&[9, 3]);
            for valeur in [5, 0, u32::MAX, 5] {
                enregistrer_tous(&mesures, &[(valeur, 0)]).await;
            }
            // Près d'une heure, juste avant que `finir` renonce.
            let longue = liste(&[]);
            enregistrer_tous(&longue, &[(8, 3_500_000)]).await;
            ::banc::exiger_egal!(
                *longue.lock().await,
                [8],
                "la liste, après une mesure de près d'une heure qui donne 8",
                "une mesure dure ce qu'elle dure : un délai (`timeout`) qui l'abandonne perd sa valeur"
            );
            ::banc::exiger_egal!(
                *mesures.lock().await,
                [9, 3, 5, 0, u32::MAX, 5],
                "la liste [9, 3] après l'ajout de 5, 0, 4294967295 et 5",
                "chaque valeur s'ajoute une fois, à la fin, sans toucher aux précédentes, et l'appel ne finit \
                 qu'ensuite"
            );
        });
    }

    #[test]
    fn etape2_deux_capteurs_lents_durent_le_plus_lent() {
        essai_virtuel(async {
            let mesures = liste(&[]);
            let ((), duree) = chronometrer(enregistrer_tous(&mesures, &[(1, 150), (2, 100)])).await;
            ::banc::exiger!(
                duree == ms(150),
                "deux capteurs de 150 et 100 ms enregistrés ensemble durent 150 ms",
                "ils ont duré {duree:?}",
                "l'un attend que l'autre ait fini : le verrou est gardé pendant la mesure (une expression comme \
                 `m.lock().await.push(capteur.await)` le prend avant d'attendre)"
            );
            ::banc::exiger_egal!(
                *mesures.lock().await,
                [2, 1],
                "la liste, où le capteur de 100 ms donne 2 et celui de 150 ms donne 1",
                "les valeurs se rangent dans l'ordre où elles arrivent ; s'il en manque une, elle a été écrasée : \
                 n'écris pas une copie de la liste faite avant la mesure"
            );
        });
    }

    #[test]
    fn etape2_les_valeurs_se_rangent_par_ordre_d_arrivee_sans_se_perdre() {
        essai_virtuel(async {
            let mesures = liste(&[]);
            // Trente capteurs qui répondent dans le désordre : le n-ième après 7 × n modulo 31 millisecondes.
            let capteurs: Vec<(u32, u64)> = (1..=30).map(|n| (n, u64::from(n * 7 % 31))).collect();
            enregistrer_tous(&mesures, &capteurs).await;
            let mut attendues = capteurs;
            attendues.sort_by_key(|&(_, delai)| delai);
            let attendues: Vec<u32> = attendues.into_iter().map(|(valeur, _)| valeur).collect();
            let obtenues = mesures.lock().await;
            let nombre = obtenues.len();
            ::banc::exiger!(
                nombre == 30,
                "trente capteurs donnent trente valeurs",
                "la liste en a {nombre}",
                "une liste copiée, puis réécrite après l'attente, efface ce que les autres ont ajouté entre-temps"
            );
            ::banc::exiger_egal!(
                *obtenues,
                attendues,
                "les valeurs par ordre d'arrivée",
                "la place d'une valeur se décide quand elle arrive, pas quand la mesure commence"
            );
        });
    }

    #[test]
    fn etape2_la_liste_reste_libre_pendant_la_mesure() {
        essai_virtuel(async {
            let mesures = liste(&[4, 4]);
            // Un capteur qui consulte lui-même la liste, et qui n'est pas `Send`.
            let lecteur = Rc::new(Arc::clone(&mesures));
            let capteur = async move {
                let debut = lecteur.lock().await.len();
                sleep(ms(10)).await;
                let fin = lecteur.lock().await.len();
                (debut + fin) as u32
            };
            finir(enregistrer(Arc::clone(&mesures), capteur), PISTE_LISTE).await;
            exiger_fini(&mesures).await;
            ::banc::exiger_egal!(
                *mesures.lock().await,
                [4, 4, 4],
                "la liste [4, 4] après un capteur qui y a compté deux valeurs, deux fois",
                "rien ne doit entrer dans la liste avant que la valeur soit connue"
            );
        });
    }

    #[test]
    fn etape2_abandonner_pendant_la_mesure_laisse_la_liste_telle_quelle() {
        essai_virtuel(async {
            let mesures = liste(&[1, 2]);
            let capteur = async {
                sleep(ms(100)).await;
                3
            };
            let issue = timeout(ms(50), enregistrer(Arc::clone(&mesures), capteur)).await;
            ::banc::exiger!(
                issue.is_err(),
                "un capteur de 100 ms est encore attendu à 50 ms",
                "l'appel a déjà fini",
                "l'appel doit attendre la valeur, puis l'ajouter"
            );
            sleep(ms(100)).await;
            ::banc::exiger_egal!(
                *mesures.lock().await,
                [1, 2],
                "la liste [1, 2] après une mesure abandonnée",
                "une place réservée d'avance reste dans la liste si la valeur n'arrive jamais"
            );
        });
    }

    #[test]
    fn etape2_une_liste_occupee_fait_attendre_sans_tourner_en_boucle() {
        essai_virtuel(async {
            let mesures = liste(&[1]);
            let garde = Arc::clone(&mesures).lock_owned().await;
            let appel: Appel<_> =
                Box::pin(attraper(enregistrer(Arc::clone(&mesures), async { 2 })));
            let mut appel = Sonde::new(appel);
            match patienter(&mut appel).await {
                Etat::Attend => {}
                Etat::Pret(Ok(())) => {
                    drop(garde);
                    exiger_fini(&mesures).await;
                    ::banc::echec!(
                        "la liste est occupée : l'appel attend son tour",
                        "il a fini, et la valeur est perdue",
                        "`try_lock` échoue quand le verrou est pris, et un délai (`timeout`) finit par passer : il faut \
                         attendre ce verrou, pas renoncer"
                    )
                }
                Etat::Pret(Err(panique)) => {
                    let panique = relancer_si_bloquant(panique);
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "la liste est occupée : l'appel attend son tour",
                        "il panique : {message}",
                        "un verrou occupé n'est pas une erreur : `try_lock` n'attend pas et rend `Err`, le verrou de \
                         Tokio sait attendre"
                    )
                }
                Etat::Boucle => ::banc::echec!(
                    "la liste est occupée : l'appel attend son tour",
                    "il réessaie sans cesse, sans jamais attendre",
                    "une boucle de `try_lock` occupe le thread pour rien, même coupée de pauses : le verrou de Tokio \
                     sait attendre, et prévient quand il est libre"
                ),
            }
            drop(appel);
            // Puis pour de vrai : c'est la fin du garde qui doit réveiller l'appel.
            let (((), duree), ()) = ::tokio::join!(
                chronometrer(enregistrer_tous(&mesures, &[(3, 10)])),
                async {
                    sleep(ms(50)).await;
                    drop(garde);
                },
            );
            ::banc::exiger!(
                duree >= ms(50),
                "l'appel finit une fois la liste rendue, à 50 ms",
                "il a fini au bout de {duree:?}",
                "il faut attendre le verrou de la liste, pas renoncer"
            );
            ::banc::exiger_egal!(
                *mesures.lock().await,
                [1, 3],
                "la liste",
                "la valeur attend que la liste soit libre, puis s'y ajoute"
            );
        });
    }

    // ---- Étape 3 : virer ----

    type Issue = Result<(), SoldeInsuffisant>;

    const PISTE_VERROUS: &str = "le virement attend un verrou qu'il tient déjà (`solde()` reprend celui du compte : lis \
        par ton garde), ou rien ne le prévient que le verrou est libre : celui de Tokio réveille lui-même qui l'attend";

    fn virement<'a>(de: &'a Compte, vers: &'a Compte, montant: u64) -> Appel<'a, Issue> {
        Box::pin(async move {
            match attraper(virer(de, vers, montant)).await {
                Ok(issue) => issue,
                Err(panique) => {
                    let panique = relancer_si_bloquant(panique);
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "un virement de {montant} rend `Ok` ou `Err(SoldeInsuffisant)`",
                        "une panique : {message}",
                        "vérifie le solde avant de soustraire (et sous le même verrou) : une soustraction d'entiers \
                         sans signe ne descend pas sous 0, elle déborde"
                    )
                }
            }
        })
    }

    async fn soldes(comptes: &[Compte]) -> Vec<u64> {
        let mut soldes = Vec::new();
        for compte in comptes {
            soldes.push(*compte.solde.lock().await);
        }
        soldes
    }

    fn comptes(numeros: &[u32], solde: u64) -> Vec<Compte> {
        let comptes = numeros.iter();
        comptes.map(|numero| Compte::new(*numero, solde)).collect()
    }

    /// Interroge un virement dont le test tient un compte, sans pouvoir le faire finir.
    async fn faire_attendre(appel: &mut Sonde<Appel<'_, Issue>>) {
        if let Etat::Pret(issue) = interroger(appel).await {
            ::banc::echec!(
                "un compte est occupé : le virement attend",
                "il a rendu {issue:?} sans attendre",
                "un verrou occupé s'attend : il ne dit rien du solde, et n'est ni une erreur, ni une raison de renoncer"
            );
        }
    }

    /// Met tous les virements (de, vers, montant) en attente des verrous, que le test tient, puis rend tout
    /// d'un coup : l'entrelacement qui fige un mauvais ordre arrive à coup sûr.
    async fn virer_tous(comptes: &[Compte], virements: &[(usize, usize, u64)]) -> Vec<Issue> {
        let mut gardes = Vec::new();
        for compte in comptes {
            gardes.push(compte.solde.lock().await);
        }
        let mut appels = Vec::new();
        for &(de, vers, montant) in virements {
            let mut appel = Sonde::new(virement(&comptes[de], &comptes[vers], montant));
            faire_attendre(&mut appel).await;
            appels.push(appel);
        }
        drop(gardes);
        let issues = mener(appels).await;
        ::banc::exiger!(
            issues.iter().all(Option::is_some),
            "tous les virements finissent, une fois les comptes rendus",
            "ils s'attendent les uns les autres : {issues:?}",
            "des virements croisés tiennent chacun le verrou que l'autre attend : tous doivent prendre les deux \
             verrous dans le même ordre, qui ne dépend pas du sens du virement"
        );
        issues.into_iter().flatten().collect()
    }

    #[test]
    fn etape3_le_montant_passe_d_un_compte_a_l_autre() {
        essai_virtuel(async {
            // Dans les deux sens : du petit numéro au grand, puis du grand au petit.
            for numeros in [[1, 2], [7, 3]] {
                for (montant, attendus) in [
                    (0, [100, 100]),
                    (30, [70, 130]),
                    (99, [1, 199]),
                    (100, [0, 200]),
                ] {
                    let comptes = comptes(&numeros, 100);
                    let [de, vers] = numeros;
                    let issue =
                        finir(virement(&comptes[0], &comptes[1], montant), PISTE_VERROUS).await;
                    ::banc::exiger!(
                        issue.is_ok(),
                        "un virement de {montant} depuis un compte de 100 passe",
                        "il a été refusé",
                        "un compte peut donner jusqu'à son dernier centime : `montant` égal au solde convient"
                    );
                    ::banc::exiger_egal!(
                        soldes(&comptes).await,
                        attendus,
                        "les soldes après un virement de {montant} du compte {de} au compte {vers}, de 100 chacun",
                        "`de` est débité et `vers` crédité, quel que soit l'ordre dans lequel leurs verrous ont été \
                         pris"
                    );
                }
            }
        });
    }

    #[test]
    fn etape3_un_refus_laisse_les_deux_comptes_intacts() {
        essai_virtuel(async {
            for numeros in [[1, 2], [7, 3]] {
                for montant in [11, 1000, 1 << 32, u64::MAX] {
                    let comptes = [Compte::new(numeros[0], 10), Compte::new(numeros[1], 0)];
                    let issue =
                        finir(virement(&comptes[0], &comptes[1], montant), PISTE_VERROUS).await;
                    ::banc::exiger_egal!(
                        issue,
                        Err(SoldeInsuffisant),
                        "un virement de {montant} depuis un compte de 10",
                        "compare `montant` au solde du compte débité, tous deux sans signe, et tels quels : `as` change un \
                         nombre qui ne tient pas dans le nouveau type"
                    );
                    ::banc::exiger_egal!(
                        soldes(&comptes).await,
                        [10, 0],
                        "les soldes après un refus",
                        "vérifie avant de toucher à quoi que ce soit : ni débit, ni crédit, même partiel"
                    );
                }
            }
        });
    }

    #[test]
    fn etape3_un_virement_a_soi_meme_ne_change_rien() {
        essai_virtuel(async {
            for (solde, montant, accepte) in [
                (100, 40, true),
                (100, 100, true),
                (100, 101, false),
                (0, 0, true),
                (0, 1, false),
            ] {
                let compte = Compte::new(5, solde);
                let issue = finir(
                    virement(&compte, &compte, montant),
                    "un virement d'un compte à lui-même prend deux fois le même verrou, et s'attend lui-même : \
                     c'est un cas à part, reconnaissable au numéro",
                )
                .await;
                let attendu = if accepte {
                    "Ok(())"
                } else {
                    "Err(SoldeInsuffisant)"
                };
                ::banc::exiger!(
                    issue.is_ok() == accepte,
                    "un virement de {montant} d'un compte de {solde} à lui-même rend {attendu}",
                    "{issue:?}",
                    "même d'un compte à lui-même, le virement est refusé si le solde est trop bas, et seulement alors"
                );
                ::banc::exiger_egal!(
                    *compte.solde.lock().await,
                    solde,
                    "le solde après un virement de {montant} à soi-même",
                    "les deux soldes sont le même : écrire l'un puis l'autre crée ou détruit de l'argent"
                );
            }
        });
    }

    #[test]
    fn etape3_des_virements_croises_ne_se_figent_pas() {
        essai_virtuel(async {
            // Des numéros de toutes les parités et de toutes les tailles.
            for numeros in [
                [1, 2],
                [2, 1],
                [3, 1],
                [2, 4],
                [256, 0],
                [0, u32::MAX],
                // Le même reste par 10, 100, 7, 9, 64…
                [5, 10_080_005],
            ] {
                let comptes = comptes(&numeros, 100);
                let issues = virer_tous(&comptes, &[(0, 1, 30), (1, 0, 50)]).await;
                ::banc::exiger_egal!(
                    issues,
                    [Ok(()), Ok(())],
                    "30 dans un sens, 50 dans l'autre, en même temps",
                    "un verrou occupé s'attend ; il ne dit rien du solde"
                );
                ::banc::exiger_egal!(
                    soldes(&comptes).await,
                    [120, 80],
                    "les soldes après les deux virements",
                    "un solde lu sous un verrou et écrit sous un autre efface ce que l'autre virement a fait \
                     entre-temps"
                );
            }
        });
    }

    #[test]
    fn etape3_des_virements_en_cercle_ne_se_figent_pas() {
        essai_virtuel(async {
            // Les philosophes : chacun tient un verrou et attend celui de son voisin.
            for numeros in [&[1, 2, 3][..], &[3, 2, 1], &[4, 2, 5, 1, 3]] {
                let comptes = comptes(numeros, 100);
                let convives = comptes.len();
                for pas in [1, convives - 1] {
                    let cercle: Vec<_> = (0..convives)
                        .map(|n| (n, (n + pas) % convives, 10))
                        .collect();
                    let issues = virer_tous(&comptes, &cercle).await;
                    ::banc::exiger!(
                        issues.iter().all(Result::is_ok),
                        "les {convives} virements d'un cercle de comptes passent tous",
                        "{issues:?}",
                        "un verrou occupé s'attend ; il ne dit rien du solde"
                    );
                    ::banc::exiger_egal!(
                        soldes(&comptes).await,
                        ::std::vec![100; convives],
                        "les soldes une fois le tour bouclé",
                        "chacun a reçu autant qu'il a donné : un solde lu sous un verrou et écrit sous un autre perd ce \
                         qui s'est passé entre-temps"
                    );
                }
            }
        });
    }

    ::std::thread_local! {
        /// Le virement à interroger au prochain réveil demandé au [`Crochet`].
        static INTERCALE: RefCell<Option<Appel<'static, Issue>>> = const { RefCell::new(None) };
    }

    /// Un réveil qui glisse un virement là où un autre vient d'être coupé.
    struct Crochet;

    impl Wake for Crochet {
        fn wake(self: Arc<Self>) {
            let intercale = INTERCALE.with(RefCell::take);
            if let Some(mut intercale) = intercale {
                let etat = intercale
                    .as_mut()
                    .poll(&mut Context::from_waker(Waker::noop()));
                if etat.is_pending() {
                    INTERCALE.set(Some(intercale));
                }
            }
        }
    }

    #[test]
    fn etape3_un_virement_coupe_par_son_inverse_ne_le_fige_pas() {
        // Hors des threads du runtime, Tokio demande le réveil au moment même où il coupe une tâche qui a
        // épuisé ses 128 opérations : c'est là, entre les deux verrous de l'aller, que le retour s'intercale,
        // comme le ferait un autre thread.
        essai_parallele(async {
            for numeros in [[1, 2], [2, 1]] {
                for brule in 124..=128 {
                    let comptes = Rc::new(comptes(&numeros, 100));
                    let sens = |de: usize, montant| -> Appel<'static, Issue> {
                        let comptes = Rc::clone(&comptes);
                        Box::pin(
                            async move { virement(&comptes[de], &comptes[1 - de], montant).await },
                        )
                    };
                    let mut aller = sens(0, 10);
                    INTERCALE.set(Some(sens(1, 20)));
                    yield_now().await;
                    for _ in 0..brule {
                        consume_budget().await;
                    }
                    let crochet = Waker::from(Arc::new(Crochet));
                    let coupe = aller.as_mut().poll(&mut Context::from_waker(&crochet));
                    let mut restants = Vec::new();
                    if coupe.is_pending() {
                        restants.push(Sonde::new(aller));
                    }
                    restants.extend(INTERCALE.take().map(Sonde::new));
                    let issues = mener(restants).await;
                    ::banc::exiger!(
                        issues.iter().all(Option::is_some),
                        "deux virements croisés finissent, où que l'un ait coupé l'autre",
                        "ils s'attendent l'un l'autre",
                        "chacun tient le verrou que l'autre attend. Demander les deux ensemble, par `join!`, ne les \
                         ordonne pas : prends-les l'un après l'autre, dans un ordre commun à tous"
                    );
                    ::banc::exiger_egal!(
                        soldes(&comptes).await,
                        [110, 90],
                        "les soldes après 10 dans un sens et 20 dans l'autre",
                        "aucun solde ne change avant que les deux verrous soient tenus"
                    );
                }
            }
        });
    }

    #[test]
    fn etape3_deux_retraits_simultanes_ne_depensent_pas_deux_fois_le_meme_argent() {
        essai_virtuel(async {
            for numeros in [[1, 2, 3], [3, 2, 1]] {
                let comptes = comptes(&numeros, 10);
                let issues = virer_tous(&comptes, &[(0, 1, 10), (0, 2, 10)]).await;
                let acceptes = issues.iter().filter(|issue| issue.is_ok()).count();
                ::banc::exiger!(
                    acceptes == 1,
                    "un compte de 10 ne peut donner 10 qu'une fois",
                    "{acceptes} virements de 10 acceptés sur deux",
                    "le solde vérifié n'était plus le même au moment du débit : garde le verrou de la vérification \
                     jusqu'au débit"
                );
                let soldes = soldes(&comptes).await;
                ::banc::exiger!(
                    soldes[0] == 0 && soldes.iter().sum::<u64>() == 30,
                    "le compte débité est à 0, et le total reste 30",
                    "les soldes {soldes:?}",
                    "garde les deux verrous de la vérification jusqu'au crédit"
                );
            }
        });
    }

    #[test]
    fn etape3_un_virement_ne_retarde_pas_ceux_des_autres_comptes() {
        essai_virtuel(async {
            for tenu in 0..2 {
                let paire = comptes(&[20, 21], 100);
                let garde = paire[tenu].solde.lock().await;
                let mut bloque = Sonde::new(virement(&paire[0], &paire[1], 10));
                faire_attendre(&mut bloque).await;
                for numero in (0..20).chain(22..60) {
                    // 121 est impair : les deux numéros ne sont jamais le même.
                    let autres = comptes(&[numero, 121 - numero], 100);
                    let mut libre = Sonde::new(virement(&autres[0], &autres[1], 10));
                    ::banc::exiger!(
                        ::std::matches!(interroger(&mut libre).await, Etat::Pret(Ok(()))),
                        "pendant qu'un virement attend son verrou, un autre, entre deux autres comptes, passe aussitôt",
                        "il attend aussi",
                        "un verrou commun à tous les virements les met en file : les seuls verrous nécessaires sont \
                         ceux des deux comptes"
                    );
                }
                drop(bloque);
                drop(garde);
            }
        });
    }

    #[test]
    fn etape3_un_virement_qui_attend_un_verrou_n_a_encore_rien_change() {
        essai_virtuel(async {
            for numeros in [[1, 2], [2, 1]] {
                for tenu in 0..2 {
                    let comptes = comptes(&numeros, 100);
                    let garde = comptes[tenu].solde.lock().await;
                    let mut appel = Sonde::new(virement(&comptes[0], &comptes[1], 30));
                    faire_attendre(&mut appel).await;
                    for heures in 0..3 {
                        ::banc::exiger!(
                            !::std::matches!(interroger(&mut appel).await, Etat::Pret(_)),
                            "un compte est occupé : le virement attend",
                            "il a rendu une réponse, et le compte l'est toujours (heures d'attente : {heures})",
                            "un verrou occupé s'attend, aussi longtemps qu'il le faut : un délai qui passe n'est ni une \
                             erreur, ni une raison de renoncer"
                        );
                        // L'autre compte, s'il est libre, n'a pas bougé non plus : qui tient les deux verrous
                        // voit toujours le même total.
                        if let Ok(autre) = comptes[1 - tenu].solde.try_lock() {
                            ::banc::exiger!(
                                (*garde, *autre) == (100, 100),
                                "qui tient les deux verrous voit les deux comptes à 100",
                                "un compte à {garde}, l'autre à {autre}",
                                "le débit et le crédit se font ensemble, quand les deux verrous sont tenus, jamais l'un \
                                 avant d'avoir obtenu l'autre"
                            );
                        }
                        sleep(ms(3_600_000)).await;
                    }
                    drop(garde);
                    let issue = mener(::std::vec![appel]).await;
                    ::banc::exiger!(
                        issue == [Some(Ok(()))],
                        "une fois le compte rendu, le virement se fait",
                        "{issue:?}",
                        "un verrou occupé s'attend ; il ne dit rien du solde"
                    );
                    ::banc::exiger_egal!(
                        soldes(&comptes).await,
                        [70, 130],
                        "les soldes après un virement qui a dû attendre",
                        "relis les soldes une fois les verrous obtenus"
                    );
                    // Puis pour de vrai : c'est la fin du garde qui doit réveiller le virement.
                    let garde = comptes[tenu].solde.lock().await;
                    let (issue, ()) = ::tokio::join!(
                        finir(virement(&comptes[1], &comptes[0], 5), PISTE_VERROUS),
                        async {
                            yield_now().await;
                            drop(garde);
                        },
                    );
                    ::banc::exiger!(
                        issue.is_ok(),
                        "une fois le compte rendu, le virement se fait",
                        "{issue:?}",
                        "un verrou occupé s'attend ; il ne dit rien du solde"
                    );
                }
            }
        });
    }

    #[test]
    fn etape3_abandonner_un_virement_qui_attend_ne_perd_pas_d_argent() {
        essai_virtuel(async {
            for numeros in [[1, 2], [2, 1]] {
                // Un seul verrou est tenu, ou les deux, dont un est rendu avant l'abandon.
                for (tenu, deux) in [(0, false), (1, false), (0, true), (1, true)] {
                    let comptes = comptes(&numeros, 100);
                    let garde = comptes[tenu].solde.lock().await;
                    let rendu = if deux {
                        Some(comptes[1 - tenu].solde.lock().await)
                    } else {
                        None
                    };
                    let mut appel = Sonde::new(virement(&comptes[0], &comptes[1], 30));
                    faire_attendre(&mut appel).await;
                    drop(rendu);
                    faire_attendre(&mut appel).await;
                    drop(appel);
                    drop(garde);
                    let soldes = soldes(&comptes).await;
                    let total = soldes[0] + soldes[1];
                    ::banc::exiger!(
                        total >= 200,
                        "un virement abandonné pendant qu'il attend un verrou ne change rien : [100, 100]",
                        "{soldes:?} : de l'argent est perdu",
                        "le débit est fait avant d'avoir obtenu le second verrou : au `.await`, un future peut être \
                         lâché, et le crédit ne vient jamais"
                    );
                    ::banc::exiger!(
                        soldes == [100, 100],
                        "un virement abandonné pendant qu'il attend un verrou ne change rien : [100, 100]",
                        "{soldes:?}",
                        "aucun solde ne change avant que les deux verrous soient tenus"
                    );
                }
            }
        });
    }

    // ---- Étape 4 : obtenir ----

    const PISTE_CARTE: &str = "le verrou de la carte est gardé pendant le calcul : prends-y la cellule de la clé, rends \
        la carte, et ne calcule qu'ensuite";
    const PISTE_RELEVE: &str = "une marque « calcul en cours » survit à celui qui calculait : annulé ou en panique, il \
        doit laisser la place au suivant";

    /// Un calcul de `delai` millisecondes.
    fn calcul(valeur: &str, delai: u64) -> Appel<'_, String> {
        Box::pin(async move {
            sleep(ms(delai)).await;
            valeur.into()
        })
    }

    /// Demande la clé après `depart` millisecondes ; échoue avec la piste si la réponse ne vient jamais.
    fn demande<'a>(
        cache: &'a Cache,
        (depart, cle): (u64, &'a str),
        calcul: Appel<'a, String>,
        piste: &'a str,
    ) -> Appel<'a, String> {
        Box::pin(async move {
            if depart > 0 {
                sleep(ms(depart)).await;
            }
            match finir(attraper(cache.obtenir(cle, calcul)), piste).await {
                Ok(valeur) => valeur,
                Err(panique) => {
                    let panique = relancer_si_bloquant(panique);
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "une demande dont le calcul va bien rend une valeur",
                        "{message}",
                        "la fin prématurée d'une demande ne doit pas atteindre les autres : un verrou de `std::sync` \
                         s'empoisonne, celui de Tokio non ; un canal fermé n'est pas une raison de paniquer ; une \
                         cellule réservée peut être encore vide, et s'attend (`get_or_init`)"
                    )
                }
            }
        })
    }

    #[test]
    fn etape4_une_valeur_connue_n_est_plus_calculee() {
        essai_virtuel(async {
            let cache = Cache::new();
            let paires = [
                ("a", "un"),
                ("b", "deux"),
                ("", "clé vide"),
                ("é", ""),
                ("A", "majuscule"),
                (" a ", "espaces"),
            ];
            for (cle, valeur) in paires {
                let obtenue = demande(&cache, (0, cle), calcul(valeur, 5), PISTE_CARTE).await;
                ::banc::exiger_egal!(
                    obtenue,
                    valeur,
                    "la valeur de la clé {cle:?}, demandée pour la première fois",
                    "une clé inconnue prend la valeur de son calcul ; chaque clé a la sienne, telle qu'elle est écrite"
                );
            }
            for n in 0..300 {
                let cle = ::std::format!("clé {n}");
                demande(&cache, (0, &cle), calcul("v", 0), PISTE_CARTE).await;
            }
            for (cle, valeur) in paires {
                let temoin = Temoin::new();
                let autre = Box::pin(temoin.autour(calcul("autre", 5)));
                let obtenue = demande(&cache, (0, cle), autre, PISTE_CARTE).await;
                ::banc::exiger!(
                    !temoin.a_demarre(),
                    "la clé {cle:?} a déjà la valeur {valeur:?} : le calcul de la seconde demande n'est pas exécuté",
                    "il l'a été",
                    "le calcul est attendu avant de regarder si la valeur existe, ou la valeur n'est pas gardée (vide, \
                     c'en est une aussi)"
                );
                ::banc::exiger_egal!(
                    obtenue,
                    valeur,
                    "la valeur de la clé {cle:?}, demandée de nouveau",
                    "la première valeur calculée reste celle de la clé"
                );
            }
        });
    }

    #[test]
    fn etape4_des_demandes_simultanees_ne_calculent_qu_une_fois() {
        essai_virtuel(async {
            let cache = Cache::new();
            let calculs = Cell::new(0);
            let noms: Vec<String> = (0..10).map(|n| ::std::format!("valeur {n}")).collect();
            // Les cinq premières ensemble, puis une toutes les 10 ms, pendant un calcul de 100 ms.
            let demandes = (0_u64..).zip(&noms).map(|(n, nom)| {
                let calcul = calcul(nom, 100);
                let compte = Box::pin(async {
                    calculs.set(calculs.get() + 1);
                    calcul.await
                });
                demande(
                    &cache,
                    (n.saturating_sub(4) * 10, "clé"),
                    compte,
                    PISTE_RELEVE,
                )
            });
            let valeurs = ensemble(demandes.collect()).await;
            let calculs = calculs.get();
            ::banc::exiger!(
                calculs == 1,
                "dix demandes de la même clé font un seul calcul",
                "il y en a eu {calculs}",
                "entre « la clé est-elle connue ? » et « voici sa valeur », les autres demandes passent : la première \
                 doit réserver la clé, les suivantes attendre sa valeur"
            );
            ::banc::exiger!(
                valeurs.iter().all(|valeur| *valeur == valeurs[0]) && noms.contains(&valeurs[0]),
                "les dix demandes reçoivent la valeur qui a été calculée",
                "{valeurs:?}",
                "ceux qui attendent reçoivent la valeur du premier, pas une autre"
            );
        });
    }

    #[test]
    fn etape4_des_cles_differentes_se_calculent_en_meme_temps() {
        essai_virtuel(async {
            let cache = Cache::new();
            demande(&cache, (0, "connue"), calcul("k", 0), PISTE_CARTE).await;
            let demandes = ::std::vec![
                demande(&cache, (0, "a"), calcul("va", 150), PISTE_CARTE),
                demande(&cache, (0, "b"), calcul("vb", 100), PISTE_CARTE),
                demande(&cache, (10, "c"), calcul("vc", 20), PISTE_CARTE),
            ];
            let (valeurs, duree) = chronometrer(ensemble(demandes)).await;
            ::banc::exiger_egal!(
                valeurs,
                ["va", "vb", "vc"],
                "les valeurs de trois clés",
                "chaque clé a sa propre valeur"
            );
            ::banc::exiger!(
                duree == ms(150),
                "trois clés calculées ensemble en 150, 100 et 20 ms durent 150 ms",
                "elles ont duré {duree:?}",
                "le verrou de la carte est gardé pendant le calcul, et les autres clés attendent : prends-y la cellule \
                 de la clé, rends la carte, et ne calcule qu'ensuite"
            );
            // Une demande attend la valeur d'une clé que calcule une autre, et deux clés sans rapport passent.
            let cache_libre = |depart, cle, delai| {
                chronometrer(demande(
                    &cache,
                    (depart, cle),
                    calcul("v", delai),
                    PISTE_CARTE,
                ))
            };
            let (_, _, (_, connue), (_, nouvelle)) = ::tokio::join!(
                cache_libre(0, "lente", 100),
                cache_libre(10, "lente", 100),
                cache_libre(20, "connue", 0),
                cache_libre(20, "nouvelle", 5),
            );
            ::banc::exiger!(
                (connue, nouvelle) == (ms(20), ms(25)),
                "pendant qu'une demande attend la valeur d'une clé qui se calcule, une autre clé, connue, répond \
                 aussitôt, et une nouvelle après son propre calcul : à 20 et 25 ms",
                "elles ont répondu à {connue:?} et {nouvelle:?}",
                "la demande qui attend garde le verrou de la carte : rends la carte avant d'attendre la cellule, que la \
                 clé s'y trouve déjà ou non"
            );
            // Un calcul qui consulte lui-même le cache, pour une clé connue et pour une nouvelle.
            let imbrique = Box::pin(async {
                let connue = cache.obtenir("connue", calcul("?", 0)).await;
                let neuve = cache.obtenir("neuve", calcul("n", 10)).await;
                connue + &neuve
            });
            let valeur = demande(&cache, (0, "d"), imbrique, PISTE_CARTE).await;
            ::banc::exiger_egal!(
                valeur,
                "kn",
                "la valeur d'un calcul qui a lui-même demandé deux autres clés",
                "pendant un calcul, le cache sert les autres clés"
            );
        });
    }

    #[test]
    fn etape4_une_carte_occupee_s_attend() {
        essai_virtuel(async {
            let cache = Cache::new();
            let carte = cache.entrees.lock().await;
            let demande: Appel<'_, _> =
                Box::pin(attraper(cache.obtenir("clé", calcul("valeur", 10))));
            let mut demande = Sonde::new(demande);
            let etat = interroger(&mut demande).await;
            drop(carte);
            let obtenue = match etat {
                Etat::Pret(issue) => Some(issue),
                _ => mener(::std::vec![demande]).await.pop().flatten(),
            };
            let obtenue = obtenue.map(|issue| {
                issue.map_err(|panique| message_de(&*relancer_si_bloquant(panique)).to_owned())
            });
            ::banc::exiger!(
                obtenue == Some(Ok("valeur".to_owned())),
                "si une autre demande tient la carte, la demande attend son tour, puis rend sa valeur",
                "{obtenue:?}",
                "une carte occupée s'attend (`lock().await`) : ce n'est ni une erreur, ni une raison de paniquer ou de \
                 renoncer"
            );
        });
    }

    #[test]
    fn etape4_un_calcul_annule_est_repris_par_une_autre_demande() {
        essai_virtuel(async {
            // Avec deux demandes qui attendent déjà, puis avec une qui vient plus tard.
            for departs in [[10, 20], [60, 70]] {
                let cache = Cache::new();
                let temoin = Temoin::new();
                let long = Box::pin(temoin.autour(calcul("premier", 1000)));
                let (annule, valeurs) = ::tokio::join!(
                    async { timeout(ms(50), cache.obtenir("clé", long)).await.is_err() },
                    ensemble(::std::vec![
                        demande(
                            &cache,
                            (departs[0], "clé"),
                            calcul("relève", 30),
                            PISTE_RELEVE
                        ),
                        demande(
                            &cache,
                            (departs[1], "clé"),
                            calcul("relève", 30),
                            PISTE_RELEVE
                        ),
                    ]),
                );
                ::banc::exiger!(
                    annule && temoin.est_annule(),
                    "la première demande, lâchée à 50 ms, abandonne son calcul de 1000 ms",
                    "son calcul n'a pas été lâché avec elle",
                    "le calcul appartient à la demande qui l'exécute"
                );
                ::banc::exiger_egal!(
                    valeurs,
                    ["relève", "relève"],
                    "les valeurs des demandes qui restent quand celle qui calculait est annulée",
                    "la suivante calcule à sa place, avec son propre calcul"
                );
            }
        });
    }

    #[test]
    fn etape4_apres_une_panique_la_demande_suivante_calcule() {
        essai_virtuel(async {
            for depart in [10, 60] {
                let cache = Cache::new();
                let rate = async {
                    sleep(ms(50)).await;
                    ::std::panic::panic_any("ce calcul panique")
                };
                let (_, valeur) = ::tokio::join!(
                    attraper(cache.obtenir("clé", rate)),
                    demande(&cache, (depart, "clé"), calcul("relève", 30), PISTE_RELEVE),
                );
                ::banc::exiger_egal!(
                    valeur,
                    "relève",
                    "la valeur de la demande qui suit un calcul en panique",
                    "la suivante calcule à sa place, avec son propre calcul"
                );
                let temoin = Temoin::new();
                let troisieme = Box::pin(temoin.autour(calcul("troisième", 0)));
                let valeur = demande(&cache, (0, "clé"), troisieme, PISTE_RELEVE).await;
                let recalcul = temoin.a_demarre();
                ::banc::exiger!(
                    valeur == "relève" && !recalcul,
                    "la valeur de la relève est gardée, et n'est plus calculée",
                    "une troisième demande a reçu {valeur:?} (son calcul exécuté : {recalcul})",
                    "la relève remplit le cache comme l'aurait fait le premier calcul"
                );
            }
        });
    }

    #[test]
    fn etape4_une_demande_qui_cesse_d_attendre_ne_derange_personne() {
        essai_virtuel(async {
            let cache = Cache::new();
            let (inutile, inutile_aussi) = (Temoin::new(), Temoin::new());
            let jamais = Box::pin(inutile.autour(calcul("abandonnée", 10)));
            let jamais_non_plus = Box::pin(inutile_aussi.autour(calcul("troisième", 10)));
            let (valeur, abandon, tardive) = ::tokio::join!(
                demande(&cache, (0, "clé"), calcul("première", 100), PISTE_RELEVE),
                async {
                    sleep(ms(10)).await;
                    timeout(ms(20), cache.obtenir("clé", jamais)).await.is_err()
                },
                demande(&cache, (50, "clé"), jamais_non_plus, PISTE_RELEVE),
            );
            ::banc::exiger!(
                !inutile.a_demarre() && !inutile_aussi.a_demarre(),
                "pendant qu'une demande calcule, deux autres de la même clé attendent sa valeur",
                "leur propre calcul a été exécuté",
                "un seul calcul à la fois : la première demande réserve la clé, les suivantes attendent sa valeur"
            );
            ::banc::exiger!(
                abandon && valeur == "première" && tardive == "première",
                "une demande qui attend la valeur d'une autre peut être lâchée sans que rien ne change",
                "attente lâchée = {abandon}, puis {valeur:?} et {tardive:?}",
                "seule celle qui calcule compte : les autres attendent sa valeur, et leur départ n'efface rien"
            );
        });
    }

    #[test]
    fn etape4_attendre_la_valeur_d_une_autre_n_occupe_pas_le_thread() {
        essai_virtuel(async {
            let cache = Cache::new();
            let appel =
                |valeur| -> Appel<String> { Box::pin(cache.obtenir("clé", calcul(valeur, 100))) };
            let (mut premiere, mut seconde) = (Sonde::new(appel("v")), Sonde::new(appel("w")));
            interroger(&mut premiere).await;
            // La première, que plus personne n'interroge, calcule tout ce temps.
            match patienter(&mut seconde).await {
                Etat::Attend => {}
                Etat::Boucle => ::banc::echec!(
                    "la seconde demande attend la valeur de la première",
                    "elle réessaie sans cesse, sans jamais attendre",
                    "une boucle qui regarde si la valeur est là occupe le thread pour rien, même coupée de pauses : la \
                     cellule sait faire attendre, et prévenir"
                ),
                Etat::Pret(valeur) => ::banc::echec!(
                    "la seconde demande attend la valeur de la première, aussi longtemps qu'elle se calcule",
                    "elle a rendu {valeur:?} avant que la première ait fini",
                    "une demande n'a ni à calculer de son côté, ni à renoncer au bout d'un délai : elle attend la valeur \
                     de celle qui calcule"
                ),
            }
        });
    }

    #[test]
    fn etape4_deux_caches_ne_partagent_rien() {
        essai_virtuel(async {
            for valeur in ["un", "deux"] {
                let cache = Cache::new();
                let obtenue = demande(&cache, (0, "clé"), calcul(valeur, 1), PISTE_CARTE).await;
                ::banc::exiger_egal!(
                    obtenue,
                    valeur,
                    "la valeur de la même clé dans un autre cache",
                    "les valeurs vivent dans le cache, pas dans une variable globale"
                );
            }
        });
    }
}
