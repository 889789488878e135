//! L'essentiel d'un message de `rustc`.

use crate::cours::inventaire::SIGNATURE_FIXEE;

/// Lignes d'un message du compilateur gardées, au plus, dans la vue courte.
const LIGNES_D_ERREUR: usize = 18;

/// Les lignes qui comptent d'un message de `rustc` : la phrase, l'extrait de code, et ce qui montre le
/// fichier de l'apprenant. Le reste parle des bibliothèques. `conseil` : les conseils et les remarques du
/// compilateur restent.
pub(super) fn essentiel(rendu: &str, conseil: bool) -> Vec<&str> {
    let mut gardees: Vec<&str> = Vec::new();
    for (rang, partie) in parties(rendu).into_iter().enumerate() {
        if rang > 0 && !vaut_la_peine(&partie, conseil) {
            continue;
        }
        if let Some(ligne) = import_propose(&partie) {
            if conseil {
                gardees.extend([partie[0], ligne]);
            }
            continue;
        }
        let mut lignes = lignes_de_la_partie(partie, rang == 0, conseil);
        if rang == 0 {
            couper_au_milieu(&mut lignes);
        }
        gardees.extend(lignes);
    }
    gardees.truncate(LIGNES_D_ERREUR);
    gardees
}

/// L'import que le compilateur propose d'écrire en tête des tests, parce qu'ils incluent la réponse : c'est
/// dans la réponse qu'il faut l'écrire.
fn import_propose<'a>(partie: &[&'a str]) -> Option<&'a str> {
    let place = |ligne: &&str| ligne.trim_start().starts_with("--> ") && ligne.contains("/tests/");
    partie.iter().find(|ligne| place(ligne))?;
    let ajout = partie.iter().find(|ligne| ligne.contains("+ use "))?;
    Some(ajout.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '))
}

/// Les lignes d'une partie du message qui apprennent quelque chose.
fn lignes_de_la_partie(partie: Vec<&str>, premiere: bool, conseil: bool) -> Vec<&str> {
    // Une remarque peut continuer sous elle-même.
    let mut dans_une_remarque = false;
    let mut lignes: Vec<_> = partie
        .into_iter()
        .filter(|ligne| {
            let nue = ligne.trim();
            let suite = !nue.starts_with('=') && ligne.starts_with("     ") && !nue.contains('|');
            let inutile = nue
                .strip_prefix("= note: ")
                .is_some_and(|remarque| !est_utile(remarque.trim_start(), conseil));
            dans_une_remarque = inutile || dans_une_remarque && suite;
            let lieu_deja_dit = premiere && (nue.starts_with("--> ") || nue.starts_with("::: "));
            let renvoi = nue.starts_with("For more information");
            !(nue.is_empty() || lieu_deja_dit || dans_une_remarque || renvoi)
        })
        .collect();
    // Un trait vertical seul, en fin d'extrait, ne montre rien.
    while lignes.last().is_some_and(|ligne| ligne.trim() == "|") {
        lignes.pop();
    }
    lignes
}

/// Cette remarque du compilateur : les deux types qui se contredisent et la signature de l'énoncé toujours, les autres
/// s'il a raison.
fn est_utile(remarque: &str, conseil: bool) -> bool {
    remarque.starts_with("expected ")
        || remarque.starts_with(SIGNATURE_FIXEE)
        || conseil && !remarque.contains("`#[")
}

/// D'un long extrait, garde le début et la fin, que le compilateur commente, et entre les deux ce qu'il désigne et ce qu'il
/// conseille.
fn couper_au_milieu(lignes: &mut Vec<&str>) {
    const DEBUT: usize = 6;
    const FIN: usize = 3;
    if lignes.len() <= DEBUT + FIN + 1 {
        return;
    }
    let milieu = DEBUT..lignes.len() - FIN;
    let compte = |rang: usize| {
        lignes
            .get(rang)
            .is_some_and(|ligne| ligne.contains('^') || ligne.contains("- help: "))
    };
    // Un commentaire est sous la ligne de code dont il parle.
    let gardees = milieu
        .clone()
        .filter(|&rang| compte(rang) || compte(rang + 1));
    let gardees: Vec<_> = ["   …"]
        .into_iter()
        .chain(gardees.map(|rang| lignes[rang]))
        .collect();
    lignes.splice(milieu, gardees);
}

/// Cette note, ou ce conseil, montre le fichier de l'apprenant.
fn vaut_la_peine(partie: &[&str], conseil: bool) -> bool {
    let place = partie
        .iter()
        .find_map(|ligne| ligne.trim_start().strip_prefix("--> "));
    match place {
        Some(place) => place.starts_with("exo"),
        None => partie[0].starts_with("help") && conseil && !change_la_signature(partie[0]),
    }
}

