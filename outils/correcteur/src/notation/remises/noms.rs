//! Ce qu'un nom de fichier ou de dossier dit : de quel exercice il est, de quel élève, et s'il compte.

use std::ops::Range;

use crate::cours::Exercice;
use crate::socle::archive::{Genre, sans_forme_inconnue};

/// Les débuts d'un nom d'exercice, le plus long d'abord.
const PREFIXES: [&str; 6] = ["exercices", "exercice", "exercise", "exos", "exo", "ex"];

/// Les dossiers où rien n'est une réponse : tests, outils et solutions du cours, produits de la compilation, restes
/// d'un système.
const DOSSIERS_EXCLUS: [&str; 9] = [
    "__macosx",
    "benches",
    "examples",
    "node_modules",
    "outils",
    "reponses",
    "solutions",
    "target",
    "tests",
];

/// Ce nom ne compte jamais, ni comme élève, ni comme fichier : caché, ou laissé là par un système.
pub(super) fn est_cache(nom: &str) -> bool {
    nom.starts_with('.')
        || ["__macosx", "thumbs.db", "desktop.ini"].contains(&nom.to_lowercase().as_str())
}

/// Rien de ce dossier n'est une réponse.
pub(super) fn est_exclu(dossier: &str) -> bool {
    est_cache(dossier) || DOSSIERS_EXCLUS.contains(&dossier.to_lowercase().as_str())
}

/// Ce fichier, à ce chemin, peut être regardé : aucun de ses dossiers n'est exclu, et lui n'est pas caché.
pub(super) fn est_visible(chemin: &str) -> bool {
    partie_exclue(chemin).is_none()
}

/// Ce qui exclut ce chemin : lui, ou le plus haut de ses dossiers qui n'est jamais regardé.
pub(super) fn partie_exclue(chemin: &str) -> Option<&str> {
    let fins = chemin.match_indices('/').map(|(place, _)| place);
    for fin in fins {
        let dossier = &chemin[..fin];
        if est_exclu(dossier.rsplit('/').next().unwrap_or(dossier)) {
            return Some(dossier);
        }
    }
    let nom = chemin.rsplit('/').next().unwrap_or(chemin);
    est_cache(nom).then_some(chemin)
}

/// Le nom d'un fichier Rust, sans son suffixe : `main.rs`, mais aussi `main.RS` ou `main.rs.txt`.
pub(super) fn sans_suffixe_rust(nom: &str) -> Option<&str> {
    let racine = [".rs", ".rs.txt", ".rs.text"].iter().find_map(|suffixe| {
        let debut = nom.len().checked_sub(suffixe.len())?;
        nom.get(debut..)?
            .eq_ignore_ascii_case(suffixe)
            .then(|| &nom[..debut])
    })?;
    (!racine.eq_ignore_ascii_case("build")).then_some(racine)
}

/// L'exercice que ce nom désigne (`exo29`, `Exo-29`, `exo 29 (1)`, `tp_exercice29`, `29`). Un nom qui en désigne deux n'en
/// désigne aucun.
pub(super) fn exercice_nomme<'a>(nom: &str, exercices: &'a [Exercice]) -> Option<&'a Exercice> {
    match mention(nom, exercices)? {
        (Some(seul), _) => Some(seul),
        (None, _) => None,
    }
}

/// Où ce nom désigne un exercice, et lequel ; aucun, s'il en désigne plusieurs de suite : `exo29-30`, `exo29 et exo30`.
fn mention<'a>(
    nom: &str,
    exercices: &'a [Exercice],
) -> Option<(Option<&'a Exercice>, Range<usize>)> {
    // En ASCII : les octets gardent leur place.
    let nom = nom.to_ascii_lowercase();
    let numerote = |numero: &str| {
        exercices
            .iter()
            .find(|exo| numero_de(exo) == sans_zeros(numero))
    };
    if !nom.is_empty() && nom.bytes().all(|c| c.is_ascii_digit()) {
        return Some((Some(numerote(&nom)?), 0..nom.len()));
    }
    let mut trouve: Option<(Option<&Exercice>, Range<usize>)> = None;
    let mut place = 0;
    while place < nom.len() {
        let avant = trouve.as_ref().filter(|(_, ou)| ou.end == place);
        let suivant = avant.and_then(|(_, ou)| fin_d_un_numero(&nom, ou));
        let Some(fin) = suivant.or_else(|| fin_d_un_nom(&nom, place)) else {
            place += 1;
            continue;
        };
        let chiffres = nom[..fin]
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .len();
        if let Some(exercice) = numerote(&nom[chiffres..fin]) {
            match &mut trouve {
                Some((autre, ou)) if autre.is_none_or(|autre| autre.nom != exercice.nom) => {
                    if !separe(&nom[ou.end..chiffres]) {
                        return None;
                    }
                    (*autre, ou.end) = (None, fin);
                }
                Some(_) => {}
                None => trouve = Some((Some(exercice), place..fin)),
            }
        } else if suivant.is_some() {
            // Le numéro d'autre chose : une version, une date.
            place += 1;
            continue;
        }
        place = fin;
    }
    trouve
}

