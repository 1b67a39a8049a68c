//! Messages of drivers, firmware, SSH, pip, HTTP, the kernel and Ascend's tools, in both languages: what must
//! fall together, and what must stay apart.

#![allow(clippy::unwrap_used)]

use devserver_jobs_reports::fingerprint::{Fingerprint, Part, Varying};

const NAMES: [&str; 3] = ["昇腾推理-a2-007", "rack", "0319470a-2524-4c1b-9d0e-6f3f5a7b8c9d"];

/// Each has one cause, and no two have the same.
const CAUSES: &[&[&str]] = &[
    // Drivers and firmware.
    &[
        "Error: [driver] upgrade failed, ret=-5\n  stage: preinstall check\n  reason: the device is busy (pid 48213, python3)",
        "Error: [driver] upgrade failed, ret=-5\r\n  stage: preinstall check\r\n  reason: the device is busy (pid 977, python3)\r\n",
    ],
    &[
        "Error: [driver] upgrade failed, ret=-7\n  stage: preinstall check\n  reason: the device is busy (pid 48213, python3)",
    ],
    &[
        "Driver version mismatch: expected 24.1.rc3.10, found 23.0.6",
        "Driver version mismatch: expected 25.0.rc1.1, found 24.1.0.3",
    ],
    &["Firmware version mismatch: expected 7.5.0.5.220, found 7.1.0.11.220"],
    &[
        "升级失败：固件包校验不通过\n预期 sha256 9f86d081884c7d65,实际 60303ae22b998861\n请重新上传后再试。",
        "升级失败：固件包校验不通过\n预期 sha256 2c26b46b68ffc68f,实际 fcde2b2edba56bf4\n请重新上传后再试。",
    ],
    &[
        "驱动安装失败，错误码：1003，日志见 /var/log/ascend_seclog/ascend_install.log",
        "驱动安装失败，错误码：1003，日志见 /home/HwHiAiUser/log/install_20251101.log",
    ],
    &["驱动安装失败，错误码：1007，日志见 /var/log/ascend_seclog/ascend_install.log"],
    // SSH.
    &[
        "ssh: connect to host 10.12.0.7 port 22: Connection refused",
        "ssh: connect to host 10.12.1.203 port 22: Connection refused",
        "ssh: connect to host npu-a2-cluster1-001 port 22: Connection refused",
        "ssh: connect to host fe80::1ff:fe23:4567:890a port 2222: Connection refused",
    ],
    &[
        "ssh: connect to host 10.12.0.7 port 22: Connection timed out",
        "ssh: connect to host node17.prod.internal port 22: Connection timed out",
    ],
    &[
        "root@10.0.0.5: Permission denied (publickey,password).",
        "ops@192.168.3.17: Permission denied (publickey,password).",
    ],
    &[
        "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.0.5 port 22",
        "kex_exchange_identification: read: Connection reset by peer\nConnection reset by 10.0.12.99 port 22",
    ],
    // Python and pip.
    &[
        "ERROR: Could not find a version that satisfies the requirement torch_npu==2.1.0 (from versions: none)",
        "ERROR: Could not find a version that satisfies the requirement torch_npu==2.1.0.post3 (from versions: none)",
    ],
    &[
        "ERROR: Could not find a version that satisfies the requirement numpy==1.26.4 (from versions: none)",
    ],
    &["ModuleNotFoundError: No module named 'acl'"],
    &["ModuleNotFoundError: No module named 'torch_npu'"],
    &[
        "Traceback (most recent call last):\n  File \"/opt/taskhub/run.py\", line 214, in <module>\n    main()\nUpgradeError: npu3: 0xE0000110",
        "Traceback (most recent call last):\n  File \"/usr/lib/taskhub/run.py\", line 219, in <module>\n    main()\nUpgradeError: npu7: 0xE0000112",
    ],
    &[
        "OSError: [Errno 28] No space left on device: '/cache/pip/wheels/3f/a1'",
        "OSError: [Errno 28] No space left on device: '/data/tmp/x.whl'",
    ],
    &["OSError: [Errno 30] Read-only file system: '/cache/pip/wheels/3f/a1'"],
    // HTTP.
    &[
        "<urlopen error [Errno 111] Connection refused> | Firmware: unknown",
        "<urlopen error [Errno 111] Connection refused>\nFirmware: unknown",
    ],
    &["<urlopen error [Errno 113] No route to host> | Firmware: unknown"],
    &[
        "GET https://obs.cn-north-4.myhuaweicloud.com/pkg/hdk-24.1.run?X-Sign=ab12 -> HTTP/1.1 503 Service Unavailable",
        "GET http://10.3.4.5:8080/pkg/hdk-25.0.run -> HTTP/1.1 503 Service Unavailable",
    ],
    &["GET https://obs.cn-north-4.myhuaweicloud.com/pkg/hdk-24.1.run -> HTTP/1.1 404 Not Found"],
    &[
        "Request 5f1c9a7e0b3d4c2a8e6f7a8b9c0d1e2f failed: status 429, retry after 30 s",
        "Request 0319470a-2524-4c1b-9d0e-6f3f5a7b8c9d failed: status 429, retry after 7 s",
    ],
    &["Request 5f1c9a7e0b3d4c2a8e6f7a8b9c0d1e2f failed: status 500, retry after 30 s"],
    &[
        "curl: (6) Could not resolve host: mirrors.huaweicloud.com",
        "curl: (6) Could not resolve host: repo.prod.internal",
    ],
    // The kernel.
    &[
        "[12345.678901] Out of memory: Killed process 48213 (python3) total-vm:81920000kB, anon-rss:7890123kB",
        "[  77.000001] Out of memory: Killed process 911 (python3) total-vm:4096kB, anon-rss:12kB",
    ],
    &[
        "Jun 10 14:20:20 npu-a2-cluster1-001 kernel: EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2",
        "Jul  3 01:02:03 npu-a2-cluster3-017 kernel: EXT4-fs error (device sda3): ext4_find_entry:1455: inode #98311",
    ],
    &[
        "2025-06-10T14:20:20.123+08:00 pcieport 0000:c1:00.0: AER: Corrected error received: 0000:c2:00.0",
        "2025-11-25 03:04:05,678 pcieport 0000:81:00.0: AER: Corrected error received: 0000:82:00.0",
    ],
    // Ascend's tools.
    &[
        "\u{1b}[31mFAIL\u{1b}[0m\tlink\tnpu5 <-> switch 2\tlane 3 down",
        "FAIL link npu0 <-> switch 7 lane 1 down",
        "\u{9b}1;31mFAIL\u{9b}m\tlink\tnpu5 <-> switch 2\tlane 3 \u{1b}]8;;http://e.test\u{1b}\\down\u{1b}]8;;\u{7}\0",
    ],
    &[
        "HCCL_ALLREDUCE failed: EI0006: Getting socket times out. Reason: remote rank 17 (10.1.2.3:60007), timeout 120 s",
        "HCCL_ALLREDUCE failed: EI0006: Getting socket times out. Reason: remote rank 3 (10.1.2.99:60001), timeout 600 s",
    ],
    &[
        "HCCL_ALLREDUCE failed: EI0002: Getting socket times out. Reason: remote rank 17 (10.1.2.3:60007), timeout 120 s",
    ],
    &[
        "npu-smi info: device 3 health status: Alarm, temperature 95 C",
        "npu-smi info: device 5 health status: Alarm, temperature 101 C",
    ],
    &["npu-smi info: device 3 health status: Warning, temperature 95 C"],
    &[
        "ECC error on NPU 4, address 0x1200c0ffee, count 17",
        "ECC error on NPU 6, address 0x12004410, count 2",
    ],
    &[
        "aclrtSetDevice failed, error code: 507033, device 2",
        "aclrtSetDevice failed, error code: 507033, device 7",
    ],
    &["aclrtSetDevice failed, error code: 507018, device 2"],
    &["节点昇腾推理-a2-007未在900秒内上报状态，操作超时", "节点rack未在1800秒内上报状态，操作超时"],
    &["节点昇腾推理-a2-007不在运行状态，已跳过"],
    &["第3块NPU的光模块温度过高：86.5℃（阈值80℃）", "第7块NPU的光模块温度过高：91℃（阈值80℃）"],
    // Services and plug-ins.
    &["ModelArts.0103: the project is not authorized"],
    &["ModelArts.0104: the project is not authorized"],
    &["NodeTaskHub plug-in is not installed on this node."],
    &[
        "Timed out after 900 s waiting for the node to report",
        "Timed out after 1,800 s waiting for the node to report",
    ],
    &[
        "bash: line 3: /data/scripts/check.sh: Permission denied\r\nexit status 126\r\n",
        "bash: line 41: /opt/run/prepare.sh: Permission denied\nexit status 126",
    ],
    &["bash: line 3: /data/scripts/check.sh: Permission denied\nexit status 127"],
    &[
        "Pod worker-7d9f8b6c5-x2x7k evicted: node was low on resource: memory",
        "Pod worker-5c4d7f9b88-q9zlm evicted: node was low on resource: memory",
    ],
];

