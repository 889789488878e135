// faute   : `http/1.1` en minuscules dans la réponse
// message : `HTTP/1.1` s'écrit en majuscules

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("http/1.1 {statut}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{statut}")
}
