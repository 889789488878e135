//! Conduire un test : ce que l'attribut [`macro@crate::etape`] met autour du runtime de Tokio, et dans son corps.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind, resume_unwind};
use std::path::Path;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle};
use tokio::time::sleep;

use crate::acte::{self, Acte};
use crate::garde::{Garde, Suivi};
use crate::temps::LIMITE_VIRTUELLE;
use crate::texte::duree;
use crate::{Boite, crochet, echec, frise, limite_reelle, ms, panique};

/// Sur quelle horloge un test court, d'après ses attributs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Horloge {
    /// `#[test]` : pas de runtime ; le future est interrogé à la main, ou le code n'est pas asynchrone.
    Aucune,
    /// `#[tokio::test(start_paused = true)]` : un seul thread, et le temps n'avance, d'un bond, que lorsque plus aucune
    /// tâche n'a rien à faire. Les durées s'y comparent à l'égalité, à la milliseconde. Pas de socket : cette horloge
    /// n'attendrait pas le réseau.
    Virtuelle,
    /// `#[tokio::test]` : un seul thread, pour les sockets, les fichiers et les rendez-vous avec d'autres threads.
    Reelle,
    /// `#[tokio::test(flavor = "multi_thread")]` : pour ce qui n'apparaît qu'en parallèle. D'autres tests, en prenant les
    /// cœurs, l'empêcheraient de le voir : le correcteur lui donne un processus à lui.
    ReelleEnParallele,
}

impl Horloge {
    /// Temps laissé au corps d'un test, sur l'horloge de Tokio.
    fn limite(self) -> Duration {
        match self {
            Horloge::Virtuelle => LIMITE_VIRTUELLE,
            _ => limite_reelle() * 3 / 4,
        }
    }
}

/// Le test que passe un thread.
#[derive(Clone)]
pub(crate) struct EnCours {
    suivi: Arc<Suivi>,
    horloge: Horloge,
    /// Où il est écrit : la ligne de son attribut.
    pub(crate) lieu: &'static Location<'static>,
}

impl EnCours {
    /// Son nom pour libtest.
    pub(crate) fn nom(&self) -> &str {
        self.suivi.test()
    }
}

thread_local! {
    /// Celui que ce thread passe : [`surveiller`] le pose, [`conduire`] le trouve.
    static EN_COURS: RefCell<Option<EnCours>> = const { RefCell::new(None) };
}

/// Passe un test entier, arrêt de son runtime compris, sous le chien de garde ; explique en français les paniques
/// connues de Tokio ; signe l'acte de fin s'il va au bout. `chemin` est celui de sa fonction, crate en tête. Seul
/// [`macro@crate::etape`] l'écrit.
#[track_caller]
pub fn surveiller(horloge: Horloge, chemin: &str, corps: fn()) {
    sous_garde(horloge, chemin, &corps);
}

/// De même d'un test à un seul thread, dans le runtime qu'aurait construit `#[tokio::test]`, et conduit par [`conduire`].
#[track_caller]
pub fn passer(horloge: Horloge, chemin: &str, corps: fn() -> Boite<'static, ()>) {
    sous_garde(horloge, chemin, &|| {
        let en_pause = horloge == Horloge::Virtuelle;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .start_paused(en_pause)
            .build()
            .expect("Failed building the Runtime");
        // Le même type que ce que donne Tokio : les tests à plusieurs threads n'ont plus à faire compiler `block_on`.
        let corps: Pin<&mut dyn Future<Output = ()>> = pin!(conduire(corps));
        runtime.block_on(corps);
    });
}

#[track_caller]
fn sous_garde(horloge: Horloge, chemin: &str, corps: &dyn Fn()) {
    // Le nom que lui donne libtest. Celui du thread ne suffirait pas : c'est « main » quand libtest n'en emploie qu'un.
    let test = chemin.split_once("::").map_or(chemin, |(_, test)| test);
    let lieu = Location::caller();
    let d_un_test = est_ecrit_la(test, lieu.file());
    let veut_etre_seul = horloge == Horloge::ReelleEnParallele;
    crochet::poser();
    let acte = Acte::prendre(test, d_un_test && !veut_etre_seul);
    if veut_etre_seul && acte::en_compagnie() {
        // Il prendrait les cœurs aux autres. Sans acte, ce succès ne compte pas : le correcteur repasse le test à part.
        return;
    }
    let garde = Garde::de(test);
    let suivi = garde.suivi();
    EN_COURS.set(Some(EnCours {
        suivi: garde.suivi(),
        horloge,
        lieu,
    }));
    frise::ouvrir(horloge == Horloge::Virtuelle);
    let issue = catch_unwind(AssertUnwindSafe(corps));
    EN_COURS.set(None);
    frise::ouvrir(false);
    drop(garde);
    if let Err(panique) = issue {
        panique::expliquer(&*panique);
        suivi.echoue(panique::message_de(&*panique));
        resume_unwind(panique);
    }
    crochet::oublier(test);
    acte.signer();
}

