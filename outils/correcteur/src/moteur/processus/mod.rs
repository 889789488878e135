//! Tenir un processus : lui donner une limite de temps, borner ce qu'on garde de sa sortie, et s'assurer
//! que rien de ce qu'il a lancé ne lui survit.

mod memoire;
mod sortie;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

use std::io::{self, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use memoire::{Bornes, Exces, Surveillance};
use sortie::lire;
#[cfg(unix)]
use unix as systeme;
#[cfg(windows)]
use windows as systeme;

/// Ce qu'un processus a fait.
#[derive(Debug)]
pub struct Fin {
    /// Comment il a fini ; `None` si la limite de temps l'a arrêté.
    pub statut: Option<ExitStatus>,
    /// Le texte recherché est apparu, seul sur une ligne, dans la sortie standard.
    pub signe: bool,
    /// La sortie standard, coupée au milieu si elle était trop longue.
    pub sortie: String,
    /// La sortie d'erreur, de même.
    pub erreur: String,
    /// Durée réelle.
    pub duree: Duration,
    /// Processus qu'il avait laissés derrière lui et qu'il a fallu tuer. Sous Linux seulement, et si la
    /// commande a un dossier de travail qui n'est qu'à elle.
    pub survivants: usize,
}

/// Ce qu'on demande à [`executer`].
pub struct Demande<'a> {
    /// Ce que le processus reçoit sur son entrée standard.
    pub entree: &'a [u8],
    /// La ligne à reconnaître sur la sortie standard, où qu'elle soit.
    pub ligne_attendue: Option<&'a str>,
    /// Temps réel laissé au processus.
    pub delai: Duration,
    /// Octets gardés, au plus, de chaque sortie : le début et la fin, moitié-moitié.
    pub garder: usize,
}

/// Une interruption est demandée : plus rien ne se lance.
static INTERRUPTION: AtomicBool = AtomicBool::new(false);

/// Appels d'[`executer`] en cours.
static EN_COURS: AtomicUsize = AtomicUsize::new(0);

/// Tue tout ce que ce programme exécute, et refuse de rien lancer jusqu'à [`reprendre`] : les appels
/// d'[`executer`], en cours ou à venir, rendent une erreur [`io::ErrorKind::Interrupted`].
pub(crate) fn interrompre() {
    INTERRUPTION.store(true, Ordering::SeqCst);
    systeme::tuer_les_lances();
}

/// Permet de nouveau de lancer des processus.
pub(crate) fn reprendre() {
    INTERRUPTION.store(false, Ordering::SeqCst);
}

/// Une interruption est demandée : ce qui manque à un résultat n'est la faute de personne.
pub(crate) fn est_interrompu() -> bool {
    INTERRUPTION.load(Ordering::SeqCst)
}

/// Attend que plus rien ne s'exécute, au plus `delai` ; vrai si c'est le cas.
pub(crate) fn attendre_le_repos(delai: Duration) -> bool {
    let limite = Instant::now() + delai;
    while EN_COURS.load(Ordering::SeqCst) > 0 {
        if Instant::now() >= limite {
            return false;
        }
        thread::sleep(Duration::from_millis(2));
    }
    true
}

/// Lance un programme de la machine (Cargo, un éditeur) qui vit à côté de ce que [`executer`] tient : tant que le
/// second élément rendu existe, personne ne le prend pour ce qu'une épreuve aurait laissé.
///
/// # Errors
/// Il ne se lance pas.
pub(crate) fn lancer_a_cote(commande: &mut Command) -> io::Result<(Child, ACote)> {
    let (enfant, pid) = systeme::lancer_a_cote(commande)?;
    Ok((enfant, ACote(pid)))
}

/// Un programme lancé par [`lancer_a_cote`].
pub(crate) struct ACote(i32);

impl Drop for ACote {
    fn drop(&mut self) {
        systeme::oublier(self.0);
    }
}

fn verifier_l_interruption() -> io::Result<()> {
    if INTERRUPTION.load(Ordering::SeqCst) {
        return Err(io::ErrorKind::Interrupted.into());
    }
    Ok(())
}

/// Compte un appel d'[`executer`] tant qu'il vit.
struct Appel;

impl Appel {
    fn compter() -> Self {
        EN_COURS.fetch_add(1, Ordering::SeqCst);
        Appel
    }
}

