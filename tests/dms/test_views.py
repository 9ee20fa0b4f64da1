"""The import pages: upload, look, correct, try, import, take back; and who may not."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from careloop.core.ingest import pipeline
from careloop.core.ingest.reading.chosen import AS_FOUND
from careloop.dms import tasks
from careloop.dms.choices import RunState
from careloop.dms.models import ImportRun
from careloop.organisation.models import Employee, Store, User
from tests.dms.files import CHILD, as_csv, row

pytestmark = pytest.mark.django_db
PAGE = "/stores/S1/imports/"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.CARELOOP_HOME = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs are done in this process as soon as they are asked for; one reader serves all tests."""
    monkeypatch.setattr(tasks, "enqueue", lambda run: tasks.do_import(run.pk))
    monkeypatch.setattr(pipeline, "ReadingChild", lambda limits: nullcontext(CHILD))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: bytes, feed: str = "employees", name: str = "staff.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(PAGE + "upload/", {"feed": feed, "source": "DMS", "file": file})


def staff(*numbers: str) -> bytes:
    return as_csv(*(row("employees", employee_no=number) for number in numbers))


def confirmed(client: Client, draft: Any, do: str, **changes: str) -> Any:
    """Send the mapping as the page offers it, with changes by header."""
    page = client.get(draft["Location"])
    fields = page.context["columns"]
    data = {one["field"].html_name: one["field"].value() for one in fields}
    data |= {
        one["field"].html_name: changes[one["header"]] for one in fields if one["header"] in changes
    }
    return client.post(draft["Location"] + "confirm/", {**data, "do": do})


def test_page_offers_every_feed_and_its_template(director: User) -> None:
    client = signed_in(director)
    page = client.get(PAGE).content.decode()
    assert "维修工单" in page
    template = client.get(PAGE + "templates/repair_orders.csv")
    assert "工单号" in template.content.decode("utf-8-sig")
    assert client.get(PAGE + "templates/nonsense.csv").status_code == 404


