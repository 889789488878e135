//! Étape 3 : `surveiller` attend une tâche et dit comment elle a fini, sans paniquer elle-même.

use std::any::Any;
use std::pin::Pin;
use std::time::Duration;

use banc::{Attente, Explication, Patience, echec, exiger, lancer, ms, sans_panique, texte};
use tokio::task::{JoinError, JoinHandle, yield_now};
use tokio::time::sleep;

use crate::commun_aux_etapes::Panne;
use crate::{ErreurTache, surveiller}; // chaque nom est fixé par l'énoncé

/// Les types de la consigne, à la lettre. `Panne` est à nous : aucun cas particulier ne peut lui être réservé.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(tache: JoinHandle<anyhow::Result<Panne>>) {
    // Importées : ce qui n'est qu'une constante du même nom ne s'importe pas.
    use crate::ErreurTache::{Annulee, Echec, Panique};

    fn rend<T>(_: impl Future<Output = T>) {}
    fn erreur<E: std::error::Error>(_: &E) {}
    rend::<Result<Panne, ErreurTache>>(surveiller(tache)); // signature fixée : async fn surveiller<T>(tache: JoinHandle<anyhow::Result<T>>) -> Result<T, ErreurTache>
    let _: fn(String) -> ErreurTache = Panique;
    let _: fn(anyhow::Error) -> ErreurTache = Echec;
    erreur::<ErreurTache>(&Annulee);
}

type Issue = Result<String, ErreurTache>;

/// Une tâche à surveiller. Dans une boîte : pour chaque type de future, Tokio serait recompilé.
fn lancee(
    futur: impl Future<Output = anyhow::Result<String>> + Send + 'static,
) -> JoinHandle<anyhow::Result<String>> {
    let futur: Pin<Box<dyn Future<Output = anyhow::Result<String>> + Send>> = Box::pin(futur);
    tokio::spawn(futur)
}

async fn lente(duree: Duration) -> anyhow::Result<String> {
    sleep(duree).await;
    Ok(String::from("fait"))
}

async fn sans_fin() -> anyhow::Result<String> {
    std::future::pending().await
}

/// `resume_unwind` panique comme `panic!`, sans rien imprimer.
async fn paniquer(charge: Box<dyn Any + Send>) -> anyhow::Result<String> {
    std::panic::resume_unwind(charge)
}

/// Surveille une tâche finie ou qui va finir ; rend l'issue et le temps qu'il a fallu.
fn suivre(tache: JoinHandle<anyhow::Result<String>>) -> Attente<'static, 'static, Issue> {
    let surveillance = sans_panique(Box::pin(surveiller(tache)), |message| {
        // Ce nom est dans ce que disent `unwrap` sur la poignée, et `into_panic`.
        let piste = if message.contains("JoinError") {
            "ni `unwrap` ni `expect` sur la poignée, et `into_panic` panique sur une tâche annulée : demande d'abord à \
             la `JoinError` ce qu'elle est"
        } else {
            "la charge d'une panique n'est pas toujours du type demandé : `&str`, sinon `String`, sinon un texte à toi ; \
             et elle se lit, sans être relancée (`resume_unwind`)"
        };
        Some(Explication {
            attendu: "`surveiller` rend une erreur, quoi qu'il arrive à la tâche, sans paniquer elle-même",
            piste,
        })
    });
    let patience = Patience::new("la tâche est pourtant finie : attends sa poignée, et elle seule");
    patience.temps(heures(21)).attendre(surveillance)
}

const fn heures(n: u64) -> Duration {
    Duration::from_secs(3600 * n)
}

/// Personne n'annule la tâche de ce test : si elle l'est, c'est `surveiller` qui l'a fait, ou l'a cru.
fn exiger_non_annulee(issue: &Issue, quoi: &str) {
    exiger!(
        !matches!(issue, Err(ErreurTache::Annulee)),
        "{quoi} va au bout",
        "elle a été annulée",
        "personne d'autre ne l'annule : attends la poignée ; `abort`, un délai ou `is_finished` écourtent la tâche"
    );
}

