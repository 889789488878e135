//! Étape 5, `lire_lignes` : les lignes du flux, entières où que tombent les coupures, et un battement par période jusqu'à
//! sa fin ; ses erreurs telles quelles.

mod battements;
mod erreurs;
mod fin;

use crate::commun_aux_etapes::{
    PISTE_A_LUI, PISTE_REVEIL, PISTE_TACHE_QUI_BAT, dans, dans_35_ms, exiger_le_calme,
    exiger_le_reveil, patience,
};
use crate::lire_lignes; // nom fixé par l'énoncé
use banc::flux::{Flux, Geste};
use banc::{
    Boite, Explication, Patience, echec, ensemble, exiger, lancer, ms, sans_panique, texte,
};
use fin::Surveille;
use std::io;
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncWriteExt, BufReader, duplex};
use tokio::time::Instant;

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<R: AsyncBufRead + Unpin>(
    flux: R,
    periode: Duration,
    battement: impl FnMut(),
) -> impl Future<Output = io::Result<Vec<String>>> {
    lire_lignes(flux, periode, battement) // signature fixée : async fn lire_lignes<R: AsyncBufRead + Unpin>(flux: R, periode: Duration, battement: impl FnMut()) -> io::Result<Vec<String>>
}

type Entree<'a> = Box<dyn AsyncBufRead + Unpin + 'a>;

const PISTE_FLUX: &str = "la lecture ne voit jamais la fin du flux : elle se reconnaît à une lecture qui ne \
    donne plus rien (`next_line` rend alors `None`, et `read_line` 0, aussitôt, à chaque tour : c'est là que la boucle \
    finit ; et `else` ne sert que si toutes les branches sont écartées, ce que le battement n'est \
    jamais : reçois tout, `ligne = …`, et fais un `match`)";

const PISTE_LIGNES: &str = "chaque ligne du flux, dans l'ordre, et rien d'autre";

/// Ce que l'appel a rendu, le temps qu'il a pris, et l'heure de chaque battement, en millisecondes depuis l'appel.
type Lecture = (io::Result<Vec<String>>, Duration, Vec<u128>);

/// Lit ce flux, avec un battement toutes les 10 ms.
fn lire<'a>(flux: impl AsyncBufRead + Unpin + 'a) -> Boite<'a, Lecture> {
    Box::pin(lire_avec(patience(PISTE_FLUX), Box::new(flux), 10))
}

async fn lire_avec(patience: Patience<'_>, flux: Entree<'_>, periode: u64) -> Lecture {
    let debut = Instant::now();
    let mut battements = Vec::new();
    let battre = || battements.push(debut.elapsed().as_millis());
    let flux: Entree<'_> = Box::new(Surveille::new(flux));
    let appel = Box::pin(lire_lignes(flux, ms(periode), battre));
    let appel = sans_panique(appel, |message| {
        if message.contains("after completion") {
            return Some(Explication {
                attendu: "la lecture va d'une ligne à la suivante, jusqu'à la fin du flux",
                piste: "un future qui a rendu sa ligne n'en rend pas d'autre : épinglé avant la boucle, il ne sert qu'une fois. Ce \
                        qui survit d'un tour à l'autre, c'est ce que rend `lines()` ; chaque tour lui demande un nouveau \
                        `next_line()`, qu'un battement annule sans rien perdre",
            });
        }
        let rendue = ["Panne", "UTF-8", "Utf8Error"];
        rendue.iter().any(|mot| message.contains(mot)).then_some(Explication {
            attendu: "l'erreur de la lecture est rendue : `Err(…)`",
            piste: "une erreur de lecture n'est pas une panne du programme : rends l'erreur à l'appelant (`?`), sans \
                    `unwrap`",
        })
    });
    let (lignes, duree) = patience.attendre(appel).await;
    (lignes, duree, battements)
}

/// Les mêmes octets un par un, à 5, 9, 13… ms : jamais à l'instant d'un battement de 10 ms.
fn goutte_a_goutte(octets: &[u8]) -> Flux {
    let mut gestes = Geste::goutte_a_goutte(octets, ms(4));
    gestes.insert(0, Geste::Pause(ms(1)));
    Flux::new(gestes)
}

const PISTE_AUCUN: &str = "`battement` s'appelle à chaque période, pendant la lecture : la lecture et une horloge avancent \
    ensemble, en course à chaque tour (`select!`), et c'est l'horloge qui fait battre";

