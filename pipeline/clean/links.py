"""A link without what follows its reader about.

In: an address as written. Out: the same without tracking parameters. Touches nothing.
Nothing else is evened out: order, escapes and fragment of what stays are as they were, so
that an address without tracking comes back character for character.
"""

from __future__ import annotations

_FAMILIES = ("utm_", "mtm_", "hsa_", "piwik_", "__hs", "_hs", "vero_", "oly_")
"""Beginnings of parameter names: Google and Matomo campaigns, HubSpot, Vero, Omeda."""

_NAMES = frozenset((
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "srsltid", "msclkid", "mc_cid",
    "mc_eid", "mc_tc", "igshid", "igsh", "twclid", "ttclid", "yclid", "ymclid", "_openstat",
    "li_fat_id", "mkt_tok", "hsctatracking", "rb_clickid", "wickedid", "_ga", "_gl", "epik",
    "pk_campaign", "pk_kwd", "pk_source", "pk_medium", "pk_content", "s_cid", "ml_subscriber",
    "ml_subscriber_hash", "sc_cid", "sscid", "irclickid", "_branch_match_id", "_kx", "ef_id", "cvid",
))  # fmt: skip
"""Whole names. `ref`, `source`, `si`, `spm` and the like are not among them: some sites need them."""


def without_tracking(link: str) -> str:
    """The address less its tracking parameters; whatever is no web address stays as it is."""
    head, mark, fragment = link.partition("#")
    base, question, query = head.partition("?")
    if not question or not base.lower().startswith(("http://", "https://", "//")):
        return link
    parts = query.split("&")
    kept = [part for part in parts if not _is_tracking(part.partition("=")[0].lower())]
    if len(kept) == len(parts):
        return link
    return base + (question + "&".join(kept) if kept else "") + mark + fragment


def _is_tracking(name: str) -> bool:
    return name in _NAMES or name.startswith(_FAMILIES)
