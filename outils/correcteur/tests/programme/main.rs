//! Le programme et ses pièces, vus du dehors : ce qu'il répond, ce qu'il écrit, et les règles que le dépôt se donne.

mod aide;
mod commun;
mod depot;
mod etages;
mod formats;
mod greffe;
mod memoire;
mod noter;
mod notes;
mod regles;
mod retours;
