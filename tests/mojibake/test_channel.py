"""Damage is exact, channels print as they parse, and a replay accepts what damage did and nothing else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ChannelError
from pipeline.mojibake import damage
from pipeline.mojibake.channel import (
    MARKS,
    ONWARD,
    Layer,
    channel_name,
    is_lossy,
    outcomes,
    parse_channel,
    replay,
)
from pipeline.mojibake.channel.codepages import CODECS, DOUBLE_BYTE, SINGLE_BYTE, page
from pipeline.records import Struck
from tests import texts
from tests.strategies import channels, sound_texts

SINGLE_MARKS = {k: v for k, v in MARKS.items() if v is not None and k != "middle-dot"}


def _by_codec(text: str, name: str, mark: str) -> str:
    """What Python makes of the text's bytes, a mark for what its codec does not decode."""
    out = ""
    for byte in text.encode("utf-8"):
        char = bytes([byte]).decode(SINGLE_BYTE[name], "ignore")
        is_control = name.startswith("iso-") and "\x80" <= char <= "\x9f"
        out += char if char and not is_control else mark
    return out


@pytest.mark.parametrize("loss", SINGLE_MARKS)
@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_each_page_and_loss_is_what_the_codec_makes_of_the_bytes(name: str, loss: str) -> None:
    for text in texts.paragraph_of_each_language():
        assert damage(text, f"{name}:{loss}") == _by_codec(text, name, SINGLE_MARKS[loss])


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_c1_loses_nothing(name: str) -> None:
    for text in texts.paragraph_of_each_language():
        seen = damage(text, f"{name}:c1")
        table = {char: byte for byte, char in enumerate(page(name).chars) if char is not None}
        data = bytes(table.get(char, ord(char) & 255) for char in seen)
        assert data.decode("utf-8") == text


@pytest.mark.parametrize("loss", ONWARD)
@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_the_way_onward_changes_only_its_characters(name: str, loss: str) -> None:
    for text in texts.paragraph_of_each_language():
        kept = damage(text, f"{name}:c1")
        for char, became in ONWARD[loss].items():
            kept = kept.replace(char, became)
        assert damage(text, f"{name}:c1+{loss}") == kept


@pytest.mark.parametrize("name", DOUBLE_BYTE)
def test_a_double_byte_page_reads_what_it_has_as_its_codec_does(name: str) -> None:
    """Of a text all of whose pairs the page has, each character is the codec's."""
    codec = "gb18030" if name == "gbk" else CODECS[name]
    compared = 0
    for sentence in texts.sentences():
        for size in range(2, 14, 2):
            data = sentence[:size].encode("utf-8")
            try:
                shown = data.decode(codec)
                if len(shown.encode(codec)) != len(data) or any(len(c.encode(codec)) > 2 for c in shown):
                    continue
            except UnicodeError:
                continue
            compared += 1
            assert damage(sentence[:size], f"{name}:none") == shown
    assert compared > 10


@pytest.mark.parametrize(("loss", "errors"), [("dropped", "ignore"), ("u+fffd", "replace")])
@pytest.mark.parametrize("name", ["gbk-strict", "gb18030", "euc-kr"])
def test_a_double_byte_page_loses_what_its_codec_does(name: str, loss: str, errors: str) -> None:
    for sentence in texts.sentences():
        seen = damage(sentence, f"{name}:{loss}")
        assert seen == sentence.encode("utf-8").decode(CODECS[name], errors)


def test_a_dropped_byte_is_none_that_the_page_shows() -> None:
    layers = (Layer("gb18030", ("dropped",)),)
    lost = (Struck(layer=0, index=2, byte=0x80, became=""),)
    assert replay("\u4e00\n", layers, lost) == damage("\u4e00\n", "gb18030:dropped")
    # the last byte of the first and the first of the second would have been one character
    shown = (Struck(layer=0, index=2, byte=0x89, became=""),)
    assert replay("\u4e09\u4e8c\n", layers, shown) is None


def test_a_lead_without_its_trail_takes_the_loss_and_eats_if_told() -> None:
    assert damage("\u2019s", "gbk:none") == "\u9225\u6a9a"
    assert damage("\u2014 a", "gbk:?") == "\u9225? a"
    assert damage("\u2014 a", "gbk:?+eats") == "\u9225?a"


