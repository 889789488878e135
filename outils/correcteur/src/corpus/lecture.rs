//! Le corpus : des réponses justes et fausses à chaque exercice, qui prouvent que les tests acceptent les
//! unes et refusent les autres en nommant la faute.
//!
//! Une réponse juste est un fichier entier. Une réponse fausse est une greffe (voir [`crate::corpus::greffe`]) : ce qu'elle
//! change à la réponse juste `socle.rs`, et en tête ce qui doit lui arriver :
//!
//! ```text
//! // faute   : `std::thread::sleep` dans une fonction async
//! // message : endort le thread entier
//! // test    : etape1::la_pause_dure_exactement_le_temps_demande
//! ```
//!
//! `message` est un morceau du diagnostic ; `test` nomme un test dont cette faute est la raison d'être ; `retire`,
//! un élément du socle qu'elle n'a plus. Ces trois-là peuvent revenir. L'étape qui doit échouer, et elle seule, est
//! celle de ce qui change, selon sa documentation dans l'énoncé ou dans le socle ; s'il y en a plusieurs ou aucune,
//! la tête la dit : `étape : 1`. Une réponse qui ne doit pas compiler dit `compilateur : E0373`, ou
//! `compilateur : aucun` si l'erreur n'a pas de code (« future cannot be sent between threads safely »).

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::corpus::emplois::Emplois;
use crate::corpus::greffe::{Defaut, Noms, Origines, Retrait, Socle};
use crate::cours::decoupe::decouper;
use crate::cours::{Cours, Exercice};
use crate::socle::fichiers::lire;

/// Ce que la tête dit d'une erreur du compilateur qui n'a pas de code.
pub const SANS_CODE: &str = "aucun";

/// Une réponse du corpus.
#[derive(Debug, Clone)]
pub struct Reponse {
    /// Le fichier.
    pub fichier: PathBuf,
    /// Son texte, entier.
    pub texte: String,
    /// Ce qui doit lui arriver.
    pub attente: Attente,
    /// L'étape dont les tests sont les seuls à pouvoir en voir la faute : aucune autre n'emploie ce qu'elle change.
    pub seule_etape: Option<u32>,
    /// D'où vient chaque ligne, si le fichier n'est qu'une greffe.
    pub provenance: Option<Provenance>,
}

/// De quoi dire les messages d'une réponse greffée avec les fichiers dont elle est faite.
#[derive(Debug, Clone)]
pub struct Provenance {
    origines: Origines,
    entiere: String,
    socle: String,
    greffe: String,
}

/// Tout ce que le corpus a pour un exercice.
#[derive(Debug, Clone, Default)]
pub struct Corpus {
    /// Les réponses justes, le socle le premier.
    pub justes: Vec<Reponse>,
    /// Les réponses fausses.
    pub fausses: Vec<Reponse>,
    /// Ce qui empêche d'en lire d'autres : le fichier, la ligne, la raison.
    pub anomalies: Vec<String>,
}

/// Ce qui doit arriver à une réponse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attente {
    /// Toutes les étapes sont acquises.
    Juste,
    /// Une étape, et elle seule, échoue.
    Fausse {
        /// La faute, en quelques mots.
        faute: String,
        /// L'étape qui échoue.
        etape: u32,
        /// Ce que son diagnostic doit contenir.
        messages: Vec<String>,
        /// Des tests qui doivent la refuser.
        tests: Vec<String>,
    },
    /// Le compilateur refuse.
    Refusee {
        /// La faute, en quelques mots.
        faute: String,
        /// Le code de l'erreur.
        code: String,
        /// Ce que ses messages doivent contenir.
        messages: Vec<String>,
    },
}

impl Attente {
    /// L'étape qui doit échouer, si c'en est une.
    pub fn etape(&self) -> Option<u32> {
        match self {
            Attente::Fausse { etape, .. } => Some(*etape),
            Attente::Juste | Attente::Refusee { .. } => None,
        }
    }
}

impl Reponse {
    /// Le nom du fichier, sans extension.
    pub(crate) fn nom(&self) -> String {
        self.fichier
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    }

    /// Son dossier et son nom : `fausses/lire_puis_ecrire`, `reponses/socle`.
    pub(crate) fn designation(&self) -> String {
        let dossier = self.fichier.parent().and_then(Path::file_name);
        let dossier = dossier.unwrap_or_default().to_string_lossy();
        format!("{dossier}/{}", self.nom())
    }
}

