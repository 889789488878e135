//! Un groupe de processus à lui, tué entier. Sous Linux, ce programme adopte aussi les orphelins :
//! un descendant qui change de groupe ou de session revient à lui, et finit de même.

use std::collections::{HashMap, HashSet};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::memoire::{PERIODE, Surveillance};

/// Ce que ce programme sait de ses enfants. Le verrou couvre aussi le lancement, pour qu'aucun ne soit
/// vu avant d'être inscrit.
static REGISTRE: Mutex<Option<Registre>> = Mutex::new(None);

#[derive(Default)]
struct Registre {
    /// Lancés ici et pas encore achevés : tout autre enfant est un orphelin adopté.
    lances: HashSet<i32>,
    /// Orphelins tués, par dossier de travail : c'est ce qui dit de quel processus ils venaient.
    tues: HashMap<PathBuf, usize>,
}

fn registre() -> MutexGuard<'static, Option<Registre>> {
    REGISTRE.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) struct Groupe {
    pid: Pid,
    dossier: Option<PathBuf>,
    tuyaux: Option<(Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>)>,
    statut: mpsc::Receiver<io::Result<ExitStatus>>,
    fini: bool,
}

impl Groupe {
    pub(super) fn lancer(commande: &mut Command) -> io::Result<Self> {
        commande.process_group(0);
        let mut registre = registre();
        let registre = registre.get_or_insert_with(|| {
            adopter_les_orphelins();
            Registre::default()
        });
        // Sous le verrou : une interruption tue ce qui est inscrit, et ceci ne l'est pas encore.
        super::verifier_l_interruption()?;
        let mut enfant = commande.spawn()?;
        let pid = Pid::from_raw(enfant.id().cast_signed());
        registre.lances.insert(pid.as_raw());
        let tuyaux = (
            enfant.stdin.take(),
            enfant.stdout.take(),
            enfant.stderr.take(),
        );
        Ok(Groupe {
            pid,
            dossier: commande.get_current_dir().map(PathBuf::from),
            tuyaux: Some(tuyaux),
            statut: attendre_a_part(enfant),
            fini: false,
        })
    }

    pub(super) fn tuyaux(
        &mut self,
    ) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        self.tuyaux.take().unwrap_or_default()
    }

    /// Le statut, ou `None` si le délai est passé : le groupe est alors tué. Il l'est aussi s'il prend trop de mémoire.
    pub(super) fn attendre(
        &mut self,
        delai: Duration,
        surveillance: &mut Surveillance,
    ) -> io::Result<Option<ExitStatus>> {
        let limite = Instant::now() + delai;
        let statut = loop {
            let reste = limite.saturating_duration_since(Instant::now());
            let statut = attendre_statut(&self.statut, reste.min(PERIODE))?;
            if statut.is_some() {
                break statut;
            }
            if reste <= PERIODE {
                let _ = killpg(self.pid, Signal::SIGKILL);
                let _ = self.statut.recv();
                break None;
            }
            if surveillance.mesurer(self.pid.as_raw()) {
                let _ = killpg(self.pid, Signal::SIGKILL);
                break attendre_statut(&self.statut, Duration::MAX)?;
            }
        };
        self.fini = true;
        Ok(statut)
    }

    /// Tue ce qui reste du groupe et les orphelins ; rend combien de ces derniers il y avait.
    pub(super) fn achever(&mut self) -> usize {
        let _ = killpg(self.pid, Signal::SIGKILL);
        let mut registre = registre();
        let Some(registre) = registre.as_mut() else {
            return 0;
        };
        registre.lances.remove(&self.pid.as_raw());
        tuer_les_orphelins(registre);
        self.dossier
            .as_ref()
            .and_then(|dossier| registre.tues.remove(dossier))
            .unwrap_or(0)
    }
}

impl Drop for Groupe {
    fn drop(&mut self) {
        if !self.fini {
            let _ = killpg(self.pid, Signal::SIGKILL);
            self.achever();
        }
    }
}

/// La variable que porte tout ce qui descend d'un programme lancé à côté, fût-il détaché de lui : un éditeur graphique
/// laisse derrière lui le processus qui a la fenêtre.
const A_COTE: &str = "CARGO_EXO_A_COTE";

