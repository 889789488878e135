//! Le serveur en scène et ses clients : un serveur en règle passe, et chaque faute a son message.

use std::time::Duration;

use banc::http::{Arret, Client, PATIENCE, Serveur};
use banc::ms;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

use crate::outils::echec_de;

const GET: &[u8] = b"GET / HTTP/1.1\r\n\r\n";
const BONNE: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nconnection: Close\r\n\r\nok";

/// Joue cette scène sur l'horloge réelle.
fn jouer(scene: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(scene);
}

fn echec(scene: impl Future<Output = ()>) -> String {
    echec_de(|| jouer(scene))
}

/// Ce que ce serveur fait de chaque client, l'un après l'autre, jusqu'à l'arrêt.
fn serveur<F: Future>(servir: impl Fn(TcpStream) -> F + 'static) -> Serveur {
    Serveur::lancer(|ecoute, arret| {
        Box::pin(async move {
            let mut arret = std::pin::pin!(arret);
            let mut servis = 0;
            loop {
                tokio::select! {
                    () = &mut arret => return Ok(servis),
                    client = ecoute.accept() => {
                        servir(client.unwrap().0).await;
                        servis += 1;
                    }
                }
            }
        })
    })
}

/// Lit la requête, répond ceci, et finit en bon ordre.
async fn repondre(mut flux: TcpStream, reponse: &[u8]) {
    let mut recu = Vec::new();
    while !recu.ends_with(b"\r\n\r\n") {
        if flux.read_buf(&mut recu).await.unwrap_or(0) == 0 {
            return;
        }
    }
    flux.write_all(reponse).await.unwrap();
    flux.shutdown().await.unwrap();
    let _ = flux.read_to_end(&mut recu).await;
}

/// Le serveur qui répond toujours ceci.
fn constant(reponse: &'static [u8]) -> Serveur {
    serveur(move |flux| repondre(flux, reponse))
}

#[test]
fn un_serveur_en_regle_sert_puis_rend_son_total() {
    jouer(async {
        let serveur = constant(BONNE);
        let mut client = serveur.envoyer(GET).await;
        assert!(client.a_recu(PATIENCE).await);
        assert_eq!(client.statut("x").await, 200);
        client.exiger_bon_ordre();
        let mut client = serveur.envoyer(b"GET / HT").await;
        client.exiger_attente("x", "x").await;
        assert!(!client.a_recu(Duration::ZERO).await);
        client.ecrire(b"TP/1.1\r\n\r\n").await;
        assert_eq!(client.lire(12, PATIENCE).await, b"HTTP/1.1 200");
        client.fermer_l_envoi().await;
        assert_eq!(client.lire(u64::MAX, PATIENCE).await, &BONNE[12..]);
        serveur.arreter();
        assert_eq!(serveur.total("x").await, 2);
        assert_eq!(serveur.fin(Duration::ZERO).await, Some(2));
        assert!(serveur.tenter_de_connecter().await.is_err());
    });
}

#[test]
fn une_reponse_mal_formee_est_refusee_par_son_defaut() {
    let cas: [(&[u8], &str); 9] = [
        (b"", "ma piste"),
        (b"HTTP/1.1 200 OK\nContent-Length: 0\n\n", "`\\n` seul"),
        (b"HTTP/1.0 200 OK\r\n\r\n", "ce serveur parle HTTP/1.1"),
        (b"http/1.1 200 OK\r\n\r\n", "s'écrit en majuscules"),
        (b"HTTP/1.1 OK\r\n\r\n", "trois chiffres"),
        (b"HTTP/1.1 200 Ok\r\n\r\n", "avec sa raison"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "`Connection: close`",
        ),
        (
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
            "`Content-Length: n`",
        ),
        (&BONNE[..BONNE.len() - 1], "la réponse est tronquée"),
    ];
    for (reponse, attendu) in cas {
        let message = echec(async {
            let mut client = constant(reponse).envoyer(GET).await;
            client.statut("ma piste").await;
        });
        assert!(message.contains(attendu), "{attendu} :\n{message}");
    }
    let message = echec(async {
        let trop_long = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: close\r\n\r\nok";
        constant(trop_long).envoyer(GET).await.statut("x").await;
    });
    assert!(message.contains("1 octet de plus"), "{message}");
}

