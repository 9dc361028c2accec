"""Make the tables beside this file: scripts, Han characters, language names, flags.

In: fontTools (Unicode's Scripts.txt), Babel (CLDR), and two dictionaries of OpenCC given by
path. Out: `data/*.tsv`. Touches only those files. Run by hand when a source is renewed; never
on a user's machine, so that neither package is a dependency:

    python pipeline/clean/language/make_data.py STCharacters.txt TSCharacters.txt

Licences: Unicode License v3 (scripts, names, flags), Apache-2.0 (OpenCC's dictionaries).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

DATA = Path(__file__).parent / "data"

SEVERAL_SCRIPTS = {
    "az": "Latn Cyrl Arab", "bs": "Latn Cyrl", "kk": "Cyrl Latn Arab", "ku": "Latn Arab Cyrl",
    "ky": "Cyrl Arab Latn", "mn": "Cyrl Mong", "ms": "Latn Arab", "pa": "Guru Arab", "sd": "Arab Deva",
    "sh": "Latn Cyrl", "sr": "Cyrl Latn", "tg": "Cyrl Latn Arab", "tk": "Latn Cyrl Arab", "tt": "Cyrl Latn",
    "ug": "Arab Cyrl Latn", "uz": "Latn Cyrl Arab", "ja": "Jpan Hira Kana Hani", "ko": "Kore Hang Hani",
    "zh": "Hani Hans Hant", "yue": "Hani Hans Hant", "wuu": "Hani Hans", "gan": "Hani Hans Hant",
}  # fmt: skip
"""Languages that are written in more scripts than CLDR's likeliest; the first is the usual one."""

NOT_IN_CLDR = {
    "als": ("gsw", "Latn"), "bh": ("bho", "Deva"), "eml": ("egl", "Latn"), "sh": ("sr", "Latn Cyrl"),
    "azb": ("azb", "Arab"), "bcl": ("bcl", "Latn"), "bpy": ("bpy", "Beng"), "cbk": ("cbk", "Latn"),
    "diq": ("diq", "Latn"), "dty": ("dty", "Deva"), "krc": ("krc", "Cyrl"), "mwl": ("mwl", "Latn"),
    "nah": ("nah", "Latn"), "pfl": ("pfl", "Latn"), "pnb": ("pnb", "Arab"), "rue": ("rue", "Cyrl"),
    "tl": ("tl", "Latn"), "vep": ("vep", "Latn"), "no": ("no", "Latn"), "xmf": ("xmf", "Geor"),
    "min": ("min", "Latn"), "mhr": ("mhr", "Cyrl"), "myv": ("myv", "Cyrl"), "lrc": ("lrc", "Arab"),
    "lez": ("lez", "Cyrl"), "av": ("av", "Cyrl"), "bxr": ("bxr", "Cyrl"), "xal": ("xal", "Cyrl"),
    "wuu": ("wuu", "Hani Hans"), "yue": ("yue", "Hani Hans Hant"), "tyv": ("tyv", "Cyrl"),
    "mai": ("mai", "Deva"), "gom": ("gom", "Deva Latn"), "ckb": ("ckb", "Arab"), "arz": ("arz", "Arab"),
    "mzn": ("mzn", "Arab"), "new": ("new", "Deva"), "hif": ("hif", "Latn"),
}  # fmt: skip
"""Labels of lid.176 whose tag is another, or of which CLDR's likely subtags know nothing."""


def main(simplified_path: str, traditional_path: str) -> None:
    """Write every table.

    Args:
        simplified_path: OpenCC's STCharacters.txt.
        traditional_path: OpenCC's TSCharacters.txt.
    """
    DATA.mkdir(exist_ok=True)
    _write("scripts.tsv", "Unicode Scripts.txt; Unicode License v3", "first last script", _scripts())
    han = _han(Path(simplified_path), Path(traditional_path))
    _write("han.tsv", "OpenCC dictionaries; Apache-2.0", "script characters", han)
    _write("languages.tsv", "CLDR likely subtags; Unicode License v3", "label tag scripts", _languages())
    _write("names.tsv", "CLDR language names; Unicode License v3", "name tag", _names())
    _write("flags.tsv", "CLDR likely subtags; Unicode License v3", "territory tag", _flags())


def _write(name: str, source: str, columns: str, rows: Iterable[tuple[str, ...]]) -> None:
    lines = [f"# {source}; made by make_data.py", "# " + columns.replace(" ", "\t")]
    lines += ["\t".join(row) for row in rows]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _scripts() -> Iterable[tuple[str, ...]]:
    """Ranges of each script but Common, Inherited and Unknown."""
    table = import_module("fontTools.unicodedata").Scripts
    starts = [*table.RANGES, 0x110000]
    for first, after, value in zip(starts, starts[1:], table.VALUES, strict=False):
        if value not in ("Zyyy", "Zinh", "Zzzz"):
            yield f"{first:04X}", f"{after - 1:04X}", value


