// Ce qu'une réponse pourrait écrire pour signer à la place d'un test : elle est incluse, elle aussi, à la racine.

/// Une fonction du nom d'un module de tests : ses fonctions ont, à la lettre, les chemins des vrais tests.
pub fn etape8() {
    fn deux() {
        banc::surveiller(banc::Horloge::Aucune, || {});
    }
    deux();
}

mod banc_imite {
    /// Le nom d'un test, dans un autre module.
    pub fn deux() {
        banc::surveiller(banc::Horloge::Aucune, || {});
    }

    /// Le même attribut que les tests, sur une fonction de la réponse.
    pub mod etape8 {
        #[banc::etape]
        pub fn deux() {}
    }

    pub fn relayer<F: FnOnce()>(corps: F) {
        banc::surveiller(banc::Horloge::Aucune, corps);
    }
}
