"""One file with its fields: multipart/form-data, bounded while it arrives as on every page."""

import hashlib
import json
from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ParseError
from rest_framework.parsers import MultiPartParser
from rest_framework.serializers import FileField

from routing.attached.kinds import NotKept, Why
from web.api.body import refuse_unkeepable
from web.upload import BROKEN, given_in


class OneFile(MultiPartParser):
    """To a plain object: texts, and lists of `Given` for files. Raises ParseError, ValidationError, NotKept."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            found = super().parse(stream, media_type, dict(parser_context or {}))
        except RequestDataTooBig:
            raise NotKept(Why.TOO_BIG) from None
        except BROKEN as error:
            raise ParseError("The body is no multipart/form-data that can be read to its end.") from error
        texts = found.data.dict()
        refuse_unkeepable(texts)
        return texts | {name: given_in(found.files.getlist(name)) for name in found.files}


@extend_schema_field(OpenApiTypes.BINARY)
class Sent(FileField):
    """The one file of its field, whatever is in it: that is examined elsewhere."""

    default_error_messages = {"invalid": "Send one file here, with a name."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, list) or len(data) != 1:
            self.fail("invalid")
        return data[0]


def told_apart(data: Mapping[str, Any]) -> bytes:
    """What was sent, whatever stood between its parts."""
    told = {
        name: [[each.name, each.size, hashlib.sha256(each.content).hexdigest()] for each in value]
        if isinstance(value, list)
        else value
        for name, value in data.items()
    }
    return json.dumps(told, sort_keys=True).encode()
