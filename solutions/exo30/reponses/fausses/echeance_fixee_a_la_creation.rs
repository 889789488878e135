// faute   : le `sleep` est créé à l'appel, avant le bloc async
// message : un `sleep` fixe son échéance quand on le crée
// test    : etape1::le_telechargement_commence_quand_on_l_attend

fn telecharger_fichier(nom: &str) -> impl Future<Output = String> {
    let attente = tokio::time::sleep(Duration::from_secs(1));
    async move {
        attente.await;
        format!("contenu de {nom}")
    }
}