def test_a_missing_loss_is_an_error_that_names_the_byte() -> None:
    with pytest.raises(ChannelError, match="9D"):
        damage("\u9762", "windows-1252:none")


@pytest.mark.parametrize("name", ["utf-9:none", "windows-1252:melted", "windows-1252:none > x:none", ""])
def test_what_does_not_parse_is_an_error_with_a_hint(name: str) -> None:
    with pytest.raises(ChannelError) as caught:
        parse_channel(name)
    assert caught.value.hint


@given(channels())
def test_a_channel_prints_as_it_parses(channel: str) -> None:
    layers = parse_channel(channel)
    assert channel_name(layers) == channel
    assert parse_channel(channel_name(layers)) == layers


@given(sound_texts(), channels())
def test_damage_goes_layer_by_layer(text: str, channel: str) -> None:
    step = text
    for layer in parse_channel(channel):
        step = damage(step, str(layer))
    assert damage(text, channel) == step


def _struck_by_damage(text: str, layer: Layer) -> tuple[Struck, ...]:
    """The bytes that `damage` loses in a single-byte layer, and what becomes of each."""
    found = []
    for index, byte in enumerate(text.encode("utf-8")):
        char = page(layer.page).chars[byte]
        mark = next((MARKS[loss] for loss in layer.losses if MARKS.get(loss) is not None), None)
        became = None
        if is_lossy(layer.page, byte) and mark is not None:
            became = mark
        elif char is not None:
            became = next((ONWARD[x][char] for x in layer.losses if x in ONWARD and char in ONWARD[x]), None)
        if became is not None:
            found.append(Struck(layer=0, index=index, byte=byte, became=became))
    return tuple(found)


LAYER = st.builds(
    lambda name, mark, onward: Layer(name, (mark, *onward)),
    st.sampled_from(sorted(SINGLE_BYTE)),
    st.sampled_from(["c1", *SINGLE_MARKS]),
    st.lists(st.sampled_from(sorted(ONWARD)), unique=True, max_size=3).map(tuple),
)


@given(sound_texts(), LAYER)
def test_a_replay_accepts_what_damage_did(text: str, layer: Layer) -> None:
    assert replay(text, (layer,), _struck_by_damage(text, layer)) == damage(text, str(layer))


@given(sound_texts(), LAYER, st.data())
def test_a_replay_refuses_a_byte_struck_that_no_loss_strikes(
    text: str, layer: Layer, data: st.DataObject
) -> None:
    encoded = text.encode("utf-8")
    if not encoded:
        return
    index = data.draw(st.integers(0, len(encoded) - 1))
    became = data.draw(st.sampled_from(["", "?", " ", "\N{REPLACEMENT CHARACTER}", "x"]))
    byte = data.draw(st.one_of(st.just(encoded[index]), st.integers(0, 255)))
    one = Struck(layer=0, index=index, byte=byte, became=became)
    others = tuple(s for s in _struck_by_damage(text, layer) if s.index != index)
    allowed = byte == encoded[index] and became in outcomes(layer, byte)
    assert (replay(text, (layer,), (*others, one)) is not None) == allowed


@given(sound_texts())
def test_a_replay_refuses_to_keep_a_byte_that_has_no_character(text: str) -> None:
    layer = Layer("windows-1252", ("dropped",))
    lacking = any(byte in page("windows-1252").undefined for byte in text.encode("utf-8"))
    assert (replay(text, (layer,), ()) is None) == lacking


@pytest.mark.parametrize("name", SINGLE_BYTE)
def test_outcomes_are_all_that_damage_can_make_of_a_byte(name: str) -> None:
    """Each loss alone, on each byte that UTF-8 can have, by `damage` itself."""
    for loss, byte in itertools.product([*SINGLE_MARKS, *ONWARD], range(0x80, 0xC0)):
        layer = Layer(name, ("c1", loss) if loss in ONWARD else (loss,))
        char = bytes([0xC3, byte]).decode("utf-8")
        lead = damage("\u00c3", f"{name}:c1")[0]  # C3, whatever it reads as
        shown = damage(char, str(layer))[len(lead) if not is_lossy(name, 0xC3) else 0 :]
        kept = page(name).chars[byte] or chr(byte)
        assert (shown,) == outcomes(layer, byte) if outcomes(layer, byte) else shown.endswith(kept)
