//! That a list holds what a real one holds, the rare things among it.

use devserver_jobs_sim::{Cloud, Row};

use crate::{HOUR, NOW, cloud, rows};

#[test]
fn a_default_cloud_shows_one_of_every_kind() {
    for project in ["demo", "a", "0a1b2c3d4e5f"] {
        for hours in 0..12 {
            let all: Vec<_> = Cloud::default().rows(project, NOW + hours * HOUR).collect();
            for status in ["PROCESSING", "FINISHED", "DELETED", "ACTIVE", "QUEUED"] {
                assert!(all.iter().any(|row| row.status == status), "{project} {hours} {status}");
            }
            for name in [
                "COMMON",
                "SERVICE_DEPLOY",
                "LOG_COLLECT",
                "ASCEND_SOFTWARE_UPGRADE",
                "ASCEND_SOFTWARE_QUERY",
                "ASCEND_DIAGNOSIS",
                "ASCEND_SYSTEM_CONFIG",
                "ASCEND_STRESS_TEST",
            ] {
                assert!(all.iter().any(|row| row.r#type == name), "{project} {hours} {name}");
            }
        }
    }
}

#[test]
fn the_mixture_is_like_a_real_list() {
    #[track_caller]
    fn check(all: &[Row], what: &str, permille: std::ops::Range<usize>, is: impl Fn(&Row) -> bool) {
        let count = all.iter().filter(|row| is(row)).count();
        let share = count * 1000 / all.len();
        assert!(permille.contains(&share), "{what}: {share} of a thousand");
    }
    let all = rows(cloud(20_000), NOW);
    check(&all, "failed", 100..140, |row| row.abnormal_count > 0);
    check(&all, "failed on 40 nodes or more", 1..8, |row| row.abnormal_count >= 40);
    check(&all, "failed on 10 to 39 nodes", 0..1, |row| (10..40).contains(&row.abnormal_count));
    check(&all, "visible", 940..960, |row| row.visible);
    check(&all, "without description", 300..370, |row| row.description.is_none());
    check(&all, "Chinese", 200..400, |row| row.description.is_some_and(|text| !text.is_ascii()));
    check(&all, "finished", 850..980, |row| row.status == "FINISHED");
}

#[test]
fn the_order_says_nothing_about_time() {
    let all = rows(cloud(100), NOW);
    let rising = all.windows(2).filter(|pair| pair[0].create_at < pair[1].create_at).count();
    assert!((30..70).contains(&rising), "{rising} of 99 neighbours rise");
}

/// A list is where one looks for jobs that hang: there is always one, and it is not what is usual.
#[test]
fn some_jobs_hang() {
    for hours in 0..12 {
        let now = NOW + hours * HOUR;
        let all = rows(Cloud::default(), now);
        let hangs = |row: &&Row| row.status == "PROCESSING" && now - row.create_at > HOUR;
        let count = all.iter().filter(hangs).count();
        assert!((1..=3).contains(&count), "{hours}: {count}");
    }
}
