import { randomUUID } from "node:crypto";
import type { Value } from "convex/values";
import type { Deployment } from "./deployment.ts";
import { ImportError, type ImportedDocument, readZip } from "./importedZip.ts";
import { importDocuments, type ImportMode } from "./importDocuments.ts";

type Tables = ReadonlyMap<string, readonly ImportedDocument[]>;

type Import =
  | { state: "waiting_for_confirmation"; tables: Tables; mode: ImportMode }
  | { state: "completed"; rows: number }
  | { state: "failed"; message: string };

type FinishedUpload = { import: { mode: ImportMode; format: string }; uploadToken: string };

/** What `npx convex import` asks of a deployment: a file in parts, its check, and the import that was agreed to. */
export class Imports {
  readonly #uploads = new Map<string, Buffer[]>();
  readonly #imports = new Map<string, Import>();

  /** @returns The answer to one of the calls, or undefined for another path. */
  async answer(deployment: Deployment, url: URL, body: Buffer): Promise<object | string | undefined> {
    switch (url.pathname) {
      case "/api/import/start_upload":
        return { uploadToken: this.#start() };
      case "/api/import/upload_part":
        this.#uploads.get(url.searchParams.get("uploadToken") ?? "")?.push(body);
        return url.searchParams.get("partNumber") ?? "";
      case "/api/import/finish_upload":
        return { importId: await this.#check(JSON.parse(body.toString("utf8")) as FinishedUpload) };
      case "/api/perform_import":
        await this.#perform(deployment, (JSON.parse(body.toString("utf8")) as { importId: string }).importId);
        return {};
      default:
        return undefined;
    }
  }

  /** As `_system/cli/queryImport` tells it. */
  stateOf(importId: string): Value {
    const known = this.#imports.get(importId);
    if (known?.state === "completed") return { state: known.state, num_rows_written: BigInt(known.rows) };
    if (known?.state === "waiting_for_confirmation") {
      return {
        state: known.state,
        message_to_confirm: summaryOf(known.tables),
        require_manual_confirmation: true,
      };
    }
    return { state: "failed", error_message: known?.message ?? "There is no such import." };
  }

  #start(): string {
    const token = randomUUID();
    this.#uploads.set(token, []);
    return token;
  }

  async #check({ import: { mode, format }, uploadToken }: FinishedUpload): Promise<string> {
    const importId = randomUUID();
    const bytes = Buffer.concat(this.#uploads.get(uploadToken) ?? []);
    this.#uploads.delete(uploadToken);
    this.#imports.set(
      importId,
      await refusable(async () => {
        if (format !== "zip") throw new ImportError(`The embedded Convex imports ZIPs, found ${format}.`);
        return { state: "waiting_for_confirmation", tables: await readZip(bytes), mode };
      }),
    );
    return importId;
  }

  async #perform(deployment: Deployment, importId: string): Promise<void> {
    const known = this.#imports.get(importId);
    if (known?.state !== "waiting_for_confirmation") return;
    this.#imports.set(
      importId,
      await refusable(async () => ({
        state: "completed",
        rows: await importDocuments(deployment, known.tables, known.mode),
      })),
    );
  }
}

async function refusable(work: () => Promise<Import>): Promise<Import> {
  try {
    return await work();
  } catch (error) {
    return { state: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

const summaryOf = (tables: Tables): string =>
  [
    "Import change summary:",
    ...[...tables].map(([table, { length }]) => `table ${table}: create ${length}`),
  ].join("\n");
