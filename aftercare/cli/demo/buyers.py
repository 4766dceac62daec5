"""Who buys in the demo company: sixty invented people in three languages."""

from dataclasses import dataclass
from random import Random

from aftercare.cli.demo.merchants import SELLERS, Seller

_ENGLISH = (
    "Maeve Tolliver", "Rowan Ashdown", "Imogen Fairleigh", "Barnaby Quill", "Tamsin Oakes", "Ewan Merrow",
    "Philippa Starling", "Jago Penhallow", "Odette Larkin", "Caspian Rudd", "Wren Holloway", "Fergus Tansley",
    "Lettice Brome", "Alaric Thorne", "Marnie Sedgewick", "Corin Wexley", "Ottilie Vane", "Piers Lockhart-Dell",
    "Sunniva Grey", "Bram Ellery",
)  # fmt: skip
_SPANISH = (
    "Jimena Robledal", "Íñigo Santaluz", "Candela Ferrán", "Nuño Albariza", "Rocío Peñalver Díez", "Beltrán Oquendo",
    "Aitana Solsona", "Gael Monteagudo", "Leire Iturbide", "Hernán Valdeón", "Xiana Couceiro", "Bruno Miraflor",
    "Noa Castelldosrius", "Íker Zubiaurre", "Alba Rebollar", "Tadeo Quiñones", "Marisol Ocaña", "Unai Berrueta",
    "Vega Llorián", "Saúl Montemayor",
)  # fmt: skip
_CHINESE = (
    "林晓岚", "苏砚秋", "顾青禾", "叶知微", "沈月白", "江予安", "陆星野", "温若溪", "秦不语", "白初霁",
    "欧阳暮云", "夏侯清欢", "程锦书", "许南乔", "宋听雨", "方既明", "乔木森", "钟念慈", "梁书禾", "唐小满",
)  # fmt: skip
_STREETS = {
    "GB": ("{} Example Road", "{} Sample Lane", "Flat {}, Specimen House"),
    "ES": ("Calle Ejemplo {}", "Avenida Muestra {}", "Plaza Modelo {}"),
    "CN": ("示例路{}号", "样例街{}号院", "范例里{}号"),
}
_CITIES = {"GB": "Demo City", "ES": "Villa Ejemplo", "CN": "示例市"}
_PHONES = {"GB": "+44 7700 900{:03d}", "ES": "+34 600 000 {:03d}", "CN": "+86 139 0000 0{:03d}"}
_NAMES = {"en": _ENGLISH, "es": _SPANISH, "zh-hans": _CHINESE}
_LEVELS = ("", "", "", "silver", "silver", "gold")


@dataclass(frozen=True)
class Person:
    """Somebody who buys from one merchant."""

    account: str
    name: str
    phone: str
    email: str
    country: str
    level: str
    language: str
    address: str


def people(rng: Random) -> dict[str, list[Person]]:
    """Ten buyers for each merchant, by the merchant's code."""
    names = {language: iter(given) for language, given in _NAMES.items()}
    number = 0
    found: dict[str, list[Person]] = {}
    for seller in SELLERS:
        for _ in range(10):
            number += 1
            person = _person(seller, next(names[seller.language]), number, rng)
            found.setdefault(seller.code, []).append(person)
    return found


def _person(seller: Seller, name: str, number: int, rng: Random) -> Person:
    street = rng.choice(_STREETS[seller.country]).format(rng.randint(2, 120))
    separator = "" if seller.country == "CN" else ", "
    address = separator.join(
        (_CITIES[seller.country], street) if seller.country == "CN" else (street, _CITIES[seller.country])
    )
    return Person(
        account=f"buyer{number:03d}",
        name=name,
        phone=_PHONES[seller.country].format(100 + number),
        email=f"buyer{number:03d}@mail.example",
        country=seller.country,
        level=rng.choice(_LEVELS),
        language=seller.language,
        address=address,
    )
