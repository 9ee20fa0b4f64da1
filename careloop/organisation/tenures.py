"""When a post ends and another begins: a pure decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a department and, for advisors, in a group (业待组)."""

    department_id: int | None
    code: str
    group_code: str


@dataclass(frozen=True, slots=True)
class Held:
    """A post held from one day to another; ``id`` is ``None`` for a tenure not yet stored."""

    id: int | None
    post: Post
    started_on: date | None
    ended_on: date | None


def next_tenures(
    held: Held | None, wanted: Post, hired_on: date | None, left_on: date | None, today: date
) -> list[Held]:
    """The tenures to store when the staff file says ``wanted``.

    The first post is held from the day of hiring. Another post ends the running one today and
    begins today; one that began today was a slip and is put right. Who left holds the last post
    until that day; who came back begins anew.
    """
    if held is None:
        return [Held(None, wanted, hired_on, left_on)]
    if held.ended_on is not None and left_on is None and held.ended_on < today:
        return [Held(None, wanted, today, None)]
    if held.post == wanted or held.started_on == today:
        return [replace(held, post=wanted, ended_on=left_on)]
    if left_on is not None and left_on <= today:
        return [replace(held, ended_on=left_on)]
    return [replace(held, ended_on=today), Held(None, wanted, today, left_on)]
