//! Ce qui passe par un canal : tout recevoir, et comparer de longues suites.

use std::fmt::Debug;

use tokio::sync::mpsc::Receiver;

use crate::echec;

/// Tout ce qui arrive par ce canal, jusqu'à ce qu'il se ferme.
pub async fn vider<T>(rx: &mut Receiver<T>) -> Vec<T> {
    let mut recus = Vec::new();
    while let Some(valeur) = rx.recv().await {
        recus.push(valeur);
    }
    recus
}

/// Compare de longues suites, en ne montrant que ce qui diffère d'abord. `quoi` dit ce qu'elles sont.
#[track_caller]
pub fn comparer<T: PartialEq + Debug>(recus: &[T], attendus: &[T], quoi: &str, piste: &str) {
    if recus == attendus {
        return;
    }
    let (total, combien) = (attendus.len(), recus.len());
    let mut rang = 0;
    while rang < total && recus.get(rang) == attendus.get(rang) {
        rang += 1;
    }
    let (recu, attendu) = (recus.get(rang), attendus.get(rang));
    echec!(
        "{quoi} (nombre de valeurs : {total})",
        "nombre de valeurs : {combien} ; au rang {rang}, {recu:?} au lieu de {attendu:?}",
        "{piste}"
    )
}
