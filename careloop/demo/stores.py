"""The three stores of the group and what each is good and bad at: the story of the report."""

from __future__ import annotations

from dataclasses import dataclass

GROUP = "华东汽车集团"


@dataclass(frozen=True, slots=True)
class Profile:
    """A store's habits as shares and rates, reached at the end of the period."""

    code: str
    name: str
    plate: str  # the city's letters on number plates
    phone_area: str
    regions: tuple[str, ...]
    sales_a_month: float
    sister: str | None  # a customer who leaves may go there
    fix_failure: float  # orders that come back, an average technician
    fix_failure_lately: float  # the same in the last five months
    leaving: float  # chance to leave after a visit, in middle age
    active_booking: float  # share of visits invited by the store
    passive_booking: float
    shows_up: float  # invited customers who come
    reminded: float
    punctual: float
    menu_priced: float
    interactive: float
    form_used: float
    prepicked: float
    parts_at_once: float
    on_time: float
    billed_in_time: float
    explained: float
    reached: float  # follow-up calls that become an interview
    delighted: float
    disappointed: float
    introduced: float
    css: float


HZ01 = Profile(
    "HZ01", "杭州城西店", "浙A", "0571", ("西湖区", "拱墅区", "余杭区", "富阳区", "外地"),
    sales_a_month=36, sister="HZ02", fix_failure=0.019, fix_failure_lately=0.021, leaving=0.225,
    active_booking=0.29, passive_booking=0.10, shows_up=0.60, reminded=0.72, punctual=0.62,
    menu_priced=0.66, interactive=0.55, form_used=0.965, prepicked=0.67, parts_at_once=0.91,
    on_time=0.84, billed_in_time=0.91, explained=0.88, reached=0.83,
    delighted=0.25, disappointed=0.075, introduced=0.74, css=99.4,
)  # fmt: skip
HZ02 = Profile(
    "HZ02", "杭州滨江店", "浙A", "0571", ("滨江区", "萧山区", "上城区", "钱塘区", "外地"),
    sales_a_month=36, sister="HZ01", fix_failure=0.032, fix_failure_lately=0.056, leaving=0.275,
    active_booking=0.21, passive_booking=0.07, shows_up=0.52, reminded=0.58, punctual=0.55,
    menu_priced=0.58, interactive=0.46, form_used=0.93, prepicked=0.57, parts_at_once=0.86,
    on_time=0.76, billed_in_time=0.86, explained=0.82, reached=0.79,
    delighted=0.19, disappointed=0.125, introduced=0.61, css=96.8,
)  # fmt: skip
NB01 = Profile(
    "NB01", "宁波鄞州店", "浙B", "0574", ("鄞州区", "海曙区", "江北区", "奉化区", "慈溪市", "外地"),
    sales_a_month=33, sister=None, fix_failure=0.016, fix_failure_lately=0.014, leaving=0.185,
    active_booking=0.41, passive_booking=0.17, shows_up=0.69, reminded=0.83, punctual=0.71,
    menu_priced=0.71, interactive=0.62, form_used=0.985, prepicked=0.72, parts_at_once=0.93,
    on_time=0.87, billed_in_time=0.93, explained=0.91, reached=0.86,
    delighted=0.30, disappointed=0.06, introduced=0.81, css=101.2,
)  # fmt: skip
STORES = (HZ01, HZ02, NB01)
