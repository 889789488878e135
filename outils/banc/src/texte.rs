//! Écrire un nombre et une durée comme on les lit en français : « 0 valeur », « 2 octets », « 105 ms », « 12 h ».

use std::fmt::{Display, Formatter};
use std::time::Duration;

/// `n` et ce qu'il compte : au singulier jusqu'à 1 compris, comme en français. Rien n'est écrit tant que rien n'est montré, et
/// rien n'est à détruire : un test qui en prépare à chaque tour n'en paie ni le temps, ni la compilation.
pub fn nombre(n: usize, singulier: &'static str, pluriel: &'static str) -> Nombre {
    let nom = if n < 2 { singulier } else { pluriel };
    Nombre { n, nom }
}

/// Un nombre et ce qu'il compte, par [`nombre`].
#[derive(Clone, Copy)]
pub struct Nombre {
    n: usize,
    nom: &'static str,
}

impl Display for Nombre {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{} {}", self.n, self.nom))
    }
}

/// Cette durée dans l'unité qui la montre le mieux : heures, secondes, millisecondes, microsecondes ou nanosecondes.
/// Une durée nulle se dit « 0 ms ». Comme un [`nombre`], elle n'est écrite que si elle est montrée.
pub fn duree(duree: Duration) -> Duree {
    Duree(duree)
}

/// Une durée à montrer, par [`duree`].
#[derive(Clone, Copy)]
pub struct Duree(Duration);

impl Display for Duree {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.pad(&Unite::commune([self.0]).duree(self.0))
    }
}

/// Une unité de temps, par les nanosecondes qu'elle compte et son nom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unite(u128, &'static str);

/// De la plus grande à la plus petite.
const UNITES: [Unite; 5] = [
    Unite(3600 * 1_000_000_000, "h"),
    Unite(1_000_000_000, "s"),
    Unite(1_000_000, "ms"),
    Unite(1_000, "µs"),
    Unite(1, "ns"),
];

/// Une durée immense n'a pas à s'écrire jusqu'au dernier chiffre.
const IMMENSE: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

impl Unite {
    /// Celle où toutes ces durées se lisent : la plus grande s'y dit comme [`duree`] la dirait, sauf si la plus petite y
    /// disparaissait.
    pub fn commune(durees: impl IntoIterator<Item = Duration>) -> Self {
        let nanos = durees.into_iter().map(|duree| duree.as_nanos());
        let nanos: Vec<u128> = nanos.filter(|nanos| *nanos > 0).collect();
        let (Some(&petite), Some(&grande)) = (nanos.iter().min(), nanos.iter().max()) else {
            return Unite(1_000_000, "ms");
        };
        let convient = |Unite(unite, nom): &Unite| match *nom {
            // 90 s plutôt que « 0,025 h » : les heures, seulement rondes.
            "h" => nanos.iter().all(|nanos| nanos % unite == 0),
            _ => grande >= *unite && petite >= unite / 1000,
        };
        let unite = UNITES.into_iter().find(convient);
        unite.unwrap_or(Unite(1, "ns"))
    }

    /// Cette durée, avec l'unité.
    pub fn duree(self, duree: Duration) -> String {
        if duree > IMMENSE {
            return "une durée immense".to_owned();
        }
        format!("{} {}", self.nombre(duree), self.1)
    }

    /// Cette durée, sans l'unité.
    pub fn nombre(self, duree: Duration) -> String {
        decimal(duree.as_nanos(), self.0)
    }
}

/// Le quotient, avec au plus trois décimales, la virgule à la française.
fn decimal(nanos: u128, unite: u128) -> String {
    let (entier, reste) = (nanos / unite, nanos % unite);
    let milliemes = reste * 1000 / unite;
    if milliemes == 0 {
        return entier.to_string();
    }
    let decimales = format!("{milliemes:03}");
    format!("{entier},{}", decimales.trim_end_matches('0'))
}
