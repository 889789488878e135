//! Suivre l'exercice en cours : à chaque enregistrement, le juger et montrer la première difficulté ; quand
//! une étape passe, aller à la suivante ; à la fin d'un exercice, au suivant.
//!
//! Une seule file d'événements (fichier, touches, verdicts), un seul essai à la fois. Rien n'est écrit sur
//! le disque : ce qui a été vu, comme les indices déjà demandés, s'oublie avec le programme.

mod affichage;
mod veille;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use console::style;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::compagnon::comparaison;
use crate::compagnon::tableau;
use crate::compagnon::vue::{Vue, indices};
use crate::cours::lecon::Lecon;
use crate::cours::reponse::{self, Illisible};
use crate::cours::{Cours, Exercice};
use crate::modele::resultat::{EtatEtape, Resultat};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{DELAI_PAR_TEST, illisible_en_resultat, noter_texte_en_cours};
use crate::moteur::processus;
use crate::socle::francais;
use crate::socle::mise_en_page::replier;
use crate::socle::terminal::chemin_a_afficher;

use affichage::Affichage;
use veille::Veille;

/// Essais abandonnés de suite, au plus, pour un fichier qui ne cesse de changer : le suivant va au bout.
const ABANDONS_DE_SUITE: u32 = 3;

/// Temps pendant lequel un fichier vide ou absent peut n'être qu'un enregistrement en cours.
const PATIENCE: Duration = Duration::from_millis(500);

/// Temps laissé à un essai abandonné pour finir, en quittant.
const DELAI_POUR_QUITTER: Duration = Duration::from_secs(2);

/// Annonces gardées à l'écran, au plus.
const ANNONCES: usize = 5;

/// Ce qui fait avancer le suivi.
enum Evenement {
    /// Le fichier suivi a peut-être changé.
    Fichier,
    /// Celui de l'exercice d'avant a peut-être changé.
    FichierDAvant,
    /// Une touche.
    Touche(KeyEvent),
    /// Le terminal a changé de taille.
    Taille,
    /// Le terminal n'est plus là.
    Ferme,
    /// Un essai a fini.
    Juge(anyhow::Result<Resultat>),
    /// Le tableau est prêt.
    Tableau(anyhow::Result<String>),
}

/// Ce qu'on fait en arrière-plan.
struct Travail {
    depart: Instant,
    /// Le texte jugé ; `None` pour le tableau.
    texte: Option<String>,
    abandonne: bool,
}

/// L'exercice terminé d'où l'on vient : l'enregistrer de nouveau y ramène.
struct Precedent {
    rang: usize,
    veille: Veille,
    texte: Option<Result<String, Illisible>>,
}

/// Ce que l'écran montre.
#[derive(PartialEq, Eq)]
enum Page {
    Difficulte,
    Tout,
    /// La solution, ou le tableau, déjà mis en forme.
    Texte(String),
    Fin,
}

/// Le suivi en cours.
struct Suivi {
    cours: Arc<Cours>,
    atelier: Arc<Atelier>,
    affichage: Affichage,
    envoyer: Sender<Evenement>,
    recevoir: Receiver<Evenement>,
    /// Rang de l'exercice suivi.
    courant: usize,
    lecon: Lecon,
    veille: Veille,
    /// Le dernier texte lu.
    texte: Option<Result<String, Illisible>>,
    /// Depuis quand le fichier est vide ou absent.
    vide_depuis: Option<Instant>,
    /// Le dernier verdict, avec le texte qu'il juge et le temps qu'il a pris.
    verdict: Option<(Resultat, String, Duration)>,
    /// Le dernier verdict de tests : ceux d'un fichier qui ne compile pas n'en disent rien.
    dernier_teste: Option<Resultat>,
    travail: Option<Travail>,
    a_refaire: bool,
    abandons: u32,
    /// L'exercice en cours a été choisi par le suivi : s'il est acquis, on passe au suivant.
    enchainer: bool,
    acquis: BTreeSet<usize>,
    dernier_acquis: Option<usize>,
    precedent: Option<Precedent>,
    /// Indices déjà demandés, par exercice et par étape.
    indices: HashMap<(usize, u32), usize>,
    page: Page,
    annonces: Vec<String>,
    /// Une phrase à dire une fois.
    remarque: Option<String>,
}

