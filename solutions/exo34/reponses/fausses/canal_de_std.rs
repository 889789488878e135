// faute   : `std::sync::mpsc` : `recv` bloque le seul thread
// message : `recv` de `std::sync::mpsc`
// test    : etape2::chaque_producteur_envoie_tous_ses_messages_dans_l_ordre
// test    : etape2::deux_collectes_ensemble_ne_se_melangent_pas

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let (tx, rx) = std::sync::mpsc::channel();
    for producteur in 0..producteurs {
        let tx = tx.clone();
        tokio::spawn(async move {
            for message in 0..messages {
                tx.send((producteur, message)).unwrap();
            }
        });
    }
    drop(tx);
    rx.into_iter().collect()
}
