"""The printed complaint form in the trade's layout (CMP-04, CMP-05, CMP-06, CMP-15): recorded,
investigated and solved, called back, root cause, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from careloop.complaints.choices import CHANNEL_LABELS, LEVEL_LABELS, Channel, State
from careloop.complaints.models import CallBack, Complaint, Fault
from careloop.complaints.queries.board import names_of
from careloop.core.documents.sheet_form import Box, Cell, Form, Part, Signature, render
from careloop.core.kernel import money
from careloop.core.kernel.codes import COMPLAINT_CAUSE, DEPARTMENT, SEVERITY
from careloop.core.kernel.text import Language, Text
from careloop.customers.queries import masked_phones
from careloop.organisation.choices import Permission
from careloop.organisation.rules import Viewer

HALF, THIRD = 6, 4
TITLE = Text(zh="客户投诉处理表", en="Complaint record and solution report")
SUBTITLE = Text(zh="处理追踪及成因分析", en="Tracking of handling and analysis of causes")
FOOTER = Text(
    zh="{number} · {day} 打印 · 内含客户信息，请妥善保管",
    en="{number} · printed {day} · holds customer data, keep it safe",
)
RECORDING = Text(zh="一、投诉记录", en="1. Record")
HANDLING = Text(zh="二、调查与处理", en="2. Investigation and handling")
CALLING = Text(zh="三、解决后三日内回访", en="3. Call-back within three days of the solution")
ROOT = Text(zh="四、根本原因分析", en="4. Root cause")
RECEIVED = Text(zh="受理时间", en="Received")
CHANNEL = Text(zh="受理渠道", en="Reached us by")
RECORDER = Text(zh="登记人", en="Recorded by")
CUSTOMER = Text(zh="客户", en="Customer")
PHONE = Text(zh="电话", en="Telephone")
PLATE = Text(zh="车牌", en="Plate")
VIN = Text(zh="车架号", en="VIN")
MODEL = Text(zh="车型", en="Model")
ORDER = Text(zh="维修工单", en="Repair order")
CLASS = Text(zh="责任等级", en="Class")
PASSED_ON = Text(zh="转交负责人", en="Passed on to")
CONTENT = Text(zh="投诉内容", en="What it is about")
FAULTS = Text(zh="问题项", en="Single faults")
LEVEL = Text(zh="处理层级", en="Settled by")
REPLIED = Text(zh="首次回复", en="First reply")
COMPLETE = Text(zh="调查完成", en="Investigation complete")
CAUSE = Text(zh="投诉原因", en="Cause")
OWN_CAUSE = Text(zh="本店原因", en="Store's own cause")
RESPONSIBLE = Text(zh="责任人", en="Responsible")
VALIDITY = Text(zh="投诉认定", en="Finding")
VALID, INVALID = Text(zh="有效", en="valid"), Text(zh="无效", en="not valid")
INVALID_REASON = Text(zh="无效理由", en="Why not valid")
INVESTIGATION = Text(zh="调查情况", en="Investigation")
PLAN = Text(zh="区域处理方案", en="The region's plan")
SOLUTION = Text(zh="解决方案", en="Solution")
SOLVED_AT = Text(zh="解决时间", en="Solved")
GOODWILL = Text(zh="善意费用", en="Goodwill")
FINISHED = Text(zh="处理结束", en="Handling finished")
YES = Text(zh="是", en="yes")
CALLED_AT = Text(zh="回访时间", en="Called")
CALLED_BY = Text(zh="回访人", en="Called by")
OUTCOME = Text(zh="回访结果", en="Outcome")
SATISFIED = Text(zh="满意", en="satisfied")
NOT_SATISFIED = Text(zh="不满意", en="not satisfied")
NOT_REACHED = Text(zh="未联系上", en="not reached")
FEEDBACK = Text(zh="客户意见", en="Customer's words")
WHY = Text(zh="为什么 {n}", en="Why {n}")
DEPARTMENT_ = Text(zh="责任部门", en="Department")
PREVENTION = Text(zh="预防措施", en="Prevention")
SOLVED, UNSOLVED = Text(zh="已解决", en="solved"), Text(zh="未解决", en="not solved")
FILLER, REVIEWER = Text(zh="填写", en="Filled in by"), Text(zh="审核", en="Reviewed by")
SIGNED_ON = Text(zh="签字 / 日期", en="Signature / date")
CARE_SPECIALIST = Text(zh="客户关爱专员", en="Customer-care specialist")
REVIEWERS = (
    Text(zh="客户关爱总监", en="Customer-care director"),
    Text(zh="服务经理", en="Service manager"),
    Text(zh="服务总监", en="Service director"),
)
LEAST_WHYS = 3


def printed_form(viewer: Viewer, complaint: Complaint, today: date, language: Language) -> bytes:
    """The form of a complaint as PDF.

    Raises:
        Forbidden: the viewer may not see complaints of its store.
    """
    viewer.require(Permission.VIEW_COMPLAINTS, complaint.store_id)
    return render(form_of(complaint, today, language), language)


def form_of(complaint: Complaint, today: date, language: Language) -> Form:
    """The form as data; blank cells are to be filled in by hand."""
    said = _Said(complaint, language)
    number = complaint.complaint_no
    return Form(
        title=TITLE.say(language),
        subtitle=SUBTITLE.say(language),
        organisation=complaint.store.name,
        number=number,
        made_on=today,
        parts=(said.recording(), said.handling(), said.calling(), said.root()),
        signatures=(
            Signature(
                FILLER.say(language), CARE_SPECIALIST.say(language), name(complaint.recorded_by)
            ),
            *(Signature(REVIEWER.say(language), post.say(language)) for post in REVIEWERS),
        ),
        signed_on=SIGNED_ON.say(language),
        footer=FOOTER.say(language, number=number, day=today.isoformat()),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """The parts of one complaint's form in one language."""

    complaint: Complaint
    language: Language

    def cell(self, label: Text, value: Text | str = "", span: int = 12, **more: Any) -> Cell:
        return Cell(label.say(self.language), self.say(value), span, **more)

    def say(self, value: Text | str) -> str:
        return value.say(self.language) if isinstance(value, Text) else value

    def boxes(self, choices: Iterable[tuple[str, Text]], ticked: object) -> tuple[Box, ...]:
        return tuple(Box(text.say(self.language), code == ticked) for code, text in choices)

    def recording(self) -> Part:
        c = self.complaint
        classes = [(entry.code, entry.text) for entry in SEVERITY.entries]
        taken = f"{name(c.owner)} {moment(c.taken_over_at)}".strip()
        rows = [
            (
                self.cell(RECEIVED, moment(c.received_at), THIRD),
                self.cell(CHANNEL, channel(c.channel), THIRD),
                self.cell(RECORDER, name(c.recorded_by), THIRD),
            ),
            (
                self.cell(CUSTOMER, c.customer.name if c.customer else "", THIRD),
                self.cell(PHONE, phone(c), THIRD),
                self.cell(PLATE, c.vehicle.plate if c.vehicle else "", THIRD),
            ),
            (
                self.cell(VIN, c.vin, HALF),
                self.cell(MODEL, c.vehicle.model if c.vehicle else "", HALF),
            ),
            (
                self.cell(CLASS, span=HALF, boxes=self.boxes(classes, c.severity)),
                self.cell(ORDER, c.ro_no, HALF),
            ),
            (self.cell(PASSED_ON, taken),),
            (self.cell(CONTENT, c.description, lines=4),),
        ]
        faults = list(c.faults.order_by("pk"))
        if faults:
            rows.append((self.cell(FAULTS, self.numbered(faults)),))
        return Part(RECORDING.say(self.language), tuple(rows))

    def numbered(self, faults: list[Fault]) -> str:
        verdicts = {True: SOLVED, False: UNSOLVED}
        lines = []
        for number, fault in enumerate(faults, 1):
            verdict = verdicts.get(fault.is_solved) if fault.is_solved is not None else None
            ending = f" ({self.say(verdict)})" if verdict else ""
            lines.append(f"{number}. {fault.text}{ending}")
        return "\n".join(lines)

    def handling(self) -> Part:
        c = self.complaint
        levels = [(level.value, text) for level, text in LEVEL_LABELS.items()]
        causes = [(entry.code, entry.text) for entry in COMPLAINT_CAUSE.entries]
        person = names_of(c.store, [c.responsible_no]).get(c.responsible_no, c.responsible_no)
        goodwill = "" if c.goodwill_fen is None else money.yuan(c.goodwill_fen)
        is_finished = c.state in (State.CONFIRMED, State.ARCHIVED)
        rows = [
            (
                self.cell(LEVEL, span=HALF, boxes=self.boxes(levels, c.level)),
                self.cell(REPLIED, moment(c.first_reply_at), HALF),
            ),
            (self.cell(INVESTIGATION, c.investigation, lines=4),),
            (self.cell(CAUSE, boxes=self.boxes(causes, c.cause)),),
            *([(self.cell(OWN_CAUSE, c.store_cause.name),)] if c.store_cause else []),
            (
                self.cell(RESPONSIBLE, person, HALF),
                self.cell(VALIDITY, span=HALF, boxes=self.finding()),
            ),
            *([(self.cell(INVALID_REASON, c.invalid_reason),)] if c.is_valid is False else []),
            (
                self.cell(
                    COMPLETE, moment(c.investigated_at), HALF, boxes=self.done(c.investigated_at)
                ),
                self.cell(GOODWILL, goodwill, HALF),
            ),
            *([(self.cell(PLAN, c.region_plan, lines=2),)] if c.region_plan else []),
            (self.cell(SOLUTION, c.solution, lines=4),),
            (
                self.cell(SOLVED_AT, moment(c.solved_at), HALF),
                self.cell(FINISHED, moment(c.closed_at), HALF, boxes=self.done(is_finished)),
            ),
        ]
        return Part(HANDLING.say(self.language), tuple(rows))

    def finding(self) -> tuple[Box, ...]:
        valid = self.complaint.is_valid
        return (Box(self.say(VALID), valid is True), Box(self.say(INVALID), valid is False))

    def done(self, what: object) -> tuple[Box, ...]:
        return (Box(self.say(YES), bool(what)),)

    def calling(self) -> Part:
        calls = list(self.complaint.call_backs.select_related("by").order_by("at"))
        rows = [row for call in calls or [None] for row in self.called(call)]
        return Part(CALLING.say(self.language), tuple(rows))

    def called(self, call: CallBack | None) -> list[tuple[Cell, ...]]:
        outcome = None if call is None else call.satisfied if call.reached else "not reached"
        boxes = self.boxes(
            ((True, SATISFIED), (False, NOT_SATISFIED), ("not reached", NOT_REACHED)), outcome
        )  # type: ignore[arg-type]
        return [
            (
                self.cell(CALLED_AT, moment(call.at) if call else "", HALF),
                self.cell(CALLED_BY, name(call.by) if call else "", HALF),
            ),
            (
                self.cell(OUTCOME, span=HALF, boxes=boxes),
                self.cell(FEEDBACK, call.note if call else "", HALF),
            ),
        ]

    def root(self) -> Part:
        found = getattr(self.complaint, "root_cause", None)
        whys = list(found.whys) if found else []
        shown = whys + [""] * (LEAST_WHYS - len(whys))
        department = DEPARTMENT.text(found.category) if found else ""
        rows = [
            (Cell(WHY.say(self.language, n=number), why),) for number, why in enumerate(shown, 1)
        ]
        rows.append(
            (
                self.cell(DEPARTMENT_, department, THIRD),
                self.cell(PREVENTION, found.action if found else "", 12 - THIRD),
            )
        )
        return Part(ROOT.say(self.language), tuple(rows))


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def name(user: Any) -> str:
    return (user.get_full_name() or user.username) if user else ""


def channel(code: str) -> Text | str:
    return CHANNEL_LABELS[Channel(code)] if code in list(Channel) else code


def phone(complaint: Complaint) -> str:
    """The customer's first number, masked."""
    if complaint.customer_id is None:
        return ""
    return masked_phones({complaint.customer_id}).get(complaint.customer_id, "")
