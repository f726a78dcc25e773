"""Colleagues with all that is known of them, as files hold them."""

from __future__ import annotations

from crm_tui.views.whole_records import Field, Kind

USERS = Kind(
    "users",
    "user",
    "u",
    "",
    (
        Field("login", "u.login"),
        Field("name", "u.name"),
        Field("email", "u.email"),
        Field("role", "u.role"),
        Field("management", "u.is_management", "flag"),
        Field("time zone", "u.zone"),
        Field("working hours", "u.working_hours"),
        Field("active", "u.active", "flag"),
    ),
    keyed=False,
    custom=True,
)
"""A login is their key; those who left are in it, for what they did names them."""
