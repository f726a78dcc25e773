-- The pipeline: opportunities from the first guess to the end, and why they were lost.

CREATE TABLE pipeline (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), position INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE stage (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  pipeline_id INTEGER NOT NULL REFERENCES pipeline (id),
  position INTEGER NOT NULL, name TEXT NOT NULL CHECK (name <> ''),
  kind TEXT NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
  probability INTEGER NOT NULL CHECK (probability BETWEEN 0 AND 100),
  stale_days INTEGER, checklist TEXT NOT NULL DEFAULT ''
);
CREATE INDEX stage_pipeline ON stage (pipeline_id, position);

CREATE TABLE goal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), note TEXT NOT NULL DEFAULT '',
  target_minor INTEGER, currency TEXT NOT NULL DEFAULT '', since DATE, until DATE
);

-- `stage_id`, `state` and `stage_since` repeat the newest `stage_change`.
CREATE TABLE deal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  number TEXT NOT NULL UNIQUE, title TEXT NOT NULL CHECK (title <> ''),
  party_id INTEGER REFERENCES party (id), contact_id INTEGER REFERENCES party (id),
  owner_id INTEGER REFERENCES user (id),
  pipeline_id INTEGER NOT NULL REFERENCES pipeline (id),
  stage_id INTEGER NOT NULL REFERENCES stage (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'won', 'lost')),
  stage_since DATE NOT NULL,
  amount_minor INTEGER CHECK (amount_minor >= 0), currency TEXT NOT NULL DEFAULT '',
  probability INTEGER CHECK (probability BETWEEN 0 AND 100),
  expected_close DATE, opened_on DATE, closed_on DATE,
  source TEXT NOT NULL DEFAULT '', goal_id INTEGER REFERENCES goal (id),
  lost_reason TEXT NOT NULL DEFAULT '', lost_to_id INTEGER REFERENCES party (id),
  lost_note TEXT NOT NULL DEFAULT '', gain TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
);
-- A column of the board is read along the first; its sums along the second, without the table.
CREATE INDEX deal_column ON deal (stage_id, expected_close, id)
  WHERE state = 'open' AND archived_at IS NULL;
CREATE INDEX deal_sums ON deal (pipeline_id, stage_id, currency, amount_minor, probability)
  WHERE state = 'open' AND archived_at IS NULL;
CREATE INDEX deal_closed ON deal (state, closed_on, id) WHERE state <> 'open';
CREATE INDEX deal_party ON deal (party_id, state) WHERE party_id IS NOT NULL;
CREATE INDEX deal_contact ON deal (contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX deal_owner ON deal (owner_id, state, expected_close);
CREATE INDEX deal_lost_to ON deal (lost_to_id) WHERE lost_to_id IS NOT NULL;
CREATE INDEX deal_goal ON deal (goal_id) WHERE goal_id IS NOT NULL;

CREATE TABLE stage_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deal_id INTEGER NOT NULL REFERENCES deal (id),
  at DATETIME NOT NULL, day DATE NOT NULL, user_id INTEGER REFERENCES user (id),
  from_id INTEGER REFERENCES stage (id), to_id INTEGER NOT NULL REFERENCES stage (id),
  back INTEGER NOT NULL DEFAULT 0 CHECK (back IN (0, 1)),
  probability INTEGER NOT NULL
);
CREATE INDEX stage_change_deal ON stage_change (deal_id, at, id);

CREATE TABLE line_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deal_id INTEGER NOT NULL REFERENCES deal (id),
  product_id INTEGER REFERENCES product (id), text TEXT NOT NULL DEFAULT '',
  quantity_milli INTEGER NOT NULL DEFAULT 1000 CHECK (quantity_milli > 0),
  price_minor INTEGER
);
CREATE INDEX line_item_deal ON line_item (deal_id);
CREATE INDEX line_item_product ON line_item (product_id, deal_id) WHERE product_id IS NOT NULL;

