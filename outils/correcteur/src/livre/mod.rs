//! Le cours en livre : les sources d'un mdBook, tirées des pages du dépôt et de rien d'autre.
//!
//! [`pages`] dit quelle page du dépôt devient quelle page du livre, et la découpe ; [`liens`] y refait les titres et
//! les liens ; `habillage/` est ce que mdBook ne sait pas dire en français.

mod liens;
pub(crate) mod mdbook;
mod pages;

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::cours::Cours;
use crate::socle::fichiers::ecrire_entier;
use pages::{Page, Source};

pub use liens::ancre;

/// Dit d'un dossier que ce programme l'a écrit, et qu'il peut donc le refaire.
const SIGNATURE: &str =
    "# Écrit par « cargo exo livre » : change les README du cours, pas ce dossier.\n";

/// Un fichier du livre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fichier {
    /// Son chemin, depuis le dossier du livre.
    pub chemin: PathBuf,
    /// Son texte.
    pub texte: String,
}

/// Les sources du livre de ce cours. `lire` donne le texte d'une page, d'après son chemin depuis la racine ; `depot` est
/// l'adresse où ses fichiers se lisent, sans barre finale ; sans elle, ce qui n'est pas une page du livre y est nommé sans
/// lien.
///
/// # Errors
/// Une page ne se lit pas, ou mène à une ancre ou à un fichier qui n'existe pas : l'erreur nomme la page et le lien.
pub fn composer(
    cours: &Cours,
    depot: Option<&str>,
    lire: impl Fn(&Path) -> anyhow::Result<String>,
) -> anyhow::Result<Vec<Fichier>> {
    let sources = pages::sources(cours)
        .into_iter()
        .map(|source| {
            let texte = lire(&source.chemin)?;
            source.decouper(texte)
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let existe = |chemin: &Path| cours.racine.join(chemin).exists();
    let mut fichiers = liens::refaire(&sources, depot, &existe)?;
    fichiers.push(fichier("src/404.md", include_str!("habillage/404.md")));
    fichiers.push(fichier("src/SUMMARY.md", &sommaire(cours, &sources)));
    fichiers.push(fichier("book.toml", &mdbook::configuration(cours, depot)));
    fichiers.push(fichier("livre.css", include_str!("habillage/livre.css")));
    fichiers.push(fichier("livre.js", include_str!("habillage/livre.js")));
    Ok(fichiers)
}

/// Écrit le livre dans ce dossier, qui est créé ; ce qu'un livre précédent y avait mis est remplacé.
///
/// # Errors
/// Le dossier ne s'écrit pas, ou contient autre chose qu'un livre.
pub fn ecrire(fichiers: &[Fichier], dossier: &Path) -> anyhow::Result<()> {
    let vide = std::fs::read_dir(dossier).map_or(true, |mut entrees| entrees.next().is_none());
    let a_nous = std::fs::read_to_string(dossier.join("book.toml"))
        .is_ok_and(|texte| texte.starts_with(SIGNATURE));
    ensure!(
        vide || a_nous,
        "« {} » contient déjà autre chose qu'un livre du cours : donne un autre dossier à --sortie",
        dossier.display()
    );
    let anciennes = dossier.join("src");
    if anciennes.exists() {
        std::fs::remove_dir_all(&anciennes)
            .with_context(|| format!("« {} » ne s'efface pas", anciennes.display()))?;
    }
    fichiers.iter().try_for_each(|fichier| {
        ecrire_entier(&dossier.join(&fichier.chemin), fichier.texte.as_bytes())
    })
}

fn fichier(chemin: &str, texte: &str) -> Fichier {
    Fichier {
        chemin: chemin.into(),
        texte: texte.to_owned(),
    }
}

/// La table des matières : l'accueil, les exercices et leurs étapes sous leur niveau, puis le reste.
fn sommaire(cours: &Cours, sources: &[Source]) -> String {
    let mut texte = "# Sommaire\n\n".to_owned();
    let pages = |chemin: &Path| {
        let source = sources.iter().find(move |source| source.chemin == chemin);
        source.into_iter().flat_map(|source| &source.pages)
    };
    let ligne =
        |retrait: &str, page: &Page| format!("{retrait}[{}]({})\n", page.titre, page.chemin);
    let mut accueil = pages(Path::new(pages::ACCUEIL));
    texte.extend(accueil.next().map(|page| ligne("", page)));
    let mut niveau = None;
    for exercice in &cours.exercices {
        if niveau.replace(exercice.niveau) != Some(exercice.niveau) {
            texte += &format!("\n# Niveau {}\n\n", exercice.niveau);
        }
        for (rang, page) in pages(&pages::lecon(exercice)).enumerate() {
            texte += &ligne(if rang == 0 { "- " } else { "  - " }, page);
        }
    }
    texte += "\n---\n\n";
    texte.extend(accueil.map(|page| ligne("", page)));
    for annexe in pages::ANNEXES {
        texte.extend(pages(Path::new(annexe)).map(|page| ligne("", page)));
    }
    texte
}
