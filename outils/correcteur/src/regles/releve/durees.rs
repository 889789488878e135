//! Les durées de vie qui se suivent d'assez près pour tromper le compilateur.
//!
//! Une référence à une référence, `&'a &'b ()`, suppose sans le dire que `'b` dure plus que `'a`. Rustc garde cette
//! supposition dans une fonction, et l'oublie quand elle devient un pointeur de fonction : en Rust sans `unsafe`, une
//! référence y gagne alors n'importe quelle durée (c'est son défaut 25860).

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::Releve;
use super::jetons::{est_mot, fin_des_chevrons, fleche, groupe, ligne, mot, ponctue};

type Durees = BTreeSet<String>;

/// Jetons lus, au plus, d'une signature, ou de la tête d'un `impl` ou d'un type.
const JETONS_MAX: usize = 400;

/// Paramètres d'une signature, et durées de vie que nomme l'un d'eux, au-delà desquels elle est suspecte.
const PLACES_MAX: usize = 64;
const DUREES_MAX: usize = 16;

impl Releve {
    /// Note ce qui, en `i`, a la forme de ce détour.
    pub(super) fn noter_durees(&mut self, jetons: &[TokenTree], i: usize) {
        let suspect = match &jetons[i] {
            TokenTree::Punct(signe) if signe.as_char() == '&' => est_imbriquee(&jetons[i..]),
            TokenTree::Punct(signe) if signe.as_char() == '$' => {
                ponctue(jetons.get(i + 2), ':') && est_mot(jetons.get(i + 3), "lifetime")
            }
            TokenTree::Ident(mot) => match mot.to_string().as_str() {
                "fn" | "Fn" | "FnMut" | "FnOnce" | "AsyncFn" | "AsyncFnMut" | "AsyncFnOnce" => {
                    allonge(&jetons[i + 1..], &Durees::new())
                }
                "impl" => un_element_allonge(&jetons[i + 1..]),
                "struct" | "enum" | "union" | "trait" | "type" => est_une_preuve(&jetons[i + 1..]),
                _ => false,
            },
            _ => false,
        };
        if suspect {
            self.durees_detournees.push(ligne(&jetons[i]));
        }
    }
}

/// La durée de vie nommée qui est là, `'a`, ou celle qu'une macro y mettra, `$a`, et combien de jetons elle prend.
fn duree(jetons: &[TokenTree], i: usize) -> Option<String> {
    let signe = ['\'', '$']
        .into_iter()
        .find(|signe| ponctue(jetons.get(i), *signe))?;
    Some(format!("{signe}{}", mot(jetons.get(i + 1))?))
}

/// `&'a &'b`, `mut` compris.
fn est_imbriquee(jetons: &[TokenTree]) -> bool {
    if duree(jetons, 1).is_none() {
        return false;
    }
    let suite = if est_mot(jetons.get(3), "mut") { 4 } else { 3 };
    ponctue(jetons.get(suite), '&') && duree(jetons, suite + 1).is_some()
}

/// Les durées de vie que ces jetons nomment, à tout niveau ; ni `'static`, ni `'_`.
fn durees(jetons: &[TokenTree]) -> Durees {
    let mut trouvees = Durees::new();
    let mut niveaux = vec![jetons.to_vec()];
    while let Some(jetons) = niveaux.pop() {
        for (i, jeton) in jetons.iter().enumerate() {
            if let TokenTree::Group(groupe) = jeton {
                niveaux.push(groupe.stream().into_iter().collect());
            } else if ponctue(Some(jeton), '\'') {
                trouvees.extend(duree(&jetons, i));
            }
        }
    }
    trouvees.remove("'static");
    trouvees.remove("'_");
    trouvees
}

/// La signature dont voici la suite peut rendre plus durable ce qu'elle reçoit : un de ses paramètres lie deux durées
/// de vie, dont l'une est celle d'un autre, et la seconde celle de ce qui sort. `soi` est ce que `Self` en nomme.
fn allonge(jetons: &[TokenTree], soi: &Durees) -> bool {
    let jetons = &jetons[..jetons.len().min(JETONS_MAX)];
    let mut i = usize::from(mot(jetons.first()).is_some());
    if ponctue(jetons.get(i), '<') {
        i = fin_des_chevrons(jetons, i) + 1;
        if i > JETONS_MAX {
            return true;
        }
    }
    let Some(parametres) = groupe(jetons.get(i), Delimiter::Parenthesis) else {
        return false;
    };
    let mut places = Vec::new();
    separer(parametres.stream(), soi, &mut places);
    if ponctue(jetons.get(i + 1), '-') {
        let rendu = jetons[i + 2..].iter().take_while(|jeton| {
            groupe(Some(jeton), Delimiter::Brace).is_none()
                && !est_mot(Some(jeton), "where")
                && ![';', '='].iter().any(|signe| ponctue(Some(jeton), *signe))
        });
        let rendu: Vec<_> = rendu.cloned().collect();
        places.push(avec_soi(&rendu, soi));
    }
    if places.len() > PLACES_MAX || places.iter().any(|place| place.len() > DUREES_MAX) {
        return true;
    }
    let ailleurs = |ici: usize, dont: &String, sans: &String| {
        let mut autres = places.iter().enumerate().filter(|(rang, _)| *rang != ici);
        autres.any(|(_, place)| place.contains(dont) && !place.contains(sans))
    };
    places.iter().enumerate().any(|(ici, place)| {
        let paires = place.iter().flat_map(|a| place.iter().map(move |b| (a, b)));
        paires
            .filter(|(a, b)| a < b)
            .any(|(a, b)| ailleurs(ici, a, b) && ailleurs(ici, b, a))
    })
}

