// faute   : relit dans un tampon commun à tous les appels
// message : ce qu'un appel prépare n'est qu'à lui

async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    static TAMPON: std::sync::Mutex<String> = std::sync::Mutex::new(String::new());
    TAMPON.lock().unwrap().clear();
    tokio::fs::write(chemin, contenu).await?;
    let mut f = File::open(chemin).await?;
    let mut bloc = Vec::new();
    loop {
        bloc.resize(1 << 16, 0);
        let n = f.read(&mut bloc).await?;
        if n == 0 {
            break;
        }
        bloc.truncate(n);
        while std::str::from_utf8(&bloc).is_err_and(|e| e.error_len().is_none()) {
            bloc.push(f.read_u8().await?);
        }
        let texte =
            std::str::from_utf8(&bloc).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        TAMPON.lock().unwrap().push_str(texte);
    }
    let t = TAMPON.lock().unwrap().clone();
    Ok(t)
}
