//! Le dessin d'une frise : des lignes de texte, qui se lisent sans couleur et dans n'importe quel terminal.

use std::time::Duration;

use crate::texte::{self, Unite};

/// Colonnes d'une ligne, au plus, marge comprise.
pub const COLONNES: usize = 60;

/// Témoins dessinés, au plus : au-delà, les plus parlants le sont, et les autres sont comptés.
pub const LIGNES: usize = 6;

const MARGE: &str = "    ";

/// Colonnes d'un nom, au plus.
const NOM: usize = 16;

/// Colonnes laissées à la barre, au moins.
const BARRE: usize = 8;

/// Colonnes gardées au bout de l'échelle pour ce qui attend encore, dont la barre doit dépasser le dernier instant connu.
const SUITE: usize = 4;

/// Ce qu'un témoin a vu. Les instants se comptent depuis le départ de la frise.
#[derive(Clone, Debug, PartialEq)]
pub struct Ligne {
    /// Le nom que le test lui donne.
    pub nom: String,
    /// Une section où l'on entre autant de fois qu'on veut, et non un future.
    pub section: bool,
    /// Depuis quand ce qu'il suit existe.
    pub naissance: Duration,
    /// Quand ce qu'il suit a couru.
    pub periodes: Vec<Periode>,
    /// Quand ce qu'il suit a été détruit.
    pub mort: Option<Duration>,
    /// Un autre thread s'en est occupé, où l'horloge n'est pas celle du test.
    pub ailleurs: bool,
}

/// Un début, et une fin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Periode {
    /// L'instant du début.
    pub debut: Duration,
    /// Comment elle a fini.
    pub fin: Fin,
}

/// Comment une période finit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fin {
    /// Au bout, à cet instant.
    Atteinte(Duration),
    /// Détruite à cet instant, sans être allée au bout.
    Annulee(Duration),
    /// Interrompue à cet instant par une panique.
    Paniquee(Duration),
    /// Elle court encore.
    Attendue,
}

impl Fin {
    fn instant(self) -> Option<Duration> {
        match self {
            Fin::Atteinte(instant) | Fin::Annulee(instant) | Fin::Paniquee(instant) => {
                Some(instant)
            }
            Fin::Attendue => None,
        }
    }
}

/// Ce qu'une ligne a de particulier.
#[derive(Clone, Copy, PartialEq)]
enum Etat {
    Finie,
    Annulee,
    Paniquee,
    EnAttente,
    JamaisInterrogee,
    Ailleurs,
}

impl Ligne {
    fn dernier_instant(&self) -> Duration {
        let dernier = |periode: &Periode| periode.fin.instant().unwrap_or(periode.debut);
        let jamais = self.mort.unwrap_or(self.naissance);
        self.periodes.iter().map(dernier).max().unwrap_or(jamais)
    }

    fn debut(&self) -> Option<Duration> {
        self.periodes.iter().map(|periode| periode.debut).min()
    }

    /// Le dernier instant ; aucun si elle court encore.
    fn fin(&self) -> Option<Duration> {
        (self.etat() != Etat::EnAttente).then(|| self.dernier_instant())
    }

    fn etat(&self) -> Etat {
        let une = |voulue: fn(Fin) -> bool| self.periodes.iter().any(|p| voulue(p.fin));
        match () {
            () if self.ailleurs => Etat::Ailleurs,
            () if self.periodes.is_empty() => Etat::JamaisInterrogee,
            () if une(|fin| fin == Fin::Attendue) => Etat::EnAttente,
            () if une(|fin| matches!(fin, Fin::Paniquee(_))) => Etat::Paniquee,
            () if une(|fin| matches!(fin, Fin::Annulee(_))) => Etat::Annulee,
            () => Etat::Finie,
        }
    }
}

/// Vrai si l'attente de l'appel montre ce que les témoins ne montrent pas : elle commence ou finit à un autre moment qu'eux.
fn apprend(appel: &Ligne, temoins: &[Ligne]) -> bool {
    let debut = temoins.iter().filter_map(Ligne::debut).min();
    let attendus = temoins.iter().any(|ligne| ligne.fin().is_none());
    let fin = dernier_instant(temoins).filter(|_| !attendus);
    (appel.debut(), appel.fin()) != (debut, fin)
}

