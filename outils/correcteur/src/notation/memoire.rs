//! La mémoire des notes : la même réponse, jugée de la même façon, n'est compilée et exécutée qu'une fois. Deux élèves
//! qui rendent le même fichier, un exercice qui n'a pas changé d'une semaine à l'autre, un énoncé rendu tel quel ne
//! coûtent rien.
//!
//! **Ce qui la désigne.** Chaque note est rangée sous l'empreinte de tout ce dont elle dépend : la réponse à l'octet près,
//! les tests et le banc, ce programme-ci, le compilateur et les bibliothèques, les limites, les règles, les protections
//! (voir `References`). Qu'une seule de ces choses change, et la note ne se retrouve plus.
//!
//! **Ce qui y entre.** Seulement ce qui serait pareil une autre fois ([`est_stable`]) : ni ce qui tient à une durée réelle
//! (un test figé, une compilation arrêtée, une copie qui a épuisé son temps), ni ce qu'une machine à bout a pu causer,
//! ni ce qui est signalé à l'enseignant.
//!
//! **Qui l'écrit.** Le dossier n'est qu'à l'utilisateur qui note (0700), là où aucune copie ne peut écrire : derrière la
//! cloison, ou sous un autre compte. Où il n'y a ni l'une ni l'autre, elle ne dure que le temps du lot. Chaque note porte
//! une signature : tronquée, abîmée, déplacée ou écrite par un autre, elle ne compte pas, et la réponse est notée.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Notee;
use crate::modele::diagnostic::Diagnostic;
use crate::modele::resultat::{Empechement, Verdict};
use crate::socle::fichiers::ecrire_entier;

/// Octets du secret qui signe.
const SECRET: usize = 32;

/// Nom du fichier du secret.
const CLE: &str = "cle";

/// Une note qui n'a pas été écrite depuis si longtemps est oubliée : un semestre.
const OUBLI: Duration = Duration::from_secs(183 * 24 * 60 * 60);

/// Une écriture qui n'est pas finie depuis si longtemps ne le sera pas.
const ECRITURE: Duration = Duration::from_secs(60 * 60);

/// Les notes déjà données.
#[derive(Debug)]
pub struct Memoire {
    dossier: PathBuf,
    secret: [u8; SECRET],
    /// Par empreinte : tenu tant que quelqu'un la note ; vrai une fois que c'est fait.
    tours: Mutex<HashMap<String, Arc<Mutex<bool>>>>,
    /// Réponses notées par celle-ci, et retrouvées.
    comptes: [AtomicUsize; 2],
}

impl Memoire {
    /// Celle de ce dossier, qui dure d'un lot à l'autre. Il est créé s'il le faut, et n'est qu'à cet utilisateur.
    ///
    /// # Errors
    /// Le dossier ne se crée pas ou ne se ferme pas aux autres.
    pub fn durable(dossier: &Path) -> anyhow::Result<Self> {
        creer_prive(dossier)?;
        oublier_les_anciennes(dossier);
        let cle = dossier.join(CLE);
        let lue = std::fs::read(&cle).ok();
        let secret = match lue.and_then(|octets| <[u8; SECRET]>::try_from(octets).ok()) {
            Some(secret) => secret,
            None => {
                let secret = tirer_un_secret()?;
                ecrire_entier(&cle, &secret)?;
                secret
            }
        };
        Ok(Self::new(dossier, secret))
    }

    /// Celle d'un seul lot, dans ce dossier qui sera effacé : rien d'avant n'y sert, rien n'en reste.
    ///
    /// # Errors
    /// Le dossier ne se crée pas.
    pub fn d_un_lot(dossier: &Path) -> anyhow::Result<Self> {
        creer_prive(dossier)?;
        Ok(Self::new(dossier, tirer_un_secret()?))
    }

    fn new(dossier: &Path, secret: [u8; SECRET]) -> Self {
        Memoire {
            dossier: dossier.to_owned(),
            secret,
            tours: Mutex::default(),
            comptes: Default::default(),
        }
    }

    /// Combien de réponses ont été notées, et combien l'étaient déjà.
    pub fn comptes(&self) -> [usize; 2] {
        [0, 1].map(|rang: usize| self.comptes[rang].load(Ordering::Relaxed))
    }

    /// La note que désigne cette empreinte, calculée s'il le faut. Deux demandes pour la même ne la calculent qu'une
    /// fois : la seconde attend la première, sauf si celle-ci a montré que la note ne se garde pas.
    ///
    /// # Errors
    /// La réponse n'a pas pu être notée. Une mémoire qui ne s'écrit pas n'est pas une erreur : elle ne sert à rien, c'est
    /// tout.
    pub(super) fn note(
        &self,
        empreinte: &str,
        noter: impl FnOnce() -> anyhow::Result<Notee>,
    ) -> anyhow::Result<Notee> {
        if let Some(gardee) = self.lire(empreinte) {
            return Ok(gardee);
        }
        let tour = Arc::clone(
            verrouiller(&self.tours)
                .entry(empreinte.to_owned())
                .or_default(),
        );
        let mut deja = verrouiller(&tour);
        if *deja {
            drop(deja);
            return match self.lire(empreinte) {
                Some(gardee) => Ok(gardee),
                None => self.noter_et_ranger(empreinte, noter),
            };
        }
        let notee = self.noter_et_ranger(empreinte, noter)?;
        *deja = true;
        Ok(notee)
    }

    fn noter_et_ranger(
        &self,
        empreinte: &str,
        noter: impl FnOnce() -> anyhow::Result<Notee>,
    ) -> anyhow::Result<Notee> {
        let notee = noter()?;
        self.comptes[0].fetch_add(1, Ordering::Relaxed);
        if est_stable(&notee) {
            let _ = self.ranger(empreinte, &notee);
        }
        Ok(notee)
    }

