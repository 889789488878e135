//! Étape 4 : `reessayer` essaie jusqu'au succès ou au dernier essai, avec des pauses qui doublent jusqu'à un plafond.

use std::fmt::{Display, Formatter};
use std::time::Duration;

use banc::texte::{duree, nombre};
use banc::{Boite, Explication, Jauge, Patience, echec, ensemble, exiger, ms, sans_panique};
use tokio::time::{Instant, sleep};

use crate::reessayer; // nom fixé par l'énoncé

/// Celle de la consigne, à la lettre : une réponse qui en demande davantage à `T` ou à `E` ne compile pas.
#[allow(dead_code, reason = "seuls ses types comptent")]
fn signature<T, E>(operation: impl AsyncFnMut() -> Result<T, E>) {
    fn rend<T>(_: impl Future<Output = T>) {}
    rend::<Result<T, E>>(reessayer(0_u32, Duration::ZERO, Duration::MAX, operation)); // signature fixée : async fn reessayer<T, E>(essais: u32, base: Duration, plafond: Duration, operation: impl AsyncFnMut() -> Result<T, E>) -> Result<T, E>
}

/// Ce que demande un appel, et ce que fait l'opération qu'il essaie.
#[derive(Clone, Copy)]
struct Appel {
    essais: u32,
    base: Duration,
    plafond: Duration,
    /// Ce que dure chaque essai.
    lenteur: Duration,
    /// Le premier essai qui réussit ; 0 si aucun.
    succes: u32,
    /// Un autre appel est en cours, alors que celui-ci, seul, a déjà fait ce qu'il faut.
    a_deux: bool,
}

/// Dix essais au plus, de 10 ms en 10 ms, puis le double. L'opération échoue toujours, aussitôt.
const APPEL: Appel = Appel {
    essais: 10,
    base: ms(10),
    plafond: heures(10),
    lenteur: Duration::ZERO,
    succes: 0,
    a_deux: false,
};

fn patience() -> Patience<'static> {
    Patience::new(
        "une pause n'en finit pas : la première est de `base`, et aucune ne dépasse `plafond`",
    )
    .temps(heures(23))
}

const fn heures(n: u64) -> Duration {
    Duration::from_secs(3600 * n)
}

/// Ce qui s'est passé pendant un appel.
#[derive(Default)]
struct Suivi {
    /// Le numéro de l'essai dont la valeur, ou l'erreur, a été rendue.
    issue: Option<Result<u32, u32>>,
    /// Combien d'essais ont commencé.
    commences: u32,
    /// Le début et la fin de chaque essai qui a fini, depuis l'appel.
    essais: Vec<(Duration, Duration)>,
    /// Le temps de Tokio, et le temps réel, de tout l'appel.
    virtuel: Duration,
    reel: Duration,
}

/// Ce que `reessayer` rend ici n'est ni `Clone`, ni `Debug`, ni une `Error`.
struct Numero(u32);

impl Appel {
    /// Combien d'essais il doit faire.
    fn attendus(&self) -> u32 {
        let permis = self.essais.max(1);
        match self.succes {
            0 => permis,
            succes => permis.min(succes),
        }
    }

    /// La pause qui suit le n-ième essai, à partir de 1.
    fn pause(&self, n: usize) -> Duration {
        let mut pause = self.base;
        for _ in 1..n {
            pause = pause.saturating_mul(2);
        }
        pause.min(self.plafond)
    }

    /// Fait l'appel, et note ce qui se passe.
    async fn suivre(self) -> Suivi {
        let mut suivi = Suivi::default();
        let (depart, reel) = (Instant::now(), std::time::Instant::now());
        let (mut n, frise) = (0, Jauge::nommee("essais"));
        let operation = async || {
            n += 1;
            let _essai = frise.entrer();
            let debut = depart.elapsed();
            sleep(self.lenteur).await;
            suivi.essais.push((debut, depart.elapsed()));
            if n == self.succes {
                Ok(Numero(n))
            } else {
                Err(Numero(n))
            }
        };
        suivi.issue = match reessayer(self.essais, self.base, self.plafond, operation).await {
            Ok(n) => Some(Ok(n.0)),
            Err(n) => Some(Err(n.0)),
        };
        suivi.commences = n;
        (suivi.virtuel, suivi.reel) = (depart.elapsed(), reel.elapsed());
        suivi
    }

