"""What the desk asks of a telephone system: ring the agent, then the customer."""

from __future__ import annotations

from typing import Protocol

from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text

UNREACHABLE = Text(
    zh="电话系统没有应答（{why}）。请用话机拨打，并告知管理员检查 CARELOOP_TELEPHONY_URL。",
    en="The telephone system did not answer ({why}). Dial by hand and ask an administrator to "
    "check CARELOOP_TELEPHONY_URL.",
)
NO_EXTENSION = Text(
    zh="您的账号没有对应的员工号，电话系统不知道该响哪部分机。请管理员补上，或用话机拨打。",
    en="Your account has no staff number, so the telephone system knows no extension to ring. "
    "Ask an administrator to add it, or dial by hand.",
)


class TelephoneFault(Refused):
    """The call could not be put through; the agent can still dial by hand."""


class Telephone(Protocol):
    """A telephone system that connects an extension of ours with a number outside."""

    def ring(self, *, extension: str, number: str) -> None:
        """Ring ``extension``; when it is picked up, dial ``number``.

        Raises:
            TelephoneFault: the system cannot be reached or refuses.
        """
