"""Languages of blocks: by script, by detector, by document."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.clean.language import detectors, mixed
from pipeline.clean.language.detect import NO_LANGUAGE, Spoken, detect, detect_blocks, detect_documents

ENGLISH = "Every interview is an opportunity to prepare for the next one, so write down what you remember."
FRENCH = "Chaque entretien est une occasion de se préparer au suivant, alors notez vos souvenirs."
RUSSIAN = "Каждое утро он читает новости и пьёт кофе."
SERBIAN = "Сваког јутра он чита вести и пије кафу ћутећи, а то људи воле."
HANS = "请写下你能记住的所有问题，包括你的回答。"
HANT = "請寫下你能記住的所有問題，包括你的回答。"
JAPANESE = "覚えている質問をすべて書き留めてください。"
KOREAN = "기억나는 질문을 모두 적어 두세요."


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        (ENGLISH, "en", "Latn"),
        (FRENCH, "fr", "Latn"),
        (RUSSIAN, "ru", "Cyrl"),
        (SERBIAN, "sr-Cyrl", "Cyrl"),
        (HANS, "zh-Hans", "Hans"),
        (HANT, "zh-Hant", "Hant"),
        (JAPANESE, "ja", "Jpan"),
        (KOREAN, "ko", "Kore"),
        ("สวัสดีครับ", "th", "Thai"),
        ("Καλημέρα", "el", "Grek"),
        ("בוקר טוב לכולם", "he", "Hebr"),
    ],
)
def test_a_sentence_has_its_language_and_script(text, language, script):
    found = detect(text)
    assert (found.language, found.script) == (language, script)
    assert found.confidence is not None
    assert found.confidence > 0.5
    assert found.shares is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12 + 30 = 42",
        "\U0001f600 \u2014 \u20ac",
        "https://example.org/some/page?with=words",
        "2022-01-18T14:48:04.000Z",
        "someone@example.org",
        "d41d8cd98f00b204e9800998ecf8427e",
        "\ufffd\ufffd",
    ],
)
def test_what_is_in_no_language_is_undetermined(text):
    assert detect(text) == NO_LANGUAGE


def test_a_short_block_takes_the_language_of_its_document():
    french = detect_blocks([FRENCH, "Conseil", FRENCH])[1]
    english = detect_blocks([ENGLISH, "Tip", ENGLISH])[1]
    assert (french.language, english.language) == ("fr", "en")


def test_kanji_alone_are_japanese_among_japanese_blocks_and_chinese_among_chinese():
    assert detect_blocks([JAPANESE, "目次", JAPANESE])[1].language == "ja"
    assert detect_blocks([HANT, "目次"])[1].language == "zh-Hant"


def test_a_block_in_two_languages_tells_the_shares_of_its_letters():
    found = detect(f"{RUSSIAN} {ENGLISH}")
    assert found.shares is not None
    assert {s.language for s in found.shares} == {"ru", "en"}
    assert sum(s.share for s in found.shares) == pytest.approx(1, abs=1e-3)


def test_a_term_in_another_script_does_not_make_a_block_mixed():
    assert detect(f"{HANS} Markdown").shares is None


def test_capitals_are_read_as_words():
    assert detect("PREPARING FOR THE NEXT INTERVIEW").language == "en"


def test_langdetect_alone_answers_where_it_is_asked_for(monkeypatch):
    monkeypatch.setattr(detectors, "_fasttext", lambda: pytest.fail("the other detector was asked"))
    found = detect_blocks([ENGLISH, HANS, None], detector="langdetect")
    assert [d.language for d in found] == ["en", "zh-Hans", "und"]


def test_langdetect_stands_in_where_the_first_detector_is_not_installed(monkeypatch):
    monkeypatch.setattr(detectors, "_fasttext", lambda: None)
    assert detect(FRENCH).language == "fr"


def test_langdetect_is_the_second_opinion_on_a_block_of_low_confidence(monkeypatch):
    asked = []

    def opinion(text):
        asked.append(text)
        return (("pt", 0.9),)

    monkeypatch.setattr("pipeline.clean.language.detect.second_opinion", opinion)
    monkeypatch.setattr(
        "pipeline.clean.language.detect.weigh",
        lambda asked, *_: [(("es", 0.4), ("pt", 0.3))] * len(asked.texts),
    )
    found = detect("uma nota sobre o café da manhã")
    assert len(asked) == 1
    assert (found.language, found.confidence) == ("pt", 0.6)


def test_the_second_opinion_says_the_same_each_time():
    assert len({json.dumps(detectors.second_opinion("nota breve")) for _ in range(5)}) == 1


def test_a_document_without_blocks_has_none():
    assert detect_blocks([]) == []


def test_a_sentence_in_another_language_makes_a_block_mixed_within_one_script():
    german = "Jedes Gespräch ist eine Gelegenheit, sich auf das nächste vorzubereiten, also schreib es auf."
    found = detect(f"{ENGLISH} {german}")
    assert found.shares is not None
    assert {s.language for s in found.shares} == {"en", "de"}
    assert all(s.share > 0.4 for s in found.shares)


def test_sentences_in_one_language_make_no_block_mixed():
    assert (
        detect(f"{ENGLISH} Then go on. It is never too late for a good answer, as they say.").shares is None
    )


def test_serbian_in_a_mixed_block_keeps_its_script():
    found = detect(f"{SERBIAN} {ENGLISH}")
    assert found.shares is not None
    assert {s.language for s in found.shares} == {"sr-Cyrl", "en"}


def test_blocks_are_the_same_in_every_order_of_documents():
    texts = [ENGLISH, "Tip", FRENCH, "Conseil", HANS, "目次", "x = 1"]
    first = detect_blocks(texts)
    detect_blocks([RUSSIAN, JAPANESE])
    assert detect_blocks(texts) == first


def test_documents_looked_at_together_say_what_each_says_alone():
    """What fastText objects to in one document is asked again in that one alone."""
    estonian = "See on eesti keeles kirjutatud lause, mida soome keeleks pidada ei tohi, kuigi ta on sugulane"
    finnish = "Tämä on suomeksi kirjoitettu lause, jota ei pidä luulla viroksi, vaikka kielet ovat sukua"
    documents = [
        [finnish, "Vihje"],
        [estonian, "Vihje", "Nõuanne"],
        [ENGLISH, HANS, None, "Tip"],
        [],
        [SERBIAN],
    ]
    named = [None, ["et"] * 3, None, None, None]
    spoken = [
        Spoken(texts=one, named=by, named_by_path=None) for one, by in zip(documents, named, strict=True)
    ]
    alone = [detect_blocks(one, named=by) for one, by in zip(documents, named, strict=True)]
    assert detect_documents(spoken) == alone
    assert detect_documents(spoken[::-1]) == alone[::-1]


OLD_BORDER = re.compile(
    r"(?<=[.!?\u2026;])[\"'\u201d\u00bb)]*\s+|(?<=[\u3002\uff01\uff1f])|\s+[/|\u2013\u2014]\s+|\n+"
)
"""What is meant, with look-behinds."""


@given(st.text(st.sampled_from("ab.!;\u2026\"')\u201d \n\u00a0/|\u2014\u3002\uff1f\u8a9e"), max_size=20))
def test_sentences_end_behind_their_stops(text):
    assert [part for part in mixed._parts(text) if part] == [part for part in OLD_BORDER.split(text) if part]