def test_upload_shows_the_file_and_stores_nothing(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01"))
    page = client.get(draft["Location"]).content.decode()
    assert "李明" in page
    assert "表头在第 1 行" in page
    assert not Employee.objects.exists()


def test_phones_are_masked_in_the_preview(director: User) -> None:
    client = signed_in(director)
    page = client.get(upload(client, staff("A01"))["Location"]).content.decode()
    assert "138****1111" in page
    assert "13800001111" not in page


def test_upload_of_no_file_is_said_beside_the_field(director: User) -> None:
    answer = signed_in(director).post(PAGE + "upload/", {"feed": "employees"})
    assert answer.status_code == 422
    assert "invalid-feedback" in answer.content.decode()


def test_upload_of_something_else_is_refused(director: User) -> None:
    assert upload(signed_in(director), b"MZ", name="setup.exe").status_code == 422
    assert not ImportRun.objects.exists()


def test_a_file_that_is_no_table_is_said_so(director: User) -> None:
    client = signed_in(director)
    answer = client.get(upload(client, b"\x00\x01\x02" * 50)["Location"])
    assert answer.status_code == 422
    assert "文件无法导入" in answer.content.decode()


def test_dry_run_then_import(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01", "A02"))
    page = client.get(confirmed(client, draft, "try")["Location"]).content.decode()
    assert "这是试运行" in page
    assert not Employee.objects.exists()
    done = client.post(draft["Location"] + "import/")
    page = client.get(done["Location"]).content.decode()
    assert "<b>2</b>" in page
    assert Employee.objects.count() == 2


def test_mapping_is_corrected_by_hand(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01").replace(b"name", b"nickname", 1))
    assert "name" in client.get(draft["Location"]).context["seen"].missing
    confirmed(client, draft, "import", nickname="name")
    assert Employee.objects.get().name == "李明"


def look(client: Client, draft: Any, **layout: Any) -> Any:
    """Say how the draft is to be read, and see it again."""
    return client.post(draft["Location"] + "look/", layout, follow=True)


# Both headers are recognised alike; without a word the first is taken.
TWO_TABLES = staff("B01") + staff("A01")


def test_header_row_chosen_is_kept_to_the_end(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, TWO_TABLES)
    assert "表头在第 1 行" in client.get(draft["Location"]).content.decode()
    assert "表头在第 3 行" in look(client, draft, header_row="3").content.decode()
    data = {"header_row": "3"}
    page = client.get(draft["Location"])
    data |= {one["field"].html_name: one["field"].value() for one in page.context["columns"]}
    client.post(draft["Location"] + "confirm/", {**data, "do": "try"})
    done = client.post(draft["Location"] + "import/")
    assert "<b>1</b>" in client.get(done["Location"]).content.decode()
    assert Employee.objects.get().employee_no == "A01"


def test_layout_changed_while_confirming_is_looked_at_first(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, TWO_TABLES)
    data = {"header_row": "3", "do": "import"}
    page = client.post(draft["Location"] + "confirm/", data, follow=True).content.decode()
    assert "表头在第 3 行" in page
    assert ImportRun.objects.get().state == RunState.DRAFT


def test_encoding_chosen_opens_a_file_that_could_not_be_read(director: User) -> None:
    client = signed_in(director)
    content = "employee_no,name\nA01,ァィゥェォァィゥェォ\n".encode("gb18030")
    draft = upload(client, content)
    page = client.get(draft["Location"])
    assert page.status_code == 422
    assert 'name="encoding"' in page.content.decode()
    page = look(client, draft, encoding="gb18030").content.decode()
    assert "ァィゥェォ" in page


@pytest.mark.parametrize(
    "layout", [{"header_row": "0"}, {"header_row": "x"}, {"encoding": "ebcdic"}]
)
def test_layout_that_is_none_is_said_beside_the_field(
    director: User, layout: dict[str, str]
) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01"))
    assert "invalid-feedback" in look(client, draft, **layout).content.decode()
    assert ImportRun.objects.get().chosen == AS_FOUND


def test_a_row_that_is_no_header_can_be_chosen_anew(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01"))
    page = look(client, draft, header_row="40").content.decode()
    assert "不能作为表头" in page
    assert "表头在第 1 行" in look(client, draft, header_row="").content.decode()


def test_sheet_is_chosen_among_several(director: User, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet, number in (("九月", "A09"), ("十月", "A10")):
            lines = csv.reader(io.StringIO(staff(number).decode("utf-8-sig")))
            page = book.add_worksheet(sheet)
            for place, line in enumerate(lines):
                page.write_row(place, 0, line)
    client = signed_in(director)
    draft = upload(client, path.read_bytes(), name="two.xlsx")
    assert "A09" in client.get(draft["Location"]).content.decode()
    assert "A10" in look(client, draft, sheet="十月").content.decode()
    fields = client.get(draft["Location"]).context["columns"]
    data = {one["field"].html_name: one["field"].value() for one in fields}
    client.post(draft["Location"] + "confirm/", {**data, "sheet": "十月", "do": "import"})
    assert Employee.objects.get().employee_no == "A10"


def test_a_source_remembers_header_row_and_encoding(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, TWO_TABLES)
    look(client, draft, header_row="3", encoding="utf-8")
    fields = client.get(draft["Location"]).context["columns"]
    data = {one["field"].html_name: one["field"].value() for one in fields}
    data |= {"header_row": "3", "encoding": "utf-8", "do": "import"}
    client.post(draft["Location"] + "confirm/", data)
    again = client.get(upload(client, TWO_TABLES)["Location"]).content.decode()
    assert "表头在第 3 行" in again


def test_a_run_that_is_no_draft_is_not_laid_out_anew(director: User) -> None:
    client = signed_in(director)
    draft = upload(client, staff("A01"))
    confirmed(client, draft, "import")
    assert "已经确认过" in look(client, draft, header_row="2").content.decode()


def test_two_headers_for_one_column_are_said_beside_the_select(director: User) -> None:
    client = signed_in(director)
    answer = confirmed(client, upload(client, staff("A01")), "import", phone="name")
    assert answer.status_code == 200
    assert "已对应到该列" in answer.content.decode()
    assert not Employee.objects.exists()


def test_rows_set_aside_are_shown_and_given_back(director: User) -> None:
    client = signed_in(director)
    bad = row("employees", employee_no="A02", hired_on="2026-02-30")
    draft = upload(client, as_csv(row("employees"), bad))
    done = confirmed(client, draft, "import")
    page = client.get(done["Location"]).content.decode()
    assert "2026-02-30" in page
    assert "13800001111" not in page
    rejects = client.get(done["Location"] + "rejects/")
    assert "attachment" in rejects["Content-Disposition"]
    assert "2026-02-30" in rejects.content.decode("utf-8-sig")


def test_a_run_under_way_asks_for_itself(director: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "enqueue", lambda run: None)
    client = signed_in(director)
    waiting = confirmed(client, upload(client, staff("A01")), "import")
    assert 'hx-trigger="every 1s"' in client.get(waiting["Location"]).content.decode()
    tasks.do_import(ImportRun.objects.get().pk)
    fragment = client.get(waiting["Location"] + "state/").content.decode()
    assert "hx-trigger" not in fragment
    assert "<html" not in fragment


def test_an_import_is_taken_back(director: User) -> None:
    client = signed_in(director)
    done = confirmed(client, upload(client, staff("A01")), "import")
    page = client.post(done["Location"] + "revert/", follow=True).content.decode()
    assert "导入已撤销" in page
    assert not Employee.objects.exists()


def test_taking_back_is_refused_where_a_later_run_stands_on_it(director: User) -> None:
    client = signed_in(director)
    first = confirmed(client, upload(client, staff("A01")), "import")
    again = as_csv(row("employees", employee_no="A01", name="李明明"))
    confirmed(client, upload(client, again), "import")
    page = client.post(first["Location"] + "revert/", follow=True).content.decode()
    assert "不能撤销" in page
    assert Employee.objects.get().name == "李明明"


def test_history_shows_what_was_imported(director: User) -> None:
    client = signed_in(director)
    confirmed(client, upload(client, staff("A01")), "import")
    page = client.get(PAGE).content.decode()
    assert "staff.csv" in page
    assert "完成" in page


def test_pages_speak_english(director: User) -> None:
    User.objects.filter(pk=director.pk).update(language="en")
    client = signed_in(director)
    page = client.get(upload(client, staff("A01"))["Location"]).content.decode()
    assert "Header in the file" in page
    assert "核对列" not in page


def test_an_agent_may_not_import(agent: User, director: User) -> None:
    run = upload(signed_in(director), staff("A01"))["Location"]
    client = signed_in(agent)
    assert client.get(PAGE).status_code == 403
    assert client.get(run).status_code == 403
    assert upload(client, staff("A01")).status_code == 403
    assert client.post(run + "confirm/", {"do": "import"}).status_code == 403
    assert client.post(run + "look/", {"header_row": "2"}).status_code == 403
    assert client.post(run + "revert/").status_code == 403
    assert ImportRun.objects.get().state == RunState.DRAFT


def test_an_outsider_finds_nothing(outsider: User, director: User) -> None:
    run = upload(signed_in(director), staff("A01"))["Location"]
    client = signed_in(outsider)
    for address in (PAGE, run, run + "state/", run + "rejects/"):
        assert client.get(address).status_code == 404
    for address in (run + "look/", run + "confirm/", run + "import/", run + "revert/"):
        assert client.post(address).status_code == 404


def test_a_run_of_another_store_is_not_found_under_the_own(
    outsider: User, other_store: Store, director: User
) -> None:
    run = upload(signed_in(director), staff("A01"))["Location"]
    assert signed_in(outsider).get(run.replace("/S1/", "/S9/")).status_code == 404


def test_doing_needs_a_post(director: User) -> None:
    client = signed_in(director)
    run = upload(client, staff("A01"))["Location"]
    for step in ("look/", "confirm/", "import/", "revert/"):
        assert client.get(run + step).status_code == 405
