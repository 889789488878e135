//! Ce que chaque touche change au suivi.

use std::time::Instant;

use super::super::touches::Touche;
use super::{Effet, Etat, Page};
use crate::modele::resultat::EtatEtape;
use crate::socle::francais;

impl Etat {
    /// Répond à une touche.
    pub(super) fn touche(&mut self, touche: Touche, maintenant: Instant) {
        self.remarque = None;
        match touche {
            Touche::Quitter => return self.faire(Effet::Finir),
            Touche::Indice => self.indice_suivant(),
            Touche::Tout => self.tourner_vers(Page::Tout),
            Touche::Solution => self.demander_la_solution(),
            Touche::Tableau => self.demander_le_tableau(maintenant),
            Touche::Lecon => self.tourner_vers(Page::Lecon),
            Touche::Ouvrir => self.faire(Effet::Ouvrir(self.courant)),
            Touche::Demonstration => self.faire(Effet::Demontrer(self.a_demontrer())),
            Touche::Suspendre => self.faire(Effet::Suspendre),
            Touche::Relancer => self.relancer(maintenant),
            Touche::Voisin { avancer } => self.voisin(avancer),
            Touche::Retour => self.tourner_vers(Page::Difficulte),
            Touche::Suite if self.est_acquis() => self.enchainer(),
            Touche::Defiler { page, avancer } => self.faire(Effet::Defiler { page, avancer }),
            Touche::Bout { fin: false } => self.faire(Effet::Remonter),
            Touche::Bout { fin: true } => self.faire(Effet::Descendre),
            Touche::Suite | Touche::Autre => {}
        }
        self.faire(Effet::Dessiner);
    }

    fn indice_suivant(&mut self) {
        self.renoncer_au_tableau();
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
            (Ok(()), Some(rang)) => {
                self.renoncer_au_tableau();
                self.faire(Effet::Comparer(rang));
            }
            (Ok(()), None) => {
                self.remarque = Some(format!(
                    "la solution s'ouvre quand l'exercice passe ; malgré tout :\n\
                     cargo exo solution {} --quand-meme",
                    self.exercice().numero()
                ));
            }
        }
    }

    /// L'exercice qui vient de finir, tant que rien n'est acquis de celui qui l'a suivi : il n'aurait qu'un `todo!` à
    /// montrer.
    fn a_demontrer(&self) -> usize {
        let etapes = self
            .verdict
            .iter()
            .flat_map(|(resultat, ..)| &resultat.etapes);
        let mut acquises = etapes.filter(|etape| etape.etat == EtatEtape::Acquise);
        match self.dernier_acquis {
            Some(rang) if self.enchainer && acquises.next().is_none() => rang,
            _ => self.courant,
        }
    }

    fn demander_le_tableau(&mut self, maintenant: Instant) {
        if matches!(self.page, Page::Tableau(_)) {
            return self.basculer(Page::Difficulte);
        }
        let remarque = match &self.travail {
            None => None,
            Some(travail) if travail.est_le_tableau() => Some("le tableau se prépare déjà"),
            Some(travail) if travail.est_oublie() => {
                Some("le tableau d'avant s'arrête : redemande-le dans un instant")
            }
            Some(_) => Some("un essai est en cours : redemande le tableau ensuite"),
        };
        self.remarque = remarque.map(ToOwned::to_owned);
        if self.remarque.is_none() {
            self.travailler(None, maintenant);
            self.faire(Effet::PreparerLeTableau);
        }
    }

    /// Montre cette page. Le tableau qui se préparait ne viendra pas la remplacer.
    fn tourner_vers(&mut self, page: Page) {
        self.renoncer_au_tableau();
        self.basculer(page);
    }

    fn renoncer_au_tableau(&mut self) {
        if let Some(travail) = self
            .travail
            .as_mut()
            .filter(|travail| travail.est_le_tableau())
        {
            travail.abandonne = true;
            self.faire(Effet::Abandonner);
        }
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
        let rang = match avancer {
            true => self.courant + 1,
            false => self.courant.wrapping_sub(1),
        };
        if rang >= self.cours.exercices.len() {
            let (place, cote) = match avancer {
                true => ("dernier", "après"),
                false => ("premier", "avant"),
            };
            let nom = &self.exercice().nom;
            self.remarque = Some(format!(
                "{nom} est le {place} exercice : il n'y en a pas {cote}"
            ));
            return;
        }
        self.annonces.clear();
        self.aller_a(rang);
        self.enchainer = false;
    }
}
