//! Les pièces du correcteur qui pourraient ralentir sans que personne ne le voie : la lecture du cours et des
//! réponses, celle de ce que disent le compilateur et les tests, la tenue d'un processus, les rapports.
//!
//! ```sh
//! cargo bench -p correcteur --bench pieces
//! cargo bench -p correcteur --bench pieces -- formats    # celles dont le nom contient ce mot
//! ```
//!
//! Les rapports sont ceux d'une classe inventée, non d'une classe notée : ce qui se mesure est leur écriture.

mod melange;

use std::process::{Command, ExitCode};
use std::sync::LazyLock;

use correcteur::corpus::{Attente, Corpus};
use correcteur::cours::{Cours, Exercice};
use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::message::Message;
use correcteur::modele::rapport::{Copie, Rapport};
use correcteur::modele::resultat::{Empechement, Resultat, ResultatTest, Verdict};
use correcteur::moteur::compilation::Atelier;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use melange::Sorte;

/// Ce que le format `classroom50` lit dans l'environnement.
const IDENTITE: [(&str, &str); 5] = [
    ("CLASSROOM", "classe"),
    ("ASSIGNMENT", "tokio"),
    ("SUBMISSION_TAG", "submit/2026-01-05T08-00-00Z"),
    ("COMMIT_URL", "https://exemple.fr/commit"),
    ("RELEASE_URL", "https://exemple.fr/remise"),
];

static COURS: LazyLock<Cours> = LazyLock::new(lire_le_cours);

/// Un programme ne change pas sans risque son propre environnement : celui-ci se relance avec ce qui manque.
fn main() -> ExitCode {
    if std::env::var_os(IDENTITE[0].0).is_some() {
        divan::main();
        return ExitCode::SUCCESS;
    }
    let programme = std::env::current_exe().expect("ce programme est un fichier");
    let statut = Command::new(programme)
        .args(std::env::args_os().skip(1))
        .envs(IDENTITE)
        .status()
        .expect("ce programme se lance");
    ExitCode::from(if statut.success() { 0 } else { 1 })
}

fn lire_le_cours() -> Cours {
    let racine = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let racine = racine.ancestors().nth(2).expect("deux dossiers plus haut");
    Cours::charger(racine).expect("le cours se lit")
}

/// Le premier exercice et le dernier : le plus court et le plus long.
fn extremes() -> [&'static str; 2] {
    let exercices = &COURS.exercices;
    [&exercices[0].nom, &exercices[exercices.len() - 1].nom]
}

fn exercice(nom: &str) -> &'static Exercice {
    COURS.exercice(nom).expect("il est dans le cours")
}

fn solution(nom: &str) -> String {
    std::fs::read_to_string(COURS.solution(exercice(nom))).expect("la solution se lit")
}

mod lire {
    use super::*;

    /// Le cours entier : Cargo, manifestes, README, fichiers de tests.
    #[divan::bench(sample_count = 20)]
    fn le_cours() -> Cours {
        lire_le_cours()
    }

    /// Les règles, sur une réponse juste.
    #[divan::bench(args = extremes())]
    fn les_regles(bencher: Bencher<'_, '_>, nom: &str) {
        let texte = solution(nom);
        bencher
            .counter(BytesCount::of_str(&texte))
            .bench(|| correcteur::regles::examiner(black_box(&texte)));
    }

    /// Ce qu'écrit un test qui échoue : son échec seul, ou 64 Kio de lignes avant lui.
    #[divan::bench(args = [0, 64 * 1024])]
    fn la_sortie_d_un_test(bencher: Bencher<'_, '_>, octets: usize) {
        let ligne = "une ligne que la réponse affiche\n";
        let texte = ligne.repeat(octets / ligne.len()) + ECHEC;
        bencher
            .counter(BytesCount::of_str(&texte))
            .bench(|| Message::lire(black_box(&texte)));
    }

    /// Reconnaître une erreur du compilateur parmi celles que le cours explique.
    #[divan::bench]
    fn une_erreur_expliquee(bencher: Bencher<'_, '_>) {
        let erreur = erreur_du_compilateur();
        bencher.bench(|| correcteur::modele::explications::expliquer(black_box(&erreur)));
    }
}

mod compiler {
    use super::*;

    static ATELIER: LazyLock<Atelier> =
        LazyLock::new(|| Atelier::preparer(&COURS).expect("les bibliothèques se compilent"));

    /// Une réponse juste : `rustc` et l'éditeur de liens.
    #[divan::bench(args = extremes(), sample_count = 5, sample_size = 1)]
    fn une_juste(bencher: Bencher<'_, '_>, nom: &str) {
        compiler(bencher, nom, &solution(nom));
    }

