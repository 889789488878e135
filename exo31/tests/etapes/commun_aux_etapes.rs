//! Ce que les étapes partagent.

pub use banc::reveil::{PISTE_REVEIL_OUBLIE, se_reveiller};
use banc::{
    Boite, Explication, Patience, Temoin, attraper, echec, emballage, ensemble, exiger, message_de,
    nommer, sans_panique, texte,
};
use std::any::Any;
use std::future::pending;
use std::panic::panic_any;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::sleep;

// Un seul type de future par famille d'étapes : chaque fonction de l'exercice n'est compilée qu'une
// fois, et un essai coûte peu à l'apprenant.

/// Un future des étapes 3 et 4.
pub type Envoi = Pin<Box<dyn Future<Output = Colis> + Send>>;

/// Une valeur qui ne se copie, ne se clone et ne s'invente pas.
pub struct Colis(pub usize);

/// Des échéances très éloignées : celui qui interrogerait les futures à intervalle régulier le ferait
/// des milliers de fois.
pub const fn s(n: u64) -> Duration {
    Duration::from_secs(n)
}

/// De quoi attendre un appel, qui ne doit ni se figer ni interroger ses futures sans raison.
pub fn patience(piste: &str) -> Patience<'_> {
    regler(Patience::new(piste))
}

/// De même, avec des futures qui tiennent tous `jeton` : s'il n'y en a plus un seul et que l'appel attend
/// encore, ce n'est pas eux qu'il attend. Chacun d'eux vaut à l'appel cinq interrogations de plus : en démarrer un, recevoir
/// sa valeur, et céder son tour entre les deux.
pub fn patience_pour<'a, J>(jeton: &'a Arc<J>, piste: &'a str) -> Patience<'a> {
    let futures = Arc::strong_count(jeton) as u32;
    let patience = regler(Patience::selon(move || {
        if Arc::strong_count(jeton) == 1 {
            "plus aucun future ne court, et l'appel attend encore : un canal, par exemple, ne se ferme que \
             lorsque tous ses émetteurs sont lâchés, celui d'origine compris"
        } else {
            piste
        }
    }));
    patience.tours(TOURS + 5 * futures)
}

/// Les interrogations accordées à un appel.
const TOURS: u32 = 2000;

fn regler(patience: Patience<'_>) -> Patience<'_> {
    patience.temps(s(20_000)).tours(TOURS).piste_de_boucle(
        "une boucle interroge sans cesse, ou à intervalle régulier, des futures qui n'ont rien de \
         nouveau : chacun réveille de lui-même celui qui l'attend",
    )
}

/// Attend `duree` en quatre fois : il faut l'interroger à chaque fois pour qu'elle avance. Nulle, elle n'attend rien.
pub async fn dormir(duree: Duration) {
    if duree.is_zero() {
        return;
    }
    for _ in 0..4 {
        sleep(duree / 4).await;
    }
}

pub const PISTE_ENSEMBLE: &str = "l'un des futures n'est interrogé qu'une fois l'autre fini : `.await` attend \
    une valeur et ne fait rien avancer d'autre ; ce sont les futures eux-mêmes, pas leurs valeurs, qu'il \
    faut joindre";

pub const PISTE_DERNIER_WAKER: &str = "le réveil est allé à celui qui l'avait interrogé d'abord : à chaque `poll`, c'est le \
    waker qu'il vient de recevoir qui compte";

/// Un appel sur ces futures, ceux des étapes 3 et 4.
type Appeler = fn(Vec<Envoi>) -> Boite<'static, Vec<Colis>>;

/// Le réveil d'un future arrive, même demandé pendant qu'on l'interroge, et va au dernier à avoir interrogé l'appel.
pub async fn exiger_les_reveils(appeler: Appeler) {
    let jeton = Arc::new(());
    let mut futures = Vec::<Envoi>::new();
    for numero in 0..3 {
        let jeton = Arc::clone(&jeton);
        let futur = Box::pin(async move {
            let _jeton = jeton;
            se_reveiller().await;
            Colis(numero)
        });
        futures.push(nomme(numero, 3, futur));
    }
    let appel = appeler(futures);
    let essai = patience_pour(&jeton, PISTE_REVEIL_OUBLIE).attendre(appel);
    exiger_dans_l_ordre(essai.await.0, 3);
    let mut appel = appeler(colis(&jeton, 3, &|_| 1));
    let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let essai = patience(PISTE_DERNIER_WAKER).attendre(appel);
    exiger_dans_l_ordre(essai.await.0, 3);
}

/// Deux futures qui s'échangent trois messages, chacun attendant celui de l'autre ; ils rendent 3 et 4.
pub fn echange<'a>() -> (Boite<'a, u32>, Boite<'a, u32>) {
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
    (nommer("a", a), nommer("b", b))
}

