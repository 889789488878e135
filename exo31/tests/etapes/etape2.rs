//! Étape 2, `tout_ou_rien` : les deux valeurs si tout réussit ; sinon la première erreur, à l'instant où elle arrive, et
//! l'autre future est lâché.

use crate::commun_aux_etapes::{
    PISTE_DERNIER_WAKER, PISTE_ENSEMBLE, PISTE_REVEIL_OUBLIE, dormir, echange,
    exiger_deux_appels_sans_gene, exiger_la_plus_longue, patience, s, se_reveiller,
};
use crate::tout_ou_rien; // nom fixé par l'énoncé
use banc::{Boite, Temoin, exiger, exiger_egal, texte};
use std::task::{Context, Waker};
use std::time::Duration;

/// Une erreur qui ne se clone pas.
#[derive(Debug, PartialEq)]
struct Refus(char);

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à ses arguments, ou rend un autre type, ne
/// compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<A, B, E>(
    a: impl Future<Output = Result<A, E>>,
    b: impl Future<Output = Result<B, E>>,
) -> impl Future<Output = Result<(A, B), E>> {
    tout_ou_rien(a, b) // signature fixée : async fn tout_ou_rien<A, B, E>(a: impl Future<Output = Result<A, E>>, b: impl Future<Output = Result<B, E>>) -> Result<(A, B), E>
}

/// Un future qui réussit (1 pour `a`, 2 pour `b`) ou échoue (`Refus(nom)`) après `duree`.
fn tentative<'a>(
    temoin: &Temoin,
    nom: char,
    reussit: bool,
    duree: Duration,
) -> Boite<'a, Result<u32, Refus>> {
    Box::pin(temoin.autour(async move {
        dormir(duree).await;
        match nom {
            _ if !reussit => Err(Refus(nom)),
            'a' => Ok(1),
            _ => Ok(2),
        }
    }))
}

