// Des threads à soi, des tâches et des canaux : un lecteur et un écrivain qui se passent les lignes.
use std::io;
use std::path::Path;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot};

fn sur_un_thread<T: Send + 'static>(
    travail: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> impl Future<Output = io::Result<T>> {
    let (rendre, attendre) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = rendre.send(travail());
    });
    async { attendre.await.map_err(io::Error::other)? }
}

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    let (ou, quoi) = (chemin.to_owned(), contenu.to_owned());
    sur_un_thread(move || std::fs::write(ou, quoi)).await?;
    let ou = chemin.to_owned();
    sur_un_thread(move || std::fs::read_to_string(ou)).await
}

fn lire(chemin: &Path) -> mpsc::Receiver<io::Result<String>> {
    let (tx, rx) = mpsc::channel(4);
    let chemin = chemin.to_owned();
    tokio::task::spawn_blocking(move || {
        use std::io::BufRead;
        match std::fs::File::open(chemin) {
            Err(erreur) => drop(tx.blocking_send(Err(erreur))),
            Ok(fichier) => {
                for ligne in std::io::BufReader::new(fichier).lines() {
                    let erreur = ligne.is_err();
                    if tx.blocking_send(ligne).is_err() || erreur {
                        break;
                    }
                }
            }
        }
    });
    rx
}

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    let mut lignes = lire(chemin);
    let mut total = 0;
    while let Some(ligne) = lignes.recv().await {
        ligne?;
        total += 1;
    }
    Ok(total)
}

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let (tx, mut rx) = mpsc::channel::<String>(16);
    let source = source.to_owned();
    let lecture = tokio::spawn(async move {
        let entree = tokio::fs::File::open(source).await?;
        let mut lignes = tokio::io::BufReader::new(entree).lines();
        while let Some(ligne) = lignes.next_line().await? {
            if tx.send(ligne).await.is_err() {
                break;
            }
        }
        io::Result::Ok(())
    });
    let destination = destination.to_owned();
    let ecriture = tokio::spawn(async move {
        let mut sortie = tokio::io::BufWriter::new(tokio::fs::File::create(destination).await?);
        let mut total = 0;
        while let Some(ligne) = rx.recv().await {
            sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
            sortie.write_u8(b'\n').await?;
            total += 1;
        }
        sortie.flush().await?;
        io::Result::Ok(total)
    });
    let total = ecriture.await??;
    lecture.await??;
    Ok(total)
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    use std::time::{SystemTime, UNIX_EPOCH};
    static TOUR: std::sync::Mutex<u32> = std::sync::Mutex::new(0);
    let (chemin, contenu) = (chemin.to_owned(), contenu.to_owned());
    sur_un_thread(move || {
        let mut tour = TOUR.lock().unwrap();
        *tour += 1;
        let instant = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_nanos();
        let provisoire = chemin.with_extension(format!("{instant}-{tour}"));
        let issue = std::fs::write(&provisoire, &contenu)
            .and_then(|()| std::fs::rename(&provisoire, &chemin));
        issue.inspect_err(|_| drop(std::fs::remove_file(&provisoire)))
    })
    .await
}

fn main() {}
