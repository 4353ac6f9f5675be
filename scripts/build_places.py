"""Build data/places.csv: every ISO 3166-1 code, its place in UN M49, its UN regional group, its local names.

    npm pack cldr-core && tar xzf cldr-core-*.tgz
    python scripts/build_places.py package/ > src/intersession/data/places.csv

Containment comes from the Unicode CLDR package given on the command line (CLDR follows UN M49 and adds
what M49 leaves out, such as Taiwan and Kosovo). Codes and names come from the CLDR data inside babel.
The five regional groups are the list the United Nations keeps for elections (Department for General
Assembly and Conference Management), written down here from general knowledge in November 2026.
"""

import csv
import json
import sys
import unicodedata
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages

AS_OF = "2026-11"
INTERFACE = ("en", "fr", "es", "ar")

# 54 + 54 + 23 + 33 + 29 = 193 members. The script stops when a count is off.
GROUPS = {
    "africa": (
        "DZ AO BJ BW BF BI CV CM CF TD KM CG CI CD DJ EG GQ ER SZ ET GA GM GH GN GW KE LS LR LY MG MW ML MR "
        "MU MA MZ NA NE NG RW ST SN SC SL SO ZA SS SD TG TN UG TZ ZM ZW"
    ),
    "asia-pacific": (
        "AF BH BD BT BN KH CN CY KP FJ IN ID IR IQ JP JO KZ KI KW KG LA LB MY MV MH FM MN MM NR NP OM PK PW "
        "PG PH QA KR WS SA SG SB LK SY TJ TH TL TO TM TV AE UZ VU VN YE"
    ),
    "eastern-europe": "AL AM AZ BY BA BG HR CZ EE GE HU LV LT ME MK PL MD RO RU RS SK SI UA",
    "latin-america-caribbean": (
        "AG AR BS BB BZ BO BR CL CO CR CU DM DO EC SV GD GT GY HT HN JM MX NI PA PY PE KN LC VC SR TT UY VE"
    ),
    "western-europe-others": (
        "AD AU AT BE CA DK FI FR DE GR IS IE IL IT LI LU MT MC NL NZ NO PT SM ES SE CH TR GB US"
    ),
}
COUNTS = {
    "africa": 54,
    "asia-pacific": 54,
    "eastern-europe": 23,
    "latin-america-caribbean": 33,
    "western-europe-others": 29,
}
GROUP_NOTES = {
    "TR": "takes part in both the Western European and Others and the Asia-Pacific groups; counted in the "
    "former for elections",
    "US": "member of no group; attends the Western European and Others group as an observer and is counted "
    "there for elections",
    "IL": "full member of the Western European and Others group since 2004 (2014 in Geneva)",
    "VA": "observer State; no group",
    "PS": "observer State; no group",
}
OBSERVERS = {"VA", "PS"}
# Reserved or grouping codes of CLDR that are not places a row can be filed under.
NOT_PLACES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}