impl Provenance {
    /// Ce message, où chaque ligne de la réponse entière est dite par le fichier dont elle vient.
    pub(crate) fn situer(&self, message: &str) -> String {
        let noms = Noms {
            entiere: &self.entiere,
            socle: &self.socle,
            greffe: &self.greffe,
        };
        self.origines.situer(message, noms)
    }
}

impl Corpus {
    /// Lit le corpus d'un exercice. Une réponse fausse qui ne se lit pas est une anomalie, pas une erreur.
    ///
    /// # Errors
    /// Un fichier ne s'ouvre pas, le socle ou l'énoncé n'est pas du Rust.
    pub fn lire(cours: &Cours, exercice: &Exercice) -> anyhow::Result<Self> {
        let dossier = cours.reponses(exercice);
        let mut corpus = Corpus::default();
        let socle = dossier.join("socle.rs");
        let texte_du_socle = lire(&socle)?;
        let fichiers = fichiers_de(&dossier.join("justes"))?;
        for fichier in std::iter::once(socle).chain(fichiers) {
            corpus.justes.push(Reponse {
                texte: lire(&fichier)?,
                fichier,
                attente: Attente::Juste,
                seule_etape: None,
                provenance: None,
            });
        }
        let greffeur = Greffeur::new(cours, exercice, &texte_du_socle)?;
        for fichier in fichiers_de(&dossier.join("fausses"))? {
            let texte = lire(&fichier)?;
            match greffeur.greffer(&fichier, &texte) {
                Ok(reponse) => corpus.fausses.push(reponse),
                Err(Defaut { ligne, raison }) => {
                    let chemin = greffeur.chemin(&fichier);
                    corpus
                        .anomalies
                        .push(format!("{chemin}:{ligne} : {raison}"));
                }
            }
        }
        Ok(corpus)
    }

    /// Comme [`Corpus::lire`], pour qui n'a que faire d'un corpus à réparer.
    ///
    /// # Errors
    /// Comme [`Corpus::lire`], ou il y a une anomalie.
    pub fn lire_sans_anomalie(cours: &Cours, exercice: &Exercice) -> anyhow::Result<Self> {
        let corpus = Corpus::lire(cours, exercice)?;
        ensure!(
            corpus.anomalies.is_empty(),
            "{}",
            corpus.anomalies.join("\n")
        );
        Ok(corpus)
    }

    /// La réponse fausse de ce nom, s'il y en a une.
    pub fn fausse(&self, nom: &str) -> Option<&Reponse> {
        self.fausses.iter().find(|reponse| reponse.nom() == nom)
    }
}

/// Le texte entier d'une réponse fausse, désignée comme `exo33/lire_puis_ecrire`.
///
/// # Errors
/// Elle n'existe pas, ou ne se greffe pas.
pub fn montrer(cours: &Cours, designation: &str) -> anyhow::Result<String> {
    let (exercice, nom) = designation
        .split_once('/')
        .context("désigne une réponse fausse comme « exo33/lire_puis_ecrire »")?;
    let exercice = cours.exercice(exercice)?;
    let corpus = Corpus::lire(cours, exercice)?;
    if let Some(reponse) = corpus.fausse(nom) {
        return Ok(reponse.texte.clone());
    }
    let fichier = format!("/{nom}.rs:");
    match corpus
        .anomalies
        .iter()
        .find(|anomalie| anomalie.contains(&fichier))
    {
        Some(anomalie) => bail!("{anomalie}"),
        None => bail!(
            "{} n'a pas de réponse fausse « {nom} » ; elles sont dans « {} »",
            exercice.nom,
            cours.reponses(exercice).join("fausses").display()
        ),
    }
}

/// Les fichiers de Rust de ce dossier, par ordre alphabétique.
fn fichiers_de(dossier: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let lister = || -> std::io::Result<Vec<PathBuf>> {
        std::fs::read_dir(dossier)?
            .map(|entree| Ok(entree?.path()))
            .collect()
    };
    let mut fichiers =
        lister().with_context(|| format!("« {} » ne se lit pas", dossier.display()))?;
    fichiers.retain(|fichier| {
        fichier
            .extension()
            .is_some_and(|extension| extension == "rs")
    });
    fichiers.sort();
    Ok(fichiers)
}

