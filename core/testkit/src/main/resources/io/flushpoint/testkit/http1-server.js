// node http1-server.js PORT: HTTP/1.1 by Node's own parser (llhttp). Writes to the console, a line for each, the requests that it
// has understood: method, target, header lines, length of the body, digest of the body, and the number of the connection; text
// in base64. What it does not understand is a line that begins with "!". Answers 204. At SIGTERM it
// takes no more connections, answers what it has, and ends.
'use strict';

const crypto = require('crypto');
const http = require('http');

const text = (latin1) => Buffer.from(latin1, 'latin1').toString('base64') || '=';
let connections = 0;
let ending = false;

const server = http.createServer((request, response) => {
  const digest = crypto.createHash('sha256');
  let length = 0;
  request.on('data', (piece) => {
    length += piece.length;
    digest.update(piece);
  });
  request.on('end', () => {
    let lines = '';
    for (let i = 0; i < request.rawHeaders.length; i += 2) {
      lines += `${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}\n`;
    }
    const seen = [request.method, text(request.url), text(lines), length, digest.digest('hex'), request.socket.number];
    console.log(seen.join(' '));
    response.writeHead(204, ending ? { Connection: 'close' } : {});
    response.end();
  });
});

server.keepAliveTimeout = 0;
server.on('connection', (socket) => {
  connections += 1;
  socket.number = connections;
});
server.on('clientError', (error, socket) => {
  console.log(`! ${error.code}`);
  socket.destroy();
});

process.on('SIGTERM', () => {
  ending = true;
  server.close();
});

server.listen(Number(process.argv[2]), '127.0.0.1');
