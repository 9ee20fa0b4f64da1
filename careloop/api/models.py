"""Tokens of other systems, and the answers kept so that a request sent twice is done once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from careloop.organisation.models import Store, User


class ApiToken(models.Model):
    """What another system shows to be let in: for one store, for some scopes, as one user.

    Only the digest of the secret is kept. A token never may more than its user: who loses a role
    takes it from their tokens, too.
    """

    store = models.ForeignKey(Store, on_delete=models.CASCADE)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset()
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {
            "store",
            "user",
            "name",
            "digest",
            "scopes",
            "made_at",
            "expires_on",
            "last_used_at",
            "revoked_at",
        }
    )

    class Meta:
        ordering = ["-id"]


class Receipt(models.Model):
    """The answer given to a request with an ``Idempotency-Key``; kept for a day.

    The body may name a customer, so it is read by the token that asked and by nobody else.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, db_index=False)
    key = models.CharField(max_length=128)
    request_digest = models.CharField(max_length=64)
    status = models.SmallIntegerField(default=0)
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(db_index=True)

    personal_fields: ClassVar[frozenset[str]] = frozenset({"body"})
    plain_fields: ClassVar[frozenset[str]] = frozenset(
        {"token", "key", "request_digest", "status", "made_at"}
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="receipt_once_a_key")]