    /// Fait l'appel et le juge ; il n'a pas à paniquer.
    fn essayer(self) -> Boite<'static, ()> {
        let appel = Box::pin(async move { self.juger(&self.suivre().await) });
        sans_panique(appel, |message| Some(expliquer(message)))
    }

    /// De même, sans attendre plus que de raison.
    fn exiger(self) -> Boite<'static, ()> {
        Box::pin(async move { patience().attendre(self.essayer()).await.0 })
    }

    fn juger(&self, suivi: &Suivi) {
        self.juger_les_essais(suivi);
        for n in 1..suivi.essais.len() {
            let pause = suivi.essais[n].0 - suivi.essais[n - 1].1;
            self.juger_la_pause(n, pause, suivi);
        }
        self.juger_la_fin(suivi);
    }

    /// Cette piste, sauf si l'appel n'est faux que parce qu'un autre est en cours.
    fn piste<'a>(&self, piste: &'a str) -> &'a str {
        if self.a_deux {
            "seul, cet appel fait ce qu'il faut ; un autre, en cours, a changé ce qu'il garde : ses essais et sa pause sont à \
             lui, dans ses variables, pas dans un `static` ni un `thread_local!`"
        } else {
            piste
        }
    }

    /// Autant d'essais qu'il faut, le premier tout de suite.
    fn juger_les_essais(&self, suivi: &Suivi) {
        let (faits, attendus) = (suivi.essais.len(), self.attendus() as usize);
        let piste = if self.essais == 0 {
            "0 essai compte pour 1 : sans essai, il n'y aurait ni valeur ni erreur à rendre"
        } else if suivi.commences as usize > faits {
            "un essai a commencé, et n'est pas allé au bout : chacun s'attend aussi longtemps qu'il le faut, sans délai"
        } else if faits > attendus && self.succes != 0 {
            "le premier succès met fin à l'appel : sa valeur est rendue, et plus rien n'est essayé"
        } else if faits > attendus {
            "`essais` compte tous les essais, le premier compris"
        } else {
            "tant que l'opération échoue et qu'il reste des essais, il faut l'essayer encore"
        };
        let piste = self.piste(piste);
        let juste = faits == attendus;
        let (faits, attendus) = (
            nombre(faits, "essai", "essais"),
            nombre(attendus, "essai", "essais"),
        );
        exiger!(juste, "{self} : {attendus}", "{faits}", "{piste}");
        let premier = suivi.essais[0].0;
        let vu = duree(premier);
        exiger!(
            premier.is_zero(),
            "le premier essai a lieu tout de suite",
            "{vu} après l'appel",
            "la pause vient après un échec, pas avant le premier essai"
        );
    }

    /// La pause qui suit le n-ième essai.
    fn juger_la_pause(&self, n: usize, pause: Duration, suivi: &Suivi) {
        let attendue = self.pause(n);
        // Le minuteur de Tokio compte en millisecondes entières : il peut en dépasser une, jamais en manquer.
        let grain = if attendue.subsec_nanos() % 1_000_000 == 0 {
            Duration::ZERO
        } else {
            ms(1)
        };
        if attendue <= pause && pause <= attendue + grain {
            return;
        }
        let piste = self.piste(self.piste_de_la_pause(n, pause, suivi));
        let (attendue, pause) = (duree(attendue), duree(pause));
        echec!(
            "{self} : une pause de {attendue} après l'échec de l'essai {n}",
            "{pause}",
            "{piste}"
        )
    }

    fn piste_de_la_pause(&self, n: usize, pause: Duration, suivi: &Suivi) -> &'static str {
        let attendue = self.pause(n);
        if suivi.virtuel < attendue && suivi.reel >= attendue {
            return banc::PISTE_THREAD_ENDORMI;
        }
        if pause > self.plafond {
            return "aucune pause ne dépasse `plafond`, pas même la première : un `base` plus grand que lui compte pour lui";
        }
        if !self.lenteur.is_zero() && pause < attendue && pause + self.lenteur >= attendue {
            return "la pause commence une fois l'essai manqué : le temps qu'il a pris ne s'en déduit pas, comme le ferait un \
                    `interval` ou un minuteur préparé avant lui";
        }
        let en_millisecondes = self.base.subsec_nanos() % 1_000_000 == 0;
        if n == 1 && pause.is_zero() && en_millisecondes {
            return "aucune pause n'a eu lieu : un `sleep` sans `.await` ne fait rien, fût-il rangé dans un `let _ =` ; ou la durée est \
                    tombée à zéro, convertie en secondes entières (`as_secs`)";
        }
        if self.est_tronquee(n, pause) {
            return "toute durée compte en entier : convertie (`as_millis`, `as_secs`), elle perd ce qui dépasse ; une \
                    `Duration` se multiplie et se compare telle quelle";
        }
        if n > 1 && pause < self.pause(n - 1) {
            return "une pause n'est jamais plus courte que la précédente : un facteur ou une durée qui déborde recommence de \
                    zéro (`wrapping_mul`, `<<`) ou d'ailleurs (`unwrap_or`), là où `saturating_mul` s'arrête au maximum";
        }
        if n == 1 {
            return "la première pause est de `base`, tout entière : ni doublée d'abord, ni tirée au hasard";
        }
        "chaque pause est le double de la précédente, jusqu'à `plafond` : ni la même, ni `base` de plus à chaque fois"
    }

    /// C'est la pause qu'aurait donnée un `base` en millisecondes, ou en secondes, entières.
    fn est_tronquee(&self, n: usize, pause: Duration) -> bool {
        let (millis, secondes) = (self.base.as_millis() as u64, self.base.as_secs());
        for &base in &[ms(millis), Duration::from_secs(secondes)] {
            let tronque = Appel { base, ..*self };
            if base != self.base && tronque.pause(n) == pause {
                return true;
            }
        }
        false
    }

    /// L'issue du dernier essai, rendue aussitôt.
    fn juger_la_fin(&self, suivi: &Suivi) {
        let dernier = self.attendus();
        let issue = suivi.issue;
        if self.succes == dernier {
            exiger!(
                issue == Some(Ok(dernier)),
                "{self} : la valeur de l'essai {dernier}",
                "l'issue {issue:?}",
                "le premier succès met fin à l'appel, et c'est sa valeur qui est rendue, fût-ce celle du dernier essai"
            );
        } else {
            exiger!(
                issue == Some(Err(dernier)),
                "{self} : l'erreur de l'essai {dernier}, le dernier",
                "l'issue {issue:?}",
                "c'est la dernière erreur qui est rendue, telle qu'elle est"
            );
        }
        let fin = suivi.essais[suivi.essais.len() - 1].1;
        let reste = duree(suivi.virtuel.saturating_sub(fin));
        exiger!(
            suivi.virtuel == fin,
            "{self} : l'issue du dernier essai est rendue aussitôt",
            "{reste} plus tard",
            "une pause ne sert qu'à attendre l'essai suivant : après le dernier, ou après un succès, il n'y en a pas"
        );
    }
}