/// De quoi faire les réponses fausses d'un exercice.
struct Greffeur<'a> {
    cours: &'a Cours,
    exercice: &'a Exercice,
    socle: Socle,
    /// L'étape de chaque élément qui en a une.
    etapes: HashMap<String, u32>,
    emplois: Vec<Emplois>,
}

impl<'a> Greffeur<'a> {
    fn new(cours: &'a Cours, exercice: &'a Exercice, texte_du_socle: &str) -> anyhow::Result<Self> {
        let fichier = cours.reponses(exercice).join("socle.rs");
        let socle =
            Socle::lire(texte_du_socle).with_context(|| format!("« {} »", fichier.display()))?;
        let enonce = exercice.enonce();
        let texte_de_l_enonce = lire(&enonce)?;
        let mut etapes = HashMap::new();
        for (fichier, texte) in [
            (enonce, texte_de_l_enonce.as_str()),
            (fichier, texte_du_socle),
        ] {
            let morceaux = decouper(texte).with_context(|| format!("« {} »", fichier.display()))?;
            let dites = morceaux.into_iter();
            etapes.extend(dites.filter_map(|morceau| Some((morceau.nom, morceau.etape?))));
        }
        Ok(Greffeur {
            cours,
            exercice,
            socle,
            etapes,
            emplois: Emplois::lire(exercice)?,
        })
    }

    fn greffer(&self, fichier: &Path, texte: &str) -> Result<Reponse, Defaut> {
        let tete = Tete::lire(texte)?;
        let greffee = self.socle.greffer(texte, &tete.retraits)?;
        let etapes: BTreeSet<u32> = greffee
            .changes
            .iter()
            .filter_map(|nom| self.etapes.get(nom).copied())
            .collect();
        let attente = tete.attente(&etapes)?;
        Ok(Reponse {
            seule_etape: attente
                .etape()
                .filter(|etape| self.ne_se_voit_qu_a(*etape, &greffee.texte)),
            fichier: fichier.to_owned(),
            texte: greffee.texte,
            attente,
            provenance: Some(Provenance {
                origines: greffee.origines,
                entiere: format!("{}/src/main.rs", self.exercice.nom),
                socle: self.chemin(&self.cours.reponses(self.exercice).join("socle.rs")),
                greffe: self.chemin(fichier),
            }),
        })
    }

    /// Aucun test d'une autre étape n'emploie ce qui distingue cette réponse du socle, ni ce qui en dépend.
    fn ne_se_voit_qu_a(&self, etape: u32, reponse: &str) -> bool {
        let Some(noms) = self.socle.noms_atteints(reponse) else {
            return false;
        };
        let mut ailleurs = self
            .emplois
            .iter()
            .filter(|tests| tests.etape != Some(etape));
        !ailleurs.any(|tests| tests.emploient_un_de(&noms))
    }

    /// Ce fichier, depuis la racine du cours.
    fn chemin(&self, fichier: &Path) -> String {
        let chemin = fichier.strip_prefix(&self.cours.racine).unwrap_or(fichier);
        chemin.display().to_string()
    }
}

/// La tête d'une réponse fausse.
#[derive(Debug, Default)]
struct Tete {
    faute: Option<String>,
    etape: Option<u32>,
    code: Option<String>,
    messages: Vec<String>,
    tests: Vec<String>,
    retraits: Vec<Retrait>,
}

impl Tete {
    fn lire(texte: &str) -> Result<Self, Defaut> {
        let mut tete = Tete::default();
        let lignes = texte.trim_start_matches('\u{feff}').lines();
        let lignes = lignes.map_while(|ligne| ligne.strip_prefix("//"));
        // `///` est la documentation du premier élément.
        let lignes = lignes.take_while(|dit| !dit.starts_with('/'));
        for (ligne, dit) in (1..).zip(lignes) {
            let Some((cle, valeur)) = dit.split_once(':') else {
                continue;
            };
            let valeur = valeur.trim().to_owned();
            let defaut = |raison| Defaut { ligne, raison };
            match cle.trim() {
                "faute" => tete.faute = Some(valeur),
                "étape" => {
                    let numero = valeur.parse();
                    let numero =
                        numero.map_err(|_| defaut("« étape » demande un numéro".into()))?;
                    tete.etape = Some(numero);
                }
                "compilateur" => tete.code = Some(valeur),
                "message" => tete.messages.push(valeur),
                "test" => tete.tests.push(valeur),
                "retire" => tete.retraits.push(Retrait { nom: valeur, ligne }),
                autre => {
                    return Err(defaut(format!(
                        "« {autre} » n'est pas un mot de la tête d'une réponse fausse"
                    )));
                }
            }
        }
        Ok(tete)
    }

