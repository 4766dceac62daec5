"""Where the returns desk lives."""

from django.urls import path

from aftercare.web.returns.views import files, lists, reviews, talks

urlpatterns = [
    path("", lists.returns_list, name="returns-list"),
    path("<str:number>/", files.return_detail, name="return-detail"),
    path("<str:number>/approve/", reviews.return_approve, name="return-approve"),
    path("<str:number>/reject/", reviews.return_reject, name="return-reject"),
    path("<str:number>/write/", talks.return_write, name="return-write"),
    path("<str:number>/reveal/", talks.return_reveal, name="return-reveal"),
]