/// Le dernier instant que ces lignes connaissent.
fn dernier_instant<'a>(lignes: impl IntoIterator<Item = &'a Ligne>) -> Option<Duration> {
    lignes.into_iter().map(Ligne::dernier_instant).max()
}

/// La frise de ces témoins, ligne à ligne, et, sous eux, de l'attente de l'appel si elle apprend quelque chose. Aucune ligne
/// s'il n'y a rien à voir : pas de témoin, ou tout a fini en un instant.
pub fn dessiner(temoins: &[Ligne], appel: Option<&Ligne>) -> Vec<String> {
    let appel = appel.filter(|appel| apprend(appel, temoins));
    let instantane =
        |ligne: &&Ligne| ligne.etat() == Etat::Finie && ligne.dernier_instant().is_zero();
    let visibles = temoins
        .iter()
        .chain(appel)
        .filter(|ligne| !instantane(ligne));
    if temoins.is_empty() || visibles.count() == 0 {
        return Vec::new();
    }
    let mut gardees = choisir(temoins, LIGNES - usize::from(appel.is_some()));
    let autres = temoins.len() - gardees.len();
    gardees.extend(appel);
    let echelle = Echelle::new(&gardees);
    let mut dessin: Vec<String> = gardees.iter().map(|ligne| echelle.tracer(ligne)).collect();
    if autres > 0 {
        let autres = texte::nombre(autres, "autre", "autres");
        dessin.push(format!("{MARGE}… et {autres}"));
    }
    dessin
}

/// Ce texte est une ligne d'une frise.
pub(super) fn est_une_ligne(ligne: &str) -> bool {
    let contenu = ligne.strip_prefix(MARGE);
    contenu.is_some_and(|contenu| !contenu.is_empty() && !contenu.starts_with(' '))
}

/// Les plus parlantes, dans leur ordre : la première, celle qui finit la dernière, une de chaque sorte de fin, puis les suivantes
/// dans l'ordre, qui montrent comment elles s'enchaînent ; ou, si toutes commencent ensemble, celles qui commencent après.
fn choisir(lignes: &[Ligne], combien: usize) -> Vec<&Ligne> {
    let mut gardees = vec![0];
    let mut garder = |rang: Option<usize>| {
        let rang = rang.filter(|rang| gardees.len() < combien && !gardees.contains(rang));
        gardees.extend(rang);
    };
    let derniere = (0..lignes.len()).max_by_key(|&rang| (lignes[rang].dernier_instant(), rang));
    garder(derniere);
    for etat in [
        Etat::EnAttente,
        Etat::Paniquee,
        Etat::Annulee,
        Etat::JamaisInterrogee,
        Etat::Ailleurs,
        Etat::Finie,
    ] {
        garder(lignes.iter().position(|ligne| ligne.etat() == etat));
    }
    let premieres = &lignes[..lignes.len().min(combien)];
    let ensemble = premieres
        .iter()
        .all(|ligne| ligne.debut() == lignes[0].debut());
    let mut debuts = Vec::new();
    for (rang, ligne) in lignes.iter().enumerate() {
        if ensemble && !debuts.contains(&ligne.debut()) {
            debuts.push(ligne.debut());
            garder(Some(rang));
        }
        if debuts.len() > combien {
            break;
        }
    }
    for rang in 0..lignes.len().min(2 * combien) {
        garder(Some(rang));
    }
    gardees.sort_unstable();
    gardees.into_iter().map(|rang| &lignes[rang]).collect()
}

/// Ce que les lignes d'une frise ont en commun.
struct Echelle {
    unite: Unite,
    fin: Duration,
    /// La colonne de `fin`.
    derniere: usize,
    noms: usize,
    barres: usize,
}

impl Echelle {
    fn new(lignes: &[&Ligne]) -> Self {
        let instants = lignes.iter().flat_map(|ligne| {
            let fins = ligne.periodes.iter().filter_map(|p| p.fin.instant());
            let debuts = ligne.periodes.iter().map(|p| p.debut);
            debuts.chain(fins).collect::<Vec<_>>()
        });
        let unite = Unite::commune(instants);
        let largeur = |textes: &dyn Fn(&Ligne) -> String| {
            let textes = lignes.iter().map(|ligne| textes(ligne).chars().count());
            textes.max().unwrap_or_default()
        };
        let legendes = largeur(&|ligne| legende(ligne, unite));
        let noms = largeur(&nom);
        let reste = COLONNES.saturating_sub(MARGE.len() + noms + 2 + 2 + legendes);
        let barres = reste.max(BARRE);
        let attend = lignes.iter().any(|ligne| ligne.etat() == Etat::EnAttente);
        Echelle {
            unite,
            fin: dernier_instant(lignes.iter().copied()).unwrap_or_default(),
            derniere: barres - 1 - if attend { SUITE } else { 0 },
            noms,
            barres,
        }
    }

