"""Language codes of services (ISO 639-2, as MEDLINE writes them, or names) → ISO 639-1."""

from __future__ import annotations

# The languages of medical journals; a code that is not here stays as it was given.
_CODES = {
    "eng": "en", "chi": "zh", "zho": "zh", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "jpn": "ja",
    "rus": "ru", "ita": "it", "por": "pt", "kor": "ko", "pol": "pl", "tur": "tr", "dut": "nl", "nld": "nl", "hun": "hu",
    "cze": "cs", "ces": "cs", "swe": "sv", "dan": "da", "nor": "no", "fin": "fi", "heb": "he", "per": "fa", "fas": "fa",
    "ara": "ar", "ukr": "uk", "rum": "ro", "ron": "ro", "gre": "el", "ell": "el", "bul": "bg", "hrv": "hr", "srp": "sr",
    "slo": "sk", "slk": "sk", "slv": "sl", "lit": "lt", "ice": "is", "isl": "is", "est": "et", "lav": "lv", "tha": "th",
    "english": "en", "chinese": "zh", "german": "de", "french": "fr", "spanish": "es", "japanese": "ja",
    "russian": "ru",
    "italian": "it", "portuguese": "pt", "korean": "ko", "polish": "pl", "turkish": "tr", "dutch": "nl",
    "hungarian": "hu", "czech": "cs", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
    "hebrew": "he", "persian": "fa", "arabic": "ar", "ukrainian": "uk", "greek": "el", "romanian": "ro",
}  # fmt: skip


def iso_639_1(code: str) -> str | None:
    """`eng` → `en`, `en-GB` → `en`; None where the service does not know (`und`) or there are several (`mul`)."""
    plain = code.strip().lower().split("-")[0].split("_")[0]
    if plain in {"", "und", "mul", "zxx"}:
        return None
    return _CODES.get(plain, plain if len(plain) <= 3 else None)
