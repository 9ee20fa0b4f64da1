"""Text in the product's two languages, for everything the pure storey says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or name in Chinese and in English.

    Both may hold the same ``{named}`` places, filled by :meth:`say`.
    """

    zh: str
    en: str

    def say(self, language: Language, /, **params: object) -> str:
        """Return the text in ``language`` with its places filled.

        A parameter that is itself a :class:`Text` is said in the same language.
        """
        template = self.zh if language == "zh" else self.en
        if not params:
            return template
        spoken = {
            name: value.say(language) if isinstance(value, Text) else value
            for name, value in params.items()
        }
        return template.format(**spoken)


def language_of(code: str | None) -> Language:
    """Map a locale code (``zh-hans``, ``zh_CN.UTF-8``, ``en-gb``) to a language we speak."""
    return "zh" if (code or "").lower().startswith("zh") else "en"
