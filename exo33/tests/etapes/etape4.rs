//! Étape 4, `obtenir` : un seul calcul par clé, que les autres demandes attendent, et que la suivante reprend s'il échoue.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::panic_any;
use std::sync::Arc;
use std::time::Duration;

use banc::{
    Appel, Boite, Etat, Patience, Temoin, attraper, chronometrer, echec, ensemble, exiger,
    exiger_egal, mener, ms, nommer, pendant, texte,
};
use tokio::sync::{Mutex, OnceCell};
use tokio::time::{sleep, timeout};

use crate::Cache; // nom fixé par l'énoncé
use crate::commun_aux_etapes::sans_panique;

/// Ce que l'énoncé donne, à la lettre : une réponse qui le changerait ne compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn donne() -> Cache {
    let _: Cache = Cache::new();
    let entrees = Mutex::<HashMap<String, Arc<OnceCell<String>>>>::default();
    Cache { entrees }
}

/// L'appel, avec les types de la consigne : elle n'en demande pas plus du calcul.
fn obtenir<'a>(cache: &'a Cache, cle: &'a str, calcul: Boite<'a, String>) -> Boite<'a, String> {
    fn appel(
        cache: &Cache,
        cle: &str,
        calcul: impl Future<Output = String>,
    ) -> impl Future<Output = String> {
        cache.obtenir(cle, calcul) // signature fixée : async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String
    }
    Box::pin(appel(cache, cle, calcul))
}

const PISTE_CARTE: &str = "le verrou de la carte est gardé pendant le calcul : prends-y la cellule de la clé, rends \
    la carte, et ne calcule qu'ensuite";
const PISTE_RELEVE: &str = "une marque « calcul en cours » survit à celui qui calculait : annulé ou en panique, il \
    doit laisser la place au suivant";

/// Un calcul de `delai` millisecondes.
fn calcul(valeur: &str, delai: u64) -> Boite<'_, String> {
    let calcul = Box::pin(async move {
        sleep(ms(delai)).await;
        valeur.into()
    });
    nommer(valeur, calcul)
}

/// Le même calcul, dont ce témoin note la vie.
fn observe<'a>(temoin: &Temoin, calcul: Boite<'a, String>) -> Boite<'a, String> {
    Box::pin(temoin.autour(calcul))
}

/// Demande la clé après `depart` millisecondes ; échoue avec la piste si la réponse ne vient jamais.
fn demande<'a>(
    cache: &'a Cache,
    (depart, cle): (u64, &'a str),
    calcul: Boite<'a, String>,
    piste: &'a str,
) -> Boite<'a, String> {
    Box::pin(async move {
        if depart > 0 {
            sleep(ms(depart)).await;
        }
        let commence = Temoin::new();
        let calcul = observe(&commence, calcul);
        let appel = sans_panique(
            obtenir(cache, cle, calcul),
            "une demande dont le calcul va bien rend une valeur",
            "la fin prématurée d'une demande ne doit pas atteindre les autres : un verrou de `std::sync` \
             s'empoisonne, celui de Tokio non ; un canal fermé n'est pas une raison de paniquer ; une \
             cellule réservée peut être encore vide, et s'attend (`get_or_init`)",
        );
        let piste = || match (carte_prise(cache), commence.a_demarre()) {
            (true, false) => PISTE_MATCH,
            (true, true) => PISTE_CARTE,
            (false, _) => piste,
        };
        Patience::selon(piste).attendre(appel).await.0
    })
}

const PISTE_MATCH: &str = "l'appel attend le verrou de la carte, qu'il tient déjà : le garde créé dans un `match` ou un \
    `if let` vit jusqu'à sa fin, pas jusqu'au premier bras ; sors de la carte ce qu'il t'en faut par un `let`";

/// Quelqu'un tient la carte. Si plus rien n'avance, c'est l'appel lui-même, avant ou après avoir commencé son calcul.
fn carte_prise(cache: &Cache) -> bool {
    cache.entrees.try_lock().is_err()
}

