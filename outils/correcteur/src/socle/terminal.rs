//! Le terminal : sa largeur, un chemin qu'il sait ouvrir, une barre de progression, et le rendre comme on l'a pris.

use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::francais::entree_sortie;

/// Un chemin tel qu'un terminal ou un éditeur l'ouvre : depuis le dossier courant, sinon entier.
pub(crate) fn chemin_a_afficher(chemin: &Path) -> String {
    let ici = std::env::current_dir().unwrap_or_default();
    // Sous Windows, les deux se comparent mal si l'un est sous sa forme longue `\\?\`.
    chemin
        .strip_prefix(&ici)
        .unwrap_or(chemin)
        .display()
        .to_string()
}

/// Écrit ce texte. Ce que plus personne ne lit est perdu sans un mot : la commande va à son terme, et son code de
/// sortie reste celui qu'il est. Une sortie qui refuse autrement (disque plein) finit le programme.
pub(crate) fn ecrire(mut sortie: impl Write, texte: fmt::Arguments<'_>) {
    match sortie.write_fmt(texte).and_then(|()| sortie.flush()) {
        Err(erreur) if erreur.kind() != ErrorKind::BrokenPipe => {
            let _ = writeln!(
                std::io::stderr(),
                "erreur : la sortie ne s'écrit pas : {}",
                entree_sortie(&erreur)
            );
            std::process::exit(2);
        }
        _ => {}
    }
}

/// Cette erreur est celle d'une sortie que plus personne ne lit.
pub fn est_une_sortie_fermee(erreur: &anyhow::Error) -> bool {
    let causes = erreur
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>());
    causes
        .into_iter()
        .any(|cause| cause.kind() == ErrorKind::BrokenPipe)
}

/// Colonnes du terminal, au plus 120 ; 120 sans terminal, où c'est un autre programme qui met en page.
pub(crate) fn largeur_du_terminal() -> usize {
    let taille = console::Term::stdout().size_checked();
    taille
        .map_or(120, |(_, colonnes)| usize::from(colonnes))
        .min(120)
}

/// Colonnes du terminal, et au moins celles-ci, qui sont celles d'un texte sans terminal.
pub(crate) fn largeur_au_moins(colonnes: usize) -> usize {
    let taille = console::Term::stdout().size_checked();
    taille.map_or(colonnes, |(_, larges)| usize::from(larges).max(colonnes))
}

/// Largeur où replier une erreur : celle du terminal ; hors d'un terminal, rien ne se replie.
pub fn largeur_des_erreurs() -> usize {
    let taille = console::Term::stderr().size_checked();
    taille.map_or(usize::MAX, |(_, colonnes)| usize::from(colonnes))
}

/// Une barre de progression avec le temps restant, qui se tait hors d'un terminal.
pub(crate) fn barre(total: usize, unite: &'static str) -> ProgressBar {
    let barre = ProgressBar::new(total as u64).with_message(unite);
    match ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} · reste {eta}") {
        Ok(style) => barre.with_style(style),
        Err(_) => barre,
    }
}

/// Un terminal qui ne sait qu'écrire à la suite (`TERM=dumb`) : ni écran, ni touches, ni barre.
pub(crate) fn est_rustique() -> bool {
    std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// Ce qui se fait attendre, dit sur la sortie d'erreur : une ligne qui bouge dans un terminal, une ligne par sorte
/// d'attente ailleurs.
#[derive(Default)]
pub(crate) struct Attente(Mutex<Option<(ProgressBar, String)>>);

impl Attente {
    /// Dit cette phrase ; la sorte d'attente est ce qui précède ` :`.
    pub(crate) fn dire(&self, phrase: &str) {
        let sorte = phrase.split(" :").next().unwrap_or(phrase);
        let derniere = self.animer(phrase);
        if !est_anime() && !derniere.starts_with(sorte) {
            eprintln!("{phrase}…");
        }
    }

    /// Montre cette phrase là où elle peut bouger, et seulement là ; rend la précédente.
    pub(crate) fn animer(&self, phrase: &str) -> String {
        let mut derniere = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (barre, dite) = derniere.get_or_insert_with(|| (tourniquet(), String::new()));
        barre.set_message(phrase.to_owned());
        std::mem::replace(dite, phrase.to_owned())
    }
}

impl Drop for Attente {
    fn drop(&mut self) {
        let derniere = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((barre, _)) = derniere {
            barre.finish_and_clear();
        }
    }
}

/// La sortie d'erreur est un terminal où une ligne peut se réécrire.
fn est_anime() -> bool {
    console::Term::stderr().features().is_attended() && !est_rustique()
}

/// Une ligne qui bouge, avec le temps passé ; rien si elle ne se verrait pas.
fn tourniquet() -> ProgressBar {
    if !est_anime() {
        return ProgressBar::hidden();
    }
    let barre = ProgressBar::new_spinner();
    barre.enable_steady_tick(Duration::from_millis(120));
    match ProgressStyle::with_template("{spinner} {wide_msg} {elapsed}") {
        Ok(style) => barre.with_style(style),
        Err(_) => barre,
    }
}

/// Défait ce que `cargo exo suivre` a pu changer au terminal.
pub(crate) fn rendre_le_terminal() {
    use crossterm::{cursor, execute, terminal};
    if terminal::is_raw_mode_enabled().unwrap_or(false) {
        let _ = terminal::disable_raw_mode();
        let _ = execute!(
            std::io::stdout(),
            terminal::LeaveAlternateScreen,
            cursor::Show
        );
    }
}
