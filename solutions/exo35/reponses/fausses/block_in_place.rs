// faute   : `block_in_place` bloque le thread du runtime
// message : `block_in_place` bloque le thread du runtime

async fn compter_lignes(chemin: &Path) -> io::Result<usize> {
    tokio::task::block_in_place(|| {
        use std::io::BufRead;
        let mut total = 0;
        for ligne in std::io::BufReader::new(std::fs::File::open(chemin)?).lines() {
            ligne?;
            total += 1;
        }
        Ok(total)
    })
}
