-- Customers, their people, their timeline and what the timeline needs; the journal.

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('agent', 'manager', 'admin', 'viewer')),
  is_management INTEGER NOT NULL DEFAULT 0 CHECK (is_management IN (0, 1)),
  email TEXT NOT NULL DEFAULT '', zone TEXT NOT NULL DEFAULT '',
  working_hours TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
);

CREATE TABLE party (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  kind TEXT NOT NULL CHECK (kind IN ('company', 'person')),
  name TEXT NOT NULL CHECK (name <> ''), sort_name TEXT NOT NULL,
  parent_id INTEGER REFERENCES party (id),
  is_customer INTEGER NOT NULL DEFAULT 1 CHECK (is_customer IN (0, 1)),
  is_supplier INTEGER NOT NULL DEFAULT 0 CHECK (is_supplier IN (0, 1)),
  is_competitor INTEGER NOT NULL DEFAULT 0 CHECK (is_competitor IN (0, 1)),
  is_partner INTEGER NOT NULL DEFAULT 0 CHECK (is_partner IN (0, 1)),
  lifecycle TEXT NOT NULL DEFAULT 'prospect',
  relationship TEXT NOT NULL DEFAULT 'unknown', relationship_since DATE,
  wanted TEXT NOT NULL DEFAULT '',
  owner_id INTEGER REFERENCES user (id),
  industry TEXT NOT NULL DEFAULT '', size TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '', region TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT '', zone TEXT NOT NULL DEFAULT '',
  channel TEXT NOT NULL DEFAULT '', source TEXT NOT NULL DEFAULT '',
  referred_by_id INTEGER REFERENCES party (id),
  not_buying TEXT NOT NULL DEFAULT '', not_buying_note TEXT NOT NULL DEFAULT '',
  wants TEXT NOT NULL DEFAULT '', likes TEXT NOT NULL DEFAULT '',
  motives TEXT NOT NULL DEFAULT '', worries TEXT NOT NULL DEFAULT '',
  decides_how TEXT NOT NULL DEFAULT '', spoken_to_how TEXT NOT NULL DEFAULT '',
  birthday DATE,
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom)),
  last_contact_at DATETIME
);
-- Each order of the list and each filter a list begins with has an index that serves both. Every
-- index here is a tenth of the time of an import: the newest are read along the table itself.
CREATE INDEX party_customers ON party (archived_at, is_customer, sort_name, id);
CREATE INDEX party_contacts ON party (archived_at, is_customer, last_contact_at, id);
CREATE INDEX party_cities ON party (archived_at, is_customer, city, id);
CREATE INDEX party_lifecycles ON party (archived_at, is_customer, lifecycle, sort_name, id);
CREATE INDEX party_relationships ON party (archived_at, is_customer, relationship, sort_name, id);
CREATE INDEX party_owners ON party (archived_at, owner_id, is_customer, sort_name, id);
CREATE INDEX party_kinds ON party (archived_at, kind, sort_name, id);
CREATE INDEX party_names ON party (archived_at, sort_name, id);
CREATE INDEX party_archive ON party (sort_name, id) WHERE archived_at IS NOT NULL;
CREATE INDEX party_suppliers ON party (archived_at, sort_name, id) WHERE is_supplier = 1;
CREATE INDEX party_partners ON party (archived_at, sort_name, id) WHERE is_partner = 1;
CREATE INDEX party_competitors ON party (archived_at, sort_name, id) WHERE is_competitor = 1;
CREATE INDEX party_parents ON party (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX party_referrers ON party (referred_by_id) WHERE referred_by_id IS NOT NULL;

CREATE TABLE contact_method (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL CHECK (kind IN ('phone', 'email', 'web', 'social', 'post')),
  value TEXT NOT NULL CHECK (value <> ''), normal TEXT NOT NULL DEFAULT '',
  reversed_digits TEXT NOT NULL DEFAULT '', label TEXT NOT NULL DEFAULT '',
  is_primary INTEGER NOT NULL DEFAULT 0 CHECK (is_primary IN (0, 1)),
  shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)),
  bad_since DATE, opted_out_at DATETIME, consent_at DATETIME,
  consent_how TEXT NOT NULL DEFAULT ''
);
CREATE INDEX contact_method_party ON contact_method (party_id, kind, is_primary);
CREATE INDEX contact_method_normal ON contact_method (normal, kind) WHERE normal <> '';
CREATE INDEX contact_method_digits ON contact_method (reversed_digits) WHERE reversed_digits <> '';

