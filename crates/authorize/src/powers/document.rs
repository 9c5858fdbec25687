//! The table of what takes two people, for `docs/permissions.md`.

use super::rules::rules;
use std::fmt::Write;

const HEAD: &str = "
## 要两个人办的事

这张表由 `crates/authorize/powers.json` 生成。一人提出，另一人放行，中间谁叫停就作罢；提出后七天没有放行的作废（删除个人信息为 14 天）。每一步都记入日志。

- **首次链接**：给还没有密码的账户。**新链接**：给在用的账户，要先让本人知道：本人下一次打开页面时看到、可以点“这不是我要的”叫停，或者提出满 24 小时。
- 放行时才有链接，只显示给放行的人；同一次放行重发（双击、断线重试）还是同一个链接，另放行一次就不再给；**提取码**只显示给提出的人。本人两样都拿到才打得开，所以提出的人和放行的人谁也打不开；提取码写错五次，链接作废。
- 自己提出的，自己不能放行，换一个账户也不行；自己的账户，自己不能提出、不能放行。
- **任职**、**停用**：三员的账户写明是谁，三个人互不相同，也都没有人员账户。审计员能提出、不能放行；所有等放行的事审计员都看得到、都能叫停，停用审计员本人的除外。
- **自办**：单位的机关党委书记、专职副书记办本单位人员的链接，一人提出、另一人放行。
- **删除个人信息**（含限制处理和解除限制）：提出后 14 天内放行有效；被删除的人自己不能提出、不能放行。提出的人账户停用了的，作废。

| 事 | 对象 | 提出 | 放行 | 依据 |
|---|---|---|---|---|
";

/// The section.
pub(crate) fn section() -> String {
    let mut out = HEAD.to_owned();
    for rule in rules() {
        let acts: Vec<&str> = rule.acts.iter().map(|act| act.word()).collect();
        let _ = writeln!(out, "| {} | {} | {} | {} | {} |", acts.join("、"), rule.target.word(), rule.asks.word(), rule.releases.word(), rule.basis);
    }
    out
}
