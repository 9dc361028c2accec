"""From bytes to text, by proof where there is one, else by a guess that is clear.

In: a file's bytes. Out: `Decoded`, or None where the file must be set aside. Touches nothing.
The guess and charset-normalizer load only for a file that needs them.
"""

from __future__ import annotations

from collections.abc import Callable

from pipeline import encoding
from pipeline.encoding import Decoded


def decode_document(data: bytes, scorer: Callable[[str], float] | None = None) -> Decoded | None:
    """The text of a file, or None where no encoding fits clearly.

    Args:
        data: the file's bytes.
        scorer: a language model's natural log likelihood of a text, one witness more.
    """
    decoded = encoding.decode(data)
    if decoded is not None:
        return decoded
    from pipeline.extract.guess import guess

    return guess(data, scorer)
