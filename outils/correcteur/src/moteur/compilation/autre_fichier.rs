//! Le message d'un module mis dans un autre fichier (`mod nom;`). `rustc` propose de créer ce fichier dans l'arbre où il
//! compile, et non chez l'apprenant : le suivre ne mènerait à rien.

use crate::modele::diagnostic::Diagnostic;

/// Dit en français le message d'un module dont le fichier manque ; laisse les autres tels quels.
pub(super) fn traduire(diagnostic: &mut Diagnostic) {
    if diagnostic.code.as_deref() != Some("E0583") {
        return;
    }
    let nom = diagnostic.message.split('`').nth(1).unwrap_or("…");
    let message =
        format!("la réponse emploie un autre fichier, `{nom}.rs` : elle doit tenir dans main.rs");
    let rendu = diagnostic.rendu.replacen(&diagnostic.message, &message, 1);
    let conseils = ["= help", "= note", "help:", "note:"];
    let conseil = |ligne: &str| {
        let debut = ligne.trim_start();
        conseils.iter().any(|mot| debut.starts_with(mot))
    };
    let fin = rendu
        .split_inclusive('\n')
        .take_while(|ligne| !conseil(ligne))
        .map(str::len)
        .sum();
    let (extrait, reste) = rendu.split_at(fin);
    let retrait = &reste[..reste.len() - reste.trim_start().len()];
    diagnostic.rendu = format!(
        "{extrait}{retrait}= help: la notation ne lit que main.rs : écris-y `mod {nom} {{ … }}`, avec ce que ce fichier \
         contient\n"
    );
    diagnostic.message = message;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_message_d_un_module_ailleurs_ne_nomme_que_ce_que_l_apprenant_connait() {
        let anglais = "file not found for module `pause`";
        let rendu = "error[E0583]: file not found for module `pause`\n --> exo29/src/main.rs:3:1\n  |\n3 | mod pause;\n  \
                     | ^^^^^^^^^^\n  |\n  = help: to create the module `pause`, create file \"/tmp/x/pause.rs\"\n  = note: \
                     if there is a `mod pause` elsewhere\n";
        let mut diagnostic = Diagnostic {
            erreur: true,
            code: Some("E0583".to_owned()),
            message: anglais.to_owned(),
            fichier: Some("exo29/src/main.rs".to_owned()),
            ligne: Some(3),
            colonne: Some(1),
            rendu: rendu.to_owned(),
        };
        traduire(&mut diagnostic);
        let dit = "la réponse emploie un autre fichier, `pause.rs` : elle doit tenir dans main.rs";
        assert_eq!(diagnostic.message, dit);
        assert_eq!(
            diagnostic.rendu,
            format!(
                "error[E0583]: {dit}\n --> exo29/src/main.rs:3:1\n  |\n3 | mod pause;\n  | ^^^^^^^^^^\n  |\n  = help: \
                 la notation ne lit que main.rs : écris-y `mod pause {{ … }}`, avec ce que ce fichier contient\n"
            )
        );
        let mut autre = Diagnostic {
            code: Some("E0432".to_owned()),
            rendu: rendu.to_owned(),
            ..diagnostic
        };
        traduire(&mut autre);
        assert_eq!(autre.rendu, rendu);
    }
}
