// faute   : boucle qui surveille l'heure sans jamais rendre la main
// message : un thread a été bloqué

async fn faire_une_pause(duree: Duration) {
    let fin = std::time::Instant::now() + duree;
    while std::time::Instant::now() < fin {
        std::hint::spin_loop();
    }
}
