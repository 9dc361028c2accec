"""Which objects below a URL are documents: as `finder.py` for folders.

In: a URL and the names that are documents. Out: `Found`. Touches the store: one listing, and the
`.gitignore` objects. Hidden names and what a `.gitignore` names are passed over, as in a folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.engine.corpus.finder import Found, FoundFile, find, matcher
from pipeline.engine.corpus.gitignore import Rules, is_ignored, spec_of
from pipeline.engine.storage.urls import Remote, is_url, plain
from pipeline.errors import InputError
from pipeline.settings import Settings


def find_any(settings: Settings) -> Found:
    """The documents of RAW, be it a folder, a file or a URL.

    Raises:
        InputError: it is not there, cannot be read, or lies in OUT.
    """
    raw, out = plain(settings.raw), plain(settings.out)
    if is_url(raw):
        return find_by_url(raw, settings.include, out)
    return find(Path(raw), settings.include, Path(out))


def find_by_url(url: str, include: Sequence[str], out: str) -> Found:
    """The documents below a URL.

    Args:
        url: of a folder, or of one file, which then is a document whatever its name.
        include: patterns for names of documents.
        out: where the output goes; not read.

    Raises:
        InputError: there is nothing, or it cannot be read, or it lies in `out`.
    """
    remote = Remote(url)
    inside = out.removeprefix(f"{remote.url}/") + "/" if out.startswith(f"{remote.url}/") else None
    if f"{remote.url}/".startswith(f"{out.rstrip('/')}/"):
        raise InputError(f"{url} lies in {out}, where the output goes", hint="name another folder as OUT")
    if remote.is_file():
        name = remote.url.rpartition("/")[2]
        return Found(files=(FoundFile(path=name, location=remote.url, size=remote.size()),))
    infos = remote.files()
    if not infos:
        raise InputError(f"{url} does not exist, or is empty", hint="name the folder that holds your notes")
    documents = matcher(include)
    rules = _all_rules(remote, infos)
    files, others = [], 0
    for path in sorted(infos):
        *folders, name = path.split("/")
        is_hidden = any(folder.startswith(".") for folder in folders)
        if is_hidden or (inside is not None and path.startswith(inside)) or _is_named(folders, path, rules):
            continue
        if documents.fullmatch(name):
            location = f"{remote.url}/{path}"
            files.append(FoundFile(path=path, location=location, size=int(infos[path]["size"])))
        else:
            others += 1
    return Found(files=tuple(files), other_files=others)


def _all_rules(remote: Remote, paths: Iterable[str]) -> dict[str, Rules]:
    """By folder, ending with `/` or empty, the rules of its own `.gitignore`."""
    found: dict[str, Rules] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        if name == ".gitignore":
            text = remote.read(path).decode("utf-8-sig", "surrogateescape")
            prefix = f"{folder}/" if folder else ""
            found[prefix] = ((prefix, spec_of(text.replace("\r\n", "\n").split("\n"))),)
    return found


def _is_named(folders: Sequence[str], path: str, rules: dict[str, Rules]) -> bool:
    """Whether a `.gitignore` names a file, or a folder above it."""
    if not rules:
        return False
    prefix, held = "", rules.get("", ())
    for folder in folders:
        prefix += f"{folder}/"
        if is_ignored(prefix, held):
            return True
        held += rules.get(prefix, ())
    return is_ignored(path, held)
