// Un verrou asynchrone rend un nom temporaire fixe possible ; les autres étapes écrivent aussi à côté.
use std::path::{Path, PathBuf};
use tokio::fs;
use tokio::io::{self, AsyncBufReadExt, AsyncWriteExt};
use tokio::sync::Mutex;

static UN_SEUL: Mutex<()> = Mutex::const_new(());

fn a_cote(chemin: &Path, suffixe: &str) -> PathBuf {
    let mut nom = chemin.as_os_str().to_owned();
    nom.push(suffixe);
    nom.into()
}

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    remplacer(chemin, contenu.as_bytes()).await?;
    fs::read_to_string(chemin).await
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let fichier = io::BufReader::new(fs::File::open(chemin).await?);
    let mut lignes = fichier.lines();
    let mut total = 0usize;
    loop {
        let Some(_) = lignes.next_line().await? else {
            return Ok(total);
        };
        total += 1;
        tokio::task::yield_now().await;
    }
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let provisoire = a_cote(destination, ".copie");
    let mut lignes = io::BufReader::new(fs::File::open(source).await?).lines();
    let issue = async {
        let mut sortie =
            io::BufWriter::with_capacity(1 << 20, fs::File::create(&provisoire).await?);
        let mut total = 0;
        while let Some(ligne) = lignes.next_line().await? {
            sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
            sortie.write_all("\n".as_bytes()).await?;
            total += 1;
        }
        sortie.shutdown().await?;
        fs::rename(&provisoire, destination).await?;
        Ok(total)
    }
    .await;
    if issue.is_err() {
        let _ = fs::remove_file(&provisoire).await;
    }
    issue
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let _seul = UN_SEUL.lock().await;
    let provisoire = a_cote(chemin, ".nouveau");
    let mut issue = fs::write(&provisoire, contenu).await;
    if issue.is_ok() {
        issue = fs::rename(&provisoire, chemin).await;
    }
    if issue.is_err() {
        let _ = fs::remove_file(&provisoire).await;
    }
    issue
}

fn main() {}