/// Un programme a été lancé à côté : ses descendants peuvent être devenus des orphelins d'ici.
static UN_A_COTE: AtomicBool = AtomicBool::new(false);

pub(super) fn lancer_a_cote(commande: &mut Command) -> io::Result<(Child, i32)> {
    let mut registre = registre();
    UN_A_COTE.store(true, Ordering::SeqCst);
    let enfant = commande.env(A_COTE, "1").spawn()?;
    let pid = enfant.id().cast_signed();
    let registre = registre.get_or_insert_with(|| {
        adopter_les_orphelins();
        Registre::default()
    });
    registre.lances.insert(pid);
    Ok((enfant, pid))
}

pub(super) fn oublier(pid: i32) {
    if let Some(registre) = registre().as_mut() {
        registre.lances.remove(&pid);
    }
}

/// Ce processus descend d'un programme lancé à côté.
#[cfg(target_os = "linux")]
fn vient_d_a_cote(pid: i32) -> bool {
    let variable = format!("{A_COTE}=1");
    let environnement = std::fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
    UN_A_COTE.load(Ordering::SeqCst)
        && environnement
            .split(|octet| *octet == 0)
            .any(|mot| mot == variable.as_bytes())
}

/// Tue les groupes lancés ; chaque appel qui en attend un achève ensuite le sien.
pub(super) fn tuer_les_lances() {
    if let Some(registre) = registre().as_ref() {
        for &pid in &registre.lances {
            let _ = killpg(Pid::from_raw(pid), Signal::SIGKILL);
        }
    }
}

/// Attend le statut qu'un thread enverra, au plus `delai`.
fn attendre_statut(
    statut: &mpsc::Receiver<io::Result<ExitStatus>>,
    delai: Duration,
) -> io::Result<Option<ExitStatus>> {
    match statut.recv_timeout(delai) {
        Ok(statut) => statut.map(Some),
        Err(RecvTimeoutError::Timeout) => Ok(None),
        Err(RecvTimeoutError::Disconnected) => {
            Err(io::Error::other("le processus n'a pas pu être attendu"))
        }
    }
}

fn attendre_a_part(mut enfant: Child) -> mpsc::Receiver<io::Result<ExitStatus>> {
    let (envoyer, statut) = mpsc::channel();
    thread::spawn(move || envoyer.send(enfant.wait()));
    statut
}

#[cfg(target_os = "linux")]
fn adopter_les_orphelins() {
    // Sans cela (vieux noyau), il reste le groupe de processus.
    let _ = nix::sys::prctl::set_child_subreaper(true);
}

#[cfg(not(target_os = "linux"))]
fn adopter_les_orphelins() {}

/// Tue les enfants que ce programme n'a pas lancés, jusqu'à ce qu'il n'en reste aucun : tuer un parent
/// peut rendre orphelins ses propres enfants.
#[cfg(target_os = "linux")]
fn tuer_les_orphelins(registre: &mut Registre) {
    use nix::sys::signal::kill;
    use nix::sys::wait::waitpid;

    loop {
        let mut orphelins = enfants();
        orphelins.retain(|pid| !registre.lances.contains(pid) && !vient_d_a_cote(*pid));
        if orphelins.is_empty() {
            return;
        }
        for pid in orphelins {
            if let Ok(dossier) = std::fs::read_link(format!("/proc/{pid}/cwd")) {
                *registre.tues.entry(dossier).or_default() += 1;
            }
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            let _ = waitpid(Pid::from_raw(pid), None);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn tuer_les_orphelins(_: &mut Registre) {}

/// Les enfants directs de ce programme, quel que soit le thread qui les a lancés ou adoptés.
#[cfg(target_os = "linux")]
fn enfants() -> Vec<i32> {
    let Ok(taches) = std::fs::read_dir("/proc/self/task") else {
        return Vec::new();
    };
    taches
        .flatten()
        .filter_map(|tache| std::fs::read_to_string(tache.path().join("children")).ok())
        .flat_map(|pids| {
            pids.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}
