//! Un lot de copies : ce qu'est une copie remise, comment elle se note, et comment les résultats se gardent.
//!
//! Une copie est un dossier qui contient des `exoNN/src/main.rs`, ou un seul fichier. Rien d'autre n'en est
//! lu. Chaque copie notée est un fichier, écrit entier ou pas du tout : un lot arrêté n'importe où se reprend.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cours::inventaire::{Inventaire, REPONSE, reponse_de};
use crate::cours::reponse::{self, Illisible};
use crate::cours::{Cours, Exercice};
use crate::modele::rapport::{Copie, SCHEMA};
use crate::modele::resultat::{Cause, Empechement, Message, Resultat, Signalement, Verdict};
use crate::moteur::compilation::Atelier;
use crate::moteur::execution::{self, Credit};
use crate::moteur::processus;
use crate::regles::{self, Infraction, Niveau, REGLE_ILLISIBLE, REGLES};
use crate::socle::fichiers::{ecrire_entier, nom_de_fichier};
use crate::socle::francais;
use crate::socle::texte::sur_une_ligne;

/// Octets gardés, au plus, d'un texte du rapport : un message ordinaire en a quelques centaines, et une
/// réponse hostile ne doit pas remplir celui de toute la classe.
const TEXTE_GARDE: usize = 3000;

/// Messages du compilateur gardés, au plus, par exercice.
const DIAGNOSTICS_GARDES: usize = 10;

/// Nom du dossier des copies notées, dans le dossier de sortie.
const DOSSIER_DES_COPIES: &str = "copies";

/// Une copie remise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remise {
    /// Qui : le nom du dossier ou du fichier, unique dans le lot.
    pub nom: String,
    /// Le dossier ou le fichier.
    pub chemin: PathBuf,
    /// Les exercices que la copie peut contenir, s'il n'y en a qu'un.
    seul: Option<String>,
    /// Le fichier de cet exercice-là, s'il n'est pas à sa place habituelle.
    fichier: Option<PathBuf>,
}

/// Rassemble les copies : chaque chemin en est une, chaque sous-dossier d'un lot aussi. Elles sont rendues
/// dans l'ordre des noms, qui sont uniques. `demandes` sont les exercices demandés, s'il y en a.
///
/// # Errors
/// Un lot ne se lit pas, un fichier ne dit pas de quel exercice il est, ou il n'y a aucune copie.
pub fn rassembler(
    cours: &Cours,
    chemins: &[PathBuf],
    lots: &[PathBuf],
    demandes: &[&Exercice],
) -> anyhow::Result<Vec<Remise>> {
    let mut remises = Vec::new();
    for chemin in chemins {
        remises.push(reconnaitre(cours, chemin, demandes)?);
    }
    for lot in lots {
        let dossiers = sous_dossiers(lot)?;
        ensure!(
            !dossiers.is_empty(),
            "« {} » n'a aucun sous-dossier : un lot contient un dossier par copie",
            lot.display()
        );
        remises.extend(dossiers.into_iter().map(|dossier| remise(dossier, None)));
    }
    ensure!(!remises.is_empty(), "aucune copie à noter");
    if remises.iter().all(|remise| !remise.chemin.exists()) {
        bail!(
            "« {} » n'existe pas",
            sur_une_ligne(&remises[0].chemin.display().to_string())
        );
    }
    remises.sort_by(|a, b| a.chemin.cmp(&b.chemin));
    remises.dedup_by(|a, b| a.chemin == b.chemin);
    distinguer(&mut remises);
    remises.sort_by(|a, b| a.nom.cmp(&b.nom));
    Ok(remises)
}

/// Les sous-dossiers d'un lot, cachés exceptés.
fn sous_dossiers(lot: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entrees = std::fs::read_dir(lot)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(|| format!("le lot « {} » ne se lit pas", lot.display()))?;
    Ok(entrees
        .into_iter()
        .filter(|entree| !entree.file_name().to_string_lossy().starts_with('.'))
        .map(|entree| entree.path())
        .filter(|chemin| chemin.is_dir())
        .collect())
}

fn remise(chemin: PathBuf, seul: Option<(String, PathBuf)>) -> Remise {
    let (seul, fichier) = seul.unzip();
    Remise {
        nom: nom_de(&chemin),
        chemin,
        seul,
        fichier,
    }
}

