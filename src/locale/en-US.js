// The UI texts in English. The modules of all languages have the same keys in the same order, which is that of
// src/locale/keys.rs, because the texts are passed to WebAssembly without their keys. A test checks this.
//
// Each % is a placeholder, for example for a number or a name. The placeholders are filled in a fixed order, so
// every language has the same number of them in the same order.

export default {
  // The frame.
  jobs: "Jobs",
  project: "Project",
  changeProject: "Change project",
  refresh: "Refresh",
  loading: "Loading jobs…",
  // The age of the list.
  updated: "Updated %",
  // When a snapshot was taken, and how long ago.
  snapshotOf: "Snapshot of % (%)",
  justNow: "just now",
  timesIn: "Time zone",
  none: "–",

  // Filters.
  filters: "Filters",
  filterName: "Name",
  filterId: "Job ID",
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
  columnId: "Job ID",
  sortBy: "Sort by",
  ascending: "ascending",
  descending: "descending",
  // The job's name, or its id.
  copyId: "Copy the ID of %",
  copied: "Copied",
  copyFailed: "Failed to copy. The text is selected.",
  unnamed: "(no name)",

  // Outcomes.
  processingFailuresOne: "Processing, % node failed",
  processingFailuresOther: "Processing, % nodes failed",
  finishedFailuresOne: "Finished, % node failed",
  finishedFailuresOther: "Finished, % nodes failed",
  // The status as it came, and how many nodes.
  otherFailuresOne: "%, % node failed",
  otherFailuresOther: "%, % nodes failed",

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
  find: "Find jobs",
  findHint: "Searches the name, ID, description, user and type of the loaded jobs. No request is sent.",
  // How many are shown, of how many.
  matches: "Matches: % of %",
  soFar: "Still loading: % so far, not sorted yet",
  allHere: "All jobs loaded: %.",
  sortNewest: "Sort newest first",
  // The column, and which way.
  sortNow: "Sort by %, %",
  notFoundTitle: "No matching jobs",
  notFoundList: "No match among the loaded jobs (%).",
  // What is looked for.
  clearFind: "Clear “%”",
  clearOutcomes: "Show all outcomes",
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
  nothingReadable: "The response contains no job that can be displayed.",
  noMatchTitle: "No matches",
  noMatchText: "No job in this project matches the filters.",
  retry: "Retry",
  reload: "Reload",
  // Rows that could not be read.
  setAsideOne: "% row could not be read and is not displayed.",
  setAsideOther: "% rows could not be read and are not displayed.",
  // How many, and why.
  setAsideReason: "%: %",
  reasonNotAnObject: "not a JSON object",
  reasonNotUtf8: "not valid UTF-8",
  reasonTooDeep: "nested too deeply",
  // How many arrived, and how many there should be.
  fewerThanTotal: "This list is incomplete. Jobs received: %. Total reported by the cloud service: %.",
  // How many rows came before the break.
  cutShortOne: "The response was interrupted after % row.",
  cutShortOther: "The response was interrupted after % rows.",
  cutShortText: "This list is incomplete.",
  stillShowing: "The list from % is still displayed.",
  otherQuery: "It does not reflect the latest filter change.",
  // When the list is from, and why there is no newer one.
  asOf: "Data as of %. %.",
  cloudUnavailable: "The cloud service is unavailable",

  // Errors: what failed, and what to do.
  code: "Error code",
  requestId: "Request ID",
  retryAfter: "Retry after",
  notReached: "Failed to connect to the proxy",
  notReachedText: "No response from %. Check the network connection and whether the gateway is running.",
  notSignedIn: "You are not signed in",
  notSignedInText: "Sign in to the portal again, or contact the administrator.",
  notAllowed: "You do not have permission to view these jobs",
  notAllowedText: "Contact the administrator for permission to view the DevServer jobs of this project.",
  notFound: "Job list not found",
  notFoundText: "Check the proxy address and whether DevServer is available in the region.",
  refused: "The request was rejected",
  refusedText: "Check the project ID and the filters.",
  tooMany: "Too many requests",
  tooManyText: "The request rate is limited. Wait a moment, then retry.",
  cloudFailed: "Cloud service error",
  cloudFailedText: "Try again later. If the problem persists, contact technical support and provide the request ID.",
  gatewayFailed: "Gateway error",
  gatewayRefused: "The gateway cannot sign in to the cloud service",
  gatewayRefusedText: "This is not related to your account. Contact the gateway administrator.",
  notAList: "The response is not a job list",
  notAListEmpty: "The response is empty. Check the proxy address.",
  notAListNoData: "The response has no “data” list. Check the proxy address.",
  // How the answer begins.
  notAListBegins: "The response begins with “%”. Check the proxy address.",
  badProxy: "The proxy address is invalid",
  badProxyText: "The proxy setting is “%”. It must be an HTTP or HTTPS address, or a path on this server.",
  sessionEnded: "Your session may have ended",
  sessionEndedText: "The server sent a web page in place of data. Open this page again to sign in. If the problem persists, check the proxy address.",
  openPageAgain: "Open page again",

  // The detail of a job.
  previousJob: "Previous job",
  nextJob: "Next job",
  close: "Close",
  loadingDetail: "Loading job details…",
  // Where the detail itself did not load; the reason follows, in English.
  notLoaded: "The detail could not be loaded",
  notLoadedText: "Retry. If the problem persists, reload the page.",
  noUuid: "The job ID is not a UUID, so the job details cannot be queried.",
  jobNotFound: "Job not found",
  jobNotFoundText: "The job may have been deleted or may belong to another project.",
  notAJob: "The response is not a job",
  description: "Description",
  template: "Template",
  items: "Items",
  activeTime: "Duration (estimated)",
  // Days, hours, minutes, seconds, behind their number.
  "unit.day": " d",
  "unit.hour": " h",
  "unit.minute": " min",
  "unit.second": " s",
  servers: "Nodes",
  findServers: "Find by name, ID or message",
  // What tasks came to, in the order of core::task::TaskOutcome::ALL.
  "task.failed": "Failed",
  "task.processing": "Processing",
  "task.unknown": "Unknown",
  "task.skipped": "Skipped",
  "task.success": "Succeeded",
  // How many nodes failed by the job's own count, and by its tasks.
  countsDiffer: "Failed nodes reported by the job: %. Failed nodes listed below: %.",
  partsSetAside: "Parts of the response that could not be read: %.",
  copyFailedServersOne: "Copy % failed node name",
  copyFailedServersOther: "Copy % failed node names",
  // The server's name.
  copyMessage: "Copy the message of %",
  showAll: "Show all",
  showLess: "Show less",
  start: "Start",
  end: "End",
  noServers: "The response contains no nodes.",
  noServerMatches: "No matching nodes.",
  rawAnswer: "Raw response (JSON)",
  copyRawAnswer: "Copy raw response",

  // Why jobs failed.
  groupFailures: "Group failures",
  causesTitle: "Causes of failures",
  // Jobs read, of how many; failed tasks, and the nodes of these.
  causesRead: "Jobs read: % of %. Failed tasks: %. Failed nodes: %.",
  readMore: "Read % more",
  readAgain: "Retry jobs that could not be read: %",
  goOnReading: "Continue",
  stopReading: "Stop",
  causes: "Causes",
  inCommon: "More frequent among failures",
  noMessage: "No message",
  nodesOne: "% node",
  nodesOther: "% nodes",
  jobsOne: "% job",
  jobsOther: "% jobs",
  firstLast: "First %, last %",
  showTheseJobs: "Show these jobs",
  example: "Example",
  copyExample: "Copy the example",
  copyTicketMarkdown: "Copy for ticket (Markdown)",
  copyTicketText: "Copy for ticket (text)",
  // In how many jobs, and how often one after the other.
  nodeFailed: "Jobs failed: %. In a row: %",
  lastGood: "Last success %",
  failedAgain: "Nodes that failed in two or more jobs: %",
  moreNodes: "Nodes not displayed: %",
  failedTasks: "Failed tasks: %",
  node: "Node",
  machine: "Machine type",
  // What is compared, its value, and the shares.
  share: "% %: %",
  shareOfJobs: "% of failed jobs, % of all jobs",
  shareOfTasks: "% of failed tasks, % of all tasks read",
  // What varies in a message.
  "varying.id": "ID",
  "varying.address": "address",
  "varying.time": "time",
  "varying.number": "number",
  "varying.path": "path",
  "varying.hex": "hex",
  // What the jobs have in common.
  onlyThese: "Only: %",
  showAllJobs: "Show all jobs",
  // How many jobs come back without one refinement.
  comeBack: " (jobs: %)",
  clearTypes: "Show all types",
  clearUsers: "Show all users",
  // A facet, and how many of its values are chosen.
  facetChosen: "%: %",

  // The jobs over time.
  timeChart: "Time",
  timeBy: "Time to show",
  lastHour: "Last hour",
  lastDay: "24 hours",
  lastWeek: "7 days",
  allTime: "All",
  timeTable: "Table",
  total: "Total",
  timeless: "Without a readable time: %",
  // From when to when.
  timeSpan: "% – %",
  timeSince: "Since %",
  timeUntil: "Until %",
  rangeFrom: "From",
  rangeTo: "To",
  clearTime: "Show any time",
  "tone.error": "Failed",
  "tone.warning": "Processing, with failures",
  "tone.in-progress": "Processing",
  "tone.success": "Finished",
  "tone.stopped": "Deleted or canceled",
  "tone.neutral": "Other",

  // Jobs that take longer than most.
  stuck: "Longer than usual",
  // How long a job has taken, and how long 95 in 100 take.
  stuckShort: "% so far, usually up to %",
  // The same, and how many jobs were measured.
  stuckText: "Processing for %. Of 100 finished jobs of this type, 95 took up to % (jobs measured: %).",
  clearStuck: "Show jobs of any duration",

  // What of the list is odd.
  quality: "Data quality",
  qualityCount: "Data issues: %",
  qualityListed: "First % listed",
  rowsSetAside: "Rows that could not be read: %",
  rowsMissing: "Rows missing from the response: %",
  unknownStatuses: "Unknown statuses: %",
  unreadableTimes: "Unreadable times: %",
  repeatedIds: "Repeated IDs: %",
  updatedBeforeCreated: "Updated before created: %",
  inTheFuture: "More than one hour in the future: %",
  jobBeforeCreated: "The job was updated before it was created. Check the clock of the server.",
  jobInTheFuture: "A time of the job is more than one hour in the future. Check the clocks.",

  // The tools at the end of the toolbar.
  more: "More",
  loadingTools: "Loading…",
  export: "Export",
  // How many.
  exportCount: "Jobs: %. All pages, in the order displayed.",
  format: "Format",
  formatCsv: "CSV, for spreadsheets",
  formatNdjson: "NDJSON, one job per line",
  formatTsv: "Tab-separated text, to paste into a spreadsheet",
  formatMarkdown: "Markdown table, to paste into a ticket",
  formatSnapshot: "Snapshot (HTML), to open without a network",
  snapshotCount: "Jobs: %. The whole list, as it is displayed now.",
  snapshotHint: "One file with the list and this page. Find, refinements, sort order, histogram and export work in it. Details of jobs are not included.",
  // Why.
  snapshotFailed: "The snapshot could not be made. %",
  columns: "Columns",
  columnsDisplayed: "Displayed columns",
  columnsAll: "All columns",
  saveFile: "Save file",
  copy: "Copy",
  stop: "Stop",
  exported: "Jobs exported: %.",
  stopped: "Stopped. Nothing was exported.",
  copyByHand: "The browser does not allow copying here. The text is selected: press Ctrl+C or ⌘C.",
  savedInstead: "The browser does not allow copying here. Jobs saved as a file: %.",
  copyRequest: "Copy request",
  requestProxy: "curl, through the proxy",
  requestCloud: "curl, to the cloud service",
  shell: "Shell",
  requestHint: "No credential is included. Set the variables that the text names, such as TOKEN and REGION.",
  print: "Print",

  // Columns and rows.
  preferences: "Preferences",
  columnsHint: "To change the order, drag a column or use its arrows. The width is in characters.",
  // A column.
  moveUp: "Move % up",
  moveDown: "Move % down",
  widthOf: "Width of %",
  widthAuto: "auto",
  // A column, its place, and how many there are.
  columnMoved: "%: column % of %",
  density: "Density",
  densityComfortable: "Comfortable",
  densityCompact: "Compact",
  wrapText: "Wrap long text",
  resetLayout: "Reset to default",

  // Saved views.
  views: "Views",
  view: "View",
  viewName: "Name of the view",
  viewHint: "Saves filters, refinements, order, columns, rows per page and time zone. A view of the same name is replaced.",
  saveView: "Save view",
  viewNameEmpty: "Enter a name.",
  viewNameTooLong: "A name has at most 60 characters.",
  viewNameTaken: "Another view has this name.",
  noViews: "No saved views.",
  // The name of a view, here and below.
  viewChanged: "% (changed)",
  replace: "Replace",
  replaceView: "Replace %",
  rename: "Rename",
  renameView: "Rename %",
  delete: "Delete",
  deleteView: "Delete %",
  copyViewAddress: "Copy the address of %",
  viewSaved: "View “%” saved.",
  viewReplaced: "View “%” replaced.",
  viewRenamed: "View renamed to “%”.",
  viewDeleted: "View “%” deleted.",
  undo: "Undo",
  undone: "The last change of the views was undone.",
  save: "Save",
  cancel: "Cancel",

  // Where the proxy asks for a token.
  signIn: "Sign in to view jobs",
  token: "Access token",
  tokenHint: "Kept in memory until you leave this page",
  tokenMalformed: "Enter a valid token. Only letters, digits and special characters are allowed.",
  tokenRefused: "The token was not accepted.",
  signInButton: "Sign in",

  // Without a project.
  whichProject: "Choose a project",
  whichProjectText: "Jobs belong to a ModelArts project. Find the project ID on the My Credentials page of the console.",
  projectId: "Project ID",
  projectIdHint: "1 to 64 letters, digits and hyphens",
  showJobs: "Show jobs",
  projectIdEmpty: "Enter a project ID.",
  projectIdTooLong: "A project ID can contain up to 64 characters. This one has %.",
  projectIdCharacter: "A project ID can contain only letters, digits and hyphens, not “%”.",
  idTooLong: "A job ID can contain up to 64 characters. This one has %.",
  visibleNotBoolean: "Visible must be true or false.",

  // Automatic refreshes.
  automaticRefresh: "Automatic refresh",
  refreshOff: "Off",
  refreshAuto: "Auto",
  seconds: "% s",
  minutes: "% min",
  nextInSeconds: "Next in % s",
  nextInMinutes: "Next in % min",
  pause: "Pause updates",
  resume: "Resume updates",
  refreshPaused: "Paused",
  refreshStopped: "Stopped",
  refreshWaits: "Waiting",
  showWaiting: "Show",
  since: "Since %:",
  changesNew: "% new",
  changesFinished: "% finished",
  changesFailed: "% finished with failures",
  changesOther: "% changed",
  changesGone: "% gone",
  changesMoved: "% moved",
  showChanged: "Show only these",
  dismiss: "Dismiss",
  gone: "No longer in the list",
  watch: "Watch",
  watchHint: "Notifies you when the job ends",
  // The job's name, here and where it is watched no more.
  watchJob: "Watch %",
  // How many.
  watchedJobs: "Watched jobs: %",
  watchNote: "While a job is watched, the list is refreshed every minute, also in a hidden tab.",
  stopWatching: "Stop watching %",
  // Between changes that are listed.
  comma: ", ",

  // Where the component itself has broken.
  crashed: "The job list encountered an internal error. The rest of the page is not affected.",
};

export const build = "__BUILD__";
