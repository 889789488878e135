// faute   : `loop` autour d'un `if let` : tourne à vide une fois le canal fermé
// message : une boucle tourne à vide

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    loop {
        if let Some(nombre) = rx.recv().await {
            recus.push(nombre);
        }
        if recus.len() == usize::MAX {
            return recus;
        }
    }
}
