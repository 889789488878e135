// faute   : `0..=n - 1` déborde quand n vaut 0
// message : attention à `n - 1` quand `n` vaut 0
// test    : etape1::produire_zero_nombre_n_envoie_rien

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..=n - 1 {
        if tx.send(i).await.is_err() {
            break;
        }
    }
}
