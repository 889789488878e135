//! Le livre : tout le cours y est, une leçon changée n'y change que sa page, et rien n'y est perdu.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use correcteur::livre::{Fichier, composer};

use crate::commun::{PROGRAMME, cours, racine};

/// Le livre, dont le texte de chaque page du dépôt passe par `retoucher`.
fn livre(retoucher: impl Fn(&Path, String) -> String) -> Vec<Fichier> {
    let lire = |page: &Path| {
        Ok(retoucher(
            page,
            std::fs::read_to_string(racine().join(page))?,
        ))
    };
    composer(&cours(), None, lire).unwrap()
}

#[test]
fn chaque_exercice_et_chaque_etape_a_sa_page_et_sa_ligne_au_sommaire() {
    let livre = livre(|_, texte| texte);
    let page = |chemin: &str| {
        let chemin = Path::new("src").join(chemin);
        let page = livre.iter().find(|fichier| fichier.chemin == chemin);
        &page
            .unwrap_or_else(|| panic!("{} n'est pas du livre", chemin.display()))
            .texte
    };
    let sommaire = page("SUMMARY.md");
    let mut pages = ["introduction", "glossaire", "enseigner", "contribuer"]
        .map(|nom| format!("{nom}.md"))
        .to_vec();
    for exercice in cours().exercices {
        pages.push(format!("{}/index.md", exercice.nom));
        for etape in exercice.etapes {
            let chemin = format!("{}/etape{}.md", exercice.nom, etape.numero);
            let titre = format!("Étape {} · {}", etape.numero, etape.titre);
            assert!(
                sommaire.contains(&format!("  - [{titre}]({chemin})\n")),
                "{titre}\n{sommaire}"
            );
            for partie in ["## À faire", "## Indices", "<details>"] {
                assert!(page(&chemin).contains(partie), "{chemin} : {partie}");
            }
            pages.push(chemin);
        }
    }
    for chemin in &pages {
        assert!(page(chemin).starts_with("# "), "{chemin}");
        assert_eq!(
            sommaire.matches(&format!("({chemin})")).count(),
            1,
            "{chemin}"
        );
    }
    // Et rien de plus : le sommaire, la page d'erreur, les trois fichiers du livre.
    assert_eq!(livre.len(), pages.len() + 5);
}

/// Ce que chaque page du dépôt dit est dans le livre, une fois.
#[test]
fn rien_des_lecons_n_est_perdu() {
    let livre = livre(|_, texte| texte);
    for exercice in cours().exercices {
        let dossier = Path::new("src").join(&exercice.nom);
        let pages = livre
            .iter()
            .filter(|fichier| fichier.chemin.starts_with(&dossier));
        let compter = |texte: &str| {
            (
                texte.matches("```").count(),
                texte.matches("<details>").count(),
            )
        };
        let (code, plis) = pages.fold((0, 0), |(code, plis), fichier| {
            let (c, p) = compter(&fichier.texte);
            (code + c, plis + p)
        });
        let readme = std::fs::read_to_string(exercice.dossier.join("README.md")).unwrap();
        assert_eq!((code, plis), compter(&readme), "{}", exercice.nom);
    }
}

#[test]
fn une_lecon_changee_ne_change_que_sa_page() {
    let change = |page: &Path, texte: String| match page == Path::new("exo31/README.md") {
        true => texte.replacen("\n## Étape 2 ·", "\nUne phrase de plus.\n\n## Étape 2 ·", 1),
        false => texte,
    };
    let (avant, apres) = (livre(|_, texte| texte), livre(change));
    let differents: Vec<_> = avant
        .iter()
        .zip(&apres)
        .filter(|(avant, apres)| avant != apres)
        .map(|(avant, _)| avant.chemin.as_path())
        .collect();
    assert_eq!(differents, [Path::new("src/exo31/etape1.md")]);
}

fn exo_livre(sortie: &Path) -> Command {
    let mut commande = Command::new(PROGRAMME);
    commande
        .current_dir(racine())
        .args(["livre", "--sortie"])
        .arg(sortie);
    commande
}

/// Ce que dit cette commande, qui doit refuser.
fn refus(mut commande: Command) -> String {
    let refus = commande.assert().code(2);
    let mots: Vec<_> = std::str::from_utf8(&refus.get_output().stderr)
        .unwrap()
        .split_whitespace()
        .collect();
    mots.join(" ")
}

#[test]
fn le_livre_se_refait_sans_rien_laisser_d_ancien_ni_rien_effacer_d_autre() {
    let dossier = tempfile::tempdir().unwrap();
    let sortie = dossier.path().join("livre");
    exo_livre(&sortie).assert().success();
    let ancienne = sortie.join("src/exo29/etape99.md");
    std::fs::write(&ancienne, "# une étape disparue").unwrap();
    exo_livre(&sortie).assert().success();
    assert!(!ancienne.exists());
    assert!(sortie.join("src/exo29/etape1.md").is_file());

    let autre = dossier.path().join("autre");
    std::fs::create_dir_all(autre.join("src")).unwrap();
    let precieux: PathBuf = autre.join("src/main.rs");
    std::fs::write(&precieux, "fn main() {}").unwrap();
    assert!(refus(exo_livre(&autre)).contains("donne un autre dossier à --sortie"));
    assert!(precieux.is_file());
}

#[test]
fn sans_mdbook_le_message_dit_comment_l_installer() {
    let dossier = tempfile::tempdir().unwrap();
    let mut demande = exo_livre(&dossier.path().join("livre"));
    demande
        .arg("--construire")
        .env("PATH", dossier.path())
        .env("CARGO", env!("CARGO"));
    assert!(refus(demande).contains("cargo install mdbook --locked --version '^0.5'"));
}
