//! La mémoire de tout ce qui s'exécute en même temps. Chaque processus a ses limites, mais un test peut en lancer mille,
//! et une classe en note huit de front : ici se bornent la somme d'un processus et de ses descendants, et celle de tous.
//!
//! Une note ne dépend jamais des voisins : un groupe arrêté parce que le lot occupe trop recommence seul.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// Temps entre deux mesures. Un test ordinaire finit avant la première.
#[cfg_attr(not(unix), expect(dead_code, reason = "rien ne se mesure ici"))]
pub(super) const PERIODE: Duration = Duration::from_millis(250);

/// Octets qu'un processus et ses descendants peuvent occuper, en tout : un peu plus que ce que chacun peut, compilation
/// comprise.
const PAR_GROUPE: u64 = 2560 << 20;

/// Octets que tout ce qui est lancé peut occuper, si le système ne dit pas ce qu'il a.
const POUR_LE_LOT: u64 = 4 << 30;

/// Ce que les processus lancés peuvent occuper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bornes {
    /// Octets, pour un processus et ses descendants.
    pub(super) groupe: u64,
    /// Octets, pour tous.
    pub(super) lot: u64,
}

impl Bornes {
    /// Celles de cette machine : les trois quarts de ce qu'elle a de libre au départ.
    pub(super) fn de_la_machine() -> Self {
        static LIBRE: OnceLock<u64> = OnceLock::new();
        let libre = LIBRE.get_or_init(|| systeme::libre().unwrap_or(POUR_LE_LOT));
        Bornes {
            groupe: PAR_GROUPE,
            lot: libre / 4 * 3,
        }
    }
}

/// Ce qui dépasse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exces {
    /// Ce groupe, à lui seul.
    Groupe,
    /// Tous ensemble ; ce groupe est le plus gros.
    Lot,
}

/// Octets occupés par chaque groupe en cours, à sa dernière mesure.
static OCCUPES: Mutex<BTreeMap<i32, u64>> = Mutex::new(BTreeMap::new());

/// La surveillance d'un groupe, qui l'oublie avec elle.
pub(super) struct Surveillance {
    bornes: Bornes,
    pid: Option<i32>,
    /// Ce qui a dépassé.
    pub(super) exces: Option<Exces>,
}

impl Surveillance {
    pub(super) fn new(bornes: Bornes) -> Self {
        Surveillance {
            bornes,
            pid: None,
            exces: None,
        }
    }

    /// Mesure ce groupe ; vrai s'il doit s'arrêter.
    #[cfg_attr(not(unix), expect(dead_code, reason = "rien ne se mesure ici"))]
    pub(super) fn mesurer(&mut self, pid: i32) -> bool {
        let Some(octets) = systeme::occupes(pid) else {
            return false;
        };
        self.pid = Some(pid);
        let mut occupes = OCCUPES.lock().unwrap_or_else(PoisonError::into_inner);
        occupes.insert(pid, octets);
        self.exces = exces(&occupes, pid, self.bornes);
        self.exces.is_some()
    }
}

impl Drop for Surveillance {
    fn drop(&mut self) {
        if let Some(pid) = self.pid {
            let mut occupes = OCCUPES.lock().unwrap_or_else(PoisonError::into_inner);
            occupes.remove(&pid);
        }
    }
}

/// Ce que ce groupe dépasse.
fn exces(occupes: &BTreeMap<i32, u64>, pid: i32, bornes: Bornes) -> Option<Exces> {
    let siens = *occupes.get(&pid)?;
    let plus_gros = occupes
        .iter()
        .max_by_key(|(autre, octets)| (**octets, **autre));
    if siens > bornes.groupe {
        Some(Exces::Groupe)
    } else if occupes.values().sum::<u64>() > bornes.lot && plus_gros?.0 == &pid {
        Some(Exces::Lot)
    } else {
        None
    }
}

/// Linux : `/proc`.
#[cfg(target_os = "linux")]
mod systeme {
    use std::collections::HashMap;
    use std::sync::{Mutex, OnceLock, PoisonError};
    use std::time::Instant;

    use nix::unistd::{SysconfVar, sysconf};

    /// Tous les processus de la machine : leur parent, et les octets qu'ils occupent.
    type Processus = HashMap<i32, (i32, u64)>;

    /// Ce que le système peut encore donner, et ce qu'il donne à ce groupe de contrôle.
    pub(super) fn libre() -> Option<u64> {
        let texte = std::fs::read_to_string("/proc/meminfo").ok()?;
        let ligne = texte
            .lines()
            .find_map(|ligne| ligne.strip_prefix("MemAvailable:"))?;
        let kio: u64 = ligne.split_whitespace().next()?.parse().ok()?;
        let borne = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok();
        let borne = borne.and_then(|texte| texte.trim().parse().ok());
        Some((kio * 1024).min(borne.unwrap_or(u64::MAX)))
    }

