//! Un gros fichier de texte, que rien n'oblige à tenir entier en mémoire. La mesure se fait dans un autre processus : dans
//! celui du test, elle compterait aussi ce qu'allouent les autres.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::enfant::Parent;
use crate::io::{decrire, issue_dans_un_enfant};
use crate::memoire::pointe;
use crate::{Boite, Dossier, echec, exiger, exiger_egal};

/// Son nom dans le dossier du test, qui est le dossier courant de l'enfant.
pub const NOM: &str = "gros.txt";

const LIGNE: usize = 16 * 1024;
const LIGNES: usize = 512;

/// Sa taille : 8 Mo.
pub const TAILLE: u64 = (LIGNE * LIGNES) as u64;

/// Dans l'enfant : rapporte le nombre de lignes que rend cet appel, et sa mémoire de pointe. Ce processus n'a que lui à
/// passer.
pub async fn informer(parent: Parent, appel: impl Future<Output = io::Result<usize>>) {
    informer_boite(parent, Box::pin(appel)).await;
}

async fn informer_boite(parent: Parent, appel: Boite<'_, io::Result<usize>>) {
    let mesure = async {
        let (issue, octets) = pointe(appel).await;
        issue.map(|lignes| format!("{lignes} {octets}"))
    };
    parent.informer(&decrire(mesure).await);
}

/// Dans le parent : l'appel que fait l'enfant, sur un gros fichier mis dans ce dossier, en trouve toutes les lignes sans
/// prendre plus que quelques tampons.
pub fn exiger_peu_de_memoire(dossier: &Dossier) {
    poser(dossier);
    let issue = issue_dans_un_enfant(dossier, None);
    let nombres = issue.split_once(' ').and_then(|(lignes, octets)| {
        let lignes = lignes.parse::<usize>().ok()?;
        Some((lignes, octets.parse::<usize>().ok()?))
    });
    let Some((lignes, octets)) = nombres else {
        echec!(
            "l'appel réussit sur un fichier de 8 Mo",
            "{issue}",
            "le fichier se lit jusqu'au bout, quelle que soit sa taille"
        )
    };
    exiger_egal!(
        lignes,
        LIGNES,
        "le nombre de lignes d'un fichier de 8 Mo",
        "le fichier se lit jusqu'au bout, quelle que soit sa taille"
    );
    let (mo, total) = (octets >> 20, (LIGNE * LIGNES) >> 20);
    exiger!(
        octets < LIGNE * LIGNES / 4 * 3,
        "un fichier de {total} Mo lu au fil de l'eau ne prend que quelques tampons",
        "la mémoire est montée de {mo} Mo",
        "le fichier s'est retrouvé entier en mémoire : soit il est lu d'un coup (`read_to_string`) ou gardé dans un \
         `Vec`, soit le tampon de `read_line` ou de `read_until` grossit à chaque tour, car ils ajoutent à la fin : \
         il leur faut un `clear()`"
    );
}

/// Des lignes de 16 Ko, écrites sans jamais les tenir toutes en mémoire.
fn poser(dossier: &Dossier) {
    let bloc = bloc(b"e");
    let mut fichier =
        File::create(dossier.fichier(NOM)).expect("le dossier du test est accessible");
    for _ in 0..LIGNES / 4 {
        let ecrit = fichier.write_all(&bloc);
        ecrit.expect("le disque a 8 Mo de libres");
    }
}

/// Quatre lignes faites de cette lettre.
fn bloc(lettre: &[u8]) -> Vec<u8> {
    let mut ligne = lettre.repeat(LIGNE - 1);
    ligne.push(b'\n');
    ligne.repeat(4)
}

/// La taille de cette copie en majuscules du gros fichier, et si elle est la bonne.
///
/// # Panics
/// La copie n'existe pas.
pub fn juger_la_copie(copie: &Path) -> (u64, bool) {
    let mut copie = File::open(copie).expect("la copie existe");
    let taille = copie.metadata().map_or(0, |infos| infos.len());
    let (attendu, mut lu) = (bloc(b"E"), bloc(b"?"));
    let bonne = taille == TAILLE
        && (0..LIGNES / 4).all(|_| copie.read_exact(&mut lu).is_ok() && lu == attendu);
    (taille, bonne)
}
