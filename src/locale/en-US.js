// What the component says in English. The modules of all languages have the same keys in the same
// order, which is that of src/locale.rs, because the texts go there without their keys. A test holds them
// equal.
// The build that they belong to is checked before they go there.
//
// Each % is the place of a part, such as a number or a name. The parts come in one order, so every language
// has them in that order, and as many.

export default {
  // The frame.
  jobs: "Jobs",
  project: "Project",
  changeProject: "Change project",
  refresh: "Refresh",
  loading: "Loading jobs…",
  // The age of the list.
  updated: "Updated %",
  justNow: "just now",
  timesIn: "Times in",
  none: "–",

  // Filters.
  filters: "Filters",
  filterName: "Name",
  filterId: "Job id",
  filterType: "Type",
  filterStatus: "Status",
  filterVisible: "Visible",
  any: "Any",
  yes: "Yes",
  no: "No",
  clearFilters: "Clear filters",
  onEnter: "Press Enter to apply",

  // The table.
  columnName: "Name",
  columnOutcome: "Outcome",
  columnFailedNodes: "Failed nodes",
  columnType: "Type",
  columnUser: "User",
  columnCreated: "Created",
  columnUpdated: "Updated",
  columnId: "Job id",
  sortBy: "Sort by",
  ascending: "ascending",
  descending: "descending",
  // The job's name, or its id.
  copyId: "Copy the id of %",
  copied: "Copied",
  copyFailed: "Could not copy",
  unnamed: "(no name)",

  // Outcomes.
  processingFailuresOne: "Processing, % node failed",
  processingFailuresOther: "Processing, % nodes failed",
  finishedFailuresOne: "Finished, % node failed",
  finishedFailuresOther: "Finished, % nodes failed",

  // The documented types, in the order of core::job::KNOWN_TYPES.
  "type.ASCEND_SOFTWARE_UPGRADE": "Software upgrade",
  "type.ASCEND_SOFTWARE_QUERY": "Software query",
  "type.ASCEND_DIAGNOSIS": "Diagnosis",
  "type.ASCEND_SYSTEM_CONFIG": "System configuration",
  "type.LOG_COLLECT": "Log collection",
  "type.SERVICE_DEPLOY": "Service deployment",
  "type.COMMON": "Common",
  // The documented statuses, in the order of core::job::KNOWN_STATUSES.
  "status.PROCESSING": "Processing",
  "status.FINISHED": "Finished",
  "status.ACTIVE": "Active",
  "status.DELETED": "Deleted",

  // Find and outcomes, and a list that is arriving.
  find: "Find in these jobs",
  findHint: "Searches name, id, description, user and type of the jobs that have come; asks nobody",
  // How many are shown, of how many.
  matches: "% of % jobs",
  soFar: "% so far, still loading; not in order yet",
  allHere: "All % are here.",
  sortNewest: "Sort newest first",
  // The column, and which way.
  sortNow: "Sort by %, %",
  notFoundTitle: "No job matches",
  notFoundList: "None of the % jobs here is what you look for.",
  // What is looked for.
  clearFind: "Clear “%”",
  clearOutcomes: "Any outcome",
  // The kinds of core::outcome::Outcome, by rank.
  "outcome.finished-with-failures": "Finished with failures",
  "outcome.processing-with-failures": "Processing with failures",
  "outcome.processing": "Processing",
  "outcome.active": "Active",
  "outcome.other": "Other status",
  "outcome.unknown": "Unknown",
  "outcome.finished-uncounted": "Finished, failures unknown",
  "outcome.finished": "Finished",
  "outcome.deleted": "Deleted",

  // Paging.
  pages: "Pages",
  previousPage: "Previous page",
  nextPage: "Next page",
  page: "Page %",
  goToPage: "Go to page",
  rowsPerPage: "Rows per page",
  // First and last row, and how many there are.
  range: "%–% of %",

  // States.
  emptyTitle: "No jobs",
  emptyText: "This project has no DevServer jobs yet.",
  nothingReadable: "The answer held no job that can be shown.",
  noMatchTitle: "No matches",
  noMatchText: "No job of this project matches the filters.",
  retry: "Retry",
  reload: "Load again",
  // Rows that could not be read.
  setAsideOne: "% row could not be read and is not shown.",
  setAsideOther: "% rows could not be read and are not shown.",
  // How many, and why.
  setAsideReason: "%: %",
  reasonNotAnObject: "not a JSON object",
  reasonNotUtf8: "not valid UTF-8",
  reasonTooDeep: "nested too deep",
  // How many arrived, and how many there should be.
  fewerThanTotal: "The cloud sent % jobs, but says there are %. This list is not complete.",
  // How many rows came before the break.
  cutShortOne: "The answer was cut short after % row.",
  cutShortOther: "The answer was cut short after % rows.",
  cutShortText: "This list is not complete.",
  stillShowing: "Still showing the list of %.",
  otherQuery: "It answers the filters before the last change.",
  // When the list is from, and why there is no newer one.
  asOf: "As of %. %.",
  cloudUnavailable: "The cloud is unavailable",

  // Errors: what failed, and what to do.
  code: "Code",
  requestId: "Request id",
  retryAfter: "Retry after",
  notReached: "The proxy could not be reached",
  notReachedText: "Nothing answered at %. Check the network, and that the gateway is running.",
  notSignedIn: "You are not signed in",
  notSignedInText: "Sign in to the portal again, or ask its operators.",
  notAllowed: "You may not see these jobs",
  notAllowedText: "Ask for permission to this project's DevServer jobs.",
  notFound: "The job list was not found",
  notFoundText: "Check the proxy's address, and that the region offers DevServer.",
  refused: "The request was refused",
  refusedText: "Check the project id and the filters.",
  tooMany: "Too many requests",
  tooManyText: "There is a limit on how often the list may be asked for. Wait a little, then retry.",
  cloudFailed: "The cloud could not answer",
  cloudFailedText: "Retry in a moment. If it goes on, give support the request id.",
  gatewayFailed: "The gateway could not answer",
  gatewayRefused: "The gateway can't sign in to the cloud",
  gatewayRefusedText: "This is not about your own account. The gateway's operators must act.",
  notAList: "The answer is not a job list",
  notAListEmpty: "The answer was empty. Check the proxy's address.",
  notAListNoData: "It has no list under “data”. Check the proxy's address.",
  // How the answer begins.
  notAListBegins: "It begins “%”. Check the proxy's address.",
  badProxy: "The proxy's address can't be used",
  badProxyText: "The setting proxy is “%”. It must be an http or https address, or a path on this server.",

  // The detail of a job.
  previousJob: "Previous job",
  nextJob: "Next job",
  close: "Close",
  loadingDetail: "Loading the job…",
  // Where the detail itself did not load; the reason follows, in English.
  notLoaded: "The detail could not be loaded",
  notLoadedText: "Retry. If the problem persists, reload the page.",
  noUuid: "This job's id is not a UUID, so no more can be asked about it.",
  jobNotFound: "The job was not found",
  jobNotFoundText: "It may have been deleted, or belong to another project.",
  notAJob: "The answer is not a job",
  description: "Description",
  template: "Template",
  items: "Items",
  activeTime: "Active time (estimate)",
  // Days, hours, minutes, seconds, behind their number.
  "unit.day": " d",
  "unit.hour": " h",
  "unit.minute": " min",
  "unit.second": " s",
  servers: "Servers",
  findServers: "Find in names, ids and messages",
  // What tasks came to, in the order of core::task::TaskOutcome::ALL.
  "task.failed": "Failed",
  "task.processing": "Processing",
  "task.unknown": "Unknown",
  "task.skipped": "Skipped",
  "task.success": "Succeeded",
  // How many nodes failed by the job's own count, and by its tasks.
  countsDiffer: "Failed nodes by the job's own count: %. Failed by its servers: %.",
  partsSetAside: "Parts of the answer that could not be read: %.",
  copyFailedServersOne: "Copy % failed server name",
  copyFailedServersOther: "Copy % failed server names",
  // The server's name.
  copyMessage: "Copy the message of %",
  showAll: "Show all",
  showLess: "Show less",
  start: "Start",
  end: "End",
  noServers: "The answer names no servers.",
  noServerMatches: "No server matches.",
  rawAnswer: "Raw answer (JSON)",
  copyRawAnswer: "Copy the raw answer",

  // Where the proxy asks for a token.
  signIn: "Sign in to see the jobs",
  token: "Access token",
  tokenHint: "Kept until you leave this page",
  tokenMalformed: "Enter a token: letters, digits and signs, without spaces.",
  tokenRefused: "The token was not accepted.",
  signInButton: "Sign in",

  // Without a project.
  whichProject: "Which project?",
  whichProjectText: "Jobs belong to a ModelArts project. You find its id in the console under My Credentials.",
  projectId: "Project id",
  projectIdHint: "1 to 64 letters, digits and hyphens",
  showJobs: "Show jobs",
  projectIdEmpty: "Enter a project id.",
  projectIdTooLong: "A project id has at most 64 characters; this one has %.",
  projectIdCharacter: "A project id holds letters, digits and hyphens only, not “%”.",
  idTooLong: "A job id has at most 64 characters; this one has %.",
  visibleNotBoolean: "Visible is either true or false.",

  // Where the component itself has broken.
  crashed: "The job list has broken. The rest of the page goes on.",
};

export const build = "__BUILD__";
