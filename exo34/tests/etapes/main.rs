//! Les tests de l'exo 34, un fichier par étape, et ce qu'elles partagent. Ils sont lancés sur le `src/main.rs` du paquet
//! qui les compile : l'énoncé, la solution, ou n'importe quelle réponse.

mod commun_aux_etapes; // ce nom est pris par les tests : choisis-en un autre
mod etape1; // ce nom est pris par les tests : choisis-en un autre
mod etape2; // ce nom est pris par les tests : choisis-en un autre
mod etape3; // ce nom est pris par les tests : choisis-en un autre
mod etape4; // ce nom est pris par les tests : choisis-en un autre
mod etape5; // ce nom est pris par les tests : choisis-en un autre

// En dernier : un module déclaré plus haut ne voit rien de ce que la réponse définit, ni type, ni module, ni macro, sauf
// ce qu'il en importe par son nom.
include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));
