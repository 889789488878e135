//! Ce qu'une remise contient : les fichiers Rust qui peuvent être une réponse, où qu'ils soient, archives comprises.
//! Rien n'est déployé, et une remise hostile n'occupe ni la mémoire ni le correcteur.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::choix::enumerer;
use super::noms::{est_cache, est_exclu, partie_exclue, sans_suffixe_rust};
use crate::cours::reponse::{self, Illisible, TAILLE_MAX};
use crate::socle::archive::{self, Genre, Limites, Visiteur, est_d_une_forme_inconnue};

/// Ce qu'une copie contient pour un exercice.
pub(crate) type Lue = Result<String, Illisible>;

/// Ce que la remise d'un élève peut contenir : au-delà, ce n'en est pas une. Un `target` n'est ni lu ni compté.
const LIMITES: Limites = Limites {
    entrees: 20_000,
    octets: 256 << 20,
    rapport: 200,
};

/// Dossiers l'un dans l'autre, au plus, et archives de même.
const PROFONDEUR: usize = 16;
const ARCHIVES_EMBOITEES: usize = 3;

/// Fichiers Rust gardés, au plus : un cours entier, ses outils exclus, en a moins de cent.
const FICHIERS_GARDES: usize = 300;

/// Octets gardés, au plus, de ces fichiers : ceux de toute une classe peuvent être en mémoire en même temps.
const OCTETS_GARDES: usize = 2 << 20;

const TROP_DE_RUST: &str = "il y a trop de code : tous les fichiers n'ont pas été regardés";

/// Un fichier qui peut être une réponse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fichier {
    /// Où, dans la remise, archives comprises : `rendu.zip/exo29/src/main.rs`.
    pub(super) chemin: String,
    pub(super) texte: Lue,
}

/// Un fichier qui n'est pas du Rust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Autre {
    pub(super) chemin: String,
    /// C'est un texte, et il a été lu.
    pub(super) lu: bool,
}

/// Ce qui n'a pas pu être regardé.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refus {
    /// L'archive refusée ; vide si c'est la suite de la remise.
    pub(super) chemin: String,
    pub(super) raison: String,
}

/// Tout ce qu'une remise contient d'utile.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Contenu {
    pub(super) fichiers: Vec<Fichier>,
    /// Du Rust sous un autre suffixe : une sauvegarde, un copier-coller dans un `.txt`.
    pub(super) textes: Vec<Fichier>,
    /// Ce qui n'est pas du Rust : autant que les limites permettent d'entrées, car un nom peut dire un exercice.
    pub(super) autres: Vec<Autre>,
    /// Ce qui n'a pas pu être regardé, et pourquoi.
    pub(super) refus: Vec<Refus>,
    /// Ce qui n'est jamais regardé : dossiers exclus ou trop profonds, fichiers cachés. De quoi en nommer quelques-uns.
    pub(super) jamais: BTreeSet<String>,
}

impl Contenu {
    /// Ajoute tout ce que ce dossier contient, sous ce nom s'il n'est pas vide. Ni liens suivis, ni dossiers cachés ou exclus.
    pub(super) fn ajouter_le_dossier(&mut self, racine: &Path, sous: &str) {
        let relatif = |entree: &walkdir::DirEntry| {
            let relatif = entree.path().strip_prefix(racine).unwrap_or(entree.path());
            let parties = relatif.iter().map(|partie| partie.to_string_lossy());
            let sous = (!sous.is_empty()).then_some(sous.into());
            sous.into_iter()
                .chain(parties)
                .collect::<Vec<Cow<'_, str>>>()
                .join("/")
        };
        let mut jamais = BTreeSet::new();
        let garde = |entree: &walkdir::DirEntry| {
            let nom = entree.file_name().to_string_lossy();
            let cache = if entree.file_type().is_dir() {
                est_exclu(&nom) || entree.depth() == PROFONDEUR
            } else {
                est_cache(&nom)
            };
            let garde = entree.depth() == 0 || !cache;
            if !garde {
                noter(&mut jamais, relatif(entree));
            }
            garde
        };
        let parcours = walkdir::WalkDir::new(racine)
            .max_depth(PROFONDEUR)
            .sort_by_file_name();
        for (rang, entree) in parcours.into_iter().filter_entry(garde).enumerate() {
            if rang >= LIMITES.entrees {
                let trop = format!(
                    "plus de {} fichiers : la suite n'a pas été regardée",
                    LIMITES.entrees
                );
                return self.s_arreter(&trop);
            }
            let Ok(entree) = entree else { continue };
            if !entree.file_type().is_dir() {
                self.ajouter_le_fichier(entree.path(), &relatif(&entree));
            }
        }
        self.jamais.extend(jamais);
    }