CREATE TABLE relationship (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  other_id INTEGER NOT NULL REFERENCES party (id),
  kind TEXT NOT NULL, title TEXT NOT NULL DEFAULT '', influence TEXT NOT NULL DEFAULT '',
  since DATE, until DATE, CHECK (party_id <> other_id)
);
CREATE INDEX relationship_party ON relationship (party_id, kind);
CREATE INDEX relationship_other ON relationship (other_id, kind);

CREATE TABLE assignment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  user_id INTEGER NOT NULL REFERENCES user (id),
  role TEXT NOT NULL DEFAULT 'owner',
  since DATE NOT NULL, until DATE, take TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX assignment_owner ON assignment (party_id) WHERE role = 'owner' AND until IS NULL;
CREATE INDEX assignment_party ON assignment (party_id, since);
CREATE INDEX assignment_user ON assignment (user_id, until);

CREATE TABLE tag (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE
);
CREATE TABLE tagging (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  tag_id INTEGER NOT NULL REFERENCES tag (id)
);
CREATE UNIQUE INDEX tagging_party ON tagging (party_id, tag_id);
CREATE INDEX tagging_tag ON tagging (tag_id, party_id);

CREATE TABLE external_id (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL, record TEXT NOT NULL, value TEXT NOT NULL, "row" INTEGER NOT NULL
);
CREATE UNIQUE INDEX external_id_value ON external_id (record, value, source);
CREATE INDEX external_id_row ON external_id (record, "row");

CREATE TABLE product (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL CHECK (name <> ''), code TEXT NOT NULL DEFAULT '',
  series TEXT NOT NULL DEFAULT '', price_minor INTEGER, currency TEXT NOT NULL DEFAULT '',
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
);
CREATE INDEX product_name ON product (name);

CREATE TABLE task (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  kind TEXT NOT NULL DEFAULT 'other', title TEXT NOT NULL CHECK (title <> ''),
  party_id INTEGER REFERENCES party (id), assignee_id INTEGER REFERENCES user (id),
  side TEXT NOT NULL DEFAULT 'us' CHECK (side IN ('us', 'them')),
  priority TEXT NOT NULL DEFAULT 'normal',
  due DATE, start_at DATETIME, minutes INTEGER,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'doing', 'done', 'dropped')),
  outcome TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '', done_at DATETIME
);
CREATE INDEX task_party ON task (party_id, state, due);
CREATE INDEX task_assignee ON task (assignee_id, state, due);

