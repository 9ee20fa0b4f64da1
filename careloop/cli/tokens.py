"""``careloop token add``."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from careloop.api import actions
from careloop.api.choices import Scope
from careloop.cli.speaking import language, new_app, say, tell
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation import queries
from careloop.organisation.choices import Permission
from careloop.organisation.models import User
from careloop.organisation.rules import Viewer

app = new_app(no_args_is_help=True)

MADE = Text(
    zh="令牌“{name}”只显示这一次：\n{secret}", en="Token “{name}”, shown this once:\n{secret}"
)
NO_SUCH_USER = Text(
    zh="没有用户“{user}”。请用 careloop user add 添加。",
    en="There is no user “{user}”. Add one with careloop user add.",
)
BAD_DAY = Text(zh="日期“{day}”应写作 2027-12-31。", en="Write the day “{day}” as 2027-12-31.")


@app.callback(help=say(Text(zh="API 令牌", en="Tokens of the API")))
def _token() -> None:
    """Keeps ``add`` a word of its own."""


@app.command("add", help=say(Text(zh="生成令牌", en="Make a token")))
def add_token(
    name: Annotated[str, typer.Argument(help=say(Text(zh="由哪个系统使用", en="Who uses it")))],
    store: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of the store")))],
    user: Annotated[str, typer.Option(help=say(Text(zh="代表哪个用户", en="The user it acts as")))],
    scope: Annotated[list[str], typer.Option(help=", ".join(Scope))],
    expires: Annotated[str, typer.Option(help="2027-12-31")] = "",
) -> None:
    by = Viewer.system(language())
    acting = User.objects.filter(username=user).first()
    if acting is None:
        raise Refused(NO_SUCH_USER, user=user)
    _, secret = actions.make_token(
        by=by,
        store=queries.store_by_code(by, store, Permission.MANAGE_CONNECTIONS),
        user=acting,
        name=name,
        scopes=scope,
        now=datetime.now().replace(microsecond=0),
        expires_on=_day(expires),
    )
    tell(MADE, name=name, secret=secret)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Refused(BAD_DAY, day=text) from None
