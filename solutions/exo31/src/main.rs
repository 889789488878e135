// Exo 31 · Join : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::panic::resume_unwind;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

/// Étape 1 : attend les deux futures ensemble, le temps du plus long, et rend leurs deux valeurs.
async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    // `join!` interroge les deux futures tour à tour, dans la tâche où il se trouve : rien à déplacer, donc
    // ni `Send` ni `'static` à demander, et les emprunts restent permis. `tokio::spawn` exigerait les deux.
    tokio::join!(a, b)
    //           ^  ^ les futures eux-mêmes : `join!(a.await, b.await)` les attendrait l'un après l'autre.
}

/// Étape 2 : les deux valeurs si tout réussit ; sinon la première erreur, aussitôt, et l'autre future
/// est abandonné.
async fn tout_ou_rien<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> Result<(A, B), E> {
    // `join!` attendrait la fin des deux avant de regarder leurs résultats. `try_join!` rend la première
    // erreur dès qu'elle arrive, et lâche l'autre future : lâcher un future, c'est l'annuler.
    tokio::try_join!(a, b)
    //     ^^^^^^^^
}

/// Étape 3 : attend tous les futures à la fois et rend leurs valeurs dans l'ordre de `futures`.
/// Si l'un d'eux panique, la panique arrive telle quelle à l'appelant.
async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    // Une macro ne sait joindre qu'un nombre de futures écrit dans le code ; des tâches se comptent à
    // l'exécution.
    let taches: Vec<_> = futures.into_iter().map(tokio::spawn).collect();
    //                                                         ^^^^^^^^^ `map` seul ne démarre rien.

    // Attendre dans l'ordre ne coûte rien : pendant qu'on attend la première, toutes avancent.
    let mut valeurs = Vec::with_capacity(taches.len());
    for tache in taches {
        match tache.await {
            Ok(valeur) => valeurs.push(valeur),
            // `unwrap` lancerait une autre panique, qui parlerait de `JoinError` ; on relance celle d'origine.
            Err(erreur) => resume_unwind(erreur.into_panic()),
            //             ^^^^^^^^^^^^^ personne n'annule ces tâches : une erreur ne peut être qu'une panique.
        }
    }
    valeurs
}

/// Étape 4, défi : comme l'étape 3, mais jamais plus de `limite` futures en cours à la fois (0 vaut 1).
/// Si l'appelant est annulé, plus aucun ne continue en arrière-plan.
async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut en_attente = futures.into_iter().enumerate();
    let numeroter = |(rang, futur): (usize, F)| async move { (rang, futur.await) };

    // Un `JoinSet` lâché arrête toutes ses tâches ; un `Vec<JoinHandle>` les laisserait courir sans nous.
    let mut en_cours = JoinSet::new();
    //                 ^^^^^^^^^^^^^^
    for premier in en_attente.by_ref().take(limite.max(1)) {
        //                                  ^^^^^^^^^^^^^ ni réserve ni sémaphore de cette taille :
        // n'importe quelle limite convient, et au départ on n'en démarre pas plus qu'il n'y en a.
        en_cours.spawn(numeroter(premier));
    }

    let mut finis = Vec::new();
    while let Some(fin) = en_cours.join_next().await {
        finis.push(fin.unwrap_or_else(|erreur| resume_unwind(erreur.into_panic())));
        // Une place vient de se libérer, quelle qu'elle soit : la suivante la prend, sans attendre un lot.
        if let Some(suivant) = en_attente.next() {
            en_cours.spawn(numeroter(suivant));
        }
    }

    // `join_next` rend les tâches dans l'ordre où elles finissent : le rang remet l'ordre du départ.
    finis.sort_unstable_by_key(|(rang, _)| *rang);
    //                          ^^^^^^^^^
    finis.into_iter().map(|(_, valeur)| valeur).collect()
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
