"""Drawings are rewritten through an allow-list."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cms import svg

OPEN = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 8 4">'
DEMO = Path(__file__).parents[2] / "modules" / "demo"


def wrap(inside: bytes) -> bytes:
    return OPEN + inside + b"</svg>"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<rect onload="alert(1)"/>',
        b'<a xlink:href="javascript:alert(1)"><rect/></a>',
        b'<image href="https://evil.invalid/x.png"/>',
        b'<use href="https://evil.invalid/x.svg#a"/>',
        b'<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        b"<style>@import url(https://evil.invalid/a.css);</style>",
        b'<rect fill="url(https://evil.invalid/x#a)"/>',
        b"<rect fill=\"url( 'https://evil.invalid/x')\"/>",
        b'<rect fill="\\75rl(https://evil.invalid/x)"/>',
        b'<rect fill="u\\72 l(//evil.invalid/x)"/>',
        b'<rect fill="url(#a) url(//evil.invalid/x)"/>',
        b'<rect fill="url(#a), url(//evil.invalid/x)"/>',
        b'<rect fill="url(#a//evil.invalid)"/>',
        b"<rect fill=\"url('#evil')\"/>",
        b"<rect mask=\"image-set('//evil.invalid/x' 1x)\"/>",
        b"<rect clip-path=\"src('//evil.invalid/x')\"/>",
        b'<rect style="fill:url(https://evil.invalid/x)"/>',
        b'<animate attributeName="href" to="javascript:alert(1)"/>',
        b"<set attributeName='onload' to='alert(1)'/>",
        b"<?xml-stylesheet href='https://evil.invalid/a.css'?>",
        b"<!-- secret -->",
    ],
)
def test_what_could_act_or_call_out_disappears(inside):
    rewritten = svg.rewrite(wrap(b"<title>Bac</title>" + inside))
    assert b"evil" not in rewritten
    assert b"alert" not in rewritten
    assert b"secret" not in rewritten
    assert b"<title>Bac</title>" in rewritten


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<html/>",
        b"<svg/>",
        b'<!DOCTYPE svg SYSTEM "file:///etc/passwd">' + wrap(b""),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + wrap(b"<text>&a;</text>"),
        OPEN + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
        wrap(b" " * (1 << 20)),
    ],
)
def test_what_is_not_a_drawing_is_refused(data):
    with pytest.raises(svg.SvgError):
        svg.rewrite(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_drawing_or_refused(data):
    with contextlib.suppress(svg.SvgError):
        svg.rewrite(data)


@pytest.mark.parametrize("path", sorted(DEMO.glob("*/*.svg")), ids=lambda p: p.name)
def test_our_drawings_lose_nothing(path):
    before = etree.fromstring(path.read_bytes())
    after = etree.fromstring(svg.rewrite(path.read_bytes()))
    assert [e.tag for e in after.iter()] == [
        e.tag for e in before.iter() if isinstance(e.tag, str)
    ]
    assert [dict(e.attrib) for e in after.iter()] == [
        dict(e.attrib) for e in before.iter() if isinstance(e.tag, str)
    ]


def test_rewriting_again_changes_nothing():
    once = svg.rewrite(wrap(b'<linearGradient id="a"/><rect fill="url(#a)"/>'))
    assert b"url(#a)" in once
    assert svg.rewrite(once) == once


def test_size_comes_from_the_view_box_when_nothing_else_says_it():
    assert svg.size(svg.rewrite(wrap(b""))) == (8, 4)


@pytest.mark.parametrize(
    ("attribute", "kept"),
    [
        (b'fill="url(#a)"', True),
        (b'mask="url(#a)"', True),
        (b'mask="none"', True),
        (b'fill="#8f4726"', True),
        (b'aria-label="C:\\\\bac"', True),
        (b'mask="alpha"', False),
    ],
)
def test_references_inside_the_drawing_are_kept(attribute, kept):
    rewritten = svg.rewrite(wrap(b"<rect " + attribute + b"/>"))
    assert (attribute in rewritten) is kept


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (wrap(b" " * (1 << 20)), "too_large"),
        (b"<svg", "not_well_formed"),
        (b"<!DOCTYPE svg>" + wrap(b""), "document_type"),
        (b"<html/>", "not_svg"),
        (wrap(b"<g/>" * 20_001), "too_complex"),
    ],
)
def test_a_refusal_has_a_code(data, code):
    with pytest.raises(svg.SvgError) as refused:
        svg.rewrite(data)
    assert refused.value.code == code
