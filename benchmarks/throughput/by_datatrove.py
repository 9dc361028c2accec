"""The peer: datatrove's ftfy formatter, language filter and Parquet writer on the same documents.

    python by_datatrove.py RAW OUT MODEL

In: folders, and a fastText model. Out: OUT/parquet. Touches OUT.
Run by a Python of its own that has datatrove, so it imports nothing of ours. datatrove reads no
Markdown: the smallest reader that can be stands here. Its language filter loads a model of 126 MB
from the net; its smaller form, which our own run uses, is put in that place, so that both sides
use one model and nothing is fetched.
"""

import os
import shutil
import sys
from pathlib import Path

_NAME = "https:__dl.fbaipublicfiles.com_fasttext_supervised-models_lid.176.bin"
"""Under which the filter looks for its model."""


def main(raw: Path, out: Path, model: Path) -> None:
    os.environ["HF_ASSETS_CACHE"] = str(out / "assets")
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.filters import LanguageFilter
    from datatrove.pipeline.formatters import FTFYFormatter
    from datatrove.pipeline.writers import ParquetWriter
    from huggingface_hub import cached_assets_path

    place = Path(cached_assets_path(library_name="datatrove", namespace="lid", subfolder="ft176"))
    place.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(model, place / _NAME)
    (place / f"{_NAME}.completed").touch()

    def read(_data=None, rank=0, world_size=1):
        del rank, world_size
        for path in sorted(raw.rglob("*.md")):
            yield Document(text=path.read_text(encoding="utf-8"), id=str(path.relative_to(raw)))

    steps = [
        read,
        FTFYFormatter(),
        LanguageFilter(label_only=True),
        ParquetWriter(str(out / "parquet"), compression="zstd"),
    ]
    LocalPipelineExecutor(steps, logging_dir=str(out / "logs"), tasks=1, workers=1).run()


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
