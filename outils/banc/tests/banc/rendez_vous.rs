//! Le rendez-vous : l'hôte n'attend que le visiteur.

use std::thread;
use std::time::{Duration, Instant};

use banc::rendez_vous;

#[test]
fn le_visiteur_et_l_hote_se_trouvent_quel_que_soit_le_premier() {
    let (visiteur, hote) = rendez_vous();
    visiteur.remettre(7);
    assert_eq!(hote.attendre(), Some(7));

    let (visiteur, hote) = rendez_vous();
    let attente = thread::spawn(move || hote.attendre());
    visiteur.remettre(8);
    assert_eq!(attente.join().unwrap(), Some(8));
}

#[test]
fn un_hote_n_attend_pas_un_visiteur_qui_a_disparu() {
    let (visiteur, hote) = rendez_vous();
    drop(visiteur);
    let depart = Instant::now();
    assert_eq!(hote.attendre(), None);
    assert!(depart.elapsed() < Duration::from_secs(2));
}

#[test]
fn un_visiteur_n_attend_pas_un_hote_parti() {
    let (visiteur, hote) = rendez_vous();
    drop(hote);
    visiteur.remettre(7);
}

#[test]
fn l_hote_renonce() {
    let (visiteur, hote) = rendez_vous();
    assert_eq!(hote.attendre(), None);
    drop(visiteur);
}