    /// Ajoute ce fichier du disque, sous ce nom.
    pub(super) fn ajouter_le_fichier(&mut self, fichier: &Path, chemin: &str) {
        let nom = chemin.rsplit('/').next().unwrap_or(chemin);
        if sans_suffixe_rust(nom).is_some() {
            self.garder(chemin, || reponse::lire(fichier));
        } else if let Some((genre, _)) = Genre::de(nom) {
            let ordinaire = fichier
                .symlink_metadata()
                .is_ok_and(|nature| nature.is_file());
            match File::open(fichier) {
                Ok(source) if ordinaire => self.ajouter_l_archive(genre, source, chemin, chemin, 1),
                _ => self.refuser(chemin, "ce n'est pas un fichier qui se lit"),
            }
        } else {
            let texte = peut_etre_un_texte(nom).then(|| reponse::lire(fichier));
            self.nommer(nom, chemin, texte);
        }
    }

    /// Ajoute ce que cette archive contient, sous ce chemin, vide pour la remise elle-même ; rien, si elle est refusée.
    pub(super) fn ajouter_l_archive(
        &mut self,
        genre: Genre,
        source: impl Read + Seek,
        nom: &str,
        chemin: &str,
        niveau: usize,
    ) {
        if niveau > ARCHIVES_EMBOITEES {
            return self.refuser(nom, "trop d'archives l'une dans l'autre");
        }
        let mut lecture = Lecture {
            jamais: RefCell::default(),
            prefixe: match chemin {
                "" => String::new(),
                chemin => format!("{chemin}/"),
            },
            niveau,
            contenu: Contenu::default(),
        };
        match archive::parcourir(genre, source, LIMITES, &mut lecture) {
            Ok(()) => {
                self.reunir(lecture.contenu);
                self.jamais.extend(lecture.jamais.into_inner());
            }
            Err(refus) => self.refuser(nom, &refus.to_string()),
        }
    }

    /// Ajoute un fichier d'une archive.
    pub(super) fn ajouter_un_flux(
        &mut self,
        chemin: &str,
        contenu: &mut dyn Read,
        niveau: usize,
    ) -> io::Result<()> {
        let nom = chemin.rsplit('/').next().unwrap_or(chemin);
        if sans_suffixe_rust(nom).is_some() {
            let mut octets = Vec::new();
            contenu.take(TAILLE_MAX + 1).read_to_end(&mut octets)?;
            self.garder(chemin, || reponse::texte(octets));
        } else if let Some((genre, _)) = Genre::de(nom) {
            self.ajouter_une_archive_d_archive(genre, contenu, chemin, chemin, niveau + 1)?;
        } else {
            let mut texte = None;
            if peut_etre_un_texte(nom) {
                let mut octets = Vec::new();
                contenu.take(TAILLE_MAX + 1).read_to_end(&mut octets)?;
                texte = Some(reponse::texte(octets));
            }
            self.nommer(nom, chemin, texte);
        }
        Ok(())
    }

    /// Comme [`Contenu::ajouter_l_archive`], d'une archive qui est dans une autre. Elle est d'abord copiée dans un fichier
    /// sans nom, où l'on puisse revenir en arrière : il disparaît avec le programme, quoi qu'il arrive à celui-ci.
    pub(super) fn ajouter_une_archive_d_archive(
        &mut self,
        genre: Genre,
        flux: &mut dyn Read,
        nom: &str,
        chemin: &str,
        niveau: usize,
    ) -> io::Result<()> {
        let mut source = tempfile::tempfile()?;
        if io::copy(&mut flux.take(LIMITES.octets), &mut source)? == LIMITES.octets {
            self.refuser(nom, &format!("elle dépasse {} Mio", LIMITES.octets >> 20));
            return Ok(());
        }
        source.rewind()?;
        self.ajouter_l_archive(genre, source, nom, chemin, niveau);
        Ok(())
    }

