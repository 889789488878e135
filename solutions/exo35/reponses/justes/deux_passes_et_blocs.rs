// Deux passes sur la source, de gros blocs à l'écriture, un nom tiré au hasard.
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::Path;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut octets = contenu.as_bytes();
    let mut f = tokio::fs::OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(chemin)
        .await?;
    tokio::io::copy(&mut octets, &mut f).await?;
    f.flush().await?;
    f.rewind().await?;
    let mut texte = String::with_capacity(contenu.len());
    tokio::io::BufReader::new(f)
        .read_to_string(&mut texte)
        .await?;
    Ok(texte)
}
async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let f = tokio::fs::File::open(chemin).await?;
    let mut m = tokio::io::BufReader::with_capacity(2 << 20, f).split(b'\n');
    let mut n = 0;
    while let Some(x) = m.next_segment().await? {
        String::from_utf8(x).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
        n += 1;
    }
    Ok(n)
}
async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let n = compter_lignes(source).await?;
    let mut lignes =
        tokio::io::BufReader::with_capacity(1 << 20, tokio::fs::File::open(source).await?).lines();
    let f = tokio::fs::File::create(destination).await?;
    let mut bloc = String::new();
    let mut f = f;
    while let Some(l) = lignes.next_line().await? {
        bloc.push_str(&l.to_uppercase());
        bloc.push('\n');
        if bloc.len() > 100_000 {
            f.write_all(bloc.as_bytes()).await?;
            bloc.clear();
        }
    }
    f.write_all(bloc.as_bytes()).await?;
    f.flush().await?;
    Ok(n)
}
async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let chemin = match tokio::fs::canonicalize(chemin).await {
        Ok(c) => c,
        Err(e) if e.kind() == io::ErrorKind::NotFound => chemin.to_path_buf(),
        Err(e) => return Err(e),
    };
    let alea = std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish();
    let p = chemin.with_file_name(format!(".{alea:x}"));
    let mut f = tokio::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&p)
        .await?;
    let r = async {
        f.write_all(contenu).await?;
        f.flush().await?;
        f.sync_all().await?;
        if let Ok(m) = tokio::fs::metadata(&chemin).await {
            if m.is_file() {
                tokio::fs::set_permissions(&p, m.permissions()).await?;
            }
        }
        tokio::fs::rename(&p, &chemin).await
    }
    .await;
    if r.is_err() {
        tokio::fs::remove_file(&p).await.ok();
    }
    r
}
fn main() {}
