// faute   : `block_on` dans une fonction async
// message : Cannot start a runtime
// message : c'est `.await` qui attend

async fn faire_une_pause(duree: Duration) {
    tokio::runtime::Handle::current().block_on(tokio::time::sleep(duree));
}
