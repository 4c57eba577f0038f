"""A notice to 2,000 people under Telegram's limit, through three kill -9 and a pause.

    python -m benchmarks.broadcast [--quick]

The service is `poll` on SQLite, as a process of its own; the platform is the fake with the real
limits. 3 % of the people blocked the bot or are gone, 1 % of the calls fail once, 1 % are cut after
the platform took the message. Beside it somebody asks each second.
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks.load.notices import PAUSE, PAUSED_SECONDS, under_fire

PEOPLE, FEW = 2_000, 200


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="200 people: half a minute")
    chosen = options.parse_args()
    print("python -m benchmarks.broadcast" + (" --quick" if chosen.quick else ""))
    with tempfile.TemporaryDirectory() as folder:
        found = under_fire(Path(folder), FEW if chosen.quick else PEOPLE)
    print(
        f"{found.reachable:,} reachable people: {found.a_second:.1f} messages a second left while "
        f"the service was up ({found.notices_a_second:.1f} notices, the rest answers), "
        f"{found.lost} lost, {found.twice} twice (at most {found.disturbances} may be: three kills "
        f"and the cuts), at most {found.most_to_one} to one person"
    )
    print(
        f"paused for {PAUSED_SECONDS:.0f} s at {PAUSE:.0%}: {found.after_pause} arrived later than "
        "two seconds after"
    )
    waits = sorted(found.waits)
    print(
        f"{len(waits)} questions meanwhile: answered in {waits[len(waits) // 2]:.2f} s (median), "
        f"{found.p95:.2f} s (95 %), {waits[-1]:.2f} s (longest)"
    )
    print(f"the store says: {found.counts}")


if __name__ == "__main__":
    main()
