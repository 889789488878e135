//! Étape 5, `deposer` et `retirer` : attendre qu'il y ait assez, sans redemander sans cesse, sans tenir le verrou, et sans
//! qu'un réveil se perde.

use std::rc::Rc;

use banc::{
    Appel, AuReveil, Boite, Etat, chronometrer, echec, ensemble, exiger, exiger_egal, finir, mener,
    ms, texte,
};
use tokio::sync::{Mutex, Notify};
use tokio::time::sleep;

use crate::Stock; // nom fixé par l'énoncé
use crate::commun_aux_etapes::sans_panique;

/// Ce que l'énoncé donne, à la lettre : une réponse qui le changerait ne compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
async fn donne() -> u32 {
    let _: Stock = Stock::new(0_u32);
    let (quantite, change) = (Mutex::<u32>::new(0), Notify::new());
    let stock = Stock { quantite, change };
    let _: () = stock.deposer(0_u32).await; // signature fixée : async fn deposer(&self, n: u32)
    let _: () = stock.retirer(0_u32).await; // signature fixée : async fn retirer(&self, n: u32)
    stock.quantite().await
}

const PISTE_DEPOT: &str = "le dépôt attend le verrou que tient celui qui attend un dépôt, ou qu'il tient lui-même : \
    `deposer` ne tient le verrou que le temps d'une addition";

const PISTE_REVEIL: &str =
    "un dépôt change la quantité, puis prévient (`Notify`) tous ceux qui attendent";

/// Les appels, dont le type ne dit que ce qu'ils rendent, et qui gardent le stock en vie.
fn depot(stock: &Rc<Stock>, n: u32) -> Boite<'static, ()> {
    let stock = Rc::clone(stock);
    let appel = Box::pin(async move { stock.deposer(n).await });
    sans_panique(
        appel,
        "un dépôt ajoute sa quantité au stock",
        "un stock occupé s'attend (`lock().await`) : ce n'est pas une raison de paniquer",
    )
}

fn retrait(stock: &Rc<Stock>, n: u32) -> Boite<'static, ()> {
    let stock = Rc::clone(stock);
    let appel = Box::pin(async move { stock.retirer(n).await });
    sans_panique(
        appel,
        "un retrait attend qu'il y ait assez, et retire ce qu'il demande",
        "la quantité ne suffit pas au moment de la soustraction : regarde et soustrais sous le même garde, et, réveillé, \
         regarde de nouveau, car un autre a pu se servir (un stock occupé, lui, s'attend)",
    )
}

fn stock(quantite: u32) -> Rc<Stock> {
    Rc::new(Stock::new(quantite))
}

fn est_pret(etat: &Etat<()>) -> bool {
    matches!(etat, Etat::Pret(()))
}

async fn deposer(stock: &Rc<Stock>, n: u32) {
    finir(depot(stock, n), PISTE_DEPOT).await;
}

/// La quantité, que le test lit par lui-même : un retrait qui attend ne tient pas le verrou.
fn quantite(stock: &Stock) -> u32 {
    let Ok(quantite) = stock.quantite.try_lock() else {
        echec!(
            "pendant qu'un retrait attend, le stock est libre",
            "son verrou est pris",
            "le verrou est gardé pendant l'attente, et aucun dépôt ne peut plus se faire : rends-le avant d'attendre \
             (un garde vit jusqu'à la fin de son bloc, ou du `match` ou du `if let` qui l'a créé)"
        )
    };
    *quantite
}

/// Un retrait de `n`, à qui le stock ne suffit pas : il attend, et rien n'a changé.
async fn faire_attendre(stock: &Rc<Stock>, n: u32) -> Appel<'static, ()> {
    let mut appel = Appel::en_boite(retrait(stock, n));
    exiger_l_attente(&mut appel, (stock, n), quantite(stock)).await;
    appel
}

/// Le retrait de `n` attend encore, et le stock est resté à `reste`.
async fn exiger_l_attente(
    appel: &mut Appel<'static, ()>,
    (stock, n): (&Rc<Stock>, u32),
    reste: u32,
) {
    juger_l_attente(appel.interroger().await, n, reste);
    exiger_rien_de_pris(stock, n, reste);
}

