//! Le formulaire d'évaluation d'un devoir Moodle, une feuille CSV : les notes et les commentaires y sont écrits, et rien
//! d'autre ne change.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, bail};

use super::colonnes::{Case, Csv};
use super::encodage::Encodage;
use super::nombre::Nombre;
use super::titres;

/// « Non », dans la colonne [`titres::MODIFIABLE`].
const NON: &[&str] = &["Non", "No"];

/// Le début, en minuscules, d'un statut qui dit que le travail est remis ; le reste dit un retard ou une prolongation.
const REMIS: &[&str] = &["remis", "submitted"];

/// Le début des commentaires écrits ici : le commentaire de quelqu'un d'autre n'est jamais remplacé.
const SIGNATURE: &str = "Note calculée : ";

/// Ce qu'un participant a mérité.
#[derive(Debug, Clone, PartialEq)]
pub struct Notee {
    /// Part des points obtenue, de 0 à 1.
    pub part: f64,
    /// En une phrase, sans balise.
    pub commentaire: String,
    /// Un œil humain doit y voir quelque chose.
    pub a_voir: bool,
}

/// Ce qui est reçu d'un participant.
#[derive(Debug, Clone, PartialEq)]
pub enum Recue {
    /// Une copie, notée.
    Notee(Notee),
    /// Une copie qui n'a pas pu être notée.
    PasNotee,
    /// Plusieurs copies : rien ne dit laquelle est la sienne.
    Plusieurs,
}

/// Une note que la feuille avait, et celle qui la remplace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remplacee {
    /// Le participant.
    pub qui: String,
    /// Ce que la feuille disait.
    pub ancienne: String,
    /// Ce qu'elle dit maintenant.
    pub nouvelle: String,
}

/// Ce que le remplissage a fait, par participants : l'identifiant de chacun, et son nom, si la feuille le dit.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Bilan {
    /// Notes écrites.
    pub ecrites: usize,
    /// Celles d'entre elles qui en remplacent une autre, d'une autre valeur.
    pub remplacees: Vec<Remplacee>,
    /// Lignes laissées telles quelles : Moodle dit que leur note ne peut pas être modifiée.
    pub verrouillees: Vec<String>,
    /// Celles où un œil humain doit voir quelque chose.
    pub a_voir: Vec<String>,
    /// Lignes laissées telles quelles : leur participant n'a rien remis.
    pub sans_remise: Vec<String>,
    /// Lignes laissées telles quelles : la feuille dit que leur participant a remis, et rien n'est reçu de lui.
    pub introuvables: Vec<String>,
    /// Lignes laissées telles quelles : ce que leur participant a remis n'a pas pu être noté. La note qui y reste est dite.
    pub pas_notees: Vec<String>,
    /// De même, quand plusieurs copies ont leur numéro.
    pub plusieurs: Vec<String>,
    /// Lignes dont le commentaire, écrit par quelqu'un, est resté.
    pub deja_commentees: Vec<String>,
    /// Numéros de participants notés qui ne sont pas dans la feuille.
    pub inconnus: Vec<u64>,
}

/// Un formulaire d'évaluation, prêt à être rempli.
#[derive(Debug)]
pub struct Feuille {
    csv: Csv,
    encodage: Encodage,
    /// Ce qui précède les décimales d'une note dont le maximum n'en a pas.
    decimale: char,
    identifiant: usize,
    note: usize,
    maximum: usize,
    modifiable: Option<usize>,
    commentaire: Option<usize>,
    nom: Option<usize>,
    statut: Option<usize>,
    remise: Option<usize>,
}

