// faute   : aucune tâche : deux boucles remplissent la liste
// message : aucune autre tâche n'a pu s'exécuter
// test    : etape2::les_producteurs_sont_des_taches

async fn collecter(producteurs: u32, messages: u32) -> Vec<(u32, u32)> {
    let mut paires = Vec::new();
    for producteur in 0..producteurs {
        for message in 0..messages {
            paires.push((producteur, message));
        }
    }
    paires
}
