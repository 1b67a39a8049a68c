//! What the component says. The words come from JavaScript, one module for each language
//! (`src/locale/`): a page loads the one that it speaks, and a host may have words of its own. Here is
//! only which words there are.

use std::cell::RefCell;

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::outcome::{Outcome, Tone};
use devserver_jobs_core::task::TaskOutcome;

macro_rules! keys {
    ($($(#[$attribute:meta])* $key:ident = $name:literal,)+) => {
        /// One of the texts.
        #[derive(Clone, Copy)]
        pub enum Key {
            $($(#[$attribute])* $key,)+
        }

        /// The keys' names in JavaScript, in the order in which their texts come. For tests only: what
        /// nobody reads is not in the built page.
        pub const KEYS: &[&str] = &[$($name,)+];
    };
}

keys! {
    // The frame.
    Jobs = "jobs",
    Project = "project",
    ChangeProject = "changeProject",
    Refresh = "refresh",
    Loading = "loading",
    Updated = "updated",
    JustNow = "justNow",
    TimesIn = "timesIn",
    None = "none",

    // Filters.
    Filters = "filters",
    FilterName = "filterName",
    FilterId = "filterId",
    FilterType = "filterType",
    FilterStatus = "filterStatus",
    FilterVisible = "filterVisible",
    Any = "any",
    Yes = "yes",
    No = "no",
    ClearFilters = "clearFilters",
    OnEnter = "onEnter",

    // The table.
    ColumnName = "columnName",
    ColumnOutcome = "columnOutcome",
    ColumnFailedNodes = "columnFailedNodes",
    ColumnType = "columnType",
    ColumnUser = "columnUser",
    ColumnCreated = "columnCreated",
    ColumnUpdated = "columnUpdated",
    ColumnId = "columnId",
    SortBy = "sortBy",
    Ascending = "ascending",
    Descending = "descending",
    CopyId = "copyId",
    Copied = "copied",
    CopyFailed = "copyFailed",
    Unnamed = "unnamed",

    // Outcomes.
    ProcessingFailuresOne = "processingFailuresOne",
    ProcessingFailuresOther = "processingFailuresOther",
    FinishedFailuresOne = "finishedFailuresOne",
    FinishedFailuresOther = "finishedFailuresOther",

    // The documented types, in the order of core::job::KNOWN_TYPES.
    TypeSoftwareUpgrade = "type.ASCEND_SOFTWARE_UPGRADE",
    TypeSoftwareQuery = "type.ASCEND_SOFTWARE_QUERY",
    TypeDiagnosis = "type.ASCEND_DIAGNOSIS",
    TypeSystemConfig = "type.ASCEND_SYSTEM_CONFIG",
    TypeLogCollect = "type.LOG_COLLECT",
    TypeServiceDeploy = "type.SERVICE_DEPLOY",
    TypeCommon = "type.COMMON",
    // The documented statuses, in the order of core::job::KNOWN_STATUSES.
    StatusProcessing = "status.PROCESSING",
    StatusFinished = "status.FINISHED",
    StatusActive = "status.ACTIVE",
    StatusDeleted = "status.DELETED",

    // Find and outcomes, and a list that is arriving.
    Find = "find",
    FindHint = "findHint",
    Matches = "matches",
    SoFar = "soFar",
    AllHere = "allHere",
    SortNewest = "sortNewest",
    SortNow = "sortNow",
    NotFoundTitle = "notFoundTitle",
    NotFoundList = "notFoundList",
    ClearFind = "clearFind",
    ClearOutcomes = "clearOutcomes",
    OutcomeFinishedWithFailures = "outcome.finished-with-failures",
    OutcomeProcessingWithFailures = "outcome.processing-with-failures",
    OutcomeProcessing = "outcome.processing",
    OutcomeActive = "outcome.active",
    OutcomeOther = "outcome.other",
    OutcomeUnknown = "outcome.unknown",
    OutcomeFinishedUncounted = "outcome.finished-uncounted",
    OutcomeFinished = "outcome.finished",
    OutcomeDeleted = "outcome.deleted",

    // Paging.
    Pages = "pages",
    PreviousPage = "previousPage",
    NextPage = "nextPage",
    Page = "page",
    GoToPage = "goToPage",
    RowsPerPage = "rowsPerPage",
    Range = "range",

    // States.
    EmptyTitle = "emptyTitle",
    EmptyText = "emptyText",
    NothingReadable = "nothingReadable",
    NoMatchTitle = "noMatchTitle",
    NoMatchText = "noMatchText",
    Retry = "retry",
    Reload = "reload",
    SetAsideOne = "setAsideOne",
    SetAsideOther = "setAsideOther",
    SetAsideReason = "setAsideReason",
    ReasonNotAnObject = "reasonNotAnObject",
    ReasonNotUtf8 = "reasonNotUtf8",
    ReasonTooDeep = "reasonTooDeep",
    FewerThanTotal = "fewerThanTotal",
    CutShortOne = "cutShortOne",
    CutShortOther = "cutShortOther",
    CutShortText = "cutShortText",
    StillShowing = "stillShowing",
    OtherQuery = "otherQuery",
    AsOf = "asOf",
    CloudUnavailable = "cloudUnavailable",

    // Errors: what failed, and what to do.
    Code = "code",
    RequestId = "requestId",
    RetryAfter = "retryAfter",
    NotReached = "notReached",
    NotReachedText = "notReachedText",
    NotSignedIn = "notSignedIn",
    NotSignedInText = "notSignedInText",
    NotAllowed = "notAllowed",
    NotAllowedText = "notAllowedText",
    NotFound = "notFound",
    NotFoundText = "notFoundText",
    Refused = "refused",
    RefusedText = "refusedText",
    TooMany = "tooMany",
    TooManyText = "tooManyText",
    CloudFailed = "cloudFailed",
    CloudFailedText = "cloudFailedText",
    GatewayFailed = "gatewayFailed",
    GatewayRefused = "gatewayRefused",
    GatewayRefusedText = "gatewayRefusedText",
    NotAList = "notAList",
    NotAListEmpty = "notAListEmpty",
    NotAListNoData = "notAListNoData",
    NotAListBegins = "notAListBegins",
    BadProxy = "badProxy",
    BadProxyText = "badProxyText",

    // The detail of a job.
    PreviousJob = "previousJob",
    NextJob = "nextJob",
    Close = "close",
    LoadingDetail = "loadingDetail",
    NotLoaded = "notLoaded",
    NotLoadedText = "notLoadedText",
    NoUuid = "noUuid",
    JobNotFound = "jobNotFound",
    JobNotFoundText = "jobNotFoundText",
    NotAJob = "notAJob",
    Description = "description",
    Template = "template",
    Items = "items",
    ActiveTime = "activeTime",
    UnitDay = "unit.day",
    UnitHour = "unit.hour",
    UnitMinute = "unit.minute",
    UnitSecond = "unit.second",
    Servers = "servers",
    FindServers = "findServers",
    TaskFailed = "task.failed",
    TaskProcessing = "task.processing",
    TaskUnknown = "task.unknown",
    TaskSkipped = "task.skipped",
    TaskSuccess = "task.success",
    CountsDiffer = "countsDiffer",
    PartsSetAside = "partsSetAside",
    CopyFailedServersOne = "copyFailedServersOne",
    CopyFailedServersOther = "copyFailedServersOther",
    CopyMessage = "copyMessage",
    ShowAll = "showAll",
    ShowLess = "showLess",
    Start = "start",
    End = "end",
    NoServers = "noServers",
    NoServerMatches = "noServerMatches",
    RawAnswer = "rawAnswer",
    CopyRawAnswer = "copyRawAnswer",

    // Where the proxy asks for a token.
    SignIn = "signIn",
    Token = "token",
    TokenHint = "tokenHint",
    TokenMalformed = "tokenMalformed",
    TokenRefused = "tokenRefused",
    SignInButton = "signInButton",

    // Without a project.
    WhichProject = "whichProject",
    WhichProjectText = "whichProjectText",
    ProjectId = "projectId",
    ProjectIdHint = "projectIdHint",
    ShowJobs = "showJobs",
    ProjectIdEmpty = "projectIdEmpty",
    ProjectIdTooLong = "projectIdTooLong",
    ProjectIdCharacter = "projectIdCharacter",
    IdTooLong = "idTooLong",
    VisibleNotBoolean = "visibleNotBoolean",

    // Where the component itself has broken; define.js says it, with what begins it anew.
    #[allow(dead_code, reason = "it is said where nothing of this runs any more")]
    Crashed = "crashed",
}

/// The documented types, in the order in which core has them.
pub const TYPES: [Key; KNOWN_TYPES.len()] = [
    Key::TypeSoftwareUpgrade,
    Key::TypeSoftwareQuery,
    Key::TypeDiagnosis,
    Key::TypeSystemConfig,
    Key::TypeLogCollect,
    Key::TypeServiceDeploy,
    Key::TypeCommon,
];

/// The documented statuses, in the order in which core has them.
pub const STATUSES: [Key; KNOWN_STATUSES.len()] =
    [Key::StatusProcessing, Key::StatusFinished, Key::StatusActive, Key::StatusDeleted];

/// The kinds of outcome, by rank.
pub const OUTCOMES: [Key; Outcome::KINDS] = [
    Key::OutcomeFinishedWithFailures,
    Key::OutcomeProcessingWithFailures,
    Key::OutcomeProcessing,
    Key::OutcomeActive,
    Key::OutcomeOther,
    Key::OutcomeUnknown,
    Key::OutcomeFinishedUncounted,
    Key::OutcomeFinished,
    Key::OutcomeDeleted,
];

/// What tasks came to, by rank.
pub const TASKS: [Key; TaskOutcome::ALL.len()] =
    [Key::TaskFailed, Key::TaskProcessing, Key::TaskUnknown, Key::TaskSkipped, Key::TaskSuccess];

/// The units of a span of time, as `core::task::span` counts them.
pub const UNITS: [Key; 4] = [Key::UnitDay, Key::UnitHour, Key::UnitMinute, Key::UnitSecond];

/// A text for one, and the same for any other number.
pub type Counted = [Key; 2];

pub const PROCESSING_FAILURES: Counted = [Key::ProcessingFailuresOne, Key::ProcessingFailuresOther];
pub const FINISHED_FAILURES: Counted = [Key::FinishedFailuresOne, Key::FinishedFailuresOther];
pub const SET_ASIDE: Counted = [Key::SetAsideOne, Key::SetAsideOther];
pub const CUT_SHORT: Counted = [Key::CutShortOne, Key::CutShortOther];
pub const COPY_FAILED_SERVERS: Counted = [Key::CopyFailedServersOne, Key::CopyFailedServersOther];

/// A language and all its texts. A copy is the same ones.
#[derive(Clone, Copy, Debug)]
pub struct Messages(&'static Kept);

#[derive(Debug)]
struct Kept {
    /// What the others are parts of.
    all: &'static str,
    tag: &'static str,
    /// By key.
    texts: [&'static str; KEYS.len()],
    labels: Vec<Label>,
}

/// A type or a status by the name that the page around has for it.
#[derive(Clone, Copy, Debug)]
pub struct Label {
    /// Whether it is a status, and not a type.
    pub is_status: bool,
    /// As the cloud sends it.
    pub value: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// How its badge looks, if it is a status.
    pub tone: Tone,
}

impl Default for Messages {
    /// Says nothing, for as long as the settings have not been read.
    fn default() -> Self {
        Self::of("en-US", "", "")
    }
}

impl PartialEq for Messages {
    /// Equal ones are the same ones, because each set of messages is kept once.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

thread_local! {
    /// Every set of messages that an element came with. They are never given back, so that a text is a
    /// `&'static str` for whoever shows it. The next element with the same set takes it from here: there
    /// are as many as hosts have thought of, and not as there are elements.
    static KEPT: RefCell<Vec<Messages>> = const { RefCell::new(Vec::new()) };
}

impl Messages {
    /// The messages of a language: `texts` are those of all keys in their order, with a NUL between; so
    /// are the parts of the `labels`: kind, value, name and tone of each.
    pub fn of(tag: &str, texts: &str, labels: &str) -> Self {
        let all = format!("{tag}\0{texts}\u{1}{labels}");
        KEPT.with_borrow_mut(|kept| {
            if let Some(messages) = kept.iter().find(|messages| messages.0.all == all) {
                return *messages;
            }
            let all: &'static str = all.leak();
            let (texts, labels) = all.split_once('\u{1}').unwrap_or((all, ""));
            let mut parts = texts.split('\0');
            let tag = parts.next().unwrap_or_default();
            // One that did not come says nothing, which is better than nothing being shown at all.
            let texts = std::array::from_fn(|_| parts.next().unwrap_or_default());
            let labels = labels_of(labels);
            let messages = Self(Box::leak(Box::new(Kept { all, tag, texts, labels })));
            kept.push(messages);
            messages
        })
    }

    /// The tag of the language, for `lang` and `Intl`.
    pub fn tag(self) -> &'static str {
        self.0.tag
    }

    /// A text.
    pub fn get(self, key: Key) -> &'static str {
        self.0.texts[key as usize]
    }

    /// A type's readable name, where it is a documented one or the page around has one.
    pub fn type_name(self, job_type: &str) -> Option<&'static str> {
        match KNOWN_TYPES.iter().position(|known| *known == job_type) {
            Some(place) => Some(self.get(TYPES[place])),
            None => self.label(false, job_type).map(|label| label.name),
        }
    }

    /// What the page around calls a type or a status that is not documented.
    pub fn label(self, is_status: bool, value: &str) -> Option<Label> {
        self.labels(is_status).find(|label| label.value == value)
    }

    /// All that it has names for.
    pub fn labels(self, is_status: bool) -> impl Iterator<Item = Label> {
        self.0.labels.iter().copied().filter(move |label| label.is_status == is_status)
    }

    /// Other messages have another number.
    pub fn number(self) -> usize {
        std::ptr::from_ref(self.0) as usize
    }
}

/// The labels, which `define.js` has looked at.
fn labels_of(text: &'static str) -> Vec<Label> {
    let parts: Vec<&str> = text.split('\0').collect();
    let label = |[kind, value, name, tone]: &[&'static str; 4]| {
        let tone = Tone::ALL.into_iter().find(|known| known.name() == *tone);
        Label { is_status: *kind == "statuses", value, name, tone: tone.unwrap_or(Tone::Neutral) }
    };
    parts.as_chunks().0.iter().map(label).collect()
}

/// Puts parts into a message, which has a `%` for each.
pub fn fill(template: &str, parts: &[&str]) -> String {
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
