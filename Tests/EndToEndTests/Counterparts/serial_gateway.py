"""A serial port whose other end is a Modbus/TCP server: for clients that know only serial ports.

serial_gateway.py PORT LINK [DESCRIPTION] [ADDRESS=WORD ...]: makes a pseudo-terminal with the link as its name, takes RTU
requests from it and passes on the server's answers with check sums of their own. Says "ready" once the
link is there. Knows nothing of hallwatch.

A real device has more registers than a profile names, and a client may ask for all of them at once.
What the server refuses is asked for again register by register, and what it still refuses is zero, or
the word that the command line has for it. With a description, it also lists one device by function 43, object 0x87, as Huawei's do.
"""

import os
import select
import socket
import struct
import sys
import tty


def checksum(frame):
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return struct.pack("<H", crc)


def received(connection, count):
    data = b""
    while len(data) < count:
        more = connection.recv(count - len(data))
        if not more:
            sys.exit("the server closed")
        data += more
    return data


def ask(connection, request):
    connection.sendall(struct.pack(">HHH", 1, 0, len(request)) + request)
    (count,) = struct.unpack(">H", received(connection, 6)[4:])
    return received(connection, count)


def answer(connection, request, stand_ins):
    reply = ask(connection, request)
    if not reply[1] & 0x80:
        return reply
    unit, function, start, count = struct.unpack(">BBHH", request)
    words = []
    for address in range(start, start + count):
        one = ask(connection, struct.pack(">BBHH", unit, function, address, 1))
        stand_in = struct.pack(">H", stand_ins.get(address, 0))
        words.append(one[3:5] if not one[1] & 0x80 else stand_in)
    return struct.pack(">BBB", unit, function, 2 * count) + b"".join(words)


def device_list(unit, description):
    fields = b"\x87\x04\0\0\0\x01" + bytes([0x88, len(description)]) + description.encode()
    return bytes([unit, 0x2B, 0x0E, 0x03, 0x03, 0x00, 0x00, 0x02]) + fields


def reply_to(frame, connection, description, stand_ins):
    """The reply to a whole frame; None while it is not whole."""
    for length in (8, 7):
        if len(frame) >= length and checksum(frame[: length - 2]) == frame[length - 2 : length]:
            request = frame[: length - 2]
            if length == 8 and request[1] in (3, 4):
                return answer(connection, request, stand_ins)
            if request[1:] == b"\x2b\x0e\x03\x87" and description:
                return device_list(request[0], description)
            return bytes([request[0], request[1] | 0x80, 1])
    return None


def main():
    port, link = int(sys.argv[1]), sys.argv[2]
    description = sys.argv[3] if len(sys.argv) > 3 else None
    pairs = (pair.split("=") for pair in sys.argv[4:])
    stand_ins = {int(address, 0): int(word, 0) for address, word in pairs}
    master, slave = os.openpty()
    tty.setraw(master)
    tty.setraw(slave)
    os.symlink(os.ttyname(slave), link)
    connection = socket.create_connection(("127.0.0.1", port))
    print("ready", flush=True)
    frame = b""
    while True:
        ready, _, _ = select.select([master], [], [], 0.2 if frame else None)
        if not ready:
            frame = b""  # Silence ends a frame that never became whole.
            continue
        frame += os.read(master, 256)
        reply = reply_to(frame, connection, description, stand_ins)
        if reply is not None:
            os.write(master, reply + checksum(reply))
            frame = b""


main()
