"""What is refused of what people hand in, whatever state the complaint is in."""

from __future__ import annotations

from careloop.complaints.models import Complaint
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

STALE = Text(
    zh="投诉 {number} 在您打开之后被他人更改，您的更改没有保存。请对照现在的内容后重新提交。",
    en="Complaint {number} was changed by somebody else since you opened it, and your change was "
    "not saved. Compare it with what stands now and send it again.",
)


class Stale(Refused):
    """The complaint is no longer what the person saw; ``current`` is what stands now."""

    def __init__(self, current: Complaint) -> None:
        super().__init__(STALE, number=current.complaint_no)
        self.current = current
