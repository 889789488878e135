// faute   : aucun délai
// message : borne toute la lecture
// message : aucune échéance, ou une par lecture
// test    : etape5::echeance::le_silence_finit_par_un_delai

async fn lire_requete<R: AsyncRead + Unpin>(
    flux: R,
    limites: &Limites,
) -> Result<Requete, ErreurRequete> {
    let lecture = lire_tete(flux, limites.taille_max);
    let tete = lecture.await?;
    analyser(&tete).ok_or(ErreurRequete::Invalide)
}
