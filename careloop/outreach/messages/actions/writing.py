"""Writing one message: its text, its address, its row."""

from __future__ import annotations

from dataclasses import dataclass, replace

from careloop.common import audit
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.customers.choices import Channel
from careloop.customers.models import Contact, Customer
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer
from careloop.outreach.message_choices import MessageState
from careloop.outreach.messages import fields, queue, texts, ways
from careloop.outreach.messages.fields import About
from careloop.outreach.models import CustomerMessage, MessageTemplate

NO_ADDRESS = Text(
    zh="没有可用的手机号或电子邮件地址", en="There is no mobile number or e-mail address"
)
OF_ANOTHER_STORE = Text(
    zh="该客户或模板不属于本店。", en="That customer or template is not of this store."
)
SWITCHED_OFF = Text(zh="该模板已停用。", en="This template is switched off.")


@dataclass(frozen=True, slots=True)
class Written:
    """A message as the customer would read it, and what fills its fields."""

    subject: str
    text: str
    values: dict[str, str]
    parts: int


def preview(template: MessageTemplate, about: About) -> Written:
    """The message as it would be sent; nothing is made.

    Raises:
        Refused: something the text says is not known of the customer.
    """
    return _written(template, replace(about, is_preview=True))


def _written(template: MessageTemplate, about: About) -> Written:
    text, subject = template.text(about.language), template.subject(about.language)
    values = fields.values(f"{text}{subject}", about)
    said = texts.filled(text, values)
    if template.channel == Channel.SMS:
        said = texts.signed(said, ways.signature(template, about.store))
    own = {code: values[code] for code in texts.places(text)}
    return Written(texts.filled(subject, values), said, own, texts.sms_parts(said))


def require_ours(store: Store, template: MessageTemplate, customer: Customer) -> None:
    if template.store_id != store.pk or customer.store_id != store.pk:
        raise Refused(OF_ANOTHER_STORE)
    if not template.is_active:
        raise Refused(SWITCHED_OFF)


def mobile_of(template: MessageTemplate, customer: Customer) -> str:
    """The owner's mobile, or another party's; blank for e-mail: no file holds an address."""
    if template.channel != Channel.SMS:
        return ""
    numbers = Contact.objects.filter(customer=customer, kind="mobile", is_valid=True)
    known = sorted(
        (row for row in numbers if row.phone), key=lambda row: (row.role != "owner", row.pk)
    )
    return known[0].phone if known else ""


def store_message(template: MessageTemplate, about: About, address: str) -> CustomerMessage:
    if not address:
        raise Refused(NO_ADDRESS)
    written = _written(template, about)
    is_sent_for_us = ways.is_set_up(template)
    message = CustomerMessage.objects.create(
        store=about.store,
        template=template,
        customer=about.customer,
        vehicle=about.vehicle,
        task=about.task,
        appointment=about.appointment,
        channel=template.channel,
        purpose=template.purpose,
        address=address,
        subject=written.subject,
        text=written.text,
        values=written.values,
        parts=written.parts,
        state=(MessageState.QUEUED if is_sent_for_us else MessageState.BY_HAND).value,
        made_by_id=about.by.user_id,
        made_at=about.now,
    )
    note(about.by, "message.write", message, template=template.code)
    if is_sent_for_us:
        queue.deliver(message.pk)
    return message


def note(by: Viewer, action: str, message: CustomerMessage, **detail: object) -> None:
    audit.record(
        actor_id=by.user_id,
        action=action,
        subject=message,
        store_id=message.store_id,
        detail={"channel": message.channel, **detail},
    )
