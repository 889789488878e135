// faute   : la première ligne s'arrête au statut, sans sa raison
// message : un 200 s'écrit avec sa raison

fn reponse(statut: &str) -> String {
    let n = statut.len();
    let code = &statut[..3];
    format!("HTTP/1.1 {code}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{statut}")
}
