"""Which language a region is read in, where a text has several."""

from __future__ import annotations

import pytest

from pipeline import damage, repair

CZECH = (
    "Řekl, že příběh končí dobře a příště bude jinak, protože není jisté nic z toho, co psali v novinách.\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "没有什么比准备工作面试更糟糕的了。",
        "- **准备工作**：没有什么比[准备工作](a.md)面试更糟糕的了。",
        "면접 준비보다 나쁜 것은 없습니다.",
    ],
)
@pytest.mark.parametrize("text", ["{0}\n{1}\n", "{0}\n{0}\n\n{1}\n\nTo je v\u0161e, a nic v\u00edc.\n"])
def test_a_line_in_another_script_is_read_in_its_language(text: str, line: str) -> None:
    """It is shorter than what tells a language by itself, and no Czech."""
    whole = text.format(CZECH, line)
    assert repair(damage(whole, "windows-1252:dropped+ad")).text == whole


def test_a_line_in_the_text_s_own_script_is_read_in_the_text_s_language() -> None:
    whole = CZECH + "\n" + "Čeština a přítel, který večer přišel.\n" + CZECH
    assert repair(damage(whole, "windows-1252:dropped+ad")).text == whole
