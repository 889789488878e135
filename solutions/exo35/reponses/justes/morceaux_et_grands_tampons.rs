// Lecture par morceaux d'un mégaoctet, découpée et vérifiée à la main.
use std::io;
use std::path::Path;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter};

struct Lignes<R> {
    flux: R,
    tampon: Vec<u8>,
    debut: usize,
    vus: usize,
    fini: bool,
}

impl<R: AsyncRead + Unpin> Lignes<R> {
    fn new(flux: R) -> Self {
        Lignes {
            flux,
            tampon: Vec::with_capacity(1 << 20),
            debut: 0,
            vus: 0,
            fini: false,
        }
    }

    async fn suivante(&mut self) -> io::Result<Option<&str>> {
        let (fin, reste) = loop {
            let saut = self.tampon[self.vus..]
                .iter()
                .position(|octet| *octet == b'\n');
            if let Some(saut) = saut {
                break (self.vus + saut, self.vus + saut + 1);
            }
            self.vus = self.tampon.len();
            if self.fini {
                if self.debut == self.vus {
                    return Ok(None);
                }
                break (self.vus, self.vus);
            }
            self.tampon.drain(..self.debut);
            self.vus -= self.debut;
            self.debut = 0;
            self.fini = self.flux.read_buf(&mut self.tampon).await? == 0;
        };
        let ligne = &self.tampon[self.debut..fin];
        let ligne = match ligne {
            [debut @ .., b'\r'] if reste > fin => debut,
            entiere => entiere,
        };
        self.debut = reste;
        self.vus = reste;
        std::str::from_utf8(ligne)
            .map(Some)
            .map_err(|erreur| io::Error::new(io::ErrorKind::InvalidData, erreur))
    }
}

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let mut fichier = File::create(chemin).await?;
    let mut reste = contenu.as_bytes();
    while !reste.is_empty() {
        let ecrits = fichier.write(reste).await?;
        reste = &reste[ecrits..];
    }
    fichier.flush().await?;
    let mut fichier = File::open(chemin).await?;
    let mut texte = String::new();
    fichier.read_to_string(&mut texte).await?;
    Ok(texte)
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = Lignes::new(File::open(chemin).await?);
    let mut total = 0;
    while lignes.suivante().await?.is_some() {
        total += 1;
    }
    Ok(total)
}

async fn copier<W: AsyncWrite + Unpin>(source: File, sortie: &mut W) -> io::Result<usize> {
    let mut lignes = Lignes::new(source);
    let mut total = 0;
    while let Some(ligne) = lignes.suivante().await? {
        sortie
            .write_all(format!("{}\n", ligne.to_uppercase()).as_bytes())
            .await?;
        total += 1;
    }
    sortie.flush().await?;
    Ok(total)
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let source = File::open(source).await?;
    let mut sortie = BufWriter::with_capacity(1 << 20, File::create(destination).await?);
    copier(source, &mut sortie).await
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    static NUMERO: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    // Un dossier temporaire par appel, à côté du fichier.
    let atelier = chemin.with_file_name(format!("atelier-{}-{numero}", std::process::id()));
    tokio::fs::create_dir(&atelier).await?;
    let nouveau = atelier.join("nouveau");
    let issue: io::Result<()> = async {
        let mut fichier = File::create(&nouveau).await?;
        for morceau in contenu.chunks(10_000) {
            fichier.write_all(morceau).await?;
        }
        fichier.flush().await?;
        tokio::fs::rename(&nouveau, chemin).await
    }
    .await;
    tokio::fs::remove_dir_all(&atelier).await?;
    issue
}

fn main() {}
