"""Who may talk to the page, what each answer says, and that a decision is kept when it is answered."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.decisions import parse
from pipeline.review.guard import HEADERS, MOST_BYTES
from pipeline.review.server import Server
from pipeline.settings import Settings
from tests.review.serving import serving


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    with serving(settings) as server:
        yield server


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _ask(server: Server, method: str, path: str, body: str = "", **headers: str | None) -> Any:
    """Status, headers and text of one answer; a header of None is left out."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    given = {"Host": f"127.0.0.1:{server.port}"}
    if method == "POST":
        given |= FORM | {"Origin": f"http://127.0.0.1:{server.port}", "Content-Length": str(len(body))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in given.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body.encode())
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), text


def _path(server: Server, rest: str = "") -> str:
    return urllib.parse.urlsplit(server.address).path + rest


def _first(server: Server) -> str:
    status, headers, _ = _ask(server, "GET", _path(server))
    assert status == 303
    return headers["location"]


def test_the_address_is_of_this_machine_and_has_a_token_nobody_guesses(server: Server) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", server.address)
    assert server._socket.getsockname()[0] == "127.0.0.1"


def test_every_answer_has_strict_headers(server: Server) -> None:
    for path in (
        _path(server),
        _first(server),
        "/",
        _path(server, "nowhere"),
        _path(server, "static/review.js"),
    ):
        _, headers, _ = _ask(server, "GET", path)
        found = {name.lower(): value for name, value in headers.items()}
        assert all(found[name.lower()] == value for name, value in HEADERS.items()), path
        assert "server" not in found
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/x/",
        "/../",
        "/%2e%2e/",
        "/static/review.js",
        "/item/x",
        "*",
        "http://127.0.0.1/",
        "/\xff".encode("latin-1").decode("latin-1"),
    ],
)
def test_without_the_token_there_is_nothing(server: Server, path: str) -> None:
    path = urllib.parse.quote(path, safe="/%:*.")
    status, _, text = _ask(server, "GET", path)
    assert status == 404
    assert server._token not in text


def test_a_token_that_is_nearly_right_is_wrong(server: Server) -> None:
    token = server._token
    for wrong in (token[:-1], token + "x", token.swapcase(), token[1:], f"{token}%00"):
        if wrong != token:
            assert _ask(server, "GET", f"/{wrong}/")[0] == 404


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "[::1]:{port}",
        "0.0.0.0:{port}",
        "",
        None,
    ],
)
def test_another_host_is_refused(server: Server, host: str | None) -> None:
    """A page of another origin whose name leads here (DNS rebinding)."""
    name = None if host is None else host.format(port=server.port)
    status, _, text = _ask(server, "GET", _path(server), Host=name)
    assert status in (400, 421)
    assert "item" not in text


def test_localhost_is_this_machine_too(server: Server) -> None:
    assert _ask(server, "GET", _path(server), Host=f"localhost:{server.port}")[0] == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Content_Type": "text/plain"},
        {"Content_Type": "application/json"},
        {"Content_Type": None},
    ],
)
def test_another_origin_or_kind_of_form_changes_nothing(
    server: Server, settings: Settings, headers: dict
) -> None:
    given = {name: value and value.format(port=server.port) for name, value in headers.items()}
    status, _, _ = _ask(server, "POST", _first(server), "choice=leave", **given)
    assert status in (403, 415)
    assert not _kept(server)


def _kept(server: Server) -> list[Any]:
    path = server.session.ledger.path
    return parse(path.read_bytes(), path) if path.exists() else []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(server: Server, method: str) -> None:
    assert _ask(server, method, _first(server))[0] == 405


