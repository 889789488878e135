// faute   : `try_recv` s'arrête dès que le canal est vide
// message : un canal vide n'est pas un canal fermé
// test    : etape1::produire_et_consommer_se_relaient_sur_une_seule_place

async fn consommer(mut rx: mpsc::Receiver<u32>) -> Vec<u32> {
    let mut recus = Vec::new();
    while let Ok(nombre) = rx.try_recv() {
        recus.push(nombre);
    }
    recus
}
