"""Writes of questionnaires and answers, as people make them."""

from careloop.surveys.actions.links import answer_link, make_link
from careloop.surveys.actions.responses import record_response

__all__ = ["answer_link", "make_link", "record_response"]
