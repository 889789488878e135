// Ce qu'une réponse pourrait écrire pour signer à la place d'un test : elle est incluse, elle aussi, à la racine.

/// Une fonction du nom du module des tests : ses fonctions ont, à la lettre, les chemins des vrais tests.
pub fn etapes() {
    fn etape8_deux() {
        banc::essai(|| {});
    }
    etape8_deux();
}

mod banc_imite {
    pub fn etape8_deux() {
        banc::essai(|| {});
    }

    pub fn relayer<F: FnOnce()>(corps: F) {
        banc::essai(corps);
    }
}
