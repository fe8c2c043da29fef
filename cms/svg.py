"""SVG drawings rewritten through an allow-list, so that they can be frozen as is."""

import re

from lxml import etree

MAX_BYTES = 1 << 20
MAX_ELEMENTS = 20_000
SVG = "http://www.w3.org/2000/svg"

ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "title",
        "desc",
        "defs",
        "symbol",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "pattern",
        "marker",
    ]
)
ATTRIBUTES = frozenset(
    [
        "id",
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "d",
        "points",
        "transform",
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-miterlimit",
        "stroke-opacity",
        "opacity",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "text-anchor",
        "dominant-baseline",
        "letter-spacing",
        "dx",
        "dy",
        "offset",
        "stop-color",
        "stop-opacity",
        "clip-path",
        "clip-rule",
        "mask",
        "gradientUnits",
        "gradientTransform",
        "patternUnits",
        "preserveAspectRatio",
        "role",
        "aria-label",
        "aria-labelledby",
        "aria-hidden",
        "markerWidth",
        "markerHeight",
        "refX",
        "refY",
        "orient",
        "marker-end",
        "marker-start",
    ]
)
WORDS = frozenset(["aria-label"])
"""Attributes that are read aloud and never interpreted."""
REFERENCES = frozenset(["clip-path", "mask", "marker-end", "marker-start"])
"""Attributes that hold a reference and nothing else."""

_REFERENCE = re.compile(r"url\(#[A-Za-z_][A-Za-z0-9_.-]*\)")


class SvgError(ValueError):
    """The bytes are not an SVG drawing that we can keep.

    ``code`` is one of ``too_large``, ``not_well_formed``, ``document_type``,
    ``not_svg``, ``too_complex``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def rewrite(data: bytes) -> bytes:
    """Return the drawing with allowed elements and attributes only.

    Scripts, styles, links, external and embedded references disappear. Raises
    :class:`SvgError` for what is not SVG, holds a DTD, or is over 1 MiB.
    """
    if len(data) > MAX_BYTES:
        raise SvgError("too_large", "larger than 1 MiB")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SvgError("not_well_formed", "not well-formed") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr] # stubs
        raise SvgError("document_type", "a document type is declared")
    if root.tag != f"{{{SVG}}}svg":
        raise SvgError("not_svg", "the root is not svg")
    if sum(1 for _element in root.iter()) > MAX_ELEMENTS:
        raise SvgError("too_complex", "too many elements")
    copy = etree.Element(f"{{{SVG}}}svg", nsmap={None: SVG})  # type: ignore[dict-item] # stubs: None is the default namespace
    _copy(root, copy)
    return etree.tostring(copy, encoding="utf-8", xml_declaration=True) + b"\n"


def size(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, from the attributes or the view box."""
    root = etree.fromstring(data)
    box = (root.get("viewBox") or "").replace(",", " ").split()
    width = _length(root.get("width")) or (_length(box[2]) if len(box) == 4 else None)
    height = _length(root.get("height")) or (_length(box[3]) if len(box) == 4 else None)
    return round(width or 800), round(height or 450)


def _copy(source: etree._Element, target: etree._Element) -> None:
    for name, value in source.attrib.items():
        if str(name) in ATTRIBUTES and _is_local(str(name), str(value)):
            target.set(str(name), str(value))
    target.text = source.text
    for child in source:
        tag = child.tag if isinstance(child.tag, str) else ""
        local = tag.removeprefix(f"{{{SVG}}}")
        if tag.startswith(f"{{{SVG}}}") and local in ELEMENTS:
            copy = etree.SubElement(target, tag)
            _copy(child, copy)
            copy.tail = child.tail


def _is_local(name: str, value: str) -> bool:
    if name in WORDS:
        return True
    # url(#gradient) is a reference inside the drawing; anything else may call out,
    # and a backslash may spell anything (\75rl is url).
    if name in REFERENCES:
        return value.strip() == "none" or bool(_REFERENCE.fullmatch(value.strip()))
    compact = "".join(value.split()).lower()
    return "\\" not in value and (
        "url(" not in compact or bool(_REFERENCE.fullmatch(value.strip()))
    )


def _length(text: str | None) -> float | None:
    try:
        value = float((text or "").removesuffix("px"))
    except ValueError:
        return None
    return value if 0 < value < 100_000 else None
