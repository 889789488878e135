//! `cargo exo noter --moodle` : de ce que Moodle télécharge à ce qu'il relit.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use super::ecriture::{Ecriture, dire_le_reste_de};
use crate::cours::Cours;
use crate::formats::moodle::{self, Bilan, Feuille, Recue, Remplacee};
use crate::modele::rapport::{Copie, FICHIER, Rapport};
use crate::notation::{Casier, DOSSIER_DES_COPIES, Remise};
use crate::socle::fichiers::ecrire_entier;
use crate::socle::francais::compte;
use crate::socle::texte::sur_une_ligne;

/// Ce qui vient de Moodle.
#[derive(Debug, clap::Args)]
pub(crate) struct OptionsDeMoodle {
    /// Les travaux d'un devoir, téléchargés de Moodle : le zip, ou son dossier. Sans --sortie, tout s'écrit dans un
    /// dossier d'ici, comme remises-notes, que git ne voit pas.
    #[arg(long, value_name = "ZIP", conflicts_with = "partie")]
    pub(crate) moodle: Option<PathBuf>,
    /// Le formulaire d'évaluation du même devoir (CSV) : une copie en est remplie dans le dossier de sortie ; une note qui
    /// y était est remplacée, et nommée.
    #[arg(long, value_name = "CSV", requires = "moodle")]
    feuille: Option<PathBuf>,
}

/// Le nom de la feuille remplie, et celui de l'archive des retours.
const FEUILLE: &str = "feuille-moodle.csv";
const RETOURS: &str = "retours.zip";

/// Ce qui cache à git la sortie que personne n'a choisie.
const IGNORES: &str = ".gitignore";

/// Un devoir à noter, et où écrire ce qui lui revient.
#[derive(Debug)]
pub(crate) struct Devoir {
    feuille: Option<Feuille>,
    ecriture: Ecriture,
    sortie: PathBuf,
    /// La sortie n'a pas été choisie : elle est là où la commande est lancée, d'ordinaire le clone du cours.
    par_defaut: bool,
}

impl OptionsDeMoodle {
    /// Les fichiers donnés.
    pub(crate) fn donnes(&self) -> impl Iterator<Item = &Path> {
        [&self.moodle, &self.feuille]
            .into_iter()
            .flatten()
            .map(PathBuf::as_path)
    }

    /// Lit la feuille, et choisit où écrire ; `None` sans `--moodle`.
    ///
    /// # Errors
    /// La feuille ne se lit pas, ou la sortie que personne n'a choisie est déjà prise.
    pub(crate) fn preparer(&self, ecriture: &Ecriture) -> anyhow::Result<Option<Devoir>> {
        let Some(devoir) = &self.moodle else {
            return Ok(None);
        };
        let defaut = || PathBuf::from(format!("{}-notes", nom_sans_suffixe(devoir)));
        if ecriture.dossier().is_none() {
            let defaut = defaut();
            let connu = |nom: &str| defaut.join(nom).exists();
            let vide =
                || std::fs::read_dir(&defaut).is_ok_and(|mut entrees| entrees.next().is_none());
            // Le sien, fini, interrompu, ou arrêté avant la première note : il se remplit de nouveau.
            let libre = !defaut.exists() || connu(FICHIER) || connu(DOSSIER_DES_COPIES) || vide();
            ensure!(
                libre,
                "« {} » existe déjà : dis où écrire par --sortie",
                defaut.display()
            );
        }
        let par_defaut = ecriture.dossier().is_none();
        let ecriture = ecriture.dans_un_dossier(defaut);
        let sortie = ecriture.dossier().context("--sortie manque")?.to_owned();
        for donne in [Some(devoir), self.feuille.as_ref()].into_iter().flatten() {
            ensure!(donne.exists(), "« {} » n'existe pas", donne.display());
        }
        let lire = |chemin: &PathBuf| {
            let octets = std::fs::read(chemin);
            let octets = octets.with_context(|| format!("la feuille « {} »", chemin.display()))?;
            Feuille::lire(&octets).with_context(|| format!("la feuille « {} »", chemin.display()))
        };
        Ok(Some(Devoir {
            feuille: self.feuille.as_ref().map(lire).transpose()?,
            ecriture,
            sortie,
            par_defaut,
        }))
    }
}

/// Le nom d'un fichier, sans ce qui suit son premier point ; « moodle » s'il n'en a pas.
fn nom_sans_suffixe(chemin: &Path) -> String {
    let nom = chemin
        .file_name()
        .unwrap_or("moodle".as_ref())
        .to_string_lossy();
    let nom = nom.split('.').next().unwrap_or_default();
    if nom.is_empty() {
        "moodle".to_owned()
    } else {
        nom.to_owned()
    }
}

