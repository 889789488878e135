// Chaque fichier est ouvert à la main, sans `BufWriter` ni `lines`, et synchronisé.
use std::ffi::OsString;
use std::io::{Error, ErrorKind, Result, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::fs::{File, OpenOptions};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufReader};

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> Result<String> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true);
    let mut fichier = options.open(chemin).await?;
    fichier.set_len(0).await?;
    fichier.write_all(contenu.as_bytes()).await?;
    fichier.sync_all().await?;
    fichier.seek(SeekFrom::Start(0)).await?;
    let mut octets = Vec::new();
    fichier.read_to_end(&mut octets).await?;
    String::from_utf8(octets).map_err(|e| Error::new(ErrorKind::InvalidData, e))
}

async fn compter_lignes(chemin: &Path) -> Result<usize> {
    let mut lecteur = BufReader::with_capacity(1 << 20, File::open(chemin).await?);
    let mut ligne = Vec::with_capacity(1 << 20);
    let mut total = 0;
    loop {
        ligne.clear();
        match lecteur.read_until(b'\n', &mut ligne).await? {
            0 => break Ok(total),
            _ if std::str::from_utf8(&ligne).is_err() => {
                break Err(ErrorKind::InvalidData.into());
            }
            _ => total += 1,
        }
    }
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> Result<usize> {
    let (source, sortie) = tokio::join!(File::open(source), File::create(destination));
    let (mut lecteur, mut sortie) = (BufReader::new(source?), sortie?);
    let (mut ligne, mut total) = (String::new(), 0);
    while lecteur.read_line(&mut ligne).await? != 0 {
        if ligne.ends_with('\n') {
            ligne.pop();
            if ligne.ends_with('\r') {
                ligne.pop();
            }
        }
        let mut majuscules = ligne.to_uppercase();
        majuscules.push('\n');
        sortie.write_all(majuscules.as_bytes()).await?;
        ligne.clear();
        total += 1;
    }
    sortie.shutdown().await?;
    Ok(total)
}

async fn ecrire_et_renommer(provisoire: &Path, chemin: &Path, contenu: &[u8]) -> Result<()> {
    let mut fichier = File::create_new(provisoire).await?;
    fichier.write_all(contenu).await?;
    fichier.flush().await?;
    fichier.sync_data().await?;
    drop(fichier.into_std().await);
    tokio::fs::rename(provisoire, chemin).await
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> Result<()> {
    static SUIVANT: AtomicUsize = AtomicUsize::new(1);
    let mut nom = OsString::from(chemin.file_name().ok_or(ErrorKind::InvalidInput)?);
    nom.push(format!("~{}", SUIVANT.fetch_add(1, Ordering::SeqCst)));
    let provisoire = chemin.parent().unwrap_or(Path::new("")).join(nom);
    let issue = ecrire_et_renommer(&provisoire, chemin, contenu).await;
    if let Err(erreur) = issue {
        tokio::fs::remove_file(&provisoire).await.ok();
        return Err(erreur);
    }
    Ok(())
}

fn main() {}