/// Ce qui est demandé, en une phrase.
impl Display for Appel {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let (base, plafond) = (duree(self.base), duree(self.plafond));
        match self.essais {
            u32::MAX => write!(f, "`u32::MAX` essais")?,
            essais => write!(f, "{}", nombre(essais as usize, "essai", "essais"))?,
        }
        write!(
            f,
            " au plus, base {base}, plafond {plafond}, une opération qui "
        )?;
        match self.succes {
            0 => write!(f, "échoue toujours"),
            1 => write!(f, "réussit du premier coup"),
            succes => write!(f, "réussit au {succes}e essai"),
        }
    }
}

/// Une seule pause, et courte : qui endort le thread se voit avant les longues.
async fn exiger_une_courte_pause() {
    Appel { essais: 2, ..APPEL }.exiger().await;
}

/// Ce que veut dire une panique.
fn expliquer(message: &str) -> Explication<'static> {
    let piste = if message.contains("resumed after completion") {
        "un future ne s'attend qu'une fois, et celui-ci a fini : c'est `operation` qu'on rappelle, pour en avoir un neuf à \
         chaque essai"
    } else if message.contains("overflow") || message.contains("float") {
        "aucun nombre d'essais, aucune durée ne fait paniquer : une `Duration`, un `Instant` ou un entier qui déborde \
         panique, là où `saturating_mul` s'arrête au maximum ; et `sleep` prend toute durée, quand `Instant::now() + duree` \
         n'en prend pas de trop grande"
    } else {
        "aucun nombre d'essais (0 compte pour 1), aucune durée, aucune erreur de l'opération ne fait paniquer"
    };
    Explication {
        attendu: "`reessayer` rend la valeur du premier succès, ou la dernière erreur",
        piste,
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_premier_succes_met_fin_aux_essais() {
    for &succes in &[1, 2, 4, 10] {
        Appel { succes, ..APPEL }.exiger().await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn chaque_pause_est_le_double_de_la_precedente() {
    exiger_une_courte_pause().await;
    let lent = Appel {
        lenteur: ms(7),
        ..APPEL
    };
    lent.exiger().await;
    // De quoi voir celui qui cesse trop tôt de doubler, ou d'essayer : neuf heures.
    let long = Appel {
        essais: 26,
        base: ms(1),
        ..APPEL
    };
    long.exiger().await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucune_pause_ne_depasse_le_plafond() {
    for &(base, plafond) in &[(100, 350), (100, 100), (100, 30), (100, 0), (3, 12)] {
        let (base, plafond) = (ms(base), ms(plafond));
        let borne = Appel {
            base,
            plafond,
            ..APPEL
        };
        borne.exiger().await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn le_dernier_essai_rend_son_erreur_sans_pause() {
    for &essais in &[1, 2, 5] {
        Appel { essais, ..APPEL }.exiger().await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn zero_essai_compte_pour_un() {
    for &succes in &[0, 1] {
        let aucun = Appel {
            essais: 0,
            succes,
            ..APPEL
        };
        aucun.exiger().await;
    }
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn aucun_nombre_d_essais_ne_fait_paniquer() {
    exiger_une_courte_pause().await;
    let tenace = Appel {
        essais: 1_200,
        plafond: ms(1000),
        ..APPEL
    };
    tenace.exiger().await;
    let sans_fin = Appel {
        essais: u32::MAX,
        succes: 3,
        ..APPEL
    };
    sans_fin.exiger().await;
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn toute_duree_est_une_duree() {
    exiger_une_courte_pause().await;
    let micros = Duration::from_micros;
    for &base in &[Duration::ZERO, micros(300), micros(2_500), ms(1500)] {
        Appel { base, ..APPEL }.exiger().await;
    }
    // Le plafond ne ramène pas la plus grande des durées à quelque chose qu'on attende.
    let immense = Appel {
        base: Duration::MAX,
        plafond: Duration::MAX,
        ..APPEL
    };
    let vingt_heures = tokio::time::timeout(heures(20), immense.essayer());
    let (issue, _) = patience().attendre(vingt_heures).await;
    exiger!(
        issue.is_err(),
        "une pause immense (`Duration::MAX`) dure encore au bout de 20 h",
        "l'appel a fini avant",
        "une durée qui déborde ne devient pas une durée courte : `saturating_mul` s'arrête au maximum"
    );
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn deux_appels_a_la_fois_ont_chacun_leurs_essais_et_leurs_pauses() {
    let (court, long) = (
        Appel {
            essais: 3,
            base: ms(50),
            lenteur: ms(20),
            ..APPEL
        },
        Appel {
            essais: 6,
            lenteur: ms(20),
            ..APPEL
        },
    );
    // Chacun d'abord seul, deux fois : ce qu'un appel laisserait derrière lui se verrait au suivant.
    for appel in &[court, court, long] {
        appel.exiger().await;
    }
    for &autre in &[court, long] {
        ensemble(vec![a_deux(court).exiger(), a_deux(autre).exiger()]).await;
    }
}

/// Le même appel, pendant un autre.
fn a_deux(appel: Appel) -> Appel {
    Appel {
        a_deux: true,
        ..appel
    }
}
