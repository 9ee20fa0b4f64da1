"""A telephone that only remembers: for a try at the desk, and for the tests."""

from __future__ import annotations


class FakeTelephone:
    """Keeps what it was asked to ring, and rings nobody."""

    def __init__(self) -> None:
        self.rung: list[tuple[str, str]] = []

    def ring(self, *, extension: str, number: str) -> None:
        self.rung.append((extension, number))
