"""The filter language of search lines, saved views and the shell: read, pointed at, written."""
