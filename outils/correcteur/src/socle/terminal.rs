//! Le terminal : sa largeur, un chemin qu'il sait ouvrir, une barre de progression, et le rendre comme on l'a pris.

use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

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

/// Colonnes du terminal, au plus 120 ; 120 sans terminal, où c'est un autre programme qui met en page.
pub(crate) fn largeur_du_terminal() -> usize {
    let taille = console::Term::stdout().size_checked();
    taille
        .map_or(120, |(_, colonnes)| usize::from(colonnes))
        .min(120)
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
