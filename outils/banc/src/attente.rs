//! Attendre l'appel d'une réponse sans que rien ne fige le test : ni un appel que plus rien ne réveille, ni un appel qui
//! se fait interroger sans relâche et empêche l'horloge virtuelle d'avancer.

use std::panic::Location;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::{Boite, echec};

/// La piste d'un appel qui tourne en rond, sauf si le test en a une plus précise.
const PISTE_DE_BOUCLE: &str = "une boucle qui ne fait que céder son tour (`yield_now`), ou dormir un instant avant de \
    regarder de nouveau, occupe le thread sans relâche : attends vraiment l'événement qui doit venir";

/// Ce qu'un test accorde à un appel, et ce qu'il en dit quand l'appel l'épuise.
pub struct Patience<'a> {
    temps: Duration,
    tours: u32,
    tours_par_instant: u32,
    piste: Box<dyn Fn() -> &'a str + 'a>,
    piste_de_boucle: &'a str,
}

impl<'a> Patience<'a> {
    /// Une heure de l'horloge de Tokio et cent mille interrogations. `piste` est celle d'un appel qui attend encore.
    pub fn new(piste: &'a str) -> Self {
        Self::selon(move || piste)
    }

    /// De même, la piste étant choisie quand l'appel se révèle figé.
    pub fn selon(piste: impl Fn() -> &'a str + 'a) -> Self {
        Patience {
            temps: Duration::from_secs(3600),
            tours: 100_000,
            tours_par_instant: u32::MAX,
            piste: Box::new(piste),
            piste_de_boucle: PISTE_DE_BOUCLE,
        }
    }

    /// Le temps accordé, sur l'horloge de Tokio.
    #[must_use]
    pub fn temps(self, temps: Duration) -> Self {
        Patience { temps, ..self }
    }

    /// Le nombre d'interrogations accordées en tout.
    #[must_use]
    pub fn tours(self, tours: u32) -> Self {
        Patience { tours, ..self }
    }

    /// Le nombre d'interrogations accordées sans que l'horloge avance.
    #[must_use]
    pub fn tours_par_instant(self, tours_par_instant: u32) -> Self {
        Patience {
            tours_par_instant,
            ..self
        }
    }

    /// La piste d'un appel qui a épuisé ses interrogations.
    #[must_use]
    pub fn piste_de_boucle(self, piste_de_boucle: &'a str) -> Self {
        Patience {
            piste_de_boucle,
            ..self
        }
    }

    /// Attend l'appel, et fait échouer le test s'il épuise ce qui lui est accordé. Rend sa valeur, et le temps de Tokio
    /// qu'il a pris.
    #[track_caller]
    pub fn attendre<'f, F: Future + 'f>(
        self,
        appel: F,
    ) -> impl Future<Output = (F::Output, Duration)> + use<'a, 'f, F>
    where
        'a: 'f,
    {
        let ligne = Location::caller().line();
        // Dans le tas : recopié d'enveloppe en enveloppe, un gros future déborderait la pile d'un test.
        self.attendre_boite(Box::pin(appel), ligne)
    }

    pub(crate) async fn attendre_boite<T>(self, appel: Boite<'_, T>, ligne: u32) -> (T, Duration) {
        let mut valeur = None;
        let fin = Box::pin(async { valeur = Some(appel.await) });
        let duree = self.attendre_la_fin(fin, ligne).await;
        (valeur.expect("l'appel est allé au bout"), duree)
    }

    /// Le travail d'[`attendre`](Self::attendre), compilé une fois pour toutes.
    async fn attendre_la_fin(self, mut appel: Boite<'_, ()>, ligne: u32) -> Duration {
        let debut = Instant::now();
        // Créée ici, dans le runtime, et non à l'appel d'`attendre`.
        let mut limite = pin!(sleep(self.temps));
        let mut compte = Compte::new(debut);
        std::future::poll_fn(|cx| {
            compte.un_de_plus();
            if compte.tours > self.tours || compte.de_suite > self.tours_par_instant {
                self.refuser_la_boucle(&compte, ligne);
            }
            // Avant l'appel : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
            if limite.as_mut().poll(cx).is_ready() {
                self.refuser_l_attente(ligne);
            }
            appel.as_mut().poll(cx)
        })
        .await;
        debut.elapsed()
    }

