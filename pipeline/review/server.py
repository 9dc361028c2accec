"""The review page's server: a few addresses on this machine, each a step of the review.

In: a session and its contexts. Out: an ASGI application, and a server that runs until interrupted.
Touches one port of the loopback address, and what the session touches. Every step that changes
something is a form that is sent and answered by the next page (POST, then 303), so the page
works without script, and going back or loading again repeats nothing.
"""

from __future__ import annotations

import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from pipeline.decisions import Decision
from pipeline.errors import DecisionsError, InputError, OutputError
from pipeline.review import view
from pipeline.review.context import Contexts
from pipeline.review.guard import App, Guard
from pipeline.review.items import Item, Output, PairItem, items_of
from pipeline.review.ledger import Ledger
from pipeline.review.session import Choice, Refusal, Session

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PAGE = 100
"""Items on one page of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What a request asks for."""

    id: str
    page: str | None
    form: Mapping[str, str]


class Review:
    """The pages of one review."""

    def __init__(self, session: Session, contexts: Contexts) -> None:
        self._session = session
        self._contexts = contexts
        self._said = ""
        """What the next page says of the step before it."""

    def application(self, token: str) -> Starlette:
        """The pages as an application, behind a guard that knows the token."""
        from starlette.applications import Starlette
        from starlette.routing import Route

        self._root = f"/{token}"
        routes = [
            Route("/", self._steps(self._start)),
            Route("/item/{id}", self._steps(self._item)),
            Route("/item/{id}", self._steps(self._decide), methods=["POST"]),
            Route("/item/{id}/skip", self._steps(self._skip)),
            Route("/item/{id}/back", self._steps(self._back)),
            Route("/list", self._steps(self._list)),
            Route("/decided", self._steps(self._decided)),
            Route("/undo", self._steps(self._undo), methods=["POST"]),
            Route("/take-back/{id}", self._steps(self._take_back), methods=["POST"]),
            Route("/static/{name}", self._static),
        ]
        return Starlette(routes=routes)

    def _steps(self, step: Callable[[_Step], Response]) -> Callable[[Request], Awaitable[Response]]:
        """A step with its form; what goes wrong with a file is a page, and nothing is changed."""

        async def endpoint(request: Request) -> Response:
            try:
                data = (await request.body()).decode("utf-8", "replace")
                form = {name: values[-1] for name, values in parse_qs(data, keep_blank_values=True).items()}
                page = request.query_params.get("page")
                self._session.look()
                return step(_Step(id=request.path_params.get("id", ""), page=page, form=form))
            except (DecisionsError, InputError) as err:
                return self._page("trouble", status=500, error=err, title="Trouble")

        return endpoint

    def _page(self, name: str, *, status: int = 200, **values: Any) -> Response:
        from starlette.responses import HTMLResponse

        said, self._said = self._said, ""
        session = self._session
        html = view.render(
            name,
            root=self._root,
            said=said,
            done=session.done,
            total=len(session.items),
            can_undo=session.can_undo,
            file=str(session.ledger.path),
            **values,
        )
        return HTMLResponse(html, status_code=status)

    def _to(self, path: str) -> Response:
        from starlette.responses import RedirectResponse

        return RedirectResponse(f"{self._root}{path}", status_code=303)

    def _to_item(self, item: Item | None) -> Response:
        return self._to(f"/item/{item.id}" if item is not None else "/decided")

    def _missing(self) -> Response:
        return self._page("missing", status=404, title="Not there")

    # Pages

    def _start(self, _step: _Step) -> Response:
        return self._to_item(self._session.next_open())

    def _item(self, step: _Step) -> Response:
        item = self._session.item(step.id)
        return self._missing() if item is None else self._show(item)

    def _show(self, item: Item, refusal: Refusal | None = None, *, alike: bool = False) -> Response:
        session = self._session
        is_pair = isinstance(item, PairItem)
        choices, decision = session.choices(item), session.decision(item)
        return self._page(
            "pair" if is_pair else "repair",
            title=f"{'Pair' if is_pair else 'Place'} {session.number(item)} of {len(session.items)}",
            item=item,
            number=session.number(item),
            choices=choices,
            chosen=_chosen(choices, decision),
            decision=decision,
            alike=sum(len(one.places) for one in session.alike(item)),
            with_alike=alike,
            refusal=refusal,
            context=None if isinstance(item, PairItem) else self._contexts.of(item),
        )

    def _skip(self, step: _Step) -> Response:
        item = self._session.item(step.id)
        return self._missing() if item is None else self._to_item(self._session.next_open(item))

    def _back(self, step: _Step) -> Response:
        item = self._session.item(step.id)
        return self._missing() if item is None else self._to_item(self._session.next_open(item, back=True))

    def _list(self, step: _Step) -> Response:
        session = self._session
        places = session.open
        page = _number(step.page, 1 + max(0, len(places) - 1) // PAGE)
        first = PAGE * (page - 1)
        return self._page(
            "list",
            title="What is open",
            items=[session.items[place] for place in places[first : first + PAGE]],
            page=page,
            pages=1 + max(0, len(places) - 1) // PAGE,
            first=first,
        )

    def _decided(self, step: _Step) -> Response:
        session = self._session
        found = session.decided()
        pages = 1 + max(0, len(found) - 1) // PAGE
        page = _number(step.page, pages)
        shown = found[PAGE * (page - 1) : PAGE * page]
        return self._page(
            "decided",
            title="What is decided",
            decisions=[(session.name_of(one), one) for one in shown],
            count=len(found),
            page=page,
            pages=pages,
        )

    # Steps that change something

    def _decide(self, step: _Step) -> Response:
        session = self._session
        item = session.item(step.id)
        if item is None:
            return self._missing()
        alike = step.form.get("alike") == "yes"
        verdict = "correct" if isinstance(item, PairItem) else "read"
        if step.form.get("choice") == "typed":
            # A form sends line ends as CRLF; no text of ours has them unless it was typed so.
            text = step.form.get("typed", "").replace("\r\n", "\n")
            refusal = session.refusal(item, text)
            forced = refusal is not None and step.form.get("forced") == text and bool(text)
            if refusal is not None and not forced:
                return self._show(item, refusal, alike=alike)
            count = session.decide(item, verdict, text, forced=forced, alike=alike)
        else:
            choice = next((one for one in session.choices(item) if one.id == step.form.get("choice")), None)
            if choice is None:
                return self._show(item, Refusal(text="", reason="nothing was chosen"), alike=alike)
            count = session.decide(item, choice.verdict, choice.text, alike=alike)
        self._said = "Kept." if count == 1 else f"Kept, for {count:,} places."
        return self._to_item(session.next_open(item))

    def _undo(self, _step: _Step) -> Response:
        had = self._session.can_undo
        item = self._session.undo()
        self._said = "Taken back." if had else "There is nothing to take back."
        return self._to_item(item if item is not None else self._session.next_open())

    def _take_back(self, step: _Step) -> Response:
        decision = self._session.named(step.id)
        if decision is None:
            return self._missing()
        self._session.take_back(decision)
        self._said = "Taken back."
        return self._to("/decided")

    async def _static(self, request: Request) -> Response:
        from starlette.responses import Response

        name = request.path_params["name"]
        data = view.static(name)
        if data is None:
            return self._missing()
        return Response(data, media_type=view.STATIC[name])


def _chosen(choices: list[Choice], decision: Decision | None) -> str:
    """Id of the choice that Enter takes: what was decided, else the best reading, else what harms least."""
    for one in choices:
        if decision is not None and (one.verdict, one.text) == (decision.verdict, decision.text):
            return one.id
    return next((one.id for one in choices if one.verdict in ("read", "keep")), "leave")


def _number(text: str | None, most: int) -> int:
    """A page's number from an address."""
    return min(int(text), most) if text and text.isascii() and text.isdigit() and int(text[:9]) > 0 else 1


def open_review(out: str, ledger: Ledger) -> tuple[Session, Contexts]:
    """A review of the last run that wrote to `out`.

    Raises:
        InputError: no run has written there.
    """
    output = Output(out)
    return Session(items_of(output), ledger), Contexts(output)


class Server:
    """A review page that is served on the loopback address until it is stopped."""

    def __init__(self, session: Session, contexts: Contexts, port: int = 0) -> None:
        """Take a port.

        Args:
            session: the review.
            contexts: the texts around its places.
            port: 0 for any that is free.

        Raises:
            OutputError: the port is taken.
        """
        self.session = session
        self._token = secrets.token_urlsafe(24)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            self._socket.bind(("127.0.0.1", port))
            self._socket.listen(64)  # from here on a browser waits, and is not turned away
        except (OSError, OverflowError) as err:
            self._socket.close()
            raise OutputError(
                f"port {port} cannot be used: {err}", hint="leave --port out, and a free one is taken"
            ) from err
        self.port: int = self._socket.getsockname()[1]
        app = Review(session, contexts).application(self._token)
        self.app: App = Guard(app, self._token, self.port)
        self._server: Any = None

    @property
    def address(self) -> str:
        """The page's address, with its token."""
        return f"http://127.0.0.1:{self.port}/{self._token}/"

    def run(self) -> None:
        """Serve until interrupted."""
        import uvicorn

        config = uvicorn.Config(
            self.app,
            log_config=None,  # an address holds the token, and belongs in no log
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            loop="asyncio",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._server.run(sockets=[self._socket])

    def close(self) -> None:
        """Give the port back."""
        self._socket.close()

    @property
    def is_up(self) -> bool:
        """Whether it answers."""
        return self._server is not None and bool(self._server.started)

    def stop(self) -> None:
        """End `run`, from another thread."""
        if self._server is not None:
            self._server.should_exit = True
