"""What a file itself says it is encoded in.

In: the first bytes of a file, and its name. Out: a `Declaration`, or None. Touches nothing.
Idea: XML 1.0 section 4.3.3, HTML's `meta charset`, CSS's `@charset`, PEP 263 (which Ruby, Perl,
Emacs and Vim share), LaTeX's inputenc, gettext's header. Each is ASCII and near the start.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.encoding import PAGES

_HEAD = 4096
"""Bytes in which a declaration is looked for; HTML says 1,024, headers of gettext are longer."""

_NAME = rb"([A-Za-z0-9][A-Za-z0-9._:-]*)"
_ANYWHERE = (
    re.compile(rb"\A\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']" + _NAME),
    re.compile(rb"\A@charset \"" + _NAME + rb"\";"),
    re.compile(rb"\A(?:[^\r\n]*\r?\n)?[ \t\f]*(?:#|//|%|--|;|\"|/\*)[^\r\n]*?coding[:=][ \t]*" + _NAME),
)
_BY_ENDING = {
    (".html", ".htm", ".xhtml", ".shtml", ".php", ".jsp", ".vue"): re.compile(
        rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*" + _NAME, re.IGNORECASE
    ),
    (".tex", ".sty", ".cls", ".ltx"): re.compile(rb"\\usepackage\[" + _NAME + rb"\]\{inputenc\}"),
    (".po", ".pot"): re.compile(rb"\"Content-Type:[^\"\r\n]{0,100}charset=" + _NAME, re.IGNORECASE),
}
_ELSEWHERE = {"ansinew": "cp1252", "latin9": "iso8859-15", "applemac": "mac-roman", "x-sjis": "cp932"}
"""Names that Python does not know."""
_AS_ON_THE_WEB = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
"""Names by which programs mean a larger page (WHATWG Encoding Standard)."""
_TEMPLATES = frozenset(("charset", "encoding", "string"))


@dataclass(frozen=True, slots=True)
class Declaration:
    """An encoding that a file names."""

    name: str
    """As it stands there."""
    codec: str | None
    """Python's name of it; None where Python knows none."""
    start: int
    """Byte offset of the name."""

    @property
    def page(self) -> str | None:
        """Our name of it, if it is a code page."""
        codec = _AS_ON_THE_WEB.get(self.codec or "", self.codec)
        return next((page for page, name in PAGES.items() if codecs.lookup(name).name == codec), None)

    def agrees(self, encoding: str) -> bool:
        """Whether a text in an encoding of ours may declare this."""
        if self.codec is None:
            return True
        if encoding.startswith(("utf-16", "utf-32")):
            return self.codec.startswith(encoding[:6]) or self.codec == "utf-8"
        if encoding == "utf-8":
            return self.codec in ("utf-8", "utf-8-sig")
        return encoding == self.page or codecs.lookup(PAGES[encoding]).name == self.codec


def find_declaration(data: bytes, path: str) -> Declaration | None:
    """What a file declares.

    Args:
        data: its bytes.
        path: its ending tells which declarations count.
    """
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    shift = min(len(data), _HEAD) - len(head)
    patterns = list(_ANYWHERE)
    patterns += [pattern for endings, pattern in _BY_ENDING.items() if path.lower().endswith(endings)]
    for pattern in patterns:
        match = pattern.search(head)
        if match and match[1].decode("ascii").lower() not in _TEMPLATES:
            name = match[1].decode("ascii")
            return Declaration(name, _codec_of(name), match.start(1) + shift)
    return None


def _codec_of(name: str) -> str | None:
    # Emacs says where lines end, too.
    name = re.sub(r"-(unix|dos|mac)\Z", "", name.lower())
    try:
        return codecs.lookup(_ELSEWHERE.get(name, name)).name
    except LookupError:
        return None
