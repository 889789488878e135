//! Ce que les programmes de tests partagent : le cours, et la réponse que presque tous déforment.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use correcteur::cours::{Cours, Exercice};

pub(crate) static COURS: LazyLock<Cours> = LazyLock::new(|| Cours::charger(&racine()).unwrap());

pub(crate) fn racine() -> PathBuf {
    let paquet = Path::new(env!("CARGO_MANIFEST_DIR"));
    paquet.ancestors().nth(2).unwrap().to_owned()
}

pub(crate) fn exo29() -> &'static Exercice {
    COURS.exercice("29").unwrap()
}

pub(crate) fn solution(exercice: &Exercice) -> String {
    std::fs::read_to_string(COURS.solution(exercice)).unwrap()
}

/// La solution de l'exo 29, dont l'étape 1 a ce corps, et les autres étapes s'en passent.
pub(crate) fn exo29_avec(corps: &str) -> String {
    let solution = solution(exo29());
    let attente = "tokio::time::sleep(duree).await;";
    assert_eq!(solution.matches(attente).count(), 1);
    solution
        .replace(
            "faire_une_pause(delai).await;",
            "tokio::time::sleep(delai).await;",
        )
        .replacen(attente, corps, 1)
}
