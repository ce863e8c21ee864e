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
#include <unistd.h>

enum { REQUEST_SIZE = 12, REGISTERS_MAX = 125, DESCRIPTORS_MAX = 8192 };

// Bytes of a request that has not come whole yet, by descriptor.
static uint8_t pending[DESCRIPTORS_MAX][260];
static size_t pending_count[DESCRIPTORS_MAX];
static unsigned long long served;

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

static void receive(int fd) {
  for (;;) {
    ssize_t got = recv(fd, pending[fd] + pending_count[fd], sizeof pending[fd] - pending_count[fd],
                       MSG_DONTWAIT);
    if (got == 0 || (got < 0 && pending_count[fd] == sizeof pending[fd])) {
      close(fd);
      return;
    }
    if (got < 0) return;
    pending_count[fd] += (size_t)got;
    size_t used = 0;
    for (; pending_count[fd] - used >= REQUEST_SIZE; used += REQUEST_SIZE)
      answer(fd, pending[fd] + used);
    pending_count[fd] -= used;
    memmove(pending[fd], pending[fd] + used, pending_count[fd]);
    if (pending_count[fd] == 0) return;
  }
}

int floors_farm(int devices) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MAX ? limit.rlim_max : DESCRIPTORS_MAX;
  setrlimit(RLIMIT_NOFILE, &limit);

  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = 0};
  epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
  int last_listener = 0;
  for (int i = 0; i < devices; i++) {
    int port, fd = listen_on_loopback(&port);
    if (fd < 0) return perror("farm: listen"), 1;
    event.data.fd = last_listener = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    printf("%d\n", port);
  }
  fflush(stdout);

  struct epoll_event events[256];
  for (;;) {
    int count = epoll_wait(epoll, events, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = events[i].data.fd;
      if (fd == 0) {
        char line[64];
        if (read(0, line, sizeof line) <= 0) return 0;
        printf("%llu\n", served);
        fflush(stdout);
      } else if (fd <= last_listener) {
        int client = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (client < 0) continue;
        if (client >= DESCRIPTORS_MAX) {
          close(client);
          continue;
        }
        int on = 1;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        pending_count[client] = 0;
        event.data.fd = client;
        epoll_ctl(epoll, EPOLL_CTL_ADD, client, &event);
      } else {
        receive(fd);
      }
    }
  }
}
