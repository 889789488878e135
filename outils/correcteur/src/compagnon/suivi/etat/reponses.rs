//! Ce que chaque touche change au suivi.

use std::time::Instant;

use super::super::touches::Touche;
use super::{Effet, Etat, Page};
use crate::socle::francais;

impl Etat {
    /// Répond à une touche.
    pub(super) fn touche(&mut self, touche: Touche, maintenant: Instant) {
        self.remarque = None;
        match touche {
            Touche::Quitter => return self.faire(Effet::Finir),
            Touche::Indice => self.indice_suivant(),
            Touche::Tout => self.basculer(Page::Tout),
            Touche::Solution => self.demander_la_solution(),
            Touche::Tableau => self.demander_le_tableau(maintenant),
            Touche::Lecon => self.basculer(Page::Lecon),
            Touche::Ouvrir => self.faire(Effet::Ouvrir(self.courant)),
            Touche::Demonstration => self.faire(Effet::Demontrer(self.courant)),
            Touche::Relancer => self.relancer(maintenant),
            Touche::Voisin { avancer } => self.voisin(avancer),
            Touche::Retour => self.basculer(Page::Difficulte),
            Touche::Suite if self.est_acquis() => self.enchainer(),
            Touche::Defiler { page, avancer } => self.faire(Effet::Defiler { page, avancer }),
            Touche::Suite | Touche::Autre => {}
        }
        self.faire(Effet::Dessiner);
    }

    fn indice_suivant(&mut self) {
        self.page = Page::Difficulte;
        let Some(etape) = self.etape() else {
            self.remarque = Some("pas d'étape en cours : il n'y a rien à indiquer".to_owned());
            return;
        };
        let total = self.lecon().indices(etape).len();
        let vus = self.indices.entry((self.courant, etape)).or_default();
        if *vus == total {
            self.remarque = Some("c'était le dernier indice de cette étape".to_owned());
        }
        *vus = total.min(*vus + 1);
        self.faire(Effet::Descendre);
    }

    /// La solution de l'exercice s'il passe, sinon celle du dernier terminé.
    fn demander_la_solution(&mut self) {
        let rang = if self.est_acquis() {
            Some(self.courant)
        } else {
            self.dernier_acquis
        };
        match (self.cours.exiger_les_solutions(), rang) {
            (Err(erreur), _) => self.remarque = Some(francais::causes(&erreur)),
            (Ok(()), Some(rang)) => self.faire(Effet::Comparer(rang)),
            (Ok(()), None) => {
                self.remarque = Some(format!(
                    "la solution s'ouvre quand l'exercice passe (sinon : cargo exo solution {} --quand-meme)",
                    self.exercice().numero()
                ));
            }
        }
    }

    fn demander_le_tableau(&mut self, maintenant: Instant) {
        if self.travail.is_some() {
            self.remarque = Some("un essai est en cours : redemande le tableau ensuite".to_owned());
            return;
        }
        self.travailler(None, maintenant);
        self.faire(Effet::PreparerLeTableau);
    }

    /// Juge de nouveau le même texte : un verdict peut dépendre de la machine.
    fn relancer(&mut self, maintenant: Instant) {
        if self.travail.is_some() {
            self.remarque = Some("un essai est déjà en cours".to_owned());
        } else {
            self.juger(maintenant);
        }
    }

    /// Va à l'exercice voisin, et y reste même s'il est acquis.
    fn voisin(&mut self, avancer: bool) {
        let nombre = self.cours.exercices.len();
        let pas = if avancer { 1 } else { nombre - 1 };
        self.annonces.clear();
        self.page = Page::Difficulte;
        self.aller_a((self.courant + pas) % nombre, None);
        self.enchainer = false;
    }
}
