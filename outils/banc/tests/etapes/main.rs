//! L'acte de fin : qui peut signer, et quoi. Ce dossier a la forme de celui des tests d'un exercice, parce que le banc ne
//! laisse signer, parmi d'autres, que les tests écrits dans le fichier du module qu'ils nomment.

mod actes;
mod etape8;
mod etape9;
mod lieux;

include!("imite.rs");
