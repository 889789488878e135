//! Les touches du suivi, et ce que chacune demande. L'aide en bas de l'écran est dans [`super::affichage`].

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Ce qu'une touche demande.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touche {
    Quitter,
    Indice,
    Tout,
    Solution,
    Tableau,
    /// La leçon de l'étape.
    Lecon,
    /// Le fichier, dans l'éditeur.
    Ouvrir,
    /// Le même essai, de nouveau.
    Relancer,
    /// L'exercice à l'œuvre : sa fonction `main`.
    Demonstration,
    /// Un autre exercice, acquis ou non : le suivant, ou celui d'avant.
    Voisin {
        avancer: bool,
    },
    /// Rendre la main au shell, qui la redonne par `fg`.
    Suspendre,
    /// Revenir à la difficulté.
    Retour,
    /// Passer à l'exercice suivant.
    Suite,
    Defiler {
        page: bool,
        avancer: bool,
    },
    /// Aller au début du texte, ou à sa fin.
    Bout {
        fin: bool,
    },
    /// Rien.
    Autre,
}

impl Touche {
    pub(super) fn lire(touche: KeyEvent) -> Self {
        let controle = touche.modifiers.contains(KeyModifiers::CONTROL);
        let defiler = |page, avancer| Touche::Defiler { page, avancer };
        match touche.code {
            KeyCode::Char('c' | 'd') if controle => Touche::Quitter,
            KeyCode::Char('z') if controle => Touche::Suspendre,
            KeyCode::Char('q' | 'Q') => Touche::Quitter,
            KeyCode::Char('i' | 'I') => Touche::Indice,
            KeyCode::Char('t' | 'T') => Touche::Tout,
            KeyCode::Char('s' | 'S') => Touche::Solution,
            KeyCode::Char('b' | 'B') => Touche::Tableau,
            KeyCode::Char('l' | 'L') => Touche::Lecon,
            KeyCode::Char('o' | 'O') => Touche::Ouvrir,
            KeyCode::Char('r' | 'R') => Touche::Relancer,
            KeyCode::Char('d' | 'D') => Touche::Demonstration,
            KeyCode::Char('n' | 'N') => Touche::Voisin { avancer: true },
            KeyCode::Char('p' | 'P') => Touche::Voisin { avancer: false },
            KeyCode::Esc => Touche::Retour,
            KeyCode::Enter => Touche::Suite,
            KeyCode::Down => defiler(false, true),
            KeyCode::PageDown | KeyCode::Char(' ') => defiler(true, true),
            KeyCode::Up => defiler(false, false),
            KeyCode::PageUp => defiler(true, false),
            KeyCode::Home => Touche::Bout { fin: false },
            KeyCode::End => Touche::Bout { fin: true },
            _ => Touche::Autre,
        }
    }
}
