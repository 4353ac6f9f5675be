"""Queries in nine languages and the rows of the reference data they should find, with grades.

Grades: 3 is what the person looked for, 2 helps as well, 1 is about the same matter. A row is named as
`kind:…` with what its CSV tells it by: `resource:<title>`, `service:<country>:<name>`, `law:<id>`,
`treaty:<id>`, `concept:<id>`, `country:<code>`. The judgements are one editor's, made from titles alone,
without looking at what any ranking returned; native readers should correct them.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[2] / "src/intersession/data"

type Grades = dict[str, int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A query as typed by a reader of `language`, and what it should find."""

    language: str
    query: str
    wanted: Grades


@cache
def rows(name: str) -> list[dict[str, str]]:
    """The rows of one file of reference data."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def services(grade: int, *kinds: str, speaking: str = "", countries: Sequence[str] = ()) -> Grades:
    """Every service of these kinds, of those that speak a language or are in these countries."""
    return {
        f"service:{row['country']}:{row['name']}": grade
        for row in rows("services")
        if row["kind"] in kinds
        and (not speaking or speaking in {tag.split("-")[0] for tag in row["languages"].split(";")})
        and (not countries or row["country"] in countries)
    }


def laws(grade: int, topic: str) -> Grades:
    """Every law filed under a topic."""
    return {f"law:{row['id']}": grade for row in rows("laws") if topic in row["topics"].split(";")}


def resources(grade: int, *beginnings: str) -> Grades:
    """The resources whose titles begin so. Each beginning must fit at least one."""
    found: Grades = {}
    for beginning in beginnings:
        fitting = [row["title"] for row in rows("resources") if row["title"].startswith(beginning)]
        if not fitting:
            raise LookupError(f"no resource begins with “{beginning}”")
        found |= {f"resource:{title}": grade for title in fitting}
    return found


def named(grade: int, *names: str) -> Grades:
    """Rows by their full names."""
    return dict.fromkeys(names, grade)


def ndcg(found: Sequence[str], wanted: Grades, depth: int = 10) -> float:
    """Normalised discounted cumulative gain of the first `depth` rows: 1 is the best order there is.

    Gain is 2^grade - 1, discounted by the logarithm of the rank; a row listed twice counts once.
    """
    distinct = list(dict.fromkeys(found))[:depth]
    best = sorted(wanted.values(), reverse=True)[:depth]
    ideal = _gain(best)
    return _gain([wanted.get(row, 0) for row in distinct]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


ITU_2020 = (
    "Guidelines for children on Child Online Protection 2020",
    "Guidelines for parents and educators on Child Online Protection 2020",
    "Guidelines for industry on Child Online Protection 2020",
    "Guidelines for policy-makers on Child Online Protection 2020",
)
AGE_CHECKS = {
    **named(3, "concept:age-verification"),
    **resources(3, "EU age verification blueprint", "IEEE 2089.1-2024"),
    **resources(2, "ISO/IEC 27566-1", "PAS 1296:2018", "Digital age assurance tools", "But how do they know"),
    **named(2, "concept:age-assurance", "law:it-2023-agcom-age-verification-rules-for-pornogr"),
}
GROOMING = {
    **laws(1, "grooming"),
    **named(3, "concept:grooming"),
    **resources(3, "Online Grooming of Children"),
    **named(
        2, "service:AR:GAPP – Grooming Argentina", "law:gb-2003-sexual-offences-act-2003-ss-14-15a-groom"
    ),
}
ABUSE_MATERIAL = {
    **named(3, "concept:csam"),
    **resources(2, "Child Sexual Abuse Material: Model Legislation", "Framing Implementation"),
    **resources(2, "Maudhui Ya Ukatili", "Begrifflicher Kompass", "STOP CSAM"),
    **resources(1, "Universal Classification Schema", "How AI is being abused", "AI child sexual abuse"),
    **named(2, "concept:csem", "concept:ai-csam"),
    **named(
        2,
        "law:jm-2009-child-pornography-prevention-act-2009-ac",
        "law:hk-2003-prevention-of-child-pornography-ordinanc",
        "law:ph-2009-anti-child-pornography-act-of-2009-repub",
        "law:pe-2022-penal-code-art-129-m-child-pornography",
        "law:de-1993-criminal-code-s-184b-child-pornography",
    ),
}
BULLYING = {
    **named(3, "concept:cyberbullying"),
    **resources(3, "Guía de lucha contra el ciberacoso"),
    **named(
        2,
        "service:FR:3018",
        "service:AU:eSafety Commissioner – image-based abuse and child cyberbullying reports",
        "service:FJ:Online Safety Commission – complaints (image-based abuse, online bullying)",
        "law:it-2017-law-no-71-2017-on-preventing-and-combati",
        "law:br-2015-law-no-13-185-2015-programme-to-combat-s",
    ),
}
CHILD_RIGHTS_ONLINE = {
    **resources(3, "General comment No. 25", "Recommendation CM/Rec(2018)7"),
    **resources(3, "Guidelines on the rights of the child in the digital environment"),
    **resources(3, "Handbook for policy makers", "Manuel pour les décideurs"),
    **resources(2, "Children's Rights by Design", "A Global Agenda for Children's Rights"),
    **named(2, "treaty:crc-gc25", "law:coe-2018-recommendation-cm-rec-2018-7-guidelines"),
    **named(2, "law:oecd-2021-oecd-recommendation-on-children-in-the"),
}
TERMINOLOGY = resources(
    2, "Terminology Guidelines", "Orientaciones terminológicas", "Guide de terminologie", "Terminologischer"
)
HELPLINES = services(1, "helpline")
HOTLINES = services(1, "hotline", "portal")
MINIMUM_AGE = named(
    1,
    "law:tr-2026-bill-amending-law-no-5651-to-bar-social",
    "law:cl-2022-bill-regulating-access-of-under-14s-to-s",
    "law:ae-2026-cabinet-resolution-of-18-june-2026-setti",
    "law:au-2024-online-safety-amendment-social-media-min",
)

JUDGED: tuple[Judged, ...] = (
    Judged(
        "en",
        "child helpline kenya",
        {
            **named(3, "service:KE:Child Helpline 116 / Childline Kenya"),
            **named(1, "service:KE:IWF Reporting Portal – Kenya", "country:KE"),
        },
    ),
    Judged("en", "grooming", GROOMING),
    Judged("en", "grroming", GROOMING),
    Judged("en", "age verification", AGE_CHECKS),
    Judged("en", "child pornography", ABUSE_MATERIAL),
    Judged(
        "en",
        "terminology guidelines",
        {**TERMINOLOGY, **resources(3, "Terminology Guidelines"), **resources(1, "Terminología apropiada")},
    ),
    Judged(
        "en",
        "Convention on the Rights of the Child",
        {**named(3, "treaty:crc"), **named(2, "treaty:opsc", "treaty:opic"), **named(1, "treaty:crc-gc25")},
    ),
    Judged(
        "en",
        "general comment 25",
        {
            **named(3, "treaty:crc-gc25"),
            **resources(3, "General comment No. 25"),
            **resources(2, "Children's Rights by Design"),
        },
    ),
    Judged("en", "INHOPE annual report", resources(3, "INHOPE Annual Report")),
    Judged(
        "en",
        "disrupting harm kenya",
        {**resources(1, "Disrupting Harm"), **resources(3, "Disrupting Harm in Kenya")},
    ),
    Judged(
        "en",
        "age appropriate design code",
        {
            **resources(3, "Age appropriate design"),
            **named(3, "law:gb-2020-age-appropriate-design-code-children-s-c"),
            **named(3, "concept:age-appropriate-design"),
            **resources(2, "Children's Code impact", "IEEE 2089-2021", "CWA 18016"),
            **resources(1, "Children & AI Design Code", "Child Rights by Design"),
        },
    ),
    Judged(
        "en",
        "sextortion",
        {
            **laws(1, "sextortion"),
            **named(3, "concept:sextortion"),
            **named(2, "concept:financial-sextortion"),
            **named(3, "service:US:FBI tips (sextortion and crimes against children)"),
        },
    ),
    Judged(
        "en",
        "artificial intelligence guidance for children",
        {
            **resources(3, "Policy guidance on AI for children", "Guidance on AI and Children"),
            **resources(2, "Children & AI Design Code", "Artificial Intelligence Governance in Motion"),
            **resources(1, "Safety by Design for Generative AI"),
            **named(2, "concept:artificial-intelligence"),
        },
    ),
    Judged(
        "en",
        "my intimate pictures were shared",
        {**services(2, "takedown"), **services(3, "takedown", countries=["ZZ"]), **named(3, "concept:ncii")},
    ),
    Judged("en", "lanzarote", named(3, "treaty:lanzarote")),
    Judged(
        "en",
        "children playing online games",
        {
            **resources(3, "Child Rights and Online Gaming"),
            **named(3, "concept:online-gaming"),
            **resources(2, "RITEC"),
            **named(1, "concept:loot-box", "concept:right-to-play"),
        },
    ),
    Judged(
        "fr",
        "signalement",
        {
            **HOTLINES,
            **services(2, "hotline", "portal", speaking="fr"),
            **named(3, "concept:reporting", "service:FR:PHAROS – internet-signalement.gouv.fr"),
            **named(2, "concept:hotline", "concept:mandatory-reporting"),
        },
    ),
    Judged(
        "fr",
        "ligne d'écoute",
        {**services(2, "helpline"), **services(3, "helpline", speaking="fr"), **named(3, "concept:helpline")},
    ),
    Judged("fr", "cyberharcèlement", BULLYING),
    Judged(
        "fr",
        "guide de terminologie exploitation sexuelle",
        {**TERMINOLOGY, **resources(3, "Guide de terminologie")},
    ),
    Judged(
        "fr",
        "droits de l'enfant dans l'environnement numérique",
        {**CHILD_RIGHTS_ONLINE, **resources(3, "Manuel pour les décideurs")},
    ),
    Judged("fr", "vérification de l'âge", AGE_CHECKS),
    Judged("fr", "pédopornographie", ABUSE_MATERIAL),
    Judged(
        "fr",
        "contrôle parental",
        named(3, "concept:parental-controls", "law:fr-2022-law-no-2022-300-on-parental-controls-on"),
    ),
    Judged(
        "fr",
        "loi réseaux sociaux moins de 15 ans",
        {
            **MINIMUM_AGE,
            **named(3, "law:fr-2026-proposition-de-loi-visant-a-interdire-le"),
            **named(2, "law:fr-2023-law-no-2023-566-establishing-a-digital-m"),
        },
    ),
    Judged(
        "fr",
        "Belgique",
        {
            **named(3, "country:BE"),
            **services(2, "helpline", "hotline", "awareness", countries=["BE"]),
        },
    ),
    Judged(
        "es",
        "línea de denuncia",
        {**HOTLINES, **services(2, "hotline", "portal", speaking="es"), **named(3, "concept:hotline")},
    ),
    Judged("es", "ciberacoso", BULLYING),
    Judged(
        "es",
        "protección de la infancia en línea para la industria",
        {
            **resources(3, "Directrices de protección de la infancia"),
            **resources(2, "Guidelines for Industry on Child Online", ITU_2020[2], "Industry Guidelines"),
            **named(1, "law:ke-2025-industry-guidelines-for-child-online-pro"),
        },
    ),
    Judged(
        "es",
        "estudio legislativo abuso sexual infantil en línea",
        {
            **resources(3, "Estudio legislativo ICMEC"),
            **resources(1, "Child Sexual Abuse Material: Model Legislation", "Legislating for the digital"),
            **named(2, "concept:ocsea"),
        },
    ),
    Judged(
        "es",
        "grooming argentina",
        named(
            3, "service:AR:GAPP – Grooming Argentina", "law:ar-2013-law-26-904-grooming-penal-code-art-131"
        ),
    ),
    Judged(
        "es",
        "línea de ayuda méxico",
        {**services(3, "helpline", countries=["MX"]), **named(1, "country:MX", "concept:helpline")},
    ),
    Judged("es", "derechos del niño en el entorno digital", CHILD_RIGHTS_ONLINE),
    Judged(
        "es",
        "alfabetización mediática",
        {
            **named(3, "concept:digital-literacy"),
            **resources(2, "Internet literacy handbook", "Digital Citizenship"),
            **resources(1, "Be Internet Awesome", "Kids in the Know"),
        },
    ),
    Judged(
        "pt",
        "denúncia",
        {
            **HOTLINES,
            **services(2, "hotline", "portal", speaking="pt"),
            **named(3, "concept:reporting", "concept:hotline"),
            **services(3, "hotline", "police", countries=["BR", "PT"]),
            **resources(2, "Indicadores da Central Nacional"),
        },
    ),
    Judged(
        "pt",
        "ECA Digital",
        {
            **named(3, "law:br-2025-law-no-15-211-2025-digital-statute-for-c"),
            **named(1, "law:br-1990-law-no-8-069-1990-child-and-adolescent-s"),
        },
    ),
    Judged("pt", "aliciamento", GROOMING),
    Judged(
        "pt",
        "canal de ajuda",
        {
            **HELPLINES,
            **services(2, "helpline", speaking="pt"),
            **named(3, "concept:helpline", "service:BR:SaferNet Helpline BR – Canal de Ajuda"),
        },
    ),
    Judged(
        "pt",
        "pesquisa uso da internet por crianças brasil",
        {
            **resources(3, "Pesquisa sobre o uso da Internet", "TIC Kids Online Brasil 2025"),
            **resources(1, "Global Kids Online: Comparative", "EU Kids Online 2020: Survey"),
        },
    ),
    Judged("pt", "pornografia infantil", ABUSE_MATERIAL),
    Judged(
        "ar",
        "حماية الأطفال على الإنترنت",
        {
            **resources(2, *ITU_2020, "Guidelines for Children", "Guidelines for Parents"),
            **named(3, "concept:child-online-protection"),
            **resources(3, "الحماية الدولية للطفل"),
        },
    ),
    Judged(
        "ar",
        "خط نجدة الطفل",
        {
            **HELPLINES,
            **services(2, "helpline", speaking="ar"),
            **named(3, "service:EG:خط نجدة الطفل 16000 (Child Helpline 16000)", "concept:helpline"),
            **named(3, "service:IQ:خط نجدة الأطفال 116 (Kurdistan Region)"),
        },
    ),
    Judged(
        "ar",
        "حقوق الطفل",
        {
            **named(3, "concept:child-rights", "treaty:crc"),
            **resources(3, "حقوق الطفل في ظل"),
            **resources(1, "Strategy for the Rights of the Child", "Manuel pour", "Handbook for policy"),
            **named(1, "law:ae-2016-federal-law-no-3-of-2016-on-child-rights"),
        },
    ),
    Judged("ar", "التنمر الالكتروني", BULLYING),
    Judged(
        "ar",
        "مكافحة جرائم تقنية المعلومات",
        {
            **named(3, "law:eg-2018-anti-cyber-and-information-technology-cr"),
            **named(2, "treaty:arab-it", "law:al-2010-arab-convention-on-combating-information"),
            **named(2, "law:sa-2007-anti-cyber-crime-law-royal-decree-m-17"),
            **named(1, "law:jo-2023-cybercrime-law-no-17-of-2023", "treaty:un-cybercrime"),
        },
    ),
    Judged(
        "ar",
        "إرشادات لصانعي السياسات بشأن حماية الأطفال",
        {
            **resources(3, ITU_2020[3], "Guidelines for Policy Makers"),
            **resources(2, "保护上网儿童政策制定者指南", "Handbook for policy makers"),
            **resources(1, *ITU_2020[:3]),
        },
    ),
    Judged(
        "ru",
        "телефон доверия",
        {
            **HELPLINES,
            **services(2, "helpline", speaking="ru"),
            **services(3, "helpline", countries=["RU", "KG", "UZ"]),
            **named(3, "concept:helpline"),
        },
    ),
    Judged(
        "ru",
        "защита детей от вредной информации",
        {
            **named(3, "law:ru-2010-federal-law-no-436-fz-on-protecting-chil", "concept:harmful-content"),
            **named(2, "law:kg-2023-law-amending-acts-on-protection-of-child"),
            **named(2, "law:uz-2017-law-on-protection-of-children-from-infor"),
            **resources(2, "Законодательство России"),
            **resources(1, "Защита детей от цифрового"),
        },
    ),
    Judged("ru", "цифровое насилие над детьми", resources(3, "Защита детей от цифрового насилия")),
    Judged("ru", "права ребенка в цифровой среде", CHILD_RIGHTS_ONLINE),
    Judged("ru", "груминг", GROOMING),
    Judged(
        "zh",
        "未成年人网络保护",
        named(3, "law:cn-2023-regulations-on-the-protection-of-minors", "concept:child-online-protection"),
    ),
    Judged(
        "zh",
        "举报热线",
        {
            **HOTLINES,
            **services(2, "hotline", speaking="zh"),
            **named(3, "concept:hotline"),
            **named(2, "concept:reporting"),
        },
    ),
    Judged("zh", "网络欺凌", BULLYING),
    Judged(
        "zh",
        "保护上网儿童",
        {
            **resources(2, *ITU_2020),
            **resources(3, "保护上网儿童政策制定者指南"),
            **named(3, "concept:child-online-protection"),
        },
    ),
    Judged(
        "zh",
        "儿童求助热线",
        {**HELPLINES, **services(2, "helpline", speaking="zh"), **named(3, "concept:helpline")},
    ),
    Judged("zh", "年龄验证", AGE_CHECKS),
    Judged(
        "sw",
        "simu ya msaada kwa watoto",
        {**HELPLINES, **services(3, "helpline", countries=["KE", "TZ"]), **named(3, "concept:helpline")},
    ),
    Judged(
        "sw",
        "ukatili wa kingono kwa mtoto",
        {
            **resources(3, "Maudhui Ya Ukatili", "Ukatili Wa Watoto"),
            **named(3, "concept:csea"),
            **named(2, "concept:csam", "concept:ocsea"),
        },
    ),
    Judged("sw", "unyanyasaji mtandaoni", BULLYING),
    Judged(
        "sw",
        "haki za watoto",
        {
            **named(3, "concept:child-rights", "treaty:crc"),
            **resources(1, "Strategy for the Rights of the Child", "Handbook for policy"),
        },
    ),
    Judged(
        "de",
        "Meldestelle",
        {**HOTLINES, **services(3, "hotline", countries=["DE"]), **named(3, "concept:hotline")},
    ),
    Judged("de", "Kinderpornografie", ABUSE_MATERIAL),
    Judged("de", "Cybermobbing", BULLYING),
    Judged(
        "de",
        "Leitfaden Schutz vor sexueller Ausbeutung",
        {**TERMINOLOGY, **resources(3, "Terminologischer Leitfaden")},
    ),
    Judged(
        "de",
        "Jugendmedienschutz",
        {
            **named(3, "law:de-2002-interstate-treaty-on-the-protection-of-m"),
            **named(3, "law:de-2025-interstate-treaty-on-the-protection-of-m"),
            **named(2, "concept:child-online-protection"),
            **named(2, "law:de-2021-second-act-amending-the-youth-protection"),
        },
    ),
    Judged(
        "de",
        "nummer gegen kummer",
        named(3, "service:DE:Nummer gegen Kummer – Kinder- und Jugendtelefon 116 111"),
    ),
)
