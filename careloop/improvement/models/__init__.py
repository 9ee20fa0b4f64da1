"""Problems with their measures, meetings with their decisions, training."""

from careloop.improvement.models.meetings import Meeting
from careloop.improvement.models.problems import Evidence, Measure, Problem
from careloop.improvement.models.reminders import Reminder
from careloop.improvement.models.training import Attendance, Training

__all__ = ["Attendance", "Evidence", "Measure", "Meeting", "Problem", "Reminder", "Training"]
