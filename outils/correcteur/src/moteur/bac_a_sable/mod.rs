//! Le bac à sable : compiler et exécuter le code d'un apprenant sans qu'il voie, ni ne touche, ce qui n'est
//! pas à lui.
//!
//! Trois couches, de l'extérieur vers l'intérieur, chacune essayée une fois au départ avant d'être employée :
//!
//! 1. `bwrap` (bubblewrap, Linux) : un système de fichiers réduit aux programmes du système en lecture seule
//!    et au dossier de la copie, ni réseau ni processus de la machine ;
//! 2. `setpriv`, si le correcteur est administrateur : un numéro d'utilisateur qui n'est à personne d'autre ;
//! 3. `ulimit`, par le `sh` du système : temps de processeur, mémoire, processus, taille de fichier.
//!
//! Un [`BacASable`] transforme une commande en la même commande, enveloppée ; [`BacASable::aucun`] la rend
//! telle quelle.

#[cfg(not(unix))]
mod autres;
#[cfg(unix)]
mod chemins;
#[cfg(unix)]
mod unix;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::modele::rapport::Protection;
use crate::moteur::processus::Fin;

#[cfg(not(unix))]
use autres as systeme;
#[cfg(unix)]
use unix as systeme;

/// Ce qui peut envelopper une commande, ici.
#[derive(Debug, Clone)]
pub struct BacASable {
    /// Le programme `bwrap`, s'il fonctionne.
    cloison: Option<PathBuf>,
    /// La cloison sait donner des dossiers en mémoire, d'une taille bornée.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "il n'y a pas de bac à sable ici")
    )]
    en_memoire: bool,
    /// Les limites fonctionnent.
    limites: bool,
    /// Le correcteur est administrateur, et peut devenir un autre utilisateur.
    compte: Compte,
    /// Où les commandes enveloppées trouvent les programmes de la machine.
    path: OsString,
    /// Ce que la cloison laisse lire de plus pour que ces programmes y fonctionnent.
    #[cfg_attr(
        not(unix),
        expect(dead_code, reason = "il n'y a pas de bac à sable ici")
    )]
    outils: Vec<PathBuf>,
    protections: Vec<Protection>,
}

/// Sous quel utilisateur le code d'un apprenant s'exécute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(unix),
    expect(dead_code, reason = "il n'y a pas de bac à sable ici")
)]
enum Compte {
    /// Celui du correcteur.
    Meme,
    /// Un numéro à lui, pris avant de lancer la commande.
    AvantLancement,
    /// Un numéro à lui, pris par `setpriv` une fois derrière la cloison.
    DansLaCloison,
}

/// Ce dont un processus a besoin, et ce qu'il peut consommer.
#[derive(Debug)]
pub struct Besoin<'a> {
    /// Fichiers et dossiers qu'il lit, en plus des programmes du système.
    pub lus: Vec<&'a Path>,
    /// Dossiers où il écrit, et où l'on relira ce qu'il a écrit.
    pub ecrits: Vec<&'a Path>,
    /// Dossiers où il écrit ce qui ne sert qu'à lui, chacun vide au départ et oublié à la fin. Le premier tient
    /// lieu des autres là où rien ne les sépare de ceux d'autres processus.
    pub passagers: Vec<&'a Path>,
    /// Ce qu'il peut consommer.
    pub limites: Limites,
    /// Il exécute le code de l'apprenant : il ne lui faut aucun droit.
    pub sans_droits: bool,
}

/// Ce qu'un processus peut consommer.
#[derive(Debug, Clone, Copy)]
pub struct Limites {
    /// Secondes de processeur.
    pub processeur: u64,
    /// Mio de mémoire à lui.
    pub memoire: u64,
    /// Mio d'adresses, fichiers projetés compris.
    pub adresses: u64,
    /// Mio par fichier écrit.
    pub fichier: u64,
    /// Processus et threads, là où ils se comptent par copie.
    pub processus: u64,
}