    fn tracer(&self, ligne: &Ligne) -> String {
        let (nom, legende) = (nom(ligne), legende(ligne, self.unite));
        let barre = self.barre(ligne);
        let (noms, barres) = (self.noms, self.barres);
        let trace = format!("{MARGE}{nom:<noms$}  {barre:<barres$}  {legende}");
        court(&trace, COLONNES)
    }

    /// La colonne de cet instant, dans la barre.
    fn colonne(&self, instant: Duration) -> usize {
        if self.fin.is_zero() {
            return 0;
        }
        let part = instant.as_secs_f64() / self.fin.as_secs_f64();
        ((part * self.derniere as f64).round() as usize).min(self.derniere)
    }

    fn barre(&self, ligne: &Ligne) -> String {
        let mut barre = vec![' '; self.barres];
        if ligne.ailleurs {
            return String::new();
        }
        if ligne.periodes.is_empty() && !ligne.section {
            let debut = self.colonne(ligne.naissance);
            let fin = ligne
                .mort
                .map_or(self.barres - 1, |mort| self.colonne(mort));
            for colonne in (debut..=fin).step_by(2) {
                barre[colonne] = '·';
            }
            if ligne.mort.is_some() {
                barre[fin] = '╳';
            }
        }
        for periode in &ligne.periodes {
            let debut = self.colonne(periode.debut);
            let (fin, bout) = match periode.fin {
                Fin::Atteinte(fin) => (self.colonne(fin), '┤'),
                Fin::Annulee(fin) => (self.colonne(fin), '╳'),
                Fin::Paniquee(fin) => (self.colonne(fin), '✗'),
                Fin::Attendue => (self.barres - 1, '…'),
            };
            barre[debut] = match bout {
                '┤' if debut == fin => '│',
                _ => '├',
            };
            if debut < fin {
                barre[debut + 1..fin].fill('█');
            }
            if debut < fin || bout != '┤' {
                barre[fin] = bout;
            }
        }
        let barre: String = barre.into_iter().collect();
        barre.trim_end().to_owned()
    }
}

/// Ce que la ligne dit à droite de sa barre.
fn legende(ligne: &Ligne, unite: Unite) -> String {
    let debut = ligne.debut().unwrap_or_default();
    let fin = ligne.dernier_instant();
    let dates = match ligne.periodes.len() {
        0 | 1 if debut == fin => format!("à {}", unite.duree(fin)),
        0 | 1 => format!("{} → {}", unite.nombre(debut), unite.duree(fin)),
        n => format!("{n} fois, {} → {}", unite.nombre(debut), unite.duree(fin)),
    };
    match ligne.etat() {
        Etat::Finie => dates,
        Etat::Annulee => format!("{dates}, annulé"),
        Etat::Paniquee => format!("{dates}, panique"),
        Etat::EnAttente => format!("attend depuis {}", unite.duree(debut)),
        Etat::JamaisInterrogee if ligne.section => "jamais".to_owned(),
        Etat::JamaisInterrogee => "jamais interrogé".to_owned(),
        Etat::Ailleurs => "sur un autre thread".to_owned(),
    }
}

/// Le nom d'une ligne, coupé s'il est long. Jamais vide : c'est à lui qu'une ligne se reconnaît.
fn nom(ligne: &Ligne) -> String {
    match ligne.nom.trim() {
        "" => "—".to_owned(),
        nom => court(nom, NOM),
    }
}

/// Ce texte, coupé à tant de colonnes.
fn court(texte: &str, colonnes: usize) -> String {
    if texte.chars().count() <= colonnes {
        return texte.to_owned();
    }
    let debut: String = texte.chars().take(colonnes - 1).collect();
    format!("{}…", debut.trim_end())
}
