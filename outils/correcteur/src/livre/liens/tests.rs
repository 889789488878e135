use super::*;

fn source(chemin: &str, texte: &str, pages: &[(&str, Range<usize>)]) -> Source {
    let page = |(rang, (chemin, morceau)): (usize, &(&str, Range<usize>))| Page {
        chemin: (*chemin).into(),
        titre: String::new(),
        morceaux: vec![morceau.clone()],
        montee: usize::from(rang > 0),
    };
    Source {
        chemin: chemin.into(),
        texte: texte.into(),
        pages: pages.iter().enumerate().map(page).collect(),
    }
}

/// Une leçon d'une étape, et l'accueil qui y mène.
fn livre(lien: &str, depot: Option<&str>) -> anyhow::Result<Vec<String>> {
    let lecon = "# Exo 29\n\n## Étape 1 · un\n\n### L'idée : `x`\n\nVoir [ici](#lidée--x) et [là](../README.md#plan).\n";
    let coupe = lecon.find("## Étape").unwrap();
    let accueil = format!("# Cours\n\n## Plan\n\nLire {lien}.\n");
    let sources = [
        source(
            "exo29/README.md",
            lecon,
            &[
                ("exo29/index.md", 0..coupe),
                ("exo29/etape1.md", coupe..lecon.len()),
            ],
        ),
        source(
            "README.md",
            &accueil,
            &[("introduction.md", 0..accueil.len())],
        ),
    ];
    let existe = |chemin: &Path| {
        chemin == "exo29/README.md"
            || chemin == "exo29/src/main.rs"
            || chemin == "solutions/README.md"
    };
    let fichiers = refaire(&sources, depot, &existe)?;
    Ok(fichiers.into_iter().map(|fichier| fichier.texte).collect())
}

#[test]
fn une_ancre_mene_a_la_page_ou_elle_est_passee() {
    let livre = livre("[l'idée](./exo29/README.md#lidée--x)", None).unwrap();
    assert!(
        livre[1].starts_with("# Étape 1 · un {#étape-1--un}\n\n## L'idée\u{a0}: `x` {#lidée--x}\n"),
        "{}",
        livre[1]
    );
    assert!(
        livre[1].contains("Voir [ici](#lidée--x) et [là](../introduction.md#plan)."),
        "{}",
        livre[1]
    );
    assert!(
        livre[2].contains("Lire [l'idée](exo29/etape1.md#lidée--x)."),
        "{}",
        livre[2]
    );
}

#[test]
fn ce_qui_n_est_pas_dans_le_livre_est_nomme_ou_mene_au_depot() {
    let code = "[`main.rs`](exo29/src/main.rs)";
    assert!(livre(code, None).unwrap()[2].contains("Lire `main.rs`."));
    let lie = &livre(code, Some("https://exemple.org/cours")).unwrap()[2];
    assert!(
        lie.contains("Lire [`main.rs`](https://exemple.org/cours/blob/HEAD/exo29/src/main.rs)."),
        "{lie}"
    );
    let solutions = "[les solutions](solutions/README.md)";
    assert!(
        livre(solutions, Some("https://exemple.org/cours")).unwrap()[2]
            .contains("Lire les solutions.")
    );
}

#[test]
fn un_lien_qui_ne_mene_nulle_part_est_refuse() {
    for (lien, raison) in [
        ("[a](exo29/README.md#perdue)", "une ancre qui n'existe pas"),
        ("[a](exo99/README.md)", "aucun fichier"),
    ] {
        let erreur = format!("{:#}", livre(lien, None).unwrap_err());
        assert!(
            erreur.contains("README.md » : le lien vers") && erreur.contains(raison),
            "{erreur}"
        );
    }
}

#[test]
fn les_espaces_sont_insecables_hors_du_code() {
    let livre = livre("« a » : `b : c` !\n\n```text\nd : e\n```\n", None).unwrap();
    let attendu = "«\u{a0}a\u{a0}»\u{a0}: `b : c`\u{a0}!\n\n```text\nd : e\n```";
    assert!(livre[2].contains(attendu), "{}", livre[2]);
}
