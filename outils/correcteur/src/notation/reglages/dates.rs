//! Quand chaque copie a été remise.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, anyhow, ensure};
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::lecture::ressemble_a;
use super::moodle;
use crate::formats::moodle::{Encodage, titres};
use crate::notation::remises::Remise;
use crate::socle::texte::{compose, sur_une_ligne};

/// Titres que peut porter la colonne des noms, et celle des dates.
const NOMS: [&str; 5] = ["nom", "copie", "élève", "eleve", "name"];
const DATES: [&str; 4] = ["date", "remise", "date de remise", "submitted"];

/// Des dates lues.
#[derive(Debug)]
pub(super) struct Lues {
    /// Par copie.
    pub(super) dates: BTreeMap<String, Timestamp>,
    /// Les participants dont la feuille de Moodle dit que la limite est repoussée.
    pub(super) prolonges: Vec<String>,
}

/// Lit les dates d'un CSV qui a une colonne de noms et une de dates, ou d'une feuille de Moodle. Une date sans décalage est prise dans celui de la
/// limite.
///
/// # Errors
/// Le fichier ne se lit pas, n'a pas ces colonnes, ou une date n'en est pas une : le message dit à quelle ligne.
pub(super) fn lire(chemin: &Path, limite: &str, remises: &[Remise]) -> anyhow::Result<Lues> {
    let ici = || format!("les dates « {} »", chemin.display());
    let octets = std::fs::read(chemin).with_context(ici)?;
    let (_, texte) = Encodage::lire(&octets).with_context(ici)?;
    ensure!(
        !texte.trim().is_empty(),
        "{} : le fichier est vide : la première ligne nomme les colonnes, nom et date",
        ici()
    );
    let titres = texte.lines().next().unwrap_or_default();
    let separateur = [b';', b'\t', b',']
        .into_iter()
        .find(|separateur| titres.as_bytes().contains(separateur));
    let mut lecteur = csv::ReaderBuilder::new()
        .delimiter(separateur.unwrap_or(b','))
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(texte.as_bytes());
    let lus = lecteur
        .headers()
        .map_err(|_| anyhow!("{} : ce n'est pas un CSV", ici()))?;
    let colonne = |noms: &[&str]| lus.iter().position(|titre| titres::est(titre, noms));
    let de_moodle = colonne(titres::IDENTIFIANT).zip(colonne(titres::REMISE));
    let statut = colonne(titres::STATUT).filter(|_| de_moodle.is_some());
    let colonnes = de_moodle.or_else(|| colonne(&NOMS).zip(colonne(&DATES)));
    let (nom, date) = colonnes.with_context(|| {
        let (lus, permis) = (lus.iter().collect::<Vec<_>>(), [NOMS[0], DATES[0]]);
        let mut inconnus = lus.clone();
        inconnus.retain(|titre| !titres::est(titre, &NOMS) && !titres::est(titre, &DATES));
        let inconnus = inconnus.iter();
        let proches: String = inconnus.map(|titre| ressemble_a(titre, &permis)).collect();
        format!(
            "{}, ligne 1 : « {} » : la première ligne nomme les colonnes, et il y faut nom et date{proches}",
            ici(),
            sur_une_ligne(&lus.join(", "))
        )
    })?;
    let (heure, decalage) = heure_et_decalage(limite);
    let (mut dates, mut prolonges) = (BTreeMap::new(), Vec::new());
    for (rang, lue) in (2..).zip(lecteur.records()) {
        let lue = lue.map_err(|_| anyhow!("{}, ligne {rang} : elle ne se lit pas", ici()))?;
        let ligne = lue.position().map_or(rang, |place| ligne(&texte, place));
        let ici = || format!("{}, ligne {ligne}", ici());
        let (nom, date) = (
            lue.get(nom).unwrap_or_default(),
            lue.get(date).unwrap_or_default(),
        );
        if nom.is_empty() && date.is_empty() {
            continue;
        }
        if statut.is_some_and(|rang| moodle::est_prolonge(lue.get(rang).unwrap_or_default())) {
            prolonges.push(nom.to_owned());
        }
        // De qui n'a rien remis, Moodle n'a pas de date.
        if de_moodle.is_some() && matches!(date, "" | "-") {
            continue;
        }
        let nom = match de_moodle {
            Some(_) => moodle::copie_de(nom, remises),
            None => compose(nom),
        };
        let ecrite = date;
        let date = instant(ecrite, heure, decalage).with_context(|| {
            format!(
                "{} : « {ecrite} » n'est pas une date : écris 2026-12-02 18:30, ou 02/12/2026 18:30",
                ici()
            )
        })?;
        ensure!(
            !est_loin(date, limite),
            "{} : « {ecrite} » est à plus d'un an de la limite, {limite} : c'est sans doute une faute de frappe ; corrige \
             cette date, ou la limite du barème",
            ici()
        );
        ensure!(
            dates.insert(nom.clone(), date).is_none(),
            "{} : « {nom} » y est deux fois",
            ici()
        );
    }
    Ok(Lues { dates, prolonges })
}

