//! The keys of people, bodies and units: in a file or schema of their own, wrapped by the root key, and destroyed to
//! erase. An old backup of this one would undo an erasure: keep its backups short.
//!
//! One more key lies there, the site's own: what authenticates entries and rows is derived from it, so that facts and keys
//! of two sites, or of two states of one, do not pass for a pair. Keys of sites from before it were wrapped otherwise:
//! such a site is [`Vault::is_old`] until all is authenticated, and never again afterwards.

use crate::StoreError;
use crate::clean::{clean, clean_later};
use crate::entropy::{Entropy, draw};
use crate::row::{self, Cell, Row, Walk};
use crate::schema::{SUBJECT_KEY, TALLIED, Table};
use crate::tally::Tally;
use crate::connect::{intact, undated, writing};
use jishi_base::{PersonId, TokenId};
use jishi_defence::Defence;
use jishi_facts::{KeyOwner, Timestamp};
use jishi_journal::Hash;
use jishi_seal::{self as seal, International, Key, NONCE_LEN, Nonce, Signer, Suite, Zeroizing};
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What a commitment in the journal is a commitment to.
const CONTENT_TAG: &str = "content";
const SALT_LEN: usize = 32;
/// The tables of keys.
static KEYS: [&Table; 1] = [&SUBJECT_KEY];
/// The owner of the site's own key.
const SITE: &str = "site";
/// What stands behind the suite's name where a key is wrapped as it is now.
const WRAPPED_NOW: &str = "/2";

/// All keys, open in memory; once, however many hold it.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    suite: Arc<dyn Suite>,
    root: Arc<Key>,
    keys: Arc<RwLock<BTreeMap<KeyOwner, Arc<Key>>>>,
    database: DatabaseConnection,
    genuine: Arc<Genuine>,
    old: bool,
}

/// The keys that are derived from the site's own: those that authenticate, by what they authenticate, and the one that
/// seals who the administrators are.
#[derive(Debug)]
struct Genuine {
    entry: Key,
    row: Key,
    word: Key,
    head: Key,
    /// Heads from before there was a tally.
    head_before: Key,
    tally: Key,
    tally_seal: Key,
    name: Key,
    /// Seals what belongs to an account and to no person.
    account: Key,
}

impl Genuine {
    fn of(suite: &dyn Suite, site: &Key) -> Self {
        let key = |purpose: &str| suite.derive(site, purpose);
        Self {
            entry: key("journal entry"),
            row: key("row"),
            word: key("words that are searched"),
            head: key("head with tally"),
            head_before: key("head"),
            tally: key("tally"),
            tally_seal: key("seal of the tally"),
            name: key("names of administrators"),
            account: key("account"),
        }
    }
}

/// A key that is not in the database yet.
pub(crate) struct FreshKey {
    owner: KeyOwner,
    key: Arc<Key>,
    wrapped: Vec<u8>,
}

/// The owner as rows and additional data write it: `person:<id>`.
pub(crate) fn owner_text(owner: KeyOwner) -> String {
    match owner {
        KeyOwner::Person(id) => format!("person:{id}"),
        KeyOwner::Body(id) => format!("body:{id}"),
        KeyOwner::Unit(id) => format!("unit:{id}"),
        KeyOwner::Import(id) => format!("import:{id}"),
    }
}

pub(crate) fn parse_owner(text: &str) -> Option<KeyOwner> {
    let (kind, id) = text.split_once(':')?;
    match kind {
        "person" => id.parse().ok().map(KeyOwner::Person),
        "body" => id.parse().ok().map(KeyOwner::Body),
        "unit" => id.parse().ok().map(KeyOwner::Unit),
        "import" => id.parse().ok().map(KeyOwner::Import),
        _ => None,
    }
}

