//! Ce qu'un exemple promet d'afficher, et s'il le tient.
//!
//! Le commentaire qui suit un `println!` promet ce que cette ligne affiche, ou la fin de ce qu'elle affiche :
//!
//! | commentaire | promesse |
//! |---|---|
//! | `// Ok(42)`, `// Err(Closed) : pourquoi` | cette valeur ; ce qui suit « : » explique |
//! | `// 3, 1, 2` | ces valeurs, dans cet ordre, au fil des passages |
//! | `// environ 300`, `// 30 en 400 ms environ` | cette durée : exacte sur l'horloge arrêtée, au moins celle-là ailleurs |
//! | `// moins de 10` | un nombre plus petit |
//!
//! Des lignes affichées qui sont numérotées (« 1. », « 2. ») le sont dans l'ordre, et « jamais affiché » ne l'est jamais.

use super::lecture::{Bloc, Nature};
use super::paquet::Essai;

/// Ouvre et ferme, dans la sortie, le numéro de la ligne du programme qui l'écrit.
const OUVRE: char = '\u{1}';
const FERME: char = '\u{2}';

/// Une promesse : la ligne du programme, et son commentaire.
fn promesses(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().filter_map(|(rang, ligne)| {
        let (instruction, commentaire) = ligne
            .rsplit_once("); // ")
            .or_else(|| ligne.rsplit_once("), // "))?;
        instruction
            .contains("println!(\"")
            .then_some((rang, commentaire))
    })
}

/// Le même code, dont chaque `println!` qui promet quelque chose dit sa ligne.
pub(super) fn numeroter(code: &str) -> String {
    let promettent: Vec<_> = promesses(code).map(|(rang, _)| rang).collect();
    let lignes = code.lines().enumerate().map(|(rang, ligne)| {
        if promettent.contains(&rang) {
            let marque = format!("println!(\"{OUVRE}{rang}{FERME}");
            ligne.replacen("println!(\"", &marque, 1) + "\n"
        } else {
            ligne.to_owned() + "\n"
        }
    });
    lignes.collect()
}

/// Le programme a fini comme sa marque le dit, et affiché ce qu'il promettait.
pub(super) fn juger(bloc: &Bloc, essai: &Essai) -> Result<(), String> {
    let code_attendu = match bloc.nature {
        Nature::Panique => Some(101),
        _ => Some(0),
    };
    if essai.code != code_attendu {
        return Err(format!(
            "fin inattendue, {:?}\n{}",
            essai.code, essai.erreur
        ));
    }
    for (rang, promesse) in promesses(&bloc.code) {
        let affiche = affiches(&essai.sortie, rang);
        tenue(promesse, &affiche, essai.fige)
            .map_err(|ecart| format!("ligne {} : {ecart}", bloc.ligne + rang))?;
    }
    let nue = sans_marque(&essai.sortie);
    if nue.contains("jamais affiché") {
        return Err(format!("« jamais affiché » l'est\n{nue}"));
    }
    numeros_en_ordre(&nue)?;
    match &bloc.suite {
        Some(suite) if bloc.nature == Nature::Programme && *suite != nue => {
            Err(format!("annoncé\n{suite}affiché\n{nue}"))
        }
        _ => Ok(()),
    }
}

/// Ce que cette ligne du programme a affiché, une fois par passage.
fn affiches(sortie: &str, rang: usize) -> Vec<&str> {
    let marque = format!("{OUVRE}{rang}{FERME}");
    let lignes = sortie.lines();
    lignes
        .filter_map(|ligne| ligne.strip_prefix(&marque))
        .collect()
}

fn sans_marque(sortie: &str) -> String {
    let mut nue = String::new();
    for ligne in sortie.lines() {
        let texte = ligne
            .strip_prefix(OUVRE)
            .and_then(|ligne| ligne.split_once(FERME));
        nue += texte.map_or(ligne, |(_, texte)| texte);
        nue.push('\n');
    }
    nue
}

fn numeros_en_ordre(sortie: &str) -> Result<(), String> {
    let numeros = sortie.lines().filter_map(|ligne| {
        let (numero, _) = ligne.split_once(". ")?;
        numero.parse::<usize>().ok()
    });
    let numeros: Vec<_> = numeros.collect();
    if numeros.iter().copied().eq(1..=numeros.len()) {
        return Ok(());
    }
    Err(format!("numéros {numeros:?}"))
}

