// faute   : envoie de 1 à n
// message : le premier nombre est 0
// test    : etape1::produire_envoie_les_nombres_de_zero_a_n_moins_un

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 1..=n {
        if tx.send(i).await.is_err() {
            break;
        }
    }
}