/// Ce conseil ajoute à la signature, qui est fixée.
fn change_la_signature(conseil: &str) -> bool {
    conseil.starts_with("help: consider") && conseil.contains("restricting")
}

/// Le message et chacune des notes qui le suivent.
fn parties(rendu: &str) -> Vec<Vec<&str>> {
    let mut parties: Vec<Vec<&str>> = Vec::new();
    for ligne in rendu.lines() {
        let titre = ["error", "warning", "note", "help"]
            .iter()
            .any(|mot| ligne.starts_with(mot));
        match parties.last_mut() {
            Some(partie) if !titre => partie.push(ligne),
            _ => parties.push(vec![ligne]),
        }
    }
    parties
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::modele::diagnostic::Diagnostic;
    use crate::modele::explications::expliquer;

    #[test]
    fn un_conseil_au_milieu_d_un_long_extrait_reste() {
        let extrait = "a\nb\nc\nd\ne\nf\ng\nh\n9 | f();\n  |    - help: remove this\nx\ny\nz";
        let mut lignes: Vec<_> = extrait.lines().collect();
        couper_au_milieu(&mut lignes);
        assert_eq!(lignes.join("\n"), extrait.replace("g\nh", "   …"));
    }

    #[test]
    fn ce_que_le_compilateur_designe_dans_un_long_extrait_reste() {
        let extrait = "a\nb\nc\nd\ne\nf\ng\nh\n9 | v => v,\n  |      ^ expected `Option`\nx\ny\nz";
        let mut lignes: Vec<_> = extrait.lines().collect();
        couper_au_milieu(&mut lignes);
        assert_eq!(lignes.join("\n"), extrait.replace("g\nh", "   …"));
    }

    #[test]
    fn la_signature_de_l_enonce_reste_et_le_conseil_de_la_changer_s_en_va() {
        let rendu = "error[E0277]: `A` cannot be sent between threads safely\n  --> exo31/tests/etapes/etape1.rs:20:23\n   |\n\
            20 |     f(a)\n   |     - ^ `A` cannot be sent\n   = note: signature fixée : async fn f<A>(a: A)\n\
            note: required by a bound in `f`\n  --> exo31/src/main.rs:6:34\n\
            help: consider restricting opaque type\n   |\n17 |  a: A + Send,\n\n";
        let court = essentiel(rendu, false).join("\n");
        assert!(court.contains("signature fixée : async fn f"), "{court}");
        assert!(
            court.contains("exo31/src/main.rs:6:34") && !court.contains("restricting"),
            "{court}"
        );
    }

    #[test]
    fn une_explication_generale_garde_l_aide_du_compilateur_sauf_pour_la_signature() {
        let rendu = "error[E0277]: the trait bound `T: Copy` is not satisfied\n  --> exo31/src/main.rs:8:5\n   |\n\
            8  |     f(a)\n   |     - ^ unsatisfied\nhelp: dereference here\n   |\n8  |     f(*a)\n\
            help: consider further restricting type parameter `T` with trait `Copy`\n   |\n3  |  T: Copy\n\n";
        let diagnostic = Diagnostic {
            erreur: true,
            code: Some("E0277".to_owned()),
            message: "the trait bound `T: Copy` is not satisfied".to_owned(),
            fichier: None,
            ligne: None,
            colonne: None,
            rendu: rendu.to_owned(),
        };
        let explication = expliquer(&diagnostic).unwrap();
        assert_eq!(explication.nom, "contrat_pas_rempli");
        let court = essentiel(rendu, explication.conseil).join("\n");
        assert!(court.contains("f(*a)"), "{court}");
        assert!(!court.contains("restricting"), "{court}");
    }

    #[test]
    fn un_message_du_compilateur_garde_ce_qui_est_chez_l_apprenant() {
        let rendu = "error: future cannot be sent between threads safely\n   --> exo30/src/main.rs:8:5\n    |\n8   |     spawn(async {\n    |     ^^^^^ not `Send`\n    |\n    \
            = help: the trait `Send` is not implemented for `Rc<String>`\n\
            note: future is not `Send` as this value is used across an await\n   --> exo30/src/main.rs:10:5\n    |\n10  |  x.await;\n    |    ^^^^^ await\n\
            note: required by a bound in `tokio::spawn`\n   --> /home/x/.cargo/registry/tokio/spawn.rs:171:21\n    |\n171 |  F: Future + Send\n\n";
        let court = essentiel(rendu, true).join("\n");
        assert!(court.starts_with("error: future cannot"));
        assert!(
            court.contains("`Rc<String>`") && court.contains("exo30/src/main.rs:10:5"),
            "{court}"
        );
        assert!(
            !court.contains("registry") && !court.contains("required by"),
            "{court}"
        );
    }
}
