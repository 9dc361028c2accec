"""Who may talk to the review page: this machine's browser, from the page itself, with the token.

In: requests. Out: those that may pass, and answers with strict headers. Touches nothing.
The page can write a person's decisions, so other pages in the same browser must not reach it:
the address has a token that nobody can guess; `Host` must name the loopback address and port
(against DNS rebinding); what changes something must come from this origin (`Origin`, `Sec-Fetch-Site`)
as a form, whose type no other page can send across origins with another meaning.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

MOST_BYTES = 1 << 18
"""Of a request's body: a correction of a long pair, percent-encoded."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The address holds the token. `no-referrer` would make a form's Origin null.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Guard:
    """Lets only good requests through to an application, and gives every answer its headers."""

    def __init__(self, app: App, token: str, port: int) -> None:
        self._app = app
        self._token = token.encode("ascii")
        self._hosts = (f"127.0.0.1:{port}".encode(), f"localhost:{port}".encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # a web socket, of which there is none
            return

        async def sending(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                ours = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in ours]
                message["headers"] = [*kept, *ours.items()]
            await send(message)

        status = self._refused(scope)
        if status:
            await _answer(sending, *status)
            return
        body, is_small = await _body(receive)
        if not is_small:
            await _answer(sending, 413, "That is too long.")
            return

        async def again() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        path = scope["path"][1 + len(self._token) :] or "/"
        await self._app({**scope, "path": path, "raw_path": path.encode()}, again, sending)

    def _refused(self, scope: Scope) -> tuple[int, str] | None:
        """Status and words for a request that may not pass."""
        headers = scope["headers"]
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 421, "This page is at 127.0.0.1 only."
        first = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        if not hmac.compare_digest(first.encode("utf-8", "surrogateescape"), self._token):
            return (
                404,
                "There is nothing here. The address that `pipeline review` printed is the whole of it.",
            )
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return 405, "That cannot be done here."
        origins = [value for name, value in headers if name == b"origin"]
        if origins != [b"http://" + hosts[0]]:
            return 403, "Only this page itself may change something."
        if any(value != b"same-origin" for name, value in headers if name == b"sec-fetch-site"):
            return 403, "Only this page itself may change something."
        kinds = [value.split(b";")[0].strip().lower() for name, value in headers if name == b"content-type"]
        if kinds != [b"application/x-www-form-urlencoded"]:
            return 415, "That is no form of this page."
        return None


async def _body(receive: Receive) -> tuple[bytes, bool]:
    """A request's body, and whether it is short enough."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return body, False
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return b"", False
        if not message.get("more_body"):
            return body, True


async def _answer(send: Send, status: int, text: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
