// faute   : la boucle cède son tour jusqu'à l'heure, et ne s'endort jamais : l'horloge de Tokio n'avance pas
// message : sans qu'un minuteur de Tokio soit attendu
// message : une boucle qui ne fait que céder son tour (`yield_now`) jusqu'à l'heure
// test    : etape1::les_autres_taches_avancent_pendant_la_pause

async fn faire_une_pause(duree: Duration) {
    let fin = std::time::Instant::now() + duree;
    while std::time::Instant::now() < fin {
        tokio::task::yield_now().await;
    }
}
