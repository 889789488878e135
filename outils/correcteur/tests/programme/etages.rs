//! La maison a des étages : un module n'importe que ceux d'en dessous, jamais ceux d'au-dessus ni un voisin du même
//! étage, et les pièces d'un même module ne s'importent pas en cercle. Aucun fichier n'est trop long pour être lu.

use std::collections::BTreeSet;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Du bas vers le haut.
const ETAGES: [&[&str]; 6] = [
    &["socle"],
    &["cours"],
    &["modele"],
    &["formats", "moteur", "regles"],
    &["compagnon", "corpus", "livre", "notation"],
    &["commandes"],
];

/// Lignes d'un fichier, au plus.
const LIGNES: usize = 500;

/// Les fichiers de la bibliothèque : le chemin de leur module, et leur texte.
fn sources() -> Vec<(Vec<String>, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let fichiers = walkdir::WalkDir::new(&src).into_iter().map(Result::unwrap);
    fichiers
        .filter(|entree| entree.path().extension().is_some_and(|ext| ext == "rs"))
        .map(|entree| {
            let relatif = entree.path().strip_prefix(&src).unwrap().with_extension("");
            let mut module: Vec<String> = relatif
                .iter()
                .map(|partie| partie.to_string_lossy().into_owned())
                .filter(|partie| partie != "lib" && partie != "main")
                .collect();
            if module.last().is_some_and(|dernier| dernier == "mod") {
                module.pop();
            }
            (module, std::fs::read_to_string(entree.path()).unwrap())
        })
        .collect()
}

/// Les modules, depuis la racine, que ce fichier nomme par `crate::` ou `super::`.
fn imports(module: &[String], source: &str) -> Vec<Vec<String>> {
    let mut chemins = Vec::new();
    let jetons: TokenStream = source.parse().unwrap();
    chercher(&jetons.into_iter().collect::<Vec<_>>(), &mut chemins);
    let entier = |chemin: Vec<String>| {
        let montees = chemin.iter().take_while(|nom| *nom == "super").count();
        let debut = match montees {
            0 => &[],
            _ => module.get(..module.len().checked_sub(montees)?)?,
        };
        let suite = &chemin[montees.max(1)..];
        Some([debut, suite].concat())
    };
    chemins.into_iter().filter_map(entier).collect()
}

fn chercher(jetons: &[TokenTree], chemins: &mut Vec<Vec<String>>) {
    for (rang, jeton) in jetons.iter().enumerate() {
        match jeton {
            TokenTree::Ident(nom) if nom == "crate" || nom == "super" => {
                // La suite d'un `super::super` se lit avec le premier.
                let suite = rang >= 2 && est_un_deux_points(&jetons[..rang]);
                if !suite {
                    lire_un_chemin(&jetons[rang..], Vec::new(), chemins);
                }
            }
            TokenTree::Group(groupe) => {
                chercher(&groupe.stream().into_iter().collect::<Vec<_>>(), chemins);
            }
            _ => {}
        }
    }
}

fn est_un_deux_points(avant: &[TokenTree]) -> bool {
    matches!(avant, [.., TokenTree::Punct(a), TokenTree::Punct(b)] if a.as_char() == ':' && b.as_char() == ':')
}

/// `a::b`, ou chacun de `a::{b, c::d}`.
fn lire_un_chemin(jetons: &[TokenTree], mut debut: Vec<String>, chemins: &mut Vec<Vec<String>>) {
    match jetons {
        [TokenTree::Ident(nom), suite @ ..] => {
            debut.push(nom.to_string());
            if est_un_deux_points(&suite[..suite.len().min(2)]) {
                lire_un_chemin(&suite[2..], debut, chemins);
            } else {
                chemins.push(debut);
            }
        }
        [TokenTree::Group(groupe), ..] if groupe.delimiter() == Delimiter::Brace => {
            let dedans: Vec<_> = groupe.stream().into_iter().collect();
            let virgule =
                |jeton: &TokenTree| matches!(jeton, TokenTree::Punct(p) if p.as_char() == ',');
            for branche in dedans.split(virgule) {
                lire_un_chemin(branche, debut.clone(), chemins);
            }
        }
        _ => chemins.push(debut),
    }
}

fn etage(module: &str) -> Option<usize> {
    ETAGES.iter().position(|noms| noms.contains(&module))
}

