//! Ce que le relevé retient de ce qu'il lit.

use proc_macro2::{Delimiter, TokenTree};

use super::jetons::{
    devant_un_element, est_mot, fleche, groupe, ligne, mot, note, parle_de_test, ponctue, sans_r,
    sans_test,
};
use super::{
    Chemin, Emploi, IMPL_MAX, Lieu, PROFONDEUR_MAX, REPETITIONS_MAX, Releve, Segment,
    TRAIT_INCONNU, TropProfond,
};

impl Releve {
    /// `#[…]` ou `#![…]`.
    pub(super) fn lire_attribut(
        &mut self,
        jetons: &[TokenTree],
        i: usize,
        lieu: Lieu,
    ) -> Result<usize, TropProfond> {
        let place = if ponctue(jetons.get(i + 1), '!') {
            i + 2
        } else {
            i + 1
        };
        let Some(attribut) = groupe(jetons.get(place), Delimiter::Bracket) else {
            return Ok(i + 1);
        };
        let contenu: Vec<_> = attribut.stream().into_iter().collect();
        // Un commentaire de documentation : une chaîne, mais rien que le programme lise.
        let documentation = !lieu.dans_macro
            && est_mot(contenu.first(), "doc")
            && matches!(contenu.as_slice(), [_, _, TokenTree::Literal(_)]);
        if !documentation {
            self.noter_attribut(&contenu, lieu.profondeur);
            if est_mot(contenu.first(), "cfg")
                && parle_de_test(attribut)
                && !devant_un_element(&jetons[place + 1..])
            {
                self.conduites_de_test.push(ligne(&jetons[i]));
            }
            self.entrer(attribut, lieu)?;
        }
        Ok(place + 1)
    }

    /// Les noms en tête d'un attribut : le sien, et ceux que `cfg_attr(…)` ou `unsafe(…)` contiennent.
    fn noter_attribut(&mut self, contenu: &[TokenTree], profondeur: usize) {
        if profondeur >= PROFONDEUR_MAX {
            return; // L'appelant le dira, en entrant dans l'attribut.
        }
        for partie in contenu.split(|jeton| ponctue(Some(jeton), ',')) {
            let Some(nom) = mot(partie.first()) else {
                continue;
            };
            self.attributs.push(note(nom.clone(), &partie[0]));
            let Some(TokenTree::Group(arguments)) = partie.get(1) else {
                continue;
            };
            let arguments: Vec<_> = arguments.stream().into_iter().collect();
            match nom.as_str() {
                "cfg_attr" | "unsafe" => self.noter_attribut(&arguments, profondeur + 1),
                "cfg" if sans_test(&arguments) => {
                    self.conduites_de_test.push(ligne(&partie[0]));
                }
                _ => {}
            }
        }
    }

    pub(super) fn noter_module(&mut self, jetons: &[TokenTree], i: usize, lieu: Lieu) {
        let place = if ponctue(jetons.get(i + 1), '$') {
            i + 2
        } else {
            i + 1
        };
        let Some(nom) = mot(jetons.get(place)) else {
            return;
        };
        let nom = note(nom, &jetons[place]);
        if ponctue(jetons.get(place + 1), ';') {
            self.modules_ailleurs.push(nom);
        } else {
            self.modules
                .push((nom, lieu.profondeur == 0 || lieu.dans_macro));
        }
    }

    /// `impl<…> a::Trait<…> for Type<…> where … { … }` : le nom du trait et celui du type.
    pub(super) fn noter_impl(&mut self, jetons: &[TokenTree]) {
        let mut noms: [Option<String>; 2] = [None, None];
        let (mut cote, mut chevrons) = (0, 0usize);
        for (i, jeton) in jetons.iter().enumerate().take(IMPL_MAX).skip(1) {
            match jeton {
                TokenTree::Group(groupe) if groupe.delimiter() == Delimiter::Brace => break,
                TokenTree::Punct(point) if point.as_char() == '<' => chevrons += 1,
                TokenTree::Punct(point) if point.as_char() == '>' && !fleche(jetons, i) => {
                    chevrons = chevrons.saturating_sub(1);
                }
                TokenTree::Punct(point)
                    if matches!(point.as_char(), ';' | ',') && chevrons == 0 =>
                {
                    return; // `impl Trait` est ici un type.
                }
                TokenTree::Ident(ident) if chevrons == 0 => match ident.to_string().as_str() {
                    "for" => cote = 1,
                    "where" => break,
                    "impl" => return,
                    "dyn" | "mut" | "const" => {}
                    _ if ponctue(jetons.get(i - 1), '$') => {
                        noms[cote] = Some(TRAIT_INCONNU.to_owned());
                    }
                    _ => noms[cote] = Some(sans_r(jeton)),
                },
                _ => {}
            }
        }
        if let (1, [Some(nom), pour]) = (cote, noms) {
            self.impls.push((nom, pour, ligne(&jetons[0])));
        }
    }

    pub(super) fn ajouter_chemin(
        &mut self,
        segments: Vec<Segment>,
        emploi: Emploi,
        ligne: usize,
        lieu: Lieu,
    ) {
        let dans_main = lieu.dans_main;
        // Un mot seul, simplement cité, est parmi les mots.
        if segments.is_empty() || segments.len() == 1 && emploi == Emploi::Cite {
            return;
        }
        let vus = self
            .chemins_vus
            .entry((segments.clone(), emploi.clone(), dans_main))
            .or_default();
        *vus += 1;
        if *vus <= REPETITIONS_MAX {
            self.chemins.push(Chemin {
                segments,
                emploi,
                ligne,
                dans_main,
            });
        }
    }

    pub(super) fn noter_segments(&mut self, segments: &[Segment], ici: &TokenTree, lieu: Lieu) {
        if let ([Segment::Nom(_)], TokenTree::Ident(ident)) = (segments, ici) {
            self.noter_mot(ident.to_string(), ici, lieu);
        }
        if lieu.dans_macro {
            let noms = segments.iter().filter_map(|segment| match segment {
                Segment::Nom(nom) => Some(nom.clone()),
                Segment::Inconnu => None,
            });
            self.noms_de_macro.extend(noms);
        }
    }

    pub(super) fn noter_mot(&mut self, mot: String, ici: &TokenTree, lieu: Lieu) {
        if lieu.dans_macro {
            self.mots_de_macro.insert(sans_r(ici));
            self.noms_de_macro.insert(sans_r(ici));
        }
        if self.mots_vus.insert(mot.clone()) {
            self.mots.push(note(mot, ici));
        }
    }
}
