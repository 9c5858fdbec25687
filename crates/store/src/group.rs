//! A group of commands decided in memory: what it will write, and what it will answer.

use crate::command::{Command, Receipt};
use crate::entropy::Entropy;
use crate::fold::Fold;
use crate::row::{Cell, Row};
use crate::schema::COMMAND;
use crate::stale::{self, Stale};
use crate::vault::{FreshKey, Vault, owner_text};
use crate::{Refusal, StoreError, entry, signs, words};
use jishi_base::PersonId;
use jishi_facts::{Event, KeyOwner, Stamp};
use jishi_journal::{Hash, chain, leaf_hash};
use std::collections::{BTreeMap, BTreeSet};

/// What the digest of a request is for.
pub(crate) const REQUEST: &str = "command digest";

/// What was done under an idempotency key.
#[derive(Clone, Copy)]
pub(crate) struct Done {
    pub digest: Hash,
    pub receipt: Receipt,
}

/// Why a command was not decided.
pub(crate) enum Denied {
    /// Refused; nothing was changed.
    Refused(Refusal),
    /// Refused, since what it would change has changed.
    Stale(Stale),
    /// The group must be given up.
    Failed(StoreError),
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

/// A group being decided.
pub(crate) struct Group {
    /// As it will be when the group is written.
    pub fold: Fold,
    /// The size of the journal before it.
    pub begins: u64,
    /// The `prev` of the next entry.
    pub prev: Hash,
    pub events: Vec<(Stamp, Event)>,
    pub leaves: Vec<Hash>,
    pub journal: Vec<Row>,
    pub content: Vec<Row>,
    pub words: Vec<Row>,
    pub commands: Vec<Row>,
    pub fresh: Vec<FreshKey>,
    pub erased: Vec<KeyOwner>,
    /// People erased by the last command, whose accounts go too.
    pub to_remove: Vec<PersonId>,
    /// Commands done before, and those of this group.
    pub done: BTreeMap<String, Done>,
}

impl Group {
    /// Over a copy of the fold, with the `prev` of the next entry.
    pub(crate) fn new(fold: Fold, prev: Hash) -> Self {
        Self {
            begins: fold.site.size,
            fold,
            prev,
            done: BTreeMap::new(),
            events: Vec::new(),
            leaves: Vec::new(),
            journal: Vec::new(),
            content: Vec::new(),
            words: Vec::new(),
            commands: Vec::new(),
            fresh: Vec::new(),
            erased: Vec::new(),
            to_remove: Vec::new(),
        }
    }

    /// The last event about something, if it is one of this group.
    pub(crate) fn event(&self, seq: u64) -> Option<&(Stamp, Event)> {
        self.events.iter().find(|(stamp, _)| stamp.seq == seq)
    }

    /// Decides one command and applies its events to the fold.
    ///
    /// # Errors
    /// A refusal leaves the group as it was. Any other error leaves it half decided: the whole group is given up.
    /// Randomness is handed in at each command: how commands are grouped changes nothing of what is drawn.
    pub(crate) fn decide(&mut self, command: &Command, vault: &Vault, entropy: &mut dyn Entropy) -> Result<Receipt, Denied> {
        let digest = vault.mac(REQUEST, &[&command.request]);
        if let Some(done) = self.done.get(&command.id) {
            return if done.digest == digest { Ok(done.receipt) } else { Err(Denied::Refused(reused_id())) };
        }
        if let Some(stale) = stale::find(&self.fold.site, &command.expected) {
            return Err(Denied::Stale(stale));
        }
        let events = (command.decide)(&self.fold.site)?;
        let events = self.admissible(events)?;
        let receipt = Receipt { first: self.fold.site.size, count: events.len() as u64 };
        for event in events {
            let stamp =
                Stamp { seq: self.fold.site.size, at: command.asked.at, day: command.asked.day, actor: (&command.asked.actor).into() };
            self.enter(stamp, &command.id, event, vault, entropy)?;
        }
        self.keep(&command.id, digest, receipt, vault);
        Ok(receipt)
    }

