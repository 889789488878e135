//! Les exemples des leçons vivent : chaque programme compile, s'exécute, et affiche ce qu'il promet.
//!
//! Un bloc ```` ```rust ```` est un programme entier, avec son `main`. Après `rust`, une marque dit ce qu'il n'est pas,
//! la même que celles de rustdoc et de mdBook :
//!
//! | marque | le bloc |
//! |---|---|
//! | `ignore` | est un fragment : il n'a qu'à se lire comme du Rust |
//! | `no_run` | est compilé, sans être lancé |
//! | `compile_fail` | est refusé par le compilateur, de l'erreur que montre le bloc ```` ```text ```` qui le suit |
//! | `should_panic` | finit par une panique |
//!
//! Ce qu'un commentaire promet après un `println!` se lit dans `promesses.rs` ; ce que le bloc ```` ```text ```` collé à un
//! programme montre est tout ce qu'il affiche.

mod lecture;
mod paquet;
mod promesses;

use std::fmt::Write as _;

use lecture::{Bloc, Nature, blocs};
use paquet::Paquet;
use rayon::prelude::*;

/// Les erreurs, une par ligne : un seul lancement les montre toutes.
fn verifier(blocs: &[&Bloc], juger: impl Fn(&Bloc) -> Result<(), String> + Sync) {
    let erreurs: Vec<_> = blocs
        .par_iter()
        .filter_map(|bloc| Some(format!("{bloc} : {}", juger(bloc).err()?)))
        .collect();
    assert!(erreurs.is_empty(), "{}", erreurs.join("\n"));
}

#[test]
fn un_bloc_rust_est_un_programme_ou_dit_ce_qu_il_est() {
    let blocs = blocs();
    assert!(
        blocs.len() > 100,
        "{} blocs : où sont les leçons ?",
        blocs.len()
    );
    let tous: Vec<_> = blocs.iter().collect();
    verifier(&tous, |bloc| {
        let entier = bloc.code.contains("fn main(");
        match bloc.nature {
            Nature::Fragment if entier => Err("un programme entier n'est pas `ignore`".into()),
            Nature::Programme | Nature::SansLancer | Nature::Panique if !entier => {
                Err("sans `main`, c'est un fragment : écris ```rust,ignore".into())
            }
            _ => Ok(()),
        }
    });
}

#[test]
fn les_fragments_se_lisent() {
    let blocs = blocs();
    let fragments: Vec<_> = blocs
        .iter()
        .filter(|bloc| bloc.nature == Nature::Fragment)
        .collect();
    verifier(&fragments, |bloc| lecture::se_lit(&bloc.code));
}

#[test]
fn les_programmes_affichent_ce_qu_ils_promettent() {
    let blocs = blocs();
    let programmes: Vec<_> = blocs
        .iter()
        .filter(|bloc| !matches!(bloc.nature, Nature::Fragment | Nature::NeCompilePas))
        // Un fragment qui ne dit pas qu'il en est un est l'affaire d'un autre test.
        .filter(|bloc| bloc.code.contains("fn main("))
        .collect();
    let paquet = Paquet::compiler(&programmes);
    let lances: Vec<_> = programmes
        .iter()
        .copied()
        .filter(|bloc| bloc.nature != Nature::SansLancer)
        .collect();
    verifier(&lances, |bloc| {
        let rang = programmes
            .iter()
            .position(|autre| std::ptr::eq(*autre, bloc));
        let essai = paquet.lancer(rang.unwrap());
        promesses::juger(bloc, &essai)
    });
}

#[test]
fn les_erreurs_montrees_sont_celles_du_compilateur() {
    let blocs = blocs();
    let refuses: Vec<_> = blocs
        .iter()
        .filter(|bloc| bloc.nature == Nature::NeCompilePas)
        .collect();
    let erreurs = paquet::erreurs(&refuses);
    let mut ecarts = String::new();
    for (bloc, obtenu) in refuses.iter().zip(erreurs) {
        let attendu = bloc.suite.as_deref().unwrap_or_default();
        let attendu = attendu.lines().next().unwrap_or_default();
        if attendu.is_empty() || !obtenu.lines().any(|ligne| ligne == attendu) {
            let _ = writeln!(ecarts, "{bloc} : annoncé « {attendu} », obtenu\n{obtenu}");
        }
    }
    assert!(ecarts.is_empty(), "{ecarts}");
}
