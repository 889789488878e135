//! Le dépôt tient ses propres règles : ce qui doit être pareil l'est, et les textes ont tous la même forme.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use correcteur::cours::Exercice;
use correcteur::cours::inventaire::{self, SIGNATURE_FIXEE};
use correcteur::livre;

use crate::commun::{cours, lire, racine};

fn toml(chemin: &str) -> toml::Table {
    lire(chemin).parse().unwrap()
}

/// Versions verrouillées des paquets venus d'un registre.
fn versions(verrou: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for paquet in toml(verrou)["package"].as_array().unwrap() {
        if paquet.get("source").is_some() {
            let texte = |cle: &str| paquet[cle].as_str().unwrap().to_owned();
            versions
                .entry(texte("name"))
                .or_default()
                .insert(texte("version"));
        }
    }
    versions
}

#[test]
fn les_deux_verrous_s_accordent() {
    let exercices = versions("Cargo.lock");
    for (nom, version) in versions("solutions/Cargo.lock") {
        let autres = exercices
            .get(&nom)
            .unwrap_or_else(|| panic!("{nom} n'est pas dans Cargo.lock"));
        assert!(
            version.is_subset(autres),
            "{nom} : {version:?} dans solutions, {autres:?} à la racine"
        );
    }
}

#[test]
fn les_deux_espaces_de_travail_declarent_les_memes_dependances_et_le_meme_profil() {
    let (racine, solutions) = (toml("Cargo.toml"), toml("solutions/Cargo.toml"));
    let dependances = |table: &toml::Table| {
        table["workspace"]["dependencies"]
            .as_table()
            .unwrap()
            .clone()
    };
    let (ici, la_bas) = (dependances(&racine), dependances(&solutions));
    for nom in ["tokio", "anyhow", "thiserror"] {
        assert_eq!(ici[nom], la_bas[nom], "{nom}");
    }
    assert_eq!(
        racine["profile"]["dev"]["debug"],
        solutions["profile"]["dev"]["debug"]
    );
    let paquet = |table: &toml::Table, cle: &str| table["workspace"]["package"][cle].clone();
    for cle in ["edition", "rust-version"] {
        assert_eq!(paquet(&racine, cle), paquet(&solutions, cle), "{cle}");
    }
    // Sans quoi Cargo recompilerait tout en passant des unes aux autres.
    assert_ne!(paquet(&racine, "version"), paquet(&solutions, "version"));
}

#[test]
fn les_exercices_ne_dependent_que_de_ce_qui_est_permis() {
    for exercice in cours().exercices {
        let mut permises = vec!["banc", "tokio"];
        if exercice.nom == "exo36" {
            permises.extend(["anyhow", "thiserror"]);
        }
        for dependance in &exercice.dependances {
            assert!(
                permises.contains(&dependance.nom.as_str()),
                "{} dépend de {}",
                exercice.nom,
                dependance.nom
            );
        }
    }
}

#[test]
fn les_points_sont_ceux_du_cours() {
    let points: Vec<_> = cours().exercices.iter().map(|exo| exo.points).collect();
    assert_eq!(points, [10, 10, 15, 15, 20, 20, 25, 25]);
}

/// Ce fichier est inclus : ni commentaire ni attribut intérieur ne peut l'ouvrir.
#[test]
fn les_main_rs_peuvent_etre_inclus() {
    let cours = cours();
    for exercice in &cours.exercices {
        for fichier in [exercice.enonce(), cours.solution(exercice)] {
            for ligne in lire(&fichier).lines() {
                assert!(
                    !ligne.starts_with("//!") && !ligne.starts_with("#!["),
                    "{} : {ligne}",
                    fichier.display()
                );
            }
        }
    }
}

const ACCUEIL: &str = "README.md";
const CORPUS: &str = "solutions/README.md";
const ENSEIGNANTS: &str = "outils/correcteur/README.md";
pub(crate) const CONTRIBUTEURS: &str = ".github/CONTRIBUTING.md";

