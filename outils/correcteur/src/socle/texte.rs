//! Rendre inoffensif un texte venu d'une copie, avant l'échappement propre à chaque format : ni caractère
//! de contrôle, ni marque de sens d'écriture, ni début de commande d'un flux GitHub Actions. Et couper, en le disant, ce
//! qui est trop long.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Le texte, dont tout caractère qui agit au lieu de s'afficher est remplacé par une image de lui-même :
/// `␛` pour l'échappement d'un terminal, `⟨U+202E⟩` pour une marque de sens d'écriture. Les sauts de ligne
/// et les tabulations restent.
///
/// Une ligne qui commencerait par `::`, ou un `##[` n'importe où, serait une commande pour GitHub Actions :
/// une espace les sépare.
pub(crate) fn montrer(texte: &str) -> String {
    let mut visible = String::with_capacity(texte.len());
    let mut debut_de_ligne = true;
    for c in texte.replace("\r\n", "\n").replace("##[", "## [").chars() {
        if c == ':' && debut_de_ligne && visible.ends_with(':') {
            visible.push(' ');
        }
        match c {
            '\n' | '\t' => visible.push(c),
            _ if !agit(c) => visible.push(c),
            _ => visible.push_str(&image(c)),
        }
        debut_de_ligne = c == '\n' || (debut_de_ligne && (c == ':' || c.is_whitespace()));
    }
    visible
}

/// Comme [`montrer`], sur une seule ligne : les sauts deviennent des espaces, et il n'y en a pas aux bords.
pub(crate) fn sur_une_ligne(texte: &str) -> String {
    // Deux fois : joindre des lignes peut former ce que `montrer` sépare.
    let ligne = montrer(texte)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    montrer(&ligne)
}

/// Le texte, chaque lettre accentuée en un seul caractère (NFC). Un Mac les écrit en deux dans un zip : le même nom, à
/// l'écran, n'aurait pas les mêmes octets. Un nom se compare, et se montre, ainsi.
pub(crate) fn compose(texte: &str) -> String {
    texte.nfc().collect()
}

/// De quoi ranger des noms dans l'ordre de l'alphabet : les accents et les majuscules ne départagent que des noms pareils.
pub(crate) fn cle_de_tri(nom: &str) -> (String, &str) {
    let nu = nom.nfd().filter(|c| !is_combining_mark(*c));
    (nu.collect::<String>().to_lowercase(), nom)
}

