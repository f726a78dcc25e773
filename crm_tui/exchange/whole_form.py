"""How a whole database is written into a folder or a zip file, for who writes it and who reads it.

A manifest names every table with its columns, how many rows it has and the digest of its file, so
that nothing that was changed or lost on the way comes in unnoticed.
"""

from __future__ import annotations

import re

NAME = "crm-tui whole database"
VERSION = 1
"""Of this form; raised where an older program would read a newer file wrongly."""
MANIFEST = "manifest.json"
README = "README.txt"

FILE = re.compile(r"files/([0-9a-f]{2}/[0-9a-f]{38})")


def table_name(table: str) -> str:
    """Where a table stands."""
    return f"tables/{table}.jsonl"


def file_name(name: str) -> str:
    """Where a kept file stands."""
    return f"files/{name}"


ABOUT = """\
A whole database of crm-tui, written to be read by people and programs.

manifest.json   what is here: the form's version, each table with its columns, how many rows it
                has, and the SHA-256 of its file
tables/*.jsonl  a file a table: one JSON object a line, UTF-8, a member a column, ids included
files/*         attachments and mails, named by what is in them (BLAKE2b, 20 bytes); the tables
                attachment and mail_message name them in the column file

Instants are UTC ('2026-11-22 09:00:00'), days plain ('2026-11-22'); amounts are whole minor units
(cents) in columns that end in _minor, quantities thousandths in those that end in _milli. A column
that ends in _id holds the id of a row: party_id and contact_id of party, user_id and owner_id of
user, and so on. Columns 'custom' and 'query' hold JSON as text. A merged customer names the one it
became part of in merged_into_id. What was archived has archived_at.

party             customers: companies and people      contact_method  telephones, addresses
relationship      who works where, who supplies whom   assignment      who looked after whom
timeline_entry    what happened, with participant      task, planning  what is to be done
deal, line_item, stage_change, credit, deal_person     the pipeline
ticket, ticket_state_change, attachment, mail_message  the service desk
document, document_line                                offers, orders, invoices
user, choice, setting, pipeline, stage, custom_field   how the firm works

'crm import FOLDER-or-ZIP' brings it into an empty database. The history of changes (undo) is not
part of it. 'crm export all --format csv' writes spreadsheets for other programs instead.
"""
