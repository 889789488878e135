//! Étape 1 : `charger_config` lit un fichier de configuration, et chaque `ErreurConfig` nomme ce qui est en cause et garde
//! sa cause.

#[cfg(unix)]
mod chemin;

use std::error::Error;
use std::io;
use std::num::ParseIntError;
use std::path::{Path, PathBuf};

use banc::thread_libre::{LONG, exiger_le_thread_libre};
use banc::{Boite, Explication, echec, exiger, exiger_egal, sans_panique};

use crate::commun_aux_etapes::dossier;
use crate::{Config, ErreurConfig, charger_config}; // chaque nom est fixé par l'énoncé

/// Les types de la consigne, à la lettre : une réponse qui rendrait un type à elle, égal à tout, ou qui changerait un type
/// donné, ne compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(chemin: &Path, source: io::Error, cause: ParseIntError) {
    // Importées : ce qui n'est qu'une constante du même nom ne s'importe pas.
    use crate::ErreurConfig::{CleManquante, Lecture, Port, Syntaxe};

    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<Result<Config, ErreurConfig>>(charger_config(chemin)); // signature fixée : async fn charger_config(chemin: &Path) -> Result<Config, ErreurConfig>
    let (texte, chemin) = (String::new(), PathBuf::new());
    let _ = Config {
        hote: texte.clone(),
        port: 0_u16,
    };
    let _: fn(&'static str) -> ErreurConfig = CleManquante;
    let _: [ErreurConfig; 3] = [
        Lecture { chemin, source },
        Syntaxe {
            ligne: 0_usize,
            texte: texte.clone(),
        },
        Port {
            valeur: texte,
            source: cause,
        },
    ];
}

/// Ce que donne un fichier de ce contenu.
struct Charge<'a> {
    contenu: &'a str,
    issue: Result<Config, ErreurConfig>,
}

async fn charger(contenu: &str) -> Charge<'_> {
    let dossier = dossier();
    let chemin = dossier.ecrire("serveur.conf", contenu.as_bytes());
    let issue = charger_config(&chemin).await;
    Charge { contenu, issue }
}

impl Charge<'_> {
    /// Le fichier est correct et donne cette configuration.
    fn exiger(self, hote: &str, port: u16, piste: &str) {
        let Charge { contenu, issue } = self;
        let piste = sauf_espaces(valeur_lue(&issue), piste).to_string();
        match issue {
            Ok(lue) if lue.hote == hote && lue.port == port => {}
            Ok(lue) => echec!(
                "{contenu:?} donne l'hôte {hote:?} et le port {port}",
                "{lue:?}",
                "{piste}"
            ),
            Err(erreur) => echec!(
                "{contenu:?} donne l'hôte {hote:?} et le port {port}",
                "une erreur : {erreur:?}",
                "{piste}"
            ),
        }
    }

    /// Le fichier est refusé, et voici l'erreur.
    fn exiger_erreur(self, attendu: &str, piste: &str) -> ErreurConfig {
        let Charge { contenu, issue } = self;
        match issue {
            Err(erreur) => erreur,
            Ok(lue) => echec!("{contenu:?} donne {attendu}", "{lue:?}", "{piste}"),
        }
    }
}

/// La piste du test, sauf si cette valeur a gardé ses espaces : c'est alors la seule faute en vue.
fn sauf_espaces<'a>(valeur: &str, piste: &'a str) -> &'a str {
    if valeur.trim() == valeur {
        return piste;
    }
    "la valeur a gardé l'espace qui suit le `=` : retire les espaces autour des deux parties (`trim`), une fois \
     la ligne coupée"
}

/// La valeur que montre cette issue.
fn valeur_lue(issue: &Result<Config, ErreurConfig>) -> &str {
    match issue {
        Ok(lue) => &lue.hote,
        Err(ErreurConfig::Port { valeur, .. }) => valeur,
        Err(_) => "",
    }
}

