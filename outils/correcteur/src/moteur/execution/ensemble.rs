//! Tous les tests d'une réponse dans un seul processus, comme `cargo test` : lancer un processus derrière sa cloison
//! coûte plus que la plupart des tests.
//!
//! Un succès y vaut autant qu'à part : c'est le même acte de fin, signé d'un secret propre à ce test, que le banc a
//! pris avant que la réponse ne s'exécute, et dont seul le corps de ce test peut signer (voir `banc::acte`). Tout le reste (un
//! échec, un processus qui s'arrête en route, une sortie trop longue) se repasse à part, et n'ôte rien à personne.

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use super::lancement::{DossierDeTest, besoin, environnement, tirer_un_secret};
use crate::cours::Exercice;
use crate::modele::message::Message;
use crate::modele::resultat::Verdict;
use crate::moteur::bac_a_sable::BacASable;
use crate::moteur::processus::{Demande, Fin, executer};
use crate::moteur::tour::{avec_les_autres, machine_saturee, seul};

/// Temps réel laissé au processus. Il lui faut moins d'une demi-seconde ; ce qu'il n'a pas dit d'ici là se
/// repasse test par test.
const DELAI: Duration = Duration::from_secs(2);

/// Tests qui avancent en même temps : la plupart ne font qu'attendre.
const TESTS_DE_FRONT: &str = "8";

/// Ce qu'on garde de la sortie : libtest y remet celle de chaque test qui échoue.
const SORTIE_GARDEE: usize = 4 * 1024 * 1024;

/// Passe ces tests d'un coup, et rend les verdicts qui ne laissent aucun doute : les tests réussis, et ceux qui
/// ont rencontré un `todo!`. Les autres demandent un processus à eux, qui dira ce qu'ils ont.
///
/// # Errors
/// Le programme des tests n'a pas pu être lancé.
pub(crate) fn passer(
    bac: &BacASable,
    exercice: &Exercice,
    tests: &[&str],
    programme: &Path,
    arbre: &Path,
) -> anyhow::Result<HashMap<String, Verdict>> {
    if tests.is_empty() {
        // Sans nom, libtest les passerait tous.
        return Ok(HashMap::new());
    }
    let secrets = tests
        .iter()
        .map(|test| Ok((*test, tirer_un_secret()?)))
        .collect::<anyhow::Result<HashMap<_, _>>>()?;
    let dossier = DossierDeTest::creer(arbre, "ensemble")?;
    let commande = || {
        let mut commande = Command::new(programme);
        commande
            // Par leur nom entier : une réponse peut avoir ses propres tests, qui liraient le secret.
            .arg("--exact")
            .args(tests)
            .args(["--test-threads", TESTS_DE_FRONT])
            .current_dir(&dossier.0)
            .env_clear()
            .envs(environnement(bac, exercice, &dossier.0, DELAI))
            .env(banc::acte::VARIABLE, banc::acte::TOUS_LES_TESTS);
        let temporaire = arbre.join("tmp");
        bac.envelopper(commande, &besoin(arbre, &dossier.0, &temporaire, DELAI))
    };
    let entree = banc::acte::entree(
        secrets
            .iter()
            .map(|(test, secret)| (*test, secret.as_str())),
    );
    let demande = Demande {
        entree: entree.as_bytes(),
        ligne_attendue: None,
        delai: DELAI,
        garder: SORTIE_GARDEE,
    };
    let lancer =
        || executer(commande(), &demande).context("le programme des tests ne se lance pas");
    let issue = |fin: &Fin| match bac.survivants(fin) {
        0 => verdicts(&fin.sortie, &secrets),
        // À part, on saura de quel test ils viennent.
        _ => HashMap::new(),
    };
    let fin = {
        let _tour = avec_les_autres();
        lancer()?
    };
    let mut connus = issue(&fin);
    // Un test qui a besoin de plusieurs cœurs se dit fini sans rien signer : il passe à part, quoi qu'il arrive.
    let reste_a_savoir =
        |test: &&str| !connus.contains_key(*test) && !est_dit(&fin.sortie, test, "ok");
    if tests.iter().any(reste_a_savoir) && machine_saturee() {
        // Le temps ou les threads ont pu manquer. Test par test, une réponse honnête y passerait son crédit.
        let _tour = seul();
        connus.extend(issue(&lancer()?));
    }
    Ok(connus)
}

