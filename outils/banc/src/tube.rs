//! Les tubes nommés (Unix) : un fichier lent, dont le test tient l'autre bout.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::{Boite, Dossier, exiger, ms};

/// Le temps réel que le test laisse aux threads qu'il lance ; seule une réponse fausse l'épuise.
const LIMITE: Duration = Duration::from_secs(3);

/// Le temps réel laissé à une tâche pour donner signe de vie.
const SIGNE_DE_VIE: Duration = Duration::from_secs(2);

/// Un tube nommé : l'ouvrir bloque tant que personne ne tient l'autre bout.
pub struct Tube(PathBuf);

impl Tube {
    /// Son nom dans le dossier du test.
    pub const NOM: &str = "tube";

    /// Le crée dans ce dossier.
    ///
    /// # Panics
    /// Le système n'en veut pas.
    pub fn new(dossier: &Dossier) -> Self {
        let chemin = dossier.fichier(Self::NOM);
        let statut = Command::new("mkfifo").arg(&chemin).status();
        let statut = statut.expect("la commande mkfifo existe sur tout Unix");
        exiger!(
            statut.success(),
            "le test crée un tube nommé",
            "mkfifo a échoué : {statut}",
            "cela ne vient pas de ta réponse"
        );
        Tube(chemin)
    }

    /// Son chemin.
    pub fn chemin(&self) -> &Path {
        &self.0
    }

    /// Faux si un fichier ordinaire a pris sa place.
    pub fn est_encore_un_tube(&self) -> bool {
        fs::metadata(&self.0).is_ok_and(|infos| infos.file_type().is_fifo())
    }

    /// Un thread y écrit ce début, puis cette suite, mais chacun quand on le lui permet : avant l'ouverture, puis au milieu.
    pub fn ecrire_avec_permission(&self, debut: &'static str, suite: &'static str) -> EcrivainLent {
        let (permission, permis) = mpsc::channel();
        let (commence, commencee) = oneshot::channel();
        let chemin = self.0.clone();
        let thread = thread::spawn(move || {
            let a_l_ouverture = permis.recv_timeout(SIGNE_DE_VIE).is_ok();
            let mut bout = File::options().write(true).open(chemin)?;
            bout.write_all(debut.as_bytes())?;
            let _ = commence.send(());
            let au_milieu = a_l_ouverture && permis.recv_timeout(SIGNE_DE_VIE).is_ok();
            bout.write_all(suite.as_bytes())?;
            Ok(Permissions {
                a_l_ouverture,
                au_milieu,
            })
        });
        EcrivainLent {
            tube: self.0.clone(),
            permission,
            commencee: Some(commencee),
            thread,
        }
    }

    /// Un thread le lit, en s'arrêtant un moment après tant d'octets.
    pub fn lire_avec_une_pause(&self, octets: usize) -> LecteurLent {
        let (reprendre, repris) = mpsc::channel();
        let chemin = self.0.clone();
        let thread = thread::spawn(move || {
            let mut bout = File::open(chemin)?;
            bout.read_exact(&mut vec![0; octets])?;
            thread::park_timeout(ms(50));
            let _ = reprendre.send(());
            bout.read_to_end(&mut Vec::new())
        });
        LecteurLent { repris, thread }
    }

    /// L'appel ouvre ce tube, dont personne ne tient l'autre bout : il laisse avancer les autres tâches. Sans un signe de
    /// vie au bout de 2 s, un thread de secours le débloque. De même une fois le signe venu, pour que rien n'attende encore
    /// ce tube quand le test finit.
    pub async fn exiger_une_ouverture_sans_bloquer(&self, mut appel: Boite<'_, ()>) {
        let (signal, attente) = mpsc::channel();
        let chemin = self.0.clone();
        let secours = thread::spawn(move || {
            let libre = attente.recv_timeout(SIGNE_DE_VIE).is_ok();
            loop {
                // Ouvert un instant, puis fermé de même : qui ouvre est débloqué, qui lit voit la fin.
                for bouts in [debloquer(&chemin).ok(), None] {
                    let suite = attente.recv_timeout(ms(5));
                    drop(bouts);
                    if suite == Err(mpsc::RecvTimeoutError::Disconnected) {
                        return libre;
                    }
                }
            }
        });
        let fini = timeout(ms(15), appel.as_mut()).await;
        let _ = signal.send(());
        if fini.is_err() {
            let _ = timeout(LIMITE, appel).await;
        }
        drop(signal);
        let libre = secours.join();
        exiger!(
            libre.expect("le thread de secours n'a pas paniqué"),
            "pendant que l'ouverture du fichier attend, les autres tâches avancent",
            "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
            "une fonction de `std::fs` appelée dans du code async bloque le thread entier, dès l'ouverture : \
             `tokio::fs` a les mêmes, à attendre"
        );
    }
}

/// Tient les deux bouts du tube, ce qui débloque quiconque attendait en l'ouvrant.
fn debloquer(tube: &Path) -> io::Result<File> {
    File::options().read(true).write(true).open(tube)
}

/// Celui qui écrit dans un tube. Voir [`Tube::ecrire_avec_permission`].
pub struct EcrivainLent {
    tube: PathBuf,
    permission: mpsc::Sender<()>,
    commencee: Option<oneshot::Receiver<()>>,
    thread: thread::JoinHandle<io::Result<Permissions>>,
}

/// Les permissions que l'écrivain a reçues à temps.
pub struct Permissions {
    /// Avant d'ouvrir le tube.
    pub a_l_ouverture: bool,
    /// Avant d'écrire la suite.
    pub au_milieu: bool,
}

impl EcrivainLent {
    /// Donne ses permissions. À mener dans la même tâche que l'appel qui lit : si celui-ci bloque le thread, elles ne
    /// viennent pas.
    pub async fn permettre(&mut self) {
        sleep(ms(5)).await;
        let _ = self.permission.send(());
        if let Some(commencee) = self.commencee.take() {
            let _ = timeout(LIMITE, commencee).await;
        }
        sleep(ms(5)).await;
        let _ = self.permission.send(());
    }

    /// Attend sa fin. Un tube que personne n'a lu ne lui vaut pas de reproche.
    ///
    /// # Panics
    /// Son thread a paniqué.
    pub fn finir(self) -> Permissions {
        let bouts = debloquer(&self.tube);
        let ecriture = self.thread.join();
        drop(bouts);
        let ecriture = ecriture.expect("le thread qui écrit n'a pas paniqué");
        ecriture.unwrap_or(Permissions {
            a_l_ouverture: true,
            au_milieu: true,
        })
    }
}

/// Celui qui lit un tube. Voir [`Tube::lire_avec_une_pause`].
pub struct LecteurLent {
    repris: mpsc::Receiver<()>,
    thread: thread::JoinHandle<io::Result<usize>>,
}

impl LecteurLent {
    /// Vrai s'il a repris sa lecture.
    pub fn a_repris(&self) -> bool {
        self.repris.try_recv().is_ok()
    }

    /// Attend sa fin, et rend combien d'octets il a lus depuis la pause.
    ///
    /// # Panics
    /// Son thread a paniqué.
    pub fn finir(self) -> Option<usize> {
        self.thread.join().expect("le lecteur ne panique pas").ok()
    }
}
