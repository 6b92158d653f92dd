//! Whether a rendering shows an edit at all, by the text of its pages and by nothing that anybody claims of them: where the page
//! is the same before and after, no reader could tell, and nothing is asked.

/// Whether two captures of one rendering differ in more than white space.
pub fn shows(before: &str, after: &str) -> bool {
    !before.split_whitespace().eq(after.split_whitespace())
}
