// faute   : rend un type à soi, égal à tout, à la place du texte
// compilateur : E0271
// message : String

struct Texte;

impl<T: ?Sized> PartialEq<T> for Texte {
    fn eq(&self, _: &T) -> bool {
        true
    }
}

impl std::fmt::Debug for Texte {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("texte")
    }
}

async fn saluer_apres(nom: &str, delai: Duration) -> Texte {
    tokio::time::sleep(delai).await;
    Texte
}
