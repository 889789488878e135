//! Étape 3 : surveiller.

use crate::commun_aux_etapes::{Panne, lente};
use crate::{ErreurTache, surveiller};
use banc::{attraper, chronometrer, echec, exiger, finir, message_de, ms};
use std::any::Any;
use std::pin::Pin;
use std::time::Duration;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::sleep;

/// `resume_unwind` panique comme `panic!`, sans rien imprimer.
fn paniquer(charge: Box<dyn Any + Send>) -> anyhow::Result<u32> {
    std::panic::resume_unwind(charge)
}

/// Une tâche à surveiller, dont le type ne dit que ce qu'elle rend : Tokio n'est pas recompilé pour chacune.
fn lancee<T: Send + 'static>(
    futur: impl Future<Output = anyhow::Result<T>> + Send + 'static,
) -> JoinHandle<anyhow::Result<T>> {
    let futur: Pin<Box<dyn Future<Output = anyhow::Result<T>> + Send>> = Box::pin(futur);
    tokio::spawn(futur)
}

/// Surveille une tâche finie ou qui va finir, sans tourner en rond ni paniquer.
async fn surveiller_sans_panique<T>(
    tache: JoinHandle<anyhow::Result<T>>,
) -> Result<T, ErreurTache> {
    let piste = "la tâche est pourtant finie : attends sa poignée, et elle seule";
    // `finir` au-dehors : ce qu'il dit n'est pas une panique de `surveiller`.
    finir(sans_panique(surveiller(tache)), piste).await
}

/// Refuse ce qui serait une panique de `surveiller` même.
async fn sans_panique<T>(
    surveillance: impl Future<Output = Result<T, ErreurTache>>,
) -> Result<T, ErreurTache> {
    match attraper(surveillance).await {
        Ok(issue) => issue,
        Err(panique) => {
            let message = message_de(&*panique);
            // Ce nom est dans ce que disent `unwrap` sur la poignée, et `into_panic`.
            let piste = if message.contains("JoinError") {
                "ni `unwrap` ni `expect` sur la poignée, et `into_panic` panique sur une tâche annulée : \
                 demande d'abord à la `JoinError` ce qu'elle est"
            } else {
                "la charge d'une panique n'est pas toujours du type demandé : `&str`, sinon `String`, sinon un \
                 texte à toi ; et elle se lit, sans être relancée (`resume_unwind`)"
            };
            echec!(
                "`surveiller` rend une erreur, quoi qu'il arrive à la tâche",
                "elle panique elle-même : {message}",
                "{piste}"
            )
        }
    }
}

/// Personne n'annule la tâche de ce test : si elle l'est, c'est `surveiller` qui l'a fait, ou l'a cru.
fn exiger_non_annulee<T>(issue: &Result<T, ErreurTache>, quoi: &str) {
    exiger!(
        !matches!(issue, Err(ErreurTache::Annulee)),
        "{quoi} va au bout",
        "elle a été annulée",
        "personne d'autre ne l'annule : attends la poignée ; `abort`, un délai ou `is_finished` écourtent la tâche"
    );
}

