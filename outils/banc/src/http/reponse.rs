//! La tête d'une réponse HTTP, et la forme que tout serveur du cours lui donne.

use crate::{echec, exiger};

/// La piste d'une réponse qui s'arrête avant sa fin.
pub(super) const PISTE_TRONQUEE: &str = "la réponse est tronquée : `write` peut n'en écrire qu'une partie, `write_all` \
    l'écrit toute ; une ligne vide finit sa tête, et `Content-Length` est le nombre d'octets de son corps";

/// Une tête de réponse complète et de la bonne forme.
pub(super) struct Tete {
    pub(super) statut: u16,
    /// Ses octets, ligne vide comprise.
    pub(super) longueur: usize,
    /// Les octets que `Content-Length` annonce.
    pub(super) corps: usize,
}

impl Tete {
    /// La tête qui ouvre ces octets, si elle est là tout entière. Les noms des en-têtes s'écrivent en majuscules ou en
    /// minuscules, et `close` aussi ; la première ligne, elle, est mot pour mot.
    pub(super) fn lire(recu: &[u8]) -> Option<Self> {
        let fin = recu.windows(4).position(|quatre| quatre == b"\r\n\r\n")?;
        let longueur = fin + 4;
        let tete = String::from_utf8_lossy(&recu[..longueur]);
        exiger_les_retours(&tete);
        let statut = exiger_premiere_ligne(&tete);
        exiger!(
            valeur(&tete, "connection").is_some_and(|valeur| valeur.eq_ignore_ascii_case("close")),
            "chaque réponse dit `Connection: close`",
            "{tete:?}",
            "il manque `Connection: close` : toutes les réponses le portent, les refus aussi"
        );
        let corps = match valeur(&tete, "content-length").map(str::parse) {
            Some(Ok(corps)) => corps,
            _ => echec!(
                "chaque réponse annonce la taille de son corps, `Content-Length: n`",
                "{tete:?}",
                "toutes les réponses portent cet en-tête, même quand le corps est vide"
            ),
        };
        Some(Tete {
            statut,
            longueur,
            corps,
        })
    }
}

/// Le statut que dit la première ligne.
fn exiger_premiere_ligne(tete: &str) -> u16 {
    let premiere = tete.split("\r\n").next().unwrap_or_default();
    let Some(suite) = premiere.strip_prefix("HTTP/1.1 ") else {
        let casse = premiere.get(..9).map(str::to_ascii_uppercase);
        let piste = if casse.as_deref() == Some("HTTP/1.1 ") {
            "`HTTP/1.1` s'écrit en majuscules"
        } else {
            "ce serveur parle HTTP/1.1, et ses réponses le disent, quelle que soit la version de la requête"
        };
        echec!(
            "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
            "{tete:?}",
            "{piste}"
        )
    };
    let Some(statut) = suite.get(..3).and_then(|statut| statut.parse().ok()) else {
        echec!(
            "une réponse qui commence par `HTTP/1.1`, une espace et le statut",
            "{tete:?}",
            "le statut est un nombre de trois chiffres, juste après `HTTP/1.1` et une espace"
        )
    };
    exiger!(
        statut != 200 || suite == "200 OK",
        "la première ligne d'un 200 est `HTTP/1.1 200 OK`",
        "{tete:?}",
        "un 200 s'écrit avec sa raison, `OK` en majuscules, et rien d'autre"
    );
    statut
}

/// La valeur de cet en-tête, donné en minuscules.
fn valeur<'a>(tete: &'a str, nom: &str) -> Option<&'a str> {
    tete.split("\r\n").find_map(|ligne| {
        let (lu, valeur) = ligne.split_once(':')?;
        lu.eq_ignore_ascii_case(nom).then(|| valeur.trim())
    })
}

/// Aucune ligne de cette tête ne finit par `\n` seul.
pub(super) fn exiger_les_retours(tete: &str) {
    exiger!(
        tete.matches('\n').count() == tete.matches("\r\n").count(),
        "chaque ligne de la tête d'une réponse finit par `\\r\\n`",
        "{tete:?}",
        "une ligne de la tête finit par `\\n` seul : c'est `\\r\\n` qui les sépare, et une ligne vide, `\\r\\n` elle aussi, \
         la sépare du corps"
    );
}