    /// Keeps what was done under an id.
    pub(crate) fn keep(&mut self, id: &str, digest: Hash, receipt: Receipt, vault: &Vault) {
        let mut row = vec![Cell::id(id), Cell::Blob(digest.to_vec()), Cell::count(receipt.first), Cell::count(receipt.count)];
        row.push(Cell::Blob(vault.row_mac(&COMMAND, &row).to_vec()));
        self.commands.push(row);
        self.done.insert(id.to_owned(), Done { digest, receipt });
    }

    /// Refuses texts that cannot be kept, and contents that could not be sealed or would come after their owner's erasure.
    fn admissible(&self, events: Vec<Event>) -> Result<Vec<Event>, Refusal> {
        signs::check(&events)?;
        let mut erased = BTreeSet::new();
        events
            .into_iter()
            .map(|event| {
                erased.extend(event.erases());
                match event.content() {
                    Some((owner, _)) if erased.contains(&owner) || self.fold.gone.has(owner) => Err(gone(owner)),
                    Some((_, None)) => Err(Refusal::new("有一条内容是空缺的（已删除），不能录入", "请填写内容后再提交")),
                    Some(_) => Ok(event),
                    None => without_owner(event),
                }
            })
            .collect()
    }

    fn enter(&mut self, stamp: Stamp, command: &str, event: Event, vault: &Vault, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        self.words.extend(words::of(&event, stamp.seq, &self.fold.site, vault));
        let commitment = match event.content() {
            Some((owner, Some(text))) => {
                self.fresh.extend(vault.ensure(owner, entropy)?);
                let (commitment, sealed) = vault.seal_content(owner, stamp.seq, &text, entropy)?;
                self.content.push(vec![
                    Cell::count(stamp.seq),
                    Cell::Text(owner_text(owner)),
                    Cell::id(vault.suite_name()),
                    Cell::Blob(sealed),
                ]);
                Some(commitment)
            }
            _ => None,
        };
        let bytes =
            entry::encode(&stamp, command, &event, commitment.as_ref()).map_err(|_| StoreError::Damaged("有一条事实写不成 JSON".into()))?;
        let leaf = leaf_hash(&bytes);
        let next = chain(&self.prev, &bytes);
        let mac = vault.entry_mac(stamp.seq, &self.prev, &bytes);
        self.journal.push(vec![
            Cell::count(stamp.seq),
            Cell::Integer(stamp.at),
            Cell::id(stamp.day),
            Cell::id(&stamp.actor),
            Cell::id(command),
            Cell::Blob(bytes),
            Cell::Blob(leaf.to_vec()),
            Cell::Blob(self.prev.to_vec()),
            Cell::Blob(mac.to_vec()),
        ]);
        self.prev = next;
        self.leaves.push(leaf);
        let erased = event.erases();
        self.to_remove.extend(erased.iter().filter_map(|owner| if let KeyOwner::Person(person) = owner { Some(*person) } else { None }));
        self.erased.extend(erased);
        self.fold.apply(&stamp, &event);
        self.events.push((stamp, event));
        Ok(())
    }
}

/// A record that belongs to nobody has no key for its text: it may have none.
fn without_owner(event: Event) -> Result<Event, Refusal> {
    if event.has_unowned_texts() {
        return Err(Refusal::new("这条记录没有写明党组织或人员，文字无处保存", "请补上所属党组织或有关人员"));
    }
    event.with_content(None).map_err(|_| Refusal::new("这条记录的内容读不出来", "请重新填写"))
}

/// Nothing is entered under a key that was destroyed.
fn gone(owner: KeyOwner) -> Refusal {
    match owner {
        KeyOwner::Import(_) => Refusal::new("这次导入的文件名已按规定删除，不能再发布一次", "请作为新的导入"),
        _ => Refusal::new("这名人员的信息已按规定删除，不能再为其录入内容", "如确需录入，请作为新的人员登记"),
    }
}

/// The same id for another request.
pub(crate) fn reused_id() -> Refusal {
    Refusal::new("这个提交编号已用于另一次不同的提交", "请刷新页面后重新提交")
}