/// Le dernier nom d'un chemin, `.` et `..` résolus.
fn nom_de(chemin: &Path) -> String {
    let resolu = chemin.file_name().is_none().then(|| chemin.canonicalize());
    let resolu = resolu.and_then(Result::ok);
    let chemin = resolu.as_deref().unwrap_or(chemin);
    let nom = chemin.file_name().unwrap_or(chemin.as_os_str());
    nom.to_string_lossy().into_owned()
}

/// Ce qu'est ce chemin : une copie entière, le dossier d'un exercice, ou un fichier.
fn reconnaitre(cours: &Cours, chemin: &Path, demandes: &[&Exercice]) -> anyhow::Result<Remise> {
    if chemin.is_file() {
        return fichier_seul(cours, chemin, demandes);
    }
    let nom = nom_de(chemin);
    let exercice = cours.exercices.iter().find(|exercice| exercice.nom == nom);
    match exercice {
        Some(exercice) if chemin.join(REPONSE).symlink_metadata().is_ok() => Ok(remise(
            chemin.to_owned(),
            Some((exercice.nom.clone(), chemin.join(REPONSE))),
        )),
        _ => {
            refuser_un_lot(cours, chemin)?;
            Ok(remise(chemin.to_owned(), None))
        }
    }
}

/// Refuse un dossier de copies donné comme une copie : toute la classe n'aurait qu'une note, et 0.
fn refuser_un_lot(cours: &Cours, chemin: &Path) -> anyhow::Result<()> {
    let contient_une_reponse = |dossier: &Path| {
        let mut exercices = cours.exercices.iter();
        exercices.any(|exercice| dossier.join(&exercice.nom).join(REPONSE).is_file())
    };
    let dossiers = || sous_dossiers(chemin).unwrap_or_default();
    let copies = || {
        dossiers()
            .iter()
            .filter(|d| contient_une_reponse(d))
            .count()
    };
    ensure!(
        contient_une_reponse(chemin) || copies() < 2,
        "« {} » ne contient aucun exoNN/src/main.rs, mais plusieurs de ses dossiers en contiennent : si chacun est \
         une copie, écris --lot {0}",
        chemin.display()
    );
    Ok(())
}

/// Un fichier : son exercice est celui qu'on demande, sinon celui que son chemin nomme.
fn fichier_seul(cours: &Cours, chemin: &Path, demandes: &[&Exercice]) -> anyhow::Result<Remise> {
    let nomme = || {
        let parties = chemin.iter().rev().map(|partie| partie.to_string_lossy());
        parties.into_iter().find_map(|partie| {
            let mut mots = partie.split(|c: char| !c.is_ascii_alphanumeric());
            let exercice = mots.find_map(|mot| cours.exercices.iter().find(|exo| exo.nom == mot));
            exercice.map(|exercice| exercice.nom.clone())
        })
    };
    let exercice = match demandes {
        [seul] => Some(seul.nom.clone()),
        _ => nomme(),
    };
    let exercice = exercice.with_context(|| {
        format!(
            "« {} » ne dit pas de quel exercice il est : ajoute --exo NN, ou nomme-le exoNN.rs",
            chemin.display()
        )
    })?;
    ensure!(
        demandes.iter().any(|demande| demande.nom == exercice),
        "« {} » est une réponse à {exercice}, qui n'est pas parmi les exercices demandés",
        chemin.display()
    );
    let mut remise = remise(
        chemin.to_owned(),
        Some((exercice.clone(), chemin.to_owned())),
    );
    remise.nom = auteur(chemin, &exercice);
    Ok(remise)
}

/// De qui est un fichier : le dossier qui contient `exoNN/src/main.rs` ou `exoNN.rs`, sinon son propre nom.
fn auteur(chemin: &Path, exercice: &str) -> String {
    let absolu = std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned());
    let racine = if absolu.ends_with(reponse_de(exercice)) {
        absolu.ancestors().nth(3)
    } else if absolu.ends_with(format!("{exercice}.rs")) {
        absolu.parent()
    } else {
        None
    };
    match racine.and_then(Path::file_name) {
        Some(nom) => nom.to_string_lossy().into_owned(),
        None => nom_de(&chemin.with_extension("")),
    }
}

