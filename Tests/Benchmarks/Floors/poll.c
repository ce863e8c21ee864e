#define _GNU_SOURCE
#include "floors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
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

enum { SLOTS = 20, READ_MAX = MODBUS_MAX_READ_REGISTERS };

struct line {
  modbus_t *context;
  int fd;
  uint16_t transaction;
  // Registers asked for and had in this poll.
  int asked, done;
  // Bytes of an answer that is not all there, of the raw floor.
  uint8_t pending[MODBUS_TCP_MAX_ADU_LENGTH];
  size_t pending_count;
  uint16_t words[READ_MAX];
};

static _Atomic unsigned long long answered;

static int chunk(int registers, int done) {
  return registers - done < READ_MAX ? registers - done : READ_MAX;
}

static int ask(struct line *line, int registers) {
  int count = line->asked = chunk(registers, line->done);
  line->transaction++;
  uint8_t request[12] = {(uint8_t)(line->transaction >> 8), (uint8_t)line->transaction, 0, 0, 0, 6,
                         1, 3, (uint8_t)(line->done >> 8), (uint8_t)line->done,
                         (uint8_t)(count >> 8), (uint8_t)count};
  return send(line->fd, request, sizeof request, MSG_NOSIGNAL) == sizeof request ? 0 : -1;
}

static void begin(struct line *line, int registers) {
  line->done = 0;
  ask(line, registers);
}

// Takes one whole answer, and asks for the rest of the poll if there is one.
static void use(struct line *line, const uint8_t *reply, int length, int registers) {
  if (length != 9 + 2 * line->asked || (reply[0] << 8 | reply[1]) != line->transaction) return;
  for (int i = 0; i < line->asked; i++)
    line->words[i] = (uint16_t)(reply[9 + 2 * i] << 8 | reply[10 + 2 * i]);
  answered++;
  line->done += line->asked;
  if (line->done < registers) ask(line, registers);
}

static void take_by_library(struct line *line, int registers) {
  uint8_t reply[MODBUS_TCP_MAX_ADU_LENGTH];
  use(line, reply, modbus_receive_confirmation(line->context, reply), registers);
}

static void take_raw(struct line *line, int registers) {
  ssize_t got = recv(line->fd, line->pending + line->pending_count,
                     sizeof line->pending - line->pending_count, MSG_DONTWAIT);
  if (got <= 0) return;
  line->pending_count += (size_t)got;
  if (line->pending_count < 6) return;
  size_t length = 6 + (size_t)(line->pending[4] << 8 | line->pending[5]);
  if (line->pending_count < length) return;
  line->pending_count = 0;
  use(line, line->pending, (int)length, registers);
}

static int connect_library(struct line *line, int port) {
  line->context = modbus_new_tcp("127.0.0.1", port);
  if (line->context == NULL || modbus_connect(line->context) != 0) return -1;
  line->fd = modbus_get_socket(line->context);
  return 0;
}

static int connect_raw(struct line *line, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                .sin_port = htons((uint16_t)port)};
  int on = 1;
  line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (line->fd < 0 || connect(line->fd, (struct sockaddr *)&address, sizeof address) != 0)
    return -1;
  return setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void raise_limit(void) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

static struct line *connect_all(int devices, int (*connect_one)(struct line *, int)) {
  struct line *lines = calloc((size_t)devices, sizeof *lines);
  for (int i = 0; i < devices; i++) {
    int port;
    if (scanf("%d", &port) != 1 || connect_one(&lines[i], port) != 0)
      return perror("floor: connect"), NULL;
  }
  return lines;
}

static int poll_with_epoll(int devices, int registers, int interval_milliseconds,
                           int (*connect_one)(struct line *, int),
                           void (*take)(struct line *, int)) {
  raise_limit();
  struct line *lines = connect_all(devices, connect_one);
  if (lines == NULL) return 1;
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < devices; i++) {
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    epoll_ctl(epoll, EPOLL_CTL_ADD, lines[i].fd, &event);
  }
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  long nanoseconds = (long)interval_milliseconds * 1000000 / SLOTS;
  struct itimerspec slot = {.it_interval = {nanoseconds / 1000000000, nanoseconds % 1000000000}};
  slot.it_value = slot.it_interval;
  timerfd_settime(timer, 0, &slot, NULL);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
  epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &event);
  event.data.u32 = UINT32_MAX - 1;
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
  printf("polling\n");
  fflush(stdout);

  struct epoll_event events[256];
  for (int next = 0;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      if (events[i].data.u32 == UINT32_MAX) {
        uint64_t elapsed;
        if (read(timer, &elapsed, sizeof elapsed) != sizeof elapsed) continue;
        for (; elapsed > 0; elapsed--, next = (next + 1) % SLOTS)
          for (int device = next; device < devices; device += SLOTS)
            begin(&lines[device], registers);
      } else if (events[i].data.u32 == UINT32_MAX - 1) {
        char line[64];
        if (read(0, line, sizeof line) <= 0) return 0;
        printf("%llu\n", answered);
        fflush(stdout);
      } else {
        take(&lines[events[i].data.u32], registers);
      }
    }
  }
}

int floors_poll(int devices, int registers, int interval_milliseconds) {
  return poll_with_epoll(devices, registers, interval_milliseconds, connect_library,
                         take_by_library);
}

int floors_poll_raw(int devices, int registers, int interval_milliseconds) {
  return poll_with_epoll(devices, registers, interval_milliseconds, connect_raw, take_raw);
}

// One of several threads: waits for the slots of its devices and blocks on each answer.
struct worker {
  pthread_t thread;
  struct line *lines;
  int first, step, devices, registers;
  long interval_nanoseconds;
};

static void *work(void *argument) {
  struct worker *worker = argument;
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (int slot = 0;; slot = (slot + 1) % SLOTS) {
    due.tv_nsec += worker->interval_nanoseconds / SLOTS;
    due.tv_sec += due.tv_nsec / 1000000000;
    due.tv_nsec %= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    for (int device = worker->first; device < worker->devices; device += worker->step) {
      if ((device / worker->step) % SLOTS != slot) continue;
      struct line *line = &worker->lines[device];
      for (int done = 0, count; done < worker->registers; done += count) {
        count = chunk(worker->registers, done);
        if (modbus_read_registers(line->context, done, count, line->words) != count) break;
        answered++;
      }
    }
  }
  return NULL;
}

int floors_poll_threads(int devices, int registers, int interval_milliseconds, int threads) {
  raise_limit();
  struct line *lines = connect_all(devices, connect_library);
  if (lines == NULL) return 1;
  struct worker *workers = calloc((size_t)threads, sizeof *workers);
  for (int i = 0; i < devices; i++) modbus_set_slave(lines[i].context, 1);
  for (int i = 0; i < threads; i++) {
    workers[i] = (struct worker){.lines = lines,
                                 .first = i,
                                 .step = threads,
                                 .devices = devices,
                                 .registers = registers,
                                 .interval_nanoseconds = (long)interval_milliseconds * 1000000};
    pthread_create(&workers[i].thread, NULL, work, &workers[i]);
  }
  printf("polling\n");
  fflush(stdout);
  char text[64];
  while (read(0, text, sizeof text) > 0) {
    printf("%llu\n", answered);
    fflush(stdout);
  }
  return 0;
}
