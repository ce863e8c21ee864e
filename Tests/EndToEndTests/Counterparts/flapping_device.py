"""A Modbus/TCP device with 16 inputs. They change at random, as fast as anybody reads them; or they
are the number in a file, and the device is gone while there is no file.

Usage: flapping_device.py PORT [FILE]
"""
import pathlib
import random
import socket
import struct
import sys
import threading
import time

state = {"bits": 0}


def flap():
    while True:
        time.sleep(0.05)
        state["bits"] ^= 1 << random.randrange(16)


def serve(connection):
    with connection:
        while True:
            head = b""
            while len(head) < 12:
                more = connection.recv(12 - len(head))
                if not more:
                    return
                head += more
            transaction, _, _, unit, function, _, count = struct.unpack(">HHHBBHH", head)
            if len(sys.argv) > 2:
                try:
                    state["bits"] = int(pathlib.Path(sys.argv[2]).read_text())
                except (OSError, ValueError):
                    return
            data = state["bits"].to_bytes(2, "little")[: (count + 7) // 8]
            body = bytes([unit, function, len(data)]) + data
            connection.sendall(struct.pack(">HHH", transaction, 0, len(body)) + body)


listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=16)
if len(sys.argv) == 2:
    threading.Thread(target=flap, daemon=True).start()
print("ready", flush=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
