import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of a WebSocket, for short text messages: no fragments, no extensions. */
export interface WebSocketEnd {
  send: (text: string) => void;
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
// Fixed by RFC 6455 for the handshake.
const HANDSHAKE_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** Completes the upgrade of `request` on `socket` and hands each text message of the client to `receive`. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  receive: (text: string, end: WebSocketEnd) => void,
): void {
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}${HANDSHAKE_SUFFIX}`);
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\n\r\n`,
  );
  const end: WebSocketEnd = { send: (text) => void socket.write(frame(TEXT, Buffer.from(text))) };
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let read = readFrame(pending); read !== null; read = readFrame(pending)) {
      pending = pending.subarray(read.bytes);
      if (read.opcode === TEXT) receive(read.payload.toString("utf8"), end);
      else if (read.opcode === PING) socket.write(frame(PONG, read.payload));
      else if (read.opcode === CLOSE) socket.end(frame(CLOSE, read.payload));
    }
  });
  // The client may go without a word; there is nothing to save.
  socket.on("error", () => socket.destroy());
}

interface Frame {
  opcode: number;
  payload: Buffer;
  bytes: number;
}

/** The first frame of `data`, which a client always masks, or null while it is incomplete. */
function readFrame(data: Buffer): Frame | null {
  if (data.length < 2) return null;
  const short = data.readUInt8(1) & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + lengthBytes + 4;
  if (data.length < start) return null;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? data.readUInt16BE(2) : Number(data.readBigUInt64BE(2));
  if (data.length < start + length) return null;
  const mask = data.subarray(start - 4, start);
  const payload = Buffer.from(data.subarray(start, start + length));
  for (const [index, byte] of payload.entries()) payload[index] = byte ^ (mask[index % 4] ?? 0);
  return { opcode: data.readUInt8(0) & 0x0f, payload, bytes: start + length };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65536 ? 4 : 10);
  header.writeUInt8(0x80 | opcode, 0);
  header.writeUInt8(header.length === 2 ? payload.length : header.length === 4 ? 126 : 127, 1);
  if (header.length === 4) header.writeUInt16BE(payload.length, 2);
  if (header.length === 10) header.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([header, payload]);
}
