"""Who may come in: organizations (the tenants), users, their memberships, and the doors programs use."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.audit_event import AuditEvent as AuditEvent
from accounts.levels import Level
from accounts.second_factor_rule import SecondFactorRule as SecondFactorRule


class Organization(models.Model):
    """One MSP: the tenant. Every other row belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    time_zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, default="US")  # ISO 3166-1: reads phone numbers, holidays
    language = models.CharField(max_length=8, default="en")
    incident_prefix = models.CharField(max_length=6)
    former_incident_prefixes = models.JSONField(default=list, blank=True)  # links in old texts carry them
    last_incident_number = models.PositiveIntegerField(default=1000)
    client_phone = models.CharField(max_length=16, blank=True)  # E.164, printed on the client's pages
    fallback_interval_seconds = models.PositiveIntegerField(default=600)
    second_factor_rule = models.CharField(
        max_length=10, choices=SecondFactorRule.choices, default=SecondFactorRule.NOBODY
    )
    names_shown_to_clients = models.BooleanField(default=True)
    shared_form_is_open = models.BooleanField(default=True)
    swaps_need_a_yes = models.BooleanField(default=False)  # a manager's, before a swap counts
    handoff_hours_before = models.PositiveSmallIntegerField(default=1)  # told ahead of it; 0: not
    week_mail_day = models.PositiveSmallIntegerField(null=True, blank=True, default=0)  # Monday; null: none
    week_mail_hour = models.PositiveSmallIntegerField(default=8)
    night_mail_hour = models.PositiveSmallIntegerField(null=True, blank=True, default=7)  # null: no mail
    night_mail_when_quiet = models.BooleanField(default=False)
    alone_confirmed_at = models.DateTimeField(null=True, blank=True)
    went_live_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fallback_interval_seconds__gte=30), name="fallback_rings_at_most_twice_a_minute"
            ),
            models.CheckConstraint(
                condition=Q(handoff_hours_before__lte=24), name="handoff_is_told_at_most_a_day_ahead"
            ),
            models.CheckConstraint(
                condition=(Q(week_mail_day=None) | Q(week_mail_day__lte=6)) & Q(week_mail_hour__lte=23),
                name="week_mail_has_a_day_and_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(night_mail_hour=None) | Q(night_mail_hour__lte=11),
                name="night_mail_comes_in_the_morning",
            ),
            models.CheckConstraint(
                condition=Q(incident_prefix__regex=r"^[A-Z]{1,6}$"), name="incident_prefix_is_capital_letters"
            ),
            models.CheckConstraint(
                condition=Q(second_factor_rule__in=SecondFactorRule.values),
                name="second_factor_rule_is_known",
            ),
        ]

    @property
    def incident_prefixes(self) -> frozenset[str]:
        """The one of now, and those that references in old texts begin with."""
        return frozenset({self.incident_prefix, *self.former_incident_prefixes})

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who can log in, by e-mail address; may be a member of several organizations."""

    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=64, blank=True)  # blank: the organization's
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(null=True, blank=True)
    wants_week_mail = models.BooleanField(default=True)  # who is on call in the coming week

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_user_per_address")]

    def __str__(self) -> str:
        return self.name or self.email


class Session(AbstractBaseSession):
    """A browser that comes back. `user` is who is logged in there, so that all of one's are found at once."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        store: type[SessionBase] = import_module(settings.SESSION_ENGINE).SessionStore
        return store


class Role(models.TextChoices):
    """What a member may do; each role may do what the next one may."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    TECHNICIAN = "technician", _("Technician")
    VIEWER = "viewer", _("Viewer")


PARTNER = "partner"  # no role to choose: whose seat has no user


class Membership(models.Model):
    """A seat in an organization, archived, never deleted. A member's: a user with a role. Or a partner's: another company
    that is called like a member and never logs in (docs/adr/0010-a-partner-has-a-seat.md).
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    user = models.ForeignKey(  # null: a partner's
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=12, choices=[*Role.choices, (PARTNER, _("Partner"))])
    partner_name = models.CharField(max_length=80, blank=True)
    partner_zone = models.CharField(max_length=64, blank=True)
    partner_email = models.EmailField(max_length=254, blank=True)  # of its desk, for what can wait
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.SENIOR)
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "user"], name="one_membership_per_user"),
            models.UniqueConstraint(fields=["organization", "id"], name="membership_of_organization"),
            models.UniqueConstraint(
                "organization",
                Lower("partner_name"),
                condition=Q(user=None, archived_at=None),
                name="one_partner_per_name",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[*Role.values, PARTNER]), name="membership_role_is_known"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="member_level_is_known"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, partner_name="", partner_zone="", partner_email="") & ~Q(role=PARTNER)
                | Q(user=None, role=PARTNER) & ~Q(partner_name="") & ~Q(partner_zone=""),
                name="a_seat_is_a_users_or_a_partners",
            ),
        ]  # fmt: skip

    @property
    def is_partner(self) -> bool:
        return self.user_id is None

    @property
    def login(self) -> User:
        """The member's user; a partner has none."""
        assert self.user is not None, "a partner never logs in"
        return self.user

    @property
    def email(self) -> str:
        """Where mail reaches them; a partner's may be ""."""
        return self.user.email if self.user else self.partner_email

    @property
    def handle(self) -> str:
        """What programs call them by."""
        return self.user.email if self.user else f"{PARTNER}:{self.pk}"

    @property
    def zone_name(self) -> str:
        """The zone in which they read times; "" is the organization's."""
        return self.user.time_zone if self.user else self.partner_zone

    @property
    def short_name(self) -> str:
        """A member's first name, "" where none is known; a partner's is a company's, whole."""
        return self.user.name.split(" ")[0] if self.user else self.partner_name

    @property
    def is_here(self) -> bool:
        return self.archived_at is None and (self.user is None or self.user.is_active)

    def __str__(self) -> str:
        return str(self.user) if self.user else self.partner_name


class Invitation(models.Model):
    """An address asked to join, once; only the hash of its token is kept."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=12, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
        ]


class Scope(models.TextChoices):
    """What a token may do; write includes read."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")


class ApiToken(models.Model):
    """A program's key to the API. Only its hash is kept; `prefix` tells it apart on pages."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="api_tokens")
    membership = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="api_tokens"
    )
    made_by = models.ForeignKey(  # who read the secret; null: a command, or made before this was kept
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=8, choices=Scope.choices)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_is_known")
        ]


class IdempotencyKey(models.Model):
    """The answer once given to (token, key): the same key with the same body gets it again."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)  # sha256 of method, path and body
    status = models.PositiveSmallIntegerField(null=True)  # null while the first request is at work
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_answer_per_idempotency_key")
        ]


class SentForm(models.Model):
    """A page's form by which something was made: the same one sent once more leads to what was made."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)  # sha256 of address, rendering, and what was typed
    led_to = models.CharField(max_length=500)  # an address of ours
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "mark"], name="a_sent_form_makes_one_thing")]
