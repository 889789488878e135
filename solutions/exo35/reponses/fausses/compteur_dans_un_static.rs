// faute   : compte les lignes dans un compteur commun à tous les appels
// message : ce qu'un appel prépare ou compte n'est qu'à lui

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    static N: AtomicUsize = AtomicUsize::new(0);
    N.store(0, SeqCst);
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    while let Some(l) = lignes.next_line().await? {
        sortie.write_all(l.to_uppercase().as_bytes()).await?;
        sortie.write_all(b"\n").await?;
        N.fetch_add(1, SeqCst);
    }
    sortie.flush().await?;
    Ok(N.load(SeqCst))
}
