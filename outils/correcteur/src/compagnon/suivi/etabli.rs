//! L'atelier du suivi, qui se refait : il se prépare au premier essai, pour que l'écran dise ce qui se fait attendre, et
//! de nouveau si un `cargo clean` l'efface.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::cours::Cours;
use crate::moteur::compilation::Atelier;
use crate::moteur::processus;

pub(super) struct Etabli {
    cours: Arc<Cours>,
    atelier: Mutex<Option<Arc<Atelier>>>,
}

impl Etabli {
    pub(super) fn new(cours: Arc<Cours>) -> Self {
        Etabli {
            cours,
            atelier: Mutex::new(None),
        }
    }

    /// Fait ce travail, une seconde fois si l'atelier, ou un de ces arbres, a disparu pendant ce temps. `dire` reçoit ce
    /// qui se fait attendre, puis une phrase vide quand il n'y a plus à l'attendre.
    ///
    /// # Errors
    /// L'atelier ne se prépare pas, ou le travail échoue.
    pub(super) fn travailler<T>(
        &self,
        arbres: &[&Path],
        dire: &(dyn Fn(&str) + Sync),
        faire: impl Fn(&Atelier) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let atelier = self.pret(dire)?;
        let issue = faire(&atelier);
        let intact = atelier.est_entier() && arbres.iter().all(|arbre| arbre.exists());
        if intact || processus::est_interrompu() {
            return issue;
        }
        faire(&*self.pret(dire)?)
    }

    fn pret(&self, dire: &(dyn Fn(&str) + Sync)) -> anyhow::Result<Arc<Atelier>> {
        let mut atelier = self.atelier.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(atelier) = atelier.as_ref().filter(|atelier| atelier.est_entier()) {
            return Ok(Arc::clone(atelier));
        }
        let neuf = Arc::new(Atelier::preparer_en_disant(&self.cours, dire)?);
        dire("");
        *atelier = Some(Arc::clone(&neuf));
        Ok(neuf)
    }
}
