"""The program that runs another one with little to lose: so much memory and time, no file written.

It is run by its path and imports nothing of the program, as what it runs: `sheet_reading`,
`database_reading`. Those get what follows their path on the command line.
"""

from __future__ import annotations

import io
import resource
import sys

MEMORY = 1 << 30
SECONDS = 20


def limit() -> None:
    """Lower what this process may use, for good; a lower limit that it has already stays."""
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for one, most in limits.items():
        hard = resource.getrlimit(one)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(one, (allowed, allowed))


def run(program: str) -> None:
    """Run the program in a file as if it had been started itself."""
    with io.open_code(program) as file:
        code = compile(file.read(), program, "exec", dont_inherit=True)
    exec(code, {"__name__": "__main__", "__file__": program})


if __name__ == "__main__":
    del sys.argv[0]
    limit()
    run(sys.argv[0])
