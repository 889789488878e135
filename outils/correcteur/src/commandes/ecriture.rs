//! Ce que `noter` et `fusionner` ont en commun : où et sous quelles formes écrire un rapport, sans rien remplacer de ce qui
//! est donné.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum as _;

use crate::formats::{self, Detail, Format};
use crate::modele::rapport::{FICHIER, Rapport};
use crate::notation::{DOSSIER_DES_COPIES, Remise};
use crate::socle::fichiers::creer_dossier;
use crate::socle::texte::sur_une_ligne;

/// Où et comment écrire le rapport.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Ecriture {
    /// Dossier où écrire le rapport et les résultats.
    #[arg(long, value_name = "DOSSIER")]
    sortie: Option<PathBuf>,
    /// Forme du rapport (peut se répéter) [par défaut : la table, au terminal].
    #[arg(long, value_name = "FORMAT")]
    format: Vec<Format>,
    /// Ce que l'élève voit de ses échecs.
    #[arg(long, value_name = "DÉTAIL", default_value = "complet")]
    detail: Detail,
}

impl Ecriture {
    /// Le dossier de sortie, s'il y en a un.
    pub(crate) fn dossier(&self) -> Option<&Path> {
        self.sortie.as_deref()
    }

    /// Le même, qui écrit dans ce dossier si aucun n'a été demandé.
    pub(crate) fn dans_un_dossier(&self, defaut: impl FnOnce() -> PathBuf) -> Self {
        let mut ecriture = self.clone();
        ecriture.sortie.get_or_insert_with(defaut);
        ecriture
    }

    /// Ce que l'élève voit.
    pub(crate) fn detail(&self) -> Detail {
        self.detail
    }

    /// Ce qui s'écrira dans le dossier de sortie : des fichiers, et des dossiers entiers.
    pub(crate) fn ecrits(&self) -> Vec<PathBuf> {
        let Some(sortie) = self.dossier() else {
            return Vec::new();
        };
        let formats = self.format.iter().copied().chain([Format::Json]);
        let places = formats.filter_map(formats::place);
        let places = places.chain([DOSSIER_DES_COPIES.to_owned()]);
        places.map(|place| sortie.join(place)).collect()
    }

    /// S'assure, avant de noter, que le rapport de tant de copies et d'exercices pourra s'écrire.
    ///
    /// # Errors
    /// Ce que [`Ecriture::ecrire`] rendrait, sauf un disque qui se remplit entre-temps.
    pub(crate) fn verifier(&self, copies: usize, exercices: usize) -> anyhow::Result<()> {
        formats::verifier(&self.format, copies, exercices, self.dossier())?;
        self.dossier().map_or(Ok(()), dossier_inscriptible)
    }

    /// Écrit le rapport sous toutes les formes demandées, et toujours `rapport.json` dans le dossier de
    /// sortie : c'est de lui que part `fusionner`.
    ///
    /// # Errors
    /// Le dossier de sortie ne s'écrit pas, ou un format en demande un.
    pub(crate) fn ecrire(&self, rapport: &Rapport) -> anyhow::Result<()> {
        let mut formats = self.format.clone();
        if formats.is_empty() {
            formats.push(Format::Table);
        }
        if let Some(sortie) = &self.sortie {
            creer_dossier(sortie)?;
            formats.push(Format::Json);
        }
        formats::ecrire(rapport, &formats, self.detail, self.dossier())?;
        self.restes(&formats)
            .iter()
            .for_each(|reste| dire_le_reste_de(reste));
        Ok(())
    }

    /// Ce que d'autres formats que ceux-là ont laissé dans le dossier de sortie.
    fn restes(&self, formats: &[Format]) -> Vec<PathBuf> {
        let autres = Format::value_variants().iter();
        let autres = autres.filter(|format| !formats.contains(format));
        let places = autres.filter_map(|format| formats::place(*format));
        let chemins = places.filter_map(|place| Some(self.dossier()?.join(place)));
        chemins.filter(|chemin| chemin.exists()).collect()
    }
}

/// Ce fichier a été écrit une autre fois : à côté de ceux de celle-ci, ses notes passeraient pour les mêmes.
pub(crate) fn dire_le_reste_de(reste: &Path) {
    eprintln!(
        "attention : « {} » est d'une autre fois, et ses notes ne sont peut-être plus celles-ci : demande-le aussi, ou \
         efface-le",
        reste.display()
    );
}

/// Crée ce dossier s'il le faut, et s'assure qu'il s'écrit.
///
/// # Errors
/// Il ne s'écrit pas.
pub(crate) fn dossier_inscriptible(dossier: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dossier)
        .and_then(|()| tempfile::tempfile_in(dossier))
        .with_context(|| format!("« {} » ne s'écrit pas", dossier.display()))?;
    Ok(())
}

