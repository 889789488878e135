//! Suivre l'exercice en cours : à chaque enregistrement, le juger et montrer la première difficulté ; quand
//! une étape passe, aller à la suivante ; à la fin d'un exercice, au suivant.
//!
//! Ce qui se décide est dans [`etat`] ; ici, une file de signaux (fichier, touches, verdicts), un seul essai à la
//! fois, et les effets demandés. Rien n'est écrit sur le disque : ce qui a été vu, comme les indices déjà demandés,
//! s'oublie avec le programme.

mod affichage;
mod etabli;
mod etat;
mod pages;
mod touches;
mod veille;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use self::affichage::Affichage;
use self::etabli::Etabli;
use self::etat::{Effet, Etat, Evenement, Page};
use self::veille::Veille;
use crate::compagnon::editeur::Editeur;
use crate::compagnon::{comparaison, tableau};
use crate::cours::lecon::Lecon;
use crate::cours::{Cours, cargo, reponse};
use crate::moteur::execution::{DELAI_PAR_TEST, noter_texte_en_cours};
use crate::moteur::processus;
use crate::socle::terminal::{Attente, chemin_a_afficher};

/// Temps laissé à un essai abandonné pour finir, en quittant.
const DELAI_POUR_QUITTER: Duration = Duration::from_secs(2);

/// Ce que les autres threads ont à dire.
enum Signal {
    /// Le fichier suivi a peut-être changé.
    Fichier,
    /// Celui d'un autre exercice a peut-être changé.
    Ailleurs,
    /// Le terminal a changé de taille.
    Taille,
    /// Le terminal n'est plus là.
    Ferme,
    Evenement(Evenement),
}

/// Le suivi en cours.
struct Suivi {
    etat: Etat,
    etabli: Arc<Etabli>,
    affichage: Affichage,
    envoyer: Sender<Signal>,
    recevoir: Receiver<Signal>,
    veille: Veille,
    /// Celle des autres exercices.
    veille_d_ailleurs: Veille,
    fini: bool,
}

/// Suit cet exercice, ou le premier qui n'est pas acquis, jusqu'à ce qu'on quitte ou que tout soit acquis.
///
/// # Errors
/// Le cours ne se lit pas, ou le terminal fait défaut.
pub(crate) fn suivre(cours: Cours, choisi: Option<usize>) -> anyhow::Result<()> {
    let (envoyer, recevoir) = channel();
    let lecons = cours.exercices.iter();
    let lecons = lecons.map(|exercice| Lecon::du_dossier(&exercice.dossier));
    let lecons = lecons.collect::<anyhow::Result<_>>()?;
    let affichage = Affichage::ouvrir(cours.a_les_solutions())?;
    let cours = Arc::new(cours);
    let etabli = Arc::new(Etabli::new(Arc::clone(&cours)));
    let etat = Etat::new(cours, lecons, choisi, affichage.a_des_touches());
    let mut suivi = Suivi {
        veille: veiller(&[etat.courant], &etat, &envoyer, || Signal::Fichier),
        veille_d_ailleurs: veiller(&etat.ailleurs(), &etat, &envoyer, || Signal::Ailleurs),
        etat,
        affichage,
        etabli,
        envoyer,
        recevoir,
        fini: false,
    };
    suivi.affichage.ecouter(&suivi.envoyer);
    let issue = suivi.boucle();
    processus::interrompre();
    processus::attendre_le_repos(DELAI_POUR_QUITTER);
    suivi.affichage.fermer();
    issue
}

/// Veille sur les fichiers des exercices de ces rangs.
fn veiller(
    rangs: &[usize],
    etat: &Etat,
    envoyer: &Sender<Signal>,
    signal: fn() -> Signal,
) -> Veille {
    let fichiers = rangs
        .iter()
        .map(|rang| etat.cours.exercices[*rang].enonce());
    let envoyer = envoyer.clone();
    Veille::ouvrir(fichiers.collect(), move || {
        let _ = envoyer.send(signal());
    })
}