/// La ligne où commence ce qui est là : les lignes vides d'avant comptent, et une case entre guillemets peut en tenir
/// plusieurs.
fn ligne(texte: &str, place: &csv::Position) -> usize {
    let octet = usize::try_from(place.byte()).unwrap_or(usize::MAX);
    let avant = texte.get(..octet).unwrap_or_default();
    let suite = texte.get(octet..).unwrap_or_default();
    let vides = &suite[..suite.len() - suite.trim_start_matches(['\r', '\n']).len()];
    let fins = |texte: &str| texte.bytes().filter(|c| *c == b'\n').count();
    fins(avant) + fins(vides) + 1
}

/// L'heure et le décalage que la limite écrit : `2026-12-01T23:59:00+01:00`, avec ou sans secondes, ou `Z`.
fn heure_et_decalage(limite: &str) -> (Time, Offset) {
    let lue = Pieces::parse(limite).ok();
    let heure = lue.as_ref().and_then(Pieces::time);
    let decalage = lue.as_ref().and_then(Pieces::to_numeric_offset);
    (
        heure.unwrap_or(Time::midnight()),
        decalage.unwrap_or(Offset::UTC),
    )
}

/// Cet instant est à plus d'un an de la limite, avant ou après.
fn est_loin(instant: Timestamp, limite: &str) -> bool {
    // Le barème, déjà lu, en a fait un instant.
    const UN_AN: SignedDuration = SignedDuration::from_hours(366 * 24);
    let limite = limite.parse::<Timestamp>();
    limite.is_ok_and(|limite| instant.duration_since(limite).abs() > UN_AN)
}

/// L'instant que ce texte dit : avec son décalage, ou dans celui-ci. Sans heure, l'heure de la limite, ce jour-là : le
/// jour même n'est pas en retard, le lendemain l'est d'un jour. Deux chiffres d'année sont de ce siècle, là où un tableur
/// les écrit, en dernier ; ailleurs, on ne sait pas lesquels sont l'année.
fn instant(texte: &str, heure: Time, decalage: Offset) -> Option<Timestamp> {
    let date = date_dite(texte, heure, decalage)?;
    (Offset::UTC.to_datetime(date).year() >= 1000).then_some(date)
}

fn date_dite(texte: &str, heure: Time, decalage: Offset) -> Option<Timestamp> {
    if let Ok(instant) = texte.parse() {
        return Some(instant);
    }
    const FORMES: [&str; 8] = [
        "%d/%m/%y %H:%M:%S",
        "%d/%m/%y %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%d/%m/%Y %H:%M:%S",
        "%d/%m/%Y %H:%M",
    ];
    let complet = |texte: &str| {
        let mut formes = FORMES.iter();
        formes.find_map(|forme| DateTime::strptime(forme, texte).ok())
    };
    let jour = |texte: &str| {
        let mut formes = ["%d/%m/%y", "%Y-%m-%d", "%d/%m/%Y"].into_iter();
        formes.find_map(|forme| Date::strptime(forme, texte).ok())
    };
    let zone = TimeZone::fixed(decalage);
    let date = complet(texte)
        .or_else(|| jour(texte).map(|jour| jour.to_datetime(heure)))
        .or_else(|| moodle::en_toutes_lettres(texte))?;
    zone.to_timestamp(date).ok()
}

/// La dernière modification des fichiers Rust de chaque copie ; celle du dossier, s'il n'y en a aucun.
pub(super) fn dates_des_fichiers(remises: &[Remise]) -> BTreeMap<String, Timestamp> {
    let date = |remise: &Remise| {
        let date = derniere_modification(&remise.chemin).unwrap_or(SystemTime::UNIX_EPOCH);
        Timestamp::try_from(date).unwrap_or(Timestamp::UNIX_EPOCH)
    };
    let dates = remises
        .iter()
        .map(|remise| (remise.nom.clone(), date(remise)));
    dates.collect()
}

/// Ce qui est parcouru au plus : une copie hostile ne doit pas occuper le correcteur.
const PROFONDEUR: usize = 6;

const ENTREES: usize = 5000;

