//! Les énoncés rendus tels quels, notés une fois pour toutes.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anyhow::Context;

use crate::cours::{Exercice, reponse};
use crate::modele::resultat::{Resultat, Signalement};

/// Une réponse notée, et ce qu'elle a d'anormal.
pub(super) type Notee = (Resultat, Vec<Signalement>);

/// Les énoncés de la référence, chacun noté au plus une fois : dans une vraie classe, beaucoup d'exercices
/// reviennent tels quels, et le même texte a toujours la même note.
#[derive(Debug)]
pub struct Enonces(BTreeMap<String, (String, Mutex<Option<Notee>>)>);

impl Enonces {
    /// Lit les énoncés de ces exercices ; celui qui ne se lit pas est noté comme n'importe quelle réponse.
    pub fn lire(exercices: &[Exercice]) -> Self {
        let lus = exercices.iter().filter_map(|exercice| {
            let texte = reponse::lire(&exercice.enonce()).ok()?;
            Some((exercice.nom.clone(), (texte, Mutex::new(None))))
        });
        Enonces(lus.collect())
    }

    /// Vrai si ce texte est l'énoncé de cet exercice, aux fins de ligne et à la marque de tête près.
    pub(super) fn est(&self, exercice: &Exercice, texte: &str) -> bool {
        let lignes = |texte: &str| -> Vec<String> {
            let texte = texte.trim_start_matches('\u{feff}').trim_end();
            texte
                .lines()
                .map(|ligne| ligne.trim_end().to_owned())
                .collect()
        };
        let enonce = self.0.get(&exercice.nom);
        enonce.is_some_and(|(enonce, _)| enonce == texte || lignes(enonce) == lignes(texte))
    }

    /// La note de ce texte si c'est l'énoncé, calculée la première fois.
    pub(super) fn note(
        &self,
        exercice: &Exercice,
        texte: &str,
        noter: impl Fn() -> anyhow::Result<Notee>,
    ) -> anyhow::Result<Notee> {
        let Some((_, gardee)) = self
            .0
            .get(&exercice.nom)
            .filter(|(enonce, _)| enonce == texte)
        else {
            return noter();
        };
        let mut gardee = gardee.lock().unwrap_or_else(|verrou| verrou.into_inner());
        if gardee.is_none() {
            *gardee = Some(noter()?);
        }
        gardee.clone().context("l'énoncé vient d'être noté")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use anyhow::bail;

    use super::*;

    #[test]
    fn un_enonce_rendu_tel_quel_n_est_note_qu_une_fois() {
        let dossier = tempfile::tempdir().unwrap();
        let exercice = &Exercice {
            dossier: dossier.path().to_owned(),
            ..Exercice::fictif("exo29", Vec::new())
        };
        let enonce = "fn main() {}".to_owned();
        std::fs::create_dir(dossier.path().join("src")).unwrap();
        std::fs::write(exercice.enonce(), &enonce).unwrap();
        let enonces = Enonces::lire(std::slice::from_ref(exercice));
        let notations = AtomicUsize::new(0);
        let noter = || {
            notations.fetch_add(1, Ordering::Relaxed);
            Ok((
                Resultat::de_tests(exercice, Vec::new(), Vec::new()),
                Vec::new(),
            ))
        };
        // Ce qui rate n'est pas gardé.
        enonces
            .note(exercice, &enonce, || bail!("le disque est plein"))
            .unwrap_err();
        for texte in [&enonce, &enonce, &format!("{enonce}// à moi")] {
            enonces.note(exercice, texte, noter).unwrap();
        }
        assert_eq!(notations.into_inner(), 2);
    }
}
