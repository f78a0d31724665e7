import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from "./certificate.ts";

export type FrontDoor = {
  port: number;
  /** Connections that were made, and those of them that were encrypted. */
  connections: number;
  encrypted: number;
  /** What each connection sent, in clear. */
  sent: Buffer[][];
  /** Breaks all connections off. */
  cut: () => void;
  stop: () => Promise<void>;
};

export type FrontDoorOptions = {
  /** Whether TLS is offered to who asks for it. */
  tls?: boolean;
  /** Turns everyone away with this error, before the server hears of it. */
  refuse?: { code: string; message: string };
  /** How many connections to break off at once, before the first is let through. */
  busy?: number;
};

const SSL_REQUEST = 80877103;
const CANNOT_CONNECT_NOW = { code: "57P03", message: "the database system is starting up" };

/** A server's front door, at 127.0.0.1: with TLS, or with what a network and a full server do. */
export async function startFrontDoor(url: string, options: FrontDoorOptions = {}): Promise<FrontDoor> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const door: FrontDoor = {
    ...{ port: 0, connections: 0, encrypted: 0, sent: [] },
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    stop: async () => {
      door.cut();
      await new Promise<void>((stopped) => server.close(() => stopped()));
    },
  };
  const kept = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on("error", () => {}).on("close", () => open.delete(socket));
  };

  const letIn = (client: Socket): void => {
    const refusal = door.connections <= (options.busy ?? 0) ? CANNOT_CONNECT_NOW : options.refuse;
    if (refusal !== undefined) {
      client.once("data", () => client.end(errorResponse(refusal)));
      return;
    }
    const sent: Buffer[] = [];
    door.sent.push(sent);
    const server = kept(connect(Number(port), hostname));
    client
      .on("data", (chunk: Buffer) => sent.push(chunk))
      .pipe(server)
      .pipe(client);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  };

  const server = createServer((socket) => {
    kept(socket);
    door.connections += 1;
    socket.once("data", (first: Buffer) => {
      if (first.length !== 8 || first.readInt32BE(4) !== SSL_REQUEST) {
        socket.unshift(first);
        letIn(socket);
      } else if (options.tls !== true) {
        socket.write("N");
        letIn(socket);
      } else {
        socket.write("S");
        door.encrypted += 1;
        const server = { isServer: true, key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE };
        letIn(kept(new TLSSocket(socket, server)));
      }
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  door.port = (server.address() as AddressInfo).port;
  return door;
}

/** @see https://www.postgresql.org/docs/current/protocol-message-formats.html ErrorResponse */
function errorResponse({ code, message }: { code: string; message: string }): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
