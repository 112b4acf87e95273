"""A file a person wants to import."""

import zlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import User


class Upload(models.Model):
    """A file a person wants to import: kept until they have seen what it would do and said yes. One a person."""

    person = models.OneToOneField(User, models.CASCADE, related_name="upload")
    name = models.CharField(_("file name"), max_length=120)
    is_spreadsheet = models.BooleanField(_("spreadsheet"))
    # Compressed: a long history is some megabytes of text.
    content = models.BinaryField()
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def keep(cls, person: User, name: str, content: bytes, *, is_spreadsheet: bool) -> "Upload":
        """Keep the file in the place of the one before."""
        kept = {"name": name[:120], "is_spreadsheet": is_spreadsheet, "content": zlib.compress(content)}
        return cls.objects.update_or_create(person=person, defaults=kept)[0]

    def read(self) -> bytes:
        return zlib.decompress(self.content)
