//! L'acte de fin : la preuve, pour le correcteur, que le corps d'un test est allé jusqu'au bout.
//!
//! Le code de sortie ne prouve rien : une réponse peut appeler `exit(0)`, ou écrire elle-même les lignes
//! de succès de libtest. Le correcteur pose donc, sur l'entrée standard, une ligne `secret test` par test à
//! passer ; le banc les y prend toutes avant que la réponse ne s'exécute, et n'écrit celle d'un test qu'après
//! son corps. La réponse n'a nulle part où les lire : ni environnement, ni arguments, ni variable accessible.
//!
//! Chaque test a son secret, parce qu'un acte signé sort par un tube que la réponse peut rouvrir (`/proc/self/fd`) :
//! ce qu'elle y lirait ne signe que ce qui l'est déjà.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Présente dans l'environnement si des secrets attendent sur l'entrée standard ; sa valeur dit de combien de
/// tests, [`UN_TEST`] ou [`TOUS_LES_TESTS`].
pub const VARIABLE: &str = "BANC_ACTE";

/// Le processus n'a qu'un test à passer : le premier essai signe, et lui seul. Un essai lancé par la réponse
/// elle-même, depuis l'intérieur d'un test, arrive après et n'a rien à signer.
pub const UN_TEST: &str = "un";

/// Le processus en a plusieurs : chacun signe, sauf ceux qui demandent la machine pour eux seuls, que le correcteur
/// passe ensuite à part et qui n'y courent pas. Un essai lancé par la réponse n'y signe rien non plus : son corps n'est
/// pas celui d'un test.
pub const TOUS_LES_TESTS: &str = "tous";

/// Le correcteur passe plusieurs tests dans ce processus.
pub(crate) fn en_compagnie() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|portee| portee == TOUS_LES_TESTS)
}

/// Ce qui attend sur l'entrée standard pour signer ces tests, chacun avec son secret.
pub fn entree<'a>(secrets: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let lignes = secrets.into_iter();
    lignes
        .map(|(test, secret)| acte(test, secret) + "\n")
        .collect()
}

/// L'acte de fin d'un test : la ligne qui prouve qu'il a réussi.
pub fn acte(test: &str, secret: &str) -> String {
    format!("{secret} {test}")
}

/// L'acte que cet essai a le droit de signer, s'il y en a un.
pub(crate) struct Acte(Option<&'static str>);

impl Acte {
    /// Celui de ce test. À appeler avant toute ligne de la réponse. `parmi_d_autres` : cet essai peut signer parmi
    /// d'autres.
    pub(crate) fn prendre(test: &str, parmi_d_autres: bool) -> Self {
        static PRIS: AtomicBool = AtomicBool::new(false);
        static LUS: OnceLock<HashMap<String, String>> = OnceLock::new();
        if std::env::var_os(VARIABLE).is_none() {
            return Acte(None);
        }
        // Lus même par l'essai qui n'en fera rien : la réponse, elle, n'en trouvera plus rien.
        let acte = LUS.get_or_init(lire).get(test).map(String::as_str);
        let permis = if en_compagnie() {
            parmi_d_autres
        } else {
            !PRIS.swap(true, Ordering::SeqCst)
        };
        Acte(acte.filter(|_| permis))
    }

    /// L'écrit sur la vraie sortie standard, sur une ligne à lui.
    pub(crate) fn signer(self) {
        if let Some(acte) = self.0 {
            let mut sortie = std::io::stdout().lock();
            let _ = writeln!(sortie, "\n{acte}").and_then(|()| sortie.flush());
        }
    }
}

/// Les actes à signer, par test.
fn lire() -> HashMap<String, String> {
    let mut texte = String::new();
    let _ = std::io::stdin().read_to_string(&mut texte);
    let par_test = |acte: &str| Some((acte.split_once(' ')?.1.to_owned(), acte.to_owned()));
    texte.lines().filter_map(par_test).collect()
}
