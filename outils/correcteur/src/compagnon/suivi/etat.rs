//! Où en est le suivi, et ce qu'un événement y change : un état, un événement, de nouveaux effets. Rien ici ne lit de
//! fichier, ne lance de thread ni ne touche au terminal.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use console::style;

use super::touches::Touche;
use crate::compagnon::tableau;
use crate::compagnon::vue::Vue;
use crate::cours::lecon::Lecon;
use crate::cours::reponse::Illisible;
use crate::cours::{Cours, Exercice};
use crate::modele::resultat::{EtatEtape, Resultat};
use crate::moteur::execution::illisible_en_resultat;
use crate::socle::francais;

/// Essais abandonnés de suite, au plus, pour un fichier qui ne cesse de changer : le suivant va au bout.
const ABANDONS_DE_SUITE: u32 = 3;

/// Temps pendant lequel un fichier vide ou absent peut n'être qu'un enregistrement en cours.
const PATIENCE: Duration = Duration::from_millis(500);

/// Annonces gardées à l'écran, au plus.
const ANNONCES: usize = 5;

/// Le texte d'un fichier, ou pourquoi il ne se lit pas.
pub(super) type Lu = Result<String, Illisible>;

/// Ce qui fait avancer le suivi.
pub(super) enum Evenement {
    /// Le fichier suivi a été lu : il a peut-être changé.
    Lu(Lu),
    /// Ceux des autres exercices, chacun avec son rang : l'un d'eux a peut-être changé.
    LusAilleurs(Vec<(usize, Lu)>),
    Touche(Touche),
    /// Un essai a fini.
    Juge(anyhow::Result<Resultat>),
    /// Le tableau est prêt.
    Tableau(anyhow::Result<String>),
    /// La réponse et la solution sont comparées.
    Comparaison(anyhow::Result<String>),
    /// L'essai en cours attend : ce qu'il attend ; vide, plus rien.
    Attente(String),
    /// L'éditeur, ou la démonstration, a rendu la main.
    Rendu(anyhow::Result<()>),
}

/// Ce qu'il faut faire ensuite, dans l'ordre.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Effet {
    /// Suivre le fichier de cet exercice, et de loin ceux des autres ; les lire.
    Suivre(usize),
    /// Lire de nouveau dans un moment.
    Relire,
    /// Lancer l'essai de ce texte.
    Juger(String),
    /// Arrêter ce qui est lancé.
    Abandonner,
    /// Tester tout le cours, pour le tableau.
    PreparerLeTableau,
    /// Comparer à la solution la réponse à cet exercice.
    Comparer(usize),
    /// Ouvrir le fichier de cet exercice dans l'éditeur.
    Ouvrir(usize),
    /// Exécuter cet exercice au terminal.
    Demontrer(usize),
    /// Laisser le terminal au shell, jusqu'à ce qu'il le rende.
    Suspendre,
    Dessiner,
    /// Montrer le haut du texte, ou le bas.
    Remonter,
    Descendre,
    Defiler {
        page: bool,
        avancer: bool,
    },
    Finir,
}

/// Ce qu'on fait en arrière-plan.
pub(super) struct Travail {
    pub(super) depart: Instant,
    /// Le texte jugé ; `None` pour le tableau.
    pub(super) texte: Option<String>,
    /// Ce qu'il attend avant de commencer.
    pub(super) attente: Option<String>,
    abandonne: bool,
}

impl Travail {
    /// C'est le tableau, et il viendra.
    pub(super) fn est_le_tableau(&self) -> bool {
        self.texte.is_none() && !self.abandonne
    }

    /// C'est le tableau, et on y a renoncé.
    pub(super) fn est_oublie(&self) -> bool {
        self.texte.is_none() && self.abandonne
    }
}

/// Ce que l'écran montre.
#[derive(PartialEq, Eq)]
pub(super) enum Page {
    Difficulte,
    Tout,
    /// Ce que le README dit de l'étape.
    Lecon,
    /// La réponse en regard de la solution, déjà mises en forme.
    Solution(String),
    /// De même.
    Tableau(String),
    Fin,
}

/// Un verdict, avec le texte qu'il juge et le temps qu'il a pris.
pub(super) type Verdict = (Resultat, String, Duration);

