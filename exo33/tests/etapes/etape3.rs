//! Étape 3, `virer` : ni interblocage, ni argent perdu, quels que soient l'ordre des comptes et l'instant de l'abandon.

use std::rc::Rc;

use banc::{
    Appel, Boite, Etat, couper, echec, exiger, exiger_egal, finir, mener, ms, pendant, texte,
};
use tokio::sync::Mutex;
use tokio::task::yield_now;
use tokio::time::sleep;

use crate::commun_aux_etapes::sans_panique;
use crate::{Compte, SoldeInsuffisant, virer}; // chaque nom est fixé par l'énoncé

/// Ce que l'énoncé donne, à la lettre : une réponse qui le changerait ne compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn donne() -> Compte {
    let _: Compte = Compte::new(0_u32, 0_u64);
    let _: SoldeInsuffisant = SoldeInsuffisant {};
    let solde = Mutex::<u64>::new(0);
    Compte { numero: 1, solde }
}

type Issue = Result<(), SoldeInsuffisant>;

const PISTE_VERROUS: &str = "le virement attend un verrou qu'il tient déjà (`solde()` reprend celui du compte : lis \
    par ton garde), ou rien ne le prévient que le verrou est libre : celui de Tokio réveille lui-même qui l'attend";

/// L'appel, avec les types de la consigne.
fn virement<'a>(de: &'a Compte, vers: &'a Compte, montant: u64) -> Boite<'a, Issue> {
    Box::pin(async move {
        let attendu = format!("un virement de {montant} rend `Ok` ou `Err(SoldeInsuffisant)`");
        let piste = "vérifie le solde avant de soustraire (et sous le même verrou) : une soustraction d'entiers \
                     sans signe ne descend pas sous 0, elle déborde";
        let appel: Boite<'_, Issue> = Box::pin(virer(de, vers, montant)); // signature fixée : async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant>
        sans_panique(appel, &attendu, piste).await
    })
}

async fn soldes(comptes: &[Compte]) -> Vec<u64> {
    let mut soldes = Vec::new();
    for compte in comptes {
        soldes.push(*compte.solde.lock().await);
    }
    soldes
}

fn comptes(numeros: &[u32], solde: u64) -> Vec<Compte> {
    let mut comptes = Vec::new();
    for numero in numeros {
        comptes.push(Compte::new(*numero, solde));
    }
    comptes
}

/// Interroge un virement dont le test tient un compte, sans pouvoir le faire finir.
async fn faire_attendre(appel: &mut Appel<'_, Issue>) {
    if let Etat::Pret(issue) = appel.interroger().await {
        echec!(
            "un compte est occupé : le virement attend",
            "il a rendu {issue:?} sans attendre",
            "un verrou occupé s'attend : il ne dit rien du solde, et n'est ni une erreur, ni une raison de renoncer"
        );
    }
}

/// Met tous les virements (de, vers, montant) en attente des verrous, que le test tient, puis rend tout
/// d'un coup : l'entrelacement qui fige un mauvais ordre arrive à coup sûr.
async fn virer_tous(comptes: &[Compte], virements: &[(usize, usize, u64)]) -> Vec<Issue> {
    let mut gardes = Vec::new();
    for compte in comptes {
        gardes.push(compte.solde.lock().await);
    }
    let mut appels = Vec::new();
    for &(de, vers, montant) in virements {
        let mut appel = Appel::en_boite(virement(&comptes[de], &comptes[vers], montant));
        faire_attendre(&mut appel).await;
        appels.push(appel);
    }
    drop(gardes);
    let issues = mener(appels).await;
    exiger!(
        issues.iter().all(Option::is_some),
        "tous les virements finissent, une fois les comptes rendus",
        "ils s'attendent les uns les autres : {issues:?}",
        "des virements croisés tiennent chacun le verrou que l'autre attend : tous doivent prendre les deux \
         verrous dans le même ordre, qui ne dépend pas du sens du virement"
    );
    issues.into_iter().flatten().collect()
}

