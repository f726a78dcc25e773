"""Taking records from elsewhere into the database, matched, journalled and undoable (rule 15)."""
