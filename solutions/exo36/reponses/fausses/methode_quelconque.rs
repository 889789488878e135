// faute   : n'importe quelle méthode
// étape   : 5
// message : lettres de A à Z

fn analyser(tete: &[u8]) -> Option<Requete> {
    let fin = tete.windows(2).position(|deux| deux == b"\r\n")?;
    let ligne = std::str::from_utf8(&tete[..fin]).ok()?;
    let [methode, chemin, version] = ligne.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let mineure = version.strip_prefix("HTTP/1.")?;
    let correcte = !methode.is_empty()
        && chemin.starts_with('/')
        && matches!(mineure.as_bytes(), [b'0'..=b'9']);
    correcte.then(|| Requete {
        methode: methode.into(),
        chemin: chemin.into(),
    })
}
