// Exo 30 · Futures & Retours : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

/// Étape 1 : attend une seconde, comme le ferait un réseau, puis rend « contenu de {nom} ».
async fn telecharger_fichier(nom: &str) -> String {
    tokio::time::sleep(Duration::from_secs(1)).await;
    // Une `async fn` déclare le type que verra l'appelant après `.await` : on rend le `String`, tout simplement.
    format!("contenu de {nom}")
}

/// Étape 2 : télécharge les deux fichiers l'un après l'autre et rend la somme de leurs tailles en octets.
async fn taille_totale(premier: &str, second: &str) -> usize {
    // Deux `.await` de suite se suivent aussi dans le temps : le second appel n'existe pas encore pendant le
    // premier. L'exo 31 les fera avancer ensemble.
    let premier = telecharger_fichier(premier).await;
    let second = telecharger_fichier(second).await;
    //                                      ^^^^^ sans lui, `second` serait un future, et un future n'a pas de `len`.
    premier.len() + second.len()
}

/// Étape 3 : rend un future qui, une fois attendu, ajoute 1 à `cuisine` et rend « {plat} prêt ».
/// Tant que personne ne l'attend, il ne se passe rien.
fn preparer_commande(plat: String, cuisine: Arc<AtomicU32>) -> impl Future<Output = String> + Send {
    // Une ligne écrite ici, avant le bloc, s'exécuterait à l'appel : tout ce qui doit attendre va dans le bloc.
    async move {
        // ^^^^ le future survit à cette fonction : il emporte `plat` et `cuisine` au lieu de les emprunter (E0373).
        // Une seule opération atomique : lire puis écrire perdrait des commandes préparées en même temps.
        cuisine.fetch_add(1, Ordering::Relaxed);
        format!("{plat} prêt")
    }
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
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        //  ^^^ écrire dans `restant` à travers le `Pin` demande un `self` modifiable (E0596 sinon).
        // Zéro se teste d'abord : `0 - 1` paniquerait, et `new(0)` doit être prêt dès le premier appel.
        if self.restant == 0 {
            return Poll::Ready("Décollage !");
        }
        self.restant -= 1;
        // `Pending` promet un réveil. Rien d'autre ne viendra réveiller ce compte : il le demande lui-même, au
        // waker de cet appel-ci, car le runtime a pu en changer depuis le précédent.
        cx.waker().wake_by_ref();
        // ^^^^^^^^^^^^^^^^^^^^^ sans cette ligne, la tâche dort pour toujours.
        Poll::Pending
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
