"""Guessing the encoding of files that are neither UTF-8 nor marked."""

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoding import PAGES, decode, encode
from pipeline.extract.decode import decode_document
from pipeline.extract.guess import RIVALS, guess, is_texty, lead, readings, sample

FRENCH = (
    "Après l'entretien, j'étais déçu : la réponse n'est jamais arrivée.\n"
    "Où trouver une équipe qui prête attention à ses candidats ?\n"
)
GERMAN = (
    "Nach dem Gespräch fühlte ich mich müde.\n"
    "Die Größe der Firma überraschte mich; „schöne Grüße“ schrieb man.\n"
)
SPANISH = (
    "Después de la entrevista volví a casa en el último autobús.\n¿Qué haré mañana? Practicaré más español.\n"
)
POLISH = (
    "Po rozmowie wróciłem późno do domu.\n"
    "Myślę, że następnym razem będę lepiej przygotowany, choć się boję.\n"
)
CZECH = (
    "Po pohovoru jsem šel pěšky domů.\nPříště budu určitě lépe připravený; ještě žádná práce není ztracená.\n"
)
HUNGARIAN = (
    "Az interjú után gyalog mentem haza.\n"
    "Legközelebb jobban fölkészülök, és időben érkezem; őszintén örülök.\n"
)
TURKISH = (
    "Görüşmeden sonra eve yürüdüm.\nBir dahaki sefere daha iyi hazırlanacağım; şimdilik kitap okuyacağım.\n"
)
RUSSIAN = "После собеседования я пошёл домой пешком.\nВ следующий раз я подготовлюсь лучше.\n"
UKRAINIAN = "Після співбесіди я пішов додому пішки.\nНаступного разу я підготуюся краще, їй-богу.\n"
GREEK = "Μετά τη συνέντευξη γύρισα στο σπίτι με τα πόδια.\nΤην επόμενη φορά θα είμαι πιο έτοιμος.\n"
HEBREW = "אחרי הראיון הלכתי הביתה ברגל.\nבפעם הבאה אתכונן טוב יותר.\n"
ARABIC = "بعد المقابلة عدت إلى البيت سيرا على الأقدام.\nفي المرة القادمة سأستعد بشكل أفضل.\n"
THAI = "หลังสัมภาษณ์ฉันเดินกลับบ้าน\nครั้งหน้าฉันจะเตรียมตัวให้ดีกว่านี้\n"
VIETNAMESE = "Tôi đi bộ về nhà.\nLần sau tôi sẽ chuẩn bị tốt hơn.\n"
LITHUANIAN = (
    "Po pokalbio grįžau namo pėsčias.\n"
    "Kitą kartą būsiu geriau pasiruošęs, nes žinau, ką sakyti; ačiū už šį laiką.\n"
)
CHINESE = "面试结束以后我走路回家。\n下一次我会准备得更好，也会早一点出门。\n"
TAIWANESE = "面試結束以後我走路回家。\n下一次我會準備得更好，也會早一點出門。\n"
JAPANESE = "面接のあと、歩いて家に帰りました。\n次はもっとよく準備して、早めに出かけます。\n"
KOREAN = "면접이 끝나고 걸어서 집에 왔습니다.\n다음에는 더 잘 준비해서 일찍 나가겠습니다.\n"
QUOTES = "It\u2019s a note \u2013 don\u2019t panic \u2026 \u201cmove on\u201d, she said.\nThat\u2019s all.\n"

USUAL = [
    (FRENCH, "windows-1252"),
    (FRENCH, "macintosh"),
    (FRENCH, "cp850"),
    (GERMAN, "windows-1252"),
    (SPANISH, "windows-1252"),
    (POLISH, "windows-1250"),
    (POLISH, "iso-8859-2"),
    (CZECH, "windows-1250"),
    (CZECH, "iso-8859-2"),
    (HUNGARIAN, "windows-1250"),
    (TURKISH, "windows-1254"),
    (LITHUANIAN, "windows-1257"),
    (VIETNAMESE, "windows-1258"),
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "ibm866"),
    (RUSSIAN, "iso-8859-5"),
    (UKRAINIAN, "windows-1251"),
    (UKRAINIAN, "koi8-u"),
    (GREEK, "windows-1253"),
    (GREEK, "iso-8859-7"),
    (HEBREW, "windows-1255"),
    (ARABIC, "windows-1256"),
    (THAI, "windows-874"),
    (CHINESE, "gb18030"),
    (TAIWANESE, "big5"),
    (JAPANESE, "shift_jis"),
    (KOREAN, "euc-kr"),
    (QUOTES, "windows-1252"),
]


