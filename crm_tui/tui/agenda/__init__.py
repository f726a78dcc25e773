"""How the agenda is drawn: lines of tasks, headings with a day's load."""
