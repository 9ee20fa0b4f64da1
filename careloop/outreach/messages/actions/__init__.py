"""Writes of messages to customers and of their templates."""

from careloop.outreach.messages.actions.delivering import deliver
from careloop.outreach.messages.actions.many import plan_many, send_many
from careloop.outreach.messages.actions.sending import mark_sent, send, try_again
from careloop.outreach.messages.actions.templates import add_ready_templates, check, save_template
from careloop.outreach.messages.actions.writing import preview

__all__ = [
    "add_ready_templates",
    "check",
    "deliver",
    "mark_sent",
    "plan_many",
    "preview",
    "save_template",
    "send",
    "send_many",
    "try_again",
]
