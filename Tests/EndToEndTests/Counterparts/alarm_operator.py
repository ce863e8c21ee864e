"""A person who acknowledges whatever alarm he sees, again and again, over the control socket, and
notes each acknowledgement once the agent has confirmed it.

Usage: alarm_operator.py SOCKET FILE
"""
import json
import random
import socket
import sys
import time

number = 0
while True:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(10)
            connection.connect(sys.argv[1])
            answers = connection.makefile("rb")

            def ask(verb, **arguments):
                request = {"hallwatch": 1, "verb": verb, "arguments": arguments}
                connection.sendall(json.dumps(request).encode() + b"\n")
                return json.loads(answers.readline())

            while True:
                alarms = ask("alarms.list")["result"]["alarms"]
                open_ = [a["id"] for a in alarms if a["state"].endswith("unacknowledged")]
                if not open_:
                    time.sleep(0.02)
                    continue
                number += 1
                alarm = random.choice(open_)
                answer = ask("alarms.ack", id=alarm, reason=f"round {number}")
                if answer["outcome"] == "done":
                    with open(sys.argv[2], "a") as notes:
                        isOnDisk = "journal not written" not in answer["result"]
                        print(json.dumps([alarm, f"round {number}", isOnDisk]), file=notes)
                else:
                    # Whoever is refused is not heard for a second.
                    break
    except (OSError, ValueError, KeyError):
        time.sleep(0.05)
