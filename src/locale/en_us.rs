//! English.

use super::Messages;

pub(super) static MESSAGES: Messages = Messages {
    jobs: "Jobs",
    project: "Project",
    change_project: "Change project",
    refresh: "Refresh",
    loading: "Loading jobs…",
    updated: |age| format!("Updated {age}"),
    just_now: "just now",
    times_in: "Times in",
    none: "–",

    filters: "Filters",
    filter_name: "Name",
    filter_id: "Job id",
    filter_type: "Type",
    filter_status: "Status",
    filter_visible: "Visible",
    any: "Any",
    yes: "Yes",
    no: "No",
    clear_filters: "Clear filters",
    on_enter: "Press Enter to apply",

    column_name: "Name",
    column_outcome: "Outcome",
    column_failed_nodes: "Failed nodes",
    column_type: "Type",
    column_user: "User",
    column_created: "Created",
    column_updated: "Updated",
    column_id: "Job id",
    sort_by: "Sort by",
    ascending: "ascending",
    descending: "descending",
    copy_id: |job| format!("Copy the id of {job}"),
    copied: "Copied",
    copy_failed: "Could not copy",
    unnamed: "(no name)",

    processing: "Processing",
    processing_failures: |n, text| match n {
        1 => "Processing, 1 node failed".to_owned(),
        _ => format!("Processing, {text} nodes failed"),
    },
    finished: "Finished",
    finished_failures: |n, text| match n {
        1 => "Finished, 1 node failed".to_owned(),
        _ => format!("Finished, {text} nodes failed"),
    },
    finished_uncounted: "Finished, failures unknown",
    active: "Active",
    deleted: "Deleted",
    unknown: "Unknown",

    types: [
        "Software upgrade",
        "Software query",
        "Diagnosis",
        "System configuration",
        "Log collection",
        "Service deployment",
        "Common",
    ],
    statuses: ["Processing", "Finished", "Active", "Deleted"],

    pages: "Pages",
    previous_page: "Previous page",
    next_page: "Next page",
    page: |page| format!("Page {page}"),
    go_to_page: "Go to page",
    rows_per_page: "Rows per page",
    range: |first, last, total| format!("{first}–{last} of {total}"),

    empty_title: "No jobs",
    empty_text: "This project has no DevServer jobs yet.",
    nothing_readable: "The answer held no job that can be shown.",
    no_match_title: "No matches",
    no_match_text: "No job of this project matches the filters.",
    retry: "Retry",
    reload: "Load again",
    set_aside: |n, text| match n {
        1 => "1 row could not be read and is not shown.".to_owned(),
        _ => format!("{text} rows could not be read and are not shown."),
    },
    set_aside_reason: |n, reason| format!("{n}: {reason}"),
    reason_not_an_object: "not a JSON object",
    reason_not_utf8: "not valid UTF-8",
    reason_too_deep: "nested too deep",
    fewer_than_total: |arrived, total| {
        format!(
            "The cloud sent {arrived} jobs, but says there are {total}. This list is not complete."
        )
    },
    cut_short: |n, text| match n {
        1 => "The answer was cut short after 1 row.".to_owned(),
        _ => format!("The answer was cut short after {text} rows."),
    },
    cut_short_text: "This list is not complete.",
    still_showing: |time| format!("Still showing the list of {time}."),
    other_query: "It answers the filters before the last change.",
    as_of: |time, why| format!("As of {time}. {why}."),
    cloud_unavailable: "The cloud is unavailable",

    code: "Code",
    request_id: "Request id",
    retry_after: "Retry after",
    not_reached: "The proxy could not be reached",
    not_reached_text: |origin| {
        format!("Nothing answered at {origin}. Check the network, and that the gateway is running.")
    },
    not_signed_in: "You are not signed in",
    not_signed_in_text: "Sign in to the portal again, or ask its operators.",
    not_allowed: "You may not see these jobs",
    not_allowed_text: "Ask for permission to this project's DevServer jobs.",
    not_found: "The job list was not found",
    not_found_text: "Check the proxy's address, and that the region offers DevServer.",
    refused: "The request was refused",
    refused_text: "Check the project id and the filters.",
    too_many: "Too many requests",
    too_many_text: "There is a limit on how often the list may be asked for. Wait a little, then retry.",
    cloud_failed: "The cloud could not answer",
    cloud_failed_text: "Retry in a moment. If it goes on, give support the request id.",
    gateway_failed: "The gateway could not answer",
    gateway_refused: "The gateway can't sign in to the cloud",
    gateway_refused_text: "This is not about your own account. The gateway's operators must act.",
    not_a_list: "The answer is not a job list",
    not_a_list_empty: "The answer was empty. Check the proxy's address.",
    not_a_list_no_data: "It has no list under “data”. Check the proxy's address.",
    not_a_list_begins: |start| format!("It begins “{start}”. Check the proxy's address."),
    bad_proxy: "The proxy's address can't be used",
    bad_proxy_text: |value| {
        format!(
            "The setting proxy is “{value}”. It must be an http or https address, or a path on \
             this server."
        )
    },

    sign_in: "Sign in to see the jobs",
    token: "Access token",
    token_hint: "Kept until you leave this page",
    token_malformed: "Enter a token: letters, digits and signs, without spaces.",
    token_refused: "The token was not accepted.",
    sign_in_button: "Sign in",

    which_project: "Which project?",
    which_project_text: "Jobs belong to a ModelArts project. You find its id in the console under My Credentials.",
    project_id: "Project id",
    project_id_hint: "1 to 64 letters, digits and hyphens",
    show_jobs: "Show jobs",
    project_id_empty: "Enter a project id.",
    project_id_too_long: |length| {
        format!("A project id has at most 64 characters; this one has {length}.")
    },
    project_id_character: |c| {
        format!("A project id holds letters, digits and hyphens only, not “{c}”.")
    },
    id_too_long: |length| format!("A job id has at most 64 characters; this one has {length}."),
    visible_not_boolean: "Visible is either true or false.",
};
