//! De quoi faire échouer un test sous le banc sans faire échouer celui-ci.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output, Stdio};

use banc::Horloge;

/// Ce que l'attribut `etape` fait d'un test sur l'horloge virtuelle ; pour ceux qui doivent échouer.
pub fn sous_le_banc(corps: impl Future<Output = ()> + 'static) {
    surveiller(Horloge::Virtuelle, move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(banc::conduire_boite(Box::pin(corps)));
    });
}

/// De même, sans runtime.
pub fn sans_runtime(corps: impl FnOnce() + 'static) {
    surveiller(Horloge::Aucune, corps);
}

/// Un corps qui capture : `banc::surveiller` veut une fonction, elle le trouve ici.
fn surveiller(horloge: Horloge, corps: impl FnOnce() + 'static) {
    thread_local! {
        static CORPS: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
    }
    CORPS.set(Some(Box::new(corps)));
    banc::surveiller(horloge, "banc::un_test", || {
        let corps = CORPS.take();
        corps.expect("posé juste avant")();
    });
}

/// Le message d'un corps qui doit échouer.
pub fn echec_de(corps: impl FnOnce()) -> String {
    let charge = catch_unwind(AssertUnwindSafe(corps)).expect_err("ce corps devait échouer");
    banc::message_de(&*charge).to_owned()
}

/// Relance ce programme sur un seul de ses tests, nommé en entier, avec `BANC_ENFANT` pour qu'il joue son rôle.
pub fn enfant(test: &str, role: &str) -> Output {
    let mut commande = programme(role);
    commande.args(["--exact", test]).output().unwrap()
}

/// Relance ce programme sur tous ses tests dont le nom commence ainsi, avec ces variables.
pub fn enfant_de(debut: &str, role: &str, variables: &[(&str, &str)]) -> Output {
    let mut commande = programme(role);
    let commande = commande.arg(debut).envs(variables.iter().copied());
    commande.stdin(Stdio::null()).output().unwrap()
}

fn programme(role: &str) -> Command {
    let mut commande = Command::new(std::env::current_exe().unwrap());
    commande.arg("--test-threads=1").env("BANC_ENFANT", role);
    commande
}

pub fn role() -> Option<String> {
    std::env::var("BANC_ENFANT").ok()
}
