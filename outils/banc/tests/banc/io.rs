//! Les appels qui rendent un `io::Result`.

use std::future::pending;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

use banc::io::{
    appeler, decrire, echouer, echouer_sans_dossier, en_moins_de, exiger_l_erreur_d_un_dossier,
    ignorer, reussir, reussir_avec,
};
use banc::ms;
use tokio::task::yield_now;

use crate::outils::{echec_de, sous_le_banc};

/// Ce que dit l'échec de ce corps, sous le banc.
fn echec(corps: impl Future<Output = ()> + 'static) -> String {
    echec_de(|| sous_le_banc(corps))
}

async fn absent() -> Result<()> {
    Err(Error::from_raw_os_error(2))
}

#[test]
fn l_issue_d_un_appel_est_la_sienne() {
    sous_le_banc(async {
        assert_eq!(reussir(async { Ok(7) }).await, 7);
        assert_eq!(reussir_avec(Path::new("a"), async { Ok(7) }).await, 7);
        let erreur = appeler(absent()).await.unwrap_err();
        assert_eq!(erreur.kind(), ErrorKind::NotFound);
        ignorer(absent()).await;
    });
}

#[test]
fn une_erreur_ou_une_panique_a_son_explication() {
    let message = echec(async { reussir(absent()).await });
    assert!(message.contains("il est à créer"), "{message}");
    let message = echec(async { reussir(async { Err(Error::from_raw_os_error(9)) }).await });
    assert!(message.contains("`File::create` n'ouvre"), "{message}");
    let message = echec(async {
        let appel: Result<()> = appeler(async { panic!("called `unwrap()`") }).await;
        drop(appel);
    });
    assert!(message.contains("`?` rend l'erreur"), "{message}");
    let message = echec(async { reussir(async { panic!("autre") }).await });
    assert_eq!(message, "autre");
}

#[cfg(target_os = "linux")]
#[test]
fn un_nom_sans_utf8_a_sa_piste() {
    use std::os::unix::ffi::OsStrExt;

    let chemin = || Path::new(std::ffi::OsStr::from_bytes(b"d\xE9p\xF4t/a"));
    sous_le_banc(async move { assert_eq!(reussir_avec(chemin(), async { Ok(7) }).await, 7) });
    let message = echec(async move { reussir_avec(chemin(), absent()).await });
    assert!(message.contains(r"d\xE9p\xF4t"), "{message}");
    let message = echec(async move { reussir_avec(chemin(), async { panic!("aïe") }).await });
    assert!(message.contains("aïe"), "{message}");
    assert!(message.contains("`to_str` rend alors `None`"), "{message}");
}

#[test]
fn une_lecture_qui_ne_voit_pas_la_fin_du_fichier_est_nommee() {
    let message = echec(async {
        reussir(async {
            loop {
                yield_now().await;
            }
        })
        .await
    });
    assert!(message.contains("rendent `Ok(0)`"), "{message}");
}

#[test]
fn l_erreur_attendue_est_celle_du_systeme_telle_quelle() {
    sous_le_banc(echouer("un fichier absent", ErrorKind::NotFound, absent()));
    let message = echec(echouer("un cas", ErrorKind::NotFound, async { Ok(7) }));
    assert!(message.contains("`Ok(7)`"), "{message}");
    let invalide = || async { Err::<(), _>(Error::from(ErrorKind::InvalidData)) };
    sous_le_banc(echouer("un cas", ErrorKind::InvalidData, invalide()));
    let message = echec(echouer("un cas", ErrorKind::NotFound, invalide()));
    assert!(message.contains("perdre son genre"), "{message}");
    let sans_code = async { Err::<(), _>(Error::from(ErrorKind::NotFound)) };
    let message = echec(echouer("un cas", ErrorKind::NotFound, sans_code));
    assert!(message.contains("sans code"), "{message}");
}

#[test]
fn un_dossier_absent_ne_se_cree_pas() {
    sous_le_banc(async {
        let dossier = banc::dossier!();
        echouer_sans_dossier(&dossier, absent()).await;
    });
    let message = echec(async {
        let dossier = banc::dossier!();
        let creer = async { std::fs::create_dir(dossier.fichier("absent")) };
        echouer_sans_dossier(&dossier, creer).await;
    });
    assert!(message.contains("[\"absent\"]"), "{message}");
    let message = echec(async {
        let dossier = banc::dossier!();
        echouer_sans_dossier(&dossier, async { Ok(7) }).await;
    });
    assert!(message.contains("`Ok(7)`"), "{message}");
}

#[test]
fn un_appel_a_le_temps_qu_on_lui_donne() {
    sous_le_banc(async {
        assert!(matches!(
            en_moins_de(ms(10), async { Ok(7) }).await,
            Some(Ok(7))
        ));
        assert!(en_moins_de(ms(10), pending::<Result<()>>()).await.is_none());
    });
}

#[test]
fn une_issue_se_dit_en_une_ligne() {
    sous_le_banc(async {
        assert_eq!(decrire(async { Ok("Ok, 7".to_owned()) }).await, "Ok, 7");
        let erreur = decrire(async { absent().await.map(|()| String::new()) }).await;
        assert!(erreur.starts_with("Err("), "{erreur}");
        assert_eq!(decrire(async { panic!("aïe") }).await, "panique, aïe");
    });
}

#[test]
fn lire_un_dossier_est_une_erreur_qui_vient_vite() {
    let lire = |appel| exiger_l_erreur_d_un_dossier("lire", appel);
    lire(Box::pin(async { Err(Error::from_raw_os_error(21)) }));
    let message = echec_de(|| lire(Box::pin(async { Ok(0) })));
    assert!(message.contains("`while let Ok(Some(_))`"), "{message}");
    let message = echec_de(|| lire(Box::pin(pending())));
    assert!(message.contains("sautent l'erreur"), "{message}");
}
