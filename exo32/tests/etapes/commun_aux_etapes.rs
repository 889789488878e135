//! Ce que les étapes partagent.

pub use banc::reveil::{PISTE_REVEIL_OUBLIE, se_reveiller};
use banc::{Boite, Patience, exiger, lancer, ms, texte};
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::time::sleep;

// Un seul type de future par étape : chaque fonction de l'exercice n'est compilée qu'une fois, et un essai coûte peu à
// l'apprenant.

/// De quoi attendre un appel, qui ne doit ni se figer ni se faire réinterroger sans raison. Deux minutes sont bien plus
/// qu'aucun test n'en demande. Une horloge de 10 ms, pendant ce temps, réveille douze mille fois l'appel : c'est permis.
pub fn patience(piste: &str) -> Patience<'_> {
    Patience::new(piste)
        .temps(Duration::from_secs(120))
        .tours(30_000)
        .tours_par_instant(1_000)
        .piste_de_boucle(
            "attente active : une boucle regarde l'heure, ou si c'est prêt, sans cesse ou à intervalle régulier (un \
             `sleep` ou un `timeout` d'une milliseconde ?) ; `select!` et `.await` attendent, eux, qu'on les réveille. \
             Et un `interval` créé dans la boucle est prêt aussitôt, à chaque tour : crée-le avant",
        )
}

/// Un future prêt au bout de `n` millisecondes.
pub async fn dans(n: u64) {
    sleep(ms(n)).await;
}

/// Un future qui rend cette valeur au bout de `n` millisecondes.
pub fn valeur_dans<'a>(n: u64, valeur: u32) -> Boite<'a, u32> {
    Box::pin(async move {
        dans(n).await;
        valeur
    })
}

/// Cet appel, que quelqu'un d'autre a déjà interrogé.
pub fn deja_interroge<T>(mut appel: Boite<'_, T>) -> Boite<'_, T> {
    let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    appel
}

pub const PISTE_DERNIER_WAKER: &str = "le réveil est allé à celui qui l'avait interrogé d'abord : à chaque `poll`, c'est le \
    waker qu'il vient de recevoir qui compte";

/// L'appel, déjà interrogé par quelqu'un d'autre, a pris ce temps.
pub fn exiger_le_dernier_reveil(duree: Duration, attendue: Duration) {
    let (lue, attendue_lue) = (texte::duree(duree), texte::duree(attendue));
    exiger!(
        duree == attendue,
        "interrogé par un autre, puis attendu, l'appel finit au bout de {attendue_lue}",
        "au bout de {lue}",
        "{PISTE_DERNIER_WAKER}"
    );
}

/// Fait ceci dans 35 ms : l'appel qui l'attend est alors en pleine attente.
pub fn dans_35_ms<R>(evenement: impl FnOnce() -> R + Send + 'static) {
    lancer(async move {
        dans(35).await;
        let _ = evenement();
    });
}

pub const PISTE_A_LUI: &str = "ce qu'un appel compte ou retient est à lui : une variable commune à tous les appels \
    (`static`), même remise à zéro au début de chacun, les mêle";

pub const PISTE_REVEIL: &str =
    "rien ne réveille l'appel quand ce qu'il attendait arrive, ou il attend encore autre chose";

/// L'appel a pris ce temps, et ce qu'il attendait est arrivé par [`dans_35_ms`].
pub fn exiger_le_reveil(duree: Duration) {
    exiger!(
        duree >= ms(35),
        "au bout de 35 ms, rien n'est encore arrivé : l'appel attend",
        "il a déjà rendu une valeur",
        "l'appel ne doit rendre sa valeur que lorsque ce qu'il attend est là : rien d'autre, un tic par exemple, ne \
         le termine"
    );
    let retard = duree - ms(35);
    let ecart = texte::duree(retard);
    exiger!(
        retard.is_zero(),
        "l'appel finit à l'instant même où ce qu'il attendait arrive",
        "il a fini {ecart} trop tard",
        "regarder de temps en temps si c'est prêt est toujours en retard : place ce qui est attendu dans une \
         branche de `select!`, qui sera réveillée"
    );
}

pub const PISTE_TACHE_QUI_BAT: &str = "une tâche lancée par `tokio::spawn` vit seule : elle bat encore alors que l'appel \
    est fini ; arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit";

/// Des tâches que ce test a lancées, aucune ne survit à un appel qui bat toutes les 10 ms. Une tâche qui finit d'elle-même
/// peu après le retour est permise : deux périodes lui suffisent.
pub async fn exiger_le_calme(piste: &str) {
    dans(21).await;
    let restent = Handle::current().metrics().num_alive_tasks();
    exiger!(
        restent == 0,
        "l'appel a rendu la main, et rien de ce qu'il a lancé ne continue",
        "deux périodes plus tard, une tâche tourne encore",
        "{piste}"
    );
}
