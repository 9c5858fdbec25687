//! The indexes by which the journal is read here, and the expression that one of them is over.

use crate::schema::JOURNAL;
use sea_orm::DbBackend;

/// The name of an entry's event, from its bytes as [`crate::entry`] writes them: what stands after `"event":"`, which no text can
/// hold, since its quotes are escaped. Bytes that are no entry have no name, and no error.
pub(crate) fn event_name(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => r#"substring(encode(entry, 'escape') from '"event":"([a-z_]+)"')"#,
        _ => concat!(
            "substr(entry, instr(entry, X'226576656E74223A22') + 9, ",
            "instr(substr(entry, instr(entry, X'226576656E74223A22') + 9, 40), X'22') - 1)"
        ),
    }
}

/// The statements that make the indexes by which the journal is read here.
pub(crate) fn indexes(backend: DbBackend) -> Vec<String> {
    let name = match backend {
        DbBackend::Postgres => format!("({})", event_name(backend)),
        _ => event_name(backend).to_owned(),
    };
    [("event", name.as_str()), ("actor", "actor"), ("day", "day")]
        .map(|(by, what)| format!("CREATE INDEX IF NOT EXISTS \"{}_by_{by}\" ON \"{}\" ({what}, seq)", JOURNAL.name, JOURNAL.name))
        .into()
}
