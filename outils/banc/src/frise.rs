//! La frise d'un test : ce que ses témoins ont vu, sur l'horloge de Tokio, dessiné sous le message de son échec.
//!
//! Seulement sous l'horloge virtuelle : là seul les instants sont les mêmes d'une fois sur l'autre. Une frise ne montre que
//! le dernier appel jugé, car un test en fait souvent plusieurs : le premier témoin qui naît après la fin d'un appel ouvre
//! une nouvelle scène. Un test qui réussit n'en paie que quelques lectures d'horloge.

mod dessin;

use std::cell::RefCell;
use std::ptr;
use std::sync::{Arc, Mutex};

use tokio::time::Instant;

use crate::garde::verrouiller;

pub use dessin::{COLONNES, Fin, LIGNES, Ligne, Periode, dessiner};

thread_local! {
    /// La scène du test que ce thread passe ; aucune sous une autre horloge.
    static SCENE: RefCell<Option<Scene>> = const { RefCell::new(None) };
}

/// Les témoins d'un appel, ou d'appels simultanés.
#[derive(Default)]
struct Scene {
    traces: Vec<Arc<Trace>>,
    /// L'instant 0 : celui du premier témoin, ou du premier appel.
    depart: Option<Instant>,
    /// Appels dont l'attente court.
    en_cours: usize,
    /// Le dernier appel est fini : le prochain témoin ouvrira une autre scène.
    finie: bool,
    /// L'attente que le test en fait, s'il n'y en a eu qu'une.
    appel: Option<Arc<Trace>>,
    /// Combien le test en a attendus.
    appels: usize,
    /// Le test n'attend plus l'appel.
    renonce: bool,
}

impl Scene {
    /// Commence une autre scène si celle-ci est finie.
    fn reprendre(&mut self) {
        if self.finie && self.en_cours == 0 {
            *self = Scene::default();
        }
        self.depart.get_or_insert_with(Instant::now);
    }
}

/// Le test que ce thread commence est sous l'horloge virtuelle, ou non : il aura une frise, ou non.
pub(crate) fn ouvrir(virtuelle: bool) {
    SCENE.set(virtuelle.then(Scene::default));
}

/// Le test passe à autre chose : ce que les témoins d'un appel fini ont vu n'a plus à être dessiné.
pub(crate) fn reprendre() {
    dans_la_scene(Scene::reprendre);
}