    fn fichier(&self, empreinte: &str) -> PathBuf {
        self.dossier.join(format!("{empreinte}.json"))
    }

    /// La note rangée sous cette empreinte, si elle est entière et signée d'ici.
    fn lire(&self, empreinte: &str) -> Option<Notee> {
        let octets = std::fs::read(self.fichier(empreinte)).ok()?;
        let (signature, corps) = octets.split_at_checked(SIGNATURE)?;
        self.signer(empreinte, corps).verify_slice(signature).ok()?;
        let notee = serde_json::from_slice(corps).ok()?;
        self.comptes[1].fetch_add(1, Ordering::Relaxed);
        Some(notee)
    }

    fn ranger(&self, empreinte: &str, notee: &Notee) -> anyhow::Result<()> {
        let corps = serde_json::to_vec(notee)?;
        let mut octets = self
            .signer(empreinte, &corps)
            .finalize()
            .into_bytes()
            .to_vec();
        octets.extend(corps);
        ecrire_entier(&self.fichier(empreinte), &octets)
    }

    /// L'empreinte est signée aussi : une note ne vaut pas sous un autre nom.
    fn signer(&self, empreinte: &str, corps: &[u8]) -> Hmac<Sha256> {
        let mut signature = Hmac::<Sha256>::new_from_slice(&self.secret)
            .expect("HMAC accepte toute longueur de clé");
        signature.update(empreinte.as_bytes());
        signature.update(corps);
        signature
    }
}

/// Octets d'une signature.
const SIGNATURE: usize = 32;

fn verrouiller<T>(verrou: &Mutex<T>) -> MutexGuard<'_, T> {
    verrou.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tirer_un_secret() -> anyhow::Result<[u8; SECRET]> {
    let mut octets = [0; SECRET];
    getrandom::fill(&mut octets).context("le système ne donne pas de hasard")?;
    Ok(octets)
}

fn creer_prive(dossier: &Path) -> anyhow::Result<()> {
    let creer = || -> std::io::Result<()> {
        std::fs::create_dir_all(dossier)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(dossier, std::fs::Permissions::from_mode(0o700))?;
        }
        Ok(())
    };
    creer().with_context(|| {
        format!(
            "la mémoire des notes « {} » ne s'ouvre pas : --sans-memoire s'en passe",
            dossier.display()
        )
    })
}

/// Efface ce qui est trop vieux, et ce qu'une notation tuée a laissé en cours d'écriture.
fn oublier_les_anciennes(dossier: &Path) {
    let Ok(entrees) = std::fs::read_dir(dossier) else {
        return;
    };
    for entree in entrees.flatten().filter(|entree| entree.file_name() != CLE) {
        let inachevee = entree.file_name().to_string_lossy().starts_with('.');
        let oubli = if inachevee { ECRITURE } else { OUBLI };
        let date = entree.metadata().and_then(|meta| meta.modified());
        let age = date.map(|date| SystemTime::now().duration_since(date).unwrap_or_default());
        if age.is_ok_and(|age| age > oubli) {
            let _ = std::fs::remove_file(entree.path());
        }
    }
}

/// Vrai si cette note serait la même une autre fois, sur cette machine moins chargée ou plus.
pub(super) fn est_stable((resultat, signalements): &Notee) -> bool {
    signalements.is_empty()
        && match &resultat.empechement {
            None => true,
            Some(Empechement::NeCompilePas { erreurs }) => erreurs.iter().all(erreur_stable),
            Some(_) => false,
        }
        && resultat
            .tests
            .iter()
            .all(|test| test.survivants == 0 && verdict_stable(&test.verdict))
        && !resultat.etapes.is_empty()
}

/// Le verdict ne tient ni à une durée réelle, ni à un processus tué.
fn verdict_stable(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Reussi | Verdict::Absent => true,
        Verdict::Echoue(message) => !machine_a_bout(&message.texte),
        // Le chien de garde compte sur l'horloge réelle ; un signal peut venir du noyau ; un test n'est pas passé quand
        // la copie a épuisé son temps ; une sortie ou un abandon peut suivre un manque de mémoire.
        Verdict::Fige(_) | Verdict::Interrompu { .. } | Verdict::NonPasse { .. } => false,
    }
}

/// L'erreur vient de la réponse, et non d'un compilateur tué, en panne ou à court de place.
fn erreur_stable(erreur: &Diagnostic) -> bool {
    const PANNES: [&str; 5] = [
        "internal compiler error",
        "linking with",
        "could not write",
        "couldn't create",
        "failed to write",
    ];
    let textes = [&erreur.message, &erreur.rendu];
    !textes
        .iter()
        .any(|texte| machine_a_bout(texte) || PANNES.iter().any(|panne| texte.contains(panne)))
}

/// Ce texte parle d'un système qui n'a plus de place, de mémoire, de fichiers ou de processus.
fn machine_a_bout(texte: &str) -> bool {
    const MANQUES: [&str; 5] = [
        "Cannot allocate memory",
        "No space left on device",
        "Resource temporarily unavailable",
        "Too many open files",
        "memory allocation of",
    ];
    MANQUES.iter().any(|manque| texte.contains(manque))
}

/// Ce programme-ci, tel qu'il a été compilé : une autre version, même d'un jour, pourrait juger autrement.
///
/// # Errors
/// Le fichier du programme ne se lit pas.
pub(super) fn ce_programme() -> anyhow::Result<String> {
    let fichier = std::env::current_exe().context("le programme ne sait pas où il est")?;
    let meta = fichier.metadata().context("le programme n'est plus là")?;
    Ok(format!("{} {:?}", meta.len(), meta.modified()?))
}

#[cfg(test)]
mod tests;