#[banc::etape]
#[tokio::test]
async fn un_fichier_correct_donne_sa_configuration() {
    let piste = "coupe chaque ligne à son `=`, puis retire les espaces autour des deux parties, \
                 et rien d'autre ; l'ordre des clés est libre, et la dernière ligne peut ne pas finir par un retour";
    for &(contenu, hote, port) in &[
        ("hote = exemple.fr\nport = 8080\n", "exemple.fr", 8080),
        ("port=443\nhote=localhost", "localhost", 443),
        ("hote = Exemple.FR\nport = 8080\n", "Exemple.FR", 8080),
        (
            "   hote   =   mon serveur   \n  port=  1 \n",
            "mon serveur",
            1,
        ),
        ("hote = \"a b\"\nport = 1\n", "\"a b\"", 1),
    ] {
        charger(contenu).await.exiger(hote, port, piste);
    }
}

#[banc::etape]
#[tokio::test]
async fn les_lignes_vides_et_les_commentaires_sont_sautes() {
    let piste = "une ligne vide, ou faite d'espaces, ne compte pas ; un commentaire commence par `#`, \
                 après d'éventuels espaces, et tout ce qu'il contient est ignoré, `=` compris";
    let contenu =
        "# hote = ailleurs\n\n   \nhote = ici\n   # port = 1\n#\nport = 2\n  # sans signe égal\n";
    charger(contenu).await.exiger("ici", 2, piste);
}

#[banc::etape]
#[tokio::test]
async fn les_cles_inconnues_sont_ignorees() {
    let piste = "seules les clés exactement égales à `hote` et `port` comptent, en minuscules ; les autres ne \
                 sont pas des erreurs, quelle que soit leur valeur";
    let contenu = "port_admin = abc\nhote = ici\nport = 2\nsupport = 3\nhotel = Ritz\nportail = 4\njeton = YQ==\nHOTE = là\nPort = 9\n";
    charger(contenu).await.exiger("ici", 2, piste);
}

#[banc::etape]
#[tokio::test]
async fn la_derniere_occurrence_d_une_cle_gagne() {
    let piste = "quand une clé revient, sa nouvelle valeur remplace l'ancienne";
    let contenu = "hote = a\nport = 1\nhote = b\nport = 2\nport = 3\nhote = c\n";
    charger(contenu).await.exiger("c", 3, piste);
    let contenu = "hote = a\nport = 1\nport = dix\n";
    let erreur = charger(contenu)
        .await
        .exiger_erreur("une erreur `Port`", piste);
    exiger!(
        matches!(&erreur, ErreurConfig::Port { valeur, .. } if valeur.trim() == "dix"),
        "{contenu:?} donne une erreur `Port` avec la valeur \"dix\"",
        "{erreur:?}",
        "la dernière occurrence gagne, même invalide"
    );
}

#[banc::etape]
#[tokio::test]
async fn la_valeur_commence_au_premier_signe_egal() {
    let piste = "seul le premier `=` sépare la clé de la valeur ; `split('=')` coupe aux suivants \
                 aussi";
    let contenu = "hote = a=b = c\nport = 7\n";
    charger(contenu).await.exiger("a=b = c", 7, piste);
}

#[banc::etape]
#[tokio::test]
async fn une_ligne_sans_signe_egal_est_une_erreur_de_syntaxe() {
    for &(contenu, numero, texte) in &[
        ("n'importe quoi\nhote = a\nport = 1\n", 1, "n'importe quoi"),
        (
            "hote = a\n\n# un commentaire\n   \nport 8080\n",
            5,
            "port 8080",
        ),
        ("hote = a\nport = 1\nfin", 3, "fin"),
        ("hote = a\n  [serveur]\nport = 1\n", 2, "[serveur]"),
        ("; texte\nhote = a\nport = 1\n", 1, "; texte"),
        ("// texte\nhote = a\nport = 1\n", 1, "// texte"),
    ] {
        let attendu = "une erreur `Syntaxe`";
        let piste = "une ligne ni vide, ni commentaire (`#`, et lui seul), ni `cle = valeur` n'est pas à ignorer : ni `[section]`, \
                     ni `; texte`, ni `// texte` ne sont de ce format";
        match charger(contenu).await.exiger_erreur(attendu, piste) {
            ErreurConfig::Syntaxe {
                ligne,
                texte: obtenu,
            } => {
                exiger!(
                    ligne == numero,
                    "dans {contenu:?}, l'erreur est à la ligne {numero}",
                    "ligne {ligne}",
                    "les lignes se comptent à partir de 1, et toutes comptent : numérote avant \
                     d'écarter les lignes vides et les commentaires"
                );
                exiger_egal!(
                    obtenu.trim(),
                    texte,
                    "le texte de la ligne en erreur",
                    "l'erreur porte la ligne en cause, pour qu'on la retrouve"
                );
            }
            autre => echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
        }
    }
}

