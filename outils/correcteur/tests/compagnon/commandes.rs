//! Les commandes qui s'emploient une à une.

use std::process::Command;

use console::measure_text_width;
use correcteur::cours::lecon::Lecon;
use correcteur::socle::mise_en_page::rendre;

use crate::copie::{COURS, cible, copie};
use crate::terminal::Terminal;

#[test]
fn recommencer_garde_tout() {
    let copie = copie();
    let enonce = copie.lire();
    assert!(
        copie
            .sortie(0, &["recommencer", "29"])
            .contains("rien n'a changé")
    );
    std::fs::write(copie.fichier(), copie.solution()).unwrap();
    // Une version remplie, même enregistrée dans l'historique, n'est pas l'énoncé.
    copie.git(&[
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@y",
        "commit",
        "-qam",
        "ma réponse",
    ]);

    let sortie = copie.sortie(0, &["recommencer", "29", "2"]);
    assert!(
        sortie.contains("exo29/src/main.rs.sauvegarde-1"),
        "{sortie}"
    );
    let solution = copie.solution();
    let texte = copie.lire();
    assert!(
        texte.contains("todo!(\"étape 2") && texte.contains("tokio::time::sleep(duree).await;")
    );
    assert!(!texte.contains("todo!(\"étape 1"));
    assert_eq!(
        std::fs::read_to_string(copie.racine.join("exo29/src/main.rs.sauvegarde-1")).unwrap(),
        solution
    );

    let sortie = copie.sortie(0, &["recommencer", "exo29"]);
    assert!(
        sortie.contains("exo29/src/main.rs.sauvegarde-2"),
        "{sortie}"
    );
    assert_eq!(copie.lire(), enonce);
    assert_eq!(
        std::fs::read_to_string(copie.racine.join("exo29/src/main.rs.sauvegarde-2")).unwrap(),
        texte
    );

    // Un fichier qui ne s'analyse pas, ou qui n'est plus là.
    std::fs::write(copie.fichier(), "fn main( {").unwrap();
    let refus = copie.sortie(2, &["recommencer", "29", "1"]);
    assert!(
        refus.contains("cargo exo recommencer 29") && refus.contains("s'arrête à la ligne 1"),
        "{refus}"
    );
    assert!(!refus.contains("expected"), "{refus}");
    std::fs::remove_file(copie.fichier()).unwrap();
    copie.sortie(0, &["recommencer", "29"]);
    assert_eq!(copie.lire(), enonce);
    assert!(
        copie
            .sortie(2, &["recommencer", "29", "7"])
            .trim_end()
            .ends_with("pas d'étape 7 ; il y en a 4")
    );
    copie.git(&["reset", "-q", "--hard", "HEAD~1"]);
}

#[test]
fn la_solution_s_ouvre_une_fois_l_exercice_reussi() {
    let copie = copie();
    let refus = copie.sortie(1, &["solution", "29"]);
    assert!(
        refus.contains("--quand-meme") && !refus.contains("spawn_blocking"),
        "{refus}"
    );
    let avertie = copie.sortie(1, &["solution", "29", "--quand-meme"]);
    assert!(
        avertie.contains("Attention")
            && avertie.contains("+     match tokio::task::spawn_blocking(travail).await {"),
        "{avertie}"
    );
    assert!(avertie.contains("-     todo!(\"étape 1"));
    let juste = copie.solution().replace("    //                        ^^^^^ sans lui, le minuteur est créé puis jeté, et rien n'attend.\n", "");
    std::fs::write(copie.fichier(), juste).unwrap();
    let ouverte = copie.sortie(0, &["solution", "29"]);
    assert!(
        ouverte.contains("+     //                        ^^^^^ sans lui"),
        "{ouverte}"
    );
    assert!(
        ouverte.contains("      tokio::time::sleep(duree).await;"),
        "{ouverte}"
    );
    // Une réponse qui ne s'analyse pas se compare d'un bloc.
    std::fs::write(copie.fichier(), "fn main( {\n").unwrap();
    assert!(
        copie
            .sortie(1, &["solution", "29", "--quand-meme"])
            .contains("- fn main( {")
    );
}