/// Le nom d'un témoin ; numéroté, il ne s'écrit que s'il est dessiné.
#[derive(Clone)]
pub(crate) enum Nom {
    Texte(Arc<str>),
    Fixe(&'static str),
    Numero(&'static str, usize),
}

impl Nom {
    fn ecrire(&self) -> String {
        match self {
            Nom::Texte(nom) => nom.to_string(),
            Nom::Fixe(nom) => (*nom).to_owned(),
            Nom::Numero(nom, numero) => format!("{nom} {numero}"),
        }
    }
}

/// Ce qu'un témoin a vu, pour la ligne qui portera son nom. Un test en a parfois des milliers : le cas ordinaire, une seule
/// période, n'alloue rien de plus qu'elle.
pub(crate) struct Trace {
    nom: Nom,
    section: bool,
    naissance: Instant,
    /// L'horloge de Tokio n'est celle du test que sur le thread du test.
    thread: usize,
    vie: Mutex<Vie>,
}

#[derive(Default)]
struct Vie {
    premiere: Option<Course>,
    suivantes: Vec<Course>,
    mort: Option<Instant>,
    ailleurs: bool,
}

impl Vie {
    fn courses(&self) -> impl Iterator<Item = &Course> {
        self.premiere.iter().chain(&self.suivantes)
    }
}

/// Le début d'une période, et sa fin.
struct Course(Instant, Option<(Instant, Issue)>);

/// Comment une course finit.
#[derive(Clone, Copy)]
enum Issue {
    Atteinte,
    Annulee,
    Paniquee,
}

/// La trace d'un future, sous ce nom ; aucune si ce thread ne passe pas de test sous l'horloge virtuelle.
pub(crate) fn d_un_future(nom: &Nom) -> Option<Arc<Trace>> {
    tracer(nom.clone(), false)
}

/// De même, d'une section où l'on entre autant de fois qu'on veut.
pub(crate) fn d_une_section(nom: &str) -> Option<Arc<Trace>> {
    tracer(Nom::Texte(nom.into()), true)
}

/// Ce qui distingue ce thread des autres, à moindre coût.
fn ce_thread() -> usize {
    let scene = SCENE.try_with(|scene| ptr::from_ref(scene).addr());
    scene.unwrap_or_default()
}

fn tracer(nom: Nom, section: bool) -> Option<Arc<Trace>> {
    dans_la_scene(|scene| {
        scene.reprendre();
        let trace = Arc::new(Trace::new(nom, section));
        scene.traces.push(Arc::clone(&trace));
        trace
    })
}

fn dans_la_scene<T>(faire: impl FnOnce(&mut Scene) -> T) -> Option<T> {
    let faite = SCENE.try_with(|scene| scene.borrow_mut().as_mut().map(faire));
    faite.ok().flatten()
}

impl Trace {
    fn new(nom: Nom, section: bool) -> Self {
        Trace {
            nom,
            section,
            naissance: Instant::now(),
            thread: ce_thread(),
            vie: Mutex::default(),
        }
    }

    /// Ce qui est suivi commence, ou recommence. Rend le rang de cette période.
    pub(crate) fn commence(&self) -> usize {
        let mut vie = verrouiller(&self.vie);
        vie.ailleurs |= !self.est_ici();
        let course = Course(Instant::now(), None);
        if vie.premiere.is_none() {
            vie.premiere = Some(course);
            return 0;
        }
        vie.suivantes.push(course);
        vie.suivantes.len()
    }

    /// Cette période est allée au bout.
    pub(crate) fn finit(&self, periode: usize) {
        self.terminer(periode, Issue::Atteinte);
    }

    /// Une panique a interrompu cette période.
    pub(crate) fn panique(&self, periode: usize) {
        self.terminer(periode, Issue::Paniquee);
    }

    fn terminer(&self, periode: usize, issue: Issue) {
        let mut vie = verrouiller(&self.vie);
        vie.ailleurs |= !self.est_ici();
        let course = match periode.checked_sub(1) {
            None => vie.premiere.as_mut(),
            Some(suivante) => vie.suivantes.get_mut(suivante),
        };
        if let Some(Course(_, fin)) = course {
            fin.get_or_insert_with(|| (Instant::now(), issue));
        }
    }

    /// Ce qui est suivi est détruit, fini ou non.
    pub(crate) fn est_lachee(&self) {
        let mut vie = verrouiller(&self.vie);
        vie.ailleurs |= !self.est_ici();
        let mort = *vie.mort.get_or_insert_with(Instant::now);
        let Vie {
            premiere,
            suivantes,
            ..
        } = &mut *vie;
        for Course(_, fin) in premiere.iter_mut().chain(suivantes) {
            fin.get_or_insert((mort, Issue::Annulee));
        }
    }

    fn est_ici(&self) -> bool {
        ce_thread() == self.thread
    }

    /// Ce qu'elle montre, depuis cet instant.
    fn ligne(&self, depart: Instant) -> Ligne {
        let vie = verrouiller(&self.vie);
        let depuis = |instant: Instant| instant.saturating_duration_since(depart);
        let periodes = vie.courses().map(|&Course(debut, fin)| Periode {
            debut: depuis(debut),
            fin: match fin {
                Some((fin, Issue::Atteinte)) => Fin::Atteinte(depuis(fin)),
                Some((fin, Issue::Annulee)) => Fin::Annulee(depuis(fin)),
                Some((fin, Issue::Paniquee)) => Fin::Paniquee(depuis(fin)),
                None => Fin::Attendue,
            },
        });
        Ligne {
            nom: self.nom.ecrire(),
            section: self.section,
            naissance: depuis(self.naissance),
            periodes: periodes.collect(),
            mort: vie.mort.map(depuis),
            ailleurs: vie.ailleurs,
        }
    }
}

/// L'attente d'un appel par le test ; la lâcher y met fin.
pub(crate) struct Attente(Option<Arc<Trace>>);

impl Attente {
    /// Un appel commence. `nommee` : une ligne à lui le montrera, si elle apprend quelque chose.
    pub(crate) fn commencer(nommee: bool) -> Self {
        let trace = dans_la_scene(|scene| {
            scene.reprendre();
            scene.en_cours += 1;
            let trace = Arc::new(Trace::new(Nom::Fixe("l'appel"), false));
            trace.commence();
            if nommee {
                scene.appels += 1;
                scene.appel = (scene.appels == 1).then(|| Arc::clone(&trace));
            }
            trace
        });
        Attente(trace)
    }

    /// L'appel est allé au bout.
    pub(crate) fn finir(&self) {
        if let Some(trace) = &self.0 {
            trace.finit(0);
        }
    }

    /// Le test échoue parce que l'appel ne finit pas.
    pub(crate) fn renoncer(&self) {
        dans_la_scene(|scene| scene.renonce = true);
    }
}

impl Drop for Attente {
    fn drop(&mut self) {
        if let Some(trace) = &self.0 {
            trace.est_lachee();
            dans_la_scene(|scene| {
                scene.en_cours = scene.en_cours.saturating_sub(1);
                scene.finie = true;
            });
        }
    }
}

/// La frise du test que ce thread passe, chaque ligne précédée d'un saut ; vide s'il n'a rien à dessiner.
pub(crate) fn courante() -> String {
    let lignes = dans_la_scene(|scene| {
        let depart = scene.depart?;
        let ligne = |trace: &Arc<Trace>| trace.ligne(depart);
        let temoins: Vec<Ligne> = scene.traces.iter().map(ligne).collect();
        // Un échec au milieu de l'appel n'apprend rien de sa fin.
        let appel = scene.appel.as_ref().map(ligne);
        let appel = appel.filter(|appel| scene.renonce || appel.mort.is_some());
        Some(dessiner(&temoins, appel.as_ref()))
    });
    let lignes = lignes.flatten().unwrap_or_default();
    lignes.iter().map(|ligne| format!("\n{ligne}")).collect()
}

/// Ce message sans sa frise, et sa frise. Elle vient juste sous la piste, qui tient en une ligne.
pub fn separer(message: &str) -> (&str, Option<&str>) {
    let piste = message
        .find("\n  piste   : ")
        .map_or(message.len(), |saut| saut + 1);
    let Some(saut) = message[piste..].find('\n') else {
        return (message, None);
    };
    let debut = piste + saut + 1;
    let lignes = message[debut..].split_inclusive('\n');
    let longueur = lignes
        .take_while(|ligne| dessin::est_une_ligne(ligne.trim_end()))
        .map(str::len)
        .sum::<usize>();
    match message[debut..debut + longueur].trim_end() {
        "" => (message, None),
        frise => (&message[..debut - 1], Some(frise)),
    }
}