/// Où en est le suivi.
pub(super) struct Etat {
    pub(super) cours: Arc<Cours>,
    /// Il y a un clavier : ce qui s'affiche peut nommer des touches.
    pub(super) touches: bool,
    /// Ce que disent les README, par rang d'exercice.
    lecons: Vec<Lecon>,
    /// Rang de l'exercice suivi.
    pub(super) courant: usize,
    /// Le dernier texte lu.
    texte: Option<Lu>,
    /// Depuis quand le fichier est vide ou absent.
    vide_depuis: Option<Instant>,
    /// Le dernier verdict.
    pub(super) verdict: Option<Verdict>,
    /// Le dernier verdict de tests : ceux d'un fichier qui ne compile pas n'en disent rien.
    dernier_teste: Option<Resultat>,
    pub(super) travail: Option<Travail>,
    a_refaire: bool,
    abandons: u32,
    /// L'exercice en cours a été choisi par le suivi : s'il est acquis, on passe au suivant.
    enchainer: bool,
    acquis: BTreeSet<usize>,
    dernier_acquis: Option<usize>,
    /// Le dernier texte lu des autres exercices, par rang : en enregistrer un y mène.
    ailleurs: HashMap<usize, Lu>,
    /// Indices déjà demandés, par exercice et par étape.
    pub(super) indices: HashMap<(usize, u32), usize>,
    pub(super) page: Page,
    pub(super) annonces: Vec<String>,
    /// Une phrase à dire une fois.
    pub(super) remarque: Option<String>,
    effets: Vec<Effet>,
}

impl Etat {
    /// Au départ : l'exercice choisi, sinon le premier, d'où l'on enchaîne.
    pub(super) fn new(
        cours: Arc<Cours>,
        lecons: Vec<Lecon>,
        choisi: Option<usize>,
        touches: bool,
    ) -> Self {
        Etat {
            cours,
            touches,
            lecons,
            courant: choisi.unwrap_or(0),
            texte: None,
            vide_depuis: None,
            verdict: None,
            dernier_teste: None,
            travail: None,
            a_refaire: false,
            abandons: 0,
            enchainer: choisi.is_none(),
            acquis: BTreeSet::new(),
            dernier_acquis: None,
            ailleurs: HashMap::new(),
            indices: HashMap::new(),
            page: Page::Difficulte,
            annonces: Vec::new(),
            remarque: None,
            effets: Vec::new(),
        }
    }

    /// Ce que cet événement change, et ce qu'il faut faire ensuite.
    pub(super) fn recevoir(&mut self, evenement: Evenement, maintenant: Instant) -> Vec<Effet> {
        match evenement {
            Evenement::Lu(lu) => self.lu(lu, maintenant),
            Evenement::LusAilleurs(lus) => self.lus_ailleurs(lus),
            Evenement::Touche(touche) => self.touche(touche, maintenant),
            Evenement::Juge(issue) => self.juge(issue, maintenant),
            Evenement::Tableau(issue) => self.tableau_pret(issue, maintenant),
            Evenement::Comparaison(issue) => self.montrer(issue, Page::Solution),
            Evenement::Attente(phrase) => self.attendre(phrase),
            Evenement::Rendu(issue) => self.rendu(issue),
        }
        std::mem::take(&mut self.effets)
    }

    pub(super) fn exercice(&self) -> &Exercice {
        &self.cours.exercices[self.courant]
    }

    pub(super) fn lecon(&self) -> &Lecon {
        &self.lecons[self.courant]
    }

    fn faire(&mut self, effet: Effet) {
        self.effets.push(effet);
    }

    /// Le texte lu est jugé s'il a changé.
    fn lu(&mut self, lu: Lu, maintenant: Instant) {
        if matches!(lu, Err(Illisible::Absent | Illisible::Vide)) {
            let depuis = *self.vide_depuis.get_or_insert(maintenant);
            if maintenant - depuis < PATIENCE && self.texte.is_some() {
                return self.faire(Effet::Relire);
            }
        } else {
            self.vide_depuis = None;
        }
        if self.texte.as_ref() == Some(&lu) {
            return;
        }
        if self.texte.replace(lu).is_some() {
            self.annonces.clear();
            self.remarque = None;
        }
        self.juger(maintenant);
    }

