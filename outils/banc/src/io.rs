//! Attendre un appel qui rend un `io::Result`, et juger son issue : la valeur, l'erreur du système telle quelle, jamais une
//! panique.

use std::fmt::Debug;
use std::io::{self, ErrorKind};
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;

use crate::attente::Endroit;
use crate::enfant::{ce_test, enfanter};
use crate::thread_libre::dans_un_runtime_a_part;
use crate::{
    Boite, Dossier, Explication, Patience, attraper, echec, exiger, message_de, ms, sans_panique,
};

/// Bien plus qu'un appel n'a besoin d'être interrogé. Un compte plutôt qu'une durée :
/// une machine lente n'y change rien.
const INTERROGATIONS: u32 = 10_000;

const PISTE_DE_BOUCLE: &str = "à la fin du fichier, `read_line`, `read_until` et `read` rendent `Ok(0)`, autant de fois \
    qu'on les appelle : c'est la condition d'arrêt de la boucle";

/// La piste d'un chemin qui n'est pas de l'UTF-8.
pub const PISTE_NOM: &str = "un nom n'est pas toujours de l'UTF-8, pas plus celui d'un dossier que celui d'un fichier : \
    `to_str` rend alors `None`, `display` et `to_string_lossy` donnent un autre nom ; reste en `Path` et en `OsStr`";

/// La piste d'un chemin qui passe par un fichier comme par un dossier.
pub const PISTE_PAR_UN_FICHIER: &str = "un chemin traverse un fichier comme si c'était un dossier : `chemin` est un fichier, et \
    `chemin.join(…)` y entre ; ce qui va à côté part de son dossier (`parent()`), ou change son nom (`with_file_name`)";

/// L'issue de l'appel, qui ne boucle pas sans fin et ne fait pas paniquer `unwrap`.
#[track_caller]
pub fn appeler<'a, T: 'a>(
    appel: impl Future<Output = io::Result<T>> + 'a,
) -> Boite<'a, io::Result<T>> {
    appeler_boite(Box::pin(appel), Location::caller())
}

/// La valeur de l'appel, qui réussit.
#[track_caller]
pub fn reussir<'a, T: 'a>(appel: impl Future<Output = io::Result<T>> + 'a) -> Boite<'a, T> {
    reussir_boite(Box::pin(appel), Location::caller())
}

/// De même, quel que soit ce chemin, que l'appel emploie.
#[track_caller]
pub fn reussir_avec<'a, T: 'a>(
    chemin: &'a Path,
    appel: impl Future<Output = io::Result<T>> + 'a,
) -> Boite<'a, T> {
    if chemin.to_str().is_some() {
        reussir_boite(Box::pin(appel), Location::caller())
    } else {
        reussir_sans_utf8(chemin, Box::pin(appel))
    }
}

/// L'appel échoue, et son erreur est celle du système, ou celle du décodage, telle quelle. `cas` dit ce qui ne va pas.
#[track_caller]
pub fn echouer<'a, T: Debug + 'a>(
    cas: &'a str,
    genre: ErrorKind,
    appel: impl Future<Output = io::Result<T>> + 'a,
) -> Boite<'a, ()> {
    let appel = Box::pin(async { Ok(format!("{:?}", appel.await?)) });
    echouer_boite(cas, genre, appel, Location::caller())
}

/// L'appel, à qui il manque un dossier, échoue sans le créer. `dossier` est celui du test.
#[track_caller]
pub fn echouer_sans_dossier<'a, T: Debug + 'a>(
    dossier: &'a Dossier,
    appel: impl Future<Output = io::Result<T>> + 'a,
) -> Boite<'a, ()> {
    let appel = Box::pin(async { Ok(format!("{:?}", appel.await?)) });
    echouer_sans_dossier_boite(dossier, appel, Location::caller())
}

/// L'appel, à qui l'on donne un dossier pour un fichier, rend une erreur, et ne la redemande pas sans fin, fût-ce sur un
/// autre thread. `quoi` dit ce qu'il fait, comme « compter les lignes ». À appeler hors de tout runtime.
pub fn exiger_l_erreur_d_un_dossier(quoi: &str, appel: Boite<'_, io::Result<usize>>) {
    let (appel, mut issue) = (appeler(appel), None);
    // Un runtime à part : celui d'un test attendrait, avant de dire quoi que ce soit, le thread qui tourne sans fin.
    dans_un_runtime_a_part(Box::pin(async {
        issue = en_moins_de(ms(5000), appel).await
    }));
    let Some(issue) = issue else {
        echec!(
            "{quoi} d'un dossier est une erreur",
            "l'appel n'a pas fini au bout de 5 s",
            "à chaque tour, la lecture rend la même erreur : `filter_map(Result::ok)` et `flatten` sautent l'erreur et \
             redemandent la suite, sans fin ; `?` la rend à l'appelant"
        )
    };
    exiger!(
        issue.is_err(),
        "{quoi} d'un dossier est une erreur",
        "{issue:?}",
        "une erreur de lecture a été avalée : une boucle `while let Ok(Some(_))` la prend pour la fin du fichier"
    );
}

