//! Tous les tests d'une réponse dans un seul processus, comme `cargo test` : pour l'apprenant, qui attend son
//! verdict, et pour le corpus, qui ne triche pas. Une note ne vient jamais d'ici : rien n'y empêche une réponse
//! de se dire réussie.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use crate::cours::Exercice;
use crate::epreuve::{DossierDeTest, MODULE, environnement};
use crate::processus::{Demande, executer};
use crate::resultat::{Message, Verdict};

/// Temps réel laissé au processus. Il lui faut moins d'une demi-seconde ; ce qu'il n'a pas dit d'ici là se
/// repasse test par test.
const DELAI: Duration = Duration::from_secs(2);

/// Tests qui avancent en même temps : la plupart ne font qu'attendre.
const TESTS_DE_FRONT: &str = "8";

/// Ce qu'on garde de la sortie : libtest y remet celle de chaque test qui échoue.
const SORTIE_GARDEE: usize = 4 * 1024 * 1024;

/// Passe tous les tests d'un coup, sauf ceux de cette étape, et rend les verdicts qui ne laissent aucun doute : les tests réussis, et
/// ceux qui ont rencontré un `todo!`. Les autres demandent un processus à eux, qui dira ce qu'ils ont.
///
/// # Errors
/// Le programme des tests n'a pas pu être lancé.
pub(crate) fn passer(
    exercice: &Exercice,
    programme: &Path,
    arbre: &Path,
    sauf: Option<u32>,
) -> anyhow::Result<HashMap<String, Verdict>> {
    let dossier = DossierDeTest::creer(arbre, "ensemble")?;
    let mut commande = Command::new(programme);
    commande
        .args(["--test-threads", TESTS_DE_FRONT])
        .args(sauf.map(|etape| format!("--skip={MODULE}::etape{etape}_")))
        .current_dir(&dossier.0)
        .env_clear()
        .envs(environnement(exercice, &dossier.0));
    let demande = Demande {
        entree: b"",
        ligne_attendue: None,
        delai: DELAI,
        garder: SORTIE_GARDEE,
    };
    let fin = executer(commande, &demande).context("le programme des tests ne se lance pas")?;
    Ok(verdicts(&fin.sortie))
}

/// Lit ce que libtest écrit : une ligne par test, puis ce qu'a écrit chacun de ceux qui échouent.
fn verdicts(sortie: &str) -> HashMap<String, Verdict> {
    let (lignes, echecs) = sortie.split_once("\nfailures:\n").unwrap_or((sortie, ""));
    let reussis = lignes
        .lines()
        .filter_map(|ligne| ligne.strip_prefix("test ")?.strip_suffix(" ... ok"))
        .map(|nom| (nom, Verdict::Reussi));
    let (echecs, _) = echecs.split_once("\n\nfailures:\n").unwrap_or((echecs, ""));
    let a_faire = echecs.split("\n---- ").filter_map(|echec| {
        let (nom, texte) = echec.split_once(" stdout ----\n")?;
        let message = Message::lire(texte);
        message.a_faire.then_some((nom, Verdict::Echoue(message)))
    });
    let prefixe = format!("{MODULE}::");
    reussis
        .chain(a_faire)
        .filter_map(|(nom, verdict)| Some((nom.strip_prefix(&prefixe)?.to_owned(), verdict)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTIE: &str = "
running 4 tests
test etapes::etape1_un ... ok
test etapes::etape1_deux ... FAILED
test etapes::etape2_un ... FAILED
test etapes::etape2_deux ... ok

failures:

---- etapes::etape1_deux stdout ----

thread 'etapes::etape1_deux' (12) panicked at exo29/tests/etapes.rs:8:9:
  attendu : a
  observé : b
  piste   : c

---- etapes::etape2_un stdout ----

thread 'etapes::etape2_un' (13) panicked at exo29/src/main.rs:8:5:
not yet implemented: étape 2
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace


failures:
    etapes::etape1_deux
    etapes::etape2_un

test result: FAILED. 2 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    #[test]
    fn seuls_les_reussis_et_les_a_faire_sont_rendus() {
        let verdicts = verdicts(SORTIE);
        let mut noms: Vec<_> = verdicts.keys().map(String::as_str).collect();
        noms.sort_unstable();
        assert_eq!(noms, ["etape1_un", "etape2_deux", "etape2_un"]);
        assert!(verdicts["etape1_un"].reussi() && verdicts["etape2_deux"].reussi());
        let message = verdicts["etape2_un"].message().expect("il a échoué");
        assert!(message.a_faire);
        assert!(message.texte.ends_with("étape 2"), "{}", message.texte);
    }

    #[test]
    fn une_sortie_coupee_ne_rend_que_ce_qu_elle_dit() {
        let coupee = &SORTIE[..SORTIE.find("etape2_un ...").unwrap()];
        assert_eq!(verdicts(coupee).len(), 1);
        assert!(verdicts("").is_empty());
    }
}
