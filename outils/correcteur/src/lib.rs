//! Le correcteur du cours : un moteur qui rend, pour une réponse à un exercice, un verdict par test auquel
//! on peut se fier, et de quoi en faire des notes.
//!
//! La maison a des étages. Chacun n'emploie que ceux d'en dessous ; deux voisins d'un même étage ne se connaissent
//! pas (`tests/programme/etages.rs` y veille).
//!
//! | étage | pièces |
//! |---|---|
//! | 6 | [`commandes`] : une par fichier, ses options et ce qu'elle imprime |
//! | 5 | [`compagnon`] : ce que l'apprenant voit · [`notation`] : des copies notées · [`corpus`] : les tests mis à l'épreuve · [`livre`] : le cours en livre |
//! | 4 | [`moteur`] : compiler, exécuter, tenir · [`regles`] : ce qu'une réponse n'écrit pas · [`formats`] : un rapport mis en forme |
//! | 3 | [`modele`] : résultat, diagnostic, rapport |
//! | 2 | [`cours`] : manifeste, inventaire des tests, leçon, réponse |
//! | 1 | [`socle`] : texte, français, terminal, fichiers, archives, points |
//!
//! Rien n'est énuméré à la main : les exercices viennent des manifestes, les leçons des README, la liste
//! des tests des fichiers de tests de référence.

/// Comme celle de `std`, sauf qu'une sortie que plus personne ne lit (`cargo exo | head -1`) n'est pas une panique.
macro_rules! print {
    ($($mot:tt)*) => { $crate::socle::terminal::ecrire(std::io::stdout(), format_args!($($mot)*)) };
}

/// Comme [`print!`], avec une fin de ligne.
macro_rules! println {
    ($($mot:tt)*) => { print!("{}\n", format_args!($($mot)*)) };
}

/// Comme [`println!`], sur la sortie d'erreur.
macro_rules! eprintln {
    ($($mot:tt)*) => {
        $crate::socle::terminal::ecrire(std::io::stderr(), format_args!("{}\n", format_args!($($mot)*)))
    };
}

pub mod commandes;
pub mod compagnon;
pub mod corpus;
pub mod cours;
pub mod formats;
pub mod livre;
pub mod modele;
pub mod moteur;
pub mod notation;
pub mod regles;
pub mod socle;
