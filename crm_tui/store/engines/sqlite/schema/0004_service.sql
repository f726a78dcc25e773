-- The service desk: complaints, requests and suggestions, their clocks, their mail.

-- When a firm answers. A calendar without a zone gets the firm's with its first ticket.
CREATE TABLE business_calendar (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''),
  hours TEXT NOT NULL DEFAULT 'mon-fri 9-17', zone TEXT NOT NULL DEFAULT '',
  keeps_days_off INTEGER NOT NULL DEFAULT 1 CHECK (keeps_days_off IN (0, 1))
);
CREATE TABLE holiday (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  calendar_id INTEGER NOT NULL REFERENCES business_calendar (id),
  day DATE NOT NULL, name TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX holiday_day ON holiday (calendar_id, day);

-- The first policy, by position, whose words all hold is a ticket's; an empty word always holds.
CREATE TABLE sla_policy (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), position INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT '', priority TEXT NOT NULL DEFAULT '',
  queue TEXT NOT NULL DEFAULT '', segment TEXT NOT NULL DEFAULT '',
  calendar_id INTEGER NOT NULL REFERENCES business_calendar (id),
  first_response INTEGER CHECK (first_response > 0),
  resolution INTEGER CHECK (resolution > 0),
  warn_percent INTEGER NOT NULL DEFAULT 75 CHECK (warn_percent BETWEEN 1 AND 100)
);

-- `state` and `state_since` repeat the newest `ticket_state_change`; the four clock columns are
-- reckoned from those changes: `due_at` and `warn_at` are of the clocks that run now, if any.
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  number TEXT NOT NULL UNIQUE, title TEXT NOT NULL CHECK (title <> ''),
  kind TEXT NOT NULL DEFAULT 'request',
  party_id INTEGER REFERENCES party (id), contact_id INTEGER REFERENCES party (id),
  product_id INTEGER REFERENCES product (id),
  channel TEXT NOT NULL DEFAULT '', queue TEXT NOT NULL DEFAULT 'first_line',
  assignee_id INTEGER REFERENCES user (id),
  priority TEXT NOT NULL DEFAULT 'normal'
    CHECK (priority IN ('urgent', 'high', 'normal', 'low')),
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN
    ('new', 'open', 'waiting_customer', 'waiting_inside', 'solved', 'closed', 'merged')),
  state_since DATETIME NOT NULL, opened_at DATETIME NOT NULL,
  policy_id INTEGER REFERENCES sla_policy (id),
  first_response_due DATETIME, resolution_due DATETIME, due_at DATETIME, warn_at DATETIME,
  first_responded_at DATETIME, resolved_at DATETIME,
  wait_until DATE, closing_reason TEXT NOT NULL DEFAULT '', closing_note TEXT NOT NULL DEFAULT '',
  cause TEXT NOT NULL DEFAULT '',
  merged_into_id INTEGER REFERENCES ticket (id), offer_deal_id INTEGER REFERENCES deal (id),
  rating INTEGER CHECK (rating BETWEEN 1 AND 5), rating_words TEXT NOT NULL DEFAULT '',
  rating_asked_at DATETIME, last_in_at DATETIME, last_out_at DATETIME,
  custom TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(custom))
);
-- The queue is read along its order; each of its views along an order of its own. What else a
-- queue is sorted and sifted by stands in the index, so that counting reads no ticket.
CREATE INDEX ticket_queue ON ticket (
  coalesce(due_at, '9999'), id, warn_at, state, kind, queue, priority, assignee_id, product_id,
  wait_until, opened_at, last_in_at, due_at, archived_at
) WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND archived_at IS NULL;
CREATE INDEX ticket_running ON ticket (warn_at, coalesce(due_at, '9999'), id)
  WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND archived_at IS NULL;
CREATE INDEX ticket_agent ON ticket (assignee_id, state, coalesce(due_at, '9999'), id)
  WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND archived_at IS NULL;
CREATE INDEX ticket_kinds ON ticket (kind, coalesce(due_at, '9999'), id)
  WHERE state IN ('new', 'open', 'waiting_customer', 'waiting_inside') AND archived_at IS NULL;
CREATE INDEX ticket_solved ON ticket (resolved_at, id) WHERE state = 'solved';
CREATE INDEX ticket_over ON ticket (
  state, state_since, id, kind, queue, priority, assignee_id, opened_at, last_in_at, due_at,
  archived_at
) WHERE state IN ('solved', 'closed', 'merged') AND archived_at IS NULL;
CREATE INDEX ticket_opened ON ticket (opened_at, id);
CREATE INDEX ticket_ended ON ticket (resolved_at, id) WHERE resolved_at IS NOT NULL;
CREATE INDEX ticket_party ON ticket (party_id, state) WHERE party_id IS NOT NULL;
CREATE INDEX ticket_contact ON ticket (contact_id, state) WHERE contact_id IS NOT NULL;
CREATE INDEX ticket_product ON ticket (product_id, kind) WHERE product_id IS NOT NULL;
CREATE INDEX ticket_merged ON ticket (merged_into_id) WHERE merged_into_id IS NOT NULL;
CREATE INDEX ticket_offer ON ticket (offer_deal_id) WHERE offer_deal_id IS NOT NULL;

