// faute   : `unwrap` sur `send` : panique quand le lecteur est parti
// message : pas de `unwrap` ni de `expect` sur l'envoi
// test    : etape1::produire_s_arrete_au_premier_envoi_refuse
// test    : etape1::produire_s_arrete_quand_le_lecteur_part_en_route

async fn produire(tx: mpsc::Sender<u32>, n: u32) {
    for i in 0..n {
        tx.send(i).await.unwrap();
    }
}
