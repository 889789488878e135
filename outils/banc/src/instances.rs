//! Ce que les tests de plusieurs exercices instancient, compilé ici une fois : sans optimisations, rustc réemploie
//! l'instance d'une fonction générique qu'une dépendance contient déjà. Rien de cela n'est jamais appelé.

use std::time::Duration;

use tokio::time::timeout;

use crate::{
    Appel, Boite, attraper, chronometrer, ensemble, finir, mener, nommer, pendant, sans_panique,
};

/// Pour les types que rendent les appels de plusieurs exercices.
pub fn instances() {
    drop(attendre_de_toutes_les_facons::<()>(Vec::new()));
    drop(attendre_de_toutes_les_facons::<u32>(Vec::new()));
    drop(attendre_de_toutes_les_facons::<u64>(Vec::new()));
    drop(attendre_de_toutes_les_facons::<Duration>(Vec::new()));
    drop(attendre_de_toutes_les_facons::<usize>(Vec::new()));
    drop(attendre_de_toutes_les_facons::<String>(Vec::new()));
}

/// Ce qu'un test fait d'un appel.
fn attendre_de_toutes_les_facons<T: 'static>(
    mut appels: Vec<Boite<'static, T>>,
) -> Boite<'static, ()> {
    Box::pin(async move {
        if let Some(appel) = appels.pop() {
            let (_valeur, _duree) = chronometrer(finir(appel, "")).await;
        }
        if let Some(appel) = appels.pop() {
            appels.push(nommer("", appel));
        }
        if let Some(appel) = appels.pop() {
            let _valeur = pendant(appel, async {}).await;
        }
        if let Some(appel) = appels.pop() {
            let _issue = attraper(appel).await;
        }
        if let Some(appel) = appels.pop() {
            let _valeur = sans_panique(appel, |_| None).await;
        }
        if let Some(appel) = appels.pop() {
            let _issue = timeout(Duration::ZERO, appel).await;
        }
        if let Some(appel) = appels.pop() {
            let _etat = Appel::en_boite(appel).patienter().await;
        }
        let _fins = mener::<T>(Vec::new()).await;
        let (_valeurs, _duree) = chronometrer(finir(ensemble(appels), "")).await;
    })
}
