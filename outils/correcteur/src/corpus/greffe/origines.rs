//! D'où vient chaque ligne d'une réponse entière, pour que les messages du compilateur et des tests désignent le
//! fichier qu'un mainteneur a écrit.

/// D'où vient une ligne : le fichier, et la ligne dans ce fichier, à partir de 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origine {
    /// Elle est du socle.
    Socle(usize),
    /// Elle est de la greffe.
    Greffe(usize),
}

/// L'origine de toutes les lignes d'une réponse entière.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origines(Vec<Origine>);

/// Comment un message nomme les fichiers.
#[derive(Debug, Clone, Copy)]
pub struct Noms<'a> {
    /// La réponse entière, dans le message tel qu'il est : `exo33/src/main.rs`.
    pub entiere: &'a str,
    /// Le socle.
    pub socle: &'a str,
    /// La greffe.
    pub greffe: &'a str,
}

impl Origines {
    pub(super) fn new(lignes: Vec<Origine>) -> Self {
        Origines(lignes)
    }

    /// L'origine de cette ligne, à partir de 1.
    pub fn de_la_ligne(&self, ligne: usize) -> Option<Origine> {
        self.0.get(ligne.checked_sub(1)?).copied()
    }

    /// Récrit un message de `rustc` ou d'un test : chaque `exo33/src/main.rs:LIGNE` y devient le fichier et la ligne
    /// d'où vient cette ligne, de même que les numéros en marge des extraits. En marge, une ligne d'un autre fichier
    /// que celui que l'extrait annonce n'a plus de numéro.
    pub fn situer(&self, message: &str, noms: Noms<'_>) -> String {
        // Ce que l'extrait en cours annonce : rien si c'est un autre fichier que la réponse.
        let mut annonce: Option<Origine> = None;
        let mut situe = String::with_capacity(message.len());
        for ligne in message.split_inclusive('\n') {
            if ["--> ", "::: "]
                .iter()
                .any(|m| ligne.trim_start().starts_with(m))
            {
                annonce = lieux(ligne, noms.entiere)
                    .next()
                    .and_then(|(_, numero, _)| self.de_la_ligne(numero));
            }
            let recrite = annonce.and_then(|annonce| self.numeroter(ligne, annonce));
            situe += &recrite.unwrap_or_else(|| self.nommer(ligne, noms));
        }
        situe
    }

    /// Remplace chaque lieu de la réponse entière.
    fn nommer(&self, ligne: &str, noms: Noms<'_>) -> String {
        let mut nommee = String::with_capacity(ligne.len());
        let mut fin = 0;
        for (debut, numero, suite) in lieux(ligne, noms.entiere) {
            let (fichier, numero) = match self.de_la_ligne(numero) {
                Some(Origine::Socle(numero)) => (noms.socle, numero),
                Some(Origine::Greffe(numero)) => (noms.greffe, numero),
                None => continue,
            };
            nommee += &ligne[fin..debut];
            nommee += &format!("{fichier}:{numero}");
            fin = suite;
        }
        nommee + &ligne[fin..]
    }

    /// Remplace le numéro en marge d'une ligne d'extrait, si c'en est une.
    fn numeroter(&self, ligne: &str, annonce: Origine) -> Option<String> {
        let marge = ligne.find(|c: char| c != ' ' && !c.is_ascii_digit())?;
        let numero = ligne[..marge].trim().parse().ok()?;
        let est_un_extrait =
            ligne[..marge].ends_with(' ') && ligne[marge..].starts_with(['|', '~', '+', '-']);
        if !est_un_extrait {
            return None;
        }
        let numero = match (self.de_la_ligne(numero)?, annonce) {
            (Origine::Socle(numero), Origine::Socle(_))
            | (Origine::Greffe(numero), Origine::Greffe(_)) => numero.to_string(),
            _ => String::new(),
        };
        let largeur = marge - 1;
        Some(format!("{numero:<largeur$} {}", &ligne[marge..]))
    }
}

/// Les lieux `FICHIER:LIGNE` d'un texte : où chacun commence, sa ligne, où il finit.
fn lieux<'a>(texte: &'a str, fichier: &'a str) -> impl Iterator<Item = (usize, usize, usize)> + 'a {
    texte.match_indices(fichier).filter_map(move |(debut, _)| {
        let chiffres = debut + fichier.len() + 1;
        let reste = texte[debut + fichier.len()..].strip_prefix(':')?;
        let longueur = reste
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(reste.len());
        let numero = reste[..longueur].parse().ok()?;
        Some((debut, numero, chiffres + longueur))
    })
}