/// Ce qu'un lien relatif d'une page vise : un fichier ou un dossier, depuis la racine, et une ancre s'il y en
/// a une. Panique si le fichier n'existe pas.
fn cibles(page: &Path) -> Vec<(PathBuf, String)> {
    let racine = racine().canonicalize().unwrap();
    let texte = lire(page);
    let relatifs = hors_du_code(&texte).flat_map(liens);
    relatifs
        .filter(|lien| !lien.contains("://"))
        .map(|lien| {
            let (chemin, ancre) = lien.split_once('#').unwrap_or((lien, ""));
            let cible = match chemin {
                "" => racine.join(page),
                _ => racine.join(page).parent().unwrap().join(chemin),
            };
            let cible = cible
                .canonicalize()
                .unwrap_or_else(|_| panic!("{} : {lien} ne mène nulle part", page.display()));
            let cible = cible.strip_prefix(&racine).unwrap().to_owned();
            (cible, ancre.to_owned())
        })
        .collect()
}

/// Ce que `git archive` laisse de côté, selon `.gitattributes`.
fn exclus() -> Vec<PathBuf> {
    lire(".gitattributes")
        .lines()
        .filter_map(|ligne| ligne.strip_suffix(" export-ignore"))
        .map(|motif| {
            let chemin = motif.strip_prefix('/').expect("un chemin depuis la racine");
            PathBuf::from(chemin)
        })
        .collect()
}

#[test]
fn les_liens_des_pages_menent_quelque_part_meme_dans_le_cours_distribue() {
    let exclus = exclus();
    for exclu in &exclus {
        assert!(
            racine().join(exclu).exists(),
            ".gitattributes : {} n'existe pas",
            exclu.display()
        );
    }
    let distribue = |chemin: &Path| !exclus.iter().any(|exclu| chemin.starts_with(exclu));
    let exercices = &cours().exercices;
    let pages = [ACCUEIL, CORPUS, ENSEIGNANTS, CONTRIBUTEURS]
        .map(PathBuf::from)
        .into_iter()
        .chain(
            exercices
                .iter()
                .map(|exo| Path::new(&exo.nom).join("README.md")),
        );
    for page in pages {
        for (cible, ancre) in cibles(&page) {
            let lien = format!("{} : {}", page.display(), cible.display());
            assert!(
                distribue(&cible) || !distribue(&page),
                "{lien} n'est pas dans le cours distribué"
            );
            if !ancre.is_empty() {
                let titres = lire(&cible);
                let connue = hors_du_code(&titres)
                    .filter(|ligne| ligne.starts_with('#'))
                    .any(|ligne| livre::ancre(ligne.trim_start_matches('#')) == ancre);
                assert!(connue, "{lien} : l'ancre #{ancre} n'existe pas");
            }
        }
    }
}

/// Chaque page a son lecteur, et mène celui qui s'est trompé de page à la sienne.
#[test]
fn les_pages_renvoient_l_une_a_l_autre() {
    let publics = [ACCUEIL, ENSEIGNANTS, CONTRIBUTEURS];
    for page in [ACCUEIL, ENSEIGNANTS, CONTRIBUTEURS, CORPUS] {
        let cibles = cibles(Path::new(page));
        for autre in publics.iter().filter(|autre| **autre != page) {
            assert!(
                cibles.iter().any(|(cible, _)| cible == Path::new(autre)),
                "{page} ne mène pas à {autre}"
            );
        }
    }
}

#[test]
fn l_accueil_reste_court() {
    let lignes = lire(ACCUEIL).lines().count();
    assert!(
        lignes <= 300,
        "{ACCUEIL} : {lignes} lignes ; une leçon va dans l'exercice qui la pratique"
    );
}

