"""Images."""

from html import escape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.sanitising import plain
from modules.blocks.base import Build, excerpt, inline_html, placeholder


class ImageBlock(blocks.StructBlock):
    """An image with its alternative, or declared decorative."""

    image = ImageChooserBlock(label=gettext_lazy("Image"))
    alternative = blocks.CharBlock(
        required=False,
        max_length=250,
        label=gettext_lazy("Alternative"),
        help_text=gettext_lazy(
            "What somebody who cannot see the image must know. Not “image of…”."
        ),
    )
    decorative = blocks.BooleanBlock(
        required=False,
        label=gettext_lazy("Decorative"),
        help_text=gettext_lazy("The image adds nothing to the text."),
    )
    caption = blocks.CharBlock(
        required=False, max_length=250, label=gettext_lazy("Caption")
    )

    def freeze(self, value: Any, block_id: str, build: Build) -> str:
        image, decorative = value.get("image"), value.get("decorative")
        alternative = "" if decorative else plain(value.get("alternative"))
        if image is None:
            build.blocking(
                "no_image", block_id, gettext_lazy("no image is chosen here.")
            )
            return placeholder(_("Image to be chosen"))
        if not alternative and not decorative:
            build.blocking(
                "image_without_alternative",
                block_id,
                gettext_lazy(
                    "the image has no alternative and is not declared decorative."
                ),
            )
        caption = plain(value.get("caption"))
        placed = build.image(
            image, block_id=block_id, alternative=alternative, caption=caption
        )
        if placed is None:
            return placeholder(_("Image that cannot be shown"))
        credit = f"<cite>{inline_html(image.credit)}</cite>" if image.credit else ""
        text = " ".join(filter(None, [inline_html(caption), credit]))
        legend = f"<figcaption>{text}</figcaption>" if text else ""
        return (
            f'<figure data-block="figure"><img src="{placed.reference}"'
            f' alt="{escape(alternative)}" width="{placed.width}"'
            f' height="{placed.height}">{legend}</figure>'
        )

    def excerpt(self, value: Any) -> str:
        image = value.get("image")
        return excerpt(image.title) if image is not None else ""

    class Meta:
        icon = "image"
        label = gettext_lazy("Image")
        description = gettext_lazy("A drawing or photograph, credited.")
