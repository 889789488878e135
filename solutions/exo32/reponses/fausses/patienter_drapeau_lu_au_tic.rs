// faute   : `join!` avec un signaleur qui ne voit la fin qu'au tic suivant
// message : n'attends ni le tic suivant
// test    : etape4::la_valeur_est_rendue_des_qu_elle_est_prete
// test    : etape4::un_travail_pret_tout_de_suite_ne_donne_aucun_signal

use tokio::time::sleep;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let fini = std::cell::Cell::new(false);
    let fini = &fini;
    let (valeur, ()) = tokio::join!(
        async move {
            let valeur = travail.await;
            fini.set(true);
            valeur
        },
        async move {
            let mut numero = 0;
            loop {
                sleep(periode).await;
                if fini.get() {
                    return;
                }
                numero += 1;
                signaler(numero);
            }
        },
    );
    valeur
}