    fn refuser_l_attente(&self, ligne: u32) -> ! {
        let piste = (self.piste)();
        echec!(
            "l'appel se termine (ligne {ligne} du test)",
            "il attend toujours, et plus rien ne peut le réveiller",
            "{piste}"
        )
    }

    fn refuser_la_boucle(&self, compte: &Compte, ligne: u32) -> ! {
        let (tours, piste) = (compte.tours, self.piste_de_boucle);
        let passe = compte.debut.elapsed();
        let observe = if compte.de_suite == tours {
            format!("il s'est fait interroger {tours} fois sans que l'horloge de Tokio avance")
        } else {
            format!(
                "il s'est fait interroger {tours} fois en {passe:?}, presque toujours pour rien"
            )
        };
        echec!(
            "l'appel (ligne {ligne} du test) rend le thread jusqu'à ce qu'il y ait du nouveau",
            "{observe}",
            "{piste}"
        )
    }
}

/// Les interrogations d'un appel.
struct Compte {
    debut: Instant,
    tours: u32,
    /// Depuis que l'horloge a avancé.
    de_suite: u32,
    instant: Instant,
}

impl Compte {
    fn new(debut: Instant) -> Self {
        Compte {
            debut,
            tours: 0,
            de_suite: 0,
            instant: debut,
        }
    }

    fn un_de_plus(&mut self) {
        let maintenant = Instant::now();
        if maintenant != self.instant {
            (self.instant, self.de_suite) = (maintenant, 0);
        }
        self.tours += 1;
        self.de_suite += 1;
    }
}

/// Attend le future avec la [`Patience`] ordinaire, et rend sa valeur. À employer sous l'horloge virtuelle, là où une
/// erreur précise fige l'étape.
#[track_caller]
pub fn finir<'a, F: Future + 'a>(
    futur: F,
    piste: &'a str,
) -> impl Future<Output = F::Output> + use<'a, F> {
    let attente = Patience::new(piste).attendre(futur);
    async { attente.await.0 }
}

/// Fait avancer tous les futures ensemble, dans la même tâche, et rend leurs valeurs dans l'ordre. Aucun
/// n'a besoin d'être `Send` ni `'static` : c'est ce qu'il faut pour tester des `async fn` d'apprenants.
pub fn ensemble<'a, F: Future + 'a>(futurs: Vec<F>) -> impl Future<Output = Vec<F::Output>> {
    let futurs = futurs
        .into_iter()
        .map(|futur| Box::pin(futur) as Boite<'_, _>);
    ensemble_boites(futurs.collect())
}

/// Attend l'appel pendant que `a_cote` avance dans la même tâche, et jusqu'à la fin des deux. Rend la valeur de l'appel.
pub fn pendant<'a, F: Future + 'a>(
    appel: F,
    a_cote: impl Future<Output = ()> + 'a,
) -> Boite<'a, F::Output> {
    pendant_boite(Box::pin(appel), Box::pin(a_cote))
}

fn pendant_boite<'a, T: 'a>(appel: Boite<'a, T>, a_cote: Boite<'a, ()>) -> Boite<'a, T> {
    Box::pin(async move {
        let mut valeur = None;
        let appel: Boite<'_, ()> = Box::pin(async { valeur = Some(appel.await) });
        ensemble_boites(vec![appel, a_cote]).await;
        valeur.expect("l'appel est allé au bout")
    })
}

async fn ensemble_boites<T>(mut futurs: Vec<Boite<'_, T>>) -> Vec<T> {
    let mut valeurs: Vec<Option<T>> = futurs.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (futur, valeur) in futurs.iter_mut().zip(&mut valeurs) {
            if valeur.is_some() {
                continue;
            }
            if let Poll::Ready(obtenue) = futur.as_mut().poll(cx) {
                *valeur = Some(obtenue);
            }
        }
        if valeurs.iter().all(Option::is_some) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
    valeurs.into_iter().flatten().collect()
}
