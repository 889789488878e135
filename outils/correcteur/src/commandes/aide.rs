//! L'aide et les erreurs de la ligne de commande, en français : clap ne parle qu'anglais.

use std::ffi::OsString;
use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, Error, ErrorFormatter, ErrorKind};
use clap::{Arg, ArgAction, Command, Parser};

use crate::socle::texte::montrer;

/// Les parties d'une aide, dans l'ordre de clap.
const MODELE: &str = "{before-help}{about-with-newline}\nUsage : {usage}\n\n{all-args}{after-help}";

/// Lit la ligne de commande. Une aide demandée s'affiche et finit le programme avec le code 0, une erreur avec
/// le code 2.
pub fn lire<L: Parser>() -> L {
    match essayer(nommer_le_tableau(std::env::args_os().collect())) {
        Ok(ligne) => ligne,
        Err(erreur) => erreur.exit(),
    }
}

/// `cargo exo 31` est `cargo exo tableau 31` : un premier mot où il y a un chiffre n'est le nom d'aucune commande.
fn nommer_le_tableau(mut mots: Vec<OsString>) -> Vec<OsString> {
    let premier = mots.get(1).map(|mot| mot.to_string_lossy());
    let designe = |mot: &str| !mot.starts_with('-') && mot.contains(|c: char| c.is_ascii_digit());
    if premier.as_deref().is_some_and(designe) {
        mots.insert(1, "tableau".into());
    }
    mots
}

/// La commande dont les aides sont en français.
pub fn commande<L: Parser>() -> Command {
    traduire(L::command())
}

fn essayer<L: Parser>(mots: impl IntoIterator<Item = OsString>) -> Result<L, Error<EnFrancais>> {
    let mut commande = commande::<L>();
    commande
        .try_get_matches_from_mut(mots)
        .and_then(|lus| L::from_arg_matches(&lus))
        .map_err(|erreur| erreur.with_cmd(&commande).apply())
}

fn traduire(commande: Command) -> Command {
    let aide = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help_heading("Options ")
        .help("Affiche cette aide");
    let version = Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help_heading("Options ")
        .help("Affiche la version");
    commande
        .help_template(MODELE)
        .subcommand_help_heading("Commandes ")
        .subcommand_value_name("COMMANDE")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .mut_args(dire_les_valeurs)
        .args([aide, version])
        .mut_subcommands(traduire)
}

/// Ajoute à l'aide d'un argument sa valeur par défaut et ses valeurs possibles, que clap annonce en anglais.
fn dire_les_valeurs(argument: Arg) -> Arg {
    // Le deux-points de clap s'y ajoute, sans espace.
    let titre = if argument.is_positional() {
        "Arguments "
    } else {
        "Options "
    };
    let argument = argument.help_heading(titre);
    if !argument.get_action().takes_values() {
        return argument;
    }
    let aide = argument.get_long_help().or(argument.get_help());
    let mut aide = aide.map(ToString::to_string).unwrap_or_default();
    if let [defaut] = argument.get_default_values() {
        let _ = write!(aide, " [par défaut : {}]", defaut.display());
    }
    for valeur in argument.get_possible_values() {
        let description = valeur.get_help().map(|aide| format!(" : {aide}"));
        let _ = write!(
            aide,
            "\n- {}{}",
            valeur.get_name(),
            description.unwrap_or_default()
        );
    }
    argument
        .hide_default_value(true)
        .hide_possible_values(true)
        .long_help(aide.clone())
        .help(aide)
}

/// Met une erreur de clap en français.
struct EnFrancais;

impl ErrorFormatter for EnFrancais {
    fn format_error(erreur: &Error<Self>) -> StyledStr {
        let phrase = phrase(erreur);
        let conseil = match texte(erreur, ContextKind::Usage) {
            Some(_) if erreur.kind() == ErrorKind::InvalidSubcommand => {
                "cargo exo --help les donne toutes".to_owned()
            }
            Some(usage) => usage.trim().replacen("Usage:", "usage :", 1),
            None => "--help dit ce qui est possible".to_owned(),
        };
        montrer(&format!("erreur : {phrase}\n{conseil}\n")).into()
    }
}

