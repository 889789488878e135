// Exo 35 · Fichiers async : la solution.
//
// Les lignes soulignées de ^^^ sont celles qui comptent ; le commentaire dit pourquoi ainsi.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, BufWriter};

/// Étape 1 : remplace tout le contenu du fichier, puis rend ce que le fichier contient.
async fn ecrire_puis_relire(chemin: &Path, contenu: &str) -> io::Result<String> {
    // `write` crée le fichier ou le vide, écrit tout, et ne rend la main qu'une fois l'écriture faite, par
    // un thread de la réserve de Tokio. Un `File` ouvert à la main demanderait en plus `truncate`,
    // `write_all` et `flush`, trois choses à ne pas oublier.
    tokio::fs::write(chemin, contenu).await?;
    tokio::fs::read_to_string(chemin).await
    //         ^^^^^^^^^^^^^^ le fichier dit ce qu'il contient ; rendre `contenu` ne ferait que l'espérer.
}

/// Étape 2 : compte les lignes du fichier comme `str::lines`, sans jamais le tenir entier en mémoire.
async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    // `BufReader` demande au système de gros morceaux : sans lui, chaque petite lecture ferait un aller et
    // retour vers un autre thread. `lines` découpe comme `str::lines` et vérifie l'UTF-8.
    let mut lignes = BufReader::new(File::open(chemin).await?).lines();
    let mut total = 0;
    while lignes.next_line().await?.is_some() {
        //                        ^ une erreur au milieu du fichier n'est pas la fin du fichier.
        total += 1;
    }
    Ok(total)
}

/// Étape 3 : copie le fichier en majuscules, ligne par ligne, et rend le nombre de lignes.
async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let mut total = 0;
    while let Some(ligne) = lignes.next_line().await? {
        // `to_uppercase` travaille sur le texte entier : « ß » devient « SS », ce qu'un caractère ne peut pas.
        sortie.write_all(ligne.to_uppercase().as_bytes()).await?;
        //     ^^^^^^^^^ `write` a le droit de n'écrire qu'un morceau.
        sortie.write_all(b"\n").await?;
        total += 1;
    }
    // Deux tampons attendent encore : celui de `BufWriter`, et celui de `File`, qui écrit en arrière-plan.
    // Les lâcher perdrait le premier et ne dirait rien d'une erreur du second.
    sortie.flush().await?;
    //     ^^^^^
    Ok(total)
}

/// Étape 4, défi : remplace le fichier d'un seul coup, ou le laisse tel qu'il était.
async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()> {
    // À côté du fichier, pas dans /tmp : `rename` ne passe pas d'un système de fichiers à l'autre.
    let provisoire = chemin.with_file_name(nom_unique());
    let issue = async {
        tokio::fs::write(&provisoire, contenu).await?;
        tokio::fs::rename(&provisoire, chemin).await
        //         ^^^^^^ le système change le nom d'un seul coup : avant c'est l'ancien, après le nouveau.
    }
    .await;
    // Un bloc `async` arrête les `?` : quelle que soit l'étape qui échoue, on passe par ici.
    if issue.is_err() {
        // C'est la première erreur qui compte ; celle du ménage n'apprendrait rien.
        let _ = tokio::fs::remove_file(&provisoire).await;
    }
    issue
}

/// Un nom que nul autre ne prend : ni un autre appel (le compteur), ni un autre programme (son numéro).
fn nom_unique() -> String {
    static NUMERO: AtomicU64 = AtomicU64::new(0);
    let numero = NUMERO.fetch_add(1, Ordering::Relaxed);
    //                  ^^^^^^^^^ lire puis augmenter en deux temps donnerait parfois deux fois le même.
    format!(".remplacer-{}-{numero}.tmp", std::process::id())
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
