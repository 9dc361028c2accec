"""The other tools that repair mojibake, each as a function from a line to a line.

In: nothing. Out: name -> function, of those that are installed. Touches nothing.
ftfy with careful settings undoes damage and nothing else: it leaves quotes, widths, ligatures,
entities, controls and normalization alone.
"""

from __future__ import annotations

from collections.abc import Callable

Peer = Callable[[str], str]


def peers() -> dict[str, Peer]:
    """All peers that are installed; `nothing` is what stands there without any."""
    found: dict[str, Peer] = {"nothing": str}
    import ftfy

    careful = ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_c1_controls=False,
        fix_latin_ligatures=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        normalization=None,
    )
    found["ftfy"] = ftfy.fix_text
    found["ftfy careful"] = lambda line: ftfy.fix_text(line, careful)
    try:
        import plsfix
    except ImportError:
        return found
    found["plsfix"] = plsfix.fix_text
    return found
