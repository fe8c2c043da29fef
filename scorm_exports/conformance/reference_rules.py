"""Resources, their files, and the members of the archive: exact case, both ways."""

from collections.abc import Mapping
from posixpath import normpath
from urllib.parse import unquote

from lxml import etree

from scorm_exports.conformance.manifest import (
    LOM,
    Manifest,
    advice,
    line_of,
    local_name,
    remark,
)
from scorm_exports.conformance.schemas import NAMESPACES_12, XML, XSI, namespace_of
from scorm_exports.packaging import names
from scorm_exports.packaging.findings import Finding

_CONTROL = (".xsd", ".dtd")
_BASE = f"{{{XML}}}base"


def reference_findings(manifest: Manifest, members: frozenset[str]) -> list[Finding]:
    """Return every remark about references. ``members``: the names in the archive."""
    references = _References(manifest, members)
    references.check()
    return references.findings


def notice_places(
    manifest: Manifest, members: frozenset[str]
) -> Mapping[str, etree._Element]:
    """Return the members that ``adlcp:location`` names, with where each comes first."""
    references = _References(manifest, members)
    found: dict[str, etree._Element] = {}
    for location in manifest.root.iter(f"{{{manifest.adlcp}}}location"):
        path = references.resolve(location, (location.text or "").strip())
        if path is not None:
            found.setdefault(path, location)
    return found