/// Un conteneur qui ne s'ouvre pas ne se voit qu'au moment de s'en servir : sa forme, au moins, se vérifie ici.
#[test]
fn le_conteneur_a_de_quoi_suivre_le_cours() {
    let texte = lire(".devcontainer/devcontainer.json");
    let sans_commentaires: String = texte
        .lines()
        .filter(|ligne| !ligne.trim_start().starts_with("//"))
        .collect();
    let conteneur: serde_json::Value = serde_json::from_str(&sans_commentaires).unwrap();
    // La version 2 de l'image officielle, qui suit la dernière version de Rust 1 : plus que ce que demandent les
    // manifestes, tant qu'ils demandent un Rust 1.
    let image = conteneur["image"].as_str().unwrap();
    assert!(
        image.starts_with("mcr.microsoft.com/devcontainers/rust:2-1-"),
        "{image}"
    );
    for manifeste in ["Cargo.toml", "outils/correcteur/Cargo.toml"] {
        let manifeste = toml(manifeste);
        let de_l_espace = manifeste.get("workspace").map(|espace| &espace["package"]);
        let paquet = de_l_espace.unwrap_or_else(|| &manifeste["package"]);
        let version = paquet["rust-version"].as_str().unwrap();
        assert!(version.starts_with("1."), "{version}");
    }
    // Ce qu'il compile d'avance existe.
    let commande = conteneur["updateContentCommand"].as_str().unwrap();
    let paquets = commande.split(" -p ").skip(1);
    let paquets: Vec<_> = paquets
        .filter_map(|suite| suite.split(' ').next())
        .collect();
    assert_eq!(paquets, ["exo29", "correcteur"]);
    let extensions: serde_json::Value =
        serde_json::from_str(&lire(".vscode/extensions.json")).unwrap();
    let conseillees = &conteneur["customizations"]["vscode"]["extensions"];
    assert_eq!(*conseillees, extensions["recommendations"]);
}

/// `--quiet` ferait taire Cargo pendant les minutes où il compile le correcteur, ou en attend un autre. Avec
/// `term.progress.when = "always"`, la compilation aurait encore sa barre ; l'attente, elle, resterait muette.
#[test]
fn cargo_exo_ne_se_compile_pas_en_silence() {
    let alias = toml(".cargo/config.toml")["alias"]["exo"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        alias.starts_with("run ") && !alias.contains("-q"),
        "{alias}"
    );
}

/// Les lignes d'un Markdown qui ne sont pas dans un bloc de code.
fn hors_du_code(texte: &str) -> impl Iterator<Item = &str> {
    let mut dans_le_code = false;
    texte.lines().filter(move |ligne| {
        let borne = ligne.trim_start().starts_with("```");
        dans_le_code ^= borne;
        !dans_le_code && !borne
    })
}

/// Les cibles des liens `[texte](cible)` d'une ligne.
fn liens(ligne: &str) -> impl Iterator<Item = &str> {
    ligne
        .split("](")
        .skip(1)
        .filter_map(|reste| Some(reste.split_once(')')?.0))
}

/// Les fonctions que l'énoncé donne à écrire, sauf celles d'un trait, dont la signature n'est pas à lui.
fn fonctions_a_ecrire(enonce: &str) -> BTreeSet<String> {
    let est_une_etape = |attributs: &[syn::Attribute]| {
        let docs = attributs
            .iter()
            .filter_map(|attribut| attribut.meta.require_name_value().ok());
        docs.filter(|doc| doc.path.is_ident("doc")).any(|doc| {
            matches!(&doc.value, syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(texte), .. })
                if texte.value().starts_with(" Étape "))
        })
    };
    let mut noms = BTreeSet::new();
    for item in syn::parse_file(enonce).unwrap().items {
        match item {
            syn::Item::Fn(fonction) if est_une_etape(&fonction.attrs) => {
                noms.insert(fonction.sig.ident.to_string());
            }
            syn::Item::Impl(bloc) if bloc.trait_.is_none() => {
                for element in bloc.items {
                    if let syn::ImplItem::Fn(methode) = element
                        && est_une_etape(&methode.attrs)
                    {
                        noms.insert(methode.sig.ident.to_string());
                    }
                }
            }
            _ => {}
        }
    }
    noms
}

/// Ce code, sans rien de sa mise en forme.
fn sans_mise_en_forme(code: &str) -> String {
    let code: String = code.split_whitespace().collect();
    code.replace(",)", ")")
}

