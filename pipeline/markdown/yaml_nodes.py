"""Compose a front matter's YAML under guard, and find its scalars.

In: the text between the rules. Out: its mapping node, or a `Problem` with its place; spans.
Touches nothing. Guarded are size, aliases (counted before, and what they expand to: nine levels
of nine aliases are few, and are gigabytes when walked), keys that stand twice, keys that are
collections. Nesting is guarded by libyaml itself (1,000 levels).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from pipeline.markdown.events import SPACE, encodable
from pipeline.markdown.spans import Span

MAX_PATH_DEPTH = 64
"""A collection nested deeper is one block: its scalars' paths could be longer than the text."""

MAX_EXPANSION = 10
"""How many times as many nodes as it has a front matter may be when its aliases are followed."""

MERGE = "tag:yaml.org,2002:merge"

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_BLOCK_SCALAR_HEAD = re.compile(r"[|>][^\r\n]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]*")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a front matter was not read."""

    code: str
    message: str
    offset: int | None
    """Code point offset in the content; None where it is the whole."""


def compose(
    loader: Any, content: str, *, max_bytes: int, max_aliases: int
) -> yaml.MappingNode | Problem | None:
    """The root mapping of a front matter; None where it holds nothing but comments.

    Args:
        loader: a `yaml.CSafeLoader`, or of a class derived from it, made with the content.
        content: what stands between the rules.
        max_bytes: size limit, as UTF-8.
        max_aliases: limit of YAML aliases.
    """
    if len(content) > max_bytes or len(encodable(content).encode()) > max_bytes:
        return Problem("front-matter-too-large", f"front matter of more than {max_bytes} bytes", None)
    try:
        aliases = _alias_offsets(content)
        if len(aliases) > max_aliases:
            return Problem(
                "front-matter-alias-bomb", f"front matter with {len(aliases)} YAML aliases", aliases[0]
            )
        root = loader.get_single_node()
    except (yaml.YAMLError, RecursionError, ValueError) as err:
        return unreadable(err)
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        return Problem("front-matter-not-a-mapping", "front matter is not a mapping", _start(root))
    if aliases and _expands(root):
        return Problem("front-matter-alias-bomb", "front matter's YAML aliases expand too far", aliases[0])
    return _bad_key(root) or root


def unreadable(err: Exception) -> Problem:
    """The problem that an error of PyYAML describes."""
    mark = getattr(err, "problem_mark", None) or getattr(err, "context_mark", None)
    offset = mark.index if mark else getattr(err, "position", None)
    reason = getattr(err, "problem", None) or getattr(err, "reason", None) or str(err) or type(err).__name__
    return Problem("front-matter-unreadable", f"front matter is not valid YAML: {reason}", offset)


def scalar_spans(content: str, shift: int, *, max_bytes: int, max_aliases: int) -> tuple[Span, ...] | None:
    """A block for each scalar of a front matter, keys left out; None where it cannot be read.

    A path names a key where it is a plain ASCII name, else its ordinal: `front_matter/title`,
    `front_matter/tags[0]`, `front_matter/[3]`; so that a repaired key changes no path.

    Args:
        content: what stands between the rules.
        shift: offset of the content in the document, in code points.
        max_bytes: size limit, as UTF-8.
        max_aliases: limit of YAML aliases.
    """
    try:
        loader = yaml.CSafeLoader(encodable(content))
    except yaml.YAMLError:
        return None
    try:
        root = compose(loader, content, max_bytes=max_bytes, max_aliases=max_aliases)
    finally:
        loader.dispose()
    if isinstance(root, Problem):
        return None
    spans: list[Span] = []
    end = 0
    for path, level, first, last in sorted(_scalars(root, content), key=lambda s: s[2]) if root else ():
        if first < end:
            continue  # marks never overlap; were it otherwise, blocks must not
        end = last
        spans.append(
            Span(
                kind="front_matter", level=level, section=None, path_in_document=path,
                start=shift + first, end=shift + last,
            )
        )  # fmt: skip
    return tuple(spans)


def _start(node: Any) -> int:
    return int(node.start_mark.index)


def _alias_offsets(content: str) -> list[int]:
    if "*" not in content:
        return []
    events = yaml.parse(encodable(content), Loader=yaml.CSafeLoader)
    return [_start(event) for event in events if isinstance(event, yaml.AliasEvent)]


def children(node: yaml.Node) -> Iterator[yaml.Node]:
    """The nodes directly under one, keys included."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _expands(root: yaml.Node) -> bool:
    """Whether following the aliases makes a tree much larger than the graph, or an endless one."""
    sizes: dict[int, int] = {}
    stack: list[tuple[yaml.Node, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            sizes[id(node)] = 1 + sum(sizes[id(child)] for child in children(node))
        elif id(node) not in sizes:
            sizes[id(node)] = 0  # open: a node that meets itself again is endless
            stack.append((node, True))
            stack.extend((child, False) for child in children(node))
        elif sizes[id(node)] == 0:
            return True
    return sizes[id(root)] > MAX_EXPANSION * len(sizes) + 100


def _bad_key(root: yaml.MappingNode) -> Problem | None:
    """The first key in the document that stands twice or is a collection."""
    bad: list[Problem] = []
    seen: set[int] = set()
    stack: list[yaml.Node] = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            names: set[str] = set()
            for key, _ in node.value:
                offset = _start(key)
                if not isinstance(key, yaml.ScalarNode):
                    message = "front matter is not valid YAML: a key is a list or a mapping"
                    bad.append(Problem("front-matter-unreadable", message, offset))
                elif key.value in names and key.tag != MERGE:
                    message = f"key {key.value!a} stands twice in the front matter"
                    bad.append(Problem("front-matter-duplicate-key", message, offset))
                else:
                    names.add(key.value)
        stack.extend(c for c in children(node) if not isinstance(c, yaml.ScalarNode))
    return min(bad, key=lambda problem: problem.offset or 0, default=None)


def _scalars(root: yaml.Node, content: str) -> Iterator[tuple[str, int, int, int]]:
    """Path, level, first and one past the last code point of each value's content."""
    seen: set[int] = set()
    stack: list[tuple[yaml.Node, str, int]] = [(root, "front_matter", 0)]
    while stack:
        node, path, level = stack.pop()
        if id(node) in seen:
            continue  # an alias is a gap
        seen.add(id(node))
        if level and (isinstance(node, yaml.ScalarNode) or level >= MAX_PATH_DEPTH):
            first, last = content_of(node, content)
            if first < last:
                yield path, level, first, last
        elif isinstance(node, yaml.MappingNode):
            for index, (key, value) in reversed(list(enumerate(node.value))):
                name = key.value if _NAME.fullmatch(key.value) else f"[{index}]"
                stack.append((value, f"{path}/{name}", level + 1))
        else:
            items = reversed(list(enumerate(node.value)))
            stack.extend((child, f"{path}[{index}]", level + 1) for index, child in items)


def content_of(node: Any, content: str) -> tuple[int, int]:
    """The content of a node's stretch: without anchor, tag, quotes, block scalar's head.

    Args:
        node: a node composed from the content.
        content: what stands between the rules.

    Returns:
        First and one past the last code point in `content`; equal where it is empty.
    """
    # libyaml drops a byte order mark at the start without counting it.
    shift = 1 if content.startswith("\N{ZERO WIDTH NO-BREAK SPACE}") else 0
    first, last = node.start_mark.index + shift, node.end_mark.index + shift
    properties = _PROPERTIES.match(content, first, last)
    if properties:
        first = properties.end()
    if isinstance(node, yaml.ScalarNode):
        if node.style in ("'", '"'):
            first, last = first + 1, last - 1
        elif node.style in ("|", ">"):
            head = _BLOCK_SCALAR_HEAD.match(content, first, last)
            first = head.end() if head else first
        elif not node.value:
            return first, first
    while first < last and content[first] in SPACE:
        first += 1
    while first < last and content[last - 1] in SPACE:
        last -= 1
    return first, last
