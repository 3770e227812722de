"""Countries as registries name them, by code (ISO 3166-1) or in words → one spelling, that of ClinicalTrials.gov."""

from __future__ import annotations

_NAMES = {
    "AE": "United Arab Emirates", "AL": "Albania", "AM": "Armenia", "AR": "Argentina", "AT": "Austria",
    "AU": "Australia", "AZ": "Azerbaijan", "BA": "Bosnia and Herzegovina", "BD": "Bangladesh", "BE": "Belgium",
    "BF": "Burkina Faso", "BG": "Bulgaria", "BJ": "Benin", "BO": "Bolivia", "BR": "Brazil", "BY": "Belarus",
    "CA": "Canada", "CD": "Democratic Republic of the Congo", "CH": "Switzerland", "CI": "Ivory Coast", "CL": "Chile",
    "CM": "Cameroon", "CN": "China", "CO": "Colombia", "CR": "Costa Rica", "CU": "Cuba", "CY": "Cyprus",
    "CZ": "Czechia", "DE": "Germany", "DK": "Denmark", "DO": "Dominican Republic", "DZ": "Algeria", "EC": "Ecuador",
    "EE": "Estonia", "EG": "Egypt", "ES": "Spain", "ET": "Ethiopia", "FI": "Finland", "FR": "France", "GA": "Gabon",
    "GB": "United Kingdom", "GE": "Georgia", "GH": "Ghana", "GR": "Greece", "GT": "Guatemala", "HK": "Hong Kong",
    "HR": "Croatia", "HU": "Hungary", "ID": "Indonesia", "IE": "Ireland", "IL": "Israel", "IN": "India", "IQ": "Iraq",
    "IR": "Iran", "IS": "Iceland", "IT": "Italy", "JO": "Jordan", "JP": "Japan", "KE": "Kenya", "KR": "South Korea",
    "KW": "Kuwait", "KZ": "Kazakhstan", "LB": "Lebanon", "LI": "Liechtenstein", "LK": "Sri Lanka", "LT": "Lithuania",
    "LU": "Luxembourg", "LV": "Latvia", "MA": "Morocco", "MD": "Moldova", "ME": "Montenegro", "MG": "Madagascar",
    "MK": "North Macedonia", "ML": "Mali", "MT": "Malta", "MW": "Malawi", "MX": "Mexico", "MY": "Malaysia",
    "MZ": "Mozambique", "NG": "Nigeria", "NL": "Netherlands", "NO": "Norway", "NP": "Nepal", "NZ": "New Zealand",
    "OM": "Oman", "PA": "Panama", "PE": "Peru", "PH": "Philippines", "PK": "Pakistan", "PL": "Poland",
    "PR": "Puerto Rico", "PT": "Portugal", "PY": "Paraguay", "QA": "Qatar", "RO": "Romania", "RS": "Serbia",
    "RU": "Russia", "RW": "Rwanda", "SA": "Saudi Arabia", "SE": "Sweden", "SG": "Singapore", "SI": "Slovenia",
    "SK": "Slovakia", "SN": "Senegal", "SY": "Syria", "TH": "Thailand", "TN": "Tunisia", "TR": "Turkey",
    "TW": "Taiwan", "TZ": "Tanzania", "UA": "Ukraine", "UG": "Uganda", "US": "United States", "UY": "Uruguay",
    "UZ": "Uzbekistan", "VE": "Venezuela", "VN": "Vietnam", "ZA": "South Africa", "ZM": "Zambia", "ZW": "Zimbabwe",
}  # fmt: skip
_SPELLINGS = {
    "china?": "China", "chinese": "China", "p.r. china": "China", "people's republic of china": "China",
    "the people's republic of china": "China",
    "czech republic": "Czechia", "slovak republic": "Slovakia", "the netherlands": "Netherlands",
    "iran (islamic republic of)": "Iran", "iran, islamic republic of": "Iran", "islamic republic of iran": "Iran",
    "korea, republic of": "South Korea", "republic of korea": "South Korea", "korea, south": "South Korea",
    "russian federation": "Russia", "taiwan, province of china": "Taiwan", "viet nam": "Vietnam",
    "united states of america": "United States", "usa": "United States", "us": "United States",
    "uk": "United Kingdom", "great britain": "United Kingdom", "england": "United Kingdom",
    "scotland": "United Kingdom", "wales": "United Kingdom", "northern ireland": "United Kingdom",
    "turkey (türkiye)": "Turkey", "türkiye": "Turkey", "hong kong sar": "Hong Kong",
}  # fmt: skip
REGIONS = frozenset({
    "asia(except japan)", "asia", "europe", "africa", "north america", "south america", "oceania", "worldwide", "",
})  # fmt: skip


def country_in_words(name: str) -> str:
    """`Korea, Republic of` → `South Korea`, `china` → `China`; empty for a continent; any other name as it is."""
    plain = " ".join(name.split())
    low = plain.lower()
    if low in REGIONS:
        return ""
    return _SPELLINGS.get(low) or (plain.title() if plain.islower() else plain)


def country_name(code: str) -> str:
    """`DE` → `Germany`; a code that is not here stays as it was given."""
    return _NAMES.get(code.strip().upper(), code.strip())
