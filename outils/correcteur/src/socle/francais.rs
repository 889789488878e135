//! Dire en français ce que les programmes disent en anglais ou en chiffres : erreurs, nombres, durées.

use std::io::{self, ErrorKind};
use std::time::Duration;

use super::texte::montrer;

/// L'erreur et ses causes, à afficher : en français, sur des lignes d'au plus `largeur` colonnes, et sans rien de ce
/// qu'un nom de fichier pourrait faire faire à un terminal ou à un flux GitHub Actions.
pub fn erreur(erreur: &anyhow::Error, largeur: usize) -> String {
    let texte = montrer(&causes(erreur));
    let options =
        textwrap::Options::new(largeur).word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&texte, options.break_words(false))
}

/// L'erreur et ses causes, de la plus générale à la plus précise.
pub(crate) fn causes(erreur: &anyhow::Error) -> String {
    let causes: Vec<_> = erreur.chain().map(cause).collect();
    causes.join(" : ")
}

fn cause(cause: &(dyn std::error::Error + 'static)) -> String {
    if let Some(erreur) = cause.downcast_ref::<io::Error>() {
        return entree_sortie(erreur);
    }
    if let Some(erreur) = cause.downcast_ref::<serde_json::Error>() {
        return format!("ligne {}, colonne {}", erreur.line(), erreur.column());
    }
    cause.to_string()
}

/// Pourquoi une lecture ou une écriture a échoué.
pub(crate) fn entree_sortie(erreur: &io::Error) -> String {
    let connue = match erreur.kind() {
        ErrorKind::NotFound => "ce fichier n'existe pas",
        ErrorKind::PermissionDenied => "l'accès est refusé",
        ErrorKind::AlreadyExists => "il y a déjà quelque chose de ce nom",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "il n'y a plus de place sur le disque",
        ErrorKind::FileTooLarge => "le fichier est trop gros",
        ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule",
        ErrorKind::IsADirectory => "c'est un dossier",
        ErrorKind::NotADirectory => "ce n'est pas un dossier",
        ErrorKind::DirectoryNotEmpty => "le dossier n'est pas vide",
        ErrorKind::InvalidFilename => "ce nom de fichier n'est pas permis",
        ErrorKind::CrossesDevices => "il est sur un autre disque",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "un autre programme l'occupe",
        ErrorKind::InvalidData => "ce n'est pas du texte UTF-8",
        ErrorKind::UnexpectedEof => "il s'arrête avant la fin",
        ErrorKind::OutOfMemory => "il n'y a plus de mémoire",
        ErrorKind::TimedOut => "la réponse n'est pas venue à temps",
        ErrorKind::Interrupted => "interrompu",
        ErrorKind::BrokenPipe => "personne ne lit plus la sortie",
        ErrorKind::Unsupported => "le système ne sait pas le faire",
        _ => "",
    };
    match (connue, erreur.raw_os_error()) {
        ("", Some(numero)) => format!("erreur {numero} du système"),
        // Celle que ce programme a écrite lui-même.
        ("", None) => erreur.to_string(),
        (connue, _) => connue.to_owned(),
    }
}

/// Un nombre à la française, au plus deux décimales : `3,75`, `10`.
pub(crate) fn nombre(valeur: impl Into<f64>) -> String {
    let valeur: f64 = valeur.into();
    let texte = format!("{valeur:.2}");
    texte
        .trim_end_matches('0')
        .trim_end_matches('.')
        .replace('.', ",")
}

/// Le mot qui va avec ce nombre.
pub(crate) fn pluriel(combien: usize, un: &'static str, plusieurs: &'static str) -> &'static str {
    if combien > 1 { plusieurs } else { un }
}

/// « 1 copie », « 12 copies ».
pub(crate) fn compte(n: usize, nom: &str) -> String {
    format!("{n} {nom}{}", if n > 1 { "s" } else { "" })
}

/// Une durée en millisecondes, ou en secondes si elle est longue.
pub(crate) fn duree(duree: Duration) -> String {
    if duree < Duration::from_secs(1) {
        format!("{} ms", duree.as_millis())
    } else {
        format!("{:.1} s", duree.as_secs_f64()).replace('.', ",")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Le système les dit en anglais.
    #[test]
    fn toute_erreur_du_systeme_est_dite_en_francais() {
        for numero in 1..200 {
            let erreur = io::Error::from_raw_os_error(numero);
            let anglais = erreur.to_string();
            let dite = causes(&anyhow::Error::from(erreur));
            let (debut, _) = anglais.split_once(" (os error").unwrap();
            assert!(
                !dite.contains(debut) && !dite.contains("os error"),
                "{dite}"
            );
        }
        let notre = io::Error::other("la sienne, en français");
        assert_eq!(entree_sortie(&notre), "la sienne, en français");
    }

    #[test]
    fn les_nombres_sont_francais_et_courts() {
        assert_eq!(
            [0.0, 2.5, 3.75, 10.0, 20.0, 1.0 / 3.0].map(nombre),
            ["0", "2,5", "3,75", "10", "20", "0,33"]
        );
    }
}