/// Refuse d'avance ce qui remplacerait un fichier donné : aucun de ceux-ci n'est, ni n'est dans, l'un de ceux qui
/// s'écriront.
///
/// # Errors
/// L'un d'eux le serait : l'erreur le nomme, et dit quoi faire.
pub(crate) fn proteger<'a>(
    donnes: impl IntoIterator<Item = &'a Path>,
    ecrits: &[PathBuf],
) -> anyhow::Result<()> {
    // Ce qui n'existe pas encore ne peut être remplacé.
    let ecrits: Vec<_> = ecrits
        .iter()
        .filter_map(|ecrit| Some((ecrit, ecrit.canonicalize().ok()?)))
        .collect();
    for donne in donnes {
        let Ok(reel) = donne.canonicalize() else {
            continue;
        };
        if let Some((ecrit, _)) = ecrits.iter().find(|(_, ecrit)| reel.starts_with(ecrit)) {
            bail!(
                "« {} » serait remplacé : « {} » s'écrit là. Choisis un autre dossier où écrire, ou range ailleurs ce que \
                 tu donnes",
                donne.display(),
                ecrit.display()
            );
        }
    }
    Ok(())
}

/// Refuse d'écrire dans l'un de ces lots, ou chez un de ses élèves : il aurait une copie de plus au passage suivant, ou une
/// copie y aurait des fichiers de plus.
///
/// # Errors
/// L'un de ces dossiers est là.
pub(crate) fn proteger_le_lot(
    lots: &[PathBuf],
    dossiers: [Option<&Path>; 2],
    remises: &[Remise],
) -> anyhow::Result<()> {
    let lots: Vec<_> = lots
        .iter()
        .filter_map(|lot| lot.canonicalize().ok())
        .collect();
    for dossier in dossiers.into_iter().flatten() {
        let reel = reel(dossier);
        ensure!(
            !lots.contains(&reel),
            "« {} » est le lot : choisis un autre dossier où écrire",
            dossier.display()
        );
        let chez_lui = |remise: &Remise| {
            let chemin = remise.chemin.canonicalize();
            let du_lot = |chemin: &Path| lots.iter().any(|lot| chemin.starts_with(lot));
            chemin.is_ok_and(|chemin| du_lot(&chemin) && reel.starts_with(chemin))
        };
        ensure!(
            !remises.iter().any(chez_lui),
            "« {} » est dans une des copies à noter : choisis un autre dossier où écrire",
            dossier.display()
        );
    }
    Ok(())
}

/// Où ce chemin mène vraiment, même si sa fin n'existe pas encore.
fn reel(chemin: &Path) -> PathBuf {
    let entier = std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned());
    let existant = entier.ancestors().find_map(|debut| {
        let reste = entier.strip_prefix(debut).ok()?;
        Some(debut.canonicalize().ok()?.join(reste))
    });
    existant.unwrap_or(entier)
}

/// Écarte les dossiers où l'on écrit, qu'un lot peut contenir : leur contenu n'est d'aucun élève.
///
/// # Errors
/// L'un d'eux contient autre chose que ce que noter écrit : c'est la copie de quelqu'un, ou il n'en resterait aucune.
pub(crate) fn ecarter_les_sorties(
    remises: &mut Vec<Remise>,
    dossiers: [Option<&Path>; 2],
) -> anyhow::Result<()> {
    for dossier in dossiers.into_iter().flatten() {
        let Ok(reel) = dossier.canonicalize() else {
            continue;
        };
        let place = |remise: &Remise| remise.chemin.canonicalize().is_ok_and(|r| r == reel);
        let Some(rang) = remises.iter().position(place) else {
            continue;
        };
        ensure!(
            est_une_sortie(&reel),
            "« {} » est une des copies à noter : choisis un autre dossier où écrire",
            dossier.display()
        );
        eprintln!(
            "attention : « {} », où l'on écrit, n'est pas noté",
            sur_une_ligne(&dossier.display().to_string())
        );
        remises.remove(rang);
    }
    ensure!(!remises.is_empty(), "aucune copie à noter");
    Ok(())
}

/// Ce dossier est vide, ou `noter` y a déjà écrit : un rapport, des copies, ou rien que des retours.
fn est_une_sortie(dossier: &Path) -> bool {
    let connu = |nom: &str| dossier.join(nom).exists();
    let entrees = std::fs::read_dir(dossier).into_iter().flatten().flatten();
    let mut chemins = entrees.map(|entree| entree.path());
    let retour = |chemin: PathBuf| chemin.is_file() && formats::est_un_retour_ecrit(&chemin);
    connu(FICHIER) || connu(DOSSIER_DES_COPIES) || chemins.all(retour)
}
