"""Two annual reports of the demo: last year's, published, and this year's, a draft."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from intersession.access.actor import SYSTEM, Actor
from intersession.annual_reports.actions import (
    begin_annual_report,
    publish_annual_report,
    write_annual_report,
)
from intersession.annual_reports.models import AnnualReport, Place

WORDS = {
    "en": "(Invented) A year in which the coalition learned to finish what it agreed. The figures below are counted "
    "from the record of this demonstration.",
    "fr": "(Inventé) Une année où la coalition a appris à achever ce qu’elle avait convenu. Les chiffres sont comptés "
    "d’après les données de cette démonstration.",
    "es": "(Ficticio) Un año en que la coalición aprendió a terminar lo que acuerda. Las cifras se cuentan a partir de "
    "los datos de esta demostración.",
    "ar": "(نص خيالي) عام تعلّم فيه التحالف أن يُتمّ ما اتفق عليه. الأرقام أدناه محسوبة من سجل هذا العرض التجريبي.",
}


@transaction.atomic
def fill(actor: Actor) -> str:
    """Add them where there are none."""
    if AnnualReport.objects.exists():
        return ""
    this = timezone.now().year
    for year in (this - 1, this):
        report = begin_annual_report(SYSTEM, date(year, 1, 1), date(year, 12, 31), is_fictional=True)
        for language, text in WORDS.items():
            write_annual_report(SYSTEM, report, language, {Place.FOREWORD: text})
        if year < this:
            publish_annual_report(SYSTEM, report)
    return "two annual reports"
