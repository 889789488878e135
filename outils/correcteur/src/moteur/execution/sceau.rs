//! Ce qui garde le programme des tests : il ne se lit pas, et il ne se remplace pas sans que cela se voie.

use std::path::Path;

use anyhow::Context;

/// Ce qui dit qu'un programme est resté celui que le compilateur a écrit. Là où rien d'autre n'empêche une
/// réponse de le remplacer, elle ferait passer pour siens les tests d'un autre.
#[derive(PartialEq, Eq)]
pub(super) struct Sceau(Vec<i128>);

impl Sceau {
    pub(super) fn poser(programme: &Path) -> anyhow::Result<Self> {
        Self::lire(programme).with_context(|| format!("« {} » ne se lit pas", programme.display()))
    }

    pub(super) fn est_intact(&self, programme: &Path) -> bool {
        Self::lire(programme).is_ok_and(|maintenant| maintenant == *self)
    }

    /// Numéro, taille, et date du dernier changement, que seul l'administrateur peut falsifier.
    #[cfg(unix)]
    fn lire(programme: &Path) -> std::io::Result<Self> {
        use std::os::unix::fs::MetadataExt;
        let meta = programme.symlink_metadata()?;
        Ok(Sceau(vec![
            meta.ino().into(),
            meta.len().into(),
            meta.ctime().into(),
            meta.ctime_nsec().into(),
        ]))
    }

    #[cfg(not(unix))]
    fn lire(programme: &Path) -> std::io::Result<Self> {
        let meta = programme.symlink_metadata()?;
        let date = meta.modified()?.duration_since(std::time::UNIX_EPOCH);
        let date = date.map_or(0, |date| date.as_nanos().cast_signed());
        Ok(Sceau(vec![meta.len().into(), date]))
    }
}

/// Rend le programme exécutable sans être lisible. Sous Linux, un processus dont le programme ne se lit pas
/// ne peut pas ouvrir sa propre mémoire : `/proc/self/mem` donnerait à la réponse le secret de l'acte de fin.
/// L'administrateur lit tout : à lui, il faut le bac à sable.
pub(super) fn fermer_a_la_lecture(programme: &Path) -> anyhow::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::fs::PermissionsExt;
        // `rustc` refuse de remplacer un fichier que personne ne peut écrire.
        std::fs::set_permissions(programme, std::fs::Permissions::from_mode(0o311))
            .with_context(|| format!("« {} » ne se protège pas", programme.display()))?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = programme;
    Ok(())
}