#[banc::etape]
#[tokio::test]
async fn un_port_va_de_0_a_65535() {
    let piste = "un port est un `u16` : c'est en ce type-là qu'il faut lire la valeur";
    let contenu = "hote = a\nport = 0\n";
    charger(contenu).await.exiger("a", 0, piste);
    let contenu = "hote = a\nport = 65535\n";
    charger(contenu).await.exiger("a", 65535, piste);
    for &fausse in &["65536", "-1", "abc", "80 80", "8080.5", "99999999999999"] {
        let contenu = format!("hote = a\nport = {fausse}\n");
        let attendu = "une erreur `Port`";
        let piste = "une valeur qui n'est pas un `u16` est refusée : ni valeur par défaut \
                     (`unwrap_or`), ni conversion `as`, qui tronque en silence";
        match charger(&contenu).await.exiger_erreur(attendu, piste) {
            ErreurConfig::Port { valeur, .. } => exiger_egal!(
                valeur.trim(),
                fausse,
                "la valeur que porte l'erreur",
                "l'erreur montre la valeur refusée, telle qu'elle est dans le fichier"
            ),
            autre => echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
        }
    }
}

#[banc::etape]
#[tokio::test]
async fn une_cle_absente_est_nommee() {
    for &(contenu, manquantes) in &[
        ("port = 1\n# hote = a\n", ["hote", "hote"]),
        ("hote = a\nautre = 1\n", ["port", "port"]),
        ("", ["hote", "port"]),
    ] {
        let attendu = "une erreur `CleManquante`";
        let piste =
            "une clé obligatoire qui n'est pas là ne se devine pas : pas de valeur par défaut";
        match charger(contenu).await.exiger_erreur(attendu, piste) {
            ErreurConfig::CleManquante(cle) => exiger!(
                manquantes.contains(&cle),
                "{contenu:?} : il manque une des clés {manquantes:?}",
                "la clé {cle:?}",
                "c'est la clé absente que l'erreur nomme, `hote` ou `port`"
            ),
            autre => echec!("{contenu:?} donne {attendu}", "{autre:?}", "{piste}"),
        }
    }
}

/// Charge ce fichier ; une panique est refusée avec cette explication.
async fn charger_sans_panique(
    chemin: &Path,
    explication: Explication<'_>,
) -> Result<Config, ErreurConfig> {
    sans_panique(Box::pin(charger_config(chemin)), |_| Some(explication)).await
}

/// Ce chemin donne une erreur `Lecture` qui le porte.
async fn exiger_illisible(chemin: &Path) {
    let attendu = format!("charger {chemin:?} donne une erreur `Lecture`");
    let piste = "chaque échec de lecture devient `Lecture` : `unwrap` et `expect` en font une panique, un contenu vide à la \
                 place le cacherait";
    let explication = Explication {
        attendu: &attendu,
        piste,
    };
    match charger_sans_panique(chemin, explication).await {
        Err(ErreurConfig::Lecture { chemin: porte, .. }) => exiger_egal!(
            porte,
            chemin,
            "le chemin que porte l'erreur",
            "l'erreur porte le chemin demandé"
        ),
        autre => echec!("{attendu}", "{autre:?}", "{piste}"),
    }
}

#[banc::etape]
#[tokio::test]
async fn un_fichier_illisible_est_une_erreur_de_lecture() {
    let dossier = dossier();
    // Un fichier absent échoue à l'ouverture, un dossier (sous Unix) à la lecture seulement.
    exiger_illisible(&dossier.fichier("absent.conf")).await;
    exiger_illisible(dossier.chemin()).await;
}

