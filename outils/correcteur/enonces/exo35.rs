// Exo 35 · Fichiers async : lire et écrire sans bloquer le runtime.
//
// La consigne, la leçon et les indices sont dans exo35/README.md.
// Remplace chaque `todo!`, puis lance : cargo test -p exo35

use std::io;
use std::path::Path;
use std::time::Duration;

/// Étape 1 : remplace tout le contenu du fichier, puis rend ce que le fichier contient.
async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    todo!("étape 1 : écris tout `contenu`, puis relis le fichier (module `tokio::fs`)")
}

/// Étape 2 : compte les lignes du fichier comme `str::lines`, sans jamais le tenir entier en mémoire.
async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    todo!("étape 2 : lis le fichier ligne par ligne (`tokio::io::AsyncBufReadExt`) et compte")
}

/// Étape 3 : copie le fichier en majuscules, ligne par ligne, et rend le nombre de lignes.
async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    todo!("étape 3 : lis, transforme et écris chaque ligne ; au retour, tout est dans le fichier")
}

/// Étape 4, défi : remplace le fichier d'un seul coup, ou le laisse tel qu'il était.
async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    todo!("étape 4 : prépare le nouveau fichier à côté, puis mets-le à la place de l'ancien")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let dossier = std::env::temp_dir().join(format!("exo35-{}", std::process::id()));
    tokio::fs::create_dir_all(&dossier).await?;
    let resultat = demonstration(&dossier).await;
    tokio::fs::remove_dir_all(&dossier).await?;
    resultat
}

/// Donné : les quatre étapes à l'œuvre, dans un dossier à elles.
async fn demonstration(dossier: &Path) -> io::Result<()> {
    let carnet = dossier.join("carnet.txt");
    let relu = ecrire_puis_relire(&carnet, "la mer est calme\r\nla fête bat son plein").await?;
    println!("étape 1  écrit et relu : {relu:?}");

    let journal = dossier.join("journal.txt");
    ecrire_puis_relire(&journal, &"encore une ligne de journal\n".repeat(300_000)).await?;
    let depart = std::time::Instant::now();
    let mut battements = 0;
    let lignes = tokio::select! {
        biased;
        lignes = compter_lignes(&journal) => lignes?,
        () = battre(&mut battements) => 0,
    };
    println!(
        "étape 2  {lignes} lignes comptées en {} ms ; à côté, sur le même thread, une tâche a battu {battements} fois",
        depart.elapsed().as_millis()
    );

    let affiche = dossier.join("affiche.txt");
    let lignes = copier_en_majuscules(&carnet, &affiche).await?;
    let texte = tokio::fs::read_to_string(&affiche).await?;
    println!("étape 3  {lignes} lignes copiées : {texte:?}");

    remplacer(&affiche, b"version 0").await?;
    let (mut lectures, mut entieres) = (0, 0);
    tokio::select! {
        biased;
        issue = remplacer_souvent(&affiche) => issue?,
        issue = lire_sans_cesse(&affiche, &mut lectures, &mut entieres) => issue?,
    }
    println!(
        "étape 4  200 remplacements ; à côté, {lectures} lectures, dont {entieres} ont vu une version entière"
    );
    Ok(())
}

/// Donné : bat toutes les 5 ms, sans fin.
async fn battre(battements: &mut u32) {
    loop {
        tokio::time::sleep(Duration::from_millis(5)).await;
        *battements += 1;
    }
}

/// Donné : 200 versions l'une après l'autre.
async fn remplacer_souvent(chemin: &Path) -> io::Result<()> {
    for numero in 1..=200 {
        let version = format!("version {numero}");
        remplacer(chemin, version.as_bytes()).await?;
    }
    Ok(())
}

/// Donné : relit le fichier sans fin et vérifie chaque fois qu'il porte un numéro de version.
async fn lire_sans_cesse(chemin: &Path, lectures: &mut u32, entieres: &mut u32) -> io::Result<()> {
    loop {
        let texte = tokio::fs::read_to_string(chemin).await?;
        *lectures += 1;
        let numero = texte.strip_prefix("version ").map(str::parse::<u32>);
        *entieres += u32::from(matches!(numero, Some(Ok(_))));
    }
}
