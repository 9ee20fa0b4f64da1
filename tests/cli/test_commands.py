"""Each command, when it is done and when it is refused: status, one clear line, output."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from careloop.cli.main import COMMANDS
from careloop.core.metrics.catalogue import CATALOGUE
from careloop.organisation.models import Employee, RoleGrant, Store, User
from tests.cli.conftest import Command, Outcome
from tests.mart.books import Books

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def is_one_line(outcome: Outcome, *words: str) -> bool:
    """Whether the error output is one line that holds ``words``, and nothing else was said."""
    line = outcome.err.rstrip("\n")
    return "\n" not in line and all(word in line for word in words) and outcome.out == ""


@pytest.fixture
def books(store: Store) -> Books:
    """October with two visits of advisor A1 and one of A2, on time and late."""
    books = Books(store)
    first, second = books.employee("A1", group="甲组"), books.employee("A2")
    for day, advisor in ((3, first), (5, first), (9, second)):
        books.order(
            books.vehicle(),
            date(2026, 10, day),
            advisor=advisor,
            promised_at=datetime(2026, 10, day, 18),
            completed_at=datetime(2026, 10, day, 12 if day < 6 else 18),
        )
    return books


# The entrance


def test_overview_names_every_command(careloop: Command) -> None:
    outcome = careloop("--help")
    assert outcome.status == DONE
    assert all(word in outcome.out for word in COMMANDS)


def test_no_command_shows_the_overview(careloop: Command) -> None:
    assert careloop().status == DONE


def test_version_is_printed(careloop: Command) -> None:
    assert careloop("--version").out.strip().count(".") == 2


def test_unknown_command_is_wrong_usage(careloop: Command) -> None:
    outcome = careloop("reprot")
    assert outcome.status == WRONG_USAGE
    assert is_one_line(outcome, "reprot", "report")


@pytest.mark.parametrize(
    "words",
    [
        ("store", "add"),
        ("store", "add", "--code", "S7"),
        ("store", "remove"),
        ("user", "add"),
        ("mart", "polish"),
        ("kpi", "compute", "orders"),
        ("kpi", "compute", "orders", "--store", "S1"),
        ("kpi", "explain"),
        ("kpi", "list", "--yes"),
        ("report", "monthly", "--store", "S1"),
        ("serve", "--port", "zero"),
        ("demo", "--port", "70000"),
    ],
)
def test_wrong_usage_is_told_apart_from_refusal(careloop: Command, words: tuple[str, ...]) -> None:
    outcome = careloop(*words)
    assert outcome.status == WRONG_USAGE
    assert outcome.err


@pytest.mark.parametrize("word", sorted(set(COMMANDS) - {"django"}))
def test_every_command_explains_itself(careloop: Command, word: str) -> None:
    outcome = careloop(word, "--help")
    assert outcome.status == DONE
    assert "Usage" in outcome.out


def test_chinese_is_spoken_where_it_is_asked_for(
    careloop: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CARELOOP_LANGUAGE", "zh")
    assert "没有命令" in careloop("reprot").err


# Stores and users


def test_store_is_added_to_its_group(careloop: Command) -> None:
    outcome = careloop("store", "add", "--code", "HZ01", "--name", "杭州店", "--group", "华东")
    assert (outcome.status, outcome.err) == (DONE, "")
    assert Store.objects.get(code="HZ01").group.name == "华东"


def test_store_with_a_code_that_is_taken_is_refused(careloop: Command, store: Store) -> None:
    outcome = careloop("store", "add", "--code", store.code, "--name", "又一店")
    assert outcome.status == REFUSED
    assert is_one_line(outcome, store.code, store.name)


def test_user_is_added_with_a_role_in_a_store(careloop: Command, store: Store) -> None:
    outcome = careloop(
        "user", "add", "li", "--role", "care_director", "--store", store.code,
        "--password", "Right-horse-7",
    )  # fmt: skip
    assert outcome.status == DONE
    grant = RoleGrant.objects.get(user=User.objects.get(username="li"))
    assert (grant.role, grant.store) == ("care_director", store)


def test_user_is_added_for_all_stores_of_a_group(careloop: Command, store: Store) -> None:
    outcome = careloop(
        "user", "add", "wu", "--role", "head_office", "--group", store.group.code,
        "--password", "Right-horse-7",
    )  # fmt: skip
    assert outcome.status == DONE
    assert RoleGrant.objects.get().group == store.group


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"--password": "123"}, "password"),
        ({"--role": "king"}, "care_director"),
        ({"--store": "S404"}, "S1"),
        ({"--group": "G1"}, "--group"),
    ],
)
def test_user_is_refused_with_what_to_do(
    careloop: Command, store: Store, changed: dict[str, str], word: str
) -> None:
    wanted = {"--role": "care_director", "--store": store.code, "--password": "Right-horse-7"}
    words = [part for pair in (wanted | changed).items() for part in pair]
    outcome = careloop("user", "add", "li", *words)
    assert outcome.status == REFUSED
    assert is_one_line(outcome, word)
    assert not User.objects.exists()


# The mart


def test_mart_is_refreshed_rebuilt_and_verified(careloop: Command, books: Books) -> None:
    assert "version 1" in careloop("mart", "refresh").out
    assert "version 1" in careloop("mart", "refresh").out
    assert "version 2" in careloop("mart", "rebuild").out
    outcome = careloop("mart", "verify")
    assert (outcome.status, outcome.err) == (DONE, "")


def test_mart_that_differs_fails_the_verification(careloop: Command, books: Books) -> None:
    careloop("mart", "refresh")
    books.order(books.vehicle(), date(2026, 10, 20))
    outcome = careloop("mart", "verify")
    assert outcome.status == REFUSED
    assert "repair_order" in outcome.out
    assert "rebuild" in outcome.err


def test_verification_without_a_mart_is_refused(careloop: Command) -> None:
    outcome = careloop("mart", "verify")
    assert outcome.status == REFUSED
    assert is_one_line(outcome, "mart refresh")


# Figures


def test_metrics_are_listed(careloop: Command) -> None:
    outcome = careloop("kpi", "list")
    assert outcome.status == DONE
    assert "appointment_rate" in outcome.out
    assert {row["code"] for row in careloop("kpi", "list", "--json").json} == set(CATALOGUE)


def test_figure_is_computed_as_json_of_eight_fields(careloop: Command, books: Books) -> None:
    outcome = careloop(
        "kpi", "compute", "workshop_on_time_rate", "--store", "S1", "--period", "2026-10", "--json"
    )
    assert outcome.status == DONE
    assert outcome.json == [
        {
            "code": "workshop_on_time_rate",
            "keys": {},
            "numerator": 2,
            "denominator": 3,
            "value": 66.66666667,
            "n": 3,
            "unit": "%",
            "provisional": False,
        }
    ]


def test_figure_whose_window_is_open_says_so(careloop: Command, books: Books) -> None:
    """Sales of a month are followed up for ninety days."""
    books.sale(books.vehicle(), date(2026, 10, 9))
    asked = "kpi", "compute", "active_contact_dcrc", "--store", "S1", "--period", "2026-10"
    (row,) = careloop(*asked, "--json").json
    assert (row["denominator"], row["provisional"]) == (1, True)
    assert "0.0% (provisional)" in careloop(*asked).out


def test_count_has_no_denominator_and_no_data_has_no_value(careloop: Command, books: Books) -> None:
    rows = careloop(
        "kpi", "compute", "orders", "css_score", "--store", "S1", "--period", "2026-10", "--json"
    ).json
    assert [(r["value"], r["denominator"], r["n"]) for r in rows] == [(3, None, 3), (None, None, 0)]


def test_keys_are_staff_numbers_and_codes(careloop: Command, books: Books) -> None:
    rows = careloop(
        "kpi", "compute", "orders", "--store", "all", "--period", "2026-10",
        "--by", "store,advisor", "--json",
    ).json  # fmt: skip
    found = {(r["keys"]["store"], r["keys"]["advisor"]): r["value"] for r in rows}
    assert found == {("S1", "A1"): 2, ("S1", "A2"): 1}


def test_figure_of_one_advisor_alone(careloop: Command, books: Books) -> None:
    (row,) = careloop(
        "kpi", "compute", "orders", "--store", "S1", "--period", "2026-10",
        "--where", "advisor=A2", "--json",
    ).json  # fmt: skip
    assert row["value"] == 1


def test_table_is_printed_for_people(careloop: Command, books: Books) -> None:
    outcome = careloop(
        "kpi", "compute", "workshop_on_time_rate", "--store", "S1", "--period", "2026-10",
        "--by", "advisor",
    )  # fmt: skip
    names = dict(Employee.objects.values_list("employee_no", "name"))
    lines = [line.split() for line in outcome.out.splitlines()[1:]]
    assert [line[1:3] for line in lines] == [[names["A1"], "100.0%"], [names["A2"], "0.0%"]]


def test_all_metrics_are_computed_where_none_is_named(careloop: Command, books: Books) -> None:
    rows = careloop("kpi", "compute", "--store", "S1", "--period", "2026-10", "--json").json
    without_rows = {code for code, metric in CATALOGUE.items() if metric.always_by}
    assert {row["code"] for row in rows} >= set(CATALOGUE) - without_rows


def test_figures_follow_an_import_without_being_asked(careloop: Command, books: Books) -> None:
    words = ("kpi", "compute", "orders", "--store", "S1", "--period", "2026-10", "--json")
    assert careloop(*words).json[0]["value"] == 3
    books.order(books.vehicle(), date(2026, 10, 30))
    assert careloop(*words).json[0]["value"] == 4


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nope", "--store", "S1", "--period", "2026-10"), "nope"),
        (("orders", "--store", "S404", "--period", "2026-10"), "S404"),
        (("orders", "--store", "S1", "--period", "2026-13"), "2026-13"),
        (("orders", "--store", "S1", "--period", "2026-10", "--by", "moon"), "moon"),
        (("orders", "--store", "S1", "--period", "2026-10", "--option", "window"), "window"),
        (("orders", "--store", "S1", "--period", "2026-10", "--option", "colour=1"), "colour"),
        (("orders", "--store", "S1", "--period", "2026-10", "--where", "advisor=Z"), "Z"),
        (
            ("loss_rate_cohort", "--store", "S1", "--period", "2026-10", "--option", "window=x"),
            "window",
        ),
    ],
)
def test_figure_is_refused_in_one_line(
    careloop: Command, books: Books, words: tuple[str, ...], said: str
) -> None:
    outcome = careloop("kpi", "compute", *words)
    assert outcome.status == REFUSED
    assert is_one_line(outcome, said)


def test_figure_without_any_store_is_refused(careloop: Command) -> None:
    outcome = careloop("kpi", "compute", "orders", "--store", "all", "--period", "2026-10")
    assert outcome.status == REFUSED
    assert is_one_line(outcome, "store add")


def test_metric_is_explained(careloop: Command) -> None:
    outcome = careloop("kpi", "explain", "appointment_rate")
    assert outcome.status == DONE
    assert "> 50" in outcome.out
    assert "exact time" in outcome.out


def test_figure_is_explained_with_its_rows(careloop: Command, books: Books) -> None:
    words = ("kpi", "explain", "workshop_on_time_rate", "--store", "S1", "--period", "2026-10")
    shown = careloop(*words)
    assert shown.status == DONE
    assert "2 / 3" in shown.out
    found = careloop(*words, "--json").json
    assert (found["rows_total"], found["figure"]["numerator"]) == (3, 2)
    assert found["mart_version"] == 1


def test_unknown_metric_is_not_explained(careloop: Command) -> None:
    outcome = careloop("kpi", "explain", "nope")
    assert outcome.status == REFUSED
    assert is_one_line(outcome, "nope")


# Reports


def test_report_is_written_as_files(careloop: Command, books: Books, tmp_path: Path) -> None:
    careloop("mart", "refresh")
    outcome = careloop(
        "report", "monthly", "--store", "S1", "--month", "2026-10", "--out", tmp_path / "out",
        "--format", "html,xlsx", "--freeze",
    )  # fmt: skip
    assert (outcome.status, outcome.err) == (DONE, "")
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".xlsx"]


@pytest.mark.parametrize(
    ("month", "formats", "said"),
    [("2026", "html", "2026"), ("2026-10", "docx", "docx"), ("octember", "html", "octember")],
)
def test_report_is_refused_in_one_line(
    careloop: Command, books: Books, tmp_path: Path, month: str, formats: str, said: str
) -> None:
    outcome = careloop(
        "report", "monthly", "--store", "S1", "--month", month, "--out", tmp_path / "out",
        "--format", formats,
    )  # fmt: skip
    assert outcome.status == REFUSED
    assert is_one_line(outcome, said)


# Contacts


def test_contacts_run_makes_what_is_due_once(careloop: Command, books: Books) -> None:
    left = datetime.now() - timedelta(days=3)
    books.order(books.vehicle(), left.date(), delivered_at=left)
    first = careloop("contacts", "run", "--store", "all", "--json")
    assert first.json["S1"]["made"]["after_repair"] == 1
    assert careloop("contacts", "run", "--store", "S1", "--json").json["S1"]["made"] == {}


def test_contacts_run_says_what_was_made(careloop: Command, books: Books) -> None:
    left = datetime.now() - timedelta(days=3)
    books.order(books.vehicle(), left.date(), delivered_at=left)
    told = careloop("contacts", "run", "--store", "S1").out
    assert "After-repair call" in told
    assert "0 expired" in told


def test_contacts_run_of_an_unknown_store_is_refused(careloop: Command, books: Books) -> None:
    assert is_one_line(careloop("contacts", "run", "--store", "S7"), "S7", "S1")
