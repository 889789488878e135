// faute   : l'opération abandonnée est oubliée au lieu d'être détruite
// message : détruite avant que `avec_delai` rende
// test    : etape2::l_operation_abandonnee_est_detruite

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let mut operation = Box::pin(operation);
    match timeout(limite, &mut operation).await {
        Ok(valeur) => Some(valeur),
        Err(_) => {
            std::mem::forget(operation);
            None
        }
    }
}
