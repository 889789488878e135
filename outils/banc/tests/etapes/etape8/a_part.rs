//! Un thème d'une étape, dans un fichier à lui : ses tests signent de même.

#[banc::etape]
#[tokio::test]
async fn cinq() {}
