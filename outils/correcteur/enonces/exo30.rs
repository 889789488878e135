// Exo 30 · Futures & Retours : récupérer une valeur, et comprendre qu'un future attend qu'on l'attende.
//
// La consigne, la leçon et les indices sont dans exo30/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo30

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Étape 1 : attend une seconde, comme le ferait un réseau, puis rend « contenu de {nom} ».
async fn telecharger_fichier(nom: &str) -> String {
    todo!("étape 1 : attends une seconde sans bloquer le thread, puis rends le texte")
}

/// Étape 2 : télécharge les deux fichiers l'un après l'autre et rend la somme de leurs tailles en octets.
async fn taille_totale(premier: &str, second: &str) -> usize {
    todo!("étape 2 : récupère les deux contenus de l'étape 1, puis additionne leurs longueurs")
}

/// Étape 3 : rend un future qui, une fois attendu, ajoute 1 à `cuisine` et rend « {plat} prêt ».
/// Tant que personne ne l'attend, il ne se passe rien.
fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    // Le type n'est là que pour compiler : remplace tout le corps.
    let commande: std::future::Ready<String> =
        todo!("étape 3 : rends un future qui fait tout le travail quand on l'attend, pas avant");
    commande
}

/// Donné : un compte à rebours qui avance d'un cran chaque fois qu'on l'interroge.
struct CompteARebours {
    restant: u32,
}

impl CompteARebours {
    fn new(restant: u32) -> Self {
        CompteARebours { restant }
    }
}

impl Future for CompteARebours {
    type Output = &'static str;

    /// Étape 4, défi : rend `Pending` en ayant retiré 1 et réveillé le waker, ou « Décollage ! » à zéro.
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        todo!("étape 4 : un seul cran par appel, et le waker de `cx` réveillé avant `Pending`")
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let depart = std::time::Instant::now();
    let ecoule = || depart.elapsed().as_millis();

    println!("{:>4} ms  un téléchargement est créé", ecoule());
    let telechargement = telecharger_fichier("rapport.txt");
    println!(
        "{:>4} ms  il n'a pas commencé : personne ne l'attend",
        ecoule()
    );
    let contenu = telechargement.await;
    println!("{:>4} ms  reçu : « {contenu} »", ecoule());

    let octets = taille_totale("rapport.txt", "annexe.txt").await;
    println!(
        "{:>4} ms  deux fichiers, l'un après l'autre : {octets} octets",
        ecoule()
    );

    let cuisine = Arc::new(AtomicU32::new(0));
    let en_cuisine = || cuisine.load(Ordering::SeqCst);
    let couscous = preparer_commande("couscous".to_owned(), Arc::clone(&cuisine));
    let oubliee = preparer_commande("soufflé".to_owned(), Arc::clone(&cuisine));
    println!(
        "{:>4} ms  deux commandes créées, préparées : {}",
        ecoule(),
        en_cuisine()
    );
    drop(oubliee);
    let plat = couscous.await;
    println!("{:>4} ms  {plat}, préparées : {}", ecoule(), en_cuisine());

    let mut compte = std::pin::pin!(CompteARebours::new(3));
    let message = std::future::poll_fn(|cx| {
        let reponse = compte.as_mut().poll(cx);
        println!(
            "{:>4} ms  poll rend {reponse:?}, reste {}",
            ecoule(),
            compte.restant
        );
        reponse
    })
    .await;
    println!("{:>4} ms  {message}", ecoule());
}
