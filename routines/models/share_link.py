"""A routine shown to whoever has its link, until the link is taken back."""

import secrets
from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backroutine.ownership import OnlyPartOf, Owned, PersonOf
from exercises.models import Exercise
from routines.models.draft import Draft, make_routine
from routines.models.on_shelf import on_shelf
from routines.models.prescription import Prescription
from routines.models.routine import Routine

if TYPE_CHECKING:
    from accounts.models import User

# 128 bits that nobody guesses.
KEY_BYTES = 16
# Neither the database alone nor the site's secret alone opens a routine: the address is the key, signed.
SIGNER = Signer(sep=".", salt="routines.share-link")


class ShareLinkQuerySet(models.QuerySet["ShareLink"]):
    def of_token(self, token: str) -> "ShareLinkQuerySet":
        """Keep the link that the token opens; none if the token is not ours."""
        try:
            key = SIGNER.unsign(token)  # compares in constant time
        except BadSignature:
            return self.none()
        rows = models.Prefetch("routine__prescriptions", on_shelf(Prescription.objects.all()))
        return self.filter(key=key, routine__deleted_at=None).select_related("routine").prefetch_related(rows)


class ShareLink(Owned):
    """Read-only access to one routine. Taking it back deletes the row; a new link has a new address."""

    person = PersonOf("routine")
    routine = OnlyPartOf(Routine, models.CASCADE, related_name="share_link")
    key = models.CharField(max_length=43, unique=True, editable=False)
    # Notes may tell what is nobody else's business.
    has_notes = models.BooleanField(_("show my notes too"), default=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)

    objects = ShareLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.routine}"

    @classmethod
    def make(cls, routine: Routine, *, has_notes: bool) -> "ShareLink":
        """Share a routine. Shared already, it keeps its address and takes the new choice about notes."""
        key = secrets.token_urlsafe(KEY_BYTES)
        link, _made = cls.objects.update_or_create(
            person=routine.person,
            routine=routine,
            defaults={"has_notes": has_notes},
            create_defaults={"has_notes": has_notes, "key": key},
        )
        return link

    @property
    def token(self) -> str:
        return SIGNER.sign(self.key)

    def get_absolute_url(self) -> str:
        return reverse("routines:shared", args=[self.token])

    @transaction.atomic
    def copy_for(self, person: "User") -> Routine:
        """Return a new routine of the person with the same prescriptions; own exercises become the person's own.

        Raises LibraryFullError.
        """
        copies: dict[int, Exercise] = {}
        drafts = []
        for row in self.routine.rows:
            if row.exercise_id not in copies:
                copies[row.exercise_id] = row.exercise.copy_for(person)
            note = row.note if self.has_notes else ""
            drafts.append(Draft(copies[row.exercise_id], row.dose, note, row.priority))
        return make_routine(person, self.routine.name, self.routine.weekly_target, drafts)