fn of(message: &str) -> Fingerprint {
    Fingerprint::of(message, &NAMES).unwrap()
}

fn word(varying: Varying) -> &'static str {
    match varying {
        Varying::Id => "id",
        Varying::Address => "address",
        Varying::Time => "time",
        Varying::Number => "number",
        Varying::Path => "path",
        Varying::Hex => "hex",
    }
}

fn text(parts: &[Part]) -> String {
    Fingerprint::text(parts, &word)
}

#[test]
fn one_cause_falls_together_and_two_stay_apart() {
    let count: usize = CAUSES.iter().map(|cause| cause.len()).sum();
    assert!(count >= 60, "{count} messages");
    for (at, cause) in CAUSES.iter().enumerate() {
        let first = of(cause[0]);
        for other in &cause[1..] {
            assert_eq!(first, of(other), "{other}");
        }
        for apart in &CAUSES[at + 1..] {
            for message in *apart {
                assert_ne!(first, of(message), "{message}");
            }
        }
    }
}

#[test]
fn what_is_taken_out_is_named() {
    #[track_caller]
    fn check(message: &str, expect: &str) {
        assert_eq!(text(&of(message).parts()), expect);
    }
    check("Timed out after 900 s", "Timed out after <number> s");
    check("<urlopen error [Errno 111] refused>", "<urlopen error [Errno 111] refused>");
    check("see http://10.0.0.7:80/a?b=c.", "see <address>.");
    check("at 2025-06-10T14:20:20Z: /var/log/x.log, 0x1f", "at <time>: <path>, <hex>");
    check("id 0319470a-2524-4c1b-9d0e-6f3f5a7b8c9d", "id <id>");
    check(
        "npu0, npu1 of 10.0.0.7, 10.0.0.9 and and/or",
        "npu<number>, npu<number> of <address> and and/or",
    );
    check("Tue Jun 10 06:20:20 2025 MAC 00:1b:44:11:3a:b7", "<time> MAC <address>");
    check("C:\\temp\\x.log ~/.ssh/id", "<path>");
    check("error: 3 nodes, error 3", "error: <number> nodes, error 3");
    check("\u{1b}[1;31mred\u{1b}[0m \u{E000}\u{E001}", "red");
    check("8/8 links, 3 / 4", "<number> links, <number> / <number>");
}

