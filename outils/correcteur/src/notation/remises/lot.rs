//! Partager un lot entre ses élèves : un dossier chacun, une archive, des fichiers seuls, ou ce que Moodle télécharge.
//! Ce qui n'est de personne est nommé, jamais passé sous silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};

use super::contenu::Contenu;
use super::emballage::{self, dossier_commun};
use super::groupes;
use super::noms::{
    Participant, auteur_du_fichier, est_cache, est_exclu, est_visible, participant,
    sans_suffixe_rust,
};
use crate::cours::Exercice;
use crate::socle::archive::{self, Genre, Limites, Visiteur, est_d_une_forme_inconnue};
use crate::socle::texte::compose;

/// Ce que l'archive d'une classe entière peut contenir : Moodle y met ce que chacun a remis, tel quel.
const LIMITES: Limites = Limites {
    entrees: 60_000,
    octets: 8 << 30,
    rapport: 200,
};

/// Un endroit d'où vient une partie de la remise d'un élève.
#[derive(Debug, Clone)]
pub(super) enum Racine {
    /// Et sous quel nom son contenu compte : le sien, s'il n'est qu'un des rendus de l'élève.
    Dossier(PathBuf, String),
    /// De même.
    Archive(Genre, PathBuf, String),
    /// Un fichier, sous le nom que l'élève lui a donné.
    Fichier(PathBuf, String),
    /// Ce qu'une archive de toute la classe contenait pour lui.
    Lue(Contenu),
}

/// Un élève du lot.
#[derive(Debug)]
pub(super) struct Eleve {
    pub(super) nom: String,
    pub(super) chemin: PathBuf,
    pub(super) participant: Option<Participant>,
    pub(super) racines: Vec<Racine>,
}

/// Les élèves d'un lot, et les noms de ce qui n'est d'aucun.
#[derive(Debug, Default)]
pub(super) struct Partage {
    pub(super) eleves: Vec<Eleve>,
    pub(super) laisses: Vec<String>,
}

/// À qui est une entrée d'un lot, et sous quel nom elle compte dans sa remise.
struct Place {
    eleve: String,
    participant: Option<Participant>,
    nom: String,
}

/// À qui est l'entrée de ce nom, s'il est de quelqu'un.
fn place(nom: &str, est_un_dossier: bool, exercices: &[Exercice]) -> Option<Place> {
    if let Some((participant, reste)) = participant(nom) {
        return Some(Place {
            eleve: participant.copie(),
            nom: reste.to_owned(),
            participant: Some(participant),
        });
    }
    let rendu = sans_suffixe_rust(nom).is_some() || Genre::de(nom).is_some();
    let eleve = match est_un_dossier {
        true if est_exclu(nom) => return None,
        true => nom.to_owned(),
        false if rendu => auteur_du_fichier(nom, exercices),
        // Un rendu qu'on ne sait pas lire, et non un fichier posé là.
        false if est_d_une_forme_inconnue(nom) => auteur_du_fichier(nom, exercices),
        false => return None,
    };
    Some(Place {
        eleve,
        participant: None,
        nom: nom.to_owned(),
    })
}

/// Partage un dossier : ce que chaque sous-dossier, archive ou fichier Rust contient est d'un élève.
///
/// # Errors
/// Le dossier ne se lit pas.
pub(super) fn partager_un_dossier(lot: &Path, exercices: &[Exercice]) -> anyhow::Result<Partage> {
    let entrees = std::fs::read_dir(lot)
        .and_then(Iterator::collect::<io::Result<Vec<_>>>)
        .with_context(|| format!("le lot « {} » ne se lit pas", lot.display()))?;
    if let Some(dedans) = emballage::lot_emballe(lot, exercices) {
        return partager_un_dossier(&dedans, exercices);
    }
    let mut chemins: Vec<_> = entrees.into_iter().map(|entree| entree.path()).collect();
    chemins.sort();
    let mut partage = Partage::default();
    let mut rangs: BTreeMap<String, usize> = BTreeMap::new();
    let nom = |chemin: &Path| {
        let nom = chemin.file_name().unwrap_or_default();
        nom.to_string_lossy().into_owned()
    };
    let noms: Vec<_> = chemins.iter().map(|chemin| nom(chemin)).collect();
    let reunis = groupes::reunir(noms.iter().map(String::as_str), exercices);
    for (chemin, nom) in chemins.into_iter().zip(noms) {
        if est_cache(&nom) {
            continue;
        }
        let est_un_dossier = chemin.is_dir();
        let Some(mut place) = place(&nom, est_un_dossier, exercices) else {
            partage.laisses.push(nom);
            continue;
        };
        let reuni = reunis.get(&nom);
        if let Some(eleve) = reuni {
            place.eleve.clone_from(eleve);
        }
        let sous = reuni.map_or(String::new(), |_| nom.clone());
        let racine = if est_un_dossier {
            Racine::Dossier(chemin.clone(), sous)
        } else {
            racine_d_un_fichier(&chemin, place.nom, sous)
        };
        // Un dossier et une archive du même nom sont de deux élèves, sauf si Moodle dit que c'est le même.
        let cle = match (&place.participant, &racine) {
            (None, Racine::Dossier(..) | Racine::Archive(..)) if reuni.is_none() => {
                chemin.to_string_lossy().into_owned()
            }
            _ => compose(&place.eleve),
        };
        let rang = *rangs.entry(cle).or_insert_with(|| {
            partage.eleves.push(Eleve {
                nom: place.eleve,
                chemin,
                participant: place.participant,
                racines: Vec::new(),
            });
            partage.eleves.len() - 1
        });
        partage.eleves[rang].racines.push(racine);
    }
    Ok(partage)
}

