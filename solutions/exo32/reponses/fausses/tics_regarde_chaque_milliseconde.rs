// faute   : une boucle regarde toutes les millisecondes si l'arrêt est demandé
// message : trop tard
// test    : etape3::seules_les_periodes_entieres_comptent
// test    : etape3::l_arret_est_suivi_au_milieu_d_une_periode
// test    : etape3::l_arret_reveille_le_compteur_aussitot

use tokio::time::{Instant, sleep};

async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let depart = Instant::now();
    while let Err(oneshot::error::TryRecvError::Empty) = arret.try_recv() {
        sleep(Duration::from_millis(1)).await;
    }
    (depart.elapsed().as_millis() / periode.as_millis()) as u32
}
