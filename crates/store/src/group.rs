//! A group of commands decided in memory: what it will write, and what it will answer.

use crate::access::Said;
use crate::command::{Command, Part, Receipt};
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
    /// Entries that were staged and are given up: their contents go.
    pub abandoned: Vec<u64>,
    /// Whom they would have brought: their keys go.
    pub unborn: Vec<KeyOwner>,
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
            abandoned: Vec::new(),
            unborn: Vec::new(),
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
        self.can_stage(command.staged, &events)?;
        let receipt = Receipt { first: self.fold.site.size, count: events.len() as u64 };
        for event in events {
            let stamp =
                Stamp { seq: self.fold.site.size, at: command.asked.at, day: command.asked.day, actor: (&command.asked.actor).into() };
            self.enter(stamp, command, event, vault, entropy)?;
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

    /// Refuses a part of an import that is being written already, or is given up; one that takes away what others would miss before it
    /// is true; and one that brings somebody who is there.
    fn can_stage(&self, part: Option<Part>, events: &[Event]) -> Result<(), Refusal> {
        let Some(Part { import, is_first }) = part else { return Ok(()) };
        if self.fold.staged.is_open(import) == is_first {
            return Err(Refusal::new("这次导入正在分批写入，或已被放弃", "请返回导入页面查看结果"));
        }
        if events.iter().any(|event| !event.erases().is_empty() || Said::of(event).is_some()) {
            return Err(Refusal::new("删除个人信息和账户的改动不能分批写入", "请另行办理"));
        }
        let there = |event: &Event| matches!(event, Event::PersonRegistered { person, .. } if self.fold.site.people.contains_key(person));
        if events.iter().any(there) {
            return Err(Refusal::new("导入的人员中有人已经登记", "请重新读表"));
        }
        Ok(())
    }

    fn enter(&mut self, stamp: Stamp, command: &Command, event: Event, vault: &Vault, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
        let (command, staged) = (command.id.as_str(), command.staged.map(|part| part.import));
        self.words.extend(words::of(&event, stamp.seq, staged, &self.fold, vault));
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
            entry::encode(&stamp, command, &event, commitment.as_ref(), staged).map_err(|_| StoreError::Damaged("有一条事实写不成 JSON".into()))?;
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
        self.give_up(&event);
        match staged {
            Some(import) => self.fold.stage(import, &stamp, event.clone()),
            None => self.fold.apply(&stamp, &event),
        }
        self.events.push((stamp, event));
        Ok(())
    }
}

impl Group {
    /// What goes with an import that is given up.
    fn give_up(&mut self, event: &Event) {
        let Event::ImportAbandoned { import, .. } = event else { return };
        self.abandoned.extend(self.fold.staged.entries(*import));
        let people = self.fold.staged.people(*import).into_iter().filter(|person| !self.fold.site.people.contains_key(person));
        self.unborn.extend(people.map(KeyOwner::Person));
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
