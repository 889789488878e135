//! La mémoire de pointe.

use crate::outils::sous_le_banc;
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
