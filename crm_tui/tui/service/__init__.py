"""Tickets as they are drawn: lines of the queue, conversations, clocks."""
