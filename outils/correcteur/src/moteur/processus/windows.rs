//! Un objet « job » de Windows, que ni enfant ni petit-enfant ne peut quitter.

use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus};
use std::time::{Duration, Instant};
use std::{io, thread};

use process_wrap::std::{ChildWrapper, CommandWrap, JobObject};

use super::memoire::Surveillance;

pub(super) struct Groupe(Box<dyn ChildWrapper>);

/// Chaque appel qui attend un processus voit lui-même l'interruption.
pub(super) fn tuer_les_lances() {}

/// Rien n'y prend un enfant pour un autre : il n'y a rien à inscrire.
pub(super) fn lancer_a_cote(commande: &mut Command) -> io::Result<(Child, i32)> {
    Ok((commande.spawn()?, 0))
}

pub(super) fn oublier(_: i32) {}

impl Groupe {
    pub(super) fn lancer(commande: &mut Command) -> io::Result<Self> {
        super::verifier_l_interruption()?;
        // Prise : rien ne se mesure ici, donc rien ne recommence.
        let commande = std::mem::replace(commande, Command::new(""));
        CommandWrap::from(commande)
            .wrap(JobObject)
            .spawn()
            .map(Groupe)
    }

    pub(super) fn tuyaux(
        &mut self,
    ) -> (Option<ChildStdin>, Option<ChildStdout>, Option<ChildStderr>) {
        (
            self.0.stdin().take(),
            self.0.stdout().take(),
            self.0.stderr().take(),
        )
    }

    pub(super) fn attendre(
        &mut self,
        delai: Duration,
        _: &mut Surveillance,
    ) -> io::Result<Option<ExitStatus>> {
        let limite = Instant::now() + delai;
        loop {
            if let Some(statut) = self.0.try_wait()? {
                return Ok(Some(statut));
            }
            if Instant::now() >= limite || super::verifier_l_interruption().is_err() {
                self.0.kill()?;
                return Ok(None);
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    pub(super) fn achever(&mut self) -> usize {
        let _ = self.0.start_kill();
        0
    }
}
