"""Stands between a scraper and an exporter and asks for the text format, whatever the scraper asks.

text_only.py PORT EXPORTER_PORT. Prometheus 2.42 always prefers OpenMetrics and has no setting for
it. Status, content type and body pass through untouched.
"""

import http.client
import http.server
import sys

ACCEPT = "text/plain;version=0.0.4"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        exporter = http.client.HTTPConnection("127.0.0.1", int(sys.argv[2]), timeout=10)
        try:
            exporter.request("GET", self.path, headers={"Accept": ACCEPT})
            reply = exporter.getresponse()
            body = reply.read()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.getheader("Content-Type", ""))
        except OSError as error:
            body = str(error).encode()
            self.send_response(502)
        finally:
            exporter.close()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