impl Drop for Appel {
    fn drop(&mut self) {
        EN_COURS.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Exécute la commande jusqu'à sa fin ou jusqu'au délai, puis tue tout ce qui reste de son groupe et tout
/// descendant qui s'en serait détaché.
///
/// # Errors
/// Le processus n'a pas pu être lancé, ou [`interrompre`] l'a arrêté.
pub fn executer(commande: Command, demande: &Demande<'_>) -> io::Result<Fin> {
    executer_sous(commande, demande, Bornes::de_la_machine())
}

/// Ce qui s'exécute ensemble s'y partage la place ; ce qui en prend trop l'a ensuite pour lui seul.
static PLACE: RwLock<()> = RwLock::new(());

fn executer_sous(mut commande: Command, demande: &Demande<'_>, bornes: Bornes) -> io::Result<Fin> {
    let _appel = Appel::compter();
    let (fin, exces) = {
        let _avec_d_autres = PLACE.read().unwrap_or_else(PoisonError::into_inner);
        une_fois(&mut commande, demande, bornes)?
    };
    if exces != Some(Exces::Lot) {
        return Ok(fin);
    }
    let _seul = PLACE.write().unwrap_or_else(PoisonError::into_inner);
    let bornes = Bornes {
        lot: u64::MAX,
        ..bornes
    };
    Ok(une_fois(&mut commande, demande, bornes)?.0)
}

/// Ce que la commande a fait, et si elle a dû s'arrêter faute de mémoire.
fn une_fois(
    commande: &mut Command,
    demande: &Demande<'_>,
    bornes: Bornes,
) -> io::Result<(Fin, Option<Exces>)> {
    let mut surveillance = Surveillance::new(bornes);
    commande
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let depart = Instant::now();
    let mut processus = systeme::Groupe::lancer(commande)?;
    let (entree, sortie, erreur) = processus.tuyaux();

    let ligne = demande
        .ligne_attendue
        .map(|ligne| format!("\n{ligne}\n").into_bytes());
    let garder = demande.garder;
    let lecteur_sortie = thread::spawn(move || lire(sortie, garder, ligne));
    let lecteur_erreur = thread::spawn(move || lire(erreur, garder, None));
    // Un processus déjà mort ne lit plus : sa fin le dira mieux que cette erreur.
    let _ = entree.and_then(|mut entree| entree.write_all(demande.entree).ok());

    let reste = demande.delai.saturating_sub(depart.elapsed());
    let statut = processus.attendre(reste, &mut surveillance)?;
    let duree = depart.elapsed();
    let survivants = processus.achever();

    // Tous les écrivains sont morts : les lecteurs atteignent la fin.
    let (sortie, signe) = lecteur_sortie.join().unwrap_or_default();
    let (mut erreur, _) = lecteur_erreur.join().unwrap_or_default();
    if surveillance.exces == Some(Exces::Groupe) {
        let mio = bornes.groupe >> 20;
        erreur +=
            &format!("\nla réponse et les processus qu'elle lance occupent plus de {mio} Mio\n");
    }
    // Ce qu'un processus tué avait déjà dit n'est pas une réponse.
    verifier_l_interruption()?;
    let fin = Fin {
        statut,
        signe,
        sortie,
        erreur,
        duree,
        survivants,
    };
    Ok((fin, surveillance.exces))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, delai: u64, ligne: Option<&str>) -> Fin {
        let dossier = tempfile::tempdir().unwrap();
        let mut commande = Command::new("sh");
        commande.args(["-c", script]).current_dir(dossier.path());
        let demande = Demande {
            entree: b"bonjour\n",
            ligne_attendue: ligne,
            delai: Duration::from_secs(delai),
            garder: 64 * 1024,
        };
        executer(commande, &demande).unwrap()
    }

    #[test]
    fn entree_sortie_et_statut_sont_transmis() {
        let fin = sh(
            "read x; echo vu $x; echo zut >&2; exit 3",
            20,
            Some("vu bonjour"),
        );
        assert_eq!(fin.statut.unwrap().code(), Some(3));
        assert!(fin.signe);
        assert_eq!(
            (fin.sortie.as_str(), fin.erreur.as_str()),
            ("vu bonjour\n", "zut\n")
        );
    }

    #[test]
    fn la_ligne_attendue_doit_etre_seule_sur_sa_ligne() {
        assert!(!sh("echo xabc; echo abcx", 20, Some("abc")).signe);
        assert!(sh("printf 'x\\nabc\\ny'", 20, Some("abc")).signe);
    }

    #[test]
    fn la_ligne_se_trouve_au_milieu_d_un_deluge() {
        let fin = sh(
            "yes | head -c 3000000; echo; echo SECRET; yes | head -c 3000000",
            60,
            Some("SECRET"),
        );
        assert!(fin.signe);
        assert!(fin.sortie.len() < 65 * 1024, "{}", fin.sortie.len());
        assert!(fin.sortie.contains("octets coupés"));
    }

    #[test]
    fn le_delai_arrete_le_groupe_entier() {
        let fin = sh("sleep 1000 & sleep 1000", 1, None);
        assert!(fin.statut.is_none());
        assert!(fin.duree < Duration::from_secs(30));
    }

    /// `tail` garde en mémoire tout ce qu'il reçoit, faute de fin de ligne.
    #[cfg(target_os = "linux")]
    fn tenir(mio: usize, secondes: &str, bornes: Bornes) -> (Fin, usize) {
        let dossier = tempfile::tempdir().unwrap();
        let tenir = format!("(head -c {mio}m /dev/zero; sleep {secondes}) | tail >/dev/null");
        let mut commande = Command::new("sh");
        commande.current_dir(dossier.path());
        commande.args(["-c", &format!("echo >>essais; {tenir} & {tenir} & wait")]);
        let demande = Demande {
            entree: b"",
            ligne_attendue: None,
            delai: Duration::from_secs(60),
            garder: 1024,
        };
        let fin = executer_sous(commande, &demande, bornes).unwrap();
        let essais = std::fs::read(dossier.path().join("essais")).unwrap();
        (fin, essais.len())
    }

    #[cfg(target_os = "linux")]
    const MIO: u64 = 1 << 20;

    #[test]
    #[cfg(target_os = "linux")]
    fn la_memoire_d_un_processus_et_de_ses_descendants_est_bornee() {
        let bornes = Bornes {
            groupe: 120 * MIO,
            lot: u64::MAX,
        };
        let (fin, essais) = tenir(80, "50", bornes);
        assert!(!fin.statut.unwrap().success() && fin.duree < Duration::from_secs(40));
        assert!(fin.erreur.contains("plus de 120 Mio"), "{}", fin.erreur);
        assert_eq!(essais, 1);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn un_lot_trop_gros_recommence_l_un_apres_l_autre_et_personne_n_y_perd() {
        let bornes = Bornes {
            groupe: 200 * MIO,
            lot: 180 * MIO,
        };
        let (une, autre) = std::thread::scope(|portee| {
            let autre = portee.spawn(|| tenir(60, "1.5", bornes));
            (tenir(60, "1.5", bornes), autre.join().unwrap())
        });
        for (fin, _) in [&une, &autre] {
            assert!(fin.statut.unwrap().success(), "{fin:?}");
        }
        assert!(une.1 + autre.1 >= 3, "rien n'a recommencé");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn un_enfant_detache_ne_survit_pas() {
        // Le parent ne finit qu'une fois l'enfant sorti de son groupe.
        let script =
            "setsid sh -c 'touch parti; exec sleep 1234567' & until [ -e parti ]; do :; done";
        let fin = sh(script, 20, None);
        assert!(fin.survivants >= 1);
        // Dans /proc : un `pgrep` lancé d'ici serait pris pour un orphelin par un essai voisin.
        let vivant = std::fs::read_dir("/proc")
            .unwrap()
            .flatten()
            .filter_map(|entree| std::fs::read(entree.path().join("cmdline")).ok())
            .any(|ligne| ligne.starts_with(b"sleep\x001234567"));
        assert!(!vivant);
    }

    /// Un éditeur graphique laisse derrière lui le processus qui a la fenêtre, et ce n'est pas un reste d'épreuve.
    #[test]
    #[cfg(target_os = "linux")]
    fn ce_que_laisse_un_programme_lance_a_cote_survit_aux_epreuves() {
        let dossier = tempfile::tempdir().unwrap();
        let mut commande = Command::new("sh");
        let script =
            "setsid sh -c 'echo $$ > pid; exec sleep 7654321' & until [ -s pid ]; do :; done";
        commande.args(["-c", script]).current_dir(dossier.path());
        let (mut enfant, a_cote) = lancer_a_cote(&mut commande).unwrap();
        assert!(enfant.wait().unwrap().success());
        drop(a_cote);
        let pid = std::fs::read_to_string(dossier.path().join("pid")).unwrap();
        let vivant = || {
            let ligne = std::fs::read(format!("/proc/{}/cmdline", pid.trim())).unwrap_or_default();
            ligne.starts_with(b"sleep\x007654321")
        };
        let limite = Instant::now() + Duration::from_secs(60);
        while !vivant() && Instant::now() < limite {
            thread::yield_now();
        }
        for _ in 0..2 {
            sh("true", 20, None);
        }
        assert!(vivant());
        let pid = nix::unistd::Pid::from_raw(pid.trim().parse().unwrap());
        nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).unwrap();
    }
}
