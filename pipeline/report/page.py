"""The page of the report, from its parts.

In: a `Part`. Out: the bytes of one HTML file that needs nothing else. Touches the template, style
and script beside this module. The page's content policy allows its own script and style by
their hashes and nothing else, so no text that a file brings along can run, whatever it holds.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from pipeline import __version__
from pipeline.mojibake.channel import parse_channel
from pipeline.records import GRADES
from pipeline.report.parts import Part
from pipeline.report.shown import FIRST, Shown, badge, escaped
from pipeline.wording import PAGES, counted

_MOST_BARS = 8
_DATA = '<script type="application/json" id="data">'
"""What stands before the rows; the template leaves the element empty."""

_AUDIT_WORDS = {
    "clean": "sound",
    "repaired": "can be repaired",
    "doubtful": "can be repaired with doubt",
    "damaged": "need a person",
    "rejected": "could not be read",
}
_STATUS_WORDS = {
    "clean": "sound",
    "repaired": "repaired",
    "doubtful": "with doubt",
    "damaged": "still broken",
    "rejected": "set aside",
}


def page(
    part: Part,
    shown: Shown | None = None,
    *,
    of_audit: bool = False,
    fingerprints: Iterable[tuple[str, str]] | None = None,
) -> bytes:
    """The report as one file.

    Args:
        part: all that is told.
        shown: the rows, where they are not in the part.
        of_audit: whether nothing was changed, and repairs are proposals.
        fingerprints: path and fingerprint of each finding, so that the page can be a baseline.
    """
    from jinja2 import Environment
    from markupsafe import Markup

    shown = shown or Shown.of(part)
    words = _AUDIT_WORDS if of_audit else _STATUS_WORDS
    style, script = _resource("report.css"), _resource("report.js")
    environment = Environment(autoescape=True)
    html = environment.from_string(_resource("report.html")).render(
        policy=_policy(style, script),
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704
        fingerprints=None if fingerprints is None else Markup(escaped(list(fingerprints))),  # noqa: S704
        version=__version__,
        first=FIRST,
        rows=bool(shown.count),
        shown=_first_rows(shown, words),
        count=_count(shown.count, part.more),
        **_words(part, of_audit=of_audit),
    )
    # All but our own tags is escaped, so there is one such. Put together as a text it would take
    # four times as much: one emoji, and each of its characters takes four bytes.
    head, data, tail = html.partition(_DATA)
    before, after = (text.encode("utf-8", "backslashreplace") for text in (head + data, tail))
    return b"".join((before, *shown.json(words), after, b"\n"))


@cache
def _resource(name: str) -> str:
    return resources.files("pipeline.report").joinpath("web", name).read_text(encoding="utf-8").strip()


def _policy(style: str, script: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _first_rows(shown: Shown, words: Mapping[str, str]) -> list[dict[str, Any]]:
    """The first rows as the template takes them, by document."""
    found: list[dict[str, Any]] = []
    number = None
    for row in shown.first:
        if row[0] != number:
            number = row[0]
            path, status, _, places = shown.documents[number]
            found.append({"path": path, "status": status, "words": badge(words[status], places), "rows": []})
        line, column, kind, code, language, before, after, _, message = row[1:]
        found[-1]["rows"].append(
            {
                "where": "Whole file" if line is None else f"Line {line}, column {column}",
                "kind": kind,
                "message": f"{code}: {message}" if message else "",
                "language": language,
                "before": before,
                "after": after,
            }
        )
    return found


def _count(rows: int, left: int) -> str:
    more = f"; {left:,} more changes, all of them surer, stand in table repairs" if left else ""
    return f"{counted(rows, 'line')} with changes or findings{more}"


def _words(part: Part, *, of_audit: bool) -> dict[str, Any]:
    """Title, sentence, figures and charts."""
    total = sum(part.statuses.values())
    noun = "file" if of_audit else "note"
    found = {name: part.grades[name] for name in GRADES}
    sure = found["certain"] + found["confident"]
    status_words = _AUDIT_WORDS if of_audit else _STATUS_WORDS
    became = ", ".join(
        f"{part.statuses[name]:,} {words}"
        for name, words in status_words.items()
        if part.statuses[name] or name in ("clean", "repaired")
    )
    made = "can be repaired" if of_audit else "restored"
    return {
        "title": "What the audit found" if of_audit else "What was found and repaired",
        "sentence": f"{counted(total, noun)}: {became}.",
        "nouns": f"{noun.capitalize()}s",
        "tiles": [
            {"figure": f"{total:,}", "words": f"{noun}s read", "kind": ""},
            {"figure": f"{sum(found.values()):,}", "words": "damaged places", "kind": "error"},
            {"figure": f"{sure:,}", "words": f"{made} surely", "kind": "certain"},
            {"figure": f"{found['doubtful']:,}", "words": f"{made} with doubt", "kind": "doubtful"},
            {"figure": f"{found['left']:,}", "words": "left broken", "kind": "left"},
        ],
        "sides": _sides(part, status_words, "If repaired" if of_audit else "After") if total else [],
        "charts": _charts(part),
        "heading": "Findings, and what the text would be" if of_audit else "Every change, before and after",
        "nothing": f"Nothing is wrong with {'these files' if of_audit else 'these notes'}.",
    }


def _sides(part: Part, words: Mapping[str, str], after_name: str) -> list[dict[str, Any]]:
    """Files before and after, each as a bar of parts."""
    before = [("clean", "sound", part.before["sound"]), ("damaged", "damaged", part.before["damaged"])]
    after = [(name, text, part.statuses[name]) for name, text in words.items()]
    return [{"name": "Before", "parts": _stack(before)}, {"name": after_name, "parts": _stack(after)}]


def _stack(parts: Sequence[tuple[str, str, int]]) -> list[dict[str, Any]]:
    total = sum(count for _, _, count in parts) or 1
    shown: list[dict[str, Any]] = []
    at = 0
    for kind, words, count in parts:
        if not count:
            continue
        start, at = at, at + count
        x, end = round(1000 * start / total, 2), round(1000 * at / total, 2)
        # A part too small to be seen is not hidden: at least three of a thousand.
        width = max(round(end - x, 2), 3)
        shown.append({"kind": kind, "words": words, "figure": f"{count:,}", "x": min(x, 997), "width": width})
    return shown


def _charts(part: Part) -> list[dict[str, Any]]:
    pages: Counter[str] = Counter()
    for channel, count in part.channels.items():
        pages[_page_names(channel)] += count
    folders = {
        name if name != "." else "(the top folder)": count for name, count in part.folders.items() if count
    }
    grades = {name: part.grades[name] for name in GRADES if part.grades[name]}
    charts = [
        _chart("Damaged places by code page", "Code page", "Places", _ranked(pages)),
        _chart("Damaged places by folder", "Folder", "Places", _ranked(folders)),
        _chart("Damaged places by how sure", "Grade", "Places", list(grades.items()), kinds=True),
        _chart("Findings by code", "Code", "Findings", _ranked(part.codes)),
    ]
    return [chart for chart in charts if chart["bars"]]


def _page_names(channel: str) -> str:
    """The code pages of a channel, with where each is at home: `windows-1254 (Turkish Windows)`."""
    pages = [layer.page for layer in parse_channel(channel)]
    if len(set(pages)) == 1:
        times = f", {len(pages)} times" if len(pages) > 1 else ""
        return f"{pages[0]} ({PAGES[pages[0]]}){times}"
    return ", then ".join(pages)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _chart(
    title: str, what: str, unit: str, counts: Sequence[tuple[str, int]], *, kinds: bool = False
) -> dict[str, Any]:
    most = max((count for _, count in counts), default=1)
    bars = [
        {
            "name": name,
            "figure": f"{count:,}",
            "width": max(round(100 * count / most, 1), 1),
            "kind": name if kinds else "plain",
        }
        for name, count in counts[:_MOST_BARS]
    ]
    rest = sum(count for _, count in counts[_MOST_BARS:])
    if rest:
        name = f"{len(counts) - _MOST_BARS:,} more"
        width = max(round(100 * min(rest, most) / most, 1), 1)
        bars.append({"name": name, "figure": f"{rest:,}", "width": width, "kind": "sound"})
    return {"title": title, "what": what, "unit": unit, "bars": bars}