/// Ce qui est affiché est ce qui était promis : le commentaire entier, ou ce qui y précède l'explication.
fn tenue(promesse: &str, affiche: &[&str], fige: bool) -> Result<(), String> {
    // Le texte d'une erreur du système dépend du système.
    let du_systeme = promesse.contains("(os error") && !cfg!(unix);
    let (sans_explication, _) = promesse.split_once(" : ").unwrap_or((promesse, ""));
    let convient = |promesse| convient(promesse, affiche, fige);
    if du_systeme || convient(promesse) || convient(sans_explication) {
        return Ok(());
    }
    Err(format!("promis « {promesse} », affiché {affiche:?}"))
}

fn convient(promesse: &str, affiche: &[&str], fige: bool) -> bool {
    if let Some(borne) = promesse.strip_prefix("moins de ") {
        let moindre = |valeur: &&str| {
            let nombres = valeur.parse::<u64>().ok().zip(borne.parse().ok());
            nombres.is_some_and(|(valeur, borne)| valeur < borne)
        };
        return !affiche.is_empty() && affiche.iter().all(moindre);
    }
    let mots: Vec<_> = promesse.split(' ').collect();
    if mots.contains(&"environ") {
        let mots: Vec<_> = mots.into_iter().filter(|mot| *mot != "environ").collect();
        return matches!(affiche, [seul] if a_peu_pres(&mots, seul, fige));
    }
    if let [seul] = affiche {
        return finit_par(seul, promesse);
    }
    let valeurs: Vec<_> = promesse.split(", ").collect();
    let une_par_une = || {
        valeurs
            .iter()
            .zip(affiche)
            .all(|(valeur, affiche)| finit_par(affiche, valeur))
    };
    valeurs.len() == affiche.len() && une_par_une()
}

/// `promesse` est tout ce qui est affiché, ou ses derniers mots.
fn finit_par(affiche: &str, promesse: &str) -> bool {
    affiche
        .strip_suffix(promesse)
        .is_some_and(|debut| debut.is_empty() || debut.ends_with(' '))
}

/// Les mots promis se suivent dans ce qui est affiché ; sur une horloge réelle, une durée peut être plus longue.
fn a_peu_pres(promis: &[&str], affiche: &str, fige: bool) -> bool {
    let convient =
        |(promis, obtenu): (&&str, &&str)| match (promis.parse::<u64>(), obtenu.parse::<u64>()) {
            (Ok(promis), Ok(obtenu)) if !fige => obtenu >= promis,
            _ => promis == obtenu,
        };
    let affiche: Vec<_> = affiche.split(' ').collect();
    affiche
        .windows(promis.len())
        .any(|mots| promis.iter().zip(mots).all(convient))
}

#[test]
fn une_promesse_non_tenue_se_voit() {
    for (promesse, affiche, fige) in [
        ("environ 300", &["600 ms"][..], true),
        ("environ 300", &["200 ms"][..], false),
        ("environ 300", &[][..], true),
        ("3, 1, 2", &["1", "2", "3"][..], true),
        ("Ok(42)", &["Ok(4)"][..], true),
        ("1", &["11"][..], true),
        ("moins de 10", &["10"][..], false),
        (
            "le rapide, en 100 ms environ",
            &["le lent, en 100 ms"][..],
            true,
        ),
    ] {
        assert!(
            tenue(promesse, affiche, fige).is_err(),
            "{promesse} {affiche:?}"
        );
    }
    for (promesse, affiche, fige) in [
        ("environ 300", &["42 en 300 ms"][..], true),
        ("environ 300", &["1300 ms"][..], false),
        ("3, 1, 2", &["3", "1", "2"][..], true),
        (
            "Err(Closed) : plus personne ne parlera",
            &["reçu : Err(Closed)"][..],
            true,
        ),
        ("moins de 10", &["9"][..], false),
    ] {
        assert_eq!(
            tenue(promesse, affiche, fige),
            Ok(()),
            "{promesse} {affiche:?}"
        );
    }
    assert!(numeros_en_ordre("1. a\n3. b\n2. c\n").is_err());
}
