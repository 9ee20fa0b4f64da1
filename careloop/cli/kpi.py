"""``careloop kpi list | explain | compute``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context
from fractions import Fraction
from typing import Annotated, Any

import typer

from careloop.cli.speaking import columns, language, new_app, say, tell, tell_json
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.periods import Period
from careloop.core.kernel.text import Text
from careloop.core.metrics.compute import metric_of
from careloop.core.metrics.figures import Explanation, Figure
from careloop.core.metrics.metric import Metric
from careloop.core.metrics.planning import dims_of
from careloop.kpis import queries, rows
from careloop.kpis.cards import printed
from careloop.kpis.naming import Names, key_of, names_for, spoken
from careloop.kpis.rules import comparator_of
from careloop.organisation import queries as organisation
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

app = new_app(no_args_is_help=True)

ALL = "all"
SIGNIFICANT = Context(prec=10)
ROWS_SHOWN = 20

NO_DATA = Text(zh="无数据", en="no data")
PROVISIONAL = Text(zh="暂定", en="provisional")
NOT_A_PAIR = Text(
    zh="“{text}”应写成 名称=值，例如 window=8。",
    en="Write “{text}” as NAME=VALUE, such as window=8.",
)
HEADINGS = (
    Text(zh="代码", en="code"),
    Text(zh="名称", en="name"),
    Text(zh="单位", en="unit"),
    Text(zh="目标", en="target"),
)
FIGURE_HEADINGS = (
    Text(zh="指标", en="metric"),
    Text(zh="项目", en="of"),
    Text(zh="数值", en="value"),
    Text(zh="分子", en="numerator"),
    Text(zh="分母", en="denominator"),
    Text(zh="样本", en="n"),
)
DEFINITION = (
    (Text(zh="代码", en="Code"), "code"),
    (Text(zh="名称", en="Name"), "name"),
    (Text(zh="分子", en="Numerator"), "numerator"),
    (Text(zh="分母", en="Denominator"), "denominator"),
    (Text(zh="单位", en="Unit"), "unit"),
    (Text(zh="目标", en="Target"), "target"),
    (Text(zh="可按", en="Can be split by"), "by"),
    (Text(zh="选项", en="Options"), "options"),
    (Text(zh="说明", en="Notes"), "notes"),
    (Text(zh="障碍", en="Obstacles"), "obstacles"),
)
FIGURE = Text(
    zh="{period}：{value}（{numerator} ÷ {denominator}，n = {n}，分析库第 {version} 版）",
    en="{period}: {value} ({numerator} / {denominator}, n = {n}, mart version {version})",
)
ROWS = Text(zh="共 {total} 行，显示前 {shown} 行：", en="{total} rows, the first {shown}:")

StoreOption = Annotated[
    str, typer.Option(help=say(Text(zh="门店代码，或 all", en="Code of a store, or all")))
]
PeriodOption = Annotated[
    str,
    typer.Option(help="2026-10, 2026-10:w2, 2026-W41, 2026-10-03, 2026-Q4, 2026, FIRST..LAST"),
]
OptionOption = Annotated[
    list[str] | None,
    typer.Option("--option", help=say(Text(zh="如 window=8", en="As window=8"))),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option("--where", help=say(Text(zh="如 advisor=A01", en="As advisor=A01"))),
]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON")]


@app.command("list", help=say(Text(zh="列出全部指标", en="Name all metrics")))
def list_metrics(json: JsonOption = False) -> None:
    described = [_described(metric) for metric in queries.metrics().values()]
    if json:
        tell_json(described)
        return
    lines = [[m["code"], m["name"], m["unit"], m["target"] or ""] for m in described]
    typer.echo(columns([[say(heading) for heading in HEADINGS], *lines]))


@app.command(help=say(Text(zh="计算指标", en="Compute figures")))
def compute(  # noqa: PLR0917 (the options of a command)
    store: StoreOption,
    period: PeriodOption,
    codes: Annotated[
        list[str] | None, typer.Argument(help=say(Text(zh="指标代码", en="Codes of metrics")))
    ] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(help="advisor, technician, model, month, …"),
    ] = None,
    option: OptionOption = None,
    where: WhereOption = None,
    json: JsonOption = False,
) -> None:
    viewer = Viewer.system(language())
    stores = _stores(viewer, store)
    found = queries.figures(
        viewer,
        codes or list(queries.metrics()),
        period=Period.parse(period),
        store_ids=stores,
        by=tuple(_listed(by)),
        filters=_filters(where, stores),
        options=_pairs(option),
    )
    names = names_for(found)
    if json:
        tell_json([as_row(spoken(figure, names)) for figure in found])
    else:
        typer.echo(_table(found, names))


@app.command(help=say(Text(zh="解释指标或数值", en="Explain a metric, or a figure with its rows")))
def explain(  # noqa: PLR0917 (the options of a command)
    code: Annotated[str, typer.Argument(help=say(Text(zh="指标代码", en="Code of a metric")))],
    store: StoreOption = "",
    period: PeriodOption = "",
    option: OptionOption = None,
    where: WhereOption = None,
    json: JsonOption = False,
    limit: Annotated[int, typer.Option(min=0, max=100_000)] = ROWS_SHOWN,
) -> None:
    described = _described(metric_of(code))
    if not (store and period):
        _tell_definition(described, json=json)
        return
    viewer = Viewer.system(language())
    stores = _stores(viewer, store)
    found = queries.explain(
        viewer,
        code,
        period=Period.parse(period),
        store_ids=stores,
        filters=_filters(where, stores),
        options=_pairs(option),
        limit=limit,
    )
    if json:
        tell_json(described | _explained(found))
        return
    _tell_definition(described, json=False)
    _tell_explanation(found, period)


def as_row(figure: Figure) -> dict[str, Any]:
    """A figure as ``--json`` prints it (``metric-codes.md``)."""
    return {
        "code": figure.code,
        "keys": figure.keys,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "value": number(figure.value),
        "n": figure.n,
        "unit": figure.unit,
        "provisional": figure.provisional,
    }


def number(value: Fraction | None) -> int | float | None:
    """The exact value as a JSON number of ten significant digits."""
    if value is None:
        return None
    if value.denominator == 1:
        return value.numerator
    return float(SIGNIFICANT.divide(value.numerator, value.denominator))


def _stores(viewer: Viewer, code: str) -> list[int]:
    if code == ALL:
        visible = organisation.stores(viewer, Permission.VIEW_FIGURES)
        return list(visible.values_list("pk", flat=True))
    return [organisation.store_by_code(viewer, code, Permission.VIEW_FIGURES).pk]


def _listed(by: list[str] | None) -> list[str]:
    """Dimensions, given one by one or separated by commas."""
    return [name.strip() for text in by or [] for name in text.split(",") if name.strip()]


def _pairs(texts: list[str] | None) -> dict[str, str]:
    pairs = {}
    for text in texts or []:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise Refused(NOT_A_PAIR, text=text)
        pairs[name.strip()] = value.strip()
    return pairs


def _filters(where: list[str] | None, stores: list[int]) -> dict[str, str | int]:
    return {name: key_of(name, text, stores) for name, text in _pairs(where).items()}


def _table(figures: list[Figure], names: Names) -> str:
    return columns(
        [[say(heading) for heading in FIGURE_HEADINGS], *(_line(f, names) for f in figures)]
    )


def _line(figure: Figure, names: Names) -> list[str]:
    keys = [names.name(dim, key, language()) for dim, key in figure.keys.items()]
    integers = ["" if i is None else f"{i:,}" for i in (figure.numerator, figure.denominator)]
    return [figure.code, " ".join(keys), _value(figure), *integers, f"{figure.n:,}"]


def _value(figure: Figure) -> str:
    if figure.value is None:
        return say(NO_DATA)
    text = printed(figure)
    text = f"{text}%" if figure.unit == "%" else f"{text} {figure.unit}"
    return f"{text} ({say(PROVISIONAL)})" if figure.provisional else text


def _described(metric: Metric) -> dict[str, Any]:
    target = "" if metric.target is None else f"{comparator_of(metric)} {metric.target}"
    target = f"{target} {metric.target_unit}".strip()
    return {
        "code": metric.code,
        "name": say(metric.name),
        "numerator": say(metric.numerator),
        "denominator": say(metric.denominator) if metric.denominator else None,
        "unit": metric.unit,
        "target": target or None,
        "by": list(dims_of(metric)),
        "options": dict(metric.formula.options),
        "notes": [say(note) for note in metric.notes],
        "obstacles": [say(obstacle) for obstacle in metric.obstacles],
    }


def _tell_definition(described: Mapping[str, Any], *, json: bool) -> None:
    if json:
        tell_json(described)
        return
    lines = [[say(name), _words(described[key])] for name, key in DEFINITION if described[key]]
    typer.echo(columns(lines))


def _words(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={default}" for name, default in value.items())
    return "; ".join(value) if isinstance(value, list) else str(value)


def _explained(found: Explanation) -> dict[str, Any]:
    shown = rows.named(found.rows, language())
    return {
        "definition": say(found.definition),
        "formula": say(found.formula),
        "filters": dict(found.filters),
        "figure": as_row(found.figure),
        "mart_version": found.mart_version,
        "rows_total": found.rows_total,
        "rows": [dict(zip(shown.headings, row, strict=True)) for row in shown.rows],
    }


def _tell_explanation(found: Explanation, period: str) -> None:
    figure = found.figure
    tell(
        FIGURE,
        period=period,
        value=_value(figure),
        numerator="–" if figure.numerator is None else f"{figure.numerator:,}",
        denominator="–" if figure.denominator is None else f"{figure.denominator:,}",
        n=f"{figure.n:,}",
        version=found.mart_version,
    )
    shown = rows.named(found.rows, language())
    if shown.rows:
        tell(ROWS, total=f"{found.rows_total:,}", shown=len(shown.rows))
        lines = [[_flag(cell) for cell in row] for row in shown.rows]
        typer.echo(columns([list(shown.headings), *lines]))


def _flag(cell: str | bool) -> str:
    return cell if isinstance(cell, str) else say(rows.YES if cell else rows.NO)