CREATE TABLE timeline_entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL, day DATE NOT NULL, kind TEXT NOT NULL,
  channel TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT '' CHECK (direction IN ('', 'in', 'out')),
  minutes INTEGER, user_id INTEGER REFERENCES user (id), party_id INTEGER REFERENCES party (id),
  subject TEXT NOT NULL DEFAULT '', body TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '',
  internal INTEGER NOT NULL DEFAULT 0 CHECK (internal IN (0, 1)),
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  task_id INTEGER REFERENCES task (id), corrects_id INTEGER REFERENCES timeline_entry (id),
  created_at DATETIME NOT NULL
);
CREATE INDEX timeline_entry_party ON timeline_entry (party_id, at, id);
CREATE INDEX timeline_entry_at ON timeline_entry (at, id);
CREATE INDEX timeline_entry_task ON timeline_entry (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX timeline_entry_corrects ON timeline_entry (corrects_id) WHERE corrects_id IS NOT NULL;

CREATE TRIGGER timeline_entry_kept BEFORE UPDATE OF
  at, day, kind, channel, direction, minutes, user_id, party_id, subject, body, outcome, result,
  internal, task_id, corrects_id ON timeline_entry
BEGIN
  SELECT RAISE(ABORT, 'an entry of the timeline is corrected by a new one, never changed');
END;

CREATE TABLE participant (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NOT NULL REFERENCES timeline_entry (id),
  party_id INTEGER REFERENCES party (id), user_id INTEGER REFERENCES user (id)
);
CREATE INDEX participant_entry ON participant (entry_id);
CREATE INDEX participant_party ON participant (party_id, entry_id) WHERE party_id IS NOT NULL;

CREATE TABLE opinion (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  about TEXT NOT NULL CHECK (about IN ('product', 'service', 'company')),
  score INTEGER NOT NULL CHECK (score BETWEEN -2 AND 2), words TEXT NOT NULL DEFAULT '',
  at DATETIME NOT NULL, entry_id INTEGER REFERENCES timeline_entry (id)
);
CREATE INDEX opinion_party ON opinion (party_id, at);

CREATE TABLE need (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id),
  text TEXT NOT NULL CHECK (text <> ''), product_id INTEGER REFERENCES product (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'planned', 'met', 'cannot')),
  supplier_id INTEGER REFERENCES party (id), shared_at DATETIME, at DATETIME NOT NULL
);
CREATE INDEX need_party ON need (party_id, at);

CREATE TABLE choice (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  list TEXT NOT NULL, code TEXT NOT NULL, label TEXT NOT NULL, position INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  needs_note INTEGER NOT NULL DEFAULT 0 CHECK (needs_note IN (0, 1)),
  needs_party INTEGER NOT NULL DEFAULT 0 CHECK (needs_party IN (0, 1)),
  meaning TEXT NOT NULL DEFAULT '', "key" TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX choice_code ON choice (list, code);

CREATE TABLE setting (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL
);
CREATE TABLE saved_view (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  place TEXT NOT NULL DEFAULT 'customers', name TEXT NOT NULL,
  user_id INTEGER REFERENCES user (id),
  query TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(query)),
  position INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE change_set (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at DATETIME NOT NULL, user_id INTEGER REFERENCES user (id), label TEXT NOT NULL,
  origin TEXT NOT NULL DEFAULT '', session TEXT NOT NULL DEFAULT '',
  finished INTEGER NOT NULL DEFAULT 1 CHECK (finished IN (0, 1)),
  undoes_id INTEGER REFERENCES change_set (id)
);
CREATE INDEX change_set_undoes ON change_set (undoes_id) WHERE undoes_id IS NOT NULL;
CREATE INDEX change_set_unfinished ON change_set (id) WHERE finished = 0;
CREATE INDEX change_set_user ON change_set (user_id, id);
CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  change_set_id INTEGER NOT NULL REFERENCES change_set (id),
  record TEXT NOT NULL, "row" INTEGER NOT NULL, before TEXT, after TEXT
);
CREATE INDEX change_change_set ON change (change_set_id, id);
CREATE INDEX change_row ON change (record, "row", id);
-- The one row that stands here while a change set is open; outside of one, every write fails.
CREATE TABLE open_change_set (change_set_id INTEGER NOT NULL);

-- Marks are part of a word (M*), as they are where words are taken apart for a search: else a Thai
-- or Hindi word would be several here, and an index without positions refuses such a search.
CREATE VIRTUAL TABLE party_search USING fts5 (
  name, company, email, phone, tags, place, notes,
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '1 2 3'
);
CREATE VIRTUAL TABLE entry_search USING fts5 (
  words, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '2 3', detail = none
);
CREATE VIRTUAL TABLE task_search USING fts5 (
  title, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '2 3', detail = none
);
CREATE VIRTUAL TABLE digits_search USING fts5 (digits, tokenize = "trigram", detail = none);
CREATE TABLE party_words (word TEXT PRIMARY KEY) WITHOUT ROWID;

