#define _GNU_SOURCE
#include "floors.h"

#include <errno.h>
#include <modbus/modbus.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { SLOTS = 20 };

struct line {
  modbus_t *context;
  int fd;
  uint16_t transaction;
  uint16_t words[MODBUS_MAX_READ_REGISTERS];
};

static unsigned long long answered;

static int ask(struct line *line, int registers) {
  line->transaction++;
  uint8_t request[12] = {(uint8_t)(line->transaction >> 8), (uint8_t)line->transaction, 0, 0, 0, 6,
                         1, 3, 0, 0, (uint8_t)(registers >> 8), (uint8_t)registers};
  return send(line->fd, request, sizeof request, MSG_NOSIGNAL) == sizeof request ? 0 : -1;
}

static void take(struct line *line, int registers) {
  uint8_t reply[MODBUS_TCP_MAX_ADU_LENGTH];
  int length = modbus_receive_confirmation(line->context, reply);
  if (length != 9 + 2 * registers || (reply[0] << 8 | reply[1]) != line->transaction) return;
  for (int i = 0; i < registers; i++)
    line->words[i] = (uint16_t)(reply[9 + 2 * i] << 8 | reply[10 + 2 * i]);
  answered++;
}

static int open_line(struct line *line, int port, int epoll, int index) {
  line->context = modbus_new_tcp("127.0.0.1", port);
  if (line->context == NULL || modbus_connect(line->context) != 0) return -1;
  line->fd = modbus_get_socket(line->context);
  struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)index};
  return epoll_ctl(epoll, EPOLL_CTL_ADD, line->fd, &event);
}

int floors_poll(int devices, int registers, int interval_milliseconds) {
  if (registers > MODBUS_MAX_READ_REGISTERS) return 2;
  struct line *lines = calloc((size_t)devices, sizeof *lines);
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  for (int i = 0; i < devices; i++) {
    int port;
    if (scanf("%d", &port) != 1 || open_line(&lines[i], port, epoll, i) != 0)
      return perror("floor: connect"), 1;
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
          for (int device = next; device < devices; device += SLOTS) ask(&lines[device], registers);
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
