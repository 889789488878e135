//! La mémoire du processus, en octets : celle du moment, que le chien de garde surveille, et la pointe d'un test.
#![expect(
    unsafe_code,
    reason = "le trait GlobalAlloc est unsafe : chaque appel est transmis tel quel à l'allocateur du système"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

static ACTUELLE: AtomicUsize = AtomicUsize::new(0);
static POINTE: AtomicUsize = AtomicUsize::new(0);

/// L'allocateur de tout programme de tests.
#[global_allocator]
static ALLOCATEUR: Allocateur = Allocateur;

/// L'allocateur du système, qui compte.
struct Allocateur;

/// Ce que le processus occupe.
pub(crate) fn actuelle() -> usize {
    ACTUELLE.load(Ordering::Relaxed)
}

// SAFETY: toutes les demandes vont telles quelles à `System`, qui respecte le contrat du trait.
unsafe impl GlobalAlloc for Allocateur {
    unsafe fn alloc(&self, forme: Layout) -> *mut u8 {
        ajouter(forme.size());
        // SAFETY: même contrat que l'appelant.
        unsafe { System.alloc(forme) }
    }

    unsafe fn dealloc(&self, zone: *mut u8, forme: Layout) {
        ACTUELLE.fetch_sub(forme.size(), Ordering::Relaxed);
        // SAFETY: même contrat que l'appelant.
        unsafe { System.dealloc(zone, forme) }
    }

    unsafe fn realloc(&self, zone: *mut u8, forme: Layout, taille: usize) -> *mut u8 {
        ACTUELLE.fetch_sub(forme.size(), Ordering::Relaxed);
        ajouter(taille);
        // SAFETY: même contrat que l'appelant.
        unsafe { System.realloc(zone, forme, taille) }
    }
}

fn ajouter(octets: usize) {
    let actuelle = ACTUELLE.fetch_add(octets, Ordering::Relaxed) + octets;
    POINTE.fetch_max(actuelle, Ordering::Relaxed);
}

/// La valeur du future, et de combien d'octets la mémoire du processus est montée au plus haut pendant
/// qu'il s'exécutait. Une seule mesure à la fois : les autres attendent. Ce que les autres tests du
/// fichier allouent au même moment compte aussi, d'où la nécessité d'une large marge.
pub async fn pointe<F: Future>(futur: F) -> (F::Output, usize) {
    static UNE_A_LA_FOIS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _tour = UNE_A_LA_FOIS.lock().await;
    let depart = ACTUELLE.load(Ordering::Relaxed);
    POINTE.store(depart, Ordering::Relaxed);
    let valeur = futur.await;
    let pointe = POINTE.load(Ordering::Relaxed);
    (valeur, pointe.saturating_sub(depart))
}