#[banc::etape]
#[tokio::test]
async fn un_fichier_qui_n_est_pas_du_texte_ne_fait_pas_paniquer() {
    let dossier = dossier();
    let chemin = dossier.ecrire("binaire.conf", b"hote = \xff\xfe\nport = 1\n");
    let explication = Explication {
        attendu: "un fichier qui n'est pas de l'UTF-8 est une erreur ordinaire",
        piste: "le contenu d'un fichier vient de l'extérieur : aucun `unwrap` ne tient dessus",
    };
    let issue = charger_sans_panique(&chemin, explication).await;
    exiger!(
        matches!(issue, Err(ErreurConfig::Lecture { .. })),
        "un fichier qui n'est pas de l'UTF-8 donne une erreur `Lecture`",
        "{issue:?}",
        "ce fichier n'est pas du texte : `from_utf8_lossy` remplace en silence ce qu'il ne comprend pas, et la valeur n'est \
         plus celle du fichier"
    );
}

/// La variante de cette erreur et ce qu'elle porte, en une phrase.
fn decrire(erreur: &ErreurConfig) -> String {
    match erreur {
        ErreurConfig::Lecture { chemin, .. } => format!("une erreur `Lecture` de {chemin:?}"),
        ErreurConfig::Syntaxe { ligne, .. } => format!("une erreur `Syntaxe` à la ligne {ligne}"),
        ErreurConfig::Port { valeur, .. } => {
            format!("une erreur `Port` avec la valeur {:?}", valeur.trim())
        }
        ErreurConfig::CleManquante(cle) => format!("une erreur `CleManquante({cle:?})`"),
    }
}

/// Une erreur de chaque variante, telle que `charger_config` la rend. La variante et ses champs sont les bons : ce qui suit
/// ne parle que du message et de la cause.
async fn une_erreur_de_chaque() -> Vec<ErreurConfig> {
    let mut erreurs = vec![une_erreur_de_lecture().await];
    let loin = format!("{}hote", "\n".repeat(1200));
    for &(contenu, attendu) in &[
        (&*loin, "une erreur `Syntaxe` à la ligne 1201"),
        (
            "une ligne\net = une autre",
            "une erreur `Syntaxe` à la ligne 1",
        ),
        (
            "hote = a\nport = 70707\n",
            "une erreur `Port` avec la valeur \"70707\"",
        ),
        (
            "hote = a\nport = chat\n",
            "une erreur `Port` avec la valeur \"chat\"",
        ),
        ("hote = a\n", "une erreur `CleManquante(\"port\")`"),
        ("port = 1\n", "une erreur `CleManquante(\"hote\")`"),
    ] {
        let erreur = charger(contenu)
            .await
            .exiger_erreur("une erreur", "ce fichier est incorrect");
        let piste = "la variante dit ce qui s'est passé, et ses champs le précisent : les lignes se comptent à partir de 1, toutes, \
                     la valeur est celle du fichier, la clé celle qui manque";
        let piste = match &erreur {
            ErreurConfig::Port { valeur, .. } => sauf_espaces(valeur, piste),
            _ => piste,
        };
        let vu = if contenu == loin {
            "un fichier de 1200 lignes vides, puis \"hote\",".to_string()
        } else {
            format!("{contenu:?}")
        };
        exiger!(
            decrire(&erreur) == attendu,
            "{vu} donne {attendu}",
            "{erreur:?}",
            "{piste}"
        );
        erreurs.push(erreur);
    }
    erreurs
}

/// Celle d'un fichier absent.
async fn une_erreur_de_lecture() -> ErreurConfig {
    let dossier = dossier();
    let chemin = dossier.fichier("absent.conf");
    let erreur = match charger_config(&chemin).await {
        Err(erreur) => erreur,
        Ok(lue) => echec!(
            "un fichier absent donne une erreur",
            "{lue:?}",
            "l'échec de la lecture a été caché"
        ),
    };
    exiger!(
        decrire(&erreur) == format!("une erreur `Lecture` de {chemin:?}"),
        "un fichier absent donne une erreur `Lecture`, avec le chemin demandé",
        "{erreur:?}",
        "c'est la variante, et ce qu'elle porte, qui disent ce qui s'est passé"
    );
    erreur
}

