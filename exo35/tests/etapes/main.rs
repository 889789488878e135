//! Les tests de l'exo 35, un fichier par étape. Ils sont lancés sur le `src/main.rs` du paquet
//! qui les compile : l'énoncé, la solution, ou n'importe quelle réponse.

// Ces noms sont pris : ce que tu définis dans `src/main.rs` en porte un autre.
mod etape1;
mod etape2;
mod etape3;
mod etape4;

// En dernier : un module déclaré plus haut ne voit rien de ce que la réponse définit, ni type, ni module, ni macro, sauf
// ce qu'il en importe par son nom.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));
