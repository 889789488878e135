// Les tests de l'exo 31, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{attendre_avec_limite, attendre_les_deux, attendre_tous, tout_ou_rien};

    use ::banc::{Jauge, Temoin, attraper, chronometrer, essai_virtuel, message_de, ms};
    use ::std::any::Any;
    use ::std::boxed::Box;
    use ::std::cell::RefCell;
    use ::std::future::{Future, pending, poll_fn, ready};
    use ::std::iter::Iterator;
    use ::std::marker::Send;
    use ::std::option::Option::Some;
    use ::std::pin::Pin;
    use ::std::prelude::v1::test;
    use ::std::rc::Rc;
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::String;
    use ::std::sync::atomic::{AtomicUsize, Ordering};
    use ::std::sync::{Arc, Mutex};
    use ::std::task::{Context, Waker};
    use ::std::time::Duration;
    use ::std::vec::Vec;
    use ::tokio::sync::{Barrier, oneshot};
    use ::tokio::time::{Instant, sleep, timeout};

    // Un seul type de future par famille d'étapes : chaque fonction de l'exercice n'est compilée qu'une
    // fois, et un essai coûte peu à l'apprenant.

    /// Un future des étapes 1 et 2 : ni `Send` ni `'static`.
    type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

    /// Un future des étapes 3 et 4.
    type Envoi = Pin<Box<dyn Future<Output = Colis> + Send>>;

    /// Une valeur qui ne se copie, ne se clone et ne s'invente pas.
    struct Colis(usize);

    /// La charge d'une panique, qui n'est pas un texte.
    struct Charge(usize);

    /// La charge d'une panique, quand c'est un texte.
    const TEXTE: &str = "plus de farine";

    /// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
    /// Ceux qu'elle ne peut pas nommer (`Colis`, `Refus`) ne lui laissent pas de cas particulier.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures(a: Local<'_, Colis>, b: Local<'_, Colis>) {
        fn rend<T>(_: impl Future<Output = T>) {}
        rend::<(Colis, Colis)>(attendre_les_deux(a, b));
        let essai = || -> Local<'_, Result<Colis, Refus>> { Box::pin(pending()) };
        rend::<Result<(Colis, Colis), Refus>>(tout_ou_rien(essai(), essai()));
        rend::<Vec<Colis>>(attendre_tous(Vec::<Envoi>::new()));
        rend::<Vec<Colis>>(attendre_avec_limite(Vec::<Envoi>::new(), 1));
    }

    /// Des échéances très éloignées : celui qui interrogerait les futures à intervalle régulier le ferait
    /// des milliers de fois.
    const fn s(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    /// Attend l'appel, qui ne doit ni se figer ni interroger ses futures sans raison ; rend sa valeur et
    /// le temps qu'il a pris.
    #[track_caller]
    fn suivre<'a, T: 'a>(
        appel: Local<'a, T>,
        piste: &'a str,
    ) -> impl Future<Output = (T, Duration)> + use<'a, T> {
        suivre_avec(appel, move || piste)
    }

    /// De même, avec des futures qui tiennent tous `jeton` : s'il n'y en a plus un seul et que l'appel attend
    /// encore, ce n'est pas eux qu'il attend.
    #[track_caller]
    fn suivre_ceux_de<'a, T: 'a, J: 'a>(
        jeton: &'a Arc<J>,
        appel: Local<'a, T>,
        piste: &'a str,
    ) -> impl Future<Output = (T, Duration)> + use<'a, T, J> {
        suivre_avec(appel, move || {
            if Arc::strong_count(jeton) == 1 {
                "plus aucun future ne court, et l'appel attend encore : un canal, par exemple, ne se ferme que \
                 lorsque tous ses émetteurs sont lâchés, celui d'origine compris"
            } else {
                piste
            }
        })
    }

    /// Le travail des deux précédentes ; `choisir` donne la piste d'un appel figé.
    #[track_caller]
    fn suivre_avec<'a, T: 'a>(
        appel: Local<'a, T>,
        choisir: impl Fn() -> &'a str + 'a,
    ) -> Local<'a, (T, Duration)> {
        let ligne = ::std::panic::Location::caller().line();
        Box::pin(suivre_boite(appel, Box::new(choisir), ligne))
    }

    async fn suivre_boite<'a, T>(
        mut appel: Local<'a, T>,
        choisir: Box<dyn Fn() -> &'a str + 'a>,
        ligne: u32,
    ) -> (T, Duration) {
        let mut tours = 0;
        let mut limite = Box::pin(sleep(s(20_000)));
        let appel = poll_fn(|cx| {
            tours += 1;
            ::banc::exiger!(
                tours < 2000,
                "l'appel dort jusqu'à ce qu'un de ses futures le réveille",
                "il a été interrogé {tours} fois, presque toujours pour rien",
                "une boucle interroge sans cesse, ou à intervalle régulier, des futures qui n'ont rien de \
                 nouveau : chacun réveille de lui-même celui qui l'attend"
            );
            // Avant l'appel : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
            if limite.as_mut().poll(cx).is_ready() {
                let piste = choisir();
                ::banc::echec!(
                    "l'appel se termine (ligne {ligne} du test)",
                    "il attend toujours, et plus rien ne peut le réveiller",
                    "{piste}"
                );
            }
            appel.as_mut().poll(cx)
        });
        chronometrer(appel).await
    }

    /// Attend `duree` en quatre fois : il faut l'interroger à chaque fois pour qu'elle avance.
    async fn dormir(duree: Duration) {
        for _ in 0..4 {
            sleep(duree / 4).await;
        }
    }

    /// Les colis numérotés de 0 à `nombre`, dans cet ordre.
    fn exiger_dans_l_ordre(colis: Vec<Colis>, nombre: usize) {
        let numeros: Vec<usize> = colis.into_iter().map(|Colis(numero)| numero).collect();
        let rendus = numeros.len();
        ::banc::exiger!(
            rendus == nombre,
            "{nombre} futures, {nombre} valeurs",
            "{rendus} valeurs",
            "chaque future rend une valeur : aucune ne se perd en route, même la dernière"
        );
        let deplace = numeros
            .iter()
            .enumerate()
            .find(|(place, numero)| place != *numero);
        if let Some((place, numero)) = deplace {
            let piste = piste_du_desordre(&numeros);
            ::banc::echec!(
                "les valeurs dans l'ordre des futures reçus",
                "à la place {place}, la valeur du future {numero}",
                "{piste}"
            );
        }
    }

    fn piste_du_desordre(numeros: &[usize]) -> &'static str {
        if numeros.len() > 2 && numeros.iter().rev().copied().eq(0..numeros.len()) {
            "elles sont dans l'ordre inverse : une pile rend d'abord ce qui y est entré en dernier"
        } else if numeros.iter().is_sorted_by_key(|numero| *numero % 256) {
            "le rang de chacun est tronqué : un `u8` ne compte que jusqu'à 255, et il peut y avoir plus de futures"
        } else {
            "elles sont sans doute dans l'ordre où les futures ont fini : `JoinSet` et les canaux les donnent \
             ainsi, il faut alors retenir le rang de chacun et remettre l'ordre du départ"
        }
    }

    // ---- Étape 1 : attendre_les_deux ----

    const PISTE_ENSEMBLE: &str = "l'un des futures n'est interrogé qu'une fois l'autre fini : `.await` attend \
        une valeur et ne fait rien avancer d'autre ; ce sont les futures eux-mêmes, pas leurs valeurs, qu'il \
        faut joindre";

    /// Deux futures qui s'échangent trois messages, chacun attendant celui de l'autre.
    fn echange<'a>() -> (Local<'a, u32>, Local<'a, u32>) {
        let (vers_b, depuis_a) = oneshot::channel();
        let (vers_a, depuis_b) = oneshot::channel();
        let (dernier, fin) = oneshot::channel();
        let a = Box::pin(async move {
            let _ = vers_b.send(1);
            let recu = depuis_b.await.unwrap_or(0) + 1;
            let _ = dernier.send(recu);
            recu
        });
        let b = Box::pin(async move {
            let recu = depuis_a.await.unwrap_or(0) + 1;
            let _ = vers_a.send(recu);
            fin.await.unwrap_or(0) + 1
        });
        (a, b)
    }

    /// Compare la durée observée à celle qui est demandée, et nomme les deux autres qu'on rencontre.
    fn exiger_la_plus_longue(duree: Duration, a: Duration, b: Duration) {
        let attendue = if a > b { a } else { b };
        ::banc::exiger!(
            duree != a + b,
            "{a:?} et {b:?} ensemble durent {attendue:?}",
            "{duree:?} : les deux ont été attendus l'un après l'autre",
            "`a.await` va jusqu'au bout de `a` avant de passer à la suite : donne les futures eux-mêmes, sans \
             `.await`, à ce qui doit les faire avancer ensemble"
        );
        ::banc::exiger!(
            duree <= attendue || duree > a + b,
            "{a:?} et {b:?} ensemble durent {attendue:?}",
            "{duree:?}, un peu trop",
            "quelque chose s'ajoute aux deux futures : une attente de plus, ou l'un d'eux n'est pas parti dès l'appel"
        );
        ::banc::exiger!(
            duree == attendue,
            "{a:?} et {b:?} ensemble durent {attendue:?}",
            "{duree:?}",
            "{PISTE_ENSEMBLE}"
        );
    }

    #[test]
    fn etape1_les_deux_ensemble_durent_le_temps_du_plus_long() {
        essai_virtuel(async {
            for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
                let ordre = RefCell::new(Vec::new());
                let a = Temoin::new().autour(async {
                    dormir(da).await;
                    ordre.borrow_mut().push('a');
                    Rc::<str>::from("de a")
                });
                let b = Temoin::new().autour(async {
                    dormir(db).await;
                    ordre.borrow_mut().push('b');
                    &ordre
                });
                let a: Local<'_, _> = Box::pin(a);
                let b: Local<'_, _> = Box::pin(b);
                let appel = Box::pin(attendre_les_deux(a, b));
                let ((de_a, de_b), duree) = suivre(appel, PISTE_ENSEMBLE).await;
                exiger_la_plus_longue(duree, da, db);
                ::banc::exiger_egal!(
                    (&*de_a, de_b.borrow().len()),
                    ("de a", 2),
                    "la valeur de `a`, et le nombre de futures finis",
                    "rends les deux valeurs, une fois que les deux futures ont fini"
                );
            }
        });
    }

    #[test]
    fn etape1_chacun_peut_attendre_un_message_de_l_autre() {
        essai_virtuel(async {
            let (a, b) = echange();
            let (valeurs, _) = suivre(Box::pin(attendre_les_deux(a, b)), PISTE_ENSEMBLE).await;
            ::banc::exiger_egal!(
                valeurs,
                (3, 4),
                "les valeurs de deux futures qui se répondent",
                "chacun doit avancer dès que l'autre lui a envoyé son message"
            );
            // Interrogé par une tâche, puis par une autre : seule la dernière est à réveiller.
            let (a, b): (Local<'_, ()>, Local<'_, ()>) =
                (Box::pin(dormir(s(1))), Box::pin(dormir(s(2))));
            let mut appel = Box::pin(attendre_les_deux(a, b));
            let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            let piste = "le réveil est allé à celui qui l'avait interrogé d'abord : à chaque `poll`, c'est le waker \
                qu'il vient de recevoir qui compte";
            let _ = suivre(appel, piste).await;
        });
    }

    #[test]
    fn etape1_des_futures_deja_prets_n_attendent_rien() {
        essai_virtuel(async {
            for (da, db) in [(0, 0), (0, 100), (100, 0)] {
                let futur = |valeur: u32, duree| -> Local<'_, u32> {
                    Box::pin(Temoin::new().autour(async move {
                        if duree > 0 {
                            dormir(s(duree)).await;
                        }
                        valeur
                    }))
                };
                let appel = attendre_les_deux(futur(1, da), futur(2, db));
                let (valeurs, duree) = suivre(Box::pin(appel), PISTE_ENSEMBLE).await;
                ::banc::exiger!(
                    duree == s(da + db),
                    "un future déjà prêt n'ajoute rien au temps de l'autre ({da} et {db} s)",
                    "l'appel a duré {duree:?}",
                    "n'attends rien de plus que les deux futures"
                );
                ::banc::exiger_egal!(
                    valeurs,
                    (1, 2),
                    "les deux valeurs",
                    "la valeur d'un future déjà prêt se garde en attendant l'autre"
                );
            }
        });
    }

    // ---- Étape 2 : tout_ou_rien ----

    const PISTE_ERREUR: &str = "une erreur est là, mais l'appel attend encore l'autre future : il doit finir \
        dès la première erreur";

    /// Une erreur qui ne se clone pas.
    #[derive(Debug, PartialEq)]
    struct Refus(char);

    /// Un future de l'étape 2, qui réussit ou échoue (`Refus(nom)`) après `duree`.
    fn tentative<'a>(
        temoin: &Temoin,
        nom: char,
        reussit: bool,
        duree: Duration,
    ) -> Local<'a, Result<char, Refus>> {
        Box::pin(temoin.autour(async move {
            dormir(duree).await;
            if reussit { Ok(nom) } else { Err(Refus(nom)) }
        }))
    }

    #[test]
    fn etape2_deux_succes_durent_le_temps_du_plus_long() {
        essai_virtuel(async {
            for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
                let appel = tout_ou_rien(
                    tentative(&Temoin::new(), 'a', true, da),
                    tentative(&Temoin::new(), 'b', true, db),
                );
                let (issue, duree) = suivre(Box::pin(appel), PISTE_ENSEMBLE).await;
                exiger_la_plus_longue(duree, da, db);
                ::banc::exiger_egal!(
                    issue,
                    Ok(('a', 'b')),
                    "l'issue de deux succès",
                    "quand les deux réussissent, rends leurs deux valeurs, celle de `a` d'abord"
                );
            }
        });
    }

    #[test]
    fn etape2_la_premiere_erreur_arrete_tout_aussitot() {
        essai_virtuel(async {
            for fautif in ['a', 'b'] {
                let (ta, tb) = (Temoin::new(), Temoin::new());
                let delai = |nom| if nom == fautif { s(100) } else { s(300) };
                let appel = tout_ou_rien(
                    tentative(&ta, 'a', fautif != 'a', delai('a')),
                    tentative(&tb, 'b', fautif != 'b', delai('b')),
                );
                let (issue, duree) = suivre(Box::pin(appel), PISTE_ERREUR).await;
                ::banc::exiger!(
                    duree != s(400),
                    "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
                    "il l'a rendue au bout de {duree:?} : l'autre future a d'abord été attendu jusqu'au bout",
                    "`a.await?` puis `b.await?` les attend l'un après l'autre : les deux doivent avancer \
                     ensemble, et la première erreur mettre fin à l'attente"
                );
                let autre = if fautif == 'a' { tb } else { ta };
                ::banc::exiger!(
                    duree == s(100) || !autre.a_fini(),
                    "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
                    "il l'a rendue au bout de {duree:?}, l'autre future étant allé jusqu'au bout",
                    "`join!` attend la fin de tous, erreurs ou pas, et laisse regarder ensuite : Tokio a une \
                     autre macro, qui s'arrête à la première erreur, d'où qu'elle vienne"
                );
                ::banc::exiger!(
                    duree == s(100),
                    "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
                    "il l'a rendue au bout de {duree:?}",
                    "n'attends rien de plus une fois l'erreur connue"
                );
                ::banc::exiger_egal!(
                    issue,
                    Err(Refus(fautif)),
                    "l'issue quand `{fautif}` échoue",
                    "rends l'erreur elle-même, telle quelle"
                );
                ::banc::exiger!(
                    autre.a_demarre(),
                    "les deux futures avancent ensemble",
                    "`{fautif}` a échoué au bout de 100 s, et l'autre n'avait pas encore été interrogé",
                    "`a.await?` ne s'occupe que de `a` : `b` doit démarrer en même temps que lui"
                );
                ::banc::exiger!(
                    autre.est_annule(),
                    "l'autre future est lâché avant que l'appel rende l'erreur",
                    "il existe encore",
                    "un future s'annule en étant détruit : ne le range nulle part où il survivrait à l'appel"
                );
            }
        });
    }

    #[test]
    fn etape2_une_erreur_immediate_n_attend_pas_l_autre() {
        essai_virtuel(async {
            let temoin = Temoin::new();
            let sans_fin =
                || -> Local<'_, Result<char, Refus>> { Box::pin(temoin.autour(pending())) };
            let refus =
                |nom| -> Local<'_, Result<char, Refus>> { Box::pin(ready(Err(Refus(nom)))) };
            let piste = "l'autre future ne finira jamais, et l'appel l'attend quand même : la première erreur \
                suffit pour conclure";
            for fautif in ['a', 'b'] {
                let (a, b) = match fautif {
                    'a' => (refus('a'), sans_fin()),
                    _ => (sans_fin(), refus('b')),
                };
                let (issue, duree) = suivre(Box::pin(tout_ou_rien(a, b)), piste).await;
                ::banc::exiger!(
                    duree.is_zero(),
                    "`{fautif}` échoue d'emblée : l'appel rend l'erreur aussitôt",
                    "il a rendu {issue:?} au bout de {duree:?}",
                    "n'attends rien de plus une fois l'erreur connue"
                );
                ::banc::exiger!(
                    temoin.est_annule(),
                    "`{fautif}` échoue d'emblée : l'autre future est lâché avant que l'appel rende l'erreur",
                    "il existe encore",
                    "un future s'annule en étant détruit : ne le range nulle part où il survivrait à l'appel"
                );
                ::banc::exiger_egal!(
                    issue,
                    Err(Refus(fautif)),
                    "l'issue quand `{fautif}` échoue d'emblée",
                    "rends l'erreur elle-même, telle quelle"
                );
            }
        });
    }

    #[test]
    fn etape2_une_erreur_qui_suit_un_succes_est_rendue() {
        essai_virtuel(async {
            // Le succès d'abord, puis au même instant que l'erreur.
            for (fautif, succes) in [('a', 100), ('b', 100), ('a', 200), ('b', 200)] {
                let delai = |nom| s(if nom == fautif { 200 } else { succes });
                let appel = tout_ou_rien(
                    tentative(&Temoin::new(), 'a', fautif != 'a', delai('a')),
                    tentative(&Temoin::new(), 'b', fautif != 'b', delai('b')),
                );
                let (issue, duree) = suivre(Box::pin(appel), PISTE_ERREUR).await;
                let un_peu_tard = duree > s(200) && issue == Err(Refus(fautif));
                ::banc::exiger!(
                    !un_peu_tard,
                    "un succès après {succes} s puis l'échec de `{fautif}` après 200 s : l'erreur arrive à 200 s",
                    "elle arrive à {duree:?}",
                    "n'attends rien de plus une fois l'erreur connue"
                );
                ::banc::exiger_egal!(
                    (issue, duree),
                    (Err(Refus(fautif)), s(200)),
                    "un succès après {succes} s puis l'échec de `{fautif}` après 200 s : l'issue, et sa date",
                    "un succès ne décide de rien tant que l'autre n'a pas répondu : il faut les deux valeurs, \
                     et toute erreur compte"
                );
            }
        });
    }

    #[test]
    fn etape2_de_deux_erreurs_la_premiere_est_rendue() {
        essai_virtuel(async {
            for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
                let appel = tout_ou_rien(
                    tentative(&Temoin::new(), 'a', false, da),
                    tentative(&Temoin::new(), 'b', false, db),
                );
                let (issue, duree) = suivre(Box::pin(appel), PISTE_ERREUR).await;
                let bonne = match &issue {
                    Err(Refus('a')) => da <= db,
                    Err(Refus('b')) => db <= da,
                    _ => false,
                };
                let (premiere, seconde) = if da < db { (da, db) } else { (db, da) };
                ::banc::exiger!(
                    duree == premiere || duree >= seconde || !bonne,
                    "`a` échoue après {da:?} et `b` après {db:?} : la première erreur, à sa date",
                    "{issue:?} au bout de {duree:?}, un peu trop tard",
                    "n'attends rien de plus une fois l'erreur connue"
                );
                ::banc::exiger!(
                    bonne && duree == premiere,
                    "`a` échoue après {da:?} et `b` après {db:?} : la première erreur, à sa date",
                    "{issue:?} au bout de {duree:?}",
                    "{PISTE_ERREUR}, quel que soit celui qui l'a rendue"
                );
            }
        });
    }

    #[test]
    fn etape2_chacun_peut_attendre_un_message_de_l_autre() {
        essai_virtuel(async {
            let (a, b) = echange();
            let a: Local<'_, Result<u32, Refus>> = Box::pin(async { Ok(a.await) });
            let b: Local<'_, Result<u32, Refus>> = Box::pin(async { Ok(b.await) });
            let (issue, _) = suivre(Box::pin(tout_ou_rien(a, b)), PISTE_ENSEMBLE).await;
            ::banc::exiger_egal!(
                issue,
                Ok((3, 4)),
                "les valeurs de deux futures qui se répondent",
                "chacun doit avancer dès que l'autre lui a envoyé son message"
            );
        });
    }

    // ---- Étape 3 : attendre_tous ----

    const PISTE_TOUS: &str = "les futures ne courent pas tous : s'ils démarrent au fur et à mesure qu'on les \
        attend, le premier ne peut rien recevoir d'un autre qui n'a pas commencé";

    /// Des colis numérotés dans l'ordre, chacun après sa durée ; chaque future tient le jeton tant qu'il vit.
    fn colis(jeton: &Arc<()>, durees: impl Iterator<Item = Duration>) -> Vec<Envoi> {
        let mut envois = Vec::<Envoi>::new();
        for (numero, duree) in durees.enumerate() {
            let jeton = Arc::clone(jeton);
            envois.push(Box::pin(async move {
                let _jeton = jeton;
                dormir(duree).await;
                Colis(numero)
            }));
        }
        envois
    }

    /// Panique avec ce que `panic!` et `panic_any` acceptent : une valeur quelconque, un texte écrit d'avance, un
    /// texte composé.
    fn paniquer(numero: usize) {
        match numero % 3 {
            0 => ::std::panic::panic_any(Charge(numero)),
            1 => ::std::panic::panic_any(TEXTE),
            _ => ::std::panic::panic_any(String::from(TEXTE)),
        }
    }

    /// Des futures dont ceux de `fautifs` paniquent.
    fn colis_dont(nombre: usize, fautifs: &[usize]) -> Vec<Envoi> {
        let mut envois = Vec::<Envoi>::new();
        for numero in 0..nombre {
            let panique = fautifs.contains(&numero);
            envois.push(Box::pin(async move {
                dormir(s(10)).await;
                if panique {
                    paniquer(numero);
                }
                Colis(numero)
            }));
        }
        envois
    }

    /// Attend un appel dont les futures de `fautifs` paniquent : la panique de l'un d'eux doit en sortir.
    async fn exiger_la_panique(appel: Local<'_, Vec<Colis>>, fautifs: &[usize]) {
        let piste = "un future a paniqué, et l'appel attend toujours : quelque chose qu'il devait rendre (un \
            permis, un message, une place) s'est perdu avec lui, ou un émetteur que tu gardes tient un canal ouvert";
        let (issue, _) = suivre(Box::pin(attraper(appel)), piste).await;
        let charge = match issue {
            Err(charge) => charge,
            Ok(rendus) => {
                let rendus = rendus.len();
                ::banc::echec!(
                    "un future panique : la panique arrive à l'appelant",
                    "l'appel a rendu {rendus} valeurs, comme si de rien n'était",
                    "une tâche qui panique rend une `JoinError` : ne la jette pas, elle contient la panique"
                )
            }
        };
        let texte = message_de(&*charge);
        let intacte = fautifs
            .iter()
            .any(|fautif| est_la_charge(&*charge, *fautif));
        ::banc::exiger!(
            intacte || texte != TEXTE,
            "la panique arrive avec sa charge d'origine",
            "le même texte, « {texte} », dans une autre charge",
            "`panic!` fabrique une charge neuve, même à partir du même texte (un `&str` y devient un `String`) : \
             `JoinError` sait rendre celle d'origine, et `std::panic` la relancer"
        );
        ::banc::exiger!(
            intacte,
            "la panique arrive avec sa charge d'origine",
            "une autre panique est arrivée : {texte}",
            "`unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique, qui remplace la première, et une \
             charge que tu fabriques aussi : `JoinError` sait rendre celle d'origine, et `std::panic` la relancer"
        );
    }

    /// La charge de [`paniquer`], du même type et de la même valeur.
    fn est_la_charge(charge: &(dyn Any + Send), numero: usize) -> bool {
        match numero % 3 {
            0 => charge
                .downcast_ref()
                .is_some_and(|charge: &Charge| charge.0 == numero),
            1 => charge
                .downcast_ref()
                .is_some_and(|texte: &&str| *texte == TEXTE),
            _ => charge
                .downcast_ref()
                .is_some_and(|texte: &String| texte == TEXTE),
        }
    }

    #[test]
    fn etape3_les_valeurs_suivent_l_ordre_de_depart() {
        essai_virtuel(async {
            let durees = [500, 400, 100, 300, 200];
            let jeton = Arc::new(());
            let appel = attendre_tous(colis(&jeton, durees.into_iter().map(s)));
            let (valeurs, duree) = suivre_ceux_de(&jeton, Box::pin(appel), PISTE_TOUS).await;
            ::banc::exiger!(
                duree != s(1500),
                "cinq futures de 500, 400, 100, 300 et 200 s attendus à la fois durent 500 s",
                "{duree:?} : ils ont été attendus l'un après l'autre",
                "`f.await` ou `spawn(f).await` dans la boucle attend chacun avant de démarrer le suivant, et un `map` ne \
                 démarre rien avant d'être parcouru : démarre-les tous d'abord, attends-les ensuite"
            );
            ::banc::exiger!(
                duree == s(500),
                "cinq futures de 500, 400, 100, 300 et 200 s attendus à la fois durent 500 s",
                "{duree:?}",
                "tous démarrent tout de suite, et l'appel finit avec le dernier"
            );
            exiger_dans_l_ordre(valeurs, 5);
        });
    }

    #[test]
    fn etape3_un_ensemble_vide_rend_un_ensemble_vide() {
        essai_virtuel(async {
            exiger_le_vide(Box::pin(attendre_tous(Vec::<Envoi>::new())), "aucun future").await;
        });
    }

    /// L'appel ne reçoit aucun future : il rend aussitôt aucune valeur.
    async fn exiger_le_vide(appel: Local<'_, Vec<Colis>>, cas: &str) {
        let jeton = Arc::new(());
        let (issue, duree) = suivre_ceux_de(&jeton, Box::pin(attraper(appel)), PISTE_TOUS).await;
        match issue {
            Ok(valeurs) => {
                let nombre = valeurs.len();
                ::banc::exiger!(
                    nombre == 0 && duree.is_zero(),
                    "{cas} : aucune valeur, tout de suite",
                    "{nombre} valeurs au bout de {duree:?}",
                    "rien à démarrer, rien à attendre"
                );
            }
            Err(panique) => {
                let message = message_de(&*panique);
                ::banc::echec!(
                    "{cas} : aucune valeur, tout de suite",
                    "une panique : {message}",
                    "sans future, il n'y a ni premier ni dernier à `unwrap`, et ce qui a la taille de la liste vaut 0 : \
                     un canal borné de Tokio a au moins une place, et, ramenée au nombre de futures, la limite peut \
                     redevenir 0"
                )
            }
        }
    }

    #[test]
    fn etape3_un_ou_mille_futures_durent_le_temps_du_plus_long() {
        essai_virtuel(async {
            // Le nombre de futures, et celui de leurs durées distinctes. 37 est premier avec les deux derniers :
            // les durées sont dans le désordre.
            for (nombre, distinctes) in [(1, 1), (2, 2), (100, 100), (1200, 3)] {
                let durees = (0..nombre).map(|rang| s(1 + rang * 37 % distinctes));
                let attendue = durees.clone().max().unwrap_or_default();
                let jeton = Arc::new(());
                let appel = Box::pin(attendre_tous(colis(&jeton, durees)));
                let (valeurs, duree) = suivre_ceux_de(&jeton, appel, PISTE_TOUS).await;
                ::banc::exiger!(
                    duree == attendue,
                    "des futures (nombre : {nombre}) dont le plus long prend {attendue:?} durent {attendue:?}",
                    "{duree:?}",
                    "tous avancent à la fois, quel que soit leur nombre : ni par lots, ni l'un après l'autre (plus court, c'est \
                     qu'ils ne sont pas attendus, ou qu'ils tournent hors du runtime)"
                );
                exiger_dans_l_ordre(valeurs, nombre as usize);
            }
        });
    }

    #[test]
    fn etape3_chacun_peut_attendre_un_message_d_un_autre() {
        essai_virtuel(async {
            // Le premier attend le dernier, et le deuxième attend le premier.
            let jeton = Arc::new(());
            let [jeton_0, jeton_1, jeton_2] = [&jeton; 3].map(Arc::clone);
            let (vers_0, depuis_2) = oneshot::channel();
            let (vers_1, depuis_0) = oneshot::channel();
            let futures: Vec<Envoi> = ::std::vec![
                Box::pin(async move {
                    let _jeton = jeton_0;
                    let _ = depuis_2.await;
                    let _ = vers_1.send(());
                    Colis(0)
                }),
                Box::pin(async move {
                    let _jeton = jeton_1;
                    let _ = depuis_0.await;
                    Colis(1)
                }),
                Box::pin(async move {
                    let _jeton = jeton_2;
                    let _ = vers_0.send(());
                    Colis(2)
                }),
            ];
            let (valeurs, _) =
                suivre_ceux_de(&jeton, Box::pin(attendre_tous(futures)), PISTE_TOUS).await;
            exiger_dans_l_ordre(valeurs, 3);
        });
    }

    #[test]
    fn etape3_la_panique_d_un_future_arrive_intacte() {
        essai_virtuel(async {
            for fautifs in [&[0][..], &[2], &[4], &[1, 3]] {
                let appel = Box::pin(attendre_tous(colis_dont(5, fautifs)));
                exiger_la_panique(appel, fautifs).await;
            }
        });
    }

    // ---- Étape 4 : attendre_avec_limite ----

    const PISTE_LIMITE: &str = "une place libérée n'est pas reprise, ou il n'y en a jamais eu : chaque future \
        qui finit doit en faire démarrer un autre";

    /// Ce qui arrive aux futures d'un appel. Lequel de ceux qui attendent démarre d'abord est libre : la
    /// durée d'un future ne dépend donc que du rang où il démarre, pas de son numéro.
    struct Atelier {
        depart: Instant,
        jauge: Jauge,
        demarrages: Mutex<Vec<f64>>,
        avancees: AtomicUsize,
    }

    impl Atelier {
        fn ouvrir() -> Arc<Self> {
            Arc::new(Atelier {
                depart: Instant::now(),
                jauge: Jauge::new(),
                demarrages: Mutex::default(),
                avancees: AtomicUsize::new(0),
            })
        }

        /// Autant de futures que de durées ; celui qui démarre au rang k prend la k-ième.
        fn commander(self: &Arc<Self>, durees: &[Duration]) -> Vec<Envoi> {
            let durees: Arc<[Duration]> = Arc::from(durees);
            let mut envois = Vec::<Envoi>::new();
            for numero in 0..durees.len() {
                let (atelier, durees) = (Arc::clone(self), Arc::clone(&durees));
                envois.push(Box::pin(async move {
                    let _en_cours = atelier.jauge.entrer();
                    let duree = durees[atelier.demarrer()];
                    for _ in 0..4 {
                        sleep(duree / 4).await;
                        atelier.avancees.fetch_add(1, Ordering::SeqCst);
                    }
                    Colis(numero)
                }));
            }
            envois
        }

        /// Note l'instant d'un démarrage, en secondes, et rend son rang.
        fn demarrer(&self) -> usize {
            let mut demarrages = self.demarrages.lock().expect("personne ne panique ici");
            demarrages.push(self.depart.elapsed().as_secs_f64());
            demarrages.len() - 1
        }

        fn demarrages(&self) -> Vec<f64> {
            let demarrages = self.demarrages.lock();
            demarrages.expect("personne ne panique ici").clone()
        }
    }

    /// Les instants où démarrent des futures de ces durées, et la fin du dernier : chacun démarre dès
    /// qu'une place est libre, ou dès que tout un lot a fini.
    fn planning(durees: &[Duration], limite: usize, par_lots: bool) -> (Vec<f64>, Duration) {
        let (mut demarrages, mut en_cours) = (Vec::new(), Vec::<Duration>::new());
        let (mut maintenant, mut fin) = (Duration::ZERO, Duration::ZERO);
        for &duree in durees {
            if en_cours.len() == limite {
                en_cours.sort();
                maintenant = if par_lots { fin } else { en_cours.remove(0) };
                if par_lots {
                    en_cours.clear();
                }
            }
            demarrages.push(maintenant.as_secs_f64());
            en_cours.push(maintenant + duree);
            fin = fin.max(maintenant + duree);
        }
        (demarrages, fin)
    }

    #[test]
    fn etape4_une_place_liberee_est_reprise_aussitot() {
        essai_virtuel(async {
            // Le premier parti est long : les autres se succèdent à côté de lui.
            let durees = [200, 40, 16, 60, 24, 80, 12, 56, 20, 28].map(s);
            let nombre = durees.len();
            for limite in [1, 2, 3, 7, 10, 11] {
                let atelier = Atelier::ouvrir();
                let appel = attendre_avec_limite(atelier.commander(&durees), limite);
                let (valeurs, duree) =
                    suivre_ceux_de(&atelier, Box::pin(appel), PISTE_LIMITE).await;
                let (maximum, permis) = (atelier.jauge.maximum(), limite.min(nombre));
                ::banc::exiger!(
                    maximum != nombre || permis == nombre,
                    "jamais plus de {permis} en cours à la fois, sur {nombre} futures",
                    "{maximum} : tous à la fois",
                    "rien ne retient les futures : la limite n'est pas regardée, ou un permis obtenu dans `let _ = …` est rendu aussitôt, il \
                     faut le garder sous un nom jusqu'à la fin du future"
                );
                ::banc::exiger!(
                    maximum <= permis,
                    "jamais plus de {permis} en cours à la fois, sur {nombre} futures",
                    "{maximum} à la fois",
                    "compte ceux qui courent au moment d'en démarrer un autre (`<` ou `<=` ?)"
                );
                ::banc::exiger!(
                    maximum == permis,
                    "{permis} en cours à la fois, dès qu'il y en a assez à démarrer",
                    "{maximum} au plus",
                    "la limite est un maximum à atteindre : tant qu'il reste des places, démarre d'autres futures \
                     avant d'en attendre un"
                );
                let demarrages = atelier.demarrages();
                let (attendus, fin) = planning(&durees, limite, false);
                ::banc::exiger!(
                    demarrages == attendus || demarrages != planning(&durees, limite, true).0,
                    "avec {limite} places, des démarrages à {attendus:?} s",
                    "{demarrages:?} s : le suivant attend que tout un lot ait fini",
                    "des lots fixes laissent des places vides pendant que le plus long du lot finit : dès qu'un \
                     future finit, n'importe lequel, un autre prend sa place"
                );
                ::banc::exiger!(
                    demarrages == attendus,
                    "avec {limite} places, des démarrages à {attendus:?} s",
                    "{demarrages:?} s",
                    "une place se libère dès que l'un des futures en cours finit, n'importe lequel : n'attends \
                     pas le plus ancien d'entre eux, et ne réserve pas d'avance les suivants à une place"
                );
                ::banc::exiger!(
                    duree == fin,
                    "l'appel finit avec le dernier future, à {fin:?}",
                    "à {duree:?}",
                    "rends les valeurs dès que toutes sont là"
                );
                exiger_dans_l_ordre(valeurs, nombre);
            }
        });
    }

    #[test]
    fn etape4_les_valeurs_suivent_l_ordre_de_depart() {
        essai_virtuel(async {
            for (nombre, limite) in [(5, 2), (5, 5), (300, 7), (300, 300)] {
                let durees = [500, 400, 100, 300, 200].into_iter().cycle().take(nombre);
                let jeton = Arc::new(());
                let appel = attendre_avec_limite(colis(&jeton, durees.map(s)), limite);
                let (valeurs, _) = suivre_ceux_de(&jeton, Box::pin(appel), PISTE_LIMITE).await;
                exiger_dans_l_ordre(valeurs, nombre);
            }
        });
    }

    #[test]
    fn etape4_une_limite_nulle_vaut_un() {
        essai_virtuel(async {
            // D'abord 1, pour ne pas reprocher à 0 une faute où il n'est pour rien.
            for limite in [1, 0] {
                let atelier = Atelier::ouvrir();
                let appel = attendre_avec_limite(atelier.commander(&[s(20); 3]), limite);
                let piste = match limite {
                    0 => {
                        "avec une limite de 0, aucun future n'a de place (un sémaphore de 0 permis n'en donne jamais) : \
                         0 vaut 1"
                    }
                    _ => PISTE_LIMITE,
                };
                let appel = Box::pin(attraper(appel));
                let (issue, duree) = suivre_ceux_de(&atelier, appel, piste).await;
                let maximum = atelier.jauge.maximum();
                let (rendus, observe) = match issue {
                    Ok(valeurs) => (
                        valeurs.len(),
                        ::std::format!(
                            "{} valeurs au bout de {duree:?}, {maximum} à la fois",
                            valeurs.len()
                        ),
                    ),
                    Err(panique) => (0, ::std::format!("une panique : {}", message_de(&*panique))),
                };
                let tenue = rendus == 3 && maximum == 1 && duree == s(60);
                ::banc::exiger!(
                    tenue || limite == 0,
                    "avec une limite de 1, trois futures de 20 s, un à la fois, durent 60 s",
                    "{observe}",
                    "0 n'y est pour rien : une limite de 1 n'est déjà pas tenue, commence par elle"
                );
                ::banc::exiger!(
                    tenue,
                    "une limite de 0 vaut 1 : trois futures de 20 s, un à la fois, durent 60 s",
                    "{observe}",
                    "corrige la limite avant de t'en servir : 0 n'est ni « aucun » ni « sans limite »"
                );
            }
        });
    }

    #[test]
    fn etape4_une_limite_immense_convient() {
        essai_virtuel(async {
            const NOMBRE: usize = 300;
            // Plus grand que tout, que ce qu'un sémaphore accepte, et qu'un `u32`.
            let plus_qu_un_u32 = (u32::MAX as usize).wrapping_add(1).max(NOMBRE);
            for limite in [
                usize::MAX,
                usize::MAX / 2,
                usize::MAX / 8 + 1,
                plus_qu_un_u32,
            ] {
                let atelier = Atelier::ouvrir();
                let appel = attendre_avec_limite(atelier.commander(&[s(20); NOMBRE]), limite);
                let appel = Box::pin(attraper(appel));
                let (issue, duree) = suivre_ceux_de(&atelier, appel, PISTE_LIMITE).await;
                if let Err(panique) = issue {
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "une limite de {limite} convient comme une autre",
                        "une panique : {message}",
                        "rien ne doit avoir la taille de la limite (réserve, canal, sémaphore) ni la dépasser \
                         (`limite + 1`) : combien de places servent vraiment ?"
                    );
                }
                let maximum = atelier.jauge.maximum();
                ::banc::exiger!(
                    maximum == NOMBRE,
                    "avec une limite de {limite}, {NOMBRE} futures de 20 s courent tous à la fois, en 20 s",
                    "{maximum} à la fois, en {duree:?}",
                    "plus de places que de futures : tous démarrent d'emblée ; une conversion (`as u32`) a pu \
                     tronquer la limite, ou rien d'autre qu'elle ne doit les retenir"
                );
                ::banc::exiger!(
                    duree == s(20),
                    "avec une limite de {limite}, {NOMBRE} futures de 20 s courent tous à la fois, en 20 s",
                    "{maximum} à la fois, en {duree:?}",
                    "tous ont couru ensemble, et l'appel a pris plus de temps qu'eux : rien ne s'attend entre deux \
                     démarrages, ni après le dernier future"
                );
            }
        });
    }

    #[test]
    fn etape4_un_ensemble_vide_rend_un_ensemble_vide() {
        essai_virtuel(async {
            for limite in [0, 1, 3] {
                let appel = Box::pin(attendre_avec_limite(Vec::<Envoi>::new(), limite));
                exiger_le_vide(appel, &::std::format!("aucun future et {limite} places")).await;
            }
        });
    }

    #[test]
    fn etape4_les_futures_en_cours_avancent_ensemble() {
        essai_virtuel(async {
            // Par trois, ils s'attendent les uns les autres.
            let (rendez_vous, jeton) = (Arc::new(Barrier::new(3)), Arc::new(()));
            let mut futures = Vec::<Envoi>::new();
            for numero in 0..9 {
                let (rendez_vous, jeton) = (Arc::clone(&rendez_vous), Arc::clone(&jeton));
                futures.push(Box::pin(async move {
                    let _jeton = jeton;
                    rendez_vous.wait().await;
                    Colis(numero)
                }));
            }
            let piste = "avec 3 places, trois futures qui s'attendent doivent courir à la fois, et les places \
                revenir à d'autres quand ils ont fini";
            let appel = Box::pin(attendre_avec_limite(futures, 3));
            let (valeurs, _) = suivre_ceux_de(&jeton, appel, piste).await;
            exiger_dans_l_ordre(valeurs, 9);
        });
    }

    #[test]
    fn etape4_lacher_l_appel_arrete_tous_les_futures() {
        essai_virtuel(async {
            // Lâché dans la première fenêtre, puis quand d'autres ont pris la suite.
            for limite in [1, 2, 9] {
                for instant in [ms(15), ms(55), ms(95)] {
                    let atelier = Atelier::ouvrir();
                    let durees = [
                        ms(160),
                        ms(40),
                        ms(40),
                        ms(40),
                        ms(40),
                        ms(40),
                        ms(40),
                        ms(40),
                    ];
                    let appel = Box::pin(attendre_avec_limite(atelier.commander(&durees), limite));
                    let _ = timeout(instant, suivre(appel, PISTE_LIMITE)).await;
                    // L'arrêt d'une tâche n'est effectif qu'à son tour suivant.
                    sleep(ms(1)).await;
                    let photo = || {
                        (
                            atelier.demarrages().len(),
                            atelier.avancees.load(Ordering::SeqCst),
                        )
                    };
                    let (demarres, avancees) = photo();
                    sleep(s(1)).await;
                    let (demarres_ensuite, avancees_ensuite) = photo();
                    ::banc::exiger!(
                        demarres_ensuite == demarres,
                        "l'appel lâché, aucun des futures qui attendaient leur tour ne démarre",
                        "futures démarrés : {demarres}, puis {demarres_ensuite} une seconde plus tard",
                        "des tâches continuent sans toi et se passent les places : lâcher un `JoinHandle` détache \
                         sa tâche au lieu de l'arrêter ; qu'est-ce qui arrête les siennes quand on le lâche ?"
                    );
                    ::banc::exiger!(
                        avancees_ensuite == avancees,
                        "l'appel lâché, les futures en cours n'avancent plus",
                        "les futures abandonnés avancent encore : {avancees} pas en tout, puis {avancees_ensuite} une seconde plus tard",
                        "lâcher un `JoinHandle` détache sa tâche au lieu de l'arrêter : toutes celles qui courent \
                         doivent s'arrêter avec l'appel, pas seulement celle qu'il attend"
                    );
                }
            }
        });
    }

    #[test]
    fn etape4_la_panique_d_un_future_arrive_intacte() {
        essai_virtuel(async {
            for limite in [1, 2, 10] {
                for fautifs in [&[0][..], &[2], &[4], &[0, 1, 2, 3, 4]] {
                    let appel = Box::pin(attendre_avec_limite(colis_dont(5, fautifs), limite));
                    exiger_la_panique(appel, fautifs).await;
                }
            }
        });
    }
}
