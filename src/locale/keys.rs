//! The keys of all texts, and tables of keys for values of `core`.

use devserver_jobs_core::job::{KNOWN_STATUSES, KNOWN_TYPES};
use devserver_jobs_core::outcome::Outcome;
use devserver_jobs_core::task::TaskOutcome;
use devserver_jobs_reports::fingerprint::Varying;

macro_rules! keys {
    ($($(#[$attribute:meta])* $key:ident = $name:literal,)+) => {
        /// One of the texts.
        #[derive(Clone, Copy)]
        pub enum Key {
            $($(#[$attribute])* $key,)+
        }

        /// The names of the keys in JavaScript, in the order of their texts. For tests only, so it is not
        /// in the built page.
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
    SnapshotOf = "snapshotOf",
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
    OtherFailuresOne = "otherFailuresOne",
    OtherFailuresOther = "otherFailuresOther",

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
    GatewayBusy = "gatewayBusy",
    GatewayRefused = "gatewayRefused",
    GatewayRefusedText = "gatewayRefusedText",
    NotAList = "notAList",
    NotAListEmpty = "notAListEmpty",
    NotAListNoData = "notAListNoData",
    NotAListBegins = "notAListBegins",
    BadProxy = "badProxy",
    BadProxyText = "badProxyText",
    SessionEnded = "sessionEnded",
    SessionEndedText = "sessionEndedText",
    OpenPageAgain = "openPageAgain",

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

    // Why jobs failed.
    GroupFailures = "groupFailures",
    CausesTitle = "causesTitle",
    CausesRead = "causesRead",
    ReadMore = "readMore",
    ReadAgain = "readAgain",
    GoOnReading = "goOnReading",
    StopReading = "stopReading",
    Causes = "causes",
    InCommon = "inCommon",
    CausesNoUuid = "causesNoUuid",
    NoMessage = "noMessage",
    NodesOne = "nodesOne",
    NodesOther = "nodesOther",
    JobsOne = "jobsOne",
    JobsOther = "jobsOther",
    FirstLast = "firstLast",
    ShowTheseJobs = "showTheseJobs",
    Example = "example",
    CopyExample = "copyExample",
    CopyTicketMarkdown = "copyTicketMarkdown",
    CopyTicketText = "copyTicketText",
    NodeFailed = "nodeFailed",
    LastGood = "lastGood",
    FailedAgain = "failedAgain",
    MoreNodes = "moreNodes",
    FailedTasks = "failedTasks",
    Node = "node",
    Machine = "machine",
    Share = "share",
    ShareOfJobs = "shareOfJobs",
    ShareOfTasks = "shareOfTasks",
    VaryingId = "varying.id",
    VaryingAddress = "varying.address",
    VaryingTime = "varying.time",
    VaryingNumber = "varying.number",
    VaryingPath = "varying.path",
    VaryingHex = "varying.hex",
    OnlyThese = "onlyThese",
    ShowAllJobs = "showAllJobs",
    ComeBack = "comeBack",
    ClearTypes = "clearTypes",
    ClearUsers = "clearUsers",
    FacetChosen = "facetChosen",
    MoreValues = "moreValues",

    // The jobs over time.
    TimeChart = "timeChart",
    TimeBy = "timeBy",
    LastHour = "lastHour",
    LastDay = "lastDay",
    LastWeek = "lastWeek",
    AllTime = "allTime",
    TimeTable = "timeTable",
    Total = "total",
    Timeless = "timeless",
    TimeSpan = "timeSpan",
    TimeSince = "timeSince",
    TimeUntil = "timeUntil",
    RangeFrom = "rangeFrom",
    RangeTo = "rangeTo",
    ClearTime = "clearTime",
    ToneError = "tone.error",
    ToneWarning = "tone.warning",
    ToneInProgress = "tone.in-progress",
    ToneSuccess = "tone.success",
    ToneStopped = "tone.stopped",
    ToneNeutral = "tone.neutral",

    // Jobs that take longer than most.
    Stuck = "stuck",
    StuckShort = "stuckShort",
    StuckText = "stuckText",
    ClearStuck = "clearStuck",

    // What of the list is odd.
    Quality = "quality",
    QualityCount = "qualityCount",
    QualityListed = "qualityListed",
    RowsSetAside = "rowsSetAside",
    RowsMissing = "rowsMissing",
    UnknownStatuses = "unknownStatuses",
    UnreadableTimes = "unreadableTimes",
    RepeatedIds = "repeatedIds",
    UpdatedBeforeCreated = "updatedBeforeCreated",
    InTheFuture = "inTheFuture",
    JobBeforeCreated = "jobBeforeCreated",
    JobInTheFuture = "jobInTheFuture",

    // The tools at the end of the toolbar.
    More = "more",
    LoadingTools = "loadingTools",
    Export = "export",
    ExportCount = "exportCount",
    Format = "format",
    FormatCsv = "formatCsv",
    FormatNdjson = "formatNdjson",
    FormatTsv = "formatTsv",
    FormatMarkdown = "formatMarkdown",
    FormatSnapshot = "formatSnapshot",
    SnapshotCount = "snapshotCount",
    SnapshotHint = "snapshotHint",
    SnapshotFailed = "snapshotFailed",
    Columns = "columns",
    ColumnsDisplayed = "columnsDisplayed",
    ColumnsAll = "columnsAll",
    SaveFile = "saveFile",
    Copy = "copy",
    Stop = "stop",
    Exported = "exported",
    Stopped = "stopped",
    CopyByHand = "copyByHand",
    SavedInstead = "savedInstead",
    CopyRequest = "copyRequest",
    RequestProxy = "requestProxy",
    RequestCloud = "requestCloud",
    Shell = "shell",
    RequestHint = "requestHint",
    Print = "print",

    // Columns and rows.
    Preferences = "preferences",
    ColumnsHint = "columnsHint",
    MoveUp = "moveUp",
    MoveDown = "moveDown",
    WidthOf = "widthOf",
    WidthAuto = "widthAuto",
    ColumnMoved = "columnMoved",
    Density = "density",
    DensityComfortable = "densityComfortable",
    DensityCompact = "densityCompact",
    WrapText = "wrapText",
    ResetLayout = "resetLayout",

    // Saved views.
    Views = "views",
    View = "view",
    ViewName = "viewName",
    ViewHint = "viewHint",
    SaveView = "saveView",
    ViewNameEmpty = "viewNameEmpty",
    ViewNameTooLong = "viewNameTooLong",
    ViewNameTaken = "viewNameTaken",
    ViewsNotStored = "viewsNotStored",
    NoViews = "noViews",
    ViewChanged = "viewChanged",
    Replace = "replace",
    ReplaceView = "replaceView",
    Rename = "rename",
    RenameView = "renameView",
    Delete = "delete",
    DeleteView = "deleteView",
    CopyViewAddress = "copyViewAddress",
    ViewSaved = "viewSaved",
    ViewReplaced = "viewReplaced",
    ViewRenamed = "viewRenamed",
    ViewDeleted = "viewDeleted",
    Undo = "undo",
    Undone = "undone",
    Save = "save",
    Cancel = "cancel",

    // Marked rows, and keys.
    Marked = "marked",
    Unmark = "unmark",
    Rows = "rows",
    RowsMarked = "rowsMarked",
    RowsAll = "rowsAll",
    Shortcuts = "shortcuts",
    ShortcutsHint = "shortcutsHint",
    ShortcutArrows = "shortcutArrows",
    ShortcutRow = "shortcutRow",
    ShortcutTable = "shortcutTable",
    ShortcutPages = "shortcutPages",
    ShortcutEnter = "shortcutEnter",
    ShortcutMark = "shortcutMark",
    ShortcutRange = "shortcutRange",
    ShortcutCopy = "shortcutCopy",
    ShortcutWidth = "shortcutWidth",
    ShortcutFit = "shortcutFit",
    ShortcutDetail = "shortcutDetail",

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

    // Automatic refreshes.
    AutomaticRefresh = "automaticRefresh",
    RefreshOff = "refreshOff",
    RefreshAuto = "refreshAuto",
    Seconds = "seconds",
    Minutes = "minutes",
    NextInSeconds = "nextInSeconds",
    NextInMinutes = "nextInMinutes",
    Pause = "pause",
    Resume = "resume",
    RefreshPaused = "refreshPaused",
    RefreshStopped = "refreshStopped",
    RefreshWaits = "refreshWaits",
    ShowWaiting = "showWaiting",
    Since = "since",
    ChangesNew = "changesNew",
    ChangesFinished = "changesFinished",
    ChangesFailed = "changesFailed",
    ChangesOther = "changesOther",
    ChangesGone = "changesGone",
    ChangesMoved = "changesMoved",
    ShowChanged = "showChanged",
    Dismiss = "dismiss",
    Gone = "gone",
    Watch = "watch",
    WatchHint = "watchHint",
    WatchJob = "watchJob",
    WatchedJobs = "watchedJobs",
    WatchNote = "watchNote",
    StopWatching = "stopWatching",
    Comma = "comma",

    // After a crash; define.js shows it.
    #[allow(dead_code, reason = "it is shown when this WebAssembly has crashed")]
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

/// The outcomes of tasks, by rank.
pub const TASKS: [Key; TaskOutcome::ALL.len()] =
    [Key::TaskFailed, Key::TaskProcessing, Key::TaskUnknown, Key::TaskSkipped, Key::TaskSuccess];

/// The units of a span of time, as `core::task::span` counts them.
pub const UNITS: [Key; 4] = [Key::UnitDay, Key::UnitHour, Key::UnitMinute, Key::UnitSecond];

/// A text for one, and the same for any other number.
pub type Counted = [Key; 2];

pub const PROCESSING_FAILURES: Counted = [Key::ProcessingFailuresOne, Key::ProcessingFailuresOther];
pub const FINISHED_FAILURES: Counted = [Key::FinishedFailuresOne, Key::FinishedFailuresOther];
pub const OTHER_FAILURES: Counted = [Key::OtherFailuresOne, Key::OtherFailuresOther];
pub const SET_ASIDE: Counted = [Key::SetAsideOne, Key::SetAsideOther];
pub const CUT_SHORT: Counted = [Key::CutShortOne, Key::CutShortOther];
pub const COPY_FAILED_SERVERS: Counted = [Key::CopyFailedServersOne, Key::CopyFailedServersOther];
pub const NODES: Counted = [Key::NodesOne, Key::NodesOther];
pub const JOBS: Counted = [Key::JobsOne, Key::JobsOther];

/// What varies in a message, in the order of `devserver_jobs_reports::fingerprint::Varying::ALL`.
pub const VARYING: [Key; Varying::ALL.len()] = [
    Key::VaryingId,
    Key::VaryingAddress,
    Key::VaryingTime,
    Key::VaryingNumber,
    Key::VaryingPath,
    Key::VaryingHex,
];
