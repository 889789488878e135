//! Veiller sur des fichiers : le système prévient, et, là où il ne prévient pas (réseau, dossier effacé puis
//! recréé), un coup d'œil par seconde suffit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// Un enregistrement fait plusieurs écritures : on attend ce calme avant de lire…
const CALME: Duration = Duration::from_millis(30);

/// … mais pas plus longtemps que cela, si le calme ne vient pas.
const AU_PLUS: Duration = Duration::from_millis(300);

/// Temps entre deux coups d'œil.
const COUP_D_OEIL: Duration = Duration::from_secs(1);

/// De quoi reconnaître qu'un fichier a changé sans le lire.
type Apparence = Option<(SystemTime, u64)>;

/// La veille de quelques fichiers, sans dire lequel a changé.
pub(super) struct Veille {
    fichiers: Vec<PathBuf>,
    prevenir: Arc<dyn Fn() + Send + Sync>,
    observateur: Option<RecommendedWatcher>,
    apparences: Vec<Apparence>,
    prochain_coup_d_oeil: Instant,
    /// Le premier et le dernier signal qui attendent d'être suivis d'une lecture.
    signaux: Option<(Instant, Instant)>,
}

impl Veille {
    /// Commence à veiller. `prevenir` est appelée, sur un autre thread, quand un fichier a pu changer.
    pub(super) fn ouvrir(
        fichiers: Vec<PathBuf>,
        prevenir: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let prevenir: Arc<dyn Fn() + Send + Sync> = Arc::new(prevenir);
        Veille {
            observateur: observer(&fichiers, &prevenir),
            apparences: apparences(&fichiers),
            prochain_coup_d_oeil: Instant::now() + COUP_D_OEIL,
            signaux: None,
            fichiers,
            prevenir,
        }
    }

    /// Un fichier a pu changer.
    pub(super) fn signaler(&mut self) {
        let maintenant = Instant::now();
        let premier = self.signaux.map_or(maintenant, |(premier, _)| premier);
        self.signaux = Some((premier, maintenant));
    }

    /// Temps au bout duquel il faut appeler [`Veille::a_lire`].
    pub(super) fn attente(&self) -> Duration {
        let echeance = self.echeance().unwrap_or(self.prochain_coup_d_oeil);
        echeance
            .min(self.prochain_coup_d_oeil)
            .saturating_duration_since(Instant::now())
    }

    /// Le moment est venu de lire les fichiers.
    pub(super) fn a_lire(&mut self) -> bool {
        self.jeter_un_coup_d_oeil();
        let a_lire = self
            .echeance()
            .is_some_and(|echeance| echeance <= Instant::now());
        if a_lire {
            self.signaux = None;
            self.apparences = apparences(&self.fichiers);
        }
        a_lire
    }

    fn echeance(&self) -> Option<Instant> {
        self.signaux
            .map(|(premier, dernier)| (dernier + CALME).min(premier + AU_PLUS))
    }

    fn jeter_un_coup_d_oeil(&mut self) {
        if Instant::now() < self.prochain_coup_d_oeil {
            return;
        }
        self.prochain_coup_d_oeil = Instant::now() + COUP_D_OEIL;
        if self.signaux.is_none() && apparences(&self.fichiers) != self.apparences {
            // Le système n'a rien dit : ce qu'il observait n'est plus là.
            self.observateur = observer(&self.fichiers, &self.prevenir);
            self.signaler();
        }
    }
}

fn apparences(fichiers: &[PathBuf]) -> Vec<Apparence> {
    fichiers.iter().map(|fichier| apparence(fichier)).collect()
}

fn apparence(fichier: &Path) -> Apparence {
    let meta = fichier.symlink_metadata().ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

/// Observe les dossiers de ces fichiers : beaucoup d'éditeurs remplacent le fichier plutôt que d'y écrire.
fn observer(
    fichiers: &[PathBuf],
    prevenir: &Arc<dyn Fn() + Send + Sync>,
) -> Option<RecommendedWatcher> {
    let noms = fichiers.iter().filter_map(|fichier| fichier.file_name());
    let noms: BTreeSet<_> = noms.map(ToOwned::to_owned).collect();
    let prevenir = Arc::clone(prevenir);
    let recevoir = move |evenement: notify::Result<notify::Event>| {
        let est_la = |chemin: &PathBuf| chemin.file_name().is_some_and(|nom| noms.contains(nom));
        let concerne = evenement.as_ref().map_or(true, |evenement| {
            // Lire le fichier est aussi un événement, et ce programme le lit.
            let change = !matches!(evenement.kind, EventKind::Access(_));
            change && evenement.paths.iter().any(est_la)
        });
        if concerne {
            prevenir();
        }
    };
    let mut observateur = notify::recommended_watcher(recevoir).ok()?;
    for dossier in fichiers.iter().filter_map(|fichier| fichier.parent()) {
        // Un dossier qui n'est pas là n'empêche pas d'observer les autres : le coup d'œil le verra revenir.
        let _ = observateur.watch(dossier, RecursiveMode::NonRecursive);
    }
    Some(observateur)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sans attendre pour de bon : sur une machine chargée, aucune durée réelle n'est sûre.
    #[test]
    fn le_calme_decide_sinon_l_attente_a_une_fin() {
        let dossier = tempfile::tempdir().unwrap();
        let mut veille = Veille::ouvrir(vec![dossier.path().join("main.rs")], || {});
        assert!(!veille.a_lire());
        let debut = Instant::now();
        veille.signaler();
        assert!(veille.attente() <= CALME);
        let premier = veille.signaux.unwrap().0;
        assert!(premier >= debut);
        veille.signaler();
        assert_eq!(
            veille.signaux.unwrap().0,
            premier,
            "le premier signal reste"
        );

        let signaux = |dernier| Some((premier, premier + dernier));
        veille.signaux = signaux(CALME);
        assert_eq!(veille.echeance(), Some(premier + 2 * CALME));
        veille.signaux = signaux(AU_PLUS);
        assert_eq!(veille.echeance(), Some(premier + AU_PLUS));

        veille.signaux = Some((premier - AU_PLUS, premier));
        assert!(
            veille.a_lire(),
            "un fichier qui change sans cesse n'est jamais lu"
        );
        assert!(!veille.a_lire());
    }
}