/// L'issue de l'appel, s'il finit dans ce temps.
pub fn en_moins_de<'a, T: 'a>(
    limite: Duration,
    appel: impl Future<Output = io::Result<T>> + 'a,
) -> Boite<'a, Option<io::Result<T>>> {
    en_moins_de_boite(limite, Box::pin(appel))
}

/// L'appel, dont l'issue n'importe pas.
pub fn ignorer<'a>(appel: impl Future + 'a) -> Boite<'a, ()> {
    Box::pin(async { drop(appel.await) })
}

/// L'issue de l'appel, en une ligne : sa valeur, `Err(…)`, ou `panique, …`.
pub async fn decrire(appel: impl Future<Output = io::Result<String>>) -> String {
    match attraper(appel).await {
        Ok(Ok(valeur)) => valeur,
        Ok(Err(erreur)) => format!("Err({erreur:?})"),
        Err(panique) => format!("panique, {}", message_de(&*panique)),
    }
}

/// Dans le parent : relance ce test seul, dans ce dossier, et rend l'issue que l'enfant rapporte. `limites` est celui de
/// [`ce_test`].
pub fn issue_dans_un_enfant(dossier: &Dossier, limites: Option<&str>) -> String {
    let mut commande = ce_test(limites);
    commande.current_dir(dossier.chemin());
    let rapport = enfanter(commande).rapport;
    rapport.unwrap_or_else(|| "l'appel n'a pas rendu la main".to_owned())
}

fn appeler_boite<'a, T: 'a>(
    appel: Boite<'a, io::Result<T>>,
    endroit: Endroit,
) -> Boite<'a, io::Result<T>> {
    Box::pin(async move {
        let mut valeur = None;
        let fin = Box::pin(async {
            valeur = Some(appel.await?);
            Ok(())
        });
        conduire(fin, endroit).await?;
        Ok(valeur.expect("l'appel est allé au bout"))
    })
}

/// Le travail d'[`appeler`], compilé une fois pour toutes.
async fn conduire(appel: Boite<'_, io::Result<()>>, endroit: Endroit) -> io::Result<()> {
    let appel = sans_panique(appel, |message| {
        (message.contains("unwrap") || message.contains("kind")).then_some(Explication {
            attendu: "l'appel rend `Ok` ou `Err`",
            piste: "un fichier absent, illisible ou invalide n'est pas un bug du programme : `unwrap` et `expect` \
                    paniquent, `?` rend l'erreur à l'appelant",
        })
    });
    let patience = Patience::new("l'opération demandée au système ne finit pas")
        .tours(INTERROGATIONS)
        .piste_de_boucle(PISTE_DE_BOUCLE);
    patience.attendre_boite(Box::pin(appel), endroit).await.0
}

fn reussir_boite<'a, T: 'a>(appel: Boite<'a, io::Result<T>>, endroit: Endroit) -> Boite<'a, T> {
    let appel = appeler_boite(appel, endroit);
    Box::pin(async {
        match appel.await {
            Ok(valeur) => valeur,
            Err(erreur) => refuser_l_erreur(&erreur),
        }
    })
}

fn refuser_l_erreur(erreur: &io::Error) -> ! {
    // 9 : le descripteur existe, mais n'est pas ouvert pour cette opération (EBADF).
    let mal_ouvert = cfg!(unix) && erreur.raw_os_error() == Some(9);
    let piste = match erreur.kind() {
        _ if mal_ouvert => {
            "ce fichier n'est pas ouvert pour ce que tu lui demandes : `File::create` n'ouvre qu'en \
             écriture, `File::open` qu'en lecture ; `File::options()` permet les deux, ou bien ouvre-le \
             une seconde fois"
        }
        ErrorKind::NotFound => {
            "l'une de tes opérations veut un fichier qui existe déjà (`open` sans `create(true)`, \
             `canonicalize`, `metadata`), ou cherche ailleurs que là où tu as écrit (`chemin.join(…)` \
             entre dans `chemin`, qui n'est pas un dossier : à côté, c'est `with_file_name`) ; le fichier \
             visé, lui, n'existe peut-être pas encore : il est à créer"
        }
        ErrorKind::NotADirectory => PISTE_PAR_UN_FICHIER,
        _ => {
            "rien n'empêche cet appel d'aboutir : regarde laquelle de tes opérations échoue, et ce \
             qu'elle suppose du fichier"
        }
    };
    echec!(
        "l'appel réussit",
        "une erreur : {erreur} ({erreur:?})",
        "{piste}"
    )
}

fn reussir_sans_utf8<'a, T: 'a>(chemin: &'a Path, appel: Boite<'a, io::Result<T>>) -> Boite<'a, T> {
    // La fin seulement : le début est le dossier du test.
    let fin: PathBuf = chemin.iter().rev().take(2).collect();
    let fin: PathBuf = fin.iter().rev().collect();
    let attendu = format!("l'appel réussit aussi quand le chemin finit par {fin:?}");
    Box::pin(async move {
        let appel = sans_panique(appel, |_| {
            Some(Explication {
                attendu: &attendu,
                piste: PISTE_NOM,
            })
        });
        match appel.await {
            Ok(valeur) => valeur,
            Err(erreur) => echec!("{attendu}", "une erreur : {erreur}", "{PISTE_NOM}"),
        }
    })
}

