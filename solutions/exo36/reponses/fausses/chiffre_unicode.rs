// faute   : `is_numeric` pour le chiffre de la version
// étape   : 5
// message : `is_numeric` en acceptent plus
// test    : etape5::une_premiere_ligne_incorrecte_est_invalide

fn analyser(tete: &[u8]) -> Option<Requete> {
    let fin = tete.windows(2).position(|deux| deux == b"\r\n")?;
    let ligne = std::str::from_utf8(&tete[..fin]).ok()?;
    let [methode, chemin, version] = ligne.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let mineure = version.strip_prefix("HTTP/1.")?;
    let correcte = !methode.is_empty()
        && methode.bytes().all(|o| o.is_ascii_uppercase())
        && chemin.starts_with('/')
        && mineure.chars().count() == 1
        && mineure.chars().all(char::is_numeric);
    correcte.then(|| Requete {
        methode: methode.into(),
        chemin: chemin.into(),
    })
}