/// Juge un virement seul, que rien ne gêne. Les tests où plusieurs se croisent commencent par lui quand leur compte n'y est
/// pas : leur piste n'expliquerait pas un virement déjà faux.
async fn juger_un_virement_seul() {
    // Dans les deux sens : du petit numéro au grand, puis du grand au petit.
    for numeros in [[1, 2], [7, 3]] {
        for (montant, attendus) in [
            (0, [100, 100]),
            (30, [70, 130]),
            (99, [1, 199]),
            (100, [0, 200]),
        ] {
            let comptes = comptes(&numeros, 100);
            let [de, vers] = numeros;
            let issue = finir(virement(&comptes[0], &comptes[1], montant), PISTE_VERROUS).await;
            exiger!(
                issue.is_ok() || montant != 0,
                "un virement de 0 depuis un compte de 100 passe",
                "il a été refusé",
                "un montant nul passe toujours : seul un solde plus petit que `montant` fait refuser"
            );
            exiger!(
                issue.is_ok(),
                "un virement de {montant} depuis un compte de 100 passe",
                "il a été refusé",
                "un compte peut donner jusqu'à son dernier centime : `montant` égal au solde convient"
            );
            exiger_egal!(
                soldes(&comptes).await,
                attendus,
                "les soldes après un virement de {montant} du compte {de} au compte {vers}, de 100 chacun",
                "`de` est débité et `vers` crédité, quel que soit l'ordre dans lequel leurs verrous ont été \
                 pris"
            );
        }
    }
}

