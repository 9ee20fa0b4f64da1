"""Rows that another system sends: they go the way of a file, with the same checks and the same
trace, and can be taken back like one."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from careloop.api.models import ApiToken
from careloop.core.ingest.feeds.registry import feed as feed_of
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.dms import actions
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.organisation.rules import Viewer

MOST_ROWS = 2000
NO_ROWS = Text(zh="没有数据行。", en="There are no rows.")
TOO_MANY_ROWS = Text(
    zh="一次最多 {most} 行，现有 {rows} 行。请分批发送。",
    en="At most {most} rows at once; these are {rows}. Send them in batches.",
)
NO_SUCH_COLUMN = Text(
    zh="“{feed}”没有列“{column}”。可用的列：{known}。",
    en="“{feed}” has no column “{column}”. Columns: {known}.",
)
OTHER_STORE = Text(
    zh="令牌属于门店 {own}，不能写入门店“{store}”。",
    en="The token is of store {own}; it may not write into “{store}”.",
)


def push(*, by: Viewer, token: ApiToken, feed: str, rows: Sequence[Mapping[str, str]]) -> ImportRun:
    """Take rows (column → value as an export writes it) of a feed and store them at once.

    Raises:
        Refused: no such feed or column, no permission, too many rows, another store's rows.
    """
    columns = _columns(feed, token, rows)
    file = io.BytesIO(_as_csv(columns, rows))
    run = actions.start_import(
        by=by,
        store=token.store,
        feed=feed,
        file=file,
        file_name=f"{feed}.csv",
        source=f"API {token.name}"[:64],
    )
    done = actions.run_import(run.pk)
    if done.state != RunState.DONE:
        raise Refused(Text(zh=done.message.get("zh", ""), en=done.message.get("en", "")))
    return done


def _columns(feed: str, token: ApiToken, rows: Sequence[Mapping[str, str]]) -> list[str]:
    if not rows:
        raise Refused(NO_ROWS)
    if len(rows) > MOST_ROWS:
        raise Refused(TOO_MANY_ROWS, most=MOST_ROWS, rows=len(rows))
    known = [column.name for column in feed_of(feed).columns]
    given = dict.fromkeys(name for row in rows for name in row)
    for name in given:
        if name not in known:
            listed = "、".join(known)
            raise Refused(NO_SUCH_COLUMN, feed=feed_of(feed).name, column=name, known=listed)
    for store in {row["store"] for row in rows if row.get("store")}:
        if store not in (token.store.code, token.store.name):
            raise Refused(OTHER_STORE, own=token.store.code, store=store)
    return list(given)


def _as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")
