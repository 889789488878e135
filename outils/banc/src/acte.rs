//! L'acte de fin : la preuve, pour le correcteur, que le corps d'un test est allé jusqu'au bout.
//!
//! Le code de sortie ne prouve rien : une réponse peut appeler `exit(0)`, ou écrire elle-même les lignes
//! de succès de libtest. Le correcteur pose donc un secret, tiré pour ce seul processus, sur l'entrée
//! standard ; le banc l'y prend avant que la réponse ne s'exécute, et ne l'écrit qu'après le corps du
//! test. La réponse ne l'a nulle part où le lire : ni environnement, ni arguments, ni variable accessible.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

/// Présente dans l'environnement si un secret attend sur l'entrée standard.
pub const VARIABLE: &str = "BANC_ACTE";

/// Le secret du processus, pour le premier qui le prend. Un essai lancé par la réponse elle-même, depuis
/// l'intérieur d'un test, arrive après et n'a rien à signer.
pub(crate) struct Secret(Option<String>);

impl Secret {
    pub(crate) fn prendre() -> Self {
        static PRIS: AtomicBool = AtomicBool::new(false);
        if std::env::var_os(VARIABLE).is_none() || PRIS.swap(true, Ordering::SeqCst) {
            return Secret(None);
        }
        let mut ligne = String::new();
        let lue = std::io::stdin().read_line(&mut ligne);
        Secret(lue.is_ok().then(|| ligne.trim_end().to_owned()))
    }

    /// Écrit l'acte sur la vraie sortie standard, sur une ligne à lui.
    pub(crate) fn signer(self, test: &str) {
        if let Some(secret) = self.0 {
            let mut sortie = std::io::stdout().lock();
            let _ = writeln!(sortie, "\n{secret} {test}").and_then(|()| sortie.flush());
        }
    }
}
