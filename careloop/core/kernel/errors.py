"""The families of error.

The user can mend it (:class:`Refused`), the data is wrong (a quarantined row, a value in
``core.ingest``), or it is a bug (any other exception, which propagates).
"""

from __future__ import annotations

from careloop.core.kernel.text import Language, Text


class Refused(Exception):
    """Something a person asked for was not done; the text says what, where and what to do."""

    def __init__(self, text: Text, /, **params: object) -> None:
        super().__init__(text.en)
        self.text = text
        self.params = params

    def say(self, language: Language) -> str:
        """The sentence shown to the person, in their language."""
        return self.text.say(language, **self.params)

    def __str__(self) -> str:
        return self.say("en")