/// Suit cet exercice, ou le premier qui n'est pas acquis, jusqu'à ce qu'on quitte ou que tout soit acquis.
///
/// # Errors
/// Le cours ne se lit pas, ou le terminal fait défaut.
pub(crate) fn suivre(cours: Cours, atelier: Atelier, choisi: Option<usize>) -> anyhow::Result<()> {
    let (envoyer, recevoir) = channel();
    let courant = choisi.unwrap_or(0);
    let exercice = &cours.exercices[courant];
    let mut suivi = Suivi {
        lecon: Lecon::du_dossier(&exercice.dossier)?,
        veille: veiller(exercice, &envoyer, || Evenement::Fichier),
        affichage: Affichage::ouvrir(cours.a_les_solutions())?,
        cours: Arc::new(cours),
        atelier: Arc::new(atelier),
        envoyer,
        recevoir,
        courant,
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
        precedent: None,
        indices: HashMap::new(),
        page: Page::Difficulte,
        annonces: Vec::new(),
        remarque: None,
    };
    suivi.affichage.ecouter(&suivi.envoyer);
    let issue = suivi.boucle();
    processus::interrompre();
    processus::attendre_le_repos(DELAI_POUR_QUITTER);
    suivi.affichage.fermer();
    issue
}

fn veiller(
    exercice: &Exercice,
    envoyer: &Sender<Evenement>,
    evenement: fn() -> Evenement,
) -> Veille {
    let envoyer = envoyer.clone();
    Veille::ouvrir(exercice.enonce(), move || {
        let _ = envoyer.send(evenement());
    })
}

impl Suivi {
    fn boucle(&mut self) -> anyhow::Result<()> {
        self.affichage.dire(&format!(
            "{} est suivi : chaque enregistrement est jugé. Ctrl-C pour finir.",
            chemin_a_afficher(&self.exercice().enonce())
        ))?;
        self.regarder()?;
        self.dessiner()?;
        loop {
            let continuer = match self.recevoir.recv_timeout(self.attente()) {
                Ok(evenement) => self.traiter(evenement)?,
                Err(RecvTimeoutError::Timeout) => {
                    self.dire_le_temps_qui_passe()?;
                    true
                }
                Err(RecvTimeoutError::Disconnected) => false,
            };
            if !continuer {
                return Ok(());
            }
            if self.veille.a_lire() {
                self.regarder()?;
            }
            self.revenir_s_il_le_faut()?;
        }
    }

    /// Temps pendant lequel il n'y a rien à faire, sauf événement.
    fn attente(&self) -> Duration {
        let precedent = self.precedent.as_ref();
        let d_avant = precedent.map_or(Duration::MAX, |precedent| precedent.veille.attente());
        self.veille.attente().min(d_avant)
    }

    /// Revient à l'exercice d'avant si son fichier vient de changer.
    fn revenir_s_il_le_faut(&mut self) -> anyhow::Result<()> {
        let Some(precedent) = self
            .precedent
            .take_if(|precedent| precedent.veille.a_lire())
        else {
            return Ok(());
        };
        let exercice = &self.cours.exercices[precedent.rang];
        let lu = reponse::lire(&exercice.enonce());
        let change = lu.is_ok() && Some(&lu) != precedent.texte.as_ref();
        if !change {
            self.precedent = Some(precedent);
            return Ok(());
        }
        self.annonces.clear();
        self.acquis.remove(&precedent.rang);
        self.aller_a(precedent.rang)
    }

    /// Traite un événement ; faux s'il faut finir.
    fn traiter(&mut self, evenement: Evenement) -> anyhow::Result<bool> {
        match evenement {
            Evenement::Fichier => self.veille.signaler(),
            Evenement::FichierDAvant => {
                if let Some(precedent) = &mut self.precedent {
                    precedent.veille.signaler();
                }
            }
            Evenement::Touche(touche) => return self.touche(touche),
            Evenement::Taille => self.dessiner()?,
            Evenement::Ferme => return Ok(false),
            Evenement::Juge(issue) => self.juge(issue)?,
            Evenement::Tableau(issue) => self.tableau_pret(issue)?,
        }
        let fini = self.page == Page::Fin && !self.affichage.a_des_touches();
        Ok(!fini)
    }

    /// Un essai qui dure se voit durer.
    fn dire_le_temps_qui_passe(&mut self) -> anyhow::Result<()> {
        if self.travail.is_some() && self.affichage.a_des_touches() {
            self.dessiner()?;
        }
        Ok(())
    }

    fn exercice(&self) -> &Exercice {
        &self.cours.exercices[self.courant]
    }

