// faute   : `Content-Length` en caractères
// message : compte les octets du corps
// test    : etape6::un_get_correct_recoit_un_200_bien_forme

fn reponse(statut: &str) -> String {
    let corps = format!("réponse à été envoyée : {statut}");
    let n = corps.chars().count();
    format!("HTTP/1.1 {statut}\r\nContent-Length: {n}\r\nConnection: close\r\n\r\n{corps}")
}
