//! Ce que les étapes partagent.

use crate::{attendre_avec_limite, attendre_les_deux, attendre_tous, tout_ou_rien};
use banc::{attraper, chronometrer, echec, exiger, message_de};
use std::any::Any;
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::sleep;

// Un seul type de future par famille d'étapes : chaque fonction de l'exercice n'est compilée qu'une
// fois, et un essai coûte peu à l'apprenant.

/// Un future des étapes 1 et 2 : ni `Send` ni `'static`.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Un future des étapes 3 et 4.
pub type Envoi = Pin<Box<dyn Future<Output = Colis> + Send>>;

/// Une valeur qui ne se copie, ne se clone et ne s'invente pas.
pub struct Colis(pub usize);

/// La charge d'une panique, qui n'est pas un texte.
pub struct Charge(pub usize);

/// La charge d'une panique, quand c'est un texte.
pub const TEXTE: &str = "plus de farine";

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ne compile pas.
/// Ceux qu'elle ne peut pas nommer (`Colis`, `Refus`) ne lui laissent pas de cas particulier.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(a: Local<'_, Colis>, b: Local<'_, Colis>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<(Colis, Colis)>(attendre_les_deux(a, b));
    let essai = || -> Local<'_, Result<Colis, Refus>> { Box::pin(pending()) };
    rend::<Result<(Colis, Colis), Refus>>(tout_ou_rien(essai(), essai()));
    rend::<Vec<Colis>>(attendre_tous(Vec::<Envoi>::new()));
    rend::<Vec<Colis>>(attendre_avec_limite(Vec::<Envoi>::new(), 1));
}

/// Des échéances très éloignées : celui qui interrogerait les futures à intervalle régulier le ferait
/// des milliers de fois.
pub const fn s(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// Attend l'appel, qui ne doit ni se figer ni interroger ses futures sans raison ; rend sa valeur et
/// le temps qu'il a pris.
#[track_caller]
pub fn suivre<'a, T: 'a>(
    appel: Local<'a, T>,
    piste: &'a str,
) -> impl Future<Output = (T, Duration)> + use<'a, T> {
    suivre_avec(appel, move || piste)
}

/// De même, avec des futures qui tiennent tous `jeton` : s'il n'y en a plus un seul et que l'appel attend
/// encore, ce n'est pas eux qu'il attend.
#[track_caller]
pub fn suivre_ceux_de<'a, T: 'a, J: 'a>(
    jeton: &'a Arc<J>,
    appel: Local<'a, T>,
    piste: &'a str,
) -> impl Future<Output = (T, Duration)> + use<'a, T, J> {
    suivre_avec(appel, move || {
        if Arc::strong_count(jeton) == 1 {
            "plus aucun future ne court, et l'appel attend encore : un canal, par exemple, ne se ferme que \
             lorsque tous ses émetteurs sont lâchés, celui d'origine compris"
        } else {
            piste
        }
    })
}

/// Le travail des deux précédentes ; `choisir` donne la piste d'un appel figé.
#[track_caller]
pub fn suivre_avec<'a, T: 'a>(
    appel: Local<'a, T>,
    choisir: impl Fn() -> &'a str + 'a,
) -> Local<'a, (T, Duration)> {
    let ligne = std::panic::Location::caller().line();
    Box::pin(suivre_boite(appel, Box::new(choisir), ligne))
}

pub async fn suivre_boite<'a, T>(
    mut appel: Local<'a, T>,
    choisir: Box<dyn Fn() -> &'a str + 'a>,
    ligne: u32,
) -> (T, Duration) {
    let mut tours = 0;
    let mut limite = Box::pin(sleep(s(20_000)));
    let appel = poll_fn(|cx| {
        tours += 1;
        exiger!(
            tours < 2000,
            "l'appel dort jusqu'à ce qu'un de ses futures le réveille",
            "il a été interrogé {tours} fois, presque toujours pour rien",
            "une boucle interroge sans cesse, ou à intervalle régulier, des futures qui n'ont rien de \
             nouveau : chacun réveille de lui-même celui qui l'attend"
        );
        // Avant l'appel : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
        if limite.as_mut().poll(cx).is_ready() {
            let piste = choisir();
            echec!(
                "l'appel se termine (ligne {ligne} du test)",
                "il attend toujours, et plus rien ne peut le réveiller",
                "{piste}"
            );
        }
        appel.as_mut().poll(cx)
    });
    chronometrer(appel).await
}

/// Attend `duree` en quatre fois : il faut l'interroger à chaque fois pour qu'elle avance.
pub async fn dormir(duree: Duration) {
    for _ in 0..4 {
        sleep(duree / 4).await;
    }
}

