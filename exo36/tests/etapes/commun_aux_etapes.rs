//! Ce que les étapes partagent.

use self::Geste::{Coupure, Flot, Octets, Pause, Silence};
use crate::{
    Config, ErreurConfig, ErreurRequete, ErreurTache, Limites, Requete, charger_config,
    lire_requete, preparer, servir, surveiller,
};
use banc::{Dossier, attraper, chronometrer, echec, exiger, finir, message_de};
use std::cell::Cell;
use std::collections::VecDeque;
use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::net::SocketAddr;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Sleep, sleep};

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ou qui
/// changerait un type donné, ne compile pas.
#[expect(dead_code, reason = "seuls ses types comptent")]
fn signatures(
    chemin: &Path,
    tache: JoinHandle<anyhow::Result<Panne>>,
    ecoute: TcpListener,
    cause: ParseIntError,
) {
    // Importées : ce qui n'est qu'une constante du même nom ne s'importe pas.
    use super::ErreurConfig::{CleManquante, Lecture, Port, Syntaxe};
    use super::ErreurRequete::{Deconnexion, Delai, Invalide, Io, TropGrande};
    use super::ErreurTache::{Annulee, Echec, Panique};

    fn rend<T>(_: impl Future<Output = T>) {}
    fn erreur<E: Error>(_: &E) {}

    rend::<Result<Config, ErreurConfig>>(charger_config(chemin));
    rend::<anyhow::Result<Config>>(preparer(chemin));
    // `Panne` et `Flux` sont à nous : aucun cas particulier ne peut leur être réservé.
    rend::<Result<Panne, ErreurTache>>(surveiller(tache));
    rend::<Result<Requete, ErreurRequete>>(lire_requete(flux([]), &limites()));
    rend::<anyhow::Result<u64>>(servir(ecoute, limites(), std::future::ready(())));

    let (texte, source) = (String::new(), io::Error::other(""));
    let _: fn(&'static str) -> ErreurConfig = CleManquante;
    let _: [ErreurConfig; 3] = [
        Lecture {
            chemin: PathBuf::new(),
            source,
        },
        Syntaxe {
            ligne: 0_usize,
            texte: texte.clone(),
        },
        Port {
            valeur: texte.clone(),
            source: cause,
        },
    ];
    let _: [ErreurRequete; 4] = [Delai, TropGrande, Invalide, Deconnexion];
    let _: fn(io::Error) -> ErreurRequete = Io;
    let _: fn(String) -> ErreurTache = Panique;
    let _: fn(anyhow::Error) -> ErreurTache = Echec;
    erreur::<ErreurTache>(&Annulee);
    let _ = Config {
        hote: texte.clone(),
        port: 0_u16,
    };
    let _ = Requete {
        methode: texte.clone(),
        chemin: texte,
    };
}

pub fn dossier() -> Dossier {
    Dossier::new(env!("CARGO_TARGET_TMPDIR"))
}

pub async fn ecrire(chemin: &Path, contenu: &[u8]) {
    let ecrit = tokio::fs::write(chemin, contenu).await;
    ecrit.expect("le dossier du test est accessible en écriture");
}

/// Une erreur bien à nous, qu'on doit retrouver entière.
#[derive(Debug, PartialEq)]
pub struct Panne(pub u32);

impl std::fmt::Display for Panne {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("panne")
    }
}

impl Error for Panne {}

pub async fn lente(duree: Duration) -> anyhow::Result<String> {
    sleep(duree).await;
    Ok(String::from("fait"))
}

/// Un flux qui suit un scénario, et qui démasque les lectures sans fin.
pub struct Flux {
    pub gestes: VecDeque<Geste>,
    pub minuteur: Option<Pin<Box<Sleep>>>,
    pub lus: usize,
    pub vides: usize,
}

pub fn flux(gestes: impl IntoIterator<Item = Geste>) -> Flux {
    let mut file = VecDeque::new();
    // `collect` ferait compiler bien plus de code, pour chaque longueur de tableau.
    for geste in gestes {
        file.push_back(geste);
    }
    Flux {
        gestes: file,
        minuteur: None,
        lus: 0,
        vides: 0,
    }
}

