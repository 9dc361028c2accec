"""Languages that the model does not know: what was lost there is left, or is doubtful, but never sure."""

from __future__ import annotations

import pytest

from pipeline import damage, repair
from tests import texts

CHANNEL = "windows-1252:dropped+ad"
SCRIPTS = {  # Universal Declaration of Human Rights, article 1
    "ta": (
        "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்; அவர்கள் "
        "மதிப்பிலும், உரிமைகளிலும் சமமானவர்கள், அவர்கள் நியாயத்தையும் "
        "மனச்சாட்சியையும் இயற்பண்பாகப் பெற்றவர்கள்."
    ),
    "ka": (
        "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და "
        "უფლებებით. მათ მინიჭებული აქვთ გონება და სინდისი და ერთმანეთის მიმართ "
        "უნდა იქცეოდნენ ძმობის სულისკვეთებით."
    ),
    "hy": (
        "Բոլոր մարդիկ ծնվում են ազատ ու հավասար իրենց արժանապատվությամբ ու "
        "իրավունքներով։ Նրանք ունեն բանականություն ու խիղճ և միմյանց պետք է "
        "եղբայրաբար վերաբերվեն։"
    ),
}
NEIGHBOURS = {
    "be": (
        "Усе людзі нараджаюцца свабоднымі і роўнымі ў сваёй годнасці і правах. "
        "Яны надзелены розумам і сумленнем і павінны ставіцца адзін да аднаго ў"
        " духу брацтва."
    ),
    "is": (
        "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum. "
        "Menn eru gæddir vitsmunum og samvisku, og ber þeim að breyta "
        "bróðurlega hverjum við annan. Því ríður á að sú vernd sé tryggð í því "
        "ríki."
    ),
    "lv": (
        "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās."
        " Viņi ir apveltīti ar saprātu un sirdsapziņu, un viņiem jāizturas "
        "citam pret citu brālības garā."
    ),
}


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_no_letter_of_an_unknown_script_is_made_up(language: str) -> None:
    text = SCRIPTS[language]
    made = [edit for edit in repair(damage(text, CHANNEL)).edits if edit.after is not None]
    assert any(edit.grade == "certain" for edit in made)  # what lost nothing is read
    for edit in made:
        assert not edit.struck, edit
    for edit in repair(damage(text, "windows-1252:c1")).edits:
        assert edit.grade == "certain"
    assert repair(damage(text, "windows-1252:c1")).text == text


@pytest.mark.parametrize("channel", ["gbk:u+fffd", "shift_jis:u+fffd", "euc-kr:u+fffd"])
def test_nor_through_pages_of_two_bytes(channel: str) -> None:
    text = SCRIPTS["ka"]
    for edit in repair(damage(text, channel)).edits:
        if edit.struck and edit.after is not None:
            assert not any("\u10a0" <= char <= "\u10ff" for char in edit.after), edit


@pytest.mark.parametrize("language", sorted(SCRIPTS))
def test_what_is_left_of_it_is_said(language: str) -> None:
    left = [edit for edit in repair(damage(SCRIPTS[language], CHANNEL)).edits if edit.after is None]
    assert left
    assert all(edit.grade == "left" and edit.confidence < 0.02 for edit in left)
    readings = [reading.text for edit in left for reading in edit.alternatives]
    assert readings
    assert all(char.isprintable() or char.isspace() for reading in readings for char in reading)


@pytest.mark.parametrize("language", sorted(NEIGHBOURS))
def test_a_language_beside_a_known_one_is_read_with_doubt(language: str) -> None:
    lossy = [edit for edit in repair(damage(NEIGHBOURS[language], CHANNEL)).edits if edit.struck]
    assert lossy
    assert max(edit.confidence for edit in lossy) < 0.99


@pytest.mark.parametrize(
    "language", sorted(set(texts.paragraphs()) & {"ru", "cs", "vi", "el", "th", "hi", "ja", "ar", "he"})
)
def test_known_languages_are_read_as_surely_as_before(language: str) -> None:
    text = "\n\n".join(texts.paragraphs()[language])
    lossy = [edit for edit in repair(damage(text, CHANNEL)).edits if edit.struck]
    assert sum(edit.confidence >= 0.99 for edit in lossy) * 10 >= len(lossy) * 6
