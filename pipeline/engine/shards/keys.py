"""What each stage's result on a shard depends on, as the key by which it is found again.

In: what the stage is given, settings. Out: a key of 32 hex digits; and the same in words, for a
person who asks why something is done again.
Touches nothing. Extract depends on the inputs, its settings and our code; clean on what extract
left, its settings, our code and the model; export on what clean left and our code. So a setting
that only clean reads leaves what extract made as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from pipeline.engine.shards.versions import code_version, model_hash
from pipeline.settings import Settings


def extract_key(inputs: Sequence[object], settings: Settings) -> str:
    """The key of what extract makes of a shard.

    Args:
        inputs: `Source.fingerprint` of each of its documents.
        settings: those of the run.
    """
    return _key("extract", made_with("extract", settings), inputs)


def clean_key(before: str, settings: Settings) -> str:
    """The key of what clean makes of the part that extract left under the key `before`."""
    return _key("clean", made_with("clean", settings), before)


def export_key(before: str, settings: Settings) -> str:
    """The key of what export makes of the part that clean left under the key `before`."""
    return _key("export", made_with("export", settings), before)


def made_with(stage: str, settings: Settings) -> dict[str, str]:
    """All that a stage depends on beside what it is given, by name."""
    facts = {"code": code_version()}
    if stage == "clean":
        facts["model"] = model_hash()
    for name, value in settings.of_stage(stage).items():
        facts[f"setting {name}"] = ", ".join(value) if isinstance(value, tuple) else str(value)
    return facts


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """In words, what is not as it was. Empty where nothing is known of before."""
    found = []
    for name in now if before else ():
        old, new = before.get(name, "nothing"), now[name]
        if old == new:
            continue
        if name.startswith("setting "):
            found.append(f"{name} was {old or 'empty'}, is {new or 'empty'}")
        else:
            found.append({"code": "the program is another version", "model": "the model is another"}[name])
    return found


def _key(*what: object) -> str:
    text = json.dumps(what, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]
