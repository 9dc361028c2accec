"""Notes of which every export holds something: translations, doubts, damage, what readers trip over."""

from __future__ import annotations

from pathlib import Path

CHINESE = "\u5728\u4e00\u6b21\u7cdf\u7cd5\u7684\u9762\u8bd5\u540e\u7ee7\u7eed\u524d\u8fdb\u3002"
TRANSLATED = (
    "# Tip\n\nTake a walk before you answer. Sleep on what matters to you.\n\n"
    "<details>\n<summary>\U0001f1e9\U0001f1ea Deutsch</summary>\n\n"
    "Geh spazieren, bevor du antwortest. Schlafe \u00fcber dem, was dir wichtig ist.\n\n</details>\n"
)
GUIDE = (
    "# Start\n\nInstall the tool first.\n\nThen open the folder and read 3 notes.\n\nClose it at the end.\n"
)
GUIDE_DE = "# Anfang\n\nInstalliere zuerst das Werkzeug.\n\nSchlie\u00dfe es zum Schluss.\n"
GUIDE_FR = (
    "# D\u00e9but\n\nInstallez d'abord l'outil.\n\n"
    "Ensuite ouvrez le dossier et lisez 3 notes.\n\nFermez-le \u00e0 la fin.\n"
)

NOTES: dict[str, bytes] = {
    "equal.md": TRANSLATED.encode(),
    "tip.md": TRANSLATED.encode(),
    "guide.md": GUIDE.encode(),
    "guide.de.md": GUIDE_DE.encode(),
    "guide.fr.md": GUIDE_FR.encode(),
    "control.md": TRANSLATED.replace("spazieren", "spa\x0bzie\x00ren\ufffe\x1b").encode(),
    "lossy.md": f"# {CHINESE}\n\n{CHINESE}\n".encode().decode("cp1252", "ignore").encode(),
    "left.md": TRANSLATED.replace("wichtig", "\u951f\u65a4\u62f7\u951f\u65a4\u62f7").encode(),
    "damaged.md": TRANSLATED.encode().decode("cp1254", "replace").replace("\ufffd", "").encode(),
    "formula.md": b"---\ntitle: '=1+1'\ntags: [b, a]\n---\n\n@SUM(1+1)*cmd|'/c calc'!A0\n\n'quoted\n\n\t=2\n",
    "sub folder/picture.md": b"# Picture\r\n\r\n![a](../images/a.png)   \r\n",
    "binary.md": bytes(range(256)) * 4,
    "empty.md": b"",
}
"""Path and bytes of each document."""

IMAGE = b"\x89PNG not really"


def write_notes(raw: Path) -> Path:
    """The folder with the notes and an image in it."""
    for name, data in {**NOTES, "images/a.png": IMAGE}.items():
        (raw / name).parent.mkdir(parents=True, exist_ok=True)
        (raw / name).write_bytes(data)
    return raw