#[test]
fn un_indice_a_la_fois() {
    let copie = copie();
    let premier = copie.sortie(0, &["indice", "29", "3"]);
    assert!(
        premier.contains("Indice 1") && !premier.contains("Indice 2"),
        "{premier}"
    );
    assert!(
        premier.contains("indice 1 sur 3")
            && premier.contains("Encore bloqué ? cargo exo indice 29 3 --niveau 2"),
        "{premier}"
    );
    let dernier = copie.sortie(0, &["indice", "29", "3", "--niveau", "3"]);
    assert!(
        dernier.contains("Indice 3") && !dernier.contains("Encore bloqué"),
        "{dernier}"
    );
    let tous = copie.sortie(0, &["indice", "29", "3", "--tout"]);
    assert!(
        tous.contains("Indice 1") && tous.contains("Indice 3"),
        "{tous}"
    );
    // L'étape en cours : la première à reprendre, ou celle où le compilateur s'arrête.
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    assert!(copie.sortie(0, &["indice"]).contains("exo29, étape 2"));
    copie.ecrire(3, "12");
    assert!(
        copie
            .sortie(0, &["indice", "29"])
            .contains("exo29, étape 3")
    );
    assert!(
        copie
            .sortie(2, &["indice", "29", "9"])
            .contains("pas d'étape 9")
    );
    assert!(
        copie
            .sortie(2, &["indice", "29", "3", "--niveau", "4"])
            .contains("de 1 à 3")
    );
    assert!(
        copie
            .sortie(2, &["indice", "12"])
            .contains("pas d'exercice")
    );
}

#[test]
fn ouvrir_donne_les_deux_fichiers_a_l_editeur() {
    let copie = copie();
    let editeur = copie.racine.join("éditeur à moi");
    let trace = copie.racine.join("trace");
    std::fs::write(
        &editeur,
        format!(
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}'\n",
            trace.display().to_string().replace('\'', r"'\''")
        ),
    )
    .unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&editeur, executable).unwrap();
    let ligne = format!("\"{}\" --attendre", editeur.display());
    let ouvrir = |valeur: &str| {
        copie
            .commande(&["ouvrir", "29"])
            .env("VISUAL", "")
            .env("EDITOR", valeur)
            .output()
            .unwrap()
    };
    assert_eq!(ouvrir(&ligne).status.code(), Some(0));
    let arguments = std::fs::read_to_string(&trace).unwrap();
    let attendus = format!(
        "--attendre\n{0}/exo29/README.md\n{0}/exo29/src/main.rs\n",
        copie.racine.display()
    );
    assert_eq!(arguments, attendus);
    assert_eq!(ouvrir("éditeur-qui-n-existe-pas").status.code(), Some(2));
    assert_eq!(ouvrir("false").status.code(), Some(2));
}

#[test]
fn les_completions_definissent_exo() {
    let copie = copie();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = copie.sortie(0, &["completions", shell]);
        assert!(
            script.contains("recommencer") && script.contains("cargo exo"),
            "{shell}"
        );
    }
    let script = copie.sortie(0, &["completions", "bash"]);
    let essai = format!(
        "{script}\ncomplete -p exo && type -t exo && COMP_WORDS=(exo su) COMP_CWORD=1 && _exo exo su exo && echo \"${{COMPREPLY[@]}}\""
    );
    let sortie = Command::new("bash")
        .args(["--norc", "-c", &essai])
        .output()
        .unwrap();
    let texte = String::from_utf8_lossy(&sortie.stdout).into_owned();
    assert!(
        texte.contains("function\nsuivre"),
        "{texte}{}",
        String::from_utf8_lossy(&sortie.stderr)
    );
}

#[test]
fn chaque_etape_du_cours_a_une_consigne_et_trois_indices_lisibles() {
    for exercice in &COURS.exercices {
        let lecon = Lecon::du_dossier(&exercice.dossier).unwrap();
        for etape in &exercice.etapes {
            let nom = format!("{}, étape {}", exercice.nom, etape.numero);
            assert!(
                lecon
                    .consigne(etape.numero)
                    .is_some_and(|texte| !texte.is_empty()),
                "{nom}"
            );
            let indices = lecon.indices(etape.numero);
            assert_eq!(indices.len(), 3, "{nom}");
            for indice in indices {
                let rendu = rendre(&indice.texte, 80, "");
                assert!(
                    !rendu.trim().is_empty() && !rendu.contains("</") && !rendu.contains("]("),
                    "{nom} : {rendu}"
                );
            }
        }
    }
}

#[test]
fn un_exercice_se_nomme_comme_un_shell_le_complete() {
    let copie = copie();
    for nom in [
        "29",
        "exo29",
        "exo29/",
        "./exo29",
        "exo29/src/main.rs",
        "EXO29",
    ] {
        let indice = copie.sortie(0, &["indice", nom, "1"]);
        assert!(indice.contains("exo29, étape 1"), "{nom} : {indice}");
        // Sans commande, c'est où en est cet exercice.
        let tableau = copie.sortie(1, &[nom]);
        assert!(
            tableau.contains("exo29/src/main.rs:10:1  à faire"),
            "{nom} : {tableau}"
        );
    }
    assert!(copie.sortie(2, &["12"]).contains("pas d'exercice « 12 »"));
    assert!(copie.sortie(2, &["suivr"]).contains("peut-être"));
}

