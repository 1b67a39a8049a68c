//! Ranks the rows of a list, in slices, by the columns that are compared as texts, before a user sorts by them.

use std::rc::Rc;
use std::sync::Arc;

use devserver_jobs_core::table::Column;
use dom::reactive::{RwSignal, spawn_local_scoped_with_cancellation};

use super::List;
use crate::platform::{Pause, Platform, SLICE};

/// The columns that are compared as texts.
const TEXTS: [Column; 2] = [Column::Name, Column::Id];

/// Computes the missing ranks, first of the column that is sorted by now, reusing the ranks of the previous list.
/// Ends with the current owner; `prepared` changes when the wanted column is ranked.
pub(super) fn prepare(
    list: Arc<List>,
    before: Option<Arc<List>>,
    wanted: Column,
    prepared: RwSignal<u32>,
    platform: Rc<dyn Platform>,
) {
    let columns = [wanted].into_iter().chain(TEXTS);
    let columns: Vec<Column> = columns.filter(|column| !list.is_prepared(*column)).collect();
    if columns.is_empty() {
        return;
    }
    spawn_local_scoped_with_cancellation(async move {
        for column in columns {
            let pause = if column == wanted { Pause::Yield } else { Pause::Idle };
            // The task in which a list arrives is long enough already.
            if column != wanted {
                platform.pause(pause).await;
            }
            let mut ranking = list.ranking(column, before.as_deref());
            let mut slice = platform.now();
            let ranks = loop {
                if let Some(ranks) = ranking.step() {
                    break ranks;
                }
                if platform.now() - slice > SLICE {
                    platform.pause(pause).await;
                    slice = platform.now();
                }
            };
            list.prepare(column, ranks);
            if column == wanted {
                prepared.try_update(|count| *count += 1);
            }
        }
    });
}
