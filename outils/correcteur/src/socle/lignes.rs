//! Les fins de ligne : un clone fait sous Windows a des `\r\n`, et ce n'est une différence pour personne.

/// Le même texte, où chaque ligne finit par `\n`.
pub(crate) fn en_lf(texte: &str) -> String {
    texte.replace("\r\n", "\n")
}

/// Ce texte, en `\n`, avec les fins de ligne de cet autre : `\r\n` si la plupart des siennes le sont.
pub(crate) fn aux_fins_de_ligne_de(texte: &str, modele: &str) -> String {
    let lignes = modele.matches('\n').count();
    let de_windows = modele.matches("\r\n").count();
    if de_windows * 2 > lignes {
        texte.replace('\n', "\r\n")
    } else {
        texte.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_texte_prend_les_fins_de_ligne_de_la_plupart() {
        assert_eq!(en_lf("a\r\nb\nc\r"), "a\nb\nc\r");
        for (modele, attendu) in [
            ("x\r\ny\r\n", "a\r\nb\r\n"),
            ("x\r\ny\r\nz\n", "a\r\nb\r\n"),
            ("x\ny\r\nz\n", "a\nb\n"),
            ("", "a\nb\n"),
        ] {
            assert_eq!(aux_fins_de_ligne_de("a\nb\n", modele), attendu);
        }
    }
}
