// faute   : reconnaît les erreurs à leur genre
// message : une erreur de lecture est `Io`, quel que soit son genre

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = async { timeout(limites.delai, lire_tete_juste(flux, limites.taille_max)).await };
    let tete = match lecture.await {
        Err(_) => return Err(ErreurRequete::Delai),
        Ok(Err(ErreurRequete::Io(e))) => {
            return Err(match e.kind() {
                io::ErrorKind::TimedOut => ErreurRequete::Delai,
                io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
                    ErreurRequete::Deconnexion
                }
                io::ErrorKind::InvalidData => ErreurRequete::Invalide,
                _ => ErreurRequete::Io(e),
            });
        }
        Ok(r) => r?,
    };
    analyser_juste(&tete).ok_or(ErreurRequete::Invalide)
}