    /// Ce qui doit arriver à la réponse, qui change ce que demandent ces étapes.
    fn attente(self, etapes: &BTreeSet<u32>) -> Result<Attente, Defaut> {
        let defaut = |raison: &str| Defaut {
            ligne: 1,
            raison: raison.to_owned(),
        };
        let faute = self
            .faute
            .ok_or_else(|| defaut("la tête ne dit pas « // faute : … »"))?;
        if let Some(code) = self.code {
            return match self.etape {
                None => Ok(Attente::Refusee {
                    faute,
                    code,
                    messages: self.messages,
                }),
                Some(_) => Err(defaut(
                    "la tête dit soit « // étape : N », soit « // compilateur : E0000 »",
                )),
            };
        }
        let deduite = match etapes.len() {
            1 => etapes.first().copied(),
            _ => None,
        };
        let etape = self.etape.or(deduite).ok_or_else(|| {
            defaut(if etapes.is_empty() {
                "rien de ce qui change n'est d'une étape : la tête doit dire « // étape : N »"
            } else {
                "ce qui change est de plusieurs étapes : la tête doit dire « // étape : N »"
            })
        })?;
        if self.messages.is_empty() {
            return Err(defaut("la tête ne dit pas « // message : … »"));
        }
        Ok(Attente::Fausse {
            faute,
            etape,
            messages: self.messages,
            tests: self.tests,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attente(texte: &str, etapes: &[u32]) -> Result<Attente, Defaut> {
        Tete::lire(texte)?.attente(&etapes.iter().copied().collect())
    }

    #[test]
    fn la_tete_se_lit() {
        let texte = "// faute : a : b\n// étape : 2\n// message : c\n// message : d\n// test : t\n// retire : r\n\n// étape : 3\n";
        let attendue = Attente::Fausse {
            faute: "a : b".into(),
            etape: 2,
            messages: vec!["c".into(), "d".into()],
            tests: vec!["t".into()],
        };
        assert_eq!(attente(texte, &[]), Ok(attendue));
        let retrait = Retrait {
            nom: "r".into(),
            ligne: 6,
        };
        assert_eq!(Tete::lire(texte).unwrap().retraits, [retrait]);
        let refusee = attente("// faute : a\n// compilateur : E0373\nfn main() {}", &[1]);
        assert!(matches!(refusee, Ok(Attente::Refusee { code, .. }) if code == "E0373"));
    }

    #[test]
    fn l_etape_est_celle_de_ce_qui_change_sauf_si_la_tete_en_dit_une_autre() {
        let sans = "// faute : a\n// message : m\n";
        let avec = "// faute : a\n// étape : 3\n// message : m\n";
        let etape = |texte, etapes: &[u32]| attente(texte, etapes).map(|attente| attente.etape());
        assert_eq!(etape(sans, &[2]), Ok(Some(2)));
        assert_eq!(etape(avec, &[2]), Ok(Some(3)));
        assert_eq!(etape(avec, &[1, 2]), Ok(Some(3)));
        for etapes in [&[][..], &[1, 2]] {
            let defaut = etape(sans, etapes).unwrap_err();
            assert!(defaut.raison.contains("// étape : N"), "{defaut}");
        }
    }

    #[test]
    fn une_tete_incomplete_est_refusee() {
        for (tete, ligne) in [
            ("", 1),
            ("// faute : a", 1),
            ("// faute : a\n// étape : 1", 1),
            ("// étape : 1\n// message : x", 1),
            ("// faute : a\n// étape : 1\n// compilateur : E0000", 1),
            ("// faute : a\n// autre : 1", 2),
            ("// faute : a\n// message : b\n// étape : un", 3),
        ] {
            let defaut = attente(tete, &[]).expect_err(tete);
            assert_eq!(defaut.ligne, ligne, "{tete}");
        }
    }
}
