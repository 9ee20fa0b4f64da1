from django.apps import AppConfig


class AuditsConfig(AppConfig):
    name = "careloop.audits"
