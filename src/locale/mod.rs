//! What the component says, in the languages it speaks. Only words: which of them, others decide.

mod en_us;
mod zh_cn;

use devserver_jobs_core::job::KNOWN_TYPES;
use devserver_jobs_core::outcome::Outcome;

/// A language with its messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    EnUs,
    /// Simplified Chinese.
    ZhCn,
}

impl Language {
    /// The language for a BCP 47 tag, by its first part: `zh-Hans-SG` is Chinese.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Language::EnUs),
            "zh" => Some(Language::ZhCn),
            _ => None,
        }
    }

    /// The first of the browser's languages that is spoken here, else English.
    pub fn of_browser() -> Self {
        let languages = web_sys::window().map(|window| window.navigator().languages());
        languages
            .iter()
            .flat_map(|languages| languages.iter())
            .find_map(|tag| Self::from_tag(&tag.as_string()?))
            .unwrap_or(Language::EnUs)
    }

    /// The tag for `lang` and `Intl`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::EnUs => "en-US",
            Language::ZhCn => "zh-CN",
        }
    }

    /// What is said in it.
    pub fn messages(self) -> &'static Messages {
        match self {
            Language::EnUs => &en_us::MESSAGES,
            Language::ZhCn => &zh_cn::MESSAGES,
        }
    }
}

impl Messages {
    /// A type's readable name, where it is a documented one.
    pub fn type_name(&self, job_type: &str) -> Option<&'static str> {
        let place = KNOWN_TYPES.iter().position(|known| *known == job_type)?;
        self.types.get(place).copied()
    }
}

/// A message with a `%` for each part that it is given.
pub type Template = &'static str;
/// The same for one, and for any other number.
pub type Counted = [Template; 2];

/// Puts parts into a message.
pub fn fill(template: Template, parts: &[&str]) -> String {
    let mut filled = String::new();
    let mut parts = parts.iter();
    for (at, words) in template.split('%').enumerate() {
        if at > 0 {
            filled.push_str(parts.next().copied().unwrap_or_default());
        }
        filled.push_str(words);
    }
    filled
}

/// Everything that is said.
pub struct Messages {
    // The frame.
    pub jobs: &'static str,
    pub project: &'static str,
    pub change_project: &'static str,
    pub refresh: &'static str,
    pub loading: &'static str,
    /// The age of the list.
    pub updated: Template,
    pub just_now: &'static str,
    pub times_in: &'static str,
    pub none: &'static str,

    // Filters.
    pub filters: &'static str,
    pub filter_name: &'static str,
    pub filter_id: &'static str,
    pub filter_type: &'static str,
    pub filter_status: &'static str,
    pub filter_visible: &'static str,
    pub any: &'static str,
    pub yes: &'static str,
    pub no: &'static str,
    pub clear_filters: &'static str,
    pub on_enter: &'static str,

    // The table.
    pub column_name: &'static str,
    pub column_outcome: &'static str,
    pub column_failed_nodes: &'static str,
    pub column_type: &'static str,
    pub column_user: &'static str,
    pub column_created: &'static str,
    pub column_updated: &'static str,
    pub column_id: &'static str,
    pub sort_by: &'static str,
    pub ascending: &'static str,
    pub descending: &'static str,
    /// The job's name, or its id.
    pub copy_id: Template,
    pub copied: &'static str,
    pub copy_failed: &'static str,
    pub unnamed: &'static str,

    // Outcomes.
    pub processing_failures: Counted,
    pub finished_failures: Counted,

