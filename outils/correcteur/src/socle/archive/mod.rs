//! Lire une archive qu'on n'a pas faite, sans jamais la déployer : chaque fichier est présenté à qui le veut, dans des
//! limites de nombre, de taille et de compression. Ce qui ne ressemble pas à un rendu honnête (un chemin qui sort, un
//! lien, un nom en double, une bombe) fait refuser l'archive entière, avec la raison.

mod tar;
mod zip;

use std::collections::HashSet;
use std::io::{self, ErrorKind, Read, Seek};

use thiserror::Error;

use super::francais::entree_sortie;

/// Les formes d'archives qui se lisent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Genre {
    Zip,
    TarGz,
    Tar,
}

impl Genre {
    /// Les suffixes, en minuscules.
    const SUFFIXES: [(&str, Genre); 4] = [
        (".zip", Genre::Zip),
        (".tar.gz", Genre::TarGz),
        (".tgz", Genre::TarGz),
        (".tar", Genre::Tar),
    ];

    /// Ce que ce nom de fichier annonce, et le nom sans son suffixe.
    pub(crate) fn de(nom: &str) -> Option<(Genre, &str)> {
        Self::SUFFIXES.iter().find_map(|(suffixe, genre)| {
            let debut = nom.len().checked_sub(suffixe.len())?;
            let fin = nom.get(debut..)?;
            let racine = &nom[..debut];
            (fin.eq_ignore_ascii_case(suffixe) && !racine.is_empty()).then_some((*genre, racine))
        })
    }
}

/// Vrai si ce nom annonce une archive d'une forme que rien ici ne lit.
pub(crate) fn est_d_une_forme_inconnue(nom: &str) -> bool {
    sans_forme_inconnue(nom).len() < nom.len()
}

/// Ce nom, sans le suffixe d'une archive d'une forme que rien ici ne lit, s'il en a un.
pub(crate) fn sans_forme_inconnue(nom: &str) -> &str {
    const AUTRES: [&str; 8] = [".rar", ".7z", ".gz", ".xz", ".bz2", ".zst", ".tbz2", ".txz"];
    if Genre::de(nom).is_some() {
        return nom;
    }
    let sans = |suffixe: &&str| {
        let (racine, fin) = nom.split_at_checked(nom.len().checked_sub(suffixe.len())?)?;
        fin.eq_ignore_ascii_case(suffixe).then_some(racine)
    };
    let racine = AUTRES.iter().find_map(sans);
    racine.map_or(nom, |racine| racine.strip_suffix(".tar").unwrap_or(racine))
}

/// Ce qu'une archive peut contenir.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limites {
    /// Fichiers et dossiers, en tout.
    pub(crate) entrees: usize,
    /// Octets, une fois décompressée, de ce qu'on n'ignore pas.
    pub(crate) octets: u64,
    /// Octets décompressés, au plus, pour un octet compressé, au-delà d'un Mio.
    pub(crate) rapport: u64,
}

/// Pourquoi une archive n'est pas lue.
#[derive(Debug, Error)]
pub(crate) enum Refus {
    #[error("elle contient plus de {0} fichiers")]
    TropDeFichiers(usize),
    #[error("elle dépasse {} Mio une fois décompressée", .0 >> 20)]
    TropGrosse(u64),
    #[error("« {0} » se décompresse démesurément, comme une bombe")]
    Bombe(String),
    #[error("le chemin « {0} » en sort")]
    CheminQuiSort(String),
    #[error("« {0} » est un lien")]
    Lien(String),
    #[error("« {0} » n'est ni un fichier ni un dossier")]
    Special(String),
    #[error("« {0} » y est deux fois")]
    EnDouble(String),
    #[error("elle est protégée par un mot de passe")]
    Chiffree,
    #[error("elle ne se lit pas ({0})")]
    Abimee(String),
}

/// Ce qu'on fait de chaque fichier.
pub(crate) trait Visiteur {
    /// Ce chemin ne compte pas : ni lu, ni compté dans les tailles.
    fn ignore(&self, chemin: &str) -> bool;

    /// Un fichier de l'archive. Ce qui n'en est pas lu est sauté.
    ///
    /// # Errors
    /// Le contenu ne se lit pas, ou la place manque.
    fn fichier(&mut self, chemin: &str, contenu: &mut dyn Read) -> io::Result<()>;
}

