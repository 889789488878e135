//! Étape 2 : `preparer` ajoute à l'erreur de l'étape 1 ce qu'on faisait, sans la perdre.

use std::error::Error;
use std::path::{Path, PathBuf};

use banc::texte::nombre;
use banc::{Boite, Explication, echec, exiger, exiger_egal, sans_panique};

use crate::commun_aux_etapes::dossier;
use crate::{Config, ErreurConfig, preparer}; // chaque nom est fixé par l'énoncé

/// Les types de la consigne, à la lettre.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature(chemin: &Path) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<anyhow::Result<Config>>(preparer(chemin)); // signature fixée : async fn preparer(chemin: &Path) -> anyhow::Result<Config>
}

/// Prépare le fichier de ce chemin ; `preparer` ne panique pas.
fn preparer_sans_panique(chemin: &Path) -> Boite<'_, anyhow::Result<Config>> {
    sans_panique(Box::pin(preparer(chemin)), |_| {
        Some(Explication {
            attendu: "`preparer` rend une erreur",
            piste: "`unwrap` et `expect` paniquent : ajoute le contexte à l'erreur, puis rends-la (`?`) ; un chemin n'est \
                    pas toujours de l'UTF-8, et `display()` l'écrit quand même",
        })
    })
}

/// Prépare un fichier de ce contenu, ou absent, qui doit échouer ; rend l'erreur et le chemin.
async fn echec_de_preparation(contenu: Option<&str>) -> (anyhow::Error, PathBuf) {
    let dossier = dossier();
    // Le `.` se voit dans ce qu'écrit `display()`, et disparaît d'un chemin refait.
    let chemin = dossier.fichier("./réglages du serveur.conf");
    if let Some(contenu) = contenu {
        dossier.ecrire("réglages du serveur.conf", contenu.as_bytes());
    }
    match preparer_sans_panique(&chemin).await {
        Err(erreur) => (erreur, chemin),
        Ok(lue) => echec!(
            "préparer {contenu:?} donne une erreur",
            "{lue:?}",
            "une erreur de chargement se transmet, elle ne se remplace pas"
        ),
    }
}

const FICHIERS_FAUX: &[Option<&str>] = &[
    None,
    Some("hote = a\nport\n"),
    Some("hote = a\nport = 70000\n"),
    Some("hote = a\n"),
];

#[banc::etape]
#[tokio::test]
async fn un_fichier_correct_donne_sa_configuration() {
    let dossier = dossier();
    for &(hote, port) in &[("Exemple.FR", 8080), ("localhost", 1)] {
        let contenu = format!("hote = {hote}\nport = {port}\n");
        let chemin = dossier.ecrire("serveur.conf", contenu.as_bytes());
        match preparer(&chemin).await {
            Ok(lue) => exiger!(
                lue.hote == hote && lue.port == port,
                "la configuration {hote:?}, {port}",
                "{lue:?}",
                "quand tout va bien, la configuration de l'étape 1 passe telle quelle"
            ),
            Err(erreur) => echec!(
                "la configuration {hote:?}, {port}",
                "une erreur : {erreur:#}",
                "quand tout va bien, la configuration de l'étape 1 passe telle quelle"
            ),
        }
    }
}

/// Le message de tête est le contexte demandé.
fn exiger_contexte(erreur: &anyhow::Error, chemin: &Path) {
    let tete = erreur.to_string();
    exiger!(
        !tete.contains("{"),
        "le message de tête de l'erreur (ce que montre `{{}}`) nomme le chemin du fichier",
        "{tete:?}",
        "`context(\"…{{chemin}}\")` n'interpole rien : `format!` le fait"
    );
    exiger_egal!(
        tete,
        format!("préparation avec {}", chemin.display()),
        "le message de tête de l'erreur (ce que montre `{{}}`)",
        "c'est le contexte, mot pour mot, avec le chemin reçu, tel que `display()` l'écrit (`{{:?}}` ajoute des \
         guillemets, `canonicalize` en fait un autre) ; la cause, elle, vient derrière, dans la chaîne"
    );
}

