//! Metrics of the process, under the names of Prometheus' own client libraries. They are read on request, and left
//! out if they cannot be read.

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

/// Reads the metrics.
#[derive(Debug)]
pub(super) struct Process;

struct Figures {
    cpu_seconds: f64,
    resident_bytes: u64,
    virtual_bytes: u64,
    open_files: u64,
    most_files: Option<u64>,
    threads: i64,
    started_seconds: f64,
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        let Some(figures) = figures() else {
            return Ok(());
        };
        let cpu = ConstCounter::new(figures.cpu_seconds);
        let help = "User and system CPU time spent in seconds";
        let name = "process_cpu_seconds";
        cpu.encode(encoder.encode_descriptor(name, help, None, cpu.metric_type())?)?;
        let gauges = [
            (
                "process_resident_memory_bytes",
                "Resident memory size",
                figures.resident_bytes as f64,
            ),
            ("process_virtual_memory_bytes", "Virtual memory size", figures.virtual_bytes as f64),
            ("process_open_fds", "Open file descriptors", figures.open_files as f64),
            ("process_threads", "Threads", figures.threads as f64),
            (
                "process_start_time_seconds",
                "Start time since the Unix epoch",
                figures.started_seconds,
            ),
        ];
        let most = figures.most_files.map(|most| {
            ("process_max_fds", "Maximum number of open file descriptors", most as f64)
        });
        for (name, help, value) in gauges.into_iter().chain(most) {
            let gauge = ConstGauge::new(value);
            gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)?;
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn figures() -> Option<Figures> {
    use procfs::process::{LimitValue, Process};
    use procfs::{WithCurrentSystemInfo, boot_time_secs};

    let process = Process::myself().ok()?;
    let stat = process.stat().ok()?;
    let ticks = procfs::ticks_per_second() as f64;
    let most_files = match process.limits().ok()?.max_open_files.soft_limit {
        LimitValue::Value(most) => Some(most),
        LimitValue::Unlimited => None,
    };
    Some(Figures {
        cpu_seconds: (stat.utime + stat.stime) as f64 / ticks,
        resident_bytes: stat.rss_bytes().get(),
        virtual_bytes: stat.vsize,
        open_files: process.fd_count().ok()? as u64,
        most_files,
        threads: stat.num_threads,
        started_seconds: boot_time_secs().ok()? as f64 + stat.starttime as f64 / ticks,
    })
}

#[cfg(not(target_os = "linux"))]
fn figures() -> Option<Figures> {
    None
}