/// Conduit le corps d'un test dans son runtime. Encore en attente après la limite de son horloge (24 h de l'horloge
/// virtuelle, qui y va d'un bond), il échoue : plus personne ne le réveillera. Sa fin et son échec sont notés aussitôt,
/// car le runtime, pour s'arrêter, attend ses tâches bloquantes, et une réponse fausse peut en laisser une qui ne finit
/// pas. Seul [`macro@crate::etape`] l'écrit.
pub async fn conduire(corps: fn() -> Boite<'static, ()>) {
    conduire_boite(corps()).await;
}

/// Le travail de [`conduire`].
#[doc(hidden)]
pub async fn conduire_boite(mut corps: Boite<'_, ()>) {
    let EnCours { suivi, horloge, .. } = EN_COURS
        .with_borrow(Clone::clone)
        .expect("l'attribut `etape` met `surveiller` autour de `conduire`");
    suivi.a_pour_runtime(Handle::current().metrics());
    let mut limite = pin!(sleep(horloge.limite()));
    let mut dernier_tour = Instant::now();
    let issue = std::future::poll_fn(|cx| {
        suivi.un_tour();
        // Sur l'horloge virtuelle, l'échéance ne vient que lorsque plus rien n'a quoi que ce soit à faire.
        let avance = horloge != Horloge::Virtuelle && dernier_tour.elapsed() < ENCORE_EN_ROUTE;
        dernier_tour = Instant::now();
        let interroger = || {
            // Avant le corps : l'échéance ne doit pas lui valoir une interrogation que rien n'a demandée.
            if limite.as_mut().poll(cx).is_ready() {
                if avance && suivi.tours() > QUELQUES_TOURS {
                    refuser_la_lenteur(horloge.limite());
                }
                refuser_l_attente();
            }
            corps.as_mut().poll(cx)
        };
        match catch_unwind(AssertUnwindSafe(interroger)) {
            Ok(etat) => etat.map(Ok),
            Err(panique) => Poll::Ready(Err(panique)),
        }
    })
    .await;
    if let Err(panique) = issue {
        suivi.echoue(panique::message_de(&*panique));
        resume_unwind(panique);
    }
    suivi.finit();
}

/// Combien de fois le corps du test que ce thread passe s'est fait interroger : quelques fois s'il attend qu'on le réveille,
/// sans relâche s'il ne fait que céder son tour.
pub(crate) fn tours_du_corps() -> u64 {
    EN_COURS.with_borrow(|essai| essai.as_ref().map_or(0, |essai| essai.suivi.tours()))
}

/// Le nom, pour libtest, du test que ce thread passe.
pub(crate) fn test_en_cours() -> String {
    test_courant().expect("un test d'exercice est sous l'attribut `etape`")
}

/// De même ; `None` si ce thread n'en passe aucun.
pub(crate) fn test_courant() -> Option<String> {
    Some(essai_courant()?.nom().to_owned())
}

/// Le test que ce thread passe, s'il en passe un.
pub(crate) fn essai_courant() -> Option<EnCours> {
    let en_cours = EN_COURS.try_with(|en_cours| en_cours.borrow().clone());
    en_cours.ok()?
}

/// Un corps interrogé depuis moins longtemps que cela n'attend pas un événement qui ne viendra pas : il en vient.
const ENCORE_EN_ROUTE: Duration = ms(250);

/// Bien plus d'interrogations qu'une attente sans fin n'en demande.
const QUELQUES_TOURS: u64 = 20;

fn refuser_la_lenteur(limite: Duration) -> ! {
    let limite = duree(limite);
    echec!(
        "le test se termine en quelques millisecondes",
        "il avance, mais n'a pas fini en {limite}",
        "chaque pas est bien lent, ou il y en a sans fin : relire, recopier ou revérifier à chaque tour tout ce qu'on a déjà \
         (`read_line` dans un seul `String` vérifie tout le texte à chaque ligne) coûte de plus en plus ; et une boucle qui \
         n'attend que ce qui est déjà prêt ne finit pas"
    )
}

fn refuser_l_attente() -> ! {
    echec!(
        "le test se termine",
        "plus rien n'avance : tout ce qui reste attend un événement qui ne viendra pas",
        "cherche qui devait réveiller cette attente : un émetteur jamais lâché garde un canal ouvert, un \
         verrou gardé n'est pas rendu, deux tâches s'attendent l'une l'autre, un `poll` rend `Pending` \
         sans avoir prévu de réveil"
    )
}

/// Vrai si ce test est lancé du fichier du module qu'il nomme : `etape5::arret::nom` est dans
/// `tests/etapes/etape5/arret.rs`. Une réponse, qui est dans un autre fichier, ne signe donc rien.
pub(crate) fn est_ecrit_la(test: &str, fichier: &str) -> bool {
    let Some((modules, _)) = test.rsplit_once("::") else {
        return false;
    };
    let attendu = format!("tests/etapes/{}.rs", modules.replace("::", "/"));
    Path::new(fichier).ends_with(attendu)
}
