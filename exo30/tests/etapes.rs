// Les tests de l'exo 30, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{CompteARebours, preparer_commande, taille_totale, telecharger_fichier};

    use ::banc::{
        Metronome, PISTE_THREAD_ENDORMI, Sonde, attraper, chronometrer, ensemble, essai,
        essai_parallele, essai_virtuel, message_de, ms, recolter,
    };
    use ::std::boxed::Box;
    use ::std::future::{Future, poll_fn};
    use ::std::pin::Pin;
    use ::std::prelude::v1::{drop, test};
    use ::std::result::Result::{Err, Ok};
    use ::std::string::String;
    use ::std::sync::Arc;
    use ::std::sync::atomic::{AtomicU32, Ordering};
    use ::std::sync::mpsc::{self, RecvTimeoutError};
    use ::std::task::Poll::{self, Ready};
    use ::std::time::Duration;
    use ::std::vec::Vec;
    use ::tokio::runtime::Handle;
    use ::tokio::time::sleep;

    /// Les types de la consigne, à la lettre : une réponse qui rend un type à elle, égal à tout, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures(nom: &str, cuisine: Arc<AtomicU32>) {
        fn rend<T>(_: impl Future<Output = T>) {}
        fn entier(_: u32) {}
        rend::<String>(telecharger_fichier(nom));
        rend::<usize>(taille_totale(nom, nom));
        rend::<String>(preparer_commande(String::new(), cuisine));
        let compte: CompteARebours = CompteARebours::new(0_u32);
        entier(compte.restant);
        rend::<&'static str>(compte);
    }

    const UNE_SECONDE: Duration = Duration::from_secs(1);

    /// Attend le future sous l'horloge virtuelle. Celui que plus rien ne réveille échoue avec cette piste, celui
    /// qui se réveille sans cesse échoue aussi : le temps n'avancerait plus jamais.
    #[track_caller]
    fn attendre<'a, T: 'a>(
        futur: impl Future<Output = T> + 'a,
        piste: &'static str,
    ) -> impl Future<Output = T> + 'a {
        let ligne = ::std::panic::Location::caller().line();
        let mut futur: Pin<Box<dyn Future<Output = T> + 'a>> = Box::pin(futur);
        let mut limite = Box::pin(sleep(3600 * UNE_SECONDE));
        let mut tours = 0;
        poll_fn(move |cx| {
            tours += 1;
            ::banc::exiger!(
                tours < 20_000,
                "l'appel (ligne {ligne} du test) laisse le thread libre jusqu'à ce qu'il y ait du nouveau",
                "il s'est fait réinterroger {tours} fois de suite",
                "une boucle autour de `yield_now` occupe le thread sans relâche, et le temps de Tokio n'avance pas : \
                 un seul réveil, à l'échéance, suffit ; et un `poll` écrit à la main doit finir par rendre `Ready`"
            );
            // Avant le future : l'échéance ne doit pas lui valoir un `poll` que rien d'autre n'a demandé.
            ::banc::exiger!(
                limite.as_mut().poll(cx).is_pending(),
                "l'appel se termine (ligne {ligne} du test)",
                "il attend toujours, et plus rien ne peut le réveiller",
                "{piste}"
            );
            futur.as_mut().poll(cx)
        })
    }

    /// Une attente qui n'a pas compté sur l'horloge de Tokio a deux causes, que le temps réel départage.
    #[track_caller]
    fn refuser_attente_nulle(duree: Duration, depart_reel: ::std::time::Instant, piste: &str) {
        ::banc::exiger!(
            !(duree.is_zero() && depart_reel.elapsed() >= UNE_SECONDE),
            "une attente sur l'horloge de Tokio",
            "0 ms sur l'horloge de Tokio, alors que le temps réel a passé : un thread a été bloqué",
            "{PISTE_THREAD_ENDORMI}"
        );
        ::banc::exiger!(
            !duree.is_zero(),
            "une attente sur l'horloge de Tokio",
            "aucune attente : la valeur est arrivée tout de suite",
            "{piste}"
        );
    }

    // ---- Étape 1 : telecharger_fichier ----

    const PISTE_TELECHARGEMENT: &str = "l'attente doit passer par le minuteur de Tokio, et par rien d'autre : ni par \
        un thread, ni par un événement que personne n'enverra";

    const PISTE_SANS_ATTENTE: &str = "appeler une fonction async ne fait que préparer un future : sans `.await`, il \
        n'attend rien (confié à une tâche que personne n'attend, il ne retient personne non plus)";

    #[test]
    fn etape1_le_contenu_porte_le_nom_du_fichier() {
        essai_virtuel(async {
            for (nom, attendu) in [
                ("rapport.txt", "contenu de rapport.txt"),
                ("été 2025.csv", "contenu de été 2025.csv"),
                ("dossier/été.txt", "contenu de dossier/été.txt"),
                (" ada ", "contenu de  ada "),
                ("", "contenu de "),
            ] {
                let contenu = attendre(telecharger_fichier(nom), PISTE_TELECHARGEMENT).await;
                ::banc::exiger!(
                    !contenu.contains("{nom}"),
                    "le contenu téléchargé pour {nom:?} = {attendu:?}",
                    "{contenu:?}",
                    "`{{nom}}` est resté tel quel : il manque `format!`, qui seul met la valeur à sa place"
                );
                ::banc::exiger!(
                    !contenu.contains(['«', '»', '"', '“', '”']),
                    "le contenu téléchargé pour {nom:?} = {attendu:?}",
                    "{contenu:?}",
                    "le texte est sans guillemets : ceux de la consigne et des commentaires ne font que l'entourer"
                );
                ::banc::exiger_egal!(
                    contenu,
                    attendu,
                    "le contenu téléchargé pour {nom:?}",
                    "compare caractère par caractère : minuscule au début, une espace avant le nom, le nom tel qu'il est \
                     reçu, rien après"
                );
            }
        });
    }

    #[test]
    fn etape1_chaque_telechargement_dure_une_seconde() {
        essai_virtuel(async {
            for fois in ["le premier", "le deuxième"] {
                let depart_reel = ::std::time::Instant::now();
                let (_, duree) = chronometrer(attendre(
                    telecharger_fichier("rapport.txt"),
                    PISTE_TELECHARGEMENT,
                ))
                .await;
                refuser_attente_nulle(duree, depart_reel, PISTE_SANS_ATTENTE);
                ::banc::exiger!(
                    duree == UNE_SECONDE,
                    "{fois} téléchargement dure 1 s",
                    "il a duré {duree:?}",
                    "chaque appel attend une seconde entière, une seule fois : vérifie l'unité de la durée"
                );
            }
        });
    }

    #[test]
    fn etape1_deux_telechargements_attendus_ensemble_durent_une_seconde() {
        essai_virtuel(async {
            let appels = ["a.txt", "b.txt"]
                .map(|nom| attendre(telecharger_fichier(nom), PISTE_TELECHARGEMENT));
            let (contenus, duree) = chronometrer(ensemble(appels.into())).await;
            ::banc::exiger!(
                duree >= UNE_SECONDE,
                "deux téléchargements attendus ensemble durent 1 s",
                "ils ont duré {duree:?}",
                "chaque téléchargement attend une seconde entière, sur l'horloge de Tokio et avec un `.await`"
            );
            ::banc::exiger!(
                duree == UNE_SECONDE,
                "deux téléchargements attendus ensemble durent 1 s",
                "ils ont duré {duree:?}",
                "l'un a empêché l'autre d'avancer : une attente qui bloque le thread, ou un verrou commun gardé \
                 pendant l'attente"
            );
            ::banc::exiger_egal!(
                contenus,
                ["contenu de a.txt", "contenu de b.txt"],
                "les deux contenus",
                "chaque appel rend le contenu du fichier qu'on lui a nommé, mot pour mot ; si les noms sont les bons, \
                 compare caractère par caractère"
            );
        });
    }

    #[test]
    fn etape1_les_autres_taches_avancent_pendant_le_telechargement() {
        essai_virtuel(async {
            let metronome = Metronome::lancer(ms(300));
            attendre(telecharger_fichier("rapport.txt"), PISTE_TELECHARGEMENT).await;
            let battements = metronome.battements();
            ::banc::exiger!(
                battements == 3,
                "un métronome de 300 ms bat 3 fois pendant le téléchargement",
                "il a battu {battements} fois",
                "pendant l'attente, le thread doit rester libre pour les autres tâches : `std::thread::sleep` \
                 le garde pour lui"
            );
        });
    }

    #[test]
    fn etape1_le_telechargement_commence_quand_on_l_attend() {
        essai_virtuel(async {
            let futur = telecharger_fichier("rapport.txt");
            sleep(ms(5000)).await;
            let (_, duree) = chronometrer(attendre(futur, PISTE_TELECHARGEMENT)).await;
            ::banc::exiger!(
                !duree.is_zero(),
                "un future créé depuis 5 s, puis attendu, dure encore 1 s entière",
                "il n'a rien attendu",
                "rien n'attend, ou l'attente était déjà en cours : un `sleep` fixe son échéance quand on le crée, \
                 pas quand on l'attend ; crée-le dans la fonction async elle-même"
            );
            ::banc::exiger!(
                duree == UNE_SECONDE,
                "un future créé depuis 5 s, puis attendu, dure encore 1 s entière",
                "il a duré {duree:?}",
                "chaque appel attend une seconde entière, une seule fois"
            );
        });
    }

    // ---- Étape 2 : taille_totale ----

    const PISTE_TAILLE: &str = "les deux attentes sont celles de l'étape 1, chacune avec son `.await`, sans verrou que \
        d'autres calculs puissent tenir";

    const PISTE_SANS_TELECHARGER: &str = "chaque fichier se télécharge par l'étape 1, même si sa taille se devine ; et \
        sans `.await`, un future n'attend rien";

    /// Trop courte et trop longue n'ont pas la même cause.
    #[track_caller]
    fn exiger_deux_secondes(duree: Duration, depart_reel: ::std::time::Instant, trop_long: &str) {
        refuser_attente_nulle(duree, depart_reel, PISTE_SANS_TELECHARGER);
        ::banc::exiger!(
            duree >= 2 * UNE_SECONDE,
            "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
            "ils ont duré {duree:?} : ils ont couru ensemble, ou il n'y en a eu qu'un",
            "pas de `join!` ni de `spawn` ici : le second ne commence qu'après la fin du premier (l'exo 31 les fera \
             avancer ensemble), même si c'est deux fois le même nom"
        );
        ::banc::exiger!(
            duree == 2 * UNE_SECONDE,
            "deux téléchargements d'une seconde l'un après l'autre durent 2 s",
            "ils ont duré {duree:?}",
            "{trop_long}"
        );
    }

    #[test]
    fn etape2_les_deux_tailles_s_additionnent() {
        essai_virtuel(async {
            for (premier, second, attendue) in
                [("a", "bcd", 26), ("rapport.txt", "", 33), ("", "", 22)]
            {
                let noms = premier.len() + second.len();
                let taille = attendre(taille_totale(premier, second), PISTE_TAILLE).await;
                ::banc::exiger!(
                    taille != noms,
                    "la taille des contenus {premier:?} et {second:?} = {attendue}",
                    "{taille}, la longueur des deux noms",
                    "ce sont les contenus rendus par l'étape 1 qu'il faut mesurer, pas les noms demandés"
                );
                ::banc::exiger_egal!(
                    taille,
                    attendue,
                    "la taille des contenus de {premier:?} et {second:?}",
                    "les deux contenus comptent, chacun une fois : ni deux fois le même, ni un seul"
                );
            }
        });
    }

    #[test]
    fn etape2_les_tailles_se_comptent_en_octets() {
        essai_virtuel(async {
            let taille = attendre(taille_totale("été", "œuf"), PISTE_TAILLE).await;
            ::banc::exiger!(
                taille != 28,
                "« contenu de été » et « contenu de œuf » font 31 octets",
                "28, leur nombre de caractères",
                "`chars().count()` compte des caractères ; une lettre accentuée prend deux octets en UTF-8"
            );
            ::banc::exiger_egal!(
                taille,
                31,
                "la taille de « contenu de été » et « contenu de œuf »",
                "c'est la longueur en octets de chaque contenu entier, accents compris"
            );
            let long = "n".repeat(70_000);
            let taille = attendre(taille_totale(&long, &long), PISTE_TAILLE).await;
            ::banc::exiger_egal!(
                taille,
                140_022,
                "la taille de deux contenus de 70011 octets",
                "la somme est un `usize` d'un bout à l'autre : convertie en `u8` ou en `u16`, elle déborde"
            );
        });
    }

    #[test]
    fn etape2_les_telechargements_se_suivent_pendant_deux_secondes() {
        essai_virtuel(async {
            for (premier, second) in [("a.txt", "b.txt"), ("a.txt", "a.txt")] {
                let depart_reel = ::std::time::Instant::now();
                let (_, duree) =
                    chronometrer(attendre(taille_totale(premier, second), PISTE_TAILLE)).await;
                exiger_deux_secondes(
                    duree,
                    depart_reel,
                    "deux appels à l'étape 1, pas plus : garde chaque contenu au lieu de le redemander",
                );
            }
        });
    }

    #[test]
    fn etape2_deux_calculs_attendus_ensemble_durent_deux_secondes() {
        essai_virtuel(async {
            let calculs = ::std::vec![
                attendre(taille_totale("a", "b"), PISTE_TAILLE),
                attendre(taille_totale("ccc", ""), PISTE_TAILLE),
            ];
            let depart_reel = ::std::time::Instant::now();
            let (tailles, duree) = chronometrer(ensemble(calculs)).await;
            exiger_deux_secondes(
                duree,
                depart_reel,
                "deux calculs attendus ensemble ne se gênent pas : ou bien l'un attend la fin de l'autre (un verrou commun), \
                 ou bien chacun télécharge plus de deux fois",
            );
            ::banc::exiger_egal!(
                tailles,
                [24, 25],
                "les deux tailles",
                "chaque appel additionne les tailles de ses deux fichiers à lui"
            );
        });
    }

    // ---- Étape 3 : preparer_commande ----

    const PISTE_COMMANDE: &str = "la commande n'a rien à attendre de l'extérieur : si son `poll` rend `Pending`, il doit avoir \
        prévu lui-même son réveil";

    fn cuisine(depart: u32) -> Arc<AtomicU32> {
        Arc::new(AtomicU32::new(depart))
    }

    fn lire(cuisine: &AtomicU32) -> u32 {
        cuisine.load(Ordering::SeqCst)
    }

    #[test]
    fn etape3_creer_la_commande_ne_demarre_rien() {
        essai_virtuel(async {
            let cuisine = cuisine(0);
            let taches = || Handle::current().metrics().num_alive_tasks();
            let taches_avant = taches();
            let commande = preparer_commande("ratatouille".into(), Arc::clone(&cuisine));
            let compte = lire(&cuisine);
            ::banc::exiger!(
                compte == 0,
                "commande créée, pas encore attendue : `cuisine` vaut toujours 0",
                "`cuisine` vaut déjà {compte}",
                "le travail est fait à l'appel, avant le bloc `async` (ou le future rendu est déjà prêt) : tout ce \
                 qui doit attendre le `.await` va à l'intérieur du future"
            );
            sleep(ms(5000)).await;
            let compte = lire(&cuisine);
            ::banc::exiger!(
                compte == 0,
                "5 s plus tard, toujours pas attendue : `cuisine` vaut encore 0",
                "`cuisine` vaut {compte}",
                "le réflexe de JavaScript : une tâche (`tokio::spawn`) lancée à l'appel travaille sans qu'on \
                 l'attende ; un future de Rust ne fait rien avant"
            );
            ::banc::exiger!(
                taches() == taches_avant,
                "commande créée, pas encore attendue : aucune tâche n'est partie",
                "une tâche est partie, qui attend son heure",
                "même retenue par un canal, une tâche lancée à l'appel est du travail commencé trop tôt : le future rendu \
                 contient lui-même tout ce qu'il y a à faire"
            );
            attendre(commande, PISTE_COMMANDE).await;
            let compte = lire(&cuisine);
            ::banc::exiger!(
                compte == 1,
                "la commande attendue, `cuisine` vaut 1",
                "`cuisine` vaut {compte}",
                "une commande attendue ajoute 1 au compteur qu'on lui a donné, avant de rendre son texte : une tâche \
                 que personne n'attend compte trop tard"
            );
        });
    }

    #[test]
    fn etape3_une_commande_abandonnee_laisse_la_cuisine_intacte() {
        essai_virtuel(async {
            let cuisine = cuisine(7);
            drop(preparer_commande("soufflé".into(), Arc::clone(&cuisine)));
            let compte = lire(&cuisine);
            ::banc::exiger!(
                compte == 7,
                "commande abandonnée sans avoir été attendue : `cuisine` reste à 7",
                "`cuisine` vaut {compte}",
                "quelque chose compte à la création de la commande, ou à sa destruction (`Drop`)"
            );
            let gardee = preparer_commande("omelette".into(), Arc::clone(&cuisine));
            sleep(ms(5000)).await;
            drop(gardee);
            sleep(ms(5000)).await;
            // Un thread lancé à l'appel échappe à l'horloge virtuelle, mais il tient encore la cuisine.
            let depart_reel = ::std::time::Instant::now();
            while Arc::strong_count(&cuisine) > 1 && depart_reel.elapsed() < UNE_SECONDE {
                ::std::thread::yield_now();
            }
            let compte = lire(&cuisine);
            ::banc::exiger!(
                compte == 7,
                "deux commandes abandonnées sans avoir été attendues : `cuisine` reste à 7",
                "`cuisine` a fini par valoir {compte}",
                "une tâche ou un thread lancé à l'appel survit au future abandonné : rien ne doit partir avant le \
                 premier `poll`"
            );
        });
    }

    #[test]
    fn etape3_une_commande_attendue_compte_une_fois_et_rend_son_plat() {
        essai_virtuel(async {
            for (plat, attendu) in [
                ("ratatouille", "ratatouille prêt"),
                ("crème brûlée", "crème brûlée prêt"),
                ("", " prêt"),
            ] {
                let cuisine = cuisine(41);
                // Attendue par référence : le compte se regarde avant qu'elle soit détruite.
                let mut commande = Box::pin(preparer_commande(plat.into(), Arc::clone(&cuisine)));
                let texte = attendre(commande.as_mut(), PISTE_COMMANDE).await;
                ::banc::exiger_egal!(
                    texte,
                    attendu,
                    "le texte de la commande {plat:?}",
                    "compare caractère par caractère : le plat tel quel, une espace, « prêt » avec son accent"
                );
                let compte = lire(&cuisine);
                ::banc::exiger!(
                    compte != 41,
                    "`cuisine` passe de 41 à 42",
                    "`cuisine` est restée à 41",
                    "rien n'a été ajouté au compteur partagé : oublié, ajouté à une copie (un nouvel `AtomicU32` ne \
                     partage rien), ou laissé à une tâche qui n'a pas encore tourné : ajoute 1 avant de rendre le \
                     texte, une tâche que personne n'attend compte trop tard"
                );
                ::banc::exiger!(
                    compte < 43,
                    "`cuisine` passe de 41 à 42",
                    "elle est passée à {compte}",
                    "la commande est comptée plusieurs fois : à la création et à l'attente, ou à chaque `poll` d'un \
                     future qui en demande plusieurs"
                );
                ::banc::exiger!(
                    compte == 42,
                    "`cuisine` passe de 41 à 42",
                    "elle est passée à {compte}",
                    "ajoute 1 à ce que le compteur contient déjà, sans y écrire une valeur fixe"
                );
            }
        });
    }

    #[test]
    fn etape3_chaque_commande_garde_son_plat_dans_n_importe_quel_ordre() {
        essai_virtuel(async {
            let cuisine = cuisine(0);
            let [entree, plat, dessert] = ["velouté", "gratin", "flan"]
                .map(|plat| preparer_commande(plat.into(), Arc::clone(&cuisine)));
            for (commande, attendu, total) in [
                (dessert, "flan prêt", 1),
                (entree, "velouté prêt", 2),
                (plat, "gratin prêt", 3),
            ] {
                let texte = attendre(commande, PISTE_COMMANDE).await;
                ::banc::exiger_egal!(
                    texte,
                    attendu,
                    "le texte de la commande",
                    "chaque future garde le plat reçu à sa création, et rend son texte mot pour mot ; si le plat est le \
                     bon, compare caractère par caractère"
                );
                ::banc::exiger_egal!(
                    lire(&cuisine),
                    total,
                    "le nombre de commandes attendues jusqu'ici",
                    "chaque commande ajoute 1 quand on l'attend, la première comme les suivantes, et avant de rendre \
                     son texte : une tâche que personne n'attend compte trop tard"
                );
            }
        });
    }

    #[test]
    fn etape3_des_commandes_attendues_ensemble_comptent_toutes() {
        essai_virtuel(async {
            let cuisine = cuisine(0);
            let commandes = ["a", "b", "c", "d"].map(|plat| {
                attendre(
                    preparer_commande(plat.into(), Arc::clone(&cuisine)),
                    PISTE_COMMANDE,
                )
            });
            ensemble(commandes.into()).await;
            let compte = lire(&cuisine);
            sleep(ms(5000)).await;
            ::banc::exiger!(
                compte == 4 || lire(&cuisine) != 4,
                "4 commandes attendues ensemble : `cuisine` vaut 4 dès que les 4 textes sont rendus",
                "`cuisine` vaut {compte}, et 4 un peu plus tard",
                "chaque commande ajoute 1 avant de rendre son texte : une tâche que personne n'attend compte trop tard"
            );
            ::banc::exiger!(
                compte == 4,
                "4 commandes attendues ensemble : `cuisine` vaut 4",
                "`cuisine` vaut {compte}",
                "lire le compteur puis y écrire la somme perd ce que les autres ont ajouté entre-temps : il existe \
                 une seule opération atomique qui ajoute"
            );
        });
    }

    /// Compte aussi, réveillé sans cesse pour le faire, jusqu'à ce que l'émetteur de `arret` soit lâché, et rend ce
    /// qu'il a compté. Un thread qui se réveille prend la place d'un autre : sur un seul cœur, rien d'autre
    /// n'interrompt assez souvent une commande entre sa lecture et son écriture.
    fn importuner(cuisine: &AtomicU32, arret: &mpsc::Receiver<()>) -> u32 {
        let mut comptees = 0;
        while arret.recv_timeout(Duration::from_micros(20)) == Err(RecvTimeoutError::Timeout) {
            cuisine.fetch_add(1, Ordering::SeqCst);
            comptees += 1;
        }
        comptees
    }

    #[test]
    fn etape3_aucune_commande_ne_se_perd_sur_plusieurs_threads() {
        essai_parallele(async {
            // Une d'abord, ici : un `todo!` paniquerait sinon dans une ou plusieurs tâches, selon la chance.
            let depart = ::std::time::Instant::now();
            preparer_commande("".into(), cuisine(0)).await;
            // Combien de fois quelqu'un d'autre a compté pendant un lot : au moins une fois sur cinquante, cela tombe
            // entre la lecture et l'écriture d'une réponse fausse. Cinq cents fois prennent une
            // centaine de millisecondes sur un seul cœur, plus sur une machine chargée ; sur des cœurs libres, où
            // cela en prend quelques-unes, cent millisecondes en donnent bien davantage.
            let croisements = Arc::new(AtomicU32::new(0));
            let patience = if depart.elapsed() < ms(1) {
                ms(800)
            } else {
                // Une commande qui attend a peu de chances d'être interrompue au mauvais moment.
                ms(300)
            };
            let cuisine = cuisine(0);
            let (arreter, arret) = mpsc::channel();
            let importun = ::tokio::task::spawn_blocking({
                let cuisine = Arc::clone(&cuisine);
                move || importuner(&cuisine, &arret)
            });
            let taches = [(); 4].map(|()| {
                let (cuisine, croisements) = (Arc::clone(&cuisine), Arc::clone(&croisements));
                ::tokio::spawn(async move {
                    // Une seule d'abord : une commande a le droit de prendre son temps.
                    let (mut attendues, mut nombre) = (0, 1);
                    while attendues == 0
                        || depart.elapsed() < ms(100)
                        || lire(&croisements) < 500 && depart.elapsed() < patience
                    {
                        // Créées d'avance : la tâche ne fait plus ensuite que compter.
                        let commandes: Vec<_> = (0..nombre)
                            .map(|_| preparer_commande("".into(), Arc::clone(&cuisine)))
                            .collect();
                        let avant = lire(&cuisine);
                        for commande in commandes {
                            commande.await;
                        }
                        if lire(&cuisine) != avant.wrapping_add(nombre) {
                            croisements.fetch_add(1, Ordering::SeqCst);
                        }
                        attendues += nombre;
                        nombre = (2 * nombre).min(64);
                    }
                    attendues
                })
            });
            let mut attendues = 0;
            for tache in taches {
                attendues += recolter(tache).await;
            }
            drop(arreter);
            attendues += recolter(importun).await;
            ::banc::exiger!(
                lire(&cuisine) == attendues,
                "les commandes que 4 tâches attendent, sur 4 threads, sont toutes comptées dans `cuisine`",
                "`cuisine` ne vaut pas leur nombre",
                "lire le compteur puis y écrire la somme, même sans `.await` entre les deux, laisse à un autre thread \
                 le temps de compter, et un `compare_exchange` qui échoue n'a rien ajouté : ajoute par une seule \
                 opération atomique (et avant de rendre le texte : une tâche que personne n'attend compte trop tard)"
            );
        });
    }

    // ---- Étape 4 : CompteARebours ----

    const PISTE_REVEIL: &str = "`poll` a rendu `Pending` sans réveiller le waker de son `cx` : plus personne \
        n'interrogera ce future, qui dort pour toujours";

    const DECOLLAGE: &str = "Décollage !";

    /// Juge la réponse d'un `poll` qui doit décoller : un texte inexact n'est pas un compte inexact.
    #[track_caller]
    fn juger_decollage(reponse: Poll<&'static str>, quand: &str, piste: &str) {
        ::banc::exiger!(
            reponse.is_ready(),
            "{quand} rend Ready({DECOLLAGE:?})",
            "{reponse:?}",
            "{piste}"
        );
        ::banc::exiger!(
            reponse == Ready(DECOLLAGE),
            "{quand} rend Ready({DECOLLAGE:?})",
            "{reponse:?}",
            "le texte diffère : « Décollage ! », é accentué, une espace ordinaire avant le point d'exclamation"
        );
    }

    /// Un seul `poll`, avec un waker neuf : la réponse, et combien de fois ce waker-là a été réveillé.
    fn interroger(compte: Pin<&mut CompteARebours>) -> (Poll<&'static str>, usize) {
        let mut sonde = Sonde::new(compte);
        let reponse = sonde.sonder();
        (reponse, sonde.reveils())
    }

    #[test]
    fn etape4_a_zero_le_decollage_est_immediat() {
        essai_virtuel(async {
            let mut compte = ::std::pin::pin!(CompteARebours::new(0));
            match attraper(async { interroger(compte.as_mut()).0 }).await {
                Ok(reponse) => juger_decollage(
                    reponse,
                    "le premier `poll` de `new(0)`",
                    "à zéro il n'y a rien à retirer ni à attendre : teste zéro avant de soustraire",
                ),
                Err(panique) => {
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "le premier `poll` de `new(0)` rend `Ready`",
                        "une panique : {message}",
                        "zéro moins un n'existe pas en `u32` : teste zéro avant de soustraire"
                    )
                }
            }
        });
    }

    #[test]
    fn etape4_pending_est_rendu_exactement_n_fois() {
        essai(|| {
            for n in [3, 1, 2, 10] {
                let mut compte = ::std::pin::pin!(CompteARebours::new(n));
                for tour in 1..=n {
                    let (reponse, _) = interroger(compte.as_mut());
                    let restant = compte.restant;
                    ::banc::exiger!(
                        reponse.is_pending() || tour > 1 || n == 1,
                        "le premier `poll` de `new({n})` rend `Pending`, un cran plus bas",
                        "il rend déjà {reponse:?}, et `restant` vaut {restant}",
                        "une boucle dans `poll` fait tout le compte d'un coup en gardant le thread : un appel, un \
                         cran, puis `Pending`"
                    );
                    ::banc::exiger!(
                        reponse.is_pending(),
                        "`new({n})` rend `Pending` {n} fois avant `Ready`",
                        "le `poll` numéro {tour} rend déjà {reponse:?}",
                        "un tour trop tôt : c'est `restant` à zéro en entrant dans `poll` qui donne `Ready`, pas \
                         `restant` qui vient d'y arriver"
                    );
                    ::banc::exiger_egal!(
                        restant,
                        n - tour,
                        "`restant` après {tour} `poll` de `new({n})`",
                        "chaque `Pending` retire exactement 1 au champ `restant` lui-même, pas à une copie ni à un \
                         compteur commun à tous"
                    );
                }
                let (reponse, _) = interroger(compte.as_mut());
                juger_decollage(
                    reponse,
                    &::std::format!("le `poll` qui suit les {n} `Pending` de `new({n})`"),
                    "dès que `restant` vaut 0, le `poll` suivant rend `Ready`, sans un tour de plus",
                );
            }
        });
    }

    #[test]
    fn etape4_chaque_pending_reveille_son_waker() {
        essai(|| {
            let mut compte = ::std::pin::pin!(CompteARebours::new(4));
            // Le même waker à chaque appel, comme le fait le plus souvent un runtime.
            let mut sonde = Sonde::new(compte.as_mut());
            let mut avant = 0;
            for tour in 1..=4 {
                if sonde.sonder().is_ready() {
                    break;
                }
                let reveils = sonde.reveils();
                ::banc::exiger!(
                    reveils > 0 || tour > 1,
                    "le waker est réveillé avant que le premier `poll` rende `Pending`",
                    "`Pending` est rendu, et le waker n'a pas été réveillé",
                    "`Pending` promet un réveil : sans lui, la tâche dort pour toujours ; c'est à `poll` de le \
                     demander, lui-même et avant de rendre la main"
                );
                ::banc::exiger!(
                    reveils > avant,
                    "le waker est réveillé avant chaque `Pending`",
                    "il ne l'a pas été au `poll` numéro {tour}",
                    "un réveil ne vaut que pour un `poll` : il en faut un nouveau avant chaque `Pending`"
                );
                avant = reveils;
            }
        });
    }

    #[test]
    fn etape4_le_waker_reveille_est_celui_du_dernier_appel() {
        essai(|| {
            for n in [2, 3] {
                let mut compte = ::std::pin::pin!(CompteARebours::new(n));
                for tour in 1..=n {
                    let (reponse, reveils) = interroger(compte.as_mut());
                    ::banc::exiger!(
                        reponse.is_ready() || reveils > 0 || tour > 1,
                        "le waker reçu au premier `poll` est réveillé",
                        "il ne l'a pas été",
                        "{PISTE_REVEIL}"
                    );
                    ::banc::exiger!(
                        reponse.is_ready() || reveils > 0,
                        "au `poll` numéro {tour}, le waker reçu à cet appel est réveillé",
                        "il ne l'a pas été",
                        "le future a changé de tâche entre deux appels : réveiller un waker gardé d'un `poll` \
                         précédent réveille l'ancienne ; seul compte celui du `cx` reçu maintenant"
                    );
                }
            }
        });
    }

    #[test]
    fn etape4_le_runtime_mene_le_compte_jusqu_au_bout() {
        essai_virtuel(async {
            for n in [3, 1000] {
                let texte = attendre(CompteARebours::new(n), PISTE_REVEIL).await;
                juger_decollage(
                    Ready(texte),
                    &::std::format!("`CompteARebours::new({n})`, attendu,"),
                    PISTE_REVEIL,
                );
            }
        });
    }

    #[test]
    fn etape4_deux_comptes_ne_se_melangent_pas() {
        essai(|| {
            let mut long = ::std::pin::pin!(CompteARebours::new(3));
            let mut court = ::std::pin::pin!(CompteARebours::new(1));
            let reponses = [
                interroger(long.as_mut()).0,
                interroger(court.as_mut()).0,
                interroger(court.as_mut()).0,
                interroger(long.as_mut()).0,
            ];
            let restants = (long.restant, court.restant);
            let attentes = reponses.map(|reponse| reponse.is_pending());
            ::banc::exiger!(
                attentes == [true, true, false, true] && restants == (1, 0),
                "`new(3)` et `new(1)` interrogés tour à tour avancent chacun pour soi",
                "ils ont rendu {reponses:?}, et il leur reste {restants:?}",
                "tout l'état d'un compte tient dans son champ `restant`, sans rien de commun aux deux ; si un compte \
                 seul est déjà faux, un autre test de l'étape dit pourquoi"
            );
            juger_decollage(reponses[2], "le second `poll` de `new(1)`", PISTE_REVEIL);
        });
    }

    #[test]
    fn etape4_poll_rend_la_main_sans_attendre() {
        essai(|| {
            let mut compte = ::std::pin::pin!(CompteARebours::new(400));
            // Le plus court des 300 : une machine chargée en ralentit quelques-uns, un thread endormi tous.
            let plus_court = (0..300)
                .map(|_| {
                    let depart_reel = ::std::time::Instant::now();
                    let _ = interroger(compte.as_mut());
                    depart_reel.elapsed()
                })
                .min()
                .unwrap_or_default();
            ::banc::exiger!(
                plus_court < ms(1) / 2,
                "un `poll` rend la main aussitôt",
                "de 300 `poll`, le plus court a pris {plus_court:?} de temps réel",
                "`poll` n'attend rien : `std::thread::sleep` y endort le thread, donc toutes ses tâches ; retirer 1 et \
                 réveiller le waker ne prennent aucun temps"
            );
        });
    }

    #[test]
    fn etape4_un_compte_immense_avance_aussi_d_un_cran() {
        essai(|| {
            // Petit d'abord : une réponse qui boucle dans `poll` échoue ici au lieu de tourner des minutes.
            for n in [1000, u32::MAX] {
                let mut compte = ::std::pin::pin!(CompteARebours::new(n));
                let (reponse, _) = interroger(compte.as_mut());
                let restant = compte.restant;
                ::banc::exiger!(
                    reponse.is_pending() && restant == n - 1,
                    "le premier `poll` de `new({n})` rend `Pending` et laisse `restant` à un de moins",
                    "il rend {reponse:?} et laisse `restant` à {restant}",
                    "un appel retire 1, quel que soit le nombre : ni boucle, ni conversion vers un type plus petit"
                );
            }
        });
    }
}
