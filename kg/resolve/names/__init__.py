"""Names of people: which printed names may name one person, how they relate, and how many people may share one.

Everything here looks at names alone. ``block_keys`` and ``pair_names`` find candidates, ``relate_names`` says how two
names fit, ``ambiguity`` how little an equal name says.
"""

from kg.resolve.names.ambiguity import ambiguity
from kg.resolve.names.blocking import block_keys, name_key
from kg.resolve.names.pairing import pair_names
from kg.resolve.names.parsing import Name, is_short, parse_name
from kg.resolve.names.relating import LEVELS, relate_names

__all__ = [
    "LEVELS",
    "Name",
    "ambiguity",
    "block_keys",
    "is_short",
    "name_key",
    "pair_names",
    "parse_name",
    "relate_names",
]
