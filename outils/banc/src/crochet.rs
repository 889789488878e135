//! Une faute, un message : quand plusieurs tests d'un même processus font le même constat, ou rencontrent le même
//! `todo!`, le premier le dit en entier, et les suivants y renvoient. De même d'une piste que deux constats partagent.
//!
//! Le correcteur, qui lit ces textes test par test, les reçoit tous : il l'annonce en posant [`acte::VARIABLE`].

use std::collections::HashMap;
use std::panic::{Location, PanicHookInfo};
use std::path::Path;
use std::sync::{Mutex, Once};

use crate::acte;
use crate::diagnostic::{self, PISTE};
use crate::essai::essai_courant;
use crate::frise;
use crate::garde::verrouiller;
use crate::panique::{est_a_faire, est_un_diagnostic, message_de};

/// Le test qui a fait chaque constat le premier, et donné chaque piste, par texte. Sans la frise : le même constat se fait à
/// des instants divers.
static CONSTATS: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);

/// Fait passer toute panique de ce processus par ici. Sans effet après la première fois.
pub(crate) fn poser() {
    static UNE_FOIS: Once = Once::new();
    UNE_FOIS.call_once(|| {
        if std::env::var_os(acte::VARIABLE).is_some() {
            return;
        }
        let ordinaire = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panique| match texte(panique) {
            None => ordinaire(panique),
            Some(texte) if texte.is_empty() => {}
            Some(texte) => eprintln!("{texte}"),
        }));
    });
}

/// Ce qu'il faut dire d'un constat ou d'un `todo!`, sans ce que Rust y ajoute pour qui cherche dans la pile d'appels ;
/// `None` si la panique est autre chose. D'un `todo!` déjà dit, rien : la liste des échecs, et son premier message,
/// suffisent à qui n'a pas commencé une étape.
fn texte(panique: &PanicHookInfo<'_>) -> Option<String> {
    let message = message_de(panique.payload());
    if !est_un_diagnostic(message) && !est_a_faire(message) {
        return None;
    }
    // Une panique d'un thread que le test ne connaît pas n'est d'aucun test en particulier.
    let essai = essai_courant()?;
    let test = essai.nom();
    let mut constats = verrouiller(&CONSTATS);
    let constats = constats.get_or_insert_default();
    let mut premier = |texte: &str| {
        let premier = constats.entry(texte.to_owned());
        premier.or_insert_with(|| test.to_owned()).clone()
    };
    let constat = frise::separer(message).0;
    let lieu = panique.location()?;
    let lieu = if est_du_banc(lieu) { essai.lieu } else { lieu };
    let premier_constat = premier(constat);
    Some(match (premier_constat == test, est_a_faire(message)) {
        (true, true) => format!("{lieu} : {message}"),
        (false, true) => String::new(),
        (false, false) => format!("même constat que `{premier_constat}`"),
        (true, false) => {
            // Donnée par un autre test, la piste n'est pas répétée.
            let renvoi = diagnostic::piste(constat)
                .map(|piste| (piste, premier(piste)))
                .filter(|(_, premiere)| *premiere != test);
            let message = match renvoi {
                None => message.to_owned(),
                Some((piste, premiere)) => {
                    message.replacen(piste, &format!("{PISTE}la même que pour `{premiere}`"), 1)
                }
            };
            format!("{lieu} :\n{message}")
        }
    })
}

/// Un constat fait après une attente ne sait plus quel test l'a demandé : `#[track_caller]` ne traverse pas un future.
/// Le banc n'apprend rien à qui cherche son erreur ; le test qui l'emploie, si.
fn est_du_banc(lieu: &Location<'_>) -> bool {
    let sources = Path::new(file!()).parent();
    sources.is_some_and(|sources| Path::new(lieu.file()).starts_with(sources))
}

/// Ce test a réussi : libtest ne montrera rien de ce qu'il a dit, personne n'y renvoie plus.
pub(crate) fn oublier(test: &str) {
    if let Some(constats) = &mut *verrouiller(&CONSTATS) {
        constats.retain(|_, premier| premier != test);
    }
}
