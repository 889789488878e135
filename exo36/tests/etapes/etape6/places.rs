//! Étape 6, les places : `connexions_max` connexions servies à la fois, quoi que le système refuse au serveur.

use std::time::Duration;

use banc::http::PATIENCE;
use banc::{Boite, exiger, ms};

use super::{DEBUT, FIN, GET, PISTE_REPONSE, demarrer, exiger_reponse, exiger_statut, places};
use crate::Limites;

const PISTE_PLACES: &str = "au plus `connexions_max` connexions servies à la fois : prends une place \
    avant de servir, et rends-la à la fin de la connexion";

#[banc::etape]
#[tokio::test]
async fn le_client_suivant_entre_des_qu_une_place_se_libere() {
    let serveur = demarrer(places(2));
    let mut premier = serveur.envoyer(DEBUT).await;
    let mut deuxieme = serveur.envoyer(DEBUT).await;
    let mut troisieme = serveur.envoyer(GET).await;
    let attendu = "avec deux places prises, le troisième client attend";
    troisieme.exiger_attente(attendu, PISTE_PLACES).await;

    deuxieme.ecrire(FIN).await;
    let piste = "deux places, ce sont deux clients à la fois : le deuxième n'attend pas le premier";
    exiger_reponse(&mut deuxieme, 200, "le deuxième", piste).await;
    let piste = "une place se rend dès qu'un client a fini : pas de lots où l'on attend que tous aient fini, pas de place \
                 gardée";
    exiger_reponse(&mut troisieme, 200, "le troisième", piste).await;
    premier.ecrire(FIN).await;
    exiger_reponse(&mut premier, 200, "le premier", PISTE_REPONSE).await;
}

#[banc::etape]
#[tokio::test]
async fn une_connexion_garde_sa_place_jusqu_a_sa_fermeture() {
    let serveur = demarrer(places(1));
    // Refusé, il a lu sa réponse et n'a pas fermé : le serveur attend encore ce qu'il pourrait envoyer.
    let mut refuse = serveur.envoyer(b"bonjour\r\n\r\n").await;
    let mut suivant = serveur.envoyer(GET).await;
    refuse.lire(12, PATIENCE).await;
    let servi = suivant.a_recu(ms(50)).await;
    // Une connexion que le serveur a fermée réinitialise ce qu'on y envoie encore.
    let mut vit = true;
    for _ in 0..3 {
        vit = vit && refuse.tenter_d_ecrire(b"encore").await.is_ok() && refuse.trace().is_none();
        serveur.laisser_passer(ms(5)).await;
    }
    exiger!(
        !(servi && vit),
        "avec une seule place, le client suivant entre quand la connexion du premier est fermée",
        "il a sa réponse alors qu'elle est encore ouverte : deux connexions à la fois",
        "la place se rend une fois la connexion fermée, pas dès la réponse écrite : la lire jusqu'à sa fin, c'est encore la servir"
    );
    refuse.fermer_l_envoi().await;
    exiger_reponse(&mut suivant, 200, "le client suivant", PISTE_REPONSE).await;
}

#[banc::etape]
#[tokio::test]
async fn zero_place_compte_pour_une() {
    let serveur = demarrer(places(0));
    let mut premier = serveur.envoyer(DEBUT).await;
    let mut second = serveur.envoyer(GET).await;
    let attendu = "0 place compte pour 1 : le second client attend que le premier ait fini";
    second.exiger_attente(attendu, PISTE_PLACES).await;
    premier.ecrire(FIN).await;
    let piste = "avec 0 place, personne ne serait jamais servi : 0 compte pour 1";
    exiger_reponse(&mut premier, 200, "le premier client", piste).await;
    exiger_reponse(&mut second, 200, "le second client", piste).await;
}

#[banc::etape]
#[tokio::test]
async fn beaucoup_de_clients_passent_par_peu_de_places() {
    let serveur = demarrer(places(3));
    let mut clients: Vec<Boite<'_, ()>> = Vec::new();
    for i in 0..16 {
        let (requete, statut) = match i % 4 {
            0 => (&b"POST / HTTP/1.1\r\n\r\n"[..], 405),
            1 => (&b"? / HTTP/1.1\r\n\r\n"[..], 400),
            _ => (GET, 200),
        };
        clients.push(Box::pin(exiger_statut(&serveur, requete, statut)));
    }
    serveur.ensemble(clients).await;
    serveur.arreter();
    let piste = "`arret` doit être vu à tout moment, pas seulement entre deux clients";
    let total = serveur.total(piste).await;
    exiger!(
        total == 8,
        "16 clients, dont 8 ont reçu un 200 : le total est 8",
        "{total}",
        "le total compte les requêtes qui ont reçu un 200, toutes (avant comme après `arret`) et elles seules"
    );
}

