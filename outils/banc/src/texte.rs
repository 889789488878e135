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
        f.pad(&ecrire(self.0))
    }
}

fn ecrire(duree: Duration) -> String {
    let nanos = duree.as_nanos();
    // Une durée immense n'a pas à s'écrire jusqu'au dernier chiffre.
    if duree > Duration::from_secs(100 * 365 * 24 * 3600) {
        return "une durée immense".to_owned();
    }
    let unites: [(u128, &str); 5] = [
        (3600 * 1_000_000_000, "h"),
        (1_000_000_000, "s"),
        (1_000_000, "ms"),
        (1_000, "µs"),
        (1, "ns"),
    ];
    if nanos == 0 {
        return "0 ms".to_owned();
    }
    let convient = |&&(unite, nom): &&(u128, &str)| match nom {
        // 90 s plutôt que « 0,025 h » : les heures, seulement rondes.
        "h" => nanos >= unite && nanos % unite == 0,
        _ => nanos >= unite,
    };
    let (unite, nom) = unites.iter().find(convient).copied().unwrap_or((1, "ns"));
    format!("{} {nom}", decimal(nanos, unite))
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
