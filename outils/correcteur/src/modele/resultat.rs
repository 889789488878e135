//! Ce que le correcteur rend : des données. Leur mise en forme est ailleurs.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cours::Exercice;
use crate::modele::diagnostic::Diagnostic;
use crate::modele::message::Message;
use crate::socle::points::Points;

/// Le verdict d'un test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "etat", rename_all = "lowercase")]
pub enum Verdict {
    /// Le corps du test est allé au bout, et le processus a fini bien.
    Reussi,
    /// Une vérification, ou le code de la réponse, a paniqué.
    Echoue(Message),
    /// Le test n'a pas rendu la main dans le temps imparti.
    Fige(Message),
    /// Le processus s'est arrêté avant la fin du test, autrement que par un échec.
    Interrompu {
        /// Comment.
        cause: Cause,
        /// Ce qui a été écrit avant.
        message: Message,
    },
    /// Le test de l'inventaire n'est pas dans le programme.
    Absent,
    /// Le test n'a pas été passé : cela ne changerait plus rien pour son étape, ou la copie a épuisé son temps.
    #[serde(rename = "non_passe")]
    NonPasse {
        /// En français.
        raison: String,
    },
}

/// Comment un processus s'est arrêté de lui-même.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// `std::process::exit` avec ce code.
    Sortie(i32),
    /// `std::process::abort`, ou une panique pendant une panique.
    Abandon,
    /// Ce signal.
    Signal(i32),
}

/// Un test et son verdict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultatTest {
    /// Nom du test, comme `etape1::une_pause_nulle_finit`.
    pub nom: String,
    /// Numéro de son étape.
    pub etape: u32,
    /// Le verdict.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Durée réelle, en millisecondes ; 0 et non écrite dans un rapport, qui doit être le même d'une fois sur
    /// l'autre.
    #[serde(default, skip_serializing_if = "duree_nulle")]
    pub duree_ms: u64,
    /// Processus que le test avait laissés derrière lui.
    #[serde(default, skip_serializing_if = "est_nul")]
    pub survivants: usize,
}

fn duree_nulle(ms: &u64) -> bool {
    *ms == 0
}

fn est_nul(n: &usize) -> bool {
    *n == 0
}

impl ResultatTest {
    /// Un test qui n'a pas été chronométré.
    pub(crate) fn sans_duree(etape: u32, nom: &str, verdict: Verdict) -> Self {
        ResultatTest {
            nom: nom.to_owned(),
            etape,
            verdict,
            duree_ms: 0,
            survivants: 0,
        }
    }
}

/// Où en est une étape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EtatEtape {
    /// Tous ses tests ont réussi.
    Acquise,
    /// Son `todo!` est encore là.
    AFaire,
    /// Un de ses tests au moins ne réussit pas.
    EnEchec,
}

/// Une étape et ce qu'elle vaut.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultatEtape {
    /// Numéro.
    pub numero: u32,
    /// Titre.
    pub titre: String,
    /// Où elle en est.
    pub etat: EtatEtape,
    /// Points obtenus, correction comprise.
    pub points: Points,
    /// Points possibles.
    pub points_max: Points,
    /// Ses points s'ajoutent sans compter dans le total.
    #[serde(default, skip_serializing_if = "est_faux")]
    pub bonus: bool,
    /// Les points viennent de l'enseignant, et non des tests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<CorrectionFaite>,
}

fn est_faux(valeur: &bool) -> bool {
    !*valeur
}

/// Ce qu'une correction faite à la main a changé.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionFaite {
    /// Les points que les tests donnaient.
    pub automatique: Points,
    /// Pourquoi, selon l'enseignant.
    pub raison: String,
}

impl ResultatEtape {
    /// Une étape dans cet état, qui vaut tant de points : tous si elle est acquise, aucun sinon.
    pub fn new(numero: u32, titre: &str, etat: EtatEtape, points_max: Points) -> Self {
        let mut etape = ResultatEtape {
            numero,
            titre: titre.to_owned(),
            etat,
            points: Points::ZERO,
            points_max,
            bonus: false,
            correction: None,
        };
        etape.valoir(points_max, false);
        etape
    }

    /// Fait valoir à l'étape tant de points, sans correction.
    pub(crate) fn valoir(&mut self, points_max: Points, bonus: bool) {
        self.points = match self.etat {
            EtatEtape::Acquise => points_max,
            EtatEtape::AFaire | EtatEtape::EnEchec => Points::ZERO,
        };
        self.points_max = points_max;
        self.bonus = bonus;
        self.correction = None;
    }
}

/// Quelque chose d'anormal dans une copie.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Signalement {
    /// Nom de l'exercice.
    pub exercice: String,
    /// Ligne de `src/main.rs`, s'il y en a une.
    pub ligne: Option<usize>,
    /// Nom de la règle, comme `processus`.
    pub regle: String,
    /// Pourquoi, en français.
    pub raison: String,
}