#[banc::etape]
#[tokio::test]
async fn l_arret_est_vu_quand_toutes_les_places_sont_prises() {
    // Plusieurs fois, car un `select!` qui n'a pas vu l'arrêt à temps tire au sort.
    let mut serveurs: Vec<Boite<'_, ()>> = Vec::new();
    for _ in 0..12 {
        serveurs.push(Box::pin(arreter_places_prises()));
    }
    banc::ensemble(serveurs).await;
}

async fn arreter_places_prises() {
    let serveur = demarrer(places(1));
    let mut servi = serveur.envoyer(DEBUT).await;
    let mut attente = serveur.envoyer(GET).await;
    attente.fermer_l_envoi().await;
    serveur.laisser_passer(ms(20)).await;
    serveur.arreter();
    serveur.laisser_passer(ms(20)).await;
    servi.ecrire(FIN).await;
    exiger_reponse(&mut servi, 200, "le client en cours", PISTE_REPONSE).await;
    let piste = "`arret` doit être vu à tout moment, même quand toutes les places sont prises : une place ne s'attend pas \
                 hors du `select!`";
    let total = serveur.total(piste).await;
    exiger!(
        total == 1,
        "le client qui attendait une place à l'arrêt n'est plus servi : le total est 1",
        "{total}",
        "une place attendue hors du `select!` empêche de voir `arret`, une place prise après `accept` laisse entrer qui n'en a \
         pas : la place, puis le client, s'attendent dans une même branche, à côté d'`arret`"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_nombre_de_places_immense_est_permis() {
    let serveur = demarrer(Limites {
        connexions_max: usize::MAX,
        taille_max: usize::MAX,
        delai: Duration::MAX,
    });
    let mut client = serveur.envoyer(GET).await;
    let piste = "`limites.connexions_max` et `limites.taille_max` peuvent être `usize::MAX`, et `limites.delai` \
                 `Duration::MAX` : rien ne se réserve d'avance, et `Instant::now() + delai` panique là où `timeout` prend tout";
    exiger_reponse(
        &mut client,
        200,
        "le client d'un serveur aux limites immenses",
        piste,
    )
    .await;
    // Plus qu'un petit nombre de places n'en laisserait entrer.
    let mut lents = Vec::new();
    for _ in 0..20 {
        lents.push(serveur.envoyer(DEBUT).await);
    }
    let mut client = serveur.envoyer(GET).await;
    let piste = "20 clients lents ne prennent que 20 places : c'est `connexions_max` qui les compte, pas un nombre écrit dans le code";
    exiger_reponse(
        &mut client,
        200,
        "le client qui vient après 20 lents",
        piste,
    )
    .await;
    drop(lents);
    serveur.arreter();
    serveur.total(piste).await;
}

const PISTE_CHACUN: &str = "chaque serveur a son total et ses places, dans ses variables : pas dans un `static`, que tous partagent";

#[banc::etape]
#[tokio::test]
async fn deux_serveurs_ont_chacun_leur_total_et_leurs_places() {
    let premier = demarrer(places(1));
    let mut client = premier.envoyer(GET).await;
    exiger_reponse(
        &mut client,
        200,
        "le client du premier serveur",
        PISTE_CHACUN,
    )
    .await;
    let second = demarrer(places(1));
    // L'unique place du premier serveur est prise, celle du second non.
    let mut lent = premier.envoyer(DEBUT).await;
    premier.laisser_passer(ms(20)).await;
    for _ in 0..2 {
        let mut client = second.envoyer(GET).await;
        exiger_reponse(
            &mut client,
            200,
            "le client du second serveur",
            PISTE_CHACUN,
        )
        .await;
    }
    lent.ecrire(FIN).await;
    exiger_reponse(&mut lent, 200, "le client lent", PISTE_CHACUN).await;
    premier.arreter();
    second.arreter();
    let totaux = (
        premier.total(PISTE_CHACUN).await,
        second.total(PISTE_CHACUN).await,
    );
    exiger!(
        totaux == (2, 2),
        "deux serveurs ont servi 2 requêtes chacun : (2, 2)",
        "{totaux:?}",
        "{PISTE_CHACUN}"
    );
}
