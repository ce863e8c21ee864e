#define _GNU_SOURCE
#include "floors.h"

#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void wait_until(uint64_t instant) {
  struct timespec time = {(time_t)(instant / 1000000000), (long)(instant % 1000000000)};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static uint16_t checksum(const uint8_t *bytes, size_t count) {
  uint16_t sum = 0xFFFF;
  for (size_t i = 0; i < count; i++) {
    sum ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) sum = (uint16_t)(sum & 1 ? sum >> 1 ^ 0xA001 : sum >> 1);
  }
  return sum;
}

int floors_bus(int baud) {
  int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) return perror("bus"), 1;
  // Kept open, so that the line does not hang up between two clients.
  int keeper = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios raw;
  tcgetattr(keeper, &raw);
  cfmakeraw(&raw);
  tcsetattr(keeper, TCSANOW, &raw);
  printf("%s\n", ptsname(master));
  fflush(stdout);

  const uint64_t character = 10ull * 1000000000 / (uint64_t)baud;
  const uint64_t silence = baud > 19200 ? 1750000 : character * 7 / 2;
  // What this process comes too late by is no time of the line's.
  uint64_t requests = 0, needed = 0, since = 0, last = 0, late = 0;
  prctl(PR_SET_TIMERSLACK, 1);
  uint8_t request[256];
  size_t count = 0;
  struct pollfd watched[2] = {{.fd = 0, .events = POLLIN}, {.fd = master, .events = POLLIN}};
  for (;;) {
    if (poll(watched, 2, -1) < 0) return 1;
    if (watched[0].revents) {
      char line[64];
      if (read(0, line, sizeof line) <= 0) return 0;
      printf("%llu %llu %llu\n", (unsigned long long)requests, (unsigned long long)needed,
             (unsigned long long)(last - since - late));
      fflush(stdout);
      requests = needed = late = 0;
      since = last;
      continue;
    }
    ssize_t got = read(master, request + count, sizeof request - count);
    if (got <= 0) return 1;
    count += (size_t)got;
    if (count < 8) continue;
    // The bytes are here at once; on a wire they would have taken this long, and a device keeps
    // silence before it answers.
    uint64_t at = now();
    unsigned words = request[4] << 8 | request[5];
    uint8_t reply[256] = {request[0], request[1], (uint8_t)(2 * words)};
    size_t size = 3 + 2 * words;
    if (count != 8 || words == 0 || size > 250) {
      count = 0;
      continue;
    }
    count = 0;
    for (unsigned i = 0; i < words; i++) reply[3 + 2 * i] = 0x40, reply[4 + 2 * i] = (uint8_t)i;
    uint16_t sum = checksum(reply, size);
    reply[size++] = (uint8_t)sum, reply[size++] = (uint8_t)(sum >> 8);
    uint64_t due = at + 8 * character + silence + size * character;
    wait_until(due);
    late += now() - due;
    if (write(master, reply, size) != (ssize_t)size) return 1;
    if (since == 0) since = at;
    last = now();
    requests++;
    needed += (8 + size) * character + 2 * silence;
  }
}
