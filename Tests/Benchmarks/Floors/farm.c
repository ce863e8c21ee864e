#define _GNU_SOURCE
#include "floors.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST_SIZE = 12, REGISTERS_MAX = 125, DESCRIPTORS_MAX = 16384, INTERVALS_MAX = 1 << 20 };

// A device: its listening socket, and what was asked of it since the last report.
struct device {
  int listener;
  unsigned connections, attempts;
  // When register 0, with which each poll begins, was last asked for; 0 for never.
  uint64_t last_poll;
};

static struct device *devices;
static int device_count, dead_count;
static enum { LIVING, REFUSES, IGNORES, DROPS } dead_kind;
static long delay_nanoseconds;

// By descriptor: the device, whether it is its listener, and a request that has not come whole.
static int device_of[DESCRIPTORS_MAX];
static uint8_t is_listener[DESCRIPTORS_MAX];
static uint8_t pending[DESCRIPTORS_MAX][260];
static size_t pending_count[DESCRIPTORS_MAX];

static unsigned long long served, polls;
static uint32_t *intervals;
static size_t interval_count;

// Answers that wait for their time, a ring because the delay is always the same.
struct late {
  uint64_t at;
  int fd;
  uint8_t request[REQUEST_SIZE];
};
static struct late waiting[65536];
static size_t first_waiting, waiting_count;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static int listen_on_loopback(int *port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 || listen(fd, 16) != 0 ||
      getsockname(fd, (struct sockaddr *)&address, &length) != 0)
    return -1;
  *port = ntohs(address.sin_port);
  return fd;
}

// A queue of one that is full lets no further attempt to connect through.
static void fill_queue(int listener, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                .sin_port = htons((uint16_t)port)};
  listen(listener, 0);
  for (int i = 0; i < 3; i++) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    connect(fd, (struct sockaddr *)&address, sizeof address);
  }
}

static void note_poll(struct device *device) {
  uint64_t at = now();
  polls++;
  if (device->last_poll != 0 && interval_count < INTERVALS_MAX)
    intervals[interval_count++] = (uint32_t)((at - device->last_poll) / 1000);
  device->last_poll = at;
}

// Registers hold something that decodes to a plausible number as i16 and as f32 alike.
static void answer(int fd, const uint8_t *request) {
  uint8_t reply[9 + 2 * REGISTERS_MAX];
  unsigned count = request[10] << 8 | request[11];
  memcpy(reply, request, 8);
  if ((request[7] != 3 && request[7] != 4) || count == 0 || count > REGISTERS_MAX) {
    reply[4] = 0, reply[5] = 3, reply[7] |= 0x80, reply[8] = 2;
    send(fd, reply, 9, MSG_NOSIGNAL);
    return;
  }
  unsigned first = request[8] << 8 | request[9];
  reply[4] = (uint8_t)((3 + 2 * count) >> 8), reply[5] = (uint8_t)(3 + 2 * count);
  reply[8] = (uint8_t)(2 * count);
  for (unsigned i = 0; i < count; i++) {
    reply[9 + 2 * i] = 0x40;
    reply[10 + 2 * i] = (uint8_t)(first + i);
  }
  served++;
  send(fd, reply, 9 + 2 * count, MSG_NOSIGNAL);
}

static void take(int fd, const uint8_t *request, int timer) {
  if (request[8] == 0 && request[9] == 0) note_poll(&devices[device_of[fd]]);
  if (delay_nanoseconds == 0) {
    answer(fd, request);
    return;
  }
  if (waiting_count == sizeof waiting / sizeof *waiting) return;
  struct late *late = &waiting[(first_waiting + waiting_count++) % 65536];
  late->at = now() + (uint64_t)delay_nanoseconds;
  late->fd = fd;
  memcpy(late->request, request, REQUEST_SIZE);
  if (waiting_count == 1) {
    struct itimerspec due = {.it_value = {(time_t)(late->at / 1000000000),
                                          (long)(late->at % 1000000000)}};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &due, NULL);
  }
}

static void answer_late(int timer) {
  uint64_t elapsed;
  if (read(timer, &elapsed, sizeof elapsed) != sizeof elapsed) return;
  while (waiting_count > 0 && waiting[first_waiting].at <= now()) {
    answer(waiting[first_waiting].fd, waiting[first_waiting].request);
    first_waiting = (first_waiting + 1) % 65536;
    waiting_count--;
  }
  if (waiting_count == 0) return;
  uint64_t at = waiting[first_waiting].at;
  struct itimerspec due = {.it_value = {(time_t)(at / 1000000000), (long)(at % 1000000000)}};
  timerfd_settime(timer, TFD_TIMER_ABSTIME, &due, NULL);
}