/// Ce qui est entre deux numéros les met l'un à côté de l'autre : `29-30`, `29 et exo30`.
fn separe(entre: &str) -> bool {
    let mut mots = entre
        .split(|c: char| !c.is_alphabetic())
        .filter(|mot| !mot.is_empty());
    mots.all(|mot| mot == "et" || PREFIXES.contains(&mot))
}

/// Où finit le numéro nu qui suit l'exercice nommé là. Seul, il peut être celui d'un élève : `exo29-30` ne dit pas deux
/// exercices, `exo29-30 emma` et `exo29 et 30` si.
fn fin_d_un_numero(nom: &str, nomme: &Range<usize>) -> Option<usize> {
    const SEPARATEURS: [char; 6] = [' ', '-', '_', '+', '&', ','];
    let place = nomme.end;
    let suite = nom.get(place..)?.trim_start_matches(SEPARATEURS);
    let et = suite
        .strip_prefix("et")
        .filter(|fin| fin.starts_with(SEPARATEURS));
    let suite = et.unwrap_or(suite).trim_start_matches(SEPARATEURS);
    let reste = suite.trim_start_matches(|c: char| c.is_ascii_digit());
    let seul = !reste.starts_with(char::is_alphabetic);
    let signe =
        nom[..nomme.start].contains(char::is_alphabetic) || reste.contains(char::is_alphabetic);
    (suite.len() > reste.len()
        && seul
        && (signe || et.is_some())
        && nom.len() - suite.len() > place)
        .then(|| nom.len() - reste.len())
}

/// Où finit le nom d'exercice qui commence là, s'il y en a un.
fn fin_d_un_nom(nom: &str, place: usize) -> Option<usize> {
    const SEPARATEURS: [char; 5] = [' ', '-', '_', '.', '°'];
    let precede_d_une_lettre = nom.get(..place)?.ends_with(char::is_alphabetic);
    let reste = nom.get(place..)?;
    let prefixe = PREFIXES
        .iter()
        .find(|prefixe| reste.starts_with(*prefixe))?;
    let suite = reste[prefixe.len()..].trim_start_matches(SEPARATEURS);
    let chiffres = suite.len() - suite.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (!precede_d_une_lettre && chiffres > 0).then(|| nom.len() - suite.len() + chiffres)
}

fn numero_de(exercice: &Exercice) -> &str {
    let racine = exercice.nom.trim_end_matches(|c: char| c.is_ascii_digit());
    sans_zeros(&exercice.nom[racine.len()..])
}

fn sans_zeros(numero: &str) -> &str {
    numero.trim_start_matches('0')
}

/// L'exercice qu'un chemin désigne : par le nom du fichier, sinon par le dossier le plus proche.
pub(super) fn exercice_du_chemin<'a>(
    chemin: &str,
    exercices: &'a [Exercice],
) -> Option<&'a Exercice> {
    let mut parties = chemin.rsplit('/');
    let fichier = parties.next()?;
    let fichier = sans_suffixe_rust(fichier).unwrap_or(fichier);
    // Git range ses objets dans des dossiers numérotés.
    let objet = chemin.contains("objects/");
    std::iter::once(fichier)
        .chain(parties)
        .filter(|partie| !objet || !partie.bytes().all(|c| c.is_ascii_digit()))
        .find_map(|partie| exercice_nomme(partie, exercices))
}

/// Le nom du fichier dit que c'est une réponse, et non un module ou un brouillon : `main.rs`, `main (1).rs`,
/// `Copie de main.rs`, ou le nom de l'exercice.
pub(super) fn est_principal(chemin: &str, exercices: &[Exercice]) -> bool {
    let nom = chemin.rsplit('/').next().unwrap_or(chemin);
    let racine = sans_suffixe_rust(nom).unwrap_or(nom).to_lowercase();
    let mut mots = racine.split(|c: char| !c.is_alphanumeric());
    let principal = |mot: &str| mot.trim_end_matches(|c: char| c.is_ascii_digit()) == "main";
    mots.any(principal) || exercice_nomme(&racine, exercices).is_some()
}

