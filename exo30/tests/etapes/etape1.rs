//! Étape 1, `telecharger_fichier` : une attente d'une seconde, puis le contenu.

use std::time::{Duration, Instant};

use banc::{
    Boite, Explication, Metronome, chronometrer, ensemble, exiger, exiger_aucun_temps_reel,
    exiger_egal, exiger_une_attente, finir, ms, sans_panique, texte,
};
use tokio::time::sleep;

use crate::telecharger_fichier; // nom fixé par l'énoncé

/// L'appel, avec les types de la consigne : une réponse qui rend un type à elle, égal à tout, ne compile pas.
fn telechargement(nom: &str) -> Boite<'_, String> {
    let appel: Boite<'_, String> = Box::pin(telecharger_fichier(nom)); // signature fixée : async fn telecharger_fichier(nom: &str) -> String
    sans_panique(appel, |message| {
        message.contains("NotFound").then_some(Explication {
            attendu: "le téléchargement est imité : une seconde d'attente, puis le texte",
            piste: "rien n'est à lire, ni sur le disque ni sur le réseau : le nom reçu ne sert qu'à composer le texte rendu",
        })
    })
}

const UNE_SECONDE: Duration = Duration::from_secs(1);

const PISTE_TELECHARGEMENT: &str = "l'attente doit passer par le minuteur de Tokio, et par rien d'autre : ni par \
    un thread, ni par un événement que personne n'enverra";

const PISTE_SANS_ATTENTE: &str = "appeler une fonction async ne fait que préparer un future : sans `.await`, il \
    n'attend rien (confié à une tâche que personne n'attend, il ne retient personne non plus)";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_contenu_porte_le_nom_du_fichier() {
    for (nom, attendu) in [
        ("rapport.txt", "contenu de rapport.txt"),
        ("été 2025.csv", "contenu de été 2025.csv"),
        ("dossier/été.txt", "contenu de dossier/été.txt"),
        ("Notes  Été.TXT", "contenu de Notes  Été.TXT"),
        (" ada ", "contenu de  ada "),
        ("", "contenu de "),
    ] {
        let contenu = finir(telechargement(nom), PISTE_TELECHARGEMENT).await;
        exiger!(
            !contenu.contains("{nom}"),
            "le contenu téléchargé pour {nom:?} = {attendu:?}",
            "{contenu:?}",
            "`{{nom}}` est resté tel quel : il manque `format!`, qui seul met la valeur à sa place"
        );
        exiger!(
            !contenu.contains(['«', '»', '"', '“', '”']),
            "le contenu téléchargé pour {nom:?} = {attendu:?}",
            "{contenu:?}",
            "le texte est sans guillemets : ceux de la consigne et des commentaires ne font que l'entourer"
        );
        exiger_egal!(
            contenu,
            attendu,
            "le contenu téléchargé pour {nom:?}",
            "compare caractère par caractère : minuscule au début, une espace avant le nom, le nom tel qu'il est \
             reçu (ses majuscules et ses espaces aussi), rien après"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_telechargement_dure_une_seconde() {
    for fois in ["le premier", "le deuxième"] {
        let depart = Instant::now();
        let appel = finir(telechargement("rapport.txt"), PISTE_TELECHARGEMENT);
        let (_, duree) = chronometrer(appel).await;
        exiger_une_attente(
            "une attente",
            duree,
            UNE_SECONDE,
            depart,
            PISTE_SANS_ATTENTE,
        );
        let lue = texte::duree(duree);
        exiger!(
            duree == UNE_SECONDE,
            "{fois} téléchargement dure 1 s",
            "il a duré {lue}",
            "chaque appel attend une seconde entière, une seule fois : vérifie l'unité de la durée, et compte-la depuis cet \
             appel, non depuis un autre"
        );
        // Pour que le suivant ne commence pas à une seconde ronde.
        sleep(ms(300)).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_telechargements_attendus_ensemble_durent_une_seconde() {
    let appels = ensemble(vec![telechargement("a.txt"), telechargement("b.txt")]);
    let (contenus, duree) = chronometrer(finir(appels, PISTE_TELECHARGEMENT)).await;
    let lue = texte::duree(duree);
    exiger!(
        duree >= UNE_SECONDE,
        "deux téléchargements attendus ensemble durent 1 s",
        "ils ont duré {lue}",
        "chaque téléchargement attend une seconde entière, sur l'horloge de Tokio et avec un `.await`"
    );
    exiger!(
        duree == UNE_SECONDE,
        "deux téléchargements attendus ensemble durent 1 s",
        "ils ont duré {lue}",
        "l'un a empêché l'autre d'avancer : une attente qui bloque le thread, ou un verrou commun gardé \
         pendant l'attente"
    );
    exiger_egal!(
        contenus,
        ["contenu de a.txt", "contenu de b.txt"],
        "les deux contenus",
        "chaque appel rend le contenu du fichier qu'on lui a nommé, mot pour mot ; si les noms sont les bons, \
         compare caractère par caractère"
    );
    let mut vingt = Vec::new();
    for numero in 0..20 {
        vingt.push(telechargement(["a.txt", "b.txt", "c.txt"][numero % 3]));
    }
    let (_, duree) = chronometrer(finir(ensemble(vingt), PISTE_TELECHARGEMENT)).await;
    let lue = texte::duree(duree);
    exiger!(
        duree == UNE_SECONDE,
        "vingt téléchargements de trois fichiers, attendus ensemble, durent 1 s",
        "ils ont duré {lue}",
        "aucun n'attend la fin d'un autre : ni un nombre de places limité, ni un verrou par fichier"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn les_autres_taches_avancent_pendant_le_telechargement() {
    let metronome = Metronome::lancer(ms(300));
    finir(telechargement("rapport.txt"), PISTE_TELECHARGEMENT).await;
    let battements = metronome.battements();
    exiger!(
        battements == 3,
        "un métronome de 300 ms bat 3 fois pendant le téléchargement",
        "il a battu {battements} fois",
        "pendant l'attente, le thread doit rester libre pour les autres tâches : `std::thread::sleep` \
         le garde pour lui"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_telechargement_ne_bloque_aucun_thread_meme_un_instant() {
    fn appel() -> Boite<'static, ()> {
        Box::pin(async {
            telechargement("rapport.txt").await;
        })
    }
    exiger_aucun_temps_reel("un téléchargement", &appel).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_telechargement_commence_quand_on_l_attend() {
    let futur = telechargement("rapport.txt");
    sleep(ms(5000)).await;
    let (_, duree) = chronometrer(finir(futur, PISTE_TELECHARGEMENT)).await;
    let lue = texte::duree(duree);
    exiger!(
        !duree.is_zero(),
        "un future créé depuis 5 s, puis attendu, dure encore 1 s entière",
        "il n'a rien attendu",
        "rien n'attend, ou l'attente était déjà en cours : un `sleep` fixe son échéance quand on le crée, \
         pas quand on l'attend ; crée-le dans la fonction async elle-même"
    );
    exiger!(
        duree == UNE_SECONDE,
        "un future créé depuis 5 s, puis attendu, dure encore 1 s entière",
        "il a duré {lue}",
        "chaque appel attend une seconde entière, une seule fois"
    );
}
