//! The request for a list as a text to run elsewhere: with curl, or with Huawei Cloud's SDK for Python. It contains
//! no secrets, but names environment variables instead.

use devserver_jobs_core::json;
use devserver_jobs_core::query::{Filter, Query};

/// The shell whose quoting is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shell {
    /// sh, bash, zsh and others.
    Posix,
    /// PowerShell, also the one that is part of Windows.
    PowerShell,
}

/// A text as one literal argument.
pub fn quote(text: &str, shell: Shell) -> String {
    let mut quoted = "'".to_owned();
    for character in text.chars() {
        match (shell, character) {
            (Shell::Posix, '\'') => quoted.push_str("'\\''"),
            // PowerShell also accepts typographic quotes.
            (Shell::PowerShell, '\'' | '\u{2018}'..='\u{201B}') => {
                quoted.extend([character, character]);
            }
            (_, other) => quoted.push(other),
        }
    }
    quoted.push('\'');
    quoted
}

/// The request to the proxy at `base`. With `has_token` the proxy requires a token of the user, which the variable
/// `TOKEN` has to contain. `None` without a project.
pub fn to_proxy(query: &Query, base: &str, has_token: bool, shell: Shell) -> Option<String> {
    let url = quote(&format!("{base}{}", query.path()?), shell);
    let header = match (has_token, shell) {
        (false, _) => String::new(),
        (true, Shell::Posix) => " -H \"Authorization: Bearer $TOKEN\"".to_owned(),
        (true, Shell::PowerShell) => " -H \"Authorization: Bearer ${env:TOKEN}\"".to_owned(),
    };
    Some(format!("{}{header} -H 'Accept: application/json' {url}", curl(shell)))
}

/// The request to the cloud service, without the proxy. `TOKEN` has to contain an IAM token, and `REGION` the
/// region, such as cn-north-4. `None` without a project.
pub fn to_cloud(query: &Query, shell: Shell) -> Option<String> {
    let path = quote(&query.path()?, shell);
    Some(match shell {
        Shell::Posix => format!(
            "{} -H \"X-Auth-Token: $TOKEN\" -H 'Content-Type: application/json' \
             \"https://modelarts.$REGION.myhuaweicloud.com\"{path}",
            curl(shell)
        ),
        Shell::PowerShell => format!(
            "{} -H \"X-Auth-Token: ${{env:TOKEN}}\" -H 'Content-Type: application/json' \
             (\"https://modelarts.${{env:REGION}}.myhuaweicloud.com\" + {path})",
            curl(shell)
        ),
    })
}

/// The same with Huawei Cloud's SDK for Python. `None` without a project.
pub fn in_python(query: &Query) -> Option<String> {
    let project = literal(query.project.as_ref()?.as_str());
    let mut filters = Vec::new();
    for filter in Filter::ALL {
        let value = match (filter, query.filters.get(filter)) {
            (_, None) => continue,
            (Filter::Visible, Some("true")) => "True".to_owned(),
            (Filter::Visible, Some(_)) => "False".to_owned(),
            (_, Some(text)) => literal(text),
        };
        filters.push(format!("{}={value}", filter.parameter()));
    }
    let filters = filters.join(", ");
    Some(format!(
        "# pip install huaweicloudsdkmodelarts\n\
         import os\n\
         from huaweicloudsdkcore.auth.credentials import BasicCredentials\n\
         from huaweicloudsdkmodelarts.v1 import ListDevServerJobsRequest, ModelArtsClient\n\
         from huaweicloudsdkmodelarts.v1.region.modelarts_region import ModelArtsRegion\n\
         \n\
         credentials = BasicCredentials(\n    \
             os.environ[\"HUAWEICLOUD_SDK_AK\"], os.environ[\"HUAWEICLOUD_SDK_SK\"], {project}\n\
         )\n\
         region = ModelArtsRegion.value_of(os.environ[\"REGION\"])\n\
         client = ModelArtsClient.new_builder().with_credentials(credentials).with_region(region).build()\n\
         print(client.list_dev_server_jobs(ListDevServerJobsRequest({filters})))\n"
    ))
}

/// Windows PowerShell has a command of its own named curl.
fn curl(shell: Shell) -> &'static str {
    match shell {
        Shell::Posix => "curl --fail --compressed",
        Shell::PowerShell => "curl.exe --fail --compressed",
    }
}

/// A text in Python, whose escapes include those of JSON.
fn literal(text: &str) -> String {
    let mut literal = String::new();
    json::text(&mut literal, text);
    literal
}
