//! The one table of rules: every kind of change between two documents, for callers in each direction and for Rust users.
//!
//! A row reads: code, what it is about, how it is undone; the verdict for callers; the step of the generated crate. The
//! words of a code are in the table of codes. A test holds the rows symmetric: what is added can be removed, what widens can
//! narrow, what a request has an answer has, and what a request gains is judged like what an answer loses; where it is not
//! so, the row says why.

use super::rule::Action::{Add, Change, Narrow, Remove, Widen};
use super::rule::Aspect::{
    Behaviour, Constraints, Existence, Identity, Lifecycle, Mutability, Prose, Requiredness, Type,
    Values,
};
use super::rule::Callers::{Breaking, Compatible, Undecidable};
use super::rule::Direction::{Request, Response};
use super::rule::Rust::{Always, TypeOr};
use super::rule::Step::{Major, Minor, None as Nothing, Patch};
use super::rule::Subject::{
    Documentation, Extensions, Parameters, Paths, RequestBodies, Responses, Schemas, Security,
    Servers,
};
use super::rule::{Row, Verdict, Verdicts};
use crate::code::Code;

macro_rules! verdicts {
    (request $request:ident $why:literal response $response:ident $because:literal) => {
        Verdicts::Both {
            request: Verdict {
                callers: $request,
                reason: $why,
            },
            response: Verdict {
                callers: $response,
                reason: $because,
            },
        }
    };
    (only $direction:ident $callers:ident $why:literal since $since:literal) => {
        Verdicts::Only(
            $direction,
            Verdict {
                callers: $callers,
                reason: $why,
            },
            $since,
        )
    };
    (whole $callers:ident $why:literal) => {
        Verdicts::Whole(Verdict {
            callers: $callers,
            reason: $why,
        })
    };
}

macro_rules! uneven {
    () => {
        None
    };
    ($reason:literal) => {
        Some($reason)
    };
}

macro_rules! table {
    ($($code:ident $subject:ident $aspect:ident $action:ident undone by $inverse:ident:
        $({ $($verdict:tt)* })+
        $rust:ident($step:ident) $rust_reason:literal
        $(uneven $uneven:literal)?;
    )*) => {
        /// Every row.
        pub static TABLE: &[Row] = &[$(Row {
            code: Code::$code,
            subject: $subject,
            aspect: $aspect,
            action: $action,
            inverse: Code::$inverse,
            verdicts: verdicts!($($($verdict)*)+),
            rust: $rust($step),
            rust_reason: $rust_reason,
            uneven: uneven!($($uneven)?),
        },)*];
    };
}