#[test]
fn une_connexion_reinitialisee_se_dit() {
    let message = echec(async {
        let brusque = serveur(|mut flux| async move {
            flux.read_u8().await.unwrap();
            flux.write_all(BONNE).await.unwrap();
        });
        brusque.envoyer(GET).await.statut("x").await;
    });
    assert!(
        message.contains("annonce la fin de la réponse"),
        "{message}"
    );
}

#[test]
fn un_client_qui_rompt_reinitialise_sa_connexion() {
    jouer(async {
        let (dit, entendu) = std::sync::mpsc::channel();
        let serveur = serveur(move |mut flux| {
            let dit = dit.clone();
            async move { dit.send(flux.read_u8().await.unwrap_err().kind()).unwrap() }
        });
        for brutal in [false, true] {
            let client = serveur.connecter().await;
            if brutal {
                client.rompre();
            } else {
                drop(client);
            }
            serveur.laisser_passer(ms(20)).await;
        }
        let fins: Vec<_> = entendu.try_iter().collect();
        assert_eq!(
            fins,
            [
                std::io::ErrorKind::UnexpectedEof,
                std::io::ErrorKind::ConnectionReset
            ]
        );
    });
}

/// Ce que dit l'échec de ce service, arrêté après un instant.
fn faute<F>(service: impl FnOnce(TcpListener, Arret) -> F) -> String
where
    F: Future<Output = Result<u64, String>> + 'static,
{
    echec(async {
        let serveur = Serveur::lancer(|ecoute, arret| Box::pin(service(ecoute, arret)));
        serveur.laisser_passer(ms(1)).await;
        serveur.arreter();
        // Le délai d'un serveur qui n'en finit pas passe d'un bond.
        tokio::time::pause();
        serveur.total("la piste du test").await;
    })
}

#[test]
fn un_service_qui_manque_a_sa_parole_est_refuse() {
    let message = faute(|_, _| async { Err("EMFILE".to_owned()) });
    assert!(
        message.contains("il a rendu une erreur : EMFILE"),
        "{message}"
    );
    let message = faute(|_, _| async { Ok(3) });
    assert!(message.contains("il a rendu 3 avant"), "{message}");
    let message = faute(|_, _| async { panic!("un unwrap") });
    assert!(message.contains("il a paniqué : un unwrap"), "{message}");
    let message = faute(|_, arret| async {
        arret.await;
        tokio::spawn(std::future::pending::<()>());
        Ok(0)
    });
    assert!(message.contains("il en reste 1"), "{message}");
    let message = faute(|_, mut arret| async move {
        (&mut arret).await;
        arret.await;
        Ok(0)
    });
    assert!(message.contains("interrogé de nouveau"), "{message}");
}

#[test]
fn un_service_qui_n_en_finit_pas_est_refuse_par_ce_qui_le_retient() {
    let message = faute(|_, _| std::future::pending());
    assert!(
        message.contains("n'a pas regardé `arret` depuis"),
        "{message}"
    );
    let message = faute(|_, arret| async {
        arret.await;
        std::future::pending().await
    });
    assert!(
        message.contains("gardé un émetteur"),
        "plus de tâche :\n{message}"
    );
    let message = faute(|_, arret| async {
        tokio::spawn(std::future::pending::<()>());
        arret.await;
        std::future::pending().await
    });
    assert!(message.contains("la piste du test"), "{message}");
}

#[test]
fn une_reponse_qui_finit_sans_delai_se_distingue_de_celle_qui_en_attend_un() {
    jouer(async {
        let poli = constant(BONNE);
        let mut client = poli.envoyer(GET).await;
        let recu = client.lire_sans_delai().await;
        assert_eq!(recu.as_deref(), Some(BONNE));
        let lent = serveur(|mut flux| async move {
            flux.write_all(BONNE).await.unwrap();
            sleep(ms(1)).await;
        });
        let mut client = lent.envoyer(GET).await;
        assert!(client.lire_sans_delai().await.is_none());
    });
}

