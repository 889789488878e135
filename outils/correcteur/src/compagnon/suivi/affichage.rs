//! Où le suivi s'affiche : un écran entier et des touches dans un terminal, des lignes ailleurs.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use console::{measure_text_width, style, truncate_str};
use crossterm::event::{Event, KeyEventKind};
use crossterm::terminal::{self, Clear, ClearType};
use crossterm::{cursor, event, execute, queue};

use super::Signal;
use super::etat::Evenement;
use super::touches::Touche;
use crate::moteur::interruption;
use crate::socle::terminal::{est_rustique, rendre_le_terminal};

/// Largeur au-delà de laquelle une ligne de texte se lit mal, et celle qu'on suppose sans terminal.
const LARGEUR: usize = 80;

/// Là où le suivi s'affiche.
pub(super) enum Affichage {
    /// Un écran, redessiné en entier.
    Ecran {
        /// Première ligne montrée, quand tout ne tient pas.
        debut: usize,
        /// Lignes du dernier texte, et combien l'écran en montre.
        lignes: (usize, usize),
        /// Le cours a des solutions à montrer.
        solutions: bool,
        clavier: Arc<Clavier>,
    },
    /// La sortie standard, ligne à ligne : seuls les verdicts s'y suivent.
    Lignes,
}

impl Affichage {
    /// Prend l'écran, s'il y en a un. `solutions` : le cours en a, une touche les montre.
    ///
    /// # Errors
    /// Le terminal ne se laisse pas conduire.
    pub(super) fn ouvrir(solutions: bool) -> anyhow::Result<Self> {
        if est_rustique() || !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Ok(Affichage::Lignes);
        }
        prendre_le_terminal()?;
        Ok(Affichage::Ecran {
            debut: 0,
            lignes: (0, 0),
            solutions,
            clavier: Arc::default(),
        })
    }

    /// Laisse le terminal à ce travail, puis le reprend. Ctrl-C n'y arrête que ce qu'il a lancé.
    pub(super) fn ceder(&self, travail: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
        let Affichage::Ecran { clavier, .. } = self else {
            return travail();
        };
        let _cede = clavier.ceder();
        let _sourd = interruption::ignorer();
        rendre_le_terminal();
        let issue = travail();
        prendre_le_terminal()?;
        issue
    }

    pub(super) fn a_des_touches(&self) -> bool {
        matches!(self, Affichage::Ecran { .. })
    }

    /// Fait suivre les touches.
    pub(super) fn ecouter(&self, envoyer: &Sender<Signal>) {
        let Affichage::Ecran { clavier, .. } = self else {
            return;
        };
        let (envoyer, clavier) = (envoyer.clone(), Arc::clone(clavier));
        thread::spawn(move || {
            loop {
                let signal = match clavier.lire() {
                    Ok(Some(Event::Key(touche))) if touche.kind != KeyEventKind::Release => {
                        Signal::Evenement(Evenement::Touche(Touche::lire(touche)))
                    }
                    Ok(Some(Event::Resize(..))) => Signal::Taille,
                    Ok(_) => continue,
                    Err(_) => Signal::Ferme,
                };
                let ferme = matches!(signal, Signal::Ferme);
                if envoyer.send(signal).is_err() || ferme {
                    return;
                }
            }
        });
    }

    /// Largeur du texte, en colonnes.
    pub(super) fn largeur(&self) -> usize {
        match self {
            Affichage::Ecran { .. } => usize::from(taille().0).min(LARGEUR + 20),
            Affichage::Lignes => LARGEUR,
        }
    }

    /// Montre ce texte. Sans écran, seulement s'il est nouveau. `retour` : on peut en revenir.
    ///
    /// # Errors
    /// La sortie est fermée.
    pub(super) fn montrer(&mut self, texte: &str, nouveau: bool, retour: bool) -> io::Result<()> {
        match self {
            Affichage::Ecran {
                debut,
                lignes,
                solutions,
                ..
            } => dessiner(texte, &aide(retour, *solutions), debut, lignes),
            Affichage::Lignes if nouveau => {
                let mut sortie = io::stdout().lock();
                writeln!(sortie, "\n{}", texte.trim_end())?;
                sortie.flush()
            }
            Affichage::Lignes => Ok(()),
        }
    }

    /// Dit une phrase, qu'un écran montrerait autrement.
    ///
    /// # Errors
    /// La sortie est fermée.
    pub(super) fn dire(&self, phrase: &str) -> io::Result<()> {
        if self.a_des_touches() {
            return Ok(());
        }
        let mut sortie = io::stdout().lock();
        writeln!(sortie, "{phrase}")?;
        sortie.flush()
    }

    /// Revient en haut du texte.
    pub(super) fn remonter(&mut self) {
        if let Affichage::Ecran { debut, .. } = self {
            *debut = 0;
        }
    }

    /// Va au bas du texte.
    pub(super) fn descendre(&mut self) {
        if let Affichage::Ecran { debut, .. } = self {
            *debut = usize::MAX;
        }
    }

    /// Avance ou recule dans le texte, d'une ligne ou d'une page.
    pub(super) fn defiler(&mut self, page: bool, avancer: bool) {
        if let Affichage::Ecran { debut, lignes, .. } = self {
            let pas = if page {
                lignes.1.saturating_sub(1).max(1)
            } else {
                1
            };
            *debut = if avancer {
                debut.saturating_add(pas)
            } else {
                debut.saturating_sub(pas)
            };
        }
    }

    /// Rend l'écran.
    pub(super) fn fermer(&self) {
        if self.a_des_touches() {
            rendre_le_terminal();
        }
    }
}

