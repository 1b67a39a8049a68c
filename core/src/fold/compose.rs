//! The letters composed from a letter and a combining mark, as in Unicode's canonical composition (NFC): Latin,
//! Greek with one mark, Cyrillic, kana and Hangul, in lower case.
//!
//! The tables of a normalization library take about 30 KB, which is too much for the page. Text in other scripts
//! with composition is searched as it is.

/// Whether a character may be a part of the letter before it.
pub(crate) fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{331}' | '\u{1161}'..='\u{1175}' | '\u{11A8}'..='\u{11C2}'
        | '\u{3099}' | '\u{309A}')
}

/// The letter composed of a letter and a mark.
pub(crate) fn compose(letter: char, mark: char) -> Option<char> {
    let code = u32::from(letter);
    match mark {
        '\u{1161}'..='\u{1175}' => {
            let first = code.checked_sub(0x1100).filter(|first| *first < 19)?;
            char::from_u32(0xAC00 + (first * 21 + (u32::from(mark) - 0x1161)) * 28)
        }
        '\u{11A8}'..='\u{11C2}' => {
            let syllable = code.checked_sub(0xAC00).filter(|syllable| *syllable < 11_172)?;
            let is_open = syllable.is_multiple_of(28);
            char::from_u32(code + u32::from(mark) - 0x11A7).filter(|_| is_open)
        }
        '\u{3099}' => match letter {
            'う' | 'ウ' => char::from_u32(code + 78),
            'ワ'..='ヲ' => char::from_u32(code + 8),
            _ if is_in(VOICED, letter) => char::from_u32(code + 1),
            _ => None,
        },
        '\u{309A}' => char::from_u32(code + 2).filter(|_| is_in(SEMI_VOICED, letter)),
        _ => {
            let (_, pairs) = PAIRS.iter().find(|(own, _)| *own == mark)?;
            let mut pairs = pairs.chars();
            while let (Some(first), Some(both)) = (pairs.next(), pairs.next()) {
                if first == letter {
                    return Some(both);
                }
            }
            None
        }
    }
}

const VOICED: &str =
    "かきくけこさしすせそたちつてとはひふへほゝカキクケコサシスセソタチツテトハヒフヘホヽ";
const SEMI_VOICED: &str = "はひふへほハヒフヘホ";

/// For each mark the letters that it combines with, each followed by the composed letter.
#[rustfmt::skip]
const PAIRS: [(char, &str); 25] = [
    ('\u{300}', "aàeèiìoòuùüǜnǹēḕōṑwẁâầăằêềôồơờưừyỳеѐиѝ"),
    ('\u{301}', "aáeéiíoóuúyýcćlĺnńrŕsśzźüǘgǵåǻæǽøǿçḉēḗïḯkḱmḿõṍōṓpṕũṹwẃâấăắêếôốơớưứϊΐαάεέηήιίϋΰοόυύωώϒϓгѓкќ"),
    ('\u{302}', "aâeêiîoôuûcĉgĝhĥjĵsŝwŵyŷzẑạậẹệọộ"),
    ('\u{303}', "aãnñoõiĩuũvṽâẫăẵeẽêễôỗơỡưữyỹ"),
    ('\u{304}', "aāeēiīoōuūüǖäǟȧǡæǣǫǭöȫõȭȯȱyȳgḡḷḹṛṝиӣуӯ"),
    ('\u{306}', "aăeĕgğiĭoŏuŭȩḝạặийуўжӂаӑеӗ"),
    ('\u{307}', "cċeėgġzżaȧoȯbḃdḋfḟhḣmṁnṅpṗrṙsṡśṥšṧṣṩtṫwẇxẋyẏſẛ"),
    ('\u{308}', "aäeëiïoöuüyÿhḧõṏūṻwẅxẍtẗιϊυϋϒϔеёіїаӓәӛжӝзӟиӥоӧөӫэӭуӱчӵыӹ"),
    ('\u{309}', "aảâẩăẳeẻêểiỉoỏôổơởuủưửyỷ"),
    ('\u{30A}', "aåuůwẘyẙ"),
    ('\u{30B}', "oőuűуӳ"),
    ('\u{30C}', "cčdďeělľnňrřsštťzžaǎiǐoǒuǔüǚgǧkǩʒǯjǰhȟ"),
    ('\u{30F}', "aȁeȅiȉoȍrȑuȕѵѷ"),
    ('\u{311}', "aȃeȇiȋoȏrȓuȗ"),
    ('\u{31B}', "oơuư"),
    ('\u{323}', "bḅdḍhḥkḳlḷmṃnṇrṛsṣtṭvṿwẉzẓaạeẹiịoọơợuụưựyỵ"),
    ('\u{324}', "uṳ"),
    ('\u{325}', "aḁ"),
    ('\u{326}', "sștț"),
    ('\u{327}', "cçgģkķlļnņrŗsştţeȩdḑhḩ"),
    ('\u{328}', "aąeęiįuųoǫ"),
    ('\u{32D}', "dḓeḙlḽnṋtṱuṷ"),
    ('\u{32E}', "hḫ"),
    ('\u{330}', "eḛiḭuṵ"),
    ('\u{331}', "bḇdḏkḵlḻnṉrṟtṯzẕhẖ"),
];

/// Whether a letter is in a short list. The standard library's search for a character is larger.
fn is_in(letters: &str, letter: char) -> bool {
    letters.chars().any(|other| other == letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_marks() {
        #[track_caller]
        fn check(parts: &str, expect: Option<char>) {
            let mut parts = parts.chars();
            let first = parts.next().unwrap();
            let made = parts.try_fold(first, |letter, mark| {
                assert!(is_mark(mark));
                compose(letter, mark)
            });
            assert_eq!(made, expect);
        }
        check("e\u{301}", Some('é'));
        check("e\u{323}\u{302}", Some('ệ'));
        check("u\u{308}", Some('ü'));
        check("ο\u{301}", Some('ό'));
        check("и\u{306}", Some('й'));
        check("か\u{3099}", Some('が'));
        check("は\u{309A}", Some('ぱ'));
        check("ウ\u{3099}", Some('ヴ'));
        check("ヲ\u{3099}", Some('ヺ'));
        check("\u{1112}\u{1161}\u{11AB}", Some('한'));
        check("\u{1112}\u{1161}", Some('하'));
        check("한\u{11AB}", None);
        check("q\u{301}", None);
        check("가\u{1161}", None);
        check("ん\u{3099}", None);
    }

    /// Nothing that is made is longer than its parts, and each pair is whole.
    #[test]
    fn the_table_is_whole() {
        for (mark, pairs) in PAIRS {
            assert!(is_mark(mark));
            assert!(pairs.chars().count().is_multiple_of(2), "{mark:?}");
            for pair in pairs.chars().collect::<Vec<_>>().chunks(2) {
                assert_ne!(pair[0], pair[1]);
                assert!(pair[1].to_lowercase().eq([pair[1]]), "{pair:?}");
                assert_eq!(compose(pair[0], mark), Some(pair[1]));
            }
        }
    }
}