#[test]
fn les_taches_d_un_serveur_ne_sont_pas_reprochees_a_un_autre() {
    jouer(async {
        let actif = |duree| {
            Serveur::lancer(move |_, arret| {
                Box::pin(async move {
                    let tache = tokio::spawn(sleep(duree));
                    arret.await;
                    tache.await.unwrap();
                    Ok(0)
                })
            })
        };
        let (court, long) = (actif(ms(1)), actif(ms(50)));
        for serveur in [&court, &long] {
            serveur.laisser_passer(ms(1)).await;
            serveur.arreter();
        }
        assert_eq!(court.total("x").await, 0);
        assert_eq!(long.total("x").await, 0);
    });
}

/// Le service dont `arret` est interrogé à chaque tour d'une boucle où rien n'attend.
#[test]
fn un_service_qui_tourne_a_vide_est_nomme() {
    let message = faute(|_, mut arret| async move {
        std::future::poll_fn(|cx| {
            while std::pin::Pin::new(&mut arret).poll(cx).is_pending() {}
            std::task::Poll::Ready(())
        })
        .await;
        Ok(0)
    });
    assert!(message.contains("20000 tours sans attendre"), "{message}");
}

#[test]
fn l_horloge_avance_d_un_bond_et_le_serveur_avec_elle() {
    jouer(async {
        let depart = std::time::Instant::now();
        let serveur = serveur(|flux| async move {
            sleep(Duration::from_secs(3600)).await;
            repondre(flux, BONNE).await;
        });
        let mut client = serveur.envoyer(GET).await;
        client.exiger_attente("x", "x").await;
        serveur.avancer(Duration::from_secs(3600)).await;
        assert_eq!(client.statut("x").await, 200);
        assert!(depart.elapsed() < Duration::from_secs(60));
    });
}

#[test]
fn un_client_qui_n_en_finit_pas_est_quitte_ou_abandonne() {
    jouer(async {
        let serveur = serveur(|mut flux| async move {
            let mut tampon = Vec::new();
            let tout = flux.read_to_end(&mut tampon);
            let _ = tokio::time::timeout(ms(200), tout).await;
        });
        let mut bavard: Client = serveur.envoyer(GET).await;
        bavard.bavarder(b"encore", ms(20)).await;
        assert!(bavard.tenter_d_ecrire(b"x").await.is_err());
        serveur.arreter();
        assert_eq!(serveur.total("x").await, 1);
    });
}

#[test]
fn le_repos_du_serveur_se_voit() {
    jouer(async {
        let patient = Serveur::lancer(|_, _| {
            Box::pin(async {
                loop {
                    sleep(ms(10)).await;
                }
            })
        });
        assert!(patient.est_au_repos().await);
        let presse = Serveur::lancer(|_, _| {
            Box::pin(async {
                loop {
                    tokio::task::yield_now().await;
                }
            })
        });
        assert!(!presse.est_au_repos().await);
    });
}

/// Dans un processus à lui : ni ses descripteurs ni son thread ne manquent aux autres.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn a_court_de_descripteurs_il_en_reste_un_et_le_serveur_rend_le_thread() {
    use banc::enfant::{Parent, ce_test, enfanter};

    if let Some(parent) = Parent::trouver() {
        let serveur = Serveur::lancer(|_, _| {
            Box::pin(async {
                sleep(ms(1)).await;
                std::thread::sleep(ms(1001));
                std::future::pending().await
            })
        });
        let pris = serveur.prendre_les_descripteurs();
        let un = std::net::UdpSocket::bind("127.0.0.1:0").is_ok();
        let un_seul = {
            let _un = std::net::UdpSocket::bind("127.0.0.1:0");
            un && std::net::UdpSocket::bind("127.0.0.1:0").is_err()
        };
        drop(pris);
        let attente = banc::attraper(serveur.laisser_passer(ms(5))).await;
        let faute = banc::message_de(&*attente.unwrap_err()).to_owned();
        return parent.informer(&format!("{un_seul} {faute}"));
    }
    let enfant = enfanter(ce_test(Some("ulimit -n 64")));
    let rapport = enfant.rapport.expect("un rapport");
    assert!(rapport.starts_with("true"), "{rapport}");
    assert!(rapport.contains("plus de 1 s d'un trait"), "{rapport}");
}
