//! Les nombres d'une feuille : ce qu'ils valent, et la façon dont elle les écrit.

/// Les décimales qu'une note qui n'est pas entière garde au moins, même quand un tableur a fait « 20 » de « 20,00 ».
const DECIMALES: usize = 2;

/// Un nombre, et la façon dont la feuille l'écrit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Nombre {
    valeur: f64,
    /// Ce qui précède ses décimales, s'il en a.
    pub(super) separateur: Option<char>,
    decimales: usize,
}

impl Nombre {
    /// Les espaces, ceux des milliers compris, ne comptent pas : l'import de Moodle les retire aussi.
    pub(super) fn lire(texte: &str) -> Option<Self> {
        let texte: String = texte.chars().filter(|c| !c.is_whitespace()).collect();
        let separateur = [',', '.'].into_iter().find(|c| texte.contains(*c));
        let decimales = separateur.and_then(|separateur| texte.split_once(separateur));
        let valeur: f64 = texte.replace(',', ".").parse().ok()?;
        valeur.is_finite().then_some(Nombre {
            valeur,
            separateur,
            decimales: decimales.map_or(0, |(_, decimales)| decimales.len()),
        })
    }

    /// Le maximum d'un devoir.
    ///
    /// # Errors
    /// Ce n'en est pas un : ce qu'il dit du devoir.
    pub(super) fn maximum(texte: &str) -> Result<Self, &'static str> {
        match Nombre::lire(texte) {
            Some(maximum) if maximum.valeur > 0.0 => Ok(maximum),
            Some(_) => Err("ce devoir n'est pas noté"),
            None if texte.trim().is_empty() => Err("il a été effacé, ou ce devoir n'est pas noté"),
            None => Err("ce n'est pas un nombre : ce devoir est noté par des mots, ou pas noté"),
        }
    }

    /// Les deux sont le même nombre, de quelque façon qu'ils soient écrits.
    pub(super) fn sont_egaux(un: &str, autre: &str) -> bool {
        let valeur = |texte| Nombre::lire(texte).map(|nombre| nombre.valeur);
        un == autre || valeur(un).is_some_and(|n| Some(n) == valeur(autre))
    }

    /// Cette part du nombre, au plus proche, le demi vers le haut, jamais plus que lui : Moodle la refuserait. Elle s'écrit
    /// comme lui ; si elle n'est pas entière, avec deux décimales au moins, et ce séparateur s'il n'en a pas.
    pub(super) fn part(&self, part: f64, separateur: char) -> String {
        let mut decimales = self.decimales.max(DECIMALES);
        let valeur = arrondir(self.valeur * part.clamp(0.0, 1.0), decimales).min(self.valeur);
        if valeur.fract() == 0.0 {
            decimales = self.decimales;
        }
        let separateur = self.separateur.unwrap_or(separateur);
        format!("{valeur:.decimales$}").replace('.', &separateur.to_string())
    }
}

fn arrondir(valeur: f64, decimales: usize) -> f64 {
    // Un demi exact s'écrit en binaire un peu au-dessus, ou un peu au-dessous.
    const RESTE: f64 = 1e-9;
    let echelle = (0..decimales).fold(1.0, |echelle, _| echelle * 10.0);
    (valeur * echelle + 0.5 + RESTE).floor() / echelle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_demi_va_vers_le_haut() {
        let maximum = Nombre::lire("100,00").unwrap();
        for (part, attendue) in [
            (9.75 / 11.0, "88,64"),
            (1.0 / 800.0, "0,13"),
            (1.0, "100,00"),
        ] {
            assert_eq!(maximum.part(part, '.'), attendue);
        }
    }

    /// Un tableur enregistre « 20,00 » sous la forme « 20 » : arrondir à l'entier serait changer la note.
    #[test]
    fn un_maximum_sans_decimales_n_arrondit_pas_la_note() {
        for (maximum, part, attendue) in [
            ("20", 0.875, "17,50"),
            ("20", 0.21875, "4,38"),
            ("20", 0.5, "10"),
            ("20", 1.0, "20"),
            ("20,0", 0.5, "10,0"),
            ("20.0", 0.21875, "4.38"),
            ("20,00000", 0.21875, "4,37500"),
            ("1 000,00", 0.75, "750,00"),
            ("1\u{202f}000", 1.0, "1000"),
        ] {
            let nombre = Nombre::lire(maximum).unwrap();
            assert_eq!(nombre.part(part, ','), attendue, "{maximum}");
        }
        assert_eq!(Nombre::lire("20").unwrap().part(0.875, '.'), "17.50");
    }
}
