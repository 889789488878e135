//! Des threads qui se croisent.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::{Duration, Instant};

use banc::{
    AuReveil, Boite, Croisements, Importun, assez_d_increments, compter_mal_a_huit, couper, ms,
};
use tokio::sync::{Mutex, Notify};

fn a_quatre_threads(corps: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build();
    runtime.unwrap().block_on(corps);
}

#[test]
fn l_importun_dit_combien_il_a_compte() {
    a_quatre_threads(async {
        let compteur = Arc::new(AtomicU32::new(100));
        let importun = Importun::lancer(Arc::clone(&compteur));
        let depart = Instant::now();
        while compteur.load(SeqCst) < 110 {
            assert!(depart.elapsed() < Duration::from_secs(5));
            std::thread::yield_now();
        }
        let comptees = importun.arreter().await;
        assert_eq!(compteur.load(SeqCst), 100 + comptees);
        // Lâché sans être arrêté, il s'arrête aussi : sans quoi le runtime l'attendrait.
        drop(Importun::lancer(compteur));
    });
}

#[test]
fn les_croisements_suffisent_a_cinq_cents_ou_faute_de_patience() {
    let impatient = Croisements::new(Duration::ZERO);
    assert!(!impatient.suffisent(), "cent millisecondes au moins");
    let rapide = Croisements::new(Duration::from_secs(60));
    for _ in 0..500 {
        rapide.noter();
    }
    let patient = Croisements::new(Duration::from_secs(60));
    std::thread::sleep(ms(110));
    assert!(impatient.suffisent());
    assert!(rapide.suffisent());
    assert!(!patient.suffisent());
}

#[test]
fn compter_mal_finit_par_perdre_et_pas_a_un_increment_de_rien() {
    a_quatre_threads(async {
        assert!(!compter_mal_a_huit(0).await);
        let depart = Instant::now();
        while !compter_mal_a_huit(1 << 16).await {
            assert!(
                depart.elapsed() < Duration::from_secs(20),
                "aucune perte en 20 s"
            );
        }
    });
}

#[test]
fn assez_d_increments_depend_de_ce_que_coute_un_compte() {
    a_quatre_threads(async {
        let rien = assez_d_increments(|_| Box::pin(async {})).await;
        assert!(rien >= 1 << 16, "{rien}");
        let cher = assez_d_increments(|_| {
            Box::pin(async {
                std::thread::sleep(ms(5));
            })
        });
        assert_eq!(cher.await, 128);
    });
}

/// Prend les deux verrous dans cet ordre, si cet ordre convient.
fn prendre(a: &Arc<Mutex<()>>, b: &Arc<Mutex<()>>) -> Boite<'static, ()> {
    let (a, b) = (Arc::clone(a), Arc::clone(b));
    Box::pin(async move {
        let _a = a.lock().await;
        let _b = b.lock().await;
    })
}

#[test]
fn couper_fige_deux_appels_qui_prennent_leurs_verrous_en_sens_contraires() {
    a_quatre_threads(async {
        let (a, b) = (Arc::default(), Arc::default());
        // 127 opérations : la première prise passe, la seconde coupe.
        let restants = couper(prendre(&a, &b), prendre(&b, &a), 127).await;
        assert_eq!(restants.len(), 2, "chacun tient ce que l'autre attend");
        drop(restants);
        let restants = couper(prendre(&a, &b), prendre(&a, &b), 127).await;
        assert_eq!(restants.len(), 2, "le second attend le premier, coupé");
        drop(restants);
        // Personne n'est coupé : le second n'est pas interrogé, et reste.
        let restants = couper(prendre(&a, &b), prendre(&b, &a), 0).await;
        assert_eq!(restants.len(), 1);
    });
}

/// Ajoute 1 sous le verrou, et prévient qui attend.
async fn ajouter(somme: Rc<Mutex<u32>>, change: Rc<Notify>) {
    *somme.lock().await += 1;
    change.notify_waiters();
}

#[tokio::test]
async fn au_reveil_reprend_au_milieu_de_ce_qui_le_reveille() {
    let (somme, change) = (Rc::new(Mutex::new(0)), Rc::new(Notify::new()));
    let garde = somme.lock().await;
    let ajout = AuReveil::interroger(Box::pin(ajouter(somme.clone(), change.clone())));
    drop(garde);
    // Le verrou rendu, l'ajout a eu lieu, avant toute autre ligne.
    assert_eq!(*somme.try_lock().unwrap(), 1);
    assert!(ajout.reprendre().is_none());
}

#[tokio::test]
async fn au_reveil_rend_l_appel_qui_n_a_pas_fini() {
    let change = Rc::new(Notify::new());
    let deux_fois = {
        let change = change.clone();
        async move {
            change.notified().await;
            change.notified().await;
        }
    };
    let appel = AuReveil::interroger(Box::pin(deux_fois));
    change.notify_one();
    let reste = appel
        .reprendre()
        .expect("il attend une seconde notification");
    change.notify_one();
    reste.await;
}

#[tokio::test]
async fn au_reveil_lache_ne_reprend_plus() {
    let change = Rc::new(Notify::new());
    let appel = Box::pin({
        let change = change.clone();
        async move {
            change.notified().await;
            panic!("repris après avoir été lâché");
        }
    });
    drop(AuReveil::interroger(appel));
    change.notify_waiters();
    assert_eq!(Rc::strong_count(&change), 1);
}