/// Juge les heures des battements, en millisecondes, avec une période de 10 ms.
fn juger_battements(vus: &[u128], attendus: &[u128], quand: &str) {
    exiger!(
        vus.first() != Some(&0),
        "les heures des battements {quand} : {attendus:?} ms",
        "{vus:?}",
        "le premier tic d'un `interval` est immédiat, et le premier battement vient après une période entière"
    );
    exiger!(
        !vus.is_empty(),
        "les heures des battements {quand} : {attendus:?} ms",
        "aucun battement",
        "{PISTE_AUCUN}"
    );
    // Une horloge qui repart de zéro ne bat jamais trop tôt, toujours trop tard ; ce que bat une ligne aussi.
    let (mut precedent, mut trop_tot, mut decale) = (0, false, false);
    for heure in vus {
        let ecart = heure - precedent;
        trop_tot |= ecart < 10;
        decale |= ecart % 10 != 0;
        precedent = *heure;
    }
    exiger!(
        trop_tot || !decale,
        "les heures des battements {quand} : {attendus:?} ms",
        "{vus:?}",
        "c'est l'heure qui bat, et non les lignes : ou bien `battement` est appelé quand l'une arrive, ou après l'avoir attendue, \
         ou bien le minuteur est recréé à chaque ligne ; une seule horloge, créée avant la boucle, en course avec la lecture"
    );
    exiger!(
        vus == attendus,
        "les heures des battements {quand} : {attendus:?} ms",
        "{vus:?}",
        "un battement par période jusqu'à la fin du flux, quoi qu'il arrive sur le flux : les battements \
         n'attendent pas les lignes, la lecture et le minuteur avancent ensemble"
    );
}

const DERNIERE: &str = "la fin du flux termine aussi la dernière ligne, si elle a commencé : sans `\\n`, elle \
    compte ; après un `\\n`, il n'y a pas de ligne de plus";

const PISTE_FIN_GARDEE: &str = "la fin de ligne est gardée : `\\n` ou `\\r\\n` termine la ligne, et n'en fait pas partie \
    (`next_line` l'enlève, `read_line` la laisse)";

fn juger_lignes(lues: io::Result<Vec<String>>, attendues: &[&str], comment: &str, piste: &str) {
    let lues = match lues {
        Ok(lues) => lues,
        Err(erreur) => echec!(
            "{comment} : {attendues:?}",
            "une erreur : {erreur}",
            "{piste}"
        ),
    };
    if lues != attendues {
        // Une ligne vide de trop à la fin, ou la dernière en moins : la cause est connue.
        let trop = lues.strip_suffix(&[String::new()]);
        let derniere = trop.is_some_and(|lues| lues == attendues)
            || attendues
                .split_last()
                .is_some_and(|(fin, debut)| !fin.is_empty() && lues == debut);
        let gardee = lues.iter().any(|lue| lue.ends_with('\n'))
            && lues
                .iter()
                .map(|lue| sans_fin(lue))
                .eq(attendues.iter().map(|ligne| sans_fin(ligne)));
        let piste = match (derniere, gardee) {
            (true, _) => DERNIERE,
            (_, true) => PISTE_FIN_GARDEE,
            _ => piste,
        };
        echec!("{comment} : {attendues:?}", "{lues:?}", "{piste}");
    }
}

const PISTE_PERDU: &str = "ce qui manque est le début des lignes : le battement annule la lecture en cours, et avec \
    `read_line`, ou un lecteur recréé à chaque tour, les octets déjà lus partent avec elle ; vois lesquelles supportent \
    d'être annulées (« cancel safety »)";

/// De lignes reçues en morceaux, il ne reste que les fins : ce qui précède un battement est perdu, et tout le reste en
/// découle. Lue d'abord, cette faute garde son nom dans chaque test.
async fn rien_ne_se_perd() {
    const TEXTE: &[u8] = b"un\ndeux\n";
    let (entieres, _, _) = lire(TEXTE).await;
    let (lues, _, _) = lire(goutte_a_goutte(TEXTE)).await;
    let (Ok(entieres), Ok(lues)) = (entieres, lues) else {
        return;
    };
    // Qui garde les fins de ligne a deux fautes : celle-ci d'abord.
    if entieres
        .iter()
        .map(|ligne| sans_fin(ligne))
        .eq(["un", "deux"])
    {
        juger_morceaux(
            &lues,
            &["un", "deux"],
            "les lignes de \"un\\ndeux\\n\", reçu octet par octet",
        );
    }
}

/// La ligne, sans la fin de ligne que la réponse lui a peut-être laissée.
fn sans_fin(ligne: &str) -> &str {
    ligne.trim_end_matches(['\r', '\n'])
}

/// Refuse ces lignes, reçues en morceaux, s'il n'en reste que des fins.
fn juger_morceaux(lues: &[String], attendues: &[&str], comment: &str) {
    let abregee = |(lue, attendue): (&String, &&str)| {
        let (lue, attendue) = (sans_fin(lue), sans_fin(attendue));
        attendue.ends_with(lue) && lue != attendue
    };
    exiger!(
        !lues.iter().zip(attendues).any(abregee),
        "{comment} : {attendues:?}",
        "{lues:?}",
        "{PISTE_PERDU}"
    );
}