/// De même, pendant des heures : il n'y a qu'un jour par test.
async fn exiger_une_longue_attente(
    appel: &mut Appel<'static, ()>,
    (stock, n): (&Rc<Stock>, u32),
    reste: u32,
) {
    juger_l_attente(appel.patienter().await, n, reste);
    exiger_rien_de_pris(stock, n, reste);
}

fn juger_l_attente(etat: Etat<()>, n: u32, reste: u32) {
    match etat {
        Etat::Attend => {}
        Etat::Boucle => echec!(
            "un retrait de {n} attend d'être prévenu qu'un stock de {reste} a changé",
            "il redemande sans cesse, sans jamais attendre",
            "une boucle qui regarde s'il y a assez occupe le thread pour rien, même coupée de pauses ou d'un délai ; un \
             `notified()` qui a déjà servi est prêt aussitôt : il en faut un neuf à chaque tour"
        ),
        Etat::Pret(()) => echec!(
            "un retrait de {n} attend qu'il y ait {n} dans un stock de {reste}, aussi longtemps qu'il le faut",
            "il a fini, sans qu'il y ait assez",
            "ni un retrait partiel, ni un retrait sans regarder : un dépôt, un réveil ou un délai qui passe ne disent pas \
             qu'il y a assez, c'est à regarder de nouveau (`loop`)"
        ),
    }
}

/// Un retrait qui n'a pas fini n'a rien retiré.
fn exiger_rien_de_pris(stock: &Stock, n: u32, reste: u32) {
    let observe = quantite(stock);
    exiger!(
        observe == reste,
        "un retrait de {n} qui n'a pas fini a laissé le stock à {reste}",
        "le stock est à {observe}",
        "retire tout d'un coup, et rien avant qu'il y ait assez ; et n'attends plus rien (`.await`) une fois que c'est \
         pris : abandonné là, le retrait aurait pris pour personne"
    );
}

