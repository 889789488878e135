// faute   : attend la tâche la plus ancienne au lieu de la première qui finit
// message : n'attends pas le plus ancien d'entre eux
// test    : etape4::une_place_liberee_est_reprise_aussitot

use std::collections::VecDeque;

async fn attendre_avec_limite<T, F>(futures: Vec<F>, limite: usize) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut fenetre = VecDeque::new();
    let mut valeurs = Vec::new();
    for futur in futures {
        if fenetre.len() >= limite.max(1) {
            let Garde(tache) = &mut fenetre[0];
            valeurs.push(
                tache
                    .await
                    .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
            );
            fenetre.pop_front();
        }
        fenetre.push_back(Garde(tokio::spawn(futur)));
    }
    for Garde(tache) in &mut fenetre {
        valeurs.push(
            tache
                .await
                .unwrap_or_else(|erreur| std::panic::resume_unwind(erreur.into_panic())),
        );
    }
    valeurs
}

/// Arrête sa tâche quand on la lâche.
struct Garde<T>(tokio::task::JoinHandle<T>);

impl<T> Drop for Garde<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
