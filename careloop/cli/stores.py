"""``careloop store add`` and ``careloop user add``."""

from __future__ import annotations

from typing import Annotated

import typer

from careloop.cli.speaking import language, new_app, say, tell
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.organisation import actions, queries
from careloop.organisation.choices import Permission, Role
from careloop.organisation.models import Group
from careloop.organisation.rules import Viewer

store_app = new_app(no_args_is_help=True)
user_app = new_app(no_args_is_help=True)

STORE_ADDED = Text(zh="已添加门店 {code} {name}。", en="Store {code} {name} was added.")
USER_ADDED = Text(zh="已添加用户 {username}（{role}）。", en="User {username} ({role}) was added.")
ONE_PLACE = Text(
    zh="请写 --store 门店代码 或 --group 集团代码，二者只写一个。",
    en="Give --store CODE or --group CODE, one of the two.",
)
NO_SUCH_GROUP = Text(
    zh="没有代码为“{code}”的集团。可用集团：{known}。",
    en="There is no group with code “{code}”. Groups: {known}.",
)


@store_app.callback(help=say(Text(zh="门店", en="Stores")))
def _store() -> None:
    """Keeps ``add`` a word of its own: a Typer with one command would swallow it."""


@user_app.callback(help=say(Text(zh="用户", en="Users")))
def _user() -> None:
    """Keeps ``add`` a word of its own."""


@store_app.command("add", help=say(Text(zh="添加门店", en="Add a store")))
def add_store(
    code: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of the store")))],
    name: Annotated[str, typer.Option(help=say(Text(zh="门店名称", en="Name of the store")))],
    group: Annotated[str, typer.Option(help=say(Text(zh="所属集团", en="Dealer group")))] = "",
) -> None:
    store = actions.add_store(by=Viewer.system(language()), code=code, name=name, group=group)
    tell(STORE_ADDED, code=store.code, name=store.name)


@user_app.command("add", help=say(Text(zh="添加用户", en="Add one who may sign in")))
def add_user(  # noqa: PLR0917 (the options of a command)
    username: Annotated[str, typer.Argument(help=say(Text(zh="用户名", en="User name")))],
    role: Annotated[str, typer.Option(help=", ".join(Role))],
    store: Annotated[str, typer.Option(help=say(Text(zh="门店代码", en="Code of a store")))] = "",
    group: Annotated[str, typer.Option(help=say(Text(zh="集团代码", en="Code of a group")))] = "",
    name: Annotated[str, typer.Option(help=say(Text(zh="姓名", en="Name shown")))] = "",
    password: Annotated[
        str,
        typer.Option(
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            envvar="CARELOOP_PASSWORD",
            help=say(Text(zh="密码（不写则询问）", en="Password (asked when not given)")),
        ),
    ] = "",
) -> None:
    by = Viewer.system(language())
    if bool(store) == bool(group):
        raise Refused(ONE_PLACE)
    user = actions.add_user(
        by=by,
        username=username,
        password=password,
        role=role,
        store=queries.store_by_code(by, store, Permission.MANAGE_STORE) if store else None,
        group=_group(group) if group else None,
        display_name=name,
        language="zh-hans" if language() == "zh" else "en",
    )
    tell(USER_ADDED, username=user.username, role=role)


def _group(code: str) -> Group:
    group = Group.objects.filter(code=code).first()
    if group is None:
        known = "、".join(Group.objects.order_by("code").values_list("code", flat=True))
        raise Refused(NO_SUCH_GROUP, code=code, known=known or "–")
    return group
