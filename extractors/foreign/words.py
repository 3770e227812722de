"""Words of trials in other languages: outcomes, controls, intervals and ratios, as expressions."""

from __future__ import annotations

import re

NAMES = {
    "ar": "Arabic or Persian",
    "cs": "Czech",
    "da": "Danish or Norwegian",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "zh": "Chinese",
}
"""What each language that a text can be recognised to be in is called."""

POINT_DECIMALS = frozenset(["zh", "ja", "ko", "he"])
"""Languages that print decimal points; the others print decimal commas, and a point before three digits groups them."""

_FREE = (
    r"(?:progress(?:ions)?\w*freie\w*|sans progression|libre de progresión|livre de progressão|libera da progressione|"
    r"progressievrije|без прогрессирования|无进展|無増悪|무진행)"
)
OUTCOMES: tuple[tuple[str, str], ...] = (
    ("PFS", rf"\bPFS\b|(?:\w*überleben|survie|supervivencia|sobrevida|sopravvivenza|выживаемост\w+)?\s?{_FREE}\s?\w*"),
    ("OS", (
        r"\bOS\b|\b[Gg]esamtüberleben\w*|\b[Gg]esamtmortalität|\bsurvie globale|\bsupervivencia global|"
        r"\bsobrevivência global|"
        r"\bsobrevida global|\bsopravvivenza globale|\b(?:algehele|totale) overleving|"
        r"\bобщ\w+ выживаемост\w+|总生存(?:期|率)?|全生存期間|전체생존"
    )),
    ("ORR", (
        r"\bORR\b|\b[Aa]nsprechrate\w*|\btaux de réponse\w*|\btasa de respuesta\w*|\btaxa de resposta\w*|"
        r"\btasso di risposta\w*|"
        r"客观缓解率|总有效率|奏効率|객관적반응률|\bчастота ответ\w+"
    )),
    ("DCR", r"\bDCR\b|疾病控制率|病勢コントロール率"),
    ("SAE", (
        r"\bschwerwiegende\w* unerwünschte\w* Ereignis\w*|\bévénements? indésirables? graves?|\beventos? "
        r"adversos? gra\w+|"
        r"\beventi avversi gravi|严重不良事件|重篤な有害事象"
    )),
    ("AE_ANY", (
        r"\bunerwünschte\w* Ereignis\w*|\bNebenwirkung\w*|\bévénements? indésirables?|\beffets? indésirables?|"
        r"\b(?:eventos?|efectos?|efeitos?) adversos?|\beventi avversi|不良(?:事件|反应)|有害事象|이상반응|"
        r"\bнежелательн\w+ явлени\w+"
    )),
    ("DEATH", (
        r"\b(?:Todesf[aä]ll\w*|verst[ao]rben|Mortalität|Sterblichkeit)|\bmortalité|\bdécès|\bmortalidad|\bmuertes?|"
        r"\bmortalidade|\bóbitos?|\bmortalità|\bdecessi|\boverleden|\bsterfte|病死率|死亡(?:率)?|사망(?:률)?|"
        r"\b(?:смертност|летальност)\w+"
    )),
)  # fmt: skip
"""Outcome ids by their words, the telling first; what is none of these is a result of no known outcome."""

CONTROL = re.compile(
    r"(?i)pla[cz]ebo|\bkontroll?|\bcontrol|\bcontrôle|\btémoin|\bcontrolo|\bcontrole|плацебо|контрол|安慰[剂劑]|"
    r"对照|對照|対照|プラセボ|위약|대조"
)
"""Names of control arms."""

CUT = frozenset(
    [
        "a",
        "al",
        "als",
        "as",
        "avec",
        "behandelt",
        "bei",
        "bij",
        "com",
        "con",
        "dans",
        "das",
        "de",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "du",
        "e",
        "ed",
        "een",
        "ein",
        "eine",
        "einer",
        "el",
        "eller",
        "en",
        "erhielt",
        "erhielten",
        "et",
        "gli",
        "groep",
        "groupe",
        "groupes",
        "grupie",
        "grupo",
        "gruppe",
        "gruppen",
        "gruppo",
        "hanno",
        "het",
        "i",
        "il",
        "ile",
        "im",
        "in",
        "kregen",
        "l",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "lub",
        "med",
        "met",
        "mit",
        "na",
        "nas",
        "nel",
        "nella",
        "no",
        "nos",
        "o",
        "och",
        "oder",
        "of",
        "ont",
        "os",
        "ou",
        "pacientes",
        "par",
        "patienten",
        "patients",
        "pazienti",
        "pour",
        "receberam",
        "recevant",
        "recibieron",
        "recibió",
        "reçu",
        "ricevuto",
        "sowie",
        "traités",
        "tratados",
        "u",
        "um",
        "uma",
        "un",
        "una",
        "und",
        "une",
        "uno",
        "ve",
        "versus",
        "veya",
        "von",
        "vs",
        "w",
        "wurden",
        "y",
        "z",
        "zu",
        "zum",
        "zur",
        "в",
        "группе",
        "и",
        "или",
        "получали",
    ]
)
"""Small words that end the name of an arm on its left."""
