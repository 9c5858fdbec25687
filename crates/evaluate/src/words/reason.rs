//! How a status follows, in words: what stands above every form. The steps of the forms are in `step`.

use super::trace::asked;
use super::{Speaker, UNSEEN};
use crate::instance::Instance;
use crate::reason::Because;
use crate::why;
use jishi_facts::Subject;
use jishi_pack::Duty;

impl Speaker<'_> {
    /// One step a sentence, in plain Chinese; the first says what is asked, under which articles.
    #[must_use]
    pub fn because(&self, instance: &Instance) -> Vec<String> {
        let Some(duty) = self.duty(instance) else { return Vec::new() };
        instance.because.iter().flat_map(|reason| self.sentences(instance, duty, *reason)).collect()
    }

    /// As [`Speaker::because`], without what is asked.
    #[must_use]
    pub fn steps(&self, instance: &Instance) -> Vec<String> {
        let Some(duty) = self.duty(instance) else { return Vec::new() };
        let steps = instance.because.iter().filter(|reason| **reason != Because::Basis);
        steps.flat_map(|reason| self.sentences(instance, duty, *reason)).collect()
    }

    fn sentences(&self, instance: &Instance, duty: &Duty, reason: Because) -> Vec<String> {
        let mut out = vec![self.sentence(instance, duty, reason)];
        if matches!(reason, Because::DoesNotApply(..)) {
            out.extend(self.parts(instance, duty).into_iter().map(|part| format!("{part}。")));
        }
        out
    }

    /// What the parts of the condition were found to be.
    pub(super) fn parts(&self, instance: &Instance, duty: &Duty) -> Vec<String> {
        instance.parts.iter().map(|part| self.trace(duty, *part)).collect()
    }

    fn sentence(&self, instance: &Instance, duty: &Duty, reason: Because) -> String {
        let person = matches!(instance.subject, Subject::Person(_));
        let missing = |between: &str| self.missing(instance).join(between);
        match reason {
            Because::Basis => why::basis(self.library, duty),
            Because::Extended(date) => format!("经批准延期，期限为 {date}。"),
            Because::Provisional => "期限涉及的年份还没有放假安排，工作日暂按周一至周五计算。".to_owned(),
            Because::Rung(place, day) => {
                let told = duty.ladder.get(usize::from(place)).map(|rung| jishi_pack::print::owner(&rung.tell));
                format!("按阶梯，{day} 起告知{}。", told.unwrap_or_default())
            }
            Because::ReasonGiven => "已登记未按期办理的理由。".to_owned(),
            Because::NotTakenUp(ledgers) => {
                format!("未启用：{}没有启用{}台账，不作判断。", self.unit(instance).unwrap_or("该单位"), ledgers.names(duty).join("、"))
            }
            Because::DoesNotApply(day, when) => format!("{day} 不具备适用条件“{}”，不适用。", asked(duty, when)),
            Because::AppliesUnknown(when) => format!("是否适用要看“{}”，而{}。", when.text(duty), missing("，")),
            Because::LeftBefore(day) => format!("{day} 已不在其列，期限还没有到，不适用。"),
            Because::BeforeLedger(start) => format!("未启用：台账自 {start} 启用，{}在此之前开始，不作判断。", instance.period.in_words()),
            Because::Came(day) => format!("{day} {}，不满一期，不适用。", if person { "期中加入" } else { "期中成立" }),
            Because::Left(day) => format!("{day} {}，不满一期，不适用。", if person { "期中离开" } else { "期中撤销" }),
            Because::Exempt(place, when) => {
                let citation = duty.exemptions.get(usize::from(place)).map(|exemption| &exemption.citation);
                let article = citation.map_or_else(String::new, |citation| why::on_page(self.library, citation));
                format!("符合“{}”，依据{article}免除。", asked(duty, when))
            }
            Because::Waived(by) => {
                let ground = self.names.ground(&duty.name, instance.subject, &instance.period.to_string());
                let ground = ground.unwrap_or_else(|| format!("依据{UNSEEN}"));
                format!("已登记免除：{ground}（{}）。", self.person(by))
            }
            Because::ExemptionUnknown => format!("是否免除还不能确定：{}。", missing("，")),
            Because::Optional => "可以做而没有做，不算逾期。".to_owned(),
            Because::FactMissing => format!("缺少事实：{}。", missing("；")),
            of_form => self.step(instance, duty, of_form),
        }
    }
}
