// Les tests de l'exo 32, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::Gagnant::{Lievre, Tortue};
    use super::{Gagnant, avec_delai, compter_les_tics, course, lire_lignes, patienter};

    use ::banc::{Temoin, attraper, chronometrer, ensemble, essai, essai_virtuel, message_de, ms};
    use ::std::boxed::Box;
    use ::std::cell::{Cell, RefCell};
    use ::std::collections::VecDeque;
    use ::std::convert::From;
    use ::std::fmt::{Debug, Display, Formatter};
    use ::std::future::{Future, pending, poll_fn, ready};
    use ::std::io;
    use ::std::iter::{IntoIterator, Iterator};
    use ::std::marker::Unpin;
    use ::std::mem::drop;
    use ::std::option::Option::{self, None, Some};
    use ::std::panic::resume_unwind;
    use ::std::pin::Pin;
    use ::std::prelude::v1::{derive, test};
    use ::std::rc::Rc;
    use ::std::result::Result::{Err, Ok};
    use ::std::string::{String, ToString};
    use ::std::task::{Context, Poll};
    use ::std::time::Duration;
    use ::std::vec::Vec;
    use ::tokio::io::{AsyncBufRead, AsyncRead, AsyncWriteExt, BufReader, ReadBuf, duplex};
    use ::tokio::runtime::{Builder, Handle};
    use ::tokio::sync::oneshot;
    use ::tokio::time::{Instant, Sleep, sleep, sleep_until, timeout};

    type Boite<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

    /// Une valeur qu'une réponse ne peut ni nommer ni inventer.
    struct Precieux;

    /// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures(arret: oneshot::Receiver<()>, flux: Entree<'_>) {
        fn rend<T>(_: impl Future<Output = T>) {}
        rend::<Gagnant>(course(ready(()), pending()));
        rend::<Option<Precieux>>(avec_delai(Duration::ZERO, ready(Precieux)));
        rend::<u32>(compter_les_tics(Duration::ZERO, arret));
        rend::<Precieux>(patienter(ready(Precieux), Duration::ZERO, |_: u32| {}));
        rend::<io::Result<Vec<String>>>(lire_lignes(flux, Duration::ZERO, || {}));
    }

    /// Le même appel, qui échoue s'il se fait réinterroger sans cesse : sans que le temps passe, ce qui ne finirait
    /// jamais sous l'horloge virtuelle, ou à intervalle régulier. Une horloge de 10 ms, en deux
    /// minutes, le réveille douze mille fois : c'est permis.
    fn sobre<'a, T: 'a>(mut appel: Boite<'a, T>) -> Boite<'a, T> {
        let debut = Instant::now();
        let (mut instant, mut avant) = (debut, 0);
        let mut tours = 0;
        Box::pin(poll_fn(move |cx| {
            if instant != Instant::now() {
                (instant, avant) = (Instant::now(), tours);
            }
            tours += 1;
            ::banc::exiger!(
                tours < avant + 10_000,
                "un appel en attente n'est réinterrogé que lorsqu'il y a du nouveau",
                "il l'a été {tours} fois au même instant : il se réveille lui-même, sans fin",
                "attente active : une boucle qui regarde sans cesse si c'est prêt occupe le thread et empêche le \
                 temps d'avancer ; `select!` et `.await` attendent, eux, qu'on les réveille"
            );
            let passe = debut.elapsed();
            ::banc::exiger!(
                tours < 30_000 || passe.is_zero(),
                "un appel en attente n'est réinterrogé que lorsqu'il y a du nouveau",
                "il l'a été {tours} fois en {passe:?}, presque toujours pour rien",
                "une boucle regarde l'heure, ou si c'est prêt, à intervalle régulier (un `sleep` ou un `timeout` \
                 d'une milliseconde ?) : attends ce qui doit arriver, et cela seul"
            );
            appel.as_mut().poll(cx)
        }))
    }

    /// La valeur de l'appel et le temps de Tokio qu'il a pris. S'il attend encore au bout de deux minutes de
    /// cette horloge, bien plus qu'aucun test n'en demande, il échoue avec cette piste.
    #[track_caller]
    fn mesurer<'a, T: 'a>(
        appel: impl Future<Output = T> + 'a,
        piste: &'a str,
    ) -> Boite<'a, (T, Duration)> {
        let ligne = ::std::panic::Location::caller().line();
        Box::pin(mesurer_boite(Box::pin(appel), piste, ligne))
    }

    async fn mesurer_boite<T>(appel: Boite<'_, T>, piste: &str, ligne: u32) -> (T, Duration) {
        let appel = sobre(appel);
        match chronometrer(timeout(Duration::from_secs(120), appel)).await {
            (Ok(valeur), duree) => (valeur, duree),
            (Err(_), _) => ::banc::echec!(
                "l'appel se termine (ligne {ligne} du test)",
                "deux minutes plus tard sur l'horloge de Tokio, il attend toujours",
                "{piste}"
            ),
        }
    }

    /// Le même appel. S'il panique en parlant de l'un de ces mots, d'ordinaire par un `unwrap`, il échoue avec
    /// cette piste ; toute autre panique suit son chemin.
    async fn sans_panique<T>(appel: Boite<'_, T>, mots: &[&str], attendu: &str, piste: &str) -> T {
        let panique = match attraper(appel).await {
            Ok(valeur) => return valeur,
            Err(panique) => panique,
        };
        let message = message_de(&*panique);
        let diagnostic = message.starts_with("  attendu : ");
        if !diagnostic && mots.iter().any(|mot| message.contains(mot)) {
            ::banc::echec!("{attendu}", "une panique : {message}", "{piste}");
        }
        resume_unwind(panique)
    }

    const PISTE_TACHE_QUI_BAT: &str = "une tâche lancée par `tokio::spawn` vit seule : elle bat encore alors que l'appel \
        est fini ; arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit";

    /// Ce que l'appel a lancé ne lui survit pas. Une tâche qui finit d'elle-même peu après le retour est permise :
    /// deux périodes lui suffisent.
    async fn exiger_le_calme(avant: usize, periode: u64, piste: &str) {
        dans(2 * periode + 1).await;
        let restent = Handle::current().metrics().num_alive_tasks();
        ::banc::exiger!(
            restent <= avant,
            "l'appel a rendu la main, et rien de ce qu'il a lancé ne continue",
            "deux périodes plus tard, une tâche tourne encore",
            "{piste}"
        );
    }

    /// Un future prêt au bout de `n` millisecondes.
    async fn dans(n: u64) {
        sleep(ms(n)).await;
    }

    /// Laisse passer 35 ms : l'appel est alors en pleine attente.
    async fn en_attente<T>(appel: &mut Boite<'_, T>) {
        ::banc::exiger!(
            timeout(ms(35), appel).await.is_err(),
            "au bout de 35 ms, rien n'est encore arrivé : l'appel attend",
            "il a déjà rendu une valeur",
            "l'appel ne doit rendre sa valeur que lorsque ce qu'il attend est là : rien d'autre, un tic par exemple, ne \
             le termine"
        );
    }

    /// Ce que l'appel attendait vient d'arriver : il finit sans que le temps passe.
    async fn finir_aussitot<T>(appel: Boite<'_, T>) -> T {
        let (valeur, retard) = mesurer(
            appel,
            "rien ne réveille l'appel quand ce qu'il attendait arrive, ou il attend encore autre chose",
        )
        .await;
        ::banc::exiger!(
            retard.is_zero(),
            "l'appel finit à l'instant même où ce qu'il attendait arrive",
            "il a fini {retard:?} trop tard",
            "regarder de temps en temps si c'est prêt est toujours en retard : place ce qui est attendu dans une \
             branche de `select!`, qui sera réveillée"
        );
        valeur
    }

    // ---- Étape 1 : course ----

    const PISTE_COURSE: &str = "la course attend un coureur qui n'arrive jamais : les deux doivent avancer \
        ensemble, et le premier arrivé suffit";

    #[test]
    fn etape1_le_premier_arrive_gagne() {
        essai_virtuel(async {
            for (tortue, lievre, attendu) in [
                (10, 30, Tortue),
                (30, 10, Lievre),
                (500, 1, Lievre),
                (20, 21, Tortue),
            ] {
                let appel = course(dans(tortue), dans(lievre));
                let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
                let premier = ms(tortue.min(lievre));
                ::banc::exiger!(
                    duree != ms(tortue + lievre),
                    "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier:?}",
                    "elle a duré {duree:?}, la somme des deux",
                    "les coureurs partent l'un après l'autre : un `.await` sur le premier ne laisse pas avancer \
                     le second"
                );
                ::banc::exiger!(
                    duree == premier,
                    "tortue en {tortue} ms contre lièvre en {lievre} ms : la course dure {premier:?}",
                    "elle a duré {duree:?}",
                    "la course se termine avec le premier arrivé : `join!`, ou un `.await` de trop, attend aussi le \
                     second"
                );
                ::banc::exiger!(
                    est(gagnant, attendu),
                    "tortue en {tortue} ms contre lièvre en {lievre} ms : le gagnant est {attendu:?}",
                    "le gagnant annoncé est {gagnant:?}",
                    "chaque branche doit annoncer son propre coureur : sont-elles inversées, ou la réponse écrite \
                     d'avance ?"
                );
            }
        });
    }

    #[test]
    fn etape1_un_coureur_qui_n_arrive_jamais_perd() {
        essai_virtuel(async {
            for n in [0, 5, 9, 100_000] {
                juger_course(course(dans(n), pending()), Tortue, n).await;
                juger_course(course(pending(), dans(n)), Lievre, n).await;
            }
            juger_course(course(ready(()), pending()), Tortue, 0).await;
            juger_course(course(pending(), ready(())), Lievre, 0).await;
        });
    }

    /// Compare les variantes elles-mêmes : le `==` de `Gagnant` est écrit dans la réponse.
    fn est(gagnant: Gagnant, attendu: Gagnant) -> bool {
        match gagnant {
            Tortue => ::std::matches!(attendu, Tortue),
            Lievre => ::std::matches!(attendu, Lievre),
        }
    }

    async fn juger_course(appel: impl Future<Output = Gagnant>, attendu: Gagnant, n: u64) {
        let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
        ::banc::exiger!(
            est(gagnant, attendu) && duree == ms(n),
            "contre un coureur qui n'arrive jamais, {attendu:?} gagne en {n} ms",
            "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
            "le gagnant est celui des deux futures qui est prêt, et la course s'arrête avec lui"
        );
    }

    #[test]
    fn etape1_les_deux_coureurs_avancent_ensemble() {
        essai_virtuel(async {
            // Celui qui passe le témoin n'arrive jamais ; l'autre n'arrive que s'il le reçoit.
            for gagnant_attendu in [Tortue, Lievre] {
                let (passer, recevoir) = oneshot::channel();
                let passeur = async move {
                    dans(10).await;
                    let _ = passer.send(());
                    pending().await
                };
                let receveur = async move {
                    let _ = recevoir.await;
                };
                let piste = "un coureur a besoin que l'autre avance : si l'un des deux n'est jamais interrogé, \
                    la course ne finit pas";
                let (gagnant, duree) = match gagnant_attendu {
                    Tortue => mesurer(course(receveur, passeur), piste).await,
                    Lievre => mesurer(course(passeur, receveur), piste).await,
                };
                ::banc::exiger!(
                    est(gagnant, gagnant_attendu) && duree == ms(10),
                    "{gagnant_attendu:?} reçoit le témoin au bout de 10 ms et gagne",
                    "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
                    "les deux futures doivent avancer ensemble du début à la fin"
                );
            }
        });
    }

    #[test]
    fn etape1_le_perdant_est_annule_avant_la_fin() {
        essai_virtuel(async {
            for (tortue, lievre) in [(10, 30), (30, 10), (0, 5)] {
                let (t, l) = (Temoin::new(), Temoin::new());
                // Ni `Send` ni `'static` : les futures donnés peuvent emprunter à l'appelant.
                let arrivees = Rc::new(Cell::new(0));
                let courir = |n: u64| {
                    let arrivees = &arrivees;
                    async move {
                        dans(n).await;
                        arrivees.set(arrivees.get() + 1);
                    }
                };
                let appel = course(t.autour(courir(tortue)), l.autour(courir(lievre)));
                let _ = mesurer(appel, PISTE_COURSE).await;
                let perdant = if tortue < lievre { &l } else { &t };
                ::banc::exiger!(
                    !perdant.a_fini() && arrivees.get() == 1,
                    "un seul coureur arrive ({tortue} ms contre {lievre} ms)",
                    "le perdant est arrivé lui aussi",
                    "le perdant ne doit plus être attendu une fois le gagnant connu"
                );
                ::banc::exiger!(
                    perdant.est_lache(),
                    "le perdant est détruit avant que `course` rende sa valeur",
                    "il existe encore",
                    "annuler un future, c'est le détruire (`drop`) : celui-ci a été mis de côté (`forget`, `leak`) au \
                     lieu d'être lâché"
                );
            }
        });
    }

    #[test]
    fn etape1_le_perdant_n_est_plus_interroge() {
        essai_virtuel(async {
            // Plusieurs fois : `select!` tire au sort celui qu'il interroge d'abord.
            for n in [0, 5].repeat(16) {
                let (tour, arrivee) = (Cell::new(0), Cell::new(None));
                let vus = RefCell::new(Vec::new());
                let gagnant = async {
                    dans(n).await;
                    arrivee.set(Some(tour.get()));
                };
                let perdant = poll_fn(|_| {
                    vus.borrow_mut().push(tour.get());
                    Poll::Pending
                });
                let mut appel: Boite<'_, Gagnant> = match n {
                    0 => Box::pin(course(gagnant, perdant)),
                    _ => Box::pin(course(perdant, gagnant)),
                };
                let appel = poll_fn(|cx| {
                    tour.set(tour.get() + 1);
                    appel.as_mut().poll(cx)
                });
                let _ = mesurer(appel, PISTE_COURSE).await;
                // Au tour de l'arrivée, le perdant a son tour, avant le gagnant ou après lui : pas deux.
                let dernier = arrivee.get().unwrap_or_default();
                let de_trop = vus.borrow().iter().filter(|tour| **tour == dernier).count();
                ::banc::exiger!(
                    de_trop <= 1,
                    "le perdant n'est plus interrogé une fois le gagnant connu",
                    "il l'a été encore une fois, après l'arrivée du gagnant",
                    "dès que l'un est prêt, l'autre est abandonné tel quel : il n'a pas droit à une dernière chance"
                );
            }
        });
    }

    #[test]
    fn etape1_une_egalite_designe_l_un_des_deux() {
        essai_virtuel(async {
            for n in [0, 10].repeat(16) {
                let (t, l) = (Temoin::new(), Temoin::new());
                let appel = course(t.autour(dans(n)), l.autour(dans(n)));
                let (gagnant, duree) = mesurer(appel, PISTE_COURSE).await;
                let arrive = match gagnant {
                    Tortue => t.a_fini(),
                    Lievre => l.a_fini(),
                };
                ::banc::exiger!(
                    arrive && duree == ms(n),
                    "à égalité ({n} ms chacun), le gagnant est l'un de ceux qui sont arrivés",
                    "{gagnant:?} est annoncé gagnant au bout de {duree:?}",
                    "celui qui est annoncé doit avoir été vu prêt"
                );
                ::banc::exiger!(
                    t.est_lache() && l.est_lache(),
                    "à égalité aussi, les deux futures sont détruits avant que `course` rende sa valeur",
                    "l'un des deux existe encore",
                    "même prêt, un future mis de côté (`forget`, `leak`) n'est pas lâché"
                );
            }
        });
    }

    #[test]
    fn etape1_l_arrivee_reveille_la_course_aussitot() {
        essai_virtuel(async {
            let (arriver, arrivee) = oneshot::channel::<()>();
            let mut appel = sobre(Box::pin(course(pending(), async {
                let _ = arrivee.await;
            })));
            en_attente(&mut appel).await;
            drop(arriver);
            let gagnant = finir_aussitot(appel).await;
            ::banc::exiger!(
                est(gagnant, Lievre),
                "le gagnant est le lièvre",
                "le gagnant annoncé est {gagnant:?}",
                "chaque branche annonce son propre coureur"
            );
        });
    }

    // ---- Étape 2 : avec_delai ----

    const PISTE_DELAI: &str =
        "l'appel n'a pas de limite : le minuteur doit courir en même temps que l'opération";

    const PISTE_DEBORDE: &str = "calculer l'instant de la limite (`Instant::now() + limite`) déborde : Tokio a des \
        minuteurs qui prennent une durée";

    /// `avec_delai`, où un `unwrap` sur la limite passée et un instant qui déborde ont leur piste.
    fn delai<'a, T: 'a>(
        limite: Duration,
        operation: impl Future<Output = T> + 'a,
    ) -> Boite<'a, Option<T>> {
        let appel = Box::pin(avec_delai(limite, operation));
        Box::pin(delai_sans_panique(limite, appel))
    }

    async fn delai_sans_panique<T>(limite: Duration, appel: Boite<'_, Option<T>>) -> Option<T> {
        let appel = sans_panique(
            appel,
            &["Elapsed"],
            "`None` une fois la limite passée",
            "la limite passée n'est pas une panne : le résultat de `timeout` devient une `Option`, et `None` le dit",
        );
        let attendu = ::std::format!("une limite de {limite:?} est une limite comme une autre");
        sans_panique(Box::pin(appel), &["overflow"], &attendu, PISTE_DEBORDE).await
    }

    /// L'issue de [`delai`], et le temps qu'elle a pris. Une limite passée sans que l'horloge de Tokio avance est
    /// celle d'un thread endormi, si le temps réel, lui, a passé.
    #[track_caller]
    fn mesurer_delai<'a, T: 'a>(
        limite: Duration,
        operation: impl Future<Output = T> + 'a,
    ) -> Boite<'a, (Option<T>, Duration)> {
        let mesure = mesurer(delai(limite, operation), PISTE_DELAI);
        Box::pin(exiger_un_thread_libre(limite, mesure))
    }

    async fn exiger_un_thread_libre<T>(
        limite: Duration,
        mesure: Boite<'_, (Option<T>, Duration)>,
    ) -> (Option<T>, Duration) {
        let depart_reel = ::std::time::Instant::now();
        let (issue, duree) = mesure.await;
        let trop_tot = issue.is_none() && duree.is_zero() && !limite.is_zero();
        ::banc::exiger!(
            !trop_tot || depart_reel.elapsed() < limite,
            "une limite de {limite:?} sur l'horloge de Tokio",
            "`None` au bout de 0 ms de cette horloge, alors que le temps réel a passé : un thread a été bloqué",
            "`std::thread::sleep` endort un thread, donc toutes ses tâches, même depuis `spawn_blocking` : c'est le \
             minuteur de Tokio qu'il faut mettre en course"
        );
        (issue, duree)
    }

    #[test]
    fn etape2_une_operation_rapide_rend_sa_valeur_des_qu_elle_est_prete() {
        essai_virtuel(async {
            // Ni `Send` ni `'static`, ni `Copy` : une valeur quelconque de l'appelant.
            let texte = String::from("fait");
            for n in [0, 1, 10, 99] {
                let operation = async {
                    dans(n).await;
                    (Rc::new(n), &texte)
                };
                let (issue, duree) = mesurer_delai(ms(100), operation).await;
                ::banc::exiger!(
                    issue.is_some(),
                    "une opération de {n} ms est prête avant une limite de 100 ms",
                    "`None` au bout de {duree:?}",
                    "`None` ne se rend qu'une fois la limite passée"
                );
                ::banc::exiger!(
                    duree == ms(n),
                    "une opération de {n} ms rend sa valeur au bout de {n} ms",
                    "elle l'a rendue au bout de {duree:?}",
                    "la limite est un maximum, pas une attente de plus : l'opération et le minuteur avancent \
                     ensemble, et le premier prêt termine l'appel"
                );
                ::banc::exiger_egal!(
                    issue,
                    Some((Rc::new(n), &texte)),
                    "la valeur rendue",
                    "rends ce que l'opération a rendu"
                );
            }
            let (issue, _) = mesurer_delai(ms(10), ready(None::<u32>)).await;
            ::banc::exiger_egal!(
                issue,
                Some(None),
                "l'issue d'une opération qui rend `None`",
                "seule la limite donne `None` : la valeur de l'opération, quelle qu'elle soit, est dans `Some`"
            );
        });
    }

    #[test]
    fn etape2_une_operation_trop_lente_rend_none_a_la_limite() {
        essai_virtuel(async {
            for (limite, n) in [(100, 250), (10, 11), (1, 60_000)] {
                let (issue, duree) = mesurer_delai(ms(limite), dans(n)).await;
                ::banc::exiger!(
                    duree != ms(n),
                    "avec une limite de {limite} ms, une opération de {n} ms est abandonnée au bout de {limite} ms",
                    "elle a été attendue jusqu'au bout, {duree:?}",
                    "regarder l'heure après coup ne limite rien : l'opération et le minuteur doivent être en course"
                );
                ::banc::exiger!(
                    issue.is_none() && duree == ms(limite),
                    "avec une limite de {limite} ms, une opération de {n} ms donne `None` au bout de {limite} ms",
                    "{issue:?} au bout de {duree:?}",
                    "c'est `limite`, et rien d'autre, qui borne l'attente"
                );
            }
            let (issue, duree) = mesurer_delai(ms(40), pending::<()>()).await;
            ::banc::exiger!(
                issue.is_none() && duree == ms(40),
                "une opération qui n'est jamais prête donne `None` à la limite, 40 ms",
                "{issue:?} au bout de {duree:?}",
                "c'est le minuteur qui doit terminer l'appel"
            );
        });
    }

    #[test]
    fn etape2_l_operation_abandonnee_est_detruite() {
        essai_virtuel(async {
            for limite in [0, 20] {
                let temoin = Temoin::new();
                let (issue, _) = mesurer_delai(ms(limite), temoin.autour(dans(50))).await;
                ::banc::exiger!(
                    issue.is_none() && !temoin.a_fini(),
                    "une opération de 50 ms n'est pas attendue au-delà d'une limite de {limite} ms",
                    "{issue:?}, et elle est allée au bout",
                    "une fois la limite passée, l'opération ne doit plus avancer"
                );
                ::banc::exiger!(
                    temoin.est_lache(),
                    "l'opération est détruite avant que `avec_delai` rende `None`",
                    "elle existe encore",
                    "abandonner un future, c'est le détruire (`drop`) : celui-ci a été mis de côté (`forget`, \
                     `leak`) au lieu d'être lâché"
                );
            }
        });
    }

    #[test]
    fn etape2_prete_a_l_instant_de_la_limite_elle_gagne_chaque_fois() {
        essai_virtuel(async {
            for n in [1, 10, 100, 100_000] {
                let mut gagnees = 0;
                for _ in 0..64 {
                    let (issue, _) = mesurer_delai(ms(n), dans(n)).await;
                    gagnees += u32::from(issue.is_some());
                }
                ::banc::exiger!(
                    gagnees != 0,
                    "une opération de {n} ms gagne contre une limite de {n} ms, 64 fois sur 64",
                    "elle n'a jamais gagné",
                    "la limite est regardée avant l'opération : quand les deux sont prêtes, l'opération passe d'abord"
                );
                ::banc::exiger!(
                    gagnees == 64,
                    "une opération de {n} ms gagne contre une limite de {n} ms, 64 fois sur 64",
                    "elle a gagné {gagnees} fois sur 64",
                    "l'ordre est tiré au sort : `select!` essaie ses branches au hasard, sauf si tu lui demandes de \
                     suivre leur ordre"
                );
            }
        });
    }

    #[test]
    fn etape2_une_limite_nulle_laisse_sa_chance_a_l_operation() {
        essai_virtuel(async {
            let mut gagnees = 0;
            for _ in 0..64 {
                let (issue, _) = mesurer_delai(Duration::ZERO, ready("prête")).await;
                gagnees += u32::from(issue == Some("prête"));
            }
            ::banc::exiger!(
                gagnees != 0,
                "avec une limite nulle, une opération prête tout de suite rend sa valeur, 64 fois sur 64",
                "elle ne l'a jamais rendue",
                "l'opération doit être interrogée au moins une fois, et avant la limite, même nulle"
            );
            ::banc::exiger!(
                gagnees == 64,
                "avec une limite nulle, une opération prête tout de suite rend sa valeur, 64 fois sur 64",
                "elle l'a rendue {gagnees} fois sur 64",
                "l'ordre est tiré au sort : `select!` essaie ses branches au hasard, sauf si tu lui demandes de \
                 suivre leur ordre"
            );
            let (issue, duree) = mesurer_delai(Duration::ZERO, pending::<()>()).await;
            ::banc::exiger!(
                issue.is_none() && duree.is_zero(),
                "avec une limite nulle, une opération en attente donne `None` aussitôt",
                "{issue:?} au bout de {duree:?}",
                "une limite de zéro est une limite comme une autre : rien ne s'ajoute à elle"
            );
        });
    }

    #[test]
    fn etape2_une_limite_immense_attend_sans_paniquer() {
        essai_virtuel(async {
            for limite in [Duration::MAX, Duration::MAX / 2] {
                for n in [5, 10 * 3600 * 1000] {
                    let appel = sobre(Box::pin(avec_delai(limite, dans(n))));
                    match attraper(chronometrer(appel)).await {
                        Ok((Some(()), duree)) if duree == ms(n) => {}
                        Ok((issue, duree)) => ::banc::echec!(
                            "avec une limite de {limite:?}, une opération de {n} ms va au bout",
                            "{issue:?} au bout de {duree:?}",
                            "`Duration::MAX` est une limite comme une autre : ne la remplace pas par une plus courte"
                        ),
                        Err(panique) => {
                            let message = message_de(&*panique);
                            if message.starts_with("  attendu : ") {
                                resume_unwind(panique);
                            }
                            ::banc::echec!(
                                "avec une limite de {limite:?}, une opération de {n} ms va au bout",
                                "une panique : {message}",
                                "{PISTE_DEBORDE}"
                            )
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn etape2_une_limite_de_plus_d_un_an_n_est_pas_raccourcie() {
        const UN_JOUR: u64 = 24 * 3600 * 1000;
        essai(|| {
            // Un runtime à part : `essai_virtuel` n'accorde qu'un jour de cette horloge.
            let runtime = Builder::new_current_thread()
                .enable_all()
                .start_paused(true)
                .build()
                .expect("le système a de quoi démarrer un runtime Tokio");
            runtime.block_on(async {
                for (limite, jours) in [
                    (Duration::MAX, 400),
                    (ms(500 * UN_JOUR), 400),
                    (ms(400 * UN_JOUR), 500),
                ] {
                    let appel = chronometrer(sobre(delai(limite, dans(jours * UN_JOUR))));
                    let Ok((issue, duree)) = timeout(ms(1000 * UN_JOUR), appel).await else {
                        ::banc::echec!(
                            "avec une limite de {limite:?}, une opération de {jours} jours : l'appel se termine",
                            "mille jours plus tard sur l'horloge de Tokio, il attend toujours",
                            "{PISTE_DELAI}"
                        )
                    };
                    let attendu = (jours == 400).then_some(());
                    ::banc::exiger!(
                        duree <= ms(400 * UN_JOUR),
                        "avec une limite de {limite:?}, une opération de {jours} jours donne {attendu:?} au bout de \
                         400 jours",
                        "{issue:?} au bout de {duree:?}",
                        "la limite est passée, et l'appel a attendu davantage : c'est elle, et rien d'autre, qui \
                         borne l'attente"
                    );
                    ::banc::exiger!(
                        issue == attendu && duree == ms(400 * UN_JOUR),
                        "avec une limite de {limite:?}, une opération de {jours} jours donne {attendu:?} au bout de \
                         400 jours",
                        "{issue:?} au bout de {duree:?}",
                        "une limite longue n'est pas raccourcie : toute durée est une limite comme une autre, et les \
                         minuteurs de Tokio les acceptent toutes"
                    );
                }
            });
            runtime.shutdown_background();
        });
    }

    #[test]
    fn etape2_les_reveils_de_l_operation_ne_repoussent_pas_la_limite() {
        essai_virtuel(async {
            // L'opération se réveille toutes les 10 ms, 30 fois.
            let operation = async {
                for _ in 0..30 {
                    dans(10).await;
                }
            };
            let (issue, duree) = mesurer_delai(ms(95), operation).await;
            ::banc::exiger!(
                issue.is_none(),
                "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
                "{issue:?} au bout de {duree:?}",
                "le minuteur repart de zéro à chaque réveil de l'opération : crée-le une seule fois"
            );
            ::banc::exiger!(
                duree == ms(95),
                "une opération de 30 fois 10 ms est abandonnée à la limite, 95 ms",
                "{issue:?} au bout de {duree:?}",
                "c'est `limite`, telle quelle, qui borne l'attente : ni plus, ni moins, et sans attendre l'opération"
            );
        });
    }

    #[test]
    fn etape2_la_valeur_reveille_l_appel_aussitot() {
        essai_virtuel(async {
            let (donner, operation) = oneshot::channel();
            let mut appel = sobre(Box::pin(avec_delai(
                ms(1000),
                Temoin::new().autour(operation),
            )));
            en_attente(&mut appel).await;
            let _ = donner.send(7);
            ::banc::exiger_egal!(
                finir_aussitot(appel).await,
                Some(Ok(7)),
                "l'issue de l'opération",
                "rends ce que l'opération a rendu"
            );
        });
    }

    // ---- Étape 3 : compter_les_tics ----

    const PISTE_AUCUN_TIC: &str = "un tic par période entière, du début à l'arrêt ; et si tu mesures le temps, l'horloge \
        de `std` ne suit pas celle de Tokio : `tokio::time::Instant`, lui, la suit";

    const PISTE_MOINS_UN: &str = "l'arrêt peut venir avant le premier tic, et zéro moins un n'existe pas en `u32` : ne \
        retire rien après coup, passe le tic immédiat avant de compter";

    /// Arrête le compteur au bout de `arret` ms, par un message ou en lâchant l'émetteur, et juge son compte.
    async fn juger_tics(periode: u64, arret: u64, par_message: bool) {
        let (emetteur, recepteur) = oneshot::channel();
        let comment = if par_message {
            "l'arrêt"
        } else {
            "la perte de l'émetteur"
        };
        let piste = if par_message {
            "le message d'arrêt n'arrête pas le compteur : l'attends-tu en même temps que le tic ?"
        } else {
            "la perte de l'émetteur arrête aussi le compteur : un récepteur rend alors `Err`, que le motif de la \
             branche doit accepter"
        };
        let appel = mesurer(attraper(compter_les_tics(ms(periode), recepteur)), piste);
        let ((compte, duree), ()) = ::tokio::join!(appel, async move {
            dans(arret).await;
            if par_message {
                let _ = emetteur.send(());
            } else {
                drop(emetteur);
            }
        });
        let compte = match compte {
            Ok(compte) => compte,
            Err(panique) => {
                let message = message_de(&*panique);
                ::banc::exiger!(
                    !message.contains("called after complete"),
                    "un compte de tics, après {comment} au bout de {arret} ms",
                    "une panique : {message}",
                    "le récepteur a déjà donné sa réponse et il est attendu de nouveau : toute réponse, `Ok` ou `Err`, \
                     arrête le compteur (une branche au motif `Ok(…)` laisse passer la perte de l'émetteur)"
                );
                ::banc::exiger!(
                    !message.contains("subtract with overflow"),
                    "un compte de tics, après {comment} au bout de {arret} ms",
                    "une panique : {message}",
                    "{PISTE_MOINS_UN}"
                );
                ::banc::echec!(
                    "un compte de tics, après {comment} au bout de {arret} ms",
                    "une panique : {message}",
                    "ni le message d'arrêt ni la perte de son émetteur ne sont des erreurs"
                )
            }
        };
        ::banc::exiger!(
            duree >= ms(arret),
            "périodes de {periode} ms : le compteur attend {comment}, au bout de {arret} ms",
            "il a rendu la main dès {duree:?}, avant l'arrêt (compte : {compte})",
            "après un tic, il faut continuer à attendre : une boucle, que seul l'arrêt termine"
        );
        ::banc::exiger!(
            duree == ms(arret),
            "périodes de {periode} ms : {comment}, au bout de {arret} ms, est suivi aussitôt",
            "le compteur n'a rendu la main qu'au bout de {duree:?} (compte : {compte})",
            "l'arrêt tombe au milieu d'une période : il s'attend en même temps que le tic, pas entre deux tics"
        );
        let attendu = arret / periode;
        ::banc::exiger!(
            u64::from(compte) != attendu + 1,
            "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
            "{compte}, un de trop",
            "seules les périodes entières comptent : le premier tic d'un `interval` est immédiat et n'en mesure \
             aucune, et la dernière, inachevée, ne compte pas"
        );
        ::banc::exiger!(
            compte != 0 || attendu == 0,
            "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
            "0, aucun",
            "{PISTE_AUCUN_TIC}"
        );
        ::banc::exiger!(
            u64::from(compte) == attendu,
            "périodes de {periode} ms, {comment} au bout de {arret} ms : {attendu} tics",
            "{compte}",
            "un tic par période entière, du début à l'arrêt"
        );
    }

    #[test]
    fn etape3_seules_les_periodes_entieres_comptent() {
        essai_virtuel(async {
            for (periode, arret) in [(10, 35), (10, 19), (7, 100), (250, 1001), (40_000, 100_000)] {
                juger_tics(periode, arret, true).await;
            }
        });
    }

    #[test]
    fn etape3_l_arret_est_suivi_au_milieu_d_une_periode() {
        essai_virtuel(async {
            // Au milieu de la première, de la troisième, et d'une période d'un an.
            for (periode, arret) in [(1000, 1), (1000, 2500), (365 * 24 * 3600 * 1000, 50)] {
                juger_tics(periode, arret, true).await;
            }
        });
    }

    #[test]
    fn etape3_la_perte_de_l_emetteur_arrete_aussi() {
        essai_virtuel(async {
            for (periode, arret) in [(10, 35), (1000, 2500), (10, 4)] {
                juger_tics(periode, arret, false).await;
            }
        });
    }

    #[test]
    fn etape3_un_arret_deja_demande_donne_zero() {
        essai_virtuel(async {
            for par_message in [true, false].repeat(32) {
                let (emetteur, recepteur) = oneshot::channel();
                if par_message {
                    let _ = emetteur.send(());
                } else {
                    drop(emetteur);
                }
                let appel = sans_panique(
                    Box::pin(compter_les_tics(ms(10), recepteur)),
                    &["subtract with overflow"],
                    "un arrêt demandé avant l'appel donne 0 tic, chaque fois",
                    PISTE_MOINS_UN,
                );
                let (compte, duree) = mesurer(appel, "l'arrêt, message ou perte de l'émetteur, est acquis avant l'appel : il est suivi aussitôt").await;
                ::banc::exiger!(
                    duree.is_zero(),
                    "un arrêt demandé avant l'appel est suivi aussitôt",
                    "le compteur a attendu {duree:?}",
                    "l'arrêt s'attend dès le début, en même temps que le premier tic"
                );
                ::banc::exiger!(
                    compte == 0,
                    "un arrêt demandé avant l'appel donne 0 tic, chaque fois",
                    "{compte}",
                    "aucune période n'a pu passer : le premier tic d'un `interval` est immédiat, il ne mesure rien"
                );
            }
        });
    }

    #[test]
    fn etape3_l_arret_reveille_le_compteur_aussitot() {
        essai_virtuel(async {
            let (emetteur, recepteur) = oneshot::channel();
            let mut appel = sobre(Box::pin(compter_les_tics(ms(10), recepteur)));
            en_attente(&mut appel).await;
            let _ = emetteur.send(());
            ::banc::exiger_egal!(
                finir_aussitot(appel).await,
                3,
                "le compte de tics de 10 ms en 35 ms",
                "{PISTE_AUCUN_TIC}"
            );
        });
    }

    #[test]
    fn etape3_rien_ne_tourne_encore_apres_le_retour() {
        essai_virtuel(async {
            let avant = Handle::current().metrics().num_alive_tasks();
            for par_message in [true, false] {
                juger_tics(10, 35, par_message).await;
                exiger_le_calme(
                    avant,
                    10,
                    "une tâche lancée par `tokio::spawn` vit seule : elle compte encore alors que l'arrêt est passé ; \
                     arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit",
                )
                .await;
            }
        });
    }

    #[test]
    fn etape3_deux_compteurs_comptent_ensemble_et_longtemps() {
        essai_virtuel(async {
            let compter = |periode: u64, arret: u64| juger_tics(periode, arret, true);
            ensemble(::std::vec![compter(3, 3001), compter(40, 4999)]).await;
            compter(2, 1001).await;
        });
    }

    // ---- Étape 4 : patienter ----

    const PISTE_TRAVAIL: &str = "le travail n'avance plus : il doit être interrogé à chaque réveil, entre les \
        signaux aussi ; ou l'appel attend aussi une boucle sans fin (`join!`) : c'est le premier fini qui compte \
        (`select!`)";

    /// Patiente et note chaque signal : son numéro, et l'heure en millisecondes depuis l'appel.
    async fn signaux<T>(
        travail: impl Future<Output = T>,
        periode: u64,
    ) -> (T, Duration, Vec<(u32, u128)>) {
        let debut = Instant::now();
        let mut journal = Vec::new();
        let signaler = |numero| journal.push((numero, debut.elapsed().as_millis()));
        let appel = patienter(travail, ms(periode), signaler);
        let (valeur, duree) = mesurer(appel, PISTE_TRAVAIL).await;
        (valeur, duree, journal)
    }

    /// Les signaux 1, 2… à chaque période d'un travail de `n` ms.
    fn signaux_attendus(periode: u64, n: u64) -> Vec<(u32, u128)> {
        (1..)
            .map(|numero: u32| (numero, u128::from(numero) * u128::from(periode)))
            .take_while(|(_, instant)| *instant < u128::from(n))
            .collect()
    }

    fn juger_signaux(vus: &[(u32, u128)], periode: u64, n: u64) {
        let attendus = signaux_attendus(periode, n);
        if vus == attendus {
            return;
        }
        let [court, long] = [vus, &attendus].map(|liste| {
            let debut = &liste[..liste.len().min(6)];
            ::std::format!("{} signaux {debut:?}", liste.len())
        });
        ::banc::exiger!(
            !vus.iter().any(|(_, instant)| *instant == 0),
            "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
            "{court} : le premier vient tout de suite",
            "le premier signal vient après une période entière ; le premier tic d'un `interval` est immédiat"
        );
        let heures = vus.iter().map(|(_, instant)| instant);
        ::banc::exiger!(
            !heures.eq(attendus.iter().map(|(_, instant)| instant)),
            "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
            "{court} : les heures sont bonnes, les numéros non",
            "les signaux sont numérotés à partir de 1, et chacun a le numéro suivant"
        );
        ::banc::exiger!(
            !vus.is_empty(),
            "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
            "aucun signal",
            "le minuteur n'aboutit jamais : attends-tu le travail avant lui, ou repart-il de zéro à chaque réveil \
             du travail ?"
        );
        ::banc::echec!(
            "travail de {n} ms, période de {periode} ms : {long} (numéro, heure)",
            "{court}",
            "un signal par période, à intervalle régulier, tant que dure le travail et plus jamais après"
        )
    }

    #[test]
    fn etape4_un_signal_par_periode_tant_que_dure_le_travail() {
        essai_virtuel(async {
            for (periode, n) in [
                (10, 35),
                (20, 105),
                (10, 11),
                (250, 1999),
                (2, 2001),
                (40_000, 100_000),
            ] {
                let (_, _, vus) = signaux(dans(n), periode).await;
                juger_signaux(&vus, periode, n);
            }
        });
    }

    #[test]
    fn etape4_la_valeur_est_rendue_des_qu_elle_est_prete() {
        essai_virtuel(async {
            // Ni `Send` ni `'static` : le travail peut emprunter à l'appelant.
            let texte = String::from("fait");
            for (periode, n) in [(10, 35), (1000, 1), (1000, 2300), (10, 9)] {
                let travail = async {
                    dans(n).await;
                    (Rc::new(n), &texte)
                };
                let (valeur, duree, _) = signaux(travail, periode).await;
                ::banc::exiger_egal!(
                    valeur,
                    (Rc::new(n), &texte),
                    "la valeur rendue",
                    "rends ce que le travail a rendu"
                );
                ::banc::exiger!(
                    duree == ms(n),
                    "travail de {n} ms, période de {periode} ms : la valeur est rendue au bout de {n} ms",
                    "elle l'a été au bout de {duree:?}",
                    "le travail finit au milieu d'une période : n'attends ni le tic suivant, ni un premier tic avant \
                     de commencer"
                );
            }
        });
    }

    #[test]
    fn etape4_un_travail_pret_tout_de_suite_ne_donne_aucun_signal() {
        essai_virtuel(async {
            const FIN: &str = "le travail est fini, et l'appel attend encore un tic : la fin du travail le termine, où \
                qu'en soit la période";
            for n in 0..64 {
                let (valeur, duree, vus) = signaux(ready(n), 10).await;
                ::banc::exiger!(
                    duree.is_zero() || !vus.is_empty(),
                    "un travail prêt tout de suite rend {n} sans attendre",
                    "il l'a rendu au bout de {duree:?}",
                    "{FIN}"
                );
                ::banc::exiger!(
                    vus.is_empty() && duree.is_zero() && valeur == n,
                    "un travail prêt tout de suite rend {n} sans attendre, sans aucun signal, chaque fois",
                    "{valeur} au bout de {duree:?}, avec les signaux {vus:?} (numéro, heure)",
                    "le premier signal vient après une période entière : le premier tic d'un `interval` est immédiat"
                );
            }
            let (_, duree, vus) = signaux(dans(9), 10).await;
            ::banc::exiger!(
                duree == ms(9) || !vus.is_empty(),
                "un travail de 9 ms finit au bout de 9 ms",
                "au bout de {duree:?}",
                "{FIN}"
            );
            ::banc::exiger!(
                vus.is_empty() && duree == ms(9),
                "un travail plus court que la période ne donne aucun signal",
                "{vus:?} (numéro, heure), en {duree:?}",
                "le premier signal vient après une période entière, et aucun ne vient après la fin du travail"
            );
        });
    }

    #[test]
    fn etape4_le_travail_part_tout_de_suite_et_une_seule_fois() {
        essai_virtuel(async {
            let debut = Instant::now();
            let departs = RefCell::new(Vec::new());
            let temoin = Temoin::new();
            let travail = temoin.autour(async {
                departs.borrow_mut().push(debut.elapsed());
                dans(33).await;
            });
            let _ = signaux(travail, 10).await;
            let departs = departs.into_inner();
            ::banc::exiger!(
                departs == [Duration::ZERO],
                "le travail part une seule fois, dès l'appel (départs : [0ns])",
                "départs : {departs:?}",
                "le travail n'attend pas le premier tic pour commencer, et chaque tour reprend le même future"
            );
        });
    }

    #[test]
    fn etape4_les_reveils_du_travail_ne_repoussent_pas_les_signaux() {
        essai_virtuel(async {
            // Le travail se réveille à 1, 5, 9… 45 ms, sans jamais tomber sur un signal.
            let travail = async {
                dans(1).await;
                for _ in 0..11 {
                    dans(4).await;
                }
            };
            let (_, duree, vus) = signaux(travail, 10).await;
            juger_signaux(&vus, 10, 45);
            ::banc::exiger_egal!(
                duree,
                ms(45),
                "la durée d'un travail de 45 ms",
                "les signaux n'interrompent pas le travail"
            );
        });
    }

    #[test]
    fn etape4_la_fin_du_travail_reveille_l_appel_aussitot() {
        essai_virtuel(async {
            let (donner, travail) = oneshot::channel();
            let vus = Cell::new(0);
            let mut appel = sobre(Box::pin(patienter(
                Temoin::new().autour(travail),
                ms(10),
                |n| vus.set(n),
            )));
            en_attente(&mut appel).await;
            let _ = donner.send(7);
            ::banc::exiger_egal!(
                finir_aussitot(appel).await,
                Ok(7),
                "la valeur du travail",
                "rends ce que le travail a rendu"
            );
            ::banc::exiger_egal!(
                vus.get(),
                3,
                "le dernier signal d'un travail de 35 ms avec une période de 10 ms",
                "un signal par période, et plus rien après la fin du travail"
            );
        });
    }

    #[test]
    fn etape4_rien_ne_tourne_encore_apres_le_retour() {
        essai_virtuel(async {
            let avant = Handle::current().metrics().num_alive_tasks();
            let _ = signaux(dans(35), 10).await;
            exiger_le_calme(avant, 10, PISTE_TACHE_QUI_BAT).await;
        });
    }

    // ---- Étape 5 : lire_lignes ----

    const PISTE_FLUX: &str = "la lecture ne voit jamais la fin du flux : elle se reconnaît à une lecture qui ne \
        donne plus rien (et `else` ne sert que si toutes les branches sont écartées, ce que le battement n'est \
        jamais : reçois tout, `ligne = …`, et fais un `match`)";

    const PISTE_LIGNES: &str = "chaque ligne du flux, dans l'ordre, et rien d'autre";

    /// Ce que le flux donne, et à quelle milliseconde après sa création. Après le dernier, c'est la fin.
    type Morceau = (u64, io::Result<Vec<u8>>);

    /// Un flux dont chaque morceau arrive à son heure.
    struct Flux {
        debut: Instant,
        a_venir: VecDeque<Morceau>,
        minuteur: Option<Pin<Box<Sleep>>>,
        recu: Vec<u8>,
        lus: usize,
    }

    impl Flux {
        fn new(morceaux: impl IntoIterator<Item = Morceau>) -> Self {
            Flux {
                debut: Instant::now(),
                a_venir: morceaux.into_iter().collect(),
                minuteur: None,
                recu: Vec::new(),
                lus: 0,
            }
        }

        /// Les morceaux de texte à leur heure, puis la fin à la sienne.
        fn textes(morceaux: &[(u64, &[u8])], fin: u64) -> Self {
            let morceaux = morceaux
                .iter()
                .map(|(quand, octets)| (*quand, Ok(octets.to_vec())));
            Flux::new(morceaux.chain([(fin, Ok(Vec::new()))]))
        }

        /// Les mêmes octets un par un, à 1, 5, 9… ms : jamais à l'instant d'un battement de 10 ms.
        fn goutte_a_goutte(octets: &[u8]) -> Self {
            let gouttes: Vec<(u64, &[u8])> =
                (0..).map(|i| 1 + 4 * i).zip(octets.chunks(1)).collect();
            let fin = 1 + 4 * gouttes.len() as u64;
            Flux::textes(&gouttes, fin)
        }
    }

    impl AsyncBufRead for Flux {
        fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
            let flux = self.get_mut();
            if flux.lus == flux.recu.len() {
                let Some((quand, _)) = flux.a_venir.front() else {
                    return Poll::Ready(Ok(&[]));
                };
                let echeance = flux.debut + ms(*quand);
                if Instant::now() < echeance {
                    let minuteur = flux
                        .minuteur
                        .get_or_insert_with(|| Box::pin(sleep_until(echeance)));
                    ::std::task::ready!(minuteur.as_mut().poll(cx));
                }
                flux.minuteur = None;
                flux.lus = 0;
                flux.recu.clear();
                if let Some((_, morceau)) = flux.a_venir.pop_front() {
                    flux.recu = morceau?;
                }
            }
            Poll::Ready(Ok(&flux.recu[flux.lus..]))
        }

        fn consume(self: Pin<&mut Self>, n: usize) {
            self.get_mut().lus += n;
        }
    }

    impl AsyncRead for Flux {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            place: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let octets = ::std::task::ready!(self.as_mut().poll_fill_buf(cx))?;
            let n = octets.len().min(place.remaining());
            place.put_slice(&octets[..n]);
            self.consume(n);
            Poll::Ready(Ok(()))
        }
    }

    type Entree<'a> = Box<dyn AsyncBufRead + Unpin + 'a>;

    /// Lit l'entrée et note l'heure de chaque battement, en millisecondes depuis l'appel.
    async fn lire(
        entree: impl AsyncBufRead + Unpin,
        periode: u64,
    ) -> (io::Result<Vec<String>>, Duration, Vec<u128>) {
        let entree: Entree<'_> = Box::new(entree);
        let debut = Instant::now();
        let mut battements = Vec::new();
        let battre = || battements.push(debut.elapsed().as_millis());
        let appel = sans_panique(
            Box::pin(lire_lignes(entree, ms(periode), battre)),
            &["Panne", "UTF-8", "Utf8Error"],
            "l'erreur de la lecture est rendue : `Err(…)`",
            "une erreur de lecture n'est pas une panne du programme : rends l'erreur à l'appelant (`?`), sans `unwrap`",
        );
        let (lignes, duree) = mesurer(appel, PISTE_FLUX).await;
        (lignes, duree, battements)
    }

    /// Juge les heures des battements, en millisecondes, avec une période de 10 ms.
    #[track_caller]
    fn juger_battements(vus: &[u128], attendus: &[u128], quand: &str) {
        ::banc::exiger!(
            vus.first() != Some(&0),
            "les heures des battements {quand} : {attendus:?} ms",
            "{vus:?}",
            "le premier tic d'un `interval` est immédiat, et le premier battement vient après une période entière"
        );
        // Une horloge qui repart de zéro ne bat jamais trop tôt, toujours trop tard.
        let depart = ::std::iter::once(&0).chain(vus);
        let ecarts: Vec<u128> = depart
            .zip(vus)
            .map(|(avant, apres)| apres - avant)
            .collect();
        let recree =
            ecarts.iter().all(|ecart| *ecart >= 10) && ecarts.iter().any(|ecart| ecart % 10 != 0);
        ::banc::exiger!(
            !recree,
            "les heures des battements {quand} : {attendus:?} ms",
            "{vus:?}",
            "l'échéance du battement ne dépend pas des lignes : le minuteur est recréé à chaque ligne ; une seule \
             horloge, créée avant la boucle"
        );
        ::banc::exiger!(
            vus == attendus,
            "les heures des battements {quand} : {attendus:?} ms",
            "{vus:?}",
            "un battement par période jusqu'à la fin du flux, quoi qu'il arrive sur le flux : les battements \
             n'attendent pas les lignes, la lecture et le minuteur avancent ensemble"
        );
    }

    const DERNIERE: &str = "la fin du flux termine aussi la dernière ligne, si elle a commencé : sans `\\n`, elle \
        compte ; après un `\\n`, il n'y a pas de ligne de plus";

    fn juger_lignes(lues: io::Result<Vec<String>>, attendues: &[&str], comment: &str, piste: &str) {
        let lues = match lues {
            Ok(lues) => lues,
            Err(erreur) => ::banc::echec!(
                "{comment} : {attendues:?}",
                "une erreur : {erreur}",
                "{piste}"
            ),
        };
        if lues != attendues {
            // Une ligne vide de trop à la fin, ou la dernière en moins : la cause est connue.
            let trop = lues.strip_suffix(&[String::new()]);
            let derniere = trop.is_some_and(|lues| lues == attendues)
                || attendues
                    .split_last()
                    .is_some_and(|(fin, debut)| !fin.is_empty() && lues == debut);
            let piste = if derniere { DERNIERE } else { piste };
            ::banc::echec!("{comment} : {attendues:?}", "{lues:?}", "{piste}");
        }
    }

    #[test]
    fn etape5_chaque_ligne_est_rendue_sans_sa_fin() {
        const FIN: &str = "seuls `\\n` et `\\r\\n` terminent une ligne, et eux seuls s'enlèvent, une fois : ni un \
            autre `\\r`, ni les espaces, ni rien d'autre";
        const VIDE: &str =
            "une ligne vide est une ligne : elle n'arrête pas la lecture, et ne disparaît pas";
        let cas: [(&str, &[&str], &str); 15] = [
            ("un\ndeux\n", &["un", "deux"], FIN),
            ("un\r\ndeux\r\n", &["un", "deux"], FIN),
            ("un\r\ndeux\ntrois\r\n", &["un", "deux", "trois"], FIN),
            ("un\ndeux", &["un", "deux"], DERNIERE),
            ("seule", &["seule"], DERNIERE),
            ("", &[], DERNIERE),
            ("\n", &[""], VIDE),
            ("\n\r\n\n", &["", "", ""], VIDE),
            ("un\n\ndeux\n", &["un", "", "deux"], VIDE),
            ("  un \t\n deux ", &["  un \t", " deux "], FIN),
            ("\u{feff}un\n", &["\u{feff}un"], FIN),
            ("un\rdeux\n", &["un\rdeux"], FIN),
            ("un\r\r\n", &["un\r"], FIN),
            ("\r\rdeux\n\rtrois\n", &["\r\rdeux", "\rtrois"], FIN),
            ("un\ndeux\r", &["un", "deux\r"], FIN),
        ];
        essai_virtuel(async {
            for (texte, attendues, piste) in cas {
                let (lues, _, _) = lire(texte.as_bytes(), 10).await;
                juger_lignes(
                    lues,
                    attendues,
                    &::std::format!("les lignes de {texte:?}"),
                    piste,
                );
                // Un caractère coupé en deux a son propre test.
                if !texte.is_ascii() {
                    continue;
                }
                let (lues, _, _) = lire(Flux::goutte_a_goutte(texte.as_bytes()), 10).await;
                juger_lignes(
                    lues,
                    attendues,
                    &::std::format!("les lignes de {texte:?}, reçu octet par octet"),
                    "lu d'un bloc, ce texte est juste ; en morceaux, avec des battements entre eux, quelque chose se \
                     perd : qu'est-ce qui garde le début de ligne déjà reçu ?",
                );
            }
        });
    }

    #[test]
    fn etape5_une_ligne_en_morceaux_reste_entiere() {
        essai_virtuel(async {
            let morceaux: [(u64, &[u8]); 4] = [
                (5, b"bon"),
                (15, b"jour\nau "),
                (25, b"re"),
                (36, b"voir\nfin"),
            ];
            let (lues, _, battements) = lire(Flux::textes(&morceaux, 47), 10).await;
            juger_lignes(
                lues,
                &["bonjour", "au revoir", "fin"],
                "les lignes arrivées en morceaux",
                "un battement annule la lecture en cours : avec `read_line`, ou un lecteur recréé à chaque tour, les \
                 octets déjà lus partent avec elle ; vois lesquelles supportent d'être annulées (« cancel safety »)",
            );
            juger_battements(
                &battements,
                &[10, 20, 30, 40],
                "pendant que les morceaux arrivent",
            );
        });
    }

    #[test]
    fn etape5_un_retour_chariot_coupe_de_son_saut_de_ligne_n_est_pas_garde() {
        essai_virtuel(async {
            let morceaux: [(u64, &[u8]); 4] = [
                (5, b"un\r"),
                (15, b"\ndeux\r"),
                (25, b"\n\r"),
                (35, b"\ntr\rois"),
            ];
            let (lues, _, _) = lire(Flux::textes(&morceaux, 41), 10).await;
            juger_lignes(
                lues,
                &["un", "deux", "", "tr\rois"],
                "les lignes, coupées entre `\\r` et `\\n`",
                "la fin de ligne s'enlève une fois la ligne complète, pas morceau par morceau",
            );
        });
    }

    #[test]
    fn etape5_un_caractere_coupe_en_deux_reste_entier() {
        essai_virtuel(async {
            let morceaux: [(u64, &[u8]); 4] = [
                (5, b"caf\xc3"),
                (15, b"\xa9\n\xf0\x9d"),
                (25, b"\x84"),
                (35, b"\x9e"),
            ];
            let (lues, _, _) = lire(Flux::textes(&morceaux, 41), 10).await;
            juger_lignes(
                lues,
                &["café", "𝄞"],
                "les lignes, avec des caractères coupés entre deux morceaux",
                "un caractère de plusieurs octets peut arriver en plusieurs fois : l'UTF-8 se vérifie sur la ligne \
                 complète",
            );
        });
    }

    #[test]
    fn etape5_les_battements_gardent_leur_periode_quoi_qu_il_arrive() {
        essai_virtuel(async {
            // Un flux silencieux, puis un flux bavard : une ligne à 1, 5, 9… 45 ms.
            let (lues, duree, battements) = lire(Flux::textes(&[], 35), 10).await;
            juger_lignes(lues, &[], "les lignes d'un flux silencieux", PISTE_LIGNES);
            juger_battements(&battements, &[10, 20, 30], "pendant 35 ms de silence");
            ::banc::exiger!(
                duree == ms(35),
                "la lecture finit avec le flux, au bout de 35 ms",
                "elle a fini au bout de {duree:?}",
                "la fin du flux n'attend pas le battement suivant"
            );
            // Un long silence : personne n'y regarde l'heure toutes les millisecondes.
            let (_, _, battements) = lire(Flux::textes(&[], 100_000), 40_000).await;
            juger_battements(&battements, &[40_000, 80_000], "pendant 100 s de silence");
            let (lues, duree, battements) = lire(Flux::goutte_a_goutte(&[b'\n'; 12]), 10).await;
            juger_lignes(lues, &[""; 12], "les lignes d'un flux bavard", PISTE_LIGNES);
            ::banc::exiger!(
                !battements.is_empty(),
                "un flux qui donne une ligne toutes les 4 ms n'empêche pas de battre toutes les 10 ms",
                "aucun battement en {duree:?}",
                "un minuteur recréé à chaque ligne n'arrive jamais au bout : crée-le une seule fois, hors de la boucle"
            );
            juger_battements(
                &battements,
                &[10, 20, 30, 40],
                "pendant que des lignes arrivent à 1, 5, 9… 45 ms",
            );
        });
    }

    #[test]
    fn etape5_aucun_battement_avant_une_periode_entiere() {
        essai_virtuel(async {
            let texte = "ligne\n".repeat(5);
            for _ in 0..64 {
                let (lues, duree, battements) = lire(texte.as_bytes(), 10).await;
                juger_lignes(
                    lues,
                    &["ligne"; 5],
                    "5 lignes reçues d'un coup",
                    PISTE_LIGNES,
                );
                ::banc::exiger!(
                    duree.is_zero() || !battements.is_empty(),
                    "un flux lu d'un coup finit aussitôt",
                    "la lecture a duré {duree:?}",
                    "le flux est fini, et la lecture attend encore un tic : la fin du flux la termine, où qu'en soit \
                     la période"
                );
                ::banc::exiger!(
                    battements.is_empty() && duree.is_zero(),
                    "un flux lu d'un coup ne laisse le temps d'aucun battement, chaque fois",
                    "des battements à {battements:?} ms, une lecture de {duree:?}",
                    "le premier battement vient après une période entière : le premier tic d'un `interval` est \
                     immédiat"
                );
            }
        });
    }

    #[derive(Debug)]
    struct Panne;

    impl Display for Panne {
        fn fmt(&self, f: &mut Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("câble débranché")
        }
    }

    impl ::std::error::Error for Panne {}

    #[test]
    fn etape5_une_erreur_du_flux_revient_telle_quelle() {
        essai_virtuel(async {
            // Avant tout, après une ligne, au milieu d'une ligne, au milieu d'un caractère.
            for (octets, genre) in [
                (&b""[..], io::ErrorKind::ConnectionReset),
                (b"un\n", io::ErrorKind::UnexpectedEof),
                (b"un\nde", io::ErrorKind::TimedOut),
                (b"caf\xc3", io::ErrorKind::BrokenPipe),
            ] {
                let morceaux = [
                    (5, Ok(octets.to_vec())),
                    (25, Err(io::Error::new(genre, Panne))),
                ];
                let debut = usize::from(octets.is_empty()); // Un morceau vide serait la fin.
                let flux = Flux::new(morceaux.into_iter().skip(debut));
                let (lues, duree, _) = lire(flux, 10).await;
                let erreur = match lues {
                    Err(erreur) => erreur,
                    Ok(lues) => ::banc::echec!(
                        "l'erreur {genre:?} du flux est rendue",
                        "Ok({lues:?})",
                        "l'erreur a été avalée : la lecture rend un `Result`, et une boucle qui n'accepte que `Ok` \
                         prend l'erreur pour la fin"
                    ),
                };
                let (observe, intacte) = (erreur.kind(), erreur.to_string());
                ::banc::exiger!(
                    observe == genre && erreur.get_ref().is_some_and(|cause| cause.is::<Panne>()),
                    "l'erreur du flux revient telle quelle : {genre:?}, « câble débranché »",
                    "une autre erreur : {observe:?}, « {intacte} »",
                    "l'erreur a été remplacée ou recopiée : rends celle du flux, la même valeur (`?` suffit)"
                );
                ::banc::exiger!(
                    duree == ms(25),
                    "l'erreur arrive au bout de 25 ms et arrête la lecture",
                    "la lecture a fini au bout de {duree:?}",
                    "une erreur du flux termine la lecture aussitôt"
                );
            }
        });
    }

    #[test]
    fn etape5_un_utf8_invalide_est_une_erreur_invalid_data() {
        essai_virtuel(async {
            for octets in [
                &b"\xff\n"[..],
                b"un\ncaf\xe9\ntrois\n",
                b"un\ncaf\xc3\ntrois\n",
                b"un\n\xff",
                b"caf\xc3",
            ] {
                let texte = octets.escape_ascii();
                for flux in [
                    Flux::textes(&[(0, octets)], 0),
                    Flux::goutte_a_goutte(octets),
                ] {
                    match lire(flux, 10).await.0 {
                        Err(erreur) => ::banc::exiger_egal!(
                            erreur.kind(),
                            io::ErrorKind::InvalidData,
                            "le genre de l'erreur pour les octets « {texte} »",
                            "des octets qui ne sont pas de l'UTF-8 sont des données invalides"
                        ),
                        Ok(lues) => {
                            ::banc::exiger!(
                                !lues.iter().any(|ligne| ligne.contains('\u{fffd}')),
                                "une erreur `InvalidData` pour les octets « {texte} »",
                                "Ok({lues:?})",
                                "`from_utf8_lossy` remplace en silence ce qu'il ne comprend pas : ici, c'est une erreur"
                            );
                            ::banc::echec!(
                                "une erreur `InvalidData` pour les octets « {texte} »",
                                "Ok({lues:?})",
                                "l'erreur a été avalée : un texte invalide n'est ni ignoré, ni pris pour la fin, même sur \
                                 une dernière ligne sans `\\n`"
                            )
                        }
                    }
                }
            }
        });
    }

    #[test]
    fn etape5_une_longue_ligne_arrive_entiere_par_un_vrai_tube() {
        essai_virtuel(async {
            const ATTENDU: &str = "trois lignes de 5, 200000 et 6 octets";
            let longue = "é".repeat(100_000);
            let (mut emetteur, recepteur) = duplex(1000);
            let texte = ::std::format!("avant\r\n{longue}\r\naprès");
            let (lecture, ()) = ::tokio::join!(lire(BufReader::new(recepteur), 10), async move {
                for morceau in texte.as_bytes().chunks(35_001) {
                    let _ = emetteur.write_all(morceau).await;
                    dans(7).await;
                }
            });
            let (lues, duree, battements) = lecture;
            let lues = match lues {
                Ok(lues) => lues,
                Err(erreur) => ::banc::echec!(
                    "{ATTENDU}",
                    "une erreur : {erreur}",
                    "rien n'est invalide dans ce flux : un caractère peut y être coupé entre deux morceaux, l'UTF-8 se \
                     vérifie sur la ligne complète"
                ),
            };
            ::banc::exiger!(
                lues != ["avant", &longue],
                "{ATTENDU}",
                "la dernière manque",
                "{DERNIERE}"
            );
            let tailles: Vec<usize> = lues.iter().map(String::len).collect();
            ::banc::exiger!(
                lues == ["avant", &longue, "après"],
                "{ATTENDU}",
                "des lignes de {tailles:?} octets",
                "une ligne n'a pas de longueur maximale, et arrive en autant de morceaux qu'il faut"
            );
            juger_battements(
                &battements,
                &[10, 20, 30, 40],
                "pendant que les octets affluent",
            );
            ::banc::exiger!(
                duree == ms(42),
                "une lecture de 42 ms",
                "{duree:?}",
                "la lecture finit avec le flux, même quand les octets affluent"
            );
        });
    }

    #[test]
    fn etape5_rien_ne_tourne_encore_apres_le_retour() {
        essai_virtuel(async {
            let avant = Handle::current().metrics().num_alive_tasks();
            let panne = || io::Error::new(io::ErrorKind::BrokenPipe, Panne);
            let _ = lire(Flux::textes(&[(5, b"un\n")], 35), 10).await;
            let _ = lire(Flux::new([(5, Err(panne()))]), 10).await;
            exiger_le_calme(avant, 10, PISTE_TACHE_QUI_BAT).await;
        });
    }

    #[test]
    fn etape5_la_fin_du_flux_reveille_la_lecture_aussitot() {
        essai_virtuel(async {
            let (mut emetteur, recepteur) = duplex(64);
            let battements = Cell::new(0);
            let entree: Entree<'_> = Box::new(BufReader::new(recepteur));
            let battre = || battements.set(battements.get() + 1);
            let mut appel = sobre(Box::pin(lire_lignes(entree, ms(10), battre)));
            let _ = emetteur.write_all(b"un\nde").await;
            en_attente(&mut appel).await;
            let _ = emetteur.write_all(b"ux").await;
            drop(emetteur);
            juger_lignes(
                finir_aussitot(appel).await,
                &["un", "deux"],
                "les lignes reçues avant la fin du flux",
                "la fin du flux termine aussi la dernière ligne",
            );
            ::banc::exiger_egal!(
                battements.get(),
                3,
                "le nombre de battements de 10 ms en 35 ms",
                "un battement par période entière, jusqu'à la fin du flux : le premier tic d'un `interval`, immédiat, \
                 n'en est pas un"
            );
        });
    }
}
