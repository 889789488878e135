//! Les archives `.tar`, compressées par gzip ou non.

use std::io::{self, Read, Seek, SeekFrom};

use flate2::read::MultiGzDecoder;
use tar::{Archive, Entry, EntryType};

use super::{Garde, Refus, Visiteur, abimee};

pub(super) fn parcourir_gz<R: Read + Seek>(
    mut source: R,
    garde: Garde,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    let longueur = |source: &mut R| -> io::Result<u64> {
        let longueur = source.seek(SeekFrom::End(0))?;
        source.rewind()?;
        Ok(longueur)
    };
    let compresses = longueur(&mut source).map_err(|erreur| abimee(&erreur))?;
    // Tout se décompresse, même ce qui est ignoré : c'est le flux entier qui est borné.
    let plafond = compresses
        .saturating_mul(garde.limites.rapport)
        .max(1 << 20);
    let flux = Plafonne {
        source: MultiGzDecoder::new(source),
        reste: plafond,
    };
    lire(flux, garde, visiteur)
}

pub(super) fn parcourir<R: Read>(
    source: R,
    garde: Garde,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    lire(source, garde, visiteur)
}

fn lire<R: Read>(flux: R, mut garde: Garde, visiteur: &mut dyn Visiteur) -> Result<(), Refus> {
    let mut archive = Archive::new(flux);
    let entrees = archive.entries().map_err(refus)?;
    for (rang, entree) in entrees.enumerate() {
        if rang >= garde.limites.entrees {
            return Err(Refus::TropDeFichiers(garde.limites.entrees));
        }
        presenter(entree.map_err(refus)?, &mut garde, visiteur)?;
    }
    Ok(())
}

fn presenter<R: Read>(
    mut entree: Entry<'_, R>,
    garde: &mut Garde,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    let brut = entree.path_bytes();
    let chemin = garde.chemin(&String::from_utf8_lossy(&brut))?;
    let genre = entree.header().entry_type();
    let entete = matches!(genre, EntryType::XGlobalHeader | EntryType::XHeader);
    if chemin.is_empty() || entete || visiteur.ignore(&chemin) {
        return Ok(());
    }
    let nomme = || chemin.escape_debug().to_string();
    match genre {
        EntryType::Directory => Ok(()),
        EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
            garde.compter(&chemin, entree.size())?;
            visiteur.fichier(&chemin, &mut entree).map_err(refus)
        }
        EntryType::Symlink | EntryType::Link => Err(Refus::Lien(nomme())),
        _ => Err(Refus::Special(nomme())),
    }
}

/// L'erreur d'un flux : la nôtre, ou celle d'une archive abîmée.
fn refus(erreur: io::Error) -> Refus {
    if erreur.kind() == io::ErrorKind::FileTooLarge {
        Refus::Bombe("l'archive".to_owned())
    } else {
        abimee(&erreur)
    }
}

/// Un flux qui échoue, et ne se tait pas, à son plafond.
struct Plafonne<R> {
    source: R,
    reste: u64,
}

impl<R: Read> Read for Plafonne<R> {
    fn read(&mut self, tampon: &mut [u8]) -> io::Result<usize> {
        let lus = self.source.read(tampon)?;
        self.reste = self
            .reste
            .checked_sub(lus as u64)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(lus)
    }
}
