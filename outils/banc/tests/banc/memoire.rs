//! La mémoire et le disque.

use banc::Dossier;

use crate::outils::sous_le_banc;
#[global_allocator]
static ALLOCATEUR: banc::memoire::Allocateur = banc::memoire::Allocateur;

#[test]
fn la_pointe_de_memoire_voit_ce_qui_a_ete_rendu() {
    sous_le_banc(async {
        let (taille, pointe) = banc::memoire::pointe(async { vec![1u8; 8 << 20].len() }).await;
        assert_eq!(taille, 8 << 20);
        // Les autres tests allouent aussi : une marge, très en dessous de ce qui est mesuré.
        assert!((8 << 20..12 << 20).contains(&pointe), "{pointe}");
        let ((), pointe) = banc::memoire::pointe(async {}).await;
        assert!(pointe < 4 << 20, "{pointe}");
    });
}

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
