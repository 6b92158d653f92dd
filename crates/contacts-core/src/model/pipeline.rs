//! Where a contact stands in the account's work.

use super::data::data;
use super::source::RemoteId;

data! {
    /// A sales pipeline and the stage in it.
    pub struct Pipeline {
        /// The vendor's id of the pipeline.
        pub id: Option<RemoteId>,
        /// The stage.
        pub stage: Option<Stage>,
    }

    /// A stage of a pipeline: an id, a name, or both.
    pub struct Stage {
        /// The vendor's id.
        pub id: Option<RemoteId>,
        /// Name.
        pub name: Option<String>,
    }

    /// Where a contact stands in its life with the account. Another fact than the status of a campaign.
    pub struct Lifecycle {
        /// Status, free text.
        pub status: Option<String>,
        /// Process, free text.
        pub process: Option<String>,
        /// Where the contact came from, free text.
        pub source: Option<String>,
    }
}
