// faute   : la réception s'arrête à 4096 nombres
// message : et non un nombre de messages choisi d'avance
// test    : etape1::consommer_rassemble_ce_qui_attendait_dans_le_canal

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while recus.len() < 4096 {
        let Some(nombre) = rx.recv().await else { break };
        recus.push(nombre);
    }
    recus
}
