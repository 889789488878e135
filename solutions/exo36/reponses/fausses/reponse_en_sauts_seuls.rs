// faute   : toutes les lignes de la réponse finissent par `\n` seul
// message : une ligne de la tête finit par `\n` seul

fn reponse(statut: &str) -> String {
    let n = statut.len();
    format!("HTTP/1.1 {statut}\nContent-Length: {n}\nConnection: close\n\n{statut}")
}
