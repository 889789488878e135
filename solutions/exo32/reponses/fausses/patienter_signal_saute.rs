// faute   : un signal dû à l'instant où le travail avance est sauté
// message : un signal dû à l'instant même où le travail avance
// test    : etape4::les_reveils_du_travail_ne_repoussent_pas_les_signaux

use std::task::Poll;

async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    let debut = Instant::now();
    let mut travail = Box::pin(travail);
    let mut vues = 0u128;
    let mut minuteur = Box::pin(sleep(periode));
    let cloche = std::sync::Arc::new(Cloche(std::sync::Mutex::new((
        false,
        std::task::Waker::noop().clone(),
    ))));
    cloche.0.lock().unwrap().0 = true;
    std::future::poll_fn(move |cx| {
        let sonne = {
            let mut etat = cloche.0.lock().unwrap();
            etat.1 = cx.waker().clone();
            std::mem::take(&mut etat.0)
        };
        if sonne {
            if let Poll::Ready(valeur) = travail
                .as_mut()
                .poll(&mut std::task::Context::from_waker(&cloche.clone().into()))
            {
                return Poll::Ready(valeur);
            }
            let passees = debut.elapsed().as_nanos() / periode.as_nanos();
            if passees > vues {
                vues = passees;
                minuteur
                    .as_mut()
                    .reset(debut + periode * (passees as u32 + 1));
            }
        }
        while minuteur.as_mut().poll(cx).is_ready() {
            vues += 1;
            signaler(vues as u32);
            minuteur.as_mut().reset(debut + periode * (vues as u32 + 1));
        }
        Poll::Pending
    })
    .await
}

struct Cloche(std::sync::Mutex<(bool, std::task::Waker)>);

impl std::task::Wake for Cloche {
    fn wake(self: std::sync::Arc<Self>) {
        let mut etat = self.0.lock().unwrap();
        etat.0 = true;
        etat.1.wake_by_ref();
    }
}