    /// Une réponse refusée : `rustc`, et la lecture de ses messages.
    #[divan::bench(args = extremes(), sample_count = 5, sample_size = 1)]
    fn une_refusee(bencher: Bencher<'_, '_>, nom: &str) {
        let corpus = Corpus::lire_sans_anomalie(&COURS, exercice(nom)).expect("le corpus se lit");
        let refusee = corpus
            .fausses
            .iter()
            .find(|reponse| matches!(reponse.attente, Attente::Refusee { .. }))
            .expect("le corpus a une réponse qui ne compile pas");
        compiler(bencher, nom, &refusee.texte);
    }

    /// Comme le correcteur : dans un arbre neuf à chaque fois.
    fn compiler(bencher: Bencher<'_, '_>, nom: &str, texte: &str) {
        let exercice = exercice(nom);
        bencher
            .with_inputs(|| tempfile::tempdir().expect("un dossier temporaire"))
            .bench_refs(|arbre| {
                ATELIER
                    .compiler(exercice, texte, arbre.path(), None)
                    .expect("rustc se lance")
            });
    }
}

#[cfg(unix)]
mod processus {
    use super::*;
    use correcteur::moteur::bac_a_sable::{BacASable, Besoin, Limites};
    use correcteur::moteur::processus::{Demande, Fin, executer};
    use std::path::Path;
    use std::time::Duration;
    use tempfile::TempDir;

    /// Octets du déluge.
    const DELUGE: usize = 100 * 1024 * 1024;

    fn demande<'a>(ligne: &'a str) -> Demande<'a> {
        Demande {
            entree: b"secret\n",
            ligne_attendue: Some(ligne),
            delai: Duration::from_secs(30),
            garder: 64 * 1024,
        }
    }

    /// Ce que coûte un processus qui ne fait rien : le lancer, l'attendre, vérifier qu'il ne laisse rien.
    #[divan::bench(sample_count = 50)]
    fn sans_protection(bencher: Bencher<'_, '_>) {
        ne_rien_faire(bencher, &BacASable::aucun());
    }

    /// Le même, derrière toutes les protections de cette machine.
    #[divan::bench(sample_count = 50)]
    fn avec_celles_de_la_machine(bencher: Bencher<'_, '_>) {
        ne_rien_faire(bencher, &BacASable::de_la_machine());
    }

    fn ne_rien_faire(bencher: Bencher<'_, '_>, bac: &BacASable) {
        let dossier = dossier_ouvert();
        bencher.bench(|| {
            let fin = dans(bac, dossier.path(), "exit 0", "jamais");
            assert!(fin.statut.is_some_and(|statut| statut.success()), "{fin:?}");
        });
    }

    /// Cent Mio de texte, où la ligne attendue vient en dernier.
    #[divan::bench(sample_count = 5, sample_size = 1)]
    fn un_deluge_de_100_mio(bencher: Bencher<'_, '_>) {
        let dossier = dossier_ouvert();
        let script = format!("yes 'une ligne de texte' | head -c {DELUGE}; echo; echo signé");
        bencher.counter(BytesCount::new(DELUGE)).bench(|| {
            let fin = dans(&BacASable::aucun(), dossier.path(), &script, "signé");
            assert!(fin.signe, "la ligne attendue n'a pas été vue");
        });
    }

    fn dans(bac: &BacASable, dossier: &Path, script: &str, ligne: &str) -> Fin {
        let mut commande = Command::new("/bin/sh");
        commande.args(["-c", script]).current_dir(dossier);
        let besoin = Besoin {
            lus: Vec::new(),
            ecrits: vec![dossier],
            passagers: Vec::new(),
            limites: Limites {
                processeur: 30,
                memoire: 1536,
                adresses: 6144,
                fichier: 64,
                processus: 1024,
            },
            sans_droits: true,
        };
        executer(bac.envelopper(commande, &besoin), &demande(ligne)).expect("sh se lance")
    }

    /// Un dossier que l'utilisateur du test, qui n'est pas toujours celui-ci, peut traverser.
    fn dossier_ouvert() -> TempDir {
        use std::os::unix::fs::PermissionsExt;
        tempfile::Builder::new()
            .permissions(std::fs::Permissions::from_mode(0o755))
            .tempdir()
            .expect("un dossier temporaire")
    }
}

mod formats {
    use super::*;
    use correcteur::formats::{Detail, Format, ecrire, mettre_en_forme};

