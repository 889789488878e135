// Exo 29 · Hello Async : attendre sans bloquer.
//
// La consigne, la leçon et les indices sont dans exo29/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo29

use std::time::Duration;
use tokio::task::JoinHandle;

/// Étape 1 : attend `duree` sur l'horloge de Tokio, sans bloquer aucun thread.
async fn faire_une_pause(duree: Duration) {
    todo!("étape 1 : attends `duree` avec le minuteur de Tokio (module `tokio::time`)")
}

/// Étape 2 : attend `delai`, puis rend « Bonjour, {nom} ! ».
async fn saluer_apres(nom: &str, delai: Duration) -> String {
    todo!("étape 2 : attends `delai` (l'étape 1 sait le faire), puis rends le texte")
}

/// Étape 3 : démarre le salut en arrière-plan et rend tout de suite de quoi récupérer son texte.
fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    todo!("étape 3 : confie le salut à une nouvelle tâche, qui avance même si personne ne l'attend")
}

/// Étape 4, défi : exécute un travail bloquant à l'écart, pendant que les autres tâches avancent.
/// Si `travail` panique, la panique arrive telle quelle à l'appelant.
async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    todo!("étape 4 : fais tourner `travail` sur un autre thread que celui du runtime")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // Un seul thread pour tout le programme : c'est l'attente qui est partagée, pas le processeur.
    let depart = std::time::Instant::now();
    let ecoule = || depart.elapsed().as_millis();

    println!("{:>4} ms  deux pauses de 300 ms, ensemble", ecoule());
    tokio::join!(
        faire_une_pause(Duration::from_millis(300)),
        faire_une_pause(Duration::from_millis(300)),
    );

    println!("{:>4} ms  un salut part en arrière-plan", ecoule());
    let salut = saluer_en_arriere_plan("Ferris".to_owned(), Duration::from_millis(200));
    println!("{:>4} ms  pendant ce temps, main continue", ecoule());
    let texte = saluer_apres("toi", Duration::from_millis(100)).await;
    println!("{:>4} ms  {texte}", ecoule());
    let texte = salut.await.expect("le salut n'a pas paniqué");
    println!("{:>4} ms  {texte}", ecoule());

    println!(
        "{:>4} ms  un travail bloquant de 300 ms, à côté d'une pause de 300 ms",
        ecoule()
    );
    let (resultat, ()) = tokio::join!(
        executer_bloquant(travail_bloquant),
        faire_une_pause(Duration::from_millis(300)),
    );
    println!(
        "{:>4} ms  le travail a rendu {resultat}, les deux ont tenu en 300 ms",
        ecoule()
    );
}

/// Donné : ce que ferait une bibliothèque qui n'est pas asynchrone.
#[expect(
    clippy::disallowed_methods,
    reason = "c'est justement le travail bloquant de la démonstration"
)]
fn travail_bloquant() -> u32 {
    std::thread::sleep(Duration::from_millis(300));
    42
}
