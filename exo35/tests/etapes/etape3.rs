//! Étape 3 : `copier_en_majuscules` copie ligne par ligne, et tout est lisible dès qu'elle rend la main.

use std::io::{self, ErrorKind};
use std::path::Path;

use banc::enfant::Parent;
use banc::fichiers::{arrive_en_arriere_plan, contenu, texte};
use banc::io::{
    appeler, echouer, echouer_sans_dossier, exiger_l_erreur_d_un_dossier, ignorer, reussir,
};
use banc::texte::nombre;
use banc::thread_libre::{LONG, exiger_le_thread_libre};
use banc::{Dossier, echec, ensemble, exiger, exiger_egal, gros_fichier};
#[cfg(unix)]
use banc::{attraper, io::en_moins_de, ms, tube::Tube};

use crate::copier_en_majuscules; // nom fixé par l'énoncé

const PISTE_COPIE: &str =
    "chaque ligne est copiée une fois, dans l'ordre, et suivie d'un seul `\\n`";

const PISTE_AJOUT: &str = "l'ancien contenu est encore là et le nouveau s'y ajoute : `append(true)` ne vide pas le fichier";

const PISTE_FLUSH: &str = "un `tokio::fs::File` écrit en arrière-plan, et `write_all` n'attend pas la dernière écriture : \
    c'est `flush` qui l'attend";

const PISTE_RESTE: &str = "la fin de l'ancien contenu est restée : `File::create` vide le fichier, alors que \
    `OpenOptions` veut `truncate(true)` en plus de `create(true)`";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(chemin: &Path) -> impl Future<Output = io::Result<usize>> {
    copier_en_majuscules(chemin, chemin) // signature fixée : async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize>
}

/// Copie ce texte et vérifie la copie et le nombre de lignes.
async fn exiger_la_copie(dossier: &Dossier, source: &str, piste: &str) {
    let mut attendue = String::new();
    for ligne in source.lines() {
        attendue.push_str(&ligne.to_uppercase());
        attendue.push('\n');
    }
    let chemin = dossier.poser("source.txt", source);
    let destination = dossier.fichier("copie.txt");
    let ancienne = texte(&destination);
    let lignes = reussir(copier_en_majuscules(&chemin, &destination)).await;
    let copie = texte(&destination);
    if copie != attendue {
        juger_la_copie(source, &ancienne, &copie, &attendue, &destination);
    }
    exiger_egal!(copie, attendue, "la copie de {source:?}", "{piste}");
    exiger_egal!(
        lignes,
        source.lines().count(),
        "le nombre rendu pour {source:?}",
        "l'appel rend le nombre de lignes copiées, compté comme à l'étape 2"
    );
}

/// Une copie fausse, d'une façon qui se reconnaît quel que soit le texte.
fn juger_la_copie(source: &str, ancienne: &str, copie: &str, attendue: &str, destination: &Path) {
    exiger!(
        source.contains('\r') || copie.replace("\r\n", "\n") != attendue,
        "la copie de {source:?} = {attendue:?}",
        "{copie:?}",
        "un `\\r` est venu en plus : chaque ligne de la copie finit par un seul `\\n`, sur tous les systèmes"
    );
    let ajoutee = copie
        .strip_prefix(ancienne)
        .is_some_and(|ajout| ajout == attendue);
    exiger!(
        ancienne.is_empty() || !ajoutee,
        "la copie de {source:?} = {attendue:?}",
        "{copie:?}",
        "{PISTE_AJOUT}"
    );
    let recouverte = ancienne.get(attendue.len()..);
    let reste = copie
        .strip_prefix(attendue)
        .is_some_and(|reste| recouverte == Some(reste));
    exiger!(
        !reste,
        "la copie de {source:?} = {attendue:?}",
        "{copie:?}",
        "{PISTE_RESTE}"
    );
    exiger!(
        source.starts_with('\n') || attendue.is_empty() || !copie.is_empty(),
        "la copie de {source:?} = {attendue:?}",
        "le fichier est vide quand l'appel rend la main",
        "tout est resté dans un tampon : un `BufWriter` lâché sans `flush` n'écrit rien, et un `tokio::fs::File` \
         écrit en arrière-plan ; `flush` attend les deux"
    );
    let premiere = attendue.chars().next().unwrap_or_default();
    let accumulee = copie.len() > attendue.len() && copie.starts_with(premiere);
    exiger!(
        !(accumulee && source.starts_with("un mot\n")),
        "la copie de {source:?} = {attendue:?}",
        "{copie:?}",
        "les lignes précédentes reviennent : `read_line` et `read_until` ajoutent à la fin de leur tampon, il faut \
         un `clear()` à chaque tour"
    );
    if attendue.starts_with(copie) {
        // La suite est peut-être en route, dans un thread d'arrière-plan.
        let en_route = arrive_en_arriere_plan(destination, attendue);
        exiger!(
            !en_route,
            "la copie de {source:?} = {attendue:?}",
            "{copie:?} quand l'appel rend la main ; le reste n'est venu qu'ensuite",
            "{PISTE_FLUSH}"
        );
    }
    exiger!(
        attendue.strip_suffix('\n') != Some(copie),
        "la copie de {source:?} = {attendue:?}",
        "{copie:?}",
        "la dernière ligne n'a pas son `\\n` : chaque ligne de la copie en finit par un, la dernière comprise, même \
         si la source n'en a pas à la fin"
    );
}

