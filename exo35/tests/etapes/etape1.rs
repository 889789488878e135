//! Étape 1 : `ecrire_puis_relire` remplace tout le contenu d'un fichier, créé s'il le faut, et rend ce qu'il contient alors.

use std::io;
use std::path::{Path, PathBuf};

use banc::fichiers::{contenu, texte};
use banc::io::{PISTE_NOM, appeler, echouer_sans_dossier, ignorer, reussir, reussir_avec};
use banc::texte::nombre;
use banc::thread_libre::{LONG, exiger_le_thread_libre};
#[cfg(unix)]
use banc::{
    disque_plein::{TROP_LONG, ecrire_a_l_etroit, exiger_une_erreur, synchronise},
    enfant::Parent,
    io::decrire,
    tube::Tube,
};
use banc::{echec, ensemble, exiger};

use crate::ecrire_puis_relire; // nom fixé par l'énoncé

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(chemin: &Path) -> impl Future<Output = io::Result<String>> {
    ecrire_puis_relire(chemin, "") // signature fixée : async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String>
}

/// Ce texte s'il est court, sa taille sinon.
fn montrer(texte: &str) -> String {
    if texte.len() < 100 {
        format!("{texte:?}")
    } else {
        nombre(texte.len(), "octet", "octets").to_string()
    }
}

/// Le fichier, qui contenait `ancien`, contient `ecrit`, et c'est aussi ce que l'appel a rendu.
fn exiger_ecrit_et_relu(chemin: &Path, ancien: &str, ecrit: &str, rendu: &str) {
    let nom = chemin.file_name().unwrap_or_default();
    exiger!(
        contenu(chemin).is_some(),
        "le fichier {nom:?}, qui n'existait pas, est créé",
        "il n'existe pas",
        "même un contenu vide crée le fichier, et il porte exactement le nom demandé"
    );
    let tenu = texte(chemin);
    if tenu == ecrit && rendu == ecrit {
        return;
    }
    let (voulu, vu, relu) = (montrer(ecrit), montrer(&tenu), montrer(rendu));
    let piste = piste_de_l_ecriture(ancien, ecrit, &tenu);
    exiger!(
        tenu == ecrit,
        "le fichier {nom:?} contient {voulu}, et rien d'autre",
        "{vu}",
        "{piste}"
    );
    let piste = piste_de_la_relecture(ecrit, rendu);
    exiger!(
        rendu == ecrit,
        "la valeur rendue est ce que contient {nom:?} : {voulu}",
        "{relu}",
        "{piste}"
    );
}

/// Pourquoi le fichier contient-il cela, au lieu de ce qui était à écrire ?
fn piste_de_l_ecriture(ancien: &str, ecrit: &str, tenu: &str) -> &'static str {
    if tenu.is_empty() {
        return "tout est resté dans un tampon : un `BufWriter` lâché sans `flush` n'écrit rien, et un \
                `tokio::fs::File` écrit en arrière-plan ; `flush` attend les deux";
    }
    if tenu == ancien {
        return "rien n'a été écrit : la même longueur n'est pas le même contenu, et un ancien texte se remplace quelle que \
                soit la sienne";
    }
    if tenu.len() > ancien.len() && !ancien.is_empty() && tenu.starts_with(ancien) {
        return "le nouveau texte est venu après l'ancien : `append` ajoute à la fin, et ici tout l'ancien contenu \
                doit disparaître";
    }
    match tenu.strip_prefix(ecrit) {
        Some(reste) if ancien.get(ecrit.len()..) == Some(reste) => {
            "la fin de l'ancien contenu est restée : ouvrir avec `create(true)` et `write(true)` ne vide pas le \
             fichier, c'est le rôle de `truncate(true)`"
        }
        None if ecrit.starts_with(tenu) => {
            "il en manque : `write` a le droit de n'écrire qu'un morceau, et dit combien, alors que `write_all` \
             recommence jusqu'au bout ; puis `flush` attend le thread d'arrière-plan, qui écrit peut-être encore"
        }
        _ => "écris `contenu` octet pour octet, sans rien y ajouter ni en ôter",
    }
}

/// Le fichier est bon : pourquoi l'appel a-t-il rendu autre chose ?
fn piste_de_la_relecture(ecrit: &str, rendu: &str) -> &'static str {
    if rendu.is_empty() {
        "la position dans le fichier est peut-être restée à la fin, là où l'écriture l'a laissée ; ou bien \
         l'écriture n'était pas finie quand tu as relu (`flush` l'attend) ; ou encore, `read` remplit la longueur de \
         son tampon, et non sa capacité : dans un `Vec` vide il ne lit rien, là où `read_to_end` l'agrandit"
    } else if ecrit.strip_prefix('\u{FEFF}') == Some(rendu) {
        "rends ce que tu as relu, sans rien y changer : la marque d'ordre (U+FEFF) du début en fait partie"
    } else if ecrit.split_whitespace().eq(rendu.split_whitespace()) {
        "rends ce que tu as relu, sans rien y changer : les blancs et les fins de ligne aussi, que `trim` et \
         `lines` ôtent"
    } else if ecrit.starts_with(rendu) {
        "`read` a le droit de ne lire qu'un morceau : `read_to_string` va jusqu'à la fin du fichier ; ou bien \
         l'écriture n'était pas finie quand tu as relu (`flush` l'attend)"
    } else {
        "rends ce que tu as relu, sans rien y changer"
    }
}