    /// Le texte du fichier qui est là.
    pub(super) fn texte(&self, chemin: &str) -> Lue {
        let fichier = self
            .fichiers
            .iter()
            .find(|fichier| fichier.chemin == chemin);
        fichier.map_or(Err(Illisible::Absent), |fichier| fichier.texte.clone())
    }

    /// Ce qu'il y a, quand il n'y a pas de réponse.
    pub(super) fn en_mots(&self) -> String {
        let fichiers = self.fichiers.iter().map(|fichier| &fichier.chemin);
        let autres = self.autres.iter().map(|autre| &autre.chemin);
        let vus: Vec<_> = fichiers.chain(autres).map(String::as_str).collect();
        if vus.is_empty() && self.jamais.is_empty() {
            return "elle est vide".to_owned();
        }
        if vus.is_empty() {
            let jamais = enumerer(self.jamais.iter().map(String::as_str));
            return format!("rien que ce qui n'est jamais regardé ({jamais})");
        }
        format!("elle contient {}", enumerer(vus.into_iter()))
    }

    fn garder(&mut self, chemin: &str, lire: impl FnOnce() -> Lue) {
        if self.a_de_la_place() {
            let (chemin, texte) = (chemin.to_owned(), lire());
            self.fichiers.push(Fichier { chemin, texte });
        } else {
            self.s_arreter(TROP_DE_RUST);
        }
    }

    /// Garde ce texte s'il a l'air de contenir du Rust.
    fn garder_un_texte(&mut self, chemin: &str, texte: String) {
        let texte = if est_une_page(chemin) {
            sans_balises(&texte)
        } else {
            texte
        };
        if !texte.contains("fn ") {
            return;
        }
        if self.a_de_la_place() {
            let (chemin, texte) = (chemin.to_owned(), Ok(texte));
            self.textes.push(Fichier { chemin, texte });
        } else {
            self.s_arreter(TROP_DE_RUST);
        }
    }

    /// Dit, une fois, pourquoi la suite n'est pas regardée.
    fn s_arreter(&mut self, raison: &str) {
        if !self.refus.iter().any(|refus| refus.raison == raison) {
            self.refus.push(Refus {
                chemin: String::new(),
                raison: raison.to_owned(),
            });
        }
    }

    fn a_de_la_place(&self) -> bool {
        let gardes = || self.fichiers.iter().chain(&self.textes);
        let octets = |fichier: &Fichier| fichier.texte.as_ref().map_or(0, String::len);
        gardes().map(octets).sum::<usize>() <= OCTETS_GARDES && gardes().count() < FICHIERS_GARDES
    }

    /// Nomme ce qui n'est pas du Rust, et en garde le texte, s'il en est un.
    fn nommer(&mut self, nom: &str, chemin: &str, texte: Option<Lue>) {
        if est_d_une_forme_inconnue(nom) {
            self.refuser(
                chemin,
                "cette forme d'archive ne se lit pas ici, il faut un .zip ou un .tar.gz",
            );
            return;
        }
        let lu = matches!(texte, Some(Ok(_) | Err(Illisible::Vide)));
        if let Some(Ok(texte)) = texte {
            self.garder_un_texte(chemin, texte);
        }
        let chemin = chemin.to_owned();
        self.autres.push(Autre { chemin, lu });
    }

    /// Dit pourquoi cette archive n'est pas lue.
    pub(super) fn refuser(&mut self, nom: &str, raison: &str) {
        let raison = format!(
            "l'archive « {} » est refusée : {raison}",
            nom.escape_debug()
        );
        self.refus.push(Refus {
            chemin: nom.to_owned(),
            raison,
        });
    }

    pub(super) fn reunir(&mut self, autre: Contenu) {
        self.fichiers.extend(autre.fichiers);
        self.textes.extend(autre.textes);
        self.autres.extend(autre.autres);
        self.refus.extend(autre.refus);
        self.jamais.extend(autre.jamais);
    }
}

