// faute   : une file sans borne entre la lecture et l'écriture
// message : une file sans borne (`unbounded_channel`) entre la lecture et l'écriture
// test    : etape3::une_destination_lente_freine_la_lecture

async fn copier_en_majuscules(source: &Path, destination: &Path) -> io::Result<usize> {
    let mut lignes = BufReader::new(File::open(source).await?).lines();
    let mut sortie = BufWriter::new(File::create(destination).await?);
    let (tx, mut rx) = tokio::sync::mpsc::unbounded_channel::<String>();
    let lecture = async move {
        while let Some(ligne) = lignes.next_line().await? {
            let _ = tx.send(ligne.to_uppercase());
        }
        io::Result::Ok(())
    };
    let ecriture = async move {
        let mut total = 0;
        while let Some(ligne) = rx.recv().await {
            sortie.write_all(ligne.as_bytes()).await?;
            sortie.write_all(b"\n").await?;
            total += 1;
        }
        sortie.flush().await?;
        Ok(total)
    };
    let ((), total) = tokio::try_join!(lecture, ecriture)?;
    Ok(total)
}
