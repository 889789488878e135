//! Un fichier CSV découpé sans rien en perdre : chaque case sait où elle est dans le texte, et se remplace là.

use std::ops::Range;

/// Une case : sa place dans le texte, guillemets compris.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) place: Range<usize>,
}

/// Un CSV découpé.
#[derive(Debug)]
pub(super) struct Csv {
    texte: String,
    pub(super) separateur: char,
    pub(super) lignes: Vec<Vec<Case>>,
}

impl Csv {
    /// Découpe ce texte ; le séparateur est celui qui partage le mieux la première ligne.
    pub(super) fn lire(texte: String) -> Self {
        let comptes = [',', ';', '\t'].map(|separateur| {
            let premiere = decouper(&texte, separateur).into_iter().next();
            (premiere.map_or(0, |ligne| ligne.len()), separateur)
        });
        // À égalité, le premier : une feuille de Moodle a des virgules.
        let (_, separateur) = comptes
            .into_iter()
            .rev()
            .max_by_key(|(cases, _)| *cases)
            .unwrap_or((0, ','));
        let lignes = decouper(&texte, separateur);
        Csv {
            texte,
            separateur,
            lignes,
        }
    }

    /// La valeur d'une case, sans ses guillemets ; vide si la ligne est trop courte.
    pub(super) fn valeur(&self, ligne: &[Case], colonne: usize) -> String {
        let Some(case) = ligne.get(colonne) else {
            return String::new();
        };
        let brute = &self.texte[case.place.clone()];
        match brute.strip_prefix('"') {
            Some(dedans) => dedans
                .strip_suffix('"')
                .unwrap_or(dedans)
                .replace("\"\"", "\""),
            None => brute.to_owned(),
        }
    }

    /// Le texte, où ces cases, dans l'ordre, ont ces valeurs.
    pub(super) fn avec(&self, changements: &[(Range<usize>, String)]) -> String {
        let mut texte = String::with_capacity(self.texte.len() + 64 * changements.len());
        let mut fait = 0;
        for (place, valeur) in changements {
            texte.push_str(&self.texte[fait..place.start]);
            texte.push_str(&self.case(valeur, self.texte[place.clone()].starts_with('"')));
            fait = place.end;
        }
        texte.push_str(&self.texte[fait..]);
        texte
    }

    fn case(&self, valeur: &str, guillemets: bool) -> String {
        let speciaux = [self.separateur, '"', '\n', '\r'];
        if guillemets || valeur.contains(speciaux) {
            format!("\"{}\"", valeur.replace('"', "\"\""))
        } else {
            valeur.to_owned()
        }
    }
}

/// Les lignes, sans la dernière si elle est vide. Entre guillemets, ni le séparateur ni une fin de ligne ne coupent.
fn decouper(texte: &str, separateur: char) -> Vec<Vec<Case>> {
    let mut lignes = Vec::new();
    let mut ligne = Vec::new();
    let (mut debut, mut cite) = (0, false);
    for (place, c) in texte.char_indices() {
        match c {
            '"' if cite || place == debut || texte[debut..].starts_with('"') => cite = !cite,
            '\n' if !cite => {
                let fin = place - usize::from(texte[debut..place].ends_with('\r'));
                ligne.push(Case { place: debut..fin });
                lignes.push(std::mem::take(&mut ligne));
                debut = place + 1;
            }
            _ if c == separateur && !cite => {
                ligne.push(Case {
                    place: debut..place,
                });
                debut = place + c.len_utf8();
            }
            _ => {}
        }
    }
    if debut < texte.len() || !ligne.is_empty() {
        ligne.push(Case {
            place: debut..texte.len(),
        });
        lignes.push(ligne);
    }
    lignes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_case_se_lit_et_se_remplace_a_sa_place() {
        let csv = Csv::lire("a;\"b\";c\r\n1;\"x;\"\"y\"\"\n\";\r\n2;;3".into());
        assert_eq!(csv.lignes.len(), 3);
        assert_eq!(csv.valeur(&csv.lignes[1], 1), "x;\"y\"\n");
        assert_eq!(csv.valeur(&csv.lignes[1], 2), "");
        assert_eq!(csv.valeur(&csv.lignes[2], 2), "3");
        assert_eq!(csv.valeur(&csv.lignes[2], 9), "");
        let place = |ligne: usize, colonne: usize| csv.lignes[ligne][colonne].place.clone();
        let change = csv.avec(&[(place(1, 1), "z".into()), (place(2, 1), "12,5".into())]);
        assert_eq!(change, "a;\"b\";c\r\n1;\"z\";\r\n2;12,5;3");
        assert_eq!(
            csv.avec(&[(place(2, 2), "a;b".into())]),
            csv.texte.replace(";3", ";\"a;b\"")
        );
        assert_eq!(csv.avec(&[]), csv.texte);
    }

    #[test]
    fn le_separateur_est_celui_de_l_entete() {
        for separateur in [',', ';', '\t'] {
            let texte = format!("a{separateur}\"b, c; d\"{separateur}e\n1");
            let csv = Csv::lire(texte);
            assert_eq!(csv.lignes[0].len(), 3, "{separateur:?}");
        }
        assert!(Csv::lire(String::new()).lignes.is_empty());
    }
}