/// Mène ces appels, et rend la valeur de ceux qui ont fini. Plus aucun n'a de raison d'attendre au bout de 450 ms : la
/// carte encore prise l'est par l'un d'eux.
async fn mener_sans_se_figer(
    cache: &Cache,
    appels: Vec<Appel<'_, String>>,
    attendu: &str,
) -> Vec<Option<String>> {
    let mut prise = false;
    let regarder = async {
        sleep(ms(450)).await;
        prise = carte_prise(cache);
    };
    let valeurs = pendant(mener(appels), regarder).await;
    exiger!(!prise, "{attendu}", "rien n'avance plus", "{PISTE_MATCH}");
    valeurs
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_valeur_connue_n_est_plus_calculee() {
    let cache = Cache::new();
    let paires = [
        ("a", "un"),
        ("b", "deux"),
        ("", "clé vide"),
        ("é", ""),
        ("A", "majuscule"),
        (" a ", "espaces"),
    ];
    for (cle, valeur) in paires {
        let obtenue = demande(&cache, (0, cle), calcul(valeur, 5), PISTE_CARTE).await;
        exiger_egal!(
            obtenue,
            valeur,
            "la valeur de la clé {cle:?}, demandée pour la première fois",
            "une clé inconnue prend la valeur de son calcul ; chaque clé a la sienne, telle qu'elle est écrite"
        );
    }
    // Plus qu'un cache que l'on viderait au-delà d'un compte rond.
    for n in 0..1100 {
        let cle = format!("clé {n}");
        demande(&cache, (0, &cle), calcul("v", 0), PISTE_CARTE).await;
    }
    // Bien après.
    sleep(ms(36_000_000)).await;
    for (cle, valeur) in paires {
        let temoin = Temoin::new();
        let autre = observe(&temoin, calcul("autre", 5));
        let obtenue = demande(&cache, (0, cle), autre, PISTE_CARTE).await;
        exiger!(
            !temoin.a_demarre(),
            "la clé {cle:?} a déjà, depuis dix heures, la valeur {valeur:?} : le calcul de la seconde demande n'est pas exécuté",
            "il l'a été",
            "le calcul est attendu avant de regarder si la valeur existe, ou la valeur n'est pas gardée (vide, \
             c'en est une aussi, et aucune ne s'oublie avec le temps)"
        );
        exiger_egal!(
            obtenue,
            valeur,
            "la valeur de la clé {cle:?}, demandée de nouveau",
            "la première valeur calculée reste celle de la clé"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_demandes_simultanees_ne_calculent_qu_une_fois() {
    let cache = Cache::new();
    let calculs = Cell::new(0);
    let noms = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    // Les cinq premières ensemble, puis une toutes les 10 ms, pendant un calcul de 100 ms.
    let departs = [0, 0, 0, 0, 0, 10, 20, 30, 40, 50];
    let mut demandes = Vec::new();
    for n in 0..10 {
        let calcul = calcul(noms[n], 100);
        let compte = Box::pin(async {
            calculs.set(calculs.get() + 1);
            calcul.await
        });
        demandes.push(demande(&cache, (departs[n], "clé"), compte, PISTE_RELEVE));
    }
    let valeurs = ensemble(demandes).await;
    let calculs = calculs.get();
    exiger!(
        calculs == 1,
        "dix demandes de la même clé font un seul calcul",
        "il y en a eu {calculs}",
        "entre « la clé est-elle connue ? » et « voici sa valeur », les autres demandes passent : la première \
         doit réserver la clé, les suivantes attendre sa valeur"
    );
    exiger!(
        valeurs.iter().all(|valeur| *valeur == valeurs[0]) && noms.contains(&&*valeurs[0]),
        "les dix demandes reçoivent la valeur qui a été calculée",
        "{valeurs:?}",
        "ceux qui attendent reçoivent la valeur du premier, pas une autre"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn des_cles_differentes_se_calculent_en_meme_temps() {
    let cache = Cache::new();
    demande(&cache, (0, "connue"), calcul("k", 0), PISTE_CARTE).await;
    let demandes = vec![
        demande(&cache, (0, "a"), calcul("va", 150), PISTE_CARTE),
        demande(&cache, (0, "b"), calcul("vb", 100), PISTE_CARTE),
        demande(&cache, (10, "c"), calcul("vc", 20), PISTE_CARTE),
    ];
    let (valeurs, duree) = chronometrer(ensemble(demandes)).await;
    exiger_egal!(
        valeurs,
        ["va", "vb", "vc"],
        "les valeurs de trois clés",
        "chaque clé a sa propre valeur"
    );
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(150),
        "trois clés calculées ensemble en 150, 100 et 20 ms durent 150 ms",
        "elles ont duré {temps}",
        "le verrou de la carte est gardé pendant le calcul, et les autres clés attendent : prends-y la cellule \
         de la clé, rends la carte, et ne calcule qu'ensuite"
    );
    // Une demande attend la valeur d'une clé que calcule une autre, et deux clés sans rapport passent.
    let moment = |depart, cle, delai| -> Boite<'_, Duration> {
        let demande = demande(&cache, (depart, cle), calcul("v", delai), PISTE_CARTE);
        Box::pin(async move { chronometrer(demande).await.1 })
    };
    let moments = ensemble(vec![
        moment(0, "lente", 100),
        moment(10, "lente", 100),
        moment(20, "connue", 0),
        moment(20, "nouvelle", 5),
    ])
    .await;
    let (connue, nouvelle) = (moments[2], moments[3]);
    let un = texte::duree(connue);
    let autre = texte::duree(nouvelle);
    exiger!(
        (connue, nouvelle) == (ms(20), ms(25)),
        "pendant qu'une demande attend la valeur d'une clé qui se calcule, une autre clé, connue, répond \
         aussitôt, et une nouvelle après son propre calcul : à 20 et 25 ms",
        "elles ont répondu à {un} et {autre}",
        "la demande qui attend garde le verrou de la carte : rends la carte avant d'attendre la cellule, que la \
         clé s'y trouve déjà ou non"
    );
    // Plus de clés que de places ou de rangs que l'on choisirait d'avance.
    let cles: Vec<String> = (0..100).map(|n| format!("clé {n}")).collect();
    let une = |cle| demande(&cache, (0, cle), calcul("v", 10), PISTE_CARTE);
    let (_, duree) = chronometrer(ensemble(cles.iter().map(|cle| une(cle)).collect())).await;
    let temps = texte::duree(duree);
    exiger!(
        duree == ms(10),
        "cent clés calculées ensemble, en 10 ms chacune, durent 10 ms",
        "elles ont duré {temps}",
        "trois clés passent ensemble, cent s'attendent : un nombre fixe de places (`Semaphore`), ou de verrous que plusieurs \
         clés se partagent, les met en file. La cellule de chaque clé suffit"
    );
    // Un calcul qui consulte lui-même le cache, pour une clé connue et pour une nouvelle.
    let imbrique = Box::pin(async {
        let connue = obtenir(&cache, "connue", calcul("?", 0)).await;
        let neuve = obtenir(&cache, "neuve", calcul("n", 10)).await;
        connue + &neuve
    });
    let valeur = demande(&cache, (0, "d"), imbrique, PISTE_CARTE).await;
    exiger_egal!(
        valeur,
        "kn",
        "la valeur d'un calcul qui a lui-même demandé deux autres clés",
        "pendant un calcul, le cache sert les autres clés"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_carte_occupee_s_attend() {
    let cache = Cache::new();
    let carte = cache.entrees.lock().await;
    let occupee =
        "si une autre demande tient la carte, la demande attend son tour, puis rend sa valeur";
    let piste = "une carte occupée s'attend (`lock().await`) : ce n'est ni une erreur, ni une raison de paniquer ou de \
                 renoncer";
    let appel = obtenir(&cache, "clé", calcul("valeur", 10));
    let mut appel = Appel::en_boite(sans_panique(appel, occupee, piste));
    let etat = appel.patienter().await;
    exiger!(
        !matches!(etat, Etat::Boucle),
        "{occupee}",
        "elle réessaie sans cesse, sans jamais attendre",
        "une boucle de `try_lock` occupe le thread pour rien, même coupée de pauses : le verrou de Tokio sait attendre, et \
         prévient quand il est libre (`lock().await`)"
    );
    drop(carte);
    let obtenue = match etat {
        Etat::Pret(valeur) => Some(valeur),
        _ => mener_sans_se_figer(&cache, vec![appel], occupee)
            .await
            .pop()
            .flatten(),
    };
    exiger!(
        obtenue.as_deref() == Some("valeur"),
        "{occupee}",
        "{obtenue:?}",
        "{piste}"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_carte_occupee_ne_fait_pas_calculer_deux_fois() {
    let cache = Cache::new();
    // Toutes demandent pendant que la carte est prise, puis la reçoivent l'une après l'autre.
    let carte = cache.entrees.lock().await;
    let calculs = Cell::new(0);
    let mut appels = Vec::new();
    for valeur in ["a", "b", "c"] {
        let calcul = calcul(valeur, 10);
        let compte = Box::pin(async {
            calculs.set(calculs.get() + 1);
            calcul.await
        });
        let mut appel = Appel::en_boite(obtenir(&cache, "clé", compte));
        let _ = appel.interroger().await;
        appels.push(appel);
    }
    drop(carte);
    let attendu = "trois demandes d'une clé, venues pendant que la carte était prise, font un seul calcul, et reçoivent \
                   sa valeur";
    let valeurs = mener_sans_se_figer(&cache, appels, attendu).await;
    let calculs = calculs.get();
    let combien = texte::nombre(calculs, "calcul", "calculs");
    exiger!(
        calculs == 1
            && valeurs
                .iter()
                .all(|valeur| valeur.is_some() && *valeur == valeurs[0]),
        "{attendu}",
        "{combien}, et {valeurs:?}",
        "la clé est cherchée sous un garde, et ajoutée sous un autre : entre les deux, une autre demande l'a ajoutée aussi ; \
         cherche et ajoute sous le même garde (`entry`)"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn un_calcul_annule_est_repris_par_une_autre_demande() {
    // Les deux demandes attendent déjà, ou viennent plus tard, ou l'une attend et l'autre vient plus tard.
    for departs in [[10, 20], [60, 70], [10, 60]] {
        let cache = Cache::new();
        let temoin = Temoin::new();
        let long = observe(&temoin, calcul("premier", 1000));
        let releves = Cell::new(0);
        let releve = |depart| {
            let calcul = Box::pin(async {
                releves.set(releves.get() + 1);
                calcul("relève", 30).await
            });
            demande(&cache, (depart, "clé"), calcul, PISTE_RELEVE)
        };
        let deux = ensemble(vec![releve(departs[0]), releve(departs[1])]);
        let mut annule = false;
        let lacher = async {
            annule = timeout(ms(50), obtenir(&cache, "clé", long)).await.is_err();
        };
        let valeurs = pendant(deux, lacher).await;
        exiger!(
            annule && temoin.est_annule(),
            "la première demande, lâchée à 50 ms, abandonne son calcul de 1000 ms",
            "son calcul n'a pas été lâché avec elle",
            "le calcul appartient à la demande qui l'exécute"
        );
        exiger_egal!(
            valeurs,
            ["relève", "relève"],
            "les valeurs des demandes qui restent quand celle qui calculait est annulée",
            "la suivante calcule à sa place, avec son propre calcul"
        );
        let calculs = releves.get();
        exiger!(
            calculs == 1,
            "une seule des deux demandes qui restent calcule à la place de celle qui est annulée, et l'autre attend sa valeur",
            "leurs calculs exécutés : {calculs}",
            "abandonnée, la demande a retiré la clé de la carte, alors que sa cellule était encore attendue : la demande \
             suivante en a créé une autre. Laisse la cellule vide où elle est, `get_or_init` la remplira"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn apres_une_panique_la_demande_suivante_calcule() {
    for depart in [10, 60] {
        let cache = Cache::new();
        let rate: Boite<'_, String> = Box::pin(async {
            sleep(ms(50)).await;
            panic_any("ce calcul panique")
        });
        let rater = async {
            let _ = attraper(obtenir(&cache, "clé", rate)).await;
        };
        let releve = demande(&cache, (depart, "clé"), calcul("relève", 30), PISTE_RELEVE);
        let valeur = pendant(releve, rater).await;
        exiger_egal!(
            valeur,
            "relève",
            "la valeur de la demande qui suit un calcul en panique",
            "la suivante calcule à sa place, avec son propre calcul"
        );
        let temoin = Temoin::new();
        let troisieme = observe(&temoin, calcul("troisième", 0));
        let valeur = demande(&cache, (0, "clé"), troisieme, PISTE_RELEVE).await;
        let recalcul = temoin.a_demarre();
        exiger!(
            valeur == "relève" && !recalcul,
            "la valeur de la relève est gardée, et n'est plus calculée",
            "une troisième demande a reçu {valeur:?} (son calcul exécuté : {recalcul})",
            "la relève remplit le cache comme l'aurait fait le premier calcul"
        );
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn une_demande_qui_cesse_d_attendre_ne_derange_personne() {
    let cache = Cache::new();
    let (inutile, inutile_aussi) = (Temoin::new(), Temoin::new());
    let jamais = observe(&inutile, calcul("abandonnée", 10));
    let jamais_non_plus = observe(&inutile_aussi, calcul("troisième", 10));
    let mut abandon = false;
    let abandonner = async {
        sleep(ms(10)).await;
        abandon = timeout(ms(20), obtenir(&cache, "clé", jamais))
            .await
            .is_err();
    };
    let demandes = ensemble(vec![
        demande(&cache, (0, "clé"), calcul("première", 100), PISTE_RELEVE),
        demande(&cache, (50, "clé"), jamais_non_plus, PISTE_RELEVE),
    ]);
    let valeurs = pendant(demandes, abandonner).await;
    exiger!(
        !inutile.a_demarre() && !inutile_aussi.a_demarre(),
        "pendant qu'une demande calcule, deux autres de la même clé attendent sa valeur",
        "leur propre calcul a été exécuté",
        "un seul calcul à la fois : la première demande réserve la clé, les suivantes attendent sa valeur"
    );
    exiger!(
        abandon && valeurs == ["première", "première"],
        "une demande qui attend la valeur d'une autre peut être lâchée sans que rien ne change",
        "attente lâchée = {abandon}, puis {valeurs:?}",
        "seule celle qui calcule compte : les autres attendent sa valeur, et leur départ n'efface rien"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn attendre_la_valeur_d_une_autre_n_occupe_pas_le_thread() {
    let cache = Cache::new();
    let appel = |valeur| Appel::en_boite(obtenir(&cache, "clé", calcul(valeur, 100)));
    let (mut premiere, mut seconde) = (appel("v"), appel("w"));
    premiere.interroger().await;
    // La première, que plus personne n'interroge, calcule tout ce temps.
    match seconde.patienter().await {
        Etat::Attend => {}
        Etat::Boucle => echec!(
            "la seconde demande attend la valeur de la première",
            "elle réessaie sans cesse, sans jamais attendre",
            "une boucle qui regarde si la valeur est là occupe le thread pour rien, même coupée de pauses : la \
             cellule sait faire attendre, et prévenir"
        ),
        Etat::Pret(valeur) => echec!(
            "la seconde demande attend la valeur de la première, aussi longtemps qu'elle se calcule",
            "elle a rendu {valeur:?} avant que la première ait fini",
            "une demande n'a ni à calculer de son côté, ni à renoncer au bout d'un délai : elle attend la valeur \
             de celle qui calcule"
        ),
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_caches_ne_partagent_rien() {
    for valeur in ["un", "deux"] {
        let cache = Cache::new();
        let obtenue = demande(&cache, (0, "clé"), calcul(valeur, 1), PISTE_CARTE).await;
        exiger_egal!(
            obtenue,
            valeur,
            "la valeur de la même clé dans un autre cache",
            "les valeurs vivent dans le cache, pas dans une variable globale"
        );
    }
}