/// Rend les noms uniques : deux « tokio » deviennent « groupe1/tokio » et « groupe2/tokio ».
fn distinguer(remises: &mut [Remise]) {
    for parents in 1.. {
        let doubles = doubles(remises);
        if doubles.is_empty() {
            return;
        }
        for indice in doubles {
            let chemin = &remises[indice].chemin;
            let absolu = std::path::absolute(chemin).unwrap_or_else(|_| chemin.clone());
            let parties: Vec<_> = absolu
                .iter()
                .map(|partie| partie.to_string_lossy())
                .collect();
            remises[indice].nom = if parents < parties.len() {
                parties[parties.len() - 1 - parents..].join("/")
            } else {
                // Deux noms qui ne diffèrent que par des octets illisibles.
                format!("{} ({indice})", absolu.display())
            };
        }
    }
}

/// Les indices des remises dont une autre porte le nom.
fn doubles(remises: &[Remise]) -> Vec<usize> {
    let mut par_nom: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (indice, remise) in remises.iter().enumerate() {
        par_nom.entry(&remise.nom).or_default().push(indice);
    }
    par_nom
        .into_values()
        .filter(|indices| indices.len() > 1)
        .flatten()
        .collect()
}

/// Ce qu'une copie contient pour un exercice.
type Reponse = Result<String, Illisible>;

impl Remise {
    /// Le nom de l'exercice, si la copie n'est faite que de celui-là.
    pub(crate) fn exercice_seul(&self) -> Option<&str> {
        self.seul.as_deref()
    }

    /// Ce que la copie contient pour chacun de ces exercices.
    fn reponses(&self, exercices: &[&Exercice]) -> Vec<Reponse> {
        let egares = std::cell::LazyCell::new(|| fichiers_rust(&self.chemin));
        let chercher = |exercice: &Exercice, chemin: &&PathBuf| {
            chemin.ends_with(reponse_de(&exercice.nom))
                || chemin.ends_with(format!("{}.rs", exercice.nom))
        };
        let lire = |exercice: &&Exercice| match self.reponse(exercice) {
            Err(Illisible::Absent) => {
                let egare = egares.iter().find(|chemin| chercher(exercice, chemin));
                Err(egare.map_or(Illisible::Absent, |chemin| {
                    let chemin = chemin.to_string_lossy();
                    Illisible::Ailleurs(chemin.escape_debug().to_string())
                }))
            }
            lue => lue,
        };
        exercices.iter().map(lire).collect()
    }

    /// Ce que la copie contient pour cet exercice, à sa place.
    fn reponse(&self, exercice: &Exercice) -> Reponse {
        match (&self.seul, &self.fichier) {
            (Some(seul), Some(fichier)) if *seul == exercice.nom => reponse::lire(fichier),
            (Some(_), _) => Err(Illisible::Absent),
            (None, _) => {
                let dossier = Path::new(&exercice.nom).join("src");
                reste_dans(&self.chemin, &dossier)?;
                reponse::lire(&self.chemin.join(dossier).join("main.rs"))
            }
        }
    }
}

/// Ce que [`fichiers_rust`] parcourt au plus : une copie hostile ne doit pas occuper le correcteur.
const PROFONDEUR: usize = 5;
const ENTREES: usize = 5000;

/// Les fichiers `.rs` d'un dossier, relatifs à lui, dans l'ordre des noms. Ni liens, ni dossiers cachés, ni `target`.
fn fichiers_rust(racine: &Path) -> Vec<PathBuf> {
    let visible = |entree: &walkdir::DirEntry| {
        let nom = entree.file_name();
        entree.depth() == 0 || !(nom == "target" || nom.to_string_lossy().starts_with('.'))
    };
    let parcours = walkdir::WalkDir::new(racine)
        .max_depth(PROFONDEUR)
        .sort_by_file_name();
    parcours
        .into_iter()
        .filter_entry(visible)
        .take(ENTREES)
        .flatten()
        .filter(|entree| entree.file_type().is_file())
        .filter(|entree| {
            entree
                .path()
                .extension()
                .is_some_and(|suffixe| suffixe == "rs")
        })
        .filter_map(|entree| Some(entree.path().strip_prefix(racine).ok()?.to_owned()))
        .collect()
}

