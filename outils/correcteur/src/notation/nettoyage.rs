//! Retirer d'un résultat ce qui change d'une fois sur l'autre, et borner ce que le rapport en garde.

use std::path::Path;

use crate::modele::message::Message;
use crate::modele::resultat::{Empechement, Resultat};
use crate::socle::texte::extremites;

/// Octets gardés, au plus, d'un texte du rapport : un message ordinaire en a quelques centaines, et une
/// réponse hostile ne doit pas remplir celui de toute la classe.
const TEXTE_GARDE: usize = 3000;

/// Messages du compilateur gardés, au plus, par exercice.
const DIAGNOSTICS_GARDES: usize = 10;

/// Retire du résultat ce qui change d'une fois sur l'autre sans rien dire de la réponse : durées, numéros de
/// threads, nom de l'arbre de compilation.
pub(super) fn stabiliser(mut resultat: Resultat, arbre: &Path) -> Resultat {
    let arbre = format!("{}/", arbre.display());
    let propre = |texte: &mut String| {
        *texte = sans_numeros_de_thread(&texte.replace(&arbre, ""));
    };
    for test in &mut resultat.tests {
        test.duree_ms = 0;
        if let Some(message) = test.verdict.message_mut() {
            textes_de(message).for_each(propre);
        }
    }
    for diagnostic in diagnostics_de(&mut resultat) {
        propre(&mut diagnostic.message);
        propre(&mut diagnostic.rendu);
    }
    resultat
}

/// « thread 'x' (1234) panicked » devient « thread 'x' panicked ».
fn sans_numeros_de_thread(texte: &str) -> String {
    let mut propre = String::with_capacity(texte.len());
    for ligne in texte.split_inclusive('\n') {
        let coupee = ligne.find("' (").and_then(|debut| {
            let (avant, reste) = (&ligne[..=debut], &ligne[debut + 3..]);
            let (numero, apres) = reste.split_once(')')?;
            let est_un_numero = !numero.is_empty() && numero.bytes().all(|c| c.is_ascii_digit());
            (ligne.starts_with("thread '") && est_un_numero).then_some((avant, apres))
        });
        match coupee {
            Some((avant, apres)) => propre.extend([avant, apres]),
            None => propre.push_str(ligne),
        }
    }
    propre
}

fn textes_de(message: &mut Message) -> impl Iterator<Item = &mut String> {
    let parties = [
        &mut message.attendu,
        &mut message.observe,
        &mut message.piste,
        &mut message.frise,
    ];
    std::iter::once(&mut message.texte).chain(parties.into_iter().flatten())
}

fn diagnostics_de(
    resultat: &mut Resultat,
) -> impl Iterator<Item = &mut crate::modele::diagnostic::Diagnostic> {
    let erreurs = match &mut resultat.empechement {
        Some(Empechement::NeCompilePas { erreurs }) => erreurs.as_mut_slice(),
        _ => &mut [],
    };
    erreurs.iter_mut().chain(&mut resultat.avertissements)
}

/// Borne ce que le rapport garde d'un résultat.
pub(super) fn borner(resultat: &mut Resultat) {
    if let Some(Empechement::NeCompilePas { erreurs }) = &mut resultat.empechement {
        erreurs.truncate(DIAGNOSTICS_GARDES);
    }
    if let Some(Empechement::Refuse { infractions }) = &mut resultat.empechement {
        infractions.truncate(DIAGNOSTICS_GARDES);
    }
    resultat.avertissements.truncate(DIAGNOSTICS_GARDES);
    for test in &mut resultat.tests {
        if let Some(message) = test.verdict.message_mut() {
            textes_de(message).for_each(couper);
        }
    }
    for diagnostic in diagnostics_de(resultat) {
        couper(&mut diagnostic.message);
        couper(&mut diagnostic.rendu);
    }
}

/// Coupe le milieu d'un texte trop long.
fn couper(texte: &mut String) {
    if let Some((debut, fin)) = extremites(texte, TEXTE_GARDE) {
        *texte = format!("{debut}\n[…]\n{fin}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_numeros_de_thread_s_en_vont_et_rien_d_autre() {
        let texte = "thread 'a' (12) panicked at x.rs:1:2:\nvu 'b' (3)\nthread 'c' (d) x";
        assert_eq!(
            sans_numeros_de_thread(texte),
            "thread 'a' panicked at x.rs:1:2:\nvu 'b' (3)\nthread 'c' (d) x"
        );
    }

    #[test]
    fn un_texte_trop_long_perd_son_milieu() {
        let mut texte = format!("debut{}fin", "é".repeat(TEXTE_GARDE));
        couper(&mut texte);
        assert!(texte.len() <= TEXTE_GARDE + 10);
        assert!(texte.starts_with("debut") && texte.ends_with("fin") && texte.contains("[…]"));
    }
}
