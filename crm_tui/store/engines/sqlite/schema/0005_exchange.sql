-- Data in, data out and no doubles: merged customers, own fields, imports, documents, erasures.

-- Who was merged stays as a row, archived, and points at the one that stays (rule 11).
ALTER TABLE party ADD COLUMN merged_into_id INTEGER REFERENCES party (id);
CREATE INDEX party_merged ON party (merged_into_id) WHERE merged_into_id IS NOT NULL;

-- What a merged party was called and known by still finds the one that stays.
CREATE TABLE alias (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL CHECK (kind IN ('name', 'id', 'number')),
  value TEXT NOT NULL CHECK (value <> ''), folded TEXT NOT NULL
);
CREATE INDEX alias_folded ON alias (kind, folded);
CREATE INDEX alias_party ON alias (party_id);

-- Two that look alike and are not the same, for good.
CREATE TABLE distinct_pair (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  one_id INTEGER NOT NULL REFERENCES party (id), other_id INTEGER NOT NULL REFERENCES party (id),
  reason TEXT NOT NULL CHECK (reason <> ''),
  user_id INTEGER REFERENCES user (id), at DATETIME NOT NULL,
  CHECK (one_id < other_id)
);
CREATE UNIQUE INDEX distinct_pair_both ON distinct_pair (one_id, other_id);
CREATE INDEX distinct_pair_other ON distinct_pair (other_id);

-- A firm's own fields; their values stand in the record's `custom` under `code`.
CREATE TABLE custom_field (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  record TEXT NOT NULL CHECK (record IN ('party', 'deal', 'ticket')),
  code TEXT NOT NULL CHECK (code <> ''), label TEXT NOT NULL CHECK (label <> ''),
  kind TEXT NOT NULL CHECK (kind IN
    ('text', 'long_text', 'number', 'money', 'day', 'yes_no', 'choice', 'email', 'phone', 'web')),
  choices TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(choices)),
  position INTEGER NOT NULL DEFAULT 0,
  required INTEGER NOT NULL DEFAULT 0 CHECK (required IN (0, 1))
);
CREATE UNIQUE INDEX custom_field_code ON custom_field (record, code);

-- What the columns of a file became, found again by the columns' names.
CREATE TABLE import_mapping (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  signature TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL,
  mapping TEXT NOT NULL CHECK (json_valid(mapping)), at DATETIME NOT NULL
);
-- What came of an import; it stays when the import is taken back.
CREATE TABLE import_report (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  change_set_id INTEGER, user_id INTEGER, at DATETIME NOT NULL,
  file TEXT NOT NULL, kind TEXT NOT NULL, report TEXT NOT NULL CHECK (json_valid(report))
);
CREATE INDEX import_report_change_set ON import_report (change_set_id);

CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  kind TEXT NOT NULL CHECK (kind IN
    ('quote', 'order', 'contract', 'delivery', 'invoice', 'payment', 'credit_note')),
  number TEXT NOT NULL DEFAULT '', title TEXT NOT NULL DEFAULT '',
  party_id INTEGER REFERENCES party (id), contact_id INTEGER REFERENCES party (id),
  owner_id INTEGER REFERENCES user (id),
  deal_id INTEGER REFERENCES deal (id), parent_id INTEGER REFERENCES document (id),
  state TEXT NOT NULL DEFAULT '', issued DATE, due DATE, ends DATE,
  amount_minor INTEGER, currency TEXT NOT NULL DEFAULT '',
  address TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
);
CREATE INDEX document_party ON document (party_id, issued, id) WHERE party_id IS NOT NULL;
CREATE INDEX document_contact ON document (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX document_number ON document (number, kind);
CREATE INDEX document_issued ON document (kind, issued, id);
CREATE INDEX document_parent ON document (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX document_deal ON document (deal_id) WHERE deal_id IS NOT NULL;

-- `amount_minor` is the line's sum after its discount; a quantity taken back is below zero.
CREATE TABLE document_line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id),
  position INTEGER NOT NULL DEFAULT 0,
  product_id INTEGER REFERENCES product (id), text TEXT NOT NULL DEFAULT '',
  quantity_milli INTEGER NOT NULL DEFAULT 1000, price_minor INTEGER,
  discount_permille INTEGER NOT NULL DEFAULT 0, amount_minor INTEGER
);
CREATE INDEX document_line_document ON document_line (document_id, position, id);
CREATE INDEX document_line_product ON document_line (product_id) WHERE product_id IS NOT NULL;

-- That a person's data were erased, without the data (rule 16): how many rows of what. The
-- digests tell when an erased address is about to come in again.
CREATE TABLE erasure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL, user_id INTEGER, party_id INTEGER NOT NULL,
  reason TEXT NOT NULL DEFAULT '', counts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(counts))
);
CREATE TABLE erased_address (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  erasure_id INTEGER NOT NULL REFERENCES erasure (id), salt TEXT NOT NULL, digest TEXT NOT NULL
);
-- Holds a party only inside the transaction that erases it.
CREATE TABLE erasing (party_id INTEGER NOT NULL);

-- An entry of the timeline moves with its party into the one it is merged into, and back; its
-- words go only where the person they are about is erased.
DROP TRIGGER timeline_entry_kept;
CREATE TRIGGER timeline_entry_kept BEFORE UPDATE OF
  at, day, kind, channel, direction, minutes, user_id, subject, body, outcome, result,
  internal, task_id, deal_id, corrects_id ON timeline_entry
WHEN NOT EXISTS (SELECT 1 FROM erasing)
BEGIN
  SELECT RAISE(ABORT, 'an entry of the timeline is corrected by a new one, never changed');
END;
CREATE TRIGGER timeline_entry_stays BEFORE UPDATE OF party_id ON timeline_entry
WHEN OLD.party_id IS NOT NEW.party_id
  AND NOT EXISTS (SELECT 1 FROM erasing)
  AND NOT EXISTS (SELECT 1 FROM party WHERE id = OLD.party_id AND merged_into_id = NEW.party_id)
  AND NOT EXISTS (SELECT 1 FROM party WHERE id = NEW.party_id AND merged_into_id = OLD.party_id)
BEGIN
  SELECT RAISE(ABORT, 'an entry of the timeline stays with whom it is about');
END;
