//! Qui travaille sur les fichiers : le thread du runtime, qui devrait rester libre, ou un thread bloquant ? Un runtime à un
//! seul thread bloquant, que le test occupe à son gré, le montre, et sépare les opérations l'une de l'autre.

use std::fs;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::LazyLock;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::time::{interval, timeout};

use crate::{Boite, Dossier, exiger, ms};

/// Le temps réel pendant lequel le test occupe le thread bloquant, au plus ; seule une réponse fausse l'épuise.
const LIMITE: Duration = Duration::from_secs(3);

/// Ce qu'il y a à lire ou à écrire quand on cherche qui le fait.
pub static LONG: LazyLock<String> = LazyLock::new(|| "e".repeat(10_000));

/// Conduit ce corps dans un runtime qui n'a qu'un thread bloquant : ce qu'on lui demande se fait une chose après
/// l'autre. À appeler hors de tout runtime.
///
/// # Panics
/// Le système n'a pas de quoi démarrer un runtime.
pub fn avec_un_seul_thread_bloquant(corps: Boite<'_, ()>) {
    conduire_a_part(Builder::new_current_thread().max_blocking_threads(1), corps);
}

/// Conduit ce corps dans un runtime à lui, qui ne fait attendre personne : ce qu'un thread bloquant y fait encore à la fin
/// est oublié. À appeler hors de tout runtime.
///
/// # Panics
/// Le système n'a pas de quoi démarrer un runtime.
pub fn dans_un_runtime_a_part(corps: Boite<'_, ()>) {
    conduire_a_part(&mut Builder::new_current_thread(), corps);
}

/// De même, à une horloge virtuelle qui n'est pas celle du test : elle peut aller plus loin que la limite qu'il a.
///
/// # Panics
/// Le système n'a pas de quoi démarrer un runtime.
pub fn a_une_autre_horloge_virtuelle(corps: Boite<'_, ()>) {
    conduire_a_part(Builder::new_current_thread().start_paused(true), corps);
}

fn conduire_a_part(plan: &mut Builder, corps: Boite<'_, ()>) {
    let runtime = plan.enable_all().build();
    let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
    runtime.block_on(corps);
    runtime.shutdown_background();
}

/// Fait ceci sur un thread à part, pour un test qui est lui-même dans un runtime ; faux si cela panique.
pub fn hors_du_runtime(faire: &mut (dyn FnMut() + Send)) -> bool {
    thread::scope(|ici| ici.spawn(faire).join()).is_ok()
}

/// Conduit l'appel, pendant ce temps au plus, et regarde avant chacune de ses opérations : le test tient le seul thread
/// bloquant chaque fois que l'appel avance, et deux opérations ne se suivent jamais sans un regard entre elles. À appeler
/// hors de tout runtime.
pub fn regarder_entre_les_operations(
    limite: Duration,
    mut appel: Boite<'_, ()>,
    regarder: &mut dyn FnMut(),
) {
    avec_un_seul_thread_bloquant(Box::pin(async {
        let mut barriere = barrer();
        let conduite = poll_fn(|cx| {
            regarder();
            let etat = appel.as_mut().poll(cx);
            // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
            barriere = barrer();
            etat
        });
        // Une réponse à qui un seul thread bloquant ne suffit pas n'est pas jugée ainsi.
        let _ = timeout(limite, conduite).await;
    }));
}

/// Le même appel, qui se fait aussi interroger toutes les millisecondes. S'il a confié le travail à une tâche, rien d'autre
/// ne réveille le test entre deux opérations.
pub fn avec_un_pouls(mut appel: Boite<'_, ()>) -> Boite<'_, ()> {
    Box::pin(async move {
        let mut pouls = pin!(interval(ms(1)));
        poll_fn(|cx| {
            let etat = appel.as_mut().poll(cx);
            while pouls.poll_tick(cx).is_ready() {}
            etat
        })
        .await;
    })
}

/// L'appel travaille sur les fichiers ailleurs que sur le thread du runtime. `preparer` et `appel` servent plusieurs fois,
/// `appel` dans le runtime. À appeler hors de tout runtime.
pub fn exiger_le_thread_libre<'a>(
    dossier: &Dossier,
    preparer: &dyn Fn(),
    appel: &dyn Fn() -> Boite<'a, ()>,
) {
    // Plusieurs fois, car un thread à soi, permis, peut aller vite.
    let sur_place = (0..6).all(|_| {
        preparer();
        travaille_sur_place(dossier, appel)
    });
    exiger!(
        !sur_place,
        "le travail sur les fichiers se fait hors du thread du runtime",
        "il s'est fait sur ce thread même, entre deux `.await` qui attendent vraiment",
        "`std::fs` bloque le thread du runtime, et toutes ses tâches, même dans une fonction async : `tokio::fs` \
         a les mêmes fonctions, à attendre"
    );
}

/// Conduit l'appel dans un runtime qui n'a qu'un thread bloquant, occupé chaque fois que l'appel est
/// interrogé : ce qu'il demande à Tokio ne se fait qu'après. C'est le thread du runtime qui a travaillé si
/// l'appel finit du premier coup, s'il finit alors que le dossier vient de changer, ou si ce thread a lu ou écrit.
/// Une réponse à qui un seul thread bloquant ne suffit pas n'est pas jugée.
fn travaille_sur_place<'a>(dossier: &Dossier, appel: &dyn Fn() -> Boite<'a, ()>) -> bool {
    let mut sur_place = false;
    avec_un_seul_thread_bloquant(Box::pin(async {
        let (mut appel, mut barriere) = (appel(), barrer());
        let mut premiere = true;
        let conduite = poll_fn(|cx| {
            let (avant, deja_passes) = (dossier.photo(), octets_passes());
            let etat = appel.as_mut().poll(cx);
            let passes = octets_passes().saturating_sub(deja_passes);
            let fini = etat.is_ready() && (premiere || dossier.photo() != avant);
            if fini || passes >= LONG.len() {
                return Poll::Ready(true);
            }
            premiere = false;
            // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
            barriere = barrer();
            etat.map(|()| false)
        });
        sur_place = timeout(ms(500), conduite).await.unwrap_or(false);
    }));
    sur_place
}

/// Occupe le seul thread bloquant d'un runtime tant que l'émetteur rendu existe.
fn barrer() -> mpsc::Sender<()> {
    let (lever, attendre) = mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || attendre.recv_timeout(LIMITE).ok());
    lever
}

/// Combien d'octets ce thread-ci a lus ou écrits, là où le système tient ce compte.
fn octets_passes() -> usize {
    let comptes = fs::read_to_string("/proc/thread-self/io").unwrap_or_default();
    let passes = comptes.lines().filter_map(|ligne| {
        let nombre = ligne
            .strip_prefix("rchar: ")
            .or_else(|| ligne.strip_prefix("wchar: "));
        nombre?.parse::<usize>().ok()
    });
    passes.sum()
}
