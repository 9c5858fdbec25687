//! Who is there: an account for each sort of person, in two departments that have nothing to do with each other.

use serde_json::{Value, json};
use std::path::Path;

/// Everybody's.
pub const PASSWORD: &str = "河清海晏时和岁丰国泰民安";

/// The day that every site of these tests lives on.
pub const TODAY: &str = "2026-11-24";

/// Secretary of a branch of the first department.
pub const SECRETARY: &str = "书记甲";
/// Member of the same branch, without a post.
pub const MEMBER: &str = "党员甲";
/// Secretary of another branch of the same department.
pub const NEIGHBOUR: &str = "书记乙";
/// Deputy secretary of the first department's own committee: imports for it.
pub const DEPUTY: &str = "副书记甲";
/// Secretary of a branch of the second department.
pub const STRANGER: &str = "书记丙";
/// Deputy secretary of the second department's own committee.
pub const FAR_DEPUTY: &str = "副书记丙";
/// The system administrator.
pub const SYSTEM: &str = "系统管理员";
/// The security administrator.
pub const SECURITY: &str = "安全管理员";
/// The auditor.
pub const AUDIT: &str = "审计员";

/// The three administrators.
pub const ADMINISTRATORS: [&str; 3] = [SYSTEM, SECURITY, AUDIT];

/// Everybody with an account.
pub const EVERYBODY: [&str; 9] = [SECRETARY, MEMBER, NEIGHBOUR, DEPUTY, STRANGER, FAR_DEPUTY, SYSTEM, SECURITY, AUDIT];

/// A person with an account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Player {
    /// What one logs in by.
    pub login: String,
    /// The name in the register.
    pub name: String,
    /// The person's id.
    pub person: String,
    /// The body of the post, or the branch of a member.
    pub body: String,
    /// That body's name.
    pub body_name: String,
    /// Its unit.
    pub unit: String,
}

impl Player {
    fn to_json(&self) -> Value {
        json!([self.login, self.name, self.person, self.body, self.body_name, self.unit])
    }

    fn of_json(value: &Value) -> Option<Self> {
        let text = |place: usize| Some(value.get(place)?.as_str()?.to_owned());
        Some(Self { login: text(0)?, name: text(1)?, person: text(2)?, body: text(3)?, body_name: text(4)?, unit: text(5)? })
    }
}

/// Writes down who is there.
pub(crate) fn write(path: &Path, players: &[Player]) {
    let all: Vec<Value> = players.iter().map(Player::to_json).collect();
    std::fs::write(path, Value::from(all).to_string()).expect("written");
}

/// Writes down their tokens, in the order of the scopes.
pub(crate) fn write_tokens<const N: usize>(path: &Path, tokens: [(&str, [String; 2]); N]) {
    let all: serde_json::Map<String, Value> = tokens.into_iter().map(|(login, both)| (login.to_owned(), json!(both))).collect();
    std::fs::write(path, Value::from(all).to_string()).expect("written");
}

/// Reads who is there.
pub(crate) fn read(path: &Path) -> Vec<Player> {
    let all: Value = serde_json::from_slice(&std::fs::read(path).expect("the cast")).expect("a list");
    all.as_array().expect("a list").iter().map(|player| Player::of_json(player).expect("a player")).collect()
}
