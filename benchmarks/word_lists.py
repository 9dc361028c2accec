"""Makes the word lists that the recipe of the model names, from the packages that hold them.

    python -m benchmarks.word_lists FOLDER -o WORDS

In: FOLDER/libime/lm_sc.arpa, FOLDER/libpinyin/interpolation2.text and FOLDER/libkkc/data.arpa of Debian's
source packages; FOLDER/sunpinyin/lm.txt, printed by `tslminfo -v -p`, and pydict_sc.bin beside it;
FOLDER/rime/essay.txt; FOLDER/places/pcas.json of modood/Administrative-divisions-of-China; and, installed,
wordfreq, jieba, opencc and pythainlp. Out: WORDS/*.tsv, as the model's `words.py` reads them. What is absent
is named and left out. Of the long kind; run once for a new model.
"""

from __future__ import annotations

import argparse
import importlib
import json
import struct
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

_EDGE = "<s>"
_LANGUAGES = "ar bg cs de el en es fa fi fr he hi hu id it ja ko nl pl pt ro ru sv tr uk vi"
_TITLES = 0.1
"""Share of a list that titles and words without a count make up, all alike."""
_SERBIAN = {
    "lj": "љ",
    "nj": "њ",
    "dž": "џ",
    **dict(zip("đčćšžabcdefghijklmnoprstuvz", "ђчћшжабцдефгхијклмнопрстувз", strict=True)),
}

Rows = Iterable[tuple[str, ...]]


def _write(folder: Path, name: str, rows: Rows) -> None:
    with (folder / f"{name}.tsv").open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    print(f"{name}.tsv", flush=True)


def _weights(found: dict[str, float]) -> Rows:
    """Words and weights, the heaviest first."""
    return ((word, f"{weight:.6g}") for word, weight in sorted(found.items(), key=lambda item: -item[1]))


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")


def _surface(word: str) -> str:
    """The word as it is written; libkkc's are `reading/written`."""
    return _EDGE if word in ("<s>", "</s>") else word.rsplit("/", 1)[-1]


def from_arpa(path: Path, folder: Path, name: str, *, turned: Callable[[str], str] | None = None) -> None:
    """A word trigram model in the ARPA format: base-10 logarithms, each given the words before.

    With `turned`, which writes a word in traditional characters, there are lists of these, too.
    """
    tables: dict[int, dict[tuple[str, ...], float]] = {1: {}, 2: {}, 3: {}}
    order = 0
    for line in _lines(path):
        if line.startswith("\\"):
            order = int(line[1]) if line[1:2].isdigit() else 0
        elif order and "\t" in line:
            power, words, *_ = line.split("\t")
            key = tuple(_surface(word) for word in words.split(" "))
            if len(key) == order and not any(word in ("", "<unk>", "<UNK>") for word in key):
                share = 10 ** float(power) if float(power) > -90 else 0.0
                _add(tables[order], key, share, is_sum=order == 1)
    _write_tables(folder, name, tables)
    if turned is not None:
        for order, table in tables.items():
            written: dict[tuple[str, ...], float] = {}
            for phrase, share in table.items():
                key = tuple(word if word == _EDGE else turned(word) for word in phrase)
                _add(written, key, share, is_sum=order == 1)
            tables[order] = written
        _write_tables(folder, f"{name}_hant_derived", tables)


def _add(table: dict[tuple[str, ...], float], key: tuple[str, ...], share: float, *, is_sum: bool) -> None:
    """Words that are written alike are one: shares add up, and of odds the greater stand."""
    old = table.get(key, 0.0)
    table[key] = old + share if is_sum else max(old, share)


def _write_tables(folder: Path, name: str, tables: dict[int, dict[tuple[str, ...], float]]) -> None:
    for order, suffix in ((1, "unigrams"), (2, "bigrams"), (3, "trigrams")):
        rows = ((*words, f"{share:.6g}") for words, share in tables[order].items() if share)
        _write(folder, f"{name}_{suffix}", rows)


def from_sunpinyin(printed: Path, dictionary: Path, folder: Path) -> None:
    """What `tslminfo -v -p` prints; word n is the n-th string of the dictionary, 0 a sentence's border."""
    data = dictionary.read_bytes()
    words = data[struct.unpack_from("<3I", data)[2] :].decode("utf-32-le", "replace").split("\0")
    words[0] = _EDGE
    tables: dict[int, list[tuple[str, ...]]] = {0: [], 1: [], 2: [], 3: []}
    order = 0
    for line in _lines(printed):
        if line.startswith("\\"):
            order = int(line[1])
        elif order:
            cells = line.split()
            key = [words[int(cell)] for cell in cells[:order]]
            if all(key):
                tables[order].append((*key, cells[order]))
    for order, suffix in ((1, "unigrams"), (2, "bigrams"), (3, "trigrams")):
        _write(folder, f"sunpinyin_{suffix}", tables[order])


def from_libpinyin(path: Path, folder: Path) -> None:
    """Counts of words and of pairs; there are no triples, so that list is empty."""
    single: dict[str, float] = {}
    pair: dict[tuple[str, str], float] = {}
    for line in _lines(path):
        cells = line.split()
        if len(cells) == 5 and cells[0] == "\\item":
            single[cells[2]] = single.get(cells[2], 0.0) + float(cells[4])
        elif len(cells) == 7 and cells[0] == "\\item":
            both = cells[2], cells[4]
            pair[both] = pair.get(both, 0.0) + float(cells[6])
    after: dict[str, float] = {}
    for (one, _), count in pair.items():
        after[one] = after.get(one, 0.0) + count
    total = sum(single.values())
    single["<start>"] = after.get("<start>", 0.0)
    name = {"<start>": _EDGE}
    singles = ((name.get(word, word), f"{count / total:.6g}") for word, count in single.items() if count)
    _write(folder, "libpinyin_unigrams", singles)
    pairs = (
        (name.get(one, one), two, f"{count / max(after[one], single.get(one, 0.0)):.6g}")
        for (one, two), count in pair.items()
    )
    _write(folder, "libpinyin_bigrams", pairs)
    _write(folder, "libpinyin_trigrams", ())


