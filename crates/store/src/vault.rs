//! The keys of people, bodies and units: in a file or schema of their own, wrapped by the root key, and destroyed to
//! erase. An old backup of this one would undo an erasure: keep its backups short.

use crate::StoreError;
use crate::entropy::{Entropy, draw};
use crate::row::{self, Cell};
use crate::schema::SUBJECT_KEY;
use jishi_facts::KeyOwner;
use jishi_journal::Hash;
use jishi_seal::{self as seal, International, Key, NONCE_LEN, Nonce, Suite, Zeroizing};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What a commitment in the journal is a commitment to.
const CONTENT_TAG: &str = "content";
const SALT_LEN: usize = 32;

/// All keys, open in memory.
#[derive(Debug)]
pub(crate) struct Vault {
    suite: Box<dyn Suite>,
    root: Key,
    keys: RwLock<BTreeMap<KeyOwner, Arc<Key>>>,
    database: DatabaseConnection,
}

/// A key that is not in the database yet.
pub(crate) struct FreshKey {
    owner: KeyOwner,
    wrapped: Vec<u8>,
}

/// The owner as rows and additional data write it: `person:<id>`.
pub(crate) fn owner_text(owner: KeyOwner) -> String {
    match owner {
        KeyOwner::Person(id) => format!("person:{id}"),
        KeyOwner::Body(id) => format!("body:{id}"),
        KeyOwner::Unit(id) => format!("unit:{id}"),
    }
}

fn parse_owner(text: &str) -> Option<KeyOwner> {
    let (kind, id) = text.split_once(':')?;
    match kind {
        "person" => id.parse().ok().map(KeyOwner::Person),
        "body" => id.parse().ok().map(KeyOwner::Body),
        "unit" => id.parse().ok().map(KeyOwner::Unit),
        _ => None,
    }
}

impl Vault {
    /// Opens all keys with the root key.
    pub(crate) async fn open(database: DatabaseConnection, root: Key) -> Result<Self, StoreError> {
        let suite: Box<dyn Suite> = Box::new(International);
        let mut keys = BTreeMap::new();
        for row in row::rows(&database, &SUBJECT_KEY, &row::select_in_order(&SUBJECT_KEY)).await? {
            let [owner, name, wrapped] = row.as_slice() else { continue };
            let owner_id = parse_owner(owner.text()).ok_or_else(|| StoreError::Damaged("密钥表里有不认识的编号".into()))?;
            if name.text() != suite.name() {
                return Err(StoreError::NewerSchema(name.text().to_owned()));
            }
            let key = seal::unwrap(&*suite, &root, owner.text(), wrapped.bytes())
                .map_err(|_| StoreError::RootKey("它打不开密钥库。请使用建立这份数据时的那一个".into()))?;
            keys.insert(owner_id, Arc::new(key));
        }
        Ok(Self { suite, root, keys: RwLock::new(keys), database })
    }

