// faute   : `while !rx.is_closed()` : laisse ce qui restait dans le canal
// message : un canal fermé se vide d'abord
// test    : etape1::consommer_rassemble_ce_qui_attendait_dans_le_canal

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while !rx.is_closed() {
        if let Some(nombre) = rx.recv().await {
            recus.push(nombre);
        }
    }
    recus
}
