"""Places whose text names a file: they are not edited, for the file may bear the damaged name.

In: a source text. Out: spans of the targets of relative links and images. Touches nothing.
Idea: inline links, reference definitions and `src`/`href` attributes (CommonMark 0.31, sections
6.3, 4.7 and 6.6), found by their ASCII marks, which damage by a code page leaves in place. An
address with a scheme or a host names no file of the folder, and a bare fragment names none.
"""

from __future__ import annotations

import re

Spans = list[tuple[int, int]]

_BARE = r"[^ \t\r\n<>()]*(?:\([^ \t\r\n()]*\)[^ \t\r\n()]*)*"
_INLINE = rf"\]\([ \t]*(?:<(?P<angled>[^<>\r\n]*)>|(?P<bare>{_BARE}))"
_TARGET = re.compile(
    rf"{_INLINE}"
    r"|^[ ]{0,3}\[(?!\^)[^\]\r\n]+\]:[ \t]*"
    r"(?:<(?P<angled_reference>[^<>\r\n]*)>|(?P<reference>[^ \t\r\n<]\S*))"
    r"|\b(?:src|href)[ \t]*=[ \t]*(?:\"(?P<double>[^\"\r\n]*)\"|'(?P<single>[^'\r\n]*)')",
    re.MULTILINE | re.ASCII,
)
_INLINE_TARGET = re.compile(_INLINE, re.ASCII)
"""For texts without the marks of the others: it begins with a letter that can be looked for."""
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:|//|#|\Z")


def relative_targets(text: str) -> Spans:
    """Spans of all targets of relative links and images, in order."""
    has_others = "]:" in text or "src" in text or "href" in text
    if not has_others and "](" not in text:
        return []
    spans: Spans = []
    for match in (_TARGET if has_others else _INLINE_TARGET).finditer(text):
        group = match.lastgroup
        if group is not None and not _ELSEWHERE.match(match[group]):
            spans.append(match.span(group))
    return spans
