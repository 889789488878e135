// faute   : `std::fs` dans une fonction async bloque le thread du runtime
// étape   : 3
// message : `std::fs` bloque le thread du runtime
// test    : etape3::le_thread_du_runtime_ne_touche_pas_aux_fichiers
// test    : etape3::une_ouverture_qui_attend_ne_bloque_personne
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufReader, BufWriter};

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    tokio::fs::write(chemin, contenu).await?;
    tokio::fs::read_to_string(chemin).await
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        total += 1;
    }
    Ok(total)
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    use std::io::{BufRead, Write};
    let mut sortie = std::io::BufWriter::new(std::fs::File::create(destination)?);
    let mut total = 0;
    for ligne in std::io::BufReader::new(std::fs::File::open(source)?).lines() {
        writeln!(sortie, "{}", ligne?.to_uppercase())?;
        total += 1;
    }
    sortie.flush()?;
    Ok(total)
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let provisoire = chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()));
    let issue = match tokio::fs::write(&provisoire, contenu).await {
        Ok(()) => tokio::fs::rename(&provisoire, chemin).await,
        Err(erreur) => Err(erreur),
    };
    if issue.is_err() {
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}

fn main() {}