table! {
    // Operations.
    OperationAdded Paths Existence Add undone by OperationRemoved:
        { whole Compatible "nobody called it" }
        Always(Minor) "the client gains a method";
    OperationRemoved Paths Existence Remove undone by OperationAdded:
        { whole Breaking "calls of it fail" }
        Always(Major) "the client loses a method";
    OperationMoved Paths Identity Change undone by OperationMoved:
        { whole Breaking "calls go to a method and path that are gone" }
        Always(Patch) "the method stays, and calls the new place";
    OperationRenamed Paths Identity Change undone by OperationRenamed:
        { whole Compatible "the name never travels" }
        Always(Major) "the client's method is called by it";
    DeprecationAdded Paths Lifecycle Add undone by DeprecationRemoved:
        { whole Compatible "it works as before" }
        Always(Nothing) "the generator does not show it";
    DeprecationRemoved Paths Lifecycle Remove undone by DeprecationAdded:
        { whole Compatible "it works as before" }
        Always(Nothing) "the generator does not show it";

    // Servers.
    ServerChanged Servers Identity Change undone by ServerChanged:
        { whole Breaking "calls go to a server that is not the vendor's any more" }
        Always(Patch) "the constant has another value";
    ServerAdded Servers Existence Add undone by ServerRemoved:
        { whole Compatible "the servers that were there still are" }
        Always(Nothing) "the generator knows the first server only";
    ServerRemoved Servers Existence Remove undone by ServerAdded:
        { whole Breaking "callers of that server find nobody" }
        Always(Nothing) "the generator knows the first server only";
    ServerVariableAdded Servers Existence Add undone by ServerVariableRemoved:
        { whole Compatible "its default gives the same URL as long as the template's own change says nothing else" }
        TypeOr(Minor) "the function of the server takes one argument more";
    ServerVariableRemoved Servers Existence Remove undone by ServerVariableAdded:
        { whole Undecidable "callers that chose a value can't any more" }
        Always(Major) "the function of the server takes one argument less, or is gone";
    ServerVariableRequired Servers Requiredness Narrow undone by ServerVariableOptional:
        { whole Breaking "callers that left the default must choose" }
        Always(Major) "there is no constant for a server that must be chosen";
    ServerVariableOptional Servers Requiredness Widen undone by ServerVariableRequired:
        { whole Compatible "what was chosen still may be" }
        Always(Minor) "the constant of the server is new";
    ServerDefaultChanged Servers Values Change undone by ServerDefaultChanged:
        { whole Undecidable "callers that left the default reach another server" }
        Always(Patch) "the constant has another value";
    ServerValueAdded Servers Values Widen undone by ServerValueRemoved:
        { whole Compatible "the values that were there still are" }
        Always(Nothing) "the generator takes any value";
    ServerValueRemoved Servers Values Narrow undone by ServerValueAdded:
        { whole Breaking "callers that chose it find nobody" }
        Always(Nothing) "the generator takes any value";

    // Credentials.
    CredentialAdded Security Existence Add undone by CredentialRemoved:
        { whole Compatible "the credentials that were there still are" }
        Always(Minor) "the enum of credentials is open and gains a variant";
    CredentialRemoved Security Existence Remove undone by CredentialAdded:
        { whole Breaking "callers with that credential are turned away" }
        Always(Major) "the enum of credentials loses a variant";
    CredentialChanged Security Identity Change undone by CredentialChanged:
        { whole Breaking "the vendor looks for it elsewhere, or in another form" }
        Always(Patch) "the variant stays, and goes to the new place";
    OperationSecurityWidened Security Requiredness Widen undone by OperationSecurityNarrowed:
        { whole Compatible "the credentials that were there still do" }
        Always(Patch) "whether a call carries the credential is inside of the method";
    OperationSecurityNarrowed Security Requiredness Narrow undone by OperationSecurityWidened:
        { whole Breaking "callers without the remaining credentials are turned away" }
        Always(Patch) "whether a call carries the credential is inside of the method";
    OperationSecurityChanged Security Requiredness Change undone by OperationSecurityChanged:
        { whole Breaking "callers with the older credentials are turned away" }
        Always(Nothing) "a call carries the credential before and after";

    // Parameters.
    ParameterAdded Parameters Existence Add undone by ParameterRemoved:
        { only Request Compatible "calls without it work as before" since "answers have no parameters" }
        Always(Minor) "the builder gains a setter";
    ParameterRemoved Parameters Existence Remove undone by ParameterAdded:
        { only Request Undecidable "the vendor may ignore it or refuse it" since "answers have no parameters" }
        Always(Major) "the builder loses a setter";
    RequiredParameterAdded Parameters Existence Add undone by RequiredParameterRemoved:
        { only Request Breaking "calls without it are refused" since "answers have no parameters" }
        Always(Major) "the method takes one argument more";
    RequiredParameterRemoved Parameters Existence Remove undone by RequiredParameterAdded:
        { only Request Undecidable "the vendor may ignore it or refuse it" since "answers have no parameters" }
        Always(Major) "the method takes one argument less";
    ParameterRequired Parameters Requiredness Narrow undone by ParameterOptional:
        { only Request Breaking "calls without it are refused" since "answers have no parameters" }
        Always(Major) "a setter becomes an argument";
    ParameterOptional Parameters Requiredness Widen undone by ParameterRequired:
        { only Request Compatible "calls with it work as before" since "answers have no parameters" }
        Always(Major) "an argument becomes a setter";
    ParameterMoved Parameters Identity Change undone by ParameterMoved:
        { only Request Breaking "the vendor looks for it elsewhere" since "answers have no parameters" }
        Always(Patch) "argument and setter stay, and write to the new place";
    ParameterRenamed Parameters Identity Change undone by ParameterRenamed:
        { only Request Breaking "the vendor does not know the older name" since "answers have no parameters" }
        TypeOr(Patch) "the setter is called by it, in the letters of Rust; an argument has no name for its caller";
    PathParameterRenamed Parameters Identity Change undone by PathParameterRenamed:
        { only Request Compatible "only the template knows the name" since "answers have no parameters" }
        Always(Patch) "an argument has no name for its caller";
    ParameterStyleChanged Parameters Type Change undone by ParameterStyleChanged:
        { only Request Breaking "the vendor reads another notation" since "answers have no parameters" }
        Always(Patch) "the notation is inside of the method";
    ParametersReordered Parameters Identity Change undone by ParametersReordered:
        { only Request Compatible "names carry them, not places" since "answers have no parameters" }
        Always(Major) "the method takes its arguments in another order";

    // Bodies.
    RequestBodyAdded RequestBodies Existence Add undone by RequestBodyRemoved:
        { only Request Compatible "calls without it work as before" since "the answer's body has codes of its own" }
        Always(Minor) "the builder gains a setter";
    RequestBodyRemoved RequestBodies Existence Remove undone by RequestBodyAdded:
        { only Request Undecidable "the vendor may ignore it or refuse it" since "the answer's body has codes of its own" }
        Always(Major) "the builder loses a setter";
    RequiredRequestBodyAdded RequestBodies Existence Add undone by RequiredRequestBodyRemoved:
        { only Request Breaking "calls without it are refused" since "the answer's body has codes of its own" }
        Always(Major) "the method takes one argument more";
    RequiredRequestBodyRemoved RequestBodies Existence Remove undone by RequiredRequestBodyAdded:
        { only Request Undecidable "the vendor may ignore it or refuse it" since "the answer's body has codes of its own" }
        Always(Major) "the method takes one argument less";
    RequestBodyRequired RequestBodies Requiredness Narrow undone by RequestBodyOptional:
        { only Request Breaking "calls without it are refused" since "an answer's body is there or not, never optional" }
        Always(Major) "a setter becomes an argument";
    RequestBodyOptional RequestBodies Requiredness Widen undone by RequestBodyRequired:
        { only Request Compatible "calls with it work as before" since "an answer's body is there or not, never optional" }
        Always(Major) "an argument becomes a setter";
    MediaTypeAdded RequestBodies Existence Add undone by MediaTypeRemoved:
        { request Compatible "bodies of the older kinds are still taken"
          response Compatible "callers still get the kind that they accept" }
        TypeOr(Nothing) "one kind of body is generated, JSON before others"
        uneven "a media type is chosen by the caller in both directions, so that a further one harms neither";
    MediaTypeRemoved RequestBodies Existence Remove undone by MediaTypeAdded:
        { request Breaking "bodies of that kind are refused"
          response Breaking "callers that accept only that kind get nothing" }
        TypeOr(Nothing) "one kind of body is generated, JSON before others"
        uneven "a media type is chosen by the caller in both directions, so that a missing one harms both";
    ResponseBodyAdded Responses Existence Add undone by ResponseBodyRemoved:
        { only Response Compatible "callers that expect no body ignore it" since "the request's body has codes of its own" }
        Always(Major) "the method answers a value where it answered none";
    ResponseBodyRemoved Responses Existence Remove undone by ResponseBodyAdded:
        { only Response Breaking "callers that read it find nothing" since "the request's body has codes of its own" }
        Always(Major) "the method answers no value any more";

    // Answers.
    SuccessAdded Responses Existence Add undone by SuccessRemoved:
        { only Response Undecidable "callers that wait for the other status may take it for a failure"
          since "a request has no status" }
        TypeOr(Minor) "a second success becomes an enum; a further one is a variant of an open enum";
    SuccessRemoved Responses Existence Remove undone by SuccessAdded:
        { only Response Breaking "callers wait for a status that does not come" since "a request has no status" }
        Always(Major) "the enum of successes loses a variant, or is gone";
    FailureAdded Responses Existence Add undone by FailureRemoved:
        { only Response Compatible "every caller meets failures that no document names" since "a request has no status" }
        TypeOr(Minor) "the enum of errors is open and gains a variant; the first error brings the enum";
    FailureRemoved Responses Existence Remove undone by FailureAdded:
        { only Response Compatible "what handles it waits in vain, and harms nobody" since "a request has no status" }
        Always(Major) "the enum of errors loses a variant, or is gone";
    HeaderAdded Responses Existence Add undone by HeaderRemoved:
        { only Response Compatible "callers that don't know it ignore it" since "a request's headers are parameters" }
        Always(Nothing) "all headers are there as the vendor sends them";
    HeaderRemoved Responses Existence Remove undone by HeaderAdded:
        { only Response Undecidable "callers that read it may cope without" since "a request's headers are parameters" }
        Always(Nothing) "all headers are there as the vendor sends them";

    // Properties.
    PropertyAdded Schemas Existence Add undone by PropertyRemoved:
        { request Compatible "bodies without it are taken as before"
          response Compatible "unknown properties are kept or ignored" }
        Always(Major) "the struct can be taken apart whole, and has one field more"
        uneven "an answer that stays away is missed, a property that is not sent is not";
    PropertyRemoved Schemas Existence Remove undone by PropertyAdded:
        { request Undecidable "the vendor may ignore it or refuse it"
          response Undecidable "it was never promised, but may have been read" }
        Always(Major) "the struct has one field less"
        uneven "a removed property may be refused, an added one never is by those who keep what they don't know";
    RequiredPropertyAdded Schemas Existence Add undone by RequiredPropertyRemoved:
        { request Breaking "bodies without it are refused"
          response Compatible "unknown properties are kept or ignored" }
        Always(Major) "the struct can be taken apart whole, and has one field more";
    RequiredPropertyRemoved Schemas Existence Remove undone by RequiredPropertyAdded:
        { request Undecidable "the vendor may ignore it or refuse it"
          response Breaking "it was promised, and callers read it" }
        Always(Major) "the struct has one field less"
        uneven "a removed property may be refused, an added one never is by those who keep what they don't know";
    PropertyRenamed Schemas Identity Change undone by PropertyRenamed:
        { request Breaking "the vendor does not know the older name"
          response Breaking "callers read the older name and find nothing" }
        TypeOr(Patch) "the field is called by it, in the letters of Rust";
    PropertyRequired Schemas Requiredness Narrow undone by PropertyOptional:
        { request Breaking "bodies without it are refused"
          response Compatible "callers that cope without it cope with it" }
        TypeOr(Nothing) "a `Patch` becomes the value itself, unless it may be null";
    PropertyOptional Schemas Requiredness Widen undone by PropertyRequired:
        { request Compatible "bodies with it are taken as before"
          response Breaking "callers were promised it" }
        TypeOr(Nothing) "the value becomes a `Patch`, unless it was one";
    NullAllowed Schemas Type Widen undone by NullRefused:
        { request Compatible "what was sent before is still taken"
          response Breaking "callers were promised a value" }
        TypeOr(Nothing) "the value becomes a `Patch`, unless it was one";
    NullRefused Schemas Type Narrow undone by NullAllowed:
        { request Breaking "null is refused"
          response Compatible "callers that cope with null cope without" }
        TypeOr(Nothing) "a `Patch` becomes the value itself, unless it may be left out";
    TypeWidened Schemas Type Widen undone by TypeNarrowed:
        { request Compatible "what was sent before is still taken"
          response Breaking "callers meet values of a type that they don't expect" }
        TypeOr(Nothing) "another type";
    TypeNarrowed Schemas Type Narrow undone by TypeWidened:
        { request Breaking "values that were taken are refused"
          response Compatible "callers that cope with more cope with less" }
        TypeOr(Nothing) "another type";
    TypeChanged Schemas Type Change undone by TypeChanged:
        { request Breaking "values that were taken are refused"
          response Breaking "callers meet values of a type that they don't expect" }
        TypeOr(Nothing) "another type";
    FormatAdded Schemas Type Narrow undone by FormatRemoved:
        { request Undecidable "a format may describe what was sent, or refuse some of it"
          response Compatible "callers that cope with any form cope with one" }
        TypeOr(Nothing) "a date-time has a type of its own, other formats have not";
    FormatRemoved Schemas Type Widen undone by FormatAdded:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers that rely on the form may meet another" }
        TypeOr(Nothing) "a date-time has a type of its own, other formats have not";
    FormatChanged Schemas Type Change undone by FormatChanged:
        { request Undecidable "one format may or may not hold what the other holds"
          response Undecidable "one format may or may not hold what the other holds" }
        TypeOr(Nothing) "a date-time has a type of its own, other formats have not";
    ReadOnlyAdded Schemas Mutability Narrow undone by ReadOnlyRemoved:
        { request Undecidable "the vendor may ignore it or refuse it"
          response Compatible "it is sent as before" }
        Always(Nothing) "the generator makes one type for both directions"
        uneven "whether it may be written does not concern those who read";
    ReadOnlyRemoved Schemas Mutability Widen undone by ReadOnlyAdded:
        { request Compatible "it may be sent, and need not be"
          response Compatible "it is sent as before" }
        Always(Nothing) "the generator makes one type for both directions";
    WriteOnlyAdded Schemas Mutability Narrow undone by WriteOnlyRemoved:
        { request Compatible "it is taken as before"
          response Breaking "it is not sent any more" }
        Always(Nothing) "the generator makes one type for both directions";
    WriteOnlyRemoved Schemas Mutability Widen undone by WriteOnlyAdded:
        { request Compatible "it is taken as before"
          response Compatible "callers that don't know it ignore it" }
        Always(Nothing) "the generator makes one type for both directions"
        uneven "whether it is sent does not concern those who write";

    // Values.
    EnumAdded Schemas Values Narrow undone by EnumRemoved:
        { request Breaking "values outside of the list are refused"
          response Compatible "callers that cope with any value cope with these" }
        TypeOr(Nothing) "texts with a list of values are an enum of their own"
        uneven "a refused value fails for sure, an unknown one only with callers that closed the list";
    EnumRemoved Schemas Values Widen undone by EnumAdded:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers that know the list may meet another value" }
        TypeOr(Nothing) "texts with a list of values are an enum of their own";
    EnumValueAdded Schemas Values Widen undone by EnumValueRemoved:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers that know the list meet a new value" }
        TypeOr(Nothing) "the enum can be matched whole, and has one variant more";
    EnumValueRemoved Schemas Values Narrow undone by EnumValueAdded:
        { request Breaking "the value is refused"
          response Compatible "what handles it waits in vain, and harms nobody" }
        TypeOr(Nothing) "the enum has one variant less"
        uneven "a refused value fails for sure, an unknown one only with callers that closed the list";
    DefaultAdded Schemas Values Add undone by DefaultRemoved:
        { request Undecidable "calls without it may mean something else now"
          response Compatible "an answer says what it holds" }
        Always(Patch) "the documentation says it"
        uneven "a default speaks of what a caller leaves out";
    DefaultRemoved Schemas Values Remove undone by DefaultAdded:
        { request Undecidable "calls without it may mean something else now"
          response Compatible "an answer says what it holds" }
        Always(Patch) "the documentation says it"
        uneven "a default speaks of what a caller leaves out";
    DefaultChanged Schemas Values Change undone by DefaultChanged:
        { request Undecidable "calls without it mean something else now"
          response Compatible "an answer says what it holds" }
        Always(Patch) "the documentation says it"
        uneven "a default speaks of what a caller leaves out";

    // Bounds.
    RangeNarrowed Schemas Constraints Narrow undone by RangeWidened:
        { request Breaking "numbers outside of it are refused"
          response Compatible "callers that cope with more cope with less" }
        Always(Patch) "the documentation says it"
        uneven "a refused number fails for sure, an unusual one only where somebody relied on the bound";
    RangeWidened Schemas Constraints Widen undone by RangeNarrowed:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers may meet a number that they have no room for" }
        Always(Patch) "the documentation says it";
    LengthNarrowed Schemas Constraints Narrow undone by LengthWidened:
        { request Breaking "longer or shorter values are refused"
          response Compatible "callers that cope with more cope with less" }
        Always(Patch) "the documentation says it"
        uneven "a refused value fails for sure, an unusual one only where somebody relied on the bound";
    LengthWidened Schemas Constraints Widen undone by LengthNarrowed:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers may meet a value that they have no room for" }
        Always(Patch) "the documentation says it";
    PatternAdded Schemas Constraints Narrow undone by PatternRemoved:
        { request Breaking "values outside of it are refused"
          response Compatible "callers that cope with any form cope with one" }
        Always(Patch) "the documentation says it"
        uneven "a refused value fails for sure, an unusual one only where somebody relied on the pattern";
    PatternRemoved Schemas Constraints Widen undone by PatternAdded:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers that rely on the form may meet another" }
        Always(Patch) "the documentation says it";
    PatternChanged Schemas Constraints Change undone by PatternChanged:
        { request Undecidable "one pattern may or may not hold what the other holds"
          response Undecidable "one pattern may or may not hold what the other holds" }
        Always(Patch) "the documentation says it";
    ConstraintNarrowed Schemas Constraints Narrow undone by ConstraintWidened:
        { request Breaking "values outside of it are refused"
          response Compatible "callers that cope with more cope with less" }
        Always(Nothing) "the generator does not show it"
        uneven "a refused value fails for sure, an unusual one only where somebody relied on the bound";
    ConstraintWidened Schemas Constraints Widen undone by ConstraintNarrowed:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers may meet a value that they don't expect" }
        Always(Nothing) "the generator does not show it";
    ConstraintChanged Schemas Constraints Change undone by ConstraintChanged:
        { request Undecidable "one bound may or may not hold what the other holds"
          response Undecidable "one bound may or may not hold what the other holds" }
        Always(Nothing) "the generator does not show it";
    AdditionalPropertiesNarrowed Schemas Constraints Narrow undone by AdditionalPropertiesWidened:
        { request Breaking "other members are refused"
          response Compatible "callers that cope with more cope with less" }
        TypeOr(Nothing) "a map's values have another type; a struct keeps everything as before"
        uneven "a refused member fails for sure, an unknown one only with callers that refuse it";
    AdditionalPropertiesWidened Schemas Constraints Widen undone by AdditionalPropertiesNarrowed:
        { request Compatible "what was sent before is still taken"
          response Undecidable "callers may meet members that they don't know" }
        TypeOr(Nothing) "a map's values have another type; a struct keeps everything as before";

    // Composition.
    VariantAdded Schemas Type Widen undone by VariantRemoved:
        { request Compatible "what was sent before is still taken"
          response Breaking "callers meet a form that they don't expect" }
        Always(Major) "the enum of forms can be matched whole, and has one variant more";
    VariantRemoved Schemas Type Narrow undone by VariantAdded:
        { request Breaking "values of that form are refused"
          response Compatible "callers that cope with more cope with less" }
        Always(Major) "the enum of forms has one variant less";
    PartAdded Schemas Type Narrow undone by PartRemoved:
        { request Breaking "values that lack the part are refused"
          response Compatible "callers that cope with less cope with more of it" }
        Always(Major) "another type";
    PartRemoved Schemas Type Widen undone by PartAdded:
        { request Compatible "values with the part are taken as before"
          response Breaking "callers were promised the part" }
        Always(Major) "another type";
    ReferenceChanged Schemas Identity Change undone by ReferenceChanged:
        { whole Compatible "names of components never travel; what differs inside is said by itself" }
        TypeOr(Nothing) "the component's name is the type's name";
    ComponentAdded Schemas Existence Add undone by ComponentRemoved:
        { whole Compatible "names of components never travel" }
        Always(Minor) "a type is new";
    ComponentRemoved Schemas Existence Remove undone by ComponentAdded:
        { whole Compatible "names of components never travel" }
        Always(Major) "a type is gone";
    ComponentRenamed Schemas Identity Change undone by ComponentRenamed:
        { whole Compatible "names of components never travel" }
        Always(Major) "the type is called by it";
    KeywordChanged Schemas Type Change undone by KeywordChanged:
        { whole Undecidable "no rule knows this keyword" }
        Always(Nothing) "the generator refuses or ignores it";

    // What only we state.
    CapabilityAdded Extensions Behaviour Add undone by CapabilityRemoved:
        { whole Compatible "the vendor's surface is the same" }
        Always(Minor) "the operation serves one capability more";
    CapabilityRemoved Extensions Behaviour Remove undone by CapabilityAdded:
        { whole Compatible "the vendor's surface is the same" }
        Always(Major) "callers that choose operations by capability don't find it";
    PaginationAdded Extensions Behaviour Add undone by PaginationRemoved:
        { whole Compatible "the vendor's surface is the same" }
        Always(Minor) "the builder gains the walk over all pages";
    PaginationRemoved Extensions Behaviour Remove undone by PaginationAdded:
        { whole Compatible "the vendor's surface is the same" }
        Always(Major) "the builder loses the walk over all pages";
    PaginationChanged Extensions Behaviour Change undone by PaginationChanged:
        { whole Undecidable "callers that walk the list themselves may stop too early or never" }
        TypeOr(Patch) "the walk is inside of the method, but for the type of a record";
    IdempotenceGained Extensions Behaviour Widen undone by IdempotenceLost:
        { whole Compatible "callers that don't repeat are as safe as before" }
        Always(Patch) "calls are repeated after a failure";
    IdempotenceLost Extensions Behaviour Narrow undone by IdempotenceGained:
        { whole Undecidable "callers that repeat a call may do it twice" }
        Always(Patch) "calls are not repeated any more";
    StatusPointerAdded Extensions Behaviour Add undone by StatusPointerRemoved:
        { only Response Undecidable "callers that trust the HTTP status may be wrong" since "a request has no status" }
        Always(Patch) "the status is taken from the body";
    StatusPointerRemoved Extensions Behaviour Remove undone by StatusPointerAdded:
        { only Response Undecidable "callers that trust the body's status may be wrong" since "a request has no status" }
        Always(Patch) "the status is taken from HTTP";
    StatusPointerChanged Extensions Behaviour Change undone by StatusPointerChanged:
        { only Response Undecidable "callers that read the older place may be wrong" since "a request has no status" }
        Always(Patch) "the status is taken from another place";
    SinceChanged Extensions Lifecycle Change undone by SinceChanged:
        { whole Compatible "it says when something was first seen" }
        Always(Patch) "the documentation says it";
    EndAnnounced Extensions Lifecycle Add undone by EndWithdrawn:
        { whole Undecidable "it was seen for the last time" }
        Always(Patch) "the documentation says it";
    EndWithdrawn Extensions Lifecycle Remove undone by EndAnnounced:
        { whole Compatible "it was seen again" }
        Always(Patch) "the documentation says it";
    EndMoved Extensions Lifecycle Change undone by EndMoved:
        { whole Undecidable "it was seen for the last time on another day" }
        Always(Patch) "the documentation says it";
    EvidenceChanged Extensions Prose Change undone by EvidenceChanged:
        { whole Compatible "it says how well something is known" }
        Always(Patch) "the operation's data says it";
    RecordAdded Extensions Type Add undone by RecordRemoved:
        { whole Compatible "the vendor's surface is the same" }
        Always(Major) "the type is wrapped in `Sourced` wherever it stands";
    RecordRemoved Extensions Type Remove undone by RecordAdded:
        { whole Compatible "the vendor's surface is the same" }
        Always(Major) "the type is not wrapped in `Sourced` any more";
    VolatileAdded Extensions Behaviour Add undone by VolatileRemoved:
        { whole Compatible "the vendor's surface is the same" }
        Always(Patch) "the documentation says it";
    VolatileRemoved Extensions Behaviour Remove undone by VolatileAdded:
        { whole Compatible "the vendor's surface is the same" }
        Always(Patch) "the documentation says it";
    ExtensionChanged Extensions Behaviour Change undone by ExtensionChanged:
        { whole Compatible "no rule knows this extension, and the vendor does not know extensions" }
        Always(Nothing) "the generator does not read it";

    // Words.
    DocumentationChanged Documentation Prose Change undone by DocumentationChanged:
        { whole Compatible "words change nothing on the wire" }
        Always(Patch) "the documentation says it";
    ExampleChanged Documentation Prose Change undone by ExampleChanged:
        { whole Compatible "examples change nothing on the wire" }
        Always(Nothing) "the generator does not show it";
    TagsChanged Documentation Prose Change undone by TagsChanged:
        { whole Compatible "tags change nothing on the wire" }
        Always(Nothing) "the generator does not read them";
    DocumentVersionChanged Documentation Identity Change undone by DocumentVersionChanged:
        { whole Compatible "the document's own number changes nothing on the wire" }
        Always(Patch) "`VENDOR.version` says it";
}
