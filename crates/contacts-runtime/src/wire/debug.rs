//! `Debug` that shows the name of a type and nothing that is in it.

/// Implements [`Debug`](std::fmt::Debug) for types that hold people's data: the name, never a value.
///
/// To look at the values on purpose, serialise them.
#[macro_export]
macro_rules! opaque_debug {
    ($($name:ident),* $(,)?) => {$(
        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}
