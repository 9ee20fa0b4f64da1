"""Stable codes of improvement: what a problem is about, how far a measure is, what proves it."""

from enum import StrEnum

from careloop.core.kernel.text import Text


class Topic(StrEnum):
    """Which table of the monthly report a problem stands in (MRP-02 to MRP-09)."""

    TOP5 = "top5"
    MOT = "mot"
    FIRST_TIME_FIX = "first_time_fix"
    APPOINTMENT = "appointment"
    LOSS = "loss"
    GOAL = "goal"
    PLAN = "plan"


TOPIC_LABELS = {
    Topic.TOP5: Text(zh="TOP5 整改", en="TOP5"),
    Topic.MOT: Text(zh="MOT 改善计划", en="MOT action plan"),
    Topic.FIRST_TIME_FIX: Text(zh="一次修复率小结", en="First-time fix summary"),
    Topic.APPOINTMENT: Text(zh="预约分析", en="Appointment analysis"),
    Topic.LOSS: Text(zh="流失客户改善措施", en="Measures against loss"),
    Topic.GOAL: Text(zh="目标完成情况说明", en="Goal: status and reason"),
    Topic.PLAN: Text(zh="下月工作计划", en="Plan for next month"),
}
# The departments with a TOP5 of their own (MRP-09).
DEPARTMENTS = ("front_desk", "workshop", "parts", "customer_care")


class MeasureState(StrEnum):
    """How far a measure is."""

    NOT_DONE = "not_done"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


MEASURE_LABELS = {
    MeasureState.NOT_DONE: Text(zh="未做", en="Not done"),
    MeasureState.IN_PROGRESS: Text(zh="进行中", en="In progress"),
    MeasureState.DONE: Text(zh="完成", en="Done"),
    MeasureState.DROPPED: Text(zh="取消", en="Dropped"),
}


class EvidenceKind(StrEnum):
    """What proves that a measure was carried out (MRP-02)."""

    PHOTO = "photo"
    ON_SITE_DOCUMENT = "on_site_document"
    ELECTRONIC_FILE = "electronic_file"
    MEETING_RECORD = "meeting_record"
    ON_SITE_CHECK = "on_site_check"


EVIDENCE_LABELS = {
    EvidenceKind.PHOTO: Text(zh="照片", en="Photo"),
    EvidenceKind.ON_SITE_DOCUMENT: Text(zh="现场文件检查", en="Documents checked on site"),
    EvidenceKind.ELECTRONIC_FILE: Text(zh="电子档", en="Electronic file"),
    EvidenceKind.MEETING_RECORD: Text(zh="会议记录电子档案", en="Minutes on file"),
    EvidenceKind.ON_SITE_CHECK: Text(zh="现场检查", en="Checked on site"),
}


class MeetingKind(StrEnum):
    """The meetings that keep the loop closed (MTG-01, CON-20)."""

    WEAK_POINTS = "weak_points"
    SUGGESTIONS = "suggestions"
    SATISFACTION = "satisfaction"
    MONTHLY_REPORT = "monthly_report"
    OTHER = "other"


MEETING_LABELS = {
    MeetingKind.WEAK_POINTS: Text(zh="薄弱项周会", en="Weekly weak-point meeting"),
    MeetingKind.SUGGESTIONS: Text(zh="合理化建议周评审", en="Weekly review of suggestions"),
    MeetingKind.SATISFACTION: Text(zh="满意度会议", en="Satisfaction meeting"),
    MeetingKind.MONTHLY_REPORT: Text(zh="月报会议", en="Monthly report meeting"),
    MeetingKind.OTHER: Text(zh="其他会议", en="Other meeting"),
}
# Days within which the next one of a kind is held.
MEETING_DAYS = {
    MeetingKind.WEAK_POINTS: 7,
    MeetingKind.SUGGESTIONS: 7,
    MeetingKind.SATISFACTION: 31,
    MeetingKind.MONTHLY_REPORT: 31,
}


class TrainingReason(StrEnum):
    """What proposed a training."""

    PLAN = "plan"
    OBSTACLE = "obstacle"
    ASSESSMENT = "assessment"


TRAINING_LABELS = {
    TrainingReason.PLAN: Text(zh="计划内", en="Planned"),
    TrainingReason.OBSTACLE: Text(zh="指标障碍", en="Obstacle of a KPI"),
    TrainingReason.ASSESSMENT: Text(zh="考核结果", en="Assessment result"),
}
# The departments in which a training a month is watched (TRN-01).
TRAINED = DEPARTMENTS