impl Drop for Affichage {
    fn drop(&mut self) {
        self.fermer();
    }
}

/// Prend tout l'écran, et chaque touche.
fn prendre_le_terminal() -> anyhow::Result<()> {
    terminal::enable_raw_mode().context("le terminal ne se laisse pas conduire")?;
    execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide)?;
    Ok(())
}

/// Le clavier, lu par un thread, qui peut en laisser les touches à un autre programme.
#[derive(Default)]
pub(super) struct Clavier {
    /// On lui demande de ne plus lire.
    cede: AtomicBool,
    /// Il ne lit plus.
    au_repos: AtomicBool,
}

/// Le clavier est cédé tant que ceci existe.
struct Cede<'a>(&'a Clavier);

impl Clavier {
    /// Temps entre deux regards sur ce qu'on lui demande.
    const REGARD: Duration = Duration::from_millis(100);

    /// Le prochain événement, s'il vient bientôt.
    fn lire(&self) -> io::Result<Option<Event>> {
        let cede = self.cede.load(Ordering::SeqCst);
        self.au_repos.store(cede, Ordering::SeqCst);
        if cede {
            thread::sleep(Self::REGARD);
            return Ok(None);
        }
        event::poll(Self::REGARD)?.then(event::read).transpose()
    }

    /// Attend qu'il ne lise plus, au plus le temps de quelques regards.
    fn ceder(&self) -> Cede<'_> {
        self.cede.store(true, Ordering::SeqCst);
        for _ in 0..100 {
            if self.au_repos.load(Ordering::SeqCst) {
                break;
            }
            thread::sleep(Self::REGARD / 10);
        }
        Cede(self)
    }
}

impl Drop for Cede<'_> {
    fn drop(&mut self) {
        self.0.cede.store(false, Ordering::SeqCst);
    }
}

/// Les touches qui servent ici.
fn aide(retour: bool, solutions: bool) -> String {
    let touches = [
        (retour, "échap retour"),
        (true, "l leçon"),
        (true, "i indice"),
        (true, "o ouvrir"),
        (true, "r relancer"),
        (true, "d démo"),
        (true, "n p exercice"),
        (true, "t tout"),
        (solutions, "s solution"),
        (true, "b tableau"),
        (true, "q quitter"),
    ];
    let utiles: Vec<_> = touches
        .into_iter()
        .filter_map(|(utile, touche)| utile.then_some(touche))
        .collect();
    utiles.join(" · ")
}

/// Ce qui dit, devant l'aide, que le texte ne tient pas à l'écran.
const FLECHES: &str = "↑↓ ";

