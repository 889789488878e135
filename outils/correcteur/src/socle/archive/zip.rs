//! Les archives `.zip`.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Garde, Refus, Visiteur, abimee};

pub(super) fn parcourir<R: Read + Seek>(
    mut source: R,
    mut garde: Garde,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    // Avant de la lire : la bibliothèque garde en mémoire toutes les entrées de l'index.
    let annoncees = entrees_annoncees(&mut source).map_err(|erreur| abimee(&erreur))?;
    let trop = Refus::TropDeFichiers(garde.limites.entrees);
    match annoncees {
        Some(annoncees) if annoncees <= garde.limites.entrees => {}
        Some(_) => return Err(trop),
        None => return Err(illisible("ce n'est pas un zip, ou il est tronqué")),
    }
    let mut archive = ZipArchive::new(source).map_err(refus)?;
    if archive.len() > garde.limites.entrees {
        return Err(trop);
    }
    if Some(archive.len()) != annoncees {
        // De deux entrées du même nom, la bibliothèque ne garde que la dernière.
        return Err(Refus::EnDouble("un fichier".to_owned()));
    }
    for rang in 0..archive.len() {
        presenter(&mut archive, rang, &mut garde, visiteur)?;
    }
    Ok(())
}

fn presenter<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    rang: usize,
    garde: &mut Garde,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    let brute = archive.by_index_raw(rang).map_err(refus)?;
    let nom = match std::str::from_utf8(brute.name_raw()) {
        Ok(nom) => nom.to_owned(),
        Err(_) => brute.name().to_owned(),
    };
    let chemin = garde.chemin(&nom)?;
    let dossier = brute.is_dir() || nom.ends_with('\\');
    if chemin.is_empty() || visiteur.ignore(&chemin) {
        return Ok(());
    }
    if brute.is_symlink() {
        return Err(Refus::Lien(chemin.escape_debug().to_string()));
    }
    if dossier {
        return Ok(());
    }
    if brute.encrypted() {
        return Err(Refus::Chiffree);
    }
    garde.compter(&chemin, brute.size())?;
    if garde.est_une_bombe(brute.size(), brute.compressed_size()) {
        return Err(Refus::Bombe(chemin.escape_debug().to_string()));
    }
    let annonces = brute.size();
    drop(brute);
    let contenu = archive.by_index(rang).map_err(refus)?;
    // Un contenu plus long qu'annoncé s'arrête là : sa somme de contrôle ne sera pas la bonne.
    let lu = visiteur.fichier(&chemin, &mut contenu.take(annonces));
    lu.map_err(|erreur| abimee(&erreur))
}

fn illisible(raison: &str) -> Refus {
    Refus::Abimee(raison.to_owned())
}

/// Ce que la bibliothèque reproche à l'archive.
fn refus(erreur: ZipError) -> Refus {
    match erreur {
        ZipError::Io(erreur) => abimee(&erreur),
        ZipError::UnsupportedArchive(_) => illisible(
            "elle est compressée d'une façon qui ne se lit pas ici, il faut un zip ordinaire",
        ),
        ZipError::FileNotFound => illisible("un fichier qu'elle annonce n'y est pas"),
        ZipError::InvalidPassword => Refus::Chiffree,
        _ => illisible("son contenu est abîmé"),
    }
}

/// Le nombre d'entrées que la fin de l'archive annonce ; `None` sans cette fin. Il plafonne à 65 535.
fn entrees_annoncees<R: Read + Seek>(source: &mut R) -> io::Result<Option<usize>> {
    const SIGNATURE: &[u8] = b"PK\x05\x06";
    const FIN: u64 = 22;
    let longueur = source.seek(SeekFrom::End(0))?;
    let debut = longueur.saturating_sub(FIN + u64::from(u16::MAX));
    source.seek(SeekFrom::Start(debut))?;
    let mut fin = Vec::new();
    source.take(longueur - debut).read_to_end(&mut fin)?;
    source.rewind()?;
    let place = memchr::memmem::rfind(&fin, SIGNATURE);
    let nombre = place.and_then(|place| fin.get(place + 10..place + 12));
    Ok(nombre.map(|octets| usize::from(u16::from_le_bytes([octets[0], octets[1]]))))
}
