//! The columns of the table, and the order by one of them, by their names in the address bar.

/// A column of the table, by the name it has in the address bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// The outcome of the job; ascending is failed first.
    Outcome,
    /// Its name.
    Name,
    /// Its type, by the raw value.
    Type,
    /// Who started it.
    User,
    /// On how many servers it failed.
    FailedNodes,
    /// When it was created.
    Created,
    /// When it was last updated.
    Updated,
    /// Its id.
    Id,
    /// From its creation to its last update, once it is over.
    Duration,
    /// Its description.
    Description,
}

impl Column {
    /// All columns, from left to right.
    pub const ALL: [Column; 10] = [
        Column::Name,
        Column::Description,
        Column::Outcome,
        Column::FailedNodes,
        Column::Type,
        Column::User,
        Column::Created,
        Column::Updated,
        Column::Duration,
        Column::Id,
    ];

    /// Whether it is displayed by default.
    pub fn is_usual(self) -> bool {
        !matches!(self, Column::Duration | Column::Description)
    }

    /// The column of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name() == name)
    }

    /// The name in the address bar.
    pub fn name(self) -> &'static str {
        match self {
            Column::Outcome => "outcome",
            Column::Name => "name",
            Column::Type => "type",
            Column::User => "user",
            Column::FailedNodes => "failed-nodes",
            Column::Created => "created",
            Column::Updated => "updated",
            Column::Id => "id",
            Column::Duration => "duration",
            Column::Description => "description",
        }
    }

    /// The direction of the first click on its header: newest, most failures, A to Z.
    pub fn first_direction(self) -> Direction {
        match self {
            Column::FailedNodes | Column::Created | Column::Updated | Column::Duration => {
                Direction::Descending
            }
            Column::Outcome
            | Column::Name
            | Column::Type
            | Column::User
            | Column::Id
            | Column::Description => Direction::Ascending,
        }
    }
}

/// The direction of a sort order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest, oldest or A first.
    Ascending,
    /// Largest, newest or Z first.
    Descending,
}

/// A column and a direction. In an address it is the column's name, with the prefix `-` for descending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    /// The column.
    pub column: Column,
    /// Which way.
    pub direction: Direction,
}

impl Default for Sort {
    fn default() -> Self {
        Self { column: Column::Created, direction: Direction::Descending }
    }
}

impl Sort {
    /// Parses `created` or `-created`.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, direction) = match text.strip_prefix('-') {
            Some(name) => (name, Direction::Descending),
            None => (text, Direction::Ascending),
        };
        let column = Column::parse(name)?;
        Some(Self { column, direction })
    }

    /// The text that [`Sort::parse`] reads.
    pub fn to_text(self) -> String {
        match self.direction {
            Direction::Ascending => self.column.name().to_owned(),
            Direction::Descending => format!("-{}", self.column.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_text_round_trips() {
        for column in Column::ALL {
            for direction in [Direction::Ascending, Direction::Descending] {
                let sort = Sort { column, direction };
                assert_eq!(Sort::parse(&sort.to_text()), Some(sort));
            }
        }
        for bad in ["", "-", "--created", "Created", "created ", "abnormal_count"] {
            assert_eq!(Sort::parse(bad), None, "{bad}");
        }
    }
}
