// faute   : toute version qui commence par `HTTP/1.`
// étape   : 5
// message : suivi d'un seul chiffre

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
        && !mineure.is_empty();
    correcte.then(|| Requete {
        methode: methode.into(),
        chemin: chemin.into(),
    })
}