impl Feuille {
    /// Lit une feuille téléchargée de Moodle.
    ///
    /// # Errors
    /// Il y manque une colonne, ou un maximum n'est pas un nombre : le message dit quoi faire.
    pub fn lire(octets: &[u8]) -> anyhow::Result<Self> {
        let (encodage, texte) = Encodage::lire(octets)?;
        let csv = Csv::lire(texte);
        let lus = csv.lignes.first().context("elle est vide")?;
        let colonne =
            |noms: &[&str]| (0..lus.len()).find(|rang| titres::est(&csv.valeur(lus, *rang), noms));
        let exiger = |noms: &[&str]| {
            colonne(noms).with_context(|| {
                format!(
                    "elle n'a pas de colonne « {} » : télécharge de Moodle le formulaire d'évaluation du devoir, \
                     en français ou en anglais",
                    noms[0]
                )
            })
        };
        let (identifiant, note) = (exiger(titres::IDENTIFIANT)?, exiger(titres::NOTE)?);
        if colonne(titres::MAXIMUM).is_none() && colonne(titres::BAREME).is_some() {
            bail!("ce devoir est noté par un barème de mots : donne-lui une note en points");
        }
        let mut feuille = Feuille {
            decimale: '.',
            identifiant,
            note,
            maximum: exiger(titres::MAXIMUM)?,
            modifiable: colonne(titres::MODIFIABLE),
            commentaire: colonne(titres::COMMENTAIRE),
            nom: colonne(titres::NOM),
            statut: colonne(titres::STATUT),
            remise: colonne(titres::REMISE),
            csv,
            encodage,
        };
        for (rang, ligne) in feuille.participants() {
            let maximum = feuille.csv.valeur(ligne, feuille.maximum);
            if let Err(raison) = Nombre::maximum(&maximum) {
                bail!(
                    "ligne {}, le maximum « {} » : {raison} ; dans ses réglages, donne-lui une note en points, puis télécharge \
                     la feuille de nouveau",
                    rang + 1,
                    maximum.escape_debug()
                );
            }
        }
        feuille.decimale = feuille.separateur_decimal();
        Ok(feuille)
    }

    /// Les lignes des participants, avec leur rang. Une ligne vide n'en est pas une.
    fn participants(&self) -> impl Iterator<Item = (usize, &Vec<Case>)> {
        let lignes = self.csv.lignes.iter().enumerate().skip(1);
        lignes.filter(|(_, ligne)| !self.csv.valeur(ligne, self.identifiant).is_empty())
    }

    /// Celui d'un nombre de la feuille ; sinon la virgule, si un tableur en français l'a enregistrée. Le point, lui, se lit
    /// dans toutes les langues de Moodle : la virgule, dans une feuille en anglais, y perdrait les décimales sans un mot.
    fn separateur_decimal(&self) -> char {
        let cases = self.participants().flat_map(|(_, ligne)| {
            [self.maximum, self.note].map(|colonne| self.csv.valeur(ligne, colonne))
        });
        let mut separateurs = cases.filter_map(|case| Nombre::lire(&case)?.separateur);
        let titre = self.csv.valeur(&self.csv.lignes[0], self.identifiant);
        let en_francais = titres::est(&titre, &titres::IDENTIFIANT[..1]);
        let par_defaut = match self.csv.separateur {
            ';' if en_francais => ',',
            _ => '.',
        };
        separateurs.next().unwrap_or(par_defaut)
    }

    /// L'un au moins de ces numéros de participants y est.
    pub fn en_a_un(&self, numeros: &[u64]) -> bool {
        let mut participants = self.participants();
        participants.any(|(_, ligne)| {
            let numero = numero(&self.csv.valeur(ligne, self.identifiant));
            numero.is_some_and(|numero| numeros.contains(&numero))
        })
    }

    /// Ce qu'a cette colonne, si elle y est ; vide sinon.
    fn valeur(&self, ligne: &[Case], colonne: Option<usize>) -> String {
        let valeur = colonne.map(|colonne| self.csv.valeur(ligne, colonne));
        valeur.unwrap_or_default().trim().to_owned()
    }

    /// « Participant 12345 (Zoé Noël) » : personne ne connaît les siens par leur numéro.
    fn qui(&self, ligne: &[Case]) -> String {
        let identifiant = self.csv.valeur(ligne, self.identifiant);
        match self.valeur(ligne, self.nom) {
            nom if nom.is_empty() => identifiant,
            nom => format!("{identifiant} ({nom})"),
        }
    }

    /// La feuille dit que quelque chose a été remis.
    fn dit_remis(&self, ligne: &[Case]) -> bool {
        let statut = self.valeur(ligne, self.statut).to_lowercase();
        let remis = REMIS.iter().any(|debut| statut.starts_with(debut));
        remis || !est_vide(&self.valeur(ligne, self.remise))
    }

