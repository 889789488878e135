//! Ce qu'un retard coûte.

use jiff::Timestamp;

use crate::modele::rapport::{Copie, Retard};
use crate::socle::points::Points;

/// Ce qu'un jour de retard retire, ou ce que tous peuvent retirer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retrait {
    /// Des points de la note sur 20.
    Points(Points),
    /// Une part de la note obtenue, en centièmes de pour cent.
    Part(i64),
}

impl Retrait {
    /// Ce que cela fait, `fois` fois, à cette note, au centième.
    fn sur(self, note: Points, fois: i64) -> Points {
        match self {
            Retrait::Points(points) => points.rapporter(fois, 1),
            Retrait::Part(part) => note.rapporter(part.saturating_mul(fois), 100 * 100),
        }
    }
}

/// Ce qu'un barème dit des retards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegleDeRetard {
    /// Le dernier instant où une copie est à l'heure.
    pub limite: Timestamp,
    /// La limite, telle que l'enseignant l'a écrite.
    pub limite_ecrite: String,
    /// Ce que retire chaque jour commencé.
    pub par_jour: Retrait,
    /// Ce que le retard retire au plus.
    pub plafond: Option<Retrait>,
}

impl RegleDeRetard {
    /// Compte à cette copie, remise à cet instant, ce que son retard lui coûte ; rien si elle est à l'heure.
    pub fn appliquer(&self, copie: &mut Copie, remise: Timestamp) {
        copie.retard = None;
        copie.compter();
        let jours = self.jours(remise);
        if jours > 0 {
            let note = copie.note;
            let retrait = self.par_jour.sur(note, jours);
            let plafond = self.plafond.map_or(note, |plafond| plafond.sur(note, 1));
            copie.retard = Some(Retard {
                limite: self.limite_ecrite.clone(),
                remise: remise.to_string(),
                jours,
                retrait: retrait.min(plafond).min(note),
            });
            copie.compter();
        }
    }

    /// Jours de retard : tout jour commencé compte, à partir de la première seconde qui suit la limite.
    fn jours(&self, remise: Timestamp) -> i64 {
        const JOUR: i64 = 24 * 60 * 60;
        let secondes = remise.as_second() - self.limite.as_second();
        if secondes <= 0 {
            0
        } else {
            (secondes - 1) / JOUR + 1
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cours::{Etape, Exercice};
    use crate::modele::resultat::{Resultat, ResultatTest, Verdict};

    /// Une copie qui a 15 sur 20.
    fn copie() -> Copie {
        let etape = |numero| Etape {
            numero,
            titre: String::new(),
            tests: Vec::new(),
        };
        let exercice = Exercice::fictif("exo29", (1..=4).map(etape).collect());
        let verdicts = [
            Verdict::Reussi,
            Verdict::Reussi,
            Verdict::Reussi,
            Verdict::Absent,
        ];
        let tests = (1..).zip(verdicts);
        let tests = tests.map(|(etape, v)| ResultatTest::sans_duree(etape, "t", v));
        let resultat = Resultat::de_tests(&exercice, Vec::new(), tests.collect());
        Copie::new("alice".into(), vec![resultat], Vec::new())
    }

    fn note(par_jour: Retrait, plafond: Option<Retrait>, remise: &str) -> (f64, i64) {
        let regle = RegleDeRetard {
            limite: "2026-12-01T23:59:00+01:00".parse().unwrap(),
            limite_ecrite: String::new(),
            par_jour,
            plafond,
        };
        let mut copie = copie();
        assert_eq!(copie.note, 15.0);
        regle.appliquer(&mut copie, remise.parse().unwrap());
        (
            copie.note.into(),
            copie.retard.map_or(0, |retard| retard.jours),
        )
    }

    #[test]
    fn tout_jour_commence_compte_et_la_limite_est_a_l_heure() {
        let deux = Retrait::Points(Points::entiers(2));
        for (remise, attendu) in [
            ("2026-11-01T00:00:00Z", (15.0, 0)),
            ("2026-12-01T22:59:00Z", (15.0, 0)),
            ("2026-12-01T22:59:01Z", (13.0, 1)),
            ("2026-12-02T22:59:00Z", (13.0, 1)),
            ("2026-12-02T23:59:01+01:00", (11.0, 2)),
            ("2027-12-01T00:00:00Z", (0.0, 365)),
        ] {
            assert_eq!(note(deux, None, remise), attendu, "{remise}");
        }
    }

    #[test]
    fn une_part_se_prend_sur_la_note_et_un_plafond_l_arrete() {
        let dix = Retrait::Part(1000);
        let trois_jours = "2026-12-04T12:00:00Z";
        assert_eq!(note(dix, None, trois_jours), (10.5, 3));
        let plafond = Some(Retrait::Points(Points::entiers(2)));
        assert_eq!(note(dix, plafond, trois_jours), (13.0, 3));
        assert_eq!(
            note(dix, Some(Retrait::Part(2500)), trois_jours),
            (11.25, 3)
        );
    }
}