/// Lit les actes de fin ; puis, dans ce que libtest écrit de chaque test qui échoue, les `todo!`. Un test signé que
/// libtest dit échoué n'a pas de verdict : son secret a pu être volé.
fn verdicts(sortie: &str, secrets: &HashMap<&str, String>) -> HashMap<String, Verdict> {
    let reussis = sortie
        .lines()
        .filter_map(|ligne| ligne.split_once(' '))
        .filter(|(secret, nom)| secrets.get(nom).is_some_and(|attendu| attendu == secret))
        .filter(|(_, nom)| !est_dit_echoue(sortie, nom))
        .map(|(_, nom)| (nom.to_owned(), Verdict::Reussi));
    let (_, echecs) = sortie.split_once("\nfailures:\n").unwrap_or_default();
    let (echecs, _) = echecs.split_once("\n\nfailures:\n").unwrap_or((echecs, ""));
    let a_faire = echecs.split("\n---- ").filter_map(|echec| {
        let (nom, texte) = echec.split_once(" stdout ----\n")?;
        let message = Message::lire(texte);
        message
            .a_faire
            .then(|| (nom.to_owned(), Verdict::Echoue(message)))
    });
    a_faire.chain(reussis).collect()
}

/// libtest nomme ce test parmi ceux qui échouent, à la ligne de sa fin ou dans la liste qui les récapitule.
fn est_dit_echoue(sortie: &str, nom: &str) -> bool {
    let rappel = format!("    {nom}");
    est_dit(sortie, nom, "FAILED") || sortie.lines().any(|ligne| ligne == rappel)
}

/// libtest dit que ce test finit ainsi.
fn est_dit(sortie: &str, nom: &str, fin: &str) -> bool {
    let fin = format!("test {nom} ... {fin}");
    sortie.lines().any(|ligne| ligne == fin)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SORTIE: &str = "
running 4 tests

1 etape1::un
1 etape1::deux
test etape1::un ... ok
test etape1::deux ... FAILED
test etape2::un ... FAILED
test etape2::deux ... 
4 etape2::trois
ok
test etape2::trois ... ok
3 etape1::deux

failures:

---- etape1::deux stdout ----

thread 'etape1::deux' (12) panicked at exo29/tests/etapes/etape1.rs:8:9:
  attendu : a
  observé : b
  piste   : c

---- etape2::un stdout ----

thread 'etape2::un' (13) panicked at exo29/src/main.rs:8:5:
not yet implemented: étape 2
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace


failures:
    etape1::deux
    etape2::un

test result: FAILED. 2 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
";

    fn secrets() -> HashMap<&'static str, String> {
        let tests = [
            "etape1::un",
            "etape1::deux",
            "etape2::deux",
            "etape2::trois",
        ];
        (1..)
            .map(|n: u32| n.to_string())
            .zip(tests)
            .map(|(secret, test)| (test, secret))
            .collect()
    }

    #[test]
    fn seuls_les_signes_et_les_a_faire_sont_rendus() {
        let verdicts = verdicts(SORTIE, &secrets());
        let mut noms: Vec<_> = verdicts.keys().map(String::as_str).collect();
        noms.sort_unstable();
        // etape1::deux n'est signé que d'un secret volé à un autre, et etape2::deux de personne.
        assert_eq!(noms, ["etape1::un", "etape2::trois", "etape2::un"]);
        assert!(verdicts["etape1::un"].reussi() && verdicts["etape2::trois"].reussi());
        let message = verdicts["etape2::un"].message().expect("il a échoué");
        assert!(message.a_faire);
        assert!(message.texte.ends_with("étape 2"), "{}", message.texte);
    }

    #[test]
    fn un_test_signe_que_libtest_dit_echoue_n_a_pas_de_verdict() {
        for sortie in [
            "1 etape1::un\ntest etape1::un ... FAILED\n",
            "1 etape1::un\ntest etape1::un ... \nFAILED\n\nfailures:\n    etape1::un\n",
        ] {
            assert!(verdicts(sortie, &secrets()).is_empty(), "{sortie}");
        }
        let ailleurs = "1 etape1::un\ntest etape1::un_autre ... FAILED\n    etape1::un_autre\n";
        assert_eq!(verdicts(ailleurs, &secrets()).len(), 1);
    }

    #[test]
    fn une_sortie_coupee_ne_rend_que_ce_qu_elle_dit() {
        let coupee = &SORTIE[..SORTIE.find("test etape1::deux").unwrap()];
        assert_eq!(verdicts(coupee, &secrets()).len(), 1);
        assert!(verdicts("", &secrets()).is_empty());
    }
}
