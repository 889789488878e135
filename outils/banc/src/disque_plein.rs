//! Un disque qui refuse la suite d'une écriture (Unix), imité par une limite du système sur la taille des fichiers.

use std::io;
use std::path::Path;
use std::sync::LazyLock;

use crate::fichiers::texte;
use crate::io::issue_dans_un_enfant;
use crate::{Boite, Dossier, attraper, exiger};

/// Ce que l'enfant à l'étroit essaie d'écrire.
pub static TROP_LONG: LazyLock<String> = LazyLock::new(|| "b".repeat(300_000));

/// Relance ce test dans un processus à qui le système refuse d'écrire plus de quelques kilooctets par fichier :
/// une écriture plus longue échoue au milieu, comme sur un disque plein. Rend l'issue, qui doit être
/// une erreur ; `None` si le système n'applique pas la limite, et que tout est écrit dans `chemin`.
pub fn ecrire_a_l_etroit(dossier: &Dossier, chemin: &Path) -> Option<String> {
    let issue = issue_dans_un_enfant(dossier, Some("trap '' XFSZ; ulimit -f 16"));
    (!issue.starts_with("Ok") || texte(chemin) != *TROP_LONG).then_some(issue)
}

/// Cette issue est une erreur. `quand` dit ce que le disque refuse, et `piste` où l'erreur a pu se perdre.
#[track_caller]
pub fn exiger_une_erreur(issue: &str, quand: &str, piste: &str) {
    exiger!(
        !issue.starts_with("panique"),
        "{quand}, l'appel rend une erreur",
        "{issue}",
        "`unwrap` et `expect` paniquent, `?` rend l'erreur à l'appelant"
    );
    exiger!(
        issue.starts_with("Err"),
        "{quand}, l'appel rend une erreur",
        "{issue}",
        "{piste}"
    );
}

/// Vrai si cet appel, qui écrit dans un lien vers /dev/null, y synchronise ce qu'il a écrit : c'est là une erreur, la
/// seule. `sync_all` attend l'écriture mais en tait l'erreur, ce que fait Tokio : c'est pardonné, sa propre
/// documentation l'emploie ainsi.
pub async fn synchronise<'a, T: 'a>(appel: impl Future<Output = io::Result<T>> + 'a) -> bool {
    let appel: Boite<'_, io::Result<()>> = Box::pin(async { appel.await.map(drop) });
    matches!(attraper(appel).await, Ok(Err(_)))
}
