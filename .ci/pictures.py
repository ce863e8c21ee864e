"""Takes the pictures of README. Usage: pictures.py HALLWATCH FOLDER

The demo plays its utility failure at twice the speed; the page is looked at when the UPS carry
the load, and /metrics is read four times a second until the story is over.
"""

import html
import pathlib
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
import zlib

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
SPEED = 2
# Seconds of the story: the mains go at 20 and come back at 100.
PAGE_AT, END = 27, 170
SERIES = re.compile(r'^([a-z_]+)\{([^}]*)\} (\S+)$')
# A line that stops for longer has a gap.
GAP = 8


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def scrape(port):
    """What /metrics says now, by name and labels."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        lines = answer.read().decode().splitlines()
    found = {}
    for line in lines:
        match = SERIES.match(line)
        if match:
            labels = dict(re.findall(r'(\w+)="([^"]*)"', match[2]))
            found[(match[1], tuple(sorted(labels.items())))] = float(match[3])
    return found


def value(page, name, **labels):
    """The first series of that name with these labels; None when nothing is said."""
    for (own, pairs), number in page.items():
        if own == name and all(dict(pairs).get(key) == wanted for key, wanted in labels.items()):
            return number
    return None


def largest(page, name, **labels):
    numbers = [number for (own, pairs), number in page.items()
               if own == name and all(dict(pairs).get(k) == v for k, v in labels.items())]
    return max(numbers, default=None)


def active(page):
    """The alarms that people are told of; what is suppressed by design is not among them."""
    return sum(number for (own, pairs), number in page.items() if own == "hallwatch_alarms"
               and dict(pairs).get("state") in ("unacknowledged", "acknowledged"))


def photograph(port, folder):
    """The status page at desktop and phone width."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, width, height, scheme in [("status-page", 1280, 1180, "light"),
                                            ("status-page-phone", 390, 1180, "dark")]:
            page = browser.new_page(viewport={"width": width, "height": height},
                                    color_scheme=scheme)
            page.goto(f"http://127.0.0.1:{port}/")
            picture = folder / f"{name}.png"
            page.screenshot(path=picture)
            picture.write_bytes(quantised(picture.read_bytes()))
            page.close()
        browser.close()


