"""Sound text beside real damage: a page that one part proves is not the page of all of it."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from tests import texts

DAMAGED = (
    "It’s café time — ✔ done, “really”… we’ll see → later. Don’t stop.\n\n",
    "Déjà vu, l’été où ça a été très chaud à la fenêtre.\n\n",
    texts.paragraphs()["zh-Hans"][0] + "\n\n",
)
CHANNELS = (
    "windows-1252:dropped+ad",
    "windows-1254:dropped+ad",
    "macintosh:none",
    "windows-1250:dropped",
    "windows-1251:dropped",
    "windows-1253:dropped",
    "windows-1256:dropped",
    "iso-8859-1:dropped",
    "koi8-r:none",
    "ibm866:none",
    "gbk:?+eats",
    "euc-kr:?+eats",
    "windows-1252:c1 > windows-1252:c1",
    "windows-1251:c1 > windows-1251:c1",
)
SOUND = {
    "a quotation mark and a letter are one letter in Macintosh": (
        "Non c’è stata d’estate, e c’è da chiedersi se",
        "eli asia on, ”Älä odota”, sanoi hän",
        "une page «équipe» et une autre",
        "những “ông vua” thời xưa",
    ),
    "two letters of a word are one in a page of letters": (
        "Озвучивает Пётр Иванов, продлённого дня",
        "на длъжностни лица",
        "Зашто је Хјум, председник казао",
        "Дідусь, зірка і вітер",
        "μια απειλή», βλέποντας",
    ),
    "characters are letters in a page of two bytes": (
        "全书概要\n主题: 本书主要探讨了如何成为一位卓有成效的管理者。水枪、小枪、锤子，系统不稳定。",
        "人事處。\n二十四、主計處。\n二十五、本府分層負責，十一、地政局。",
        "받기 조차 버거운 처지라는게 주요 채널로 안내하는 첫 기능 요청",
        "回路上のノイズや同僚教師のすみません、始める必要はありません",
    ),
    "single capitals are what two layers leave of a letter": (
        "Важно помнить: В открытом доступе. Стоимость С 2012 года. Разница Р и ВО «УДАР».",
    ),
    "words of Arabic script are letters of another": (
        "از شاخص‌ترین مکان‌ها و با چاپ عکس دختر، این «هیچ کس» شامل",
        "در آن دژ کهن، دژ بزرگ شهر، هیچ نگهبانی نبود.",
        "اجتماع أو حدث، فتأكد من «الأخ القائد» حرص",
    ),
    "a letter may be all that is left of one": (
        "oavsett kön.\nÅ andra sidan är det så, svarade Per-Åke",
        "ALERGĂTORUL din povește și șarpele",
        "Đội bóng của Đặng Văn Đệ ở Đồng Nai, Đà Nẵng và Đắk Lắk",
        "да узима сâм Гит",
    ),
}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("reason", SOUND)
def test_it_stays(reason: str, channel: str) -> None:
    for sound in SOUND[reason]:
        for text in DAMAGED:
            seen = damage(text, channel)
            changed = [edit for edit in repair(seen + sound).edits if edit.after and edit.start >= len(seen)]
            assert not changed, (text, sound)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("language", sorted(texts.paragraphs()))
def test_whole_paragraphs_stay(language: str, channel: str) -> None:
    seen = damage(DAMAGED[0], channel)
    sound = "\n\n".join(texts.paragraphs()[language])
    assert not [edit for edit in repair(seen + sound).edits if edit.after and edit.start >= len(seen)]


def test_what_is_damaged_comes_back_all_the_same() -> None:
    for channel in CHANNELS[:4]:
        assert (
            repair(damage(DAMAGED[1], channel) + "Non c\u2019\u00e8.").text
            == DAMAGED[1] + "Non c\u2019\u00e8."
        )


def test_two_sound_words_are_not_joined_to_a_character_of_another_script() -> None:
    # E3 A0 AA, with the NBSP become a space: one character to windows-1250
    czech = "Příjemné počasí, žádné starosti, čerstvý vzduch, řeka a šum stromů. Děti běží k řece."
    sound = "Acum este dimineaţă Ştefan pleacă la şcoală Şerban vine mâine."
    seen = damage(czech, "windows-1250:dropped") + "\n\n"
    fixed = repair(seen + sound)
    assert fixed.text == f"{czech}\n\n{sound}"


@pytest.mark.parametrize("page", ["windows-1250", "windows-1258"])
@pytest.mark.parametrize("paragraph", range(3))
def test_a_capital_of_vietnamese_is_not_what_is_left_of_a_cyrillic_one(page: str, paragraph: int) -> None:
    seen = damage(texts.paragraphs()["ru"][paragraph] + "\n\n", f"{page}:dropped+ad")
    sound = "Đội thủ của đội bóng chỉ thua hai trận."
    assert repair(seen + sound).text.endswith(sound)


CAPITALS = (
    "KEHITETTÄVÄÄ TYÖTÄ ON ÄÄNEKOSKELLA",
    "ÜBERPRÜFUNG DER ÄNDERUNG AM GRÖSSTEN ÄRGERNIS",
    "SÃO PAULO, ANO DE 2020, NÃO É À TOA",
    "ÅKER OCH ÄNG, ÖREBRO",
    "Ångström and Åland, Århus, Ågren",
    "È VERO CHE LA CITTÀ È PIÙ BELLA",
)


@pytest.mark.parametrize("page", ["windows-1254:dropped+ad", "windows-1250:dropped", "iso-8859-9:dropped+ad"])
@pytest.mark.parametrize("damaged", [texts.ROMANIAN, texts.TURKISH, texts.POLISH], ids=["ro", "tr", "pl"])
def test_sound_capitals_are_not_what_is_left_of_others(damaged: str, page: str) -> None:
    seen = damage(f"{damaged}\n\n", page)
    for sound in CAPITALS:
        assert repair(seen + sound).text.endswith(sound)
