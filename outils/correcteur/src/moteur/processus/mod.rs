//! Tenir un processus : lui donner une limite de temps, borner ce qu'on garde de sa sortie, et s'assurer
//! que rien de ce qu'il a lancé ne lui survit.

use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use memchr::memmem;

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
pub fn executer(mut commande: Command, demande: &Demande<'_>) -> io::Result<Fin> {
    let _appel = Appel::compter();
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

    let statut = processus.attendre(demande.delai.saturating_sub(depart.elapsed()))?;
    let duree = depart.elapsed();
    let survivants = processus.achever();

    // Tous les écrivains sont morts : les lecteurs atteignent la fin.
    let (sortie, signe) = lecteur_sortie.join().unwrap_or_default();
    let (erreur, _) = lecteur_erreur.join().unwrap_or_default();
    // Ce qu'un processus tué avait déjà dit n'est pas une réponse.
    verifier_l_interruption()?;
    Ok(Fin {
        statut,
        signe,
        sortie,
        erreur,
        duree,
        survivants,
    })
}

/// Lit jusqu'au bout en ne gardant que les deux extrémités, et en cherchant la ligne au passage.
fn lire(source: Option<impl Read>, garder: usize, ligne: Option<Vec<u8>>) -> (String, bool) {
    let Some(mut source) = source else {
        return Default::default();
    };
    let mut garde = Extremites {
        moitie: garder / 2,
        ..Extremites::default()
    };
    let mut recherche = ligne.map(Recherche::new);
    let mut tampon = vec![0; 64 * 1024];
    loop {
        match source.read(&mut tampon) {
            Ok(0) => break,
            Ok(lus) => {
                garde.ajouter(&tampon[..lus]);
                if let Some(recherche) = &mut recherche {
                    recherche.ajouter(&tampon[..lus]);
                }
            }
            Err(erreur) if erreur.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let trouvee = recherche.is_some_and(|recherche| recherche.trouvee);
    (garde.texte(), trouvee)
}

/// Cherche une ligne dans un flux qui arrive par morceaux.
struct Recherche {
    ligne: memmem::Finder<'static>,
    /// La ligne peut être à cheval sur deux morceaux : la fin du précédent reste devant le suivant.
    reste: Vec<u8>,
    trouvee: bool,
}

impl Recherche {
    fn new(ligne: Vec<u8>) -> Self {
        Recherche {
            ligne: memmem::Finder::new(&ligne).into_owned(),
            // Le début du flux est un début de ligne.
            reste: vec![b'\n'],
            trouvee: false,
        }
    }

    fn ajouter(&mut self, morceau: &[u8]) {
        if self.trouvee {
            return;
        }
        self.reste.extend_from_slice(morceau);
        self.trouvee = self.ligne.find(&self.reste).is_some();
        let report = self.ligne.needle().len() - 1;
        self.reste.drain(..self.reste.len().saturating_sub(report));
    }
}

/// Le début et la fin d'un flux, bornés.
#[derive(Default)]
struct Extremites {
    moitie: usize,
    debut: Vec<u8>,
    fin: Vec<u8>,
    coupes: usize,
}

impl Extremites {
    fn ajouter(&mut self, octets: &[u8]) {
        let libre = self.moitie.saturating_sub(self.debut.len());
        let (debut, suite) = octets.split_at(libre.min(octets.len()));
        self.debut.extend_from_slice(debut);
        self.fin.extend_from_slice(suite);
        // Couper rarement : chaque coupe déplace ce qui reste.
        if self.fin.len() > self.moitie * 4 {
            self.couper();
        }
    }

    fn couper(&mut self) {
        let trop = self.fin.len().saturating_sub(self.moitie);
        self.fin.drain(..trop);
        self.coupes += trop;
    }

    fn texte(mut self) -> String {
        self.couper();
        let mut octets = self.debut;
        if self.coupes > 0 {
            octets.extend_from_slice(format!("\n[… {} octets coupés …]\n", self.coupes).as_bytes());
        }
        octets.extend(self.fin);
        String::from_utf8_lossy(&octets).into_owned()
    }
}

#[cfg(unix)]
mod systeme {
    //! Un groupe de processus à lui, tué entier. Sous Linux, ce programme adopte aussi les orphelins :
    //! un descendant qui change de groupe ou de session revient à lui, et finit de même.

    use std::collections::{HashMap, HashSet};
    use std::io;
    use std::os::unix::process::CommandExt;
    use std::path::PathBuf;
    use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
    use std::sync::mpsc::{self, RecvTimeoutError};
    use std::sync::{Mutex, MutexGuard, PoisonError};
    use std::thread;
    use std::time::Duration;

    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;

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
        pub(super) fn lancer(mut commande: Command) -> io::Result<Self> {
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

        /// Le statut, ou `None` si le délai est passé : le groupe est alors tué.
        pub(super) fn attendre(&mut self, delai: Duration) -> io::Result<Option<ExitStatus>> {
            let statut = attendre_statut(&self.statut, delai)?;
            if statut.is_none() {
                let _ = killpg(self.pid, Signal::SIGKILL);
                let _ = self.statut.recv();
            }
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
            orphelins.retain(|pid| !registre.lances.contains(pid));
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
}

#[cfg(windows)]
mod systeme {
    //! Un objet « job » de Windows, que ni enfant ni petit-enfant ne peut quitter.

    use std::io;
    use std::process::{ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
    use std::thread;
    use std::time::{Duration, Instant};

    use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

    pub(super) struct Groupe(Box<dyn ChildWrapper>);

    /// Chaque appel qui attend un processus voit lui-même l'interruption.
    pub(super) fn tuer_les_lances() {}

    impl Groupe {
        pub(super) fn lancer(commande: Command) -> io::Result<Self> {
            super::verifier_l_interruption()?;
            CommandWrap::from(commande)
                .wrap(JobObject)
                .spawn()
                .map(Groupe)
        }

        pub(super) fn tuyaux(
            &mut self,
        ) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
            (
                self.0.stdin().take(),
                self.0.stdout().take(),
                self.0.stderr().take(),
            )
        }

        pub(super) fn attendre(&mut self, delai: Duration) -> io::Result<Option<ExitStatus>> {
            let limite = Instant::now() + delai;
            loop {
                if let Some(statut) = self.0.try_wait()? {
                    return Ok(Some(statut));
                }
                if Instant::now() >= limite || super::verifier_l_interruption().is_err() {
                    self.0.kill()?;
                    return Ok(None);
                }
                thread::sleep(Duration::from_millis(2));
            }
        }

        pub(super) fn achever(&mut self) -> usize {
            let _ = self.0.start_kill();
            0
        }
    }
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
}
