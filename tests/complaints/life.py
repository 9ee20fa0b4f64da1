"""A complaint and the people around it: deeds done in turn, each on the version before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from careloop.complaints import actions
from careloop.complaints.models import Complaint
from careloop.organisation.models import Store, User
from careloop.organisation.queries import viewer_for
from careloop.organisation.rules import Viewer

RECEIVED = datetime(2026, 9, 8, 9, 0)  # a Tuesday
ON = {day: datetime(2026, 9, 8 + day, 10, 0) for day in range(20)}


class Life:
    """One complaint; ``wang`` owns it, ``sun`` is a colleague, ``li`` supervises."""

    def __init__(self, store: Store, wang: User, sun: User, li: User) -> None:
        self.store = store
        self.owner, self.colleague, self.boss = wang, sun, li
        self.wang, self.sun, self.li = (viewer_for(user) for user in (wang, sun, li))
        self.complaint = actions.open_complaint(
            by=self.wang,
            store=store,
            cause="quality",
            description="刹车异响没有修好",
            now=RECEIVED,
            severity="2",
            faults=("刹车异响", "等待太久"),
        )

    @property
    def now(self) -> Complaint:
        """The complaint as it is stored."""
        return Complaint.objects.get(pk=self.complaint.pk)

    def do(self, deed: str, at: datetime, by: Viewer | None = None, **said: Any) -> Complaint:
        """Do something to the complaint as it stands."""
        act = getattr(actions, deed)
        current = self.now
        return act(  # type: ignore[no-any-return]
            by=by or self.wang, complaint=current, revision=current.revision, now=at, **said
        )

    def take_over(self) -> Complaint:
        return self.do("take_over", ON[0])

    def investigate(self, at: datetime = ON[1], **said: Any) -> Complaint:
        found = {"note": "卡钳导向销缺油", "is_valid": True, "is_complete": True} | said
        return self.do("investigate", at, self.li if found["is_valid"] is False else None, **found)

    def solve(self, at: datetime = ON[2], **said: Any) -> Complaint:
        solved = {"solution": "更换导向销，免费洗车", "solved_faults": self.fault_ids} | said
        return self.do("solve", at, **solved)

    def call_back(self, at: datetime = ON[3], **said: Any) -> Complaint:
        return self.do("call_back", at, self.sun, **({"reached": True, "satisfied": True} | said))

    def root_cause(self, at: datetime = ON[4]) -> Complaint:
        whys = ["导向销缺油", "保养时没有检查", "作业单没有这一项"]
        return self.do("root_cause", at, whys=whys, category="workshop", action="作业单增加检查项")

    def archive(self, at: datetime = ON[5]) -> Complaint:
        return self.do("archive", at, self.li)

    def solved(self) -> Complaint:
        """As far as the solution."""
        self.take_over()
        self.investigate()
        return self.solve()

    @property
    def fault_ids(self) -> list[int]:
        return list(self.complaint.faults.order_by("pk").values_list("pk", flat=True))