def _essay(path: Path) -> dict[str, float]:
    rows = (line.split("\t") for line in _lines(path) if line and not line.startswith("#"))
    return {row[0]: float(row[1]) for row in rows if len(row) >= 2 and row[1].isdigit() and int(row[1])}


def from_rime(path: Path, folder: Path) -> None:
    """The essay's words in traditional characters, and turned into simplified ones."""
    found = _essay(path)
    _write(folder, "rime_essay", _weights(found))
    _write(folder, "rime_essay_hans_derived", _weights(_converted(found, "t2s")))


def _converter(table: str) -> Callable[[str], str]:
    """OpenCC's conversion by a table of its, each word once."""
    return cache(importlib.import_module("opencc").OpenCC(table).convert)


def _converted(found: dict[str, float], table: str) -> dict[str, float]:
    convert = _converter(table)
    out: dict[str, float] = {}
    for word, weight in found.items():
        other = convert(word)
        out[other] = out.get(other, 0.0) + weight
    return out


def from_places(path: Path, folder: Path) -> None:
    """Names of provinces, cities, counties and towns, each as often as it is there."""
    found: dict[str, float] = {}

    def walk(value: Any) -> None:
        names = [value] if isinstance(value, str) else list(value)
        for name in names:
            found[name] = found.get(name, 0.0) + 1.0
        for inner in value.values() if isinstance(value, dict) else ():
            for item in inner if isinstance(inner, list) else [inner]:
                walk(item)

    walk(json.loads(path.read_text(encoding="utf-8")))
    _write(folder, "places", _weights(found))


def from_wordfreq(folder: Path) -> None:
    """Every language's longest list; Serbian turned into Cyrillic, Chinese into traditional characters."""
    frequencies = importlib.import_module("wordfreq").get_frequency_dict
    for language in _LANGUAGES.split():
        _write(folder, f"wordfreq_{language}", _weights(frequencies(language, "best")))
    chinese = frequencies("zh", "best")
    _write(folder, "wordfreq_zh-Hans", _weights(chinese))
    _write(folder, "wordfreq_zh-Hant_derived", _weights(_converted(chinese, "s2tw")))
    serbian: dict[str, float] = {}
    for word, weight in frequencies("sh", "best").items():
        other = word
        for latin, cyrillic in _SERBIAN.items():
            other = other.replace(latin, cyrillic)
        if all("а" <= char <= "џ" for char in other):
            serbian[other] = serbian.get(other, 0.0) + weight
    _write(folder, "wordfreq_sr_cyrl_derived", _weights(serbian))


def from_jieba(folder: Path) -> None:
    """The dictionary that jieba comes with."""
    path = Path(str(importlib.import_module("jieba").__file__)).with_name("dict.txt")
    rows = (line.split(" ") for line in _lines(path))
    _write(folder, "jieba", _weights({row[0]: float(row[1]) for row in rows if len(row) >= 2}))


def from_pythainlp(folder: Path) -> None:
    """Counts of two corpora, half each; words, names and titles without a count beside them."""
    corpus = Path(str(importlib.import_module("pythainlp.corpus").__file__)).parent
    found: dict[str, float] = {}
    for name in ("tnc_freq.txt", "ttc_freq.txt"):
        rows = [line.split("\t") for line in _lines(corpus / name)]
        counts = [(row[0].strip(), float(row[1])) for row in rows if len(row) == 2 and row[0].strip()]
        total = sum(count for _, count in counts)
        for word, count in counts:
            found[word] = found.get(word, 0.0) + count / total / 2
    for name, share in (("words_th.txt", _TITLES / 2), ("wikipedia_titles_th.txt", _TITLES)):
        words = sorted({line.strip() for line in _lines(corpus / name) if not line.startswith("#")} - {""})
        for word in words:
            found[word] = found.get(word, 0.0) + share / len(words)
    _write(folder, "thai_words", _weights(found))


def main() -> int:
    """Makes every list whose source is there."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.word_lists", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    options = parser.parse_args()
    folder, out = options.folder, options.out
    out.mkdir(parents=True, exist_ok=True)
    libime, sunpinyin = folder / "libime" / "lm_sc.arpa", folder / "sunpinyin"
    steps: list[tuple[str, Callable[[], None]]] = [
        ("wordfreq", lambda: from_wordfreq(out)),
        ("jieba", lambda: from_jieba(out)),
        ("pythainlp", lambda: from_pythainlp(out)),
        ("libime", lambda: from_arpa(libime, out, "libime", turned=_converter("s2tw"))),
        ("libkkc", lambda: from_arpa(folder / "libkkc" / "data.arpa", out, "kkc")),
        ("sunpinyin", lambda: from_sunpinyin(sunpinyin / "lm.txt", sunpinyin / "pydict_sc.bin", out)),
        ("libpinyin", lambda: from_libpinyin(folder / "libpinyin" / "interpolation2.text", out)),
        ("rime-essay", lambda: from_rime(folder / "rime" / "essay.txt", out)),
        ("places", lambda: from_places(folder / "places" / "pcas.json", out)),
    ]
    missing = 0
    for name, step in steps:
        try:
            step()
        except (OSError, ImportError) as err:
            missing += 1
            print(f"{name} is absent: {err}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