impl Autre {
    /// Rien n'en a été lu, et une réponse peut y être : une page d'un traitement de texte, une capture d'écran, un texte
    /// d'un autre encodage.
    pub(super) fn est_un_document(&self) -> bool {
        const SUFFIXES: [&str; 14] = [
            "doc", "docx", "gif", "heic", "jpeg", "jpg", "odp", "odt", "pages", "pdf", "png",
            "ppt", "pptx", "rtf",
        ];
        let nom = self.chemin.rsplit('/').next().unwrap_or(&self.chemin);
        let suffixe = nom
            .rsplit_once('.')
            .map(|(_, suffixe)| suffixe.to_lowercase());
        let document = suffixe.is_some_and(|suffixe| SUFFIXES.contains(&suffixe.as_str()));
        !self.lu && (document || peut_etre_un_texte(nom))
    }
}

/// Ce texte est une page, comme celle où Moodle met un texte rendu en ligne.
fn est_une_page(nom: &str) -> bool {
    let nom = nom.to_lowercase();
    nom.ends_with(".html") || nom.ends_with(".htm")
}

/// Le texte d'une page, à peu près : de quoi y reconnaître des fonctions. Un `<` que rien ne ferme sur sa ligne est du code.
fn sans_balises(page: &str) -> String {
    let mut texte = String::with_capacity(page.len());
    let mut reste = page;
    while let Some(place) = reste.find('<') {
        texte.push_str(&reste[..place]);
        let suite = &reste[place + 1..];
        let ligne = suite.split('\n').next().unwrap_or_default();
        let balise = suite.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match ligne.find('>').filter(|_| balise) {
            Some(fin) => {
                let nom = suite[..fin].trim_matches('/').split(' ').next();
                if ["br", "p", "div", "li", "pre"].contains(&nom.unwrap_or_default()) {
                    texte.push('\n');
                }
                reste = &suite[fin + 1..];
            }
            None => {
                texte.push('<');
                reste = suite;
            }
        }
    }
    texte.push_str(reste);
    let entites = [
        ("&nbsp;", " "),
        ("\u{a0}", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ];
    entites
        .iter()
        .fold(texte, |texte, (entite, c)| texte.replace(entite, c))
}

/// Ce nom peut être celui d'un texte où l'élève a collé sa réponse, ou d'une sauvegarde de son `main.rs`.
fn peut_etre_un_texte(nom: &str) -> bool {
    const SUFFIXES: [&str; 9] = [
        "txt", "text", "md", "rust", "bak", "old", "orig", "html", "htm",
    ];
    let nom = nom.to_lowercase();
    let suffixe = nom.rsplit_once('.').map(|(_, suffixe)| suffixe);
    nom.contains(".rs") || suffixe.is_none_or(|suffixe| SUFFIXES.contains(&suffixe))
}

/// Garde ce chemin, s'il n'y en a pas déjà bien assez.
fn noter(jamais: &mut BTreeSet<String>, chemin: String) {
    const GARDES: usize = 20;
    if jamais.len() < GARDES {
        jamais.insert(chemin);
    }
}

/// La lecture d'une archive en cours.
struct Lecture {
    jamais: RefCell<BTreeSet<String>>,
    prefixe: String,
    niveau: usize,
    contenu: Contenu,
}

impl Visiteur for Lecture {
    fn ignore(&self, chemin: &str) -> bool {
        let exclu = partie_exclue(chemin);
        if let Some(exclu) = exclu {
            noter(
                &mut self.jamais.borrow_mut(),
                format!("{}{exclu}", self.prefixe),
            );
        }
        exclu.is_some()
    }

    fn fichier(&mut self, chemin: &str, contenu: &mut dyn Read) -> io::Result<()> {
        let chemin = format!("{}{chemin}", self.prefixe);
        self.contenu.ajouter_un_flux(&chemin, contenu, self.niveau)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_code_d_une_page_se_retrouve() {
        for page in [
            "<p>fn&nbsp;a() -&gt; Vec&lt;u8&gt; { 1 &amp;&amp; 2 }</p>",
            "<pre><span class=\"k\">fn</span> a() -> Vec&lt;u8> { 1 && 2 }</pre>",
            "fn a() -> Vec&lt;u8> { 1 && 2 }",
        ] {
            let texte = sans_balises(page);
            assert_eq!(texte.trim(), "fn a() -> Vec<u8> { 1 && 2 }", "{page}");
        }
        assert_eq!(sans_balises("a < b\nfn c() {}<br>d"), "a < b\nfn c() {}\nd");
        assert_eq!(sans_balises("a <b\nfn c() -> d"), "a <b\nfn c() -> d");
    }
}
