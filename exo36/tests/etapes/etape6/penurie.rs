//! Étape 6, la pénurie : un `accept` échoue surtout quand le processus n'a plus de descripteur libre (EMFILE).

use banc::enfant::{Parent, ce_test, enfanter};
use banc::texte::nombre;
use banc::{Boite, CODE_FIGE, attraper, echec, exiger, message_de, ms};

use super::{DEBUT, FIN, GET, PISTE_REPONSE, demarrer, exiger_reponse, places};
use crate::commun_aux_etapes::limites;

/// Pour ne pas priver de descripteurs les autres tests, celui-ci se relance dans un processus dont la limite est basse.
#[banc::etape]
#[tokio::test]
async fn un_accept_qui_echoue_n_arrete_pas_le_serveur() {
    a_part(Box::pin(penurie())).await;
}

/// Le code d'un programme de test dont un test a échoué : ici, par une attente sans fin, car la scène rapporte ses échecs.
const PANIQUE: i32 = 101;

/// Joue cette scène dans un processus à elle, qui n'a que 64 descripteurs.
async fn a_part(scene: Boite<'_, ()>) {
    if let Some(parent) = Parent::trouver() {
        let issue = attraper(scene).await;
        let echec = issue.map_err(|panique| message_de(&*panique).to_owned());
        return parent.informer(&echec.err().unwrap_or_default());
    }
    // Une étape qui n'est pas commencée le dit ici.
    let serveur = demarrer(limites());
    serveur.arreter();
    serveur.fin(ms(50)).await;
    let enfant = enfanter(ce_test(Some("ulimit -n 64")));
    let statut = enfant.statut;
    exiger!(
        enfant.rapport.is_some() || !matches!(statut.code(), Some(PANIQUE | CODE_FIGE)),
        "rejoué dans un processus à part, ce test finit en moins d'une seconde",
        "il n'a pas fini à temps ({statut})",
        "chaque client attend trop longtemps sa réponse ou sa place : rien ne s'attend avant de répondre, et quelques dizaines de \
         millisecondes suffisent après un `accept` manqué"
    );
    let Some(echec) = enfant.rapport else {
        echec!(
            "un `accept` qui échoue n'arrête pas le serveur",
            "il a arrêté le programme entier : {statut}",
            "`std::process::exit` coupe aussi les clients en cours : un `accept` refusé se réessaie un peu plus tard"
        )
    };
    if !echec.is_empty() {
        panic!("{echec}");
    }
}

const PISTE_PENURIE: &str = "un `accept` qui échoue (ici, faute de descripteur libre) n'est pas la fin du serveur : après une \
    courte pause (quelques dizaines de millisecondes), il essaie encore";

/// Un client attend, faute de descripteur pour l'accepter.
async fn penurie() {
    arret_en_pleine_penurie().await;
    let serveur = demarrer(limites());
    let pris = serveur.prendre_les_descripteurs();
    let mut client = serveur.envoyer(GET).await;
    exiger!(
        serveur.est_au_repos().await,
        "pendant qu'`accept` échoue, le thread est au repos presque tout le temps",
        "le serveur tourne à vide, à plein processeur",
        "un `accept` qui échoue échoue encore aussitôt après : attends quelques dizaines de millisecondes (`sleep`) avant \
         chaque nouvel essai ; `yield_now` ou rien du tout, c'est essayer sans cesse"
    );
    drop(pris);
    exiger!(
        client.a_recu(ms(2000)).await,
        "dès qu'`accept` peut réussir, le client qui attendait est servi",
        "il attend encore au bout de deux secondes",
        "la pause qui suit un `accept` manqué est trop longue : quelques dizaines de millisecondes, puis un nouvel essai"
    );
    exiger_reponse(&mut client, 200, "un client qui a attendu", PISTE_PENURIE).await;

    // Une pénurie qui dure : l'horloge avance par bonds, un essai au moins pour chacun.
    let pris = serveur.prendre_les_descripteurs();
    let mut client = serveur.envoyer(GET).await;
    for _ in 0..20 {
        serveur.avancer(ms(100)).await;
    }
    drop(pris);
    // Pour qui recule de plus en plus, sans dépasser une seconde.
    serveur.avancer(ms(1000)).await;
    exiger_reponse(&mut client, 200, "un client qui a attendu", PISTE_PENURIE).await;
}

/// Personne ne rend les descripteurs, et un client attend.
async fn arret_en_pleine_penurie() {
    let serveur = demarrer(limites());
    let _pris = serveur.prendre_les_descripteurs();
    let _client = serveur.envoyer(GET).await;
    serveur.laisser_passer(ms(30)).await;
    serveur.arreter();
    let piste = "l'arrêt se voit aussi pendant qu'`accept` échoue : la pause et le nouvel essai ont lieu à côté d'`arret`, dans le \
                 `select!`";
    let total = serveur.total_sans_attendre(ms(1500), piste).await;
    exiger!(
        total == 0,
        "arrêté sans avoir pu accepter de client, `servir` rend 0",
        "{total}",
        "le total ne compte que les clients qui ont reçu un 200"
    );
}

/// À part aussi : les descripteurs que les autres tests ouvrent et ferment fausseraient le compte.
#[banc::etape]
#[tokio::test]
async fn un_client_qui_attend_ne_coute_rien_au_serveur() {
    a_part(Box::pin(attente_dans_la_file())).await;
}

/// Douze clients attendent derrière les deux qui ont une place.
async fn attente_dans_la_file() {
    let serveur = demarrer(places(2));
    let avant = ouverts();
    let mut lents = vec![serveur.envoyer(DEBUT).await, serveur.envoyer(DEBUT).await];
    // Les deux clients, et leurs deux connexions acceptées.
    for _ in 0..100 {
        serveur.laisser_passer(ms(10)).await;
        if ouverts() >= avant + 4 {
            break;
        }
    }
    let avant = ouverts();
    let mut clients = Vec::new();
    for _ in 0..12 {
        clients.push(serveur.envoyer(GET).await);
    }
    for _ in 0..5 {
        serveur.laisser_passer(ms(10)).await;
    }
    let de_trop = ouverts().saturating_sub(avant + clients.len());
    let vu = nombre(de_trop, "descripteur", "descripteurs");
    exiger!(
        de_trop == 0,
        "12 clients qui attendent l'une des deux places ne coûtent pas un descripteur au serveur",
        "il a déjà {vu} de plus",
        "une place d'abord, un client ensuite : `accept` n'est appelé qu'une place en main, et jusque-là le client attend dans la \
         file du système"
    );
    for lent in &mut lents {
        lent.ecrire(FIN).await;
        exiger_reponse(lent, 200, "un client servi", PISTE_REPONSE).await;
    }
    for client in &mut clients {
        exiger_reponse(client, 200, "un client qui a attendu", PISTE_REPONSE).await;
    }
}

/// Les descripteurs ouverts par ce processus.
fn ouverts() -> usize {
    let ouverts = std::fs::read_dir("/dev/fd").expect("un Unix montre ses descripteurs");
    ouverts.count()
}
