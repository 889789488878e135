//! Les octets d'une feuille, en texte et retour, dans l'encodage qu'elle avait : ce qui n'est pas changé revient à
//! l'identique.

use anyhow::{Context, bail};

/// Un encodage de fichier CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encodage {
    /// Ce que Moodle écrit.
    Utf8,
    /// Ce qu'Excel écrit sous « CSV UTF-8 ».
    Utf8Marque,
    /// Ce qu'Excel écrit sous « Texte Unicode ».
    Utf16Le,
    /// Ce qu'Excel écrit sous « CSV », en Europe de l'Ouest.
    Windows1252,
}

const MARQUE_UTF8: &[u8] = b"\xEF\xBB\xBF";
const MARQUE_UTF16_LE: &[u8] = b"\xFF\xFE";

/// Les caractères de Windows-1252, de 0x80 à 0x9F ; ceux que l'encodage laisse libres restent ce qu'ils sont
/// (<https://encoding.spec.whatwg.org/index-windows-1252.txt>). Les autres octets sont les caractères du même numéro.
const DE_80_A_9F: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

impl Encodage {
    /// L'encodage de ces octets, et leur texte.
    ///
    /// # Errors
    /// C'est de l'UTF-16 abîmé, ou d'un autre sens que celui de Windows.
    pub(crate) fn lire(octets: &[u8]) -> anyhow::Result<(Self, String)> {
        if let Some(reste) = octets.strip_prefix(MARQUE_UTF16_LE) {
            let (paires, impair) = reste.as_chunks::<2>();
            let unites: Vec<u16> = paires
                .iter()
                .map(|paire| u16::from_le_bytes(*paire))
                .collect();
            let texte = String::from_utf16(&unites)
                .ok()
                .filter(|_| impair.is_empty());
            return Ok((Encodage::Utf16Le, texte.context("son UTF-16 est abîmé")?));
        }
        if octets.starts_with(b"\xFE\xFF") {
            bail!("elle est en UTF-16 gros-boutiste : enregistre-la en UTF-8");
        }
        let marquee = octets.strip_prefix(MARQUE_UTF8);
        let encodage = marquee.map_or(Encodage::Utf8, |_| Encodage::Utf8Marque);
        match std::str::from_utf8(marquee.unwrap_or(octets)) {
            Ok(texte) => Ok((encodage, texte.to_owned())),
            Err(_) => Ok((
                Encodage::Windows1252,
                octets.iter().map(|octet| de_1252(*octet)).collect(),
            )),
        }
    }

    /// Les octets de ce texte. Un caractère que l'encodage n'a pas devient `?`.
    pub(super) fn ecrire(self, texte: &str) -> Vec<u8> {
        match self {
            Encodage::Utf8 => texte.as_bytes().to_vec(),
            Encodage::Utf8Marque => [MARQUE_UTF8, texte.as_bytes()].concat(),
            Encodage::Utf16Le => {
                let unites = texte.encode_utf16().flat_map(u16::to_le_bytes);
                MARQUE_UTF16_LE.iter().copied().chain(unites).collect()
            }
            Encodage::Windows1252 => texte.chars().map(en_1252).collect(),
        }
    }
}

fn de_1252(octet: u8) -> char {
    match octet {
        0x80..=0x9F => DE_80_A_9F[usize::from(octet - 0x80)],
        _ => char::from(octet),
    }
}

fn en_1252(c: char) -> u8 {
    let haut = DE_80_A_9F.iter().position(|autre| *autre == c);
    match (haut, u8::try_from(c)) {
        (Some(rang), _) => 0x80 + rang as u8,
        (None, Ok(octet)) if !(0x80..=0x9F).contains(&octet) => octet,
        _ => b'?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_encodage_revient_a_l_identique() {
        let utf16 = "é;€ \u{1d11e}\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes);
        let utf16: Vec<u8> = MARQUE_UTF16_LE.iter().copied().chain(utf16).collect();
        let tous_les_octets: Vec<u8> = (0..=255).collect();
        for (octets, attendu) in [
            ("é;€".as_bytes().to_vec(), Encodage::Utf8),
            ([MARQUE_UTF8, "é".as_bytes()].concat(), Encodage::Utf8Marque),
            (utf16, Encodage::Utf16Le),
            (tous_les_octets, Encodage::Windows1252),
        ] {
            let (encodage, texte) = Encodage::lire(&octets).unwrap();
            assert_eq!(encodage, attendu);
            assert_eq!(encodage.ecrire(&texte), octets);
        }
        let (_, texte) = Encodage::lire(b"Pr\xE9nom \x80 \x9C").unwrap();
        assert_eq!(texte, "Prénom € œ");
        assert_eq!(Encodage::Windows1252.ecrire("œ→"), b"\x9C?");
        Encodage::lire(b"\xFF\xFEa").unwrap_err();
        Encodage::lire(b"\xFE\xFF\0a").unwrap_err();
    }
}