fn echouer_boite<'a>(
    cas: &'a str,
    genre: ErrorKind,
    appel: Boite<'a, io::Result<String>>,
    endroit: Endroit,
) -> Boite<'a, ()> {
    let appel = appeler_boite(appel, endroit);
    Box::pin(async move {
        match appel.await {
            Err(erreur) => exiger_l_erreur_du_systeme(cas, genre, &erreur),
            Ok(valeur) => refuser_la_reussite(cas, genre, &valeur),
        }
    })
}

fn refuser_la_reussite(cas: &str, genre: ErrorKind, valeur: &str) -> ! {
    let piste = if genre == ErrorKind::InvalidData {
        "une erreur a été avalée, ou n'a pas été cherchée : `while let Ok(…)`, `unwrap_or…`, `.ok()` et \
         `let _ =` la font passer pour une fin normale, `from_utf8_lossy` répare en silence, et `split`, \
         `read_until` et `fill_buf` rendent des octets sans les vérifier ; `?` la rend à l'appelant"
    } else {
        "une erreur a été avalée : `while let Ok(…)`, `unwrap_or…`, `.ok()` et `let _ =` la font passer \
         pour une fin normale ; `?` la rend à l'appelant"
    };
    echec!(
        "{cas} : une erreur `{genre:?}`",
        "`Ok({valeur})`",
        "{piste}"
    )
}

fn exiger_l_erreur_du_systeme(cas: &str, genre: ErrorKind, erreur: &io::Error) {
    let obtenu = erreur.kind();
    exiger!(
        obtenu == genre,
        "{cas} : une erreur `{genre:?}`",
        "une erreur `{obtenu:?}` : {erreur}",
        "l'erreur se rend telle qu'elle est venue : `io::Error::other` et `map_err` lui font perdre son genre"
    );
    exiger!(
        genre == ErrorKind::InvalidData || erreur.raw_os_error().is_some(),
        "{cas} : l'erreur du système, telle quelle, avec son code",
        "une autre erreur du même genre, sans code : {erreur}",
        "`?` suffit : inutile de fabriquer une nouvelle `io::Error` à partir de celle du système"
    );
}

fn echouer_sans_dossier_boite<'a>(
    dossier: &'a Dossier,
    appel: Boite<'a, io::Result<String>>,
    endroit: Endroit,
) -> Boite<'a, ()> {
    let appel = appeler_boite(appel, endroit);
    Box::pin(async move {
        let avant = dossier.noms();
        let issue = appel.await;
        let noms = dossier.noms();
        exiger!(
            noms == avant,
            "un dossier absent n'est pas créé : c'est une erreur",
            "le dossier du test contient {noms:?}, et l'appel a rendu {issue:?}",
            "seul le fichier est à créer, pas le chemin qui y mène : `create_dir_all` n'a rien à faire ici"
        );
        let cas = "dans un dossier qui n'existe pas";
        match issue {
            Err(erreur) => exiger_l_erreur_du_systeme(cas, ErrorKind::NotFound, &erreur),
            Ok(valeur) => refuser_la_reussite(cas, ErrorKind::NotFound, &valeur),
        }
    })
}

fn en_moins_de_boite<'a, T: 'a>(
    limite: Duration,
    appel: Boite<'a, io::Result<T>>,
) -> Boite<'a, Option<io::Result<T>>> {
    Box::pin(async move {
        let mut issue = None;
        let fin: Boite<'_, ()> = Box::pin(async { issue = Some(appel.await) });
        let _ = timeout(limite, fin).await;
        issue
    })
}
