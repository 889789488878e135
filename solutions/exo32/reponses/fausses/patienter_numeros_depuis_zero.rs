// faute   : les signaux sont numérotés à partir de 0
// message : numérotés à partir de 1
// test    : etape4::un_signal_par_periode_tant_que_dure_le_travail
// test    : etape4::la_fin_du_travail_reveille_l_appel_aussitot

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let mut travail = pin!(travail);
    let mut numero = 0;
    loop {
        match timeout(periode, &mut travail).await {
            Ok(valeur) => return valeur,
            Err(_) => {
                signaler(numero);
                numero += 1;
            }
        }
    }
}
