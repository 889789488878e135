//! Où se trouvent les programmes de la machine : l'éditeur de liens, que `rustc` appelle, et `mkfifo`, que les tests
//! appellent. Ils ne sont pas partout dans `/usr/bin` : NixOS, Guix, Termux, conda et les modules d'un
//! supercalculateur les ont ailleurs, et le `PATH` seul le dit.

use std::env::{join_paths, split_paths};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::ORDINAIRES;

/// Les programmes dont le compilateur et les tests ont besoin derrière une cloison.
const OUTILS: [&str; 6] = ["cc", "ld", "as", "mkfifo", "sh", "setpriv"];

/// Le `PATH` de l'utilisateur, pour une commande qui s'exécute là où une copie écrit : un dossier relatif y serait à la copie.
pub(super) fn sans_dossier_relatif(path: &OsStr) -> OsString {
    reunir(split_paths(path).filter(|dossier| dossier.is_absolute()))
}

/// Le `PATH` d'une commande cloisonnée, et ce qu'il faut lui laisser lire, hors de `visibles`, pour que les
/// [`OUTILS`] y fonctionnent.
pub(super) fn des_outils(path: &OsStr, visibles: &[&str]) -> (OsString, Vec<PathBuf>) {
    let visible = |chemin: &Path| visibles.iter().any(|dossier| chemin.starts_with(dossier));
    let path = sans_dossier_relatif(path);
    let trouver = |outil: &&str| which::which_in(outil, Some(&path), "/").ok();
    let trouves: Vec<PathBuf> = OUTILS.iter().filter_map(trouver).collect();
    let employe = |dossier: &PathBuf| trouves.iter().any(|outil| outil.parent() == Some(dossier));
    let employes: Vec<PathBuf> = split_paths(&path).filter(employe).collect();

    let mut a_lire = employes.clone();
    for reel in trouves.iter().filter_map(|outil| outil.canonicalize().ok()) {
        a_lire.extend(installation(&reel));
    }
    a_lire.retain(|dossier| !visible(dossier));
    a_lire.sort();
    a_lire.dedup();
    (reunir(employes), a_lire)
}

/// Le dossier où ce programme est installé avec ce dont il se sert (`/opt/conda` pour `/opt/conda/bin/cc`) ; s'il
/// n'est pas qu'à lui, le dossier du programme seul.
fn installation(programme: &Path) -> Option<PathBuf> {
    let dossier = programme.parent()?;
    let prefixe = dossier.parent().filter(|_| dossier.ends_with("bin"));
    let maison = std::env::var_os("HOME").map(PathBuf::from);
    let commun = |prefixe: &Path| {
        let a_la_racine = prefixe.components().count() <= 2;
        let personnel = maison
            .as_ref()
            .is_some_and(|maison| maison.starts_with(prefixe) || *prefixe == maison.join(".local"));
        a_la_racine || personnel
    };
    Some(
        prefixe
            .filter(|prefixe| !commun(prefixe))
            .unwrap_or(dossier)
            .to_owned(),
    )
}

/// Ces dossiers, puis les ordinaires, chacun une fois.
fn reunir(dossiers: impl IntoIterator<Item = PathBuf>) -> OsString {
    let mut tous: Vec<PathBuf> = Vec::new();
    for dossier in dossiers.into_iter().chain(split_paths(ORDINAIRES)) {
        if !tous.contains(&dossier) {
            tous.push(dossier);
        }
    }
    join_paths(tous).unwrap_or_else(|_| ORDINAIRES.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_dossier_relatif_n_est_pas_suivi_et_les_ordinaires_restent() {
        let path = sans_dossier_relatif(".:/a/bin::bin:/usr/bin".as_ref());
        assert_eq!(path, "/a/bin:/usr/bin:/usr/local/bin:/bin");
    }

    /// Une machine où rien n'est dans `/usr/bin` : les outils sont des liens, dans un dossier à part.
    #[test]
    fn des_outils_d_ailleurs_se_trouvent_et_se_lisent() {
        let ailleurs = tempfile::tempdir().unwrap();
        let profil = ailleurs.path().join("profil/bin");
        let paquet = ailleurs.path().join("paquets/gcc/bin");
        for dossier in [&profil, &paquet] {
            std::fs::create_dir_all(dossier).unwrap();
        }
        std::fs::copy("/bin/sh", paquet.join("cc")).unwrap();
        std::os::unix::fs::symlink(paquet.join("cc"), profil.join("cc")).unwrap();
        let path = join_paths([Path::new("/nulle/part"), &profil]).unwrap();

        let (path, a_lire) = des_outils(&path, &["/usr", "/bin"]);
        let premier = split_paths(&path).next().unwrap();
        assert_eq!(premier, profil);
        assert!(!split_paths(&path).any(|dossier| dossier == Path::new("/nulle/part")));
        let paquet = paquet.canonicalize().unwrap();
        assert_eq!(a_lire, [paquet.parent().unwrap(), &profil]);
    }

    #[test]
    fn une_installation_qui_n_est_pas_qu_a_elle_ne_s_ouvre_pas() {
        let installation = |programme: &str| installation(Path::new(programme)).unwrap();
        assert_eq!(installation("/opt/conda/bin/cc"), Path::new("/opt/conda"));
        assert_eq!(installation("/opt/bin/cc"), Path::new("/opt/bin"));
        assert_eq!(
            installation("/opt/gcc/libexec/cc1"),
            Path::new("/opt/gcc/libexec")
        );
        let maison = std::env::var("HOME").unwrap();
        let outil = |dossier: &str| format!("{maison}/{dossier}/cc");
        for dossier in ["bin", ".local/bin"] {
            let programme = outil(dossier);
            assert_eq!(
                installation(&programme),
                Path::new(&programme).parent().unwrap()
            );
        }
    }
}
