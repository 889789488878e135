//! Donner à des threads l'occasion de se croiser entre une lecture et une écriture, et savoir s'ils se sont croisés : un
//! compte juste ne prouve rien tant que personne n'a interrompu celui qui comptait.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use crate::{Boite, lancer, lancer_bloquant, ms, recolter};

/// Un thread qui ajoute sans cesse 1 à un compteur, réveillé sans cesse pour le faire : il prend la place d'un autre. Sur
/// un seul cœur, rien d'autre n'interrompt assez souvent celui qui compte.
pub struct Importun {
    arreter: Sender<()>,
    comptees: Arc<AtomicU32>,
    tache: JoinHandle<()>,
}

impl Importun {
    /// Commence à compter dans `compteur`, sur un thread bloquant du runtime. Lâché, il s'arrête.
    pub fn lancer(compteur: Arc<AtomicU32>) -> Self {
        let (arreter, arret) = channel();
        let comptees = Arc::new(AtomicU32::new(0));
        let note = Arc::clone(&comptees);
        let tache = lancer_bloquant(move || {
            let pause = Duration::from_micros(20);
            while arret.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                compteur.fetch_add(1, SeqCst);
                note.fetch_add(1, SeqCst);
            }
        });
        Importun {
            arreter,
            comptees,
            tache,
        }
    }

    /// L'arrête, et rend combien de fois il a compté.
    pub fn arreter(self) -> Boite<'static, u32> {
        Box::pin(async move {
            drop(self.arreter);
            recolter(self.tache).await;
            self.comptees.load(SeqCst)
        })
    }
}

/// Combien de fois quelqu'un d'autre a compté pendant un lot : au moins une fois sur cinquante, cela tombe entre la lecture
/// et l'écriture d'une réponse fausse.
pub struct Croisements {
    depart: Instant,
    patience: Duration,
    vus: AtomicU32,
}

impl Croisements {
    /// Aucun encore. Il en faut cinq cents, au bout de cent millisecondes au moins, de `patience` au plus : cinq cents
    /// prennent une centaine de millisecondes sur un seul cœur, plus sur une machine chargée ; sur des cœurs libres, où
    /// cela en prend quelques-unes, cent millisecondes en donnent bien davantage.
    pub fn new(patience: Duration) -> Self {
        Croisements {
            depart: Instant::now(),
            patience,
            vus: AtomicU32::new(0),
        }
    }

    /// Un de plus.
    pub fn noter(&self) {
        self.vus.fetch_add(1, SeqCst);
    }

    /// Il y en a eu assez, ou il n'y en aura pas davantage.
    pub fn suffisent(&self) -> bool {
        let passe = self.depart.elapsed();
        passe >= ms(100) && (self.vus.load(SeqCst) >= 500 || passe >= self.patience)
    }
}

/// Fait compter huit tâches comme il ne faut pas, lire puis écrire, et dit si des incréments se sont perdus : si oui, une
/// réponse fausse avait de quoi en perdre aussi.
pub fn compter_mal_a_huit(increments: usize) -> Boite<'static, bool> {
    Box::pin(async move {
        let compteur = Arc::new(AtomicUsize::new(0));
        let mut poignees = Vec::new();
        for _ in 0..8 {
            let compteur = Arc::clone(&compteur);
            poignees.push(lancer(async move {
                for _ in 0..increments {
                    let valeur = compteur.load(SeqCst);
                    compteur.store(valeur + 1, SeqCst);
                }
            }));
        }
        for poignee in poignees {
            recolter(poignee).await;
        }
        compteur.load(SeqCst) < 8 * increments
    })
}

/// Le nombre d'incréments qui donne au système le temps d'interrompre un thread : quatre millisecondes, trois fois de
/// suite, car une machine chargée fait paraître long ce qui ne l'est pas.
pub fn assez_d_increments(compter: fn(usize) -> Boite<'static, ()>) -> Boite<'static, usize> {
    Box::pin(async move {
        let (mut increments, mut lents) = (128, 0);
        while lents < 3 && increments < 1 << 22 {
            let debut = Instant::now();
            compter(increments).await;
            if debut.elapsed() < ms(4) {
                (increments, lents) = (increments * 2, 0);
            } else {
                lents += 1;
            }
        }
        increments
    })
}