#[test]
fn progress_is_left_out_and_the_end_is_kept() {
    let progress: String = (0..400)
        .map(|at| format!("[{at:04}] npu{}: read 0x{at:04x}: retrying\n", at % 8))
        .collect();
    let failure = "Timed out after 900 s waiting for the node to report";
    assert_eq!(of(&format!("{progress}{failure}")), of(failure));
    assert_eq!(text(&of(&progress).parts()), "[<number>] npu<number>: read <hex>: retrying");
    let lines: String = (0..100).map(|at| format!("{}\n", "x".repeat(at + 1))).collect();
    assert_eq!(of(&lines).parts().len(), 1);
    assert_eq!(text(&of(&lines).parts()).lines().count(), 20);
    assert_eq!(of(&format!("{lines}end")), of(&format!("{lines}\nend\n")));
    let long = "升级失败 ".repeat(20_000);
    assert!(text(&of(&long).parts()).len() <= 32 * 1024);
}

#[test]
fn the_line_that_tells_most() {
    #[track_caller]
    fn check(message: &str, expect: &str) {
        assert_eq!(text(&of(message).title()), expect);
    }
    check("step 1/7\nread 5 files\nfatal: no such file /x/y", "fatal: no such file <path>");
    check(
        "Traceback (most recent call last):\n  File \"/a/b.py\", line 1\nKeyError: 7",
        "KeyError: <number>",
    );
    check("[3] eins\nzwei", "[<number>] eins");
    check("开始 3\n升级失败：固件包校验不通过 5", "升级失败：固件包校验不通过 <number>");
}

