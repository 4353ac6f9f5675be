"""Addresses of transcripts and passages."""

from __future__ import annotations

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from intersession.transcripts import desk, views


class SortConverter(StringConverter):
    """The two sorts, so that other rooms have addresses below a session too."""

    regex = "transcript|old-report"


register_converter(SortConverter, "transcript_sort")

app_name = "transcripts"
urlpatterns = [
    path("sessions/passages/", views.passages, name="passages"),
    path("sessions/<slug:slug>/<transcript_sort:sort>/", views.transcript, name="transcript"),
    path("sessions/<slug:slug>/<transcript_sort:sort>/p<int:number>/", views.passage, name="passage"),
    path("desk/transcripts/", desk.imports, name="imports"),
    path("desk/transcripts/import/", desk.import_file, name="import_file"),
    path("desk/transcripts/store/", desk.store_transcript, name="store_transcript"),
    path("desk/transcripts/<int:pk>/", desk.review, name="review"),
    path("desk/transcripts/<int:pk>/minors/", desk.answer_flags, name="answer_flags"),
    path("desk/transcripts/<int:pk>/publish/", desk.publish_transcript, name="publish_transcript"),
    path("desk/transcripts/<int:pk>/discard/", desk.discard_transcript, name="discard_transcript"),
    path("desk/transcripts/<int:pk>/withdraw/", desk.withdraw_transcript, name="withdraw_transcript"),
    path(
        "desk/transcripts/<int:pk>/speakers/<int:speaker_pk>/", desk.correct_speaker, name="correct_speaker"
    ),
]