/// Juge les lignes de ce texte, reçu d'un coup, puis octet par octet.
async fn juger_texte(texte: &str, attendues: &[&str], piste: &str) {
    let (lues, _, _) = lire(texte.as_bytes()).await;
    juger_lignes(lues, attendues, &format!("les lignes de {texte:?}"), piste);
    let (lues, _, _) = lire(goutte_a_goutte(texte.as_bytes())).await;
    let comment = format!("les lignes de {texte:?}, reçu octet par octet");
    juger_morceaux(lues.as_deref().unwrap_or_default(), attendues, &comment);
    juger_lignes(
        lues,
        attendues,
        &comment,
        "lu d'un bloc, ce texte est juste ; en morceaux, avec des battements entre eux, quelque chose se \
         perd : avec `read_line`, dans le future qu'un battement annule ; qu'est-ce qui garde le début de ligne déjà reçu ?",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn seule_la_fin_de_chaque_ligne_s_enleve() {
    let piste = "seuls `\\n` et `\\r\\n` terminent une ligne, et eux seuls s'enlèvent, une fois : ni un \
        autre `\\r`, ni les espaces, ni rien d'autre";
    juger_texte("un\ndeux\n", &["un", "deux"], piste).await;
    juger_texte("un\r\ndeux\r\n", &["un", "deux"], piste).await;
    juger_texte("un\r\ndeux\ntrois\r\n", &["un", "deux", "trois"], piste).await;
    juger_texte("  un \t\n deux ", &["  un \t", " deux "], piste).await;
    juger_texte("un\rdeux\n", &["un\rdeux"], piste).await;
    juger_texte("un\r\r\n", &["un\r"], piste).await;
    juger_texte("\r\rdeux\n\rtrois\n", &["\r\rdeux", "\rtrois"], piste).await;
    juger_texte("un\ndeux\r", &["un", "deux\r"], piste).await;
    // D'un coup seulement : un caractère coupé a son propre test.
    for ligne in [
        "\u{feff}un",
        "un\0deux\u{b}trois\u{c}quatre\u{85}cinq\u{2028}six",
    ] {
        let (lues, _, _) = lire(format!("{ligne}\n").as_bytes()).await;
        let comment = format!("les lignes de {ligne:?}, que suit `\\n`");
        juger_lignes(lues, &[ligne], &comment, piste);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_milliers_de_lignes_ne_sont_pas_de_trop() {
    const PISTE: &str = "leur nombre n'a pas de limite : toutes se gardent, et un canal borné que personne ne vide arrête \
        celui qui le remplit";
    let texte = "ligne\n".repeat(5000);
    // Un tour par ligne est permis.
    let patience = patience(PISTE).tours_par_instant(20_000);
    let (lues, _, _) = lire_avec(patience, Box::new(texte.as_bytes()), 10).await;
    let lues = match lues {
        Ok(lues) => texte::nombre(lues.len(), "ligne", "lignes").to_string(),
        Err(erreur) => format!("une erreur : {erreur}"),
    };
    exiger!(
        lues == "5000 lignes",
        "5000 lignes, d'un texte qui en a autant",
        "{lues}",
        "{PISTE}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_lectures_ensemble_ne_se_melent_pas() {
    rien_ne_se_perd().await;
    let (un, autre) = (goutte_a_goutte(b"un\ndeux\n"), goutte_a_goutte(b"trois\n"));
    let lectures = ensemble(vec![lire(un), lire(autre)]).await;
    for ((lues, _, _), attendues) in lectures.into_iter().zip([&["un", "deux"][..], &["trois"]]) {
        juger_lignes(
            lues,
            attendues,
            "les lignes de l'une de deux lectures",
            PISTE_A_LUI,
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_derniere_ligne_peut_se_passer_de_fin() {
    juger_texte("un\ndeux", &["un", "deux"], DERNIERE).await;
    juger_texte("seule", &["seule"], DERNIERE).await;
    juger_texte("", &[], DERNIERE).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_ligne_vide_est_une_ligne() {
    let piste = "une ligne vide est une ligne : elle n'arrête pas la lecture, et ne disparaît pas";
    juger_texte("\n", &[""], piste).await;
    juger_texte("\n\r\n\n", &["", "", ""], piste).await;
    juger_texte("un\n\ndeux\n", &["un", "", "deux"], piste).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_ligne_en_morceaux_reste_entiere() {
    let flux = Flux::a_l_heure(
        &[
            (5, b"bon"),
            (15, b"jour\nau "),
            (25, b"re"),
            (36, b"voir\nfin"),
        ],
        47,
    );
    let (lues, _, battements) = lire(flux).await;
    juger_lignes(
        lues,
        &["bonjour", "au revoir", "fin"],
        "les lignes arrivées en morceaux",
        "un battement annule la lecture en cours : avec `read_line`, ou un lecteur recréé à chaque tour, les \
         octets déjà lus partent avec elle ; vois lesquelles supportent d'être annulées (« cancel safety »)",
    );
    juger_battements(
        &battements,
        &[10, 20, 30, 40],
        "pendant que les morceaux arrivent",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_retour_chariot_coupe_de_son_saut_de_ligne_n_est_pas_garde() {
    rien_ne_se_perd().await;
    let flux = Flux::a_l_heure(
        &[
            (5, b"un\r"),
            (15, b"\ndeux\r"),
            (25, b"\n\r"),
            (35, b"\ntr\rois"),
        ],
        41,
    );
    let (lues, _, _) = lire(flux).await;
    juger_lignes(
        lues,
        &["un", "deux", "", "tr\rois"],
        "les lignes, coupées entre `\\r` et `\\n`",
        "la fin de ligne s'enlève une fois la ligne complète, pas morceau par morceau",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_caractere_coupe_en_deux_reste_entier() {
    rien_ne_se_perd().await;
    let flux = Flux::a_l_heure(
        &[
            (5, b"caf\xc3"),
            (15, b"\xa9\n\xf0\x9d"),
            (25, b"\x84"),
            (35, b"\x9e"),
        ],
        41,
    );
    let (lues, _, _) = lire(flux).await;
    juger_lignes(
        lues,
        &["café", "𝄞"],
        "les lignes, avec des caractères coupés entre deux morceaux",
        "un caractère de plusieurs octets peut arriver en plusieurs fois : l'UTF-8 se vérifie sur la ligne \
         complète",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_longue_ligne_arrive_entiere_par_un_vrai_tube() {
    const ATTENDU: &str = "trois lignes de 5, 200000 et 6 octets";
    rien_ne_se_perd().await;
    let longue = "é".repeat(100_000);
    let (mut emetteur, recepteur) = duplex(1000);
    let texte = format!("avant\r\n{longue}\r\naprès");
    lancer(async move {
        for morceau in texte.as_bytes().chunks(35_001) {
            let _ = emetteur.write_all(morceau).await;
            dans(7).await;
        }
    });
    let (lues, duree, battements) = lire(BufReader::new(recepteur)).await;
    let lues = match lues {
        Ok(lues) => lues,
        Err(erreur) => echec!(
            "{ATTENDU}",
            "une erreur : {erreur}",
            "rien n'est invalide dans ce flux : un caractère peut y être coupé entre deux morceaux, l'UTF-8 se \
             vérifie sur la ligne complète"
        ),
    };
    exiger!(
        lues != ["avant", &longue],
        "{ATTENDU}",
        "la dernière manque",
        "{DERNIERE}"
    );
    let tailles: Vec<usize> = lues.iter().map(String::len).collect();
    exiger!(
        lues == ["avant", &longue, "après"],
        "{ATTENDU}",
        "des lignes de {tailles:?} octets",
        "une ligne n'a pas de longueur maximale, et arrive en autant de morceaux qu'il faut"
    );
    let quand = "pendant que les octets affluent";
    juger_battements(&battements, &[10, 20, 30, 40], quand);
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(42),
        "une lecture de 42 ms",
        "{temps}",
        "la lecture finit avec le flux, même quand les octets affluent"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    let _ = lire(Flux::a_l_heure(&[(5, b"un\n")], 35)).await;
    let panne = io::Error::new(io::ErrorKind::BrokenPipe, erreurs::Panne);
    let flux = vec![Geste::Pause(ms(5)), Geste::Erreur(panne)];
    let _ = lire(Flux::new(flux)).await;
    exiger_le_calme(PISTE_TACHE_QUI_BAT).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_fin_du_flux_reveille_la_lecture_aussitot() {
    rien_ne_se_perd().await;
    let (mut emetteur, recepteur) = duplex(64);
    let _ = emetteur.write_all(b"un\ndeux").await;
    dans_35_ms(|| drop(emetteur));
    let flux = Box::new(BufReader::new(recepteur));
    let (lues, duree, battements) = lire_avec(patience(PISTE_REVEIL), flux, 10).await;
    exiger_le_reveil(duree);
    juger_lignes(
        lues,
        &["un", "deux"],
        "les lignes reçues avant la fin du flux",
        "la fin du flux termine aussi la dernière ligne",
    );
    juger_battements(&battements, &[10, 20, 30], "en 35 ms");
}
