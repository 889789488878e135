//! Étape 5 : lire_lignes.

use crate::commun_aux_etapes::{
    Entree, PISTE_TACHE_QUI_BAT, dans, en_attente, exiger_le_calme, finir_aussitot, mesurer,
    sans_panique, sobre,
};
use crate::lire_lignes;
use banc::{echec, exiger, exiger_egal, ms};
use std::cell::Cell;
use std::collections::VecDeque;
use std::fmt::{Debug, Display, Formatter};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncBufRead, AsyncRead, AsyncWriteExt, BufReader, ReadBuf, duplex};
use tokio::runtime::Handle;
use tokio::time::{Instant, Sleep, sleep_until};

const PISTE_FLUX: &str = "la lecture ne voit jamais la fin du flux : elle se reconnaît à une lecture qui ne \
    donne plus rien (et `else` ne sert que si toutes les branches sont écartées, ce que le battement n'est \
    jamais : reçois tout, `ligne = …`, et fais un `match`)";

const PISTE_LIGNES: &str = "chaque ligne du flux, dans l'ordre, et rien d'autre";

/// Ce que le flux donne, et à quelle milliseconde après sa création. Après le dernier, c'est la fin.
type Morceau = (u64, io::Result<Vec<u8>>);

/// Un flux dont chaque morceau arrive à son heure.
struct Flux {
    debut: Instant,
    a_venir: VecDeque<Morceau>,
    minuteur: Option<Pin<Box<Sleep>>>,
    recu: Vec<u8>,
    lus: usize,
}

impl Flux {
    fn new(morceaux: impl IntoIterator<Item = Morceau>) -> Self {
        Flux {
            debut: Instant::now(),
            a_venir: morceaux.into_iter().collect(),
            minuteur: None,
            recu: Vec::new(),
            lus: 0,
        }
    }

    /// Les morceaux de texte à leur heure, puis la fin à la sienne.
    fn textes(morceaux: &[(u64, &[u8])], fin: u64) -> Self {
        let morceaux = morceaux
            .iter()
            .map(|(quand, octets)| (*quand, Ok(octets.to_vec())));
        Flux::new(morceaux.chain([(fin, Ok(Vec::new()))]))
    }

    /// Les mêmes octets un par un, à 1, 5, 9… ms : jamais à l'instant d'un battement de 10 ms.
    fn goutte_a_goutte(octets: &[u8]) -> Self {
        let gouttes: Vec<(u64, &[u8])> = (0..).map(|i| 1 + 4 * i).zip(octets.chunks(1)).collect();
        let fin = 1 + 4 * gouttes.len() as u64;
        Flux::textes(&gouttes, fin)
    }
}

impl AsyncBufRead for Flux {
    fn poll_fill_buf(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        let flux = self.get_mut();
        if flux.lus == flux.recu.len() {
            let Some((quand, _)) = flux.a_venir.front() else {
                return Poll::Ready(Ok(&[]));
            };
            let echeance = flux.debut + ms(*quand);
            if Instant::now() < echeance {
                let minuteur = flux
                    .minuteur
                    .get_or_insert_with(|| Box::pin(sleep_until(echeance)));
                std::task::ready!(minuteur.as_mut().poll(cx));
            }
            flux.minuteur = None;
            flux.lus = 0;
            flux.recu.clear();
            if let Some((_, morceau)) = flux.a_venir.pop_front() {
                flux.recu = morceau?;
            }
        }
        Poll::Ready(Ok(&flux.recu[flux.lus..]))
    }

    fn consume(self: Pin<&mut Self>, n: usize) {
        self.get_mut().lus += n;
    }
}

impl AsyncRead for Flux {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        place: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let octets = std::task::ready!(self.as_mut().poll_fill_buf(cx))?;
        let n = octets.len().min(place.remaining());
        place.put_slice(&octets[..n]);
        self.consume(n);
        Poll::Ready(Ok(()))
    }
}

/// Lit l'entrée et note l'heure de chaque battement, en millisecondes depuis l'appel.
async fn lire(
    entree: impl AsyncBufRead + Unpin,
    periode: u64,
) -> (io::Result<Vec<String>>, Duration, Vec<u128>) {
    let entree: Entree<'_> = Box::new(entree);
    let debut = Instant::now();
    let mut battements = Vec::new();
    let battre = || battements.push(debut.elapsed().as_millis());
    let appel = sans_panique(
        Box::pin(lire_lignes(entree, ms(periode), battre)),
        &["Panne", "UTF-8", "Utf8Error"],
        "l'erreur de la lecture est rendue : `Err(…)`",
        "une erreur de lecture n'est pas une panne du programme : rends l'erreur à l'appelant (`?`), sans `unwrap`",
    );
    let (lignes, duree) = mesurer(appel, PISTE_FLUX).await;
    (lignes, duree, battements)
}

