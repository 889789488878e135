//! Le moteur, avec et sans bac à sable, et ce que ses tests mesurent.

#[path = "../partage/mod.rs"]
mod partage;

use std::sync::LazyLock;

use correcteur::moteur::bac_a_sable::BacASable;
use correcteur::moteur::compilation::Atelier;

pub(crate) use partage::{COURS, exo29, exo29_avec as etape1};

/// Le moteur sans bac à sable : les verdicts doivent tenir sans lui.
pub(crate) static NU: LazyLock<&'static Atelier> = LazyLock::new(|| &ATELIERS[0]);

/// Le même, dans le bac à sable de cette machine.
pub(crate) static PROTEGE: LazyLock<&'static Atelier> = LazyLock::new(|| &ATELIERS[1]);

/// Préparés ensemble, avant toute épreuve : une épreuve qui finit tue les processus que le moteur n'a pas lancés, fût-ce
/// le Cargo d'un autre test.
static ATELIERS: LazyLock<[Atelier; 2]> = LazyLock::new(|| {
    let nu = Atelier::preparer(&COURS).unwrap();
    [nu.clone(), nu.dans(BacASable::de_la_machine())]
});

pub(crate) fn solution() -> String {
    partage::solution(exo29())
}

/// Un dossier où l'utilisateur sous lequel les tests s'exécutent peut entrer.
pub(crate) fn arbre() -> tempfile::TempDir {
    let mut modele = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        modele.permissions(std::fs::Permissions::from_mode(0o755));
    }
    modele.tempdir().unwrap()
}

/// Mémoire de pointe de ce programme, en Kio.
#[cfg(target_os = "linux")]
pub(crate) fn memoire_de_pointe() -> u64 {
    let statut = std::fs::read_to_string("/proc/self/status").unwrap();
    let ligne = statut
        .lines()
        .find_map(|ligne| ligne.strip_prefix("VmHWM:"));
    ligne
        .unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap()
}

/// Vrai si cette machine a de quoi cloisonner ; sinon, le test le dit et s'arrête là.
pub(crate) fn cloisonne() -> bool {
    let bac = PROTEGE.bac_a_sable();
    if !bac.cloisonne() {
        for manque in bac.manques() {
            println!(
                "passé, faute de protection : {} ({})",
                manque.nom, manque.detail
            );
        }
    }
    bac.cloisonne()
}