    /// Octets occupés par ce processus et ses descendants.
    pub(super) fn occupes(pid: i32) -> Option<u64> {
        /// Une mesure sert à tous ceux qui la demandent en même temps.
        static MESURE: Mutex<Option<(Instant, Processus)>> = Mutex::new(None);
        let mut mesure = MESURE.lock().unwrap_or_else(PoisonError::into_inner);
        let neuve = mesure
            .take()
            .filter(|(depuis, _)| depuis.elapsed() < super::PERIODE / 2);
        let (depuis, processus) = neuve.unwrap_or_else(|| (Instant::now(), tous()));
        let total = processus.contains_key(&pid).then(|| {
            let siens = processus
                .iter()
                .filter(|(autre, _)| descend(&processus, **autre, pid));
            siens.map(|(_, (_, octets))| octets).sum()
        });
        *mesure = Some((depuis, processus));
        total
    }

    fn descend(processus: &Processus, mut pid: i32, ancetre: i32) -> bool {
        // Une mesure n'est pas faite d'un coup : un cercle n'y est pas impossible.
        for _ in 0..64 {
            if pid == ancetre {
                return true;
            }
            match processus.get(&pid) {
                Some((parent, _)) => pid = *parent,
                None => return false,
            }
        }
        false
    }

    fn tous() -> Processus {
        let entrees = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        entrees
            .filter_map(|entree| {
                let pid: i32 = entree.file_name().to_str()?.parse().ok()?;
                let etat = std::fs::read_to_string(entree.path().join("stat")).ok()?;
                Some((pid, lire(&etat)?))
            })
            .collect()
    }

    /// Le parent et les octets d'une ligne de `/proc/PID/stat` ; le nom du programme y est entre parenthèses, et peut en
    /// contenir.
    pub(super) fn lire(etat: &str) -> Option<(i32, u64)> {
        let (_, champs) = etat.rsplit_once(") ")?;
        let champs: Vec<_> = champs.split(' ').collect();
        let parent = champs.get(1)?.parse().ok()?;
        let pages: u64 = champs.get(21)?.parse().ok()?;
        Some((parent, pages * octets_par_page()))
    }

    /// 4 Kio presque partout, mais 16 ou 64 sur certaines machines ARM.
    pub(super) fn octets_par_page() -> u64 {
        static OCTETS: OnceLock<u64> = OnceLock::new();
        *OCTETS.get_or_init(|| {
            let octets = sysconf(SysconfVar::PAGE_SIZE).ok().flatten();
            octets
                .and_then(|octets| octets.try_into().ok())
                .unwrap_or(4096)
        })
    }
}

/// Ailleurs, rien ne se mesure.
#[cfg(not(target_os = "linux"))]
mod systeme {
    pub(super) fn libre() -> Option<u64> {
        None
    }

    pub(super) fn occupes(_: i32) -> Option<u64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_plus_gros_s_arrete_et_un_seul() {
        let bornes = Bornes {
            groupe: 100,
            lot: 150,
        };
        let occupes = BTreeMap::from([(1, 60), (2, 70), (3, 30)]);
        let de = |pid| exces(&occupes, pid, bornes);
        assert_eq!([1, 2, 3].map(de), [None, Some(Exces::Lot), None]);
        let seul = BTreeMap::from([(1, 101)]);
        assert_eq!(exces(&seul, 1, bornes), Some(Exces::Groupe));
        assert_eq!(exces(&BTreeMap::from([(1, 100)]), 1, bornes), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn un_nom_de_programme_ne_trompe_pas_la_mesure() {
        let champs =
            "S 7 1 1 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 100 5000 3 18446744073709551615";
        assert_eq!(
            systeme::lire(&format!("12 (a) R 1 (b) {champs}")),
            Some((7, 3 * systeme::octets_par_page()))
        );
        // Les pages ont la taille que le système leur donne : les mêmes octets, dits en Kio par lui-même.
        assert!(systeme::occupes(std::process::id().cast_signed()).unwrap() > 0);
        let etat = std::fs::read_to_string("/proc/self/status").unwrap();
        let kio: u64 = etat
            .lines()
            .find_map(|ligne| ligne.strip_prefix("VmRSS:"))
            .and_then(|reste| reste.split_whitespace().next()?.parse().ok())
            .unwrap();
        let lue = std::fs::read_to_string("/proc/self/stat").unwrap();
        let (_, mesures) = systeme::lire(&lue).unwrap();
        assert!(
            (kio * 512..kio * 2048).contains(&mesures),
            "{mesures} {kio}"
        );
    }
}
