-- The agenda: planning, repetition, tasks that follow another, proposals, days off.

ALTER TABLE task ADD COLUMN note TEXT NOT NULL DEFAULT '';
-- Who put it on which day's sheet, last; `planning` has them all.
ALTER TABLE task ADD COLUMN planned_for DATE;
ALTER TABLE task ADD COLUMN planned_at DATETIME;
ALTER TABLE task ADD COLUMN planned_by_id INTEGER REFERENCES user (id);
-- A recurrence rule (RFC 5545), or AFTER=n: n days after it was done.
ALTER TABLE task ADD COLUMN repeats TEXT NOT NULL DEFAULT '';
-- The day the rule gave it: moving one of a series does not move the series.
ALTER TABLE task ADD COLUMN rule_day DATE;
-- While the task it follows is open it has no day; then it gets one, so many days later.
ALTER TABLE task ADD COLUMN follows_id INTEGER REFERENCES task (id);
ALTER TABLE task ADD COLUMN follows_after INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
ALTER TABLE task ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE task ADD COLUMN agreed_on DATE;
-- The entry of the timeline it came of. No reference: taking the entry back leaves the task.
ALTER TABLE task ADD COLUMN entry_id INTEGER;

-- All a day sheet counts and adds up stands in one index: ten tasks or ten thousand, it is read
-- along it and the table is touched for the lines on the screen alone. (SQLite asks the state
-- of every row once more, so that it stands in the index, too.)
DROP INDEX task_assignee;
CREATE INDEX task_agenda
  ON task (assignee_id, side, due, start_at, id, minutes, kind, follows_id, state)
  WHERE state IN ('open', 'doing');
CREATE INDEX task_done ON task (assignee_id, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX task_follows ON task (follows_id) WHERE follows_id IS NOT NULL;

CREATE TABLE planning (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id INTEGER NOT NULL REFERENCES task (id), day DATE NOT NULL,
  at DATETIME NOT NULL, user_id INTEGER REFERENCES user (id)
);
CREATE INDEX planning_task ON planning (task_id, day);
CREATE INDEX planning_day ON planning (day, at);

-- A day on which nobody works, or not this colleague.
CREATE TABLE day_off (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  day DATE NOT NULL, user_id INTEGER REFERENCES user (id), name TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX day_off_day ON day_off (day, coalesce(user_id, 0));

-- Birthdays and anniversaries are looked for among those who have one.
CREATE INDEX party_birthdays ON party (birthday) WHERE birthday IS NOT NULL;
CREATE INDEX party_since ON party (relationship_since) WHERE relationship_since IS NOT NULL;

-- A proposal that a user does not want to see again before a day.
CREATE TABLE silence (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  party_id INTEGER NOT NULL REFERENCES party (id), kind TEXT NOT NULL,
  user_id INTEGER NOT NULL REFERENCES user (id), until DATE NOT NULL, at DATETIME NOT NULL
);
CREATE INDEX silence_user ON silence (user_id, kind, party_id, until);

-- How long a task of this kind usually takes, where none says it.
ALTER TABLE choice ADD COLUMN minutes INTEGER;
UPDATE choice SET minutes = CASE code
    WHEN 'call' THEN 10 WHEN 'call_back' THEN 10 WHEN 'email' THEN 10 WHEN 'thank_you' THEN 10
    WHEN 'payment_reminder' THEN 10 WHEN 'delivery_check' THEN 10 WHEN 'campaign_touch' THEN 10
    WHEN 'visit' THEN 60 WHEN 'meeting' THEN 60 WHEN 'demo' THEN 60
    WHEN 'management_visit' THEN 90 WHEN 'offer' THEN 30 WHEN 'contract_step' THEN 30
    WHEN 'review' THEN 30 ELSE 15 END
  WHERE list = 'task_kind';
