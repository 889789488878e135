// Relit et compte au fil de l'eau par d'autres moyens que `lines` : ligne par ligne dans un seul texte, par blocs, par un tube
// en mémoire ; le nom provisoire est tiré au sort.
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    {
        let mut sortie = File::create(chemin).await?;
        tokio::io::copy_buf(&mut contenu.as_bytes(), &mut sortie).await?;
        sortie.shutdown().await?;
    }
    let mut entree = BufReader::new(File::open(chemin).await?);
    let mut texte = String::new();
    while entree.read_line(&mut texte).await? != 0 {}
    Ok(texte)
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let invalide = || io::Error::from(io::ErrorKind::InvalidData);
    let mut f = BufReader::new(File::open(chemin).await?);
    let (mut n, mut dernier, mut reste) = (0, b'\n', Vec::new());
    loop {
        let lu = f.fill_buf().await?;
        let k = lu.len();
        if k == 0 {
            break;
        }
        n += lu.iter().filter(|o| **o == b'\n').count();
        dernier = lu[k - 1];
        reste.extend_from_slice(lu);
        f.consume(k);
        match std::str::from_utf8(&reste) {
            Ok(_) => reste.clear(),
            Err(e) if e.error_len().is_none() => {
                reste.drain(..e.valid_up_to());
            }
            Err(_) => return Err(invalide()),
        }
    }
    if !reste.is_empty() {
        return Err(invalide());
    }
    Ok(n + usize::from(dernier != b'\n'))
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let lecteur = File::open(source).await?;
    let mut ecrivain = File::create(destination).await?;
    let (mut ici, mut la) = tokio::io::duplex(4096);
    let lire = async move {
        let mut lignes = BufReader::new(lecteur).lines();
        let mut n = 0;
        while let Some(l) = lignes.next_line().await? {
            let mut l = l.to_uppercase();
            l += "\n";
            ici.write_all(l.as_bytes()).await?;
            n += 1;
        }
        ici.shutdown().await?;
        io::Result::Ok(n)
    };
    let ecrire = async move {
        tokio::io::copy(&mut la, &mut ecrivain).await?;
        ecrivain.flush().await
    };
    let (n, ()) = tokio::try_join!(lire, ecrire)?;
    Ok(n)
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    use std::hash::{BuildHasher, Hasher};
    let (provisoire, mut f) = loop {
        let alea = std::hash::RandomState::new().build_hasher().finish();
        let p = chemin.with_file_name(format!("~{alea:x}"));
        match tokio::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&p)
            .await
        {
            Ok(f) => break (p, f),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    };
    let travail = async {
        f.write_all(contenu).await?;
        f.flush().await?;
        f.sync_all().await?;
        drop(f);
        tokio::fs::rename(&provisoire, chemin).await
    };
    let r = travail.await;
    if r.is_err() {
        tokio::fs::remove_file(&provisoire).await.ok();
    }
    r
}

fn main() {}
