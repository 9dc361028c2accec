"""Text for XML: what XML 1.0 forbids never reaches a file.

In: any text. Out: the text without forbidden characters; elements as bytes. Touches nothing.
Forbidden are control characters but tab and line ends, halves of surrogate pairs, U+FFFE and
U+FFFF (XML 1.0, production 2), also as character references; one of them makes a whole file
unreadable, so they are taken out, and whoever does it says so where a person will see it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pipeline.errors import MissingExtraError

if TYPE_CHECKING:
    from lxml import etree

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

XML = "http://www.w3.org/XML/1998/namespace"
"""Namespace of `xml:lang` and `xml:space`."""


def allowed(text: str) -> str:
    """The text without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def load() -> Any:
    """The module `lxml.etree`.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        from lxml import etree
    except ImportError as err:
        raise MissingExtraError(
            "package lxml is not installed, which writes TMX and XLIFF",
            hint="pip install 'mojibake-pipeline[run]'",
        ) from err
    return etree


def top(name: str, **attributes: str) -> etree._Element:
    """An element without a parent, its attributes allowed in XML."""
    return load().Element(name, {key: allowed(value) for key, value in attributes.items()})


def child(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """An element below another one, its text and attributes allowed in XML."""
    element = load().SubElement(parent, name, {key: allowed(value) for key, value in attributes.items()})
    if text is not None:
        element.text = allowed(text)
    return element


def encoded(element: etree._Element) -> bytes:
    """An element as UTF-8, with a line end."""
    text: str = load().tostring(element, encoding="unicode")
    return f"{text}\n".encode()