const PISTE_ERREUR: &str = "une erreur est là, mais l'appel attend encore l'autre future : il doit finir \
    dès la première erreur";

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_succes_durent_le_temps_du_plus_long() {
    for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
        let appel = tout_ou_rien(
            tentative(&Temoin::nomme("a"), 'a', true, da),
            tentative(&Temoin::nomme("b"), 'b', true, db),
        );
        let (issue, duree) = patience(PISTE_ENSEMBLE).attendre(appel).await;
        exiger_la_plus_longue(duree, da, db);
        exiger_egal!(
            issue,
            Ok((1, 2)),
            "l'issue de deux succès",
            "quand les deux réussissent, rends leurs deux valeurs, celle de `a` d'abord"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn la_premiere_erreur_arrete_tout_aussitot() {
    for fautif in ['a', 'b'] {
        let (ta, tb) = (Temoin::nomme("a"), Temoin::nomme("b"));
        let delai = |nom| if nom == fautif { s(100) } else { s(300) };
        let appel = tout_ou_rien(
            tentative(&ta, 'a', fautif != 'a', delai('a')),
            tentative(&tb, 'b', fautif != 'b', delai('b')),
        );
        let (issue, duree) = patience(PISTE_ERREUR).attendre(appel).await;
        let lue = texte::duree(duree);
        exiger!(
            duree != s(400),
            "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
            "il l'a rendue au bout de {lue} : l'autre future a d'abord été attendu jusqu'au bout",
            "`a.await?` puis `b.await?` les attend l'un après l'autre : les deux doivent avancer \
             ensemble, et la première erreur mettre fin à l'attente"
        );
        let autre = if fautif == 'a' { tb } else { ta };
        exiger!(
            duree == s(100) || !autre.a_fini(),
            "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
            "il l'a rendue au bout de {lue}, l'autre future étant allé jusqu'au bout",
            "`join!` attend la fin de tous, erreurs ou pas, et laisse regarder ensuite : Tokio a une \
             autre macro, qui s'arrête à la première erreur, d'où qu'elle vienne"
        );
        exiger!(
            duree == s(100),
            "`{fautif}` échoue au bout de 100 s : l'appel rend son erreur à cet instant",
            "il l'a rendue au bout de {lue}",
            "n'attends rien de plus une fois l'erreur connue"
        );
        exiger_egal!(
            issue,
            Err(Refus(fautif)),
            "l'issue quand `{fautif}` échoue",
            "rends l'erreur elle-même, telle quelle"
        );
        exiger!(
            autre.a_demarre(),
            "les deux futures avancent ensemble",
            "`{fautif}` a échoué au bout de 100 s, et l'autre n'avait pas encore été interrogé",
            "`a.await?` ne s'occupe que de `a` : `b` doit démarrer en même temps que lui"
        );
        exiger!(
            autre.est_annule(),
            "l'autre future est lâché avant que l'appel rende l'erreur",
            "il existe encore",
            "un future s'annule en étant détruit : ne le range nulle part où il survivrait à l'appel"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_erreur_immediate_n_attend_pas_l_autre() {
    let temoin = Temoin::nomme("l'autre");
    let sans_fin = |nom| tentative(&temoin, nom, true, Duration::MAX);
    let refus = |nom| tentative(&Temoin::nomme("fautif"), nom, false, Duration::ZERO);
    let piste = "l'autre future ne finira jamais, et l'appel l'attend quand même : la première erreur \
        suffit pour conclure";
    for fautif in ['a', 'b'] {
        let (a, b) = match fautif {
            'a' => (refus('a'), sans_fin('b')),
            _ => (sans_fin('a'), refus('b')),
        };
        let (issue, duree) = patience(piste).attendre(tout_ou_rien(a, b)).await;
        let lue = texte::duree(duree);
        exiger!(
            duree.is_zero(),
            "`{fautif}` échoue d'emblée : l'appel rend l'erreur aussitôt",
            "il a rendu {issue:?} au bout de {lue}",
            "n'attends rien de plus une fois l'erreur connue"
        );
        exiger!(
            temoin.est_annule(),
            "`{fautif}` échoue d'emblée : l'autre future est lâché avant que l'appel rende l'erreur",
            "il existe encore",
            "un future s'annule en étant détruit : ne le range nulle part où il survivrait à l'appel"
        );
        exiger_egal!(
            issue,
            Err(Refus(fautif)),
            "l'issue quand `{fautif}` échoue d'emblée",
            "rends l'erreur elle-même, telle quelle"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_erreur_qui_suit_un_succes_est_rendue() {
    // Le succès d'abord, puis au même instant que l'erreur.
    for (fautif, succes) in [('a', 100), ('b', 100), ('a', 200), ('b', 200)] {
        let delai = |nom| s(if nom == fautif { 200 } else { succes });
        let appel = tout_ou_rien(
            tentative(&Temoin::nomme("a"), 'a', fautif != 'a', delai('a')),
            tentative(&Temoin::nomme("b"), 'b', fautif != 'b', delai('b')),
        );
        let (issue, duree) = patience(PISTE_ERREUR).attendre(appel).await;
        let lue = texte::duree(duree);
        let rendue = issue == Err(Refus(fautif));
        exiger!(
            !rendue || duree <= s(200),
            "un succès après {succes} s puis l'échec de `{fautif}` après 200 s : l'erreur arrive à 200 s",
            "elle arrive à {lue}",
            "n'attends rien de plus une fois l'erreur connue"
        );
        exiger!(
            rendue && duree == s(200),
            "un succès après {succes} s puis l'échec de `{fautif}` après 200 s : l'erreur arrive à 200 s",
            "{issue:?} arrive à {lue}",
            "un succès ne décide de rien tant que l'autre n'a pas répondu : il faut les deux valeurs, \
             et toute erreur compte"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn de_deux_erreurs_la_premiere_est_rendue() {
    for (da, db) in [(s(100), s(300)), (s(300), s(100)), (s(200), s(200))] {
        let appel = tout_ou_rien(
            tentative(&Temoin::nomme("a"), 'a', false, da),
            tentative(&Temoin::nomme("b"), 'b', false, db),
        );
        let (issue, duree) = patience(PISTE_ERREUR).attendre(appel).await;
        let lue = texte::duree(duree);
        let bonne = match &issue {
            Err(Refus('a')) => da <= db,
            Err(Refus('b')) => db <= da,
            _ => false,
        };
        let (la, lb) = (texte::duree(da), texte::duree(db));
        let (premiere, seconde) = if da < db { (da, db) } else { (db, da) };
        exiger!(
            duree == premiere || duree >= seconde || !bonne,
            "`a` échoue après {la} et `b` après {lb} : la première erreur, à sa date",
            "{issue:?} au bout de {lue}, un peu trop tard",
            "n'attends rien de plus une fois l'erreur connue"
        );
        exiger!(
            bonne && duree == premiere,
            "`a` échoue après {la} et `b` après {lb} : la première erreur, à sa date",
            "{issue:?} au bout de {lue}",
            "{PISTE_ERREUR}, quel que soit celui qui l'a rendue"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chacun_peut_attendre_un_message_de_l_autre() {
    let (a, b) = echange();
    let a: Boite<'_, Result<u32, Refus>> = Box::pin(async { Ok(a.await) });
    let b: Boite<'_, Result<u32, Refus>> = Box::pin(async { Ok(b.await) });
    let (issue, _) = patience(PISTE_ENSEMBLE).attendre(tout_ou_rien(a, b)).await;
    exiger_egal!(
        issue,
        Ok((3, 4)),
        "les valeurs de deux futures qui se répondent",
        "chacun doit avancer dès que l'autre lui a envoyé son message"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd() {
    let presse = |nom, valeur| -> Boite<'static, Result<u32, Refus>> {
        Box::pin(Temoin::nomme(nom).autour(async move {
            se_reveiller().await;
            Ok(valeur)
        }))
    };
    let appel = tout_ou_rien(presse("a", 1), presse("b", 2));
    let (issue, _) = patience(PISTE_REVEIL_OUBLIE).attendre(appel).await;
    exiger_egal!(
        issue,
        Ok((1, 2)),
        "les valeurs de deux futures qui cèdent leur tour",
        "{PISTE_REVEIL_OUBLIE}"
    );
    let mut appel = Box::pin(tout_ou_rien(
        tentative(&Temoin::nomme("a"), 'a', true, s(1)),
        tentative(&Temoin::nomme("b"), 'b', true, s(2)),
    ));
    let _ = appel.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    let _ = patience(PISTE_DERNIER_WAKER).attendre(appel).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_en_meme_temps_ne_se_genent_pas() {
    let appel = |noms: [&'static str; 2], b_reussit, attendue| -> Boite<'static, ()> {
        Box::pin(async move {
            let a = tentative(&Temoin::nomme(noms[0]), 'a', true, s(100));
            let b = tentative(&Temoin::nomme(noms[1]), 'b', b_reussit, s(200));
            exiger_egal!(
                tout_ou_rien(a, b).await,
                attendue,
                "l'issue de l'un des deux appels",
                "chaque appel rend les valeurs, ou l'erreur, de ses propres futures"
            );
        })
    };
    let appels = vec![
        appel(["a", "b"], true, Ok((1, 2))),
        appel(["c", "d"], false, Err(Refus('b'))),
    ];
    exiger_deux_appels_sans_gene(appels, s(200)).await;
}