#[banc::etape]
#[tokio::test]
async fn le_contenu_est_dans_le_fichier_et_revient_tel_quel() {
    let dossier = banc::dossier!();
    for (nom, ecrit) in [
        ("simple.txt", "bonjour"),
        ("lignes.txt", "une\ndeux\n\ntrois\n"),
        ("windows.txt", "une\r\ndeux\r\n"),
        ("accents.txt", "Où es-tu, Zoé ? 日本 \u{1F980}\u{FEFF}"),
        ("marque.txt", "\u{FEFF}bonjour"),
        ("blancs.txt", "  \n un espace à la fin \n\n"),
        ("zero.bin", "a\0b"),
        ("vide.txt", ""),
    ] {
        let chemin = dossier.fichier(nom);
        let rendu = reussir(ecrire_puis_relire(&chemin, ecrit)).await;
        exiger_ecrit_et_relu(&chemin, "", ecrit, &rendu);
    }
}

#[banc::etape]
#[tokio::test]
async fn rien_ne_reste_d_un_ancien_contenu_plus_long() {
    let dossier = banc::dossier!();
    let ancien = "un ancien contenu, bien plus long que le nouveau";
    let autant = ancien.to_uppercase();
    let voisins = ["notes", "notes.bak", "notes.tmp"].map(|nom| dossier.poser(nom, "voisin"));
    for nouveau in ["court", &autant, ""] {
        let chemin = dossier.poser("notes.txt", ancien);
        let rendu = reussir(ecrire_puis_relire(&chemin, nouveau)).await;
        exiger_ecrit_et_relu(&chemin, ancien, nouveau, &rendu);
    }
    for voisin in &voisins {
        let nom = voisin.file_name().unwrap_or_default();
        exiger!(
            texte(voisin) == "voisin",
            "écrire \"notes.txt\" laisse {nom:?}, à côté, tel qu'il était",
            "il est effacé, ou contient autre chose",
            "un autre fichier du dossier a servi de brouillon : son nom peut être déjà pris ; écris dans `chemin` lui-même"
        );
    }
}

