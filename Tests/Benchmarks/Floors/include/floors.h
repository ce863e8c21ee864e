#ifndef HALLWATCH_FLOORS_H
#define HALLWATCH_FLOORS_H

// The least that a job can cost on this machine, written in C for that one job alone. Each function
// is the whole life of a child process and returns its exit code.

// Modbus/TCP devices on loopback, one port each, that answer reads of registers. Prints the ports,
// one a line; then answers each line on standard input with the number of requests served so far.
// Ends when standard input does.
int floors_farm(int devices);

// Polls devices over libmodbus on one thread: every device once per interval, spread over 20 slots,
// one read of `registers` registers from address 0. Reads the ports from standard input, one a
// line; then answers each line with the number of answers so far. Ends when standard input does.
int floors_poll(int devices, int registers, int interval_milliseconds);

// Serves a page over HTTP/1.1 on loopback, the page being joined at each request from the prefix
// and the value of each line of `file`. Prints its port. Ends when standard input does.
int floors_page(const char *file);

#endif