#[banc::etape]
#[tokio::test]
async fn l_erreur_dit_ce_qu_on_preparait() {
    for &contenu in FICHIERS_FAUX {
        let (erreur, chemin) = echec_de_preparation(contenu).await;
        exiger_contexte(&erreur, &chemin);
    }
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn un_chemin_qui_n_est_pas_de_l_utf8_se_nomme_aussi() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let nom = OsStr::from_bytes(b"r\xe9glages.conf");
    let chemin = dossier().chemin().join(nom);
    match preparer_sans_panique(&chemin).await {
        Err(erreur) => exiger_contexte(&erreur, &chemin),
        Ok(lue) => echec!(
            "préparer un fichier absent donne une erreur",
            "{lue:?}",
            "une erreur de chargement se transmet, elle ne se remplace pas"
        ),
    }
}

#[banc::etape]
#[tokio::test]
async fn l_erreur_d_origine_se_retrouve_par_downcast() {
    for &contenu in FICHIERS_FAUX {
        let (erreur, _) = echec_de_preparation(contenu).await;
        let origine = erreur.downcast_ref::<ErreurConfig>();
        let bonne = match (contenu, origine) {
            (None, Some(ErreurConfig::Lecture { source, .. })) => source.raw_os_error().is_some(),
            (Some(texte), Some(ErreurConfig::Syntaxe { .. })) => texte.contains("port\n"),
            (Some(texte), Some(ErreurConfig::Port { .. })) => texte.contains("70000"),
            (Some(texte), Some(ErreurConfig::CleManquante(_))) => !texte.contains("port"),
            _ => false,
        };
        let refaite = matches!(
            (contenu, origine),
            (None, Some(ErreurConfig::Lecture { .. }))
        );
        let piste = if refaite {
            "refaite à partir de son genre ou de son texte, la cause a perdu son code : le contexte s'ajoute par-dessus l'erreur \
             reçue, sans rien y changer"
        } else {
            "`anyhow!(\"…{erreur}\")`, `bail!` ou `to_string()` n'en gardent que le texte : le contexte s'ajoute par-dessus \
             l'erreur, sans la convertir"
        };
        let contenu = contenu.unwrap_or("absent");
        exiger!(
            bonne,
            "pour le fichier {contenu:?}, `downcast_ref::<ErreurConfig>()` retrouve l'erreur de l'étape 1",
            "{origine:?}",
            "{piste}"
        );
    }
}

#[banc::etape]
#[tokio::test]
async fn la_chaine_complete_montre_la_cause() {
    for &contenu in FICHIERS_FAUX {
        let (erreur, _) = echec_de_preparation(contenu).await;
        let chaine = format!("{erreur:#}");
        let longueur = erreur.chain().count();
        let maillons = nombre(longueur, "maillon", "maillons");
        exiger!(
            longueur >= 2 && chaine.len() > erreur.to_string().len(),
            "`{{:#}}` montre le contexte, puis l'erreur de l'étape 1",
            "{maillons} : {chaine:?}",
            "le contexte s'ajoute à l'erreur d'origine ; ici, l'un des deux manque"
        );
        let tete = erreur.to_string();
        let fois = erreur.chain().filter(|maillon| maillon.to_string() == tete);
        let fois = fois.count();
        exiger!(
            fois == 1,
            "`{{:#}}` montre une fois le contexte, puis l'erreur de l'étape 1",
            "le contexte y est {fois} fois : {chaine:?}",
            "un seul `with_context` suffit, et il s'ajoute à l'erreur de l'étape 1, qui ne l'a pas encore"
        );
        // La cause que l'étape 1 a mise dans son erreur, si elle en a mis une.
        let origine = erreur.downcast_ref::<ErreurConfig>();
        let cause = origine.and_then(Error::source).map(ToString::to_string);
        exiger!(
            cause.is_none()
                || erreur
                    .chain()
                    .any(|maillon| cause == Some(maillon.to_string())),
            "`{{:#}}` montre toute la chaîne, jusqu'à la cause de l'erreur de l'étape 1",
            "{maillons}, sans elle : {chaine:?}",
            "`Error::msg` et `anyhow!` prennent l'erreur pour un texte, qui n'a plus de `source()` : `with_context` s'appelle sur le \
             `Result` de l'étape 1, tel qu'il est"
        );
    }
}
