//! `cargo exo` : le programme.

use correcteur::{atelier::Atelier, cours::Cours, epreuve};
fn main() -> anyhow::Result<()> {
    let cours = Cours::courant()?;
    let t = std::time::Instant::now();
    let atelier = Atelier::preparer(&cours)?;
    eprintln!("atelier {:?}", t.elapsed());
    let args: Vec<_> = std::env::args().collect();
    let exo = cours.exercice(&args[1])?;
    let arbre = tempfile::tempdir()?;
    let t = std::time::Instant::now();
    let r = epreuve::noter_fichier(
        &atelier,
        exo,
        args[2].as_ref(),
        arbre.path(),
        epreuve::DELAI_PAR_TEST,
    )?;
    eprintln!("noté {:?}", t.elapsed());
    println!("{}", serde_json::to_string_pretty(&r)?);
    Ok(())
}
