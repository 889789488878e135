// Exo 31 · Join : plusieurs futures à la fois.
//
// La consigne, la leçon et les indices sont dans exo31/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo31

use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Étape 1 : attend les deux futures ensemble, le temps du plus long, et rend leurs deux valeurs.
async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    todo!("étape 1 : fais avancer `a` et `b` ensemble, dans cette même tâche (macros de Tokio)")
}

/// Étape 2 : les deux valeurs si tout réussit ; sinon la première erreur, aussitôt, et l'autre future
/// est abandonné.
async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    todo!("étape 2 : comme l'étape 1, mais la première erreur met fin à l'attente")
}

/// Étape 3 : attend tous les futures à la fois et rend leurs valeurs dans l'ordre de `futures`.
/// Si l'un d'eux panique, la panique arrive telle quelle à l'appelant.
async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    todo!("étape 3 : démarre-les tous avant d'en attendre un seul (module `tokio::task`)")
}

/// Étape 4, défi : comme l'étape 3, mais jamais plus de `limite` futures en cours à la fois (0 vaut 1).
/// Si l'appelant est annulé, plus aucun ne continue en arrière-plan.
async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    todo!(
        "étape 4 : dès qu'un future finit, le suivant démarre ; qui arrête les tâches si on te lâche ?"
    )
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let depart = Instant::now();

    println!("Un café et une tartine, ensemble :");
    let cafe = cuire("café", 300, depart);
    let tartine = cuire("tartine", 200, depart);
    let (cafe, tartine) = attendre_les_deux(cafe, tartine).await;
    println!("          {cafe} et {tartine} sont servis");

    println!("Une omelette, mais il manque les œufs :");
    let poele = async {
        cuire("beurre", 400, depart).await;
        Ok("beurre")
    };
    let oeufs = async {
        cuire("recherche des œufs", 100, depart).await;
        Err::<&str, _>("plus d'œufs")
    };
    match tout_ou_rien(poele, oeufs).await {
        Ok((beurre, oeufs)) => println!("          omelette : {beurre} et {oeufs}"),
        Err(erreur) => println!("          {erreur} : la poêle est retirée du feu aussitôt"),
    }

    println!("Trois plats sur autant de feux :");
    let menu = [("gratin", 300), ("riz", 200), ("œuf", 100)];
    let plats = menu.map(|(plat, duree)| cuire(plat, duree, depart));
    let servis = attendre_tous(Vec::from(plats)).await;
    println!("          servis dans l'ordre du menu : {servis:?}");

    println!("Cinq crêpes sur deux poêles :");
    let crepes = [("1", 300), ("2", 100), ("3", 100), ("4", 100), ("5", 100)];
    let crepes = crepes.map(|(crepe, duree)| cuire(crepe, duree, depart));
    let servies = attendre_avec_limite(Vec::from(crepes), 2).await;
    println!("          servies dans l'ordre : {servies:?}");
}

/// Donné : une cuisson de `duree` millisecondes, qui annonce son début et sa fin.
async fn cuire(plat: &'static str, duree: u64, depart: Instant) -> &'static str {
    println!("{:>5} ms  {plat} : début", depart.elapsed().as_millis());
    sleep(Duration::from_millis(duree)).await;
    println!("{:>5} ms  {plat} : fin", depart.elapsed().as_millis());
    plat
}
