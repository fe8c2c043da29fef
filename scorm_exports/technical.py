"""What XML libraries say of a fault, in words of ours where the fault is a common one."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_ELEMENT = r"Element '(?P<name>[^']*)'"
_OWNER = rf"{_ELEMENT}(?:, attribute '(?P<attribute>[^']*)')?"
_WANTED = r" Expected is (?:one of )?\( (?P<wanted>.*) \)\."

_FAULTS: tuple[tuple[str, Promise], ...] = (
    # Validating (libxml2, xmlschemas.c).
    (
        rf"{_ELEMENT}: This element is not expected\.{_WANTED}",
        _("The element “%(name)s” is out of place here; expected: %(wanted)s."),
    ),
    (
        rf"{_ELEMENT}: This element is not expected\.",
        _("The element “%(name)s” is out of place here, or appears too often."),
    ),
    (
        rf"{_ELEMENT}: Missing child element\(s\)\.{_WANTED}",
        _("The element “%(name)s” is incomplete; missing: %(wanted)s."),
    ),
    (
        rf"{_OWNER}: The attribute '[^']*' is not allowed\.",
        _("The element “%(name)s” may not have the attribute “%(attribute)s”."),
    ),
    (
        rf"{_ELEMENT}: The attribute '(?P<attribute>[^']*)' is required but missing\.",
        _("The element “%(name)s” lacks the attribute “%(attribute)s”."),
    ),
    (
        rf"{_OWNER}: \[facet 'maxLength'\] The value has a length of '(?P<length>\d+)'; "
        r"this exceeds the allowed maximum length of '(?P<limit>\d+)'\.",
        _("The text of “%(name)s” has %(length)s characters; the limit is %(limit)s."),
    ),
    (
        rf"{_OWNER}: \[facet 'enumeration'\] The value '(?P<value>.*)' is not an element "
        r"of the set \{(?P<wanted>.*)\}\.",
        _("“%(name)s” does not admit “%(value)s”; admitted: %(wanted)s."),
    ),
    (
        rf"{_OWNER}: '(?P<value>.*)' is not a valid value of the [a-z ]*type '.*'\.",
        _("“%(name)s” does not admit “%(value)s”."),
    ),
    (
        rf"{_ELEMENT}: Character content .*is not allowed.*",
        _("The element “%(name)s” may hold no text of its own."),
    ),
    (
        rf"{_ELEMENT}: No matching global (?:element )?declaration available.*",
        _("The schema does not know the element “%(name)s” here."),
    ),
    # Parsing (libxml2, parser.c).
    (
        r"Opening and ending tag mismatch: (?P<name>\S+) line (?P<start>\d+) and "
        r"(?P<end>\S+)",
        _("“%(name)s”, opened on line %(start)s, is closed by “%(end)s”."),
    ),
    (
        r"Premature end of data in tag (?P<name>\S+) line (?P<start>\d+)",
        _("The text stops before “%(name)s”, opened on line %(start)s, is closed."),
    ),
    (
        r"Entity '(?P<name>[^']*)' not defined",
        _("The entity “&%(name)s;” does not exist in XML."),
    ),
    (
        r"xmlParseEntityRef: no name|EntityRef: expecting ';'",
        _("An “&” stands alone; it must be written “&amp;”."),
    ),
    (
        r"Namespace prefix (?P<prefix>\S+) (?:for \S+ )?on (?P<name>\S+) is not defined",
        _("The prefix “%(prefix)s” on “%(name)s” is not declared."),
    ),
    (
        r"Attribute (?P<name>\S+) redefined",
        _("The attribute “%(name)s” appears twice on one element."),
    ),
    (
        r"Start tag expected, '<' not found|Document is empty",
        _("There is no XML element."),
    ),
    (
        r"Extra content at the end of the document",
        _("There is something after the end of the root element."),
    ),
    (
        r"PCDATA invalid Char value \d+|Char 0x\w+ out of allowed range",
        _("There is a character that XML forbids."),
    ),
    # Decoding.
    (
        r"not (?P<encoding>[a-z0-9-]+)",
        _("The bytes are not those of a text in %(encoding)s."),
    ),
)
_COMPILED = tuple((re.compile(pattern, re.DOTALL), says) for pattern, says in _FAULTS)
_POSITION = re.compile(r", line \d+, column \d+\Z")


def explained(detail: str) -> str:
    """Return a sentence for a technical detail, the detail quoted when it is rare."""
    text = _POSITION.sub("", detail.strip())
    for pattern, says in _COMPILED:
        found = pattern.fullmatch(text)
        if found is not None:
            return str(says) % found.groupdict("")
    return gettext("Technical detail: “%(detail)s”.") % {"detail": text.rstrip(".")}
