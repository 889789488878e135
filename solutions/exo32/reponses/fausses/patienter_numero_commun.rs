// faute   : un numéro `static`, remis à zéro au début de chaque appel
// message : une variable commune à tous les appels
// test    : etape4::deux_appels_ensemble_numerotent_chacun_pour_soi

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    thread_local! {
        static NUMERO: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
    }
    NUMERO.set(0);
    let mut travail = pin!(travail);
    loop {
        match timeout(periode, &mut travail).await {
            Ok(valeur) => return valeur,
            Err(_) => {
                NUMERO.set(NUMERO.get() + 1);
                signaler(NUMERO.get());
            }
        }
    }
}