impl Vault {
    /// Opens all keys with the root key.
    pub(crate) async fn open(database: DatabaseConnection, root: Key) -> Result<Self, StoreError> {
        let suite: Arc<dyn Suite> = Arc::new(International);
        let (mut keys, mut site, mut now, mut before) = (BTreeMap::new(), None, false, false);
        for row in row::rows(&database, &SUBJECT_KEY, &row::select_in_order(&SUBJECT_KEY)).await? {
            let [owner, name, wrapped] = row.as_slice() else { continue };
            let wrapped_now = match name.text().strip_prefix(suite.name()) {
                Some("") => false,
                Some(WRAPPED_NOW) => true,
                _ => return Err(StoreError::NewerSchema(name.text().to_owned())),
            };
            let place = if wrapped_now { place_now(owner.text()) } else { owner.text().to_owned() };
            let key = seal::unwrap(&*suite, &root, &place, wrapped.bytes())
                .map_err(|_| StoreError::RootKey("它打不开密钥库，root.key 与 keys.db 不是同一个站点的。请使用建立这份数据时的那一个；密钥库也可能被改动过".into()))?;
            if owner.text() == SITE {
                site = Some((key, wrapped_now));
                continue;
            }
            let owner_id = parse_owner(owner.text()).ok_or_else(|| StoreError::Damaged("密钥表里有不认识的编号".into()))?;
            (now, before) = (now || wrapped_now, before || !wrapped_now);
            keys.insert(owner_id, Arc::new(key));
        }
        let (site, old) = match site {
            Some((site, true)) if !before => (site, false),
            Some((site, false)) if !now => (site, true),
            // Its own key comes with the first opening.
            None if !now => (suite.derive(&root, "no site yet"), true),
            _ => return Err(StoreError::Damaged("密钥库里新旧两种写法混在一起：它被改动过，或掺进了旧备份".into())),
        };
        let genuine = Arc::new(Genuine::of(&*suite, &site));
        Ok(Self { suite, root: Arc::new(root), keys: Arc::new(RwLock::new(keys)), database, genuine, old })
    }

    /// Is this a site from before entries and rows were authenticated?
    pub(crate) fn is_old(&self) -> bool {
        self.old
    }

    /// Are there keys of anybody?
    pub(crate) async fn any(database: &DatabaseConnection) -> Result<bool, StoreError> {
        let some = row::select(&SUBJECT_KEY).and_where(Expr::col("owner").ne(SITE)).limit(1).take();
        Ok(!row::rows(database, &SUBJECT_KEY, &some).await?.is_empty())
    }

    /// Makes a new site's own key.
    pub(crate) async fn found(database: &DatabaseConnection, root: &Key, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        let suite = International;
        let bytes = Zeroizing::new(draw::<32>(entropy)?);
        let wrapped = seal::wrap(&suite, root, &draw(entropy)?, &place_now(SITE), &Key::new(&bytes))?;
        row::insert(database, &SUBJECT_KEY, vec![vec![Cell::id(SITE), wrapped_now(&suite), Cell::Blob(wrapped)]]).await
    }

    /// Gives an old site its own key, in the old wrapping: what is authenticated comes first, and then [`Vault::renew`].
    pub(crate) async fn give_site_key(&mut self, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        let there = row::rows(&self.database, &SUBJECT_KEY, row::select(&SUBJECT_KEY).and_where(Expr::col("owner").eq(SITE))).await?;
        if there.is_empty() {
            let bytes = Zeroizing::new(draw::<32>(entropy)?);
            let site = Key::new(&bytes);
            let wrapped = seal::wrap(&*self.suite, &self.root, &draw(entropy)?, SITE, &site)?;
            row::insert(&self.database, &SUBJECT_KEY, vec![vec![Cell::id(SITE), Cell::id(self.suite.name()), Cell::Blob(wrapped)]]).await?;
            self.genuine = Arc::new(Genuine::of(&*self.suite, &site));
        }
        Ok(())
    }

    /// Wraps all keys anew, once everything is authenticated: from here on nothing counts that is not.
    pub(crate) async fn renew(&mut self, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        let transaction = writing(&self.database).await?;
        let rows = row::rows(&transaction, &SUBJECT_KEY, &row::select_in_order(&SUBJECT_KEY)).await?;
        let mut renewed = Vec::with_capacity(rows.len());
        for row in &rows {
            let [owner, _, wrapped] = row.as_slice() else { continue };
            let key = seal::unwrap(&*self.suite, &self.root, owner.text(), wrapped.bytes())?;
            let wrapped = seal::wrap(&*self.suite, &self.root, &draw(entropy)?, &place_now(owner.text()), &key)?;
            renewed.push(vec![owner.clone(), wrapped_now(&*self.suite), Cell::Blob(wrapped)]);
        }
        transaction.execute(Query::delete().from_table(SUBJECT_KEY.name)).await?;
        row::insert(&transaction, &SUBJECT_KEY, renewed).await?;
        transaction.commit().await?;
        self.old = false;
        Ok(())
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
        let wrapped = seal::wrap(&*self.suite, &self.root, &draw(entropy)?, &place_now(&owner_text(owner)), &key)?;
        let key = Arc::new(key);
        self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(owner, key.clone());
        Ok(Some(FreshKey { owner, key, wrapped }))
    }