/// S'arrête comme Ctrl-Z le demande, et revient quand le shell le redemande.
fn suspendre() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use nix::sys::signal::{Signal, kill};
        // Tout le groupe, comme le terminal l'aurait fait : le shell n'attend peut-être qu'un programme intermédiaire.
        kill(nix::unistd::Pid::from_raw(0), Signal::SIGTSTP)?;
        // Le signal peut être remis à un autre thread : celui-ci ne reprend pas le terminal avant d'être arrêté aussi.
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Le tableau du cours, en disant combien d'exercices sont essayés.
fn preparer_le_tableau(
    cours: &Cours,
    largeur: usize,
    etabli: &Etabli,
    dire: &(dyn Fn(&str) + Sync),
) -> anyhow::Result<String> {
    let resultats = etabli.travailler(&[], dire, |atelier| {
        let (faits, total) = (AtomicUsize::new(0), cours.exercices.len());
        let dire = |faits| {
            dire(&format!(
                "le tableau se prépare, exercices essayés : {faits} sur {total}"
            ));
        };
        dire(0);
        let avancer = || dire(faits.fetch_add(1, Ordering::Relaxed) + 1);
        tableau::tester(cours, atelier, DELAI_PAR_TEST, &avancer)
    })?;
    Ok(tableau::afficher(cours, &resultats, largeur))
}

impl Suivi {
    fn boucle(&mut self) -> anyhow::Result<()> {
        self.affichage.dire(&format!(
            "{} est suivi : chaque enregistrement est jugé. Ctrl-C pour finir.",
            chemin_a_afficher(&self.etat.exercice().enonce())
        ))?;
        self.regarder()?;
        self.regarder_ailleurs()?;
        self.dessiner()?;
        while !self.fini {
            match self.recevoir.recv_timeout(self.attente()) {
                Ok(signal) => self.traiter(signal)?,
                // Un essai qui dure se voit durer.
                Err(RecvTimeoutError::Timeout) if self.etat.travail.is_some() => self.dessiner()?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            if self.fini {
                return Ok(());
            }
            if self.veille.a_lire() {
                self.regarder()?;
            }
            if self.veille_d_ailleurs.a_lire() {
                self.regarder_ailleurs()?;
            }
        }
        Ok(())
    }

    /// Temps pendant lequel il n'y a rien à faire, sauf signal.
    fn attente(&self) -> Duration {
        let ailleurs = self.veille_d_ailleurs.attente();
        self.veille.attente().min(ailleurs)
    }

    fn traiter(&mut self, signal: Signal) -> anyhow::Result<()> {
        match signal {
            Signal::Fichier => self.veille.signaler(),
            Signal::Ailleurs => self.veille_d_ailleurs.signaler(),
            Signal::Taille => self.dessiner()?,
            Signal::Ferme => self.fini = true,
            Signal::Evenement(evenement) => self.avancer(evenement)?,
        }
        self.fini |= self.etat.page == Page::Fin && !self.affichage.a_des_touches();
        Ok(())
    }

    fn regarder(&mut self) -> anyhow::Result<()> {
        let lu = reponse::lire(&self.etat.exercice().enonce());
        self.avancer(Evenement::Lu(lu))
    }

    fn regarder_ailleurs(&mut self) -> anyhow::Result<()> {
        let rangs = self.etat.ailleurs().into_iter();
        let lus = rangs.map(|rang| {
            (
                rang,
                reponse::lire(&self.etat.cours.exercices[rang].enonce()),
            )
        });
        self.avancer(Evenement::LusAilleurs(lus.collect()))
    }

    fn avancer(&mut self, evenement: Evenement) -> anyhow::Result<()> {
        let effets = self.etat.recevoir(evenement, Instant::now());
        effets.into_iter().try_for_each(|effet| self.faire(effet))
    }

    fn faire(&mut self, effet: Effet) -> anyhow::Result<()> {
        match effet {
            Effet::Suivre(rang) => {
                let veiller =
                    |rangs: &[usize], signal| veiller(rangs, &self.etat, &self.envoyer, signal);
                let ailleurs = veiller(&self.etat.ailleurs(), || Signal::Ailleurs);
                self.veille = veiller(&[rang], || Signal::Fichier);
                self.veille_d_ailleurs = ailleurs;
                self.regarder()?;
                self.regarder_ailleurs()?;
            }
            Effet::Relire => self.veille.signaler(),
            Effet::Juger(texte) => self.juger(texte),
            Effet::Abandonner => processus::interrompre(),
            Effet::PreparerLeTableau => {
                let cours = Arc::clone(&self.etat.cours);
                let largeur = self.affichage.largeur();
                self.travailler(Evenement::Tableau, move |etabli, dire| {
                    preparer_le_tableau(&cours, largeur, etabli, dire)
                });
            }
            Effet::Ouvrir(rang) => self.ouvrir(rang)?,
            Effet::Demontrer(rang) => self.demontrer(rang)?,
            Effet::Suspendre => self.affichage.ceder(suspendre)?,
            Effet::Comparer(rang) => {
                let cours = Arc::clone(&self.etat.cours);
                let exercice = &cours.exercices[rang];
                let texte = comparaison::en_regard(&cours, exercice, self.affichage.largeur());
                self.avancer(Evenement::Comparaison(texte))?;
            }
            Effet::Dessiner => self.dessiner()?,
            Effet::Remonter => self.affichage.remonter(),
            Effet::Descendre => self.affichage.descendre(),
            Effet::Defiler { page, avancer } => self.affichage.defiler(page, avancer),
            Effet::Finir => self.fini = true,
        }
        Ok(())
    }

    fn juger(&self, texte: String) {
        let cours = Arc::clone(&self.etat.cours);
        let rang = self.etat.courant;
        self.travailler(Evenement::Juge, move |etabli, dire| {
            let exercice = &cours.exercices[rang];
            let arbre = cours.arbre_de(exercice)?;
            etabli.travailler(&[&arbre], dire, |atelier| {
                let arbre = cours.arbre_de(exercice)?;
                noter_texte_en_cours(atelier, exercice, &texte, &arbre, DELAI_PAR_TEST)
            })
        });
    }

    /// Lance un travail à part, dont l'issue reviendra comme un événement.
    fn travailler<T: 'static>(
        &self,
        annoncer: fn(anyhow::Result<T>) -> Evenement,
        faire: impl FnOnce(&Etabli, &(dyn Fn(&str) + Sync)) -> anyhow::Result<T> + Send + 'static,
    ) {
        processus::reprendre();
        let (envoyer, etabli) = (self.envoyer.clone(), Arc::clone(&self.etabli));
        let touches = self.etat.touches;
        thread::spawn(move || {
            let attente = Attente::default();
            let dire = |phrase: &str| {
                if touches {
                    let attente = Evenement::Attente(phrase.to_owned());
                    let _ = envoyer.send(Signal::Evenement(attente));
                } else if !phrase.is_empty() {
                    attente.dire(phrase);
                }
            };
            let issue = faire(&etabli, &dire);
            let _ = envoyer.send(Signal::Evenement(annoncer(issue)));
        });
    }

