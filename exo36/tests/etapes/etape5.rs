//! Étape 5 : `lire_requete` lit une tête jusqu'à sa ligne vide, en bornant la taille et le temps, et juge sa première ligne.

mod echeance;

use std::io::{self, ErrorKind};
use std::time::Duration;

use banc::flux::Geste::{self, Erreur, Flot, Pause, Silence};
use banc::flux::{Flux, Lecture};
use banc::{Attente, Explication, Patience, echec, exiger, ms, sans_panique, texte};

use crate::commun_aux_etapes::{Panne, limites};
use crate::{ErreurRequete, Limites, Requete, lire_requete}; // chaque nom est fixé par l'énoncé

/// Les types de la consigne, à la lettre.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(flux: Flux) {
    // Importées : ce qui n'est qu'une constante du même nom ne s'importe pas.
    use crate::ErreurRequete::{Deconnexion, Delai, Invalide, Io, TropGrande};

    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<Issue>(lire_requete(flux, &limites())); // signature fixée : async fn lire_requete<R: AsyncRead + Unpin>(flux: R, limites: &Limites) -> Result<Requete, ErreurRequete>
    let _ = Requete {
        methode: String::new(),
        chemin: String::new(),
    };
    let _: [ErreurRequete; 4] = [Delai, TropGrande, Invalide, Deconnexion];
    let _: fn(io::Error) -> ErreurRequete = Io;
}

type Issue = Result<Requete, ErreurRequete>;

/// Lit ce scénario ; rend l'issue et sa durée, sans jamais attendre plus d'une heure virtuelle.
fn lire(gestes: Vec<Geste>, limites: &Limites) -> Attente<'static, '_, Issue> {
    let flux = Flux::new(gestes).surveille(refuser_sans_fin);
    let piste = "`limites.delai` borne toute la lecture, même quand plus rien n'arrive : il y faut une échéance \
                 (`timeout`), une seule pour toute la tête";
    Patience::new(piste).attendre(lire_requete(flux, limites))
}

/// Bien plus que les `taille_max` de ces tests.
const TROP_LU: usize = 128 * 1024;

/// Démasque celui qui lit sans fin.
fn refuser_sans_fin(lecture: &Lecture) {
    let place = lecture.place;
    exiger!(
        place < TROP_LU,
        "une requête ne garde pas en mémoire beaucoup plus que `taille_max` octets",
        "une lecture dans un tampon de {place} octets, pour quelques milliers permis",
        "un tampon compte aussi : chaque client aurait le sien, quelle que soit `taille_max` ; quelques kilooctets \
         suffisent"
    );
    exiger!(
        lecture.donnes < TROP_LU,
        "une tête trop grande est refusée dès qu'elle dépasse la limite",
        "déjà 128 Kio lus d'un flux sans fin, pour 1000 octets permis, et la lecture continue",
        "`read_line`, `read_until`, `lines` et `read_to_end` gardent tout ce qui vient : un seul client remplirait la \
         mémoire ; borne la lecture elle-même, pour toute la tête et pas ligne par ligne"
    );
    exiger!(
        lecture.vides < 1000 || place > 0,
        "une lecture a de la place pour ce qui arrive",
        "1000 lectures dans un tampon plein",
        "`read` dans un tampon plein rend 0 sans que le flux soit fini : la limite est atteinte, c'est le moment de le dire"
    );
    exiger!(
        lecture.vides < 1000,
        "la fin du flux arrête la lecture",
        "1000 lectures après la fin, et cela continue",
        "`read` qui rend 0 dit que le client est parti : le relire rend 0 à nouveau, pour toujours"
    );
}

fn taille_max(taille_max: usize) -> Limites {
    Limites {
        taille_max,
        ..limites()
    }
}

fn octets(octets: impl AsRef<[u8]>) -> Geste {
    Geste::octets(octets)
}

fn panne(genre: ErrorKind) -> Geste {
    Erreur(io::Error::new(genre, Panne(5)))
}

const TETE: &str = "GET /été?q=1 HTTP/1.1\r\nHost: exemple.fr\r\nAccept: */*\r\n\r\n";