/// Les colis numérotés de 0 à `nombre`, dans cet ordre.
pub fn exiger_dans_l_ordre(colis: Vec<Colis>, nombre: usize) {
    let numeros: Vec<usize> = colis.into_iter().map(|Colis(numero)| numero).collect();
    let rendus = numeros.len();
    exiger!(
        rendus == nombre,
        "{nombre} futures, {nombre} valeurs",
        "{rendus} valeurs",
        "chaque future rend une valeur : aucune ne se perd en route, même la dernière"
    );
    let deplace = numeros
        .iter()
        .enumerate()
        .find(|(place, numero)| place != *numero);
    if let Some((place, numero)) = deplace {
        let piste = piste_du_desordre(&numeros);
        echec!(
            "les valeurs dans l'ordre des futures reçus",
            "à la place {place}, la valeur du future {numero}",
            "{piste}"
        );
    }
}

pub fn piste_du_desordre(numeros: &[usize]) -> &'static str {
    if numeros.len() > 2 && numeros.iter().rev().copied().eq(0..numeros.len()) {
        "elles sont dans l'ordre inverse : une pile rend d'abord ce qui y est entré en dernier"
    } else if numeros.iter().is_sorted_by_key(|numero| *numero % 256) {
        "le rang de chacun est tronqué : un `u8` ne compte que jusqu'à 255, et il peut y avoir plus de futures"
    } else {
        "elles sont sans doute dans l'ordre où les futures ont fini : `JoinSet` et les canaux les donnent \
         ainsi, il faut alors retenir le rang de chacun et remettre l'ordre du départ"
    }
}

pub const PISTE_ENSEMBLE: &str = "l'un des futures n'est interrogé qu'une fois l'autre fini : `.await` attend \
    une valeur et ne fait rien avancer d'autre ; ce sont les futures eux-mêmes, pas leurs valeurs, qu'il \
    faut joindre";

/// Deux futures qui s'échangent trois messages, chacun attendant celui de l'autre.
pub fn echange<'a>() -> (Local<'a, u32>, Local<'a, u32>) {
    let (vers_b, depuis_a) = oneshot::channel();
    let (vers_a, depuis_b) = oneshot::channel();
    let (dernier, fin) = oneshot::channel();
    let a = Box::pin(async move {
        let _ = vers_b.send(1);
        let recu = depuis_b.await.unwrap_or(0) + 1;
        let _ = dernier.send(recu);
        recu
    });
    let b = Box::pin(async move {
        let recu = depuis_a.await.unwrap_or(0) + 1;
        let _ = vers_a.send(recu);
        fin.await.unwrap_or(0) + 1
    });
    (a, b)
}

/// Compare la durée observée à celle qui est demandée, et nomme les deux autres qu'on rencontre.
pub fn exiger_la_plus_longue(duree: Duration, a: Duration, b: Duration) {
    let attendue = if a > b { a } else { b };
    exiger!(
        duree != a + b,
        "{a:?} et {b:?} ensemble durent {attendue:?}",
        "{duree:?} : les deux ont été attendus l'un après l'autre",
        "`a.await` va jusqu'au bout de `a` avant de passer à la suite : donne les futures eux-mêmes, sans \
         `.await`, à ce qui doit les faire avancer ensemble"
    );
    exiger!(
        duree <= attendue || duree > a + b,
        "{a:?} et {b:?} ensemble durent {attendue:?}",
        "{duree:?}, un peu trop",
        "quelque chose s'ajoute aux deux futures : une attente de plus, ou l'un d'eux n'est pas parti dès l'appel"
    );
    exiger!(
        duree == attendue,
        "{a:?} et {b:?} ensemble durent {attendue:?}",
        "{duree:?}",
        "{PISTE_ENSEMBLE}"
    );
}

pub const PISTE_ERREUR: &str = "une erreur est là, mais l'appel attend encore l'autre future : il doit finir \
    dès la première erreur";

/// Une erreur qui ne se clone pas.
#[derive(Debug, PartialEq)]
pub struct Refus(pub char);

pub const PISTE_TOUS: &str = "les futures ne courent pas tous : s'ils démarrent au fur et à mesure qu'on les \
    attend, le premier ne peut rien recevoir d'un autre qui n'a pas commencé";

