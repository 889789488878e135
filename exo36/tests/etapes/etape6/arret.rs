//! Étape 6, l'arrêt : plus de nouveau client, ceux qui sont en cours finissent, et le total les compte.

use std::io::ErrorKind;
use std::time::Duration;

use banc::http::{PATIENCE, Serveur};
use banc::{exiger, ms};

use super::{
    DEBUT, FIN, GET, PISTE_REPONSE, PISTE_TOTAL, demarrer, exiger_reponse, exiger_statut, presse,
};
use crate::Limites;
use crate::commun_aux_etapes::limites;

const PISTE_ARRET: &str = "`arret` doit être surveillé en même temps que le prochain client (`select!`) : \
    regardé seulement entre deux `accept`, il attend qu'un client passe";

/// Arrête un serveur que personne n'a visité.
async fn arreter_sans_client(serveur: &Serveur) {
    serveur.arreter();
    let total = serveur.total_sans_attendre(ms(2000), PISTE_ARRET).await;
    exiger!(
        total == 0,
        "arrêté sans avoir vu de client, `servir` rend 0",
        "{total}",
        "le total ne compte que les clients de ce serveur-ci qui ont reçu un 200"
    );
}

#[banc::etape]
#[tokio::test]
async fn l_arret_est_obei_meme_sans_client() {
    let serveur = demarrer(limites());
    serveur.laisser_passer(ms(10)).await;
    arreter_sans_client(&serveur).await;
}

#[banc::etape]
#[tokio::test]
async fn un_arret_deja_pret_ferme_aussitot() {
    arreter_sans_client(&demarrer(limites())).await;
}

#[banc::etape]
#[tokio::test]
async fn quand_servir_a_fini_plus_personne_n_ecoute() {
    let serveur = demarrer(limites());
    serveur.laisser_passer(Duration::ZERO).await;
    arreter_sans_client(&serveur).await;
    let tardif = serveur.tenter_de_connecter().await.err();
    exiger!(
        tardif.is_some_and(|raison| raison.kind() == ErrorKind::ConnectionRefused),
        "quand `servir` a rendu son total, plus personne n'écoute à cette adresse",
        "une connexion n'y est pas refusée",
        "l'écoute vit encore quelque part, dans une tâche par exemple : elle doit finir avec `servir`"
    );
}

#[banc::etape]
#[tokio::test]
async fn apres_l_arret_les_clients_en_cours_finissent_et_eux_seuls() {
    let serveur = demarrer(limites());
    let mut lent = serveur.envoyer(DEBUT).await;
    let brutal = serveur.envoyer(DEBUT).await;
    // Les clients entrent dans l'ordre : si celui-ci a sa réponse, le lent est entré.
    exiger_statut(&serveur, GET, 200).await;
    serveur.arreter();
    serveur.laisser_passer(ms(20)).await;
    serveur.exiger_arret_vu();
    // L'erreur d'un client n'est que la sienne, après l'arrêt aussi.
    brutal.rompre();
    serveur.laisser_passer(ms(2)).await;
    // Deux secondes d'un bond, sur les cinq que le client a : un sursis finirait avant lui.
    serveur.avancer(ms(2000)).await;
    match serveur.tenter_de_connecter().await {
        Ok(mut tardif) => {
            let _ = tardif.tenter_d_ecrire(GET).await;
            let recu = tardif.lire(1, ms(50)).await;
            exiger!(
                recu.is_empty(),
                "après `arret`, un nouveau client n'est plus servi",
                "il a reçu une réponse",
                "dès que `arret` est prêt, plus d'`accept`, même si des clients sont en cours"
            );
        }
        // Aucune autre raison n'excuse qu'on ne puisse plus regarder.
        Err(raison) => exiger!(
            raison.kind() == ErrorKind::ConnectionRefused,
            "après `arret`, un nouveau client attend, ou est refusé",
            "il n'a pas pu se connecter : {raison}",
            "le serveur n'épuise pas ce que le système lui accorde"
        ),
    }
    lent.ecrire(FIN).await;
    let piste = "après `arret`, les connexions en cours vont au bout : lâcher un `JoinSet`, ou `abort`, les coupe, tout de \
                 suite ou après un sursis ; seul leur `delai` les borne";
    exiger_reponse(&mut lent, 200, "le client en cours", piste).await;
    let piste = "après `arret`, il ne reste qu'à attendre les connexions en cours";
    let total = serveur.total(piste).await;
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
    let serveur = demarrer(presse());
    let mut fige = serveur.envoyer(DEBUT).await;
    serveur.laisser_passer(ms(10)).await;
    serveur.arreter();
    let piste = "après `arret` aussi, un client trop lent reçoit 408 au bout de `delai`";
    exiger_reponse(&mut fige, 408, "le client figé", piste).await;
    let piste = "`delai` borne aussi les connexions en cours au moment de l'arrêt";
    let total = serveur.total(piste).await;
    exiger!(
        total == 0,
        "un 408 ne compte pas : 0",
        "{total}",
        "seul un 200 compte : aucun autre statut n'est un succès"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_client_qui_garde_sa_connexion_ouverte_ne_retient_pas_le_serveur() {
    let serveur = demarrer(presse());
    // L'un lit sa réponse jusqu'au bout, puis rompt ; l'autre reste.
    let mut rompu = serveur.envoyer(GET).await;
    rompu.lire(u64::MAX, PATIENCE).await;
    rompu.rompre();
    serveur.laisser_passer(ms(2)).await;
    let mut client = serveur.envoyer(GET).await;
    let recu = client.lire(12, PATIENCE).await;
    exiger!(
        recu.len() == 12,
        "le client reçoit sa réponse",
        "{recu:?}",
        "{PISTE_REPONSE}"
    );
    serveur.arreter();
    let piste = "lire ce que le client envoie encore après sa réponse n'a qu'un temps : sans échéance, un client qui ne \
                 ferme pas garde sa place pour toujours ; ou ton échéance est trop longue : quelques secondes au plus";
    let total = serveur.total(piste).await;
    exiger!(
        total == 2,
        "deux clients ont lu leur 200, puis l'un a rompu, l'autre est resté : 2",
        "{total}",
        "{PISTE_TOTAL}"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_client_refuse_qui_n_en_finit_pas_est_quitte() {
    // Cinquante envois par délai, pour qu'aucun retard du réseau n'en fasse un silence.
    let serveur = demarrer(Limites {
        delai: ms(1000),
        ..limites()
    });
    let mut bavard = serveur.envoyer(b"bonjour\r\n\r\n").await;
    serveur.laisser_passer(ms(10)).await;
    serveur.arreter();
    bavard.bavarder(b"encore", ms(20)).await;
    let piste = "un délai par lecture repart à chaque octet : ce que le client envoie après son refus se lit sous une seule \
                 échéance, comme sa requête ; ou ton échéance est trop longue : quelques secondes au plus";
    let total = serveur.total(piste).await;
    exiger!(
        total == 0,
        "un 400 ne compte pas : 0",
        "{total}",
        "seul un 200 compte : aucun autre statut n'est un succès"
    );
}
