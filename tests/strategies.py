"""Hypothesis strategies that several rooms' tests share."""

from hypothesis import strategies as st

PIECES = (
    "a",
    "\n",
    "\r\n",
    "\r",
    "\x00",
    "\u00e9",
    "\u4e2d",
    "\U0001f4a1",
    "\ufffd",
    "\ufeff",
    "\u0302",
    "\x85",
)
"""Characters of every UTF-8 length, line ends, and what decoders trip over."""

BAD_BYTES = (
    b"\xff",
    b"\x80",
    b"\xe4\xb8",
    b"\xed\xa0\xbd",
    b"\xc0\x80",
    b"\xf4\x90\x80\x80",
    b"\x00\xd8",
    b"\xdc\x00",
)
"""Bytes that are wrong in UTF-8, and halves of surrogate pairs in UTF-16."""


def texts(max_size: int = 40) -> st.SearchStrategy[str]:
    """Any text without surrogates, with awkward characters more often than by chance."""
    piece = st.one_of(st.sampled_from(PIECES), st.characters(exclude_categories=["Cs"]))
    return st.lists(piece, max_size=max_size).map("".join)


@st.composite
def file_bytes(draw: st.DrawFn) -> bytes:
    """Bytes of a file: a text in a UTF encoding with or without BOM, then corrupted; or noise."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=60))
    codec, mark = draw(
        st.sampled_from(
            [
                ("utf-8", b""),
                ("utf-8", b"\xef\xbb\xbf"),
                ("utf-16-le", b"\xff\xfe"),
                ("utf-16-be", b"\xfe\xff"),
                ("utf-32-le", b"\xff\xfe\x00\x00"),
                ("utf-32-be", b"\x00\x00\xfe\xff"),
            ]
        )
    )
    data = mark + draw(texts()).encode(codec)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        drop = draw(st.integers(0, 3))
        put = draw(st.one_of(st.sampled_from([b"", *BAD_BYTES]), st.binary(max_size=4)))
        data = data[:at] + put + data[at + drop :]
    return data


NOTE_LINES = (
    "# Heading *x*", "Setext", "===", "---", "word \u4e2d\u6587 `code` \U0001f4a1", "- item",
    "  - nested", "1. one", "- [ ] task", "> quote", "> > deep", "> - in quote", "    indented code",
    "```", "```py", "~~~", "| a | b |", "|---|---|", "| \u4e2d | |", "<details>", "</details>",
    "<summary>S \U0001f1e8\U0001f1f3</summary>", "<details><summary>one <b>line</b></summary>",
    "<summary>", "</summary>", "<div>", "text <br> in html</div>", "<!-- comment -->", "<!--", "-->",
    "<pre>", "</pre>", "[ref]: /url 'title'", "[^1]: footnote", "a[^1] [t][ref]", "\\*escaped\\*",
    "&amp; &nbsp;", "![]()", "hard  ", "hard\\", "\ttab", "\x00", "\x85", "\u2028", "\u3000\u3000x",
    "> [!NOTE]", "title: x", "tags: [a, 'b']", "...", "***", "",
)  # fmt: skip
"""Lines of which notes are made; together they open, cross and break every kind of block."""


@st.composite
def notes(draw: st.DrawFn, newlines: tuple[str, ...] = ("\n", "\r\n", "\r")) -> str:
    """A Markdown note of awkward lines, with one kind of line end and often a blank line between."""
    newline = draw(st.sampled_from(newlines))
    prefix = st.sampled_from(["", "", "", "  ", "> ", "- ", "    "])
    line = st.tuples(prefix, st.sampled_from(NOTE_LINES)).map("".join)
    lines = draw(st.lists(st.one_of(line, st.sampled_from(NOTE_LINES), st.just("")), max_size=14))
    return draw(st.sampled_from(["", "", f"---{newline}"])) + newline.join(lines)


@st.composite
def sound_texts(draw: st.DrawFn, max_size: int = 30) -> str:
    """Short text without controls, surrogates and what is no character, of many scripts."""
    ranges = [(0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x52F), (0x5D0, 0x6FF), (0x900, 0xE5B)]
    ranges += [(0x1E00, 0x1EFF), (0x2010, 0x2122), (0x3041, 0x30FF), (0x4E00, 0x9FA5), (0xAC00, 0xD7A3)]
    char = st.one_of([st.integers(low, high).map(chr) for low, high in [*ranges, (0x1F300, 0x1F64F)]])
    return draw(st.lists(char, max_size=max_size).map("".join))


@st.composite
def channels(draw: st.DrawFn, most_layers: int = 2) -> str:
    """A channel that damages any text: single-byte pages, losses for what they lack, layers."""
    from pipeline.mojibake.channel.codepages import SINGLE_BYTE

    names = []
    for _ in range(draw(st.integers(1, most_layers))):
        page = draw(st.sampled_from(sorted(SINGLE_BYTE)))
        mark = draw(st.sampled_from(["c1", "dropped", "?", "u+fffd", "space"]))
        others = st.sampled_from(["ad", "nbsp-to-space", "quotes", "ellipsis"])
        onward = draw(st.lists(others, unique=True, max_size=2))
        written = draw(st.sampled_from(["", "", "", "+entities", "+entities-decimal"]))
        names.append(f"{page}:{'+'.join([mark, *onward])}{written}")
    return " > ".join(names)


@st.composite
def damaged_notes(draw: st.DrawFn) -> str:
    """Sound sentences of several languages, some of them damaged, each by a channel of its own."""
    from pipeline.mojibake import damage
    from tests import texts

    common = (
        "windows-1252:dropped+ad",
        "windows-1254:?",
        "windows-1252:c1",
        "windows-1251:u+fffd",
        "gbk:?+eats",
    )
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        sentence = draw(st.sampled_from(texts.sentences()))[: draw(st.integers(4, 60))]
        channel = draw(st.one_of(st.none(), st.sampled_from(common), channels()))
        parts.append(sentence if channel is None else damage(sentence, channel))
        parts.append(draw(st.sampled_from(["", " ", "\n", "\r\n\r\n", " `", "```\n", " | ", "\N{BULLET} "])))
    return "".join(parts)
