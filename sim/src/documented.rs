//! The samples of the cloud's documentation: the list with its numbers, and the detail of another job, whose shape
//! and values are used for the two rows of the list.

use crate::detail::{Detail, Item, Task};
use crate::job::Row;
use crate::servers::{Machine, Server};

/// The project whose list is the documented sample, at every instant and for every seed.
pub const DOCUMENTED_PROJECT: &str = "documented-example";

/// The two rows in their documented order. Their visibility and number of nodes are not documented.
pub(crate) fn rows() -> [Row; 2] {
    [
        Row {
            create_at: 1749536420547,
            update_at: 1749536603947,
            id: "03af7361-5cba-44d4-b29b-4dcc5d9dff51".to_owned(),
            name: "software-upgrade-792a".to_owned(),
            user_name: "modelarts_user",
            description: None,
            r#type: "ASCEND_SOFTWARE_UPGRADE",
            status: "FINISHED",
            abnormal_count: 0,
            visible: true,
            nodes: 1,
        },
        Row {
            create_at: 1749523685137,
            update_at: 1749523899848,
            id: "62c89f77-fc81-45a8-9647-d6e457e73954".to_owned(),
            name: "diagnosis-81ef".to_owned(),
            user_name: "modelarts_user",
            description: Some("POC"),
            r#type: "ASCEND_DIAGNOSIS",
            status: "FINISHED",
            abnormal_count: 0,
            visible: true,
            nodes: 1,
        },
    ]
}

/// The documented detail is that of a software query on one server. The IDs are invented, and so is which item belongs
/// to which of the two rows.
pub(crate) fn detail(id: &str) -> Option<Detail> {
    let row = rows().into_iter().find(|row| row.id == id)?;
    let item = match row.r#type {
        "ASCEND_SOFTWARE_UPGRADE" => {
            Item { r#type: "HDK_UPGRADE", spec: Some(("version", "24.1.rc3.10")) }
        }
        _ => Item { r#type: "COMMON", spec: None },
    };
    let task = Task {
        id: "0319470a-2524-4c1b-9d0e-6f3f5a7b8c9d".to_owned(),
        server: Server {
            id: "3384bdb0-7f0e-4b8a-8a3c-2d1e0f9a8b7c".to_owned(),
            name: "liteserver-a2-aiserver-test".to_owned(),
            machine: Machine::Bms,
            machine_id: "0c12a47a-5b6c-4d7e-8f90-a1b2c3d4e5f6".to_owned(),
            is_weak: false,
        },
        status: "SUCCESS",
        message: Some("Driver: 24.1.0.3 | Firmware: 7.5.0.5.220".to_owned()),
        create_at: row.create_at + 31,
        update_at: row.update_at + 12,
    };
    let template_id = "2b087a09-6a5b-4c3d-9e2f-1a0b9c8d7e6f".to_owned();
    Some(Detail { row, template_id, items: vec![item], tasks: vec![task] })
}