impl Devoir {
    /// Cache à git la sortie que personne n'a choisie : les notes d'une classe n'ont rien à faire dans le dépôt du cours, où
    /// un `git add` les publierait. À côté du lot, elle pourrait tomber dans un autre dépôt, ou là où rien ne s'écrit.
    ///
    /// # Errors
    /// La sortie ne s'écrit pas.
    pub(crate) fn cacher_a_git(&self) -> anyhow::Result<()> {
        if !self.par_defaut {
            return Ok(());
        }
        let texte = "# Les notes d'une classe : git n'y regarde pas.\n*\n";
        ecrire_entier(&self.sortie.join(IGNORES), texte.as_bytes())
    }

    /// S'assure que la sortie que personne n'a choisie n'a pas déjà les notes d'un autre devoir, dont le zip a le même nom :
    /// Moodle donne à chaque devoir d'autres numéros, et aucune copie n'y serait connue.
    ///
    /// # Errors
    /// Elle les a.
    pub(crate) fn verifier_la_sortie(&self, remises: &[Remise]) -> anyhow::Result<()> {
        let copies = self.sortie.join(DOSSIER_DES_COPIES);
        let deja = std::fs::read_dir(&copies).is_ok_and(|mut entrees| entrees.next().is_some());
        if !self.par_defaut || !deja {
            return Ok(());
        }
        let casier = Casier::ouvrir(&self.sortie)?;
        ensure!(
            remises.iter().any(|remise| casier.connait(&remise.nom)),
            "« {} » a déjà les notes d'un autre devoir : dis où écrire par --sortie",
            self.sortie.display()
        );
        Ok(())
    }

    /// Ce qui s'écrira dans la sortie, en plus du rapport.
    pub(crate) fn ecrits(&self) -> [PathBuf; 3] {
        [FEUILLE, RETOURS, IGNORES].map(|nom| self.sortie.join(nom))
    }

    /// S'assure que la feuille est celle de ces remises : celle d'un autre devoir ne recevrait aucune note.
    ///
    /// # Errors
    /// Aucun des participants des remises n'y est.
    pub(crate) fn verifier_la_feuille(&self, remises: &[Remise]) -> anyhow::Result<()> {
        let numeros = remises
            .iter()
            .filter_map(|remise| remise.participant.as_ref());
        let numeros: Vec<_> = numeros.map(|participant| participant.numero).collect();
        let etrangere = |feuille: &Feuille| !numeros.is_empty() && !feuille.en_a_un(&numeros);
        ensure!(
            !self.feuille.as_ref().is_some_and(etrangere),
            "cette feuille n'est pas celle de ce devoir : aucun de ses participants n'a remis ces travaux. Télécharge de \
             Moodle, pour ce devoir, le zip des travaux et le formulaire d'évaluation"
        );
        Ok(())
    }

    /// Où et comment écrire le rapport.
    pub(crate) fn ecriture(&self) -> &Ecriture {
        &self.ecriture
    }

    /// Écrit la feuille remplie et l'archive des retours, et dit ce qui en a été fait.
    ///
    /// # Errors
    /// La sortie ne s'écrit pas.
    pub(crate) fn rendre(
        &self,
        cours: &Cours,
        rapport: &Rapport,
        remises: &[Remise],
    ) -> anyhow::Result<()> {
        let copie = |remise: &Remise| rapport.copies.iter().find(|copie| copie.nom == remise.nom);
        let doubles = en_double(remises);
        let mut recues: BTreeMap<_, _> = doubles.keys().map(|n| (*n, Recue::Plusieurs)).collect();
        let mut retours = BTreeMap::new();
        let mut sans_numero = Vec::new();
        let mut sans_retour = Vec::new();
        for remise in remises {
            let Some(participant) = &remise.participant else {
                sans_numero.push(remise.nom.clone());
                continue;
            };
            if doubles.contains_key(&participant.numero) {
                continue;
            }
            let copie: Option<&Copie> = copie(remise);
            let notee = copie.and_then(moodle::notee);
            let recue = notee.map_or(Recue::PasNotee, Recue::Notee);
            recues.insert(participant.numero, recue);
            let Some(copie) = copie.filter(|copie| !copie.est_a_regarder()) else {
                // Celle que la machine n'a pas pu noter est dite à la fin.
                sans_retour.extend(copie.map(|copie| copie.nom.clone()));
                continue;
            };
            let siens =
                moodle::retours_de(rapport, copie, &cours.exercices, self.ecriture.detail());
            retours.insert(participant.dossier.clone(), siens);
        }
        let archive = moodle::archive_des_retours(&retours)?;
        ecrire_entier(&self.sortie.join(RETOURS), &archive)?;
        eprintln!(
            "« {} » : {}, à déposer dans Moodle",
            self.sortie.join(RETOURS).display(),
            match retours.len() {
                0 => "aucun retour".to_owned(),
                1 => "le retour d'une copie".to_owned(),
                n => format!("les retours de {n} copies"),
            }
        );
        dire("sans retour, copie à regarder (!)", &sans_retour);
        dire_les_doubles(&doubles);
        if let Some(feuille) = &self.feuille {
            let (remplie, bilan) = feuille.remplir(&recues);
            ecrire_entier(&self.sortie.join(FEUILLE), &remplie)?;
            eprintln!(
                "« {} » : {}, à importer dans Moodle",
                self.sortie.join(FEUILLE).display(),
                compte(bilan.ecrites, "note")
            );
            dire_les_remplacees(&bilan.remplacees);
            dire_le_reste(&bilan);
        } else if self.sortie.join(FEUILLE).exists() {
            dire_le_reste_de(&self.sortie.join(FEUILLE));
        }
        dire(
            "sans numéro de participant, ni dans la feuille ni dans les retours",
            &sans_numero,
        );
        Ok(())
    }
}