/// Compare la durée observée à celle qui est demandée, et nomme les deux autres qu'on rencontre.
pub fn exiger_la_plus_longue(duree: Duration, a: Duration, b: Duration) {
    let (somme, attendue) = (a + b, if a > b { a } else { b });
    let lue = texte::duree(duree);
    let (a, b, plus_longue) = (texte::duree(a), texte::duree(b), texte::duree(attendue));
    exiger!(
        duree != somme,
        "{a} et {b} ensemble durent {plus_longue}",
        "{lue} : les deux ont été attendus l'un après l'autre",
        "`a.await` va jusqu'au bout de `a` avant de passer à la suite : donne les futures eux-mêmes, sans \
         `.await`, à ce qui doit les faire avancer ensemble"
    );
    exiger!(
        duree <= attendue || duree > somme,
        "{a} et {b} ensemble durent {plus_longue}",
        "{lue}, un peu trop",
        "quelque chose s'ajoute aux deux futures : une attente de plus, ou l'un d'eux n'est pas parti dès l'appel"
    );
    exiger!(
        duree == attendue,
        "{a} et {b} ensemble durent {plus_longue}",
        "{lue}",
        "{PISTE_ENSEMBLE}"
    );
}

/// Deux appels faits en même temps durent `attendue`, comme un seul : l'un ne gêne pas l'autre. `appels` les attend tous les
/// deux, chacun avec ce qu'il a à y vérifier.
pub async fn exiger_deux_appels_sans_gene(appels: Vec<Boite<'_, ()>>, attendue: Duration) {
    let (_, duree) = patience(PISTE_COMMUN).attendre(ensemble(appels)).await;
    let (lue, seul) = (texte::duree(duree), texte::duree(attendue));
    exiger!(
        duree == attendue,
        "deux appels en même temps durent {seul}, comme chacun d'eux seul",
        "{lue}",
        "{PISTE_COMMUN}"
    );
}

/// Ce qui est commun à tous les appels d'une fonction n'appartient à aucun d'eux.
pub const PISTE_COMMUN: &str = "si un appel seul est déjà trop long, commence par lui ; sinon, l'un attend l'autre : rien n'est \
    commun à deux appels, ni verrou, ni sémaphore, ni compteur (`static`, par exemple), chacun a les siens";

pub const PISTE_TOUS: &str = "les futures ne courent pas tous : s'ils démarrent au fur et à mesure qu'on les \
    attend, le premier ne peut rien recevoir d'un autre qui n'a pas commencé";

/// Des colis numérotés dans l'ordre, celui du rang r après `secondes(r)` ; chaque future tient le jeton tant qu'il vit.
pub fn colis(jeton: &Arc<()>, nombre: usize, secondes: &dyn Fn(usize) -> u64) -> Vec<Envoi> {
    let mut envois = Vec::<Envoi>::new();
    for numero in 0..nombre {
        let (jeton, duree) = (Arc::clone(jeton), s(secondes(numero)));
        let envoi = Box::pin(async move {
            let _jeton = jeton;
            dormir(duree).await;
            Colis(numero)
        });
        envois.push(nomme(numero, nombre, envoi));
    }
    envois
}

/// Ce future, l'un de `nombre`, sous son numéro dans la frise. Par centaines, leurs témoins ralentiraient le test.
pub fn nomme(numero: usize, nombre: usize, futur: Envoi) -> Envoi {
    if nombre > 100 {
        return futur;
    }
    Box::pin(Temoin::numerote("future", numero).autour_de(futur))
}

/// Les colis numérotés de 0 à `nombre`, dans cet ordre.
pub fn exiger_dans_l_ordre(colis: Vec<Colis>, nombre: usize) {
    // Des boucles : les itérateurs de la bibliothèque coûteraient plus à compiler.
    let mut numeros = Vec::new();
    for Colis(numero) in colis {
        numeros.push(numero);
    }
    let futures = texte::nombre(nombre, "future", "futures");
    let valeurs = texte::nombre(nombre, "valeur", "valeurs");
    let rendues = texte::nombre(numeros.len(), "valeur", "valeurs");
    exiger!(
        numeros.len() == nombre,
        "{futures}, {valeurs}",
        "{rendues}",
        "chaque future rend une valeur : aucune ne se perd en route, même la dernière"
    );
    for (place, &numero) in numeros.iter().enumerate() {
        if numero != place {
            let piste = piste_du_desordre(&numeros);
            echec!(
                "les valeurs dans l'ordre des futures reçus",
                "à la place {place}, la valeur du future {numero}",
                "{piste}"
            );
        }
    }
}

fn piste_du_desordre(numeros: &[usize]) -> &'static str {
    let (mut a_l_envers, mut en_ordre_tronque) = (numeros.len() > 2, true);
    for rang in 1..numeros.len() {
        let (avant, apres) = (numeros[rang - 1], numeros[rang]);
        a_l_envers &= avant > apres;
        en_ordre_tronque &= avant % 256 <= apres % 256;
    }
    if a_l_envers {
        "elles sont dans l'ordre inverse : une pile rend d'abord ce qui y est entré en dernier"
    } else if en_ordre_tronque {
        "le rang de chacun est tronqué : un `u8` ne compte que jusqu'à 255, et il peut y avoir plus de futures"
    } else {
        "elles sont sans doute dans l'ordre où les futures ont fini : `JoinSet` et les canaux les donnent \
         ainsi, il faut alors retenir le rang de chacun et remettre l'ordre du départ"
    }
}

