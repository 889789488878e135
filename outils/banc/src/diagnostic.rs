//! Les messages d'échec, toujours en trois parties : ce qui était attendu, ce qui a été observé, et
//! l'erreur qui en est le plus souvent la cause. Puis la [frise](crate::frise) du test, s'il en a une.

use std::fmt::{Arguments, Debug, Display, Formatter};

use crate::frise;

/// Ce qui ouvre la ligne de la piste.
pub(crate) const PISTE: &str = "  piste   : ";

/// La piste d'un diagnostic sans sa frise, sa dernière ligne.
pub(crate) fn piste(constat: &str) -> Option<&str> {
    let (avant, _) = constat.split_once(&format!("\n{PISTE}"))?;
    Some(&constat[avant.len() + 1..])
}

/// Un diagnostic prêt à être affiché, une partie par ligne.
pub struct Diagnostic<'a> {
    /// Ce que l'étape demande.
    pub attendu: Arguments<'a>,
    /// Ce que le test a vu.
    pub observe: Arguments<'a>,
    /// L'erreur probable et la direction où chercher, sans donner le code.
    pub piste: Arguments<'a>,
}

impl Display for Diagnostic<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "  attendu : {}", self.attendu)?;
        writeln!(f, "  observé : {}", self.observe)?;
        write!(f, "{PISTE}{}", self.piste)
    }
}

/// Fait échouer le test avec ce diagnostic. Les tests passent par [`echec!`](crate::echec!).
#[track_caller]
pub fn refuser(diagnostic: Diagnostic<'_>) -> ! {
    let frise = frise::courante();
    panic!("{diagnostic}{frise}")
}

/// Compare deux valeurs ; les tests passent par [`exiger_egal!`](crate::exiger_egal!).
#[track_caller]
pub fn egal<O, A>(observe: &O, attendu: &A, quoi: Arguments<'_>, piste: Arguments<'_>)
where
    O: PartialEq<A> + Debug + ?Sized,
    A: Debug + ?Sized,
{
    if observe != attendu {
        refuser(Diagnostic {
            attendu: format_args!("{quoi} = {attendu:?}"),
            observe: format_args!("{observe:?}"),
            piste,
        });
    }
}

/// `echec!("attendu", "observé", "piste")` : fait échouer le test. Les trois textes acceptent les
/// captures de `format!`, comme `{duree:?}`.
#[macro_export]
macro_rules! echec {
    ($attendu:literal, $observe:literal, $piste:literal $(,)?) => {
        $crate::refuser($crate::Diagnostic {
            attendu: ::std::format_args!($attendu),
            observe: ::std::format_args!($observe),
            piste: ::std::format_args!($piste),
        })
    };
}

/// `exiger!(condition, "attendu", "observé", "piste")` : échoue si la condition est fausse.
#[macro_export]
macro_rules! exiger {
    ($condition:expr, $attendu:literal, $observe:literal, $piste:literal $(,)?) => {
        if !$condition {
            $crate::echec!($attendu, $observe, $piste)
        }
    };
}

/// `exiger_egal!(observé, attendu, "ce que c'est", "piste")` : échoue en montrant les deux valeurs.
#[macro_export]
macro_rules! exiger_egal {
    ($observe:expr, $attendu:expr, $quoi:literal, $piste:literal $(,)?) => {
        $crate::egal(
            &$observe,
            &$attendu,
            ::std::format_args!($quoi),
            ::std::format_args!($piste),
        )
    };
}
