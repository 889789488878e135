// Deux travaux bloquants liés par un canal, un sémaphore, des tâches.
use std::{io, path::Path, sync::Arc};
use tokio::{fs, io::*, task};
async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let c: Arc<Path> = Arc::from(chemin);
    let (c2, t) = (c.clone(), contenu.to_owned());
    task::spawn(async move { fs::write(&c2, t).await }).await??;
    task::spawn(async move {
        String::from_utf8(fs::read(&c).await?)
            .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))
    })
    .await?
}
struct Compte<R> {
    r: R,
    ligne: Vec<u8>,
}
async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut c = Compte {
        r: BufReader::with_capacity(64, fs::File::open(chemin).await?),
        ligne: vec![],
    };
    c.r = BufReader::with_capacity(4096, c.r.into_inner());
    let mut n = 0;
    loop {
        let b = c.r.fill_buf().await?;
        if b.is_empty() {
            if !c.ligne.is_empty() {
                std::str::from_utf8(&c.ligne)
                    .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
                n += 1;
            }
            return Ok(n);
        }
        let pris = match b.iter().position(|o| *o == b'\n') {
            Some(i) => {
                c.ligne.extend(&b[..i]);
                std::str::from_utf8(&c.ligne)
                    .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
                c.ligne.clear();
                n += 1;
                i + 1
            }
            None => {
                c.ligne.extend(b);
                b.len()
            }
        };
        c.r.consume(pris);
    }
}
async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let (s, d) = (source.to_owned(), destination.to_owned());
    let (tx, rx) = std::sync::mpsc::sync_channel::<String>(8);
    let lit = task::spawn_blocking(move || {
        use std::io::BufRead;
        for l in std::io::BufReader::new(std::fs::File::open(s)?).lines() {
            if tx.send(l?).is_err() {
                break;
            }
        }
        io::Result::Ok(())
    });
    let ecrit = task::spawn_blocking(move || {
        use std::io::Write;
        let mut f = std::io::LineWriter::new(std::fs::File::create(d)?);
        let mut n = 0;
        for l in rx {
            f.write_all(l.to_uppercase().as_bytes())?;
            f.write_all(b"\n")?;
            n += 1;
        }
        f.flush()?;
        io::Result::Ok(n)
    });
    let (lit, ecrit) = tokio::join!(lit, ecrit);
    lit??;
    ecrit?
}
async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static TOUR: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(1);
    let _t = TOUR.acquire().await.unwrap();
    let mut p = chemin.to_owned().into_os_string();
    p.push("~");
    let (p, c, t) = (
        std::path::PathBuf::from(p),
        chemin.to_owned(),
        contenu.to_vec(),
    );
    task::spawn_blocking(move || {
        let r = std::fs::write(&p, t).and_then(|()| std::fs::rename(&p, c));
        if r.is_err() {
            let _ = std::fs::remove_file(&p);
        }
        r
    })
    .await?
}
fn main() {}
