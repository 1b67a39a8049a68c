//! The texts of simulated jobs: types, users and descriptions. The messages of their nodes are in `output`.

/// The common properties of the jobs of one type.
pub(crate) struct Kind {
    /// The constant that the cloud sends.
    pub(crate) name: &'static str,
    /// The prefix of the names of such jobs.
    pub(crate) prefix: &'static str,
    /// The shortest and the longest duration, in seconds.
    pub(crate) seconds: (u64, u64),
    /// The percentage of ordinary jobs that have this type.
    pub(crate) share: u64,
}

/// The known types. The shares add up to 100.
pub(crate) const KINDS: [Kind; 7] = [
    Kind {
        name: "ASCEND_SOFTWARE_UPGRADE",
        prefix: "software-upgrade",
        seconds: (420, 1500),
        share: 20,
    },
    Kind { name: "ASCEND_DIAGNOSIS", prefix: "diagnosis", seconds: (120, 900), share: 20 },
    Kind { name: "ASCEND_SOFTWARE_QUERY", prefix: "software-query", seconds: (30, 90), share: 16 },
    Kind { name: "COMMON", prefix: "command", seconds: (30, 600), share: 14 },
    Kind { name: "LOG_COLLECT", prefix: "log-collect", seconds: (60, 480), share: 14 },
    Kind { name: SERVICE_DEPLOY, prefix: "service-deploy", seconds: (180, 780), share: 10 },
    Kind { name: "ASCEND_SYSTEM_CONFIG", prefix: "system-config", seconds: (40, 240), share: 6 },
];

/// The only type whose jobs may stay `ACTIVE`: the service keeps running after it was deployed.
pub(crate) const SERVICE_DEPLOY: &str = "SERVICE_DEPLOY";

/// An undocumented type: the set is open, and the page must handle this.
pub(crate) const UNKNOWN_KIND: Kind =
    Kind { name: "ASCEND_STRESS_TEST", prefix: "stress-test", seconds: (600, 1500), share: 0 };

pub(crate) const USERS: [&str; 7] = [
    "modelarts_user",
    "modelarts_user",
    "ops_night_shift",
    "chen.wei",
    "zhang_min",
    "a.kowalska",
    "ci-pipeline",
];

/// Descriptions with realistic frequencies: many jobs have none, and a few are difficult to display.
pub(crate) const DESCRIPTIONS: [Option<&str>; 24] = [
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    Some("昇腾驱动与固件升级"),
    Some("昇腾软件查询"),
    Some("参数面网络配置检查"),
    Some("节点故障诊断,请勿中断"),
    Some("收集训练中断前两小时的设备日志"),
    Some("夜间例行巡检"),
    Some("推理服务灰度发布(第二批)"),
    Some("POC"),
    Some("Weekly driver check"),
    Some("Collect device logs after the link alarm"),
    Some("Upgrade before the next training run"),
    Some("Roll out the inference service to rack 7"),
    Some("Requested by the training team"),
    Some("Repeat of the failed run, with a longer timeout"),
    Some("Check \"link down\" on <rack 7> & <rack 8>"),
    Some(
        "Long-running maintenance window for the whole resource pool: drain, upgrade the driver and \
         the firmware, restart, run the network diagnosis, and hand the nodes back to the scheduler",
    ),
];
