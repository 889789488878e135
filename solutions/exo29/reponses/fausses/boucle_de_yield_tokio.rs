// faute   : la boucle cède son tour jusqu'à l'heure de Tokio, et ne s'endort jamais : cette horloge n'avance pas
// message : une boucle qui ne fait que céder son tour (`yield_now`)
// test    : etape1::une_pause_ne_bloque_aucun_thread_meme_un_instant

async fn faire_une_pause(duree: Duration) {
    let depart = tokio::time::Instant::now();
    while depart.elapsed() < duree {
        tokio::task::yield_now().await;
    }
}