    /// Writes fresh keys, before anything that they seal: a key without content does no harm.
    ///
    /// # Errors
    /// Where an owner has a key already, it stays: a writer that has taken over may have sealed with it. It is taken up, and
    /// what was sealed with the fresh one must be given up; the same again finds the key.
    pub(crate) async fn keep(&self, fresh: &[FreshKey]) -> Result<(), StoreError> {
        let owners: Vec<_> = fresh.iter().map(|key| Cell::Text(owner_text(key.owner))).collect();
        let there = row::owned(&self.database, &SUBJECT_KEY, &owners).await?;
        if !there.is_empty() {
            self.take_up(&there)?;
            return Err(StoreError::NotWritten("密钥库里已有这一主体的密钥".into()));
        }
        let row = |(key, owner): (&FreshKey, Cell)| vec![owner, wrapped_now(&*self.suite), Cell::Blob(key.wrapped.clone())];
        row::insert(&self.database, &SUBJECT_KEY, fresh.iter().zip(owners).map(row).collect()).await
    }

    fn take_up(&self, rows: &[row::Row]) -> Result<(), StoreError> {
        for row in rows {
            let [owner, _, wrapped] = row.as_slice() else { continue };
            let Some(id) = parse_owner(owner.text()) else { continue };
            let key = seal::unwrap(&*self.suite, &self.root, &place_now(owner.text()), wrapped.bytes())?;
            self.keys.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::new(key));
        }
        Ok(())
    }

    /// Forgets fresh keys that could not be written.
    pub(crate) fn forget(&self, fresh: &[FreshKey]) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        for FreshKey { owner, key, .. } in fresh {
            if keys.get(owner).is_some_and(|known| Arc::ptr_eq(known, key)) {
                keys.remove(owner);
            }
        }
    }

    /// Destroys keys, on disk too: after this their contents and salts can be read by nobody.
    pub(crate) async fn destroy(&self, owners: &[KeyOwner]) -> Result<(), StoreError> {
        let cells: Vec<_> = owners.iter().map(|owner| Cell::Text(owner_text(*owner))).collect();
        if !Defence::ErasureTakesKeys.holds() {
            return Ok(());
        }
        row::delete_owned(&self.database, &SUBJECT_KEY, &cells).await?;
        if !clean(&self.database, &KEYS).await? {
            clean_later(self.database.clone(), &KEYS);
        }
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        owners.iter().for_each(|owner| {
            keys.remove(owner);
        });
        Ok(())
    }

    /// Opens every key in the database again.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where one does not open.
    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        for row in row::rows(&self.database, &SUBJECT_KEY, &row::select_in_order(&SUBJECT_KEY)).await? {
            let [owner, name, wrapped] = row.as_slice() else { continue };
            let opens = *name == wrapped_now(&*self.suite)
                && seal::unwrap(&*self.suite, &self.root, &place_now(owner.text()), wrapped.bytes()).is_ok();
            if !opens {
                return Err(StoreError::Damaged("密钥库里有一把密钥打不开：它被改动或调换".into()));
            }
        }
        if !undated(&self.database).await? {
            return Err(StoreError::Damaged("密钥库的升级记录里有本程序不写的时间：它被改动".into()));
        }
        intact(&self.database).await
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
        let (salt, text) = plain.split_first_chunk::<SALT_LEN>().ok_or_else(|| not_committed(seq))?;
        if Defence::ContentsAreCommitted.holds() && seal::commit(&*self.suite, CONTENT_TAG, salt, text) != *commitment {
            return Err(not_committed(seq));
        }
        Ok(Some(String::from_utf8(text.to_vec()).map_err(|_| not_committed(seq))?))
    }

    /// Seals who an administrator is, for the row of the account. The key is one derived for this alone, and GCM-SIV bears a
    /// repeated nonce.
    pub(crate) fn seal_name(&self, account: &str, text: &str) -> Result<Vec<u8>, StoreError> {
        Ok(self.suite.seal(&self.genuine.name, &[0; NONCE_LEN], &name_place(account), text.as_bytes())?)
    }

    /// Opens what [`Vault::seal_name`] sealed.
    pub(crate) fn open_name(&self, account: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let plain = self.suite.open(&self.genuine.name, &name_place(account), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| StoreError::Damaged("管理员姓名的密文不是文字".into()))
    }

    /// Seals the label of a token: under the key of the person whose account it is, else under one of the site's own.
    pub(crate) fn seal_label(&self, bearer: Option<PersonId>, token: TokenId, label: &str, nonce: &Nonce) -> Result<Vec<u8>, StoreError> {
        Ok(self.suite.seal(&self.label_key(bearer)?, nonce, &label_place(token), label.as_bytes())?)
    }

    /// Opens what [`Vault::seal_label`] sealed.
    pub(crate) fn open_label(&self, bearer: Option<PersonId>, token: TokenId, sealed: &[u8]) -> Result<String, StoreError> {
        let plain = self.suite.open(&self.label_key(bearer)?, &label_place(token), sealed)?;
        String::from_utf8(plain.to_vec()).map_err(|_| StoreError::Damaged("令牌的用途不是文字".into()))
    }

    fn label_key(&self, bearer: Option<PersonId>) -> Result<Key, StoreError> {
        let key = match bearer {
            Some(person) => &*self.key(KeyOwner::Person(person)).ok_or_else(lost_key)?,
            None => &self.root,
        };
        Ok(self.suite.derive(key, "token label"))
    }

    /// The suite's name, for rows.
    pub(crate) fn suite_name(&self) -> &'static str {
        self.suite.name()
    }

    /// The blind index of an identity number.
    pub(crate) fn blind(&self, text: &str) -> String {
        seal::blind(&*self.suite, &self.suite.derive(&self.root, "blind index"), text)
    }

    /// Seals what belongs to an account and to no person of the register.
    pub(crate) fn seal_site(&self, nonce: &Nonce, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        Ok(self.suite.seal(&self.genuine.account, nonce, place, plain)?)
    }

    /// Opens what [`Vault::seal_site`] sealed.
    pub(crate) fn open_site(&self, place: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        Ok(self.suite.open(&self.genuine.account, place, sealed)?)
    }

    /// A keyed digest of what is kept only as that: secrets of sessions and links, commands' requests.
    pub(crate) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hash {
        self.suite.mac(&self.suite.derive(&self.root, purpose), parts)
    }

    /// What signs checkpoints that are kept elsewhere.
    pub(crate) fn signer(&self) -> Signer {
        Signer::new(&self.suite.derive(&self.root, "checkpoint signature"))
    }

    /// Authenticates an entry of the journal at its place.
    pub(crate) fn entry_mac(&self, seq: u64, prev: &Hash, entry: &[u8]) -> Hash {
        self.suite.mac(&self.genuine.entry, &[&seq.to_be_bytes(), prev, entry])
    }

    /// Tells a pair of signs of a unit's texts from others.
    pub(crate) fn word_mac(&self, unit: &str, pair: &str) -> Hash {
        self.suite.mac(&self.genuine.word, &[unit.as_bytes(), pair.as_bytes()])
    }

    /// Authenticates the head: who may write, size and root of the journal, and the tally. Under a key of its own where
    /// there is no tally, so that no head passes for one from before there was one.
    pub(crate) fn head_mac(&self, numbers: [u64; 3], root: &Hash, at: Timestamp, tally: Option<&Tally>) -> Hash {
        let [epoch, turn, size] = numbers.map(u64::to_be_bytes);
        let at = at.to_be_bytes();
        match tally {
            Some(tally) => self.suite.mac(&self.genuine.head, &[&epoch, &turn, &size, root, &at, tally.bytes()]),
            None => self.suite.mac(&self.genuine.head_before, &[&epoch, &turn, &size, root, &at]),
        }
    }

    /// The tally of all rows that lie there, whether or not they are genuine.
    pub(crate) async fn tally_of(&self, connection: &impl ConnectionTrait) -> Result<Tally, StoreError> {
        let mut tally = Tally::new();
        for table in TALLIED {
            let mut rows = Walk::from_start(table);
            loop {
                let page = rows.next(connection).await?;
                if page.is_empty() {
                    break;
                }
                page.iter().filter_map(|row| row.last()).for_each(|mac| tally.add(&self.tally_part(mac.bytes())));
            }
        }
        Ok(tally)
    }

    /// Takes the MAC off a row of a table that ends with one, where it is genuine.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] where it is not.
    pub(crate) fn genuine(&self, table: &'static Table, row: &mut Row) -> Result<(), StoreError> {
        let mac = row.pop();
        if mac.is_some_and(|mac| self.row_mac(table, row) == mac.bytes()) || !Defence::RowsAreSealed.holds() {
            return Ok(());
        }
        Err(StoreError::Damaged(format!("表 {} 里有一行不是本站写的：它被改动、调换或添加", table.name)))
    }

    /// What stands for a row in the tally, by the row's MAC. It is kept nowhere: see [`crate::tally`].
    pub(crate) fn tally_part(&self, mac: &[u8]) -> Hash {
        self.suite.mac(&self.genuine.tally, &[mac])
    }

    /// Seals the tally for the head of a turn. The key is one derived for this alone, and GCM-SIV bears a repeated nonce.
    pub(crate) fn seal_tally(&self, turn: u64, tally: &Tally) -> Result<Vec<u8>, StoreError> {
        Ok(self.suite.seal(&self.genuine.tally_seal, &[0; NONCE_LEN], &tally_place(turn), tally.bytes())?)
    }

    /// Opens what [`Vault::seal_tally`] sealed.
    pub(crate) fn open_tally(&self, turn: u64, sealed: &[u8]) -> Result<Tally, StoreError> {
        let plain = self.suite.open(&self.genuine.tally_seal, &tally_place(turn), sealed)?;
        plain.as_slice().try_into().map(Tally::of_bytes).map_err(|_| StoreError::Damaged("首行里的合计长度不对".into()))
    }

    /// Authenticates a row of a table: all its cells, each led by its sort and length.
    pub(crate) fn row_mac(&self, table: &Table, cells: &[Cell]) -> Hash {
        let mut bytes = Vec::new();
        let mut part = |sort: u8, part: &[u8]| {
            bytes.push(sort);
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part);
        };
        part(b'T', table.name.as_bytes());
        for cell in cells {
            match cell {
                Cell::Null => part(b'N', &[]),
                Cell::Integer(value) => part(b'I', &value.to_be_bytes()),
                Cell::Text(value) => part(b'S', value.as_bytes()),
                Cell::Blob(value) => part(b'B', value),
            }
        }
        self.suite.mac(&self.genuine.row, &[&bytes])
    }
}

/// The place that a key is bound to by its wrapping now.
fn place_now(owner: &str) -> String {
    format!("2:{owner}")
}

/// The suite's name of a key that is wrapped as it is now.
fn wrapped_now(suite: &dyn Suite) -> Cell {
    Cell::Text(format!("{}{WRAPPED_NOW}", suite.name()))
}

fn content_place(seq: u64) -> Vec<u8> {
    seal::Cell { table: "content", row: &seq.to_string(), column: "sealed", version: 0 }.aad()
}

fn name_place(account: &str) -> Vec<u8> {
    seal::Cell { table: "account", row: account, column: "name", version: 0 }.aad()
}

fn tally_place(turn: u64) -> Vec<u8> {
    seal::Cell { table: "head", row: "1", column: "tally", version: turn }.aad()
}

fn label_place(token: TokenId) -> Vec<u8> {
    seal::Cell { table: "api_token", row: &token.to_string(), column: "label", version: 0 }.aad()
}

fn not_committed(seq: u64) -> StoreError {
    StoreError::Damaged(format!("第 {seq} 条的内容与日志中的承诺不符"))
}

fn lost_key() -> StoreError {
    StoreError::Damaged("缺一把密钥：密钥库比数据旧，或被改动".into())
}
