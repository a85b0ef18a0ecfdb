"""Converting pictures from their own colour profile to sRGB."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageCms

# The kind of colours that a profile is for, by the mode of the image.
_SPACES = {"L": "GRAY", "RGB": "RGB", "CMYK": "CMYK"}
# As most pictures say; converting them would take time and change nothing.
_SRGB_NAME = "sRGB"


def in_srgb(image: Image.Image) -> Image.Image:
    """Return an image without alpha, of any mode, as RGB in sRGB; a profile that cannot be used is ignored."""
    if image.mode == "LAB":
        return _converted(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        space = profile.profile.xcolor_space.strip()
        if (profile.profile.profile_description or "").startswith(_SRGB_NAME):
            return image.convert("RGB")
        # A profile of displays says nothing about inks.
        plain = image if _SPACES.get(image.mode) in (space, "CMYK") else image.convert("RGB")
        return _converted(plain, profile) if _SPACES.get(plain.mode) == space else plain.convert("RGB")
    except (KeyError, ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return image.convert("RGB")


def _converted(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    converted = ImageCms.profileToProfile(
        image,
        profile,
        _srgb(),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        outputMode="RGB",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return image if converted is None else converted


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
