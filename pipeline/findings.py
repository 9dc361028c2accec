"""Every finding's code: what it is, an example, why it matters, what to do.

In: nothing. Out: `CODES`, and `finding()` which makes a record of one.
Touches nothing. Codes are final: never renamed, never reused. `docs/findings.md` is made
from this file, and a test holds the two equal.
Severity here is the default: `error` fails an audit, `warning` fails it where asked,
`note` is off until selected (most of them are ordinary text somewhere).
"""

from dataclasses import dataclass

from pipeline.records import Finding


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    severity: str
    what: str
    example: str
    why: str
    todo: str


CODES: dict[str, Code] = {
    "mojibake-lossless": Code(
        "error",
        "UTF-8 was read in another code page, and every byte is still there.",
        "`It\\u00e2\\u20ac\\u2122s` for `It\\u2019s`",
        "The text cannot be read or searched.",
        "`pipeline run` repairs it; the repair is proved by damaging it again.",
    ),
    "mojibake-lossy": Code(
        "error",
        "UTF-8 was read in another code page, and bytes that it lacks fell out.",
        "a Chinese character of three bytes of which two are left",
        "Part of the text is gone; what is left allows few readings.",
        "Look at the proposed reading and its confidence.",
    ),
    "mojibake-doubtful": Code(
        "error",
        "A damaged stretch was given its likeliest reading, which is not sure.",
        "two readings, one with a probability of 0.7",
        "The reading may be wrong.",
        "Decide it: compare the alternatives in table `repairs`.",
    ),
    "mojibake-beyond-repair": Code(
        "error",
        "Damage that left nothing to read: U+FFFD through a second code page, or only `?`.",
        "`\\u951f\\u65a4\\u62f7`",
        "The text is lost here and must come from elsewhere.",
        "Find an older copy of the file.",
    ),
    "encoding-guessed": Code(
        "note",
        "The file is not UTF-8; its encoding was guessed.",
        "a file in windows-1251",
        "A guess can be wrong.",
        "Convert the file to UTF-8 if the text reads well.",
    ),
    "encoding-unknown": Code(
        "error",
        "The file is not UTF-8 and no encoding fits clearly; it was set aside.",
        "binary data named .md",
        "Converting by a weak guess would make new mojibake.",
        "Convert the file to UTF-8 with the program that wrote it.",
    ),
    "encoding-widened": Code(
        "note",
        "A restored character does not exist in the file's encoding, so the output is UTF-8.",
        "a file in windows-1252 with a restored emoji",
        "The output's encoding differs from the input's.",
        "Nothing, if your programs read UTF-8.",
    ),
    "encoding-mismatch": Code(
        "warning",
        "The file declares one encoding and is in another.",
        '`<meta charset="iso-8859-1">` in a file of UTF-8',
        "Programs that believe the declaration show mojibake.",
        "Correct the declaration, or convert the file.",
    ),
    "undecodable-byte": Code(
        "error",
        "A byte is not valid UTF-8 in a file that otherwise is.",
        "byte FF in the middle of a line",
        "Programs replace it or refuse the file. It is kept here byte for byte.",
        "Find out what stood there and put it back.",
    ),
    "bom": Code(
        "note",
        "A byte order mark stands at the start of the file.",
        "bytes EF BB BF",
        "Some programs take it for text. It is kept.",
        "Remove it where nothing needs it.",
    ),
    "newline-mixed": Code(
        "note",
        "The file ends lines in more than one way.",
        "CRLF and LF in one file",
        "Diffs become noisy. Line ends are kept.",
        "Settle on one in the editor.",
    ),
    "control-character": Code(
        "note",
        "A control character stands in the text.",
        "U+0000, or U+0085 from a code page",
        "It is invisible and may be what is left of damage.",
        "Look at the place in the file.",
    ),
    "replacement-character": Code(
        "error",
        "U+FFFD stands in the text: a program could not read what was there.",
        "`caf\\ufffd`",
        "What was there is lost.",
        "Find an older copy of the file.",
    ),
    "private-use": Code(
        "note",
        "A private use character stands in the text.",
        "U+E000",
        "It has a meaning in one font or program only.",
        "Check that its font travels with the text.",
    ),
    "unpaired-surrogate": Code(
        "error",
        "Half of a surrogate pair stands alone.",
        "U+D83D without U+DCA1",
        "It cannot be written as UTF-8.",
        "Find an older copy of the file.",
    ),
    "bidi-control": Code(
        "error",
        "A bidirectional control changes the order in which text is shown.",
        "U+202E",
        "Text can read otherwise than it is (Trojan Source, CVE-2021-42574).",
        "Remove it unless the language needs it.",
    ),
    "zero-width": Code(
        "note",
        "A zero-width character stands in the text.",
        "U+200B",
        "It is invisible and breaks searches.",
        "Remove it unless the script needs it.",
    ),
    "look-alike": Code(
        "note",
        "A letter of another script stands in a word.",
        "Cyrillic U+0430 in a Latin word",
        "The word cannot be found by searching.",
        "Replace the letter.",
    ),
    "not-nfc": Code(
        "note",
        "The text is not in Unicode normalization form C.",
        "e followed by U+0301",
        "Equal words compare unequal.",
        "Nothing: table `blocks` has the normalized text.",
    ),
    "front-matter-missing": Code(
        "note",
        "The document has no front matter.",
        "a note that begins with its heading",
        "Title, tags and dates are null.",
        "Add a front matter if you want them.",
    ),
    "front-matter-unclosed": Code(
        "warning",
        "The front matter's opening rule has no closing rule.",
        "`---` on the first line only",
        "It is read as text, not as front matter.",
        "Add the closing `---`.",
    ),
    "front-matter-unreadable": Code(
        "warning",
        "The front matter is not valid YAML.",
        "`title: a: b`",
        "Title, tags and dates are null; its text is kept whole.",
        "Mend the YAML at the place named.",
    ),
    "front-matter-duplicate-key": Code(
        "warning",
        "A key stands twice in the front matter.",
        "two lines `title:`",
        "YAML forbids it and programs disagree about which counts.",
        "Remove one of them.",
    ),
    "front-matter-not-a-mapping": Code(
        "warning",
        "The front matter is YAML, but not a mapping of keys to values.",
        "a list between the rules",
        "There are no keys to read; its text is kept whole.",
        "Write `key: value` lines.",
    ),
    "front-matter-too-large": Code(
        "warning",
        "The front matter is larger than the limit, and was not parsed.",
        "2 MB between the rules",
        "Parsing it could take the machine down; its text is kept whole.",
        "Raise `max_front_matter_bytes` if it is meant to be so large.",
    ),
    "front-matter-alias-bomb": Code(
        "warning",
        "The front matter holds more YAML aliases than the limit, and was not parsed.",
        "nine levels of nine aliases each",
        "It would expand to gigabytes; its text is kept whole.",
        "Raise `max_front_matter_aliases` if it is meant to be so.",
    ),
    "front-matter-value": Code(
        "warning",
        "A value of the front matter is not of the type its key asks for.",
        "`created: soon`",
        "The column is null; the value is kept in `metadata`.",
        "Mend the value.",
    ),
    "front-matter-zone-missing": Code(
        "note",
        "A timestamp of the front matter has no zone; UTC was assumed.",
        "`created: 2022-01-18`",
        "It may be off by some hours.",
        "Add `Z` or an offset.",
    ),
    "front-matter-repair-withheld": Code(
        "warning",
        "Repairs in the front matter would have changed its keys; none of them was made.",
        "a damaged `:` in a value",
        "A front matter that parsed must parse to the same keys.",
        "Mend the front matter by hand.",
    ),
    "allow-unknown": Code(
        "warning",
        "A comment allows a finding that no code names.",
        "`<!-- mojibake: allow mojibike -->`",
        "It allows nothing, and who wrote it believes it does.",
        "Write a code of this list, or the beginning of one.",
    ),
    "path-damaged": Code(
        "warning",
        "The file's own name is damaged.",
        "a name with the marks of UTF-8 read as windows-1252",
        "Links to it may be broken. Files are never renamed.",
        "Rename it, and the links to it.",
    ),
    "path-not-utf8": Code(
        "warning",
        "The file's name is not UTF-8; it is shown percent-escaped.",
        "a name with byte FF",
        "Other systems cannot name the file.",
        "Rename it.",
    ),
    "file-unreadable": Code(
        "error",
        "The file could not be read.",
        "no permission",
        "It is set aside as rejected; the run goes on.",
        "Mend what the message names.",
    ),
    "file-too-large": Code(
        "error",
        "The file is larger than the limit, and was set aside.",
        "a note of 100 MB",
        "It would need more memory than a worker has.",
        "Raise `max_document_bytes`, or split the file.",
    ),
    "file-changed": Code(
        "warning",
        "The file changed while it was being read.",
        "an editor saved it during the run",
        "What was read may be neither the old nor the new text.",
        "Run again.",
    ),
    "file-deadly": Code(
        "error",
        "A worker died each time it worked on this file; it was set aside.",
        "a file that needs more memory than there is",
        "It is set aside as rejected; the run goes on.",
        "Report it with the file, if you can.",
    ),
    "markdown-unparsed": Code(
        "warning",
        "The Markdown could not be cut into blocks; it is one block.",
        "nesting deeper than the limit",
        "Blocks are coarser than they could be; no text is lost.",
        "Simplify the nesting.",
    ),
    "language-mismatch": Code(
        "warning",
        "A translation's language is not the one its summary or its file's name says.",
        "English text under a Chinese flag, or in `note.zh.md`",
        "It may be untranslated.",
        "Check the translation.",
    ),
    "translation-missing": Code(
        "warning",
        "Part of the source has no counterpart in its translation.",
        "four items, three of them translated",
        "The translation is incomplete.",
        "Translate the missing part.",
    ),
    "translation-shortened": Code(
        "warning",
        "A translation is much shorter than its source.",
        "one sentence for a paragraph of five",
        "Something may be missing.",
        "Check the translation.",
    ),
    "translation-reordered": Code(
        "warning",
        "A translation has the parts of its source in another order.",
        "the second item translated third",
        "Items are paired by content, not by place.",
        "Check the order.",
    ),
    "translation-unpaired": Code(
        "note",
        "A document has so many translations that some were not paired.",
        "a thousand folds behind a long text",
        "Table `pairs` lacks them; all else is as ever.",
        "Split the document.",
    ),
    "translation-stale": Code(
        "warning",
        "The source changed and its translation did not.",
        "a number corrected in the source only",
        "The translation says what the source said before.",
        "Bring the translation up to date.",
    ),
}


def finding(
    code: str,
    message: str,
    *,
    severity: str | None = None,
    line: int | None = None,
    column: int | None = None,
    start: int | None = None,
    end: int | None = None,
) -> Finding:
    """A finding with its code's default severity unless another is given.

    Raises:
        KeyError: the code is not in `CODES`; a fault of the caller.
    """
    return Finding(
        code=code,
        severity=severity or CODES[code].severity,
        message=message,
        line=line,
        column=column,
        start=start,
        end=end,
    )
