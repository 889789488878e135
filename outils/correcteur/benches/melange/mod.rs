//! Le mélange d'une classe : qui rend quelle sorte de réponse. Rien n'y est tiré au sort, pour que deux
//! mesures portent sur le même travail.

/// Une sorte de réponse à un exercice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sorte {
    /// Toutes les étapes sont acquises.
    Juste,
    /// Une étape échoue.
    Fausse,
    /// L'énoncé, tel quel.
    Enonce,
    /// Le compilateur la refuse.
    Refusee,
}

/// Élèves au bout desquels le mélange recommence. Une classe de 200 est ainsi faite de vingt fois le travail
/// d'une classe de 10 : leurs durées par copie se comparent.
pub(crate) const PERIODE: usize = 10;

/// Deux moitiés de [`PERIODE`]. Ensemble : 40 % de réponses justes, 45 % de fausses, 10 % d'énoncés, 5 % qui
/// ne compilent pas.
const CYCLE: [Sorte; 2 * PERIODE] = {
    use Sorte::{Enonce as E, Fausse as F, Juste as J, Refusee as R};
    [J, F, J, F, J, F, E, J, F, R, F, J, F, J, F, J, F, E, F, J]
};

/// La sorte de réponse que cet élève rend à cet exercice ; tous deux se comptent à partir de 0. Les exercices
/// vont par deux, chacun avec une moitié du cycle, pour que les proportions soient exactes tous les
/// [`PERIODE`] élèves.
pub(crate) fn sorte(eleve: usize, exercice: usize) -> Sorte {
    let depart = PERIODE * (exercice % 2) + 3 * (exercice / 2);
    CYCLE[(eleve % PERIODE + depart) % CYCLE.len()]
}
