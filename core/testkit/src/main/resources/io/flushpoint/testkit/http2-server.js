// node http2-server.js PORT [CERTIFICATE KEY]: HTTP/2, in clear text if there is no certificate.
// Writes the target of a request to the console when it has read it to its end, and answers a moment later, with the length
// and the digest of its body. At SIGTERM it takes no more requests, answers those that it has, and ends.
'use strict';

const crypto = require('crypto');
const fs = require('fs');
const http2 = require('http2');

const MOMENT_MILLIS = 12; // some are under way at any time

const [port, certificate, key] = process.argv.slice(2);
const server = certificate
  ? http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key) })
  : http2.createServer();
const sessions = new Set();
let ending = false;

server.on('session', (session) => {
  if (ending) { // it was shaking hands
    session.close();
    return;
  }
  sessions.add(session);
  session.on('close', () => sessions.delete(session));
});

server.on('stream', (stream, headers) => {
  const digest = crypto.createHash('sha256');
  let length = 0;
  stream.on('error', () => {});
  stream.on('data', (piece) => {
    length += piece.length;
    digest.update(piece);
  });
  stream.on('end', () => {
    console.log(headers[':path']);
    setTimeout(() => {
      if (!stream.destroyed) {
        stream.respond({ ':status': 200, 'x-length': length, 'x-digest': digest.digest('hex') }, { endStream: true });
      }
    }, MOMENT_MILLIS);
  });
});

process.on('SIGTERM', () => {
  ending = true;
  server.close();
  sessions.forEach((session) => session.close());
});

server.listen(Number(port), '127.0.0.1');