def test_looking_changes_nothing(server: Server) -> None:
    for rest in (
        "",
        "list",
        "decided",
        "list?page=9",
        "list?page=-1",
        "decided?page=x",
        "list?page=" + "9" * 40,
    ):
        status, _, _ = _ask(server, "GET", _path(server, rest))
        assert status in (200, 303)
    assert _ask(server, "GET", _path(server, "undo"))[0] == 405
    assert _ask(server, "GET", _path(server, "take-back/x"))[0] == 405
    assert not _kept(server)


@pytest.mark.parametrize(
    "name",
    [
        "../guard.py",
        "..%2fguard.py",
        "%2e%2e/guard.py",
        "guard.py",
        "review.js/",
        "../static/review.js",
        "%00",
        "review.css%00.py",
        "/etc/passwd",
        "..\\guard.py",
    ],
)
def test_no_other_file_is_served(server: Server, name: str) -> None:
    status, _, text = _ask(server, "GET", _path(server, f"static/{name}").replace("\\", "%5c"))
    assert status in (404, 307)
    assert "import" not in text


def test_what_the_page_loads_is_served(server: Server) -> None:
    for name, kind in (
        ("review.js", "text/javascript"),
        ("review.css", "text/css"),
        ("htmx.min.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        status, headers, text = _ask(server, "GET", _path(server, f"static/{name}"))
        assert (status, bool(text)) == (200, True)
        assert headers["content-type"].startswith(kind)


def test_a_decision_is_on_the_disk_when_it_is_answered(server: Server) -> None:
    path = _first(server)
    status, headers, _ = _ask(server, "POST", path, "choice=leave")
    assert status == 303
    assert headers["location"] != path
    assert [one.verdict for one in _kept(server)] == ["leave"] * len(server.session.items[0].cases)


def test_a_choice_that_is_not_there_is_no_decision(server: Server) -> None:
    path = _first(server)
    for body in (
        "",
        "choice=",
        "choice=nonsense",
        "choice=open",
        "choice=correct",
        "x" * 1000,
        "choice=read&text=x",
    ):
        status, _, text = _ask(server, "POST", path, body)
        assert status == 200
        assert "nothing was chosen" in text
    assert not _kept(server)


def test_a_typed_reading_is_refused_and_kept_when_it_is_forced(server: Server) -> None:
    path = _first(server)
    typed = urllib.parse.urlencode({"choice": "typed", "typed": "<b>\u0436</b>"})
    status, _, text = _ask(server, "POST", path, typed)
    assert status == 200
    assert "Not kept:" in text
    assert "<b>" not in text
    assert not _kept(server)
    other = urllib.parse.urlencode({"forced": "something else"})
    assert "Not kept:" in _ask(server, "POST", path, f"{typed}&{other}")[2]
    forced = urllib.parse.urlencode({"forced": "<b>\u0436</b>"})
    assert _ask(server, "POST", path, f"{typed}&{forced}")[0] == 303
    assert _kept(server)[0].forced
    assert _kept(server)[0].text == "<b>\u0436</b>"


def test_an_item_that_is_not_there_is_said(server: Server) -> None:
    for method, rest in (
        ("GET", "item/x"),
        ("POST", "item/x"),
        ("GET", "item/x/skip"),
        ("GET", "item/x/back"),
        ("POST", "take-back/x"),
    ):
        assert _ask(server, method, _path(server, rest))[0] == 404


def test_a_body_without_end_is_refused(server: Server) -> None:
    assert _ask(server, "POST", _first(server), "x" * (MOST_BYTES + 1))[0] == 413


def test_a_file_that_breaks_meanwhile_is_told_and_the_review_goes_on(server: Server) -> None:
    path = _first(server)
    ledger = server.session.ledger.path
    ledger.write_bytes(b"<<<<<<< HEAD\n{}\n")
    status, _, text = _ask(server, "POST", path, "choice=leave")
    assert status == 500
    assert "a merge was left half done" in text
    assert ledger.read_bytes() == b"<<<<<<< HEAD\n{}\n"
    ledger.unlink()
    assert _ask(server, "POST", path, "choice=leave")[0] == 303