/// Pourquoi un exercice n'a pas été testé.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Empechement {
    /// Il n'y a pas de réponse à sa place, ou elle est vide.
    NonRendu {
        /// En français.
        raison: String,
    },
    /// Le fichier n'est pas une réponse lisible, ou il n'y a pas une réponse et une seule.
    Illisible {
        /// En français.
        raison: String,
    },
    /// Le compilateur refuse la réponse.
    NeCompilePas {
        /// Ses erreurs.
        erreurs: Vec<Diagnostic>,
    },
    /// Le texte contient ce qu'un exercice n'a pas à employer : il n'est ni compilé ni exécuté.
    Refuse {
        /// Ce qu'il contient, et où.
        infractions: Vec<Signalement>,
    },
    /// La réponse a touché à ce qui la juge.
    Sabotage {
        /// En français.
        raison: String,
    },
    /// Le compilateur n'a pas fini.
    CompilationInterrompue {
        /// En français.
        raison: String,
    },
}

/// Le résultat d'une réponse à un exercice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resultat {
    /// Nom de l'exercice, comme `exo31`.
    pub exercice: String,
    /// Pourquoi rien n'a pu être testé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub empechement: Option<Empechement>,
    /// Ce que le compilateur a signalé sans refuser.
    pub avertissements: Vec<Diagnostic>,
    /// Les étapes.
    pub etapes: Vec<ResultatEtape>,
    /// Les tests de l'inventaire, tous.
    pub tests: Vec<ResultatTest>,
    /// Points obtenus : la somme de ceux des étapes, bonus et corrections compris.
    pub points: Points,
    /// Points possibles, bonus exclus.
    pub points_max: Points,
    /// De quoi reconnaître deux réponses pareilles aux blancs et aux commentaires près ; absent de l'énoncé rendu
    /// tel quel, et de ce qui ne se lit pas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jetons: Option<String>,
    /// Erreurs du compilateur qui ne sont pas dans `empechement`. Un rapport, qui les montre toutes telles quelles, ne
    /// les compte pas.
    #[serde(skip)]
    pub erreurs_de_plus: usize,
}

impl fmt::Display for Empechement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Empechement::NonRendu { raison }
            | Empechement::Illisible { raison }
            | Empechement::Sabotage { raison }
            | Empechement::CompilationInterrompue { raison } => f.write_str(raison),
            Empechement::Refuse { infractions } => {
                f.write_str("refusé sans être exécuté")?;
                infractions.iter().try_for_each(|infraction| {
                    let raison = &infraction.raison;
                    match infraction.ligne {
                        Some(ligne) => write!(f, "\nligne {ligne} : {raison}"),
                        None => write!(f, "\n{raison}"),
                    }
                })
            }
            Empechement::NeCompilePas { erreurs } => {
                f.write_str("ne compile pas")?;
                erreurs
                    .iter()
                    .try_for_each(|erreur| write!(f, "\n{}", erreur.rendu.trim_end()))
            }
        }
    }
}

impl Verdict {
    /// Le test est réussi.
    pub fn reussi(&self) -> bool {
        *self == Verdict::Reussi
    }

    /// Ce que le test a écrit, s'il n'a pas réussi.
    pub fn message(&self) -> Option<&Message> {
        match self {
            Verdict::Echoue(message)
            | Verdict::Fige(message)
            | Verdict::Interrompu { message, .. } => Some(message),
            Verdict::Reussi | Verdict::Absent | Verdict::NonPasse { .. } => None,
        }
    }

    /// De même, à retoucher.
    pub(crate) fn message_mut(&mut self) -> Option<&mut Message> {
        match self {
            Verdict::Echoue(message)
            | Verdict::Fige(message)
            | Verdict::Interrompu { message, .. } => Some(message),
            Verdict::Reussi | Verdict::Absent | Verdict::NonPasse { .. } => None,
        }
    }

    /// Le verdict en quelques mots.
    pub fn resume(&self) -> String {
        match self {
            Verdict::Reussi => "réussi".into(),
            Verdict::Echoue(message) if message.a_faire => "à faire".into(),
            Verdict::Echoue(_) => "échoué".into(),
            Verdict::NonPasse { raison } => format!("non passé : {raison}"),
            Verdict::Fige(_) => "figé : il ne rend pas la main".into(),
            Verdict::Interrompu {
                cause: Cause::Sortie(code),
                ..
            } => {
                format!(
                    "interrompu : le processus est sorti avec le code {code} avant la fin du test"
                )
            }
            Verdict::Interrompu {
                cause: Cause::Abandon,
                ..
            } => "interrompu : le processus a été abandonné (`abort`) avant la fin du test".into(),
            Verdict::Interrompu {
                cause: Cause::Signal(signal),
                ..
            } => {
                format!("interrompu : le processus a reçu le signal {signal} avant la fin du test")
            }
            Verdict::Absent => "absent : ce test n'est pas dans le programme".into(),
        }
    }
}

