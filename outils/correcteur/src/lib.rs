//! Le correcteur du cours : un moteur qui rend, pour une réponse à un exercice, un verdict par test auquel
//! on peut se fier, et de quoi en faire des notes.
//!
//! | question | module |
//! |---|---|
//! | quels exercices, étapes et tests y a-t-il ? | [`cours`] |
//! | où sont ses tests, comment se nomment-ils ? | [`inventaire`] |
//! | comment une réponse est-elle lue ? | [`reponse`] |
//! | comment est-elle compilée, une fois, dans un arbre propre ? | [`atelier`] |
//! | comment un processus est-il tenu (durée, sortie, survivants) ? | [`processus`] |
//! | comment un test donne-t-il son verdict ? | [`epreuve`] |
//! | comment en donne-t-on trente d'un coup ? | `processus_unique` |
//! | que dit un résultat, et combien de points vaut-il ? | [`resultat`] |
//! | les résultats d’un lot de copies, en un jeu de données | [`rapport`] |
//! | comment ce rapport est-il mis en forme ? | [`formats`] |
//! | qu'est-ce qui protège la machine du code d'un apprenant ? | [`bac_a_sable`] |
//! | que n'a-t-on jamais à écrire dans une réponse ? | [`regles`] |
//! | qu’est-ce qu’un lot de copies, et comment se note-t-il ? | [`lot`] |
//! | le corpus des réponses justes et fausses | [`corpus`] |
//! | d'une réponse juste et de la fonction fausse, comment faire la réponse fausse ? | [`greffe`] |
//! | les tests acceptent-ils les justes, refusent-ils les fausses ? | [`verifier`] |
//! | où en est l'apprenant ? | [`tableau`] |
//! | où est chaque étape dans un fichier, et quel était l'énoncé ? | [`decoupe`], [`enonce`] |
//! | que dit la leçon d'une étape, d'une erreur du compilateur ? | [`indices`], [`explications`] |
//! | comment suivre un exercice, comparer à la solution, montrer un résultat ? | [`suivi`], [`comparaison`], [`ecran`] |
//! | les commandes de `cargo exo`, et l'aide de clap en français | [`commandes`], [`francais`] |
//! | comment finir sans laisser de processus ? | [`interruption`] |
//!
//! Rien n'est énuméré à la main : les exercices viennent des manifestes, les titres des README, la liste
//! des tests des fichiers de tests de référence.

pub mod atelier;
pub mod bac_a_sable;
pub mod commandes;
pub mod comparaison;
pub mod corpus;
pub mod cours;
pub mod decoupe;
pub mod ecran;
pub mod enonce;
pub mod epreuve;
pub mod explications;
pub mod formats;
pub mod greffe;
pub mod indices;
pub mod interruption;
pub mod inventaire;
mod lancement;
pub mod lot;
pub mod modele;
pub mod processus;
mod processus_unique;
pub mod rapport;
pub mod regles;
pub mod reponse;
pub mod resultat;
pub mod socle;
pub mod suivi;
pub mod tableau;
pub mod verifier;
