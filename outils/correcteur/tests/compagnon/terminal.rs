//! `cargo exo suivre`, conduit dans un terminal ou lu ligne à ligne.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::copie::{Copie, PATIENCE, attendre, restants};

/// Le programme.
const EXO: &str = env!("CARGO_BIN_EXE_cargo-exo");

/// `cargo exo suivre` dans un vrai terminal.
pub(crate) struct Terminal {
    pub(crate) ecran: Arc<Mutex<vt100::Parser>>,
    pub(crate) recu: Arc<Mutex<Vec<u8>>>,
    pub(crate) clavier: Box<dyn Write + Send>,
    enfant: Box<dyn portable_pty::Child + Send + Sync>,
    maitre: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    pub(crate) fn ouvrir(copie: &Copie, colonnes: u16, couleurs: bool, arguments: &[&str]) -> Self {
        let sans_couleur = if couleurs { "" } else { "1" };
        Self::ouvrir_avec(copie, colonnes, &[("NO_COLOR", sans_couleur)], arguments)
    }

    /// Avec ces variables d'environnement de plus ; une valeur vide en ôte une.
    pub(crate) fn ouvrir_avec(
        copie: &Copie,
        colonnes: u16,
        variables: &[(&str, &str)],
        arguments: &[&str],
    ) -> Self {
        Self::lancer(copie, colonnes, variables, EXO, arguments)
    }

    /// Un shell interactif, d'où lancer `$EXO`.
    pub(crate) fn shell(copie: &Copie) -> Self {
        let variables = [("PS1", "pret> "), ("EXO", EXO), ("NO_COLOR", "1")];
        let arguments = ["--norc", "--noprofile", "-i"];
        Self::lancer(copie, 80, &variables, "bash", &arguments)
    }

    fn lancer(
        copie: &Copie,
        colonnes: u16,
        variables: &[(&str, &str)],
        programme: &str,
        arguments: &[&str],
    ) -> Self {
        let paire = native_pty_system().openpty(taille(colonnes, 24)).unwrap();
        let mut commande = CommandBuilder::new(programme);
        commande.args(arguments);
        commande.cwd(copie.racine);
        for (nom, valeur) in copie.environnement() {
            commande.env(nom, valeur);
        }
        commande.env("TERM", "xterm-256color");
        for (nom, valeur) in variables {
            match *valeur {
                "" => commande.env_remove(nom),
                valeur => commande.env(nom, valeur),
            }
        }
        let enfant = paire.slave.spawn_command(commande).unwrap();
        drop(paire.slave);
        let ecran = Arc::new(Mutex::new(vt100::Parser::new(24, colonnes, 0)));
        let recu = Arc::new(Mutex::new(Vec::new()));
        let (peindre, retenir) = (Arc::clone(&ecran), Arc::clone(&recu));
        let mut lecteur = paire.master.try_clone_reader().unwrap();
        thread::spawn(move || {
            let mut tampon = [0; 4096];
            while let Ok(lus @ 1..) = lecteur.read(&mut tampon) {
                peindre.lock().unwrap().process(&tampon[..lus]);
                retenir.lock().unwrap().extend_from_slice(&tampon[..lus]);
            }
        });
        let clavier = paire.master.take_writer().unwrap();
        Terminal {
            ecran,
            recu,
            clavier,
            enfant,
            maitre: paire.master,
        }
    }

    /// Change la taille du terminal.
    pub(crate) fn tailler(&self, colonnes: u16, lignes: u16) {
        self.ecran
            .lock()
            .unwrap()
            .screen_mut()
            .set_size(lignes, colonnes);
        self.maitre.resize(taille(colonnes, lignes)).unwrap();
    }

    pub(crate) fn texte(&self) -> String {
        self.ecran
            .lock()
            .unwrap()
            .screen()
            .contents()
            .replace('\u{a0}', " ")
    }

    pub(crate) fn attendre(&self, texte: &str) {
        attendre(texte, || self.texte().contains(texte), || self.texte());
    }

    /// Tout ce qui a été écrit, dans l'ordre.
    pub(crate) fn recu(&self) -> String {
        String::from_utf8_lossy(&self.recu.lock().unwrap()).replace('\u{a0}', " ")
    }

    /// Attend un texte que l'écran peut avoir fait défiler.
    pub(crate) fn attendre_recu(&self, texte: &str) {
        attendre(texte, || self.recu().contains(texte), || self.recu());
    }

    pub(crate) fn taper(&mut self, touches: &str) {
        self.clavier.write_all(touches.as_bytes()).unwrap();
        self.clavier.flush().unwrap();
    }

    /// Quitte, et vérifie que le terminal est rendu comme il était.
    pub(crate) fn quitter(mut self, touche: &str) {
        self.taper(touche);
        let enfant = &mut self.enfant;
        attendre(
            "la fin",
            || enfant.try_wait().unwrap().is_some(),
            String::new,
        );
        assert!(self.enfant.wait().unwrap().success());
        thread::sleep(Duration::from_millis(100));
        let ecran = self.ecran.lock().unwrap();
        assert!(!ecran.screen().alternate_screen() && !ecran.screen().hide_cursor());
        assert_eq!(restants(), "");
    }
}

fn taille(colonnes: u16, lignes: u16) -> PtySize {
    PtySize {
        rows: lignes,
        cols: colonnes,
        pixel_width: 0,
        pixel_height: 0,
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
    }
}

/// `cargo exo suivre` sans terminal.
pub(crate) struct Lignes {
    enfant: Child,
    lignes: Receiver<String>,
}

impl Lignes {
    pub(crate) fn ouvrir(copie: &Copie) -> Self {
        let mut enfant = copie
            .commande(&["suivre", "29"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (envoyer, lignes) = channel();
        let sortie = BufReader::new(enfant.stdout.take().unwrap());
        thread::spawn(move || {
            sortie
                .lines()
                .map_while(Result::ok)
                .try_for_each(|ligne| envoyer.send(ligne))
        });
        Lignes { enfant, lignes }
    }

    /// Attend une ligne qui contient ce texte.
    pub(crate) fn attendre(&self, texte: &str) {
        let mut vues = Vec::new();
        let limite = Instant::now() + PATIENCE;
        loop {
            let reste = limite.saturating_duration_since(Instant::now());
            let ligne = self.lignes.recv_timeout(reste);
            let ligne = ligne
                .unwrap_or_else(|_| panic!("« {texte} » n'est pas venu :\n{}", vues.join("\n")));
            if ligne.contains(texte) {
                return;
            }
            vues.push(ligne);
        }
    }

    /// Demande poliment la fin : rien ne doit rester.
    pub(crate) fn finir(mut self) {
        let pid = self.enfant.id().to_string();
        assert!(Command::new("kill").arg(pid).status().unwrap().success());
        assert_eq!(self.enfant.wait().unwrap().code(), Some(130));
        assert_eq!(restants(), "");
    }
}

impl Drop for Lignes {
    fn drop(&mut self) {
        let _ = self.enfant.kill();
        let _ = self.enfant.wait();
    }
}
