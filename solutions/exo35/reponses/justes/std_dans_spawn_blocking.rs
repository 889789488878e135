// Tout le travail d'une étape dans un seul `spawn_blocking`, avec `std::fs`.
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

async fn a_part<T: Send + 'static>(
    travail: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(travail).await?
}

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let (chemin, contenu) = (chemin.to_path_buf(), contenu.to_string());
    a_part(move || {
        std::fs::write(&chemin, contenu)?;
        std::fs::read_to_string(&chemin)
    })
    .await
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let chemin = chemin.to_path_buf();
    a_part(move || {
        BufReader::new(File::open(chemin)?)
            .lines()
            .try_fold(0, |total, ligne| ligne.map(|_| total + 1))
    })
    .await
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let (source, destination) = (source.to_path_buf(), destination.to_path_buf());
    a_part(move || {
        let mut sortie = BufWriter::new(File::create(destination)?);
        let mut total = 0;
        for ligne in BufReader::new(File::open(source)?).lines() {
            let majuscules: String = ligne?.chars().flat_map(char::to_uppercase).collect();
            writeln!(sortie, "{majuscules}")?;
            total += 1;
        }
        sortie
            .into_inner()?
            .sync_all()
            .or_else(|e| match e.kind() {
                io::ErrorKind::InvalidInput => Ok(()),
                _ => Err(e),
            })?;
        Ok(total)
    })
    .await
}

/// Efface le fichier temporaire, sauf s'il a été renommé.
struct Provisoire(Option<PathBuf>);

impl Drop for Provisoire {
    fn drop(&mut self) {
        if let Some(chemin) = &self.0 {
            let _ = std::fs::remove_file(chemin);
        }
    }
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let (chemin, contenu) = (chemin.to_path_buf(), contenu.to_vec());
    a_part(move || {
        for numero in 0_u64.. {
            let provisoire = chemin.with_file_name(format!(".nouveau-{numero}"));
            let mut fichier = match File::create_new(&provisoire) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => continue,
                ouvert => ouvert?,
            };
            let mut garde = Provisoire(Some(provisoire.clone()));
            fichier.write_all(&contenu)?;
            fichier.sync_all()?;
            drop(fichier);
            std::fs::rename(provisoire, &chemin)?;
            garde.0 = None;
            break;
        }
        Ok(())
    })
    .await
}

fn main() {}
