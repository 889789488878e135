//! Étape 6 : `servir` répond à chaque client, quoi que fassent les autres et le système, avec des places comptées, jusqu'à
//! l'arrêt.

mod arret;
#[cfg(unix)]
mod penurie;
mod places;

use banc::http::{Client, PATIENCE, PISTE_FERMETURE, Serveur};
use banc::texte::nombre;
use banc::{Boite, exiger, ms};
use tokio::net::TcpListener;

use crate::commun_aux_etapes::limites;
use crate::{Limites, servir}; // chaque nom est fixé par l'énoncé

/// Les types de la consigne, à la lettre.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(ecoute: TcpListener) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<anyhow::Result<u64>>(servir(ecoute, limites(), std::future::ready(()))); // signature fixée : async fn servir(ecoute: TcpListener, limites: Limites, arret: impl Future<Output = ()>) -> anyhow::Result<u64>
}

const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const DEBUT: &[u8] = b"GET /lent HTTP/1.1\r\nHo";
const FIN: &[u8] = b"st: a\r\n\r\n";

/// Le serveur de la réponse. Il n'avance que pendant qu'on attend l'un de ses clients, ou lui.
fn demarrer(limites: Limites) -> Serveur {
    Serveur::lancer(|ecoute, arret| {
        Box::pin(async {
            let total = servir(ecoute, limites, arret).await;
            total.map_err(|erreur| format!("{erreur:#}"))
        })
    })
}

fn places(connexions_max: usize) -> Limites {
    Limites {
        connexions_max,
        ..limites()
    }
}

/// Un délai court, pour les tests dont il est le sujet.
fn presse() -> Limites {
    Limites {
        delai: ms(80),
        ..limites()
    }
}

/// Le total est trop petit : le plus souvent, ce qui suit la réponse l'a fait oublier.
const PISTE_TOTAL: &str = "un 200 écrit compte, même si ce qui suit (vider la connexion, la fermer) échoue ou dépasse son \
    échéance : un `?` sur cette suite rend une erreur à la place du succès. Tous les 200 comptent, avant comme après `arret`, \
    et eux seuls";

const PISTE_REPONSE: &str = "chaque client qui envoie une tête complète reçoit une réponse, quoi que les \
    autres aient fait avant lui";

/// Envoie cette requête sur une connexion neuve et exige ce statut.
async fn exiger_statut(serveur: &Serveur, requete: &[u8], attendu: u16) {
    let mut client = serveur.envoyer(requete).await;
    let obtenu = client.statut(PISTE_REPONSE).await;
    let debut = String::from_utf8_lossy(&requete[..requete.len().min(60)]);
    exiger!(
        obtenu == attendu,
        "{debut:?} reçoit le statut {attendu}",
        "le statut {obtenu}",
        "200 pour un GET correct, quel que soit son chemin, 405 pour une autre méthode ; à chaque erreur de l'étape 5 son statut : \
         400 invalide, 408 trop lente, 431 trop grande"
    );
}

