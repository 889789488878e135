//! Les exercices qu'on ne suit pas : en enregistrer un y mène.

use console::style;

use super::{Effet, Etat, Lu};

impl Etat {
    /// Les rangs des exercices qui ne sont pas suivis.
    pub(in super::super) fn ailleurs(&self) -> Vec<usize> {
        let rangs = 0..self.cours.exercices.len();
        rangs.filter(|rang| *rang != self.courant).collect()
    }

    /// Va à l'autre exercice qui vient d'être enregistré. De plusieurs à la fois, qu'un outil a changés (git, un
    /// formateur), aucun n'est celui où l'on travaille.
    pub(super) fn lus_ailleurs(&mut self, lus: Vec<(usize, Lu)>) {
        let mut changes = Vec::new();
        for (rang, lu) in lus {
            match self.ailleurs.get(&rang) {
                // Il n'est peut-être qu'en train d'être enregistré.
                Some(_) if lu.is_err() => continue,
                Some(avant) if *avant != lu => changes.push(rang),
                _ => {}
            }
            self.ailleurs.insert(rang, lu);
        }
        let noms = changes.iter().map(|rang| &self.cours.exercices[*rang].nom);
        let noms: Vec<_> = noms.map(String::as_str).collect();
        match (changes.as_slice(), noms.join(", ")) {
            ([], _) => {}
            ([rang], nom) => {
                let annonce = format!("{nom} vient d'être enregistré : c'est lui qui est suivi");
                self.annonces = vec![style(annonce).dim().to_string()];
                self.acquis.remove(rang);
                self.aller_a(*rang);
            }
            (_, noms) => {
                self.remarque = Some(format!("{noms} ont changé en même temps"));
                self.faire(Effet::Dessiner);
            }
        }
    }
}