    /// Ce participant, et la note qui reste sur sa ligne.
    fn laissee(&self, ligne: &[Case]) -> String {
        let (qui, note) = (self.qui(ligne), self.valeur(ligne, Some(self.note)));
        match est_vide(&note) {
            true => qui,
            false => format!("{qui}, où reste {note}"),
        }
    }

    /// La feuille où ces notes sont écrites, par numéro de participant, et ce qui en a été fait.
    pub fn remplir(&self, recues: &BTreeMap<u64, Recue>) -> (Vec<u8>, Bilan) {
        let mut bilan = Bilan::default();
        let mut changements = Vec::new();
        let mut restants: Vec<u64> = recues.keys().copied().collect();
        for (_, ligne) in self.participants() {
            let numero = numero(&self.csv.valeur(ligne, self.identifiant));
            restants.retain(|restant| Some(*restant) != numero);
            match numero.and_then(|numero| recues.get(&numero)) {
                Some(Recue::Notee(notee)) => {
                    self.remplir_une_ligne(ligne, notee, &mut changements, &mut bilan);
                }
                Some(Recue::PasNotee) => bilan.pas_notees.push(self.laissee(ligne)),
                Some(Recue::Plusieurs) => bilan.plusieurs.push(self.laissee(ligne)),
                None if self.dit_remis(ligne) => bilan.introuvables.push(self.laissee(ligne)),
                None => bilan.sans_remise.push(self.qui(ligne)),
            }
        }
        changements.sort_by_key(|(place, _)| place.start);
        bilan.inconnus = restants;
        (self.encodage.ecrire(&self.csv.avec(&changements)), bilan)
    }

    /// Écrit cette note et son commentaire, si la ligne les accepte.
    fn remplir_une_ligne(
        &self,
        ligne: &[Case],
        notee: &Notee,
        changements: &mut Vec<(Range<usize>, String)>,
        bilan: &mut Bilan,
    ) {
        let qui = self.qui(ligne);
        let verrouillee = NON.contains(&&*self.valeur(ligne, self.modifiable));
        let (Some(note), false) = (ligne.get(self.note), verrouillee) else {
            bilan.verrouillees.push(qui);
            return;
        };
        bilan.ecrites += 1;
        if notee.a_voir {
            bilan.a_voir.push(qui.clone());
        }
        // Lu à l'ouverture : c'est un nombre.
        let maximum = Nombre::lire(&self.csv.valeur(ligne, self.maximum));
        let nouvelle = maximum.map_or(String::new(), |maximum| {
            maximum.part(notee.part, self.decimale)
        });
        let ancienne = self.valeur(ligne, Some(self.note));
        if !Nombre::sont_egaux(&ancienne, &nouvelle) {
            changements.push((note.place.clone(), nouvelle.clone()));
            if !est_vide(&ancienne) {
                bilan.remplacees.push(Remplacee {
                    qui: qui.clone(),
                    ancienne,
                    nouvelle,
                });
            }
        }
        let Some((colonne, case)) = self.commentaire.and_then(|c| Some((c, ligne.get(c)?))) else {
            return;
        };
        let actuel = self.csv.valeur(ligne, colonne);
        if actuel.trim().is_empty() || actuel.starts_with(SIGNATURE) {
            let commentaire = format!("{SIGNATURE}{}", en_html(&notee.commentaire));
            changements.push((case.place.clone(), commentaire));
        } else {
            bilan.deja_commentees.push(qui);
        }
    }
}

/// Le numéro au bout de « Participant 12345 », quelle que soit la langue : c'est ainsi que l'import le lit.
pub(crate) fn numero(identifiant: &str) -> Option<u64> {
    let identifiant = identifiant.trim_end();
    let debut = identifiant
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .len();
    identifiant[debut..].parse().ok()
}

/// Moodle écrit un tiret là où il n'y a pas de note.
fn est_vide(note: &str) -> bool {
    matches!(note, "" | "-")
}