class _References:
    def __init__(self, manifest: Manifest, members: frozenset[str]) -> None:
        self.manifest = manifest
        self.members = members
        self.by_case: Mapping[str, str] = {name.casefold(): name for name in members}
        self.listed: set[str] = set()
        self.findings: list[Finding] = []

    def check(self) -> None:
        resources = list(self.manifest.all("resource"))
        known = {resource.get("identifier"): resource for resource in resources}
        launched = []
        for item in self.manifest.all("item"):
            reference = (item.get("identifierref") or "").strip()
            if not reference:
                continue
            if reference not in known:
                self.add("reference_dangling", item, identifier=reference)
                continue
            launched.append(known[reference])
            if known[reference].get("href") is None:
                self.add("launch_href_missing", item, identifier=reference)
        for resource in resources:
            self.check_resource(resource)
            for dependency in self.manifest.children(resource, "dependency"):
                target = dependency.get("identifierref") or ""
                if target not in known:
                    self.add("dependency_dangling", dependency, identifier=target)
        with_href = [r for r in resources if r.get("href") is not None]
        if launched and with_href and with_href[0] is not launched[0]:
            self.advise("launch_not_first", with_href[0])
        for location in self.manifest.root.iter(f"{{{self.manifest.adlcp}}}location"):
            self.resolve(location, (location.text or "").strip())
        self.check_schemas()
        self.check_listing()

    def check_resource(self, resource: etree._Element) -> None:
        identifier = resource.get("identifier") or ""
        self.check_type(resource, identifier)
        files = set()
        for file in self.manifest.children(resource, "file"):
            path = self.resolve(file, file.get("href") or "")
            if path is not None:
                files.add(path)
                if not names.extension(path):
                    self.add("no_extension", file, href=file.get("href") or "")
        href = resource.get("href")
        if href is not None:
            path = self.resolve(resource, href)
            if path is not None and path not in files:
                self.add("launch_not_listed", resource, href=href)
                if not names.extension(path):
                    self.add("no_extension", resource, href=href)

    def check_type(self, resource: etree._Element, identifier: str) -> None:
        wanted = "scormtype" if self.manifest.version == "1.2" else "scormType"
        value = self.manifest.adl(resource, wanted)
        if value is None:
            for name in map(str, resource.attrib):
                namespace, local = namespace_of(name), name.rpartition("}")[2]
                if local.lower() == "scormtype":
                    prefix = "adlcp:" if namespace == self.manifest.adlcp else ""
                    self.add(
                        "scormtype_wrong_case",
                        resource,
                        found=prefix + local,
                        wanted=f"adlcp:{wanted}",
                    )
                    return
            self.add("scormtype_missing", resource, identifier=identifier)
        elif value not in ("sco", "asset"):
            self.add("scormtype_wrong", resource, found=value)

    def resolve(self, element: etree._Element, href: str) -> str | None:
        """Return the member that an href names; say what is wrong with it, if not."""
        path = href
        for ancestor in (element, *element.iterancestors()):
            path = (ancestor.get(_BASE) or "") + path
        if "://" in path or path.startswith(("//", "data:", "javascript:", "mailto:")):
            # A platform launches what a resource names; the rest is only listed.
            is_resource = local_name(element) == "resource"
            say = self.add if is_resource else self.advise
            say("href_external", element, href=href)
            return None
        if "\\" in path:
            self.add("href_backslash", element, href=href)
            return None
        if path.startswith("/"):
            self.add("href_absolute", element, href=href)
            return None
        plain = path.partition("#")[0]
        if "?" in plain and plain not in self.members:
            self.add("href_query", element, href=href)
            plain = plain.partition("?")[0]
        return self.found(element, href, normpath(plain) if plain else "")

    def found(self, element: etree._Element, href: str, path: str) -> str | None:
        if path.startswith("../") or path == "..":
            self.add("href_outside", element, href=href)
            return None
        decoded = normpath(unquote(path)) if path else ""
        for candidate in (path, decoded):
            if candidate in self.members:
                if candidate != path and not candidate.isascii():
                    # Decoded byte by byte as Latin-1 by some: the accent is lost.
                    self.advise("href_percent_encoded", element, href=href)
                self.listed.add(candidate)
                return candidate
        other = self.by_case.get(decoded.casefold())
        if other is None:
            self.findings.append(
                Finding("file_missing", path or href, {"line": line_of(element)})
            )
        else:
            self.listed.add(other)
            self.findings.append(
                Finding(
                    "file_wrong_case",
                    path,
                    {"line": line_of(element), "other": other},
                )
            )
        return None

    def check_schemas(self) -> None:
        """Every namespace used, or only announced, needs its schema file at the root."""
        locations: dict[str, str] = {}
        for namespace, file, element in self.manifest.schema_locations():
            locations.setdefault(namespace, file)
            self.check_schema(element, file)
        official = NAMESPACES_12 if self.manifest.version == "1.2" else {}
        for namespace, element in _namespaces_used(self.manifest.root).items():
            location = locations.get(namespace) or official.get(namespace)
            if location is None:
                if self.manifest.version == "1.2":
                    self.add("namespace_without_schema", element, namespace=namespace)
                continue
            if namespace not in locations:
                self.check_schema(element, location)
            if self.manifest.version == "1.2" and namespace not in (*official, LOM):
                self.advise("extension_not_checked", element, namespace=namespace)
        if self.manifest.version == "1.2":
            # Imported by two of the others.
            self.check_schema(self.manifest.root, "ims_xml.xsd")

    def check_schema(self, element: etree._Element, location: str) -> None:
        if "://" in location:
            self.add("schema_external", element, location=location)
        elif "/" in location.removeprefix("./"):
            self.add("schema_not_at_root", element, location=location)
        elif location.removeprefix("./") not in self.members:
            self.findings.append(Finding("schema_missing", location))

    def check_listing(self) -> None:
        for name in sorted(self.members - self.listed):
            is_control = "/" not in name and name.lower().endswith(_CONTROL)
            if name != names.MANIFEST and not is_control and not name.endswith("/"):
                self.findings.append(
                    Finding("file_not_listed", name, severity="advice")
                )

    def add(self, code: str, element: etree._Element, **params: str | int) -> None:
        self.findings.append(remark(code, element, **params))

    def advise(self, code: str, element: etree._Element, **params: str | int) -> None:
        self.findings.append(advice(code, element, **params))


def _namespaces_used(root: etree._Element) -> Mapping[str, etree._Element]:
    """Return the namespaces of elements and attributes, with where each comes first."""
    used: dict[str, etree._Element] = {}
    for element in root.iter(etree.Element):
        for name in (str(element.tag), *map(str, element.attrib)):
            namespace = namespace_of(name)
            if namespace not in ("", XML, XSI):
                used.setdefault(namespace, element)
    return used
