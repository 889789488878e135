//! Étape 5 : l'heure bat pendant la lecture, que des lignes arrivent, qu'il n'en arrive aucune, ou qu'elles soient déjà là.

use banc::flux::{Flux, Geste};
use banc::{exiger, ms, texte};

use super::{
    PISTE_FLUX, PISTE_LIGNES, goutte_a_goutte, juger_battements, juger_lignes, lire, lire_avec,
};
use crate::commun_aux_etapes::{
    PISTE_DERNIER_WAKER, PISTE_REVEIL_OUBLIE, deja_interroge, exiger_le_dernier_reveil, patience,
};

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_flux_silencieux_n_arrete_pas_les_battements() {
    let (lues, duree, battements) = lire(Flux::a_l_heure(&[], 35)).await;
    juger_lignes(lues, &[], "les lignes d'un flux silencieux", PISTE_LIGNES);
    juger_battements(&battements, &[10, 20, 30], "pendant 35 ms de silence");
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(35),
        "la lecture finit avec le flux, au bout de 35 ms",
        "elle a fini au bout de {temps}",
        "la fin du flux n'attend pas le battement suivant"
    );
    // Un long silence : personne n'y regarde l'heure toutes les millisecondes.
    let flux = Box::new(Flux::a_l_heure(&[], 100_000));
    let (_, _, battements) = lire_avec(patience(PISTE_FLUX), flux, 40_000).await;
    juger_battements(&battements, &[40_000, 80_000], "pendant 100 s de silence");
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_flux_bavard_n_empeche_pas_de_battre() {
    // D'abord le silence : ce qui n'y bat pas n'est pas recréé à chaque ligne.
    let (_, _, battements) = lire(Flux::a_l_heure(&[], 15)).await;
    juger_battements(&battements, &[10], "pendant 15 ms de silence");
    let (lues, duree, battements) = lire(goutte_a_goutte(&[b'\n'; 12])).await;
    juger_lignes(lues, &[""; 12], "les lignes d'un flux bavard", PISTE_LIGNES);
    let temps = texte::duree(duree);
    exiger!(
        !battements.is_empty(),
        "un flux qui donne une ligne toutes les 4 ms n'empêche pas de battre toutes les 10 ms",
        "aucun battement en {temps}",
        "un minuteur recréé à chaque ligne n'arrive jamais au bout : crée-le une seule fois, hors de la boucle"
    );
    let quand = "pendant que des lignes arrivent à 5, 9, 13… 49 ms";
    juger_battements(&battements, &[10, 20, 30, 40], quand);
    // À l'instant même des battements.
    let morceaux: [(u64, &[u8]); 3] = [(10, b"un\n"), (20, b"de"), (30, b"ux\n")];
    let (_, _, battements) = lire(Flux::a_l_heure(&morceaux, 35)).await;
    exiger!(
        battements == [10, 20, 30],
        "des octets arrivent à 10, 20 et 30 ms, et la fin à 35 ms : des battements à [10, 20, 30] ms",
        "{battements:?} ms",
        "un battement dû à l'instant même d'une ligne, ou d'un morceau, a lieu aussi : seule la fin du flux en dispense ; l'heure \
         du suivant se compte depuis le précédent, et ne se recalcule pas à chaque ligne"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    let flux = Flux::new(vec![
        Geste::Reveil,
        Geste::octets("un\nde"),
        Geste::Reveil,
        Geste::Reveil,
        Geste::octets("ux\n"),
    ]);
    let (lues, duree, _) = lire_avec(patience(PISTE_REVEIL_OUBLIE), Box::new(flux), 10).await;
    let temps = texte::duree(duree);
    exiger!(
        duree.is_zero(),
        "un flux qui réveille son lecteur pendant qu'il demande, et dont tout est déjà là, est lu aussitôt",
        "la lecture a duré {temps}",
        "{PISTE_REVEIL_OUBLIE}"
    );
    juger_lignes(lues, &["un", "deux"], "les lignes de ce flux", PISTE_LIGNES);
    let flux = Box::new(Flux::a_l_heure(&[(5, b"un\n")], 15));
    let appel = Box::pin(lire_avec(patience(PISTE_DERNIER_WAKER), flux, 1000));
    exiger_le_dernier_reveil(deja_interroge(appel).await.1, ms(15));
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_battement_avant_une_periode_entiere() {
    let texte = "ligne\n".repeat(5);
    for _ in 0..64 {
        let (lues, duree, battements) = lire(texte.as_bytes()).await;
        let comment = "5 lignes reçues d'un coup";
        juger_lignes(lues, &["ligne"; 5], comment, PISTE_LIGNES);
        let temps = texte::duree(duree);
        exiger!(
            duree.is_zero() || !battements.is_empty(),
            "un flux lu d'un coup finit aussitôt",
            "la lecture a duré {temps}",
            "le flux est fini, et la lecture attend encore un tic : la fin du flux la termine, où qu'en soit \
             la période"
        );
        let piste = match battements.first() {
            Some(0) => {
                "le premier battement vient après une période entière : le premier tic d'un `interval` est immédiat"
            }
            _ => {
                "l'heure et les lignes s'attendent l'une après l'autre : ce qui est déjà arrivé se lit sans attendre de battement ; \
                 la lecture et l'horloge avancent ensemble, en course à chaque tour (`select!`)"
            }
        };
        exiger!(
            battements.is_empty() && duree.is_zero(),
            "un flux lu d'un coup ne laisse le temps d'aucun battement, chaque fois",
            "des battements à {battements:?} ms, une lecture de {temps}",
            "{piste}"
        );
    }
}
