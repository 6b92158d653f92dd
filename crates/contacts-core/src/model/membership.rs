//! Lists and campaigns that a contact is in.

use serde_json::Value;

use super::data::{data, words};
use super::source::RemoteId;
use super::time::Timestamp;

data! {
    /// A contact in a list.
    pub struct ListMembership {
        /// The vendor's id of the list.
        pub id: Option<RemoteId>,
        /// Name of the list.
        pub name: Option<String>,
    }

    /// A contact in a campaign. The membership has an id of its own: it is not the contact.
    pub struct CampaignMembership {
        /// The vendor's id of the membership.
        pub id: Option<RemoteId>,
        /// The vendor's id of the campaign.
        pub campaign: Option<RemoteId>,
        /// Name of the campaign.
        pub name: Option<String>,
        /// How far it is.
        pub status: Option<CampaignStatus>,
        /// When it was carried out.
        pub executed_at: Option<Timestamp>,
        /// What else the vendor stores, as JSON.
        pub data: Option<Value>,
    }
}

words! {
    /// How far a campaign is with a contact.
    pub enum CampaignStatus {
        /// Nothing was tried yet. The only word that is documented.
        NotAttempted = "not_attempted",
    }
}
