// faute   : `from_utf8_lossy` laisse passer une ligne fautive
// étape   : 5
// message : laisse passer la ligne
// test    : etape5::une_premiere_ligne_qui_n_est_pas_de_l_utf8_est_invalide

fn analyser(tete: &[u8]) -> Option<Requete> {
    let fin = tete.windows(2).position(|deux| deux == b"\r\n")?;
    let ligne = String::from_utf8_lossy(&tete[..fin]);
    let [methode, chemin, version] = ligne.split(' ').collect::<Vec<_>>()[..] else {
        return None;
    };
    let mineure = version.strip_prefix("HTTP/1.")?;
    let correcte = !methode.is_empty()
        && methode.bytes().all(|o| o.is_ascii_uppercase())
        && chemin.starts_with('/')
        && matches!(mineure.as_bytes(), [b'0'..=b'9']);
    correcte.then(|| Requete {
        methode: methode.into(),
        chemin: chemin.into(),
    })
}
