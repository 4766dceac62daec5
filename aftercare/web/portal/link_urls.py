"""A case by its secret link."""

from aftercare.web.portal.case_urls import case_paths
from aftercare.web.portal.doors import by_token

urlpatterns = case_paths("<token:token>", by_token, "link", case_name="case-by-link")
