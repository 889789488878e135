// faute   : un verrou commun à tous les appels : le second ne commence qu'après le premier
// message : rien n'est commun à deux appels
// test    : etape2::deux_appels_en_meme_temps_ne_se_genent_pas

static UN_SEUL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    let _un_seul = UN_SEUL.lock().await;
    tokio::try_join!(a, b)
}
