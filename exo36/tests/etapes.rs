// Les tests de l'exo 36, étape par étape. Ils sont lancés sur le fichier src/main.rs du paquet qui les
// compile : l'énoncé, la solution, ou n'importe quelle réponse.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));

mod etapes {
    // Importés un par un : rien d'autre de ce qu'une réponse définit, pas même un trait, ne peut en changer le
    // sens.
    use super::{
        Config, ErreurConfig, ErreurRequete, ErreurTache, Limites, Requete, charger_config,
        lire_requete, preparer, servir, surveiller,
    };

    use ::banc::{
        Dossier, attraper, chronometrer, ensemble, essai_reel, essai_virtuel, finir, message_de, ms,
    };
    use ::std::any::Any;
    use ::std::boxed::Box;
    use ::std::cell::Cell;
    use ::std::collections::VecDeque;
    use ::std::convert::{AsRef, From, Into};
    use ::std::error::Error;
    #[cfg(unix)]
    use ::std::ffi::OsStr;
    use ::std::future::{Future, poll_fn};
    use ::std::io;
    use ::std::iter::{IntoIterator, Iterator};
    use ::std::mem::drop;
    use ::std::net::SocketAddr;
    use ::std::num::ParseIntError;
    use ::std::option::Option::{self, None, Some};
    use ::std::path::{Path, PathBuf};
    use ::std::pin::Pin;
    use ::std::prelude::v1::test;
    use ::std::rc::Rc;
    use ::std::result::Result::{self, Err, Ok};
    use ::std::string::{String, ToString};
    #[cfg(unix)]
    use ::std::sync::Arc;
    #[cfg(unix)]
    use ::std::sync::atomic::{AtomicU32, Ordering};
    use ::std::task::{Context, Poll};
    #[cfg(unix)]
    use ::std::task::{Wake, Waker};
    use ::std::time::Duration;
    use ::std::vec::Vec;
    use ::tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, ReadBuf};
    use ::tokio::net::{TcpListener, TcpStream};
    use ::tokio::sync::oneshot;
    use ::tokio::task::{JoinHandle, yield_now};
    use ::tokio::time::{Sleep, sleep, timeout};

    /// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ou qui
    /// changerait un type donné, ne compile pas.
    #[expect(dead_code, reason = "seuls ses types comptent")]
    fn signatures(
        chemin: &Path,
        tache: JoinHandle<::anyhow::Result<Panne>>,
        ecoute: TcpListener,
        cause: ParseIntError,
    ) {
        // Importées : ce qui n'est qu'une constante du même nom ne s'importe pas.
        use super::ErreurConfig::{CleManquante, Lecture, Port, Syntaxe};
        use super::ErreurRequete::{Deconnexion, Delai, Invalide, Io, TropGrande};
        use super::ErreurTache::{Annulee, Echec, Panique};

        fn rend<T>(_: impl Future<Output = T>) {}
        fn erreur<E: Error>(_: &E) {}

        rend::<Result<Config, ErreurConfig>>(charger_config(chemin));
        rend::<::anyhow::Result<Config>>(preparer(chemin));
        // `Panne` et `Flux` sont à nous : aucun cas particulier ne peut leur être réservé.
        rend::<Result<Panne, ErreurTache>>(surveiller(tache));
        rend::<Result<Requete, ErreurRequete>>(lire_requete(flux([]), &limites()));
        rend::<::anyhow::Result<u64>>(servir(ecoute, limites(), ::std::future::ready(())));

        let (texte, source) = (String::new(), io::Error::other(""));
        let _: fn(&'static str) -> ErreurConfig = CleManquante;
        let _: [ErreurConfig; 3] = [
            Lecture {
                chemin: PathBuf::new(),
                source,
            },
            Syntaxe {
                ligne: 0_usize,
                texte: texte.clone(),
            },
            Port {
                valeur: texte.clone(),
                source: cause,
            },
        ];
        let _: [ErreurRequete; 4] = [Delai, TropGrande, Invalide, Deconnexion];
        let _: fn(io::Error) -> ErreurRequete = Io;
        let _: fn(String) -> ErreurTache = Panique;
        let _: fn(::anyhow::Error) -> ErreurTache = Echec;
        erreur::<ErreurTache>(&Annulee);
        let _ = Config {
            hote: texte.clone(),
            port: 0_u16,
        };
        let _ = Requete {
            methode: texte.clone(),
            chemin: texte,
        };
    }

    // ---- Étape 1 : ErreurConfig et charger_config ----

    fn dossier() -> Dossier {
        Dossier::new(::std::env!("CARGO_TARGET_TMPDIR"))
    }

    /// Écrit ce contenu dans un fichier et le donne à charger.
    async fn charger(contenu: &str) -> Result<Config, ErreurConfig> {
        let dossier = dossier();
        let chemin = dossier.fichier("serveur.conf");
        ecrire(&chemin, contenu.as_bytes()).await;
        charger_config(&chemin).await
    }

    async fn ecrire(chemin: &Path, contenu: &[u8]) {
        let ecrit = ::tokio::fs::write(chemin, contenu).await;
        ecrit.expect("le dossier du test est accessible en écriture");
    }

    /// La piste du test, sauf si cette valeur a gardé ses espaces : c'est alors la seule faute en vue.
    fn sauf_espaces<'a>(valeur: &str, piste: &'a str) -> &'a str {
        if valeur.trim() == valeur {
            return piste;
        }
        "la valeur a gardé l'espace qui suit le `=` : retire les espaces autour des deux parties (`trim`), une fois \
         la ligne coupée"
    }

    /// La valeur que montre cette issue.
    fn valeur_lue(issue: &Result<Config, ErreurConfig>) -> &str {
        match issue {
            Ok(lue) => &lue.hote,
            Err(ErreurConfig::Port { valeur, .. }) => valeur,
            Err(_) => "",
        }
    }

    /// Le fichier est correct et donne cette configuration.
    async fn exiger_config(contenu: &str, hote: &str, port: u16, piste: &str) {
        let issue = charger(contenu).await;
        let piste = sauf_espaces(valeur_lue(&issue), piste).to_string();
        match issue {
            Ok(lue) if lue.hote == hote && lue.port == port => {}
            Ok(lue) => ::banc::echec!(
                "{contenu:?} donne l'hôte {hote:?} et le port {port}",
                "{lue:?}",
                "{piste}"
            ),
            Err(erreur) => ::banc::echec!(
                "{contenu:?} donne l'hôte {hote:?} et le port {port}",
                "une erreur : {erreur:?}",
                "{piste}"
            ),
        }
    }

    /// Le fichier est refusé, et voici l'erreur.
    async fn exiger_erreur(contenu: &str, attendu: &str, piste: &str) -> ErreurConfig {
        match charger(contenu).await {
            Err(erreur) => erreur,
            Ok(lue) => ::banc::echec!("{contenu:?} donne {attendu}", "{lue:?}", "{piste}"),
        }
    }

    #[test]
    fn etape1_un_fichier_correct_donne_sa_configuration() {
        essai_reel(async {
            let piste = "coupe chaque ligne à son `=`, puis retire les espaces autour des deux parties, \
                         et rien d'autre ; l'ordre des clés est libre, et la dernière ligne peut ne pas finir par un retour";
            for (contenu, hote, port) in [
                ("hote = exemple.fr\nport = 8080\n", "exemple.fr", 8080),
                ("port=443\nhote=localhost", "localhost", 443),
                ("hote = Exemple.FR\nport = 8080\n", "Exemple.FR", 8080),
                (
                    "   hote   =   mon serveur   \n  port=  1 \n",
                    "mon serveur",
                    1,
                ),
            ] {
                exiger_config(contenu, hote, port, piste).await;
            }
        });
    }

    #[test]
    fn etape1_les_lignes_vides_et_les_commentaires_sont_sautes() {
        essai_reel(async {
            let piste = "une ligne vide, ou faite d'espaces, ne compte pas ; un commentaire commence par `#`, \
                         après d'éventuels espaces, et tout ce qu'il contient est ignoré, `=` compris";
            exiger_config(
                "# hote = ailleurs\n\n   \nhote = ici\n   # port = 1\n#\nport = 2\n  # sans signe égal\n",
                "ici",
                2,
                piste,
            )
            .await;
        });
    }

    #[test]
    fn etape1_les_cles_inconnues_sont_ignorees() {
        essai_reel(async {
            let piste = "seules les clés exactement égales à `hote` et `port` comptent, en minuscules ; les autres ne \
                         sont pas des erreurs, quelle que soit leur valeur";
            exiger_config(
                "port_admin = abc\nhote = ici\nport = 2\nsupport = 3\nhotel = Ritz\nportail = 4\njeton = YQ==\nHOTE = là\nPort = 9\n",
                "ici",
                2,
                piste,
            )
            .await;
        });
    }

    #[test]
    fn etape1_la_derniere_occurrence_d_une_cle_gagne() {
        essai_reel(async {
            let piste = "quand une clé revient, sa nouvelle valeur remplace l'ancienne";
            exiger_config(
                "hote = a\nport = 1\nhote = b\nport = 2\nport = 3\nhote = c\n",
                "c",
                3,
                piste,
            )
            .await;
            let contenu = "hote = a\nport = 1\nport = dix\n";
            let erreur = exiger_erreur(contenu, "une erreur `Port`", piste).await;
            ::banc::exiger!(
                ::std::matches!(&erreur, ErreurConfig::Port { valeur, .. } if valeur.trim() == "dix"),
                "{contenu:?} donne une erreur `Port` avec la valeur \"dix\"",
                "{erreur:?}",
                "la dernière occurrence gagne, même invalide"
            );
        });
    }

    #[test]
    fn etape1_la_valeur_commence_au_premier_signe_egal() {
        essai_reel(async {
            let piste = "seul le premier `=` sépare la clé de la valeur ; `split('=')` coupe aux suivants \
                         aussi";
            exiger_config("hote = a=b = c\nport = 7\n", "a=b = c", 7, piste).await;
        });
    }

    #[test]
    fn etape1_une_ligne_sans_signe_egal_est_une_erreur_de_syntaxe() {
        essai_reel(async {
            for (contenu, numero, texte) in [
                ("n'importe quoi\nhote = a\nport = 1\n", 1, "n'importe quoi"),
                (
                    "hote = a\n\n# un commentaire\n   \nport 8080\n",
                    5,
                    "port 8080",
                ),
                ("hote = a\nport = 1\nfin", 3, "fin"),
            ] {
                let attendu = "une erreur `Syntaxe`";
                let piste =
                    "une ligne ni vide, ni commentaire, ni `cle = valeur` n'est pas à ignorer";
                match exiger_erreur(contenu, attendu, piste).await {
                    ErreurConfig::Syntaxe {
                        ligne,
                        texte: obtenu,
                    } => {
                        ::banc::exiger!(
                            ligne == numero,
                            "dans {contenu:?}, l'erreur est à la ligne {numero}",
                            "ligne {ligne}",
                            "les lignes se comptent à partir de 1, et toutes comptent : numérote avant \
                             d'écarter les lignes vides et les commentaires"
                        );
                        ::banc::exiger_egal!(
                            obtenu.trim(),
                            texte,
                            "le texte de la ligne en erreur",
                            "l'erreur porte la ligne en cause, pour qu'on la retrouve"
                        );
                    }
                    autre => ::banc::echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
                }
            }
        });
    }

    #[test]
    fn etape1_un_port_va_de_0_a_65535() {
        essai_reel(async {
            let piste = "un port est un `u16` : c'est en ce type-là qu'il faut lire la valeur";
            exiger_config("hote = a\nport = 0\n", "a", 0, piste).await;
            exiger_config("hote = a\nport = 65535\n", "a", 65535, piste).await;
            for fausse in ["65536", "-1", "abc", "80 80", "8080.5", "99999999999999"] {
                let contenu = ::std::format!("hote = a\nport = {fausse}\n");
                let attendu = "une erreur `Port`";
                let piste = "une valeur qui n'est pas un `u16` est refusée : ni valeur par défaut \
                             (`unwrap_or`), ni conversion `as`, qui tronque en silence";
                match exiger_erreur(&contenu, attendu, piste).await {
                    ErreurConfig::Port { valeur, .. } => ::banc::exiger_egal!(
                        valeur.trim(),
                        fausse,
                        "la valeur que porte l'erreur",
                        "l'erreur montre la valeur refusée, telle qu'elle est dans le fichier"
                    ),
                    autre => ::banc::echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
                }
            }
        });
    }

    #[test]
    fn etape1_une_cle_absente_est_nommee() {
        essai_reel(async {
            for (contenu, manquantes) in [
                ("port = 1\n# hote = a\n", ["hote", "hote"]),
                ("hote = a\nautre = 1\n", ["port", "port"]),
                ("", ["hote", "port"]),
            ] {
                let attendu = "une erreur `CleManquante`";
                let piste = "une clé obligatoire qui n'est pas là ne se devine pas : pas de valeur par défaut";
                match exiger_erreur(contenu, attendu, piste).await {
                    ErreurConfig::CleManquante(cle) => ::banc::exiger!(
                        manquantes.contains(&cle),
                        "{contenu:?} : il manque une des clés {manquantes:?}",
                        "la clé {cle:?}",
                        "c'est la clé absente que l'erreur nomme, `hote` ou `port`"
                    ),
                    autre => ::banc::echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
                }
            }
        });
    }

    #[test]
    fn etape1_un_fichier_illisible_est_une_erreur_de_lecture() {
        essai_reel(async {
            let dossier = dossier();
            // Un fichier absent échoue à l'ouverture, un dossier (sous Unix) à la lecture seulement.
            for chemin in [
                dossier.fichier("absent.conf"),
                dossier.chemin().to_path_buf(),
            ] {
                let piste = "chaque échec de lecture devient `Lecture` : `unwrap` et `expect` en font une \
                             panique, un contenu vide à la place le cacherait";
                match attraper(charger_config(&chemin)).await {
                    Ok(Err(ErreurConfig::Lecture { chemin: porte, .. })) => ::banc::exiger_egal!(
                        porte,
                        chemin,
                        "le chemin que porte l'erreur",
                        "l'erreur porte le chemin demandé"
                    ),
                    Ok(autre) => ::banc::echec!(
                        "charger {chemin:?} donne une erreur `Lecture`",
                        "{autre:?}",
                        "{piste}"
                    ),
                    Err(panique) => {
                        let message = message_de(&*panique);
                        ::banc::echec!(
                            "charger {chemin:?} donne une erreur `Lecture`",
                            "une panique : {message}",
                            "{piste}"
                        )
                    }
                }
            }
        });
    }

    #[test]
    fn etape1_un_fichier_qui_n_est_pas_du_texte_ne_fait_pas_paniquer() {
        essai_reel(async {
            let dossier = dossier();
            let chemin = dossier.fichier("binaire.conf");
            ecrire(&chemin, b"hote = \xff\xfe\nport = 1\n").await;
            match attraper(charger_config(&chemin)).await {
                Ok(Err(ErreurConfig::Lecture { .. })) => {}
                Ok(issue) => ::banc::echec!(
                    "un fichier qui n'est pas de l'UTF-8 donne une erreur `Lecture`",
                    "{issue:?}",
                    "ce fichier n'est pas du texte : `from_utf8_lossy` remplace en silence ce qu'il ne comprend pas, \
                     et la valeur n'est plus celle du fichier"
                ),
                Err(panique) => {
                    let message = message_de(&*panique);
                    ::banc::echec!(
                        "un fichier qui n'est pas de l'UTF-8 est une erreur ordinaire",
                        "une panique : {message}",
                        "le contenu d'un fichier vient de l'extérieur : aucun `unwrap` ne tient dessus"
                    )
                }
            }
        });
    }

    /// Une erreur de chaque variante, telle que `charger_config` la rend, et les mots qu'elle doit nommer. La
    /// variante et ses champs sont les bons : ce qui suit ne parle que du message et de la cause.
    async fn une_erreur_de_chaque() -> Vec<(ErreurConfig, Vec<String>)> {
        type Bonne = fn(&ErreurConfig) -> bool;

        let mut erreurs = Vec::new();
        let dossier = dossier();
        let chemin = dossier.fichier("absent.conf");
        let nom_du_dossier = dossier.chemin().file_name().unwrap_or_default();
        let mots = ::std::vec![
            "absent.conf".to_string(),
            nom_du_dossier.to_string_lossy().into_owned()
        ];
        match charger_config(&chemin).await {
            Err(erreur) => {
                ::banc::exiger!(
                    ::std::matches!(&erreur, ErreurConfig::Lecture { chemin: porte, .. } if *porte == chemin),
                    "un fichier absent donne une erreur `Lecture`, avec le chemin demandé",
                    "{erreur:?}",
                    "c'est la variante, et ce qu'elle porte, qui disent ce qui s'est passé"
                );
                erreurs.push((erreur, mots));
            }
            Ok(lue) => ::banc::echec!(
                "un fichier absent donne une erreur",
                "{lue:?}",
                "l'échec de la lecture a été caché"
            ),
        }
        let loin = ::std::format!("{}hote", "\n".repeat(36));
        let cas: [(&str, &str, &str, Bonne); 6] = [
            (
                &loin,
                "37",
                "une erreur `Syntaxe` à la ligne 37",
                |erreur| ::std::matches!(erreur, ErreurConfig::Syntaxe { ligne: 37, .. }),
            ),
            (
                "une ligne\net = une autre",
                "1",
                "une erreur `Syntaxe` à la ligne 1",
                |erreur| ::std::matches!(erreur, ErreurConfig::Syntaxe { ligne: 1, .. }),
            ),
            (
                "hote = a\nport = 70707\n",
                "70707",
                "une erreur `Port` avec la valeur \"70707\"",
                |erreur| ::std::matches!(erreur, ErreurConfig::Port { valeur, .. } if valeur.trim() == "70707"),
            ),
            (
                "hote = a\nport = chat\n",
                "chat",
                "une erreur `Port` avec la valeur \"chat\"",
                |erreur| ::std::matches!(erreur, ErreurConfig::Port { valeur, .. } if valeur.trim() == "chat"),
            ),
            (
                "hote = a\n",
                "port",
                "une erreur `CleManquante(\"port\")`",
                |erreur| ::std::matches!(erreur, ErreurConfig::CleManquante("port")),
            ),
            (
                "port = 1\n",
                "hote",
                "une erreur `CleManquante(\"hote\")`",
                |erreur| ::std::matches!(erreur, ErreurConfig::CleManquante("hote")),
            ),
        ];
        for (contenu, mot, attendu, bonne) in cas {
            let vu = if contenu == loin {
                "un fichier de 36 lignes vides, puis \"hote\",".to_string()
            } else {
                ::std::format!("{contenu:?}")
            };
            let erreur = exiger_erreur(contenu, "une erreur", "ce fichier est incorrect").await;
            let piste = "la variante dit ce qui s'est passé, et ses champs le précisent : les lignes se comptent à \
                         partir de 1, la valeur est celle du fichier, la clé celle qui manque";
            let piste = match &erreur {
                ErreurConfig::Port { valeur, .. } => sauf_espaces(valeur, piste),
                _ => piste,
            };
            ::banc::exiger!(
                bonne(&erreur),
                "{vu} donne {attendu}",
                "{erreur:?}",
                "{piste}"
            );
            erreurs.push((erreur, ::std::vec![mot.to_string()]));
        }
        erreurs
    }

    #[test]
    fn etape1_chaque_message_nomme_ce_qui_est_en_cause() {
        essai_reel(async {
            let mut vus = Vec::new();
            for (erreur, mots) in une_erreur_de_chaque().await {
                let message = ToString::to_string(&erreur);
                ::banc::exiger!(
                    !vus.contains(&message),
                    "chaque erreur a son message : celui de {erreur:?} n'est pas celui d'une autre",
                    "deux fois {message:?}",
                    "un message qui cite toutes les clés ne dit pas laquelle manque : c'est la valeur du champ (`{{0}}`) \
                     qu'il nomme"
                );
                vus.push(message.clone());
                for mot in mots {
                    ::banc::exiger!(
                        message.contains(&mot),
                        "le message de {erreur:?} contient {mot:?}",
                        "{message:?}",
                        "l'attribut `#[error(…)]` de la variante compose son message : il nomme le chemin \
                         entier, le numéro de ligne, la valeur ou la clé, par leurs champs"
                    );
                }
            }
        });
    }

    #[test]
    fn etape1_source_donne_la_cause_quand_il_y_en_a_une() {
        essai_reel(async {
            for (erreur, _) in une_erreur_de_chaque().await {
                let cause = Error::source(&erreur);
                let (bonne, attendu) = match &erreur {
                    ErreurConfig::Lecture { .. } => (
                        cause
                            .and_then(|cause| cause.downcast_ref::<io::Error>())
                            .is_some_and(|cause| {
                                cause.kind() == io::ErrorKind::NotFound
                                    && cause.raw_os_error().is_some()
                            }),
                        "l'`io::Error` d'origine, de genre `NotFound`, avec son code du système",
                    ),
                    ErreurConfig::Port { valeur, .. } => (
                        cause
                            .and_then(|cause| cause.downcast_ref::<ParseIntError>())
                            .is_some_and(|cause| {
                                let origine = valeur.trim().parse::<u16>();
                                origine.is_err_and(|origine| origine.kind() == cause.kind())
                            }),
                        "la `ParseIntError` d'origine",
                    ),
                    _ => (cause.is_none(), "aucune cause"),
                };
                ::banc::exiger!(
                    bonne,
                    "`source()` de {erreur:?} donne {attendu}",
                    "{cause:?}",
                    "l'erreur d'origine se garde entière dans le champ `source`, que thiserror relie à \
                     `source()` : une erreur refaite, à partir d'un texte, d'un genre ou d'une autre valeur, a perdu \
                     son genre ou son code"
                );
            }
        });
    }

    // ---- Étape 2 : preparer ----

    /// Prépare un fichier qui doit échouer ; rend l'erreur et le chemin.
    async fn echec_de_preparation(contenu: Option<&str>) -> (::anyhow::Error, PathBuf) {
        let dossier = dossier();
        // Le `.` se voit dans ce qu'écrit `display()`, et disparaît d'un chemin refait.
        let chemin = dossier.chemin().join(".").join("réglages du serveur.conf");
        if let Some(contenu) = contenu {
            ecrire(&chemin, contenu.as_bytes()).await;
        }
        (echec_a(&chemin, contenu).await, chemin)
    }

    /// Prépare le fichier de ce chemin, qui doit échouer.
    async fn echec_a(chemin: &Path, contenu: Option<&str>) -> ::anyhow::Error {
        match attraper(preparer(chemin)).await {
            Ok(Err(erreur)) => erreur,
            Err(panique) => {
                let message = message_de(&*panique);
                ::banc::echec!(
                    "`preparer` rend une erreur",
                    "elle panique : {message}",
                    "`unwrap` et `expect` paniquent : ajoute le contexte à l'erreur, puis rends-la (`?`) ; un chemin n'est \
                     pas toujours de l'UTF-8, et `display()` l'écrit quand même"
                )
            }
            Ok(Ok(lue)) => ::banc::echec!(
                "préparer {contenu:?} donne une erreur",
                "{lue:?}",
                "une erreur de chargement se transmet, elle ne se remplace pas"
            ),
        }
    }

    const FICHIERS_FAUX: [Option<&str>; 4] = [
        None,
        Some("hote = a\nport\n"),
        Some("hote = a\nport = 70000\n"),
        Some("hote = a\n"),
    ];

    #[test]
    fn etape2_un_fichier_correct_donne_sa_configuration() {
        essai_reel(async {
            let dossier = dossier();
            for (hote, port) in [("exemple.fr", 8080), ("localhost", 1)] {
                let chemin = dossier.fichier("serveur.conf");
                let contenu = ::std::format!("hote = {hote}\nport = {port}\n");
                ecrire(&chemin, contenu.as_bytes()).await;
                match preparer(&chemin).await {
                    Ok(lue) => ::banc::exiger!(
                        lue.hote == hote && lue.port == port,
                        "la configuration {hote:?}, {port}",
                        "{lue:?}",
                        "quand tout va bien, la configuration de l'étape 1 passe telle quelle"
                    ),
                    Err(erreur) => ::banc::echec!(
                        "la configuration {hote:?}, {port}",
                        "une erreur : {erreur:#}",
                        "quand tout va bien, la configuration de l'étape 1 passe telle quelle"
                    ),
                }
            }
        });
    }

    /// Le message de tête est le contexte demandé.
    fn exiger_contexte(erreur: &::anyhow::Error, chemin: &Path) {
        let tete = erreur.to_string();
        ::banc::exiger!(
            !tete.contains("{"),
            "le message de tête de l'erreur (ce que montre `{{}}`) nomme le chemin du fichier",
            "{tete:?}",
            "`context(\"…{{chemin}}\")` n'interpole rien : `format!` le fait"
        );
        ::banc::exiger_egal!(
            tete,
            ::std::format!("préparation avec {}", chemin.display()),
            "le message de tête de l'erreur (ce que montre `{{}}`)",
            "c'est le contexte, mot pour mot, avec le chemin reçu, tel que `display()` l'écrit (`{{:?}}` ajoute des \
             guillemets, `canonicalize` en fait un autre) ; la cause, elle, vient derrière, dans la chaîne"
        );
    }

    #[test]
    fn etape2_l_erreur_dit_ce_qu_on_preparait() {
        essai_reel(async {
            for contenu in FICHIERS_FAUX {
                let (erreur, chemin) = echec_de_preparation(contenu).await;
                exiger_contexte(&erreur, &chemin);
            }
            #[cfg(unix)]
            {
                let nom: &OsStr = ::std::os::unix::ffi::OsStrExt::from_bytes(b"r\xe9glages.conf");
                let chemin = dossier().chemin().join(nom);
                exiger_contexte(&echec_a(&chemin, None).await, &chemin);
            }
        });
    }

    #[test]
    fn etape2_l_erreur_d_origine_se_retrouve_par_downcast() {
        essai_reel(async {
            for contenu in FICHIERS_FAUX {
                let (erreur, _) = echec_de_preparation(contenu).await;
                let origine = erreur.downcast_ref::<ErreurConfig>();
                let bonne = match (contenu, origine) {
                    (None, Some(ErreurConfig::Lecture { .. })) => true,
                    (Some(texte), Some(ErreurConfig::Syntaxe { .. })) => texte.contains("port\n"),
                    (Some(texte), Some(ErreurConfig::Port { .. })) => texte.contains("70000"),
                    (Some(texte), Some(ErreurConfig::CleManquante(_))) => !texte.contains("port"),
                    _ => false,
                };
                let contenu = contenu.unwrap_or("absent");
                ::banc::exiger!(
                    bonne,
                    "pour le fichier {contenu:?}, `downcast_ref::<ErreurConfig>()` retrouve l'erreur de l'étape 1",
                    "{origine:?}",
                    "`anyhow!(\"…{{erreur}}\")`, `bail!` ou `to_string()` n'en gardent que le texte : le \
                     contexte s'ajoute par-dessus l'erreur, sans la convertir"
                );
            }
        });
    }

    #[test]
    fn etape2_la_chaine_complete_montre_la_cause() {
        essai_reel(async {
            for contenu in FICHIERS_FAUX {
                let (erreur, _) = echec_de_preparation(contenu).await;
                let chaine = ::std::format!("{erreur:#}");
                let maillons = erreur.chain().count();
                ::banc::exiger!(
                    maillons >= 2 && chaine.len() > erreur.to_string().len(),
                    "`{{:#}}` montre le contexte, puis l'erreur de l'étape 1",
                    "{maillons} maillon : {chaine:?}",
                    "le contexte s'ajoute à l'erreur d'origine ; ici, l'un des deux manque"
                );
            }
        });
    }

    // ---- Étape 3 : surveiller ----

    /// Une erreur bien à nous, qu'on doit retrouver entière.
    #[derive(Debug, PartialEq)]
    struct Panne(u32);

    impl ::std::fmt::Display for Panne {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            f.write_str("panne")
        }
    }

    impl Error for Panne {}

    /// `resume_unwind` panique comme `panic!`, sans rien imprimer.
    fn paniquer(charge: Box<dyn Any + Send>) -> ::anyhow::Result<u32> {
        ::std::panic::resume_unwind(charge)
    }

    /// Une tâche à surveiller, dont le type ne dit que ce qu'elle rend : Tokio n'est pas recompilé pour chacune.
    fn lancee<T: Send + 'static>(
        futur: impl Future<Output = ::anyhow::Result<T>> + Send + 'static,
    ) -> JoinHandle<::anyhow::Result<T>> {
        let futur: Pin<Box<dyn Future<Output = ::anyhow::Result<T>> + Send>> = Box::pin(futur);
        ::tokio::spawn(futur)
    }

    /// Surveille une tâche finie ou qui va finir, sans tourner en rond ni paniquer.
    async fn surveiller_sans_panique<T>(
        tache: JoinHandle<::anyhow::Result<T>>,
    ) -> Result<T, ErreurTache> {
        let piste = "la tâche est pourtant finie : attends sa poignée, et elle seule";
        // `finir` au-dehors : ce qu'il dit n'est pas une panique de `surveiller`.
        finir(sans_panique(surveiller(tache)), piste).await
    }

    /// Refuse ce qui serait une panique de `surveiller` même.
    async fn sans_panique<T>(
        surveillance: impl Future<Output = Result<T, ErreurTache>>,
    ) -> Result<T, ErreurTache> {
        match attraper(surveillance).await {
            Ok(issue) => issue,
            Err(panique) => {
                let message = message_de(&*panique);
                // Ce nom est dans ce que disent `unwrap` sur la poignée, et `into_panic`.
                let piste = if message.contains("JoinError") {
                    "ni `unwrap` ni `expect` sur la poignée, et `into_panic` panique sur une tâche annulée : \
                     demande d'abord à la `JoinError` ce qu'elle est"
                } else {
                    "la charge d'une panique n'est pas toujours du type demandé : `&str`, sinon `String`, sinon un \
                     texte à toi ; et elle se lit, sans être relancée (`resume_unwind`)"
                };
                ::banc::echec!(
                    "`surveiller` rend une erreur, quoi qu'il arrive à la tâche",
                    "elle panique elle-même : {message}",
                    "{piste}"
                )
            }
        }
    }

    /// Personne n'annule la tâche de ce test : si elle l'est, c'est `surveiller` qui l'a fait, ou l'a cru.
    fn exiger_non_annulee<T>(issue: &Result<T, ErreurTache>, quoi: &str) {
        ::banc::exiger!(
            !::std::matches!(issue, Err(ErreurTache::Annulee)),
            "{quoi} va au bout",
            "elle a été annulée",
            "personne d'autre ne l'annule : attends la poignée ; `abort`, un délai ou `is_finished` écourtent la tâche"
        );
    }

    /// La tâche a rendu « fait », et `surveiller` l'a attendue, ni plus ni moins.
    fn exiger_fait((issue, duree): (Result<String, ErreurTache>, Duration), attendue: Duration) {
        exiger_non_annulee(&issue, &::std::format!("une tâche qui dure {attendue:?}"));
        ::banc::exiger!(
            ::std::matches!(&issue, Ok(texte) if texte == "fait"),
            "la valeur de la tâche, `Ok(\"fait\")`",
            "{issue:?}",
            "la poignée donne un `Result` dans un `Result` : rends la valeur du second"
        );
        ::banc::exiger!(
            duree == attendue,
            "la tâche dure {attendue:?}, et `surveiller` l'attend",
            "{duree:?}",
            "attends la poignée avec `.await`, sans abréger ni regarder d'avance si la tâche est finie"
        );
    }

    async fn lente(duree: Duration) -> ::anyhow::Result<String> {
        sleep(duree).await;
        Ok(String::from("fait"))
    }

    #[test]
    fn etape3_la_valeur_de_la_tache_est_rendue() {
        essai_virtuel(async {
            let duree = ms(12_345);
            let tache = lancee(lente(duree));
            exiger_fait(chronometrer(surveiller_sans_panique(tache)).await, duree);
            // Sans `finir`, qui n'attend qu'une heure.
            let duree = Duration::from_secs(20 * 3600);
            let tache = lancee(lente(duree));
            exiger_fait(chronometrer(sans_panique(surveiller(tache))).await, duree);
            let finie = lancee(async { Ok(7_u32) });
            yield_now().await;
            let issue = surveiller_sans_panique(finie).await;
            ::banc::exiger!(
                ::std::matches!(issue, Ok(7)),
                "une tâche déjà finie rend sa valeur, `Ok(7)`",
                "{issue:?}",
                "une tâche finie garde son résultat pour qui attend sa poignée"
            );
        });
    }

    #[test]
    fn etape3_une_panique_donne_son_message() {
        essai_virtuel(async {
            let fixe: Box<dyn Any + Send> = Box::new("plus de café");
            let lignes: Box<dyn Any + Send> = Box::new("  plus de café,\nni de thé\n");
            let compose: Box<dyn Any + Send> = Box::new(String::from("il reste 0 tasse"));
            for (charge, genre, attendu) in [
                (fixe, "&str", "plus de café"),
                (lignes, "&str", "  plus de café,\nni de thé\n"),
                (compose, "String", "il reste 0 tasse"),
            ] {
                let tache = lancee(async move { paniquer(charge) });
                match surveiller_sans_panique(tache).await {
                    Err(ErreurTache::Panique(message)) => {
                        let piste = if !message.is_empty() && attendu.contains(&*message) {
                            "le texte donné à `panic!` se rend entier, avec toutes ses lignes et ses espaces".to_string()
                        } else {
                            ::std::format!(
                                "`JoinError::to_string()` n'est pas ce message : il est dans la charge de la \
                                 panique, `&str` pour un `panic!` au texte fixe, `String` pour un texte composé ; \
                                 ici, c'est {genre}"
                            )
                        };
                        ::banc::exiger!(
                            message == attendu,
                            "le message de la panique, {attendu:?}",
                            "{message:?}",
                            "{piste}"
                        );
                    }
                    issue => ::banc::echec!(
                        "une panique de la tâche devient `Panique`",
                        "{issue:?}",
                        "{PISTE_PANIQUE}"
                    ),
                }
            }
        });
    }

    const PISTE_PANIQUE: &str = "une `JoinError` a deux causes, panique et annulation : regarde laquelle, une fois la \
        tâche finie d'elle-même (ni `abort`, ni `is_finished`)";

    #[test]
    fn etape3_une_panique_sans_texte_reste_une_panique() {
        essai_virtuel(async {
            let tache = lancee(async { paniquer(Box::new(42u8)) });
            let issue = surveiller_sans_panique(tache).await;
            let piste = match &issue {
                Err(ErreurTache::Annulee) => PISTE_PANIQUE,
                _ => {
                    "`panic_any` accepte n'importe quelle valeur : prévois celle qui n'est ni `&str` ni `String`"
                }
            };
            ::banc::exiger!(
                ::std::matches!(issue, Err(ErreurTache::Panique(_))),
                "une panique dont la charge n'est pas un texte devient `Panique`, avec le texte de ton choix",
                "{issue:?}",
                "{piste}"
            );
        });
    }

    #[test]
    fn etape3_une_tache_annulee_donne_annulee() {
        essai_virtuel(async {
            let piste =
                "une tâche annulée (`abort`) donne une `JoinError` qui n'est pas une panique";
            let avant = lancee(::std::future::pending::<::anyhow::Result<u32>>());
            avant.abort();
            let issue = surveiller_sans_panique(avant).await;
            ::banc::exiger!(
                ::std::matches!(issue, Err(ErreurTache::Annulee)),
                "une tâche annulée avant qu'on l'attende donne `Annulee`",
                "{issue:?}",
                "{piste}"
            );

            let pendant = lancee(::std::future::pending::<::anyhow::Result<u32>>());
            let annuler = pendant.abort_handle();
            let (issue, ()) = ::tokio::join!(surveiller_sans_panique(pendant), async move {
                sleep(ms(100)).await;
                annuler.abort();
            });
            ::banc::exiger!(
                ::std::matches!(issue, Err(ErreurTache::Annulee)),
                "une tâche annulée pendant qu'on l'attend donne `Annulee`",
                "{issue:?}",
                "{piste}"
            );
        });
    }

    #[test]
    fn etape3_l_erreur_de_la_tache_arrive_entiere() {
        essai_virtuel(async {
            let tache = lancee(async {
                sleep(ms(10)).await;
                let issue: ::anyhow::Result<u32> =
                    Err(::anyhow::Error::new(Panne(3)).context("en cuisine"));
                issue
            });
            let issue = surveiller_sans_panique(tache).await;
            exiger_non_annulee(&issue, "une tâche qui rend une erreur");
            match issue {
                Err(ErreurTache::Echec(erreur)) => {
                    ::banc::exiger!(
                        erreur.downcast_ref() == Some(&Panne(3)),
                        "`Echec` porte l'erreur même de la tâche, `Panne(3)`",
                        "une autre erreur : {erreur:?}",
                        "refaite à partir de son texte, une erreur perd son type : transmets celle que tu as reçue"
                    );
                    let chaine = ::std::format!("{erreur:#}");
                    ::banc::exiger!(
                        chaine.ends_with("en cuisine: panne"),
                        "`Echec` porte l'erreur même de la tâche, et toute sa chaîne : \"en cuisine: panne\"",
                        "{chaine:?}",
                        "transmets l'erreur telle que tu l'as reçue : sa cause seule a perdu ses contextes"
                    );
                }
                issue => ::banc::echec!(
                    "une erreur rendue par la tâche devient `Echec`",
                    "{issue:?}",
                    "la tâche est allée au bout et a rendu `Err` : c'est le second `Result`, celui de dedans"
                ),
            }
        });
    }

    // ---- Étape 4 : lire_requete ----

    /// Ce que fait un flux, dans l'ordre ; après le dernier geste, il est fini.
    #[derive(Clone)]
    enum Geste {
        /// Ces octets sont là, tous ensemble.
        Octets(Vec<u8>),
        /// Rien ne vient pendant ce temps.
        Pause(Duration),
        /// Plus rien ne viendra jamais, sans que le flux finisse.
        Silence,
        /// La lecture échoue.
        Coupure,
        /// Ce motif, sans fin.
        Flot(&'static [u8]),
    }

    use self::Geste::{Coupure, Flot, Octets, Pause, Silence};

    /// Un flux qui suit un scénario, et qui démasque les lectures sans fin.
    struct Flux {
        gestes: VecDeque<Geste>,
        minuteur: Option<Pin<Box<Sleep>>>,
        lus: usize,
        vides: usize,
    }

    fn flux(gestes: impl IntoIterator<Item = Geste>) -> Flux {
        let mut file = VecDeque::new();
        // `collect` ferait compiler bien plus de code, pour chaque longueur de tableau.
        for geste in gestes {
            file.push_back(geste);
        }
        Flux {
            gestes: file,
            minuteur: None,
            lus: 0,
            vides: 0,
        }
    }

    /// Ce qu'une lecture d'un flot rend au plus, quel que soit le tampon.
    const BOUFFEE: usize = 32 * 1024;

    /// Bien plus que les `taille_max` de ces tests.
    const TROP_LU: usize = 8 * BOUFFEE;

    impl AsyncRead for Flux {
        fn poll_read(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
            tampon: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            let flux = &mut *self;
            let place = tampon.remaining();
            ::banc::exiger!(
                place < TROP_LU,
                "une requête ne garde pas en mémoire beaucoup plus que `taille_max` octets",
                "une lecture dans un tampon de {place} octets, pour quelques milliers permis",
                "un tampon compte aussi : chaque client aurait le sien, quelle que soit `taille_max` ; quelques \
                 kilooctets suffisent"
            );
            loop {
                match flux.gestes.front_mut() {
                    Some(Octets(octets)) if octets.is_empty() => {}
                    Some(Octets(octets)) => {
                        let n = octets.len().min(tampon.remaining());
                        tampon.put_slice(&octets[..n]);
                        octets.drain(..n);
                        flux.vides += usize::from(n == 0);
                        ::banc::exiger!(
                            flux.vides < 1000,
                            "une lecture a de la place pour ce qui arrive",
                            "1000 lectures dans un tampon plein",
                            "`read` dans un tampon plein rend 0 sans que le flux soit fini : la limite est \
                             atteinte, c'est le moment de le dire"
                        );
                        return Poll::Ready(Ok(()));
                    }
                    Some(Pause(duree)) => {
                        let duree = *duree;
                        let minuteur = flux.minuteur.get_or_insert_with(|| Box::pin(sleep(duree)));
                        if minuteur.as_mut().poll(cx).is_pending() {
                            return Poll::Pending;
                        }
                        flux.minuteur = None;
                    }
                    Some(Silence) => return Poll::Pending,
                    Some(Coupure) => {
                        flux.gestes.pop_front();
                        return Poll::Ready(Err(io::Error::other(Panne(5))));
                    }
                    Some(Flot(motif)) => {
                        let n = tampon.remaining().min(BOUFFEE);
                        let suite = motif.iter().cycle().skip(flux.lus % motif.len());
                        let suite: Vec<u8> = suite.take(n).copied().collect();
                        tampon.put_slice(&suite);
                        flux.lus += n;
                        ::banc::exiger!(
                            flux.lus < TROP_LU,
                            "une tête trop grande est refusée dès qu'elle dépasse la limite",
                            "déjà 256 Kio lus d'un flux sans fin, pour 1000 octets permis, et la lecture continue",
                            "`read_line`, `read_until`, `lines` et `read_to_end` gardent tout ce qui vient : \
                             un seul client remplirait la mémoire ; borne la lecture elle-même, pour toute \
                             la tête et pas ligne par ligne"
                        );
                        return Poll::Ready(Ok(()));
                    }
                    None => {
                        flux.vides += 1;
                        ::banc::exiger!(
                            flux.vides < 1000,
                            "la fin du flux arrête la lecture",
                            "1000 lectures après la fin, et cela continue",
                            "`read` qui rend 0 dit que le client est parti : le relire rend 0 à nouveau, pour \
                             toujours"
                        );
                        return Poll::Ready(Ok(()));
                    }
                }
                flux.gestes.pop_front();
            }
        }
    }

    const TETE: &str = "GET /été?q=1 HTTP/1.1\r\nHost: exemple.fr\r\nAccept: */*\r\n\r\n";

    fn octets(texte: impl AsRef<[u8]>) -> Geste {
        Octets(texte.as_ref().into())
    }

    /// Des limites larges, pour les tests dont elles ne sont pas le sujet.
    fn limites() -> Limites {
        Limites {
            taille_max: 4096,
            delai: Duration::from_secs(5),
            connexions_max: 10,
        }
    }

    fn taille_max(taille_max: usize) -> Limites {
        Limites {
            taille_max,
            ..limites()
        }
    }

    type Lecture<'a> =
        Pin<Box<dyn Future<Output = (Result<Requete, ErreurRequete>, Duration)> + 'a>>;

    /// Lit le scénario ; rend l'issue et sa durée, sans jamais attendre plus d'une heure virtuelle.
    fn lire(gestes: impl IntoIterator<Item = Geste>, limites: &Limites) -> Lecture<'_> {
        lire_le_flux(flux(gestes), limites)
    }

    /// La lecture va dans une boîte : le tampon d'une réponse peut être grand, et la pile ne l'est pas.
    fn lire_le_flux(flux: Flux, limites: &Limites) -> Lecture<'_> {
        let piste = "`limites.delai` borne toute la lecture, même quand plus rien n'arrive : il y faut une échéance \
                     (`timeout`), une seule pour toute la tête";
        let lecture = Box::pin(lire_requete(flux, limites));
        Box::pin(chronometrer(finir(lecture, piste)))
    }

    /// La tête est lue, et c'est celle de `TETE`.
    fn exiger_tete(issue: &Result<Requete, ErreurRequete>, quoi: &str, piste: &str) {
        let bonne =
            ::std::matches!(issue, Ok(lue) if lue.methode == "GET" && lue.chemin == "/été?q=1");
        let piste = match issue {
            Ok(lue) if TETE.contains(&lue.chemin) => {
                "la tête est bien lue ; c'est l'analyse de sa première ligne qui se trompe : la méthode, puis le chemin \
                 entier, tel quel, `?` et accents compris"
            }
            _ => piste,
        };
        ::banc::exiger!(
            bonne,
            "{quoi} : la requête GET /été?q=1",
            "{issue:?}",
            "{piste}"
        );
    }

    #[test]
    fn etape4_une_requete_correcte_donne_sa_methode_et_son_chemin() {
        essai_virtuel(async {
            for (ligne, methode, chemin) in [
                ("GET / HTTP/1.1", "GET", "/"),
                ("POST /a/b.html?c=d&e HTTP/1.0", "POST", "/a/b.html?c=d&e"),
                ("X //// HTTP/1.9", "X", "////"),
                ("MKCALENDAR /été HTTP/1.1", "MKCALENDAR", "/été"),
                (
                    "GET /Pages/%C3%89t%c3%a9%20a+b HTTP/1.1",
                    "GET",
                    "/Pages/%C3%89t%c3%a9%20a+b",
                ),
            ] {
                for entetes in ["", "Host: a\r\n", "A: 1\r\nB: HTTP/2 zut\r\n"] {
                    let tete = ::std::format!("{ligne}\r\n{entetes}\r\n");
                    let (issue, duree) = lire([octets(&tete), Silence], &limites()).await;
                    let bonne = ::std::matches!(
                        &issue,
                        Ok(lue) if lue.methode == methode && lue.chemin == chemin
                    );
                    ::banc::exiger!(
                        bonne,
                        "{tete:?} donne la méthode {methode:?} et le chemin {chemin:?}",
                        "{issue:?}",
                        "la première ligne a trois parties, séparées par une espace, et le chemin se rend tel quel \
                         (majuscules, `%`, `?`, accents) ; la tête finit à la première ligne vide, sans attendre \
                         que le client parte"
                    );
                    ::banc::exiger!(
                        duree.is_zero(),
                        "une tête reçue d'un coup est lue tout de suite",
                        "il a fallu {duree:?}",
                        "n'attends rien après la ligne vide"
                    );
                }
            }
        });
    }

    /// La piste d'une tête jugée complète avant sa ligne vide.
    const PISTE_TROP_TOT: &str = "la tête n'était pas finie : lis toutes ses lignes, jusqu'à la ligne vide \
        (`\\r\\n\\r\\n`), avant de répondre";

    #[test]
    fn etape4_la_tete_n_est_pas_finie_avant_sa_ligne_vide() {
        essai_virtuel(async {
            for (debut, fin) in [
                ("GET / HTTP/1.1\r\n", "Host: a\r\n\r\n"),
                ("GET / HTTP/1.1\r\nHost: a\r\n", "\r\n"),
                ("GET / HTTP/1.1\r\nHost: a\r\n\r", "\n"),
            ] {
                let gestes = [octets(debut), Pause(ms(100)), octets(fin), Silence];
                let (issue, duree) = lire(gestes, &limites()).await;
                ::banc::exiger!(
                    issue.is_err() || duree >= ms(100),
                    "{debut:?}, sans ligne vide, n'est pas encore une requête",
                    "{issue:?}",
                    "{PISTE_TROP_TOT}"
                );
            }
        });
    }

    #[test]
    fn etape4_la_tete_peut_arriver_en_morceaux() {
        essai_virtuel(async {
            let tete = TETE.as_bytes();
            let piste = "un seul `read` ne rend que ce qui est déjà là : lis jusqu'à la ligne vide, qui peut \
                         être coupée n'importe où, même entre `\\r` et `\\n` ; un morceau peut aussi couper \
                         un caractère";
            for coupe in 1..tete.len() {
                let (debut, fin) = tete.split_at(coupe);
                let gestes = [octets(debut), Pause(ms(1)), octets(fin), Silence];
                let (issue, _) = lire(gestes, &limites()).await;
                exiger_tete(&issue, "une tête coupée en deux", piste);
            }
            let un_a_un = tete
                .iter()
                .flat_map(|octet| [octets([*octet]), Pause(ms(1))]);
            let (issue, duree) = lire(un_a_un.chain([Silence]), &limites()).await;
            exiger_tete(&issue, "une tête reçue octet par octet", piste);
            ::banc::exiger!(
                duree < ms(1) * TETE.len() as u32,
                "la tête est complète dès son dernier octet",
                "elle n'a été rendue qu'après {duree:?}",
                "n'attends rien après la ligne vide"
            );
        });
    }

    #[test]
    fn etape4_ce_qui_suit_la_tete_est_ignore() {
        essai_virtuel(async {
            let piste = "la tête finit à la première ligne vide : ce qui suit, même reçu dans la même lecture, \
                         n'est ni compté dans `taille_max`, ni cherché, ni analysé, ni attendu";
            let exacte = taille_max(TETE.len());
            let corps = "x".repeat(5000);
            for suite in [
                corps.as_str(),
                "POST /non HTTP/1.1\r\n\r\n",
                "\r\n\r\n",
                "\n",
            ] {
                let ensemble = ::std::format!("{TETE}{suite}");
                let (issue, _) = lire([octets(&ensemble), Silence], &exacte).await;
                exiger_tete(&issue, "une tête suivie d'autre chose", piste);
            }
            let binaire = [octets([TETE.as_bytes(), b"\xff\xfe\0"].concat()), Silence];
            let (issue, _) = lire(binaire, &limites()).await;
            exiger_tete(&issue, "une tête suivie d'octets quelconques", piste);
            let (issue, _) = lire([octets(TETE), Coupure], &limites()).await;
            exiger_tete(&issue, "une tête suivie d'une panne du flux", piste);
        });
    }

    #[test]
    fn etape4_taille_max_compte_toute_la_tete() {
        essai_virtuel(async {
            let suivie = ::std::format!("{TETE}corps");
            for taille in 0..TETE.len() + 3 {
                let limites = taille_max(taille);
                let d_un_coup = lire([octets(TETE), Silence], &limites).await.0;
                let un_a_un = TETE.bytes().map(|octet| octets([octet]));
                let un_a_un = lire(un_a_un.chain([Silence]), &limites).await.0;
                let suivie = lire([octets(&suivie), Silence], &limites).await.0;
                let longueur = TETE.len();
                for issue in [d_un_coup, un_a_un, suivie] {
                    if taille >= longueur {
                        exiger_tete(
                            &issue,
                            "une tête de `taille_max` octets au plus",
                            "une tête qui fait juste `taille_max` octets, ligne vide comprise, est permise ; \
                             ce qui la suit ne compte pas",
                        );
                        continue;
                    }
                    ::banc::exiger!(
                        ::std::matches!(issue, Err(ErreurRequete::TropGrande)),
                        "une tête de {longueur} octets, avec une taille maximale de {taille} : `TropGrande`",
                        "{issue:?}",
                        "compte tous les octets de la tête, ligne vide comprise, même quand elle arrive \
                         entière en une seule lecture"
                    );
                }
            }
        });
    }

    #[test]
    fn etape4_un_flot_sans_fin_est_coupe() {
        essai_virtuel(async {
            for (debut, motif) in [
                ("", &b"A"[..]),
                ("GET /", b"a"),
                ("GET / HTTP/1.1\r\nA: ", b"a"),
                ("GET / HTTP/1.1\r\n", b"A: b\r\n"),
            ] {
                let (issue, _) = lire([octets(debut), Flot(motif)], &taille_max(1000)).await;
                let piste = if issue.is_ok() {
                    PISTE_TROP_TOT
                } else {
                    "au-delà de `taille_max` octets, la tête est refusée, quelles que soient ses lignes"
                };
                ::banc::exiger!(
                    ::std::matches!(issue, Err(ErreurRequete::TropGrande)),
                    "une tête sans fin donne `TropGrande`",
                    "{issue:?}",
                    "{piste}"
                );
            }
            let trop = ::std::format!("GET /{}", "a".repeat(3000));
            let (issue, _) = lire([octets(trop), Silence], &taille_max(1000)).await;
            ::banc::exiger!(
                ::std::matches!(issue, Err(ErreurRequete::TropGrande)),
                "plus de 3000 octets sans ligne vide, pour 1000 permis, puis plus rien : `TropGrande`",
                "{issue:?}",
                "la taille se vérifie à mesure que les octets arrivent, pas seulement à la ligne vide"
            );
        });
    }

    /// La lecture finit par `Delai`, au plus tôt à `delai` et au plus tard à `au_plus`. La tête n'est complète qu'à
    /// `complete`.
    fn exiger_delai(
        (issue, duree): (Result<Requete, ErreurRequete>, Duration),
        quoi: &str,
        (delai, au_plus, complete): (Duration, Duration, Duration),
    ) {
        let a_l_heure = delai <= duree && duree <= au_plus;
        let piste = match &issue {
            Err(ErreurRequete::Delai) if a_l_heure => return,
            Err(ErreurRequete::Delai) if duree < delai => {
                "l'échéance tombe trop tôt : c'est `limites.delai` qui borne la lecture, compté du début de l'appel"
            }
            Err(ErreurRequete::Delai) => {
                "l'échéance tombe trop tard : une seule, fixée au départ à `limites.delai`, couvre toute la tête ; une \
                 par lecture repart à chaque octet reçu"
            }
            Ok(_) if duree < complete => PISTE_TROP_TOT,
            Err(_) if duree < delai => {
                "rien n'est à conclure tant que ni la ligne vide, ni la fin du flux, ni l'échéance n'est là : un seul \
                 `read` ne rend que ce qui est déjà arrivé"
            }
            Err(_) if a_l_heure => {
                "l'échéance tombe à son heure, mais c'est son passage qui devient `Delai`, pas une autre erreur"
            }
            _ => {
                "aucune échéance, ou une par lecture, qui repart à chaque octet reçu : une seule, fixée au \
                 départ, couvre toute la tête"
            }
        };
        ::banc::echec!(
            "{quoi} : `Delai` au bout de {delai:?}",
            "{issue:?} au bout de {duree:?}",
            "{piste}"
        )
    }

    #[test]
    fn etape4_le_silence_finit_par_un_delai() {
        essai_virtuel(async {
            for delai in [ms(50), ms(200), Duration::from_secs(30)] {
                for debut in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"] {
                    let limites = Limites { delai, ..limites() };
                    let lue = lire([octets(debut), Silence], &limites).await;
                    let quoi = ::std::format!("{debut:?} puis plus rien");
                    exiger_delai(lue, &quoi, (delai, delai, Duration::MAX));
                }
            }
        });
    }

    #[test]
    fn etape4_le_goutte_a_goutte_ne_prolonge_pas_le_delai() {
        essai_virtuel(async {
            let delai = ms(200);
            let limites = Limites { delai, ..limites() };
            // Un octet toutes les 10 ms : il en faudrait plus de 500.
            let gouttes = TETE
                .bytes()
                .flat_map(|octet| [Pause(ms(10)), octets([octet])]);
            let complete = ms(10) * TETE.len() as u32;
            let lue = lire(gouttes.chain([Silence]), &limites).await;
            exiger_delai(lue, "un octet toutes les 10 ms", (delai, ms(210), complete));
            let lignes = ["GET / HTTP/1.1\r\n", "A: 1\r\n", "B: 2\r\n", "\r\n"];
            let lignes = lignes
                .iter()
                .flat_map(|ligne| [Pause(ms(80)), octets(ligne)]);
            let lue = lire(lignes.chain([Silence]), &limites).await;
            exiger_delai(lue, "une ligne toutes les 80 ms", (delai, ms(240), ms(320)));
            let lue = lire([Pause(ms(150)), octets("GET / HTTP"), Silence], &limites).await;
            let quoi = "quelques octets après 150 ms, puis plus rien";
            exiger_delai(lue, quoi, (delai, delai, Duration::MAX));
        });
    }

    #[test]
    fn etape4_une_tete_lente_mais_a_temps_est_lue() {
        essai_virtuel(async {
            let limites = Limites {
                delai: Duration::from_secs(60),
                ..limites()
            };
            let (debut, fin) = TETE.split_at(30);
            let gestes = [
                Pause(Duration::from_secs(20)),
                octets(debut),
                Pause(Duration::from_secs(39)),
                octets(fin),
                Silence,
            ];
            let (issue, duree) = lire(gestes, &limites).await;
            exiger_tete(
                &issue,
                "une tête complète après 59 s, pour 60 s permises",
                "c'est `limites.delai` qui compte, pas une durée écrite dans le code",
            );
            let complete = Duration::from_secs(59);
            let piste = if duree < complete {
                PISTE_TROP_TOT
            } else {
                "n'attends rien après la ligne vide"
            };
            ::banc::exiger!(
                duree == complete,
                "la requête est rendue dès qu'elle est complète, après 59 s",
                "elle l'a été après {duree:?}",
                "{piste}"
            );
        });
    }

    #[test]
    fn etape4_une_premiere_ligne_incorrecte_est_invalide() {
        essai_virtuel(async {
            for ligne in [
                "",
                "GET",
                "GET /",
                "GET / HTTP/1.1 ",
                " GET / HTTP/1.1",
                "GET  / HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET  HTTP/1.1",
                " / HTTP/1.1",
                "GET\t/\tHTTP/1.1",
                "GET /a b HTTP/1.1",
                "get / HTTP/1.1",
                "Get / HTTP/1.1",
                "G3T / HTTP/1.1",
                "ÉTÉ / HTTP/1.1",
                "GET été HTTP/1.1",
                "GET index.html HTTP/1.1",
                "GET http://a/ HTTP/1.1",
                "M-SEARCH / HTTP/1.1",
                "OPTIONS * HTTP/1.1",
                "GET / HTTP/2",
                "GET / HTTP/2.0",
                "GET / HTTP/1",
                "GET / HTTP/1.",
                "GET / HTTP/1.10",
                "GET / HTTP/1.x",
                "GET / HTTP/1.²",
                "GET / HTTP/11",
                "GET / http/1.1",
                "GET / HTTPS/1.1",
                "/ GET HTTP/1.1",
            ] {
                let tete = ::std::format!("{ligne}\r\nHost: a\r\n\r\n");
                let (issue, _) = lire([octets(&tete), Silence], &limites()).await;
                ::banc::exiger!(
                    ::std::matches!(issue, Err(ErreurRequete::Invalide)),
                    "{ligne:?} : `Invalide`",
                    "{issue:?}",
                    "exactement trois parties séparées par une seule espace : une ou plusieurs lettres de A \
                     à Z, un chemin qui commence par `/`, `HTTP/1.` suivi d'un seul chiffre de 0 à 9 \
                     (`split_whitespace`, `starts_with`, `is_uppercase` ou `is_numeric` en acceptent plus)"
                );
            }
        });
    }

    #[test]
    fn etape4_une_premiere_ligne_qui_n_est_pas_de_l_utf8_est_invalide() {
        essai_virtuel(async {
            for ligne in [
                &b"GET /\xff HTTP/1.1"[..],
                b"\xc3 / HTTP/1.1",
                b"GET / HTTP/1.\xb2",
            ] {
                let tete = [ligne, b"\r\n\r\n"].concat();
                let limites = limites();
                match attraper(lire([octets(tete), Silence], &limites)).await {
                    Ok((Err(ErreurRequete::Invalide), _)) => {}
                    Ok((issue, _)) => {
                        ::banc::echec!(
                            "une première ligne qui n'est pas de l'UTF-8 : `Invalide`",
                            "{issue:?}",
                            "`from_utf8_lossy` remplace les octets fautifs et laisse passer la ligne ; \
                             `read_line` et `lines` en font une `io::Error`, qui n'est pas `Invalide`"
                        )
                    }
                    Err(panique) => {
                        let message = message_de(&*panique);
                        if message.starts_with("  attendu : ") {
                            // Un diagnostic du flux, qui a déjà sa piste.
                            ::std::panic::resume_unwind(panique);
                        }
                        ::banc::echec!(
                            "une première ligne qui n'est pas de l'UTF-8 : `Invalide`",
                            "une panique : {message}",
                            "ce qu'envoie un client ne mérite jamais un `unwrap`"
                        )
                    }
                }
            }
        });
    }

    #[test]
    fn etape4_un_client_parti_avant_la_ligne_vide_est_deconnecte() {
        essai_virtuel(async {
            let tete = TETE.as_bytes();
            for recus in 0..tete.len() {
                let (issue, _) = lire([octets(&tete[..recus])], &limites()).await;
                ::banc::exiger!(
                    ::std::matches!(issue, Err(ErreurRequete::Deconnexion)),
                    "le client part après {recus} octets, avant la ligne vide : `Deconnexion`",
                    "{issue:?}",
                    "`read` qui rend 0, ou `lines` qui rend `None`, dit que le client est parti : si la ligne \
                     vide n'est pas arrivée, la tête n'est pas complète, et rien n'est à analyser"
                );
            }
        });
    }

    #[test]
    fn etape4_une_panne_du_flux_passe_telle_quelle() {
        essai_virtuel(async {
            for debut in ["", "GET / HTTP/1.1\r\nHos"] {
                let (issue, _) = lire([octets(debut), Coupure, Silence], &limites()).await;
                let piste = match &issue {
                    Err(ErreurRequete::Io(erreur))
                        if erreur.get_ref().is_some_and(|cause| cause.is::<Panne>()) =>
                    {
                        continue;
                    }
                    Err(ErreurRequete::Io(_)) => {
                        "transmets l'erreur telle que tu l'as reçue : refaite à partir de son genre ou de son texte, elle a \
                         perdu sa cause"
                    }
                    Ok(_) => PISTE_TROP_TOT,
                    Err(_) => {
                        "`timeout` rend un `Result` dans un `Result` : celui de dehors parle de l'échéance, celui \
                         de dedans de la lecture ; un seul `?`, ou un `_` dans un `match`, avale le second"
                    }
                };
                ::banc::echec!(
                    "une erreur de lecture donne `Io`, avec l'erreur d'origine",
                    "{issue:?}",
                    "{piste}"
                );
            }
        });
    }

    // ---- Étape 5 : servir ----
    //
    // De vrais sockets, donc l'horloge réelle. Le serveur et ses clients avancent dans la même tâche. Les
    // durées ci-dessous ne jouent que pour une réponse fausse, sauf le délai court là où il est le sujet.

    /// Le plus qu'un client attende quoi que ce soit.
    const PATIENCE: Duration = Duration::from_secs(3);

    /// Bien plus de fois qu'on ne peut interroger `arret` sans que rien n'arrive, ni rendre la main.
    const A_VIDE: u32 = 20_000;

    /// Le plus que le serveur mette à s'arrêter, délai des clients compris.
    const ARRET_LENT: Duration = Duration::from_secs(4);

    /// Un délai court, pour les tests dont il est le sujet.
    const COURT: Duration = ms(80);

    const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const DEBUT: &[u8] = b"GET /lent HTTP/1.1\r\nHo";
    const FIN: &[u8] = b"st: a\r\n\r\n";

    type Futur<T> = Pin<Box<dyn Future<Output = T>>>;
    type Arret = oneshot::Sender<()>;
    type Scene = fn(SocketAddr) -> Futur<()>;
    type SceneEtArret = fn(SocketAddr, Arret) -> Futur<()>;

    fn places(connexions_max: usize) -> Limites {
        Limites {
            connexions_max,
            ..limites()
        }
    }

    fn presse() -> Limites {
        Limites {
            delai: COURT,
            ..limites()
        }
    }

    /// Le serveur, pas encore démarré, et de quoi l'arrêter. Il n'a pas à finir avant, ni par une erreur,
    /// ni en laissant des tâches derrière lui.
    async fn serveur(limites: Limites) -> (SocketAddr, Arret, Futur<u64>) {
        let ecoute = TcpListener::bind("127.0.0.1:0").await;
        let ecoute = ecoute.expect("la machine a une interface locale");
        let adresse = ecoute.local_addr().expect("une écoute a une adresse");
        let (arret, attente) = oneshot::channel::<()>();
        let demande = Rc::new(Cell::new(false));
        let interroge = Rc::new(Cell::new(0));
        let (vu, fois) = (Rc::clone(&demande), Rc::clone(&interroge));
        let mut attente = attente;
        let signal = poll_fn(move |cx| {
            fois.set(fois.get() + 1);
            let pret = Pin::new(&mut attente).poll(cx).is_ready();
            // Une boucle qui n'attend rien ne rendrait jamais la main : la seule issue est de l'arrêter.
            if !pret && fois.get() < A_VIDE {
                return Poll::Pending;
            }
            vu.set(true);
            Poll::Ready(())
        });
        let serveur = async move {
            let mut service = Box::pin(attraper(servir(ecoute, limites, signal)));
            let issue = poll_fn(|cx| {
                interroge.set(0);
                let etat = service.as_mut().poll(cx);
                ::banc::exiger!(
                    interroge.get() < A_VIDE,
                    "entre deux événements, `servir` attend",
                    "sa boucle a fait {A_VIDE} tours sans attendre, alors que rien n'arrivait",
                    "une branche de `select!` toujours prête fait tourner la boucle à vide : `join_next()` d'un \
                     `JoinSet` vide rend `None` aussitôt, et le motif `Some(…) =` écarte alors cette branche"
                );
                etat
            })
            .await;
            let attendu = "le serveur sert jusqu'à l'arrêt, puis rend un total";
            let total = match issue {
                Ok(Ok(total)) => total,
                Ok(Err(erreur)) => ::banc::echec!(
                    "{attendu}",
                    "il a rendu une erreur : {erreur:#}",
                    "un `?` sur `accept`, ou sur ce qui arrive à un client, arrête le serveur pour tous les \
                     autres : ces erreurs-là se constatent, autant de fois qu'il y en a, et le serveur continue"
                ),
                Err(panique) => {
                    let message = message_de(&*panique);
                    let reinterroge = ["called after complete", "after completion"];
                    let piste = if reinterroge.iter().any(|texte| message.contains(texte)) {
                        "`arret` a été interrogé de nouveau après avoir été prêt : un future ne l'est qu'une fois, et ne \
                         doit plus revenir ensuite dans un `select!` ni une boucle"
                    } else {
                        "ce que fait un client, ou le système, ne mérite jamais un `unwrap` : le serveur continue"
                    };
                    ::banc::echec!("{attendu}", "il a paniqué : {message}", "{piste}")
                }
            };
            ::banc::exiger!(
                demande.get(),
                "{attendu}",
                "il a rendu {total} avant que `arret` soit prêt",
                "le serveur accepte des clients en boucle, et seul `arret` en fait sortir"
            );
            let taches = ::tokio::runtime::Handle::current().metrics();
            for _ in 0..20 {
                yield_now().await;
            }
            let restantes = taches.num_alive_tasks();
            ::banc::exiger!(
                restantes == 0,
                "quand `servir` rend son total, toutes ses tâches sont finies",
                "il en reste {restantes} en cours",
                "une poignée lâchée détache sa tâche, qui continue sans personne : garde de quoi les attendre \
                 toutes, et attends-les après `arret`"
            );
            total
        };
        (adresse, arret, Box::pin(serveur))
    }

    /// Avance l'horloge de Tokio d'un bond, sans attendre.
    async fn avancer(duree: Duration) {
        ::tokio::time::pause();
        bond(duree).await;
        ::tokio::time::resume();
    }

    /// La même chose, horloge déjà arrêtée. Qui s'en trouve réveillé agit, et le réseau, qui ne suit pas cette
    /// horloge, a deux vraies millisecondes.
    async fn bond(duree: Duration) {
        ::tokio::time::advance(duree).await;
        let depart = ::std::time::Instant::now();
        while depart.elapsed() < ms(2) {
            yield_now().await;
        }
    }

    /// Joue la scène pendant que le serveur tourne, puis l'abandonne : pour tout ce qui n'est pas l'arrêt.
    async fn pendant(limites: Limites, scene: Scene) {
        let (adresse, _arret, mut serveur) = serveur(limites).await;
        let mut scene = scene(adresse);
        poll_fn(|cx| {
            let _ = serveur.as_mut().poll(cx);
            scene.as_mut().poll(cx)
        })
        .await;
    }

    /// Joue la scène, qui arrête le serveur, et attend que tous deux aient fini ; rend le total.
    async fn jusqu_au_bout(limites: Limites, scene: SceneEtArret, piste: &str) -> u64 {
        let (adresse, arret, mut serveur) = serveur(limites).await;
        let mut scene = scene(adresse, arret);
        let (mut total, mut jouee) = (None, false);
        let tous_deux = poll_fn(|cx| {
            if total.is_none() {
                if let Poll::Ready(obtenu) = serveur.as_mut().poll(cx) {
                    total = Some(obtenu);
                }
            }
            jouee = jouee || scene.as_mut().poll(cx).is_ready();
            match total {
                Some(total) if jouee => Poll::Ready(total),
                _ => Poll::Pending,
            }
        });
        match timeout(ARRET_LENT, tous_deux).await {
            Ok(total) => total,
            Err(_) => ::banc::echec!(
                "après `arret`, le serveur finit",
                "il tourne encore au bout de {ARRET_LENT:?}",
                "{piste}"
            ),
        }
    }

    async fn connecter(adresse: SocketAddr) -> TcpStream {
        match timeout(PATIENCE, TcpStream::connect(adresse)).await {
            Ok(Ok(client)) => client,
            issue => ::banc::echec!(
                "le serveur est à l'écoute tant qu'on ne l'arrête pas",
                "connexion impossible : {issue:?}",
                "`servir` doit garder `ecoute` jusqu'à `arret`"
            ),
        }
    }

    /// Se connecte et envoie ces octets.
    async fn envoyer(adresse: SocketAddr, octets: &[u8]) -> TcpStream {
        let mut client = connecter(adresse).await;
        ecrire_a(&mut client, octets).await;
        client
    }

    async fn ecrire_a(client: &mut TcpStream, octets: &[u8]) {
        let raison = match timeout(PATIENCE, client.write_all(octets)).await {
            Ok(Ok(())) => return,
            Ok(Err(erreur)) => raison(&erreur),
            Err(_) => ::std::format!("plus rien ne passe en {PATIENCE:?}"),
        };
        ::banc::echec!(
            "le client peut envoyer toute sa requête",
            "son envoi échoue : {raison}",
            "{PISTE_FERMETURE}"
        )
    }

    /// Ce qui est arrivé à une connexion, en clair.
    fn raison(erreur: &io::Error) -> String {
        let quoi = match erreur.kind() {
            io::ErrorKind::ConnectionReset => "la connexion a été réinitialisée",
            io::ErrorKind::BrokenPipe => "la connexion est déjà fermée",
            _ => "erreur du système",
        };
        ::std::format!("{quoi} ({erreur})")
    }

    const PISTE_FERMETURE: &str = "fermer une connexion qui a encore des octets non lus la réinitialise, et le \
        client perd la réponse : annonce la fin de la réponse (`shutdown`), puis lis et jette ce qui arrive \
        encore, pendant un temps borné, avant de lâcher le socket";

    const PISTE_TRONQUEE: &str = "la réponse est tronquée : `write` peut n'en écrire qu'une partie, `write_all` \
        l'écrit toute ; une ligne vide finit sa tête, et `Content-Length` est le nombre d'octets de son corps";

    /// Lit la réponse entière, vérifie sa forme, quitte le serveur, et rend le statut.
    async fn statut(mut client: TcpStream, piste: &str) -> u16 {
        lire_statut(&mut client, piste).await
    }

    /// La même chose, en gardant le client.
    async fn lire_statut(client: &mut TcpStream, piste: &str) -> u16 {
        let mut recu = Vec::new();
        let mut tampon = [0; 4096];
        let (longueur, statut, taille) = loop {
            let fin = recu.windows(4).position(|quatre| quatre == b"\r\n\r\n");
            if let (Some(fin), Some((_, statut, taille))) = (fin, entete(&recu)) {
                if recu.len() >= fin + 4 + taille {
                    break (fin + 4, statut, taille);
                }
            }
            let lu = timeout(PATIENCE, client.read(&mut tampon)).await;
            let texte = String::from_utf8_lossy(&recu);
            if fin.is_none() && !::std::matches!(lu, Ok(Ok(1..))) {
                exiger_les_retours(&texte);
            }
            let piste = if recu.is_empty() {
                piste
            } else {
                PISTE_TRONQUEE
            };
            match lu {
                Ok(Ok(n)) if n > 0 => recu.extend_from_slice(&tampon[..n]),
                Ok(Ok(_)) => ::banc::echec!(
                    "une réponse complète, de la taille que `Content-Length` annonce (en octets)",
                    "la connexion est fermée après {texte:?}",
                    "{piste}"
                ),
                Ok(Err(erreur)) => ::banc::echec!(
                    "une réponse complète, puis la fin de la connexion",
                    "la connexion est réinitialisée ({erreur}) après {texte:?}",
                    "{PISTE_FERMETURE}"
                ),
                Err(_) => ::banc::echec!(
                    "une réponse complète, de la taille que `Content-Length` annonce (en octets)",
                    "rien de plus en {PATIENCE:?} après {texte:?}",
                    "{piste}"
                ),
            }
        };
        // Le client n'a plus rien à dire ; le serveur non plus.
        let _ = client.shutdown().await;
        let fin = timeout(PATIENCE, client.read(&mut tampon)).await;
        let surplus = recu.len() - longueur - taille;
        ::banc::exiger!(
            surplus == 0,
            "le corps fait les {taille} octets que `Content-Length` annonce",
            "{surplus} octets de plus",
            "`Content-Length` compte les octets du corps (`len()`), pas ses caractères, et rien ne suit le corps"
        );
        let fin = match fin {
            Ok(Ok(0)) => return statut,
            Ok(Ok(n)) => ::std::format!("{n} octets de plus"),
            Ok(Err(erreur)) => raison(&erreur),
            Err(_) => ::std::format!("elle est encore ouverte au bout de {PATIENCE:?}"),
        };
        ::banc::echec!(
            "après la réponse, la connexion finit en bon ordre",
            "{fin}",
            "le serveur ferme après sa réponse ; {PISTE_FERMETURE}"
        )
    }

    /// La tête de la réponse telle qu'elle est envoyée, son statut et la taille du corps qu'elle annonce, si
    /// elle est complète. Les noms des en-têtes s'écrivent en majuscules ou en minuscules, et `close` aussi ; la
    /// première ligne, elle, est mot pour mot.
    fn entete(recu: &[u8]) -> Option<(String, u16, usize)> {
        let fin = recu.windows(4).position(|quatre| quatre == b"\r\n\r\n")?;
        let tete = String::from_utf8_lossy(&recu[..fin + 4]).into_owned();
        exiger_les_retours(&tete);
        let premiere = tete.split("\r\n").next().unwrap_or_default();
        let suite = premiere.strip_prefix("HTTP/1.1 ");
        let Some(suite) = suite else {
            let casse = premiere
                .get(..9)
                .map(::std::primitive::str::to_ascii_uppercase);
            let piste = if casse.as_deref() == Some("HTTP/1.1 ") {
                "`HTTP/1.1` s'écrit en majuscules"
            } else {
                "ce serveur parle HTTP/1.1, et ses réponses le disent, quelle que soit la version de la requête"
            };
            ::banc::echec!(
                "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
                "{tete:?}",
                "{piste}"
            )
        };
        let statut = suite.get(..3).and_then(|statut| statut.parse().ok());
        let Some(statut) = statut else {
            ::banc::echec!(
                "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
                "{tete:?}",
                "le statut est un nombre de trois chiffres, juste après `HTTP/1.1` et une espace"
            )
        };
        ::banc::exiger!(
            statut != 200 || suite == "200 OK",
            "la première ligne d'un 200 est `HTTP/1.1 200 OK`",
            "{tete:?}",
            "un 200 s'écrit avec sa raison, `OK` en majuscules, et rien d'autre"
        );
        ::banc::exiger!(
            valeur(&tete, "connection").is_some_and(|valeur| valeur.eq_ignore_ascii_case("close")),
            "chaque réponse dit `Connection: close`",
            "{tete:?}",
            "il manque `Connection: close` : toutes les réponses le portent, les refus aussi"
        );
        match valeur(&tete, "content-length").map(::std::primitive::str::parse) {
            Some(Ok(taille)) => Some((tete, statut, taille)),
            _ => ::banc::echec!(
                "chaque réponse annonce la taille de son corps, `Content-Length: n`",
                "{tete:?}",
                "toutes les réponses portent cet en-tête, même quand le corps est vide"
            ),
        }
    }

    /// La valeur de cet en-tête, donné en minuscules.
    fn valeur<'a>(tete: &'a str, nom: &str) -> Option<&'a str> {
        tete.split("\r\n").find_map(|ligne| {
            let (lu, valeur) = ligne.split_once(':')?;
            lu.eq_ignore_ascii_case(nom).then(|| valeur.trim())
        })
    }

    /// Aucune ligne de cette tête ne finit par `\n` seul.
    fn exiger_les_retours(tete: &str) {
        ::banc::exiger!(
            tete.matches('\n').count() == tete.matches("\r\n").count(),
            "chaque ligne de la tête d'une réponse finit par `\\r\\n`",
            "{tete:?}",
            "une ligne de la tête finit par `\\n` seul : c'est `\\r\\n` qui les sépare, et une ligne vide, \
             `\\r\\n` elle aussi, la sépare du corps"
        );
    }

    const PISTE_REPONSE: &str = "chaque client qui envoie une tête complète reçoit une réponse, quoi que les \
        autres aient fait avant lui";

    /// Envoie cette requête sur une connexion neuve et exige ce statut.
    async fn exiger_statut(adresse: SocketAddr, requete: &[u8], attendu: u16) {
        let client = envoyer(adresse, requete).await;
        let obtenu = statut(client, PISTE_REPONSE).await;
        let debut = String::from_utf8_lossy(&requete[..requete.len().min(60)]);
        ::banc::exiger!(
            obtenu == attendu,
            "{debut:?} reçoit le statut {attendu}",
            "le statut {obtenu}",
            "200 pour un GET correct, quel que soit son chemin, 405 pour une autre méthode ; à chaque erreur de l'étape 4 son statut : \
             400 invalide, 408 trop lente, 431 trop grande"
        );
    }

    /// Ce client ne reçoit rien pendant un moment.
    async fn exiger_attente(client: &TcpStream, attendu: &str, piste: &str) {
        let mut tampon = [0];
        let recu = timeout(ms(50), client.peek(&mut tampon)).await;
        ::banc::exiger!(
            recu.is_err(),
            "{attendu}",
            "il a déjà reçu une réponse, ou sa connexion est fermée",
            "{piste}"
        );
    }

    /// La réponse n'attend pas que le client ferme son côté.
    async fn exiger_reponse_sans_fermer(adresse: SocketAddr) {
        let mut client = envoyer(adresse, GET).await;
        if timeout(PATIENCE, client.readable()).await.is_err() {
            let _ = client.shutdown().await;
            let ensuite = timeout(PATIENCE, client.readable()).await;
            ::banc::exiger!(
                ensuite.is_err(),
                "un client reçoit sa réponse dès que sa tête est complète",
                "elle n'arrive qu'une fois qu'il a fermé son côté",
                "un client attend sa réponse, connexion ouverte : réponds d'abord, et ne lis la suite jusqu'à la fin du \
                 flux qu'après"
            );
        }
        statut(client, PISTE_REPONSE).await;
    }

    #[test]
    fn etape5_un_get_correct_recoit_un_200_bien_forme() {
        essai_reel(async {
            pendant(limites(), |adresse| {
                Box::pin(async move {
                    exiger_reponse_sans_fermer(adresse).await;
                    exiger_statut(adresse, GET, 200).await;
                    exiger_statut(adresse, b"GET /\xc3\xa9t\xc3\xa9 HTTP/1.0\r\n\r\n", 200).await;
                    // Un client qui a fini d'écrire attend tout de même sa réponse.
                    let mut client = envoyer(adresse, GET).await;
                    let _ = client.shutdown().await;
                    let obtenu = statut(client, PISTE_REPONSE).await;
                    ::banc::exiger!(
                        obtenu == 200,
                        "un client qui ferme son côté après sa requête reçoit sa réponse",
                        "le statut {obtenu}",
                        "la tête est complète : ce que fait le client ensuite n'y change rien"
                    );
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_chaque_refus_a_son_statut() {
        essai_reel(async {
            let limites = Limites {
                taille_max: 300,
                ..places(1)
            };
            pendant(limites, |adresse| {
                Box::pin(async move {
                    let trop = ::std::format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(400));
                    for (requete, attendu) in [
                        (&b"POST / HTTP/1.1\r\n\r\n"[..], 405),
                        (b"DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n", 405),
                        (b"GETTER / HTTP/1.1\r\n\r\n", 405),
                        (b"HEAD / HTTP/1.1\r\n\r\n", 405),
                        (b"bonjour\r\n\r\n", 400),
                        (b"\xff\xff / HTTP/1.1\r\n\r\n", 400),
                        (trop.as_bytes(), 431),
                        (GET, 200),
                    ] {
                        exiger_statut(adresse, requete, attendu).await;
                    }
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_un_client_trop_lent_recoit_408() {
        essai_reel(async {
            pendant(presse(), |adresse| {
                Box::pin(async move {
                    let clients = [&b""[..], DEBUT].map(|debut| async move {
                        let client = envoyer(adresse, debut).await;
                        let piste = "au bout de `limites.delai`, le client reçoit 408 ; la connexion n'est ni \
                                     gardée ouverte sans fin, ni fermée sans un mot";
                        let obtenu = statut(client, piste).await;
                        ::banc::exiger!(
                            obtenu == 408,
                            "un client qui ne finit pas sa tête reçoit 408",
                            "le statut {obtenu}",
                            "{piste}"
                        );
                    });
                    ensemble(clients.into()).await;
                })
            })
            .await;
        });
    }

    /// Envoie 1 Mio en 16 fois, sans s'occuper de la réponse avant la fin.
    async fn refuse_qui_insiste(adresse: SocketAddr, debut: &str, attendu: u16) -> TcpStream {
        let mut client = envoyer(adresse, debut.as_bytes()).await;
        let bloc = ::std::vec![b'a'; 65_000];
        for _ in 0..16 {
            ecrire_a(&mut client, &bloc).await;
            sleep(ms(2)).await;
        }
        let obtenu = lire_statut(&mut client, PISTE_FERMETURE).await;
        ::banc::exiger!(
            obtenu == attendu,
            "{debut:?} et 1 Mio de suite : le statut {attendu}",
            "le statut {obtenu}",
            "le refus ne dépend pas de ce qui suit la tête"
        );
        client
    }

    #[test]
    fn etape5_un_client_refuse_qui_envoie_encore_lit_sa_reponse() {
        essai_reel(async {
            let limites = Limites {
                taille_max: 300,
                ..limites()
            };
            let (adresse, arret, serveur) = serveur(limites).await;
            let (_, clients) = ::tokio::join!(timeout(PATIENCE, serveur), async {
                let post = "POST /depot HTTP/1.1\r\nContent-Length: 1040000\r\n\r\n";
                let clients = ensemble(::std::vec![
                    refuse_qui_insiste(adresse, post, 405),
                    refuse_qui_insiste(adresse, "bonjour\r\n\r\n", 400),
                    refuse_qui_insiste(adresse, "GET / HTTP/1.1\r\nA: ", 431),
                ]);
                let clients = clients.await;
                let _ = arret.send(());
                clients
            });
            // Le serveur a fermé pour de bon : une réinitialisation laisse sa trace dans le socket.
            for client in clients {
                let trace = client.take_error();
                ::banc::exiger!(
                    ::std::matches!(trace, Ok(None)),
                    "la connexion est fermée en bon ordre, une fois lu tout ce que le client a envoyé",
                    "elle est réinitialisée : {trace:?}",
                    "{PISTE_FERMETURE}"
                );
            }
        });
    }

    #[test]
    fn etape5_un_client_lent_ne_fait_pas_attendre_les_autres() {
        essai_reel(async {
            pendant(limites(), |adresse| {
                Box::pin(async move {
                    let muet = connecter(adresse).await;
                    let mut lent = envoyer(adresse, DEBUT).await;
                    let presse = envoyer(adresse, GET).await;
                    let piste = "le serveur sert un client après l'autre : une tâche par client (`spawn`), et \
                                 la boucle d'`accept` continue sans l'attendre";
                    let obtenu = statut(presse, piste).await;
                    ecrire_a(&mut lent, FIN).await;
                    let ensuite = statut(lent, "le client lent a fini sa tête à temps").await;
                    ::banc::exiger!(
                        obtenu == 200 && ensuite == 200,
                        "le client pressé, puis le lent, reçoivent 200",
                        "les statuts {obtenu} et {ensuite}",
                        "{piste}"
                    );
                    drop(muet);
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_un_client_disparu_n_arrete_pas_le_serveur_et_rend_sa_place() {
        essai_reel(async {
            pendant(places(1), |adresse| {
                Box::pin(async move {
                    for debut in [&b""[..], DEBUT, GET] {
                        // Il ferme en bon ordre, puis brutalement (réinitialisation).
                        drop(envoyer(adresse, debut).await);
                        let brutal = envoyer(adresse, debut).await;
                        let _ = brutal.set_zero_linger();
                        drop(brutal);
                        sleep(ms(2)).await;
                    }
                    let client = envoyer(adresse, GET).await;
                    let piste = "un client qui part ne doit ni arrêter le serveur (pas de `?` sur ce qui lui \
                                 arrive), ni garder sa place : elle se rend aussi quand il échoue";
                    let obtenu = statut(client, piste).await;
                    ::banc::exiger!(obtenu == 200, "le client suivant reçoit 200", "{obtenu}", "{piste}");
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_une_requete_incomplete_ne_vaut_jamais_un_200() {
        essai_reel(async {
            let total = jusqu_au_bout(
                limites(),
                |adresse, arret| {
                    Box::pin(async move {
                        for debut in [&b""[..], b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\n"] {
                            // Il ferme son côté avant la ligne vide, et lit encore.
                            let mut client = envoyer(adresse, debut).await;
                            let _ = client.shutdown().await;
                            let mut recu = Vec::new();
                            let _ = timeout(PATIENCE, client.read_to_end(&mut recu)).await;
                            let recu = String::from_utf8_lossy(&recu);
                            let premiere = recu.lines().next().unwrap_or_default();
                            let debut = String::from_utf8_lossy(debut);
                            ::banc::exiger!(
                                !premiere.contains(" 200"),
                                "{debut:?}, puis le client ferme son côté : jamais de 200",
                                "{premiere:?}",
                                "un client parti avant la ligne vide n'a pas fait de requête : `Deconnexion` n'est \
                                 pas un succès, et il n'y a rien à lui répondre"
                            );
                        }
                        let _ = arret.send(());
                    })
                },
                "un client parti rend sa place, et n'empêche pas de finir",
            )
            .await;
            ::banc::exiger!(
                total == 0,
                "trois requêtes incomplètes : le total est 0",
                "{total}",
                "le total compte les requêtes qui ont reçu un 200 : `Deconnexion` n'en est pas une"
            );
        });
    }

    const PISTE_PLACES: &str = "au plus `connexions_max` connexions servies à la fois : prends une place \
        avant de servir, et rends-la à la fin de la connexion";

    #[test]
    fn etape5_le_client_suivant_entre_des_qu_une_place_se_libere() {
        essai_reel(async {
            pendant(places(2), |adresse| {
                Box::pin(async move {
                    let mut premier = envoyer(adresse, DEBUT).await;
                    let mut deuxieme = envoyer(adresse, DEBUT).await;
                    let troisieme = envoyer(adresse, GET).await;
                    let attendu = "avec deux places prises, le troisième client attend";
                    exiger_attente(&troisieme, attendu, PISTE_PLACES).await;
                    ecrire_a(&mut deuxieme, FIN).await;
                    let piste = "deux places, ce sont deux clients à la fois : le deuxième n'attend pas le premier";
                    let deuxieme = statut(deuxieme, piste).await;
                    let piste = "une place se rend dès qu'un client a fini : pas de lots où l'on attend que tous \
                                 aient fini, pas de place gardée";
                    let troisieme = statut(troisieme, piste).await;
                    ecrire_a(&mut premier, FIN).await;
                    let premier = statut(premier, PISTE_REPONSE).await;
                    let statuts = [premier, deuxieme, troisieme];
                    ::banc::exiger_egal!(statuts, [200; 3], "les trois statuts", "{PISTE_REPONSE}");
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_zero_place_compte_pour_une() {
        essai_reel(async {
            pendant(places(0), |adresse| {
                Box::pin(async move {
                    let mut premier = envoyer(adresse, DEBUT).await;
                    let second = envoyer(adresse, GET).await;
                    let attendu =
                        "0 place compte pour 1 : le second client attend que le premier ait fini";
                    exiger_attente(&second, attendu, PISTE_PLACES).await;
                    ecrire_a(&mut premier, FIN).await;
                    let piste = "avec 0 place, personne ne serait jamais servi : 0 compte pour 1";
                    let statuts = [statut(premier, piste).await, statut(second, piste).await];
                    ::banc::exiger_egal!(statuts, [200; 2], "les deux statuts", "{piste}");
                })
            })
            .await;
        });
    }

    #[test]
    fn etape5_beaucoup_de_clients_passent_par_peu_de_places() {
        essai_reel(async {
            let piste = "`arret` doit être vu à tout moment, pas seulement entre deux clients";
            let total = jusqu_au_bout(
                places(3),
                |adresse, arret| {
                    Box::pin(async move {
                        let clients = (0..16).map(|i| async move {
                            match i % 4 {
                                0 => exiger_statut(adresse, b"POST / HTTP/1.1\r\n\r\n", 405).await,
                                1 => exiger_statut(adresse, b"? / HTTP/1.1\r\n\r\n", 400).await,
                                _ => exiger_statut(adresse, GET, 200).await,
                            }
                        });
                        ensemble(clients.collect()).await;
                        let _ = arret.send(());
                    })
                },
                piste,
            )
            .await;
            ::banc::exiger!(
                total == 8,
                "16 clients, dont 8 ont reçu un 200 : le total est 8",
                "{total}",
                "le total compte les requêtes qui ont reçu un 200, toutes (avant comme après `arret`) et elles seules"
            );
        });
    }

    const PISTE_ARRET: &str = "`arret` doit être surveillé en même temps que le prochain client (`select!`) : \
        regardé seulement entre deux `accept`, il attend qu'un client passe";

    /// Arrête après ce temps un serveur que personne n'a visité ; rend son adresse.
    async fn arreter_sans_client(apres: Duration) -> SocketAddr {
        let (adresse, arret, serveur) = serveur(limites()).await;
        let (issue, ()) = ::tokio::join!(timeout(ms(2000), serveur), async {
            if !apres.is_zero() {
                sleep(apres).await;
            }
            let _ = arret.send(());
        });
        ::banc::exiger!(
            ::std::matches!(issue, Ok(0)),
            "arrêté sans avoir vu de client, `servir` rend 0 aussitôt",
            "{issue:?}",
            "{PISTE_ARRET}"
        );
        adresse
    }

    #[test]
    fn etape5_l_arret_est_obei_meme_sans_client() {
        essai_reel(async {
            arreter_sans_client(ms(10)).await;
        });
    }

    #[test]
    fn etape5_quand_servir_a_fini_plus_personne_n_ecoute() {
        essai_reel(async {
            let adresse = arreter_sans_client(Duration::ZERO).await;
            let apres = timeout(PATIENCE, TcpStream::connect(adresse)).await;
            ::banc::exiger!(
                !::std::matches!(apres, Ok(Ok(_))),
                "quand `servir` a rendu son total, plus personne n'écoute à cette adresse",
                "une connexion y est encore acceptée",
                "l'écoute vit encore quelque part, dans une tâche par exemple : elle doit finir avec `servir`"
            );
        });
    }

    #[test]
    fn etape5_un_arret_deja_pret_ferme_aussitot() {
        essai_reel(async {
            let (_, arret, serveur) = serveur(limites()).await;
            drop(arret);
            let issue = timeout(ms(2000), serveur).await;
            ::banc::exiger!(
                ::std::matches!(issue, Ok(0)),
                "un `arret` prêt d'avance : `servir` rend 0 aussitôt",
                "{issue:?}",
                "{PISTE_ARRET}"
            );
        });
    }

    #[test]
    fn etape5_apres_l_arret_les_clients_en_cours_finissent_et_eux_seuls() {
        essai_reel(async {
            let total = jusqu_au_bout(
                limites(),
                |adresse, arret| {
                    Box::pin(async move {
                        let mut lent = envoyer(adresse, DEBUT).await;
                        // Les clients entrent dans l'ordre : si celui-ci a sa réponse, le lent est entré.
                        exiger_statut(adresse, GET, 200).await;
                        let _ = arret.send(());
                        sleep(ms(20)).await;
                        // Deux secondes d'un bond, sur les cinq que le client a : un sursis finirait avant lui.
                        avancer(ms(2000)).await;
                        if let Ok(Ok(mut tardif)) =
                            timeout(PATIENCE, TcpStream::connect(adresse)).await
                        {
                            let _ = tardif.write_all(GET).await;
                            let mut tampon = [0; 16];
                            let recu = timeout(ms(50), tardif.read(&mut tampon)).await;
                            ::banc::exiger!(
                                !::std::matches!(recu, Ok(Ok(n)) if n > 0),
                                "après `arret`, un nouveau client n'est plus servi",
                                "il a reçu une réponse",
                                "dès que `arret` est prêt, plus d'`accept`, même si des clients sont en cours"
                            );
                        }
                        ecrire_a(&mut lent, FIN).await;
                        let piste = "après `arret`, les connexions en cours vont au bout : lâcher un \
                                     `JoinSet`, ou `abort`, les coupe, tout de suite ou après un sursis ; \
                                     seul leur `delai` les borne";
                        let obtenu = statut(lent, piste).await;
                        ::banc::exiger!(obtenu == 200, "le client en cours reçoit 200", "{obtenu}", "{piste}");
                    })
                },
                "après `arret`, il ne reste qu'à attendre les connexions en cours",
            )
            .await;
            ::banc::exiger!(
                total == 2,
                "deux clients ont reçu un 200, dont un après `arret` : le total est 2",
                "{total}",
                "le total se rend une fois que les clients en cours ont fini, et les compte"
            );
        });
    }

    #[test]
    fn etape5_un_client_fige_ne_retient_pas_l_arret() {
        essai_reel(async {
            let total = jusqu_au_bout(
                presse(),
                |adresse, arret| {
                    Box::pin(async move {
                        let fige = envoyer(adresse, DEBUT).await;
                        sleep(ms(10)).await;
                        let _ = arret.send(());
                        let piste = "après `arret` aussi, un client trop lent reçoit 408 au bout de `delai`";
                        let obtenu = statut(fige, piste).await;
                        ::banc::exiger!(obtenu == 408, "le client figé reçoit 408", "{obtenu}", "{piste}");
                    })
                },
                "`delai` borne aussi les connexions en cours au moment de l'arrêt",
            )
            .await;
            ::banc::exiger!(
                total == 0,
                "un 408 ne compte pas : 0",
                "{total}",
                "compte les 200"
            );
        });
    }

    #[test]
    fn etape5_un_client_qui_garde_sa_connexion_ouverte_ne_retient_pas_le_serveur() {
        essai_reel(async {
            let total = jusqu_au_bout(
                presse(),
                |adresse, arret| {
                    Box::pin(async move {
                        let mut client = envoyer(adresse, GET).await;
                        let mut tampon = [0; 12];
                        let lu = timeout(PATIENCE, client.read_exact(&mut tampon)).await;
                        ::banc::exiger!(
                            ::std::matches!(lu, Ok(Ok(_))),
                            "le client reçoit sa réponse",
                            "{lu:?}",
                            "{PISTE_REPONSE}"
                        );
                        let _ = arret.send(());
                        // Il ne ferme jamais.
                        ::std::mem::forget(client);
                    })
                },
                "lire ce que le client envoie encore après sa réponse n'a qu'un temps : sans échéance, un \
                 client qui ne ferme pas garde sa place pour toujours ; ou ton échéance est trop longue : \
                 quelques secondes au plus",
            )
            .await;
            ::banc::exiger!(
                total == 1,
                "ce client a reçu un 200 : 1",
                "{total}",
                "compte les 200"
            );
        });
    }

    #[test]
    fn etape5_un_client_refuse_qui_n_en_finit_pas_est_quitte() {
        essai_reel(async {
            // Cinquante envois par délai, pour qu'aucun retard du réseau n'en fasse un silence.
            let limites = Limites {
                delai: Duration::from_secs(1),
                ..limites()
            };
            let total = jusqu_au_bout(
                limites,
                |adresse, arret| {
                    Box::pin(async move {
                        let mut bavard = envoyer(adresse, b"bonjour\r\n\r\n").await;
                        sleep(ms(10)).await;
                        let _ = arret.send(());
                        // Jusqu'à ce que le serveur ferme pour de bon. L'horloge n'avance que d'un envoi à l'autre :
                        // jamais, pour qui attend le suivant, un silence aussi long que `delai`.
                        ::tokio::time::pause();
                        while bavard.write_all(b"encore").await.is_ok() {
                            bond(ms(20)).await;
                        }
                        ::tokio::time::resume();
                    })
                },
                "un délai par lecture repart à chaque octet : ce que le client envoie après son refus se lit \
                 sous une seule échéance, comme sa requête ; ou ton échéance est trop longue : quelques secondes \
                 au plus",
            )
            .await;
            ::banc::exiger!(
                total == 0,
                "un 400 ne compte pas : 0",
                "{total}",
                "compte les 200"
            );
        });
    }

    // Un `accept` échoue surtout quand le processus n'a plus de descripteur libre (EMFILE). Pour ne pas en
    // priver les autres tests, celui-ci se relance dans un processus à lui, dont la limite est basse.
    #[cfg(unix)]
    const PENURIE: &str = "EXO36_PENURIE";

    #[cfg(unix)]
    #[test]
    fn etape5_un_accept_qui_echoue_n_arrete_pas_le_serveur() {
        essai_reel(async {
            if ::std::env::var_os(PENURIE).is_some() {
                return penurie().await;
            }
            let (_, arret, serveur) = serveur(limites()).await;
            drop(arret);
            let _ = timeout(ms(50), serveur).await;
            let moi = ::std::env::current_exe().unwrap_or_default();
            let sortie = ::std::process::Command::new("sh")
                .args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""])
                .arg(moi)
                .arg("etape5_un_accept_qui_echoue_n_arrete_pas_le_serveur")
                .args(["--nocapture", "--test-threads=1"])
                .env(PENURIE, "1")
                .stdin(::std::process::Stdio::null())
                .output();
            // Sans `sh`, ou s'il ne peut rien lancer, il n'y a rien à constater.
            let Ok(sortie) = sortie else { return };
            if ::std::matches!(sortie.status.code(), Some(126 | 127)) {
                return;
            }
            let texte = [sortie.stdout, sortie.stderr].concat();
            let texte = String::from_utf8_lossy(&texte);
            let partie = |nom: &str| {
                let mut lignes = texte.lines().map(::std::primitive::str::trim);
                lignes
                    .find_map(|ligne| ligne.strip_prefix(nom))
                    .unwrap_or(&*texte)
            };
            let statut = sortie.status;
            ::banc::exiger!(
                texte.contains("test result: ") || texte.contains("attendu : "),
                "un `accept` qui échoue n'arrête pas le serveur",
                "il a arrêté le programme entier : {statut}",
                "`std::process::exit` coupe aussi les clients en cours : un `accept` refusé se réessaie un peu plus tard"
            );
            if !statut.success() {
                ::banc::refuser(::banc::Diagnostic {
                    attendu: ::std::format_args!("{}", partie("attendu : ")),
                    observe: ::std::format_args!("{}", partie("observé : ")),
                    piste: ::std::format_args!("{}", partie("piste   : ")),
                });
            }
        });
    }

    /// Prend tous les descripteurs, sauf un, que prend un client.
    #[cfg(unix)]
    async fn prendre_les_descripteurs(
        adresse: SocketAddr,
    ) -> (Vec<::std::net::UdpSocket>, TcpStream) {
        let mut pris: Vec<_> = (0..200)
            .map_while(|_| ::std::net::UdpSocket::bind("127.0.0.1:0").ok())
            .collect();
        pris.pop();
        (pris, envoyer(adresse, GET).await)
    }

    /// Un réveil du serveur, compté avant d'être celui de sa tâche.
    #[cfg(unix)]
    struct Reveil {
        fois: Arc<AtomicU32>,
        tache: Waker,
    }

    #[cfg(unix)]
    impl Wake for Reveil {
        fn wake(self: Arc<Self>) {
            self.fois.fetch_add(1, Ordering::Relaxed);
            self.tache.wake_by_ref();
        }
    }

    /// Horloge arrêtée, un serveur qui attend entre deux essais n'est réveillé par rien ; un serveur qui essaie sans
    /// cesse l'est à chaque tour, à quelque vitesse qu'aille la machine.
    #[cfg(unix)]
    async fn est_au_repos(reveils: &AtomicU32) -> bool {
        const TOURS: u32 = 200;

        let avant = reveils.load(Ordering::Relaxed);
        ::tokio::time::pause();
        for _ in 0..TOURS {
            yield_now().await;
        }
        ::tokio::time::resume();
        reveils.load(Ordering::Relaxed) - avant < TOURS / 2
    }

    /// La même chose pour un serveur qui accepte dans une autre tâche : son thread est au repos presque tout le temps.
    /// Une mesure sur quatre suffit : une machine chargée peut en fausser une.
    #[cfg(unix)]
    async fn est_inoccupe() -> bool {
        let debut = ::std::time::Instant::now();
        for _ in 0..4 {
            let (avant, depart) = (occupation(), ::std::time::Instant::now());
            sleep(ms(40)).await;
            if occupation() - avant < depart.elapsed() / 5 {
                return true;
            }
            if debut.elapsed() > ms(1000) {
                break;
            }
        }
        false
    }

    /// Un client qui a attendu un descripteur est servi.
    #[cfg(unix)]
    async fn exiger_servi(client: TcpStream) {
        let piste = "un `accept` qui échoue (ici, faute de descripteur libre) n'est pas la fin du serveur : \
                     après une courte pause (quelques dizaines de millisecondes), il essaie encore";
        let obtenu = statut(client, piste).await;
        ::banc::exiger!(obtenu == 200, "le client reçoit 200", "{obtenu}", "{piste}");
    }

    #[cfg(unix)]
    async fn penurie() {
        let (adresse, _arret, mut serveur) = serveur(limites()).await;
        let reveils = Arc::new(AtomicU32::new(0));
        let scene = async {
            let (pris, client) = prendre_les_descripteurs(adresse).await;
            ::banc::exiger!(
                est_au_repos(&reveils).await && est_inoccupe().await,
                "pendant qu'`accept` échoue, le thread est au repos presque tout le temps",
                "le serveur tourne à vide, à plein processeur",
                "un `accept` qui échoue échoue encore aussitôt après : attends quelques dizaines de millisecondes \
                 (`sleep`) avant chaque nouvel essai ; `yield_now` ou rien du tout, c'est essayer sans cesse"
            );
            drop(pris);
            let pret = timeout(ms(2000), client.readable()).await;
            ::banc::exiger!(
                pret.is_ok(),
                "dès qu'`accept` peut réussir, le client qui attendait est servi",
                "il attend encore au bout de deux secondes",
                "la pause qui suit un `accept` manqué est trop longue : quelques dizaines de millisecondes, puis un \
                 nouvel essai"
            );
            exiger_servi(client).await;
            // Une pénurie qui dure : l'horloge avance par bonds, un essai au moins pour chacun.
            let (pris, client) = prendre_les_descripteurs(adresse).await;
            for _ in 0..20 {
                avancer(ms(100)).await;
            }
            drop(pris);
            // Pour qui recule de plus en plus, sans dépasser une seconde.
            avancer(ms(1000)).await;
            exiger_servi(client).await;
        };
        // Sans le budget de Tokio : un serveur qui tourne à vide l'a épuisé pour toute la tâche.
        let mut scene = ::std::pin::pin!(::tokio::task::unconstrained(scene));
        poll_fn(|cx| {
            let depart = ::std::time::Instant::now();
            let (fois, tache) = (Arc::clone(&reveils), cx.waker().clone());
            let reveil = Waker::from(Arc::new(Reveil { fois, tache }));
            let piste = ::banc::PISTE_THREAD_ENDORMI;
            let _ = serveur.as_mut().poll(&mut Context::from_waker(&reveil));
            ::banc::exiger!(
                depart.elapsed() < ms(1000),
                "pendant qu'`accept` échoue, le serveur rend le thread",
                "il l'a gardé plus d'une seconde d'un trait",
                "{piste}"
            );
            scene.as_mut().poll(cx)
        })
        .await;
    }

    /// Le temps que l'unique thread du runtime a passé à travailler.
    #[cfg(unix)]
    fn occupation() -> Duration {
        let mesures = ::tokio::runtime::Handle::current().metrics();
        mesures.worker_total_busy_duration(0)
    }
}
