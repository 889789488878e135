// faute   : regarde l'heure toutes les millisecondes
// message : à intervalle régulier
// test    : etape4::un_signal_par_periode_tant_que_dure_le_travail

use tokio::time::Instant;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut signaux = 1..;
    loop {
        let echeance = Instant::now() + periode;
        while Instant::now() < echeance {
            if let Ok(valeur) = timeout(Duration::from_millis(1), &mut travail).await {
                return valeur;
            }
        }
        signaux.next().into_iter().for_each(&mut signaler);
    }
}
