// faute   : la pause en cours est dans un `static`, commun à tous les appels
// message : pas dans un `static` ni un `thread_local!`
// test    : etape4::deux_appels_a_la_fois_ont_chacun_leurs_essais_et_leurs_pauses
// étape   : 4

static PAUSE: std::sync::Mutex<Duration> = std::sync::Mutex::new(Duration::ZERO);

async fn reessayer<T, E>(
    essais: u32,
    base: Duration,
    plafond: Duration,
    mut operation: impl AsyncFnMut() -> Result<T, E>,
) -> Result<T, E> {
    *PAUSE.lock().unwrap() = base.min(plafond);
    for _ in 1..essais {
        if let Ok(valeur) = operation().await {
            return Ok(valeur);
        }
        let pause = *PAUSE.lock().unwrap();
        sleep(pause).await;
        *PAUSE.lock().unwrap() = pause.saturating_mul(2).min(plafond);
    }
    operation().await
}
