"""Pictures: decoded whole and encoded again, without what the camera wrote beside the picture."""

import io
import warnings

import pillow_heif
from PIL import Image, ImageFile, ImageOps

from workflows.adapters.examiner import MOST_BYTES, Examined, Fault, FileRefused

#: The most dots a picture may have; more is a bomb or of no use.
MOST_DOTS = 40_000_000
#: The shorter side of a picture in which a card can be read. Source: Office's list of form pages, document accept rules.
SHORTEST_SIDE = 600
_JPEG_QUALITY = 88

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = MOST_DOTS


def encoded_again(content: bytes, kind: str) -> Examined:
    """The same picture: PNG stays PNG, all else becomes JPEG.

    Raises:
        FileRefused: it cannot be decoded, or has too many dots, or too few.
    """
    # whatever else is loaded may have told Pillow to make do with half a picture
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            warnings.simplefilter("ignore", UserWarning)
            with Image.open(io.BytesIO(content), formats=[kind]) as picture:
                return _encoded(picture, kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise FileRefused(Fault.TOO_MANY_DOTS) from None
    except FileRefused:
        raise
    except Exception:  # noqa: BLE001 - decoders raise whatever they like on a broken file
        raise FileRefused(Fault.BROKEN) from None


def _encoded(picture: Image.Image, kind: str) -> Examined:
    if picture.width * picture.height > MOST_DOTS:
        raise FileRefused(Fault.TOO_MANY_DOTS)
    if min(picture.size) < SHORTEST_SIDE:
        raise FileRefused(Fault.TOO_FEW_DOTS)
    picture.load()
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("L", "RGB"):
        upright = _flat(upright)
    # only the dots are taken over: no comment, place or preview
    plain = Image.new(upright.mode, upright.size)
    plain.paste(upright)
    made = io.BytesIO()
    plain.save(made, "PNG" if kind == "PNG" else "JPEG", quality=_JPEG_QUALITY)
    if made.tell() > MOST_BYTES:
        raise FileRefused(Fault.TOO_MANY_DOTS)
    return Examined("image/png" if kind == "PNG" else "image/jpeg", made.getvalue(), pages=1)


def _flat(picture: Image.Image) -> Image.Image:
    """With 8 bits a color; on white, where it lets something through."""
    if picture.mode.startswith("I"):
        # 16 bits of gray, as scanners write them; `convert` would make nearly every dot white
        return picture.point(lambda gray: gray / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return picture.convert("RGB")
