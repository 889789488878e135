//! Les annotations d'un flux GitHub Actions : des commandes `::error …::…`, aux lignes de l'apprenant. Une
//! copie ne peut ni en sortir ni en forger d'autre : tout ce qui les délimite est échappé.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Detail;
use super::classe::{corrections, diagnostic, en_francais, premier_echec, retard_en_mots};
use crate::cours::inventaire::reponse_de;
use crate::modele::diagnostic::Diagnostic;
use crate::modele::message::Message;
use crate::modele::rapport::{Copie, Rapport};
use crate::modele::resultat::{Empechement, Resultat};
use crate::socle::texte::{borner, montrer};

/// Une annotation par exercice où il y a quelque chose à dire : ce qu'il a de plus grave (erreur du compilateur,
/// signalement, étape en échec, avertissement, première étape à faire), là où c'est, puis le reste. GitHub n'en montre
/// qu'une dizaine de chaque sorte : les plus graves sont d'abord.
pub(crate) fn annotations(rapport: &Rapport, detail: Detail) -> String {
    let mut copies: Vec<&Copie> = rapport.copies.iter().collect();
    copies.sort_by(|a, b| a.nom.cmp(&b.nom));
    let plusieurs = copies.len() > 1;
    let mut annotations: Vec<Annotation> = Vec::new();
    for copie in copies {
        let mut siennes = une_par_exercice(de_la_copie(copie, detail));
        if plusieurs {
            for annotation in &mut siennes {
                annotation.titre = format!("{} · {}", copie.nom, annotation.titre);
            }
        }
        annotations.extend(siennes);
    }
    // Stable : à gravité égale, l'ordre des copies et du cours.
    annotations.sort_by_key(|annotation| annotation.gravite);
    annotations.iter().map(Annotation::commande).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gravite {
    Erreur,
    Avertissement,
    Note,
}

struct Annotation {
    gravite: Gravite,
    exercice: String,
    ligne: Option<usize>,
    colonne: Option<usize>,
    titre: String,
    message: String,
}

impl Annotation {
    /// La commande, sur une ligne à elle.
    fn commande(&self) -> String {
        let mot = match self.gravite {
            Gravite::Erreur => "error",
            Gravite::Avertissement => "warning",
            Gravite::Note => "notice",
        };
        let fichier = reponse_de(&self.exercice);
        let mut commande = format!("::{mot} file={}", propriete(&fichier));
        if let Some(ligne) = self.ligne {
            let _ = write!(commande, ",line={ligne}");
        }
        if let Some(colonne) = self.colonne {
            let _ = write!(commande, ",col={colonne}");
        }
        let (titre, message) = (propriete(&self.titre), donnee(&self.message));
        let _ = writeln!(commande, ",title={titre}::{message}");
        commande
    }
}

/// Le texte d'une commande, échappé comme le demande GitHub.
fn donnee(texte: &str) -> String {
    montrer(texte)
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// La valeur d'une propriété, de même.
fn propriete(texte: &str) -> String {
    donnee(texte).replace(':', "%3A").replace(',', "%2C")
}

/// Octets gardés, au plus, d'un message : GitHub coupe les siens autour de là.
const MESSAGE_MAX: usize = 4 * 1024;

/// Les annotations, celles d'un même exercice réunies en une, sous la plus grave.
fn une_par_exercice(annotations: Vec<Annotation>) -> Vec<Annotation> {
    let mut par_exercice: BTreeMap<String, Vec<Annotation>> = BTreeMap::new();
    for annotation in annotations {
        let siennes = par_exercice.entry(annotation.exercice.clone()).or_default();
        siennes.push(annotation);
    }
    let reunir = |mut siennes: Vec<Annotation>| {
        siennes.sort_by_key(|annotation| annotation.gravite);
        let mut siennes = siennes.into_iter();
        let mut une = siennes.next()?;
        for autre in siennes {
            let _ = write!(une.message, "\n\n{} : {}", autre.titre, autre.message);
        }
        une.message = borner(&une.message, MESSAGE_MAX);
        Some(une)
    };
    par_exercice.into_values().filter_map(reunir).collect()
}

fn de_la_copie(copie: &Copie, detail: Detail) -> Vec<Annotation> {
    let mut annotations: Vec<Annotation> = copie
        .signalements
        .iter()
        .map(|signalement| Annotation {
            gravite: Gravite::Erreur,
            exercice: signalement.exercice.clone(),
            ligne: signalement.ligne,
            colonne: None,
            titre: format!("signalement : {}", signalement.regle),
            message: signalement.raison.clone(),
        })
        .collect();
    let retard = copie.resultats.first().zip(retard_en_mots(copie));
    annotations.extend(retard.map(|(resultat, retard)| Annotation {
        gravite: Gravite::Note,
        titre: "retard".to_owned(),
        ..generale(resultat, &retard)
    }));
    for resultat in &copie.resultats {
        annotations.extend(corrections(resultat).map(|correction| Annotation {
            gravite: Gravite::Note,
            ..generale(resultat, &correction)
        }));
        annotations.extend(empechement(resultat, detail));
        annotations.extend(etapes(resultat, detail));
        if detail != Detail::Aucun {
            let avertissements = resultat.avertissements.iter();
            annotations.extend(avertissements.map(|avertissement| {
                compilateur(resultat, avertissement, Gravite::Avertissement, detail)
            }));
        }
    }
    annotations
}

fn empechement(resultat: &Resultat, detail: Detail) -> Vec<Annotation> {
    match &resultat.empechement {
        None => Vec::new(),
        Some(Empechement::NeCompilePas { erreurs })
            if detail != Detail::Aucun && !erreurs.is_empty() =>
        {
            erreurs
                .iter()
                .map(|erreur| compilateur(resultat, erreur, Gravite::Erreur, detail))
                .collect()
        }
        Some(Empechement::NeCompilePas { .. }) => vec![generale(resultat, "ne compile pas")],
        Some(autre) => vec![generale(resultat, &autre.to_string())],
    }
}

fn generale(resultat: &Resultat, message: &str) -> Annotation {
    Annotation {
        gravite: Gravite::Erreur,
        exercice: resultat.exercice.clone(),
        ligne: None,
        colonne: None,
        titre: resultat.exercice.clone(),
        message: message.to_owned(),
    }
}

/// Une annotation pour ce message du compilateur ; sans ligne s'il parle d'un autre fichier que celui de
/// l'apprenant (un test de référence, quand une signature manque).
fn compilateur(
    resultat: &Resultat,
    diagnostic: &Diagnostic,
    gravite: Gravite,
    detail: Detail,
) -> Annotation {
    let sien = reponse_de(&resultat.exercice);
    let chez_lui = diagnostic.fichier.as_deref() == Some(&sien);
    let message = if detail == Detail::Complet && !diagnostic.rendu.is_empty() {
        diagnostic.rendu.trim_end()
    } else {
        &diagnostic.message
    };
    let francais = en_francais(diagnostic);
    let message = francais.map_or(message.to_owned(), |francais| {
        format!("{message}\n{francais}")
    });
    let code = diagnostic.code.as_deref().unwrap_or("compilateur");
    Annotation {
        gravite,
        exercice: resultat.exercice.clone(),
        ligne: diagnostic.ligne.filter(|_| chez_lui),
        colonne: diagnostic.colonne.filter(|_| chez_lui),
        titre: format!("{code} ({})", resultat.exercice),
        message,
    }
}

/// Les étapes en échec, et la première à faire.
fn etapes(resultat: &Resultat, detail: Detail) -> Vec<Annotation> {
    if resultat.empechement.is_some() {
        return Vec::new();
    }
    let mut annotations = Vec::new();
    let mut a_faire_notee = false;
    for etape in &resultat.etapes {
        let echec = premier_echec(resultat, etape.numero);
        let Some(test) = echec.or_else(|| resultat.echecs(etape.numero).next()) else {
            continue;
        };
        if echec.is_none() && std::mem::replace(&mut a_faire_notee, true) {
            continue;
        }
        let message = test.verdict.message();
        let visible = message.filter(|message| detail != Detail::Aucun && !message.a_faire);
        let texte = visible.and_then(|message| match (diagnostic(message), detail) {
            (None, Detail::Complet) => Some(message.texte.clone()),
            (diagnostic, _) => diagnostic,
        });
        annotations.push(Annotation {
            gravite: if echec.is_some() {
                Gravite::Erreur
            } else {
                Gravite::Note
            },
            exercice: resultat.exercice.clone(),
            ligne: message.and_then(|message| ligne_de_panique(message, &resultat.exercice)),
            colonne: None,
            titre: resultat.intitule(etape),
            message: texte
                .filter(|texte| !texte.is_empty())
                .unwrap_or_else(|| test.verdict.resume()),
        });
    }
    annotations
}

/// La ligne du fichier de l'apprenant où une panique est partie, si c'est de là qu'elle est partie.
fn ligne_de_panique(message: &Message, exercice: &str) -> Option<usize> {
    let endroit = format!("panicked at {}:", reponse_de(exercice));
    message.texte.lines().find_map(|ligne| {
        let (_, reste) = ligne.split_once(&endroit)?;
        reste.split(':').next()?.parse().ok().filter(|&n| n > 0)
    })
}
