// faute       : le compte donné reçoit un verrou à soi, qui ment sur le solde
// compilateur : E0308
// message     : expected `Verrou`, found `Mutex<u64>`

struct Verrou(u64);

impl Verrou {
    fn new(solde: u64) -> Self {
        Verrou(solde)
    }

    async fn lock(&self) -> Box<u64> {
        Box::new(self.0)
    }
}

struct Compte {
    numero: u32,
    solde: Verrou,
}

impl Compte {
    fn new(numero: u32, solde: u64) -> Self {
        Compte {
            numero,
            solde: Verrou::new(solde),
        }
    }
}
