// faute   : un verrou commun à tous les appels : le second ne commence qu'après le premier
// message : rien n'est commun à deux appels
// test    : etape1::deux_appels_en_meme_temps_ne_se_genent_pas

static UN_SEUL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let _un_seul = UN_SEUL.lock().await;
    tokio::join!(a, b)
}
