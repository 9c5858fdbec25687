//! Clients that write at once: each records, corrects and reads, one request after the other; what had no answer is sent
//! again as it was, under the same key.

use super::client::{Answer, Client};
use super::place::{Fresh, Place};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex};

/// What a client wants written.
#[derive(Clone, Debug)]
struct Wish {
    key: String,
    topic: String,
    /// The record that is corrected, with its version; none is a new one.
    of: Option<(String, String)>,
}

/// One client, and all that it was told is written.
#[derive(Debug)]
pub struct Writer {
    name: usize,
    made: usize,
    /// Signs that every text is made longer by.
    padding: usize,
    open: Option<Wish>,
    last: Option<(String, String, String)>,
    /// Text by record, as last acknowledged.
    kept: BTreeMap<String, String>,
}

/// How a request went.
#[derive(Debug)]
pub enum Step {
    Acknowledged,
    /// It was answered with something else.
    Refused(Answer),
    /// It had no answer.
    Cut,
}

/// So many clients.
pub fn writers(count: usize) -> Vec<Writer> {
    (0..count).map(|name| Writer { name, made: 0, padding: 0, open: None, last: None, kept: BTreeMap::new() }).collect()
}

impl Writer {
    /// Its next texts are so many signs longer.
    pub fn pad(&mut self, padding: usize) {
        self.padding = padding;
    }

    /// So many were acknowledged.
    pub fn acknowledged(&self) -> usize {
        self.kept.len()
    }

    fn wish(&mut self) -> Wish {
        if let Some(wish) = self.open.take() {
            return wish;
        }
        self.made += 1;
        let padding = "会".repeat(self.padding);
        match self.last.take().filter(|_| self.made.is_multiple_of(3)) {
            Some((key, record, etag)) => Wish { topic: format!("{key}·更正 {}·{padding}", self.made), key, of: Some((record, etag)) },
            None => {
                let key = format!("w{}-{:06}", self.name, self.made);
                Wish { topic: format!("{key}·{padding}"), key, of: None }
            }
        }
    }

    /// Sends what is open, or something new; now and then reads as well.
    pub fn step(&mut self, client: &Client, place: &Place) -> Step {
        let wish = self.wish();
        let body = json!({ "body": place.branch.to_string(), "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": wish.topic } }).to_string();
        let answer = match &wish.of {
            None => client.send("POST", "/api/v1/records", &[("Idempotency-Key", &wish.key)], &body),
            Some((record, etag)) => client.send("PUT", &format!("/api/v1/records/{record}"), &[("If-Match", etag)], &body),
        };
        if self.made.is_multiple_of(4) {
            let _ = client.get("/api/v1/records?limit=3");
        }
        match answer {
            Some(answer) if matches!(answer.status, 200 | 201) => {
                let record = answer.json()["record"]["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text)).to_owned();
                self.kept.insert(record.clone(), wish.topic);
                self.last = Some((wish.key, record, answer.etag));
                Step::Acknowledged
            }
            other => {
                self.open = Some(wish);
                other.map_or(Step::Cut, Step::Refused)
            }
        }
    }
}

/// Lets all write until so many requests were acknowledged or nobody goes on, then does something; gives what the last
/// request of each got.
pub fn write_until(writers: &mut [Writer], client: &Client, place: &Place, acknowledged: usize, then: impl FnOnce()) -> Vec<Step> {
    let (state, changed, enough) = (Mutex::new((0, writers.len())), Condvar::new(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        let each: Vec<_> = writers
            .iter_mut()
            .map(|writer| {
                let (state, changed, enough) = (&state, &changed, &enough);
                scope.spawn(move || {
                    loop {
                        let step = writer.step(client, place);
                        let goes_on = matches!(step, Step::Acknowledged) && !enough.load(Ordering::Relaxed);
                        {
                            let mut state = state.lock().unwrap();
                            state.0 += usize::from(matches!(step, Step::Acknowledged));
                            state.1 -= usize::from(!goes_on);
                        }
                        changed.notify_all();
                        if !goes_on {
                            return step;
                        }
                    }
                })
            })
            .collect();
        let waiting = changed.wait_while(state.lock().unwrap(), |(done, going)| *done < acknowledged && *going > 0).unwrap();
        drop(waiting);
        then();
        enough.store(true, Ordering::Relaxed);
        each.into_iter().map(|writer| writer.join().unwrap()).collect()
    })
}

/// What tells a record's text from all others.
fn key(topic: &str) -> &str {
    topic.split('·').next().unwrap_or_default()
}

/// A fresh process reads all that was acknowledged, as it was last acknowledged, and nothing twice.
pub fn assert_stands(writers: &[Writer], fresh: &Fresh) {
    let mut by_key: BTreeMap<&str, usize> = BTreeMap::new();
    let topic = |record| fresh.texts.get(record).and_then(|text| text.get("主题")).cloned().unwrap_or_default();
    let topics: BTreeMap<String, String> = fresh.site.records.keys().map(|record| (record.to_string(), topic(record))).collect();
    for topic in topics.values() {
        *by_key.entry(key(topic)).or_default() += 1;
    }
    for writer in writers {
        let doubtful = writer.open.as_ref().and_then(|wish| wish.of.as_ref()).map(|(record, _)| record);
        for (record, kept) in &writer.kept {
            match topics.get(record) {
                Some(found) => assert!(found == kept || doubtful == Some(record), "acknowledged and not what stands: {}", key(kept)),
                None => panic!("acknowledged and lost: {}", key(kept)),
            }
        }
    }
    let twice: Vec<_> = by_key.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "written twice: {twice:?}");
}

/// What a refusal says, in all its parts.
pub fn words(answer: &Answer) -> String {
    let json: Value = answer.json();
    ["title", "detail", "help"].iter().filter_map(|part| json[part].as_str()).collect::<Vec<_>>().join(" ")
}