/// Vérifie qu'aucun lien ne fait sortir ce dossier de la copie.
fn reste_dans(racine: &Path, dossier: &Path) -> Result<(), Illisible> {
    let resoudre = |chemin: &Path| match chemin.canonicalize() {
        Ok(chemin) => Ok(chemin),
        Err(erreur) if erreur.kind() == std::io::ErrorKind::PermissionDenied => {
            Err(Illisible::Systeme(erreur.to_string()))
        }
        Err(_) => Err(Illisible::Absent),
    };
    let (vraie, vrai_dossier) = (resoudre(racine)?, resoudre(&racine.join(dossier))?);
    if vrai_dossier.starts_with(vraie) {
        Ok(())
    } else {
        Err(Illisible::HorsDeLaCopie)
    }
}

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
    /// Ce que valent les énoncés rendus tels quels.
    pub enonces: Enonces,
    /// De quoi reconnaître l'outillage : voir [`Atelier::outillage`].
    pub outillage: String,
}

/// Une réponse notée, et ce qu'elle a d'anormal.
type Notee = (Resultat, Vec<Signalement>);

/// Les énoncés de la référence, chacun noté au plus une fois : dans une vraie classe, beaucoup d'exercices
/// reviennent tels quels, et le même texte a toujours la même note.
#[derive(Debug)]
pub struct Enonces(BTreeMap<String, (String, Mutex<Option<Notee>>)>);

impl Enonces {
    /// Lit les énoncés de ces exercices ; celui qui ne se lit pas est noté comme n'importe quelle réponse.
    pub fn lire(exercices: &[Exercice]) -> Self {
        let lus = exercices.iter().filter_map(|exercice| {
            let texte = reponse::lire(&exercice.enonce()).ok()?;
            Some((exercice.nom.clone(), (texte, Mutex::new(None))))
        });
        Enonces(lus.collect())
    }

    /// La note de ce texte si c'est l'énoncé, calculée la première fois.
    fn note(
        &self,
        exercice: &Exercice,
        texte: &str,
        noter: impl Fn() -> anyhow::Result<Notee>,
    ) -> anyhow::Result<Notee> {
        let Some((_, gardee)) = self
            .0
            .get(&exercice.nom)
            .filter(|(enonce, _)| enonce == texte)
        else {
            return noter();
        };
        let mut gardee = gardee.lock().unwrap_or_else(|verrou| verrou.into_inner());
        if gardee.is_none() {
            *gardee = Some(noter()?);
        }
        gardee.clone().context("l'énoncé vient d'être noté")
    }
}

/// Une copie notée, telle qu'elle se garde.
#[derive(Debug, Serialize, Deserialize)]
struct Gardee {
    /// Ce qui a été noté, et comment : une autre empreinte demande une autre notation.
    empreinte: String,
    copie: Copie,
}

/// Les copies notées d'un lot, une par fichier.
#[derive(Debug)]
pub struct Casier(PathBuf);

impl Casier {
    /// Le casier de ce dossier de sortie, créé s'il le faut.
    ///
    /// # Errors
    /// Le dossier ne se crée pas.
    pub fn ouvrir(sortie: &Path) -> anyhow::Result<Self> {
        let dossier = sortie.join(DOSSIER_DES_COPIES);
        std::fs::create_dir_all(&dossier)
            .with_context(|| format!("« {} » ne se crée pas", dossier.display()))?;
        Ok(Casier(dossier))
    }

    /// La copie de ce nom, notée.
    ///
    /// # Errors
    /// Elle manque, ou le fichier est d'une autre version.
    pub fn prendre(&self, nom: &str) -> anyhow::Result<Copie> {
        let gardee = self.lire(nom);
        Ok(gardee
            .with_context(|| format!("la copie « {nom} » n'est pas dans « {} »", self.0.display()))?
            .copie)
    }

    fn lire(&self, nom: &str) -> Option<Gardee> {
        let octets = std::fs::read(self.fichier(nom)).ok()?;
        serde_json::from_slice(&octets).ok()
    }

    fn a_deja(&self, nom: &str, empreinte: &str) -> bool {
        self.lire(nom)
            .is_some_and(|gardee| gardee.empreinte == empreinte && gardee.copie.nom == nom)
    }

    fn ranger(&self, gardee: &Gardee) -> anyhow::Result<()> {
        ecrire_entier(
            &self.fichier(&gardee.copie.nom),
            &serde_json::to_vec(gardee)?,
        )
    }

