//! Parcourir les motifs de toutes les règles.

use super::catalogue::Motif::{self, CheminEtMethode, CheminHorsDeMain, Etoile};
use super::catalogue::{REGLES, Regle};

/// Chaque motif, et sa règle.
pub(super) fn motifs() -> impl Iterator<Item = (&'static Regle, &'static Motif)> {
    REGLES
        .iter()
        .flat_map(|regle| regle.motifs.iter().map(move |motif| (regle, motif)))
}

/// Les chemins des règles, découpés.
pub(super) fn chemins_des_regles()
-> impl Iterator<Item = (&'static Regle, &'static Motif, Vec<&'static str>)> {
    motifs().filter_map(|(regle, motif)| match motif {
        Motif::Chemin(chemin)
        | Etoile(chemin)
        | CheminEtMethode(chemin, _)
        | CheminHorsDeMain(chemin) => Some((regle, motif, chemin.split("::").collect())),
        _ => None,
    })
}
