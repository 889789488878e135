// faute   : `std::thread::sleep` dans une fonction async
// message : `std::thread::sleep` endort le thread entier
// message : un thread a été bloqué

async fn faire_une_pause(duree: Duration) {
    std::thread::sleep(duree);
}
