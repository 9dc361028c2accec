"""The page: one file that asks for nothing, and in which no text of a file can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from pipeline.mojibake import damage, repair
from pipeline.report import Lot, Part, Shown, Subject, merged, page, part_of
from pipeline.report.shown import FIRST

QUOTE = damage("\u2019", "windows-1252:none")
HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--<script>",
    "' onmouseover='alert(1)",
    "]]>&amp;&lt;b&gt;",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }}{% raw %}",
)


class _Reader(HTMLParser):
    """Elements, attributes and the texts of scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {"script": [], "style": []}

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", {}))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag in self.texts:
            self.texts[tag].append("")

    def handle_data(self, data: str) -> None:
        last = self.elements[-1][0] if self.elements else ""
        if last in self.texts:
            self.texts[last][-1] += data


def _part(text: str = "", path: str = "a.md", count: int = 1) -> Part:
    source = f"{text} It{QUOTE}s {text}\n"
    subject = Subject(
        path=path, status="repaired", encoding="utf-8", source=source, edits=repair(source).edits
    )
    return part_of([subject] * count)


def _read(data: bytes) -> _Reader:
    reader = _Reader()
    reader.feed(data.decode("utf-8"))
    reader.close()
    return reader


def test_the_page_asks_for_nothing() -> None:
    html = page(_part()).decode("utf-8")
    for _, attributes in _read(html.encode()).elements:
        assert not {"src", "srcset", "action", "style"} & set(attributes)
        assert all(not name.startswith("on") for name in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert not re.search(r"@import|url\(|https?://(?!www\.w3\.org)", html)


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else() -> None:
    reader = _read(page(_part()))
    (policy,) = (a["content"] or "" for _, a in reader.elements if a.get("http-equiv"))
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    (style,) = reader.texts["style"]
    code = reader.texts["script"][-1]
    assert rules == {
        "default-src": "'none'",
        "style-src": f"'{_hash(style)}'",
        "script-src": f"'{_hash(code)}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_element_and_comes_through_as_text(text: str) -> None:
    plain = [element[0] for element in _read(page(_part("plain", "plain.md"))).elements]
    reader = _read(page(_part(text, f"{text.replace('/', '')}.md")))
    assert [element[0] for element in reader.elements] == plain
    data = json.loads(reader.texts["script"][0])
    assert text in data["rows"][0][6][0][0]
    assert page(_part(text)).count(b"</script>") == page(_part("plain")).count(b"</script>")


def test_the_same_part_gives_the_same_bytes() -> None:
    assert page(_part()) == page(_part())


def test_a_page_without_findings_says_so() -> None:
    html = page(Part()).decode("utf-8")
    assert "Nothing is wrong" in html


def test_the_figures_are_the_parts() -> None:
    html = page(merged([_part(count=3), _part(path="b/c.md")])).decode("utf-8")
    assert "4 notes: 0 sound, 4 repaired." in html
    assert re.search(r'class="figure">4</span> <span>damaged places', html)


def test_what_is_left_out_is_said() -> None:
    html = page(merged([_part(count=9)], 4)).decode("utf-8")
    assert "5 more changes" in html


def test_a_report_of_an_audit_speaks_of_proposals() -> None:
    html = page(_part(), of_audit=True, fingerprints=[("a.md", "0" * 32)]).decode("utf-8")
    assert "What the audit found" in html
    assert "1 can be repaired" in html
    assert 'id="fingerprints"' in html


@pytest.mark.parametrize("together", [1, 2, 100])
def test_rows_that_came_in_lots_make_the_same_page(together: int) -> None:
    """Rows become JSON as they come, and what is left of a file then is bytes."""
    parts = [_part(text, path=f"{at}.md", count=2) for at, text in enumerate(("", *HOSTILE, "\udc80"))]
    whole = merged(parts)
    counts, shown, lot = Part(), Shown(), Lot()
    for at, part in enumerate(parts):
        counts.count(part)
        for number, document in enumerate(part.documents):
            lot.add(document, [row[1:] for row in part.rows if row[0] == number])
        if at % together == together - 1:
            shown.take(lot)
            lot = Lot()
    shown.take(lot)
    assert page(counts, shown) == page(whole)
    assert shown.count == len(whole.rows) == 2 * len(parts)


def test_of_many_rows_only_the_first_stay_as_they_are() -> None:
    shown = Shown()
    (document,), rows = (part := _part()).documents, part.rows
    for _ in range(3 * FIRST):
        lot = Lot()
        lot.add(document, [rows[0][1:]])
        shown.take(lot)
    assert (len(shown.first), shown.count) == (FIRST, 3 * FIRST)
    assert len(json.loads(b"".join(shown.json({"repaired": "repaired"})))["rows"]) == 3 * FIRST
