"""What files say of their own encoding."""

from __future__ import annotations

import pytest

from pipeline.audit.declared import find_declaration


@pytest.mark.parametrize(
    ("path", "head", "name"),
    [
        ("a.xml", b'<?xml version="1.0" encoding="ISO-8859-1"?>', "ISO-8859-1"),
        ("a.html", b'<html><meta charset="windows-1252">', "windows-1252"),
        ("a.html", b"<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>", "koi8-r"),
        ("a.css", b'@charset "utf-8";', "utf-8"),
        ("a.py", b"#!/usr/bin/python\n# -*- coding: latin-1 -*-\n", "latin-1"),
        ("a.rb", b"# encoding: cp1251\n", "cp1251"),
        ("a.tex", b"\\documentclass{a}\n\\usepackage[latin9]{inputenc}", "latin9"),
        ("a.po", b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=EUC-KR\\n"', "EUC-KR"),
        ("a.py", b"\xef\xbb\xbf# coding: utf-8", "utf-8"),
    ],
)
def test_declarations_are_found(path: str, head: bytes, name: str) -> None:
    declared = find_declaration(head, path)
    assert declared is not None
    assert declared.name == name
    assert head[declared.start :].startswith(name.encode())


@pytest.mark.parametrize(
    ("path", "head"),
    [
        ("a.md", b'write <meta charset="latin-1"> in the head'),
        ("a.py", b"x = 1\ny = 2\n# coding: latin-1\n"),
        ("a.pot", b'"Content-Type: text/plain; charset=CHARSET\\n"'),
        ("a.txt", b"plain"),
    ],
)
def test_what_only_looks_like_one_is_none(path: str, head: bytes) -> None:
    assert find_declaration(head, path) is None


@pytest.mark.parametrize(
    ("name", "encoding", "expected"),
    [
        ("utf-8", "utf-8", True),
        ("UTF8", "utf-8", True),
        ("latin-1", "utf-8", False),
        ("us-ascii", "utf-8", False),
        ("latin-1", "windows-1252", True),
        ("latin-1", "iso-8859-1", True),
        ("cp1251", "windows-1251", True),
        ("cp1251", "koi8-r", False),
        ("utf-16", "utf-16le", True),
        ("utf-16", "utf-8", False),
        ("gb2312", "gb18030", True),
        ("no-such-thing", "utf-8", True),
    ],
)
def test_a_declaration_agrees_with_what_it_means(name: str, encoding: str, expected: bool) -> None:
    declared = find_declaration(f"# coding: {name}\n".encode(), "a.py")
    assert declared is not None
    assert declared.agrees(encoding) is expected
