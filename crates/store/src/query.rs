//! Questions to the tables. Each takes a [`Scope`]; its bound is part of the statement.

use crate::row::{self, Row};
use crate::schema::{BODY, PERSON, RECORD, RECORD_BODY, RECORD_KIND, RECORD_PERSON, Table};
use crate::scope::{Reach, Scope};
use crate::{Store, StoreError};
use jishi_authorize::Sight;
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_calendar::Date;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Order, Query};

/// A body in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BodyLine {
    /// Its id.
    pub id: BodyId,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonLine {
    /// Their id.
    pub id: PersonId,
    /// Their name, or 已删除.
    pub name: String,
    /// To be named by a change.
    pub version: u64,
}

/// A record in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordLine {
    /// Its id.
    pub id: RecordId,
    /// The day it happened.
    pub day: Date,
    /// The day it was entered.
    pub entered: Date,
    /// To be named by a change.
    pub version: u64,
}

/// Which records, and how many at a time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct RecordQuery {
    /// Only this kind.
    pub kind: Option<String>,
    /// From this day.
    pub from: Option<Date>,
    /// To this day, inclusive.
    pub to: Option<Date>,
    /// Those passed over.
    pub skip: u64,
    /// How many at most.
    pub limit: u64,
}

impl Store {
    /// Bodies within the scope, by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn bodies(&self, scope: &Scope) -> Result<Vec<BodyLine>, StoreError> {
        let mut statement = row::select(&BODY);
        statement.order_by("name", Order::Asc).order_by("id", Order::Asc);
        if let Reach::Within(sight) = scope.reach() {
            statement.and_where(Expr::col("id").is_in(written(sight.bodies())));
        }
        let rows = row::rows(self.facts(), &BODY, &statement).await?;
        rows.iter()
            .map(|row| {
                Ok(BodyLine {
                    id: id(&row[0])?,
                    kind: row[BODY.position("kind")].text().into(),
                    name: row[BODY.position("name")].text().into(),
                })
            })
            .collect()
    }

    /// People of whom more than the name is within the scope, in register order.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn people(&self, scope: &Scope) -> Result<Vec<PersonLine>, StoreError> {
        let mut statement = row::select_in_order(&PERSON);
        if let Reach::Within(sight) = scope.reach() {
            statement.and_where(Expr::col("id").is_in(written(sight.people())));
        }
        row::rows(self.facts(), &PERSON, &statement).await?.iter().map(|row| self.person_line(row)).collect()
    }

    fn person_line(&self, row: &Row) -> Result<PersonLine, StoreError> {
        let (person, version) = (id(&row[0])?, row[PERSON.position("version")].integer().unsigned_abs());
        let name = self.published.fold().site.people.get(&person).map_or("已删除", |person| person.name()).to_owned();
        Ok(PersonLine { id: person, name, version })
    }

    /// Records within the scope, the newest first; withdrawn ones left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn records(&self, scope: &Scope, query: &RecordQuery) -> Result<Vec<RecordLine>, StoreError> {
        let mut statement = row::select(&RECORD);
        statement
            .and_where(Expr::col("withdrawn").eq(0))
            .order_by("day", Order::Desc)
            .order_by("id", Order::Asc)
            .limit(query.limit)
            .offset(query.skip);
        if let Reach::Within(sight) = scope.reach() {
            statement.cond_where(covered(sight));
        }
        if let Some(kind) = &query.kind {
            let records = Query::select().column("record").from(RECORD_KIND.name).and_where(Expr::col("kind").eq(kind.as_str())).take();
            statement.and_where(Expr::col("id").in_subquery(records));
        }
        if let Some(from) = query.from {
            statement.and_where(Expr::col("day").gte(from.to_string()));
        }
        if let Some(to) = query.to {
            statement.and_where(Expr::col("day").lte(to.to_string()));
        }
        row::rows(self.facts(), &RECORD, &statement).await?.iter().map(record_line).collect()
    }
}

/// Is a record covered by a sight? The same question as `jishi_authorize` asks, in the database's words.
fn covered(sight: &Sight) -> Cond {
    let of_bodies = among(&RECORD_BODY, Expr::col("body").is_in(written(sight.bodies())));
    let of_people = about(sight.people());
    let personal = sight.personal().kinds().iter().map(String::as_str);
    let impersonal = among(&RECORD_KIND, Expr::col("kind").is_not_in(personal)).and(among(&RECORD_BODY, Expr::value(true)));
    Cond::any().add(of_bodies.and(impersonal.clone())).add(of_people.and(impersonal.not())).add(about(&sight.own()))
}

/// Is a record about one of these people?
fn about<'a>(people: impl IntoIterator<Item = &'a PersonId>) -> Expr {
    among(&RECORD_PERSON, Expr::col("person").is_in(written(people)))
}

/// Is there a row of a record's table of which this is true?
fn among(table: &'static Table, is: Expr) -> Expr {
    Expr::col("id").in_subquery(Query::select().column("record").from(table.name).and_where(is).take())
}

/// Ids as part of the statement's text: they may be more than the values that can be bound, and are letters and digits.
fn written<'a, T: std::fmt::Display + 'a>(ids: impl IntoIterator<Item = &'a T>) -> impl Iterator<Item = Expr> {
    ids.into_iter().map(|id| Expr::Constant(id.to_string().into()))
}

fn record_line(row: &Row) -> Result<RecordLine, StoreError> {
    let day = |name: &str| row[RECORD.position(name)].text().parse().map_err(|_| StoreError::Damaged("记录表里有不成日期的日期".into()));
    Ok(RecordLine {
        id: id(&row[0])?,
        day: day("day")?,
        entered: day("entered_day")?,
        version: row[RECORD.position("version")].integer().unsigned_abs(),
    })
}

fn id<T: std::str::FromStr>(cell: &row::Cell) -> Result<T, StoreError> {
    cell.text().parse().map_err(|_| StoreError::Damaged("查询表里有不成编号的编号".into()))
}