/// De qui est un fichier rangé seul dans un lot : `exo29-alice.rs` est d'`alice`, `main (1).rs` de `main (1)`.
pub(super) fn auteur_du_fichier(nom: &str, exercices: &[Exercice]) -> String {
    let racine = sans_suffixe(nom);
    autour_de_l_exercice(racine, exercices).unwrap_or_else(|| racine.to_owned())
}

/// Ce nom, sans ce qui dit sa forme : `.rs`, `.zip`, `.tar.bz2`.
pub(super) fn sans_suffixe(nom: &str) -> &str {
    let archive = Genre::de(nom).map(|(_, racine)| racine);
    let nom = archive.unwrap_or_else(|| sans_forme_inconnue(nom));
    sans_suffixe_rust(nom).unwrap_or(nom)
}

/// Ce qui reste d'un nom autour de celui de l'exercice, numéro de version exclu : un nom d'élève. Rien s'il ne nomme pas
/// d'exercice, ou que lui.
pub(super) fn autour_de_l_exercice(nom: &str, exercices: &[Exercice]) -> Option<String> {
    const SEPARATEURS: [char; 4] = [' ', '-', '_', '.'];
    let (_, place) = mention(nom, exercices)?;
    let [avant, apres] =
        [&nom[..place.start], &nom[place.end..]].map(|reste| reste.trim_matches(SEPARATEURS));
    let restes = [avant, apres].map(|reste| sans_version(reste).trim_matches(SEPARATEURS));
    // Une version seule reste le nom : rien ne dit mieux de qui c'est.
    let restes = match restes.concat().is_empty() {
        true => [avant, apres],
        false => restes,
    };
    let restes: Vec<_> = restes.into_iter().filter(|r| !r.is_empty()).collect();
    (!restes.is_empty()).then(|| restes.join(" "))
}

/// Sans le numéro de version qui finit ce nom : `bob-v2` est de `bob`.
fn sans_version(nom: &str) -> &str {
    let debut = nom.rfind([' ', '-', '_', '.']).map_or(0, |place| place + 1);
    let numero = nom[debut..].strip_prefix(['v', 'V']);
    let version = numero.is_some_and(|n| !n.is_empty() && n.bytes().all(|c| c.is_ascii_digit()));
    if version { &nom[..debut] } else { nom }
}

/// Un participant à un devoir Moodle, tel que le nom d'un dossier ou d'un fichier remis le dit. Moodle nomme le dossier
/// `NOM Prénom_12345_assignsubmission_file` (avec un `_` de plus avant la version 4.1), ou préfixe ainsi chaque fichier
/// si les dossiers ne sont pas demandés ; 12345 est le numéro de participant, qui est aussi dans la feuille de notes.
/// Voir `is_valid_filename_for_import`, dans `mod/assign/feedback/file/importziplib.php` de Moodle, qui relit ces noms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Participant {
    /// Nom et prénom ; « Participant » si le devoir est anonyme.
    pub nom: String,
    /// Numéro dans ce devoir.
    pub numero: u64,
    /// Le dossier sous lequel Moodle attend ce qui lui revient.
    pub dossier: String,
}

impl Participant {
    /// Comment la copie s'appelle ici.
    pub(super) fn copie(&self) -> String {
        format!("{}_{}", self.nom, self.numero)
    }
}

