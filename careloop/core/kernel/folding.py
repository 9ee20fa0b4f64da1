"""One folded form of a spelling, so that 「 Ｖｉｎ 码 」, ``vin码`` and ``VIN-码`` are one word."""

from __future__ import annotations

import re
import unicodedata

# White space, zero-width and direction marks, and the punctuation people sprinkle over headers.
# Comparison signs stay: they are words of their own in a list of comparators.
_NOISE = re.compile(r"""[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff
_\-–—‐‑−·•.,:;'"“”‘’()\[\]{}【】〔〕《》「」*#/\\|、。…~!?@$&^`+]+""")


def fold(spelling: str) -> str:
    """NFKC, without case, spaces, invisible characters and punctuation; may come out empty."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", spelling)).casefold()
