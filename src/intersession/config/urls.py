"""All addresses. Public pages carry the language as a prefix; programs' addresses do not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from intersession.site.urls import plain_urlpatterns

urlpatterns = [
    *plain_urlpatterns,
    *i18n_patterns(
        path("account/", include("intersession.people.urls")),
        path("", include("intersession.site.urls")),
    ),
]

handler400 = "intersession.site.errors.bad_request"
handler403 = "intersession.site.errors.forbidden"
handler404 = "intersession.site.errors.not_found"
handler500 = "intersession.site.errors.server_error"
