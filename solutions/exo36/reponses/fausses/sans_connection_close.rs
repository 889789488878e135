// faute   : une réponse sans `Connection: close`
// message : `Connection: close`

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\r\nContent-Length: {n}\r\n\r\n{statut}")
}