/// Ce que nomme chaque paramètre, et chaque membre d'un tuple.
fn separer(parametres: TokenStream, soi: &Durees, places: &mut Vec<Durees>) {
    let mut niveaux = vec![parametres];
    while let Some(niveau) = niveaux.pop() {
        let jetons: Vec<_> = niveau.into_iter().collect();
        let (mut debut, mut chevrons) = (0, 0usize);
        for i in 0..=jetons.len() {
            match jetons.get(i) {
                Some(jeton) if ponctue(Some(jeton), '<') => chevrons += 1,
                Some(jeton) if ponctue(Some(jeton), '>') && !fleche(&jetons, i) => {
                    chevrons = chevrons.saturating_sub(1);
                }
                Some(jeton) if !ponctue(Some(jeton), ',') || chevrons > 0 => {}
                _ => {
                    let partie = &jetons[debut..i];
                    match partie
                        .last()
                        .and_then(|jeton| groupe(Some(jeton), Delimiter::Parenthesis))
                    {
                        Some(tuple) => niveaux.push(tuple.stream()),
                        None => places.push(avec_soi(partie, soi)),
                    }
                    debut = i + 1;
                }
            }
        }
    }
}

fn avec_soi(jetons: &[TokenTree], soi: &Durees) -> Durees {
    let mut nommees = durees(jetons);
    let est_soi = |jeton: &TokenTree| est_mot(Some(jeton), "self") || est_mot(Some(jeton), "Self");
    if jetons.iter().any(est_soi) {
        nommees.extend(soi.iter().cloned());
    }
    nommees
}

/// Une fonction de l'`impl` dont voici la suite allonge, `Self` nommant deux durées de vie.
fn un_element_allonge(jetons: &[TokenTree]) -> bool {
    let corps = |jeton: &TokenTree| groupe(Some(jeton), Delimiter::Brace).is_some();
    let Some(place) = jetons.iter().take(JETONS_MAX).position(corps) else {
        return false;
    };
    let soi = durees(&jetons[..place]);
    let Some(corps) = groupe(jetons.get(place), Delimiter::Brace).filter(|_| soi.len() > 1) else {
        return false;
    };
    let corps: Vec<_> = corps.stream().into_iter().collect();
    let fonction = |i: usize| est_mot(corps.get(i), "fn") && allonge(&corps[i + 1..], &soi);
    (0..corps.len()).any(fonction)
}

/// Le type, ou le trait, dont voici la suite prouve par sa seule existence qu'une durée de vie en couvre une autre :
/// `'b: 'a`, ou une référence `&'a` à ce qui nomme `'b`.
fn est_une_preuve(jetons: &[TokenTree]) -> bool {
    let jetons = &jetons[..jetons.len().min(JETONS_MAX)];
    let fin = jetons.iter().position(|jeton| {
        ponctue(Some(jeton), ';') || groupe(Some(jeton), Delimiter::Brace).is_some()
    });
    let jetons = &jetons[..fin.map_or(jetons.len(), |fin| fin + 1)];
    let borne = |i: usize| {
        duree(jetons, i).is_some()
            && ponctue(jetons.get(i + 2), ':')
            && duree(jetons, i + 3).is_some_and(|grande| grande != "'static")
    };
    (0..jetons.len()).any(borne) || durees(jetons).len() > 1 && jetons.iter().any(un_champ_lie)
}

/// Un champ de ce groupe est une référence `&'a` à ce qui nomme une autre durée de vie.
fn un_champ_lie(corps: &TokenTree) -> bool {
    let TokenTree::Group(corps) = corps else {
        return false;
    };
    let jetons: Vec<_> = corps.stream().into_iter().collect();
    let champs = jetons.split(|jeton| ponctue(Some(jeton), ','));
    champs.into_iter().any(|champ| {
        let reference = champ.iter().position(|jeton| ponctue(Some(jeton), '&'));
        reference.is_some_and(|place| {
            duree(champ, place + 1).is_some() && durees(&champ[place..]).len() > 1
        })
    })
}
