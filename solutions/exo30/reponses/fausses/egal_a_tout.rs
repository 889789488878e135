// faute   : rend un type à soi, égal à tout, à la place de la taille
// compilateur : E0271
// message : usize

struct Taille;

impl<T> PartialEq<T> for Taille {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

impl std::fmt::Debug for Taille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("taille")
    }
}

impl std::fmt::Display for Taille {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("taille")
    }
}

async fn taille_totale(premier: &str, second: &str) -> Taille {
    telecharger_fichier(premier).await;
    telecharger_fichier(second).await;
    Taille
}