#[banc::etape]
#[tokio::test]
async fn chaque_ligne_est_copiee_en_majuscules() {
    let dossier = banc::dossier!();
    for (source, piste) in [
        ("un mot\ndeux\ntrois\n", PISTE_COPIE),
        (
            "été à l'île, ça où ?\n",
            "`to_ascii_uppercase` ne connaît que a-z : les accents sont en Unicode",
        ),
        (
            "straße ﬁn ŉ\n",
            "une majuscule peut avoir plusieurs lettres (ß donne SS) : n'en prends pas que la première, et ne \
             convertis pas en ASCII",
        ),
        (
            "Déjà VU 12 日本 ǆ\n",
            "ce qui n'a pas de minuscule reste tel quel",
        ),
        (
            "\u{FEFF}un mot\n",
            "la marque d'ordre (U+FEFF) du début est un caractère comme un autre : elle se copie aussi",
        ),
    ] {
        exiger_la_copie(&dossier, source, piste).await;
    }
}

#[banc::etape]
#[tokio::test]
async fn toutes_les_lignes_finissent_par_un_seul_saut() {
    let dossier = banc::dossier!();
    for (source, piste) in [
        // D'abord une copie ordinaire : ce qui n'est jamais écrit n'est pas une affaire de `\r`.
        ("un mot\ndeux\n", PISTE_COPIE),
        (
            "une\r\ndeux\r\n",
            "le `\\r` de `\\r\\n` fait partie de la fin de ligne : il n'est pas copié",
        ),
        (
            "une\ndeux",
            "la dernière ligne est copiée même sans `\\n`, et la copie en ajoute un",
        ),
        (
            "\nune\n\n\ndeux\n\n",
            "une ligne vide est une ligne : elle ne se saute pas et n'arrête pas la copie",
        ),
        (
            "  une \t\n\tdeux  \r\n",
            "seule la fin de ligne s'en va : `trim` et `trim_end` emportent aussi les espaces",
        ),
        (
            "a\r\r\nb\rc\nd\r",
            "`\\n` et `\\r\\n` seuls finissent une ligne : les autres `\\r` en font partie, et \
             `trim_end_matches` en ôte trop",
        ),
        ("une\nune\n\nune\n", PISTE_COPIE),
    ] {
        exiger_la_copie(&dossier, source, piste).await;
    }
}

