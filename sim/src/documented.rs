//! The one sample that the cloud's documentation prints, number for number. It holds nothing made up.

use crate::Row;

/// The project whose answer is the documented sample, at every instant and for every seed.
pub const DOCUMENTED_PROJECT: &str = "documented-example";

/// The two rows in their documented order. Whether they are visible, and on how many nodes they ran,
/// is not documented.
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
