// faute   : un runtime par thread, attendu par un `join` bloquant
// message : un thread a été bloqué

async fn taille_totale(premier: &str, second: &str) -> usize {
    let mut total = 0;
    for nom in [premier.to_owned(), second.to_owned()] {
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            runtime.unwrap().block_on(telecharger_fichier(&nom)).len()
        });
        total += thread.join().unwrap();
    }
    total
}
