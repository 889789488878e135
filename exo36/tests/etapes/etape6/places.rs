//! Étape 6, les places : `connexions_max` connexions servies à la fois, quoi que le système refuse au serveur.

use banc::{Boite, exiger};

use super::{DEBUT, FIN, GET, PISTE_REPONSE, demarrer, exiger_reponse, exiger_statut, places};

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