/// Le retrait finit, maintenant qu'il y a assez, et laisse le stock à `reste`.
async fn exiger_servi(
    appel: &mut Appel<'static, ()>,
    (stock, n): (&Rc<Stock>, u32),
    reste: u32,
    piste: &str,
) {
    let fini = est_pret(&appel.interroger().await);
    let observe = quantite(stock);
    exiger!(
        fini && observe == reste,
        "un retrait de {n}, qui attendait, est servi dès qu'il y a assez, et laisse le stock à {reste}",
        "fini = {fini}, et le stock est à {observe}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn ce_qui_est_deja_la_se_retire_sans_attendre() {
    for &(avant, n) in &[(10, 3), (10, 10), (u32::MAX, u32::MAX), (5, 0), (0, 0)] {
        let stock = stock(avant);
        let mut appel = Appel::en_boite(retrait(&stock, n));
        let fini = est_pret(&appel.interroger().await);
        exiger!(
            fini,
            "un retrait de {n} dans un stock de {avant} n'attend pas",
            "il attend",
            "regarde d'abord, attends ensuite ; tout le stock peut partir, et zéro se retire toujours"
        );
        exiger_egal!(
            quantite(&stock),
            avant - n,
            "le stock de {avant} après un retrait de {n}",
            "retire `n`, exactement, et une seule fois"
        );
    }
    // Deux stocks, qui ne partagent rien.
    let (un, autre) = (stock(0), stock(2));
    deposer(&un, u32::MAX).await;
    deposer(&autre, 3).await;
    let observes = (quantite(&un), quantite(&autre));
    exiger!(
        observes == (u32::MAX, 5),
        "deux stocks, de 0 et de 2, après des dépôts de 4294967295 dans l'un et de 3 dans l'autre : 4294967295 et 5",
        "{observes:?}",
        "`deposer` ajoute `n` au stock qu'on lui désigne, et à lui seul"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_retrait_attend_qu_il_y_ait_assez_sans_tenir_le_verrou() {
    let stock = stock(2);
    let mut appel = faire_attendre(&stock, 5).await;
    for reste in [3, 4] {
        deposer(&stock, 1).await;
        exiger_l_attente(&mut appel, (&stock, 5), reste).await;
    }
    exiger_une_longue_attente(&mut appel, (&stock, 5), 4).await;
    deposer(&stock, 2).await;
    exiger_servi(&mut appel, (&stock, 5), 1, PISTE_REVEIL).await;
    // Dans un stock vide, un dépôt de la quantité exacte.
    let stock = self::stock(0);
    let mut appel = faire_attendre(&stock, u32::MAX).await;
    deposer(&stock, u32::MAX).await;
    exiger_servi(&mut appel, (&stock, u32::MAX), 0, PISTE_REVEIL).await;
}

/// Fait attendre ces retraits, dans cet ordre, puis dépose. Rend le nombre de ceux qui sont servis, et ceux qui attendent.
async fn servir(
    stock: &Rc<Stock>,
    demandes: &[u32],
    n: u32,
) -> (usize, Vec<(u32, Appel<'static, ()>)>) {
    let mut appels = Vec::new();
    for &demande in demandes {
        appels.push((demande, faire_attendre(stock, demande).await));
    }
    deposer(stock, n).await;
    // Deux regards : un retrait servi a pu en prévenir un autre.
    for _ in 0..2 {
        for (demande, mut appel) in std::mem::take(&mut appels) {
            if !est_pret(&appel.interroger().await) {
                appels.push((demande, appel));
            }
        }
    }
    (demandes.len() - appels.len(), appels)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_depot_sert_tous_ceux_a_qui_il_suffit() {
    for &(demandes, n, servis) in &[
        (&[1, 1, 1][..], 3, 3),
        (&[1, 2], 4, 2),
        (&[2, 2], 3, 1),
        (&[5, 1], 1, 1),
        (&[5, 1, 2], 3, 2),
        (&[1, 5, 2], 3, 2),
        (&[5, 6, 7, 1], 1, 1),
    ] {
        let stock = stock(0);
        let (observes, attendent) = servir(&stock, demandes, n).await;
        let reste = quantite(&stock);
        exiger!(
            observes != 0,
            "des retraits {demandes:?} attendent ; un dépôt de {n} en sert {servis}",
            "aucun n'est servi, et le stock reste à {reste}",
            "personne n'est prévenu, ou le réveil est allé à qui ne peut pas être servi : `notify_one` n'en réveille qu'un, \
             le premier venu, et le passer au suivant s'arrête à qui doit attendre encore ; une file d'attente, un tour font \
             de même (qui demande peu peut passer devant)"
        );
        exiger!(
            observes == servis,
            "des retraits {demandes:?} attendent ; un dépôt de {n} en sert {servis}",
            "il en a servi {observes}, et le stock reste à {reste}",
            "un dépôt peut suffire à plusieurs, et `notify_one` n'en réveille qu'un : préviens-les tous"
        );
        // Ceux qui restent le sont par le dépôt suivant.
        let manque: u32 = attendent.iter().map(|(demande, _)| demande).sum();
        deposer(&stock, manque).await;
        for (demande, mut appel) in attendent {
            exiger!(
                est_pret(&appel.interroger().await),
                "le retrait de {demande}, resté seul à attendre, est servi par le dépôt suivant",
                "il attend toujours",
                "réveillé pour rien, un retrait doit attendre de nouveau, et être prévenu de nouveau"
            );
        }
        exiger_egal!(
            quantite(&stock),
            reste,
            "le stock, une fois tous servis",
            "chacun retire ce qu'il demande, une seule fois"
        );
    }
}

/// Tient le stock, fait demander `premier` puis `second`, dans cet ordre, et le rend : `second` passe au moment même où
/// `premier` rend le verrou, comme sur un autre thread. Dit lesquels ont fini, `premier` compris.
async fn glisser(
    stock: &Rc<Stock>,
    mut premier: Appel<'static, ()>,
    second: Boite<'static, ()>,
) -> (bool, bool) {
    let garde = stock.quantite.lock().await;
    let etat = premier.interroger().await;
    exiger!(
        matches!(etat, Etat::Attend),
        "le stock est occupé : le retrait attend son tour",
        "il a fini, ou redemande sans cesse",
        "un stock occupé s'attend (`lock().await`) : une boucle de `try_lock` occupe le thread, y renoncer ne retire rien"
    );
    let second = AuReveil::interroger(second);
    drop(garde);
    let mut etat = premier.interroger().await;
    let second = match second.reprendre() {
        None => true,
        Some(second) => est_pret(&Appel::en_boite(second).interroger().await),
    };
    if !est_pret(&etat) {
        etat = premier.interroger().await;
    }
    (est_pret(&etat), second)
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_reveil_ne_se_perd_entre_le_regard_et_l_attente() {
    // Au premier regard, puis à ceux qui suivent un réveil.
    for reveils in 0..3 {
        let stock = stock(0);
        let n = reveils + 1;
        let mut appel = Appel::en_boite(retrait(&stock, n));
        for _ in 0..reveils {
            let _ = appel.interroger().await;
            deposer(&stock, 1).await;
        }
        let (servi, depose) = glisser(&stock, appel, depot(&stock, 1)).await;
        exiger!(depose, "le dépôt se fait", "il attend", "{PISTE_DEPOT}");
        let reste = quantite(&stock);
        exiger!(
            servi && depose && reste == 0,
            "un dépôt vient au moment même où un retrait de {n}, qui n'avait pas trouvé assez, rend le verrou : le retrait \
             est servi",
            "retrait fini = {servi}, dépôt fini = {depose}, et le stock est à {reste}",
            "le dépôt est venu juste après le regard, quand le verrou venait d'être rendu, et son réveil est perdu : \
             `notify_waiters` n'atteint que les `notified()` qui existent déjà ; crée le tien avant de regarder"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_depot_previent_une_fois_que_le_stock_a_change() {
    let stock = stock(0);
    // Un retrait si prompt qu'il regarde au moment même où on le prévient.
    let prompt = AuReveil::interroger(retrait(&stock, 1));
    deposer(&stock, 1).await;
    let Some(appel) = prompt.reprendre() else {
        return;
    };
    let piste = "le retrait a été prévenu, a regardé, et n'a rien vu : `deposer` prévient avant d'avoir ajouté (ajoute \
         d'abord)";
    exiger_servi(&mut Appel::en_boite(appel), (&stock, 1), 0, piste).await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_retraits_ne_prennent_pas_la_meme_chose() {
    let stock = stock(5);
    let appel = Appel::en_boite(retrait(&stock, 4));
    let (premier, second) = glisser(&stock, appel, retrait(&stock, 4)).await;
    let reste = quantite(&stock);
    let piste = if premier || second {
        "la quantité regardée n'était plus la même au moment du retrait : regarde et retire sous le même garde"
    } else {
        "un stock occupé s'attend (`lock().await`) : `try_lock` y renonce, et aucun dépôt ne viendra plus prévenir"
    };
    exiger!(
        premier != second && reste == 1,
        "un stock de 5 sert un retrait de 4, pas deux",
        "premier servi = {premier}, second servi = {second}, et le stock est à {reste}",
        "{piste}"
    );
}

/// Un appel attend le stock, que le test tient.
fn juger_l_occupation(nom: &str, etat: Etat<()>) {
    match etat {
        Etat::Attend => {}
        Etat::Pret(()) => echec!(
            "le stock est occupé : un {nom} attend son tour",
            "il a fini, et rien n'a changé",
            "`try_lock` échoue quand le verrou est pris, un délai finit par passer : attends le verrou \
             (`lock().await`), n'y renonce pas"
        ),
        Etat::Boucle => echec!(
            "le stock est occupé : un {nom} attend son tour",
            "il réessaie sans cesse, sans jamais attendre",
            "une boucle de `try_lock` occupe le thread pour rien, même coupée de pauses : le verrou de Tokio sait \
             attendre (`lock().await`)"
        ),
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_stock_occupe_s_attend() {
    let stock = stock(5);
    let garde = stock.quantite.lock().await;
    let mut depot = Appel::en_boite(depot(&stock, 3));
    let mut retrait = Appel::en_boite(retrait(&stock, 4));
    juger_l_occupation("dépôt", depot.interroger().await);
    juger_l_occupation("retrait", retrait.interroger().await);
    // Vingt heures pour l'un, qui passent aussi pour l'autre.
    juger_l_occupation("dépôt", depot.patienter().await);
    juger_l_occupation("retrait", retrait.interroger().await);
    drop(garde);
    // À tour de rôle : un dépôt qui relit la quantité la demande derrière le retrait.
    let finis = mener(vec![depot, retrait]).await;
    for (nom, fini) in ["dépôt", "retrait"].into_iter().zip(finis) {
        exiger!(
            fini.is_some(),
            "le stock rendu, un {nom} qui attendait son tour se fait",
            "il attend toujours",
            "un stock occupé s'attend, rien d'autre"
        );
    }
    exiger_egal!(
        quantite(&stock),
        4,
        "le stock de 5, après un dépôt de 3 et un retrait de 4",
        "un stock occupé s'attend, et ne change rien à ce qui se dépose ni à ce qui se retire"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_retrait_abandonne_n_a_rien_pris_et_ne_prive_personne() {
    // Abandonné pendant qu'il attend.
    let stock = stock(2);
    drop(faire_attendre(&stock, 3).await);
    deposer(&stock, 4).await;
    exiger_egal!(
        quantite(&stock),
        6,
        "le stock de 2, après un retrait de 3, abandonné, puis un dépôt de 4",
        "un retrait abandonné n'a rien pris, ni rien réservé"
    );
    // Abandonné à chacun des moments où il rend la main, qu'il ait d'abord attendu ou non.
    for tours in 1..6 {
        for avant in [0, 3] {
            let stock = self::stock(avant);
            let mut appel = Appel::en_boite(retrait(&stock, 2));
            if avant == 0 {
                let _ = appel.interroger().await;
                deposer(&stock, 3).await;
            }
            if (0..tours).all(|_| appel.sonder().is_pending()) {
                drop(appel);
                exiger_rien_de_pris(&stock, 2, 3);
            }
        }
    }
    // Abandonné alors qu'un dépôt l'a réveillé : avant qu'il ait repris, ou alors qu'il demande le verrou.
    for repris in [false, true] {
        let stock = self::stock(0);
        let mut abandonne = faire_attendre(&stock, 1).await;
        let mut autre = faire_attendre(&stock, 1).await;
        deposer(&stock, 1).await;
        if repris {
            let garde = stock.quantite.lock().await;
            let _ = abandonne.interroger().await;
            drop(abandonne);
            drop(garde);
        } else {
            drop(abandonne);
        }
        exiger_servi(
            &mut autre,
            (&stock, 1),
            0,
            "un retrait abandonné est parti avec le seul réveil du dépôt (`notify_one` n'en donne qu'un) : les autres \
             doivent être prévenus aussi",
        )
        .await;
    }
}

/// Un retrait qu'un dépôt, toutes les 10 ms jusqu'à 30, finit par servir.
fn servi_par_un_depot(retrait: Boite<'static, ()>) -> Boite<'static, ()> {
    Box::pin(async move {
        let ((), duree) = chronometrer(finir(retrait, PISTE_REVEIL)).await;
        let mis = texte::duree(duree);
        exiger!(
            [10, 20, 30].contains(&duree.as_millis()),
            "un dépôt toutes les 10 ms : chaque retrait finit à l'instant même d'un dépôt",
            "l'un d'eux a fini au bout de {mis}",
            "regarder de temps en temps s'il y a assez est toujours en retard, et renoncer ne retire rien : attends d'être \
             prévenu"
        );
    })
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_depot_reveille_les_retraits_aussitot() {
    let stock = stock(0);
    // Des retraits de 3, 1 et 2, dans cet ordre, et un dépôt de 2 toutes les 10 ms.
    let mut appels = Vec::new();
    for n in [3, 1, 2] {
        appels.push(servi_par_un_depot(retrait(&stock, n)));
    }
    appels.push(Box::pin(async move {
        for _ in 0..3 {
            sleep(ms(10)).await;
            deposer(&stock, 2).await;
        }
    }));
    ensemble(appels).await;
}