/// Un fichier du disque, selon ce que son nom annonce.
fn racine_d_un_fichier(chemin: &Path, nom: String, sous: String) -> Racine {
    match Genre::de(&nom) {
        Some((genre, _)) => Racine::Archive(genre, chemin.to_owned(), sous),
        None => Racine::Fichier(chemin.to_owned(), nom),
    }
}

/// Partage l'archive d'une classe, lue une fois pour toutes.
///
/// # Errors
/// L'archive ne se lit pas, ou contient ce qu'une archive honnête ne contient pas.
pub(super) fn partager_une_archive(lot: &Path, exercices: &[Exercice]) -> anyhow::Result<Partage> {
    let nom = || format!("l'archive « {} »", lot.display());
    let (genre, _) = Genre::de(&lot.to_string_lossy())
        .with_context(|| format!("{} n'est ni un .zip ni un .tar.gz", nom()))?;
    let parcourir = |visiteur: &mut dyn Visiteur| {
        let source = File::open(lot).with_context(|| format!("{} ne se lit pas", nom()))?;
        archive::parcourir(genre, source, LIMITES, visiteur)
            .map_err(|refus| anyhow!("{} est refusée : {refus}", nom()))
    };
    let mut chemins = Chemins(Vec::new());
    parcourir(&mut chemins)?;
    let saut = dossier_commun(&chemins.0, exercices);
    let entrees = chemins.0.iter().map(|chemin| sans_dossiers(chemin, saut));
    let entrees: BTreeSet<_> = entrees
        .filter_map(|reste| reste.split('/').next())
        .collect();
    let mut lecture = Lecture {
        exercices,
        saut,
        reunis: groupes::reunir(entrees.into_iter(), exercices),
        partage: BTreeMap::new(),
        laisses: Vec::new(),
    };
    parcourir(&mut lecture)?;
    ensure!(
        !lecture.partage.is_empty(),
        "{} ne contient aucune remise",
        nom()
    );
    let eleves = lecture
        .partage
        .into_iter()
        .map(|(eleve, (participant, contenu))| Eleve {
            chemin: lot.join(&eleve),
            nom: eleve,
            participant,
            racines: vec![Racine::Lue(contenu)],
        });
    Ok(Partage {
        eleves: eleves.collect(),
        laisses: lecture.laisses,
    })
}

/// L'archive est celle d'un devoir de Moodle : ses dossiers, ou ses fichiers, en ont la forme.
pub(super) fn vient_de_moodle(archive: &Path) -> bool {
    let Some((genre, _)) = Genre::de(&archive.to_string_lossy()) else {
        return false;
    };
    let Ok(source) = File::open(archive) else {
        return false;
    };
    let mut chemins = Chemins(Vec::new());
    archive::parcourir(genre, source, LIMITES, &mut chemins).is_ok()
        && chemins.0.iter().any(|chemin| {
            let premier = chemin.split('/').next().unwrap_or_default();
            participant(premier).is_some()
        })
}

/// Ce chemin, sans ses premiers dossiers.
fn sans_dossiers(chemin: &str, saut: usize) -> &str {
    (0..saut).fold(chemin, |chemin, _| {
        chemin.split_once('/').map_or(chemin, |(_, reste)| reste)
    })
}

/// Les chemins d'une archive, sans rien en lire.
struct Chemins(Vec<String>);

impl Visiteur for Chemins {
    fn ignore(&self, chemin: &str) -> bool {
        !est_visible(chemin)
    }

    fn fichier(&mut self, chemin: &str, _: &mut dyn Read) -> io::Result<()> {
        self.0.push(chemin.to_owned());
        Ok(())
    }
}

/// La lecture de l'archive d'une classe.
struct Lecture<'a> {
    exercices: &'a [Exercice],
    saut: usize,
    /// De qui est chaque entrée qui n'est qu'un des rendus de son élève.
    reunis: BTreeMap<String, String>,
    partage: BTreeMap<String, (Option<Participant>, Contenu)>,
    laisses: Vec<String>,
}

impl Visiteur for Lecture<'_> {
    fn ignore(&self, chemin: &str) -> bool {
        !est_visible(chemin)
    }

    fn fichier(&mut self, chemin: &str, flux: &mut dyn Read) -> io::Result<()> {
        let chemin = sans_dossiers(chemin, self.saut);
        let (entree, dedans) = match chemin.split_once('/') {
            Some((dossier, dedans)) => (dossier, Some(dedans)),
            None => (chemin, None),
        };
        let Some(mut place) = place(entree, dedans.is_some(), self.exercices) else {
            self.laisses.push(chemin.to_owned());
            return Ok(());
        };
        let reuni = self.reunis.get(entree);
        if let Some(eleve) = reuni {
            place.eleve.clone_from(eleve);
        }
        let (participant, contenu) = self.partage.entry(place.eleve).or_default();
        let avec_dossier = |dedans: &str| match (&place.participant, place.nom.as_str()) {
            (None, nom) if reuni.is_some() => format!("{nom}/{dedans}"),
            (None, _) | (_, "") => dedans.to_owned(),
            (Some(_), nom) => format!("{nom}/{dedans}"),
        };
        let relatif = dedans.map_or_else(|| place.nom.clone(), avec_dossier);
        if participant.is_none() {
            *participant = place.participant;
        }
        match (dedans, participant.is_some(), Genre::de(entree)) {
            // L'archive d'un élève, à la racine : son contenu est sa remise.
            (None, false, Some((genre, _))) => {
                let sous = reuni.map_or("", |_| entree);
                contenu.ajouter_une_archive_d_archive(genre, flux, entree, sous, 1)
            }
            _ => contenu.ajouter_un_flux(&relatif, flux, 0),
        }
    }
}