/// Présente chaque fichier de l'archive au visiteur.
///
/// # Errors
/// L'archive est refusée ; ce que le visiteur en a déjà vu ne vaut rien.
pub(crate) fn parcourir<R: Read + Seek>(
    genre: Genre,
    source: R,
    limites: Limites,
    visiteur: &mut dyn Visiteur,
) -> Result<(), Refus> {
    let garde = Garde {
        limites,
        chemins: HashSet::new(),
        octets: 0,
    };
    match genre {
        Genre::Zip => zip::parcourir(source, garde, visiteur),
        Genre::TarGz => tar::parcourir_gz(source, garde, visiteur),
        Genre::Tar => tar::parcourir(source, garde, visiteur),
    }
}

/// Ce qui a été vu d'une archive, et ce qu'il lui reste de droits.
struct Garde {
    limites: Limites,
    chemins: HashSet<String>,
    octets: u64,
}

impl Garde {
    /// Le chemin de cette entrée, sans détour ; vide pour la racine.
    fn chemin(&self, brut: &str) -> Result<String, Refus> {
        let sort = || Refus::CheminQuiSort(brut.escape_debug().to_string());
        // Les archives faites sous Windows séparent parfois par des barres inverses.
        let chemin = brut.replace('\\', "/");
        let disque = chemin.as_bytes().get(1) == Some(&b':');
        if chemin.starts_with('/') || disque || chemin.contains('\0') {
            return Err(sort());
        }
        let parties = chemin.split('/').filter(|p| !matches!(*p, "" | "."));
        let parties: Vec<_> = parties.collect();
        if parties.contains(&"..") {
            return Err(sort());
        }
        Ok(parties.join("/"))
    }

    /// Compte un fichier de cette taille annoncée, qui n'a pas le droit d'être là deux fois.
    fn compter(&mut self, chemin: &str, octets: u64) -> Result<(), Refus> {
        if !self.chemins.insert(chemin.to_owned()) {
            return Err(Refus::EnDouble(chemin.escape_debug().to_string()));
        }
        self.octets = self.octets.saturating_add(octets);
        if self.octets > self.limites.octets {
            return Err(Refus::TropGrosse(self.limites.octets));
        }
        Ok(())
    }

    /// Vrai si ces octets, décompressés de ceux-là, en font une bombe.
    fn est_une_bombe(&self, octets: u64, compresses: u64) -> bool {
        const SANS_DANGER: u64 = 1 << 20;
        octets > SANS_DANGER && octets / self.limites.rapport > compresses.max(1)
    }
}

