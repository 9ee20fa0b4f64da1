from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OutreachConfig(AppConfig):
    name = "careloop.outreach"

    def ready(self) -> None:
        """Load what rooms above bring along: kinds of contact in their ``contact_kinds``, fields of
        messages in their ``message_fields``."""
        autodiscover_modules("contact_kinds", "message_fields")