/// Les numéros que plusieurs copies ont, et lesquelles.
fn en_double(remises: &[Remise]) -> BTreeMap<u64, Vec<&str>> {
    let mut copies: BTreeMap<u64, Vec<&str>> = BTreeMap::new();
    for remise in remises {
        if let Some(participant) = &remise.participant {
            let siennes = copies.entry(participant.numero).or_default();
            siennes.push(&remise.nom);
        }
    }
    copies.retain(|_, siennes| siennes.len() > 1);
    copies
}

/// Deux copies d'un même numéro : préférer l'une donnerait à quelqu'un la note d'un autre.
fn dire_les_doubles(doubles: &BTreeMap<u64, Vec<&str>>) {
    for (numero, copies) in doubles {
        let combien = match copies.len() {
            2 => "deux".to_owned(),
            n => n.to_string(),
        };
        let ligne = format!(
            "{combien} copies pour le participant {numero} : {}",
            copies.join(" et ")
        );
        eprintln!("  attention, {}", sur_une_ligne(&ligne));
        eprintln!("    ni note ni retour : ne laisse dans les travaux que la bonne, et relance");
    }
}

/// Les notes que la feuille avait déjà, et qui n'y sont plus, chacune sur sa ligne si elles sont peu.
fn dire_les_remplacees(remplacees: &[Remplacee]) {
    const LIGNES: usize = 20;
    if remplacees.is_empty() {
        return;
    }
    let combien = match remplacees.len() {
        1 => "une note déjà là est remplacée".to_owned(),
        n => format!("{n} notes déjà là sont remplacées"),
    };
    eprintln!("  attention, {combien} :");
    for remplacee in remplacees.iter().take(LIGNES) {
        let Remplacee {
            qui,
            ancienne,
            nouvelle,
        } = remplacee;
        let ligne = format!("{qui} : {ancienne} devient {nouvelle}");
        eprintln!("    {}", sur_une_ligne(&ligne));
    }
    if remplacees.len() > LIGNES {
        let reste = remplacees.len() - LIGNES;
        eprintln!("    et {reste} de plus : compare avec la feuille donnée, qui n'a pas changé");
    }
}

/// Ce qui est écrit et à regarder, puis ce que la feuille garde tel quel.
fn dire_le_reste(bilan: &Bilan) {
    let notes = match bilan.a_voir.len() {
        1 => "note écrite, à regarder (⚑)",
        _ => "notes écrites, à regarder (⚑)",
    };
    dire(notes, &bilan.a_voir);
    dire(
        "ligne laissée telle quelle, rien n'est remis",
        &bilan.sans_remise,
    );
    dire(
        "ligne laissée telle quelle, la feuille dit remis, le zip n'a rien",
        &bilan.introuvables,
    );
    dire(
        "ligne laissée telle quelle, copie à regarder (!)",
        &bilan.pas_notees,
    );
    dire(
        "ligne laissée telle quelle, deux copies pour un numéro",
        &bilan.plusieurs,
    );
    dire(
        "ligne laissée telle quelle, la note n'y est pas modifiable",
        &bilan.verrouillees,
    );
    dire(
        "commentaire gardé, il est de quelqu'un",
        &bilan.deja_commentees,
    );
    let inconnus: Vec<_> = bilan
        .inconnus
        .iter()
        .map(|numero| format!("Participant {numero}"))
        .collect();
    dire("noté, mais absent de la feuille", &inconnus);
}

fn dire(quoi: &str, qui: &[String]) {
    if !qui.is_empty() {
        eprintln!("  {quoi} : {}", sur_une_ligne(&qui.join(", ")));
    }
}
