"""What web processes do, as a process that can be killed: commits interactions, prints each one that was acknowledged.

`python -m tests.soak.producer COURSE USER,USER,... PER_SECOND`
"""

import os
import random
import secrets
import sys
import time

from lti_tool.clock import SystemClock
from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.settings import Settings

KINDS = (InteractionKind.QUESTION_RATED, InteractionKind.EXERCISE_FINISHED, InteractionKind.SESSION_HELD)


def main() -> None:
    course_id, users, per_second = int(sys.argv[1]), [int(user) for user in sys.argv[2].split(",")], float(sys.argv[3])
    settings = Settings.from_environ(os.environ, env_file=None)
    database, clock, chance = Database(settings.database, pool_size=2), SystemClock(), random.Random()
    while True:
        user, subject = chance.choice(users), secrets.token_hex(8)
        with database.transaction() as session:
            record_interaction(
                session,
                chance.choice(KINDS),
                user_id=user,
                course_id=course_id,
                subject=subject,
                now=clock.now(),
            )
        print(f"{user} {subject}", flush=True)
        time.sleep(chance.expovariate(per_second))


if __name__ == "__main__":
    main()