/// Ce que le message de cette erreur nomme : tout le chemin, son début compris, la ligne, la valeur ou la clé.
fn mots(erreur: &ErreurConfig) -> Vec<String> {
    let mot = match erreur {
        ErreurConfig::Lecture { chemin, .. } => {
            let noms = chemin.iter().rev().take(2);
            return noms.map(|nom| nom.to_string_lossy().into()).collect();
        }
        ErreurConfig::Syntaxe { ligne, .. } => ligne.to_string(),
        ErreurConfig::Port { valeur, .. } => valeur.trim().to_string(),
        ErreurConfig::CleManquante(cle) => cle.to_string(),
    };
    vec![mot]
}

#[banc::etape]
#[tokio::test]
async fn chaque_message_nomme_ce_qui_est_en_cause() {
    let mut vus = Vec::new();
    for erreur in &une_erreur_de_chaque().await {
        let message = erreur.to_string();
        exiger!(
            !vus.contains(&message),
            "chaque erreur a son message : celui de {erreur:?} n'est pas celui d'une autre",
            "deux fois {message:?}",
            "un message qui cite toutes les clés ne dit pas laquelle manque : c'est la valeur du champ (`{{0}}`) qu'il nomme"
        );
        for mot in &mots(erreur) {
            exiger!(
                message.contains(mot),
                "le message de {erreur:?} contient {mot:?}",
                "{message:?}",
                "l'attribut `#[error(…)]` de la variante compose son message : il nomme le chemin entier, le numéro de ligne, \
                 la valeur ou la clé, par leurs champs"
            );
        }
        vus.push(message);
    }
}

fn est_le_fichier_absent(cause: &(dyn Error + 'static)) -> bool {
    let cause = cause.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| {
        cause.kind() == io::ErrorKind::NotFound && cause.raw_os_error().is_some()
    })
}

/// La cause est celle qu'a eue la lecture de cette valeur.
fn est_celle_du_port(cause: &(dyn Error + 'static), valeur: &str) -> bool {
    let origine = valeur.trim().parse::<u16>().err();
    origine.as_ref() == cause.downcast_ref::<ParseIntError>()
}

#[banc::etape]
#[tokio::test]
async fn source_donne_la_cause_quand_il_y_en_a_une() {
    for erreur in &une_erreur_de_chaque().await {
        let cause = erreur.source();
        let (bonne, attendu) = match erreur {
            ErreurConfig::Lecture { .. } => (
                cause.is_some_and(est_le_fichier_absent),
                "l'`io::Error` d'origine, de genre `NotFound`, avec son code du système",
            ),
            ErreurConfig::Port { valeur, .. } => (
                cause.is_some_and(|cause| est_celle_du_port(cause, valeur)),
                "la `ParseIntError` d'origine",
            ),
            _ => (cause.is_none(), "aucune cause"),
        };
        exiger!(
            bonne,
            "`source()` de {erreur:?} donne {attendu}",
            "{cause:?}",
            "l'erreur d'origine se garde entière dans le champ `source`, que thiserror relie à \
             `source()` : une erreur refaite, à partir d'un texte, d'un genre ou d'une autre valeur, a perdu \
             son genre ou son code"
        );
    }
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_au_fichier() {
    let dossier = dossier();
    let contenu = format!("hote = a\nport = 1\n#{}\n", *LONG);
    let chemin = dossier.ecrire("serveur.conf", contenu.as_bytes());
    exiger_le_thread_libre(&dossier, &|| {}, &|| ignorer(&chemin));
}

/// Charge ce fichier, quoi qu'il en sorte.
fn ignorer(chemin: &Path) -> Boite<'_, ()> {
    Box::pin(async {
        let _ = charger_config(chemin).await;
    })
}
