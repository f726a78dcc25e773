"""The program's entry: `crm`, and `python -m crm_tui`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the shell command in `sys.argv`; with none, open the workspace."""
    from crm_tui.cli.main import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
