"""All benches, or the named: `bench/run.py [NAME …] [--smoke]`. Exits 1 where one of them finds a fault."""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import migrated

BENCHES = {
    "signups": "signups",
    "web": "web",
    "duplicates": "duplicates",
    "import": "imports",
    "beside": "beside",
    "outcomes": "outcomes",
    "mail": "mail",
}  # and their files

ON = {
    name: ["--on", "sqlite"] for name in ("duplicates", "import", "beside", "mail")
}  # small ones, which try the bench itself


def run(name: str, *options: str) -> int:
    """Run one bench and return its exit code."""
    begun = time.monotonic()
    command = [sys.executable, str(Path(__file__).resolve().parent / f"{BENCHES[name]}.py"), *options]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE if options else None, text=True)
    print(f"{done.stdout or ''}{name} took {time.monotonic() - begun:.0f} s\n", flush=True)
    return done.returncode


def main() -> int:
    """Run the benches, those of large numbers one after the other, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument("--smoke", action="store_true", help="small numbers: right or wrong, not how fast")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    names = list(chosen.names or BENCHES)
    with migrated.kept():
        if chosen.smoke:
            with ThreadPoolExecutor(2) as pool:
                codes = list(pool.map(lambda name: run(name, "--smoke", *ON.get(name, [])), names))
        else:
            codes = [run(name) for name in names]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
