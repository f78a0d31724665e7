import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { deploy, type TestAccessor } from "./deployment.ts";
import { httpApi } from "./httpApi.ts";
import { listen } from "./listen.ts";
import { serveSync } from "./sync.ts";

export interface ConvexOptions {
  /** The folder that holds the app's convex code, or a project folder that contains it. */
  app: string;
  /** 0, the default, takes a free port. */
  port?: number;
  adminKey?: string;
}

export interface EmbeddedConvex {
  url: string;
  adminKey: string;
  /** convex-test's accessor to the same data, for tests that look or tamper; `t.runInComponent(path, …)` reaches components. */
  t: TestAccessor;
  stop: () => Promise<void>;
}

/** A Convex deployment in this process: the app in convex-test, behind the HTTP calls that `npx convex run` and the script make. */
export async function startConvex(options: ConvexOptions): Promise<EmbeddedConvex> {
  const adminKey = options.adminKey ?? `embedded|${randomBytes(32).toString("hex")}`;
  const deployment = await deploy(options.app);
  try {
    const { url, server, stop } = await listen(httpApi(deployment, adminKey), options.port ?? 0);
    const sockets = new Set<Duplex>();
    server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
      sockets.add(socket.once("close", () => sockets.delete(socket)));
      serveSync(deployment, adminKey, request, socket);
    });
    const stopAll = async (): Promise<void> => {
      for (const socket of sockets) socket.destroy();
      await stop();
      await deployment.close();
    };
    return { url, adminKey, t: deployment.t, stop: stopAll };
  } catch (error) {
    await deployment.close();
    throw error;
  }
}