/// Ce client reçoit ce statut.
async fn exiger_reponse(client: &mut Client, attendu: u16, quoi: &str, piste: &str) {
    let obtenu = client.statut(piste).await;
    let piste = match (attendu, obtenu) {
        (200, 404) => {
            "un GET correct reçoit 200, quel que soit son chemin : ce serveur n'a pas de pages à chercher"
        }
        (200, 405) => "un GET n'est pas « une autre méthode » : il reçoit 200",
        _ => piste,
    };
    exiger!(
        obtenu == attendu,
        "{quoi} reçoit {attendu}",
        "le statut {obtenu}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_get_correct_recoit_un_200_bien_forme() {
    let serveur = demarrer(limites());
    exiger_statut(&serveur, GET, 200).await;
    exiger_statut(&serveur, b"GET /\xc3\xa9t\xc3\xa9 HTTP/1.0\r\n\r\n", 200).await;
}

#[banc::etape]
#[tokio::test]
async fn une_reponse_n_attend_pas_que_le_client_ferme_son_cote() {
    let serveur = demarrer(limites());
    let mut client = serveur.envoyer(GET).await;
    if !client.a_recu(PATIENCE).await {
        client.fermer_l_envoi().await;
        let ensuite = client.a_recu(PATIENCE).await;
        exiger!(
            !ensuite,
            "un client reçoit sa réponse dès que sa tête est complète",
            "elle n'arrive qu'une fois qu'il a fermé son côté",
            "un client attend sa réponse, connexion ouverte : réponds d'abord, et ne lis la suite jusqu'à la fin du \
             flux qu'après"
        );
    }
    exiger_reponse(
        &mut client,
        200,
        "un client qui attend, connexion ouverte,",
        PISTE_REPONSE,
    )
    .await;
}

#[banc::etape]
#[tokio::test]
async fn un_client_qui_a_fini_d_ecrire_recoit_sa_reponse() {
    let serveur = demarrer(limites());
    let mut client = serveur.envoyer(GET).await;
    client.fermer_l_envoi().await;
    let piste = "la tête est complète : ce que fait le client ensuite n'y change rien, fût-ce fermer son côté";
    exiger_reponse(&mut client, 200, "un client qui a fini d'écrire", piste).await;
}

#[banc::etape]
#[tokio::test]
async fn une_reponse_finit_des_qu_elle_est_ecrite() {
    let serveur = demarrer(limites());
    let mut client = serveur.envoyer(GET).await;
    exiger!(
        client.lire_sans_delai().await.is_some(),
        "un client qui lit jusqu'à la fin du flux, connexion ouverte, y arrive dès que la réponse est écrite",
        "la fin ne vient pas sans un délai",
        "le serveur n'a pas annoncé que sa réponse est finie : `shutdown()` aussitôt après l'avoir écrite, et seulement ensuite \
         lire et jeter ce que le client envoie encore"
    );
}

#[banc::etape]
#[tokio::test]
async fn une_connexion_ne_sert_qu_une_requete() {
    let serveur = demarrer(limites());
    let mut client = serveur.envoyer(GET).await;
    let debut = client.lire(12, PATIENCE).await;
    // Le serveur a pu fermer le premier.
    let _ = client.tenter_d_ecrire(GET).await;
    client.fermer_l_envoi().await;
    let suite = client.lire(u64::MAX, PATIENCE).await;
    let recu = String::from_utf8_lossy(&[debut, suite].concat()).into_owned();
    let reponses = nombre(recu.matches("HTTP/1.1 ").count(), "réponse", "réponses");
    exiger!(
        reponses.to_string() == "1 réponse",
        "deux requêtes sur la même connexion : 1 réponse",
        "{reponses}",
        "une seule requête par connexion : la réponse dit `Connection: close`, et ce qui suit la tête se lit sans y répondre"
    );
    serveur.arreter();
    let total = serveur
        .total("après sa réponse, un client ne retient plus rien")
        .await;
    exiger!(
        total == 1,
        "le total ne compte qu'une requête pour cette connexion : 1",
        "{total}",
        "une seule requête par connexion"
    );
}

#[banc::etape]
#[tokio::test]
async fn chaque_refus_a_son_statut() {
    let serveur = demarrer(Limites {
        taille_max: 300,
        ..places(1)
    });
    let trop = format!("GET / HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(400));
    for &(requete, attendu) in &[
        (&b"POST / HTTP/1.1\r\n\r\n"[..], 405),
        (b"DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        (b"GETTER / HTTP/1.1\r\n\r\n", 405),
        (b"HEAD / HTTP/1.1\r\n\r\n", 405),
        (b"bonjour\r\n\r\n", 400),
        (b"\xff\xff / HTTP/1.1\r\n\r\n", 400),
        (trop.as_bytes(), 431),
        (GET, 200),
    ] {
        exiger_statut(&serveur, requete, attendu).await;
    }
}

#[banc::etape]
#[tokio::test]
async fn un_client_trop_lent_recoit_408() {
    let serveur = demarrer(presse());
    let mut muet = serveur.connecter().await;
    let mut lent = serveur.envoyer(DEBUT).await;
    let piste = "au bout de `limites.delai`, le client reçoit 408 ; la connexion n'est ni gardée ouverte sans fin, ni \
                 fermée sans un mot";
    let quoi = "un client qui ne finit pas sa tête";
    let clients: Vec<Boite<'_, ()>> = vec![
        Box::pin(exiger_reponse(&mut muet, 408, quoi, piste)),
        Box::pin(exiger_reponse(&mut lent, 408, quoi, piste)),
    ];
    serveur.ensemble(clients).await;
}

#[banc::etape]
#[tokio::test]
async fn un_client_refuse_qui_envoie_encore_lit_sa_reponse() {
    let serveur = demarrer(Limites {
        taille_max: 300,
        ..limites()
    });
    let mut clients = Vec::new();
    let lent = std::str::from_utf8(DEBUT).unwrap_or_default();
    for &(debut, attendu) in &[
        (
            "POST /depot HTTP/1.1\r\nContent-Length: 1040000\r\n\r\n",
            405,
        ),
        ("bonjour\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nA: ", 431),
        (lent, 408),
    ] {
        let mut client = serveur.envoyer(debut.as_bytes()).await;
        if attendu == 408 {
            // Les clients entrent dans l'ordre : si le suivant a sa réponse, celui-ci est entré. Puis tout son délai, d'un bond.
            exiger_statut(&serveur, GET, 200).await;
            serveur.avancer(limites().delai).await;
            client.a_recu(PATIENCE).await;
        }
        // Il envoie 1 Mio en 16 fois, sans s'occuper de la réponse avant la fin.
        for _ in 0..16 {
            client.ecrire(&[b'a'; 65_000]).await;
            serveur.laisser_passer(ms(2)).await;
        }
        let obtenu = client.statut(PISTE_FERMETURE).await;
        exiger!(
            obtenu == attendu,
            "{debut:?} et 1 Mio de suite : le statut {attendu}",
            "le statut {obtenu}",
            "le refus ne dépend pas de ce qui suit la tête"
        );
        clients.push(client);
    }
    serveur.arreter();
    serveur.fin(PATIENCE).await;
    // Le serveur a fermé pour de bon.
    for client in &clients {
        client.exiger_bon_ordre();
    }
}

#[banc::etape]
#[tokio::test]
async fn un_client_lent_ne_fait_pas_attendre_les_autres() {
    let serveur = demarrer(limites());
    let _muet = serveur.connecter().await;
    let mut lent = serveur.envoyer(DEBUT).await;
    let mut presse = serveur.envoyer(GET).await;
    let piste = "le serveur sert un client après l'autre : une tâche par client (`spawn`), et la boucle d'`accept` continue \
                 sans l'attendre";
    exiger_reponse(&mut presse, 200, "le client pressé", piste).await;
    lent.ecrire(FIN).await;
    let piste = "le client lent a fini sa tête à temps";
    exiger_reponse(&mut lent, 200, "le client lent", piste).await;
}

#[banc::etape]
#[tokio::test]
async fn un_client_disparu_n_arrete_pas_le_serveur_et_rend_sa_place() {
    let serveur = demarrer(places(1));
    for &debut in &[&b""[..], DEBUT, GET] {
        let poli = serveur.envoyer(debut).await;
        drop(poli);
        let brutal = serveur.envoyer(debut).await;
        brutal.rompre();
        serveur.laisser_passer(ms(2)).await;
    }
    let mut suivant = serveur.envoyer(GET).await;
    let piste = "un client qui part ne doit ni arrêter le serveur (pas de `?` sur ce qui lui arrive), ni garder sa place : \
                 elle se rend aussi quand il échoue";
    exiger_reponse(&mut suivant, 200, "le client suivant", piste).await;
}

#[banc::etape]
#[tokio::test]
async fn une_requete_incomplete_ne_vaut_jamais_un_200() {
    let serveur = demarrer(limites());
    for &debut in &["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"] {
        let mut client = serveur.envoyer(debut.as_bytes()).await;
        client.fermer_l_envoi().await;
        let recu = client.lire(u64::MAX, PATIENCE).await;
        let recu = String::from_utf8_lossy(&recu);
        let premiere = recu.lines().next().unwrap_or_default();
        exiger!(
            !premiere.contains(" 200"),
            "{debut:?}, puis le client ferme son côté : jamais de 200",
            "{premiere:?}",
            "un client parti avant la ligne vide n'a pas fait de requête : `Deconnexion` n'est pas un succès, et il n'y a \
             rien à lui répondre"
        );
    }
    serveur.arreter();
    let piste = "un client parti rend sa place, et n'empêche pas de finir";
    let total = serveur.total(piste).await;
    exiger!(
        total == 0,
        "trois requêtes incomplètes : le total est 0",
        "{total}",
        "le total compte les requêtes qui ont reçu un 200 : `Deconnexion` n'en est pas une"
    );
}
