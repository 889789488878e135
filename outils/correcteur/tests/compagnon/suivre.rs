//! Le mode suivi : de l'énoncé à la fin, dans un terminal de chaque largeur et sans terminal.

use std::os::unix::fs::PermissionsExt;
use std::thread;
use std::time::{Duration, Instant};

use crate::copie::{attendre, copie, restants};
use crate::terminal::{Lignes, Terminal};

#[test]
fn un_terminal_de_80_colonnes_mene_de_l_enonce_de_l_exo29_a_sa_fin() {
    let copie = copie();
    let mut terminal = Terminal::ouvrir(&copie, 80, true, &["suivre"]);
    terminal.attendre("D'abord, la leçon : exo29/README.md");
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    terminal.attendre("l leçon · i indice · o ouvrir · r relancer · d démo");
    terminal.attendre("q quitter");

    copie.ecrire(1, "std::thread::sleep(duree);");
    terminal.attendre("piste     `std::thread::sleep` endort le thread entier");
    terminal.taper("i");
    terminal.attendre("Indice 1 : une question");
    terminal.attendre("Indice 1 sur 3 ; i : le suivant");
    assert!(!terminal.texte().contains("Indice 2"));
    terminal.taper("i");
    terminal.attendre("(https://docs.rs/tokio/latest/tokio/time/fn.sleep.html)");
    terminal.taper("s");
    terminal.attendre("la solution s'ouvre quand l'exercice passe");

    copie.ecrire(1, "tokio::time::sleep(2 * duree).await;");
    terminal.attendre("    pause  ├█████████████████████████████████████┤  0 → 2 ms");
    copie.ecrire(1, "tokio::time::sleep(duree);");
    terminal.attendre("unused `Sleep` that must be used");
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    terminal.attendre("✓ étape 1 acquise : une pause qui ne bloque personne");
    terminal.attendre("Étape 2 : saluer après un délai");
    assert!(
        !terminal.texte().contains("Indice"),
        "les indices sont ceux d'une autre étape"
    );

    copie.ecrire(
        2,
        "faire_une_pause(delai).await; format!(\"Bonjour, {nom} !\")",
    );
    terminal.attendre("✓ étape 2 acquise");
    copie.ecrire(3, "tokio::spawn(async { saluer_apres(&nom, delai).await })");
    terminal.attendre("error[E0373]");
    terminal.attendre("exo29/src/main.rs:21:18");
    terminal.attendre("à relire  exo29/README.md, « Emprunter dans une tâche »");
    copie.ecrire(
        3,
        "tokio::spawn(async move { saluer_apres(&nom, delai).await })",
    );
    terminal.attendre("✓ étape 3 acquise");
    copie.ecrire(4, "tokio::task::spawn_blocking(travail).await.unwrap()");
    terminal.attendre("reprends la charge dans");
    terminal.taper("t");
    terminal.attendre("✓ etape1::une_pause_nulle_finit_sans_attendre");
    terminal.taper("t");
    std::fs::write(copie.fichier(), copie.solution()).unwrap();
    terminal.attendre("✓ exo29 est terminé : 10 points");
    terminal.attendre("D'abord, la leçon : exo30/README.md");
    terminal.attendre("exo30/src/main.rs:13:1  à faire");
    terminal.taper("s");
    terminal.attendre("exo29/src/main.rs en regard de solutions/exo29/src/main.rs");
    terminal.taper("b");
    terminal.attendre("Programmation asynchrone avec Tokio");
    terminal.attendre("échap retour");

    // Reprendre un exercice terminé y ramène.
    let (solution, juste) = (copie.solution(), "tokio::time::sleep(duree).await;");
    let abimee = solution.replace(juste, "std::thread::sleep(duree);");
    std::fs::write(copie.fichier(), abimee).unwrap();
    terminal.attendre("exo29 · Hello Async");
    terminal.attendre("en échec");
    std::fs::write(copie.fichier(), solution).unwrap();
    terminal.attendre("exo30/src/main.rs:13:1  à faire");
    terminal.quitter("q");
}

#[test]
fn en_60_colonnes_et_sans_couleur_rien_ne_deborde() {
    let copie = copie();
    copie.ecrire(1, "std::thread::sleep(duree);");
    let mut terminal = Terminal::ouvrir(&copie, 60, false, &["suivre", "29"]);
    terminal.attendre("en échec");
    terminal.taper("ii");
    terminal.attendre("q quitter");
    terminal.attendre("Indice 2 : la page à lire");
    terminal.taper("t");
    terminal.attendre("etape1::une_pause_nulle_finit");
    let recu = String::from_utf8_lossy(&terminal.recu.lock().unwrap()).into_owned();
    for couleur in [
        "\u{1b}[1m",
        "\u{1b}[2m",
        "\u{1b}[31m",
        "\u{1b}[32m",
        "\u{1b}[4m",
    ] {
        assert!(!recu.contains(couleur), "{couleur:?}");
    }
    // Ctrl-C est une touche comme une autre.
    terminal.quitter("\u{3}");
}