/// L'aide, coupée entre deux touches là où l'écran finit. Chaque ligne laisse la place des flèches.
fn aide_en_lignes(aide: &str, colonnes: usize) -> Vec<String> {
    let colonnes = colonnes.saturating_sub(measure_text_width(FLECHES));
    let mut lignes: Vec<String> = Vec::new();
    for touche in aide.split(" · ") {
        match lignes.last_mut() {
            Some(ligne)
                if measure_text_width(ligne) + measure_text_width(touche) + 3 < colonnes =>
            {
                *ligne += &format!(" · {touche}");
            }
            _ => lignes.push(touche.to_owned()),
        }
    }
    lignes
}

/// Colonnes et lignes du terminal.
fn taille() -> (u16, u16) {
    match terminal::size() {
        Ok((colonnes, lignes)) if colonnes > 0 && lignes > 0 => (colonnes, lignes),
        _ => (80, 24),
    }
}

/// Redessine l'écran : la partie visible du texte, puis l'aide sur les dernières lignes.
fn dessiner(
    texte: &str,
    aide: &str,
    debut: &mut usize,
    lignes: &mut (usize, usize),
) -> io::Result<()> {
    let (colonnes, hauteur) = taille();
    let colonnes = usize::from(colonnes);
    let aide = aide_en_lignes(aide, colonnes);
    let place = usize::from(hauteur).saturating_sub(aide.len()).max(1);
    let toutes: Vec<&str> = texte.trim_end().lines().collect();
    let hauteur_de = |ligne: &str| measure_text_width(ligne).div_ceil(colonnes).max(1);

    // La dernière position utile : de là, tout ce qui suit tient.
    let mut derniere = toutes.len();
    let mut prises = 0;
    while derniere > 0 && prises + hauteur_de(toutes[derniere - 1]) <= place {
        derniere -= 1;
        prises += hauteur_de(toutes[derniere]);
    }
    *debut = (*debut).min(derniere);

    let mut sortie = io::stdout().lock();
    queue!(sortie, cursor::MoveTo(0, 0))?;
    let (mut prises, mut montrees) = (0, 0);
    for ligne in &toutes[*debut..] {
        let rangs = hauteur_de(ligne);
        if prises + rangs > place {
            break;
        }
        write!(sortie, "{ligne}")?;
        // Au bord droit, effacer la fin de ligne effacerait le dernier caractère.
        let large = measure_text_width(ligne);
        if large == 0 || !large.is_multiple_of(colonnes) {
            queue!(sortie, Clear(ClearType::UntilNewLine))?;
        }
        write!(sortie, "\r\n")?;
        (prises, montrees) = (prises + rangs, montrees + 1);
    }
    *lignes = (toutes.len(), montrees);
    queue!(sortie, Clear(ClearType::FromCursorDown))?;
    let rangs = (0..hauteur).rev().zip(aide.iter().rev());
    for (rang, ligne) in rangs {
        // Ce qui ne tient pas se dit d'abord : la dernière ligne peut être pleine.
        let fleches = if rang + 1 == hauteur && montrees < toutes.len() {
            FLECHES
        } else {
            ""
        };
        let ligne = format!("{fleches}{ligne}");
        let ligne = truncate_str(&ligne, colonnes.saturating_sub(1), "…");
        queue!(sortie, cursor::MoveTo(0, rang))?;
        write!(sortie, "{}", style(ligne).dim())?;
    }
    sortie.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l_aide_ne_nomme_que_les_touches_qui_servent() {
        let sans = "l leçon · i indice · o ouvrir · r relancer · d démo · n p exercice · t tout";
        assert_eq!(
            aide(false, false),
            format!("{sans} · b tableau · q quitter")
        );
        assert_eq!(
            aide(true, true),
            format!("échap retour · {sans} · s solution · b tableau · q quitter")
        );
    }

    #[test]
    fn l_aide_se_coupe_entre_deux_touches() {
        let aide = aide(true, true);
        for (colonnes, rangs) in [(60, 3), (80, 2), (120, 2), (140, 1)] {
            let lignes = aide_en_lignes(&aide, colonnes);
            assert_eq!(lignes.len(), rangs, "{lignes:?}");
            assert!(
                lignes.iter().all(
                    |ligne| measure_text_width(FLECHES) + measure_text_width(ligne) < colonnes
                )
            );
            assert_eq!(lignes.join(" · "), aide);
        }
    }
}
