//! Ce qu'un test prépare et regarde, du dehors, dans un dossier à lui.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use banc::Dossier;
use banc::fichiers::{
    Lecteurs, Vue, arrive_en_arriere_plan, combien_dans, contenu, lire_le_debut, texte,
};

#[test]
fn un_dossier_est_neuf_et_s_efface() {
    let base = env!("CARGO_TARGET_TMPDIR");
    let (un, deux) = (Dossier::new(base), Dossier::new(base));
    assert_ne!(un.chemin(), deux.chemin());
    assert_eq!(un.ecrire("b", b"contenu"), un.fichier("b"));
    assert_eq!(std::fs::read(un.fichier("b")).unwrap(), b"contenu");
    un.ecrire("a", b"");
    assert_eq!(un.noms(), ["a", "b"]);
    assert!(deux.noms().is_empty());
    let chemin = un.chemin().to_owned();
    drop(un);
    assert!(!chemin.exists());
}

#[test]
fn un_fichier_se_pose_et_se_regarde() {
    let dossier = banc::dossier!();
    let chemin = dossier.poser("a", "été");
    assert_eq!(texte(&chemin), "été");
    dossier.poser("a", [0xFF]);
    assert_eq!(contenu(&chemin), Some(vec![0xFF]));
    assert_eq!(contenu(&dossier.fichier("b")), None);
    assert_eq!(texte(&dossier.fichier("b")), "");
    assert_eq!(dossier.photo(), [("a".to_owned(), Some(vec![0xFF]))]);
    assert_eq!(combien_dans(dossier.chemin()), 1);
    let suite = lire_le_debut(&dossier.poser("c", "debutfin"), 5);
    assert_eq!(suite(), b"fin");
}

#[test]
fn les_chemins_divers_acceptent_un_fichier_chacun() {
    let dossier = banc::dossier!();
    let chemins = dossier.chemins_divers();
    assert!(chemins.len() >= 4);
    for chemin in &chemins {
        assert!(!chemin.exists());
        fs::write(chemin, "x").unwrap();
    }
    // Cela dépend du disque, mais celui de l'intégration continue les accepte.
    if cfg!(target_os = "linux") {
        assert!(chemins.iter().any(|chemin| chemin.to_str().is_none()));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn un_dossier_sur_un_autre_disque_s_efface_aussi() {
    let dossier = Dossier::sur_un_autre_disque(env!("CARGO_TARGET_TMPDIR"));
    dossier.poser("a", "x");
    let chemin = dossier.chemin().to_owned();
    drop(dossier);
    assert!(!chemin.exists());
}

#[test]
fn ce_qu_un_thread_finit_plus_tard_se_voit() {
    let dossier = banc::dossier!();
    let chemin = dossier.poser("a", "");
    assert!(!arrive_en_arriere_plan(&chemin, "x"));
    thread::scope(|ici| {
        ici.spawn(|| fs::write(&chemin, "x").unwrap());
        // Plus d'une fois : une machine chargée peut faire attendre ce thread.
        assert!((0..20).any(|_| arrive_en_arriere_plan(&chemin, "x")));
    });
}

#[test]
fn des_lecteurs_rendent_ce_qu_ils_ont_vu_d_anormal() {
    static REGARDS: AtomicUsize = AtomicUsize::new(0);

    let dossier = banc::dossier!();
    let chemin = dossier.poser("a", "bon");
    let regard = |chemin: &Path| -> Option<Vue> {
        let vue = contenu(chemin);
        REGARDS.fetch_add(1, Ordering::SeqCst);
        (vue.as_deref() != Some(b"bon")).then_some(vue)
    };
    let surprise = |regards: &[fn(&Path) -> Option<Vue>]| {
        let avant = REGARDS.load(Ordering::SeqCst);
        let lecteurs = Lecteurs::new(&chemin, regards);
        while REGARDS.load(Ordering::SeqCst) == avant {
            thread::yield_now();
        }
        lecteurs.surprise()
    };
    assert_eq!(surprise(&[regard]), None);
    dossier.poser("a", "mauvais");
    let vue = surprise(&[|_| None, regard]);
    assert_eq!(vue, Some(Some(b"mauvais".to_vec())));
}
