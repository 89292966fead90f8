"""What a file may be called: brought to one form before anything is decided by it."""

import unicodedata

LONGEST = 120
# Invisible letters, marks that turn the reading direction, control characters, half surrogates, private and unknown ones.
UNSEEN = frozenset({"Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
NEVER = frozenset('<>:"|?*/\\')


def clean_name(told: str) -> str:
    """Return the name as it is shown: NFKC, without what cannot be seen, without folders, short enough.

    `..\\..\\简历\u202efdp.exe` → `简历fdp.exe`: what the eye reads is what the check reads.
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKC", told) if unicodedata.category(letter) not in UNSEEN
    )
    last = plain.replace("\\", "/").rsplit("/", 1)[-1]
    words = " ".join("".join(letter for letter in last if letter not in NEVER).split())
    stem, ending = split(words.strip(". "))
    return f"{stem[: LONGEST - len(ending)].rstrip('. ') or 'file'}{ending}"


def split(name: str) -> tuple[str, str]:
    """Return the name without its ending, and the ending with its dot in small letters; a long one is none."""
    stem, dot, ending = name.rpartition(".")
    is_ending = dot and stem and ending.isalnum() and ending.isascii() and len(ending) <= 8
    return (stem, f".{ending.lower()}") if is_ending else (name, "")


def renamed(name: str, ending: str) -> str:
    """The same name with the ending of what the file has become."""
    return f"{split(name)[0]}{ending}"
