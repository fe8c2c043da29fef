"""What findings say to people: one sentence a code, parameters by name."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scorm_exports.packaging.errors import PackagingError, RequestRefused
from scorm_exports.packaging.findings import Finding
from scorm_exports.packaging.text import shows
from scorm_exports.technical import explained

SENTENCES: Mapping[str, Promise] = {
    # Reading a file.
    "file_absent": _("There is no such file."),
    "not_a_file": _("This is a folder, not a file."),
    "unreadable": _("This file cannot be opened."),
    "not_a_zip": _("This file is not a zip archive."),
    "directory_damaged": _(
        "The directory of the archive is damaged: the file is incomplete or altered."
    ),
    "zip64_directory": _(
        "The archive uses the ZIP64 format, which several platforms cannot read."
    ),
    "zip64_lies": _(
        "The ZIP64 records contradict the rest of the archive: it is a trap, or damaged."
    ),
    "split_archive": _("The archive is split into several files."),
    "too_many_members": _("The archive holds more files than anyone should open."),
    "local_header_damaged": _("The header of this file is damaged."),
    "member_damaged": _("This file is damaged: its size or checksum is wrong."),
    "member_too_large": _("This file is too large to be read."),
    "too_large": _("Once unpacked, the archive is too large."),
    "inflates_too_much": _(
        "This file unpacks to far more than its size: the archive is a trap."
    ),
    "overlapping_members": _(
        "This file shares its bytes with another: the archive is a trap."
    ),
    "duplicate_name": _("Two files have this name."),
    "encrypted_member": _("This file is encrypted."),
    "compression_method": _(
        "This file is compressed by a method that platforms do not read; only “stored” and “deflate” pass everywhere."
    ),
    "lzma_member": _(
        "This file is compressed with LZMA, which can exhaust memory: it is refused."
    ),
    # Safety.
    "name_unsafe": _(
        "This name could write outside the folder where the archive is unpacked, or hide what it is."
    ),
    "name_too_long": _("This name is longer than %(limit)s bytes."),
    "name_too_deep": _("This file lies more than %(limit)s folders deep."),
    "not_a_regular_file": _("This is a link or a device, not a file."),
    "two_names": _("The archive gives this file two different names."),
    # Archive rules.
    "manifest_not_first": _(
        "The manifest is not the first file of the archive; this one is."
    ),
    "archive_comment": _(
        "The archive carries a comment: nobody reads it, and it may hide other bytes."
    ),
    "names_differ_by_case": _(
        "This name differs from “%(other)s” by its capitals only: one will overwrite the other."
    ),
    "zip64": _(
        "This file is announced in the ZIP64 format, which several platforms cannot read (files concerned: %(count)s)."
    ),
    "data_descriptor": _(
        "The size of this file comes after its content, which some readers do not accept (files concerned: %(count)s)."
    ),
    "backslash_in_name": _(
        "This name contains a backslash: the Moodle app on Android cannot read it."
    ),
    "name_not_ascii": _(
        "This name contains accents or other special characters: some platforms lose it."
    ),
    "name_encoding": _(
        "This name is not in plain letters and its encoding is not announced: platforms will guess."
    ),
    "directory_entry": _(
        "This folder has an entry of its own, which no platform needs (folders concerned: %(count)s)."
    ),
    "name_not_plain": _(
        "Capitals, spaces, “php” or long names in file names trouble some platforms."
    ),
    "more_findings": _("And %(count)s more remarks, not shown."),
    # The manifest as a file.
    "manifest_missing": _("There is no imsmanifest.xml: this is not a SCORM package."),
    "manifest_in_folder": _(
        "The manifest is in a folder; it must stand at the root of the archive."
    ),
    "manifest_wrong_case": _(
        "The manifest must be named imsmanifest.xml, in lower case."
    ),
    "manifest_too_large": _("The manifest is too large to be read safely."),
    "manifest_too_deep": _("The manifest nests too many elements to be read safely."),
    "doctype_forbidden": _(
        "The manifest declares a DOCTYPE, which is refused: it can read files or exhaust memory."
    ),
    "encoding_unknown": _(
        "The manifest announces an encoding that is not read here: %(detail)s."
    ),
    "not_well_formed": _("The manifest is not well-formed XML."),
    "root_not_manifest": _("The root element is not a SCORM manifest: %(found)s."),
    "version_not_supported": _(
        "The rules of SCORM %(found)s are not checked here; only those that do not depend on the version were."
    ),
    "byte_order_mark": _("The manifest starts with a byte-order mark."),
    "encoding_not_utf8": _("The manifest is not in UTF-8 but in %(encoding)s."),
    "numeric_reference": _(
        "Moodle shows numeric references as they are written: %(reference)s."
    ),
    # The manifest's content.
    "schema_invalid": _("This does not follow the official schema."),
    "imscp_prefixed": _(
        "Elements carry the prefix “%(prefix)s”: Moodle imports the package with no activity in it."
    ),
    "adlcp_prefix": _(
        "The ADL namespace has the prefix “%(prefix)s” instead of “adlcp”: Moodle will not track the learner."
    ),
    "metadata_missing": _("The metadata lack the schema or its version."),
    "schema_wrong": _("The schema must read “ADL SCORM”, not “%(found)s”."),
    "schemaversion_wrong": _("The schema version “%(found)s” is not one of SCORM’s."),
    "identifier_missing": _("An element “%(name)s” has no identifier."),
    "identifier_duplicate": _("The identifier “%(identifier)s” is used twice."),
    "identifier_not_a_name": _(
        "The identifier “%(identifier)s” must start with a letter or an underscore and hold no space or accent."
    ),
    "identifier_too_long": _(
        "The identifier “%(identifier)s” has %(length)s characters: keep to 64."
    ),
    "organization_missing": _("There is no organization: nothing to launch."),
    "several_organizations": _(
        "There are %(count)s organizations; several platforms read the first one only."
    ),
    "default_missing": _("The default organization is not named."),
    "default_dangling": _("The default organization “%(identifier)s” does not exist."),
    "organization_title_missing": _("The organization “%(identifier)s” has no title."),
    "item_missing": _("The organization holds no item."),
    "item_title_missing": _("The item “%(identifier)s” has no title."),
    "title_too_long": _("A title has %(length)s characters; SCORM allows 200."),
    "leaf_without_reference": _("The item “%(identifier)s” launches nothing."),
    "parent_with_reference": _(
        "The item “%(identifier)s” holds others and launches a resource as well."
    ),
    "isvisible_missing": _(
        'The item “%(identifier)s” does not say isvisible="true": Open edX will not list it.'
    ),
    "parameters_used": _(
        "The item “%(identifier)s” has launch parameters, which some platforms ignore."
    ),
    "prerequisites_used": _(
        "The item “%(identifier)s” has prerequisites, which few platforms follow."
    ),
    "masteryscore_used": _(
        "The pass mark %(score)s in the manifest makes Moodle rewrite the status sent by the content."
    ),
    "measure_out_of_range": _("The pass mark “%(value)s” is out of range."),
    "sub_manifest": _("A manifest inside the manifest: most platforms ignore it."),
    "xml_base": _('xml:base="%(base)s": Moodle ignores it except on a resource.'),
    # Resources and files.
    "reference_dangling": _(
        "An item refers to the resource “%(identifier)s”, which does not exist."
    ),
    "dependency_dangling": _(
        "A resource depends on “%(identifier)s”, which does not exist."
    ),
    "launch_href_missing": _(
        "The resource “%(identifier)s” is launched but has no address."
    ),
    "launch_not_listed": _(
        "“%(href)s” is not among the files listed by its own resource."
    ),
    "launch_not_first": _(
        "The first resource with an address is not the one launched first: Open edX will open the wrong one."
    ),
    "no_extension": _("“%(href)s” has no file extension."),
    "scormtype_missing": _(
        "The resource “%(identifier)s” does not say whether it is a SCO or an asset."
    ),
    "scormtype_wrong_case": _(
        "The attribute must be written “%(wanted)s”, not “%(found)s”."
    ),
    "scormtype_wrong": _(
        "The kind of a resource must be “sco” or “asset”, not “%(found)s”."
    ),
    "href_external": _(
        "The address “%(href)s” leads outside the package: no platform can keep it."
    ),
    "href_backslash": _("The address “%(href)s” contains a backslash."),
    "href_absolute": _("The address “%(href)s” starts with a slash."),
    "href_query": _(
        "The address “%(href)s” carries a query, which several platforms drop."
    ),
    "href_outside": _("The address “%(href)s” leads outside the package."),
    "href_percent_encoded": _(
        "The accents of “%(href)s” are percent-encoded: some platforms will not find the file."
    ),
    "file_missing": _("This file is listed but missing from the archive."),
    "file_wrong_case": _(
        "This file is listed but the archive holds “%(other)s”: capitals count."
    ),
    "file_not_listed": _("This file is in the archive but no resource lists it."),
    "namespace_without_schema": _(
        "The namespace “%(namespace)s” is used without its schema."
    ),
    "extension_not_checked": _("What belongs to “%(namespace)s” was not checked."),
    "schema_missing": _("This schema file is missing from the root of the package."),
    "schema_not_at_root": _(
        "The schema “%(location)s” must stand at the root of the package."
    ),
    "schema_external": _("The schema “%(location)s” is outside the package."),
    "schema_not_well_formed": _("This schema file is not well-formed XML."),
    "schema_not_a_schema": _("This is not an XML schema: its root is %(found)s."),
    "schema_of_another_namespace": _(
        "This schema is for the namespace “%(found)s”, not for “%(wanted)s”."
    ),
    "schema_differs": _("This schema file differs from the one that ADL published."),
    "schema_not_checked": _("This schema file was not looked into."),
    # Other XML files.
    "xml_doctype": _(
        "This XML file declares a DOCTYPE, which is refused: it can read files or exhaust memory."
    ),
    "xml_too_deep": _("This XML file nests too many elements to be read safely."),
    "xml_too_large": _("This XML file is too large to be read safely."),
    "notice_not_well_formed": _("This notice is not well-formed XML."),
    "notice_invalid": _("The notice does not follow its standard."),
    "notice_not_checked": _(
        "This notice was not checked: its namespace “%(namespace)s” is not known here."
    ),
    # Integrity.
    "no_evidence": _("This package carries no evidence: nothing can be proven of it."),
    "archive_unreadable": _(
        "The archive is incomplete or altered: its directory can no longer be read."
    ),
    "archive_rewritten": _(
        "The archive was made again by another tool: its files may be judged, not its form."
    ),
    "structure_altered": _("The structure of the archive was altered here."),
    "member_missing": _("This file is missing."),
    "member_added": _("This file was added."),
    "member_altered": _("This file was altered."),
    "seal_malformed": _("The seal is not one of ours, or was altered."),
    "seal_signature": _(
        "The seal does not match passerelle/files.json: one of the two was altered."
    ),
    "files_malformed": _("The list of files cannot be read."),
    "visas_malformed": _("The visas cannot be read."),
    "visa_missing": _("No visa covers this unit."),
    "visa_signature": _(
        "The signature of the visa of unit %(unit)s does not match what it signs."
    ),
    "unit_missing": _("A visa covers this unit, which is missing."),
    "unit_differs_from_visa": _("This unit is not the one that the visa approved."),
    "unit_unreadable": _("This unit cannot be read."),
    "asset_missing": _("This file of unit %(unit)s is missing."),
    "asset_altered": _(
        "This file is not the one that unit %(unit)s was approved with."
    ),
    # Trust.
    "keys_unreadable": _("The list of public keys cannot be read."),
    "key_unknown": _(
        "The key %(key_id)s is not in the list of public keys: nothing proves where this comes from."
    ),
    "key_demo": _("The key %(key_id)s is a demonstration key: it proves nothing."),
    "key_not_in_use": _(
        "The key %(key_id)s was not in use on %(date)s, the date of the visa."
    ),
    "visa_demo": _("The visa of unit %(unit)s is fictional."),
    # Building a package.
    "blob_missing": _(
        "A file this package needs is missing from storage (%(detail)s)."
    ),
    "blob_altered": _("A file this package needs was altered in storage (%(detail)s)."),
    "unknown_profile": _("The profile “%(place)s” is not known."),
    "unknown_option": _("The option “%(place)s” is not known."),
    "not_one_unit": _("This profile packages one unit at a time."),
    "runtime_missing": _(
        "The player has not been built (%(place)s): run npm run build."
    ),
    "fingerprint_differs": _("The stored document is not the one that was approved."),
    "document_unreadable": _("The stored document cannot be read (%(place)s)."),
    "visas_unreadable": _("The visas cannot be read (%(place)s)."),
    "visa_not_signed": _("The signature of the visa does not match what it signs."),
    "visa_without_unit": _("A visa was given for a unit that is not in the package."),
    "two_members_one_path": _(
        "Two different files would have the same name (%(place)s)."
    ),
    "path_not_plain": _("Some platform would refuse this file name: %(place)s."),
    "package_too_large": _(
        "This package is too large for the zip format that every platform reads (%(detail)s)."
    ),
    "package_rejected": _(
        "The package does not pass its own checks and was not published (%(detail)s)."
    ),
    "rebuild_differs": _(
        "The package came out different from the first time: kept back."
    ),
    "written_differs": _("What the disk gives back is not what was written."),
}

EXPLAINED = frozenset(
    {
        "not_well_formed",
        "schema_invalid",
        "schema_not_well_formed",
        "notice_not_well_formed",
        "notice_invalid",
        "files_malformed",
        "visas_malformed",
        "keys_unreadable",
    }
)
"""The codes whose ``detail`` comes from a library or a reader, in English."""


def sentence(finding: Finding) -> str:
    """Return the sentence of a finding, in the active language.

    A technical detail comes after it, in a sentence of its own.
    """
    text = _filled(finding.code, finding.params)
    detail = finding.params.get("detail")
    if finding.code in EXPLAINED and detail:
        return f"{text} {explained(str(detail))}"
    return text


def error_sentence(error: PackagingError) -> str:
    """Return the sentence of a package that could not be made, with its place."""
    if isinstance(error, RequestRefused):
        return _filled(error.reason, {"place": error.place})
    text = _filled(error.code, {"detail": error.detail or error.place})
    return f"{error.place} · {text}" if error.place else text


def place(finding: Finding) -> str:
    """Say where a finding is: a member and perhaps a line, or the archive itself."""
    shown = finding.place or gettext("archive")
    line = finding.params.get("line")
    return f"{shown}, {gettext('line %(line)s') % {'line': line}}" if line else shown


def line(finding: Finding) -> str:
    """Return a finding on one line that is safe to print on a terminal."""
    return printable(f"{place(finding)} · {sentence(finding)} [{finding.code}]")


def printable(text: str) -> str:
    """Replace what could move the cursor, colour the line or hide part of it."""
    return "".join(char if shows(char) else "�" for char in text)


def _filled(code: str, params: Mapping[str, str | int]) -> str:
    if code not in SENTENCES:
        return gettext("This remark has no sentence yet: %(code)s.") % {"code": code}
    return str(SENTENCES[code]) % params
