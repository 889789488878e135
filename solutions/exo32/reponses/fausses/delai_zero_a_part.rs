// faute   : une limite nulle rend `None` sans interroger l'opération
// message : interrogée au moins une fois
// test    : etape2::une_limite_nulle_laisse_sa_chance_a_l_operation

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    if limite.is_zero() {
        return None;
    }
    timeout(limite, operation).await.ok()
}
