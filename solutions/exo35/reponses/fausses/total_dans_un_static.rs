// faute   : compte dans un total commun à tous les appels
// message : ce qu'un appel compte n'est qu'à lui
// test    : etape2::des_appels_simultanes_ont_chacun_leur_compte

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    static TOTAL: AtomicUsize = AtomicUsize::new(0);
    TOTAL.store(0, SeqCst);
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    while lignes.next_line().await?.is_some() {
        TOTAL.fetch_add(1, SeqCst);
    }
    Ok(TOTAL.load(SeqCst))
}
