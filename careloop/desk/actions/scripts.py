"""Scripts as a store words them."""

from __future__ import annotations

from django.db import transaction

from careloop.common import audit
from careloop.core.kernel.codes import CONTACT_TYPE
from careloop.core.kernel.errors import Refused
from careloop.core.kernel.text import Text
from careloop.desk import scripts
from careloop.desk.models import Script
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.rules import Viewer

NO_SUCH_TYPE = Text(zh="没有回访类型“{type}”。", en="There is no contact type “{type}”.")


@transaction.atomic
def save_script(
    *, by: Viewer, store: Store, contact_type: str, text_zh: str, text_en: str = ""
) -> Script | None:
    """Word a script anew; with nothing in it the usual one holds again (``None``).

    Raises:
        Refused: no permission, no such type, a field that is none.
    """
    by.require(Permission.TUNE_CONTACT_RULES, store.pk)
    if contact_type not in CONTACT_TYPE.codes:
        raise Refused(NO_SUCH_TYPE, type=contact_type)
    worded = {"text_zh": scripts.check(text_zh), "text_en": scripts.check(text_en)}
    audit.record(
        actor_id=by.user_id,
        action="script.save",
        subject=store,
        store_id=store.pk,
        detail={"contact_type": contact_type},
    )
    if not worded["text_zh"]:
        Script.objects.filter(store=store, contact_type=contact_type).delete()
        return None
    script, _ = Script.objects.update_or_create(
        store=store, contact_type=contact_type, defaults=worded
    )
    return script