impl AsyncRead for Flux {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        tampon: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let flux = &mut *self;
        let place = tampon.remaining();
        exiger!(
            place < TROP_LU,
            "une requête ne garde pas en mémoire beaucoup plus que `taille_max` octets",
            "une lecture dans un tampon de {place} octets, pour quelques milliers permis",
            "un tampon compte aussi : chaque client aurait le sien, quelle que soit `taille_max` ; quelques \
             kilooctets suffisent"
        );
        loop {
            match flux.gestes.front_mut() {
                Some(Octets(octets)) if octets.is_empty() => {}
                Some(Octets(octets)) => {
                    let n = octets.len().min(tampon.remaining());
                    tampon.put_slice(&octets[..n]);
                    octets.drain(..n);
                    flux.vides += usize::from(n == 0);
                    exiger!(
                        flux.vides < 1000,
                        "une lecture a de la place pour ce qui arrive",
                        "1000 lectures dans un tampon plein",
                        "`read` dans un tampon plein rend 0 sans que le flux soit fini : la limite est \
                         atteinte, c'est le moment de le dire"
                    );
                    return Poll::Ready(Ok(()));
                }
                Some(Pause(duree)) => {
                    let duree = *duree;
                    let minuteur = flux.minuteur.get_or_insert_with(|| Box::pin(sleep(duree)));
                    if minuteur.as_mut().poll(cx).is_pending() {
                        return Poll::Pending;
                    }
                    flux.minuteur = None;
                }
                Some(Silence) => return Poll::Pending,
                Some(Coupure) => {
                    flux.gestes.pop_front();
                    return Poll::Ready(Err(io::Error::other(Panne(5))));
                }
                Some(Flot(motif)) => {
                    let n = tampon.remaining().min(BOUFFEE);
                    let suite = motif.iter().cycle().skip(flux.lus % motif.len());
                    let suite: Vec<u8> = suite.take(n).copied().collect();
                    tampon.put_slice(&suite);
                    flux.lus += n;
                    exiger!(
                        flux.lus < TROP_LU,
                        "une tête trop grande est refusée dès qu'elle dépasse la limite",
                        "déjà 256 Kio lus d'un flux sans fin, pour 1000 octets permis, et la lecture continue",
                        "`read_line`, `read_until`, `lines` et `read_to_end` gardent tout ce qui vient : \
                         un seul client remplirait la mémoire ; borne la lecture elle-même, pour toute \
                         la tête et pas ligne par ligne"
                    );
                    return Poll::Ready(Ok(()));
                }
                None => {
                    flux.vides += 1;
                    exiger!(
                        flux.vides < 1000,
                        "la fin du flux arrête la lecture",
                        "1000 lectures après la fin, et cela continue",
                        "`read` qui rend 0 dit que le client est parti : le relire rend 0 à nouveau, pour \
                         toujours"
                    );
                    return Poll::Ready(Ok(()));
                }
            }
            flux.gestes.pop_front();
        }
    }
}

pub fn octets(texte: impl AsRef<[u8]>) -> Geste {
    Octets(texte.as_ref().into())
}

/// Des limites larges, pour les tests dont elles ne sont pas le sujet.
pub fn limites() -> Limites {
    Limites {
        taille_max: 4096,
        delai: Duration::from_secs(5),
        connexions_max: 10,
    }
}

pub fn taille_max(taille_max: usize) -> Limites {
    Limites {
        taille_max,
        ..limites()
    }
}

pub type Lecture<'a> =
    Pin<Box<dyn Future<Output = (Result<Requete, ErreurRequete>, Duration)> + 'a>>;

/// Lit le scénario ; rend l'issue et sa durée, sans jamais attendre plus d'une heure virtuelle.
pub fn lire(gestes: impl IntoIterator<Item = Geste>, limites: &Limites) -> Lecture<'_> {
    lire_le_flux(flux(gestes), limites)
}

/// La lecture va dans une boîte : le tampon d'une réponse peut être grand, et la pile ne l'est pas.
pub fn lire_le_flux(flux: Flux, limites: &Limites) -> Lecture<'_> {
    let piste = "`limites.delai` borne toute la lecture, même quand plus rien n'arrive : il y faut une échéance \
                 (`timeout`), une seule pour toute la tête";
    let lecture = Box::pin(lire_requete(flux, limites));
    Box::pin(chronometrer(finir(lecture, piste)))
}

pub const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
pub const DEBUT: &[u8] = b"GET /lent HTTP/1.1\r\nHo";
pub const FIN: &[u8] = b"st: a\r\n\r\n";