/// Une tâche de cette durée rend « fait », et `surveiller` l'attend, ni plus ni moins.
async fn exiger_fait(attendue: Duration) {
    let (issue, duree) = suivre(lancee(lente(attendue))).await;
    exiger_non_annulee(
        &issue,
        &format!("une tâche qui dure {}", texte::duree(attendue)),
    );
    exiger!(
        matches!(&issue, Ok(texte) if texte == "fait"),
        "la valeur de la tâche, `Ok(\"fait\")`",
        "{issue:?}",
        "la poignée donne un `Result` dans un `Result` : rends la valeur du second"
    );
    let (voulue, vue) = (texte::duree(attendue), texte::duree(duree));
    exiger!(
        duree == attendue,
        "la tâche dure {voulue}, et `surveiller` l'attend",
        "{vue}",
        "attends la poignée avec `.await`, sans abréger ni regarder d'avance si la tâche est finie"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_valeur_de_la_tache_est_rendue() {
    exiger_fait(ms(12_345)).await;
    exiger_fait(heures(20)).await;

    let finie = lancee(lente(Duration::ZERO));
    while !finie.is_finished() {
        yield_now().await;
    }
    let (issue, _) = suivre(finie).await;
    exiger!(
        matches!(&issue, Ok(texte) if texte == "fait"),
        "une tâche déjà finie rend sa valeur, `Ok(\"fait\")`",
        "{issue:?}",
        "une tâche finie garde son résultat pour qui attend sa poignée"
    );
}

const PISTE_PANIQUE: &str = "une `JoinError` a deux causes, panique et annulation : regarde laquelle, une fois la \
    tâche finie d'elle-même (ni `abort`, ni `is_finished`)";

/// La panique de cette charge, d'un type de ce nom, donne ce message.
async fn exiger_message(charge: Box<dyn Any + Send>, genre: &str, attendu: &str) {
    let message = match suivre(lancee(paniquer(charge))).await.0 {
        Err(ErreurTache::Panique(message)) => message,
        issue => echec!(
            "une panique de la tâche devient `Panique`",
            "{issue:?}",
            "{PISTE_PANIQUE}"
        ),
    };
    let piste = if !message.is_empty() && attendu.contains(&*message) {
        "le texte donné à `panic!` se rend entier, avec toutes ses lignes et ses espaces"
            .to_string()
    } else if message.contains("panicked") {
        format!(
            "`JoinError::to_string()` n'est pas ce message : il est dans la charge de la panique, `&str` pour un \
             `panic!` au texte fixe, `String` pour un texte composé ; ici, c'est {genre}"
        )
    } else {
        format!(
            "la charge de cette panique, un `{genre}`, n'a pas été reconnue : demande les deux types, `&str` et `String`, à ce que \
             contient la boîte (`&*charge`) ; `&charge` est une référence à la boîte elle-même, qui n'est ni l'un ni l'autre"
        )
    };
    exiger!(
        message == attendu,
        "le message de la panique, {attendu:?}",
        "{message:?}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_panique_donne_son_message() {
    for &fixe in &["plus de café", "  plus de café,\nni de thé\n"] {
        exiger_message(Box::new(fixe), "&str", fixe).await;
    }
    for compose in [
        String::from("il reste 0 tasse"),
        "une tasse de moins, ".repeat(30),
    ] {
        exiger_message(Box::new(compose.clone()), "String", &compose).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_panique_sans_texte_reste_une_panique() {
    let (issue, _) = suivre(lancee(paniquer(Box::new(42_u8)))).await;
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

fn exiger_annulee((issue, _): (Issue, Duration), quand: &str) {
    exiger!(
        matches!(issue, Err(ErreurTache::Annulee)),
        "une tâche annulée {quand} donne `Annulee`",
        "{issue:?}",
        "une tâche annulée (`abort`) donne une `JoinError` qui n'est pas une panique"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_tache_annulee_donne_annulee() {
    let avant = lancee(sans_fin());
    avant.abort();
    exiger_annulee(suivre(avant).await, "avant qu'on l'attende");

    let pendant = lancee(sans_fin());
    let poignee = pendant.abort_handle();
    lancer(async move {
        sleep(ms(100)).await;
        poignee.abort();
    });
    exiger_annulee(suivre(pendant).await, "pendant qu'on l'attend");
}

/// Cette tâche va au bout, et rend une erreur : la voici. `rendue` la dit.
async fn exiger_echec(tache: JoinHandle<anyhow::Result<String>>, rendue: &str) -> anyhow::Error {
    match suivre(tache).await.0 {
        Err(ErreurTache::Echec(erreur)) => erreur,
        Err(ErreurTache::Annulee) => echec!(
            "une erreur rendue par la tâche ({rendue}) devient `Echec`",
            "`Annulee`",
            "personne n'a annulé cette tâche-ci, elle est allée au bout : ni le texte ni le type de l'erreur qu'elle rend n'en font \
             une annulation, et `abort`, un délai ou `is_finished` l'écourtent"
        ),
        issue => echec!(
            "une erreur rendue par la tâche ({rendue}) devient `Echec`",
            "{issue:?}",
            "la tâche est allée au bout et a rendu `Err` : c'est le second `Result`, celui de dedans"
        ),
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_erreur_de_la_tache_arrive_entiere() {
    let tache = lancee(async {
        sleep(ms(10)).await;
        Err(anyhow::Error::new(Panne(3)).context("commande annulée"))
    });
    let erreur = exiger_echec(tache, "\"commande annulée: panne\"").await;
    exiger!(
        erreur.downcast_ref() == Some(&Panne(3)),
        "`Echec` porte l'erreur même de la tâche, `Panne(3)`",
        "une autre erreur : {erreur:?}",
        "refaite à partir de son texte, une erreur perd son type : transmets celle que tu as reçue"
    );
    let chaine = format!("{erreur:#}");
    exiger!(
        chaine == "commande annulée: panne",
        "`Echec` porte l'erreur même de la tâche, et toute sa chaîne : \"commande annulée: panne\"",
        "{chaine:?}",
        "transmets l'erreur telle que tu l'as reçue : sa cause seule a perdu ses contextes, et un contexte de plus n'est pas d'elle"
    );
    // Une tâche qui en attend une autre, annulée, et rend cette erreur-là.
    let tache = lancee(async {
        let autre = lancee(sans_fin());
        autre.abort();
        autre.await?
    });
    let erreur = exiger_echec(tache, "l'annulation d'une autre").await;
    exiger!(
        erreur.is::<JoinError>(),
        "`Echec` porte l'erreur même de la tâche, la `JoinError` d'une autre",
        "une autre erreur : {erreur:?}",
        "transmets l'erreur telle que tu l'as reçue"
    );
}