fn derniere_modification(chemin: &Path) -> Option<SystemTime> {
    let visible = |entree: &walkdir::DirEntry| {
        let nom = entree.file_name().to_string_lossy();
        entree.depth() == 0 || !(nom == "target" || nom.starts_with('.'))
    };
    let parcours = walkdir::WalkDir::new(chemin).max_depth(PROFONDEUR);
    let fichiers = parcours
        .into_iter()
        .filter_entry(visible)
        .take(ENTREES)
        .flatten();
    let dates = fichiers
        .filter(|entree| entree.file_type().is_file())
        .filter(|entree| {
            entree
                .path()
                .extension()
                .is_some_and(|suffixe| suffixe == "rs")
        })
        .filter_map(|entree| entree.metadata().ok()?.modified().ok());
    dates
        .max()
        .or_else(|| chemin.metadata().ok()?.modified().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comme un tableur en français enregistre d'abord : en Windows-1252.
    #[test]
    fn un_csv_d_un_autre_encodage_se_lit() {
        let fichier = tempfile::NamedTempFile::new().unwrap();
        let lire = |octets: &[u8]| {
            std::fs::write(fichier.path(), octets).unwrap();
            lire(fichier.path(), "2026-12-01T23:59:00Z", &[])
        };
        let lues = lire(b"\xc9l\xe8ve;Date\nchlo\xe9;2026-12-01\n").unwrap();
        assert_eq!(lues.dates.keys().collect::<Vec<_>>(), ["chloé"]);
        let erreur = lire(b"\xFE\xFF\0n").unwrap_err();
        assert!(format!("{erreur:#}").contains("en UTF-8"), "{erreur:#}");
    }

    /// Elle annulerait un retard, ou la note, sans un mot.
    #[test]
    fn une_date_a_plus_d_un_an_de_la_limite_est_une_faute_de_frappe() {
        let fichier = tempfile::NamedTempFile::new().unwrap();
        let lire = |date: &str| {
            std::fs::write(fichier.path(), format!("nom;date\n\nalice;{date}\n")).unwrap();
            lire(fichier.path(), "2026-12-01T23:59:00+01:00", &[])
        };
        for loin in ["2025-11-29", "02/12/2062 18:30", "1926-12-02", "03/12/27"] {
            let erreur = format!("{:#}", lire(loin).unwrap_err());
            let dits = ["ligne 3", loin, "2026-12-01T23:59:00+01:00", "plus d'un an"];
            assert!(dits.iter().all(|dit| erreur.contains(dit)), "{erreur}");
        }
        for pres in ["2025-12-01 23:59", "01/12/2027 23:59", "02/12/26"] {
            lire(pres).unwrap();
        }
    }

    #[test]
    fn les_dates_se_lisent_comme_on_les_ecrit_ici() {
        let soir = jiff::civil::time(23, 59, 0, 0);
        for (limite, attendu) in [
            ("2026-12-01T23:59:00+01:00", (soir, Offset::constant(1))),
            ("2026-12-01 23:59:00+01:00", (soir, Offset::constant(1))),
            ("2026-12-01T23:59+01", (soir, Offset::constant(1))),
            ("2026-12-01T23:59:00Z", (soir, Offset::UTC)),
            ("2026-12-01T23:59Z", (soir, Offset::UTC)),
        ] {
            assert!(limite.parse::<Timestamp>().is_ok(), "{limite}");
            assert_eq!(heure_et_decalage(limite), attendu, "{limite}");
        }
        let decalage = Offset::constant(1);
        let attendu: Timestamp = "2026-12-02T17:30:00Z".parse().unwrap();
        for texte in [
            "2026-12-02T18:30:00+01:00",
            "2026-12-02T17:30:00Z",
            "2026-12-02 18:30",
            "2026-12-02T18:30",
            "2026-12-02 18:30:00",
            "02/12/2026 18:30",
            "02/12/26 18:30",
            "2/12/26 18:30:00",
            "mercredi 2 décembre 2026, 18:30",
            "Mercredi 2 de\u{301}cembre 2026, 18:30",
            "Wednesday, 2 December 2026, 6:30 PM",
            "Wednesday, 2 December 2026, 6:30\u{202f}PM",
        ] {
            assert_eq!(instant(texte, soir, decalage), Some(attendu), "{texte}");
        }
        let le_jour_meme = "2026-12-02T23:59:00+01:00".parse().unwrap();
        for jour in ["02/12/2026", "2026-12-02", "02/12/26"] {
            assert_eq!(instant(jour, soir, decalage), Some(le_jour_meme));
        }
        for faux in [
            "",
            "hier",
            "32/12/2026",
            "2026-13-01",
            "12/02",
            "26-12-02",
            "0026-12-02",
            "0026-12-02T18:30:00Z",
            "02/12/026",
            "mercredi 2 décembre 26, 18:30",
            "2026-12-02 25:00",
            "lundi 31 novembre 2026, 18:30",
            "lundi 30 brumaire 2026, 18:30",
            "lundi 30 novembre 2026",
            "Monday, 30 November 2026, 13:30 PM",
            "-",
        ] {
            assert_eq!(instant(faux, soir, decalage), None, "{faux}");
        }
    }
}
