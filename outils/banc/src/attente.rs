//! Attendre l'appel d'une réponse sans que rien ne fige le test : ni un appel que plus rien ne réveille, ni un appel qui
//! se fait interroger sans relâche et empêche l'horloge virtuelle d'avancer.

use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::essai::{est_ecrit_la, test_courant};
use crate::taches_ou_threads::{PATIENCE, souffler};
use crate::{Boite, echec, frise, texte};

/// La piste d'un appel qui tourne en rond, sauf si le test en a une plus précise.
const PISTE_DE_BOUCLE: &str = "une boucle qui ne fait que céder son tour (`yield_now`), ou dormir un instant avant de \
    regarder de nouveau, occupe le thread sans relâche : attends vraiment l'événement qui doit venir. Un `poll` qui se réveille \
    lui-même (`wake_by_ref`) fait de même : qu'il garde et interroge ce qui le réveillera à l'heure, un `sleep` par exemple";

/// Là où un test attend.
pub(crate) type Endroit = &'static Location<'static>;

/// Ce qu'un test accorde à un appel, et ce qu'il en dit quand l'appel l'épuise.
pub struct Patience<'a> {
    temps: Duration,
    tours: u32,
    tours_par_instant: u32,
    threads: bool,
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
            threads: false,
            piste: Box::new(piste),
            piste_de_boucle: PISTE_DE_BOUCLE,
        }
    }

    /// Le temps accordé, sur l'horloge de Tokio.
    #[must_use]
    pub fn temps(self, temps: Duration) -> Self {
        Patience { temps, ..self }
    }

    /// Un thread de l'appel peut aussi y travailler. L'horloge virtuelle ne l'attend pas, et va d'un bond au bout du temps
    /// accordé : il lui reste alors [`PATIENCE`], de temps réel. À qui ne regarde pas combien l'appel a duré.
    #[must_use]
    pub fn threads_compris(self) -> Self {
        Patience {
            threads: true,
            ..self
        }
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

    /// Finit quand le temps accordé est épuisé.
    fn limite(&self) -> Boite<'static, ()> {
        if !self.threads {
            return Box::pin(sleep(self.temps));
        }
        // Dans une tâche : passer de l'horloge au temps réel ne doit pas non plus valoir une interrogation à l'appel.
        let temps = self.temps;
        let mut limite = JoinSet::new();
        limite.spawn(async move {
            sleep(temps).await;
            souffler(PATIENCE).await;
        });
        Box::pin(async move {
            limite.join_next().await;
        })
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
    pub fn attendre<'f, F: Future + 'f>(self, appel: F) -> Attente<'a, 'f, F::Output> {
        // Dans le tas : recopié d'enveloppe en enveloppe, un gros future déborderait la pile d'un test.
        self.attendre_boite(Box::pin(appel), Location::caller())
    }

    pub(crate) fn attendre_boite<'f, T>(
        self,
        appel: Boite<'f, T>,
        endroit: Endroit,
    ) -> Attente<'a, 'f, T> {
        let conduite = Conduite {
            patience: self,
            endroit,
            cours: None,
            attente: None,
        };
        Attente { appel, conduite }
    }
}

/// L'attente d'un appel, par [`Patience::attendre`]. Seul ce qui touche à la valeur est générique.
pub struct Attente<'a, 'f, T> {
    appel: Boite<'f, T>,
    conduite: Conduite<'a>,
}

