"""Who works: rows of the report come in order, whoever makes them and whatever becomes of workers."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

from pipeline.engine import run
from pipeline.engine.output.outputs import output_of
from pipeline.engine.shards.decided import Deciding
from pipeline.engine.shards.reporting import PART
from pipeline.engine.shards.stages import STAGES
from pipeline.engine.workers.bench import Setup
from pipeline.engine.workers.spread import Hands
from pipeline.report import Choice, decoded
from pipeline.settings import Settings
from tests.corpora import write_notes


def test_rows_whose_worker_was_killed_are_made_by_this_process(tmp_path) -> None:
    raw, out = str(write_notes(tmp_path / "raw")), str(tmp_path / "out")
    settings = Settings(raw=raw, out=out, shard_bytes=3000, workers=1)
    run(settings)
    output = output_of(out)
    output.open()
    store = output.stores["export"]
    parts = store.manifest.parts or ()
    outlines = [decoded(store.read(part, PART)) for part in parts]

    def asked():
        choice = Choice(sum([outline.totals() for outline in outlines], start=Counter()))
        found = [(number, choice.wanted(outline)) for number, outline in enumerate(outlines)]
        return [(number, wanted) for number, wanted in found if wanted.ordinals]

    setup = Setup(settings=settings, names=STAGES, deciding=Deciding())
    with Hands(setup, output.stores) as hands:
        expected = list(hands.lots(parts)(asked()))
        made = dict(zip([number for number, _ in asked()], expected, strict=True))
        # The last comes first, and of every other one nothing.
        hands._crew = SimpleNamespace(
            lots=lambda sheets: [
                (sheet, None if at % 2 else made[sheet.number]) for at, sheet in enumerate(reversed(sheets))
            ]
        )
        assert list(hands.lots(parts)(asked())) == expected
    assert len(expected) > 2