/// Des colis numérotés dans l'ordre, chacun après sa durée ; chaque future tient le jeton tant qu'il vit.
pub fn colis(jeton: &Arc<()>, durees: impl Iterator<Item = Duration>) -> Vec<Envoi> {
    let mut envois = Vec::<Envoi>::new();
    for (numero, duree) in durees.enumerate() {
        let jeton = Arc::clone(jeton);
        envois.push(Box::pin(async move {
            let _jeton = jeton;
            dormir(duree).await;
            Colis(numero)
        }));
    }
    envois
}

/// Des futures dont ceux de `fautifs` paniquent.
pub fn colis_dont(nombre: usize, fautifs: &[usize]) -> Vec<Envoi> {
    let mut envois = Vec::<Envoi>::new();
    for numero in 0..nombre {
        let panique = fautifs.contains(&numero);
        envois.push(Box::pin(async move {
            dormir(s(10)).await;
            if panique {
                paniquer(numero);
            }
            Colis(numero)
        }));
    }
    envois
}

/// Attend un appel dont les futures de `fautifs` paniquent : la panique de l'un d'eux doit en sortir.
pub async fn exiger_la_panique(appel: Local<'_, Vec<Colis>>, fautifs: &[usize]) {
    let piste = "un future a paniqué, et l'appel attend toujours : quelque chose qu'il devait rendre (un \
        permis, un message, une place) s'est perdu avec lui, ou un émetteur que tu gardes tient un canal ouvert";
    let (issue, _) = suivre(Box::pin(attraper(appel)), piste).await;
    let charge = match issue {
        Err(charge) => charge,
        Ok(rendus) => {
            let rendus = rendus.len();
            echec!(
                "un future panique : la panique arrive à l'appelant",
                "l'appel a rendu {rendus} valeurs, comme si de rien n'était",
                "une tâche qui panique rend une `JoinError` : ne la jette pas, elle contient la panique"
            )
        }
    };
    let texte = message_de(&*charge);
    let intacte = fautifs
        .iter()
        .any(|fautif| est_la_charge(&*charge, *fautif));
    exiger!(
        intacte || texte != TEXTE,
        "la panique arrive avec sa charge d'origine",
        "le même texte, « {texte} », dans une autre charge",
        "`panic!` fabrique une charge neuve, même à partir du même texte (un `&str` y devient un `String`) : \
         `JoinError` sait rendre celle d'origine, et `std::panic` la relancer"
    );
    exiger!(
        intacte,
        "la panique arrive avec sa charge d'origine",
        "une autre panique est arrivée : {texte}",
        "`unwrap`, `expect` ou `panic!` déclenchent une nouvelle panique, qui remplace la première, et une \
         charge que tu fabriques aussi : `JoinError` sait rendre celle d'origine, et `std::panic` la relancer"
    );
}

/// La charge de [`paniquer`], du même type et de la même valeur.
pub fn est_la_charge(charge: &(dyn Any + Send), numero: usize) -> bool {
    match numero % 3 {
        0 => charge
            .downcast_ref()
            .is_some_and(|charge: &Charge| charge.0 == numero),
        1 => charge
            .downcast_ref()
            .is_some_and(|texte: &&str| *texte == TEXTE),
        _ => charge
            .downcast_ref()
            .is_some_and(|texte: &String| texte == TEXTE),
    }
}

/// L'appel ne reçoit aucun future : il rend aussitôt aucune valeur.
pub async fn exiger_le_vide(appel: Local<'_, Vec<Colis>>, cas: &str) {
    let jeton = Arc::new(());
    let (issue, duree) = suivre_ceux_de(&jeton, Box::pin(attraper(appel)), PISTE_TOUS).await;
    match issue {
        Ok(valeurs) => {
            let nombre = valeurs.len();
            exiger!(
                nombre == 0 && duree.is_zero(),
                "{cas} : aucune valeur, tout de suite",
                "{nombre} valeurs au bout de {duree:?}",
                "rien à démarrer, rien à attendre"
            );
        }
        Err(panique) => {
            let message = message_de(&*panique);
            echec!(
                "{cas} : aucune valeur, tout de suite",
                "une panique : {message}",
                "sans future, il n'y a ni premier ni dernier à `unwrap`, et ce qui a la taille de la liste vaut 0 : \
                 un canal borné de Tokio a au moins une place, et, ramenée au nombre de futures, la limite peut \
                 redevenir 0"
            )
        }
    }
}

/// Panique avec ce que `panic!` et `panic_any` acceptent : une valeur quelconque, un texte écrit d'avance, un
/// texte composé.
pub fn paniquer(numero: usize) {
    match numero % 3 {
        0 => std::panic::panic_any(Charge(numero)),
        1 => std::panic::panic_any(TEXTE),
        _ => std::panic::panic_any(String::from(TEXTE)),
    }
}
