//! `replay.rs`: a component read and written again, so that tests and drift checks can ask what a type keeps.

use proc_macro2::TokenStream;
use quote::quote;

use crate::generate::passes::Types;

pub fn file(types: &Types) -> TokenStream {
    let names: Vec<String> = types.index.names().map(str::to_owned).collect();
    let idents = names
        .iter()
        .map(|name| syn::Ident::new(name, proc_macro2::Span::call_site()));
    quote! {
        //! What the generated types keep of a vendor's JSON.
        use ::contacts_runtime::{DecodeError, decode};
        use ::serde_json::Value;

        use super::types;

        /// Reads `text` as the component of that name, and writes it again; `None` if there is no such component.
        ///
        /// The result equals the text's own JSON wherever the type loses nothing.
        ///
        /// # Errors
        ///
        /// If the text is not of the component's shape.
        pub fn round_trip(component: &str, text: &str) -> Option<Result<Value, DecodeError>> {
            Some(match component {
                #(#names => again::<types::#idents>(text),)*
                _ => return None,
            })
        }

        fn again<T: ::serde::de::DeserializeOwned + ::serde::Serialize>(text: &str) -> Result<Value, DecodeError> {
            Ok(::serde_json::to_value(decode::<T>(text)?).unwrap_or_default())
        }
    }
}