/// Ce que ces fichiers ont d'interdit, une phrase chacun.
fn fautes(sources: &[(Vec<String>, String)]) -> Vec<String> {
    let mut fautes = Vec::new();
    let mut pieces = BTreeSet::new();
    for (module, source) in sources.iter().filter(|(module, _)| !module.is_empty()) {
        let ici = &module[0];
        let Some(etage_d_ici) = etage(ici) else {
            fautes.push(format!(
                "« {ici} » n'est d'aucun étage : nomme-le dans ETAGES"
            ));
            continue;
        };
        for importe in imports(module, source) {
            match importe.first().and_then(|nom| Some((nom, etage(nom)?))) {
                Some((la, _)) if la == ici => {
                    if let (Some(une), Some(autre)) = (module.get(1), importe.get(1))
                        && une != autre
                    {
                        pieces.insert((format!("{ici}::{une}"), format!("{ici}::{autre}")));
                    }
                }
                Some((la, etage_de_la)) if etage_de_la >= etage_d_ici => {
                    let ou = if etage_de_la > etage_d_ici {
                        "au-dessus"
                    } else {
                        "à côté"
                    };
                    fautes.push(format!(
                        "« {} » importe « {la} », qui est {ou}",
                        module.join("::")
                    ));
                }
                _ => {}
            }
        }
    }
    fautes.extend(cercles(&pieces));
    fautes
}

/// Les pièces qui s'importent en cercle : ce qui reste quand on retire, tant qu'il y en a, celles qui n'importent rien.
fn cercles(liens: &BTreeSet<(String, String)>) -> Option<String> {
    let mut restent = liens.clone();
    loop {
        let nombre = restent.len();
        let qui_importent: BTreeSet<String> = restent.iter().map(|(une, _)| une.clone()).collect();
        restent.retain(|(_, autre)| qui_importent.contains(autre));
        if restent.is_empty() {
            return None;
        }
        if restent.len() == nombre {
            let liens: Vec<_> = restent
                .iter()
                .map(|(une, autre)| format!("{une} → {autre}"))
                .collect();
            return Some(format!(
                "ces pièces s'importent en cercle : {}",
                liens.join(", ")
            ));
        }
    }
}

#[test]
fn chaque_module_n_importe_que_les_etages_d_en_dessous() {
    let fautes = fautes(&sources());
    assert!(fautes.is_empty(), "{}", fautes.join("\n"));
}

#[test]
fn aucun_fichier_n_est_trop_long() {
    let longs: Vec<_> = sources()
        .into_iter()
        .map(|(module, source)| (module.join("::"), source.lines().count()))
        .filter(|(_, lignes)| *lignes > LIGNES)
        .collect();
    assert!(
        longs.is_empty(),
        "à partager (plus de {LIGNES} lignes) : {longs:?}"
    );
}

#[test]
fn un_import_vers_le_haut_a_cote_ou_en_cercle_se_voit() {
    let dites = |fichiers: &[(&str, &str)]| {
        let module = |chemin: &str| chemin.split("::").map(String::from).collect();
        let sources: Vec<_> = fichiers
            .iter()
            .map(|(chemin, source)| (module(chemin), (*source).to_owned()))
            .collect();
        fautes(&sources).join("\n")
    };
    assert_eq!(
        dites(&[(
            "modele::resultat",
            "use crate::cours::Exercice; use crate::modele::rapport;"
        )]),
        ""
    );
    assert_eq!(
        dites(&[(
            "socle::texte",
            "use std::fmt; use crate::{cours::Cours, socle};"
        )]),
        "« socle::texte » importe « cours », qui est au-dessus"
    );
    assert_eq!(
        dites(&[(
            "moteur::execution",
            "fn f() { let _ = crate::formats::table(); }"
        )]),
        "« moteur::execution » importe « formats », qui est à côté"
    );
    assert_eq!(
        dites(&[("cours::lecon", "mod tests { use super::super::moteur::X; }")]),
        "« cours::lecon » importe « moteur », qui est au-dessus"
    );
    assert_eq!(
        dites(&[
            ("moteur::a", "use super::b::X;"),
            ("moteur::b::dedans", "use crate::moteur::c;"),
            ("moteur::c", "use crate::moteur::a::Y; use super::d;"),
            ("moteur::d", ""),
        ]),
        "ces pièces s'importent en cercle : moteur::a → moteur::b, moteur::b → moteur::c, moteur::c → moteur::a"
    );
    assert_eq!(
        dites(&[("grenier", "")]),
        "« grenier » n'est d'aucun étage : nomme-le dans ETAGES"
    );
}