#[banc::etape]
#[tokio::test]
async fn une_source_vide_donne_une_copie_vide() {
    let dossier = banc::dossier!();
    let source = dossier.poser("vide.txt", "");
    for ancienne in [None, Some("ancienne copie")] {
        let destination = dossier.fichier("copie.txt");
        if let Some(ancienne) = ancienne {
            dossier.poser("copie.txt", ancienne);
        }
        let lignes = reussir(copier_en_majuscules(&source, &destination)).await;
        exiger_egal!(
            lignes,
            0,
            "le nombre de lignes d'une source vide",
            "un fichier vide n'a aucune ligne"
        );
        let tenu = contenu(&destination);
        exiger!(
            tenu.is_some(),
            "la destination existe, et elle est vide",
            "elle n'existe pas",
            "la destination est créée même s'il n'y a rien à copier"
        );
        let reste = texte(&destination);
        exiger!(
            reste.is_empty(),
            "la destination existe, et elle est vide",
            "il y reste {reste:?}",
            "la destination est vidée même s'il n'y a rien à copier : `File::create` la vide, `append(true)` \
             et `create(true)` seul ne la vident pas"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn l_ancienne_destination_disparait() {
    let dossier = banc::dossier!();
    dossier.poser(
        "copie.txt",
        "une ancienne copie bien plus longue que la nouvelle",
    );
    exiger_la_copie(&dossier, "neuf\n", PISTE_RESTE).await;
}

#[banc::etape]
#[tokio::test]
async fn tout_est_lisible_des_que_l_appel_rend_la_main() {
    let dossier = banc::dossier!();
    // D'abord une petite : ce qui n'est jamais écrit n'est pas resté dans un tampon.
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    // Une longue ligne, puis beaucoup de courtes ; il ne manque à chacune que le dernier `\n`.
    let (longue, courtes) = ("abcdefghi".repeat(3_000), ["ligne"; 1_001].join("\n"));
    let destination = dossier.fichier("copie.txt");
    for tour in 0..33 {
        let lignes = if tour < 30 { &longue } else { &courtes };
        let source = dossier.poser("source.txt", lignes);
        reussir(copier_en_majuscules(&source, &destination)).await;
        let lus = contenu(&destination).unwrap_or_default().len();
        let attendus = lignes.len() + 1;
        exiger!(
            lus <= attendus,
            "au tour {tour}, qui ouvre la copie au retour de l'appel y lit {attendus} octets",
            "il en a lu {lus}",
            "l'ancien contenu est resté : `File::create` vide le fichier, ni `append(true)` ni `create(true)` \
             seul ne le vident"
        );
        exiger!(
            lus == attendus,
            "au tour {tour}, qui ouvre la copie au retour de l'appel y lit {attendus} octets",
            "il n'en a lu que {lus}",
            "il en reste dans un tampon : `write_all` sur un `tokio::fs::File` rend la main alors qu'un thread \
             écrit encore, et un `BufWriter` garde la fin pour lui ; `flush` attend les deux"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn des_copies_simultanees_ne_se_genent_pas() {
    let dossier = banc::dossier!();
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    let copies: Vec<_> = (1..=8)
        .map(|n| {
            let source = dossier.poser(&format!("source{n}.txt"), format!("ligne {n}\n").repeat(n));
            (n, source, dossier.fichier(&format!("copie{n}.txt")))
        })
        .collect();
    for _ in 0..3 {
        let appels = copies.iter();
        let appels = appels.map(|(_, source, copie)| appeler(copier_en_majuscules(source, copie)));
        let issues = ensemble(appels.collect()).await;
        for ((n, _, copie), issue) in copies.iter().zip(issues) {
            let attendue = format!("LIGNE {n}\n").repeat(*n);
            let vu = match issue {
                Ok(lignes) if lignes == *n && texte(copie) == attendue => continue,
                Ok(lignes) if lignes == *n => {
                    "l'une des copies n'est pas celle de sa source".into()
                }
                Ok(lignes) => format!("celui qui a copié {n} lignes en a compté {lignes}"),
                Err(erreur) => format!("l'un d'eux a échoué : {erreur}"),
            };
            echec!(
                "8 appels à la fois, chacun de sa source à sa destination, copient et comptent chacun la leur",
                "{vu}",
                "seul, un appel fait ce qu'il faut : ce qu'un appel prépare ou compte n'est qu'à lui ; un fichier provisoire au \
                 nom fixe, ou un `static`, sert à tous à la fois"
            )
        }
    }
}

/// La destination est un tube : ce qui n'y tient pas attend dans un tampon de l'appel. Le lecteur en laisse
/// la fin de côté un moment ; l'appel ne doit pas rendre la main avant qu'il s'y remette.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn rien_n_attend_plus_dans_un_tampon_au_retour() {
    const TOTAL: usize = 48 * 4096;
    const FIN: usize = 64 * 1024;

    let dossier = banc::dossier!();
    // D'abord une petite : ce qui n'est jamais écrit n'est pas resté dans un tampon.
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    let source = dossier.poser("source.txt", [b'e'; TOTAL]);
    let tube = Tube::new(&dossier);
    // Un tube contient d'ordinaire 64 Ko : il reste plein, et le dernier `\n` n'y tient pas.
    let lecteur = tube.lire_avec_une_pause(TOTAL - FIN);
    let appel = en_moins_de(ms(2000), copier_en_majuscules(&source, tube.chemin()));
    let issue = attraper(appel).await;
    let repris = lecteur.a_repris();
    if !tube.est_encore_un_tube() || !matches!(issue, Ok(Some(Ok(1)))) {
        // Certaines réponses justes veulent un vrai fichier : un tube ne permet pas de les juger.
        return;
    }
    exiger!(
        repris,
        "quand l'appel rend la main, plus rien n'attend d'être écrit",
        "il a rendu la main alors que la fin de la copie attendait encore dans un tampon",
        "{PISTE_FLUSH}"
    );
    exiger_egal!(
        lecteur.finir(),
        Some(FIN + 1),
        "le nombre d'octets de la fin de la copie",
        "la dernière ligne finit par un `\\n`, et `flush` vide aussi le tampon d'un `BufWriter`"
    );
}

#[banc::etape]
#[tokio::test]
async fn une_tres_longue_ligne_est_copiee_en_entier() {
    let dossier = banc::dossier!();
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    let source = dossier.poser("source.txt", "€A".repeat(700_000));
    let destination = dossier.fichier("longue.txt");
    let lignes = reussir(copier_en_majuscules(&source, &destination)).await;
    let attendue = "€A".repeat(700_000) + "\n";
    let copie = texte(&destination);
    let (attendus, tenus) = (attendue.len(), nombre(copie.len(), "octet", "octets"));
    let piste = if attendue.starts_with(&copie) && arrive_en_arriere_plan(&destination, &attendue) {
        PISTE_FLUSH
    } else {
        "`write` a le droit de n'écrire qu'un morceau, et dit combien : `write_all` recommence jusqu'au bout, et `flush` \
         attend qu'il ait fini ; à la lecture, un morceau de fichier peut couper une ligne ou un caractère"
    };
    exiger!(
        copie == attendue,
        "une ligne de {attendus} octets est copiée en entier",
        "au retour de l'appel, la copie, de {tenus}, n'est pas la bonne",
        "{piste}"
    );
    exiger_egal!(
        lignes,
        1,
        "le nombre de lignes",
        "une longue ligne n'en fait qu'une"
    );
}

#[banc::etape]
#[tokio::test]
async fn un_gros_fichier_n_est_jamais_entier_en_memoire() {
    if let Some(parent) = Parent::trouver() {
        let (source, copie) = (Path::new(gros_fichier::NOM), Path::new("copie.txt"));
        return gros_fichier::informer(parent, copier_en_majuscules(source, copie)).await;
    }
    let dossier = banc::dossier!();
    // D'abord un petit : sans `clear()`, la copie du gros serait immense.
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    gros_fichier::exiger_peu_de_memoire(&dossier);
    let (taille, bonne) = gros_fichier::juger_la_copie(&dossier.fichier("copie.txt"));
    exiger!(
        taille <= gros_fichier::TAILLE,
        "les 8 Mo sont copiés en majuscules, ligne pour ligne, et rien d'autre",
        "la copie en fait {taille} octets : trop",
        "des octets sont venus en plus : `append(true)` garde l'ancienne copie, que `File::create` vide"
    );
    let taille = nombre(taille as usize, "octet", "octets");
    exiger!(
        bonne,
        "les 8 Mo sont copiés en majuscules, ligne pour ligne",
        "la copie, de {taille}, n'est pas la bonne",
        "rien ne doit se perdre en route : `write` n'écrit parfois qu'un morceau, `write_all` écrit tout, et \
         `flush` vide le dernier tampon"
    );
}

/// Personne ne lit la destination, un tube, tant que la mémoire de l'enfant monte.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_destination_lente_freine_la_lecture() {
    if let Some(parent) = Parent::trouver() {
        let (source, tube) = (Path::new(gros_fichier::NOM), Path::new(Tube::NOM));
        gros_fichier::lire_quand_la_memoire_ne_monte_plus(tube);
        return gros_fichier::informer(parent, copier_en_majuscules(source, tube)).await;
    }
    let dossier = banc::dossier!();
    // D'abord une petite copie : ce qui est faux sans attendre n'est pas une affaire de lenteur.
    exiger_la_copie(&dossier, "un mot\ndeux", PISTE_COPIE).await;
    let _tube = Tube::new(&dossier);
    gros_fichier::exiger_que_la_lenteur_freine(&dossier);
}

#[banc::etape]
#[tokio::test]
async fn chaque_erreur_revient_telle_quelle() {
    let dossier = banc::dossier!();
    let copie = dossier.fichier("copie.txt");
    let absente = dossier.fichier("absente.txt");
    let appel = copier_en_majuscules(&absente, &copie);
    echouer("une source absente", ErrorKind::NotFound, appel).await;
    let source = dossier.poser("source.txt", "une\n");
    let sans_dossier = dossier.fichier("absent").join("copie.txt");
    echouer_sans_dossier(&dossier, copier_en_majuscules(&source, &sans_dossier)).await;
    let loin = [b"bonne ligne\n".repeat(2000), b"fin \xFF\n".to_vec()].concat();
    for (cas, octets) in [
        (
            "une source qui n'est pas de l'UTF-8",
            &b"bon\nma\xFFl\nbon\n"[..],
        ),
        ("une dernière ligne invalide, sans `\\n`", b"bon\n\xE9t\xE9"),
        ("un caractère coupé par un `\\n`", b"\xC3\n\xA9\n"),
        ("un octet invalide au bout de 2000 lignes", &loin),
    ] {
        let source = dossier.poser("latin1.txt", octets);
        let appel = copier_en_majuscules(&source, &copie);
        echouer(cas, ErrorKind::InvalidData, appel).await;
    }
}

#[banc::etape]
#[test]
fn copier_un_dossier_est_une_erreur() {
    let dossier = banc::dossier!();
    let copie = dossier.fichier("copie.txt");
    let appel = Box::pin(copier_en_majuscules(dossier.chemin(), &copie));
    exiger_l_erreur_d_un_dossier("copier le texte", appel);
}

/// Un lien vers /dev/full, un disque toujours plein. Une réponse qui remplace le lien par un vrai
/// fichier n'a pas d'erreur à rendre.
#[cfg(target_os = "linux")]
#[banc::etape]
#[tokio::test]
async fn un_disque_plein_se_dit() {
    let dossier = banc::dossier!();
    let source = dossier.poser("source.txt", "une\ndeux\n");
    let destination = dossier.lier("plein", "/dev/full");
    let issue = appeler(copier_en_majuscules(&source, &destination)).await;
    exiger!(
        issue.is_err() || !destination.is_symlink(),
        "sur un disque plein, la copie rend une erreur",
        "{issue:?}, alors que rien n'a pu être écrit",
        "l'erreur de l'écriture s'est perdue : `let _ =` et `.ok()` l'avalent, et elle n'apparaît parfois qu'au \
         `flush`, car un tampon la retarde ; il faut l'appeler, et rendre son erreur"
    );
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_aux_fichiers() {
    let dossier = banc::dossier!();
    let source = dossier.poser("source.txt", &*LONG);
    let copie = dossier.fichier("copie.txt");
    exiger_le_thread_libre(
        &dossier,
        &|| drop(dossier.poser("copie.txt", "ancienne")),
        &|| ignorer(copier_en_majuscules(&source, &copie)),
    );
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_ouverture_qui_attend_ne_bloque_personne() {
    let dossier = banc::dossier!();
    let tube = Tube::new(&dossier);
    let fichier = dossier.poser("fichier.txt", "une\n");
    for (source, destination) in [(tube.chemin(), &*fichier), (&fichier, tube.chemin())] {
        let appel = ignorer(copier_en_majuscules(source, destination));
        tube.exiger_une_ouverture_sans_bloquer(appel).await;
    }
}
