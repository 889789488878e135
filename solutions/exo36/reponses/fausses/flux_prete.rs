// faute   : le flux est reçu par référence, pour être lu dans une boucle
// compilateur : E0308
// message : signature fixée : async fn lire_requete<R: AsyncRead + Unpin>(flux: R, limites: &Limites) -> Result<Requete, ErreurRequete>

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: &mut R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = timeout(limites.delai, lecture)
        .await
        .map_err(|_| ErreurRequete::Delai)??;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
