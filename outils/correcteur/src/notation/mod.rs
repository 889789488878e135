//! Noter un lot de copies : chacune dans son arbre, avec ce qu'elle a d'anormal, et rangée dès qu'elle est notée.

mod casier;
mod enonces;
mod memoire;
mod nettoyage;
mod references;
mod reglages;
mod remises;
mod signalements;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};

use self::casier::{Entamee, Gardee};
use self::nettoyage::{borner, stabiliser};
use self::remises::{Lecture, Lue, Trouvee};
use self::signalements::{
    examiner, signalement, signaler, signaler_illisible, signaler_la_demonstration,
};
use crate::cours::Exercice;
use crate::modele::rapport::Copie;
use crate::modele::resultat::{Empechement, Resultat, Signalement};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{self, Credit};
use crate::moteur::processus;
use crate::regles::{self, REGLE_ILLISIBLE};
use crate::socle::empreinte::empreinte;
use crate::socle::equipe::a_la_file;
use crate::socle::francais;

pub use self::casier::{Casier, DOSSIER_DES_COPIES};
pub use self::memoire::Memoire;
pub use self::references::References;
pub use self::reglages::{Reglages, Sources};
pub use self::remises::{Lot, Participant, Remise, rassembler};

/// De quoi noter les copies d'un lot.
#[derive(Debug)]
pub struct Notation<'a> {
    /// Le compilateur et son bac à sable.
    pub atelier: &'a Atelier,
    /// Les exercices à noter, dans l'ordre du cours.
    pub exercices: &'a [Exercice],
    /// Temps réel laissé à un test.
    pub delai: Duration,
    /// Copies notées en même temps.
    pub travaux: usize,
    /// Où les arbres de compilation se font.
    pub chantier: &'a Path,
    /// Ce à quoi les réponses se mesurent.
    pub references: References,
    /// Les notes déjà données.
    pub memoire: Memoire,
}

/// Une réponse notée, et ce qu'elle a d'anormal.
type Notee = (Resultat, Vec<Signalement>);

/// Ce qu'un lot a donné.
#[derive(Debug, Default)]
pub struct Issue {
    /// Copies notées cette fois-ci.
    pub notees: usize,
    /// Copies dont le résultat était déjà là.
    pub reprises: usize,
    /// Copies que le correcteur n'a pas pu noter, et pourquoi : ce n'est pas leur faute.
    pub manquees: Vec<(String, String)>,
}

/// Note toutes ces copies et range chacune dans le casier dès qu'elle est notée. Si `reprendre`, celles qui
/// y sont déjà, pour le même contenu et les mêmes réglages, sont gardées. `avancer` est appelé après chacune.
pub fn noter(
    notation: &Notation<'_>,
    remises: &[Remise],
    casier: &Casier,
    reprendre: bool,
    avancer: impl Fn() + Sync,
) -> Issue {
    // Un arrêt laisse ce qui n'est pas commencé : ce qui est fait se compte quand même.
    let faits = a_la_file(remises, notation.travaux, |remise| {
        if processus::est_interrompu() {
            return Ok(None);
        }
        let fait = notation.noter_et_ranger(remise, casier, reprendre);
        avancer();
        Ok(Some(fait))
    });
    let mut issue = Issue::default();
    for (remise, fait) in remises.iter().zip(faits.unwrap_or_default()) {
        match fait {
            None => {}
            Some(Ok(true)) => issue.notees += 1,
            Some(Ok(false)) => issue.reprises += 1,
            Some(Err(erreur)) => {
                let raison = francais::causes(&erreur);
                issue.manquees.push((remise.nom.clone(), raison));
            }
        }
    }
    issue.manquees.sort();
    issue
}

