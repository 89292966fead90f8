"""What somebody proves at the door besides a password: a second factor, a code sent to them, an identity elsewhere."""

from django.db import models

from accounts.model_people import Unit, User
from servicedesk.lib.ids import uuid7


def _of_company() -> "models.ForeignKey[Unit | None, Unit | None]":
    return models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)


class Factor(models.Model):
    """An authenticator on somebody's phone (RFC 6238). The secret is sealed; `last_step` makes every code work once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _of_company()
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="factor")
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """One of the codes on paper that stand in for a lost phone; kept as a hash, and of use once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _of_company()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]


class ResetCode(models.Model):
    """A code for a new password, told to its person by the messenger; kept as a hash, and of use once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _of_company()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reset_codes")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reset_code_is_never_empty", condition=~models.Q(code_hash="")),
            models.CheckConstraint(name="reset_code_ends", condition=models.Q(ends_at__gt=models.F("made_at"))),
        ]


class PastPassword(models.Model):
    """The hash of a password that somebody had: the last few may not be taken again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _of_company()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()


class SsoProvider(models.Model):
    """The identity provider of a company (OpenID Connect): who signs in there comes in here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    slug = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    issuer = models.URLField(max_length=200)
    client_id = models.CharField(max_length=120)
    sealed = models.BinaryField(help_text="the client secret")
    staff_claim = models.CharField(max_length=40, blank=True, default="")
    is_on = models.BooleanField(default=False)


class SsoLink(models.Model):
    """Who somebody is at an identity provider: its issuer and their subject there, and nothing else, never a mail address."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    org = _of_company()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sso_links")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="sso_link_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="sso_link_one_a_person"),
            models.CheckConstraint(name="sso_link_names_somebody", condition=~models.Q(subject="")),
        ]