/// Juge les heures des battements, en millisecondes, avec une période de 10 ms.
#[track_caller]
fn juger_battements(vus: &[u128], attendus: &[u128], quand: &str) {
    exiger!(
        vus.first() != Some(&0),
        "les heures des battements {quand} : {attendus:?} ms",
        "{vus:?}",
        "le premier tic d'un `interval` est immédiat, et le premier battement vient après une période entière"
    );
    // Une horloge qui repart de zéro ne bat jamais trop tôt, toujours trop tard.
    let depart = std::iter::once(&0).chain(vus);
    let ecarts: Vec<u128> = depart
        .zip(vus)
        .map(|(avant, apres)| apres - avant)
        .collect();
    let recree =
        ecarts.iter().all(|ecart| *ecart >= 10) && ecarts.iter().any(|ecart| ecart % 10 != 0);
    exiger!(
        !recree,
        "les heures des battements {quand} : {attendus:?} ms",
        "{vus:?}",
        "l'échéance du battement ne dépend pas des lignes : le minuteur est recréé à chaque ligne ; une seule \
         horloge, créée avant la boucle"
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
        let piste = if derniere { DERNIERE } else { piste };
        echec!("{comment} : {attendues:?}", "{lues:?}", "{piste}");
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_ligne_est_rendue_sans_sa_fin() {
    const FIN: &str = "seuls `\\n` et `\\r\\n` terminent une ligne, et eux seuls s'enlèvent, une fois : ni un \
        autre `\\r`, ni les espaces, ni rien d'autre";
    const VIDE: &str =
        "une ligne vide est une ligne : elle n'arrête pas la lecture, et ne disparaît pas";
    let cas: [(&str, &[&str], &str); 15] = [
        ("un\ndeux\n", &["un", "deux"], FIN),
        ("un\r\ndeux\r\n", &["un", "deux"], FIN),
        ("un\r\ndeux\ntrois\r\n", &["un", "deux", "trois"], FIN),
        ("un\ndeux", &["un", "deux"], DERNIERE),
        ("seule", &["seule"], DERNIERE),
        ("", &[], DERNIERE),
        ("\n", &[""], VIDE),
        ("\n\r\n\n", &["", "", ""], VIDE),
        ("un\n\ndeux\n", &["un", "", "deux"], VIDE),
        ("  un \t\n deux ", &["  un \t", " deux "], FIN),
        ("\u{feff}un\n", &["\u{feff}un"], FIN),
        ("un\rdeux\n", &["un\rdeux"], FIN),
        ("un\r\r\n", &["un\r"], FIN),
        ("\r\rdeux\n\rtrois\n", &["\r\rdeux", "\rtrois"], FIN),
        ("un\ndeux\r", &["un", "deux\r"], FIN),
    ];
    for (texte, attendues, piste) in cas {
        let (lues, _, _) = lire(texte.as_bytes(), 10).await;
        juger_lignes(lues, attendues, &format!("les lignes de {texte:?}"), piste);
        // Un caractère coupé en deux a son propre test.
        if !texte.is_ascii() {
            continue;
        }
        let (lues, _, _) = lire(Flux::goutte_a_goutte(texte.as_bytes()), 10).await;
        juger_lignes(
            lues,
            attendues,
            &format!("les lignes de {texte:?}, reçu octet par octet"),
            "lu d'un bloc, ce texte est juste ; en morceaux, avec des battements entre eux, quelque chose se \
             perd : qu'est-ce qui garde le début de ligne déjà reçu ?",
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_ligne_en_morceaux_reste_entiere() {
    let morceaux: [(u64, &[u8]); 4] = [
        (5, b"bon"),
        (15, b"jour\nau "),
        (25, b"re"),
        (36, b"voir\nfin"),
    ];
    let (lues, _, battements) = lire(Flux::textes(&morceaux, 47), 10).await;
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
    let morceaux: [(u64, &[u8]); 4] = [
        (5, b"un\r"),
        (15, b"\ndeux\r"),
        (25, b"\n\r"),
        (35, b"\ntr\rois"),
    ];
    let (lues, _, _) = lire(Flux::textes(&morceaux, 41), 10).await;
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
    let morceaux: [(u64, &[u8]); 4] = [
        (5, b"caf\xc3"),
        (15, b"\xa9\n\xf0\x9d"),
        (25, b"\x84"),
        (35, b"\x9e"),
    ];
    let (lues, _, _) = lire(Flux::textes(&morceaux, 41), 10).await;
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
async fn les_battements_gardent_leur_periode_quoi_qu_il_arrive() {
    // Un flux silencieux, puis un flux bavard : une ligne à 1, 5, 9… 45 ms.
    let (lues, duree, battements) = lire(Flux::textes(&[], 35), 10).await;
    juger_lignes(lues, &[], "les lignes d'un flux silencieux", PISTE_LIGNES);
    juger_battements(&battements, &[10, 20, 30], "pendant 35 ms de silence");
    exiger!(
        duree == ms(35),
        "la lecture finit avec le flux, au bout de 35 ms",
        "elle a fini au bout de {duree:?}",
        "la fin du flux n'attend pas le battement suivant"
    );
    // Un long silence : personne n'y regarde l'heure toutes les millisecondes.
    let (_, _, battements) = lire(Flux::textes(&[], 100_000), 40_000).await;
    juger_battements(&battements, &[40_000, 80_000], "pendant 100 s de silence");
    let (lues, duree, battements) = lire(Flux::goutte_a_goutte(&[b'\n'; 12]), 10).await;
    juger_lignes(lues, &[""; 12], "les lignes d'un flux bavard", PISTE_LIGNES);
    exiger!(
        !battements.is_empty(),
        "un flux qui donne une ligne toutes les 4 ms n'empêche pas de battre toutes les 10 ms",
        "aucun battement en {duree:?}",
        "un minuteur recréé à chaque ligne n'arrive jamais au bout : crée-le une seule fois, hors de la boucle"
    );
    juger_battements(
        &battements,
        &[10, 20, 30, 40],
        "pendant que des lignes arrivent à 1, 5, 9… 45 ms",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_battement_avant_une_periode_entiere() {
    let texte = "ligne\n".repeat(5);
    for _ in 0..64 {
        let (lues, duree, battements) = lire(texte.as_bytes(), 10).await;
        juger_lignes(
            lues,
            &["ligne"; 5],
            "5 lignes reçues d'un coup",
            PISTE_LIGNES,
        );
        exiger!(
            duree.is_zero() || !battements.is_empty(),
            "un flux lu d'un coup finit aussitôt",
            "la lecture a duré {duree:?}",
            "le flux est fini, et la lecture attend encore un tic : la fin du flux la termine, où qu'en soit \
             la période"
        );
        exiger!(
            battements.is_empty() && duree.is_zero(),
            "un flux lu d'un coup ne laisse le temps d'aucun battement, chaque fois",
            "des battements à {battements:?} ms, une lecture de {duree:?}",
            "le premier battement vient après une période entière : le premier tic d'un `interval` est \
             immédiat"
        );
    }
}

#[derive(Debug)]
struct Panne;

impl Display for Panne {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str("câble débranché")
    }
}

impl std::error::Error for Panne {}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_erreur_du_flux_revient_telle_quelle() {
    // Avant tout, après une ligne, au milieu d'une ligne, au milieu d'un caractère.
    for (octets, genre) in [
        (&b""[..], io::ErrorKind::ConnectionReset),
        (b"un\n", io::ErrorKind::UnexpectedEof),
        (b"un\nde", io::ErrorKind::TimedOut),
        (b"caf\xc3", io::ErrorKind::BrokenPipe),
    ] {
        let morceaux = [
            (5, Ok(octets.to_vec())),
            (25, Err(io::Error::new(genre, Panne))),
        ];
        let debut = usize::from(octets.is_empty()); // Un morceau vide serait la fin.
        let flux = Flux::new(morceaux.into_iter().skip(debut));
        let (lues, duree, _) = lire(flux, 10).await;
        let erreur = match lues {
            Err(erreur) => erreur,
            Ok(lues) => echec!(
                "l'erreur {genre:?} du flux est rendue",
                "Ok({lues:?})",
                "l'erreur a été avalée : la lecture rend un `Result`, et une boucle qui n'accepte que `Ok` \
                 prend l'erreur pour la fin"
            ),
        };
        let (observe, intacte) = (erreur.kind(), erreur.to_string());
        exiger!(
            observe == genre && erreur.get_ref().is_some_and(|cause| cause.is::<Panne>()),
            "l'erreur du flux revient telle quelle : {genre:?}, « câble débranché »",
            "une autre erreur : {observe:?}, « {intacte} »",
            "l'erreur a été remplacée ou recopiée : rends celle du flux, la même valeur (`?` suffit)"
        );
        exiger!(
            duree == ms(25),
            "l'erreur arrive au bout de 25 ms et arrête la lecture",
            "la lecture a fini au bout de {duree:?}",
            "une erreur du flux termine la lecture aussitôt"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_utf8_invalide_est_une_erreur_invalid_data() {
    for octets in [
        &b"\xff\n"[..],
        b"un\ncaf\xe9\ntrois\n",
        b"un\ncaf\xc3\ntrois\n",
        b"un\n\xff",
        b"caf\xc3",
    ] {
        let texte = octets.escape_ascii();
        for flux in [
            Flux::textes(&[(0, octets)], 0),
            Flux::goutte_a_goutte(octets),
        ] {
            match lire(flux, 10).await.0 {
                Err(erreur) => exiger_egal!(
                    erreur.kind(),
                    io::ErrorKind::InvalidData,
                    "le genre de l'erreur pour les octets « {texte} »",
                    "des octets qui ne sont pas de l'UTF-8 sont des données invalides"
                ),
                Ok(lues) => {
                    exiger!(
                        !lues.iter().any(|ligne| ligne.contains('\u{fffd}')),
                        "une erreur `InvalidData` pour les octets « {texte} »",
                        "Ok({lues:?})",
                        "`from_utf8_lossy` remplace en silence ce qu'il ne comprend pas : ici, c'est une erreur"
                    );
                    echec!(
                        "une erreur `InvalidData` pour les octets « {texte} »",
                        "Ok({lues:?})",
                        "l'erreur a été avalée : un texte invalide n'est ni ignoré, ni pris pour la fin, même sur \
                         une dernière ligne sans `\\n`"
                    )
                }
            }
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_longue_ligne_arrive_entiere_par_un_vrai_tube() {
    const ATTENDU: &str = "trois lignes de 5, 200000 et 6 octets";
    let longue = "é".repeat(100_000);
    let (mut emetteur, recepteur) = duplex(1000);
    let texte = format!("avant\r\n{longue}\r\naprès");
    let (lecture, ()) = tokio::join!(lire(BufReader::new(recepteur), 10), async move {
        for morceau in texte.as_bytes().chunks(35_001) {
            let _ = emetteur.write_all(morceau).await;
            dans(7).await;
        }
    });
    let (lues, duree, battements) = lecture;
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
    juger_battements(
        &battements,
        &[10, 20, 30, 40],
        "pendant que les octets affluent",
    );
    exiger!(
        duree == ms(42),
        "une lecture de 42 ms",
        "{duree:?}",
        "la lecture finit avec le flux, même quand les octets affluent"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn rien_ne_tourne_encore_apres_le_retour() {
    let avant = Handle::current().metrics().num_alive_tasks();
    let panne = || io::Error::new(io::ErrorKind::BrokenPipe, Panne);
    let _ = lire(Flux::textes(&[(5, b"un\n")], 35), 10).await;
    let _ = lire(Flux::new([(5, Err(panne()))]), 10).await;
    exiger_le_calme(avant, 10, PISTE_TACHE_QUI_BAT).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_fin_du_flux_reveille_la_lecture_aussitot() {
    let (mut emetteur, recepteur) = duplex(64);
    let battements = Cell::new(0);
    let entree: Entree<'_> = Box::new(BufReader::new(recepteur));
    let battre = || battements.set(battements.get() + 1);
    let mut appel = sobre(Box::pin(lire_lignes(entree, ms(10), battre)));
    let _ = emetteur.write_all(b"un\nde").await;
    en_attente(&mut appel).await;
    let _ = emetteur.write_all(b"ux").await;
    drop(emetteur);
    juger_lignes(
        finir_aussitot(appel).await,
        &["un", "deux"],
        "les lignes reçues avant la fin du flux",
        "la fin du flux termine aussi la dernière ligne",
    );
    exiger_egal!(
        battements.get(),
        3,
        "le nombre de battements de 10 ms en 35 ms",
        "un battement par période entière, jusqu'à la fin du flux : le premier tic d'un `interval`, immédiat, \
         n'en est pas un"
    );
}
