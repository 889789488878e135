// Des éléments privés qui portent les noms que les tests emploient aussi.
use std::path::*;
use tokio::fs::*;
use tokio::io::*;

mod fs {}
mod thread {}
mod dossier {}

struct Dossier;
struct Command;
enum Issue {
    Ok,
    Err,
    Some,
    None,
}
use Issue::*;

macro_rules! exiger {
    () => {};
}
macro_rules! exiger_egal {
    () => {};
}
macro_rules! echec {
    () => {};
}
macro_rules! pin {
    () => {};
}
macro_rules! ready {
    () => {};
}

type Appel = u8;
type Duration = u64;

macro_rules! vec {
    () => {
        compile_error!("un autre vec!")
    };
}
macro_rules! format {
    ($($t:tt)*) => {
        std::format_args!($($t)*).to_string()
    };
}

static ALLOCATEUR: () = ();
const LIMITE: usize = 0;

fn poser() {}
fn contenu() {}
fn texte() {}
fn appeler() {}
fn ms() {}

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> std::io::Result<String> {
    self::write(chemin, contenu).await?;
    crate::read_to_string(chemin).await
}

async fn compter_lignes(chemin: &Path) -> std::io::Result<usize> {
    let mut lignes = BufReader::new(crate::File::open(chemin).await?).lines();
    let mut total = crate::LIMITE;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    std::result::Result::Ok(total)
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> std::io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let std::option::Option::Some(ligne) = lignes.next_line().await? {
        let ligne = format!("{}\n", ligne.to_uppercase());
        sortie.write_all(ligne.as_bytes()).await?;
        total += 1;
    }
    sortie.flush().await?;
    std::result::Result::Ok(total)
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> std::io::Result<()> {
    // L'adresse d'une allocation vivante est unique dans le processus.
    let marque = Box::new(0u8);
    let nom = format!(".{:p}-{}", marque, std::process::id());
    let provisoire = chemin.with_file_name(nom);
    let issue = match self::write(&provisoire, contenu).await {
        std::result::Result::Ok(()) => rename(&provisoire, chemin).await,
        echec => echec,
    };
    if issue.is_err() {
        let _ = remove_file(&provisoire).await;
    }
    issue
}

#[cfg(test)]
mod tests {
    #[test]
    fn mon_essai() {
        assert_eq!(super::LIMITE, 0);
    }
}

fn main() {}