    // The documented types, in the order of core::job::KNOWN_TYPES.
    pub types: [&'static str; 7],
    // The documented statuses, in the order of core::job::KNOWN_STATUSES.
    pub statuses: [&'static str; 4],

    // Find and outcomes, and a list that is arriving.
    pub find: &'static str,
    pub find_hint: &'static str,
    /// How many are shown, of how many.
    pub matches: Template,
    pub so_far: Template,
    pub all_here: Template,
    pub sort_newest: &'static str,
    /// The column, and which way.
    pub sort_now: Template,
    pub not_found_title: &'static str,
    pub not_found_list: Template,
    /// What is looked for.
    pub clear_find: Template,
    pub clear_outcomes: &'static str,
    /// The kinds of core::outcome::Outcome, by rank.
    pub outcomes: [&'static str; Outcome::KINDS],

    // Paging.
    pub pages: &'static str,
    pub previous_page: &'static str,
    pub next_page: &'static str,
    pub page: Template,
    pub go_to_page: &'static str,
    pub rows_per_page: &'static str,
    /// First and last row, and how many there are.
    pub range: Template,

    // States.
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub nothing_readable: &'static str,
    pub no_match_title: &'static str,
    pub no_match_text: &'static str,
    pub retry: &'static str,
    pub reload: &'static str,
    /// Rows that could not be read.
    pub set_aside: Counted,
    /// How many, and why.
    pub set_aside_reason: Template,
    pub reason_not_an_object: &'static str,
    pub reason_not_utf8: &'static str,
    pub reason_too_deep: &'static str,
    /// How many arrived, and how many there should be.
    pub fewer_than_total: Template,
    /// How many rows came before the break.
    pub cut_short: Counted,
    pub cut_short_text: &'static str,
    pub still_showing: Template,
    pub other_query: &'static str,
    /// When the list is from, and why there is no newer one.
    pub as_of: Template,
    pub cloud_unavailable: &'static str,

    // Errors: what failed, and what to do.
    pub code: &'static str,
    pub request_id: &'static str,
    pub retry_after: &'static str,
    pub not_reached: &'static str,
    pub not_reached_text: Template,
    pub not_signed_in: &'static str,
    pub not_signed_in_text: &'static str,
    pub not_allowed: &'static str,
    pub not_allowed_text: &'static str,
    pub not_found: &'static str,
    pub not_found_text: &'static str,
    pub refused: &'static str,
    pub refused_text: &'static str,
    pub too_many: &'static str,
    pub too_many_text: &'static str,
    pub cloud_failed: &'static str,
    pub cloud_failed_text: &'static str,
    pub gateway_failed: &'static str,
    pub gateway_refused: &'static str,
    pub gateway_refused_text: &'static str,
    pub not_a_list: &'static str,
    pub not_a_list_empty: &'static str,
    pub not_a_list_no_data: &'static str,
    /// How the answer begins.
    pub not_a_list_begins: Template,
    pub bad_proxy: &'static str,
    pub bad_proxy_text: Template,

    // The detail of a job.
    pub previous_job: &'static str,
    pub next_job: &'static str,
    pub close: &'static str,
    pub loading_detail: &'static str,
    pub no_uuid: &'static str,
    pub job_not_found: &'static str,
    pub job_not_found_text: &'static str,
    pub not_a_job: &'static str,
    pub description: &'static str,
    pub template: &'static str,
    pub items: &'static str,
    pub active_time: &'static str,
    /// Days, hours, minutes, seconds, behind their number.
    pub units: [&'static str; 4],
    pub servers: &'static str,
    pub find_servers: &'static str,
    /// What tasks came to, in the order of core::task::TaskOutcome::ALL.
    pub task_outcomes: [&'static str; 5],
    /// How many nodes failed by the job's own count, and by its tasks.
    pub counts_differ: Template,
    pub parts_set_aside: Template,
    pub copy_failed_servers: Counted,
    /// The server's name.
    pub copy_message: Template,
    pub show_all: &'static str,
    pub show_less: &'static str,
    pub start: &'static str,
    pub end: &'static str,
    pub no_servers: &'static str,
    pub no_server_matches: &'static str,
    pub raw_answer: &'static str,
    pub copy_raw_answer: &'static str,

    // Where the proxy asks for a token.
    pub sign_in: &'static str,
    pub token: &'static str,
    pub token_hint: &'static str,
    pub token_malformed: &'static str,
    pub token_refused: &'static str,
    pub sign_in_button: &'static str,

    // Without a project.
    pub which_project: &'static str,
    pub which_project_text: &'static str,
    pub project_id: &'static str,
    pub project_id_hint: &'static str,
    pub show_jobs: &'static str,
    pub project_id_empty: &'static str,
    pub project_id_too_long: Template,
    pub project_id_character: Template,
    pub id_too_long: Template,
    pub visible_not_boolean: &'static str,
}
