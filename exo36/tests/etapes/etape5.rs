//! Étape 5 : servir.

use crate::Limites;
use crate::commun_aux_etapes::{DEBUT, FIN, GET, SceneEtArret, limites, pendant, serveur, valeur};
use banc::{echec, ensemble, exiger, exiger_egal, ms};
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
#[cfg(unix)]
use std::task::{Wake, Waker};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

//
// De vrais sockets, donc l'horloge réelle. Le serveur et ses clients avancent dans la même tâche. Les
// durées ci-dessous ne jouent que pour une réponse fausse, sauf le délai court là où il est le sujet.

/// Le plus qu'un client attende quoi que ce soit.
const PATIENCE: Duration = Duration::from_secs(3);

/// Le plus que le serveur mette à s'arrêter, délai des clients compris.
const ARRET_LENT: Duration = Duration::from_secs(4);

/// Un délai court, pour les tests dont il est le sujet.
const COURT: Duration = ms(80);

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

/// Avance l'horloge de Tokio d'un bond, sans attendre.
async fn avancer(duree: Duration) {
    tokio::time::pause();
    bond(duree).await;
    tokio::time::resume();
}

/// La même chose, horloge déjà arrêtée. Qui s'en trouve réveillé agit, et le réseau, qui ne suit pas cette
/// horloge, a deux vraies millisecondes.
async fn bond(duree: Duration) {
    tokio::time::advance(duree).await;
    let depart = std::time::Instant::now();
    while depart.elapsed() < ms(2) {
        yield_now().await;
    }
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
        Err(_) => echec!(
            "après `arret`, le serveur finit",
            "il tourne encore au bout de {ARRET_LENT:?}",
            "{piste}"
        ),
    }
}