INSERT INTO choice (list, position, code, label, meaning, needs_note, needs_party, "key") VALUES
  ('lifecycle', 1, 'stranger', 'stranger', 'before', 0, 0, 's'),
  ('lifecycle', 2, 'prospect', 'prospect', 'before', 0, 0, 'p'),
  ('lifecycle', 3, 'customer', 'customer', 'buying', 0, 0, 'c'),
  ('lifecycle', 4, 'dormant', 'dormant', 'paused', 0, 0, 'd'),
  ('lifecycle', 5, 'former', 'former', 'ended', 1, 0, 'f'),
  ('lifecycle', 6, 'not_for_us', 'not for us', 'ended', 1, 0, 'n'),
  ('relationship', 1, 'unknown', 'unknown', '', 0, 0, ''),
  ('relationship', 2, 'heard_of_us', 'heard of us', '', 0, 0, ''),
  ('relationship', 3, 'in_talks', 'in talks', '', 0, 0, ''),
  ('relationship', 4, 'first_purchase', 'first purchase', '', 0, 0, ''),
  ('relationship', 5, 'regular', 'regular', '', 0, 0, ''),
  ('relationship', 6, 'relies_on_us', 'relies on us', '', 0, 0, ''),
  ('relationship', 7, 'recommends_us', 'recommends us', '', 0, 0, ''),
  ('relationship', 8, 'cooling', 'cooling', '', 0, 0, ''),
  ('relationship', 9, 'ended', 'ended', '', 0, 0, ''),
  ('wanted', 1, 'single_sale', 'single sale', '', 0, 0, ''),
  ('wanted', 2, 'regular_supply', 'regular supply', '', 0, 0, ''),
  ('wanted', 3, 'preferred_supplier', 'preferred supplier', '', 0, 0, ''),
  ('wanted', 4, 'partnership', 'partnership', '', 0, 0, ''),
  ('wanted', 5, 'joint_programme', 'joint programme', '', 0, 0, ''),
  ('channel', 1, 'phone', 'phone', 'call', 0, 0, 'p'),
  ('channel', 2, 'email', 'e-mail', 'written', 0, 0, 'e'),
  ('channel', 3, 'visit_to_them', 'visit to them', 'visit', 0, 0, 'v'),
  ('channel', 4, 'visit_to_us', 'visit to us', 'visit', 0, 0, 'u'),
  ('channel', 5, 'video', 'video', 'call', 0, 0, 'd'),
  ('channel', 6, 'chat', 'chat', 'written', 0, 0, 'c'),
  ('channel', 7, 'sms', 'SMS', 'written', 0, 0, 's'),
  ('channel', 8, 'messenger', 'messenger', 'written', 0, 0, 'm'),
  ('channel', 9, 'letter', 'letter', 'written', 0, 0, 'l'),
  ('channel', 10, 'web_form', 'web form', 'written', 0, 0, 'w'),
  ('channel', 11, 'event', 'event', 'meeting', 0, 0, 't'),
  ('channel', 12, 'point_of_sale', 'point of sale', 'meeting', 0, 0, 'o'),
  ('task_kind', 1, 'call', 'call', 'call', 0, 0, ''),
  ('task_kind', 2, 'call_back', 'call back', 'call', 0, 0, ''),
  ('task_kind', 3, 'visit', 'visit', '', 0, 0, ''),
  ('task_kind', 4, 'management_visit', 'management visit', 'management', 0, 0, ''),
  ('task_kind', 5, 'meeting', 'meeting', '', 0, 0, ''),
  ('task_kind', 6, 'email', 'e-mail', '', 0, 0, ''),
  ('task_kind', 7, 'offer', 'offer', '', 0, 0, ''),
  ('task_kind', 8, 'follow_up', 'follow-up', '', 0, 0, ''),
  ('task_kind', 9, 'demo', 'demo', '', 0, 0, ''),
  ('task_kind', 10, 'contract_step', 'contract step', '', 0, 0, ''),
  ('task_kind', 11, 'delivery_check', 'delivery check', '', 0, 0, ''),
  ('task_kind', 12, 'payment_reminder', 'payment reminder', '', 0, 0, ''),
  ('task_kind', 13, 'ticket_work', 'ticket work', '', 0, 0, ''),
  ('task_kind', 14, 'campaign_touch', 'campaign touch', '', 0, 0, ''),
  ('task_kind', 15, 'review', 'review', '', 0, 0, ''),
  ('task_kind', 16, 'thank_you', 'thank-you', '', 0, 0, ''),
  ('task_kind', 17, 'other', 'other', '', 0, 0, ''),
  ('outcome', 1, 'reached', 'reached', 'reached', 0, 0, 'r'),
  ('outcome', 2, 'no_answer', 'no answer', 'attempt', 0, 0, 'n'),
  ('outcome', 3, 'voicemail', 'voicemail', 'attempt', 0, 0, 'v'),
  ('outcome', 4, 'call_back', 'call back at', 'call_back', 0, 0, 'c'),
  ('outcome', 5, 'wrong_number', 'wrong number', 'bad_number', 0, 0, 'w'),
  ('outcome', 6, 'gone', 'not there any more', 'gone', 0, 0, 'g'),
  ('outcome', 7, 'not_interested', 'not interested', 'reached', 0, 0, 'i'),
  ('outcome', 8, 'do_not_contact', 'do not contact', 'opt_out', 0, 0, 'd'),
  ('outcome', 9, 'next_step', 'agreed next step', 'next_step', 0, 0, 's'),
  ('outcome', 10, 'bought', 'bought', 'bought', 0, 0, 'b'),
  ('outcome', 11, 'complaint', 'complaint raised', 'complaint', 0, 0, 'm'),
  ('not_buying', 1, 'never_asked', 'never asked', '', 0, 0, ''),
  ('not_buying', 2, 'supplied_by', 'supplied by another', 'competitor', 0, 1, ''),
  ('not_buying', 3, 'no_need', 'no need', '', 0, 0, ''),
  ('not_buying', 4, 'price', 'price', '', 0, 0, ''),
  ('not_buying', 5, 'bad_experience', 'past bad experience', '', 0, 0, ''),
  ('not_buying', 6, 'no_contact', 'no contact', '', 0, 0, ''),
  ('not_buying', 7, 'we_chose_not', 'we chose not to', '', 0, 0, ''),
  ('not_buying', 8, 'not_known', 'not known', 'unknown', 0, 0, ''),
  ('source', 1, 'referral', 'referral', '', 0, 0, ''),
  ('source', 2, 'own_search', 'own search', '', 0, 0, ''),
  ('source', 3, 'web', 'web', '', 0, 0, ''),
  ('source', 4, 'event', 'event', '', 0, 0, ''),
  ('source', 5, 'campaign', 'campaign', '', 0, 0, ''),
  ('source', 6, 'phoned_in', 'phoned in', '', 0, 0, ''),
  ('source', 7, 'walked_in', 'walked in', '', 0, 0, ''),
  ('source', 8, 'partner', 'partner', '', 0, 0, ''),
  ('source', 9, 'supplier_contact', 'supplier''s contact', '', 0, 0, ''),
  ('source', 10, 'bought_list', 'bought list', '', 0, 0, ''),
  ('source', 11, 'import', 'import', 'import', 0, 0, ''),
  ('source', 12, 'other', 'other', '', 0, 0, '');