/// Le serveur, pas encore démarré, et de quoi l'arrêter. Il n'a pas à finir avant, ni par une erreur,
/// ni en laissant des tâches derrière lui.
pub async fn serveur(limites: Limites) -> (SocketAddr, Arret, Futur<u64>) {
    let ecoute = TcpListener::bind("127.0.0.1:0").await;
    let ecoute = ecoute.expect("la machine a une interface locale");
    let adresse = ecoute.local_addr().expect("une écoute a une adresse");
    let (arret, attente) = oneshot::channel::<()>();
    let demande = Rc::new(Cell::new(false));
    let interroge = Rc::new(Cell::new(0));
    let (vu, fois) = (Rc::clone(&demande), Rc::clone(&interroge));
    let mut attente = attente;
    let signal = poll_fn(move |cx| {
        fois.set(fois.get() + 1);
        let pret = Pin::new(&mut attente).poll(cx).is_ready();
        // Une boucle qui n'attend rien ne rendrait jamais la main : la seule issue est de l'arrêter.
        if !pret && fois.get() < A_VIDE {
            return Poll::Pending;
        }
        vu.set(true);
        Poll::Ready(())
    });
    let serveur = async move {
        let mut service = Box::pin(attraper(servir(ecoute, limites, signal)));
        let issue = poll_fn(|cx| {
            interroge.set(0);
            let etat = service.as_mut().poll(cx);
            exiger!(
                interroge.get() < A_VIDE,
                "entre deux événements, `servir` attend",
                "sa boucle a fait {A_VIDE} tours sans attendre, alors que rien n'arrivait",
                "une branche de `select!` toujours prête fait tourner la boucle à vide : `join_next()` d'un \
                 `JoinSet` vide rend `None` aussitôt, et le motif `Some(…) =` écarte alors cette branche"
            );
            etat
        })
        .await;
        let attendu = "le serveur sert jusqu'à l'arrêt, puis rend un total";
        let total = match issue {
            Ok(Ok(total)) => total,
            Ok(Err(erreur)) => echec!(
                "{attendu}",
                "il a rendu une erreur : {erreur:#}",
                "un `?` sur `accept`, ou sur ce qui arrive à un client, arrête le serveur pour tous les \
                 autres : ces erreurs-là se constatent, autant de fois qu'il y en a, et le serveur continue"
            ),
            Err(panique) => {
                let message = message_de(&*panique);
                let reinterroge = ["called after complete", "after completion"];
                let piste = if reinterroge.iter().any(|texte| message.contains(texte)) {
                    "`arret` a été interrogé de nouveau après avoir été prêt : un future ne l'est qu'une fois, et ne \
                     doit plus revenir ensuite dans un `select!` ni une boucle"
                } else {
                    "ce que fait un client, ou le système, ne mérite jamais un `unwrap` : le serveur continue"
                };
                echec!("{attendu}", "il a paniqué : {message}", "{piste}")
            }
        };
        exiger!(
            demande.get(),
            "{attendu}",
            "il a rendu {total} avant que `arret` soit prêt",
            "le serveur accepte des clients en boucle, et seul `arret` en fait sortir"
        );
        let taches = tokio::runtime::Handle::current().metrics();
        for _ in 0..20 {
            yield_now().await;
        }
        let restantes = taches.num_alive_tasks();
        exiger!(
            restantes == 0,
            "quand `servir` rend son total, toutes ses tâches sont finies",
            "il en reste {restantes} en cours",
            "une poignée lâchée détache sa tâche, qui continue sans personne : garde de quoi les attendre \
             toutes, et attends-les après `arret`"
        );
        total
    };
    (adresse, arret, Box::pin(serveur))
}

/// Joue la scène pendant que le serveur tourne, puis l'abandonne : pour tout ce qui n'est pas l'arrêt.
pub async fn pendant(limites: Limites, scene: Scene) {
    let (adresse, _arret, mut serveur) = serveur(limites).await;
    let mut scene = scene(adresse);
    poll_fn(|cx| {
        let _ = serveur.as_mut().poll(cx);
        scene.as_mut().poll(cx)
    })
    .await;
}

/// La valeur de cet en-tête, donné en minuscules.
pub fn valeur<'a>(tete: &'a str, nom: &str) -> Option<&'a str> {
    tete.split("\r\n").find_map(|ligne| {
        let (lu, valeur) = ligne.split_once(':')?;
        lu.eq_ignore_ascii_case(nom).then(|| valeur.trim())
    })
}

/// Ce que fait un flux, dans l'ordre ; après le dernier geste, il est fini.
#[derive(Clone)]
pub enum Geste {
    /// Ces octets sont là, tous ensemble.
    Octets(Vec<u8>),
    /// Rien ne vient pendant ce temps.
    Pause(Duration),
    /// Plus rien ne viendra jamais, sans que le flux finisse.
    Silence,
    /// La lecture échoue.
    Coupure,
    /// Ce motif, sans fin.
    Flot(&'static [u8]),
}

/// Ce qu'une lecture d'un flot rend au plus, quel que soit le tampon.
pub const BOUFFEE: usize = 32 * 1024;

/// Bien plus que les `taille_max` de ces tests.
pub const TROP_LU: usize = 8 * BOUFFEE;

/// Bien plus de fois qu'on ne peut interroger `arret` sans que rien n'arrive, ni rendre la main.
pub const A_VIDE: u32 = 20_000;

pub type Futur<T> = Pin<Box<dyn Future<Output = T>>>;
pub type Arret = oneshot::Sender<()>;
pub type Scene = fn(SocketAddr) -> Futur<()>;
pub type SceneEtArret = fn(SocketAddr, Arret) -> Futur<()>;