/// La tête est lue, et c'est celle de `TETE`.
fn exiger_tete(issue: &Issue, quoi: &str, piste: &str) {
    let bonne = matches!(issue, Ok(lue) if lue.methode == "GET" && lue.chemin == "/été?q=1");
    let piste = match issue {
        Ok(lue) if TETE.contains(&lue.chemin) => {
            "la tête est bien lue ; c'est l'analyse de sa première ligne qui se trompe : la méthode, puis le chemin \
             entier, tel quel, `?` et accents compris"
        }
        _ => piste,
    };
    exiger!(
        bonne,
        "{quoi} : la requête GET /été?q=1",
        "{issue:?}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_requete_correcte_donne_sa_methode_et_son_chemin() {
    for &(ligne, methode, chemin) in &[
        ("GET / HTTP/1.1", "GET", "/"),
        ("POST /a/b.html?c=d&e HTTP/1.0", "POST", "/a/b.html?c=d&e"),
        ("X //// HTTP/1.9", "X", "////"),
        ("MKCALENDAR /été HTTP/1.1", "MKCALENDAR", "/été"),
        (
            "GET /Pages/%C3%89t%c3%a9%20a+b HTTP/1.1",
            "GET",
            "/Pages/%C3%89t%c3%a9%20a+b",
        ),
    ] {
        for &entetes in &["", "Host: a\r\n", "A: 1\r\nB: HTTP/2 zut\r\n"] {
            let tete = format!("{ligne}\r\n{entetes}\r\n");
            let (issue, duree) = lire(vec![octets(&*tete), Silence], &limites()).await;
            let prise = texte::duree(duree);
            let bonne = matches!(
                &issue,
                Ok(lue) if lue.methode == methode && lue.chemin == chemin
            );
            exiger!(
                bonne,
                "{tete:?} donne la méthode {methode:?} et le chemin {chemin:?}",
                "{issue:?}",
                "la première ligne a trois parties, séparées par une espace, et le chemin se rend tel quel \
                 (majuscules, `%`, `?`, accents) ; la tête finit à la première ligne vide, sans attendre \
                 que le client parte"
            );
            exiger!(
                duree.is_zero(),
                "une tête reçue d'un coup est lue tout de suite",
                "il a fallu {prise}",
                "n'attends rien après la ligne vide"
            );
        }
    }
}

/// Cette tête octet par octet, chacun après cette pause, puis plus rien.
fn un_a_un(tete: &str, pause: Duration) -> Vec<Geste> {
    let mut gestes = Geste::goutte_a_goutte(tete, pause);
    gestes.push(Silence);
    gestes
}

/// La piste d'une tête jugée complète avant sa ligne vide.
const PISTE_TROP_TOT: &str = "la tête n'était pas finie : lis toutes ses lignes, jusqu'à la ligne vide \
    (`\\r\\n\\r\\n`), avant de répondre";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_tete_n_est_pas_finie_avant_sa_ligne_vide() {
    for &(debut, fin) in &[
        ("GET / HTTP/1.1\r\n", "Host: a\r\n\r\n"),
        ("GET / HTTP/1.1\r\nHost: a\r\n", "\r\n"),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r", "\n"),
    ] {
        let gestes = vec![octets(debut), Pause(ms(100)), octets(fin), Silence];
        let (issue, duree) = lire(gestes, &limites()).await;
        exiger!(
            issue.is_err() || duree >= ms(100),
            "{debut:?}, sans ligne vide, n'est pas encore une requête",
            "{issue:?}",
            "{PISTE_TROP_TOT}"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_tete_peut_arriver_en_morceaux() {
    let tete = TETE.as_bytes();
    let piste = "un seul `read` ne rend que ce qui est déjà là : lis jusqu'à la ligne vide, qui peut \
                 être coupée n'importe où, même entre `\\r` et `\\n` ; un morceau peut aussi couper \
                 un caractère";
    for coupe in 1..tete.len() {
        let (debut, fin) = tete.split_at(coupe);
        let gestes = vec![octets(debut), Pause(ms(1)), octets(fin), Silence];
        let (issue, _) = lire(gestes, &limites()).await;
        exiger_tete(&issue, "une tête coupée en deux", piste);
    }
    let (issue, duree) = lire(un_a_un(TETE, ms(1)), &limites()).await;
    exiger_tete(&issue, "une tête reçue octet par octet", piste);
    let prise = texte::duree(duree);
    exiger!(
        duree == ms(1) * TETE.len() as u32,
        "la tête est complète dès son dernier octet",
        "elle n'a été rendue qu'après {prise}",
        "n'attends rien après la ligne vide"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn ce_qui_suit_la_tete_est_ignore() {
    let piste = "la tête finit à la première ligne vide : ce qui suit, même reçu dans la même lecture, \
                 n'est ni compté dans `taille_max`, ni cherché, ni analysé, ni attendu";
    let exacte = taille_max(TETE.len());
    let corps = "x".repeat(5000);
    for &suite in &[
        corps.as_str(),
        "POST /non HTTP/1.1\r\n\r\n",
        "\r\n\r\n",
        "\n",
    ] {
        let ensemble = format!("{TETE}{suite}");
        let (issue, _) = lire(vec![octets(&*ensemble), Silence], &exacte).await;
        exiger_tete(&issue, "une tête suivie d'autre chose", piste);
    }
    let binaire = [TETE.as_bytes(), b"\xff\xfe\0"].concat();
    let (issue, _) = lire(vec![octets(&*binaire), Silence], &limites()).await;
    exiger_tete(&issue, "une tête suivie d'octets quelconques", piste);
    let (issue, _) = lire(vec![octets(TETE), panne(ErrorKind::Other)], &limites()).await;
    exiger_tete(&issue, "une tête suivie d'une panne du flux", piste);
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn taille_max_compte_toute_la_tete() {
    let suivie = format!("{TETE}corps");
    for taille in 0..TETE.len() + 3 {
        let limites = taille_max(taille);
        let d_un_coup = lire(vec![octets(TETE), Silence], &limites).await.0;
        let un_a_un = lire(un_a_un(TETE, Duration::ZERO), &limites).await.0;
        let suivie = lire(vec![octets(&*suivie), Silence], &limites).await.0;
        let longueur = TETE.len();
        for issue in &[d_un_coup, un_a_un, suivie] {
            if taille >= longueur {
                exiger_tete(
                    issue,
                    "une tête de `taille_max` octets au plus",
                    "une tête qui fait juste `taille_max` octets, ligne vide comprise, est permise ; \
                     ce qui la suit ne compte pas",
                );
                continue;
            }
            exiger!(
                matches!(issue, Err(ErreurRequete::TropGrande)),
                "une tête de {longueur} octets, avec une taille maximale de {taille} : `TropGrande`",
                "{issue:?}",
                "compte tous les octets de la tête, ligne vide comprise, même quand elle arrive \
                 entière en une seule lecture"
            );
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_grande_tete_est_lue_si_elle_est_permise() {
    let grande = format!("GET /été?q=1 HTTP/1.1\r\nA: {}\r\n\r\n", "a".repeat(20_000));
    let (issue, _) = lire(vec![octets(&*grande), Silence], &taille_max(20_100)).await;
    exiger_tete(
        &issue,
        "une tête de 20 Ko, pour 20 100 octets permis",
        "c'est `limites.taille_max` qui compte, pas une taille écrite dans le code, ni celle d'un tampon",
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_flot_sans_fin_est_coupe() {
    for &(debut, motif) in &[
        ("", &b"A"[..]),
        ("GET /", b"a"),
        ("GET / HTTP/1.1\r\nA: ", b"a"),
        ("GET / HTTP/1.1\r\n", b"A: b\r\n"),
    ] {
        let (issue, _) = lire(vec![octets(debut), Flot(motif)], &taille_max(1000)).await;
        let piste = if issue.is_ok() {
            PISTE_TROP_TOT
        } else {
            "au-delà de `taille_max` octets, la tête est refusée, quelles que soient ses lignes"
        };
        exiger!(
            matches!(issue, Err(ErreurRequete::TropGrande)),
            "une tête sans fin donne `TropGrande`",
            "{issue:?}",
            "{piste}"
        );
    }
    for &envoyes in &[3000, 1500, 1001] {
        let trop = format!("GET /{}", "a".repeat(envoyes - 5));
        let (issue, duree) = lire(vec![octets(&*trop), Silence], &taille_max(1000)).await;
        let prise = texte::duree(duree);
        exiger!(
            matches!(issue, Err(ErreurRequete::TropGrande)) && duree.is_zero(),
            "{envoyes} octets sans ligne vide, pour 1000 permis, puis plus rien : `TropGrande`, tout de suite",
            "{issue:?} au bout de {prise}",
            "la taille se vérifie à mesure que les octets arrivent, pas seulement à la ligne vide, et le refus se rend aussitôt, sans \
             rien lire de plus"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_premiere_ligne_incorrecte_est_invalide() {
    for &ligne in &[
        "",
        "\r\nGET / HTTP/1.1",
        "GET",
        "GET /",
        "GET / HTTP/1.1 ",
        " GET / HTTP/1.1",
        "GET  / HTTP/1.1",
        "GET /  HTTP/1.1",
        "GET  HTTP/1.1",
        " / HTTP/1.1",
        "GET\t/\tHTTP/1.1",
        "GET /a b HTTP/1.1",
        "get / HTTP/1.1",
        "Get / HTTP/1.1",
        "G3T / HTTP/1.1",
        "ÉTÉ / HTTP/1.1",
        "GET été HTTP/1.1",
        "GET index.html HTTP/1.1",
        "GET http://a/ HTTP/1.1",
        "M-SEARCH / HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET / HTTP/2",
        "GET / HTTP/2.0",
        "GET / HTTP/1",
        "GET / HTTP/1.",
        "GET / HTTP/1.10",
        "GET / HTTP/1.x",
        "GET / HTTP/1.²",
        "GET / HTTP/11",
        "GET / http/1.1",
        "GET / HTTPS/1.1",
        "/ GET HTTP/1.1",
    ] {
        let tete = format!("{ligne}\r\nHost: a\r\n\r\n");
        let (issue, _) = lire(vec![octets(&*tete), Silence], &limites()).await;
        let piste = if ligne.starts_with("\r\n") {
            "une première ligne vide est une première ligne incorrecte : elle ne se saute pas"
        } else {
            "exactement trois parties séparées par une seule espace : une ou plusieurs lettres de A \
             à Z, un chemin qui commence par `/`, `HTTP/1.` suivi d'un seul chiffre de 0 à 9 \
             (`split_whitespace`, `starts_with`, `is_uppercase` ou `is_numeric` en acceptent plus)"
        };
        exiger!(
            matches!(issue, Err(ErreurRequete::Invalide)),
            "{ligne:?} : `Invalide`",
            "{issue:?}",
            "{piste}"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_premiere_ligne_qui_n_est_pas_de_l_utf8_est_invalide() {
    for &ligne in &[
        &b"GET /\xff HTTP/1.1"[..],
        b"\xc3 / HTTP/1.1",
        b"GET / HTTP/1.\xb2",
    ] {
        let tete = [ligne, b"\r\n\r\n"].concat();
        let limites = limites();
        let lecture = lire(vec![octets(&*tete), Silence], &limites);
        let (issue, _) = sans_panique(Box::pin(lecture), |_| {
            Some(Explication {
                attendu: "une première ligne qui n'est pas de l'UTF-8 : `Invalide`",
                piste: "ce qu'envoie un client ne mérite jamais un `unwrap`",
            })
        })
        .await;
        exiger!(
            matches!(issue, Err(ErreurRequete::Invalide)),
            "une première ligne qui n'est pas de l'UTF-8 : `Invalide`",
            "{issue:?}",
            "`from_utf8_lossy` remplace les octets fautifs et laisse passer la ligne ; `read_line` et `lines` en font une \
             `io::Error`, qui n'est pas `Invalide`"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_client_parti_avant_la_ligne_vide_est_deconnecte() {
    let tete = TETE.as_bytes();
    for recus in 0..tete.len() {
        let (issue, _) = lire(vec![octets(&tete[..recus])], &limites()).await;
        exiger!(
            matches!(issue, Err(ErreurRequete::Deconnexion)),
            "le client part après {recus} octets, avant la ligne vide : `Deconnexion`",
            "{issue:?}",
            "`read` qui rend 0, ou `lines` qui rend `None`, dit que le client est parti : si la ligne \
             vide n'est pas arrivée, la tête n'est pas complète, et rien n'est à analyser"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_panne_du_flux_passe_telle_quelle() {
    use ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, InvalidData, Other, TimedOut};

    let mut cas = vec![("", Other), ("GET / HTTP/1.1\r\nHos", Other)];
    for &genre in &[
        TimedOut,
        ConnectionReset,
        ConnectionAborted,
        BrokenPipe,
        InvalidData,
    ] {
        cas.push(("GET / HTTP/1.1\r\nHos", genre));
    }
    for &(debut, genre) in &cas {
        let (issue, _) = lire(vec![octets(debut), panne(genre), Silence], &limites()).await;
        let piste = match &issue {
            Err(ErreurRequete::Io(erreur))
                if erreur.get_ref().is_some_and(|cause| cause.is::<Panne>()) =>
            {
                continue;
            }
            Err(ErreurRequete::Io(_)) => {
                "transmets l'erreur telle que tu l'as reçue : refaite à partir de son genre ou de son texte, elle a \
                 perdu sa cause"
            }
            Ok(_) => PISTE_TROP_TOT,
            Err(_) if genre != Other => echec!(
                "une erreur de lecture de genre `{genre:?}` donne `Io`, avec l'erreur d'origine",
                "{issue:?}",
                "une erreur de lecture est `Io`, quel que soit son genre (`kind()`) : `Delai` dit que l'échéance est passée, `Deconnexion` \
                 qu'une lecture a rendu 0, `Invalide` qu'`analyser` a rendu `None`"
            ),
            Err(ErreurRequete::Deconnexion) => {
                "le client n'est pas parti, c'est la lecture qui a échoué : `map_err(|_| …)`, `unwrap_or(0)` ou un `Err(_)` \
                 effacent ce qui s'est passé, là où `?` seul fait d'une `io::Error` une `Io` (`#[from]`)"
            }
            Err(_) => {
                "`timeout` rend un `Result` dans un `Result` : celui de dehors parle de l'échéance, celui \
                 de dedans de la lecture ; un seul `?`, ou un `_` dans un `match`, avale le second"
            }
        };
        echec!(
            "une erreur de lecture donne `Io`, avec l'erreur d'origine",
            "{issue:?}",
            "{piste}"
        );
    }
}
