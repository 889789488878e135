//! Étape 2 : `compter_lignes` compte comme `str::lines`, au fil de l'eau, et laisse avancer les autres tâches.

use std::io::{self, ErrorKind};
use std::path::Path;

use banc::enfant::Parent;
use banc::io::{appeler, echouer, exiger_l_erreur_d_un_dossier, ignorer, reussir};
use banc::thread_libre::{LONG, exiger_le_thread_libre};
#[cfg(unix)]
use banc::tube::Tube;
use banc::{ensemble, exiger, exiger_egal, gros_fichier};

use crate::compter_lignes; // nom fixé par l'énoncé

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(chemin: &Path) -> impl Future<Output = io::Result<usize>> {
    compter_lignes(chemin) // signature fixée : async fn compter_lignes(chemin: &Path) -> io::Result<usize>
}

#[banc::etape]
#[tokio::test]
async fn les_lignes_se_comptent_comme_str_lines() {
    let dossier = banc::dossier!();
    for (texte, piste) in [
        (
            "",
            "un fichier vide n'a aucune ligne : `split('\\n')` en verrait une, et `+ 1` aussi",
        ),
        ("une\ndeux\ntrois\n", "une ligne par `\\n`"),
        (
            "une\ndeux\ntrois",
            "la dernière ligne compte, même sans `\\n` : compter les `\\n` ne suffit pas",
        ),
        ("une", "une seule ligne sans `\\n` est une ligne"),
        (
            "\n",
            "une ligne vide est une ligne, et rien ne suit le dernier `\\n`",
        ),
        (
            "\n\nune\n\n\ndeux\n\n",
            "les lignes vides comptent : ce n'est pas la fin du fichier, et il ne faut pas les sauter",
        ),
        (" \n\t\n", "une ligne de blancs est une ligne"),
        ("une\r\ndeux\r\n", "`\\r\\n` termine une ligne, une seule"),
        ("une\rune\rune\n", "un `\\r` seul ne termine pas une ligne"),
        (
            "été\nà l'île\n日本\n",
            "un caractère de plusieurs octets n'est pas une ligne",
        ),
        (
            "a\u{2028}b\u{85}c\u{B}d\u{C}e\n",
            "`\\n` et `\\r\\n` seuls finissent une ligne : ni U+2028, ni U+0085, ni aucun autre caractère d'Unicode",
        ),
        (
            "a\0b\nc\n",
            "un octet nul est un caractère comme un autre : il ne finit rien",
        ),
        (
            "une\n\r",
            "une dernière ligne faite d'un seul `\\r` en est une : il ne finit pas de ligne, il en fait partie",
        ),
    ] {
        let chemin = dossier.poser("texte.txt", texte);
        exiger_egal!(
            reussir(compter_lignes(&chemin)).await,
            texte.lines().count(),
            "le nombre de lignes de {texte:?}",
            "{piste}"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn des_appels_simultanes_ont_chacun_leur_compte() {
    let dossier = banc::dossier!();
    let fichiers =
        [3, 5, 7, 0].map(|n| dossier.poser(&format!("{n}.txt"), "une ligne\n".repeat(n)));
    // D'abord l'un après l'autre, puis tous à la fois.
    for (chemin, attendu) in fichiers.iter().zip([3, 5, 7, 0]) {
        exiger_egal!(
            reussir(compter_lignes(chemin)).await,
            attendu,
            "le nombre de lignes d'un fichier, après un autre",
            "chaque appel compte à partir de 0, les lignes de son fichier"
        );
    }
    let appels = fichiers
        .iter()
        .map(|chemin| reussir(compter_lignes(chemin)));
    exiger_egal!(
        ensemble(appels.collect()).await,
        [3, 5, 7, 0],
        "le nombre de lignes de quatre fichiers, comptées à la fois",
        "seul, un appel compte juste : ce qu'un appel compte n'est qu'à lui, dans ses variables, pas dans un `static`"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_gros_fichier_n_est_jamais_entier_en_memoire() {
    if let Some(parent) = Parent::trouver() {
        return gros_fichier::informer(parent, compter_lignes(Path::new(gros_fichier::NOM))).await;
    }
    let dossier = banc::dossier!();
    // D'abord un petit : un compte faux n'est pas une affaire de mémoire.
    let petit = dossier.poser("petit.txt", "une\ndeux\n");
    exiger_egal!(
        reussir(compter_lignes(&petit)).await,
        2,
        "le nombre de lignes de \"une\\ndeux\\n\"",
        "une ligne par `\\n`"
    );
    gros_fichier::exiger_peu_de_memoire(&dossier);
}

#[banc::etape]
#[tokio::test]
async fn un_caractere_a_cheval_sur_deux_lectures_reste_valide() {
    let dossier = banc::dossier!();
    // Trois octets par caractère : aucune taille de tampon usuelle ne tombe juste.
    for debut in ["", "a", "ab"] {
        let ligne = format!("{debut}{}\n", "€".repeat(40_000));
        let chemin = dossier.poser("euros.txt", ligne.repeat(2));
        let issue = appeler(compter_lignes(&chemin)).await;
        exiger!(
            issue.as_ref().ok() == Some(&2),
            "deux longues lignes de caractères de trois octets : `Ok(2)`",
            "{issue:?}",
            "l'UTF-8 se vérifie ligne par ligne : un morceau de fichier peut couper une ligne ou un caractère \
             en deux"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn un_texte_qui_n_est_pas_de_l_utf8_est_une_erreur() {
    let dossier = banc::dossier!();
    // Plus d'un mébioctet de texte correct, d'abord.
    let bonne = format!("{}\n", "bonne ligne ".repeat(50));
    let loin = [bonne.repeat(2000).as_bytes(), b"fin \xFF\n"].concat();
    for (cas, octets) in [
        ("un octet invalide", &b"bon\nma\xFFl\nbon\n"[..]),
        ("une dernière ligne invalide, sans `\\n`", b"bon\n\xE9t\xE9"),
        ("un caractère coupé par la fin du fichier", b"bon\n\xE2\x82"),
        ("un caractère coupé par un `\\n`", b"\xC3\n\xA9\n"),
        ("un codage interdit", b"bon\n\xED\xA0\x80\n"),
        ("un octet invalide au bout de 2000 lignes", &loin),
    ] {
        let chemin = dossier.poser("latin1.txt", octets);
        echouer(cas, ErrorKind::InvalidData, compter_lignes(&chemin)).await;
    }
}

#[banc::etape]
#[tokio::test]
async fn une_erreur_du_systeme_revient_telle_quelle() {
    let dossier = banc::dossier!();
    let absent = dossier.fichier("absent.txt");
    echouer(
        "un fichier absent",
        ErrorKind::NotFound,
        compter_lignes(&absent),
    )
    .await;
}

#[banc::etape]
#[test]
fn compter_un_dossier_est_une_erreur() {
    let dossier = banc::dossier!();
    exiger_l_erreur_d_un_dossier(
        "compter les lignes",
        Box::pin(compter_lignes(dossier.chemin())),
    );
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_au_fichier() {
    let dossier = banc::dossier!();
    let chemin = dossier.poser("texte.txt", &*LONG);
    exiger_le_thread_libre(&dossier, &|| {}, &|| ignorer(compter_lignes(&chemin)));
}

/// L'écrivain n'avance que quand une autre branche de la même tâche que l'appel le lui permet.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn les_autres_taches_avancent_pendant_une_lecture_lente() {
    let dossier = banc::dossier!();
    let tube = Tube::new(&dossier);
    let mut ecrivain = tube.ecrire_avec_permission("une\nde", "ux\ntrois");
    let compte = appeler(compter_lignes(tube.chemin()));
    let (issue, ()) = tokio::join!(compte, ecrivain.permettre());
    let permissions = ecrivain.finir();
    exiger!(
        permissions.a_l_ouverture,
        "pendant que l'ouverture du fichier attend, les autres tâches avancent",
        "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
        "une ouverture par `std::fs` dans du code async bloque le thread entier : `tokio::fs` ouvre sur un \
         autre thread, et attend par `.await`"
    );
    exiger!(
        permissions.au_milieu,
        "pendant qu'une lecture attend la suite du fichier, les autres tâches avancent",
        "plus rien n'a avancé pendant 2 s : le thread du runtime était bloqué",
        "une lecture de `std::io` dans du code async bloque le thread entier, même si le fichier a été ouvert \
         par Tokio : ce sont les traits de `tokio::io` qui lisent sans bloquer"
    );
    exiger_egal!(
        issue.ok(),
        Some(3),
        "le nombre de lignes de \"une\\ndeux\\ntrois\", arrivé en deux morceaux",
        "une lecture ne rend pas forcément une ligne entière, et un morceau n'est pas la fin du fichier : \
         seuls `Ok(0)` et `Ok(None)` le sont ; ouvre le fichier une seule fois, et sans en demander la taille"
    );
}
