//! Étape 5, les limites : `delai` couvre toute la tête, et toute limite est permise.

use std::time::Duration;

use banc::flux::Geste::{Pause, Silence};
use banc::{Explication, echec, exiger, ms, sans_panique, texte};

use super::{Issue, PISTE_TROP_TOT, TETE, exiger_tete, lire, octets, un_a_un};
use crate::commun_aux_etapes::limites;
use crate::{ErreurRequete, Limites};

/// La lecture finit par `Delai`, au plus tôt à `delai` et au plus tard à `au_plus`. La tête n'est complète qu'à
/// `complete`.
fn exiger_delai(
    (issue, duree): (Issue, Duration),
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
            "l'échéance tombe à son heure, mais c'est son passage qui devient `Delai`, pas une autre erreur : `map_err(|_| …)` \
             efface ce qui s'est passé, à toi de dire laquelle des deux erreurs est celle de `timeout`"
        }
        _ => {
            "aucune échéance, ou une par lecture, qui repart à chaque octet reçu : une seule, fixée au \
             départ, couvre toute la tête"
        }
    };
    let (delai, duree) = (texte::duree(delai), texte::duree(duree));
    echec!(
        "{quoi} : `Delai` au bout de {delai}",
        "{issue:?} au bout de {duree}",
        "{piste}"
    )
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_silence_finit_par_un_delai() {
    for &delai in &[ms(50), ms(200), Duration::from_secs(30)] {
        for &debut in &["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n"] {
            let limites = Limites { delai, ..limites() };
            let lue = lire(vec![octets(debut), Silence], &limites).await;
            let quoi = format!("{debut:?} puis plus rien");
            exiger_delai(lue, &quoi, (delai, delai, Duration::MAX));
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_goutte_a_goutte_ne_prolonge_pas_le_delai() {
    let delai = ms(200);
    let limites = Limites { delai, ..limites() };
    // Un octet toutes les 10 ms : il en faudrait plus de 500.
    let complete = ms(10) * TETE.len() as u32;
    let lue = lire(un_a_un(TETE, ms(10)), &limites).await;
    exiger_delai(lue, "un octet toutes les 10 ms", (delai, ms(210), complete));
    let mut lignes = Vec::new();
    for &ligne in &["GET / HTTP/1.1\r\n", "A: 1\r\n", "B: 2\r\n", "\r\n"] {
        lignes.extend([Pause(ms(80)), octets(ligne)]);
    }
    lignes.push(Silence);
    let lue = lire(lignes, &limites).await;
    exiger_delai(lue, "une ligne toutes les 80 ms", (delai, ms(240), ms(320)));
    let lue = lire(
        vec![Pause(ms(150)), octets("GET / HTTP"), Silence],
        &limites,
    )
    .await;
    let quoi = "quelques octets après 150 ms, puis plus rien";
    exiger_delai(lue, quoi, (delai, delai, Duration::MAX));
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_tete_lente_mais_a_temps_est_lue() {
    let limites = Limites {
        delai: Duration::from_secs(600),
        ..limites()
    };
    let (debut, fin) = TETE.split_at(30);
    let gestes = vec![
        Pause(Duration::from_secs(200)),
        octets(debut),
        Pause(Duration::from_secs(399)),
        octets(fin),
        Silence,
    ];
    let (issue, duree) = lire(gestes, &limites).await;
    exiger_tete(
        &issue,
        "une tête complète après 599 s, pour 600 s permises",
        "c'est `limites.delai` qui compte, pas une durée écrite dans le code",
    );
    let complete = Duration::from_secs(599);
    let piste = if duree < complete {
        PISTE_TROP_TOT
    } else {
        "n'attends rien après la ligne vide"
    };
    let prise = texte::duree(duree);
    exiger!(
        duree == complete,
        "la requête est rendue dès qu'elle est complète, après 599 s",
        "elle l'a été après {prise}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn toute_limite_est_une_limite() {
    for &(taille_max, delai, piste) in &[
        (
            usize::MAX,
            ms(5000),
            "`limites.taille_max` peut être `usize::MAX` : rien ne se réserve d'avance, et `taille_max + 1` déborde",
        ),
        (
            4096,
            Duration::MAX,
            "`limites.delai` peut être `Duration::MAX` : `Instant::now() + delai` panique, là où `timeout` prend toute durée",
        ),
    ] {
        let limites = Limites {
            taille_max,
            delai,
            ..limites()
        };
        let lecture = lire(vec![octets(TETE), Silence], &limites);
        let (issue, _) = sans_panique(Box::pin(lecture), |_| {
            Some(Explication {
                attendu: "`lire_requete` lit une tête correcte, quelles que soient ses limites",
                piste,
            })
        })
        .await;
        exiger_tete(&issue, "une tête correcte, sous une limite immense", piste);
    }
}
