"""Lifelike data for `crm demo`: customers in many languages and nine months of work with them."""

from crm_tui.services.demo.filling import fill

__all__ = ["fill"]
