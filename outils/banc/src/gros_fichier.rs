//! Un gros fichier de texte, que rien n'oblige à tenir entier en mémoire. La mesure se fait dans un autre processus : dans
//! celui du test, elle compterait aussi ce qu'allouent les autres.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::thread;

use crate::enfant::Parent;
use crate::io::{decrire, issue_dans_un_enfant};
use crate::memoire::{actuelle, pointe};
use crate::{Boite, Dossier, echec, exiger, exiger_egal, ms};

/// Son nom dans le dossier du test, qui est le dossier courant de l'enfant.
pub const NOM: &str = "gros.txt";

const LIGNE: usize = 16 * 1024;
const LIGNES: usize = 512;

/// Mille de ces lignes en attente ne sont pas encore toute la source, et une écriture par ligne reste rapide.
const LIGNE_COURTE: usize = 4096;

/// Tant de regards d'affilée, un toutes les 5 ms, où la mémoire n'a pas bougé : plus rien n'avance.
const CALME: u32 = 30;

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
    let Some((lignes, octets)) = lire_la_mesure(&issue) else {
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

/// Le nombre de lignes, et les octets, que l'enfant rapporte.
fn lire_la_mesure(issue: &str) -> Option<(usize, usize)> {
    let (lignes, octets) = issue.split_once(' ')?;
    Some((lignes.parse().ok()?, octets.parse().ok()?))
}

/// Dans l'enfant : un thread ouvre ce tube, où l'appel écrira, et n'y lit rien tant que la mémoire du processus monte, une
/// seconde et demie au plus ; puis il le vide.
pub fn lire_quand_la_memoire_ne_monte_plus(tube: &Path) {
    let tube = tube.to_owned();
    thread::spawn(move || {
        let mut bout = File::open(tube)?;
        let (mut avant, mut calme) = (actuelle(), 0);
        for _ in 0..300 {
            thread::sleep(ms(5));
            let maintenant = actuelle();
            calme = if maintenant == avant { calme + 1 } else { 0 };
            avant = maintenant;
            if calme == CALME {
                break;
            }
        }
        io::copy(&mut bout, &mut io::sink())
    });
}

/// Dans le parent : la copie que fait l'enfant, dont le lecteur s'est d'abord fait attendre, n'a pas gardé la source en
/// mémoire. Une réponse qui ne sait pas écrire dans un tube n'est pas jugée ainsi.
pub fn exiger_que_la_lenteur_freine(dossier: &Dossier) {
    poser_des_lignes_de(dossier, LIGNE_COURTE);
    let issue = issue_dans_un_enfant(dossier, None);
    if issue.starts_with("Err") {
        return;
    }
    let Some((_, octets)) = lire_la_mesure(&issue) else {
        echec!(
            "la copie se fait aussi vers une destination lente, un tube",
            "{issue}",
            "l'écriture attend la place, aussi longtemps qu'il le faut, puis la copie continue"
        )
    };
    let mo = octets >> 20;
    exiger!(
        octets < LIGNE * LIGNES / 4 * 3,
        "quand la destination est lente, la lecture l'attend : une source de 8 Mo ne prend que quelques tampons",
        "la mémoire est montée de {mo} Mo",
        "les lignes lues s'entassent quelque part : une file sans borne (`unbounded_channel`) entre la lecture et \
         l'écriture, ou plus longue que la source, un `Vec`, une tâche par ligne ; un canal borné, ou une seule boucle, fait \
         attendre la lecture"
    );
}

/// Des lignes de 16 Ko, écrites sans jamais les tenir toutes en mémoire.
fn poser(dossier: &Dossier) {
    poser_des_lignes_de(dossier, LIGNE);
}

fn poser_des_lignes_de(dossier: &Dossier, longueur: usize) {
    let bloc = bloc(b"e", longueur);
    let mut fichier =
        File::create(dossier.fichier(NOM)).expect("le dossier du test est accessible");
    for _ in 0..LIGNES / 4 {
        let ecrit = fichier.write_all(&bloc);
        ecrit.expect("le disque a 8 Mo de libres");
    }
}

/// De quoi faire quatre lignes de 16 Ko, en lignes de cette longueur faites de cette lettre.
fn bloc(lettre: &[u8], longueur: usize) -> Vec<u8> {
    let mut ligne = lettre.repeat(longueur - 1);
    ligne.push(b'\n');
    ligne.repeat(4 * LIGNE / longueur)
}

/// La taille de cette copie en majuscules du gros fichier, et si elle est la bonne.
///
/// # Panics
/// La copie n'existe pas.
pub fn juger_la_copie(copie: &Path) -> (u64, bool) {
    let mut copie = File::open(copie).expect("la copie existe");
    let taille = copie.metadata().map_or(0, |infos| infos.len());
    let (attendu, mut lu) = (bloc(b"E", LIGNE), bloc(b"?", LIGNE));
    let bonne = taille == TAILLE
        && (0..LIGNES / 4).all(|_| copie.read_exact(&mut lu).is_ok() && lu == attendu);
    (taille, bonne)
}