    /// Ouvre le fichier de cet exercice. Un éditeur de terminal prend l'écran ; un autre vit à côté.
    fn ouvrir(&mut self, rang: usize) -> anyhow::Result<()> {
        let fichiers = [self.etat.cours.exercices[rang].enonce()];
        let editeur = match Editeur::de_l_environnement() {
            Ok(editeur) => editeur,
            Err(erreur) => return self.avancer(Evenement::Rendu(Err(erreur))),
        };
        if !editeur.a_une_fenetre() {
            let issue = self.affichage.ceder(|| editeur.ouvrir(&fichiers));
            return self.avancer(Evenement::Rendu(issue));
        }
        let envoyer = self.envoyer.clone();
        thread::spawn(move || {
            let issue = editeur.ouvrir_a_cote(&fichiers);
            let _ = envoyer.send(Signal::Evenement(Evenement::Rendu(issue)));
        });
        Ok(())
    }

    /// Exécute cet exercice au terminal, comme `cargo run -p exoNN`.
    fn demontrer(&mut self, rang: usize) -> anyhow::Result<()> {
        let cours = Arc::clone(&self.etat.cours);
        let nom = &cours.exercices[rang].nom;
        let issue = self.affichage.ceder(|| {
            println!("cargo run -p {nom}   (Ctrl-C l'arrête)\n");
            let mut commande = cargo(&cours.racine);
            let (mut enfant, _a_cote) =
                processus::lancer_a_cote(commande.args(["run", "--quiet", "-p", nom]))?;
            enfant.wait()?;
            println!("\nEntrée pour revenir.");
            std::io::stdin().read_line(&mut String::new())?;
            Ok(())
        });
        self.avancer(Evenement::Rendu(issue))
    }

    fn dessiner(&mut self) -> anyhow::Result<()> {
        let texte = pages::texte(&self.etat, self.affichage.largeur(), Instant::now());
        let retour = !matches!(self.etat.page, Page::Difficulte | Page::Fin);
        self.affichage
            .montrer(&texte, self.etat.travail.is_none(), retour)
            .context("le terminal ne répond plus")
    }
}
