//! Lire ce qu'un processus écrit : en garder le début et la fin, y reconnaître une ligne.

use std::io::{self, Read};

use memchr::memmem;

use crate::socle::texte::Extremites;

/// Lit jusqu'au bout en ne gardant que les deux extrémités, et en cherchant la ligne au passage.
pub(super) fn lire(
    source: Option<impl Read>,
    garder: usize,
    ligne: Option<Vec<u8>>,
) -> (String, bool) {
    let Some(mut source) = source else {
        return Default::default();
    };
    let mut garde = Extremites::new(garder);
    let mut recherche = ligne.map(Recherche::new);
    let mut tampon = vec![0; 64 * 1024];
    loop {
        match source.read(&mut tampon) {
            Ok(0) => break,
            Ok(lus) => {
                garde.ajouter(&tampon[..lus]);
                if let Some(recherche) = &mut recherche {
                    recherche.ajouter(&tampon[..lus]);
                }
            }
            Err(erreur) if erreur.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let trouvee = recherche.is_some_and(|recherche| recherche.trouvee);
    (garde.texte(), trouvee)
}

/// Cherche une ligne dans un flux qui arrive par morceaux.
struct Recherche {
    ligne: memmem::Finder<'static>,
    /// La ligne peut être à cheval sur deux morceaux : la fin du précédent reste devant le suivant.
    reste: Vec<u8>,
    trouvee: bool,
}

impl Recherche {
    fn new(ligne: Vec<u8>) -> Self {
        Recherche {
            ligne: memmem::Finder::new(&ligne).into_owned(),
            // Le début du flux est un début de ligne.
            reste: vec![b'\n'],
            trouvee: false,
        }
    }

    fn ajouter(&mut self, morceau: &[u8]) {
        if self.trouvee {
            return;
        }
        self.reste.extend_from_slice(morceau);
        self.trouvee = self.ligne.find(&self.reste).is_some();
        let report = self.ligne.needle().len() - 1;
        self.reste.drain(..self.reste.len().saturating_sub(report));
    }
}
