#ifndef HALLWATCH_FLOORS_H
#define HALLWATCH_FLOORS_H

// The least that a job can cost on this machine, written in C for that one job alone. Each function
// is the whole life of a child process and returns its exit code.

// Modbus/TCP devices on loopback, one port each, that answer reads of registers after a delay. The
// last `dead` of them are dead: "refuses" (the port is closed), "ignores" (lets in, never answers)
// or "drops" (lets no attempt to connect through). Prints the ports, one a line; then answers each
// line on standard input with a report on the time since the last (see farm.c). Ends when standard
// input does.
int floors_farm(int devices, int dead, const char *kind, int delay_milliseconds);

// Polls devices on one thread with epoll and libmodbus: every device once per interval, spread over
// 20 slots, `registers` registers from address 0 in requests of at most 125. Reads the ports from
// standard input, one a line; then answers each line with the number of answers so far. Ends when
// standard input does.
int floors_poll(int devices, int registers, int interval_milliseconds);

// The same with framing of its own instead of libmodbus.
int floors_poll_raw(int devices, int registers, int interval_milliseconds);

// The same with libmodbus' blocking calls on several threads.
int floors_poll_threads(int devices, int registers, int interval_milliseconds, int threads);

// A serial bus on a pseudo-terminal, as slow as its speed (8N1): answers reads of registers on
// behalf of every unit, when request, silence and answer would have been on the wire. Prints the
// path of the terminal; then answers each line on standard input with the requests answered since
// the last, the nanoseconds that they need at least, and the nanoseconds that they took. Ends when
// standard input does.
int floors_bus(int baud);

// Serves a page over HTTP/1.1 on loopback, the page being joined at each request from the prefix
// and the value of each line of `file`. Prints its port. Ends when standard input does.
int floors_page(const char *file);

#endif
