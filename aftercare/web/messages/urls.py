"""Messages: the log, the bell, the inbox."""

from django.urls import path

from aftercare.web.messages.views import bell, inbox, log

urlpatterns = [
    path("messages/", log.message_list, name="messages"),
    path("messages/<int:pk>/", log.message, name="message"),
    path("messages/<int:pk>/again/", log.again, name="message-again"),
    path("messages/<int:pk>/reveal/", log.reveal, name="message-reveal"),
    path("messages/inbox/", inbox.inbox, name="inbox"),
    path("messages/inbox/<int:pk>/", inbox.mail, name="mail"),
    path("messages/inbox/<int:pk>/file/", inbox.mail_file, name="mail-file"),
    path("messages/inbox/<int:pk>/aside/", inbox.mail_aside, name="mail-aside"),
    path("messages/inbox/<int:pk>/open/<int:order_id>/", inbox.mail_open, name="mail-open"),
    path("messages/files/<int:pk>/", inbox.mail_attachment, name="mail-attachment"),
    path("bell/", bell.count, name="bell"),
    path("bell/list/", bell.listing, name="bell-list"),
    path("bell/own/", bell.own, name="bell-own"),
    path("bell/read/", bell.read, name="bell-read"),
    path("bell/case/<case:number>/", bell.case, name="bell-case"),
    path("bell/<int:pk>/", bell.follow, name="bell-follow"),
    path("m/off/<str:mark>/", bell.off, name="message-off"),
]