    /// Lit le fichier, et le juge s'il a changé.
    fn regarder(&mut self) -> anyhow::Result<()> {
        let lu = reponse::lire(&self.exercice().enonce());
        if matches!(lu, Err(Illisible::Absent | Illisible::Vide)) {
            let depuis = *self.vide_depuis.get_or_insert_with(Instant::now);
            if depuis.elapsed() < PATIENCE && self.texte.is_some() {
                self.veille.signaler();
                return Ok(());
            }
        } else {
            self.vide_depuis = None;
        }
        if self.texte.as_ref() == Some(&lu) {
            return Ok(());
        }
        if self.texte.replace(lu).is_some() {
            self.annonces.clear();
            self.remarque = None;
        }
        self.juger()
    }

    /// Juge le dernier texte lu, une fois abandonné l'essai en cours.
    fn juger(&mut self) -> anyhow::Result<()> {
        if let Some(travail) = &mut self.travail {
            self.a_refaire = true;
            if self.abandons < ABANDONS_DE_SUITE && !travail.abandonne {
                self.abandons += 1;
                travail.abandonne = true;
                processus::interrompre();
            }
            return Ok(());
        }
        match self.texte.clone() {
            None => Ok(()),
            Some(Err(illisible)) => {
                let resultat = illisible_en_resultat(self.exercice(), &illisible);
                self.conclure(resultat, String::new(), Duration::ZERO)
            }
            Some(Ok(texte)) => {
                let (cours, atelier, courant) = (
                    Arc::clone(&self.cours),
                    Arc::clone(&self.atelier),
                    self.courant,
                );
                let jugee = texte.clone();
                self.travailler(
                    Some(texte),
                    move || {
                        let exercice = &cours.exercices[courant];
                        let arbre = cours.arbre_de(exercice)?;
                        noter_texte_en_cours(&atelier, exercice, &jugee, &arbre, DELAI_PAR_TEST)
                    },
                    Evenement::Juge,
                );
                self.dessiner()
            }
        }
    }

