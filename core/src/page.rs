//! Pager arithmetic as plain numbers; pages count from 1.

use std::ops::Range;

/// The page sizes that are offered.
pub const PAGE_SIZES: [usize; 5] = [10, 20, 30, 50, 100];
/// The default page size.
pub const DEFAULT_PAGE_SIZE: usize = 20;

/// The maximum number of rows per page, because all of them are in the document.
const LARGEST_PAGE: usize = 1000;

/// Parses a page size; `None` if it is out of range.
pub fn size(text: &str) -> Option<usize> {
    text.trim().parse().ok().filter(|size| (1..=LARGEST_PAGE).contains(size))
}

/// The current page of a list, which always exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pager {
    total: usize,
    size: usize,
    page: usize,
}

/// A position in the row of page buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Button {
    /// A page's number.
    Page(usize),
    /// Omitted pages before the page of this number.
    Gap(usize),
}

impl Pager {
    /// A page beyond the end becomes the last one, so that a shrinking list does not send its user back to the
    /// start; 0 becomes 1. A size of 0 counts as 1.
    pub fn new(total: usize, size: usize, page: usize) -> Self {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        Self { total, size, page: page.clamp(1, last) }
    }

    /// The present page.
    pub fn page(&self) -> usize {
        self.page
    }

    /// How many pages there are; an empty list has one.
    pub fn pages(&self) -> usize {
        self.total.div_ceil(self.size).max(1)
    }

    /// How many rows there are.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The rows on the present page, from 0.
    pub fn rows(&self) -> Range<usize> {
        let start = (self.page - 1) * self.size;
        start.min(self.total)..(start + self.size).min(self.total)
    }

    /// The first and last row for people, from 1: `21–40`. `None` for an empty list.
    pub fn shown(&self) -> Option<(usize, usize)> {
        let rows = self.rows();
        (!rows.is_empty()).then_some((rows.start + 1, rows.end))
    }

    /// The buttons to display: the first and last page, the current one and its neighbours, at most 7 positions,
    /// and no gap that would hide only one page.
    pub fn buttons(&self) -> Vec<Button> {
        let last = self.pages();
        if last <= 7 {
            return (1..=last).map(Button::Page).collect();
        }
        // Five positions between the ends, moved inwards near either end.
        let from = self.page.saturating_sub(2).clamp(2, last - 5);
        let mut buttons = vec![Button::Page(1)];
        buttons.extend((from..from + 5).map(|page| match page {
            page if page == from && from > 2 => Button::Gap(page),
            page if page == from + 4 && from + 5 < last => Button::Gap(page),
            page => Button::Page(page),
        }));
        buttons.push(Button::Page(last));
        buttons
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(total: usize, size: usize, page: usize, expect: (usize, usize, Range<usize>)) {
        let pager = Pager::new(total, size, page);
        assert_eq!((pager.page(), pager.pages(), pager.rows()), expect);
    }

    #[test]
    fn pages_stay_inside_the_list() {
        check(0, 20, 1, (1, 1, 0..0));
        check(0, 20, 9, (1, 1, 0..0));
        check(1, 20, 0, (1, 1, 0..1));
        check(20, 20, 1, (1, 1, 0..20));
        check(21, 20, 2, (2, 2, 20..21));
        check(2431, 20, 2, (2, 122, 20..40));
        check(2431, 20, 122, (122, 122, 2420..2431));
        check(2431, 20, usize::MAX, (122, 122, 2420..2431));
        check(5, 0, 3, (3, 5, 2..3));
    }

    #[test]
    fn shown_counts_from_one() {
        assert_eq!(Pager::new(2431, 20, 2).shown(), Some((21, 40)));
        assert_eq!(Pager::new(0, 20, 2).shown(), None);
    }

    #[track_caller]
    fn check_buttons(pages: usize, page: usize, expect: &str) {
        let shown: Vec<String> = Pager::new(pages, 1, page)
            .buttons()
            .into_iter()
            .map(|button| match button {
                Button::Page(number) if number == page => format!("[{number}]"),
                Button::Page(number) => number.to_string(),
                Button::Gap(_) => "…".to_owned(),
            })
            .collect();
        assert_eq!(shown.join(" "), expect);
    }

    #[test]
    fn buttons() {
        check_buttons(1, 1, "[1]");
        check_buttons(7, 4, "1 2 3 [4] 5 6 7");
        check_buttons(8, 1, "[1] 2 3 4 5 … 8");
        check_buttons(8, 4, "1 2 3 [4] 5 … 8");
        check_buttons(8, 5, "1 … 4 [5] 6 7 8");
        check_buttons(8, 8, "1 … 4 5 6 7 [8]");
        check_buttons(5000, 2500, "1 … 2499 [2500] 2501 … 5000");
        check_buttons(5000, 4998, "1 … 4996 4997 [4998] 4999 5000");
        check_buttons(5000, 4997, "1 … 4996 [4997] 4998 4999 5000");
        check_buttons(5000, 4996, "1 … 4995 [4996] 4997 … 5000");
    }

    #[test]
    fn every_page_is_among_its_own_buttons() {
        for pages in 1..40 {
            for page in 1..=pages {
                let buttons = Pager::new(pages, 1, page).buttons();
                assert!(buttons.contains(&Button::Page(page)), "{page} of {pages}");
                assert!(buttons.len() <= 7);
            }
        }
    }
}