async fn connecter(adresse: SocketAddr) -> TcpStream {
    match timeout(PATIENCE, TcpStream::connect(adresse)).await {
        Ok(Ok(client)) => client,
        issue => echec!(
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
        Err(_) => format!("plus rien ne passe en {PATIENCE:?}"),
    };
    echec!(
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
    format!("{quoi} ({erreur})")
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
        if fin.is_none() && !matches!(lu, Ok(Ok(1..))) {
            exiger_les_retours(&texte);
        }
        let piste = if recu.is_empty() {
            piste
        } else {
            PISTE_TRONQUEE
        };
        match lu {
            Ok(Ok(n)) if n > 0 => recu.extend_from_slice(&tampon[..n]),
            Ok(Ok(_)) => echec!(
                "une réponse complète, de la taille que `Content-Length` annonce (en octets)",
                "la connexion est fermée après {texte:?}",
                "{piste}"
            ),
            Ok(Err(erreur)) => echec!(
                "une réponse complète, puis la fin de la connexion",
                "la connexion est réinitialisée ({erreur}) après {texte:?}",
                "{PISTE_FERMETURE}"
            ),
            Err(_) => echec!(
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
    exiger!(
        surplus == 0,
        "le corps fait les {taille} octets que `Content-Length` annonce",
        "{surplus} octets de plus",
        "`Content-Length` compte les octets du corps (`len()`), pas ses caractères, et rien ne suit le corps"
    );
    let fin = match fin {
        Ok(Ok(0)) => return statut,
        Ok(Ok(n)) => format!("{n} octets de plus"),
        Ok(Err(erreur)) => raison(&erreur),
        Err(_) => format!("elle est encore ouverte au bout de {PATIENCE:?}"),
    };
    echec!(
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
        let casse = premiere.get(..9).map(str::to_ascii_uppercase);
        let piste = if casse.as_deref() == Some("HTTP/1.1 ") {
            "`HTTP/1.1` s'écrit en majuscules"
        } else {
            "ce serveur parle HTTP/1.1, et ses réponses le disent, quelle que soit la version de la requête"
        };
        echec!(
            "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
            "{tete:?}",
            "{piste}"
        )
    };
    let statut = suite.get(..3).and_then(|statut| statut.parse().ok());
    let Some(statut) = statut else {
        echec!(
            "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
            "{tete:?}",
            "le statut est un nombre de trois chiffres, juste après `HTTP/1.1` et une espace"
        )
    };
    exiger!(
        statut != 200 || suite == "200 OK",
        "la première ligne d'un 200 est `HTTP/1.1 200 OK`",
        "{tete:?}",
        "un 200 s'écrit avec sa raison, `OK` en majuscules, et rien d'autre"
    );
    exiger!(
        valeur(&tete, "connection").is_some_and(|valeur| valeur.eq_ignore_ascii_case("close")),
        "chaque réponse dit `Connection: close`",
        "{tete:?}",
        "il manque `Connection: close` : toutes les réponses le portent, les refus aussi"
    );
    match valeur(&tete, "content-length").map(str::parse) {
        Some(Ok(taille)) => Some((tete, statut, taille)),
        _ => echec!(
            "chaque réponse annonce la taille de son corps, `Content-Length: n`",
            "{tete:?}",
            "toutes les réponses portent cet en-tête, même quand le corps est vide"
        ),
    }
}

/// Aucune ligne de cette tête ne finit par `\n` seul.
fn exiger_les_retours(tete: &str) {
    exiger!(
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
    exiger!(
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
    exiger!(
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
        exiger!(
            ensuite.is_err(),
            "un client reçoit sa réponse dès que sa tête est complète",
            "elle n'arrive qu'une fois qu'il a fermé son côté",
            "un client attend sa réponse, connexion ouverte : réponds d'abord, et ne lis la suite jusqu'à la fin du \
             flux qu'après"
        );
    }
    statut(client, PISTE_REPONSE).await;
}

#[banc::etape]
#[tokio::test]
async fn un_get_correct_recoit_un_200_bien_forme() {
    pendant(limites(), |adresse| {
        Box::pin(async move {
            exiger_reponse_sans_fermer(adresse).await;
            exiger_statut(adresse, GET, 200).await;
            exiger_statut(adresse, b"GET /\xc3\xa9t\xc3\xa9 HTTP/1.0\r\n\r\n", 200).await;
            // Un client qui a fini d'écrire attend tout de même sa réponse.
            let mut client = envoyer(adresse, GET).await;
            let _ = client.shutdown().await;
            let obtenu = statut(client, PISTE_REPONSE).await;
            exiger!(
                obtenu == 200,
                "un client qui ferme son côté après sa requête reçoit sa réponse",
                "le statut {obtenu}",
                "la tête est complète : ce que fait le client ensuite n'y change rien"
            );
        })
    })
    .await;
}

#[banc::etape]
#[tokio::test]
async fn chaque_refus_a_son_statut() {
    let limites = Limites {
        taille_max: 300,
        ..places(1)
    };
    pendant(limites, |adresse| {
        Box::pin(async move {
            let trop = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(400));
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
}

#[banc::etape]
#[tokio::test]
async fn un_client_trop_lent_recoit_408() {
    pendant(presse(), |adresse| {
        Box::pin(async move {
            let clients = [&b""[..], DEBUT].map(|debut| async move {
                let client = envoyer(adresse, debut).await;
                let piste = "au bout de `limites.delai`, le client reçoit 408 ; la connexion n'est ni \
                             gardée ouverte sans fin, ni fermée sans un mot";
                let obtenu = statut(client, piste).await;
                exiger!(
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
}

/// Envoie 1 Mio en 16 fois, sans s'occuper de la réponse avant la fin.
async fn refuse_qui_insiste(adresse: SocketAddr, debut: &str, attendu: u16) -> TcpStream {
    let mut client = envoyer(adresse, debut.as_bytes()).await;
    let bloc = vec![b'a'; 65_000];
    for _ in 0..16 {
        ecrire_a(&mut client, &bloc).await;
        sleep(ms(2)).await;
    }
    let obtenu = lire_statut(&mut client, PISTE_FERMETURE).await;
    exiger!(
        obtenu == attendu,
        "{debut:?} et 1 Mio de suite : le statut {attendu}",
        "le statut {obtenu}",
        "le refus ne dépend pas de ce qui suit la tête"
    );
    client
}

#[banc::etape]
#[tokio::test]
async fn un_client_refuse_qui_envoie_encore_lit_sa_reponse() {
    let limites = Limites {
        taille_max: 300,
        ..limites()
    };
    let (adresse, arret, serveur) = serveur(limites).await;
    let (_, clients) = tokio::join!(timeout(PATIENCE, serveur), async {
        let post = "POST /depot HTTP/1.1\r\nContent-Length: 1040000\r\n\r\n";
        let clients = ensemble(vec![
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
        exiger!(
            matches!(trace, Ok(None)),
            "la connexion est fermée en bon ordre, une fois lu tout ce que le client a envoyé",
            "elle est réinitialisée : {trace:?}",
            "{PISTE_FERMETURE}"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn un_client_lent_ne_fait_pas_attendre_les_autres() {
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
            exiger!(
                obtenu == 200 && ensuite == 200,
                "le client pressé, puis le lent, reçoivent 200",
                "les statuts {obtenu} et {ensuite}",
                "{piste}"
            );
            drop(muet);
        })
    })
    .await;
}

#[banc::etape]
#[tokio::test]
async fn un_client_disparu_n_arrete_pas_le_serveur_et_rend_sa_place() {
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
            exiger!(obtenu == 200, "le client suivant reçoit 200", "{obtenu}", "{piste}");
        })
    })
    .await;
}

#[banc::etape]
#[tokio::test]
async fn une_requete_incomplete_ne_vaut_jamais_un_200() {
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
                    exiger!(
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
    exiger!(
        total == 0,
        "trois requêtes incomplètes : le total est 0",
        "{total}",
        "le total compte les requêtes qui ont reçu un 200 : `Deconnexion` n'en est pas une"
    );
}

const PISTE_PLACES: &str = "au plus `connexions_max` connexions servies à la fois : prends une place \
    avant de servir, et rends-la à la fin de la connexion";

#[banc::etape]
#[tokio::test]
async fn le_client_suivant_entre_des_qu_une_place_se_libere() {
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
            exiger_egal!(statuts, [200; 3], "les trois statuts", "{PISTE_REPONSE}");
        })
    })
    .await;
}

#[banc::etape]
#[tokio::test]
async fn zero_place_compte_pour_une() {
    pendant(places(0), |adresse| {
        Box::pin(async move {
            let mut premier = envoyer(adresse, DEBUT).await;
            let second = envoyer(adresse, GET).await;
            let attendu = "0 place compte pour 1 : le second client attend que le premier ait fini";
            exiger_attente(&second, attendu, PISTE_PLACES).await;
            ecrire_a(&mut premier, FIN).await;
            let piste = "avec 0 place, personne ne serait jamais servi : 0 compte pour 1";
            let statuts = [statut(premier, piste).await, statut(second, piste).await];
            exiger_egal!(statuts, [200; 2], "les deux statuts", "{piste}");
        })
    })
    .await;
}

#[banc::etape]
#[tokio::test]
async fn beaucoup_de_clients_passent_par_peu_de_places() {
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
    exiger!(
        total == 8,
        "16 clients, dont 8 ont reçu un 200 : le total est 8",
        "{total}",
        "le total compte les requêtes qui ont reçu un 200, toutes (avant comme après `arret`) et elles seules"
    );
}

const PISTE_ARRET: &str = "`arret` doit être surveillé en même temps que le prochain client (`select!`) : \
    regardé seulement entre deux `accept`, il attend qu'un client passe";

/// Arrête après ce temps un serveur que personne n'a visité ; rend son adresse.
async fn arreter_sans_client(apres: Duration) -> SocketAddr {
    let (adresse, arret, serveur) = serveur(limites()).await;
    let (issue, ()) = tokio::join!(timeout(ms(2000), serveur), async {
        if !apres.is_zero() {
            sleep(apres).await;
        }
        let _ = arret.send(());
    });
    exiger!(
        matches!(issue, Ok(0)),
        "arrêté sans avoir vu de client, `servir` rend 0 aussitôt",
        "{issue:?}",
        "{PISTE_ARRET}"
    );
    adresse
}

#[banc::etape]
#[tokio::test]
async fn l_arret_est_obei_meme_sans_client() {
    arreter_sans_client(ms(10)).await;
}

#[banc::etape]
#[tokio::test]
async fn quand_servir_a_fini_plus_personne_n_ecoute() {
    let adresse = arreter_sans_client(Duration::ZERO).await;
    let apres = timeout(PATIENCE, TcpStream::connect(adresse)).await;
    exiger!(
        !matches!(apres, Ok(Ok(_))),
        "quand `servir` a rendu son total, plus personne n'écoute à cette adresse",
        "une connexion y est encore acceptée",
        "l'écoute vit encore quelque part, dans une tâche par exemple : elle doit finir avec `servir`"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_arret_deja_pret_ferme_aussitot() {
    let (_, arret, serveur) = serveur(limites()).await;
    drop(arret);
    let issue = timeout(ms(2000), serveur).await;
    exiger!(
        matches!(issue, Ok(0)),
        "un `arret` prêt d'avance : `servir` rend 0 aussitôt",
        "{issue:?}",
        "{PISTE_ARRET}"
    );
}

#[banc::etape]
#[tokio::test]
async fn apres_l_arret_les_clients_en_cours_finissent_et_eux_seuls() {
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
                    exiger!(
                        !matches!(recu, Ok(Ok(n)) if n > 0),
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
                exiger!(obtenu == 200, "le client en cours reçoit 200", "{obtenu}", "{piste}");
            })
        },
        "après `arret`, il ne reste qu'à attendre les connexions en cours",
    )
    .await;
    exiger!(
        total == 2,
        "deux clients ont reçu un 200, dont un après `arret` : le total est 2",
        "{total}",
        "le total se rend une fois que les clients en cours ont fini, et les compte"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_client_fige_ne_retient_pas_l_arret() {
    let total = jusqu_au_bout(
        presse(),
        |adresse, arret| {
            Box::pin(async move {
                let fige = envoyer(adresse, DEBUT).await;
                sleep(ms(10)).await;
                let _ = arret.send(());
                let piste =
                    "après `arret` aussi, un client trop lent reçoit 408 au bout de `delai`";
                let obtenu = statut(fige, piste).await;
                exiger!(
                    obtenu == 408,
                    "le client figé reçoit 408",
                    "{obtenu}",
                    "{piste}"
                );
            })
        },
        "`delai` borne aussi les connexions en cours au moment de l'arrêt",
    )
    .await;
    exiger!(
        total == 0,
        "un 408 ne compte pas : 0",
        "{total}",
        "compte les 200"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_client_qui_garde_sa_connexion_ouverte_ne_retient_pas_le_serveur() {
    let total = jusqu_au_bout(
        presse(),
        |adresse, arret| {
            Box::pin(async move {
                let mut client = envoyer(adresse, GET).await;
                let mut tampon = [0; 12];
                let lu = timeout(PATIENCE, client.read_exact(&mut tampon)).await;
                exiger!(
                    matches!(lu, Ok(Ok(_))),
                    "le client reçoit sa réponse",
                    "{lu:?}",
                    "{PISTE_REPONSE}"
                );
                let _ = arret.send(());
                // Il ne ferme jamais.
                std::mem::forget(client);
            })
        },
        "lire ce que le client envoie encore après sa réponse n'a qu'un temps : sans échéance, un \
         client qui ne ferme pas garde sa place pour toujours ; ou ton échéance est trop longue : \
         quelques secondes au plus",
    )
    .await;
    exiger!(
        total == 1,
        "ce client a reçu un 200 : 1",
        "{total}",
        "compte les 200"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_client_refuse_qui_n_en_finit_pas_est_quitte() {
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
                tokio::time::pause();
                while bavard.write_all(b"encore").await.is_ok() {
                    bond(ms(20)).await;
                }
                tokio::time::resume();
            })
        },
        "un délai par lecture repart à chaque octet : ce que le client envoie après son refus se lit \
         sous une seule échéance, comme sa requête ; ou ton échéance est trop longue : quelques secondes \
         au plus",
    )
    .await;
    exiger!(
        total == 0,
        "un 400 ne compte pas : 0",
        "{total}",
        "compte les 200"
    );
}

// Un `accept` échoue surtout quand le processus n'a plus de descripteur libre (EMFILE). Pour ne pas en
// priver les autres tests, celui-ci se relance dans un processus à lui, dont la limite est basse.
#[cfg(unix)]
const PENURIE: &str = "EXO36_PENURIE";

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn un_accept_qui_echoue_n_arrete_pas_le_serveur() {
    if std::env::var_os(PENURIE).is_some() {
        return penurie().await;
    }
    let (_, arret, serveur) = serveur(limites()).await;
    drop(arret);
    let _ = timeout(ms(50), serveur).await;
    let moi = std::env::current_exe().unwrap_or_default();
    let sortie = std::process::Command::new("sh")
        .args(["-c", "ulimit -n 64; exec \"$0\" \"$@\""])
        .arg(moi)
        .arg("etape5::un_accept_qui_echoue_n_arrete_pas_le_serveur")
        .args(["--nocapture", "--test-threads=1"])
        .env(PENURIE, "1")
        .stdin(std::process::Stdio::null())
        .output();
    // Sans `sh`, ou s'il ne peut rien lancer, il n'y a rien à constater.
    let Ok(sortie) = sortie else { return };
    if matches!(sortie.status.code(), Some(126 | 127)) {
        return;
    }
    let texte = [sortie.stdout, sortie.stderr].concat();
    let texte = String::from_utf8_lossy(&texte);
    let partie = |nom: &str| {
        let mut lignes = texte.lines().map(str::trim);
        lignes
            .find_map(|ligne| ligne.strip_prefix(nom))
            .unwrap_or(&*texte)
    };
    let statut = sortie.status;
    exiger!(
        texte.contains("test result: ") || texte.contains("attendu : "),
        "un `accept` qui échoue n'arrête pas le serveur",
        "il a arrêté le programme entier : {statut}",
        "`std::process::exit` coupe aussi les clients en cours : un `accept` refusé se réessaie un peu plus tard"
    );
    if !statut.success() {
        banc::refuser(banc::Diagnostic {
            attendu: format_args!("{}", partie("attendu : ")),
            observe: format_args!("{}", partie("observé : ")),
            piste: format_args!("{}", partie("piste   : ")),
        });
    }
}

/// Prend tous les descripteurs, sauf un, que prend un client.
#[cfg(unix)]
async fn prendre_les_descripteurs(adresse: SocketAddr) -> (Vec<std::net::UdpSocket>, TcpStream) {
    let mut pris: Vec<_> = (0..200)
        .map_while(|_| std::net::UdpSocket::bind("127.0.0.1:0").ok())
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
    tokio::time::pause();
    for _ in 0..TOURS {
        yield_now().await;
    }
    tokio::time::resume();
    reveils.load(Ordering::Relaxed) - avant < TOURS / 2
}

/// La même chose pour un serveur qui accepte dans une autre tâche : son thread est au repos presque tout le temps.
/// Une mesure sur quatre suffit : une machine chargée peut en fausser une.
#[cfg(unix)]
async fn est_inoccupe() -> bool {
    let debut = std::time::Instant::now();
    for _ in 0..4 {
        let (avant, depart) = (occupation(), std::time::Instant::now());
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
    exiger!(obtenu == 200, "le client reçoit 200", "{obtenu}", "{piste}");
}

#[cfg(unix)]
async fn penurie() {
    let (adresse, _arret, mut serveur) = serveur(limites()).await;
    let reveils = Arc::new(AtomicU32::new(0));
    let scene = async {
        let (pris, client) = prendre_les_descripteurs(adresse).await;
        exiger!(
            est_au_repos(&reveils).await && est_inoccupe().await,
            "pendant qu'`accept` échoue, le thread est au repos presque tout le temps",
            "le serveur tourne à vide, à plein processeur",
            "un `accept` qui échoue échoue encore aussitôt après : attends quelques dizaines de millisecondes \
             (`sleep`) avant chaque nouvel essai ; `yield_now` ou rien du tout, c'est essayer sans cesse"
        );
        drop(pris);
        let pret = timeout(ms(2000), client.readable()).await;
        exiger!(
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
    let mut scene = std::pin::pin!(tokio::task::unconstrained(scene));
    poll_fn(|cx| {
        let depart = std::time::Instant::now();
        let (fois, tache) = (Arc::clone(&reveils), cx.waker().clone());
        let reveil = Waker::from(Arc::new(Reveil { fois, tache }));
        let piste = banc::PISTE_THREAD_ENDORMI;
        let _ = serveur.as_mut().poll(&mut Context::from_waker(&reveil));
        exiger!(
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
    let mesures = tokio::runtime::Handle::current().metrics();
    mesures.worker_total_busy_duration(0)
}