impl Resultat {
    /// Le résultat d'une réponse dont les tests ont donné ceci.
    pub fn de_tests(
        exercice: &Exercice,
        avertissements: Vec<Diagnostic>,
        tests: Vec<ResultatTest>,
    ) -> Self {
        let valeurs = Points::entiers(exercice.points).parts(exercice.etapes.len());
        let etapes = exercice.etapes.iter().zip(valeurs).map(|(etape, valeur)| {
            let etat = etat(tests.iter().filter(|test| test.etape == etape.numero));
            ResultatEtape::new(etape.numero, &etape.titre, etat, valeur)
        });
        let mut resultat = Resultat {
            exercice: exercice.nom.clone(),
            empechement: None,
            avertissements,
            points: Points::ZERO,
            points_max: Points::ZERO,
            etapes: etapes.collect(),
            tests,
            jetons: None,
            erreurs_de_plus: 0,
        };
        resultat.compter();
        resultat
    }

    /// Fait la somme des points des étapes.
    pub fn compter(&mut self) {
        self.points = self.etapes.iter().map(|etape| etape.points).sum();
        let comptees = self.etapes.iter().filter(|etape| !etape.bonus);
        self.points_max = comptees.map(|etape| etape.points_max).sum();
    }

    /// Le résultat d'une réponse qui n'a pas pu être testée : aucune étape n'est acquise.
    pub fn empeche(exercice: &Exercice, empechement: Empechement) -> Self {
        let absents = exercice
            .tests()
            .map(|(etape, nom)| ResultatTest::sans_duree(etape, nom, Verdict::Absent));
        let mut resultat = Self::de_tests(exercice, Vec::new(), absents.collect());
        resultat.empechement = Some(empechement);
        resultat
    }

    /// « exo31, étape 2 : attendre les deux ».
    pub(crate) fn intitule(&self, etape: &ResultatEtape) -> String {
        format!(
            "{}, étape {} : {}",
            self.exercice, etape.numero, etape.titre
        )
    }

    /// Toutes les étapes sont acquises.
    pub fn reussi(&self) -> bool {
        self.etapes
            .iter()
            .all(|etape| etape.etat == EtatEtape::Acquise)
    }

    /// La réponse n'a pas pu être lue, ou il y en a plusieurs : ce n'est pas un 0, c'est à un humain de voir.
    pub fn est_a_regarder(&self) -> bool {
        matches!(self.empechement, Some(Empechement::Illisible { .. }))
            && self.etapes.iter().any(|etape| etape.correction.is_none())
    }

    /// La première étape qui n'est pas acquise.
    pub(crate) fn premiere_etape_a_reprendre(&self) -> Option<&ResultatEtape> {
        self.etapes
            .iter()
            .find(|etape| etape.etat != EtatEtape::Acquise)
    }

    /// Les tests de cette étape qui ne réussissent pas.
    pub fn echecs(&self, etape: u32) -> impl Iterator<Item = &ResultatTest> {
        self.tests
            .iter()
            .filter(move |test| test.etape == etape && !test.verdict.reussi())
    }
}

/// Une étape est acquise si tous ses tests ont réussi, et à faire si tous ceux qui ne réussissent pas ont
/// rencontré son `todo!`.
pub(crate) fn etat<'a>(tests: impl Iterator<Item = &'a ResultatTest>) -> EtatEtape {
    let mut echecs = tests.filter(|test| !test.verdict.reussi()).peekable();
    if echecs.peek().is_none() {
        EtatEtape::Acquise
    } else if echecs.all(|test| {
        test.verdict
            .message()
            .is_some_and(|message| message.a_faire)
    }) {
        EtatEtape::AFaire
    } else {
        EtatEtape::EnEchec
    }
}

/// Ce qu'une note vaut au plus.
pub(crate) const NOTE_MAX: u32 = 20;

/// La note sur 20 de plusieurs résultats, arrondie au centième une seule fois, depuis les points exacts. Les points
/// de bonus y comptent, sans qu'elle dépasse 20.
pub(crate) fn note_sur_20<'a>(resultats: impl IntoIterator<Item = &'a Resultat>) -> Points {
    let (mut obtenus, mut possibles) = (Points::ZERO, Points::ZERO);
    for resultat in resultats {
        obtenus += resultat.points;
        possibles += resultat.points_max;
    }
    let maximum = Points::entiers(NOTE_MAX);
    let note = maximum.rapporter(obtenus.en_centiemes(), possibles.en_centiemes());
    note.min(maximum)
}

/// Une durée en millisecondes.
pub(crate) fn en_ms(duree: Duration) -> u64 {
    duree.as_millis().try_into().unwrap_or(u64::MAX)
}