/// Une archive qui ne se lit pas : le système s'y refuse, ou elle n'est pas ce qu'elle devrait être. Ce que les
/// bibliothèques en disent est en anglais, et parle de leurs structures.
fn abimee(erreur: &io::Error) -> Refus {
    let raison = match erreur.kind() {
        ErrorKind::UnexpectedEof => "elle s'arrête avant la fin".to_owned(),
        _ if erreur.raw_os_error().is_some() => entree_sortie(erreur),
        _ => "son contenu est abîmé".to_owned(),
    };
    Refus::Abimee(raison)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Cursor;

    use super::*;

    /// Ce qu'un essai voit d'une archive : chaque chemin, et le début de son contenu.
    #[derive(Default)]
    struct Tout(Vec<(String, String)>);

    impl Visiteur for Tout {
        fn ignore(&self, chemin: &str) -> bool {
            chemin.starts_with("target/")
        }

        fn fichier(&mut self, chemin: &str, contenu: &mut dyn Read) -> io::Result<()> {
            let mut texte = Vec::new();
            contenu.take(100).read_to_end(&mut texte)?;
            let texte = String::from_utf8_lossy(&texte).into_owned();
            self.0.push((chemin.to_owned(), texte));
            Ok(())
        }
    }

    const LIMITES: Limites = Limites {
        entrees: 10,
        octets: 8 << 20,
        rapport: 100,
    };

    fn vus(genre: Genre, octets: Vec<u8>) -> Result<Vec<(String, String)>, String> {
        let mut tout = Tout::default();
        parcourir(genre, Cursor::new(octets), LIMITES, &mut tout)
            .map(|()| tout.0)
            .map_err(|refus| refus.to_string())
    }

    pub(crate) fn zip_de(fichiers: &[(&str, &[u8])]) -> Vec<u8> {
        use std::io::Write as _;
        let mut archive = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (chemin, contenu) in fichiers {
            let options = ::zip::write::SimpleFileOptions::default();
            archive.start_file(*chemin, options).unwrap();
            archive.write_all(contenu).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// Un `tar` dont les chemins sont écrits tels quels, fussent-ils hostiles.
    fn tar_de(fichiers: &[(&str, &[u8], ::tar::EntryType)]) -> Vec<u8> {
        let mut archive = ::tar::Builder::new(Vec::new());
        for (chemin, contenu, genre) in fichiers {
            let mut entete = ::tar::Header::new_gnu();
            entete.as_old_mut().name[..chemin.len()].copy_from_slice(chemin.as_bytes());
            entete.set_size(contenu.len() as u64);
            entete.set_entry_type(*genre);
            entete.set_mode(0o644);
            entete.set_cksum();
            archive.append(&entete, *contenu).unwrap();
        }
        archive.into_inner().unwrap()
    }

    fn gz_de(octets: &[u8]) -> Vec<u8> {
        use std::io::Write as _;
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(octets).unwrap();
        gz.finish().unwrap()
    }

    const FICHIER: ::tar::EntryType = ::tar::EntryType::Regular;

    #[test]
    fn une_archive_honnete_se_lit_sous_ses_trois_formes() {
        let attendus = vec![
            ("exo29/src/main.rs".to_owned(), "un".to_owned()),
            ("exo30.rs".to_owned(), "deux".to_owned()),
        ];
        let zip = zip_de(&[("exo29\\src\\main.rs", b"un"), ("exo30.rs", b"deux")]);
        assert_eq!(vus(Genre::Zip, zip).unwrap(), attendus);
        let tar = tar_de(&[
            ("./exo29/src/main.rs", b"un", FICHIER),
            ("exo30.rs", b"deux", FICHIER),
        ]);
        assert_eq!(vus(Genre::TarGz, gz_de(&tar)).unwrap(), attendus);
        assert_eq!(vus(Genre::Tar, tar).unwrap(), attendus);
    }

    #[test]
    fn une_archive_hostile_est_refusee_avec_sa_raison() {
        let zeros = vec![0; 4 << 20];
        let gros: Vec<u8> = (0..9_u32 << 20)
            .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
            .collect();
        let beaucoup: Vec<String> = (0..11).map(|n| format!("{n}.rs")).collect();
        let beaucoup: Vec<_> = beaucoup
            .iter()
            .map(|nom| (nom.as_str(), &b"x"[..]))
            .collect();
        let refus = |genre, octets| vus(genre, octets).unwrap_err();
        for hostile in ["../../etc/x.rs", "/etc/x.rs", "C:\\x.rs", "a/../../x.rs"] {
            assert!(refus(Genre::Zip, zip_de(&[(hostile, b"x")])).contains("en sort"));
            let tar = tar_de(&[(hostile, b"x", FICHIER)]);
            assert!(refus(Genre::TarGz, gz_de(&tar)).contains("en sort"));
        }
        assert!(refus(Genre::Zip, zip_de(&[("main.rs", &zeros)])).contains("bombe"));
        let tar = tar_de(&[("main.rs", &zeros, FICHIER)]);
        assert!(refus(Genre::TarGz, gz_de(&tar)).contains("bombe"));
        assert!(refus(Genre::Zip, zip_de(&[("main.rs", &gros)])).contains("8 Mio"));
        let tar = tar_de(&[("main.rs", &gros, FICHIER)]);
        assert!(refus(Genre::Tar, tar).contains("8 Mio"));
        assert!(refus(Genre::Zip, zip_de(&beaucoup)).contains("plus de 10 fichiers"));
        let tar: Vec<_> = beaucoup
            .iter()
            .map(|(nom, x)| (*nom, *x, FICHIER))
            .collect();
        assert!(refus(Genre::Tar, tar_de(&tar)).contains("plus de 10 fichiers"));
        for lien in [::tar::EntryType::Symlink, ::tar::EntryType::Link] {
            let tar = tar_de(&[("main.rs", b"", lien)]);
            assert!(refus(Genre::Tar, tar).contains("lien"));
        }
        let tube = tar_de(&[("main.rs", b"", ::tar::EntryType::Fifo)]);
        assert!(refus(Genre::Tar, tube).contains("ni un fichier"));
        let double = tar_de(&[("main.rs", b"a", FICHIER), ("./main.rs", b"b", FICHIER)]);
        assert!(refus(Genre::Tar, double).contains("deux fois"));
        for genre in [Genre::Zip, Genre::TarGz, Genre::Tar] {
            let raison = refus(genre, b"ce n'est pas une archive".repeat(100));
            assert!(raison.contains("ne se lit pas"), "{genre:?} : {raison}");
        }
    }

    /// Coupée n'importe où, ou un octet changé n'importe où : la raison n'est jamais celle, en anglais, d'une bibliothèque.
    #[test]
    fn une_archive_abimee_est_refusee_en_francais() {
        const DITES: [&str; 14] = [
            "plus de 10 fichiers",
            "8 Mio une fois décompressée",
            "se décompresse démesurément",
            "en sort",
            "est un lien",
            "ni un fichier ni un dossier",
            "y est deux fois",
            "par un mot de passe",
            "elle ne se lit pas (elle s'arrête avant la fin)",
            "elle ne se lit pas (son contenu est abîmé)",
            "elle ne se lit pas (ce n'est pas un zip, ou il est tronqué)",
            "elle ne se lit pas (elle est compressée d'une façon",
            "elle ne se lit pas (un fichier qu'elle annonce n'y est pas)",
            "elle ne se lit pas (c'est un dossier)",
        ];
        let tar = tar_de(&[
            ("main.rs", &b"fn main() {}".repeat(9), FICHIER),
            ("autre.rs", b"x", FICHIER),
        ]);
        let zip = zip_de(&[("main.rs", &b"fn main() {}".repeat(9)), ("autre.rs", b"x")]);
        let mut raisons = HashSet::new();
        for (genre, archive) in [
            (Genre::Zip, zip),
            (Genre::TarGz, gz_de(&tar)),
            (Genre::Tar, tar),
        ] {
            for place in 0..archive.len() {
                let changee = |valeur: u8| {
                    let mut changee = archive.clone();
                    changee[place] = valeur;
                    changee
                };
                let coupee = archive[..place].to_vec();
                let abimees = [
                    coupee,
                    changee(!archive[place]),
                    changee(archive[place] ^ 1),
                ];
                raisons.extend(abimees.map(|abimee| vus(genre, abimee).err()));
            }
        }
        // Il y en a de plusieurs sortes, et toutes se disent.
        let raisons: Vec<_> = raisons.into_iter().flatten().collect();
        assert!(raisons.len() >= 8, "{raisons:#?}");
        for raison in raisons {
            assert!(DITES.iter().any(|dite| raison.contains(dite)), "{raison}");
        }
    }

    #[test]
    fn un_zip_ne_cache_ni_lien_ni_nom_en_double() {
        let mut archive = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = ::zip::write::SimpleFileOptions::default();
        archive
            .add_symlink("main.rs", "/etc/passwd", options)
            .unwrap();
        let lien = archive.finish().unwrap().into_inner();
        assert!(vus(Genre::Zip, lien).unwrap_err().contains("lien"));
        // La bibliothèque refuse d'écrire deux fois un nom : il est changé après coup.
        let mut double = zip_de(&[("main.rs", b"un"), ("niam.rs", b"deux")]);
        let debuts: Vec<_> = (0..double.len() - 7)
            .filter(|&debut| double[debut..].starts_with(b"niam.rs"))
            .collect();
        for debut in debuts {
            double[debut..debut + 7].copy_from_slice(b"main.rs");
        }
        let raison = vus(Genre::Zip, double).unwrap_err();
        assert!(raison.contains("deux fois"), "{raison}");
    }

    #[test]
    fn ce_qui_est_ignore_ne_pese_rien() {
        let zeros = vec![0; 4 << 20];
        let zip = zip_de(&[("target/debug/gros", &zeros), ("main.rs", b"un")]);
        assert_eq!(vus(Genre::Zip, zip).unwrap().len(), 1);
    }

    #[test]
    fn le_genre_se_lit_au_nom() {
        assert_eq!(Genre::de("Alice.ZIP"), Some((Genre::Zip, "Alice")));
        assert_eq!(Genre::de("a.tar.gz"), Some((Genre::TarGz, "a")));
        assert_eq!(Genre::de("é.tgz"), Some((Genre::TarGz, "é")));
        assert_eq!(Genre::de(".zip"), None);
        assert_eq!(Genre::de("zip"), None);
        assert!(est_d_une_forme_inconnue("a.RAR") && est_d_une_forme_inconnue("main.rs.gz"));
        assert!(!est_d_une_forme_inconnue("a.tar.gz"));
    }
}
