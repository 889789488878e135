// Socle : la réponse juste d'où partent les réponses fausses ; chacune n'en remplace que ce qu'elle a de faux.
// Les `use` sont aussi ceux dont les réponses fausses ont l'usage.
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
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    sortie.flush().await?;
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
