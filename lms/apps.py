"""Application configuration of courses and progress."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LmsConfig(AppConfig):
    name = "lms"
    label = "lms"
    verbose_name = _("Courses and progress")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from cms import personal_data
        from cms import retention as purges
        from cms.signals import signed_out_everywhere
        from lms import hosts, retention, site_map
        from lms.actions import end_tokens
        from lms.personal_data import SECTION
        from modules import hosting

        hosting.register_host(hosts.host_for)
        hosting.register_resume(hosts.resume_for)
        personal_data.register(SECTION)
        purges.register("lms.purge", retention.purge)
        site_map.register_all()

        def end(sender: Any, user: Any, **kwargs: Any) -> None:
            # A player left open on this device must not go on for whoever comes next;
            # the person's other devices get new tokens from their own sessions.
            if user is not None:
                end_tokens(user=user)

        for signal in (user_logged_out, signed_out_everywhere):
            signal.connect(end, weak=False, dispatch_uid="lms.end_tokens")
