// Les tests de l'exo 29, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{executer_bloquant, faire_une_pause, saluer_apres, saluer_en_arriere_plan};

    use ::banc::{
        Metronome, PISTE_THREAD_ENDORMI, attraper, chronometrer, ensemble, essai_reel,
        essai_virtuel, finir, message_de, ms, recolter,
    };
    use ::std::any::Any;
    use ::std::boxed::Box;
    use ::std::future::Future;
    use ::std::marker::Send;
    use ::std::ops::FnOnce;
    use ::std::option::Option::{self, Some};
    use ::std::prelude::v1::test;
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::String;
    use ::std::sync::mpsc;
    use ::std::time::Duration;
    use ::tokio::sync::oneshot;
    use ::tokio::task::JoinHandle;
    use ::tokio::time::error::Elapsed;
    use ::tokio::time::{Instant, advance, sleep, timeout};

    /// Les types de la consigne, à la lettre : une réponse qui rend un type à elle, égal à tout, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures<T: Send + 'static>(
        nom: &str,
        delai: Duration,
        travail: impl FnOnce() -> T + Send + 'static,
    ) {
        fn rend<T>(_: impl Future<Output = T>) {}
        fn poignee(_: JoinHandle<String>) {}
        rend::<()>(faire_une_pause(delai));
        rend::<String>(saluer_apres(nom, delai));
        poignee(saluer_en_arriere_plan(String::new(), delai));
        rend::<T>(executer_bloquant(travail));
    }

    /// Une durée trop longue et une durée trop courte n'ont pas la même cause.
    #[track_caller]
    fn exiger_duree(observee: Duration, attendue: Duration, quoi: &str, trop_courte: &str) {
        ::banc::exiger!(
            observee >= attendue,
            "{quoi} : {attendue:?} sur l'horloge de Tokio",
            "{observee:?}, c'est trop court",
            "{trop_courte}"
        );
        ::banc::exiger!(
            observee <= attendue,
            "{quoi} : {attendue:?} sur l'horloge de Tokio",
            "{observee:?}, c'est trop long",
            "l'attente est faite plusieurs fois, ou d'une autre durée que celle reçue ; et là où il y a plusieurs appels, \
             ils s'attendent peut-être l'un l'autre (un verrou qu'ils partagent, par exemple)"
        );
    }

    // ---- Étape 1 : faire_une_pause ----

    const PISTE_PAUSE: &str = "aucun minuteur de Tokio n'a attendu : `std::thread::sleep` endort le \
        thread entier (et toutes ses tâches), sans `.await` un future n'attend rien, et un verrou commun à tous \
        les appels les fait s'attendre les uns les autres";

    const PISTE_ENSEMBLE: &str = "ou bien une attente bloque le thread, et les autres ne peuvent pas avancer ; ou bien, \
        sans `.await`, il n'y a pas d'attente du tout ; ou bien elle n'est pas de la durée reçue";

    /// Une courte pause dure exactement ce qu'on demande ; sinon, dit pourquoi.
    async fn exiger_une_pause_exacte(demandee: Duration) {
        let depart_reel = ::std::time::Instant::now();
        let ((), duree) = chronometrer(finir(faire_une_pause(demandee), PISTE_PAUSE)).await;
        if duree == demandee {
            return;
        }
        ::banc::exiger!(
            !(duree.is_zero() && depart_reel.elapsed() >= demandee),
            "une pause de {demandee:?} sur l'horloge de Tokio",
            "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
            "{PISTE_THREAD_ENDORMI}"
        );
        ::banc::exiger!(
            !duree.is_zero(),
            "une pause de {demandee:?} sur l'horloge de Tokio",
            "aucune attente : la fonction a fini tout de suite",
            "appeler une fonction async ne fait que préparer un future : sans `.await`, il n'attend rien ; et s'il est \
             attendu, le premier tic d'un `interval` est immédiat, et une durée convertie en secondes entières peut \
             tomber à zéro"
        );
        ::banc::echec!(
            "une pause de {demandee:?} sur l'horloge de Tokio",
            "une pause de {duree:?}",
            "c'est `duree`, et rien d'autre, qu'il faut attendre, une seule fois, et sur l'horloge de Tokio"
        );
    }

    #[test]
    fn etape1_la_pause_dure_exactement_le_temps_demande() {
        essai_virtuel(async {
            for demandee in [ms(1), ms(100), ms(250)] {
                exiger_une_pause_exacte(demandee).await;
            }
        });
    }

    #[test]
    fn etape1_une_pause_nulle_finit_sans_attendre() {
        essai_virtuel(async {
            let ((), duree) = chronometrer(faire_une_pause(Duration::ZERO)).await;
            ::banc::exiger!(
                duree.is_zero(),
                "une pause nulle ne dure rien",
                "elle a duré {duree:?}",
                "n'ajoute rien à la durée demandée"
            );
        });
    }

    #[test]
    fn etape1_une_pause_immense_attend_sans_paniquer() {
        essai_virtuel(async {
            // D'abord une courte : une réponse qui bloque le thread figerait ce test pour de bon.
            exiger_une_pause_exacte(ms(20)).await;
            // La seconde ne vaut plus que 10 ms si on la réduit à 32 bits.
            for demandee in [Duration::MAX, ms((1 << 32) + 10)] {
                let mut pause = Box::pin(faire_une_pause(demandee));
                exiger_en_cours(attraper(timeout(ms(1000), pause.as_mut())).await);
                // D'un bond : une attente faite de petits pas n'a pas à les faire tous.
                advance(Duration::from_secs(2 * 3600)).await;
                exiger_en_cours(attraper(timeout(ms(1), pause.as_mut())).await);
            }
        });
    }

    /// L'issue d'une pause immense qu'on n'attend pas jusqu'au bout.
    #[track_caller]
    fn exiger_en_cours(issue: Result<Result<(), Elapsed>, Box<dyn Any + Send>>) {
        match issue {
            Ok(Err(_)) => {}
            Ok(Ok(())) => ::banc::echec!(
                "une pause immense (`Duration::MAX`, ou 50 jours) est toujours en cours au bout de quelques heures",
                "elle est déjà finie",
                "l'attente doit durer `duree`, quelle qu'elle soit : sans plafond, ni conversion vers un nombre qui ne \
                 peut pas la contenir"
            ),
            Err(panique) => {
                let message = message_de(&*panique);
                ::banc::echec!(
                    "une pause de `Duration::MAX` attend, simplement",
                    "une panique : {message}",
                    "calculer l'instant de la fin (`Instant::now() + duree`) déborde : il y a une fonction \
                     de Tokio qui prend une durée"
                )
            }
        }
    }

    #[test]
    fn etape1_deux_pauses_attendues_ensemble_durent_la_plus_longue() {
        essai_virtuel(async {
            let pauses = ::std::vec![faire_une_pause(ms(100)), faire_une_pause(ms(150))];
            let (_, duree) = chronometrer(finir(ensemble(pauses), PISTE_PAUSE)).await;
            exiger_duree(
                duree,
                ms(150),
                "100 ms et 150 ms attendues ensemble",
                PISTE_ENSEMBLE,
            );
        });
    }

    #[test]
    fn etape1_les_autres_taches_avancent_pendant_la_pause() {
        essai_virtuel(async {
            let metronome = Metronome::lancer(ms(10));
            exiger_une_pause_exacte(ms(105)).await;
            let battements = metronome.battements();
            ::banc::exiger!(
                battements == 10,
                "un métronome de 10 ms bat 10 fois pendant une pause de 105 ms",
                "il a battu {battements} fois",
                "pendant la pause, le thread doit rester libre pour les autres tâches : `std::thread::sleep` \
                 le garde pour lui"
            );
        });
    }

    // ---- Étape 2 : saluer_apres ----

    #[test]
    fn etape2_le_salut_est_rendu_mot_pour_mot() {
        essai_virtuel(async {
            for (nom, attendu) in [
                ("Ferris", "Bonjour, Ferris !"),
                ("Zoé Élan", "Bonjour, Zoé Élan !"),
                ("ada", "Bonjour, ada !"),
                (" Bob ", "Bonjour,  Bob  !"),
                ("", "Bonjour,  !"),
            ] {
                let texte = finir(saluer_apres(nom, ms(10)), PISTE_PAUSE).await;
                ::banc::exiger_egal!(
                    texte,
                    attendu,
                    "le salut de {nom:?}",
                    "compare caractère par caractère : virgule, nom tel qu'il est reçu, espace ordinaire avant le point \
                     d'exclamation, pas de retour à la ligne"
                );
            }
        });
    }

    #[test]
    fn etape2_le_salut_arrive_apres_le_delai_et_pas_avant() {
        essai_virtuel(async {
            for delai in [Duration::ZERO, ms(40), ms(200)] {
                let (_, duree) =
                    chronometrer(finir(saluer_apres("Ferris", delai), PISTE_PAUSE)).await;
                exiger_duree(
                    duree,
                    delai,
                    "le délai avant le salut",
                    "l'attente passe par l'étape 1, avec `delai` tel quel, et elle a besoin de son `.await` ; `std::thread::sleep` ne compte \
                     pas sur l'horloge de Tokio",
                );
            }
        });
    }

    #[test]
    fn etape2_trois_saluts_ensemble_durent_le_plus_long() {
        essai_virtuel(async {
            let saluts = ::std::vec![
                saluer_apres("A", ms(30)),
                saluer_apres("B", ms(10)),
                saluer_apres("C", ms(20)),
            ];
            let (textes, duree) = chronometrer(finir(ensemble(saluts), PISTE_PAUSE)).await;
            exiger_duree(
                duree,
                ms(30),
                "trois saluts de 30, 10 et 20 ms attendus ensemble",
                PISTE_ENSEMBLE,
            );
            ::banc::exiger_egal!(
                textes,
                ["Bonjour, A !", "Bonjour, B !", "Bonjour, C !"],
                "les trois saluts",
                "chaque appel rend le salut de son propre nom, mot pour mot ; si les noms sont les bons, compare \
                 caractère par caractère"
            );
        });
    }

    // ---- Étape 3 : saluer_en_arriere_plan ----

    const PISTE_TACHE: &str = "l'attente se fait dans la tâche, pour tout le délai reçu, avec le minuteur de Tokio : avant \
        `spawn`, ou avec `std::thread::sleep`, elle bloque tout le monde";

    #[test]
    fn etape3_l_appel_rend_la_main_tout_de_suite() {
        essai_virtuel(async {
            let metronome = Metronome::lancer(ms(10));
            let depart = Instant::now();
            let tache = saluer_en_arriere_plan("Ferris".into(), ms(50));
            let duree = depart.elapsed();
            ::banc::exiger!(
                duree.is_zero() && !tache.is_finished(),
                "l'appel rend la main aussitôt, avant que le salut soit prêt",
                "il a rendu la main après {duree:?}",
                "la fonction n'attend pas : elle démarre une tâche et rend sa poignée (`JoinHandle`)"
            );
            let (texte, reste) = chronometrer(finir(recolter(tache), PISTE_PAUSE)).await;
            ::banc::exiger_egal!(
                texte,
                "Bonjour, Ferris !",
                "le texte de la tâche",
                "la tâche rend le salut de l'étape 2, mot pour mot"
            );
            exiger_duree(
                reste,
                ms(50),
                "une tâche de 50 ms, pendant lesquelles les autres avancent",
                PISTE_TACHE,
            );
            let battements = metronome.battements();
            ::banc::exiger!(
                battements >= 4,
                "un métronome de 10 ms bat 4 ou 5 fois pendant les 50 ms de la tâche",
                "il a battu {battements} fois",
                "{PISTE_TACHE}"
            );
        });
    }

    #[test]
    fn etape3_la_tache_avance_meme_si_personne_ne_l_attend() {
        essai_virtuel(async {
            let tache = saluer_en_arriere_plan("Ferris".into(), ms(50));
            sleep(ms(60)).await;
            let a_l_heure = tache.is_finished();
            sleep(Duration::from_secs(3600)).await;
            ::banc::exiger!(
                a_l_heure || !tache.is_finished(),
                "une tâche de 50 ms est finie au bout de 60 ms, sans que personne ne l'attende",
                "elle a fini seule, mais plus tard",
                "la tâche attend plus que `delai` : l'attente n'y est faite qu'une fois"
            );
            ::banc::exiger!(
                a_l_heure,
                "une tâche de 50 ms est finie au bout de 60 ms, sans que personne ne l'attende",
                "elle court encore",
                "la tâche doit vivre seule dès l'appel : un future qui n'est pas confié au runtime ne démarre \
                 que lorsqu'on l'attend"
            );
            let (_, duree) = chronometrer(recolter(tache)).await;
            ::banc::exiger!(
                duree.is_zero(),
                "son résultat est disponible tout de suite",
                "il a fallu attendre {duree:?}",
                "le travail doit être fait par la tâche elle-même, pas au moment où on la récolte"
            );
        });
    }

    #[test]
    fn etape3_trois_taches_lancees_a_la_suite_avancent_ensemble() {
        essai_virtuel(async {
            let (textes, duree) = chronometrer(async {
                let taches = [("A", 30), ("B", 10), ("C", 20)]
                    .map(|(nom, delai)| saluer_en_arriere_plan(nom.into(), ms(delai)));
                let mut textes = ::std::vec::Vec::new();
                for tache in taches {
                    textes.push(finir(recolter(tache), PISTE_PAUSE).await);
                }
                textes
            })
            .await;
            exiger_duree(
                duree,
                ms(30),
                "trois tâches de 30, 10 et 20 ms lancées à la suite",
                "c'est dans la tâche que l'attente a lieu, avec le minuteur de Tokio et son `.await`",
            );
            ::banc::exiger_egal!(
                textes,
                ["Bonjour, A !", "Bonjour, B !", "Bonjour, C !"],
                "les trois saluts",
                "chaque tâche salue le nom qu'elle a reçu, mot pour mot ; si les noms sont les bons, compare caractère \
                 par caractère"
            );
        });
    }

    // ---- Étape 4 : executer_bloquant ----

    /// Un travail dont le type ne dit que ce qu'il rend : Tokio n'est pas recompilé pour chacun.
    type Travail<T> = Box<dyn FnOnce() -> T + Send>;

    /// Un travail bloquant qui attend qu'on lui envoie une valeur : il ne finit que si quelqu'un d'autre
    /// avance pendant ce temps. La limite réelle ne joue que pour une réponse fausse.
    fn rendez_vous() -> (mpsc::Sender<u32>, Travail<Option<u32>>) {
        let (donner, recevoir) = mpsc::channel();
        let travail = move || recevoir.recv_timeout(Duration::from_secs(3)).ok();
        (donner, Box::new(travail))
    }

    #[test]
    fn etape4_la_valeur_du_travail_revient_a_l_appelant() {
        essai_reel(async {
            let donnees = ::std::vec![1, 2, 3];
            let somme = executer_bloquant(move || donnees.iter().sum::<i32>()).await;
            ::banc::exiger_egal!(
                somme,
                6,
                "la valeur rendue",
                "rends ce que `travail` a rendu"
            );
            let texte = executer_bloquant(|| String::from("fait")).await;
            ::banc::exiger_egal!(
                texte,
                "fait",
                "la valeur rendue",
                "rends ce que `travail` a rendu"
            );
        });
    }

    #[test]
    fn etape4_les_autres_taches_avancent_pendant_le_travail() {
        essai_reel(async {
            let (donner, attendre) = rendez_vous();
            let (commencer, commence) = oneshot::channel();
            let travail: Travail<_> = Box::new(move || {
                let _ = commencer.send(());
                attendre()
            });
            let (recu, ()) = ::tokio::join!(executer_bloquant(travail), async move {
                let _ = commence.await;
                let _ = donner.send(7);
            });
            ::banc::exiger!(
                recu == Some(7),
                "pendant le travail bloquant, une autre branche du même `join!` lui envoie 7",
                "elle n'a pas pu avancer : le travail n'a rien reçu en 3 s",
                "`travail` tourne sur le thread du runtime (ou ce thread attend sa fin sans `.await`) : \
                 confie-le à un thread à part, celui des tâches bloquantes de Tokio par exemple"
            );
        });
    }

    #[test]
    fn etape4_deux_travaux_bloquants_tournent_en_meme_temps() {
        essai_reel(async {
            let (vers_a, a) = rendez_vous();
            let (vers_b, b) = rendez_vous();
            let travail_a: Travail<_> = Box::new(move || {
                let _ = vers_b.send(1);
                a()
            });
            let travail_b: Travail<_> = Box::new(move || {
                let _ = vers_a.send(2);
                b()
            });
            let (recu_a, recu_b) =
                ::tokio::join!(executer_bloquant(travail_a), executer_bloquant(travail_b));
            ::banc::exiger!(
                recu_a == Some(2) && recu_b == Some(1),
                "deux travaux bloquants qui s'envoient chacun une valeur finissent tous les deux",
                "l'un a fini avant que l'autre commence : reçu {recu_a:?} et {recu_b:?}",
                "chaque travail a besoin de son propre thread bloquant, sans attendre celui d'avant"
            );
        });
    }

    /// Ce qu'une panique de charge `charge`, dans le travail, fait arriver à l'appelant.
    async fn charge_recue(charge: impl Any + Send) -> Box<dyn Any + Send> {
        let travail: Travail<()> = Box::new(|| ::std::panic::panic_any(charge));
        let issue = attraper(executer_bloquant(travail)).await;
        let Err(charge) = issue else {
            ::banc::echec!(
                "la panique de `travail` arrive à l'appelant",
                "l'appel a rendu une valeur",
                "le résultat d'une tâche qui a paniqué est une erreur : elle contient la panique"
            )
        };
        charge
    }

    #[test]
    fn etape4_la_panique_du_travail_arrive_intacte() {
        #[derive(Debug, PartialEq)]
        struct Charge(u32);

        essai_reel(async {
            // Sans panique d'abord : celle d'une fonction de Tokio mal employée a sa propre piste.
            let rien: Travail<()> = Box::new(|| ());
            executer_bloquant(rien).await;
            let charge = charge_recue(Charge(42)).await;
            let texte = message_de(&*charge);
            ::banc::exiger!(
                charge.downcast_ref() == Some(&Charge(42)),
                "la panique arrive avec sa charge d'origine, `Charge(42)`",
                "une autre panique est arrivée : {texte}",
                "`unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique, qui remplace la première : reprends \
                 la charge dans l'erreur, et relance-la avec `std::panic`"
            );
            let texte = charge_recue("texte").await;
            let chaine = charge_recue(String::from("chaîne")).await;
            ::banc::exiger!(
                texte.downcast_ref() == Some(&"texte")
                    && chaine.downcast_ref() == Some(&String::from("chaîne")),
                "une charge `&str` arrive en `&str`, une charge `String` en `String`",
                "l'une des deux a changé de type ou de texte",
                "la charge d'une panique n'est pas toujours du même type : relance la boîte reçue sans l'ouvrir, au lieu \
                 d'en fabriquer une autre"
            );
        });
    }
}
