// faute   : écrit directement dans le fichier
// message : le fichier lui-même a été réécrit
// test    : etape4::des_lecteurs_en_parallele_voient_toujours_un_contenu_entier

fn unique(chemin: &Path) -> std::path::PathBuf {
    static NUMERO: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    chemin.with_file_name(format!(".{}-{numero}.tmp", std::process::id()))
}

async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    let mut fichier = File::create(chemin).await?;
    // Morceau par morceau : un lecteur a le temps d'en voir un bout.
    for morceau in contenu.chunks(1024) {
        fichier.write_all(morceau).await?;
    }
    fichier.flush().await
}
