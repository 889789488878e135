//! Ce qu'une copie a d'anormal, et qu'un œil humain doit voir.

use crate::cours::reponse::Illisible;
use crate::cours::{Exercice, demonstration};
use crate::modele::resultat::{Cause, Empechement, Resultat, Signalement, Verdict};
use crate::regles::{self, Consequence, Infraction};

/// Examine le texte d'une réponse avant qu'elle ne soit compilée : ce qui la fait refuser, et ce qui n'est
/// qu'à signaler.
pub(super) fn examiner(exercice: &Exercice, texte: &str) -> (Vec<Signalement>, Vec<Signalement>) {
    let (refusees, signalees): (Vec<_>, Vec<_>) = regles::examiner(texte)
        .into_iter()
        .partition(|infraction| infraction.consequence == Consequence::Refusee);
    let signaler = |infraction: Infraction| Signalement {
        exercice: exercice.nom.clone(),
        ligne: Some(infraction.ligne),
        regle: infraction.regle,
        raison: infraction.raison,
    };
    (
        refusees.into_iter().map(signaler).collect(),
        en_une_ligne(signalees.into_iter().map(signaler).collect()),
    )
}

/// Règle dont chaque ligne en amène d'autres : une seule suffit à faire regarder la réponse.
const NOM_MASQUE: &str = "nom_masque";

/// Les signalements, ceux de [`NOM_MASQUE`] réunis en un.
fn en_une_ligne(signalements: Vec<Signalement>) -> Vec<Signalement> {
    let (masques, mut autres): (Vec<_>, Vec<_>) = signalements
        .into_iter()
        .partition(|signalement| signalement.regle == NOM_MASQUE);
    let mut masques = masques.into_iter();
    if let Some(mut premier) = masques.next() {
        let suite: Vec<_> = masques
            .filter_map(|masque| masque.ligne)
            .map(|ligne| ligne.to_string())
            .collect();
        if !suite.is_empty() {
            premier.raison += &format!(" (aussi en {})", suite.join(", "));
        }
        autres.push(premier);
    }
    autres
}

/// Une réponse jugée, que `cargo run` ne peut pas exécuter : les tests, qui l'incluent, n'en disent rien.
pub(super) fn signaler_la_demonstration(
    exercice: &Exercice,
    texte: &str,
    resultat: &Resultat,
) -> Option<Signalement> {
    if resultat.empechement.is_some() {
        // Un texte refusé n'est pas lu davantage : il peut être fait pour qu'on s'y perde.
        return None;
    }
    let defaut = demonstration::defaut(texte)?;
    Some(Signalement {
        ligne: defaut.ligne,
        ..signalement(
            &exercice.nom,
            "demonstration",
            defaut.phrase(&exercice.nom, ""),
        )
    })
}

pub(super) fn signalement(exercice: &str, regle: &str, raison: impl Into<String>) -> Signalement {
    Signalement {
        exercice: exercice.to_owned(),
        ligne: None,
        regle: regle.to_owned(),
        raison: raison.into(),
    }
}

/// Un fichier absent ou vide n'a rien d'anormal ; une réponse à choisir, un lien ou un tube, si.
pub(super) fn signaler_illisible(exercice: &Exercice, illisible: &Illisible) -> Vec<Signalement> {
    match illisible {
        Illisible::Absent | Illisible::Vide => Vec::new(),
        autre => vec![signalement(&exercice.nom, "fichier", autre.to_string())],
    }
}

/// Ce qu'un résultat a d'anormal.
pub(super) fn signaler(resultat: &Resultat) -> Vec<Signalement> {
    let mut signalements = Vec::new();
    let mut ajouter = |regle: &str, raison: String| {
        signalements.push(signalement(&resultat.exercice, regle, raison));
    };
    match &resultat.empechement {
        Some(Empechement::Sabotage { raison }) => ajouter("sabotage", raison.clone()),
        Some(Empechement::CompilationInterrompue { raison }) => {
            ajouter("compilation", raison.clone());
        }
        _ => {}
    }
    let sorties = resultat.tests.iter().any(|test| {
        matches!(
            test.verdict,
            Verdict::Interrompu {
                cause: Cause::Sortie(_),
                ..
            }
        )
    });
    if sorties {
        ajouter("sortie", "la réponse termine le processus du test".into());
    }
    if resultat.tests.iter().any(|test| test.survivants > 0) {
        ajouter(
            "processus",
            "la réponse laisse des processus derrière elle".into(),
        );
    }
    signalements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_reponse_qui_ne_s_execute_pas_se_signale_si_les_tests_l_ont_jugee() {
        let exercice = Exercice::fictif("exo29", Vec::new());
        let juge = Resultat::de_tests(&exercice, Vec::new(), Vec::new());
        let signaler = |texte, resultat| signaler_la_demonstration(&exercice, texte, resultat);
        let signale = signaler("async fn main() {}", &juge).unwrap();
        assert_eq!(
            (signale.regle.as_str(), signale.ligne),
            ("demonstration", Some(1))
        );
        assert!(
            signale
                .raison
                .starts_with("`cargo run -p exo29` et `cargo test -p exo29` ne compilent pas"),
            "{}",
            signale.raison
        );
        assert_eq!(signaler("fn main() {}", &juge), None);
        let refuse = Empechement::NeCompilePas {
            erreurs: Vec::new(),
        };
        let refuse = Resultat::empeche(&exercice, refuse);
        assert_eq!(signaler("async fn main() {}", &refuse), None);
    }

    #[test]
    fn les_noms_masques_d_un_exercice_tiennent_en_une_ligne() {
        let exercice = Exercice::fictif("exo29", Vec::new());
        let source = "macro_rules! vec { () => {} }\nmod tokio {}\nmod std {}\nfn main() {}";
        let (refuses, signales) = examiner(&exercice, source);
        assert!(refuses.is_empty(), "{refuses:?}");
        let [masque] = signales.as_slice() else {
            panic!("{signales:?}");
        };
        assert_eq!(
            (masque.regle.as_str(), masque.ligne),
            ("nom_masque", Some(1))
        );
        assert!(
            masque.raison.ends_with("(aussi en 2, 3)"),
            "{}",
            masque.raison
        );
    }
}
