//! Les README des exercices vont tous étape par étape, et chacune de leurs parties se lit d'une traite.
//!
//! La forme est dite dans `.github/CONTRIBUTING.md`, « Écrire une leçon ».

use correcteur::cours::lecon::Lecon;

use crate::commun::{cours, lire};

/// Lignes entre deux titres, au plus : un écran ou deux.
const LIGNES: usize = 70;

const INDICES: [&str; 3] = [
    "Indice 1 : une question",
    "Indice 2 : la page à lire",
    "Indice 3 : presque le code",
];

/// Ce qui n'est pas à sa place dans ce README d'un exercice à tant d'étapes.
fn defauts(readme: &str, etapes: usize) -> Vec<String> {
    let lecon = Lecon::lire(readme);
    let lignes: Vec<&str> = readme.lines().collect();
    let titres = titres(&lignes);
    let mut defauts = defauts_des_parties(&lecon, &titres, etapes);
    for etape in &lecon.etapes {
        let nom = format!("étape {}", etape.numero);
        for (quoi, texte) in [("savoir", &etape.savoir), ("consigne", &etape.consigne)] {
            if texte.is_empty() {
                defauts.push(format!("{nom} : pas de {quoi}"));
            }
        }
        let indices: Vec<_> = etape.indices.iter().map(|indice| &indice.titre).collect();
        if indices != INDICES {
            defauts.push(format!("{nom} : indices {indices:?}"));
        }
        for erreur in &etape.erreurs {
            if erreur.message.is_empty() || erreur.texte.is_empty() {
                defauts.push(format!("{nom} : « {} » est vide", erreur.titre));
            }
        }
    }
    let fins = titres.iter().skip(1).map(|(rang, _)| *rang);
    for ((debut, titre), fin) in titres.iter().zip(fins.chain([lignes.len()])) {
        if fin - debut > LIGNES {
            defauts.push(format!(
                "{titre} : {} lignes, plus de {LIGNES}",
                fin - debut
            ));
        }
    }
    defauts.extend(defauts_des_plis(&lignes, &titres));
    defauts
}

/// Les parties, dans l'ordre, et leurs titres, à leur niveau.
fn defauts_des_parties(lecon: &Lecon, titres: &[(usize, &str)], etapes: usize) -> Vec<String> {
    let mut attendues = vec!["## Objectif".to_owned()];
    if !lecon.commun.is_empty() {
        attendues.push("## Avant de commencer".to_owned());
    }
    let titre_de = |rang: usize| lecon.etapes.get(rang).map_or("…", |etape| &etape.titre);
    attendues.extend((0..etapes).map(|rang| format!("## Étape {} · {}", rang + 1, titre_de(rang))));
    attendues.push("## Pour aller plus loin".to_owned());
    let de_niveau_2 = titres.iter().filter(|(_, titre)| titre.starts_with("## "));
    let presentes: Vec<&str> = de_niveau_2.map(|(_, titre)| *titre).collect();
    let mut defauts = Vec::new();
    if presentes != attendues {
        defauts.push(format!("parties : {presentes:?}, au lieu de {attendues:?}"));
    }
    for (nom, texte) in [("objectif", &lecon.objectif), ("suite", &lecon.suite)] {
        if texte.is_empty() {
            defauts.push(format!("pas de texte : {nom}"));
        }
    }
    // Dans une étape, la fin va toujours dans le même ordre ; seules les erreurs ont des titres `####`.
    let fin = ["### À faire", "### Indices", "### Erreurs fréquentes"];
    let mut dernier = None;
    for (_, titre) in titres {
        if titre.starts_with("## ") {
            dernier = None;
        } else if titre.starts_with("#### ") {
            if dernier != Some(2) {
                defauts.push(format!(
                    "{titre} : ce niveau est celui des erreurs fréquentes"
                ));
            }
        } else if let Some(rang) = fin.iter().position(|autre| autre == titre) {
            if dernier.map_or(0, |rang| rang + 1) != rang {
                defauts.push(format!("{titre} : pas à sa place"));
            }
            dernier = Some(rang);
        } else if dernier.is_some() {
            defauts.push(format!(
                "{titre} : ce qui est à savoir vient avant « À faire »"
            ));
        }
    }
    defauts
}