#[test]
fn un_terminal_ferme_ne_laisse_rien_derriere_lui() {
    let copie = copie();
    let terminal = Terminal::ouvrir(&copie, 80, true, &["suivre", "29"]);
    terminal.attendre("à faire");
    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre(
        "les tests",
        || restants().contains("etape1"),
        || terminal.texte(),
    );
    drop(terminal);
    attendre("le silence", || restants().is_empty(), restants);
}

#[test]
fn un_fichier_malmene_est_juge_des_qu_il_revient() {
    let copie = copie();
    let lignes = Lignes::ouvrir(&copie);
    lignes.attendre("est suivi");
    lignes.attendre("à faire");

    let juste = copie.solution();
    std::fs::write(copie.fichier(), &juste[..juste.len() / 2]).unwrap();
    lignes.attendre("ne compile pas");
    std::fs::remove_file(copie.fichier()).unwrap();
    lignes.attendre("le fichier n'existe pas");
    lignes.attendre("cargo exo recommencer 29");
    // Le dossier entier disparaît, puis revient : le système n'observe plus rien, le coup d'œil suffit.
    std::fs::remove_dir_all(copie.fichier().parent().unwrap()).unwrap();
    thread::sleep(Duration::from_millis(1500));
    std::fs::create_dir(copie.fichier().parent().unwrap()).unwrap();
    std::fs::write(copie.fichier(), juste.replace("{nom} !", "{nom}")).unwrap();
    lignes.attendre("Étape 2 : saluer après un délai");
    // Un enregistrement qui remplace le fichier, comme font beaucoup d'éditeurs.
    let neuf = copie.fichier().with_extension("neuf");
    std::fs::write(&neuf, juste.replace("sleep(duree).await;", "sleep(duree);")).unwrap();
    std::fs::rename(&neuf, copie.fichier()).unwrap();
    lignes.attendre("unused `Sleep` that must be used");

    // Un fichier qui ne cesse de changer est jugé quand même, et sa dernière version aussi.
    for numero in 0..60 {
        std::fs::write(
            copie.fichier(),
            format!("{}\n// {numero}\n", juste.replace("{nom} !", "{nom}")),
        )
        .unwrap();
        thread::sleep(Duration::from_millis(50));
    }
    lignes.attendre("Étape 2 : saluer après un délai");
    std::fs::write(copie.fichier(), &juste).unwrap();
    lignes.attendre("exo29 est terminé");
    lignes.attendre("exo30/src/main.rs");
    lignes.finir();
}

#[test]
fn un_enregistrement_pendant_un_essai_le_relance() {
    let copie = copie();
    let lignes = Lignes::ouvrir(&copie);
    lignes.attendre("à faire");
    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre("les tests", || restants().contains("etape1"), restants);
    let depart = Instant::now();
    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    lignes.attendre("étape 1 acquise");
    // Un test figé ne l'est qu'au bout de 8 s : ceux d'avant n'ont pas été attendus.
    assert!(
        depart.elapsed() < Duration::from_secs(7),
        "{:?}",
        depart.elapsed()
    );
    assert!(!restants().contains("etape1"), "{}", restants());

    copie.ecrire(1, "loop { std::hint::spin_loop(); }");
    attendre("les tests", || restants().contains("etape1"), restants);
    lignes.finir();
}

