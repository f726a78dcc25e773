"""Filters of the filter language as conditions on customers, deals, tickets and tasks."""