/// Un commentaire est du HTML pour Moodle.
fn en_html(texte: &str) -> String {
    texte
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comme Moodle l'exporte en français.
    const FRANCAISE: &str = "Identifiant,\"Nom complet\",\"Adresse de courriel\",Statut,Note,\"Note maximale\",\"La note \
        peut être modifiée\",\"Dernière modification (travail remis)\",\"Dernière modification (note)\",\"Feedback par \
        commentaires\"\r\n\
        \"Participant 12345\",\"Zoé \"\"Z\"\" NOËL\",z@u.fr,\"Remis pour évaluation\",,\"20,00\",Oui,\"lundi 3 mars \
        2025, 10:00\",-,\r\n\
        \"Participant 12346\",Max,m@u.fr,Remis,\"3,50\",\"20,00\",Non,-,-,\r\n\
        \"Participant 12347\",Eva,e@u.fr,Remis,\"2,00\",\"20,00\",Oui,-,-,\"Très bien,\ncontinue\"\r\n\
        \"Participant 12348\",Ali,a@u.fr,\"Aucun travail remis\",,\"20,00\",Oui,-,-,\r\n\
        \"Participant 12349\",Léo,l@u.fr,Remis,,\"20,00\",Oui,-,-,\r\n";

    fn notee(part: f64) -> Recue {
        Recue::Notee(Notee {
            part,
            commentaire: "exo29 : 3 étapes sur 4 <b>".into(),
            a_voir: false,
        })
    }

    fn notees() -> BTreeMap<u64, Recue> {
        [
            (12345, notee(0.75)),
            (12346, notee(1.0)),
            (12347, notee(1.0 / 3.0)),
            (99999, notee(0.0)),
            (12349, Recue::PasNotee),
        ]
        .into()
    }

    #[test]
    fn seules_les_notes_et_les_commentaires_changent() {
        let feuille = Feuille::lire(FRANCAISE.as_bytes()).unwrap();
        let (remplie, bilan) = feuille.remplir(&notees());
        let attendue = FRANCAISE
            .replace("évaluation\",,", "évaluation\",\"15,00\",")
            .replace(
                "10:00\",-,",
                "10:00\",-,Note calculée : exo29 : 3 étapes sur 4 &lt;b&gt;",
            )
            .replace("\"2,00\"", "\"6,67\"");
        assert_eq!(String::from_utf8(remplie).unwrap(), attendue);
        let remplacee = Remplacee {
            qui: "Participant 12347 (Eva)".into(),
            ancienne: "2,00".into(),
            nouvelle: "6,67".into(),
        };
        let attendu = Bilan {
            ecrites: 2,
            remplacees: vec![remplacee],
            verrouillees: vec!["Participant 12346 (Max)".into()],
            sans_remise: vec!["Participant 12348 (Ali)".into()],
            pas_notees: vec!["Participant 12349 (Léo)".into()],
            deja_commentees: vec!["Participant 12347 (Eva)".into()],
            inconnus: vec![99999],
            ..Bilan::default()
        };
        assert_eq!(bilan, attendu);
    }

    #[test]
    fn une_feuille_deja_remplie_se_remplit_de_meme() {
        let remplir = |octets: &[u8]| Feuille::lire(octets).unwrap().remplir(&notees()).0;
        let une_fois = remplir(FRANCAISE.as_bytes());
        assert_eq!(remplir(&une_fois), une_fois);
        // La même note, écrite autrement, n'est ni remplacée ni récrite ; un tiret n'est pas une note.
        for (ecrite, attendue) in [("\"2,0\"", "\"2,0\""), ("2", "2"), ("-", "\"2,00\"")] {
            let feuille = FRANCAISE.replace("\"2,00\"", ecrite);
            let feuille = Feuille::lire(feuille.as_bytes()).unwrap();
            let (remplie, bilan) = feuille.remplir(&[(12347, notee(0.1))].into());
            assert_eq!((bilan.ecrites, bilan.remplacees.len()), (1, 0), "{ecrite}");
            let attendue = FRANCAISE.replace("\"2,00\"", attendue);
            assert_eq!(String::from_utf8(remplie).unwrap(), attendue);
        }
        let rien = Feuille::lire(FRANCAISE.as_bytes())
            .unwrap()
            .remplir(&BTreeMap::new());
        assert_eq!(rien.0, FRANCAISE.as_bytes());
    }

    #[test]
    fn separateurs_encodages_et_langues_sont_les_siens() {
        let anglaise = "Identifier\tGrade\tMaximum Grade\nParticipant 12345\t\t100.0\nParticipant12346\t\t10\n";
        let attendue = "Identifier\tGrade\tMaximum Grade\nParticipant 12345\t75.0\t100.0\nParticipant12346\t10\t10\n";
        for encodage in [Encodage::Utf8, Encodage::Utf8Marque, Encodage::Utf16Le] {
            let feuille = Feuille::lire(&encodage.ecrire(anglaise)).unwrap();
            assert_eq!(feuille.remplir(&notees()).0, encodage.ecrire(attendue));
        }
        // Comme Excel l'enregistre : point-virgule, Windows-1252.
        let avec_des_points = FRANCAISE.replace(",00", ".00").replace(",50", ".50");
        let latine = Encodage::Windows1252.ecrire(&avec_des_points.replace(',', ";"));
        let (remplie, bilan) = Feuille::lire(&latine).unwrap().remplir(&notees());
        assert_eq!(bilan.ecrites, 2);
        let (encodage, texte) = Encodage::lire(&remplie).unwrap();
        assert_eq!(encodage, Encodage::Windows1252);
        assert!(
            texte.contains("Zoé") && texte.contains("évaluation\";15.00;\"20.00\";Oui"),
            "{texte}"
        );
    }

    /// Le point se lit dans toutes les langues de Moodle ; la virgule, dans celles qui l'écrivent.
    #[test]
    fn un_maximum_sans_decimales_prend_le_separateur_de_la_feuille() {
        for (feuille, attendue) in [
            ("Identifiant,Note,Note maximale\nP 1,,20\n", "P 1,17.50,20"),
            ("Identifiant;Note;Note maximale\nP 1;;20\n", "P 1;17,50;20"),
            ("Identifier;Grade;Maximum grade\nP 1;;20\n", "P 1;17.50;20"),
            (
                "Identifiant,Note,Note maximale\nP 1,,20\nP 2,\"3,5\",20\n",
                "P 1,\"17,50\",20",
            ),
            (
                "Identifiant;Note;Note maximale\nP 1;;20\nP 2;3.5;20\n",
                "P 1;17.50;20",
            ),
        ] {
            let feuille = Feuille::lire(feuille.as_bytes()).unwrap();
            let (remplie, _) = feuille.remplir(&[(1, notee(0.875))].into());
            let remplie = String::from_utf8(remplie).unwrap();
            assert_eq!(remplie.lines().nth(1), Some(attendue));
        }
    }

    #[test]
    fn une_mauvaise_feuille_dit_ce_qui_lui_manque() {
        let erreur = |texte: &str| Feuille::lire(texte.as_bytes()).unwrap_err().to_string();
        assert!(erreur("").contains("vide"));
        assert!(erreur("copie;note sur 20\n").contains("« Identifiant »"));
        assert!(erreur("Identifiant,Note\n").contains("« Note maximale »"));
        assert!(erreur("Identifiant,Note,Barème\n").contains("barème de mots"));
        let sans_points = erreur("Identifiant,Note,Note maximale\nParticipant 1,,-\n");
        assert!(
            sans_points.contains("donne-lui une note en points"),
            "{sans_points}"
        );
        for (maximum, dit) in [
            ("vingt", "« vingt » : ce n'est pas un nombre"),
            ("\"0,00\"", "« 0,00 » : ce devoir n'est pas noté"),
            ("", "«  » : il a été effacé"),
        ] {
            let feuille = format!("Identifiant,Note,Note maximale\nParticipant 1,,{maximum}\n");
            let erreur = erreur(&feuille);
            assert!(
                erreur.contains("ligne 2") && erreur.contains(dit),
                "{erreur}"
            );
            assert!(
                !dit.contains("effacé") || !erreur.contains("mots"),
                "{erreur}"
            );
        }
        let milliers = "Identifiant,Note,Note maximale\nParticipant 1,,\"1 000,00\"\n";
        Feuille::lire(milliers.as_bytes()).unwrap();
    }
}
