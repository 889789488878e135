//! Ce que l'enseignant a décidé des notes : le barème, les retards, les corrections faites à la main. Tout est lu et
//! vérifié avant de noter quoi que ce soit, et appliqué après, à des copies notées comme le cours le veut : en changer
//! ne fait rien noter de nouveau.

mod bareme;
mod corrections;
mod dates;
mod lecture;
mod moodle;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use jiff::Timestamp;

use self::bareme::{BaremeLu, OrigineDesDates};
use self::corrections::Lues;
use self::dates::dates_des_fichiers;
use self::lecture::ressemble_a;
use super::remises::Remise;
use crate::cours::{Cours, Exercice};
use crate::modele::corrections::{Correction, corriger};
use crate::modele::rapport::Rapport;
use crate::socle::texte::sur_une_ligne;

/// Les fichiers de l'enseignant.
#[derive(Debug, Default)]
pub struct Sources {
    /// Le barème.
    pub bareme: Option<PathBuf>,
    /// Les dates de remise, à la place de celles que le barème désigne.
    pub dates: Option<PathBuf>,
    /// Les corrections faites à la main.
    pub corrections: Option<PathBuf>,
}

/// Ce que ces fichiers disent.
#[derive(Debug, Default)]
pub struct Reglages {
    bareme: BaremeLu,
    /// Quand chaque copie a été remise, si un retard se compte.
    dates: BTreeMap<String, Timestamp>,
    corrections: Vec<Correction>,
    /// Ce qu'il faut dire à l'enseignant sans l'arrêter.
    pub avertissements: Vec<String>,
}

impl Reglages {
    /// Lit et vérifie les fichiers de l'enseignant. `remises` sont toutes celles du lot, avant tout partage ; si
    /// `lot_entier`, une correction pour quelqu'un qui n'en est pas est une erreur.
    ///
    /// # Errors
    /// Un fichier ne se lit pas, ou nomme ce qui n'existe pas : le message dit où, et quoi faire.
    pub fn lire(
        cours: &Cours,
        demandes: &[&Exercice],
        remises: &[Remise],
        lot_entier: bool,
        sources: &Sources,
    ) -> anyhow::Result<Self> {
        let mut reglages = Reglages::default();
        if let Some(fichier) = &sources.bareme {
            reglages.bareme = bareme::lire(cours, demandes, fichier)?;
        }
        reglages.lire_les_dates(remises, sources)?;
        if let Some(fichier) = &sources.corrections {
            reglages.lire_les_corrections(cours, remises, lot_entier, fichier)?;
            reglages.dire_les_corrections_inutiles(demandes);
        }
        Ok(reglages)
    }

    /// Le fichier de dates que le barème nomme, qu'un autre le remplace ou non.
    pub fn dates_nommees(&self) -> Option<&Path> {
        match &self.bareme.retard {
            Some((_, OrigineDesDates::Table(fichier))) => Some(fichier),
            _ => None,
        }
    }

