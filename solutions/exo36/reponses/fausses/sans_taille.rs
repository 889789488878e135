// faute   : une réponse sans `Content-Length`
// message : toutes les réponses portent cet en-tête

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\r\nConnection: close\r\n\r\n{statut}")
}