def _han(simplified: Path, traditional: Path) -> Iterable[tuple[str, ...]]:
    """Characters that one of the two writings has and the other has not.

    What a dictionary maps to itself too (as with U+540E, "after" in one writing and
    "queen" in both) tells nothing. Only the basic block: the rest is rare in running text.
    """
    to_traditional, to_simplified = _dictionary(simplified), _dictionary(traditional)
    only_simplified = {c for c, to in to_traditional.items() if c not in to} - set(to_simplified)
    only_traditional = {c for c, to in to_simplified.items() if c not in to} - set(to_traditional)
    for script, found in (("Hans", only_simplified), ("Hant", only_traditional)):
        yield script, "".join(sorted(c for c in found if "\u4e00" <= c <= "\u9fff"))


def _dictionary(path: Path) -> dict[str, list[str]]:
    rows = path.read_text(encoding="utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if row and not row.startswith("#"))
    return {key: values.split() for key, values in pairs}


def _languages() -> Iterable[tuple[str, ...]]:
    """Every label of lid.176 and langdetect with its BCP 47 tag and its scripts."""
    likely = import_module("babel.core").get_global("likely_subtags")
    for label in LABELS.split():
        tag, scripts = NOT_IN_CLDR.get(label, (label, ""))
        if not scripts:
            scripts = SEVERAL_SCRIPTS.get(label) or likely[label].split("_")[1]
        yield label, tag, scripts


def _names() -> Iterable[tuple[str, ...]]:
    """Names of languages, folded, in English and in the language itself."""
    babel = import_module("babel")
    names: dict[str, str] = {}
    english = babel.Locale("en")
    known = {i.split("_")[0] for i in babel.localedata.locale_identifiers()}
    tags = [*sorted(known & set(english.languages)), "zh_Hans", "zh_Hant", "sr_Cyrl", "sr_Latn"]
    for tag in tags:
        own = babel.Locale.parse(tag)
        for speaker in (english, own):
            for name in (speaker.languages.get(tag), own.get_language_name(str(speaker))):
                # A name of one or two letters is a word in some other language.
                if name and len(name) > (2 if name.isascii() else 1):
                    names.setdefault(name.casefold(), tag.replace("_", "-"))
    for name, tag in MORE_NAMES.items():
        names[name.casefold()] = tag
    return sorted(names.items())


def _flags() -> Iterable[tuple[str, ...]]:
    """Territory -> the language most used there."""
    likely = import_module("babel.core").get_global("likely_subtags")
    for key in sorted(likely):
        territory = key[4:]
        if key.startswith("und_") and len(territory) == 2:
            language, script, _ = likely[key].split("_")
            yield territory, f"{language}-{script}" if language in ("zh", "sr") else language
    yield "GB", "en"
    yield "US", "en"


MORE_NAMES = {
    "Chinese (Simplified)": "zh-Hans", "Chinese (Traditional)": "zh-Hant", "Mandarin": "zh",
    "Simplified Chinese": "zh-Hans", "Traditional Chinese": "zh-Hant",
    "中文": "zh", "汉语": "zh-Hans", "漢語": "zh-Hant",
    "简体中文": "zh-Hans", "简体": "zh-Hans", "中文简体": "zh-Hans",
    "繁体中文": "zh-Hant", "繁體中文": "zh-Hant", "繁體": "zh-Hant",
    "正體中文": "zh-Hant", "中文繁體": "zh-Hant",
    "英文": "en", "英语": "en", "日文": "ja", "韩文": "ko",
    "Brazilian Portuguese": "pt-BR", "Português do Brasil": "pt-BR", "Português (Brasil)": "pt-BR",
    "Castellano": "es", "Farsi": "fa", "Tagalog": "tl", "Bahasa Indonesia": "id", "Bahasa Melayu": "ms",
}  # fmt: skip
"""Names in common use that CLDR does not list."""

LABELS = """
af als am an ar arz as ast av az azb ba bar bcl be bg bh bn bo bpy br bs bxr ca cbk ce ceb ckb co cs cv cy da
de diq dsb dty dv el eml en eo es et eu fa fi fr frr fy ga gd gl gn gom gu gv he hi hif hr hsb ht hu hy ia id
ie ilo io is it ja jbo jv ka kk km kn ko krc ku kv kw ky la lb lez li lmo lo lrc lt lv mai mg mhr min mk ml mn
mr mrj ms mt mwl my myv mzn nah nap nds ne new nl nn no oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru rue
sa sah sc scn sco sd sh si sk sl so sq sr su sv sw ta te tg th tk tl tr tt tyv ug uk ur uz vec vep vi vls vo
wa war wuu xal xmf yi yo yue zh
"""
"""Labels of lid.176; langdetect's are among them (its zh-cn and zh-tw are told by script)."""

if __name__ == "__main__":
    main(*sys.argv[1:])