impl BacASable {
    /// Pas de bac à sable : les commandes restent telles quelles.
    pub fn aucun() -> Self {
        BacASable {
            cloison: None,
            en_memoire: false,
            limites: false,
            compte: Compte::Meme,
            path: path_de_l_utilisateur(),
            outils: Vec::new(),
            protections: Vec::new(),
        }
    }

    /// Tout ce qui fonctionne sur cette machine, essayé pour de bon.
    pub fn de_la_machine() -> Self {
        systeme::sonder()
    }

    /// Ce qui protège la machine et les verdicts, et ce qui manque.
    pub fn protections(&self) -> &[Protection] {
        &self.protections
    }

    /// Les protections qui manquent ici.
    pub fn manques(&self) -> impl Iterator<Item = &Protection> {
        self.protections
            .iter()
            .filter(|protection| !protection.active)
    }

    /// Les processus sont derrière une cloison : rien ne leur survit, et un signal y devient un code de
    /// sortie, 128 + signal.
    pub fn cloisonne(&self) -> bool {
        self.cloison.is_some()
    }

    /// Combien de ses processus ont survécu à celui qui finit ainsi. Derrière la cloison, aucun : ce qui reste un instant
    /// est le gardien de la cloison elle-même.
    pub(crate) fn survivants(&self, fin: &Fin) -> usize {
        if self.cloisonne() { 0 } else { fin.survivants }
    }

    /// Le `PATH` à donner aux commandes : celui de l'utilisateur, sauf derrière une cloison, où seuls les dossiers des
    /// outils se voient.
    pub(crate) fn path(&self) -> &OsStr {
        &self.path
    }

    /// Le code des copies ne peut rien écrire de ce qui n'est qu'à l'utilisateur du correcteur : il est derrière la
    /// cloison, ou sous un autre compte.
    pub fn separe(&self) -> bool {
        self.cloisonne() || self.compte != Compte::Meme
    }

    /// La même commande, enveloppée. Son environnement se réduit aux variables qu'elle nomme.
    pub fn envelopper(&self, commande: Command, besoin: &Besoin<'_>) -> Command {
        if !self.limites && self.cloison.is_none() {
            return commande;
        }
        systeme::envelopper(self, &commande, besoin)
    }
}

/// Où une distribution ordinaire range ses programmes.
const ORDINAIRES: &str = "/usr/local/bin:/usr/bin:/bin";

/// Le `PATH` de l'utilisateur, tel quel.
fn path_de_l_utilisateur() -> OsString {
    std::env::var_os("PATH").unwrap_or_else(|| ORDINAIRES.into())
}

/// Le programme, ses arguments, et les mots à mettre devant.
fn prefixer(prefixe: Vec<OsString>, commande: &Command) -> Command {
    let mut mots = prefixe.into_iter();
    let mut enveloppee = match mots.next() {
        Some(programme) => {
            let mut enveloppee = Command::new(programme);
            enveloppee.args(mots).arg(commande.get_program());
            enveloppee
        }
        None => Command::new(commande.get_program()),
    };
    enveloppee.args(commande.get_args()).env_clear();
    for (nom, valeur) in commande.get_envs() {
        if let Some(valeur) = valeur {
            enveloppee.env(nom, valeur);
        }
    }
    if let Some(dossier) = commande.get_current_dir() {
        enveloppee.current_dir(dossier);
    }
    enveloppee
}

fn protection(nom: &str, active: bool, detail: impl Into<String>) -> Protection {
    Protection {
        nom: nom.to_owned(),
        active,
        detail: detail.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sinon, le gardien de la cloison, qui finit un instant après elle, ferait repasser à part tout ce qu'une réponse
    /// juste a réussi ensemble.
    #[test]
    fn le_gardien_de_la_cloison_n_est_pas_un_survivant() {
        let fin = Fin {
            statut: None,
            signe: false,
            sortie: String::new(),
            erreur: String::new(),
            duree: std::time::Duration::ZERO,
            survivants: 1,
        };
        let sans = BacASable::aucun();
        let avec = BacASable {
            cloison: Some("bwrap".into()),
            ..BacASable::aucun()
        };
        assert_eq!([sans, avec].map(|bac| bac.survivants(&fin)), [1, 0]);
    }
}
