// Exo 32 · Select : le premier prêt l'emporte, et ce que deviennent les autres.
//
// La consigne, la leçon et les indices sont dans exo32/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo32

use std::io;
use std::pin::Pin;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncWriteExt, BufReader};
use tokio::sync::oneshot;
use tokio::time::sleep;

/// Donné : qui a gagné la course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gagnant {
    Tortue,
    Lievre,
}

/// Étape 1 : rend le premier arrivé ; le perdant est annulé.
async fn course(tortue: impl Future<Output = ()>, lievre: impl Future<Output = ()>) -> Gagnant {
    todo!("étape 1 : attends le premier des deux à finir (macro `tokio::select!`)")
}

/// Étape 2 : rend la valeur d'`operation`, ou `None` une fois `limite` passée ; à l'instant même de la
/// limite, une opération prête gagne toujours.
async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    todo!("étape 2 : mets `operation` en course avec une limite de temps (module `tokio::time`)")
}

/// Étape 3 : compte les périodes entières jusqu'au message d'arrêt, ou jusqu'à la perte de son émetteur.
async fn compter_les_tics(periode: Duration, arret: oneshot::Receiver<()>) -> u32 {
    todo!("étape 3 : attends, tour après tour, le tic suivant ou l'arrêt (`tokio::time::interval`)")
}

/// Étape 4 : appelle `signaler(1)`, `signaler(2)`… à chaque période tant que dure `travail`, puis rend
/// sa valeur.
async fn patienter<T>(
    travail: impl Future<Output = T>,
    periode: Duration,
    signaler: impl FnMut(u32),
) -> T {
    todo!("étape 4 : reprends le même `travail` à chaque tour, là où il en est (`std::pin::pin!`)")
}

/// Étape 5 : lit les lignes jusqu'à la fin du flux et appelle `battement` à chaque période. Une
/// ligne arrivée en plusieurs morceaux, avec des battements entre eux, reste entière.
async fn lire_lignes<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    battement: impl FnMut(),
) -> io::Result<Vec<String>> {
    todo!("étape 5 : lis et bats en même temps, sans qu'un battement fasse perdre un octet déjà lu")
}

/// Donné : une opération, telle que l'étape 6 en confie aux fonctions qu'elle éprouve.
type Operation = Pin<Box<dyn Future<Output = u32>>>;

/// Étape 6, défi : dit si `candidat` tient la promesse de l'étape 2, et sinon ce qui ne va pas. Elle est
/// appelée sur une horloge en pause, et finit toujours.
async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    todo!(
        "étape 6 : confie à `candidat` des opérations rapides, lentes, ou prêtes à la limite, et juge ce qu'il en fait"
    )
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
