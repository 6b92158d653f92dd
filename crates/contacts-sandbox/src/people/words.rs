//! Names, numbers and texts of invented people. None of them belongs to anybody.

use std::sync::LazyLock;

use super::Dice;

pub(super) fn name(n: i64, dice: &mut Dice) -> (Option<String>, Option<String>) {
    if n % 50 == 11 {
        return (None, None);
    }
    if n % 50 == 31 {
        return (Some(String::new()), Some(String::new()));
    }
    let (given, surname) = match (n % 20, dice.below(10)) {
        (13, _) => (
            dice.pick(GIVEN_RIGHT_TO_LEFT),
            dice.pick(SURNAMES_RIGHT_TO_LEFT),
        ),
        (_, 0 | 1) => (dice.pick(GIVEN_ACCENTED), dice.pick(SURNAMES_ACCENTED)),
        (_, 2) => dice.pick(OTHER_SCRIPTS),
        _ => (dice.pick(GIVEN), dice.pick(SURNAMES)),
    };
    let given = if n % 25 == 9 {
        format!("{given} 👩🏽‍🚀")
    } else {
        given.to_owned()
    };
    (Some(given), (n % 40 != 21).then(|| surname.to_owned()))
}

/// A number of the North American plan between 555-0100 and 555-0199, which belongs to nobody.
pub(super) fn phone(n: i64) -> String {
    let areas = &*AREAS;
    let area = areas
        .get(usize::try_from(n / 100).unwrap_or_default() % areas.len().max(1))
        .copied()
        .unwrap_or(202);
    format!("+1{area}55501{:02}", n % 100)
}

/// Area codes never have 9 in the middle and never end in 11.
pub(super) static AREAS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    (202..1000)
        .filter(|area| area / 10 % 10 != 9 && area % 100 != 11)
        .collect()
});

pub(super) const GIVEN: &[&str] = &[
    "Ardelia", "Bofrim", "Celwyn", "Dorvik", "Elowith", "Fendra", "Gorlan", "Hessin", "Ilvara",
    "Jorvex", "Kelmira", "Lundo", "Mavreth", "Nolvina", "Ostrik", "Pelluna", "Quendro", "Rilva",
    "Sarneth", "Tolmy",
];
pub(super) const SURNAMES: &[&str] = &[
    "Testwell",
    "Samplebrook",
    "Mockington",
    "Fauxley",
    "Dummerby",
    "Exampleson",
    "Placeholt",
    "Fictover",
    "Stubbins",
    "O'Fake",
    "van Demo",
    "Trial-Runner",
    "Nullfield",
    "Sandboxer",
    "Fixtura",
    "Pseudonis",
];
pub(super) const GIVEN_ACCENTED: &[&str] = &[
    "Zoëlla",
    "Øyvelin",
    "Šarmika",
    "Ñandiro",
    "Çelmira",
    "Åsmund-Éo",
    "Łuvia",
    "Işıkla",
];
pub(super) const SURNAMES_ACCENTED: &[&str] = &[
    "Müsterfrau",
    "Éxemplaire",
    "Prøvesen",
    "Przykładowska",
    "Ejemplóñez",
    "Nguyễn-Thử",
];
pub(super) const GIVEN_RIGHT_TO_LEFT: &[&str] = &["דוגמה", "נסיון", "مثال", "تجربة"];
pub(super) const SURNAMES_RIGHT_TO_LEFT: &[&str] = &["בדיקוביץ", "לדוגמאי", "النموذجي", "التجريبي"];
pub(super) const OTHER_SCRIPTS: &[(&str, &str)] = &[
    ("Примерия", "Тестова"),
    ("Δοκιμία", "Παραδείγμου"),
    ("見本", "例山"),
    ("テスト", "サンプル"),
    ("नमूना", "परीक्षण"),
    ("예시", "견본"),
];
pub(super) const COMPANIES: &[&str] = &[
    "Example Works",
    "Samples & Sons",
    "Mock GmbH",
    "Société d'Exemple",
    "Fixture Ltd.",
];
pub(super) const SOURCES: &[&str] = &["webchat", "sms", "facebook", "CSV Upload", "referral"];
pub(super) const PLACES_OF_RESIDENCE: &[(&str, &str, &str, &str, &str)] = &[
    ("United States", "US", "Chicago", "America/Chicago", "en_US"),
    ("Germany", "DE", "Köln", "Europe/Berlin", "de_DE"),
    ("Brazil", "BR", "São Paulo", "America/Sao_Paulo", "pt_BR"),
    ("Israel", "IL", "חיפה", "Asia/Jerusalem", "he_IL"),
    ("Japan", "JP", "大阪", "Asia/Tokyo", "ja_JP"),
    ("Kenya", "KE", "Mombasa", "Africa/Nairobi", "sw_KE"),
];
pub(super) const NOTES: &[&str] = &[
    "Asked to be called in the morning.",
    "Prefers e-mail.\nSecond line of the note.",
    "Rechnung doppelt geschickt, bitte prüfen.",
    "Met at the stand 👍",
];
pub(super) const QUESTIONS: &[&str] = &[
    "Is the red one still there?",
    "¿Cuánto cuesta?",
    "מה שעות הפתיחה?",
    "Hello 👋",
    "Where is my parcel?",
];
pub(super) const ANSWERS: &[&str] = &[
    "Yes, it is.",
    "It costs 12.50.",
    "Let me look that up.",
    "Thank you for waiting.",
];
