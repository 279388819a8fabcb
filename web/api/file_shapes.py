"""Files of an incident as they are asked for and answered."""

from rest_framework import serializers
from rest_framework.serializers import CharField, DateTimeField, IntegerField

from web.api.file_body import Sent
from web.api.incident_shapes import InNameOf
from web.api.people_shapes import Paged

Shape = serializers.Serializer[None]


class FileSent(InNameOf):
    """One file, of at most 10 MB."""

    file = Sent(
        help_text="pictures (png, jpg, heic, webp), pdf, txt, log, csv, docx, xlsx, eml, msg, or an mp4 of up to 20 seconds"
    )


class FileAdded(Shape):
    id = IntegerField()
    incident = IntegerField(help_text="the number of the one it came with")
    name = CharField(allow_blank=True, help_text="as it is kept; empty when its time was over")
    size = IntegerField(help_text="bytes")
    kind = CharField(
        allow_null=True, help_text="by what is in it: png, jpg, webp, heic, pdf, txt, docx, xlsx, msg, mp4"
    )
    state = CharField(help_text="arrived (being made ready), kept, refused or forgotten")
    reason = CharField(allow_null=True, help_text="why it was refused")
    scan = CharField(help_text="not_scanned, clean or infected")
    added_by = CharField(allow_null=True, help_text="e-mail address, or partner:7; null: the client")
    added_at = DateTimeField()


class FileTold(FileAdded):
    link = CharField(
        allow_null=True, help_text="to its bytes, without a token; null: they are not handed out"
    )
    link_until = DateTimeField(allow_null=True)


class FilesTold(Paged):
    results = FileTold(many=True)
