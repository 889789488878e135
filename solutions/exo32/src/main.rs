// Exo 32 · Select : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::cell::Cell;
use std::io;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::oneshot;
use tokio::time::{Instant, Interval, interval, sleep, timeout};

/// Donné : qui a gagné la course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

/// Étape 1 : rend le premier arrivé ; le perdant est annulé.
async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    // Les deux futures sont donnés à `select!`, pas empruntés : il détruit le perdant en sortant. Un future
    // ne fait rien entre deux interrogations, le détruire suffit donc à l'annuler.
    tokio::select! {
        () = tortue => Gagnant::Tortue,
        //   ^^^^^^ une branche est un future, sans `.await` : c'est `select!` qui attend.
        () = lievre => Gagnant::Lievre,
    }
}

/// Étape 2 : rend la valeur d'`operation`, ou `None` une fois `limite` passée ; à l'instant même de la
/// limite, une opération prête gagne toujours.
async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    // `timeout` interroge l'opération d'abord et l'échéance ensuite : au même instant, l'opération gagne.
    // Un `select!` tirerait l'ordre au sort ; il lui faudrait `biased;` et l'opération en premier.
    timeout(limite, operation).await.ok()
    //      ^^^^^^ une durée, et non l'instant `now() + limite`, qui déborde avec `Duration::MAX`.
}

/// Étape 3 : compte les périodes entières jusqu'au message d'arrêt, ou jusqu'à la perte de son émetteur.
async fn compter_les_tics(periode: Duration, mut arret: oneshot::Receiver<()>) -> u32 {
    let mut horloge = horloge(periode).await;
    let mut tics = 0;
    loop {
        tokio::select! {
            // Ni `Ok(())` ni `Err(_)` dans le motif : le message et la perte de l'émetteur arrêtent tous deux.
            _ = &mut arret => return tics,
            //  ^^^^ prêté : le récepteur sert à tous les tours. Donné, il serait perdu au premier (E0382).
            _ = horloge.tick() => tics += 1,
            // `tick` s'annule sans dommage : l'échéance est dans `horloge`, hors de la boucle.
        }
    }
}

/// Étape 4 : appelle `signaler(1)`, `signaler(2)`… à chaque période tant que dure `travail`, puis rend
/// sa valeur.
async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    mut signaler: impl FnMut(u32),
) -> T {
    // Épinglé une fois, avant la boucle : il ne bougera plus, et `&mut travail` est à son tour un future, qui
    // reprend là où le tour d'avant l'a laissé.
    let mut travail = pin!(travail);
    //                ^^^^ sans lui, erreur E0277 : « cannot be unpinned ».
    let mut horloge = horloge(periode).await;
    let mut numero = 0;
    loop {
        tokio::select! {
            // `return` quitte la boucle : un future qui a rendu sa valeur ne doit plus être interrogé.
            valeur = &mut travail => return valeur,
            _ = horloge.tick() => {
                numero += 1;
                signaler(numero);
            }
        }
    }
}

/// Étape 5 : lit les lignes jusqu'à la fin du flux et appelle `battement` à chaque période. Une
/// ligne arrivée en plusieurs morceaux, avec des battements entre eux, reste entière.
async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    mut battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    // Un battement annule la lecture en cours. `next_line` le supporte : le début de ligne déjà lu reste dans
    // `lignes`. `read_line` le garderait dans son future, et le perdrait avec lui.
    let mut lignes = flux.lines();
    //  ^^^^^^^^^^ hors de la boucle, et jamais recréé.
    // Même raison pour l'horloge : un `sleep` recréé à chaque ligne n'aboutirait jamais sur un flux bavard.
    let mut horloge = horloge(periode).await;
    let mut recues = Vec::new();
    loop {
        tokio::select! {
            ligne = lignes.next_line() => match ligne? {
                Some(ligne) => recues.push(ligne),
                None => return Ok(recues),
            },
            _ = horloge.tick() => battement(),
        }
    }
}

/// Donné : une opération, telle que l'étape 6 en confie aux fonctions qu'elle éprouve.
type Operation = Pin<Box<dyn Future<Output = u32>>>;

/// Étape 6, défi : dit si `candidat` tient la promesse de l'étape 2, et sinon ce qui ne va pas. Elle est
/// appelée sur une horloge en pause, et finit toujours.
async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    // À égalité, un `select!` qui tire au sort a raison une fois sur deux : une seule fois ne prouve rien.
    for valeur in 0..64 {
        // Prête aussitôt, avant la limite, de justesse, à l'instant même, juste après, bien après.
        for fin in [0, 40, 99, 100, 101, 100_000] {
            let fin = Duration::from_millis(fin);
            let temoin = Rc::new(Temoin::default());
            let operation = Surveillee {
                travail: Box::pin(async move {
                    sleep(fin).await;
                    valeur
                }),
                finie: false,
                temoin: Rc::clone(&temoin),
            };
            let depart = Instant::now();
            //           ^^^^^^^ celui de Tokio : l'horloge de `std` ne sait rien de la pause.
            let appel = candidat(limite, Box::pin(operation));
            let Ok(issue) = timeout(limite * 10, appel).await else {
                //          ^^^^^^^ l'épreuve finit, même quand le candidat ne finit pas.
                return Err(format!(
                    "une opération de {fin:?} : le candidat attend toujours"
                ));
            };
            let duree = depart.elapsed();
            let attendue = (fin <= limite).then_some(valeur);
            let prevue = fin.min(limite);
            if issue != attendue {
                return Err(format!(
                    "une opération de {fin:?} : {issue:?}, et non {attendue:?}"
                ));
            }
            if duree != prevue {
                // ^^ l'égalité, sans tolérance : en pause, l'horloge n'avance que d'une échéance à l'autre.
                return Err(format!(
                    "une opération de {fin:?} : {duree:?}, et non {prevue:?}"
                ));
            }
            if temoin.relue.get() {
                return Err(format!(
                    "une opération de {fin:?} : interrogée après sa fin"
                ));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!(
                    "une opération de {fin:?} : abandonnée sans être détruite"
                ));
            }
        }
    }
    Ok(())
}

