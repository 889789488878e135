//! Des points, exacts au centième : aucune somme n'y laisse de reste binaire, et aucun arrondi n'est caché.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Des points, en centièmes entiers. En JSON, un nombre ordinaire d'au plus deux décimales.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Points(i64);

impl Points {
    /// Aucun point.
    pub const ZERO: Self = Points(0);

    /// Un nombre entier de points.
    pub fn entiers(points: u32) -> Self {
        Points(i64::from(points) * 100)
    }

    /// Tant de centièmes de point.
    pub fn centiemes(centiemes: i64) -> Self {
        Points(centiemes)
    }

    /// En centièmes de point.
    pub fn en_centiemes(self) -> i64 {
        self.0
    }

    /// Ce nombre, s'il n'a pas plus de deux décimales ; `None` sinon, ou s'il ne se compte pas.
    pub fn exacts(valeur: f64) -> Option<Self> {
        let centiemes = valeur * 100.0;
        let entiers = centiemes.round();
        // 12,34 × 100 donne 1233,9999… : l'écart toléré est celui des nombres binaires, loin d'un millième.
        let exact = (centiemes - entiers).abs() < 1e-6 && entiers.abs() < 1e12;
        exact.then_some(Points(entiers as i64))
    }

    /// Ces points en `combien` parts égales au centième près, dont la somme est exactement eux.
    pub fn parts(self, combien: usize) -> Vec<Self> {
        let n = combien as i64;
        (0..n)
            .map(|rang| Points(self.0 * (rang + 1) / n - self.0 * rang / n))
            .collect()
    }

    /// Le produit par `numerateur / denominateur`, au centième le plus proche, le demi vers le haut ; zéro si le
    /// dénominateur est nul.
    pub(crate) fn rapporter(self, numerateur: i64, denominateur: i64) -> Self {
        if denominateur == 0 {
            return Points::ZERO;
        }
        let (produit, par) = (
            i128::from(self.0) * i128::from(numerateur),
            i128::from(denominateur),
        );
        let arrondi = (2 * produit + par).div_euclid(2 * par);
        Points(i64::try_from(arrondi).unwrap_or(i64::MAX))
    }
}

impl From<Points> for f64 {
    fn from(points: Points) -> f64 {
        points.0 as f64 / 100.0
    }
}

/// Pour que les tests écrivent `7.5`.
impl PartialEq<f64> for Points {
    fn eq(&self, autre: &f64) -> bool {
        Points::exacts(*autre) == Some(*self)
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, autre: Self) -> Self {
        Points(self.0 + autre.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, autre: Self) {
        self.0 += autre.0;
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, autre: Self) -> Self {
        Points(self.0 - autre.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Points::ZERO, Add::add)
    }
}

/// À la française, sans zéro inutile : `3,75`, `10`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&super::francais::nombre(*self))
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            // Le nombre binaire le plus proche s'écrit en décimal tel qu'on l'attend.
            serializer.serialize_f64((*self).into())
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let valeur = f64::deserialize(deserializer)?;
        Points::exacts(valeur)
            .ok_or_else(|| de::Error::custom("des points ont au plus deux décimales"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_parts_font_le_tout_au_centieme() {
        for (total, combien) in [(1000, 4), (250, 4), (1, 3), (0, 5), (2500, 5), (9999, 7)] {
            let parts = Points::centiemes(total).parts(combien);
            assert_eq!(parts.len(), combien);
            assert_eq!(parts.iter().copied().sum::<Points>().0, total);
            let (min, max) = (parts.iter().min().unwrap(), parts.iter().max().unwrap());
            assert!(max.0 - min.0 <= 1, "{parts:?}");
        }
        assert!(Points::entiers(3).parts(0).is_empty());
    }

    #[test]
    fn un_nombre_se_lit_et_s_ecrit_exactement() {
        for centiemes in -1000..3000 {
            let points = Points(centiemes);
            assert_eq!(Points::exacts(points.into()), Some(points));
            let json = serde_json::to_string(&points).unwrap();
            assert!(
                json.split_once('.').is_none_or(|(_, d)| d.len() <= 2),
                "{json}"
            );
            assert_eq!(serde_json::from_str::<Points>(&json).unwrap(), points);
        }
        assert_eq!(Points::exacts(0.125), None);
        assert_eq!(Points::exacts(f64::NAN), None);
        assert_eq!(Points::exacts(f64::INFINITY), None);
        // 0,1 + 0,2 vaut 0,3.
        assert_eq!(Points(10) + Points(20), 0.3);
        assert_eq!(Points(375).to_string(), "3,75");
    }

    #[test]
    fn un_rapport_s_arrondit_au_plus_proche_le_demi_vers_le_haut() {
        assert_eq!(Points::entiers(20).rapporter(1, 3), 6.67);
        assert_eq!(Points(1).rapporter(1, 2), 0.01);
        assert_eq!(Points(1).rapporter(49, 100), 0.0);
        assert_eq!(Points(5).rapporter(1, 0), 0.0);
    }
}