def quantised(picture):
    """A PNG of true colours as one with a palette: the page has few colours, letters have shades."""
    width, height, _, kind = struct.unpack(">IIBB", picture[16:26])
    channels = {2: 3, 6: 4}[kind]
    data, place = b"", 8
    while place < len(picture):
        length, name = struct.unpack(">I4s", picture[place:place + 8])
        if name == b"IDAT":
            data += picture[place + 8:place + 8 + length]
        place += 12 + length
    raw, stride, rows, before = zlib.decompress(data), width * channels, [], bytearray(
        width * channels)
    for number in range(height):
        start = number * (stride + 1)
        row = bytearray(raw[start + 1:start + 1 + stride])
        unfilter(raw[start], row, before, channels)
        rows.append(row)
        before = row
    # Shades are made coarser until they fit.
    for step in (8, 12, 16, 24, 32, 48):
        colours, pixels, fits = {}, [], True
        for row in rows:
            line = bytearray([0])
            for at in range(0, stride, channels):
                colour = tuple(min(255, (part + step // 2) // step * step)
                               for part in row[at:at + 3])
                line.append(colours.setdefault(colour, len(colours)) & 0xFF)
            pixels.append(bytes(line))
            if len(colours) > 256:
                fits = False
                break
        if fits:
            break
    palette = b"".join(bytes(colour) for colour in colours)

    def chunk(name, body):
        return (struct.pack(">I", len(body)) + name + body
                + struct.pack(">I", zlib.crc32(name + body)))
    return (picture[:8] + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
            + chunk(b"PLTE", palette) + chunk(b"IDAT", zlib.compress(b"".join(pixels), 9))
            + chunk(b"IEND", b""))


def unfilter(kind, row, before, channels):
    for at in range(len(row)):
        left = row[at - channels] if at >= channels else 0
        above = before[at]
        corner = before[at - channels] if at >= channels else 0
        if kind == 1:
            row[at] = (row[at] + left) & 0xFF
        elif kind == 2:
            row[at] = (row[at] + above) & 0xFF
        elif kind == 3:
            row[at] = (row[at] + (left + above) // 2) & 0xFF
        elif kind == 4:
            guess = left + above - corner
            choice = min((left, above, corner), key=lambda each: abs(guess - each))
            row[at] = (row[at] + choice) & 0xFF


# Title, unit, lowest and highest of the scale, and the lines: name, colour, what to take of a page.
PANELS = [
    ("Voltage", "V", (0, 300), [
        ("mains A", "#c0392b", lambda p: value(p, "facility_electric_voltage_volts",
                                               device="mains-a", phase="l1")),
        ("generator", "#8e6c00", lambda p: value(p, "facility_electric_voltage_volts",
                                                 device="gen-1", side="generator")),
        ("output of UPS A", "#1a7f37", lambda p: value(p, "facility_electric_voltage_volts",
                                                       device="ups-a", side="output"))]),
    ("Battery of UPS A", "%", (98, 100), [
        ("charge", "#0b57a4", lambda p: percent(value(p, "facility_battery_charge_ratio",
                                                      device="ups-a")))]),
    ("Cold aisle, warmest inlet", "°C", (22, 28), [
        ("air", "#8f3b00", lambda p: largest(p, "facility_air_temperature_celsius",
                                             aisle="cold"))]),
    ("Active alarms", "", (0, 10), [("alarms", "#6a2c91", active)]),
]
WIDTH, LEFT, PANEL, SPACE, TOP = 900, 70, 118, 34, 56


def percent(number):
    return None if number is None else number * 100


def plot(samples):
    """An SVG of the panels one below the other, over the time of the story."""
    height = TOP + len(PANELS) * (PANEL + SPACE) + 24
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
             f'font-family="system-ui, DejaVu Sans, sans-serif" font-size="13">',
             f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
             '<text x="16" y="26" font-size="17" font-weight="700" fill="#14181d">A utility failure, '
             'as /metrics told it</text>']

    def x(seconds):
        return LEFT + seconds / END * (WIDTH - LEFT - 20)
    for number, (title, unit, (low, high), lines) in enumerate(PANELS):
        top = TOP + number * (PANEL + SPACE)
        taken = [(name, colour, [(at, take(page)) for at, page in samples])
                 for name, colour, take in lines]
        known = [each for _, _, line in taken for _, each in line if each is not None]
        if not known:
            raise SystemExit(f"{title}: /metrics said nothing of it")
        # What goes beyond the usual scale widens it.
        low, high = min([low, *known]), max([high, *known])

        def y(each):
            return top + PANEL - (each - low) / (high - low) * PANEL
        parts.append(f'<rect x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 20}" height="{PANEL}" '
                     'fill="#f6f7f9" stroke="#c9cfd6"/>')
        for begin, end in [(20, 100)]:
            parts.append(f'<rect x="{x(begin):.1f}" y="{top}" width="{x(end) - x(begin):.1f}" '
                         f'height="{PANEL}" fill="#fdecee"/>')
        for share in (0, .5, 1):
            each = low + (high - low) * share
            parts.append(f'<text x="{LEFT - 8}" y="{y(each) + 4:.1f}" text-anchor="end" '
                         f'fill="#4a535e">{each:.{0 if high - low > 8 else 1}f}</text>')
        legend = "".join(f'<tspan dx="14" fill="{colour}">\u2501 {html.escape(name)}</tspan>'
                         for name, colour, _ in taken)
        parts.append(f'<text x="{LEFT}" y="{top - 8}" font-weight="600" fill="#14181d">'
                     f'{html.escape(title)}{", " + unit if unit else ""}{legend}</text>')
        for _, colour, line in taken:
            path, last = "", None
            for at, each in line:
                if each is None:
                    last = None
                    continue
                broken = last is None or at - last > GAP
                path += f'{"M" if broken else "L"}{x(at):.1f} {y(each):.1f}'
                last = at
            parts.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" '
                         'stroke-linejoin="round"/>')
    bottom = TOP + len(PANELS) * (PANEL + SPACE) - SPACE
    for seconds in range(0, END + 1, 20):
        parts.append(f'<text x="{x(seconds):.1f}" y="{bottom + 18}" text-anchor="middle" '
                     f'fill="#4a535e">{seconds} s</text>')
    parts.append(f'<text x="{x(60):.1f}" y="{TOP + PANEL // 2}" text-anchor="middle" fill="#a3001b">'
                 'both mains feeds are dead</text>')
    return "\n".join(parts + ["</svg>"]) + "\n"


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    demo = subprocess.Popen([program, "demo", "--speed", str(SPEED), "--listen",
                             f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        samples, began, camera = [], None, None
        while True:
            time.sleep(.25)
            if demo.poll() is not None:
                raise SystemExit(f"the demo ended with {demo.returncode}")
            try:
                page = scrape(port)
            except OSError:
                continue
            began = began or time.monotonic()
            at = (time.monotonic() - began) * SPEED
            samples.append((at, page))
            if camera is None and at >= PAGE_AT:
                camera = threading.Thread(target=photograph, args=(port, folder))
                camera.start()
            if at >= END:
                break
        camera.join()
        (folder / "utility-failure.svg").write_text(plot(samples), encoding="utf-8")
    finally:
        demo.terminate()
        demo.wait()
    for picture in sorted(folder.iterdir()):
        print(f"{picture}  {picture.stat().st_size // 1000} kB")


main()
