"""Serves repositories over HTTP or HTTPS with git's own http-backend.

Arguments: folder of repositories, log file, certificate chain, key ("-" for plain HTTP), user:token ("-" for none), and
where /moved/ redirects to. Prints its port when it is ready. A line of the log: method, path, yes or no for credentials.
"""

import base64
import http.server
import os
import ssl
import subprocess
import sys

ROOT, LOG, CHAIN, KEY, LOGIN, ELSEWHERE = sys.argv[1:7]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        given = self.headers.get("Authorization")
        with open(LOG, "a") as log:
            log.write(f"{self.command} {self.path} {'yes' if given else 'no'}\n")
        if self.path.startswith("/moved/"):
            return self.plain(301, {"Location": ELSEWHERE + self.path[len("/moved"):]})
        if self.path.startswith("/page/"):
            return self.plain(200, {"Content-Type": "text/html"}, b"<h1>not git</h1>")
        if self.path.startswith("/broken/"):
            return self.plain(503, {})
        wanted = "Basic " + base64.b64encode(LOGIN.encode()).decode()
        if LOGIN != "-" and given not in (wanted, "Bearer " + LOGIN.partition(":")[2]):
            return self.plain(401, {"WWW-Authenticate": 'Basic realm="git"'})
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path,
            "QUERY_STRING": query, "REQUEST_METHOD": self.command, "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
        }
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if line)
        self.plain(int(headers.pop("Status", "200").split()[0]), headers, content)

    def plain(self, status, headers, content=b""):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A client that hangs up, or does not trust us, is part of the tests."""


server = Server(("127.0.0.1", 0), Handler)
if CHAIN != "-":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CHAIN, KEY)
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