    fn lire_les_dates(&mut self, remises: &[Remise], sources: &Sources) -> anyhow::Result<()> {
        let Some((regle, origine)) = &self.bareme.retard else {
            ensure!(
                sources.dates.is_none(),
                "--dates ne sert qu'à compter des retards : écris une partie [retard] dans un barème, et donne-le par \
                 --bareme"
            );
            return Ok(());
        };
        let fichier = match (&sources.dates, origine) {
            (Some(fichier), _) | (None, OrigineDesDates::Table(fichier)) => fichier,
            (None, OrigineDesDates::Fichiers) => {
                // Lue en mémoire, elle n'a pas de fichiers : tout le monde serait à l'heure, sans un mot.
                let d_une_archive = |remise: &Remise| remise.existe() && !remise.chemin.exists();
                ensure!(
                    !remises.iter().any(d_une_archive),
                    "dates = \"fichiers\" ne vaut pas pour l'archive d'une classe, qui, même déployée, ne dit pas quand chacun a \
                     remis : dans [retard], écris dates = \"dates.csv\" (colonnes nom et date)"
                );
                self.dates = dates_des_fichiers(remises);
                return Ok(());
            }
            (None, OrigineDesDates::NonDite) => anyhow::bail!(
                "le barème compte les retards, mais ne dit pas d'où viennent les dates : dans [retard], écris \
                 dates = \"dates.csv\" (colonnes nom et date), ou dates = \"fichiers\" pour celles de leur dernière \
                 modification"
            ),
        };
        let dates::Lues { dates, prolonges } = dates::lire(fichier, &regle.limite_ecrite, remises)?;
        if !prolonges.is_empty() {
            self.avertissements.push(format!(
                "« {} » donne une prolongation, dont le barème ne sait rien : {}. Pour eux, donne un CSV des dates où la leur \
                 est d'avant la limite",
                fichier.display(),
                sur_une_ligne(&prolonges.join(", "))
            ));
        }
        let connus: BTreeSet<_> = remises.iter().map(|remise| remise.nom.as_str()).collect();
        let inconnus: Vec<_> = dates
            .keys()
            .map(String::as_str)
            .filter(|nom| !connus.contains(nom))
            .collect();
        let sans_date: Vec<_> = connus
            .iter()
            .filter(|nom| !dates.contains_key(**nom))
            .map(|nom| format!("\n  {}{}", sur_une_ligne(nom), ressemble_a(nom, &inconnus)))
            .collect();
        ensure!(
            sans_date.is_empty(),
            "« {} » ne dit pas quand {} : ajoute une ligne par copie, à son nom exact{}",
            fichier.display(),
            match sans_date.len() {
                1 => "cette copie a été remise",
                _ => "ces copies ont été remises",
            },
            sans_date.concat()
        );
        let inconnus: Vec<_> = inconnus.into_iter().map(sur_une_ligne).collect();
        if !inconnus.is_empty() {
            self.avertissements.push(format!(
                "« {} » a des dates pour des copies qui ne sont pas là : {}",
                fichier.display(),
                inconnus.join(", ")
            ));
        }
        self.dates = dates;
        Ok(())
    }

    fn lire_les_corrections(
        &mut self,
        cours: &Cours,
        remises: &[Remise],
        lot_entier: bool,
        fichier: &std::path::Path,
    ) -> anyhow::Result<()> {
        let copies: Vec<_> = remises.iter().map(|remise| remise.nom.as_str()).collect();
        let Lues {
            corrections,
            inconnues,
        } = corrections::lire(cours, &self.bareme.etapes, &copies, fichier)?;
        if lot_entier && !inconnues.is_empty() {
            let quoi = "écris le nom du rapport, à la lettre près, ou retire la correction";
            anyhow::bail!("{}\n{quoi}", inconnues.join("\n"));
        }
        self.avertissements.extend(inconnues);
        self.corrections = corrections;
        Ok(())
    }

    /// Une correction d'un exercice qui n'est pas noté ne change rien : la croire faite serait se tromper de note.
    fn dire_les_corrections_inutiles(&mut self, demandes: &[&Exercice]) {
        let corriges = self
            .corrections
            .iter()
            .map(|correction| &*correction.exercice);
        let note = |nom: &str| demandes.iter().any(|exercice| exercice.nom == nom);
        let inutiles: BTreeSet<_> = corriges.filter(|nom| !note(nom)).collect();
        if !inutiles.is_empty() {
            let noms = inutiles.into_iter().collect::<Vec<_>>().join(", ");
            self.avertissements.push(format!(
                "des corrections ne servent pas cette fois, leur exercice n'est pas noté : {noms}"
            ));
        }
    }

    /// Applique tout à ces copies : le barème, puis les corrections, puis les retards.
    ///
    /// # Errors
    /// Une copie n'a pas de date.
    pub fn appliquer(&self, rapport: &mut Rapport) -> anyhow::Result<()> {
        self.bareme.etapes.appliquer(rapport);
        for copie in &mut rapport.copies {
            corriger(copie, &self.corrections);
            if let Some((regle, _)) = &self.bareme.retard {
                let remise = self.dates.get(&copie.nom);
                let remise =
                    remise.with_context(|| format!("pas de date pour « {} »", copie.nom))?;
                regle.appliquer(copie, *remise);
            }
        }
        Ok(())
    }
}
