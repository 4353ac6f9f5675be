"""Pictures: decoded, turned upright, written anew without anything but their pixels."""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageCms, ImageOps

from intersession.safety.kinds import Kind, Why
from intersession.safety.sandbox.answers import NotTaken, Taken
from intersession.safety.sandbox.hashing import hashes_of, load

FORMATS = {Kind.PNG: ("PNG",), Kind.JPEG: ("JPEG", "MPO"), Kind.WEBP: ("WEBP",), Kind.GIF: ("GIF",)}
# A GIF is kept as PNG: the same pixels, and no second picture behind the first.
KEPT_AS = {Kind.GIF: Kind.PNG}
WRITTEN: dict[Kind, dict[str, Any]] = {
    Kind.PNG: {"format": "PNG"},
    Kind.JPEG: {"format": "JPEG", "quality": 90},
    Kind.WEBP: {"format": "WEBP", "quality": 90},
}
LONGEST_SIDE = 16_000
# Our own limit is asked for before a pixel is decoded; Pillow's would only hide what is wrong.
Image.MAX_IMAGE_PIXELS = None


__all__ = ["load", "take"]


def take(data: bytes, order: dict[str, Any]) -> Taken:
    """The picture, written anew. What Pillow cannot read to its last pixel is refused."""
    kind = Kind(order["kind"])
    picture = decoded(data, FORMATS[kind], order["pixels"])
    left_out = []
    if getattr(picture, "n_frames", 1) > 1:
        left_out.append("motion")
    if any(name in picture.info for name in ("exif", "xmp", "comment", "photoshop")) or getattr(
        picture, "text", None
    ):
        left_out.append("metadata")
    plain = only_pixels(picture)
    kept = KEPT_AS.get(kind, kind)
    if kept is Kind.JPEG and plain.mode != "L":
        plain = plain.convert("RGB")
    result = io.BytesIO()
    plain.save(result, **WRITTEN[kept])
    hashes = hashes_of(plain) if order["hash"] else []
    return Taken(kept, result.getvalue(), 1, left_out, [hashes] if hashes else [], 1)


def decoded(data: bytes, formats: tuple[str, ...], pixels: int) -> Image.Image:
    """The first picture in the file, read completely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=formats)
            width, height = picture.size
            if width * height > pixels or max(width, height) > LONGEST_SIDE:
                raise NotTaken(Why.TOO_MANY_PIXELS, pixels // 1_000_000)
            picture.load()
    except (NotTaken, MemoryError):
        raise
    except Exception as error:
        # Pillow's decoders raise whatever a broken file leads them to.
        raise NotTaken(Why.DAMAGED) from error
    return picture


def only_pixels(picture: Image.Image) -> Image.Image:
    """Upright, in a usual colour space, and without anything that came along."""
    upright = ImageOps.exif_transpose(picture) or picture
    profile = picture.info.get("icc_profile")
    is_clear = upright.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in upright.info
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = upright.convert("L")
    mode = "RGBA" if is_clear else "L" if upright.mode in ("1", "L") else "RGB"
    if profile and upright.mode in ("RGB", "CMYK") and not is_clear:
        upright = in_usual_colours(upright, profile)
    converted = upright.convert(mode)
    # A picture made of the pixels alone: what Pillow carries along in `info` stays behind.
    plain = Image.new(converted.mode, converted.size)
    plain.paste(converted)
    return plain


def in_usual_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """The same colours in sRGB, so that the profile may go; as they are where the profile is of no use."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
