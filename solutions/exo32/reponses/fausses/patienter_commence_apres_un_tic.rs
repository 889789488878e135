// faute   : une période passe avant que le travail commence
// message : n'attend pas le premier tic pour commencer
// test    : etape4::le_travail_part_tout_de_suite_et_une_seule_fois

use tokio::time::sleep;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    sleep(periode).await;
    signaler(1);
    let mut travail = pin!(travail);
    let mut numero = 1;
    loop {
        match timeout(periode, &mut travail).await {
            Ok(valeur) => return valeur,
            Err(_) => {
                numero += 1;
                signaler(numero);
            }
        }
    }
}