/// Les soldes de tous ces comptes.
async fn exiger_les_soldes(comptes: &[Compte], attendus: &[u64], quoi: &str, piste: &str) {
    let soldes = soldes(comptes).await;
    if soldes != attendus {
        juger_un_virement_seul().await;
    }
    exiger_egal!(soldes, attendus, "{quoi}", "{piste}");
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_montant_passe_d_un_compte_a_l_autre() {
    juger_un_virement_seul().await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_refus_laisse_les_deux_comptes_intacts() {
    for numeros in [[1, 2], [7, 3]] {
        for montant in [11, 1000, 1 << 32, u64::MAX] {
            let comptes = [Compte::new(numeros[0], 10), Compte::new(numeros[1], 0)];
            let issue = finir(virement(&comptes[0], &comptes[1], montant), PISTE_VERROUS).await;
            exiger_egal!(
                issue,
                Err(SoldeInsuffisant),
                "un virement de {montant} depuis un compte de 10",
                "compare `montant` au solde du compte débité, tous deux sans signe, et tels quels : `as` change un \
                 nombre qui ne tient pas dans le nouveau type"
            );
            exiger_egal!(
                soldes(&comptes).await,
                [10, 0],
                "les soldes après un refus",
                "vérifie avant de toucher à quoi que ce soit : ni débit, ni crédit, même partiel"
            );
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_virement_a_soi_meme_ne_change_rien() {
    for (solde, montant, accepte) in [
        (100, 40, true),
        (100, 100, true),
        (100, 101, false),
        (0, 0, true),
        (0, 1, false),
    ] {
        let compte = Compte::new(5, solde);
        let issue = finir(
            virement(&compte, &compte, montant),
            "un virement d'un compte à lui-même prend deux fois le même verrou, et s'attend lui-même : \
             c'est un cas à part, reconnaissable au numéro",
        )
        .await;
        let attendu = if accepte {
            "Ok(())"
        } else {
            "Err(SoldeInsuffisant)"
        };
        exiger!(
            issue.is_ok() == accepte,
            "un virement de {montant} d'un compte de {solde} à lui-même rend {attendu}",
            "{issue:?}",
            "même d'un compte à lui-même, le virement est refusé si le solde est trop bas, et seulement alors"
        );
        exiger_egal!(
            *compte.solde.lock().await,
            solde,
            "le solde après un virement de {montant} à soi-même",
            "les deux soldes sont le même : écrire l'un puis l'autre crée ou détruit de l'argent"
        );
    }
}

/// Deux numéros à cette distance ont le même reste par 10, 1000, 7, 9, 256, 65 536…
const MEMES_RESTES: u32 = 2_580_480_000;

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_virements_croises_ne_se_figent_pas() {
    // Des numéros de toutes les parités et de toutes les tailles.
    for numeros in [
        [1, 2],
        [2, 1],
        [3, 1],
        [2, 4],
        [256, 0],
        [0, u32::MAX],
        [5, 5 + MEMES_RESTES],
    ] {
        let comptes = comptes(&numeros, 100);
        let issues = virer_tous(&comptes, &[(0, 1, 30), (1, 0, 50)]).await;
        exiger_egal!(
            issues,
            [Ok(()), Ok(())],
            "30 dans un sens, 50 dans l'autre, en même temps",
            "un verrou occupé s'attend ; il ne dit rien du solde"
        );
        exiger_les_soldes(
            &comptes,
            &[120, 80],
            "les soldes après les deux virements",
            "un solde lu sous un verrou et écrit sous un autre efface ce que l'autre virement a fait \
             entre-temps"
        ).await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_virements_en_cercle_ne_se_figent_pas() {
    // Les philosophes : chacun tient un verrou et attend celui de son voisin.
    for numeros in [&[1, 2, 3][..], &[3, 2, 1], &[4, 2, 5, 1, 3]] {
        let comptes = comptes(numeros, 100);
        let convives = comptes.len();
        for pas in [1, convives - 1] {
            let mut cercle = Vec::new();
            for n in 0..convives {
                cercle.push((n, (n + pas) % convives, 10));
            }
            let issues = virer_tous(&comptes, &cercle).await;
            exiger!(
                issues.iter().all(Result::is_ok),
                "les {convives} virements d'un cercle de comptes passent tous",
                "{issues:?}",
                "un verrou occupé s'attend ; il ne dit rien du solde"
            );
            exiger_les_soldes(
                &comptes,
                &vec![100; convives],
                "les soldes une fois le tour bouclé",
                "chacun a reçu autant qu'il a donné : un solde lu sous un verrou et écrit sous un autre perd ce \
                 qui s'est passé entre-temps"
            ).await;
        }
    }
}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn un_virement_coupe_par_son_inverse_ne_le_fige_pas() {
    // Entre les deux verrous de l'aller, le retour s'intercale, comme le ferait un autre thread.
    for numeros in [[1, 2], [2, 1]] {
        for operations in 124..=128 {
            let comptes = Rc::new(comptes(&numeros, 100));
            let sens = |de: usize, montant| -> Boite<'static, ()> {
                let comptes = Rc::clone(&comptes);
                Box::pin(async move {
                    let _ = virement(&comptes[de], &comptes[1 - de], montant).await;
                })
            };
            let mut restants = Vec::new();
            for appel in couper(sens(0, 10), sens(1, 20), operations).await {
                restants.push(Appel::en_boite(appel));
            }
            let issues = mener(restants).await;
            exiger!(
                issues.iter().all(Option::is_some),
                "deux virements croisés finissent, où que l'un ait coupé l'autre",
                "ils s'attendent l'un l'autre",
                "chacun tient le verrou que l'autre attend. Demander les deux ensemble, par `join!`, ne les \
                 ordonne pas : prends-les l'un après l'autre, dans un ordre commun à tous"
            );
            exiger_les_soldes(
                &comptes,
                &[110, 90],
                "les soldes après 10 dans un sens et 20 dans l'autre",
                "aucun solde ne change avant que les deux verrous soient tenus",
            )
            .await;
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_retraits_simultanes_ne_depensent_pas_deux_fois_le_meme_argent() {
    for numeros in [[1, 2, 3], [3, 2, 1]] {
        let comptes = comptes(&numeros, 10);
        let issues = virer_tous(&comptes, &[(0, 1, 10), (0, 2, 10)]).await;
        let acceptes = issues.iter().filter(|issue| issue.is_ok()).count();
        if acceptes != 1 {
            juger_un_virement_seul().await;
        }
        let passes = texte::nombre(acceptes, "virement accepté", "virements acceptés");
        exiger!(
            acceptes == 1,
            "un compte de 10 ne peut donner 10 qu'une fois",
            "sur deux virements de 10 : {passes}",
            "le solde vérifié n'était plus le même au moment du débit : garde le verrou de la vérification \
             jusqu'au débit"
        );
        let soldes = soldes(&comptes).await;
        exiger!(
            soldes[0] == 0 && soldes.iter().sum::<u64>() == 30,
            "le compte débité est à 0, et le total reste 30",
            "les soldes {soldes:?}",
            "garde les deux verrous de la vérification jusqu'au crédit"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_virement_ne_retarde_pas_ceux_des_autres_comptes() {
    for tenu in 0..2 {
        let paire = comptes(&[20, 21], 100);
        let garde = paire[tenu].solde.lock().await;
        let mut bloque = Appel::en_boite(virement(&paire[0], &paire[1], 10));
        faire_attendre(&mut bloque).await;
        for numero in (0..20).chain(22..60).chain([20 + MEMES_RESTES]) {
            // 121 est impair : les deux numéros ne sont jamais le même.
            let autres = comptes(&[numero, 121_u32.wrapping_sub(numero)], 100);
            let libre = Appel::en_boite(virement(&autres[0], &autres[1], 10));
            exiger!(
                mener(vec![libre]).await == [Some(Ok(()))],
                "pendant qu'un virement attend son verrou, un autre, entre deux autres comptes, passe",
                "il attend aussi",
                "un verrou commun à tous les virements, ou à ceux dont les numéros ont le même reste, les met en file : les \
                 seuls verrous nécessaires sont ceux des deux comptes"
            );
        }
        drop(bloque);
        drop(garde);
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_virement_qui_attend_un_verrou_n_a_encore_rien_change() {
    for numeros in [[1, 2], [2, 1]] {
        for tenu in 0..2 {
            let comptes = comptes(&numeros, 100);
            let garde = comptes[tenu].solde.lock().await;
            let mut appel = Appel::en_boite(virement(&comptes[0], &comptes[1], 30));
            faire_attendre(&mut appel).await;
            for heures in 0..3 {
                exiger!(
                    !matches!(appel.interroger().await, Etat::Pret(_)),
                    "un compte est occupé : le virement attend",
                    "il a rendu une réponse, et le compte l'est toujours (heures d'attente : {heures})",
                    "un verrou occupé s'attend, aussi longtemps qu'il le faut : un délai qui passe n'est ni une \
                     erreur, ni une raison de renoncer"
                );
                // L'autre compte, s'il est libre, n'a pas bougé non plus : qui tient les deux verrous
                // voit toujours le même total.
                if let Ok(autre) = comptes[1 - tenu].solde.try_lock() {
                    exiger!(
                        (*garde, *autre) == (100, 100),
                        "qui tient les deux verrous voit les deux comptes à 100",
                        "un compte à {garde}, l'autre à {autre}",
                        "le débit et le crédit se font ensemble, quand les deux verrous sont tenus, jamais l'un \
                         avant d'avoir obtenu l'autre"
                    );
                }
                sleep(ms(3_600_000)).await;
            }
            drop(garde);
            let issue = mener(vec![appel]).await;
            exiger!(
                issue == [Some(Ok(()))],
                "une fois le compte rendu, le virement se fait",
                "{issue:?}",
                "un verrou occupé s'attend ; il ne dit rien du solde"
            );
            exiger_les_soldes(
                &comptes,
                &[70, 130],
                "les soldes après un virement qui a dû attendre",
                "relis les soldes une fois les verrous obtenus",
            )
            .await;
            // Puis pour de vrai : c'est la fin du garde qui doit réveiller le virement.
            let garde = comptes[tenu].solde.lock().await;
            let rendre = async {
                yield_now().await;
                drop(garde);
            };
            let appel = finir(virement(&comptes[1], &comptes[0], 5), PISTE_VERROUS);
            let issue = pendant(appel, rendre).await;
            exiger!(
                issue.is_ok(),
                "une fois le compte rendu, le virement se fait",
                "{issue:?}",
                "un verrou occupé s'attend ; il ne dit rien du solde"
            );
        }
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn abandonner_un_virement_qui_attend_ne_perd_pas_d_argent() {
    for numeros in [[1, 2], [2, 1]] {
        // Un seul verrou est tenu, ou les deux, dont un est rendu avant l'abandon.
        for (tenu, deux) in [(0, false), (1, false), (0, true), (1, true)] {
            let comptes = comptes(&numeros, 100);
            let garde = comptes[tenu].solde.lock().await;
            let rendu = if deux {
                Some(comptes[1 - tenu].solde.lock().await)
            } else {
                None
            };
            let mut appel = Appel::en_boite(virement(&comptes[0], &comptes[1], 30));
            faire_attendre(&mut appel).await;
            drop(rendu);
            faire_attendre(&mut appel).await;
            drop(appel);
            drop(garde);
            let soldes = soldes(&comptes).await;
            let total = soldes[0] + soldes[1];
            exiger!(
                total >= 200,
                "un virement abandonné pendant qu'il attend un verrou ne change rien : [100, 100]",
                "{soldes:?} : de l'argent est perdu",
                "le débit est fait avant d'avoir obtenu le second verrou : au `.await`, un future peut être \
                 lâché, et le crédit ne vient jamais"
            );
            exiger!(
                soldes == [100, 100],
                "un virement abandonné pendant qu'il attend un verrou ne change rien : [100, 100]",
                "{soldes:?}",
                "aucun solde ne change avant que les deux verrous soient tenus"
            );
        }
        abandonner_a_chaque_await(&numeros).await;
    }
}

/// Aucun compte n'est tenu, et le virement est abandonné à chacun des moments où il rend la main, s'il le fait.
async fn abandonner_a_chaque_await(numeros: &[u32]) {
    for tours in 1..6 {
        let comptes = comptes(numeros, 100);
        let mut appel = Appel::en_boite(virement(&comptes[0], &comptes[1], 30));
        if (0..tours).any(|_| appel.sonder().is_ready()) {
            return;
        }
        drop(appel);
        let soldes = soldes(&comptes).await;
        exiger!(
            soldes[0] + soldes[1] == 200,
            "un virement abandonné à l'un de ses `.await` ne perd ni ne crée d'argent : les deux comptes ont 200 en tout",
            "{soldes:?}",
            "un `.await` sépare le débit du crédit (une pause, un `yield_now`, une trace) : lâché là, le virement n'est fait \
             qu'à moitié. Les deux verrous tenus, débite et crédite d'une traite"
        );
    }
}