/// Un lien vers /dev/null : tout ce qu'on y écrit disparaît, et seule une vraie relecture le sait. Une
/// réponse qui remplace le lien par un vrai fichier, ou qui rend une erreur, a raison aussi.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn la_valeur_rendue_vient_du_fichier_et_non_de_l_argument() {
    let dossier = banc::dossier!();
    let chemin = dossier.lier("puits", "/dev/null");
    if let Ok(rendu) = appeler(ecrire_puis_relire(&chemin, "perdu")).await {
        let tenu = texte(&chemin);
        exiger!(
            rendu == tenu,
            "ce que le fichier contient : {tenu:?} (c'est un lien vers /dev/null, qui oublie tout)",
            "{rendu:?}",
            "rendre une copie de `contenu` n'est pas relire : seul le fichier sait ce qu'il contient"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn la_relecture_voit_toujours_toute_l_ecriture() {
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("notes.txt");
    let mut ancien = String::new();
    for tour in 0..25_usize {
        let ecrit = format!("{tour};").repeat(150_000 + tour);
        let rendu = reussir(ecrire_puis_relire(&chemin, &ecrit)).await;
        exiger_ecrit_et_relu(&chemin, &ancien, &ecrit, &rendu);
        ancien = ecrit;
    }
}

#[banc::etape]
#[tokio::test]
async fn des_appels_simultanes_ont_chacun_leur_fichier() {
    let dossier = banc::dossier!();
    let noms = (0..10).map(|n| dossier.fichier(&format!("notes{n}.txt")));
    let fichiers: Vec<(PathBuf, String)> = noms
        .enumerate()
        .map(|(n, chemin)| (chemin, n.to_string().repeat(20_000 + n)))
        .collect();
    // D'abord l'un après l'autre : ce qui est déjà faux n'est pas une affaire de voisinage.
    for (chemin, ecrit) in &fichiers[..2] {
        let rendu = reussir(ecrire_puis_relire(chemin, ecrit)).await;
        exiger_ecrit_et_relu(chemin, ecrit, ecrit, &rendu);
    }
    for _ in 0..3 {
        let appels = fichiers.iter();
        let appels = appels.map(|(chemin, ecrit)| appeler(ecrire_puis_relire(chemin, ecrit)));
        let issues = ensemble(appels.collect()).await;
        for ((chemin, ecrit), issue) in fichiers.iter().zip(issues) {
            let vu = match issue {
                Ok(rendu) if rendu == *ecrit && texte(chemin) == *ecrit => continue,
                Ok(rendu) if rendu == *ecrit => {
                    "le fichier de l'un d'eux contient autre chose".into()
                }
                Ok(rendu) => format!(
                    "l'un d'eux a rendu {}, et ce n'est pas le sien",
                    montrer(&rendu)
                ),
                Err(erreur) => format!("l'un d'eux a échoué : {erreur}"),
            };
            echec!(
                "10 appels à la fois, chacun sur son fichier, écrivent et relisent chacun le sien",
                "{vu}",
                "seul, un appel fait ce qu'il faut : ce qu'un appel prépare n'est qu'à lui ; un fichier provisoire au nom fixe, \
                 ou un `static`, sert à tous à la fois"
            )
        }
    }
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_ecriture_interrompue_est_une_erreur() {
    if let Some(parent) = Parent::trouver() {
        let relire = async {
            let relu = ecrire_puis_relire(Path::new("notes.txt"), &TROP_LONG).await?;
            let (relus, ecrits) = (nombre(relu.len(), "octet", "octets"), TROP_LONG.len());
            Ok(format!("Ok, avec {relus} sur {ecrits}"))
        };
        return parent.informer(&decrire(relire).await);
    }
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("notes.txt");
    reussir(ecrire_puis_relire(&chemin, "ancien")).await;
    let Some(issue) = ecrire_a_l_etroit(&dossier, &chemin) else {
        return;
    };
    let puits = dossier.lier("puits", "/dev/null");
    if issue.starts_with("Ok") && synchronise(ecrire_puis_relire(&puits, "perdu")).await {
        return;
    }
    exiger_une_erreur(
        &issue,
        "quand le disque refuse la suite du contenu",
        "l'erreur de l'écriture s'est perdue : `let _ =` et `.ok()` l'avalent, et celle d'un `tokio::fs::File` \
         n'apparaît qu'au `flush`, qui attend que le thread d'arrière-plan ait fini : il faut l'appeler, et \
         rendre son erreur",
    );
}

#[banc::etape]
#[tokio::test]
async fn un_gros_contenu_est_ecrit_en_entier() {
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("gros.txt");
    // En longues lignes : qui relit ligne par ligne dans un seul texte le fait vérifier en entier à chacune.
    let ecrit = format!("{}\n", "é0123456789abc".repeat(4_000)).repeat(80);
    let rendu = reussir(ecrire_puis_relire(&chemin, &ecrit)).await;
    exiger_ecrit_et_relu(&chemin, "", &ecrit, &rendu);
}

#[banc::etape]
#[tokio::test]
async fn une_erreur_du_systeme_revient_telle_quelle() {
    let dossier = banc::dossier!();
    let sans_dossier = dossier.fichier("absent").join("notes.txt");
    echouer_sans_dossier(&dossier, ecrire_puis_relire(&sans_dossier, "bonjour")).await;
    let issue = appeler(ecrire_puis_relire(dossier.chemin(), "bonjour")).await;
    exiger!(
        issue.is_err(),
        "écrire dans un dossier comme dans un fichier est une erreur",
        "{issue:?}",
        "une erreur a été avalée : `?` la rend à l'appelant"
    );
}

#[banc::etape]
#[tokio::test]
async fn tout_chemin_convient() {
    let dossier = banc::dossier!();
    for chemin in dossier.chemins_divers() {
        let rendu = reussir_avec(&chemin, ecrire_puis_relire(&chemin, "bonjour")).await;
        if chemin.to_str().is_some() {
            exiger_ecrit_et_relu(&chemin, "", "bonjour", &rendu);
        }
        let nom = chemin.file_name().unwrap_or_default();
        exiger!(
            contenu(&chemin).as_deref() == Some(b"bonjour") && rendu == "bonjour",
            "le fichier {nom:?} contient \"bonjour\", et l'appel le rend",
            "il a rendu {rendu:?}, et le fichier n'existe pas ou contient autre chose",
            "{PISTE_NOM}"
        );
    }
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_au_fichier() {
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("notes.txt");
    exiger_le_thread_libre(
        &dossier,
        &|| drop(dossier.poser("notes.txt", "ancien")),
        &|| ignorer(ecrire_puis_relire(&chemin, &LONG)),
    );
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_ouverture_qui_attend_ne_bloque_personne() {
    let dossier = banc::dossier!();
    let tube = Tube::new(&dossier);
    let appel = ignorer(ecrire_puis_relire(tube.chemin(), "x"));
    tube.exiger_une_ouverture_sans_bloquer(appel).await;
}