    /// Juge le dernier texte lu, une fois abandonné l'essai en cours.
    fn juger(&mut self, maintenant: Instant) {
        if let Some(travail) = &mut self.travail {
            self.a_refaire = true;
            if self.abandons < ABANDONS_DE_SUITE && !travail.abandonne {
                self.abandons += 1;
                travail.abandonne = true;
                self.faire(Effet::Abandonner);
            }
            return;
        }
        match self.texte.clone() {
            None => {}
            Some(Err(illisible)) => {
                let resultat = illisible_en_resultat(self.exercice(), &illisible);
                self.retenir(resultat, String::new(), Duration::ZERO);
            }
            Some(Ok(texte)) => {
                self.travailler(Some(texte.clone()), maintenant);
                self.faire(Effet::Juger(texte));
                self.faire(Effet::Dessiner);
            }
        }
    }

    fn travailler(&mut self, texte: Option<String>, depart: Instant) {
        self.travail = Some(Travail {
            depart,
            texte,
            attente: None,
            abandonne: false,
        });
    }

    /// Un essai a fini, bien ou parce qu'il est abandonné.
    fn juge(&mut self, issue: anyhow::Result<Resultat>, maintenant: Instant) {
        let Some(travail) = self.travail.take() else {
            return;
        };
        let refaire = std::mem::take(&mut self.a_refaire);
        self.remarque = None;
        match issue {
            _ if travail.abandonne => {}
            // L'essai allait à son terme, et on est parti à un autre exercice.
            Ok(resultat) if resultat.exercice != self.exercice().nom => {}
            Ok(resultat) => {
                self.abandons = 0;
                let duree = maintenant - travail.depart;
                self.retenir(resultat, travail.texte.unwrap_or_default(), duree);
            }
            Err(erreur) => {
                self.remarque = Some(format!(
                    "l'essai n'a pas pu se faire : {}",
                    francais::causes(&erreur)
                ));
                self.faire(Effet::Dessiner);
            }
        }
        if refaire {
            self.juger(maintenant);
        }
    }

    /// Retient un verdict, dit ce qui vient d'être acquis, et passe à la suite.
    fn retenir(&mut self, resultat: Resultat, texte: String, duree: Duration) {
        let affiche = self.verdict.take().map(|(resultat, ..)| resultat);
        // Une erreur de compilation ne dit rien de ce qui est acquis : seuls des tests se comparent.
        let avant = self.dernier_teste.take();
        if let Some(avant) = &avant {
            self.annonces.extend(etapes_acquises(avant, &resultat));
        }
        let reussi = resultat.reussi();
        let nouveau = avant
            .as_ref()
            .or(affiche.as_ref())
            .is_some_and(|avant| !avant.reussi());
        self.dernier_teste = if resultat.empechement.is_none() {
            Some(resultat.clone())
        } else {
            avant
        };
        self.verdict = Some((resultat, texte, duree));
        // Qui lit la leçon en attendant le premier verdict la finit.
        if affiche.is_some() || self.page != Page::Lecon {
            self.page = Page::Difficulte;
            self.faire(Effet::Remonter);
        }
        if reussi && (nouveau || self.enchainer) {
            self.enchainer();
        } else {
            self.faire(Effet::Dessiner);
        }
    }

    /// L'exercice est acquis : va au suivant qui ne l'est pas.
    fn enchainer(&mut self) {
        let Exercice { nom, points, .. } = self.exercice();
        let annonce = format!("✓ {nom} est terminé : {points} points");
        let numero = self.exercice().numero();
        // Sans touches, une commande par ligne : coupée en deux, elle ne se copierait plus.
        let (oeuvre, separation, solution) = match self.touches {
            true => (format!("d : {nom} à l'œuvre"), " ; ", "s".to_owned()),
            false => (
                format!("cargo run -p {nom} : l'exercice à l'œuvre"),
                "\n  ",
                format!("cargo exo solution {numero}"),
            ),
        };
        let solution = match self.cours.a_les_solutions() {
            true => format!("{separation}{solution} : ta réponse et la solution"),
            false => String::new(),
        };
        let suite = match self.sans_demonstration("") {
            None => style(format!("  {oeuvre}{solution}")).dim(),
            Some(avertissement) => style(format!("  {avertissement}")).yellow(),
        };
        self.annonces
            .push(style(annonce).green().bold().to_string());
        self.annonces.push(suite.to_string());
        self.acquis.insert(self.courant);
        self.dernier_acquis = Some(self.courant);
        let nombre = self.cours.exercices.len();
        let suivant = (1..nombre)
            .map(|pas| (self.courant + pas) % nombre)
            .find(|rang| !self.acquis.contains(rang));
        let Some(rang) = suivant else {
            self.page = Page::Fin;
            return self.faire(Effet::Dessiner);
        };
        if rang < self.courant {
            let annonce = "  il reste des étapes plus tôt dans le cours : c'est là que tu reprends";
            self.annonces.push(style(annonce).dim().to_string());
        }
        self.aller_a(rang);
    }

