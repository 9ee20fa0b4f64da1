"""What a customer wishes: pure decisions over what they agreed to and forbade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from careloop.customers.choices import Channel, Purpose


@dataclass(frozen=True, slots=True)
class Stance:
    """One wish: given or refused, on a channel, for a purpose, for one vehicle or for all."""

    channel: str
    purpose: str
    is_given: bool
    recorded_at: datetime
    vehicle_id: int | None = None
    reason: str = ""
    id: int = 0

    def covers(self, channel: str, purpose: str, vehicle_id: int | None) -> bool:
        """Whether it speaks of a contact.

        What the customer asked for themselves (``requested``) is covered only by a wish that
        names it: who wants no offers still wants to hear about their complaint.
        """
        return (
            self.channel in (channel, Channel.ANY)
            and (self.purpose == purpose or (self.purpose, purpose) in _EVERY_UNASKED)
            and self.vehicle_id in (None, vehicle_id)
        )


_EVERY_UNASKED = {(Purpose.ANY, purpose) for purpose in Purpose if purpose != Purpose.REQUESTED}


def holding(
    stances: Iterable[Stance], channel: str, purpose: str, vehicle_id: int | None
) -> Stance | None:
    """The wish that holds for a contact: the latest of those that speak of it."""
    covering = [one for one in stances if one.covers(channel, purpose, vehicle_id)]
    return max(covering, key=lambda one: (one.recorded_at, one.id), default=None)


@dataclass(frozen=True, slots=True)
class Refusals:
    """What the customers of a store refuse, all at once.

    ``closed`` are the customers marked "do not contact"; ``stances`` maps customers with any
    refusal to all their wishes.
    """

    closed: frozenset[int] = frozenset()
    stances: Mapping[int, tuple[Stance, ...]] = field(default_factory=dict)

    def refuses(
        self, customer_id: int | None, channel: str, purpose: str, vehicle_id: int | None = None
    ) -> bool:
        """Whether the customer must not be contacted so; nobody refuses what they asked for
        unless they said so."""
        if customer_id is None:
            return False
        if customer_id in self.closed and purpose != Purpose.REQUESTED:
            return True
        wish = self.holding(customer_id, channel, purpose, vehicle_id)
        return wish is not None and not wish.is_given

    def holding(
        self, customer_id: int, channel: str, purpose: str, vehicle_id: int | None = None
    ) -> Stance | None:
        """The wish behind the answer, for its reason and day."""
        return holding(self.stances.get(customer_id, ()), channel, purpose, vehicle_id)