#[test]
fn en_120_colonnes_chaque_touche_fait_ce_qu_elle_dit() {
    let copie = copie();
    let editeur = copie.racine.join("mon éditeur");
    std::fs::write(
        &editeur,
        "#!/bin/sh\nprintf 'ÉDITEUR %s\\n' \"$1\"; read mot; echo \"$mot\" > trace\n",
    )
    .unwrap();
    std::fs::set_permissions(&editeur, PermissionsExt::from_mode(0o755)).unwrap();
    let ligne = format!("\"{}\"", editeur.display());
    let variables = [("VISUAL", ligne.as_str())];
    let mut terminal = Terminal::ouvrir_avec(&copie, 120, &variables, &["suivre"]);
    terminal.attendre("exo29/src/main.rs:10:1  à faire");

    // La leçon de l'étape est plus longue que l'écran.
    terminal.taper("l          ");
    terminal.attendre("La page entière : exo29/README.md");
    terminal.taper("\u{1b}");
    terminal.attendre("exo29/src/main.rs:10:1  à faire");

    // L'éditeur a l'écran et le clavier, puis les rend.
    terminal.taper("o");
    terminal.attendre("ÉDITEUR ");
    terminal.taper("quitter\r");
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    assert_eq!(
        std::fs::read_to_string(copie.racine.join("trace")).unwrap(),
        "quitter\n"
    );

    // La démonstration aussi, et Ctrl-C n'arrête qu'elle.
    copie.ecrire(
        1,
        "println!(\"je dors\"); std::thread::sleep(std::time::Duration::from_secs(1000));",
    );
    terminal.attendre("essai en cours");
    terminal.taper("d");
    terminal.attendre("je dors");
    terminal.taper("\u{3}");
    terminal.attendre("Entrée pour revenir.");
    terminal.taper("\r");
    terminal.attendre("l leçon · i indice");

    copie.ecrire(1, "tokio::time::sleep(duree).await;");
    terminal.attendre("Étape 2 : saluer après un délai");
    terminal.taper("l          ");
    terminal.attendre("La page entière : exo29/README.md");
    terminal.taper("l");
    terminal.attendre("Étape 2 : saluer après un délai");

    // Un exercice voisin, puis le retour ; avant le premier, il n'y a rien.
    terminal.taper("n");
    terminal.attendre("exo30/src/main.rs:13:1  à faire");
    terminal.taper("p");
    terminal.attendre("Étape 2 : saluer après un délai");
    terminal.taper("p");
    terminal.attendre("exo29 est le premier exercice : il n'y en a pas avant");
    terminal.taper("r");
    terminal.attendre("verdict en");

    // Enregistrer un autre exercice y mène, quel qu'il soit.
    let autre = copie.racine.join("exo33/src/main.rs");
    let texte = std::fs::read_to_string(&autre).unwrap();
    std::fs::write(&autre, texte + "// à moi\n").unwrap();
    terminal.attendre("exo33 vient d'être enregistré : c'est lui qui est suivi");
    terminal.attendre("D'abord, la leçon : exo33/README.md");
    terminal.quitter("q");
}

/// Un terminal qui ne sait qu'écrire à la suite : aucune touche n'y est nommée.
#[test]
fn sans_touches_aucune_n_est_nommee() {
    let copie = copie();
    let terminal = Terminal::ouvrir_avec(&copie, 80, &[("TERM", "dumb")], &["suivre"]);
    terminal.attendre_recu("exo29/src/main.rs:10:1  à faire");
    terminal.attendre_recu("Bloqué ? cargo exo indice 29 1");
    std::fs::write(copie.fichier(), copie.solution()).unwrap();
    terminal.attendre_recu("✓ exo29 est terminé");
    terminal.attendre_recu("cargo run -p exo29 : l'exercice à l'œuvre");
    terminal.attendre_recu("cargo exo solution 29 : ta réponse et la solution");
    terminal.attendre_recu("D'abord, la leçon : exo30/README.md");
    let recu = terminal.recu();
    for touche in [" i :", "s : ", "entrée :", "l leçon", "i indice", "touche"] {
        assert!(!recu.contains(touche), "{touche:?}\n{recu}");
    }
    assert!(!recu.contains('\u{1b}'), "{recu:?}");
}

/// Ctrl-Z rend au shell un terminal ordinaire ; `fg` redonne l'écran, touches comprises.
#[test]
fn ctrl_z_laisse_le_terminal_au_shell_et_fg_le_reprend() {
    let copie = copie();
    let mut terminal = Terminal::shell(&copie);
    terminal.taper("\"$EXO\" suivre 29\r");
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    terminal.taper("\u{1a}");
    let alterne = || terminal.ecran.lock().unwrap().screen().alternate_screen();
    attendre("le shell", || !alterne(), || terminal.texte());
    terminal.taper("echo somme $((40 + 2))\r");
    terminal.attendre("somme 42");
    terminal.taper("fg\r");
    terminal.attendre("exo29/src/main.rs:10:1  à faire");
    terminal.taper("i");
    terminal.attendre("Indice 1 : une question");
    terminal.taper("q");
    let alterne = || terminal.ecran.lock().unwrap().screen().alternate_screen();
    attendre("le shell", || !alterne(), || terminal.texte());
    terminal.quitter("exit\r");
}

/// Plus étroit, puis plus large : chaque fois le texte se remet en lignes, et rien ne reste du précédent.
#[test]
fn un_terminal_qui_change_de_taille_est_redessine() {
    let copie = copie();
    let terminal = Terminal::ouvrir(&copie, 80, false, &["suivre", "29"]);
    let consigne = "attend `duree` sur l'horloge de Tokio, ni plus ni\n  moins";
    terminal.attendre(consigne);
    terminal.tailler(50, 16);
    terminal.attendre("`faire_une_pause(duree)` attend `duree` sur\n  l'horloge");
    terminal.attendre("↑↓ ");
    terminal.tailler(120, 30);
    terminal.attendre("attend `duree` sur l'horloge de Tokio, ni plus ni moins, sans bloquer");
    terminal.tailler(80, 24);
    terminal.attendre(consigne);
    assert_eq!(terminal.texte().matches("l leçon").count(), 1);
    terminal.quitter("q");
}
