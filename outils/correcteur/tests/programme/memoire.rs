//! La mémoire des notes, et ce qu'elle fait reconnaître : ce qui est déjà noté ne coûte rien, une copie n'y touche pas, et
//! les réponses identiques se nomment.
#![cfg(unix)]

use std::path::PathBuf;

use correcteur::modele::rapport::Copie;

use crate::commun::{exo29_avec, lire};
use crate::noter::{copie, erreur_de, exo, separees, solution};
use crate::notes::{deux_copies, ecrire, noter_29};

#[test]
fn les_reponses_identiques_sont_nommees_sauf_les_enonces() {
    let classe = deux_copies();
    let commentee = format!(
        "// Réponse de Zoé\n\n{}",
        solution("exo29").replace(";\n", "; // fin\n")
    );
    classe.remet("zoé", "exo29", commentee);
    for nom in ["emma", "fred"] {
        classe.remet(nom, "exo29", lire("exo29/src/main.rs"));
    }
    let retours = classe.sortie("retours");
    let options = [
        "--format",
        "table",
        "--format",
        "html",
        "--format",
        "markdown",
        "--retours",
    ];
    let options = [&options[..], &[retours.to_str().unwrap()]].concat();
    let issue = noter_29(&classe, "notes", &options).code(1);
    let rapport = classe.rapport("notes");
    let jetons = |nom: &str| copie(&rapport, nom).resultats[0].jetons.clone();
    assert!(jetons("alice").is_some() && jetons("alice") == jetons("zoé"));
    assert_ne!(jetons("alice"), jetons("bob"));
    assert_eq!((jetons("emma"), jetons("fred")), (None, None));
    let affiche = String::from_utf8(issue.get_output().stdout.clone()).unwrap();
    let lire_sortie =
        |nom: &str| std::fs::read_to_string(classe.sortie("notes").join(nom)).unwrap();
    for texte in [
        affiche,
        lire_sortie("rapport.html"),
        lire_sortie("resume.md"),
    ] {
        let (_, suite) = texte.split_once("Réponses identiques").expect("le titre");
        assert!(suite.contains("alice, zoé"), "{suite}");
        assert!(
            !suite.split("alice, zoé").next().unwrap().contains("emma"),
            "{suite}"
        );
    }
    for entree in std::fs::read_dir(retours).unwrap() {
        let texte = std::fs::read_to_string(entree.unwrap().path()).unwrap();
        assert!(!texte.contains("dentiques"), "{texte}");
    }
}

#[test]
fn un_bareme_ne_fait_rien_noter_de_nouveau() {
    let classe = deux_copies();
    noter_29(&classe, "notes", &[]).code(1);
    let bareme = ecrire(&classe, "bareme.toml", "29 = 7\n");
    let issue = noter_29(&classe, "notes", &["--reprendre", "--bareme", &bareme]).code(1);
    assert!(
        erreur_de(&issue).contains("notées : 0 ; déjà là : 2"),
        "{}",
        erreur_de(&issue)
    );
    let points = |copie: &Copie| f64::from(copie.resultats[0].points);
    let rapport = classe.rapport("notes");
    assert_eq!(points(copie(&rapport, "alice")), 7.0);
    assert_eq!(points(copie(&rapport, "bob")), 5.25);
}

#[test]
fn la_memoire_ne_sert_pas_a_qui_n_en_veut_pas() {
    let classe = deux_copies();
    classe.remet("alicia", "exo29", solution("exo29"));
    let memoire: PathBuf = classe.sortie("memoire");
    let mut commande = exo(&["noter", "--exo", "29", "--sans-memoire", "--lot"]);
    let issue = commande.arg(classe.lot()).assert().code(1);
    // Deux fichiers identiques ne se notent qu'une fois, même alors.
    let erreur = erreur_de(&issue);
    assert!(
        erreur.contains("réponses notées : 2 ; déjà notées : 1"),
        "{erreur}"
    );
    assert!(!memoire.exists());
    let deux = exo(&["noter", "--sans-memoire", "--memoire", "x", "--lot", "y"])
        .assert()
        .code(2);
    assert!(
        erreur_de(&deux).contains("--memoire"),
        "{}",
        erreur_de(&deux)
    );
}

/// Là où le code des copies est à part, la mémoire des notes ne s'y lit ni ne s'y écrit, où qu'elle soit.
#[test]
fn une_copie_ne_lit_ni_n_ecrit_la_memoire() {
    use std::os::unix::fs::PermissionsExt;
    let classe = deux_copies();
    noter_29(&classe, "avant", &[]).code(1);
    if !separees(&classe.rapport("avant")) {
        return;
    }
    // Le dossier de l'essai lui-même se traverse : seule la mémoire est fermée.
    let ouvert = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(classe.sortie(""), ouvert).unwrap();
    let (cle, intrus) = (
        classe.sortie("memoire/cle"),
        classe.sortie("memoire/intrus.json"),
    );
    assert!(cle.is_file());
    let corps = format!(
        "if std::fs::read({cle:?}).is_ok() || std::fs::write({intrus:?}, b\"x\").is_ok() {{ panic!() }}
         tokio::time::sleep(duree).await;"
    );
    classe.remet("eve", "exo29", exo29_avec(&corps));
    noter_29(&classe, "apres", &[]).code(1);
    assert_eq!(
        copie(&classe.rapport("apres"), "eve").resultats[0].points,
        10.0
    );
    assert!(!intrus.exists());
}