    fn fichier(&self, nom: &str) -> PathBuf {
        self.0.join(format!("{}.json", nom_de_fichier(nom)))
    }
}

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
    let suivante = AtomicUsize::new(0);
    let issue = Mutex::new(Issue::default());
    let travailler = || {
        while let Some(remise) = remises.get(suivante.fetch_add(1, Ordering::Relaxed)) {
            if processus::est_interrompu() {
                return;
            }
            let fait = notation.noter_et_ranger(remise, casier, reprendre);
            let mut issue = issue.lock().unwrap_or_else(|verrou| verrou.into_inner());
            match fait {
                Ok(true) => issue.notees += 1,
                Ok(false) => issue.reprises += 1,
                Err(erreur) => {
                    let raison = francais::causes(&erreur);
                    issue.manquees.push((remise.nom.clone(), raison));
                }
            }
            avancer();
        }
    };
    std::thread::scope(|portee| {
        for _ in 0..notation.travaux.min(remises.len()) {
            portee.spawn(travailler);
        }
    });
    let mut issue = issue.into_inner().unwrap_or_default();
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
        let reponses = remise.reponses(&exercices);
        let empreinte = self.empreinte(&exercices, &reponses)?;
        if reprendre && casier.a_deja(&remise.nom, &empreinte) {
            return Ok(false);
        }
        let copie = self.noter_une(&remise.nom, &exercices, &reponses)?;
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

    fn noter_une(
        &self,
        nom: &str,
        exercices: &[&Exercice],
        reponses: &[Reponse],
    ) -> anyhow::Result<Copie> {
        let (mut resultats, mut signalements) = (Vec::new(), Vec::new());
        let credit = Credit::d_une_copie(self.delai);
        for (exercice, reponse) in exercices.iter().zip(reponses) {
            let (resultat, vus) = self.noter_une_reponse(exercice, reponse, &credit)?;
            signalements.extend(vus);
            resultats.push(resultat);
        }
        Ok(Copie::new(nom.to_owned(), resultats, signalements))
    }

    fn noter_une_reponse(
        &self,
        exercice: &Exercice,
        reponse: &Reponse,
        credit: &Credit,
    ) -> anyhow::Result<Notee> {
        match reponse {
            Ok(texte) => {
                let noter = || self.noter_un_texte(exercice, texte, credit);
                self.enonces.note(exercice, texte, noter)
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
        signalements.extend(signaler(&resultat));
        signalements.sort();
        signalements.dedup();
        Ok((resultat, signalements))
    }

    /// De quoi reconnaître une copie déjà notée de la même façon.
    fn empreinte(&self, exercices: &[&Exercice], reponses: &[Reponse]) -> anyhow::Result<String> {
        let mut hacheur = Sha256::new();
        let mut ajouter = |texte: &str| {
            hacheur.update(texte.len().to_le_bytes());
            hacheur.update(texte);
        };
        ajouter(SCHEMA);
        ajouter(env!("CARGO_PKG_VERSION"));
        ajouter(&format!("{:?}", self.delai));
        ajouter(&self.outillage);
        for regle in REGLES {
            ajouter(&format!("{regle:?}"));
        }
        for protection in self.atelier.bac_a_sable().protections() {
            ajouter(&format!("{protection:?}"));
        }
        for (exercice, reponse) in exercices.iter().zip(reponses) {
            for (fichier, texte) in Inventaire::lire(&exercice.dossier)?.fichiers {
                ajouter(&fichier.to_string_lossy());
                ajouter(&texte);
            }
            ajouter(&format!("{exercice:?}"));
            match reponse {
                Ok(texte) => ajouter(texte),
                Err(illisible) => ajouter(&format!("{illisible:?}")),
            }
        }
        Ok(hacheur
            .finalize()
            .iter()
            .map(|octet| format!("{octet:02x}"))
            .collect())
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

/// Examine le texte d'une réponse avant qu'elle ne soit compilée : ce qui la fait refuser, et ce qui n'est
/// qu'à signaler.
fn examiner(exercice: &Exercice, texte: &str) -> (Vec<Signalement>, Vec<Signalement>) {
    let (refusees, signalees): (Vec<_>, Vec<_>) = regles::examiner(texte)
        .into_iter()
        .partition(|infraction| infraction.niveau == Niveau::Refusee);
    let signaler = |infraction: Infraction| Signalement {
        exercice: exercice.nom.clone(),
        ligne: Some(infraction.ligne),
        regle: infraction.regle,
        raison: infraction.raison,
    };
    (
        refusees.into_iter().map(signaler).collect(),
        signalees.into_iter().map(signaler).collect(),
    )
}

fn signalement(exercice: &str, regle: &str, raison: impl Into<String>) -> Signalement {
    Signalement {
        exercice: exercice.to_owned(),
        ligne: None,
        regle: regle.to_owned(),
        raison: raison.into(),
    }
}

/// Un fichier absent ou vide n'a rien d'anormal ; une réponse rendue ailleurs, un lien ou un tube, si.
fn signaler_illisible(exercice: &Exercice, illisible: &Illisible) -> Vec<Signalement> {
    match illisible {
        Illisible::Absent | Illisible::Vide => Vec::new(),
        autre => vec![signalement(&exercice.nom, "fichier", autre.to_string())],
    }
}

/// Ce qu'un résultat a d'anormal.
fn signaler(resultat: &Resultat) -> Vec<Signalement> {
    let mut signalements = Vec::new();
    let mut ajouter = |regle: &str, raison: String| {
        signalements.push(signalement(&resultat.exercice, regle, raison));
    };
    match &resultat.empechement {
        Some(Empechement::Sabotage { raison }) => ajouter("sabotage", raison.clone()),
        Some(Empechement::CompilationInterrompue { raison }) => {
            ajouter("compilation", raison.clone());
        }
        _ => {}
    }
    let sorties = resultat.tests.iter().any(|test| {
        matches!(
            test.verdict,
            Verdict::Interrompu {
                cause: Cause::Sortie(_),
                ..
            }
        )
    });
    if sorties {
        ajouter("sortie", "la réponse termine le processus du test".into());
    }
    if resultat.tests.iter().any(|test| test.survivants > 0) {
        ajouter(
            "processus",
            "la réponse laisse des processus derrière elle".into(),
        );
    }
    signalements
}

/// Retire du résultat ce qui change d'une fois sur l'autre sans rien dire de la réponse : durées, numéros de
/// threads, nom de l'arbre de compilation.
fn stabiliser(mut resultat: Resultat, arbre: &Path) -> Resultat {
    let arbre = format!("{}/", arbre.display());
    let propre = |texte: &mut String| {
        *texte = sans_numeros_de_thread(&texte.replace(&arbre, ""));
    };
    for test in &mut resultat.tests {
        test.duree_ms = 0;
        if let Some(message) = message_de(&mut test.verdict) {
            textes_de(message).for_each(propre);
        }
    }
    for diagnostic in diagnostics_de(&mut resultat) {
        propre(&mut diagnostic.message);
        propre(&mut diagnostic.rendu);
    }
    resultat
}

/// « thread 'x' (1234) panicked » devient « thread 'x' panicked ».
fn sans_numeros_de_thread(texte: &str) -> String {
    let mut propre = String::with_capacity(texte.len());
    for ligne in texte.split_inclusive('\n') {
        let coupee = ligne.find("' (").and_then(|debut| {
            let (avant, reste) = (&ligne[..=debut], &ligne[debut + 3..]);
            let (numero, apres) = reste.split_once(')')?;
            let est_un_numero = !numero.is_empty() && numero.bytes().all(|c| c.is_ascii_digit());
            (ligne.starts_with("thread '") && est_un_numero).then_some((avant, apres))
        });
        match coupee {
            Some((avant, apres)) => propre.extend([avant, apres]),
            None => propre.push_str(ligne),
        }
    }
    propre
}

fn message_de(verdict: &mut Verdict) -> Option<&mut Message> {
    match verdict {
        Verdict::Echoue(message) | Verdict::Fige(message) | Verdict::Interrompu { message, .. } => {
            Some(message)
        }
        Verdict::Reussi | Verdict::Absent | Verdict::NonPasse { .. } => None,
    }
}

fn textes_de(message: &mut Message) -> impl Iterator<Item = &mut String> {
    let parties = [
        &mut message.attendu,
        &mut message.observe,
        &mut message.piste,
    ];
    std::iter::once(&mut message.texte).chain(parties.into_iter().flatten())
}

fn diagnostics_de(
    resultat: &mut Resultat,
) -> impl Iterator<Item = &mut crate::modele::diagnostic::Diagnostic> {
    let erreurs = match &mut resultat.empechement {
        Some(Empechement::NeCompilePas { erreurs }) => erreurs.as_mut_slice(),
        _ => &mut [],
    };
    erreurs.iter_mut().chain(&mut resultat.avertissements)
}

/// Borne ce que le rapport garde d'un résultat.
fn borner(resultat: &mut Resultat) {
    if let Some(Empechement::NeCompilePas { erreurs }) = &mut resultat.empechement {
        erreurs.truncate(DIAGNOSTICS_GARDES);
    }
    if let Some(Empechement::Refuse { infractions }) = &mut resultat.empechement {
        infractions.truncate(DIAGNOSTICS_GARDES);
    }
    resultat.avertissements.truncate(DIAGNOSTICS_GARDES);
    for test in &mut resultat.tests {
        if let Some(message) = message_de(&mut test.verdict) {
            textes_de(message).for_each(couper);
        }
    }
    for diagnostic in diagnostics_de(resultat) {
        couper(&mut diagnostic.message);
        couper(&mut diagnostic.rendu);
    }
}

/// Coupe le milieu d'un texte trop long.
fn couper(texte: &mut String) {
    if texte.len() <= TEXTE_GARDE {
        return;
    }
    let moitie = TEXTE_GARDE / 2;
    let frontiere = |&indice: &usize| texte.is_char_boundary(indice);
    let debut = (0..=moitie).rev().find(frontiere).unwrap_or(0);
    let fin = (texte.len() - moitie..).find(frontiere).unwrap_or(debut);
    texte.replace_range(debut..fin, "\n[…]\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remise_nommee(chemin: &str) -> Remise {
        remise(chemin.into(), None)
    }

    #[test]
    fn un_enonce_rendu_tel_quel_n_est_note_qu_une_fois() {
        let dossier = tempfile::tempdir().unwrap();
        let exercice = &Exercice {
            nom: "exo29".to_owned(),
            titre: "Hello Async".to_owned(),
            niveau: crate::cours::Niveau::Debutant,
            points: 10,
            edition: "2024".to_owned(),
            dossier: dossier.path().to_owned(),
            dependances: Vec::new(),
            etapes: Vec::new(),
        };
        let enonce = "fn main() {}".to_owned();
        std::fs::create_dir(dossier.path().join("src")).unwrap();
        std::fs::write(exercice.enonce(), &enonce).unwrap();
        let enonces = Enonces::lire(std::slice::from_ref(exercice));
        let notations = AtomicUsize::new(0);
        let noter = || {
            notations.fetch_add(1, Ordering::Relaxed);
            Ok((
                Resultat::de_tests(exercice, Vec::new(), Vec::new()),
                Vec::new(),
            ))
        };
        // Ce qui rate n'est pas gardé.
        enonces
            .note(exercice, &enonce, || bail!("le disque est plein"))
            .unwrap_err();
        for texte in [&enonce, &enonce, &format!("{enonce}// à moi")] {
            enonces.note(exercice, texte, noter).unwrap();
        }
        assert_eq!(notations.into_inner(), 2);
    }

    #[test]
    fn les_noms_en_double_se_distinguent() {
        let mut remises = ["/a/x/tokio", "/a/y/tokio", "/b/y/tokio", "/b/seul"]
            .map(remise_nommee)
            .to_vec();
        distinguer(&mut remises);
        let noms: Vec<_> = remises.iter().map(|remise| remise.nom.as_str()).collect();
        assert_eq!(noms, ["x/tokio", "a/y/tokio", "b/y/tokio", "seul"]);
    }

    #[test]
    fn les_numeros_de_thread_s_en_vont_et_rien_d_autre() {
        let texte = "thread 'a' (12) panicked at x.rs:1:2:\nvu 'b' (3)\nthread 'c' (d) x";
        assert_eq!(
            sans_numeros_de_thread(texte),
            "thread 'a' panicked at x.rs:1:2:\nvu 'b' (3)\nthread 'c' (d) x"
        );
    }

    #[test]
    fn un_texte_trop_long_perd_son_milieu() {
        let mut texte = format!("debut{}fin", "é".repeat(TEXTE_GARDE));
        couper(&mut texte);
        assert!(texte.len() <= TEXTE_GARDE + 10);
        assert!(texte.starts_with("debut") && texte.ends_with("fin") && texte.contains("[…]"));
    }
}