CREATE TABLE ticket_state_change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  at DATETIME NOT NULL, user_id INTEGER REFERENCES user (id),
  before TEXT NOT NULL DEFAULT '', after TEXT NOT NULL
);
CREATE INDEX ticket_state_change_ticket ON ticket_state_change (ticket_id, at, id);

-- Who is on a ticket now; it ends by itself, and is nobody's change to take back. No reference:
-- a ticket that was claimed can be taken back.
CREATE TABLE claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL UNIQUE,
  user_id INTEGER NOT NULL REFERENCES user (id), since DATETIME NOT NULL, until DATETIME NOT NULL
);

CREATE TABLE ticket_tagging (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  ticket_id INTEGER NOT NULL REFERENCES ticket (id),
  tag_id INTEGER NOT NULL REFERENCES tag (id)
);
CREATE UNIQUE INDEX ticket_tagging_ticket ON ticket_tagging (ticket_id, tag_id);
CREATE INDEX ticket_tagging_tag ON ticket_tagging (tag_id, ticket_id);

CREATE TABLE snippet (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), text TEXT NOT NULL CHECK (text <> ''),
  position INTEGER NOT NULL DEFAULT 0
);
-- `steps` is a list of [verb, value]; `then` is 'stay' or 'next'.
CREATE TABLE macro (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at DATETIME NOT NULL, updated_at DATETIME NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, archived_at DATETIME,
  name TEXT NOT NULL UNIQUE CHECK (name <> ''), "key" TEXT NOT NULL DEFAULT '',
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(steps)),
  "then" TEXT NOT NULL DEFAULT 'next' CHECK ("then" IN ('stay', 'next')),
  position INTEGER NOT NULL DEFAULT 0
);

-- Mail that came in or went out. `digest` tells one message from another, whatever its headers
-- say. A refused one has a reason and no entry, and its file; one that goes out has a state, and a
-- queued one that could not be sent says why.
CREATE TABLE mail_message (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER REFERENCES timeline_entry (id), ticket_id INTEGER REFERENCES ticket (id),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  message_id TEXT NOT NULL DEFAULT '', digest TEXT NOT NULL, in_reply_to TEXT NOT NULL DEFAULT '',
  sender TEXT NOT NULL DEFAULT '', recipients TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '', at DATETIME NOT NULL, quoted TEXT NOT NULL DEFAULT '',
  refused TEXT NOT NULL DEFAULT '', file TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT ''
    CHECK (state IN ('', 'queued', 'sending', 'sent', 'handed', 'cancelled')),
  failure TEXT NOT NULL DEFAULT '', sent_at DATETIME
);
CREATE UNIQUE INDEX mail_message_digest ON mail_message (digest);
CREATE INDEX mail_message_id ON mail_message (message_id) WHERE message_id <> '';
CREATE INDEX mail_message_entry ON mail_message (entry_id) WHERE entry_id IS NOT NULL;
CREATE INDEX mail_message_ticket ON mail_message (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX mail_message_sender ON mail_message (sender, at) WHERE direction = 'in';
CREATE INDEX mail_message_waiting ON mail_message (state, id)
  WHERE state IN ('queued', 'sending');

-- A file kept beside the database, named by what is in it.
CREATE TABLE attachment (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry_id INTEGER NOT NULL REFERENCES timeline_entry (id),
  name TEXT NOT NULL DEFAULT '', type TEXT NOT NULL DEFAULT '', size INTEGER NOT NULL DEFAULT 0,
  file TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX attachment_entry ON attachment (entry_id);
CREATE INDEX attachment_file ON attachment (file);

ALTER TABLE task ADD COLUMN ticket_id INTEGER REFERENCES ticket (id);
CREATE INDEX task_ticket ON task (ticket_id, state) WHERE ticket_id IS NOT NULL;
-- The ticket a deal came of (S107).
ALTER TABLE deal ADD COLUMN ticket_id INTEGER REFERENCES ticket (id);
CREATE INDEX deal_ticket ON deal (ticket_id) WHERE ticket_id IS NOT NULL;
-- Merging tickets moves their entries: `ticket_id` alone may change.
ALTER TABLE timeline_entry ADD COLUMN ticket_id INTEGER REFERENCES ticket (id);
CREATE INDEX timeline_entry_ticket ON timeline_entry (ticket_id, at, id) WHERE ticket_id IS NOT NULL;
-- Whom our management has not visited is told from the visits of these few (S27).
CREATE INDEX timeline_entry_visit ON timeline_entry (user_id, day, party_id) WHERE kind = 'visit';
CREATE INDEX participant_user ON participant (user_id, entry_id) WHERE user_id IS NOT NULL;

CREATE VIRTUAL TABLE ticket_search USING fts5 (
  words, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'", prefix = '2 3', detail = none
);

INSERT INTO business_calendar (id, created_at, updated_at, name)
  VALUES (1, '2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Office hours');
INSERT INTO sla_policy
  (created_at, updated_at, name, position, priority, calendar_id, first_response, resolution)
  VALUES
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Urgent', 1, 'urgent', 1, 60, 480),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'High', 2, 'high', 1, 240, 960),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Normal', 3, 'normal', 1, 480, 2400),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'Low', 4, 'low', 1, 960, 4800);
INSERT INTO snippet (created_at, updated_at, name, text, position) VALUES
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'thanks',
   'Dear {first_name},' || char(10) || char(10) || 'Thank you for writing to us about "{title}". We look into it and answer by {answer_due}.', 1),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'more',
   'Dear {first_name},' || char(10) || char(10) || 'To help you we need to know a little more: ', 2),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'solved',
   'Dear {first_name},' || char(10) || char(10) || 'This is put right now. If anything is left, just answer this message ({number}).', 3);