/// Le compilateur montre ces lignes à qui change une fonction de l'énoncé : chacune y est, telle qu'elle est.
#[test]
fn les_signatures_rappelees_dans_les_tests_sont_celles_de_l_enonce() {
    for exercice in cours().exercices {
        let enonce = lire(exercice.enonce());
        let nu = sans_mise_en_forme(&enonce);
        let mut rappelees = BTreeSet::new();
        for (fichier, texte) in inventaire::fichiers(&exercice.dossier).unwrap() {
            for (ligne, signature) in texte
                .lines()
                .filter_map(|ligne| ligne.split_once(&format!(" // {SIGNATURE_FIXEE}")))
            {
                let (avant, _) = signature.split_once(['(', '<']).unwrap();
                let nom = avant.rsplit(' ').next().unwrap();
                let nue = sans_mise_en_forme(signature);
                assert!(
                    nu.contains(&format!("{nue}{{")) || nu.contains(&format!("{nue},{{")),
                    "{}, {} : {signature} n'est pas dans l'énoncé",
                    exercice.nom,
                    fichier.display()
                );
                assert!(
                    ligne.contains(&format!("{nom}(")),
                    "{ligne} n'appelle pas {nom}"
                );
                rappelees.insert(nom.to_owned());
            }
        }
        assert_eq!(rappelees, fonctions_a_ecrire(&enonce), "{}", exercice.nom);
    }
}

/// Un README cite ce que l'apprenant verra : une piste qui change dans les tests y change aussi.
#[test]
fn les_pistes_citees_sont_celles_des_tests() {
    let cours = cours();
    let du_banc: String = walkdir::WalkDir::new(racine().join("outils/banc/src"))
        .into_iter()
        .map(|entree| entree.unwrap().into_path())
        .filter(|chemin| chemin.is_file())
        .map(|chemin| std::fs::read_to_string(chemin).unwrap())
        .collect();
    let de = |exercice: &Exercice| -> String {
        let fichiers = inventaire::fichiers(&exercice.dossier).unwrap();
        fichiers.into_iter().map(|(_, texte)| texte).collect()
    };
    let tous: String = cours.exercices.iter().map(de).collect();
    let pages = cours
        .exercices
        .iter()
        .map(|exercice| (exercice.dossier.join("README.md"), de(exercice)))
        .chain([(racine().join(ACCUEIL), tous)]);
    for (page, tests) in pages {
        let textes = chaines_de(&(tests + &du_banc));
        let lue = lire(&page);
        let pistes = lue
            .lines()
            .filter_map(|ligne| ligne.trim().strip_prefix("piste   : "));
        for piste in pistes {
            assert!(
                textes.iter().any(|modele| convient(modele, piste)),
                "{} : aucun test n'écrit cette piste\n{piste}",
                page.display()
            );
        }
    }
}

/// Les chaînes littérales d'un fichier Rust, une fois lues.
pub(crate) fn chaines_de(source: &str) -> Vec<String> {
    fn lire(jetons: proc_macro2::TokenStream, chaines: &mut Vec<String>) {
        for jeton in jetons {
            match jeton {
                proc_macro2::TokenTree::Group(groupe) => lire(groupe.stream(), chaines),
                proc_macro2::TokenTree::Literal(litteral) => {
                    if let syn::Lit::Str(chaine) = syn::Lit::new(litteral) {
                        chaines.push(chaine.value());
                    }
                }
                _ => {}
            }
        }
    }
    let mut chaines = Vec::new();
    lire(source.parse().unwrap(), &mut chaines);
    chaines
}

/// Ce texte est-il ce modèle, dont chaque `{…}` est remplacé par n'importe quoi ?
fn convient(modele: &str, texte: &str) -> bool {
    let mut reste = texte;
    let mut fixe = 0;
    for (rang, morceau) in modele.split('{').enumerate() {
        let morceau = match rang {
            0 => morceau,
            _ => morceau.split_once('}').map_or(morceau, |(_, suite)| suite),
        };
        let Some(place) = reste.find(morceau) else {
            return false;
        };
        if rang == 0 && place > 0 {
            return false;
        }
        fixe += morceau.len();
        reste = &reste[place + morceau.len()..];
    }
    // Un modèle presque vide conviendrait à tout.
    fixe > 15 && (reste.is_empty() || modele.ends_with('}'))
}
