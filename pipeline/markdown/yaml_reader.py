"""Read a repaired front matter: `read_header(raw) -> HeaderValues`.

In: the front matter's text, after repair. Out: its values, parsed and as written, or findings.
Touches nothing. python-frontmatter does the reading, through a handler on `yaml.CSafeLoader`:
given the bounds by us, since its own split loses text, and never through `Post`, which a key
`content:` breaks. YAML 1.1 makes `no` False, `010` 8 and `1.10` 1.1, so the scalar as
written is kept beside each value. Never written back: writing is by span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from pipeline.findings import finding
from pipeline.markdown.events import encodable
from pipeline.markdown.header import find_rules
from pipeline.markdown.yaml_nodes import Problem, compose, content_of, unreadable
from pipeline.positions import LineIndex
from pipeline.records import Finding

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderValue:
    """One top-level entry of a front matter."""

    key: str
    """The key as written."""
    parsed: Any
    """The value as YAML 1.1 reads it: None, bool, int, float, str, bytes, date, datetime, list,
    dict, set. Keys of mappings are always as written; a scalar that its type cannot hold
    (`2022-02-30`) stays a string."""
    written: str | tuple[str, ...] | None
    """The scalar as written, quotes and escapes resolved; of a list of scalars each, nulls left
    out; None for a null, and for collections that hold collections."""
    start: int
    """First code point of the value's content in the text given."""
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderValues:
    """What a front matter says."""

    entries: tuple[HeaderValue, ...] = ()
    """In the order of the file; merged keys (`<<`) before the mapping's own."""
    findings: tuple[Finding, ...] = ()
    """Why it could not be read; empty where it could. Offsets are into the text given."""

    @property
    def readable(self) -> bool:
        """Whether it parsed to a mapping (an empty one is a mapping)."""
        return not self.findings

    @property
    def keys(self) -> tuple[str, ...]:
        """Its top-level keys, in order."""
        return tuple(entry.key for entry in self.entries)

    def get(self, key: str) -> HeaderValue | None:
        """The entry of a key, or None."""
        return next((entry for entry in self.entries if entry.key == key), None)


def read_header(raw: str, *, max_bytes: int = 2**20, max_aliases: int = 100) -> HeaderValues:
    """Read a front matter.

    Args:
        raw: the front matter with its rules, or only what stands between them.
        max_bytes: larger content is not parsed.
        max_aliases: content with more YAML aliases is not parsed.

    Returns:
        The values; or one finding: `front-matter-too-large`, `-alias-bomb`, `-duplicate-key`,
        `-not-a-mapping` or `-unreadable`. Its line is the file's, given that the front matter
        begins the file: without its rules, the content is taken to begin on line 2.
    """
    rules = find_rules(raw)
    start, end = rules[:2] if rules else (0, len(raw))
    handler = _Handler(raw[start:end], max_bytes=max_bytes, max_aliases=max_aliases)
    metadata, _ = frontmatter.parse(raw, handler=handler)
    if handler.problem:
        return HeaderValues(findings=(_finding(handler.problem, raw, start, 0 if rules else 1),))
    return HeaderValues(entries=tuple(handler.entries(metadata, start)))


class _Loader(yaml.CSafeLoader):
    """CSafeLoader whose mappings have their keys as written, and whose scalars never fail."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=deep) for key, value in node.value}


def _lenient(tag: str) -> None:
    constructor = yaml.CSafeLoader.yaml_constructors[tag]

    def construct(loader: Any, node: Any) -> Any:
        try:
            return constructor(loader, node)
        except (ValueError, OverflowError, yaml.constructor.ConstructorError):
            return node.value

    _Loader.add_constructor(tag, construct)


for _tag in ("int", "float", "timestamp", "binary"):
    _lenient(f"tag:yaml.org,2002:{_tag}")
_Loader.add_constructor("tag:yaml.org,2002:value", lambda _, node: node.value)


class _Handler(YAMLHandler):
    """python-frontmatter's handler for one front matter whose bounds are known."""

    def __init__(self, content: str, *, max_bytes: int, max_aliases: int) -> None:
        super().__init__()
        self.content = content
        self.limits = {"max_bytes": max_bytes, "max_aliases": max_aliases}
        self.root: yaml.MappingNode | None = None
        self.problem: Problem | None = None

    def split(self, text: str) -> tuple[str, str]:  # noqa: ARG002  the bounds are known
        return self.content, ""

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        try:
            loader = _Loader(encodable(fm))
        except (yaml.YAMLError, ValueError) as err:
            self.problem = unreadable(err)
            return {}
        try:
            root = compose(loader, fm, **self.limits)
            if isinstance(root, Problem):
                self.problem = root
                return {}
            self.root = root
            return loader.construct_document(root) if root else {}
        except (yaml.YAMLError, RecursionError, ValueError, TypeError, AttributeError) as err:
            self.problem = unreadable(err)
            return {}
        finally:
            loader.dispose()

    def entries(self, metadata: dict[str, Any], shift: int) -> list[HeaderValue]:
        """The entries of what was loaded; `shift` is the content's offset in the text given."""
        if self.root is None:
            return []
        nodes = {key.value: value for key, value in self.root.value}
        entries = []
        for key, node in nodes.items():
            start, end = content_of(node, self.content)
            entries.append(
                HeaderValue(
                    key=key,
                    parsed=metadata[key],
                    written=_written(node),
                    start=shift + start,
                    end=shift + end,
                )
            )
        return entries


def _written(node: Any) -> str | tuple[str, ...] | None:
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _NULL else str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(
        isinstance(child, yaml.ScalarNode) for child in node.value
    ):
        return tuple(child.value for child in node.value if child.tag != _NULL)
    return None


def _finding(problem: Problem, raw: str, start: int, lines_before: int) -> Finding:
    if problem.offset is None:
        return finding(problem.code, problem.message, line=1, column=1, start=0, end=len(raw))
    offset = min(start + problem.offset, len(raw))
    line, column = LineIndex(raw).place(offset)
    return finding(
        problem.code, problem.message, line=line + lines_before, column=column,
        start=offset, end=min(offset + 1, len(raw)),
    )  # fmt: skip
