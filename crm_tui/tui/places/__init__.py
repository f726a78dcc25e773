"""The places of the workspace: what each shows, counts, lets choose and answers to the keys."""
