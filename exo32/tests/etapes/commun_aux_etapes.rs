//! Ce que les étapes partagent.

use crate::Gagnant::{Lievre, Tortue};
use crate::{Gagnant, avec_delai, compter_les_tics, course, lire_lignes, patienter};
use banc::{attraper, chronometrer, echec, exiger, message_de, ms};
use std::future::{pending, poll_fn, ready};
use std::io;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::AsyncBufRead;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep, timeout};

pub type Boite<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Une valeur qu'une réponse ne peut ni nommer ni inventer.
pub struct Precieux;

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(arret: oneshot::Receiver<()>, flux: Entree<'_>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<Gagnant>(course(ready(()), pending()));
    rend::<Option<Precieux>>(avec_delai(Duration::ZERO, ready(Precieux)));
    rend::<u32>(compter_les_tics(Duration::ZERO, arret));
    rend::<Precieux>(patienter(ready(Precieux), Duration::ZERO, |_: u32| {}));
    rend::<io::Result<Vec<String>>>(lire_lignes(flux, Duration::ZERO, || {}));
}

/// Le même appel, qui échoue s'il se fait réinterroger sans cesse : sans que le temps passe, ce qui ne finirait
/// jamais sous l'horloge virtuelle, ou à intervalle régulier. Une horloge de 10 ms, en deux
/// minutes, le réveille douze mille fois : c'est permis.
pub fn sobre<'a, T: 'a>(mut appel: Boite<'a, T>) -> Boite<'a, T> {
    let debut = Instant::now();
    let (mut instant, mut avant) = (debut, 0);
    let mut tours = 0;
    Box::pin(poll_fn(move |cx| {
        if instant != Instant::now() {
            (instant, avant) = (Instant::now(), tours);
        }
        tours += 1;
        exiger!(
            tours < avant + 10_000,
            "un appel en attente n'est réinterrogé que lorsqu'il y a du nouveau",
            "il l'a été {tours} fois au même instant : il se réveille lui-même, sans fin",
            "attente active : une boucle qui regarde sans cesse si c'est prêt occupe le thread et empêche le \
             temps d'avancer ; `select!` et `.await` attendent, eux, qu'on les réveille"
        );
        let passe = debut.elapsed();
        exiger!(
            tours < 30_000 || passe.is_zero(),
            "un appel en attente n'est réinterrogé que lorsqu'il y a du nouveau",
            "il l'a été {tours} fois en {passe:?}, presque toujours pour rien",
            "une boucle regarde l'heure, ou si c'est prêt, à intervalle régulier (un `sleep` ou un `timeout` \
             d'une milliseconde ?) : attends ce qui doit arriver, et cela seul"
        );
        appel.as_mut().poll(cx)
    }))
}

/// La valeur de l'appel et le temps de Tokio qu'il a pris. S'il attend encore au bout de deux minutes de
/// cette horloge, bien plus qu'aucun test n'en demande, il échoue avec cette piste.
#[track_caller]
pub fn mesurer<'a, T: 'a>(
    appel: impl Future<Output = T> + 'a,
    piste: &'a str,
) -> Boite<'a, (T, Duration)> {
    let ligne = std::panic::Location::caller().line();
    Box::pin(mesurer_boite(Box::pin(appel), piste, ligne))
}

pub async fn mesurer_boite<T>(appel: Boite<'_, T>, piste: &str, ligne: u32) -> (T, Duration) {
    let appel = sobre(appel);
    match chronometrer(timeout(Duration::from_secs(120), appel)).await {
        (Ok(valeur), duree) => (valeur, duree),
        (Err(_), _) => echec!(
            "l'appel se termine (ligne {ligne} du test)",
            "deux minutes plus tard sur l'horloge de Tokio, il attend toujours",
            "{piste}"
        ),
    }
}

/// Le même appel. S'il panique en parlant de l'un de ces mots, d'ordinaire par un `unwrap`, il échoue avec
/// cette piste ; toute autre panique suit son chemin.
pub async fn sans_panique<T>(appel: Boite<'_, T>, mots: &[&str], attendu: &str, piste: &str) -> T {
    let panique = match attraper(appel).await {
        Ok(valeur) => return valeur,
        Err(panique) => panique,
    };
    let message = message_de(&*panique);
    let diagnostic = message.starts_with("  attendu : ");
    if !diagnostic && mots.iter().any(|mot| message.contains(mot)) {
        echec!("{attendu}", "une panique : {message}", "{piste}");
    }
    resume_unwind(panique)
}

pub const PISTE_TACHE_QUI_BAT: &str = "une tâche lancée par `tokio::spawn` vit seule : elle bat encore alors que l'appel \
    est fini ; arrête-la (`abort`), ou n'en lance pas : une boucle de `select!` suffit";

/// Ce que l'appel a lancé ne lui survit pas. Une tâche qui finit d'elle-même peu après le retour est permise :
/// deux périodes lui suffisent.
pub async fn exiger_le_calme(avant: usize, periode: u64, piste: &str) {
    dans(2 * periode + 1).await;
    let restent = Handle::current().metrics().num_alive_tasks();
    exiger!(
        restent <= avant,
        "l'appel a rendu la main, et rien de ce qu'il a lancé ne continue",
        "deux périodes plus tard, une tâche tourne encore",
        "{piste}"
    );
}

/// Un future prêt au bout de `n` millisecondes.
pub async fn dans(n: u64) {
    sleep(ms(n)).await;
}

/// Laisse passer 35 ms : l'appel est alors en pleine attente.
pub async fn en_attente<T>(appel: &mut Boite<'_, T>) {
    exiger!(
        timeout(ms(35), appel).await.is_err(),
        "au bout de 35 ms, rien n'est encore arrivé : l'appel attend",
        "il a déjà rendu une valeur",
        "l'appel ne doit rendre sa valeur que lorsque ce qu'il attend est là : rien d'autre, un tic par exemple, ne \
         le termine"
    );
}

/// Ce que l'appel attendait vient d'arriver : il finit sans que le temps passe.
pub async fn finir_aussitot<T>(appel: Boite<'_, T>) -> T {
    let (valeur, retard) = mesurer(
        appel,
        "rien ne réveille l'appel quand ce qu'il attendait arrive, ou il attend encore autre chose",
    )
    .await;
    exiger!(
        retard.is_zero(),
        "l'appel finit à l'instant même où ce qu'il attendait arrive",
        "il a fini {retard:?} trop tard",
        "regarder de temps en temps si c'est prêt est toujours en retard : place ce qui est attendu dans une \
         branche de `select!`, qui sera réveillée"
    );
    valeur
}

/// Compare les variantes elles-mêmes : le `==` de `Gagnant` est écrit dans la réponse.
pub fn est(gagnant: Gagnant, attendu: Gagnant) -> bool {
    match gagnant {
        Tortue => matches!(attendu, Tortue),
        Lievre => matches!(attendu, Lievre),
    }
}

pub type Entree<'a> = Box<dyn AsyncBufRead + Unpin + 'a>;