    fn aller_a(&mut self, rang: usize) {
        if let Some(texte) = self.texte.take() {
            self.ailleurs.insert(self.courant, texte);
        }
        self.ailleurs.remove(&rang);
        self.courant = rang;
        self.enchainer = true;
        self.page = Page::Difficulte;
        self.vide_depuis = None;
        (self.verdict, self.dernier_teste) = (None, None);
        let trop = self.annonces.len().saturating_sub(ANNONCES);
        self.annonces.drain(..trop);
        self.faire(Effet::Suivre(rang));
    }

    /// Ce que les tests du texte jugé ne voient pas : il ne s'exécute pas. `touche` suit la commande.
    pub(super) fn sans_demonstration(&self, touche: &str) -> Option<String> {
        let (resultat, texte, _) = self.verdict.as_ref()?;
        tableau::sans_demonstration(resultat, texte, touche)
    }

    fn est_acquis(&self) -> bool {
        let verdict = self.verdict.as_ref();
        verdict.is_some_and(|(resultat, ..)| resultat.reussi())
    }

    fn basculer(&mut self, page: Page) {
        self.faire(Effet::Remonter);
        self.page = if self.page == page {
            Page::Difficulte
        } else {
            page
        };
    }

    /// L'étape en difficulté. Quand le compilateur s'arrête hors des étapes, c'est celle où en étaient les
    /// derniers tests.
    pub(super) fn etape(&self) -> Option<u32> {
        let (resultat, texte, _) = self.verdict.as_ref()?;
        let en_cours = |resultat: &Resultat| Some(resultat.premiere_etape_a_reprendre()?.numero);
        self.vue(resultat, texte, 80)
            .etape_du_compilateur()
            .or_else(|| self.dernier_teste.as_ref().and_then(en_cours))
            .or_else(|| en_cours(resultat))
    }

    pub(super) fn vue<'a>(
        &'a self,
        resultat: &'a Resultat,
        source: &'a str,
        largeur: usize,
    ) -> Vue<'a> {
        Vue {
            cours: &self.cours,
            exercice: self.exercice(),
            lecon: self.lecon(),
            source,
            resultat,
            largeur,
        }
    }

    fn attendre(&mut self, phrase: String) {
        if let Some(travail) = &mut self.travail {
            travail.attente = Some(phrase).filter(|phrase| !phrase.is_empty());
            self.faire(Effet::Dessiner);
        }
    }

    fn rendu(&mut self, issue: anyhow::Result<()>) {
        self.remarque = issue.err().map(|erreur| francais::causes(&erreur));
        self.faire(Effet::Dessiner);
    }

    fn tableau_pret(&mut self, issue: anyhow::Result<String>, maintenant: Instant) {
        let abandonne = self.travail.take().is_none_or(|travail| travail.abandonne);
        if !abandonne {
            self.montrer(issue, Page::Tableau);
        }
        if std::mem::take(&mut self.a_refaire) {
            self.juger(maintenant);
        } else {
            self.faire(Effet::Dessiner);
        }
    }

    /// Montre ce texte, ou dit pourquoi il manque.
    fn montrer(&mut self, issue: anyhow::Result<String>, page: fn(String) -> Page) {
        match issue {
            Ok(texte) => self.basculer(page(texte)),
            Err(erreur) => self.remarque = Some(francais::causes(&erreur)),
        }
    }
}

/// Ce qui vient d'être acquis, une phrase par étape.
fn etapes_acquises(avant: &Resultat, apres: &Resultat) -> Vec<String> {
    let acquise = |resultat: &Resultat, numero: u32| {
        resultat
            .etapes
            .iter()
            .any(|etape| etape.numero == numero && etape.etat == EtatEtape::Acquise)
    };
    let nouvelles = apres
        .etapes
        .iter()
        .filter(|etape| acquise(apres, etape.numero) && !acquise(avant, etape.numero));
    nouvelles
        .map(|etape| {
            let annonce = format!("✓ étape {} acquise : {}", etape.numero, etape.titre);
            style(annonce).green().to_string()
        })
        .collect()
}

mod ailleurs;
mod reponses;
#[cfg(test)]
mod tests;
