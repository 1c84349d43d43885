"""All benches, or the named: `bench/run.py [signups] [web] [--smoke]`. Exits 1 where one of them finds a fault."""

import argparse
import subprocess
import sys
from pathlib import Path

BENCHES = ("signups", "web")


def main() -> int:
    """Run the benches one after the other and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument("--smoke", action="store_true", help="small numbers: right or wrong, not how fast")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHES):
        parser.error(f"no such bench: {', '.join(sorted(unknown))}")
    smoke = ["--smoke"] if chosen.smoke else []
    folder = Path(__file__).resolve().parent
    codes = [
        subprocess.run([sys.executable, str(folder / f"{name}.py"), *smoke], check=False).returncode
        for name in chosen.names or BENCHES
    ]
    return 1 if any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