    /// Lance un travail à part, dont l'issue reviendra comme un événement.
    fn travailler<T: Send + 'static>(
        &mut self,
        texte: Option<String>,
        faire: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
        annoncer: fn(anyhow::Result<T>) -> Evenement,
    ) {
        processus::reprendre();
        self.travail = Some(Travail {
            depart: Instant::now(),
            texte,
            abandonne: false,
        });
        let envoyer = self.envoyer.clone();
        thread::spawn(move || {
            let _ = envoyer.send(annoncer(faire()));
        });
    }

    /// Un essai a fini, bien ou parce qu'il est abandonné.
    fn juge(&mut self, issue: anyhow::Result<Resultat>) -> anyhow::Result<()> {
        let Some(travail) = self.travail.take() else {
            return Ok(());
        };
        let refaire = std::mem::take(&mut self.a_refaire);
        self.remarque = None;
        match issue {
            _ if travail.abandonne => {}
            // L'essai allait à son terme, et on est parti à un autre exercice.
            Ok(resultat) if resultat.exercice != self.exercice().nom => {}
            Ok(resultat) => {
                self.abandons = 0;
                let duree = travail.depart.elapsed();
                self.conclure(resultat, travail.texte.unwrap_or_default(), duree)?;
            }
            Err(erreur) => {
                self.remarque = Some(format!("l'essai n'a pas pu se faire : {erreur:#}"));
                self.dessiner()?;
            }
        }
        // Conclure a pu passer à l'exercice suivant, et commencer à le juger.
        if refaire && self.travail.is_none() {
            self.juger()
        } else {
            Ok(())
        }
    }

    /// Retient un verdict, dit ce qui vient d'être acquis, et passe à la suite.
    fn conclure(
        &mut self,
        resultat: Resultat,
        texte: String,
        duree: Duration,
    ) -> anyhow::Result<()> {
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
        self.page = Page::Difficulte;
        self.affichage.remonter();
        if reussi && (nouveau || self.enchainer) {
            return self.enchainer();
        }
        self.dessiner()
    }

    /// L'exercice est acquis : va au suivant qui ne l'est pas.
    fn enchainer(&mut self) -> anyhow::Result<()> {
        let Exercice { nom, points, .. } = self.exercice();
        let annonce = format!("✓ {nom} est terminé : {points} points");
        let solution = if self.cours.a_les_solutions() {
            " ; s : ta réponse et la solution"
        } else {
            ""
        };
        let suite = format!("  cargo run -p {nom} le montre à l'œuvre{solution}");
        self.annonces
            .push(style(annonce).green().bold().to_string());
        self.annonces.push(style(suite).dim().to_string());
        self.acquis.insert(self.courant);
        self.dernier_acquis = Some(self.courant);
        let nombre = self.cours.exercices.len();
        let suivant = (1..nombre)
            .map(|pas| (self.courant + pas) % nombre)
            .find(|rang| !self.acquis.contains(rang));
        match suivant {
            Some(rang) => {
                if rang < self.courant {
                    let annonce =
                        "  il reste des étapes plus tôt dans le cours : c'est là que tu reprends";
                    self.annonces.push(style(annonce).dim().to_string());
                }
                let precedent = Precedent {
                    rang: self.courant,
                    veille: veiller(self.exercice(), &self.envoyer, || Evenement::FichierDAvant),
                    texte: self.texte.take(),
                };
                self.aller_a(rang)?;
                self.precedent = Some(precedent);
                Ok(())
            }
            None => {
                self.page = Page::Fin;
                self.dessiner()
            }
        }
    }

    fn aller_a(&mut self, rang: usize) -> anyhow::Result<()> {
        self.courant = rang;
        self.lecon = Lecon::du_dossier(&self.exercice().dossier)?;
        self.veille = veiller(self.exercice(), &self.envoyer, || Evenement::Fichier);
        self.precedent = None;
        self.enchainer = true;
        (self.texte, self.vide_depuis) = (None, None);
        (self.verdict, self.dernier_teste) = (None, None);
        let trop = self.annonces.len().saturating_sub(ANNONCES);
        self.annonces.drain(..trop);
        self.regarder()
    }

    /// Répond à une touche ; faux s'il faut finir.
    fn touche(&mut self, touche: KeyEvent) -> anyhow::Result<bool> {
        let controle = touche.modifiers.contains(KeyModifiers::CONTROL);
        self.remarque = None;
        match touche.code {
            KeyCode::Char('c' | 'd') if controle => return Ok(false),
            KeyCode::Char('q' | 'Q') => return Ok(false),
            KeyCode::Char('i' | 'I') => self.indice_suivant(),
            KeyCode::Char('t' | 'T') => self.basculer(Page::Tout),
            KeyCode::Char('s' | 'S') => self.montrer_la_solution(),
            KeyCode::Char('b' | 'B') => self.demander_le_tableau(),
            KeyCode::Esc => self.basculer(Page::Difficulte),
            KeyCode::Enter
                if self
                    .verdict
                    .as_ref()
                    .is_some_and(|(resultat, ..)| resultat.reussi()) =>
            {
                self.enchainer()?;
            }
            KeyCode::Down | KeyCode::PageDown | KeyCode::Char(' ') => {
                self.affichage.defiler(touche.code != KeyCode::Down, true)
            }
            KeyCode::Up | KeyCode::PageUp => self
                .affichage
                .defiler(touche.code == KeyCode::PageUp, false),
            _ => {}
        }
        self.dessiner()?;
        Ok(true)
    }

    fn basculer(&mut self, page: Page) {
        self.affichage.remonter();
        self.page = if self.page == page {
            Page::Difficulte
        } else {
            page
        };
    }

    /// L'étape en difficulté. Quand le compilateur s'arrête hors des étapes, c'est celle où en étaient les
    /// derniers tests.
    fn etape(&self) -> Option<u32> {
        let (resultat, texte, _) = self.verdict.as_ref()?;
        let vue = self.vue(resultat, texte);
        let en_cours = |resultat: &Resultat| Some(resultat.premiere_etape_a_reprendre()?.numero);
        vue.etape_du_compilateur()
            .or_else(|| self.dernier_teste.as_ref().and_then(en_cours))
            .or_else(|| en_cours(resultat))
    }

    fn indice_suivant(&mut self) {
        self.page = Page::Difficulte;
        let Some(etape) = self.etape() else {
            self.remarque = Some("pas d'étape en cours : il n'y a rien à indiquer".to_owned());
            return;
        };
        let total = self.lecon.indices(etape).len();
        let vus = self.indices.entry((self.courant, etape)).or_default();
        if *vus == total {
            self.remarque = Some("c'était le dernier indice de cette étape".to_owned());
        }
        *vus = total.min(*vus + 1);
        self.affichage.descendre();
    }

    /// La solution de l'exercice s'il passe, sinon celle du dernier terminé.
    fn montrer_la_solution(&mut self) {
        let acquis = self
            .verdict
            .as_ref()
            .is_some_and(|(resultat, ..)| resultat.reussi());
        let rang = if acquis {
            Some(self.courant)
        } else {
            self.dernier_acquis
        };
        if let Err(erreur) = self.cours.exiger_les_solutions() {
            self.remarque = Some(francais::causes(&erreur));
            return;
        }
        let Some(exercice) = rang.map(|rang| &self.cours.exercices[rang]) else {
            let conseil = format!(
                "la solution s'ouvre quand l'exercice passe (sinon : cargo exo solution {} --quand-meme)",
                self.exercice().numero()
            );
            self.remarque = Some(conseil);
            return;
        };
        match comparaison::en_regard(&self.cours, exercice, self.affichage.largeur()) {
            Ok(texte) => self.basculer(Page::Texte(texte)),
            Err(erreur) => self.remarque = Some(francais::causes(&erreur)),
        }
    }

    fn demander_le_tableau(&mut self) {
        if self.travail.is_some() {
            self.remarque = Some("un essai est en cours : redemande le tableau ensuite".to_owned());
            return;
        }
        let (cours, atelier) = (Arc::clone(&self.cours), Arc::clone(&self.atelier));
        self.travailler(
            None,
            move || {
                let resultats = tableau::tester(&cours, &atelier, DELAI_PAR_TEST)?;
                Ok(tableau::afficher(&cours, &resultats))
            },
            Evenement::Tableau,
        );
    }

    fn tableau_pret(&mut self, issue: anyhow::Result<String>) -> anyhow::Result<()> {
        let abandonne = self.travail.take().is_none_or(|travail| travail.abandonne);
        match issue {
            _ if abandonne => {}
            Ok(texte) => self.basculer(Page::Texte(texte)),
            Err(erreur) => self.remarque = Some(francais::causes(&erreur)),
        }
        if std::mem::take(&mut self.a_refaire) {
            return self.juger();
        }
        self.dessiner()
    }

    fn vue<'a>(&'a self, resultat: &'a Resultat, source: &'a str) -> Vue<'a> {
        Vue {
            cours: &self.cours,
            exercice: self.exercice(),
            lecon: &self.lecon,
            source,
            resultat,
            largeur: self.affichage.largeur(),
        }
    }

    fn dessiner(&mut self) -> anyhow::Result<()> {
        let (texte, nouveau) = (self.texte_de_la_page(), self.travail.is_none());
        let retour = matches!(self.page, Page::Tout | Page::Texte(_));
        self.affichage
            .montrer(&texte, nouveau, retour)
            .context("le terminal ne répond plus")
    }

    fn texte_de_la_page(&self) -> String {
        if let (Page::Texte(texte), None) = (&self.page, &self.remarque) {
            return texte.clone();
        }
        let mut texte = String::new();
        let largeur = self.affichage.largeur();
        match &self.verdict {
            Some((resultat, source, _)) => texte += &self.vue(resultat, source).entete(),
            None => {
                texte += &style(format!(
                    "{} · {}",
                    self.exercice().nom,
                    self.exercice().titre
                ))
                .bold()
                .to_string()
            }
        }
        texte += &format!("\n{}\n", style(self.etat()).dim());
        for annonce in &self.annonces {
            texte += &format!("{annonce}\n");
        }
        if let Some(remarque) = &self.remarque {
            texte += &format!("{}\n", style(replier(remarque, largeur, "", "")).yellow());
        }
        texte.push('\n');
        texte + &self.corps()
    }

    fn etat(&self) -> String {
        match (&self.travail, &self.verdict) {
            (Some(Travail { texte: None, .. }), _) => "le tableau se prépare…".to_owned(),
            (Some(travail), _) => match travail.depart.elapsed().as_secs() {
                0 => "essai en cours…".to_owned(),
                secondes => format!("essai en cours… {secondes} s (ce qui suit est le précédent)"),
            },
            (None, Some((_, _, duree))) if self.affichage.a_des_touches() => {
                format!("verdict en {}", francais::duree(*duree))
            }
            _ => String::new(),
        }
    }

    fn corps(&self) -> String {
        match (&self.page, &self.verdict) {
            (Page::Texte(texte), _) => texte.clone(),
            (Page::Fin, _) => tableau::tout_est_acquis(&self.cours),
            (_, None) => String::new(),
            (Page::Tout, Some((resultat, source, _))) => self.vue(resultat, source).tout(),
            (Page::Difficulte, Some((resultat, source, _))) => {
                let vue = self.vue(resultat, source);
                let mut texte = vue.difficulte();
                if resultat.reussi() && self.cours.a_les_solutions() {
                    texte +=
                        "\ns : comparer avec la solution · entrée : passer à l'exercice suivant\n";
                } else if resultat.reussi() {
                    texte += "\nentrée : passer à l'exercice suivant\n";
                }
                let etape = self.etape().unwrap_or_default();
                if let Some(&vus) = self.indices.get(&(self.courant, etape)) {
                    texte += &format!("\n{}", indices(&self.lecon, etape, 0..vus, vue.largeur));
                }
                texte
            }
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