static void receive(int fd, int timer) {
  for (;;) {
    ssize_t got = recv(fd, pending[fd] + pending_count[fd], sizeof pending[fd] - pending_count[fd],
                       MSG_DONTWAIT);
    if (got == 0 || (got < 0 && pending_count[fd] == sizeof pending[fd])) {
      devices[device_of[fd]].connections--;
      close(fd);
      return;
    }
    if (got < 0) return;
    pending_count[fd] += (size_t)got;
    size_t used = 0;
    for (; pending_count[fd] - used >= REQUEST_SIZE; used += REQUEST_SIZE)
      if (device_of[fd] < device_count - dead_count) take(fd, pending[fd] + used, timer);
    pending_count[fd] -= used;
    memmove(pending[fd], pending[fd] + used, pending_count[fd]);
    if (pending_count[fd] == 0) return;
  }
}

static void let_in(int listener, int epoll) {
  struct device *device = &devices[device_of[listener]];
  int client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (client < 0) return;
  if (client >= DESCRIPTORS_MAX) {
    close(client);
    return;
  }
  int on = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  device->connections++;
  device->attempts++;
  device_of[client] = device_of[listener];
  is_listener[client] = 0;
  pending_count[client] = 0;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = client};
  epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
}

static int by_value(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

// Requests served; polls begun and their intervals in microseconds, median, 99th part and longest;
// the most connections that a living device has, and the most connections made to a dead one. The
// counts are of the time since the last report.
static void report(void) {
  unsigned connections = 0, attempts = 0;
  for (int i = 0; i < device_count; i++) {
    int is_dead = i >= device_count - dead_count;
    if (!is_dead && devices[i].connections > connections) connections = devices[i].connections;
    if (is_dead && devices[i].attempts > attempts) attempts = devices[i].attempts;
    devices[i].attempts = 0;
    devices[i].last_poll = 0;
  }
  qsort(intervals, interval_count, sizeof *intervals, by_value);
  size_t count = interval_count;
  printf("%llu %llu %u %u %u %u %u\n", served, polls, count ? intervals[count / 2] : 0,
         count ? intervals[count * 99 / 100] : 0, count ? intervals[count - 1] : 0, connections,
         attempts);
  fflush(stdout);
  interval_count = 0;
  served = polls = 0;
}

int floors_farm(int count, int dead, const char *kind, int delay_milliseconds) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MAX ? limit.rlim_max : DESCRIPTORS_MAX;
  setrlimit(RLIMIT_NOFILE, &limit);
  device_count = count, dead_count = dead;
  delay_nanoseconds = (long)delay_milliseconds * 1000000;
  dead_kind = strcmp(kind, "refuses") == 0   ? REFUSES
              : strcmp(kind, "ignores") == 0 ? IGNORES
              : strcmp(kind, "drops") == 0   ? DROPS
                                             : LIVING;
  devices = calloc((size_t)count, sizeof *devices);
  intervals = malloc(INTERVALS_MAX * sizeof *intervals);

  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = 0};
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  event.data.fd = timer;
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  for (int i = 0; i < count; i++) {
    int port, fd = listen_on_loopback(&port);
    if (fd < 0 || fd >= DESCRIPTORS_MAX) return perror("farm: listen"), 1;
    devices[i].listener = fd;
    device_of[fd] = i;
    is_listener[fd] = 1;
    printf("%d\n", port);
    if (i >= count - dead && dead_kind == REFUSES) {
      close(fd);
    } else if (i >= count - dead && dead_kind == DROPS) {
      fill_queue(fd, port);
    } else {
      event.data.fd = fd;
      epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }
  }
  fflush(stdout);

  struct epoll_event events[256];
  for (;;) {
    int ready = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) {
        char line[64];
        if (read(0, line, sizeof line) <= 0) return 0;
        report();
      } else if (fd == timer) {
        answer_late(timer);
      } else if (is_listener[fd]) {
        let_in(fd, epoll);
      } else {
        receive(fd, timer);
      }
    }
  }
}
