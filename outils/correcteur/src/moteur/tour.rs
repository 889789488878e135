//! Le tour de chacun : ce qui échoue faute de processeur, parce que d'autres copies le prennent tout entier, se reprend
//! seul. Une copie honnête n'a pas à payer pour ses voisines.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// Les programmes de tests en cours, de toutes les copies : à plusieurs, ou l'un d'eux seul.
static TOUR: RwLock<()> = RwLock::new(());

/// Tant que cette valeur vit, personne n'est seul.
pub(crate) fn avec_les_autres() -> RwLockReadGuard<'static, ()> {
    TOUR.read().unwrap_or_else(PoisonError::into_inner)
}

/// Tant que cette valeur vit, aucun autre programme de tests ne court.
pub(crate) fn seul() -> RwLockWriteGuard<'static, ()> {
    TOUR.write().unwrap_or_else(PoisonError::into_inner)
}

/// Bien plus de threads demandent un cœur qu'une notation honnête n'en occupe : l'un de ceux qui attendent a pu n'en
/// recevoir aucun. Toujours faux ailleurs que sous Linux.
pub(crate) fn machine_saturee() -> bool {
    const PAR_COEUR: usize = 16;
    let charge = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    // « 0.20 0.18 0.12 1/80 11206 » : un thread veut un cœur, sur 80.
    let prets = charge.split([' ', '/']).nth(3);
    let prets: usize = prets.and_then(|prets| prets.parse().ok()).unwrap_or(0);
    let coeurs = std::thread::available_parallelism().map_or(1, usize::from);
    prets > PAR_COEUR * coeurs
}
