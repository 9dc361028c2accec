"""What decoders of pairs take along: `python -m benchmarks.taken FOLDER... [--write]`.

In: folders or bare git repositories with notes and code, named on the command line. Out: a table on standard
output, or in `pipeline/mojibake/double_byte/taken.tsv`. Touches nothing else.
Idea: such a decoder takes the ASCII character that follows one of three bytes along with its odd byte. So of
these every second one of a text is taken away, and counted by what is left: what stands before and after it,
and what its line lacks then. No collection says more of anything than the one that says most beside it.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.counted import log_share, run
from pipeline.mojibake.double_byte.lacking import lacking
from pipeline.mojibake.double_byte.taken import (
    DEFAULT_PATH,
    DIGIT,
    KINDS,
    LACKED,
    PAIRED,
    QUOTED,
    SURE,
    TAKEN,
    WHOLE,
    classes_after,
    kind_before,
    state_of,
)
from pipeline.mojibake.model.lookup import UNIT

ENOUGH = 15_000
"""Characters that are counted of a collection: each counts alike."""
LONGEST = 200_000
"""Bytes of a document that are read at most."""
MOST = 100
"""Characters of a document that are counted at most."""
PRIOR = 20
"""So many characters more are thought to be as all are: a few say nothing."""
LEAST = 24
"""A lift of less than this (log * UNIT) is not written."""
FARTHEST = 12 * UNIT
"""No answer says more than this."""
SELDOM = 0.0002
"""Characters with a smaller share are left out."""
_KINDS = "md mdx txt java vue ts js py go c cpp h sh sql css html xml yml yaml json toml properties"
_NAMES = tuple(f".{kind}" for kind in _KINDS.split())
Key = tuple[str, ...]
"""A character, and its context: the kind before, the class after, that of the next; or for what its line says
of it the state, and whether it or another was taken away."""
CONTEXT = 3
"""Parts of a context."""
STATES = (SURE, LACKED, QUOTED, WHOLE)
BEYOND = "\u935b"
NEAR = 2000
"""Characters around a place that are looked at."""


def documents(folder: Path) -> Iterator[str]:
    """Sound UTF-8 with characters of three bytes, of a folder or a bare repository's newest commit."""
    if (folder / "HEAD").is_file():
        git = ["git", "-C", str(folder)]
        lines = subprocess.run([*git, "ls-tree", "-r", "HEAD"], capture_output=True, check=True).stdout
        ids = [line.split()[2] for line in lines.decode("utf-8").splitlines() if line.endswith(_NAMES)]
        # in the order of their hashes; the largest may not be there
        read = (
            subprocess.run([*git, "show", name], capture_output=True, check=False).stdout
            for name in sorted(ids)
        )
    else:
        read = (path.read_bytes() for path in sorted(folder.rglob("*")) if path.suffix in _NAMES)
    for data in read:
        text = data[:LONGEST].decode("utf-8", errors="replace").replace("\r\n", "\n")
        if "\ufffd" not in text and any(char >= "\u0800" for char in text):
            yield text


def count(text: str, counts: Counter[Key]) -> None:
    """Counts the characters that may be taken along, each by what is left where every second is."""
    places = [i for i in range(1, len(text)) if text[i - 1] >= "\u0800" and _char(text[i]) in TAKEN]
    places = places[:: max(1, len(places) // (2 * MOST))][::2]
    left, at = _without(text, set(places))
    for i in places:
        char = _char(text[i])
        lacks = lacking(left[max(0, at[i] - NEAR) : at[i] + NEAR], min(at[i], NEAR))
        kind = KINDS[kind_before(ord(text[i - 1]))]
        counts[char, kind, *classes_after(text[i + 1 : i + 3])] += 1
        for other in PAIRED:
            counts[other, state_of(other, lacks), "same" if other == char else "another"] += 1


def _char(char: str) -> str:
    return DIGIT if char.isascii() and char.isdigit() else char


def _without(text: str, places: set[int]) -> tuple[str, dict[int, int]]:
    """What is left without the characters at some places, each with a mark, and where each of them was in it.

    What is beyond ASCII is one such character, whichever.
    """
    left: list[str] = []
    at = {}
    for i, char in enumerate(text):
        if i in places:
            left.append("?")
            at[i] = len(left)
        else:
            left.append(BEYOND if char >= "\x80" else char)
    return "".join(left), at


def collected(folders: list[Path]) -> Counter[Key]:
    """What all collections say together."""
    each = []
    for folder in folders:
        counts: Counter[Key] = Counter()
        for text in documents(folder):
            count(text, counts)
            if sum(n for key, n in counts.items() if len(key) == CONTEXT + 1) >= ENOUGH:
                break
        each.append(counts)
    total: Counter[Key] = Counter()
    for key in set().union(*each):
        found = sorted(counts[key] for counts in each)
        total[key] = sum(found[:-1]) + found[-2:][0]  # what has most of it counts as the one after it
    return total


def table(counts: Counter[Key]) -> str:
    """Rows: character, kind before, class after, class of the next, log of the share."""
    found = _shares({key: n for key, n in counts.items() if len(key) == CONTEXT + 1})
    chars = [char for char, *context in found if not context]
    found |= {(char, state): lift for char in PAIRED if char in chars for state, lift in _lifts(counts, char)}
    rows = (
        (f"{ord(char):02X}", *map(_escaped, context), str(log)) for (char, *context), log in found.items()
    )
    return "".join("\t".join(row) + "\n" for row in rows)


def _shares(counts: dict[Key, int]) -> dict[Key, int]:
    """UNIT * log of the share of each character in each context that is seen often enough.

    What a longer context says is left out where it is what the shorter one does.
    """
    seen: dict[Key, Counter[str]] = {}
    for (char, *context), n in counts.items():
        for length in range(CONTEXT + 1):
            seen.setdefault(tuple(context[:length]), Counter())[char] += n
    total = seen[()].total()
    known = {(): {char: n / total for char, n in sorted(seen[()].items()) if n >= SELDOM * total}}
    found: dict[Key, int] = {(char,): log_share(share) for char, share in known[()].items()}
    for context in sorted(seen, key=lambda context: (len(context), context))[1:]:
        usual = known.get(context[:-1], {})
        here = sum(seen[context][char] for char in usual)
        if here >= PRIOR:
            known[context] = {
                char: (seen[context][char] + PRIOR * share) / (here + PRIOR) for char, share in usual.items()
            }
            logs = {char: log_share(share) for char, share in known[context].items()}
            found |= {
                (char, *context): log
                for char, log in logs.items()
                if abs(log - log_share(usual[char])) >= LEAST
            }
    return found


def _lifts(counts: Counter[Key], char: str) -> list[tuple[str, int]]:
    """How much likelier a character is for what its line says of it."""
    lifts = []
    mine, others = (sum(counts[char, state, which] for state in STATES) for which in ("same", "another"))
    for state in STATES:
        usual = counts[char, state, "another"] / others
        if usual:
            lift = log_share((counts[char, state, "same"] + PRIOR * usual) / (mine + PRIOR)) - log_share(
                usual
            )
            lifts.append((state, max(-FARTHEST, min(FARTHEST, lift))))
    return lifts


def _escaped(said: str) -> str:
    return said.encode("unicode_escape").decode("ascii")


def main() -> None:
    """Counts, and prints or writes the table."""
    run("benchmarks.taken", __doc__, lambda folders: table(collected(folders)), DEFAULT_PATH)


if __name__ == "__main__":
    main()
