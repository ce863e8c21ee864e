#define _GNU_SOURCE
#include "floors.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct piece {
  const char *prefix, *value;
  size_t prefix_size, value_size;
};

static struct piece *pieces;
static size_t piece_count;
static char *page;

static char *whole_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  *size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(*size + 1);
  if (fread(text, 1, *size, file) != *size) return NULL;
  fclose(file);
  return text;
}

// A line is a prefix up to its last blank and a value; comments, and lines without a blank, are
// prefix alone.
static void split(const char *text, size_t size) {
  pieces = calloc(size / 2 + 1, sizeof *pieces);
  for (const char *line = text, *end; line < text + size; line = end) {
    end = (const char *)memchr(line, '\n', (size_t)(text + size - line)) + 1;
    const char *blank = *line == '#' ? end - 1 : memrchr(line, ' ', (size_t)(end - line));
    if (blank == NULL) blank = end - 1;
    pieces[piece_count++] = (struct piece){line, blank, (size_t)(blank - line), (size_t)(end - blank)};
  }
}

static int serve_request(int client, size_t size) {
  char *at = page;
  at += sprintf(at,
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                "Content-Length: %zu\r\n\r\n",
                size);
  for (size_t i = 0; i < piece_count; i++) {
    memcpy(at, pieces[i].prefix, pieces[i].prefix_size);
    at += pieces[i].prefix_size;
    memcpy(at, pieces[i].value, pieces[i].value_size);
    at += pieces[i].value_size;
  }
  for (char *from = page; from < at;) {
    ssize_t sent = send(client, from, (size_t)(at - from), MSG_NOSIGNAL);
    if (sent <= 0) return -1;
    from += sent;
  }
  return 0;
}

int floors_page(const char *file) {
  size_t size;
  char *text = whole_file(file, &size);
  if (text == NULL || size == 0 || text[size - 1] != '\n') return perror(file), 1;
  split(text, size);
  page = malloc(size + 256);

  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, length) != 0 || listen(listener, 4) != 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) != 0)
    return perror("page: listen"), 1;
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  struct pollfd watched[3] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN},
                              {.fd = -1, .events = POLLIN}};
  for (;;) {
    if (poll(watched, 3, -1) < 0) return 1;
    if (watched[0].revents) return 0;
    if (watched[1].revents) {
      if (watched[2].fd >= 0) close(watched[2].fd);
      watched[2].fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      int on = 1;
      setsockopt(watched[2].fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    } else if (watched[2].revents) {
      char request[4096];
      if (recv(watched[2].fd, request, sizeof request, 0) <= 0 ||
          serve_request(watched[2].fd, size) != 0) {
        close(watched[2].fd);
        watched[2].fd = -1;
      }
    }
  }
}