fn phrase(erreur: &Error<EnFrancais>) -> String {
    let lire = |quoi| texte(erreur, quoi).unwrap_or_default();
    let argument = lire(ContextKind::InvalidArg);
    let valeur = lire(ContextKind::InvalidValue);
    match erreur.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => {
            format!("« {argument} » est de trop")
        }
        ErrorKind::UnknownArgument => {
            format!(
                "« {argument} » n'est pas une option connue{}",
                proche(erreur, ContextKind::SuggestedArg)
            )
        }
        ErrorKind::InvalidSubcommand => {
            let commande = lire(ContextKind::InvalidSubcommand);
            let proche = proche(erreur, ContextKind::SuggestedSubcommand);
            format!("« {commande} » n'est pas une commande connue{proche}")
        }
        ErrorKind::InvalidValue if valeur.is_empty() => format!("{argument} attend une valeur"),
        ErrorKind::InvalidValue => {
            let possibles = lire(ContextKind::ValidValue);
            format!("« {valeur} » ne convient pas à {argument} ; possible : {possibles}")
        }
        ErrorKind::ValueValidation => {
            format!(
                "« {valeur} » ne convient pas à {argument}{}",
                raison(erreur)
            )
        }
        ErrorKind::MissingRequiredArgument => format!("il manque {argument}"),
        ErrorKind::ArgumentConflict => {
            let autre = lire(ContextKind::PriorArg);
            if autre == argument {
                une_seule_fois(&argument)
            } else {
                format!("{argument} ne va pas avec {autre}")
            }
        }
        ErrorKind::TooManyValues => format!("« {valeur} » est de trop pour {argument}"),
        autre => format!("cette commande ne se comprend pas ({autre})"),
    }
}

/// Une option répétée, que clap dit en conflit avec elle-même.
fn une_seule_fois(argument: &str) -> String {
    let nom = argument.split(' ').next().unwrap_or(argument);
    let raison = match nom {
        // Moodle donne un zip par groupe, et l'enseignant en a souvent plusieurs.
        "--moodle" => " : un devoir, un groupe à la fois",
        _ => "",
    };
    format!("{nom} ne se donne qu'une fois{raison}")
}

/// Ce qu'une valeur devait être, si la conversion l'a dit.
fn raison(erreur: &Error<EnFrancais>) -> String {
    let Some(source) = std::error::Error::source(erreur) else {
        return String::new();
    };
    if source.is::<std::num::ParseIntError>() {
        return " : il y faut un nombre entier".to_owned();
    }
    format!(
        " ({})",
        source
            .to_string()
            .replace(" is not in ", " n'est pas dans ")
    )
}

/// Ce que clap a trouvé qui ressemble le plus à ce qui est écrit : de plusieurs, c'est le dernier.
fn proche(erreur: &Error<EnFrancais>, quoi: ContextKind) -> String {
    let proche = match erreur.get(quoi) {
        Some(ContextValue::String(texte)) => Some(texte),
        Some(ContextValue::Strings(textes)) => textes.last(),
        _ => None,
    };
    proche.map_or_else(String::new, |proche| format!(" ; peut-être {proche} ?"))
}

fn texte(erreur: &Error<EnFrancais>, quoi: ContextKind) -> Option<String> {
    match erreur.get(quoi)? {
        ContextValue::String(texte) => Some(texte.clone()),
        ContextValue::Strings(textes) => Some(textes.join(", ")),
        ContextValue::StyledStr(texte) => Some(texte.to_string()),
        ContextValue::StyledStrs(textes) => {
            let textes: Vec<_> = textes.iter().map(ToString::to_string).collect();
            Some(textes.join(", "))
        }
        _ => None,
    }
}
