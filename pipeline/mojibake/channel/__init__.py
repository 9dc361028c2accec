"""How a text is damaged: code pages, what they lose, and the proof of a repair.

In: sound text and a channel's name. Out: damaged text; or whether what a repair says becomes, damaged so,
what stands there. Touches nothing. The rest of the project imports from here.
"""

from __future__ import annotations

from pipeline.mojibake.channel.double_byte import (
    hidden_char,
    is_hidden,
    lone_char,
    may_be_lost,
    pair_char,
    pair_row,
    pairs,
)
from pipeline.mojibake.channel.forward import damage, in_case, is_lossy, outcomes, replay, written_as
from pipeline.mojibake.channel.names import ALONG, CASES, MARKS, ONWARD, Layer, channel_name, parse_channel

__all__ = [
    "ALONG",
    "CASES",
    "MARKS",
    "ONWARD",
    "Layer",
    "channel_name",
    "damage",
    "hidden_char",
    "in_case",
    "is_hidden",
    "is_lossy",
    "lone_char",
    "may_be_lost",
    "outcomes",
    "pair_char",
    "pair_row",
    "pairs",
    "parse_channel",
    "replay",
    "written_as",
]
