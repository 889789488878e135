//! Le rendez-vous d'un travail qui bloque son thread avec le reste du test : il ne finit que si quelqu'un d'autre avance
//! pendant ce temps. Mieux qu'une durée, qu'une machine chargée fausse, il distingue un travail mis à l'écart d'un travail
//! fait sur place.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Ce que le travail laisse aux autres pour venir. Une réponse juste n'en prend qu'une fraction de milliseconde.
const LIMITE: Duration = Duration::from_secs(3);

/// Celui qui vient au rendez-vous.
pub struct Visiteur(SyncSender<u32>);

/// Celui qui l'attend, en bloquant son thread.
pub struct Hote(Receiver<u32>);

/// Un rendez-vous, où le visiteur remet un nombre à l'hôte.
pub fn rendez_vous() -> (Visiteur, Hote) {
    // Une place : celui qui vient le premier n'attend pas.
    let (visiteur, hote) = sync_channel(1);
    (Visiteur(visiteur), Hote(hote))
}

impl Visiteur {
    /// Remet ce nombre, sans attendre ; si l'hôte est parti, rien ne se passe.
    pub fn remettre(self, nombre: u32) {
        let _ = self.0.try_send(nombre);
    }
}

impl Hote {
    /// Bloque le thread jusqu'à ce que le visiteur vienne ou disparaisse, trois secondes réelles au plus, et rend ce qu'il
    /// a remis.
    pub fn attendre(&self) -> Option<u32> {
        self.0.recv_timeout(LIMITE).ok()
    }
}
