"""Photos of goods, drawn: every demo needs evidence, and none may show a real thing."""

import colorsys
import io
from random import Random

from PIL import Image, ImageDraw

from aftercare.cli.demo.merchants import Product

_SIZE = (800, 600)


def picture(product: Product, rng: Random, *, damaged: bool) -> bytes:
    """A JPEG of the product on a table; damaged goods have a crack."""
    image = Image.new("RGB", _SIZE, _colour(product.hue + 180, 0.12, 0.93))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 400, *_SIZE), fill=_colour(30, 0.35, 0.72))
    left, top = rng.randint(200, 280), rng.randint(130, 180)
    box = (left, top, left + 320, top + 290)
    draw.rounded_rectangle(_moved(box, 14), radius=46, fill=_colour(30, 0.4, 0.5))
    draw.rounded_rectangle(box, radius=46, fill=_colour(product.hue, 0.55, 0.75))
    draw.rounded_rectangle(_moved(box, 0, 40), radius=30, outline=_colour(product.hue, 0.6, 0.5), width=8)
    draw.text((left + 60, top + 130), product.sku, fill="white", font_size=34)
    if damaged:
        _crack(draw, box, rng)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _crack(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], rng: Random) -> None:
    x, y = box[0] + rng.randint(40, 200), box[1]
    points = [(x, y)]
    while y < box[3] - 60:
        x, y = x + rng.randint(-34, 34), y + rng.randint(20, 48)
        points.append((x, y))
    draw.line(points, fill="#2b1d1a", width=7, joint="curve")
    draw.line([(a + 4, b + 2) for a, b in points], fill="#f4e9e2", width=2)


def _moved(box: tuple[int, int, int, int], by: int, inset: int = 0) -> tuple[int, int, int, int]:
    return box[0] + by + inset, box[1] + by + inset, box[2] + by - inset, box[3] + by - inset


def _colour(hue: int, saturation: float, value: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hsv_to_rgb(hue % 360 / 360, saturation, value)
    return int(red * 255), int(green * 255), int(blue * 255)