INSERT INTO macro (created_at, updated_at, name, "key", steps, "then", position) VALUES
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'mine, and open', 'm',
   '[["owner", "me"], ["state", "open"]]', 'stay', 1),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'to the second line', '2',
   '[["queue", "second_line"], ["owner", "nobody"]]', 'next', 2),
  ('2026-01-01 00:00:00', '2026-01-01 00:00:00', 'not ours: spam', 's',
   '[["solve", "spam"], ["state", "closed"]]', 'next', 3);

INSERT INTO choice (list, position, code, label, meaning, needs_note, needs_party, "key") VALUES
  ('ticket_kind', 1, 'request', 'request', 'request', 0, 0, 'r'),
  ('ticket_kind', 2, 'complaint', 'complaint', 'complaint', 0, 0, 'c'),
  ('ticket_kind', 3, 'suggestion', 'suggestion', 'suggestion', 0, 0, 's'),
  ('ticket_kind', 4, 'question', 'question', 'question', 0, 0, 'u'),
  ('ticket_kind', 5, 'order', 'order', 'order', 0, 0, 'o'),
  ('ticket_kind', 6, 'fault', 'fault', 'fault', 0, 0, 'f'),
  ('queue', 1, 'first_line', 'first line', '', 0, 0, '1'),
  ('queue', 2, 'second_line', 'second line', '', 0, 0, '2'),
  ('queue', 3, 'orders', 'orders', '', 0, 0, 'o'),
  ('queue', 4, 'complaints', 'complaints', '', 0, 0, 'c'),
  ('closing_reason', 1, 'answered', 'answered', 'answered', 0, 0, 'a'),
  ('closing_reason', 2, 'put_right', 'put right', 'answered', 0, 0, 'p'),
  ('closing_reason', 3, 'offer', 'closed by an offer', 'offer', 0, 0, 'o'),
  ('closing_reason', 4, 'goodwill', 'goodwill', 'answered', 0, 0, 'g'),
  ('closing_reason', 5, 'taken_up', 'suggestion taken up', 'answered', 0, 0, 't'),
  ('closing_reason', 6, 'not_possible', 'cannot be done', 'refused', 1, 0, 'n'),
  ('closing_reason', 7, 'no_reply', 'customer did not answer', 'silent', 0, 0, 'w'),
  ('closing_reason', 8, 'spam', 'not for us, spam', 'spam', 0, 0, 's'),
  ('closing_reason', 9, 'other', 'other', '', 1, 0, 'e'),
  ('cause', 1, 'product', 'the product', '', 0, 0, 'p'),
  ('cause', 2, 'delivery', 'the delivery', '', 0, 0, 'd'),
  ('cause', 3, 'billing', 'the bill', '', 0, 0, 'b'),
  ('cause', 4, 'service', 'our service', '', 0, 0, 's'),
  ('cause', 5, 'information', 'missing information', '', 0, 0, 'i'),
  ('cause', 6, 'use', 'how it was used', '', 0, 0, 'u'),
  ('cause', 7, 'third_party', 'somebody else', '', 0, 0, 't'),
  ('cause', 8, 'unknown', 'not known', 'unknown', 0, 0, 'n');
INSERT INTO choice (list, position, code, label, meaning, minutes)
  VALUES ('task_kind', 18, 'help_wanted', 'help wanted', 'help', 15);
