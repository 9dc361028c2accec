"""Accuracy and speed on this machine, a few minutes: `make bench`.

In: texts beside the checkout, or the project's own. Out: tables on standard output, results under
`bench-out/`. The whole of it: `python -m benchmarks.accuracy`, `python -m benchmarks.speed`.
"""

from __future__ import annotations

from benchmarks import accuracy, channels, speed, texts, wild


def main() -> None:
    """Measures a little of everything, and prints."""
    print("== accuracy ==")
    accuracy.main(
        ["--limit", "3000", "--channels", *channels.SMALL, *(["--no-harm"] if texts.DEV.is_dir() else [])]
    )
    print("\n== cases from the wild ==")
    wild.main()
    print("\n== speed ==")
    speed.main(["--size", "60000", "--rounds", "3"])


if __name__ == "__main__":
    main()