def written(text, page):
    """The text in a page; windows-1258 wants Vietnamese tones apart from their letters."""
    if page != "windows-1258":
        return text.encode(PAGES[page])
    tones = {
        "ầ": "â\u0300",
        "ẽ": "e\u0303",
        "ẩ": "â\u0309",
        "ị": "i\u0323",
        "ố": "ô\u0301",
        "ộ": "ô\u0323",
        "ề": "ê\u0300",
    }
    return "".join(tones.get(char, char) for char in text).encode("cp1258")


@pytest.mark.parametrize(("text", "page"), USUAL)
def test_two_sentences_in_their_usual_page_are_read_as_written(text, page):
    data = written(text, page)
    decoded = decode_document(data)
    assert decoded is not None
    assert decoded.text == data.decode(PAGES[page])
    assert decoded.encoding in PAGES
    assert 0.9 < decoded.confidence < 1


@pytest.mark.parametrize(("text", "page"), USUAL)
def test_a_guess_gives_the_bytes_back(text, page):
    data = written(text, page)
    decoded = guess(data)
    assert encode(decoded.text, encoding=decoded.encoding, bom=False, undecodable=decoded.undecodable) == data


def test_french_in_windows_1252_is_not_taken_for_a_mac_file():
    decoded = guess(FRENCH.encode("cp1252"))
    assert (decoded.encoding, decoded.text) == ("windows-1252", FRENCH)


def test_utf_8_with_one_stray_byte_stays_utf_8():
    decoded = decode_document(FRENCH.encode() + b"\x92 fin\n")
    assert decoded.encoding == "utf-8"
    assert [item.byte for item in decoded.undecodable] == [0x92]


def test_utf_8_with_more_stray_bytes_than_sequences_stays_utf_8_if_its_sequences_stand_alone():
    data = b"A long note with caf\xc3\xa9 in it, and then \x81 some stray \x8d bytes \x8f here and there.\n"
    assert decode(data) is None
    decoded = decode_document(data)
    assert decoded.encoding == "utf-8"
    assert decoded.confidence < 0.5
    assert len(decoded.undecodable) == 3


@pytest.mark.parametrize(
    "data", [b"\xe9\n", b"1 \xa4\n", b"x\x85y", b"na\xefve", b"\xc4\xe0", b"\xff\xff\xff"]
)
def test_short_ambiguous_text_is_refused(data):
    assert decode_document(data) is None


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "mac_cyrillic"),
        (HEBREW, "cp862"),
        (POLISH, "cp852"),
        (GREEK, "cp737"),
        (JAPANESE, "euc_jp"),
        (ARABIC, "iso8859_6"),
        (FRENCH, "cp500"),
    ],
)
def test_a_file_in_a_page_that_is_no_candidate_is_refused(text, codec):
    assert codec in RIVALS
    assert guess(text.encode(codec)) is None


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        zlib.compress(FRENCH.encode() * 20),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(255, 0, -1)),
        b"\x7fELF\x02\x01\x01" + b"\x00\xff\x90\xe8" * 200,
    ],
)
def test_binary_data_is_refused(data):
    assert decode_document(data) is None


def test_controls_are_no_text():
    assert is_texty(b"a\tb\r\n\x0c")
    assert not is_texty(b"a\x00b")


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_without_loss_or_refused(data):
    decoded = decode_document(data)
    if decoded is not None:
        how = {"encoding": decoded.encoding, "bom": decoded.bom, "undecodable": decoded.undecodable}
        assert encode(decoded.text, **how) == data


def test_noise_of_high_bytes_is_refused_nearly_always():
    dice = random.Random(4)
    noise = [bytes(dice.randrange(0x80, 0x100) for _ in range(dice.randrange(8, 80))) for _ in range(100)]
    assert sum(guess(data) is not None for data in noise) <= 2


def test_one_letter_over_and_over_is_refused():
    assert guess(b"\xeb" * 40) is None
    assert guess(b"\xe9" * 40) is None


def test_readings_are_distinct_texts_best_first():
    found = readings(GERMAN.encode("cp1252"))
    assert found[0].page == "windows-1252"
    assert [reading.score for reading in found] == sorted((one.score for one in found), reverse=True)
    assert lead(found) == found[0].score - found[1].score
    assert "iso-8859-9" not in [reading.page for reading in found]


def test_a_language_model_is_one_witness_more():
    data = b"\xe9t\xe9\n"
    without = readings(data)
    favoured = readings(data, lambda text: 40.0 if text.startswith("\u0439") else 0.0)
    assert without[0].page == "windows-1252"
    assert favoured[0].page == "windows-1251"


def test_a_sample_is_the_lines_that_hold_bytes_beyond_ascii():
    assert sample(b"abc\ncaf\xe9\r\nx\n\xe9t\xe9") == b"caf\xe9\n\xe9t\xe9"


def test_a_sample_of_one_endless_line_is_cut_between_characters():
    line = (CHINESE.replace("\n", "") * 2000).encode("gb18030")
    assert len(sample(line)) < len(line)
    assert guess(line).encoding == "gb18030"
