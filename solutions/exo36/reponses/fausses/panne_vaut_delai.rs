// faute   : un seul `Result` examiné après `timeout`
// message : avale le second

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = match timeout(limites.delai, lecture).await {
        Ok(Ok(tete)) => tete,
        Ok(Err(ErreurRequete::TropGrande)) => return Err(ErreurRequete::TropGrande),
        Ok(Err(ErreurRequete::Deconnexion)) => return Err(ErreurRequete::Deconnexion),
        _ => return Err(ErreurRequete::Delai),
    };
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