/// Sous « Indices » et dans une erreur fréquente, rien n'est déplié ; ailleurs, rien n'est plié.
fn defauts_des_plis(lignes: &[&str], titres: &[(usize, &str)]) -> Vec<String> {
    let mut defauts = Vec::new();
    let fins = titres.iter().skip(1).map(|(rang, _)| *rang);
    for ((debut, titre), fin) in titres.iter().zip(fins.chain([lignes.len()])) {
        let plis = match *titre {
            "### Indices" => 3,
            "### Erreurs fréquentes" => 0,
            _ if titre.starts_with("#### ") => 1,
            _ => 0,
        };
        let plie = plis > 0 || *titre == "### Erreurs fréquentes";
        let (mut ouverts, mut fermes, mut code) = (0, 0, false);
        for ligne in &lignes[debut + 1..fin] {
            code ^= ligne.starts_with("```");
            match *ligne {
                "<details>" if !code => ouverts += 1,
                "</details>" if !code => fermes += 1,
                _ if plie && ouverts == fermes && !ligne.is_empty() => {
                    defauts.push(format!("{titre} : « {ligne} » n'est pas plié"));
                }
                _ => {}
            }
        }
        if (ouverts, fermes) != (plis, plis) {
            defauts.push(format!(
                "{titre} : {ouverts} plis ouverts et {fermes} fermés, pour {plis}"
            ));
        }
    }
    defauts
}

/// Les titres hors des blocs de code, et leurs lignes.
fn titres<'a>(lignes: &[&'a str]) -> Vec<(usize, &'a str)> {
    let mut code = false;
    let numerotees = lignes.iter().enumerate();
    numerotees
        .filter(|(_, ligne)| {
            code ^= ligne.starts_with("```");
            !code && ligne.starts_with('#')
        })
        .map(|(rang, ligne)| (rang, *ligne))
        .collect()
}

#[test]
fn chaque_exercice_va_etape_par_etape() {
    let defauts = cours().exercices.into_iter().flat_map(|exercice| {
        let readme = lire(exercice.dossier.join("README.md"));
        let defauts = defauts(&readme, exercice.etapes.len());
        let nom = exercice.nom;
        defauts
            .into_iter()
            .map(move |defaut| format!("{nom}/README.md : {defaut}"))
    });
    let defauts: Vec<String> = defauts.collect();
    assert!(defauts.is_empty(), "{}", defauts.join("\n"));
}

/// Un README juste, d'une étape.
fn juste() -> String {
    let indices = INDICES
        .map(|titre| format!("<details>\n<summary>{titre}</summary>\n\nx\n\n</details>\n"))
        .join("\n");
    format!(
        "# Exo\n\n## Objectif\n\nx\n\n## Avant de commencer\n\nx\n\n## Étape 1 · x\n\n### Un titre\n\nx\n\n### À faire\n\nx\n\n\
         ### Indices\n\n{indices}\n### Erreurs fréquentes\n\n#### Oublier\n\n<details>\n<summary>m</summary>\n\nx\n\n</details>\n\n\
         ## Pour aller plus loin\n\nx\n"
    )
}

#[test]
fn une_lecon_mal_faite_se_voit() {
    assert_eq!(defauts(&juste(), 1), Vec::<String>::new());
    let sans_commun = juste().replace("## Avant de commencer\n\nx\n\n", "");
    assert_eq!(defauts(&sans_commun, 1), Vec::<String>::new());
    let sans_erreurs = juste();
    let (avant, apres) = sans_erreurs.split_once("### Erreurs fréquentes").unwrap();
    let sans_erreurs = avant.to_owned() + &apres[apres.find("## Pour").unwrap()..];
    assert_eq!(defauts(&sans_erreurs, 1), Vec::<String>::new());

    let long = "x\n".repeat(LIGNES);
    for (de, a, dit) in [
        ("## Objectif", "## But", "parties : "),
        ("## Étape 1 · x", "## Étape 2 · x", "parties : "),
        ("### Un titre\n\nx", "", "pas de savoir"),
        ("### À faire\n\nx", "### À faire", "pas de consigne"),
        (
            "### Un titre",
            "#### Un titre",
            "est celui des erreurs fréquentes",
        ),
        ("### À faire", "### Indices", "### Indices : pas à sa place"),
        (
            "### Indices",
            "### Puis\n\nx\n\n### Indices",
            "vient avant « À faire »",
        ),
        ("Indice 2", "Indice 4", "étape 1 : indices"),
        ("#### Oublier\n", "#### Oublier\n\nx\n", "n'est pas plié"),
        (
            "### Erreurs fréquentes\n",
            "### Erreurs fréquentes\n\nx\n",
            "n'est pas plié",
        ),
        (
            "\n\nx\n\n</details>\n\n## Pour",
            "\n\n</details>\n\n## Pour",
            "« Oublier » est vide",
        ),
        (
            "</details>\n\n## Pour",
            "## Pour",
            "1 plis ouverts et 0 fermés",
        ),
        (
            "### Un titre\n\nx",
            &format!("### Un titre\n\n{long}"),
            "lignes, plus de 70",
        ),
    ] {
        assert!(juste().contains(de), "{de}");
        let defauts = defauts(&juste().replacen(de, a, 1), 1);
        assert!(
            defauts.iter().any(|defaut| defaut.contains(dit)),
            "{de} → {a}\n{defauts:#?}"
        );
    }
    assert!(!defauts(&juste(), 2).is_empty());
}