/// La tâche a rendu « fait », et `surveiller` l'a attendue, ni plus ni moins.
fn exiger_fait((issue, duree): (Result<String, ErreurTache>, Duration), attendue: Duration) {
    exiger_non_annulee(&issue, &format!("une tâche qui dure {attendue:?}"));
    exiger!(
        matches!(&issue, Ok(texte) if texte == "fait"),
        "la valeur de la tâche, `Ok(\"fait\")`",
        "{issue:?}",
        "la poignée donne un `Result` dans un `Result` : rends la valeur du second"
    );
    exiger!(
        duree == attendue,
        "la tâche dure {attendue:?}, et `surveiller` l'attend",
        "{duree:?}",
        "attends la poignée avec `.await`, sans abréger ni regarder d'avance si la tâche est finie"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_de_la_tache_est_rendue() {
    let duree = ms(12_345);
    let tache = lancee(lente(duree));
    exiger_fait(chronometrer(surveiller_sans_panique(tache)).await, duree);
    // Sans `finir`, qui n'attend qu'une heure.
    let duree = Duration::from_secs(20 * 3600);
    let tache = lancee(lente(duree));
    exiger_fait(chronometrer(sans_panique(surveiller(tache))).await, duree);
    let finie = lancee(async { Ok(7_u32) });
    yield_now().await;
    let issue = surveiller_sans_panique(finie).await;
    exiger!(
        matches!(issue, Ok(7)),
        "une tâche déjà finie rend sa valeur, `Ok(7)`",
        "{issue:?}",
        "une tâche finie garde son résultat pour qui attend sa poignée"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_panique_donne_son_message() {
    let fixe: Box<dyn Any + Send> = Box::new("plus de café");
    let lignes: Box<dyn Any + Send> = Box::new("  plus de café,\nni de thé\n");
    let compose: Box<dyn Any + Send> = Box::new(String::from("il reste 0 tasse"));
    for (charge, genre, attendu) in [
        (fixe, "&str", "plus de café"),
        (lignes, "&str", "  plus de café,\nni de thé\n"),
        (compose, "String", "il reste 0 tasse"),
    ] {
        let tache = lancee(async move { paniquer(charge) });
        match surveiller_sans_panique(tache).await {
            Err(ErreurTache::Panique(message)) => {
                let piste = if !message.is_empty() && attendu.contains(&*message) {
                    "le texte donné à `panic!` se rend entier, avec toutes ses lignes et ses espaces".to_string()
                } else {
                    format!(
                        "`JoinError::to_string()` n'est pas ce message : il est dans la charge de la \
                         panique, `&str` pour un `panic!` au texte fixe, `String` pour un texte composé ; \
                         ici, c'est {genre}"
                    )
                };
                exiger!(
                    message == attendu,
                    "le message de la panique, {attendu:?}",
                    "{message:?}",
                    "{piste}"
                );
            }
            issue => echec!(
                "une panique de la tâche devient `Panique`",
                "{issue:?}",
                "{PISTE_PANIQUE}"
            ),
        }
    }
}

const PISTE_PANIQUE: &str = "une `JoinError` a deux causes, panique et annulation : regarde laquelle, une fois la \
    tâche finie d'elle-même (ni `abort`, ni `is_finished`)";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_panique_sans_texte_reste_une_panique() {
    let tache = lancee(async { paniquer(Box::new(42u8)) });
    let issue = surveiller_sans_panique(tache).await;
    let piste = match &issue {
        Err(ErreurTache::Annulee) => PISTE_PANIQUE,
        _ => {
            "`panic_any` accepte n'importe quelle valeur : prévois celle qui n'est ni `&str` ni `String`"
        }
    };
    exiger!(
        matches!(issue, Err(ErreurTache::Panique(_))),
        "une panique dont la charge n'est pas un texte devient `Panique`, avec le texte de ton choix",
        "{issue:?}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_tache_annulee_donne_annulee() {
    let piste = "une tâche annulée (`abort`) donne une `JoinError` qui n'est pas une panique";
    let avant = lancee(std::future::pending::<anyhow::Result<u32>>());
    avant.abort();
    let issue = surveiller_sans_panique(avant).await;
    exiger!(
        matches!(issue, Err(ErreurTache::Annulee)),
        "une tâche annulée avant qu'on l'attende donne `Annulee`",
        "{issue:?}",
        "{piste}"
    );

    let pendant = lancee(std::future::pending::<anyhow::Result<u32>>());
    let annuler = pendant.abort_handle();
    let (issue, ()) = tokio::join!(surveiller_sans_panique(pendant), async move {
        sleep(ms(100)).await;
        annuler.abort();
    });
    exiger!(
        matches!(issue, Err(ErreurTache::Annulee)),
        "une tâche annulée pendant qu'on l'attend donne `Annulee`",
        "{issue:?}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_erreur_de_la_tache_arrive_entiere() {
    let tache = lancee(async {
        sleep(ms(10)).await;
        let issue: anyhow::Result<u32> = Err(anyhow::Error::new(Panne(3)).context("en cuisine"));
        issue
    });
    let issue = surveiller_sans_panique(tache).await;
    exiger_non_annulee(&issue, "une tâche qui rend une erreur");
    match issue {
        Err(ErreurTache::Echec(erreur)) => {
            exiger!(
                erreur.downcast_ref() == Some(&Panne(3)),
                "`Echec` porte l'erreur même de la tâche, `Panne(3)`",
                "une autre erreur : {erreur:?}",
                "refaite à partir de son texte, une erreur perd son type : transmets celle que tu as reçue"
            );
            let chaine = format!("{erreur:#}");
            exiger!(
                chaine.ends_with("en cuisine: panne"),
                "`Echec` porte l'erreur même de la tâche, et toute sa chaîne : \"en cuisine: panne\"",
                "{chaine:?}",
                "transmets l'erreur telle que tu l'as reçue : sa cause seule a perdu ses contextes"
            );
        }
        issue => echec!(
            "une erreur rendue par la tâche devient `Echec`",
            "{issue:?}",
            "la tâche est allée au bout et a rendu `Err` : c'est le second `Result`, celui de dedans"
        ),
    }
}
