// faute   : un verrou commun à tous les appels : le second ne commence qu'après le premier
// message : rien n'est commun à deux appels
// test    : etape3::deux_appels_en_meme_temps_ne_se_genent_pas

static UN_SEUL: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let _un_seul = UN_SEUL.lock().await;
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    let mut valeurs = Vec::new();
    for tache in taches {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}
