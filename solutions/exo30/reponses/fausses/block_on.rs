// faute   : `block_on` dans une fonction async
// message : dans du code async, c'est `.await` qui attend

async fn telecharger_fichier(nom: &str) -> String {
    let runtime = tokio::runtime::Handle::current();
    runtime.block_on(tokio::time::sleep(Duration::from_secs(1)));
    format!("contenu de {nom}")
}
