//! Lists in pages as one answer, for what is short: what belongs to one contact, or what an account has few of.

use std::collections::HashSet;

use contacts_core::mapping::Mapped;
use contacts_runtime::Sourced;
use contacts_runtime::client::{self, Listing, SweepOptions};

use crate::error::Error;
use crate::provider::{Answer, Reading, failed};
use crate::sweep::Sweep;

/// All pages as one answer, each record once. Its page has more if the vendor did not give everything that it counts.
pub fn all(sweep: Result<Sweep, Error>) -> Answer<'static> {
    Box::pin(async move {
        let mut sweep = sweep?;
        let mut pages = Vec::new();
        while let Some(batch) = sweep.next().await {
            pages.push(batch?.mapped);
        }
        let mut mapped = Mapped::gathered(pages);
        mapped.page.has_more = Some(!sweep.verdict().is_complete());
        let mut ids = HashSet::new();
        let mut is_new = |id: &Option<_>| id.is_none() || ids.insert(id.clone());
        mapped.notes.retain(|note| is_new(&note.id));
        let conversations = &mut mapped.conversations;
        conversations.retain(|conversation| is_new(&conversation.id));
        Ok(mapped)
    })
}

/// Every record that can be read, each once.
pub fn records<L, T, M>(
    slug: &'static str,
    list: L,
    map: impl Fn(T) -> M + Send + 'static,
) -> Reading<'static, Vec<M>>
where
    L: Listing<Record = Sourced<T>>,
    T: Send + 'static,
    M: Send + 'static,
{
    Box::pin(async move {
        let mut sweep = client::Sweep::new(list, SweepOptions::default());
        let mut all = Vec::new();
        while let Some(batch) = sweep.next().await {
            let batch = batch.map_err(|error| failed(slug, error.error))?;
            let records = batch.into_records().into_iter();
            all.extend(records.filter_map(|record| Some(map(record.into_parts().0.ok()?))));
        }
        Ok(all)
    })
}