/// L'appel ne reçoit aucun future : il rend aussitôt aucune valeur.
pub async fn exiger_le_vide(appel: Boite<'_, Vec<Colis>>, cas: &str) {
    let attendu = format!("{cas} : aucune valeur, tout de suite");
    let appel = sans_panique(appel, |_| {
        Some(Explication {
            attendu: &attendu,
            piste: "sans future, il n'y a ni premier ni dernier à `unwrap`, et ce qui a la taille de la liste vaut 0 : \
                    un canal borné de Tokio a au moins une place, et, ramenée au nombre de futures, la limite peut \
                    redevenir 0",
        })
    });
    let jeton = Arc::new(());
    let (valeurs, duree) = patience_pour(&jeton, PISTE_TOUS).attendre(appel).await;
    let rendues = texte::nombre(valeurs.len(), "valeur", "valeurs");
    let lue = texte::duree(duree);
    exiger!(
        valeurs.is_empty() && duree.is_zero(),
        "{attendu}",
        "{rendues} au bout de {lue}",
        "rien à démarrer, rien à attendre"
    );
}

/// La charge d'une panique, qui n'est pas un texte.
struct Charge(usize);

/// La charge d'une panique, quand c'est un texte.
const TEXTE: &str = "plus de farine";

/// Panique avec ce que `panic!` et `panic_any` acceptent : une valeur quelconque, un texte écrit d'avance, un
/// texte composé.
fn paniquer(numero: usize) {
    match numero % 3 {
        0 => panic_any(Charge(numero)),
        1 => panic_any(TEXTE),
        _ => panic_any(String::from(TEXTE)),
    }
}

/// La charge de [`paniquer`], du même type et de la même valeur.
fn est_la_charge(charge: &(dyn Any + Send), numero: usize) -> bool {
    match numero % 3 {
        0 => matches!(charge.downcast_ref(), Some(Charge(n)) if *n == numero),
        1 => matches!(charge.downcast_ref::<&str>(), Some(texte) if *texte == TEXTE),
        _ => matches!(charge.downcast_ref::<String>(), Some(texte) if texte == TEXTE),
    }
}

/// Cinq futures, dont ceux de `fautifs` paniquent.
pub fn colis_dont(fautifs: &[usize]) -> Vec<Envoi> {
    let mut envois = Vec::<Envoi>::new();
    for numero in 0..5 {
        let panique = fautifs.contains(&numero);
        let envoi = Box::pin(async move {
            dormir(s(10)).await;
            if panique {
                paniquer(numero);
            }
            Colis(numero)
        });
        envois.push(nomme(numero, 5, envoi));
    }
    envois
}

/// Un future qui panique, et un autre, après lui, qui ne finit jamais.
pub fn colis_dont_le_premier() -> Vec<Envoi> {
    let mut envois = colis_dont(&[0]);
    envois.truncate(1);
    envois.push(nomme(1, 2, Box::pin(pending())));
    envois
}

pub const PISTE_PANIQUE: &str = "un future a paniqué, et l'appel attend toujours : quelque chose qu'il devait rendre (un \
    permis, un message, une place) s'est perdu avec lui, ou un émetteur que tu gardes tient un canal ouvert";

pub const PISTE_SUIVANTS: &str = "un future a paniqué, et l'appel attend encore un autre future, placé après lui : une panique \
    peut attendre ceux qui précèdent, mais pas ceux qui suivent ; relance-la dès que tu la reçois, sans finir d'abord de \
    tout récolter";

/// Attend un appel dont les futures de `fautifs` paniquent : la panique de l'un d'eux doit en sortir. `piste` est celle d'un
/// appel qui n'en finit pas.
pub async fn exiger_la_panique(appel: Boite<'_, Vec<Colis>>, fautifs: &[usize], piste: &str) {
    let (issue, _) = patience(piste).attendre(attraper(appel)).await;
    let charge = match issue {
        Err(charge) => charge,
        Ok(rendus) => {
            let rendues = texte::nombre(rendus.len(), "valeur", "valeurs");
            echec!(
                "un future panique : la panique arrive à l'appelant",
                "l'appel a rendu {rendues}, comme si de rien n'était",
                "une tâche qui panique rend une `JoinError` : ne la jette pas, elle contient la panique"
            )
        }
    };
    if let Some(piste) = emballage(&*charge) {
        echec!(
            "la panique arrive avec sa charge d'origine",
            "la charge d'origine arrive, et quelque chose l'entoure",
            "{piste}"
        )
    }
    let texte = message_de(&*charge);
    let mut intacte = false;
    for fautif in fautifs {
        intacte |= est_la_charge(&*charge, *fautif);
    }
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
