//! Un dossier propre à un test, effacé avec lui.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Un dossier neuf ; le lâcher l'efface avec tout ce qu'il contient.
pub struct Dossier(PathBuf);

impl Dossier {
    /// Crée un dossier neuf sous `base`, qui est `env!("CARGO_TARGET_TMPDIR")` dans un test.
    pub fn new(base: &str) -> Self {
        static NUMERO: AtomicUsize = AtomicUsize::new(0);
        let numero = NUMERO.fetch_add(1, Ordering::Relaxed);
        let chemin = Path::new(base).join(format!("{}-{numero}", std::process::id()));
        // Un processus tué a pu laisser un dossier du même nom.
        let _ = std::fs::remove_dir_all(&chemin);
        std::fs::create_dir_all(&chemin).expect("le dossier des tests est accessible en écriture");
        Dossier(chemin)
    }

    /// Le chemin du dossier.
    pub fn chemin(&self) -> &Path {
        &self.0
    }

    /// Le chemin de ce nom dans le dossier.
    pub fn fichier(&self, nom: &str) -> PathBuf {
        self.0.join(nom)
    }

    /// Écrit ce contenu dans le fichier de ce nom, et rend son chemin.
    pub fn ecrire(&self, nom: &str, contenu: &[u8]) -> PathBuf {
        let chemin = self.fichier(nom);
        std::fs::write(&chemin, contenu).expect("le dossier du test est accessible en écriture");
        chemin
    }

    /// Les noms que le dossier contient, triés.
    pub fn noms(&self) -> Vec<String> {
        let entrees = std::fs::read_dir(&self.0).expect("le dossier du test existe");
        let mut noms: Vec<String> = entrees
            .map(|entree| {
                let nom = entree.expect("le dossier du test se lit").file_name();
                nom.to_string_lossy().into_owned()
            })
            .collect();
        noms.sort();
        noms
    }
}

/// `dossier!()` : un [`Dossier`] neuf, à l'endroit que Cargo donne aux tests qui appellent cette macro.
#[macro_export]
macro_rules! dossier {
    () => {
        $crate::Dossier::new(::std::env!("CARGO_TARGET_TMPDIR"))
    };
}

impl Drop for Dossier {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
