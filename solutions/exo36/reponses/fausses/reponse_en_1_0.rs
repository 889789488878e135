// faute   : la réponse dit HTTP/1.0
// message : ce serveur parle HTTP/1.1

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.0 {statut}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{statut}")
}
