"""Runs a program on a terminal of 80 by 24 and prints what stands on it, as JSON.

in_terminal.py WAIT KEYS PROGRAM ARGUMENT…   waits until the screen holds WAIT, then presses KEYS
"""

import fcntl
import json
import os
import pty
import re
import select
import struct
import sys
import termios
import time

wait, keys, command = sys.argv[1], sys.argv[2].encode().decode("unicode_escape"), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execv(command[0], command)
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))


def screen(raw):
    """The lines of the last whole painting, without colours."""
    last = raw.rsplit("\x1b[H", 1)[-1]
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", last)
    return [line.rstrip() for line in plain.replace("\r", "").split("\n")]


raw, pressed, end, seen = "", False, time.time() + 60, []
while time.time() < end:
    if select.select([terminal], [], [], 0.2)[0]:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        raw += more.decode(errors="replace")
    if not pressed and wait in raw and raw.count("\x1b[H") > 1:
        seen = screen(raw)
        pressed = True
        os.write(terminal, keys.encode())
_, status = os.waitpid(pid, 0)
print(json.dumps({
    "status": os.waitstatus_to_exitcode(status), "screen": seen,
    "restored": raw.rstrip().endswith("\x1b[?25h\x1b[?1049l")}))