/// Le participant que ce nom désigne, et ce qui suit : le nom du fichier, quand il n'y a pas de dossier.
pub(super) fn participant(nom: &str) -> Option<(Participant, &str)> {
    const GREFFON: &str = "_assignsubmission_";
    let (avant, apres) = nom.split_once(GREFFON)?;
    let (qui, numero) = avant.rsplit_once('_')?;
    let chiffres = !numero.is_empty() && numero.bytes().all(|c| c.is_ascii_digit());
    if qui.is_empty() || !chiffres {
        return None;
    }
    // « onlinetext.html » n'a rien derrière le greffon, et c'est un fichier.
    let seul = if apres.contains('.') { apres } else { "" };
    let (_, reste) = apres.split_once('_').unwrap_or((apres, seul));
    let participant = Participant {
        nom: qui.to_owned(),
        numero: numero.parse().ok()?,
        dossier: format!("{qui}_{numero}{GREFFON}file"),
    };
    Some((participant, reste))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercices() -> Vec<Exercice> {
        ["exo29", "exo30", "exo36"]
            .map(|nom| Exercice::fictif(nom, Vec::new()))
            .into()
    }

    #[test]
    fn un_exercice_se_reconnait_sous_tous_ses_noms() {
        let exercices = exercices();
        let nomme = |nom: &str| exercice_nomme(nom, &exercices).map(|exo| exo.nom.clone());
        for nom in [
            "exo29",
            "Exo29",
            "EXO-29",
            "exo 29",
            "exo_29",
            "exo-029",
            "exo29-alice",
            "alice_exo29",
            "Exercice 29",
            "exercice29",
            "ex29",
            "tp exo29 (1)",
            "exo n°29",
            "29",
            "exo29 exo29",
            "exo29-2",
            "exo29 30nov",
            "exo29-30",
        ] {
            let attendu = (nom != "exo n°29").then(|| "exo29".to_owned());
            assert_eq!(nomme(nom), attendu, "{nom}");
        }
        for nom in [
            "exo2",
            "exo290",
            "exo28",
            "flexo29",
            "main",
            "alice29",
            "2029",
            "exo",
            "é",
            "exo29-exo30",
            "exo29-30 emma",
            "emma_exo29-30",
            "exo29 et 30",
        ] {
            assert_eq!(nomme(nom), None, "{nom}");
        }
    }

    #[test]
    fn un_chemin_dit_son_exercice_par_le_plus_proche() {
        let exercices = exercices();
        let du_chemin = |chemin| exercice_du_chemin(chemin, &exercices).map(|exo| exo.nom.as_str());
        assert_eq!(du_chemin("tokio-main/exo29/src/main.rs"), Some("exo29"));
        assert_eq!(du_chemin("exo30/exo29.rs.txt"), Some("exo29"));
        assert_eq!(du_chemin("src/main.rs"), None);
        assert!(est_visible("a/b/main.rs") && !est_visible("a/Target/main.rs"));
        assert!(!est_visible("__MACOSX/main.rs") && !est_visible("a/._main.rs"));
        assert!(
            est_principal("a/main (1).rs", &exercices) && est_principal("exo29.rs", &exercices)
        );
        assert!(
            est_principal("Copie de main.rs", &exercices)
                && !est_principal("domaine.rs", &exercices)
        );
    }

    #[test]
    fn l_auteur_d_un_fichier_est_ce_qui_reste_de_son_nom() {
        let exercices = exercices();
        let auteur = |nom| auteur_du_fichier(nom, &exercices);
        assert_eq!(auteur("exo29-alice.rs"), "alice");
        assert_eq!(auteur("alice_dupont_Exo30.RS"), "alice_dupont");
        assert_eq!(auteur("exo29.rs"), "exo29");
        assert_eq!(auteur("main (1).rs"), "main (1)");
        assert_eq!(auteur("exo29-30 emma.rs"), "emma");
        assert_eq!(auteur("exo29-30.rs"), "30");
        assert_eq!(auteur("emma_exo29+exo30.zip"), "emma");
        assert_eq!(auteur("exo29-bob-v2.rs"), "bob");
        assert_eq!(auteur("exo29_v2.rs"), "v2");
        assert_eq!(auteur("exo29-bob (1).rs"), "bob (1)");
        assert_eq!(auteur("karim.tar.bz2"), "karim");
        assert_eq!(auteur("exo29-lou.rs.gz"), "lou");
    }

    #[test]
    fn un_nom_de_moodle_se_lit() {
        let lu = |nom| participant(nom).map(|(p, reste)| (p.nom, p.numero, reste));
        let attendu = |reste| Some(("DURAND Élise".to_owned(), 12345, reste));
        assert_eq!(lu("DURAND Élise_12345_assignsubmission_file"), attendu(""));
        assert_eq!(lu("DURAND Élise_12345_assignsubmission_file_"), attendu(""));
        assert_eq!(
            lu("DURAND Élise_12345_assignsubmission_onlinetext_"),
            attendu("")
        );
        assert_eq!(
            lu("DURAND Élise_12345_assignsubmission_file_mon_main.rs"),
            attendu("mon_main.rs")
        );
        assert_eq!(
            lu("DURAND Élise_12345_assignsubmission_onlinetext.html"),
            attendu("onlinetext.html")
        );
        for nom in [
            "alice",
            "a_b_assignsubmission_file",
            "_12_assignsubmission_file",
            "a_assignsubmission_file",
        ] {
            assert_eq!(lu(nom), None, "{nom}");
        }
    }
}
