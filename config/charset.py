"""What is sent to us is UTF-8, whatever charset it claims: our pages are, and tools' bytes are read for what they are.

Python knows "charsets" that are none (rot13, zip) or that make halves of characters (utf-7). Django believes the
header before any middleware or view has a say, so it is taken out where the server hands a request over.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

CLAIM = re.compile(r";\s*charset\*?\s*=\s*(\"[^\"]*\"?|[^;]*)", re.IGNORECASE)
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def always_utf8(application: Application) -> Application:
    """The same application, to which nobody names a charset."""

    def without_charset(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = CLAIM.sub("", environ.get("CONTENT_TYPE", ""))
        return application(environ, start_response)

    return without_charset