/// Le caractère change ce qui l'entoure, ou ne se voit pas.
fn agit(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
                | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

fn image(c: char) -> String {
    match c {
        '\0'..='\u{1F}' => char::from_u32(0x2400 + u32::from(c))
            .unwrap_or(char::REPLACEMENT_CHARACTER)
            .to_string(),
        '\u{7F}' => "␡".to_owned(),
        _ => format!("⟨U+{:04X}⟩", u32::from(c)),
    }
}

/// Le début et la fin d'un texte qui dépasse `max` octets, et combien il en manque.
pub(crate) fn borner(texte: &str, max: usize) -> String {
    match extremites(texte, max) {
        None => texte.to_owned(),
        Some((debut, fin)) => {
            let coupes = texte.len() - debut.len() - fin.len();
            format!("{debut}{}{fin}", octets_coupes(coupes))
        }
    }
}

/// Le début et la fin d'un texte, s'il dépasse `max` octets.
pub(crate) fn extremites(texte: &str, max: usize) -> Option<(&str, &str)> {
    let trop = texte.len() > max;
    trop.then(|| {
        let fin = frontiere(texte, texte.len() - max / 2);
        (&texte[..frontiere(texte, max / 2)], &texte[fin..])
    })
}

/// Ce qui tient la place de ce qu'on ne montre pas.
fn octets_coupes(nombre: usize) -> String {
    format!("\n[… {nombre} octets coupés …]\n")
}

/// Le texte, ou son début et cet avis : `max` caractères en tout, au plus.
pub(crate) fn tronquer(texte: &str, max: usize, avis: &str) -> String {
    if texte.chars().count() <= max {
        return texte.to_owned();
    }
    let debut = texte.chars().take(max - avis.chars().count());
    debut.chain(avis.chars()).collect()
}

/// Le début et la fin d'un flux qui arrive par morceaux : [`borner`], sans jamais l'avoir en entier.
pub(crate) struct Extremites {
    moitie: usize,
    debut: Vec<u8>,
    fin: Vec<u8>,
    coupes: usize,
}

impl Extremites {
    /// Garde `max` octets, au plus.
    pub(crate) fn new(max: usize) -> Self {
        Extremites {
            moitie: max / 2,
            debut: Vec::new(),
            fin: Vec::new(),
            coupes: 0,
        }
    }

    pub(crate) fn ajouter(&mut self, octets: &[u8]) {
        let libre = self.moitie.saturating_sub(self.debut.len());
        let (debut, suite) = octets.split_at(libre.min(octets.len()));
        self.debut.extend_from_slice(debut);
        self.fin.extend_from_slice(suite);
        // Couper rarement : chaque coupe déplace ce qui reste.
        if self.fin.len() > self.moitie * 4 {
            self.couper();
        }
    }

    fn couper(&mut self) {
        let trop = self.fin.len().saturating_sub(self.moitie);
        self.fin.drain(..trop);
        self.coupes += trop;
    }

    pub(crate) fn texte(mut self) -> String {
        self.couper();
        let mut octets = self.debut;
        if self.coupes > 0 {
            octets.extend_from_slice(octets_coupes(self.coupes).as_bytes());
        }
        octets.extend(self.fin);
        String::from_utf8_lossy(&octets).into_owned()
    }
}

/// Le début du caractère où tombe cet octet, ou la fin du texte.
pub(super) fn frontiere(texte: &str, octet: usize) -> usize {
    let octet = octet.min(texte.len());
    (0..=octet)
        .rev()
        .find(|&octet| texte.is_char_boundary(octet))
        .unwrap_or(0)
}

/// Un JSON lisible, où les caractères qui agissent sont échappés : l'afficher dans un terminal ou dans le
/// journal d'un flux ne fait rien. Sa valeur n'en est pas changée.
///
/// # Errors
/// La valeur ne se met pas en JSON.
pub(crate) fn json(valeur: &impl Serialize) -> anyhow::Result<String> {
    let brut = serde_json::to_string_pretty(valeur)?;
    let mut sur = String::with_capacity(brut.len() + 1);
    // Hors des chaînes, un JSON n'a que de l'ASCII et des sauts de ligne.
    for c in brut.replace("##[", "#\\u0023[").chars() {
        if c != '\n' && agit(c) {
            for unite in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(sur, "\\u{unite:04x}");
            }
        } else {
            sur.push(c);
        }
    }
    sur.push('\n');
    Ok(sur)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ce_qui_agit_se_voit() {
        assert_eq!(
            montrer("\u{1b}[31mrouge\u{202e}\u{7f}"),
            "␛[31mrouge⟨U+202E⟩␡"
        );
        assert_eq!(montrer("a\r\nb\tc\rd"), "a\nb\tc␍d");
        // Hors du premier plan d'Unicode, et liés par un caractère sans largeur : ce sont des lettres comme les autres.
        let lettres = "é ’ \u{1d11e} \u{915}\u{94d}\u{200d}";
        assert_eq!(montrer(lettres), lettres);
    }

    #[test]
    fn aucune_ligne_ne_commence_une_commande() {
        assert_eq!(
            montrer("::error::x\n \t::add-mask::y"),
            ": :error::x\n \t: :add-mask::y"
        );
        assert_eq!(montrer("std::thread ##[error]"), "std::thread ## [error]");
        assert_eq!(sur_une_ligne("\n:\n:a\n##\n["), ": :a ## [");
        assert_eq!(sur_une_ligne(" ::a\n::b "), ": :a : :b");
    }

    #[test]
    fn un_texte_trop_long_garde_ses_deux_bouts() {
        assert_eq!(borner("court", 5), "court");
        let borne = borner(&"é".repeat(100), 21);
        assert!(
            borne.starts_with("ééééé\n[… 180 octets coupés …]\n"),
            "{borne}"
        );
        assert!(borne.ends_with("ééééé"));
    }

    #[test]
    fn un_json_est_inerte_et_garde_sa_valeur() {
        let hostile = "\u{9b}31m\u{202e}\u{7f}\u{e0041}##[error] é";
        let texte = json(&hostile).unwrap();
        assert!(
            !texte.trim_end().contains(agit) && !texte.contains("##["),
            "{texte}"
        );
        assert_eq!(serde_json::from_str::<String>(&texte).unwrap(), hostile);
    }
}