# Other names people type. Names only: which name is right is not decided here.
ALSO = {
    "CI": ["Ivory Coast"],
    "CV": ["Cape Verde"],
    "SZ": ["Swaziland"],
    "MM": ["Burma"],
    "TR": ["Turkey"],
    "CZ": ["Czech Republic"],
    "MK": ["Macedonia"],
    "NL": ["Holland"],
    "GB": ["UK", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland"],
    "US": ["USA", "America", "United States of America"],
    "AE": ["UAE", "Emirates"],
    "KR": ["Republic of Korea", "Korea"],
    "KP": ["DPRK", "Democratic People's Republic of Korea", "Korea"],
    "CD": ["DRC", "DR Congo", "Democratic Republic of the Congo", "Zaire"],
    "CG": ["Republic of the Congo", "Congo"],
    "TL": ["East Timor"],
    "LA": ["Lao PDR"],
    "VN": ["Viet Nam"],
    "RU": ["Russian Federation"],
    "IR": ["Islamic Republic of Iran", "Persia"],
    "SY": ["Syrian Arab Republic"],
    "MD": ["Republic of Moldova"],
    "TZ": ["United Republic of Tanzania"],
    "VA": ["Holy See"],
    "PS": ["Palestine", "State of Palestine"],
    "BN": ["Brunei Darussalam"],
    "BO": ["Plurinational State of Bolivia"],
    "VE": ["Bolivarian Republic of Venezuela"],
    "FM": ["Federated States of Micronesia"],
    "HK": ["Hong Kong"],
    "MO": ["Macao", "Macau"],
    "TW": ["Taiwan, Province of China", "Chinese Taipei"],
    "CN": ["People's Republic of China", "PRC"],
    "ZA": ["RSA"],
    "SA": ["KSA"],
    "NZ": ["Aotearoa"],
    "FK": ["Malvinas"],
}

# Regional and world bodies that laws and resources are filed under. AU and AL are Australia and Albania,
# so the African Union and the League of Arab States carry other codes.
BODIES = {
    "ZZ": ("world", "Worldwide"),
    "UN": ("organisation", "United Nations"),
    "EU": ("organisation", "European Union"),
    "COE": ("organisation", "Council of Europe"),
    "AFU": ("organisation", "African Union"),
    "ASEAN": ("organisation", "Association of Southeast Asian Nations"),
    "ECOWAS": ("organisation", "Economic Community of West African States"),
    "LAS": ("organisation", "League of Arab States"),
    "OAS": ("organisation", "Organization of American States"),
    "OECD": ("organisation", "Organisation for Economic Co-operation and Development"),
    "ILO": ("organisation", "International Labour Organization"),
}
BODY_ALSO = {
    "AFU": ["AU", "Organisation of African Unity"],
    "LAS": ["Arab League"],
    "COE": ["CoE"],
    "ILO": ["ILO"],
}

CONTINENTS = ("002", "019", "142", "150", "009")


def containment(package: Path) -> dict[str, tuple[str, str]]:
    """Code -> (continent, subregion) in M49 numbers, from CLDR's main tree."""
    tree = json.loads((package / "supplemental" / "territoryContainment.json").read_text())
    contains = {
        key: value["_contains"]
        for key, value in tree["supplemental"]["territoryContainment"].items()
        if "-" not in key
    }
    found: dict[str, tuple[str, str]] = {}
    for continent in CONTINENTS:
        # "QO" is CLDR's own outlying Oceania (Antarctica and single islands); M49 has no such region.
        for subregion in (number for number in contains[continent] if number.isdigit()):
            for code in contains.get(subregion, ()):
                found[code] = (continent, subregion)
    return found


def other_codes() -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Alpha-2 -> alpha-3 and alpha-2 -> numeric, from CLDR's aliases: withdrawn codes too."""
    alpha3: dict[str, list[str]] = {}
    numeric: dict[str, list[str]] = {}
    for alias, codes in get_global("territory_aliases").items():
        if len(codes) != 1:
            continue
        if len(alias) == 3 and alias.isalpha():
            alpha3.setdefault(codes[0], []).append(alias)
        elif len(alias) == 3 and alias.isdigit():
            numeric.setdefault(codes[0], []).append(alias)
    return alpha3, numeric


# Where CLDR knows several (a withdrawn code beside the present one), the present one.
PRESENT_ALPHA3 = {"CD": "COD", "DE": "DEU", "FR": "FRA", "MM": "MMR", "RO": "ROU", "TL": "TLS", "YE": "YEM",
                  "RU": "RUS", "RS": "SRB", "XK": "XKX", "BY": "BLR", "BF": "BFA", "BJ": "BEN", "ZW": "ZWE",
                  "VU": "VUT", "VN": "VNM"}  # fmt: skip
PRESENT_M49 = {"DE": "276", "YE": "887", "ET": "231", "PA": "591", "SD": "729", "CW": "531", "MH": "584",
               "FR": "250", "XK": ""}  # fmt: skip


def local_names(code: str) -> list[str]:
    """The place's names in its own official languages, without those every reader gets anyway."""
    names = []
    for language in get_official_languages(code, regional=False, de_facto=True):
        try:
            name = Locale.parse(language, sep="_").territories.get(code)
        except (UnknownLocaleError, ValueError):
            continue
        if name:
            names.append(name)
    return names


def sort_key(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def main() -> None:
    package = Path(sys.argv[1])
    group_of = {code: group for group, codes in GROUPS.items() for code in codes.split()}
    for group, expected in COUNTS.items():
        if len(set(GROUPS[group].split())) != expected:
            raise SystemExit(f"{group}: {len(set(GROUPS[group].split()))} members instead of {expected}")
    if len(group_of) != 193:
        raise SystemExit(f"{len(group_of)} members of the United Nations instead of 193")

    inside = containment(package)
    alpha3, numeric = other_codes()
    english = Locale.parse("en").territories
    rows = []
    for code, name in english.items():
        if len(code) != 2 or not code.isalpha() or code in NOT_PLACES:
            continue
        continent, subregion = inside.get(code, ("", ""))
        iso3 = PRESENT_ALPHA3.get(code) or _only(code, alpha3.get(code, []))
        m49 = PRESENT_M49[code] if code in PRESENT_M49 else _only(code, numeric.get(code, []))
        also = dict.fromkeys([*local_names(code), *ALSO.get(code, [])])
        rows.append(
            {
                "code": code,
                "kind": "country" if code in group_of or code in OBSERVERS else "territory",
                "name_en": name,
                "alpha3": iso3,
                "m49": m49,
                "region": continent,
                "subregion": subregion,
                "un_group": group_of.get(code, ""),
                "un_group_note": GROUP_NOTES.get(code, ""),
                "also_called": "|".join(other for other in also if other != name),
                "source": "CLDR 48; UN regional groups (DGACM list)" if code in group_of else "CLDR 48",
                "as_of": AS_OF,
            }
        )
    missing = set(group_of) - {row["code"] for row in rows}
    if missing:
        raise SystemExit(f"members without a CLDR name: {sorted(missing)}")
    rows.sort(key=lambda row: sort_key(row["name_en"]))
    for code, (kind, name) in BODIES.items():
        rows.append(
            {
                "code": code,
                "kind": kind,
                "name_en": name,
                "also_called": "|".join(BODY_ALSO.get(code, [])),
                "source": "Intersession",
                "as_of": AS_OF,
            }
        )
    writer = csv.DictWriter(
        sys.stdout,
        ["code", "kind", "name_en", "alpha3", "m49", "region", "subregion", "un_group", "un_group_note",
         "also_called", "source", "as_of"],
        restval="", lineterminator="\n",
    )  # fmt: skip
    writer.writeheader()
    writer.writerows(rows)


def _only(code: str, found: list[str]) -> str:
    if len(found) > 1:
        raise SystemExit(f"{code}: several codes {found}, say which is the present one")
    return found[0] if found else ""


if __name__ == "__main__":
    main()
