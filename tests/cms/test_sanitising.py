"""Author HTML is hostile until cleaned."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.sanitising import (
    ReservedMarkup,
    addresses,
    clean,
    has_text,
    plain,
    text_of,
)
from modules.blocks.base import AUTHOR_ELEMENTS

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<p style="background:url(//evil.invalid)">x</p>',
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<base href='//evil.invalid/'>",
    "<link rel=stylesheet href='//evil.invalid/a.css'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>@import '//evil.invalid/a.css';</style>",
    "<form action='//evil.invalid'><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<p><noscript><p title='</noscript><img src=x onerror=alert(1)>'></p>",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<<script>alert(1)//<</script>",
    "<p id=__proto__ name=body class=x>x</p>",
    "<template><script>alert(1)</script></template>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<section data-question='q'></section>",
    "<aside data-block='safety'>x</aside>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_markup_is_neutralised(html):
    cleaned = clean(html, AUTHOR_ELEMENTS)
    tags = re.findall(r"<[^>]*>", cleaned)
    allowed = re.compile(
        r"</?(a|p|b|i|em|strong|ul|ol|li|h3|h4|sub|sup)( href=\"https?:[^\"]*\")?>"
    )
    assert all(allowed.fullmatch(tag) for tag in tags), cleaned


@pytest.mark.parametrize(
    "html",
    [
        '<img src="asset:' + "a" * 64 + '">',
        '<a href="asset:x">x</a>',
        '<a href=" ASSET:x">x</a>',
        '<a href="as&#9;set:x">x</a>',
        '<a href="as\nset:x">x</a>',
        '<img srcset="https://exemple.invalid/a 2x">',
        "<p SrcSet=x>x</p>",
    ],
)
def test_markup_reserved_to_freezing_is_refused(html):
    with pytest.raises(ReservedMarkup):
        clean(html, AUTHOR_ELEMENTS)


def test_what_authors_write_is_kept():
    html = (
        '<h3>Trier</h3><p>Le <strong>plâtre</strong>, 40 m<sup>2</sup>, <a href="'
        'https://exemple.invalid/a?b=1&amp;c=2">texte</a></p><ul><li>un</li></ul>'
    )
    assert clean(html, AUTHOR_ELEMENTS) == html


@given(st.text("<>/='\"abc sriptonlk:&#;!-", max_size=60))
def test_cleaning_twice_changes_nothing_more(html):
    try:
        once = clean(html, AUTHOR_ELEMENTS)
    except ReservedMarkup:
        return
    assert clean(once, AUTHOR_ELEMENTS) == once


@pytest.mark.parametrize(
    ("html", "says_something"),
    [("", False), ("<p> \xa0</p>", False), ("<p></p><br>", False), ("<p>a</p>", True)],
)
def test_empty_markup_says_nothing(html, says_something):
    assert has_text(html) is says_something


@given(st.text(st.characters(codec=None), max_size=60))
def test_plain_text_can_be_written_anywhere(text):
    kept = plain(text)
    kept.encode("utf-8")
    assert all(c in "\t\n\r" or c >= " " for c in kept)
    assert plain(kept) == kept


@pytest.mark.parametrize("value", [None, 5, ["a"], {"a": 1}, b"a"])
def test_what_is_not_text_says_nothing(value):
    assert plain(value) == text_of(value) == ""


def test_plain_text_keeps_what_people_write():
    assert plain(" L’œuvre\n– n°\xa01 😀 ") == "L’œuvre\n– n°\xa01 😀"


def test_the_text_of_markup_is_what_one_reads():
    assert text_of("<p>Plâtre &amp; <b>bois</b></p>") == "Plâtre & bois"


def test_the_addresses_of_links_are_found():
    html = '<p><a href="/a?b=1&amp;c=2">a</a> <a>b</a> <a href="">c</a></p>'
    assert addresses(html) == ["/a?b=1&c=2", ""]
