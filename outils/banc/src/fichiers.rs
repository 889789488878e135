//! Préparer et regarder des fichiers du dehors : ce que voient les autres programmes, sans passer par Tokio.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;

use crate::{Dossier, ms};

/// Ce qu'un lecteur a vu d'un fichier : son contenu, ou `None` s'il n'existait pas.
pub type Vue = Option<Vec<u8>>;

/// Ce que le fichier contient.
pub fn contenu(chemin: &Path) -> Vue {
    fs::read(chemin).ok()
}

/// De même, en texte ; vide si le fichier n'existe pas.
pub fn texte(chemin: &Path) -> String {
    String::from_utf8_lossy(&contenu(chemin).unwrap_or_default()).into_owned()
}

/// Ce texte arrive-t-il dans le fichier d'ici 100 ms ? Les tâches n'avancent pas pendant ce temps : seul un thread a pu le
/// finir.
pub fn arrive_en_arriere_plan(chemin: &Path, attendu: &str) -> bool {
    (0..20).any(|_| {
        thread::sleep(ms(5));
        texte(chemin) == attendu
    })
}

/// Combien d'entrées ce dossier contient.
pub fn combien_dans(dossier: &Path) -> usize {
    fs::read_dir(dossier).map_or(0, std::iter::Iterator::count)
}

/// Lit le début du fichier, et rend de quoi en lire la suite, plus tard.
///
/// # Panics
/// Le fichier ne s'ouvre pas, ou n'a pas tant d'octets.
pub fn lire_le_debut(chemin: &Path, octets: usize) -> impl FnOnce() -> Vec<u8> + use<> {
    let mut lecteur = File::open(chemin).expect("le fichier du test existe");
    let lu = lecteur.read_exact(&mut vec![0; octets]);
    lu.expect("le fichier du test se lit");
    move || {
        let mut suite = Vec::new();
        let lu = lecteur.read_to_end(&mut suite);
        lu.expect("le fichier du test se lit");
        suite
    }
}

impl Dossier {
    /// Un fichier de ce nom et de ce contenu, écrit par le test lui-même, avec les dossiers qui y mènent.
    ///
    /// # Panics
    /// Le système refuse de l'écrire.
    pub fn poser(&self, nom: &str, contenu: impl AsRef<[u8]>) -> PathBuf {
        self.poser_octets(nom, contenu.as_ref())
    }

    fn poser_octets(&self, nom: &str, contenu: &[u8]) -> PathBuf {
        let chemin = self.fichier(nom);
        let parent = chemin.parent().expect("le fichier est dans le dossier");
        let pose = fs::create_dir_all(parent).and_then(|()| fs::write(&chemin, contenu));
        pose.expect("le dossier du test est accessible en écriture");
        chemin
    }

    /// Un lien de ce nom.
    ///
    /// # Panics
    /// Le système refuse de le créer.
    #[cfg(unix)]
    pub fn lier(&self, nom: &str, cible: &str) -> PathBuf {
        let chemin = self.fichier(nom);
        std::os::unix::fs::symlink(cible, &chemin).expect("un lien peut être créé");
        chemin
    }

    /// Tout ce que le dossier contient.
    pub fn photo(&self) -> Vec<(String, Vue)> {
        let noms = self.noms().into_iter();
        noms.map(|nom| {
            let vue = contenu(&self.fichier(&nom));
            (nom, vue)
        })
        .collect()
    }

    /// Des chemins de toutes sortes dans ce dossier, les plus ordinaires d'abord.
    pub fn chemins_divers(&self) -> Vec<PathBuf> {
        let noms = [
            "sans_extension",
            ".cache",
            "un nom à rallonge.tar.gz",
            "été.tmp",
        ];
        let noms = noms.iter().map(|nom| self.fichier(nom));
        noms.chain(self.chemins_sans_utf8()).collect()
    }

    /// Un fichier, puis un dossier, dont le nom n'est pas de l'UTF-8. Ailleurs que sous Linux, et même là selon
    /// le disque, le système peut refuser de tels noms.
    #[cfg(target_os = "linux")]
    fn chemins_sans_utf8(&self) -> Vec<PathBuf> {
        let dans = |nom: &[u8]| {
            let nom: std::ffi::OsString = std::os::unix::ffi::OsStringExt::from_vec(nom.to_vec());
            self.chemin().join(nom)
        };
        let (fichier, sous_dossier) = (dans(b"donn\xE9es.bin"), dans(b"d\xE9p\xF4t"));
        if fs::create_dir(&sous_dossier).is_err() {
            return Vec::new();
        }
        vec![fichier, sous_dossier.join("etat.bin")]
    }

    #[cfg(not(target_os = "linux"))]
    fn chemins_sans_utf8(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Un dossier sur un autre disque que le dossier temporaire du système, s'il y en a un d'accessible ; sinon, sous
    /// `base`, comme [`Dossier::new`].
    #[cfg(target_os = "linux")]
    pub fn sur_un_autre_disque(base: &str) -> Self {
        use std::os::unix::fs::MetadataExt;

        let disque = |chemin: &Path| fs::metadata(chemin).map(|infos| infos.dev()).ok();
        let ailleurs = "/dev/shm";
        let accessible = fs::metadata(ailleurs).is_ok_and(|infos| infos.mode() & 0o002 != 0);
        let autre = disque(Path::new(ailleurs)) != disque(&std::env::temp_dir());
        Dossier::new(if accessible && autre { ailleurs } else { base })
    }
}

/// Des lecteurs, chacun sur son thread, qui regardent un fichier sans cesse.
pub struct Lecteurs {
    /// Ils s'arrêtent quand il n'existe plus : le test a fini, ou échoué.
    jeton: Arc<()>,
    threads: Vec<thread::JoinHandle<Option<Vue>>>,
}

impl Lecteurs {
    /// Un lecteur par regard. Un regard rend ce qu'il voit d'anormal, s'il y a lieu.
    pub fn new(chemin: &Path, regards: &[fn(&Path) -> Option<Vue>]) -> Self {
        let jeton = Arc::new(());
        let lancer = |&regarder| {
            let (jeton, chemin) = (Arc::downgrade(&jeton), chemin.to_owned());
            thread::spawn(move || guetter(&chemin, regarder, &jeton))
        };
        let threads = regards.iter().map(lancer).collect();
        Lecteurs { jeton, threads }
    }

    /// Les arrête, et rend la première chose anormale que l'un d'eux a vue.
    ///
    /// # Panics
    /// Un regard a paniqué.
    pub fn surprise(self) -> Option<Vue> {
        drop(self.jeton);
        let mut surprises = self
            .threads
            .into_iter()
            .map(|lecteur| lecteur.join().expect("un lecteur ne panique pas"));
        surprises.find_map(|surprise| surprise)
    }
}

fn guetter(chemin: &Path, regarder: fn(&Path) -> Option<Vue>, jeton: &Weak<()>) -> Option<Vue> {
    while jeton.strong_count() > 0 {
        let surprise = regarder(chemin);
        if surprise.is_some() {
            return surprise;
        }
    }
    None
}