/// Ce qui est arrivé à une opération.
#[derive(Default)]
struct Temoin {
    relue: Cell<bool>,
    detruite: Cell<bool>,
}

/// Une opération dont un témoin note la vie.
struct Surveillee {
    travail: Operation,
    finie: bool,
    temoin: Rc<Temoin>,
}

impl Future for Surveillee {
    type Output = u32;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        if self.finie {
            // Un bloc `async` paniquerait ici ; l'épreuve, elle, doit pouvoir le dire.
            self.temoin.relue.set(true);
            return Poll::Pending;
        }
        let etat = self.travail.as_mut().poll(cx);
        self.finie = etat.is_ready();
        etat
    }
}

impl Drop for Surveillee {
    fn drop(&mut self) {
        self.temoin.detruite.set(true);
        //                   ^^^ détruire un future, c'est l'annuler : `Drop` est seul à le voir.
    }
}

/// Une horloge dont le premier tic vient après une période entière.
async fn horloge(periode: Duration) -> Interval {
    let mut horloge = interval(periode);
    // Le premier tic d'un `interval` est immédiat : il est pris ici. `interval_at(now() + periode, …)` dirait
    // la même chose, mais son addition déborde si la période est immense.
    horloge.tick().await;
    horloge
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let depart = std::time::Instant::now();
    let dire = |texte: &str| println!("{:>4} ms  {texte}", depart.elapsed().as_millis());

    dire("la course part : le lièvre en 100 ms, la tortue en 300 ms");
    let gagnant = course(
        courir("la tortue", Duration::from_millis(300)),
        courir("le lièvre", Duration::from_millis(100)),
    )
    .await;
    dire(&format!("vainqueur : {gagnant:?}"));

    let limite = Duration::from_millis(200);
    let issue = avec_delai(limite, courir("un coureur pressé", limite / 2)).await;
    dire(&format!("dans les temps : {issue:?}"));
    let issue = avec_delai(limite, courir("un coureur fatigué", limite * 2)).await;
    dire(&format!("hors délai : {issue:?}"));

    let (arreter, arret) = oneshot::channel();
    let (tics, ()) = tokio::join!(compter_les_tics(Duration::from_millis(100), arret), async {
        sleep(Duration::from_millis(350)).await;
        arreter
            .send(())
            .expect("le compteur attend encore son arrêt");
    });
    dire(&format!("arrêt au bout de 350 ms : {tics} tics de 100 ms"));

    let travail = async {
        sleep(Duration::from_millis(350)).await;
        "le travail est fait"
    };
    let signaler = |n| dire(&format!("… toujours au travail ({n})"));
    dire(patienter(travail, Duration::from_millis(100), signaler).await);

    // Une ligne arrive en deux morceaux, avec un battement entre les deux.
    let (mut emetteur, recepteur) = tokio::io::duplex(64);
    let ecrire = async move {
        for morceau in ["bon", "jour\nau re", "voir\n"] {
            emetteur.write_all(morceau.as_bytes()).await?;
            sleep(Duration::from_millis(150)).await;
        }
        io::Result::Ok(())
    };
    let (lignes, ecrit) = tokio::join!(
        lire_lignes(
            BufReader::new(recepteur),
            Duration::from_millis(100),
            || dire("un battement")
        ),
        ecrire,
    );
    ecrit?;
    dire(&format!("lignes reçues : {:?}", lignes?));

    // Un runtime à part, sur un autre thread : son horloge est en pause, et les épreuves n'y prennent aucun temps réel.
    let verdicts = std::thread::spawn(epreuves).join();
    let [applique, patient] = verdicts.expect("les épreuves rendent leurs verdicts");
    dire(&format!("`avec_delai` à l'épreuve : {applique:?}"));
    dire(&format!("une fonction qui ne renonce jamais : {patient:?}"));
    Ok(())
}

/// Donné : l'étape 6 sur deux candidats, `avec_delai` et un autre qui ne renonce jamais.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn epreuves() -> [Result<(), String>; 2] {
    let applique = async |limite, operation: Operation| avec_delai(limite, operation).await;
    let patient = async |_, operation: Operation| Some(operation.await);
    [
        eprouver_le_delai(applique).await,
        eprouver_le_delai(patient).await,
    ]
}

/// Donné : court pendant `duree`, et dit s'il arrive ou s'il est annulé en chemin.
async fn courir(nom: &str, duree: Duration) {
    let mut coureur = Coureur { nom, arrive: false };
    sleep(duree).await;
    coureur.arrive = true;
}

/// Donné : ce qu'un coureur laisse derrière lui. Un future annulé est simplement détruit : c'est `Drop` qui
/// le voit.
struct Coureur<'a> {
    nom: &'a str,
    arrive: bool,
}

impl Drop for Coureur<'_> {
    fn drop(&mut self) {
        let sort = if self.arrive {
            "arrive"
        } else {
            "disparaît en chemin"
        };
        println!("         ({} {sort})", self.nom);
    }
}