#[test]
fn nothing_to_read() {
    for message in ["", " ", "\n\n | \r\n", "\u{1b}[0m", "\u{1b}[", "\u{1b}", "\u{E000}", "\u{0}"] {
        assert_eq!(Fingerprint::of(message, &[]), None, "{message:?}");
    }
    assert!(Fingerprint::of("17", &[]).is_some());
}

/// Any bytes of a message are read without a panic, whatever stands beside what.
#[test]
fn pieces_of_everything_beside_everything() {
    let pieces = [
        "升",
        "é",
        " ",
        "\n",
        "/",
        ":",
        ".",
        "-",
        "0x",
        "9",
        "a",
        "\u{1b}[",
        "::1",
        "2025-06-10",
        "06:20:20",
        "~",
        "@",
        "://",
        "Jun",
        "C:\\",
        "HTTP/",
        "errno",
        "\u{E000}",
        ",",
        "\"",
        "|",
        " | ",
        "T",
        "+",
        "_",
        "f00d",
    ];
    for first in pieces {
        for second in pieces {
            for third in pieces {
                let message = format!("{first}{second}{third}{second}");
                let fingerprint = Fingerprint::of(&message, &["é9", "升a"]);
                if let Some(fingerprint) = fingerprint {
                    assert!(!fingerprint.parts().is_empty(), "{message:?}");
                    text(&fingerprint.title());
                }
            }
        }
    }
}

/// A progress bar that goes back to the beginning of its line was as many lines as a node had been slow.
#[test]
fn progress_on_one_line_is_no_difference() {
    let slow = "Downloading 10%\rDownloading 20%\rDownloading 30%\rERROR: No space left";
    let fast = "Downloading 90%\rERROR: No space left\r\n";
    let [slow, fast] = [slow, fast].map(|message| Fingerprint::of(message, &[]).unwrap());
    assert_eq!(text(&slow.title()), "ERROR: No space left");
    assert_eq!(text(&fast.title()), "ERROR: No space left");
}

/// The message of a tool that writes one line of 100 KB filled the panel, and the ticket.
#[test]
fn a_long_title_is_cut() {
    let message = format!("failed 7: {}", "错 x".repeat(3000));
    let title = text(&Fingerprint::of(&message, &[]).unwrap().title());
    assert!(title.starts_with("failed ") && title.ends_with('…'), "{title}");
    assert!((300..320).contains(&title.chars().count()), "{}", title.chars().count());
    let short = Fingerprint::of(&"x".repeat(300), &[]).unwrap();
    assert_eq!(text(&short.title()), "x".repeat(300));
}
