//! L'acte de fin : la preuve, pour le correcteur, que le corps d'un test est allé jusqu'au bout.
//!
//! Le code de sortie ne prouve rien : une réponse peut appeler `exit(0)`, ou écrire elle-même les lignes
//! de succès de libtest. Le correcteur pose donc un secret, tiré pour ce seul processus, sur l'entrée
//! standard ; le banc l'y prend avant que la réponse ne s'exécute, et ne l'écrit qu'après le corps du
//! test. La réponse ne l'a nulle part où le lire : ni environnement, ni arguments, ni variable accessible.

use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Présente dans l'environnement si un secret attend sur l'entrée standard ; sa valeur dit ce qu'il signe,
/// [`UN_TEST`] ou [`TOUS_LES_TESTS`].
pub const VARIABLE: &str = "BANC_ACTE";

/// Le processus n'a qu'un test à passer : le premier essai signe, et lui seul. Un essai lancé par la réponse
/// elle-même, depuis l'intérieur d'un test, arrive après et n'a rien à signer.
pub const UN_TEST: &str = "un";

/// Le processus en a plusieurs : chacun signe, sauf ceux qui demandent la machine pour eux seuls. Un essai lancé
/// par la réponse n'y signe rien non plus : son corps n'est pas celui d'un test.
pub const TOUS_LES_TESTS: &str = "tous";

/// Le secret que cet essai peut signer, s'il y en a un.
pub(crate) struct Secret(Option<&'static str>);

impl Secret {
    /// À appeler avant toute ligne de la réponse. `en_compagnie` : cet essai peut signer parmi d'autres.
    pub(crate) fn prendre(en_compagnie: bool) -> Self {
        static PRIS: AtomicBool = AtomicBool::new(false);
        static LU: OnceLock<Option<String>> = OnceLock::new();
        let Some(portee) = std::env::var_os(VARIABLE) else {
            return Secret(None);
        };
        // Lu même par l'essai qui n'en fera rien : la réponse, elle, n'en trouvera plus rien.
        let secret = LU.get_or_init(lire).as_deref();
        let permis = if portee == TOUS_LES_TESTS {
            en_compagnie
        } else {
            !PRIS.swap(true, Ordering::SeqCst)
        };
        Secret(secret.filter(|_| permis))
    }

    /// Écrit l'acte sur la vraie sortie standard, sur une ligne à lui.
    pub(crate) fn signer(self, test: &str) {
        if let Some(secret) = self.0 {
            let mut sortie = std::io::stdout().lock();
            let _ = writeln!(sortie, "\n{secret} {test}").and_then(|()| sortie.flush());
        }
    }
}

fn lire() -> Option<String> {
    let mut ligne = String::new();
    let lue = std::io::stdin().read_line(&mut ligne);
    lue.ok().map(|_| ligne.trim_end().to_owned())
}