-- A person's part in the decision on a deal.
CREATE TABLE deal_person (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deal_id INTEGER NOT NULL REFERENCES deal (id),
  party_id INTEGER NOT NULL REFERENCES party (id), part TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX deal_person_deal ON deal_person (deal_id, party_id);
CREATE INDEX deal_person_party ON deal_person (party_id);

CREATE TABLE credit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  deal_id INTEGER NOT NULL REFERENCES deal (id),
  party_id INTEGER REFERENCES party (id), user_id INTEGER REFERENCES user (id),
  how TEXT NOT NULL DEFAULT '', share INTEGER CHECK (share BETWEEN 0 AND 100),
  CHECK ((party_id IS NULL) <> (user_id IS NULL))
);
CREATE INDEX credit_deal ON credit (deal_id);
CREATE INDEX credit_party ON credit (party_id) WHERE party_id IS NOT NULL;
CREATE INDEX credit_user ON credit (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE competitor_note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL CHECK (kind IN ('move', 'action', 'strength', 'weakness', 'price')),
  text TEXT NOT NULL CHECK (text <> ''), market TEXT NOT NULL DEFAULT '',
  day DATE NOT NULL, source TEXT NOT NULL DEFAULT '',
  user_id INTEGER REFERENCES user (id), at DATETIME NOT NULL
);
CREATE INDEX competitor_note_party ON competitor_note (party_id, day);

-- What is to be won in a month (its first day), by a colleague or by the whole firm.
CREATE TABLE target (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER REFERENCES user (id), month DATE NOT NULL,
  amount_minor INTEGER NOT NULL, currency TEXT NOT NULL
);
CREATE UNIQUE INDEX target_month ON target (month, coalesce(user_id, 0), currency);

ALTER TABLE task ADD COLUMN deal_id INTEGER REFERENCES deal (id);
CREATE INDEX task_deal ON task (deal_id, state) WHERE deal_id IS NOT NULL;
ALTER TABLE timeline_entry ADD COLUMN deal_id INTEGER REFERENCES deal (id);
CREATE INDEX timeline_entry_deal ON timeline_entry (deal_id, at, id) WHERE deal_id IS NOT NULL;
DROP TRIGGER timeline_entry_kept;
CREATE TRIGGER timeline_entry_kept BEFORE UPDATE OF
  at, day, kind, channel, direction, minutes, user_id, party_id, subject, body, outcome, result,
  internal, task_id, deal_id, corrects_id ON timeline_entry
BEGIN
  SELECT RAISE(ABORT, 'an entry of the timeline is corrected by a new one, never changed');
END;

CREATE VIRTUAL TABLE deal_search USING fts5 (
  words, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '2 3', detail = none
);

INSERT INTO pipeline (id, created_at, updated_at, name, position)
  VALUES (1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Sales', 1);
INSERT INTO stage (created_at, updated_at, pipeline_id, position, name, kind, probability, stale_days)
  VALUES
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 1, 'Lead', 'open', 10, 14),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 2, 'Qualified', 'open', 25, 14),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 3, 'Need agreed', 'open', 40, 14),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 4, 'Offer', 'open', 60, 10),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 5, 'Negotiation', 'open', 80, 10),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 6, 'Won', 'won', 100, NULL),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 1, 7, 'Lost', 'lost', 0, NULL);

INSERT INTO choice (list, position, code, label, meaning, needs_note, needs_party, "key") VALUES
  ('lost_reason', 1, 'price', 'price', 'price', 0, 0, 'p'),
  ('lost_reason', 2, 'competitor', 'chose a competitor', 'competitor', 0, 1, 'c'),
  ('lost_reason', 3, 'no_budget', 'no budget', '', 0, 0, 'b'),
  ('lost_reason', 4, 'no_decision', 'no decision', '', 0, 0, 'd'),
  ('lost_reason', 5, 'need_gone', 'need gone', '', 0, 0, 'g'),
  ('lost_reason', 6, 'feature', 'missing feature', '', 0, 0, 'f'),
  ('lost_reason', 7, 'delivery', 'delivery time', '', 0, 0, 't'),
  ('lost_reason', 8, 'fit', 'poor fit', '', 0, 0, 'i'),
  ('lost_reason', 9, 'decider', 'could not reach the decider', '', 0, 0, 'r'),
  ('lost_reason', 10, 'service', 'our service', '', 0, 0, 's'),
  ('lost_reason', 11, 'lost_contact', 'lost contact', '', 0, 0, 'l'),
  ('lost_reason', 12, 'other', 'other', '', 1, 0, 'o');