    const EN_UN_DOCUMENT: [Format; 7] = [
        Format::Table,
        Format::Json,
        Format::Csv,
        Format::Junit,
        Format::Markdown,
        Format::Github,
        Format::Html,
    ];
    const EN_UN_DOCUMENT_PAR_COPIE: [Format; 4] = [
        Format::Gradescope,
        Format::Exercism,
        Format::Classroom50,
        Format::ClassroomLegacy,
    ];

    /// En mémoire, pour une classe de 60 ou de 200.
    #[divan::bench(args = EN_UN_DOCUMENT, consts = [60, 200], sample_count = 10, sample_size = 1)]
    fn en_un_document<const COPIES: usize>(bencher: Bencher<'_, '_>, format: Format) {
        let rapport = rapport(COPIES);
        bencher.bench(|| {
            mettre_en_forme(black_box(&rapport), format, Detail::Complet).expect("il se forme")
        });
    }

    /// Sur le disque : un fichier par copie, ou un par exercice de chaque copie.
    #[divan::bench(args = EN_UN_DOCUMENT_PAR_COPIE, consts = [60, 200], sample_count = 3, sample_size = 1)]
    fn en_un_document_par_copie<const COPIES: usize>(bencher: Bencher<'_, '_>, format: Format) {
        let rapport = rapport(COPIES);
        bencher
            .with_inputs(|| tempfile::tempdir().expect("un dossier temporaire"))
            .bench_refs(|sortie| {
                ecrire(&rapport, &[format], Detail::Complet, Some(sortie.path()))
                    .expect("il s'écrit")
            });
    }
}

// --- Une classe inventée

/// Ce qu'écrit un test ordinaire qui échoue.
const ECHEC: &str = "\nthread 'etape2::les_trois_avancent_ensemble' (4242) panicked at exo31/tests/etapes/etape1.rs:123:9:
  attendu : les trois attentes avancent ensemble : 300 ms en tout, la plus longue des trois
  observé : 600 ms, la somme des trois : chacune a commencé quand la précédente a fini
  piste   : un future ne fait rien tant que personne ne l'interroge ; lance-les tous avant d'en attendre un
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace
";

const A_FAIRE: &str = "\nthread 'etape1::un' (42) panicked at exo31/src/main.rs:11:5:
not yet implemented: étape 1 : attends les deux futures ensemble
";

fn erreur_du_compilateur() -> Diagnostic {
    let message = "async block may outlive the current function, but it borrows `compteur`";
    let cadre =
        "   |\n30 |         compteur.fetch_add(1, Ordering::SeqCst);\n   |         -------- ici\n";
    Diagnostic {
        erreur: true,
        code: Some("E0373".into()),
        message: message.into(),
        fichier: Some("exo31/src/main.rs".into()),
        ligne: Some(30),
        colonne: Some(9),
        rendu: format!("error[E0373]: {message}\n{}", cadre.repeat(8)),
    }
}

/// Le rapport d'une classe, dont les réponses sont mêlées comme celles de la mesure `classe`.
fn rapport(copies: usize) -> Rapport {
    let noms: Vec<_> = COURS.exercices.iter().map(|exo| exo.nom.clone()).collect();
    let mut rapport = Rapport::new(&COURS, &noms, Vec::new());
    rapport.copies = (0..copies).map(copie).collect();
    rapport
}

fn copie(eleve: usize) -> Copie {
    let exercices = COURS.exercices.iter().enumerate();
    let resultats = exercices
        .map(|(rang, exercice)| resultat(exercice, melange::sorte(eleve, rang), eleve))
        .collect();
    Copie::new(format!("eleve-{:03}", eleve + 1), resultats, Vec::new())
}

/// Un résultat de cette sorte ; l'étape qui échoue dépend de l'élève.
fn resultat(exercice: &Exercice, sorte: Sorte, eleve: usize) -> Resultat {
    if sorte == Sorte::Refusee {
        let erreurs = vec![erreur_du_compilateur(); 3];
        return Resultat::empeche(exercice, Empechement::NeCompilePas { erreurs });
    }
    let fausse = exercice.etapes[eleve % exercice.etapes.len()].numero;
    let verdict = |etape: u32| match sorte {
        Sorte::Enonce => Verdict::Echoue(Message::lire(A_FAIRE)),
        Sorte::Fausse if etape == fausse => Verdict::Echoue(Message::lire(ECHEC)),
        _ => Verdict::Reussi,
    };
    let tests = exercice.tests().map(|(etape, nom)| ResultatTest {
        nom: nom.to_owned(),
        etape,
        verdict: verdict(etape),
        duree_ms: 0,
        survivants: 0,
    });
    Resultat::de_tests(exercice, Vec::new(), tests.collect())
}
