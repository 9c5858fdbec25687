//! Words that lie sealed, opened through the lens: of what is seen, and no more of it than is shown. What cannot be read now counts
//! as a failure of the contents ([`Contents::failures`]): who answers with a page gives none then.

use super::Seen;
use elsa::sync::FrozenBTreeMap;
use jishi_base::RecordId;
use jishi_facts::{Among, Contents, Item, Person, PersonDetails, Record, RecordText, Sealed, Texts};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Records at most in which a single sign is looked for.
const FEW: usize = 2_000;

/// The contents, and what has been opened of them by entry.
pub(super) struct Opened {
    contents: Arc<dyn Contents>,
    known: FrozenBTreeMap<u64, Box<Option<String>>>,
}

impl Opened {
    pub(super) fn new(contents: Arc<dyn Contents>) -> Self {
        Self { contents, known: FrozenBTreeMap::default() }
    }

    /// The same contents with nothing opened yet.
    pub(super) fn again(&self) -> Self {
        Self::new(self.contents.clone())
    }

    /// Opens what is not opened yet, at once.
    pub(super) fn fetch(&self, entries: &BTreeSet<u64>) {
        let wanted: Vec<u64> = entries.iter().filter(|entry| self.known.get(entry).is_none()).copied().collect();
        if let Ok(found) = self.contents.open(&wanted) {
            for (entry, content) in wanted.into_iter().zip(found) {
                self.known.insert(entry, Box::new(content));
            }
        }
    }

    pub(super) fn content(&self, entry: u64) -> Option<&str> {
        if self.known.get(&entry).is_none() {
            self.fetch(&BTreeSet::from([entry]));
        }
        self.known.get(&entry)?.as_deref()
    }
}

impl Seen {
    /// The texts of a record that was got from here, as far as the record has them: none where they have been erased.
    #[must_use]
    pub fn text(&self, record: &Record) -> Option<RecordText> {
        self.read(&record.text)
    }

    /// The texts of an item that was got from here.
    #[must_use]
    pub fn item_text(&self, item: &Item) -> Option<RecordText> {
        self.read(&item.text)
    }

    fn read(&self, texts: &Sealed<Texts>) -> Option<RecordText> {
        let texts = texts.open()?;
        texts.read(self.opened.content(texts.at)?)
    }

    /// All that is known of a person who is seen; of one who is known by name, the name.
    #[must_use]
    pub fn details(&self, person: &Person) -> Option<PersonDetails> {
        let profile = person.details.open()?;
        if !self.sees_person(person.id) {
            return Some(PersonDetails { name: profile.name.clone(), ..PersonDetails::default() });
        }
        PersonDetails::read(self.opened.content(profile.at)?)
    }

    /// What names a record that was got from here.
    #[must_use]
    pub fn title(&self, record: &Record, titles: &[String]) -> String {
        // What has no title among its texts needs none of them opened.
        let titled = record.text.open().is_some_and(|texts| titles.iter().any(|title| texts.says(title)));
        record.title(titled.then(|| self.text(record)).flatten().as_ref(), titles)
    }

    /// Opens the texts of these records at once: for who is about to read them one by one.
    pub fn open_records<'r>(&self, records: impl IntoIterator<Item = &'r Record>) {
        self.opened.fetch(&records.into_iter().filter_map(|record| record.text.open()).map(|texts| texts.at).collect());
    }

    /// The same of items.
    pub fn open_items<'i>(&self, items: impl IntoIterator<Item = &'i Item>) {
        self.opened.fetch(&items.into_iter().filter_map(|item| item.text.open()).map(|texts| texts.at).collect());
    }

    /// Of these records, those in a text of which a word stands that is seen and not closed: what is opened field by field, by a
    /// deed that is entered, is not looked through. A single sign is looked for where the records are few.
    #[must_use]
    pub fn saying(&self, word: &str, records: &[&Record]) -> BTreeSet<RecordId> {
        let texts = records.iter().filter_map(|record| Some((*record, record.text.open()?.at)));
        let entries: BTreeSet<u64> = if word.chars().count() > 1 {
            let mut among = Among::new();
            for (record, at) in texts.clone() {
                among.entry(record.key_owner().and_then(|owner| self.site.unit_of_owner(owner))).or_default().insert(at);
            }
            self.opened.contents.find(&[word], &among).unwrap_or_default()
        } else if records.len() <= FEW {
            texts.clone().map(|(_, at)| at).collect()
        } else {
            BTreeSet::new()
        };
        self.opened.fetch(&entries);
        let open = |record: &Record, field: &str| self.sight.personal().keeping(record, field).is_none();
        let says = |record: &Record| self.text(record).is_some_and(|text| text.iter().any(|(field, said)| said.contains(word) && open(record, field)));
        texts.filter(|(record, at)| entries.contains(at) && says(record)).map(|(record, _)| record.id).collect()
    }
}
