#ifndef HALLWATCH_CLINUX_SHIM_H
#define HALLWATCH_CLINUX_SHIM_H

// Linux calls that Swift's Glibc module does not carry: these headers are not in its module map,
// and the GNU extensions are hidden behind _GNU_SOURCE.
#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

extern int accept4(int, struct sockaddr *, socklen_t *, int);
static inline int hw_accept4(int fd, struct sockaddr *address, socklen_t *length, int flags) {
  return accept4(fd, address, length, flags);
}

extern int pipe2(int[2], int);
static inline int hw_pipe2(int fds[2], int flags) { return pipe2(fds, flags); }

extern int dup3(int, int, int);
static inline int hw_dup3(int from, int to, int flags) { return dup3(from, to, flags); }

extern int pthread_setname_np(unsigned long, const char *);
static inline int hw_name_thread(unsigned long thread, const char *name) {
  return pthread_setname_np(thread, name);
}

// What keeps the wall clock, without touching it: whether it is synchronised, and how far it may be
// off, in microseconds. False when the kernel does not say.
static inline _Bool hw_clock_discipline(_Bool *synchronised, long *maximum_error) {
  struct timex request = {.modes = 0};
  int state = adjtimex(&request);
  if (state < 0) return 0;
  *synchronised = state != TIME_ERROR && !(request.status & STA_UNSYNC);
  *maximum_error = request.maxerror;
  return 1;
}
// Gives memory that is free back to the system; what many slow readers took is otherwise kept.
extern int malloc_trim(unsigned long);
static inline int hw_trim_heap(void) { return malloc_trim(0); }
static inline int hw_be_punctual(void) { return prctl(PR_SET_TIMERSLACK, 1UL); }

// Structures and numbers that only GNU programs see.
struct hw_ucred { int pid; unsigned int uid; unsigned int gid; };
static const int hw_so_peergroups = 59;
static const int hw_pollrdhup = 0x2000;
static const int hw_o_path = 010000000;

#endif
