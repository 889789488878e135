// Exo 29 · Hello Async : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::time::Duration;
use tokio::task::JoinHandle;

/// Étape 1 : attend `duree` sur l'horloge de Tokio, sans bloquer aucun thread.
async fn faire_une_pause(duree: Duration) {
    // Le minuteur note l'échéance et rend le thread au runtime : d'autres tâches s'en servent en attendant.
    // `std::thread::sleep` le garderait endormi, avec toutes les tâches qu'il porte.
    tokio::time::sleep(duree).await;
    //                        ^^^^^ sans lui, le minuteur est créé puis jeté, et rien n'attend.
}

/// Étape 2 : attend `delai`, puis rend « Bonjour, {nom} ! ».
async fn saluer_apres(nom: &str, delai: Duration) -> String {
    // Une `async fn` en appelle une autre comme une fonction ordinaire, `.await` en plus. L'emprunt `nom`
    // traverse l'attente sans souci : il est rangé dans le future, qui ne lui survit pas.
    faire_une_pause(delai).await;
    format!("Bonjour, {nom} !")
}

/// Étape 3 : démarre le salut en arrière-plan et rend tout de suite de quoi récupérer son texte.
fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    // Une tâche peut survivre à la fonction qui l'a lancée : elle doit posséder ce dont elle se sert.
    // `move` lui donne `nom` ; l'emprunt n'est pris qu'ensuite, à l'intérieur.
    tokio::spawn(async move { saluer_apres(&nom, delai).await })
    //           ^^^^^^^^^^ sans `move`, erreur E0373 : le bloc emprunterait `nom`, qui va disparaître.
}

/// Étape 4, défi : exécute un travail bloquant à l'écart, pendant que les autres tâches avancent.
/// Si `travail` panique, la panique arrive telle quelle à l'appelant.
async fn executer_bloquant<T, F>(travail: F) -> T
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    // Tokio garde une réserve de threads faite pour bloquer : le runtime, lui, ne fait qu'attendre le résultat.
    match tokio::task::spawn_blocking(travail).await {
        Ok(valeur) => valeur,
        // `unwrap` lancerait une nouvelle panique, qui parlerait de `JoinError` ; on relance celle d'origine.
        Err(erreur) => std::panic::resume_unwind(erreur.into_panic()),
        //             ^^^^^^^^^^^^^^^^^^^^^^^^^ la charge voyage intacte, et le message n'est pas imprimé deux fois.
        // `into_panic` ne peut pas échouer ici : personne d'autre ne tient la poignée pour annuler la tâche.
    }
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