impl<T> Future for Attente<'_, '_, T> {
    type Output = (T, Duration);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<(T, Duration)> {
        let debut = self.conduite.un_tour(cx);
        match self.appel.as_mut().poll(cx) {
            Poll::Ready(valeur) => {
                self.conduite.finit();
                Poll::Ready((valeur, debut.elapsed()))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

/// Ce qu'un appel a épuisé de la patience du test.
struct Conduite<'a> {
    patience: Patience<'a>,
    endroit: Endroit,
    /// Depuis la première interrogation, qui est la première à être dans le runtime.
    cours: Option<(Compte, Boite<'static, ()>)>,
    attente: Option<frise::Attente>,
}

impl Conduite<'_> {
    /// Compte une interrogation de plus, et fait échouer le test si c'est trop. Rend l'instant de la première.
    fn un_tour(&mut self, cx: &mut Context<'_>) -> Instant {
        let patience = &self.patience;
        let (compte, limite) = self.cours.get_or_insert_with(|| {
            self.attente = Some(frise::Attente::commencer(true));
            (Compte::new(Instant::now()), patience.limite())
        });
        compte.un_de_plus();
        let renoncer = || self.attente.as_ref().map(frise::Attente::renoncer);
        if compte.tours > patience.tours || compte.de_suite > patience.tours_par_instant {
            renoncer();
            refuser_la_boucle(patience, compte, self.endroit);
        }
        // Avant l'appel : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
        if limite.as_mut().poll(cx).is_ready() {
            renoncer();
            refuser_l_attente(patience, self.endroit);
        }
        compte.debut
    }

    /// L'appel est allé au bout.
    fn finit(&self) {
        if let Some(attente) = &self.attente {
            attente.finir();
        }
    }
}

/// Cet endroit, pour qui lit l'échec du test en cours : son fichier se nomme s'il n'est pas celui du test.
fn lieu(endroit: Endroit) -> String {
    let (fichier, ligne) = (endroit.file(), endroit.line());
    if test_courant().is_some_and(|test| est_ecrit_la(&test, fichier)) {
        return format!("ligne {ligne} du test");
    }
    let nom = fichier.rsplit("tests/etapes/").next().unwrap_or(fichier);
    format!("ligne {ligne} de `{nom}`")
}

fn refuser_l_attente(patience: &Patience<'_>, endroit: Endroit) -> ! {
    let (lieu, piste) = (lieu(endroit), (patience.piste)());
    echec!(
        "l'appel se termine ({lieu})",
        "il attend toujours, et plus rien ne peut le réveiller",
        "{piste}"
    )
}

fn refuser_la_boucle(patience: &Patience<'_>, compte: &Compte, endroit: Endroit) -> ! {
    let lieu = lieu(endroit);
    let (tours, piste) = (compte.tours, patience.piste_de_boucle);
    let passe = texte::duree(compte.debut.elapsed());
    let observe = if compte.de_suite == tours {
        format!("il s'est fait interroger {tours} fois sans que l'horloge de Tokio avance")
    } else {
        format!("il s'est fait interroger {tours} fois en {passe}, presque toujours pour rien")
    };
    echec!(
        "l'appel ({lieu}) rend le thread jusqu'à ce qu'il y ait du nouveau",
        "{observe}",
        "{piste}"
    )
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
pub fn finir<'a, F: Future + 'a>(futur: F, piste: &'a str) -> Boite<'a, F::Output> {
    finir_boite(Box::pin(futur), piste, Location::caller())
}

fn finir_boite<'a, T: 'a>(appel: Boite<'a, T>, piste: &'a str, endroit: Endroit) -> Boite<'a, T> {
    let patience = Patience::new(piste);
    Box::pin(async move { patience.attendre_boite(appel, endroit).await.0 })
}

/// Fait avancer tous les futures ensemble, dans la même tâche, et rend leurs valeurs dans l'ordre. Aucun
/// n'a besoin d'être `Send` ni `'static` : c'est ce qu'il faut pour tester des `async fn` d'apprenants.
pub fn ensemble<'a, F: Future + 'a>(futurs: Vec<F>) -> Ensemble<'a, F::Output> {
    let mut places = Vec::with_capacity(futurs.len());
    // Sans `map` ni `collect`, qui coûteraient à chaque test trente fonctions de plus à compiler.
    for futur in futurs {
        places.push(Place::Attend(Box::pin(futur)));
    }
    Ensemble(places)
}

/// Des futures qui avancent ensemble, par [`ensemble`]. Écrit à la main : un bloc `async` et des itérateurs feraient compiler
/// bien plus de fonctions à chaque test, pour chaque type de valeur.
pub struct Ensemble<'a, T>(Vec<Place<'a, T>>);

enum Place<'a, T> {
    Attend(Boite<'a, T>),
    Finie(T),
}

// Ce qui est épinglé est dans une boîte : la valeur peut changer de place.
impl<T> Unpin for Ensemble<'_, T> {}

impl<T> Future for Ensemble<'_, T> {
    type Output = Vec<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Vec<T>> {
        let mut tous_finis = true;
        for place in &mut self.0 {
            if let Place::Attend(futur) = place {
                match futur.as_mut().poll(cx) {
                    Poll::Ready(valeur) => *place = Place::Finie(valeur),
                    Poll::Pending => tous_finis = false,
                }
            }
        }
        if !tous_finis {
            return Poll::Pending;
        }
        let mut valeurs = Vec::with_capacity(self.0.len());
        for place in std::mem::take(&mut self.0) {
            if let Place::Finie(valeur) = place {
                valeurs.push(valeur);
            }
        }
        Poll::Ready(valeurs)
    }
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
        ensemble(vec![appel, a_cote]).await;
        valeur.expect("l'appel est allé au bout")
    })
}