impl Notation<'_> {
    /// Vrai si la copie a été notée, faux si le résultat gardé vaut encore.
    fn noter_et_ranger(
        &self,
        remise: &Remise,
        casier: &Casier,
        reprendre: bool,
    ) -> anyhow::Result<bool> {
        let exercices = self.exercices_de(remise);
        let lecture = remise.lire(&exercices);
        let empreinte = self.empreinte(&exercices, &lecture)?;
        if reprendre && casier.a_deja(&remise.nom, &empreinte) {
            return Ok(false);
        }
        let deja = match reprendre {
            true => casier.entamee(&remise.nom, &empreinte),
            false => Vec::new(),
        };
        let (notees, issue) = self.noter_les_reponses(&exercices, &lecture, deja);
        if let Err(erreur) = issue {
            if !notees.is_empty() {
                casier.ranger_entamee(&remise.nom, &Entamee { empreinte, notees })?;
            }
            return Err(erreur);
        }
        let copie = copie_de(&remise.nom, &exercices, &lecture, notees);
        casier.ranger(&Gardee { empreinte, copie })?;
        Ok(true)
    }

    fn exercices_de(&self, remise: &Remise) -> Vec<&Exercice> {
        let attendu = |exercice: &&Exercice| {
            remise
                .exercice_seul()
                .is_none_or(|seul| seul == exercice.nom)
        };
        self.exercices.iter().filter(attendu).collect()
    }

    /// Note les réponses qui ne le sont pas déjà ; rend toutes celles qui le sont, et l'erreur qui a pu l'arrêter.
    fn noter_les_reponses(
        &self,
        exercices: &[&Exercice],
        lecture: &Lecture,
        deja: Vec<Notee>,
    ) -> (Vec<Notee>, anyhow::Result<()>) {
        let credit = Credit::d_une_copie(self.delai);
        let mut notees = deja;
        let restent = exercices.iter().zip(&lecture.reponses).skip(notees.len());
        for (exercice, Trouvee { lue, .. }) in restent {
            match self.noter_une_reponse(exercice, lue, &credit) {
                Ok(notee) => notees.push(notee),
                Err(erreur) => return (notees, Err(erreur)),
            }
        }
        (notees, Ok(()))
    }

    fn noter_une_reponse(
        &self,
        exercice: &Exercice,
        reponse: &Lue,
        credit: &Credit,
    ) -> anyhow::Result<Notee> {
        match reponse {
            Ok(texte) => {
                let empreinte = self.references.empreinte(exercice, texte)?;
                let noter = || self.noter_un_texte(exercice, texte, credit);
                self.memoire.note(&empreinte, noter)
            }
            Err(illisible) => {
                let resultat = execution::illisible_en_resultat(exercice, illisible);
                Ok((resultat, signaler_illisible(exercice, illisible)))
            }
        }
    }

    /// Note un texte, dans un arbre effacé aussitôt.
    fn noter_un_texte(
        &self,
        exercice: &Exercice,
        texte: &str,
        credit: &Credit,
    ) -> anyhow::Result<Notee> {
        let (refus, mut signalements) = examiner(exercice, texte);
        let mut resultat = if refus.is_empty() {
            let arbre = arbre_neuf(self.chantier)?;
            let resultat = execution::noter_a_credit(
                self.atelier,
                exercice,
                texte,
                arbre.path(),
                self.delai,
                credit,
            )?;
            ensure!(
                resultat.reussi() || !disque_plein(self.chantier),
                "il n'y a plus de place dans « {} » : libère-la, ou donne un autre dossier par TMPDIR",
                self.chantier.display()
            );
            stabiliser(resultat, arbre.path())
        } else {
            signalements.extend(refus.iter().cloned());
            Resultat::empeche(exercice, Empechement::Refuse { infractions: refus })
        };
        if resultat.empechement.is_none() && !regles::est_lisible(texte) {
            // Le compilateur accepte un texte que l'examen ne sait pas lire : un humain tranchera.
            let infractions = vec![Signalement {
                ligne: Some(1),
                ..signalement(&exercice.nom, REGLE_ILLISIBLE.nom, REGLE_ILLISIBLE.raison)
            }];
            signalements.extend(infractions.iter().cloned());
            resultat = Resultat::empeche(exercice, Empechement::Refuse { infractions });
        }
        borner(&mut resultat);
        resultat.jetons = self.references.jetons(exercice, texte);
        signalements.extend(signaler(&resultat));
        signalements.extend(signaler_la_demonstration(exercice, texte, &resultat));
        signalements.sort();
        signalements.dedup();
        Ok((resultat, signalements))
    }

    /// De quoi reconnaître une copie déjà notée de la même façon.
    fn empreinte(&self, exercices: &[&Exercice], lecture: &Lecture) -> anyhow::Result<String> {
        let mut textes = vec![format!("{:?}", lecture.a_regarder)];
        for (exercice, Trouvee { lue, ou }) in exercices.iter().zip(&lecture.reponses) {
            textes.push(format!("{ou:?}"));
            textes.push(match lue {
                Ok(texte) => self.references.empreinte(exercice, texte)?,
                Err(illisible) => {
                    let references = &self.references;
                    references.empreinte_d_un_illisible(exercice, illisible)?
                }
            });
        }
        Ok(empreinte(textes))
    }
}

/// La copie de ces réponses notées.
fn copie_de(nom: &str, exercices: &[&Exercice], lecture: &Lecture, notees: Vec<Notee>) -> Copie {
    let (resultats, vus): (Vec<_>, Vec<_>) = notees.into_iter().unzip();
    let mut signalements = vus.concat();
    for (exercice, vu) in &lecture.a_regarder {
        let vu = signalement(exercice, "fichier", vu.as_str());
        if !signalements.contains(&vu) {
            signalements.push(vu);
        }
    }
    let places = exercices.iter().zip(&lecture.reponses);
    let emplacements: BTreeMap<_, _> = places
        .filter_map(|(exercice, trouvee)| Some((exercice.nom.clone(), trouvee.ou.clone()?)))
        .collect();
    Copie {
        emplacements,
        ..Copie::new(nom.to_owned(), resultats, signalements)
    }
}

/// Le disque de ce dossier est plein, ou va l'être : ni un échec, ni une compilation arrêtée n'y prouvent rien.
fn disque_plein(dossier: &Path) -> bool {
    #[cfg(unix)]
    {
        const OCTETS: u64 = 16 * 1024 * 1024;
        const FICHIERS: u64 = 64;
        // Certains systèmes ne comptent pas les fichiers.
        #[allow(clippy::unnecessary_cast, reason = "des u32 sous macOS")]
        nix::sys::statvfs::statvfs(dossier).is_ok_and(|etat| {
            let libres = etat.blocks_available() as u64 * etat.fragment_size() as u64;
            let fichiers = etat.files() > 0 && (etat.files_available() as u64) < FICHIERS;
            libres < OCTETS || fichiers
        })
    }
    #[cfg(not(unix))]
    {
        let _ = dossier;
        false
    }
}

/// Un arbre où l'utilisateur sous lequel les tests s'exécutent peut entrer.
fn arbre_neuf(chantier: &Path) -> anyhow::Result<tempfile::TempDir> {
    let mut modele = tempfile::Builder::new();
    modele.prefix("copie-");
    #[cfg(unix)]
    let droits = {
        use std::os::unix::fs::PermissionsExt;
        std::fs::Permissions::from_mode(0o755)
    };
    #[cfg(unix)]
    modele.permissions(droits);
    modele
        .tempdir_in(chantier)
        .with_context(|| format!("« {} » ne s'écrit pas", chantier.display()))
}