#[test]
fn un_fichier_qui_ne_compile_pas_se_dit_au_tableau() {
    let copie = copie();
    copie.ecrire(3, "12");
    let tableau = copie.sortie(1, &[]);
    assert!(
        tableau.contains("exo29  Hello Async                 ne compile pas"),
        "{tableau}"
    );
    assert!(
        !tableau.contains("✗ 1") && !tableau.contains("✗ ✗"),
        "{tableau}"
    );
    assert!(
        tableau.contains("À suivre : exo29 ne compile pas, étape 3"),
        "{tableau}"
    );
    assert!(tableau.contains("commande  cargo exo 29"), "{tableau}");
}

/// Les tests n'appellent pas `main`, et `cargo test` refuse pourtant le fichier.
#[test]
fn un_main_que_cargo_n_execute_pas_se_dit_sans_rien_oter() {
    let copie = copie();
    let sans_runtime = copie
        .solution()
        .replace("#[tokio::main(flavor = \"current_thread\")]\n", "");
    std::fs::write(copie.fichier(), sans_runtime).unwrap();
    let refus = Command::new(env!("CARGO"))
        .current_dir(copie.racine)
        .env("CARGO_TARGET_DIR", cible())
        .args(["check", "-p", "exo29"])
        .output()
        .unwrap();
    let refus = String::from_utf8(refus.stderr).unwrap();
    assert!(refus.contains("error[E0752]"), "{refus}");
    let phrase = "`cargo run -p exo29` et `cargo test -p exo29` ne compilent pas";
    let pareil = |texte: String| texte.split_whitespace().collect::<Vec<_>>().join(" ");
    let vue = pareil(copie.sortie(0, &["29"]));
    assert!(
        vue.contains(phrase) && vue.contains("Toutes les étapes sont acquises"),
        "{vue}"
    );
    let tableau = pareil(copie.sortie(1, &[]));
    assert!(
        tableau.contains(phrase) && tableau.contains("✓ ✓ ✓ ✓ 10 / 10"),
        "{tableau}"
    );
}

/// Chaque commande suggérée tient sur sa ligne : coupée, elle ne se copierait plus.
#[test]
fn en_60_colonnes_rien_ne_deborde_des_commandes() {
    let copie = copie();
    copie.sortie(1, &[]);
    let debordent = |arguments: &[&str], attendu: &str| {
        // Ce qu'il a écrit, et non ce que l'écran en a plié.
        let terminal = Terminal::ouvrir(&copie, 60, false, arguments);
        terminal.attendre_recu(attendu);
        let recu = terminal.recu();
        let larges = recu
            .split(['\r', '\n'])
            .filter(|ligne| measure_text_width(ligne) > 60);
        assert_eq!(larges.collect::<Vec<_>>(), [""; 0], "{arguments:?}\n{recu}");
    };
    debordent(&[], "leçon     exo29/README.md");
    debordent(&["29"], "À chaque enregistrement : cargo exo suivre 29");
    debordent(
        &["indice", "36", "1"],
        "Encore bloqué ? cargo exo indice 36 1 --niveau 2",
    );
    debordent(&["solution", "29"], "cargo exo solution 29 --quand-meme");
}

#[test]
fn huit_cents_erreurs_se_comptent_toutes() {
    let copie = copie();
    let fausses: String = (0..800)
        .map(|n| format!("fn f{n}() -> u8 {{ \"x\" }}\n"))
        .collect();
    std::fs::write(copie.fichier(), copie.lire() + &fausses).unwrap();
    // La seconde fois, la compilation n'est pas refaite.
    for _ in 0..2 {
        let vue = copie.sortie(1, &["29"]);
        assert!(vue.contains("(799 autres erreurs"), "{vue}");
    }
}

/// `.await` oublié : l'avertissement dit la cause, et la piste du test en dirait une autre.
#[test]
fn une_cause_n_a_qu_une_explication() {
    let copie = copie();
    copie.ecrire(1, "tokio::time::sleep(duree);");
    let vue = copie.sortie(1, &["29"]);
    assert!(
        vue.contains("observé") && vue.contains("Ce future est créé puis jeté"),
        "{vue}"
    );
    assert!(!vue.contains("piste"), "{vue}");
    copie.ecrire(1, "std::thread::sleep(duree);");
    assert!(copie.sortie(1, &["29"]).contains("piste"));
}

/// Le compilateur propose de changer la signature, qui est fixée.
#[test]
fn un_conseil_qui_egare_est_contredit() {
    let copie = copie();
    copie.ecrire(3, "saluer_apres(&nom, delai).await; todo!()");
    let vue = copie.sortie(1, &["29"]);
    let mots = vue.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        mots.contains("E0728")
            && mots.contains("La signature est fixée : pas d'`async` devant `fn`"),
        "{vue}"
    );
}