    fn key(&self, owner: KeyOwner) -> Option<Arc<Key>> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(&owner).cloned()
    }

    /// Makes a key for an owner that has none. Drawn at the event that needs it, so that how commands are grouped
    /// changes nothing.
    pub(crate) fn ensure(&self, owner: KeyOwner, entropy: &mut dyn Entropy) -> Result<Option<FreshKey>, StoreError> {
        if self.key(owner).is_some() {
            return Ok(None);
        }
        let bytes = Zeroizing::new(draw::<32>(entropy)?);
        let key = Key::new(&bytes);
        let wrapped = seal::wrap(&*self.suite, &self.root, &draw(entropy)?, &owner_text(owner), &key)?;
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(owner, Arc::new(key));
        Ok(Some(FreshKey { owner, wrapped }))
    }

    /// Writes fresh keys, before anything that they seal: a key without content does no harm.
    pub(crate) async fn keep(&self, fresh: &[FreshKey]) -> Result<(), StoreError> {
        let rows = fresh
            .iter()
            .map(|key| vec![Cell::Text(owner_text(key.owner)), Cell::id(self.suite.name()), Cell::Blob(key.wrapped.clone())])
            .collect();
        row::insert(&self.database, &SUBJECT_KEY, rows).await
    }

    /// Forgets fresh keys that could not be written.
    pub(crate) fn forget(&self, fresh: &[FreshKey]) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        fresh.iter().for_each(|key| {
            keys.remove(&key.owner);
        });
    }

    /// Destroys keys, on disk too: after this their contents and salts can be read by nobody.
    pub(crate) async fn destroy(&self, owners: &[KeyOwner]) -> Result<(), StoreError> {
        let cells: Vec<_> = owners.iter().map(|owner| Cell::Text(owner_text(*owner))).collect();
        row::delete_owned(&self.database, &SUBJECT_KEY, &cells).await?;
        scrub(&self.database, SUBJECT_KEY.name).await?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        owners.iter().for_each(|owner| {
            keys.remove(owner);
        });
        Ok(())
    }

    /// Does this owner still have a key?
    pub(crate) fn has(&self, owner: KeyOwner) -> bool {
        self.key(owner).is_some()
    }

    /// The commitment to a content, and the content sealed with its salt for the content table.
    pub(crate) fn seal_content(
        &self,
        owner: KeyOwner,
        seq: u64,
        text: &str,
        entropy: &mut dyn Entropy,
    ) -> Result<(Hash, Vec<u8>), StoreError> {
        let salt: [u8; SALT_LEN] = draw(entropy)?;
        let nonce: Nonce = draw(entropy)?;
        let plain = Zeroizing::new([salt.as_slice(), text.as_bytes()].concat());
        let key = self.key(owner).ok_or_else(lost_key)?;
        let sealed = self.suite.seal(&key, &nonce, &content_place(seq), &plain)?;
        Ok((seal::commit(&*self.suite, CONTENT_TAG, &salt, text.as_bytes()), sealed))
    }

    /// Opens a content and checks it against its commitment. `None` where the key is gone.
    pub(crate) fn open_content(&self, owner: KeyOwner, seq: u64, sealed: &[u8], commitment: &Hash) -> Result<Option<String>, StoreError> {
        let Some(key) = self.key(owner) else { return Ok(None) };
        let plain = self.suite.open(&key, &content_place(seq), sealed)?;
        let damaged = || StoreError::Damaged(format!("第 {seq} 条的内容与日志中的承诺不符"));
        let (salt, text) = plain.split_first_chunk::<SALT_LEN>().ok_or_else(damaged)?;
        if seal::commit(&*self.suite, CONTENT_TAG, salt, text) != *commitment {
            return Err(damaged());
        }
        Ok(Some(String::from_utf8(text.to_vec()).map_err(|_| damaged())?))
    }

    /// Seals a value for a table that is a fold of the journal: always to the same bytes, so that the fold can be
    /// compared with the table. The key is one derived for this alone, and GCM-SIV bears a repeated nonce.
    pub(crate) fn seal_projected(&self, owner: KeyOwner, place: &seal::Cell<'_>, text: &str) -> Result<Vec<u8>, StoreError> {
        let key = self.projection_key(owner)?;
        Ok(self.suite.seal(&key, &[0; NONCE_LEN], &place.aad(), text.as_bytes())?)
    }

    /// Opens what [`Vault::seal_projected`] sealed.
    pub(crate) fn open_projected(&self, owner: KeyOwner, place: &seal::Cell<'_>, sealed: &[u8]) -> Result<String, StoreError> {
        let plain = self.suite.open(&self.projection_key(owner)?, &place.aad(), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| StoreError::Damaged("查询表里的密文不是文字".into()))
    }

    fn projection_key(&self, owner: KeyOwner) -> Result<Key, StoreError> {
        let key = self.key(owner).ok_or_else(lost_key)?;
        Ok(self.suite.derive(&key, "projection"))
    }

    /// The suite's name, for rows.
    pub(crate) fn suite_name(&self) -> &'static str {
        self.suite.name()
    }

    /// The blind index of an identity number.
    pub(crate) fn blind(&self, text: &str) -> String {
        seal::blind(&*self.suite, &self.suite.derive(&self.root, "blind index"), text)
    }

    /// Authenticates what lies in the database but must come from this program: checkpoints, commands' digests.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hash {
        self.suite.mac(&self.suite.derive(&self.root, purpose), parts)
    }
}

fn content_place(seq: u64) -> Vec<u8> {
    seal::Cell { table: "content", row: &seq.to_string(), column: "sealed", version: 0 }.aad()
}

fn lost_key() -> StoreError {
    StoreError::Damaged("缺一把密钥：密钥库比数据旧，或被改动".into())
}

/// Takes deleted rows out of the files too, as far as the database can.
pub(crate) async fn scrub(database: &DatabaseConnection, table: &str) -> Result<(), StoreError> {
    let statement = match database.get_database_backend() {
        DbBackend::Sqlite => "PRAGMA wal_checkpoint(TRUNCATE)".to_owned(),
        _ => format!("VACUUM (FULL) \"{table}\""),
    };
    database.execute_unprepared(&statement).await?;
    Ok(())
}
