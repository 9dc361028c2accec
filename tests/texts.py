"""Sound text for the tests of repair: the project's own, in 12 languages; and its sentences.

In: nothing. Out: paragraphs and sentences by language. Touches tests/golden/text.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "golden" / "text"


@cache
def paragraphs() -> dict[str, tuple[str, ...]]:
    """Language -> its paragraphs."""
    return {
        path.parent.name: tuple(path.read_text(encoding="utf-8").strip("\n").split("\n\n"))
        for path in sorted(FOLDER.glob("*/notes.txt"))
    }


@cache
def sentences() -> tuple[str, ...]:
    """The first sentence of each paragraph."""
    return tuple(
        re.split(r"(?<=[.;。；\N{DEVANAGARI DANDA}])\s*", text)[0]
        for texts in paragraphs().values()
        for text in texts
    )


def paragraph_of_each_language() -> list[str]:
    """One paragraph a language."""
    return [texts[0] for texts in paragraphs().values()]


ROMANIAN = (
    "Proiectul are un ghid pentru începători. În fiecare lună scriem un raport despre ce am făcut. "
    "„Codul deschis” înseamnă că oricine îl poate citi. Întrebările se pun pe forum, iar răspunsurile vin "
    "repede. Înainte de a trimite o modificare, citește regulile. În caz de îndoială, întreabă „unde” și "
    "„când” se face."
)
TURKISH = (
    "Şimdi projeyi açın ve ayarları değiştirin. Şirketin adı listede görünür. Şehir seçimi için menüye "
    "gidin. Şu anda değişiklik yapılamaz, daha sonra yeniden deneyin. Şifre yanlışsa oturum açılmaz."
)
POLISH = (
    "Każdy może zgłosić błąd i dołączyć do projektu. Proszę opisać, co się stało, i podać wersję systemu. "
    "Zespół sprawdzi zgłoszenie, a później odpowie na pytania. Zmiany są przeglądane przez dwie osoby, żeby "
    "nic się nie zepsuło. Dziękujemy za pomoc w tłumaczeniu dokumentacji na inne języki."
)
SERBIAN = (
    "Сваког дана стижу нова питања о инсталацији програма. Ако нешто не ради, погледајте упутство или "
    "пишите на форум. Верзија за рачунаре је бесплатна, а нова верзија излази следеће године. Хвала свима "
    "који преводе текстове на српски језик."
)
PERSIAN = (
    "من به همراه دوستانم همه کتاب‌ها را می‌خوانم. این متن برای مدرسه‌ها است و معلم‌ها هم آن را می‌بینند. "
    "ما همیشه در خانه می‌مانیم و شام می‌خوریم."
)
