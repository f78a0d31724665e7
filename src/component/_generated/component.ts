/* eslint-disable */
/**
 * Generated `ComponentApi` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type { FunctionReference } from "convex/server";

/**
 * A utility for referencing a Convex component's exposed API.
 *
 * Useful when expecting a parameter like `components.myComponent`.
 * Usage:
 * ```ts
 * async function myFunction(ctx: QueryCtx, component: ComponentApi) {
 *   return ctx.runQuery(component.someFile.someQuery, { ...args });
 * }
 * ```
 */
export type ComponentApi<Name extends string | undefined = string | undefined> =
  {
    batches: {
      counts: FunctionReference<
        "query",
        "internal",
        { runId: string; table: string },
        {
          complete: boolean;
          counts: {
            inserted: number;
            matched: number;
            merged: number;
            orphans: number;
            rejected: number;
            rows: number;
            skipped: number;
          };
        },
        Name
      >;
      ids: FunctionReference<
        "query",
        "internal",
        { runId: string; start: string; table: string },
        Array<string>,
        Name
      >;
      intervals: FunctionReference<
        "query",
        "internal",
        { cursor: string | null; runId: string; table: string },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            after: string | null;
            counts: {
              inserted: number;
              matched: number;
              merged: number;
              orphans: number;
              rejected: number;
              rows: number;
              skipped: number;
            };
            end: string;
            joined: Array<{
              join: string;
              merged: number;
              orphans: number;
              rejected: number;
              skipped: number;
            }>;
            skippedFor: Array<{ reason: string; rows: number }>;
            start: string;
          }>;
        },
        Name
      >;
      record: FunctionReference<
        "mutation",
        "internal",
        {
          after: string | null;
          before: Array<{ document: any; documentId: string }>;
          counts: {
            inserted: number;
            matched: number;
            merged: number;
            orphans: number;
            rejected: number;
            rows: number;
            skipped: number;
          };
          end: string;
          epoch: number;
          ids: Array<string | null>;
          joined: Array<{
            join: string;
            merged: number;
            orphans: number;
            rejected: number;
            skipped: number;
          }>;
          planHash: string;
          rejects: Array<{
            code: string;
            field?: string;
            key: string;
            kind: "reject" | "orphan" | "unresolved" | "nulled";
            reason: string;
            row?: string;
          }>;
          runId: string;
          skippedFor: Array<{ reason: string; rows: number }>;
          start: string;
          table: string;
        },
        | { kind: "recorded" }
        | {
            answer: {
              counts: {
                inserted: number;
                matched: number;
                merged: number;
                orphans: number;
                rejected: number;
                rows: number;
                skipped: number;
              };
              end: string;
              ids: Array<string | null>;
            };
            kind: "applied";
          }
        | { epoch: number; kind: "stale" }
        | { kind: "planChanged" },
        Name
      >;
    };
    dryRuns: {
      tryBatch: FunctionReference<
        "mutation",
        "internal",
        { batchSize?: number; fnHandle: string },
        null,
        Name
      >;
    };
    rejects: {
      clearUnresolved: FunctionReference<
        "mutation",
        "internal",
        { table: string },
        null,
        Name
      >;
      list: FunctionReference<
        "query",
        "internal",
        {
          cursor: string | null;
          kind: "reject" | "orphan" | "unresolved" | "nulled";
          limit: number;
          runId: string;
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            code: string;
            field?: string;
            key: string;
            kind: "reject" | "orphan" | "unresolved" | "nulled";
            reason: string;
            row?: string;
            table: string;
          }>;
        },
        Name
      >;
      notedKeys: FunctionReference<
        "query",
        "internal",
        { keys: Array<string>; runId: string; table: string },
        Array<string>,
        Name
      >;
      recordUnresolved: FunctionReference<
        "mutation",
        "internal",
        {
          rejects: Array<{
            code: string;
            field?: string;
            key: string;
            kind: "reject" | "orphan" | "unresolved" | "nulled";
            reason: string;
            row?: string;
          }>;
          table: string;
        },
        null,
        Name
      >;
      unresolved: FunctionReference<
        "query",
        "internal",
        { tables: Array<string> },
        Array<{ count: number; table: string }>,
        Name
      >;
    };
    runs: {
      begin: FunctionReference<
        "mutation",
        "internal",
        {
          planHash: string;
          startNew: boolean;
          tables: Array<{
            emptyAtStart: boolean;
            hash: string;
            loaded?: {
              counts: {
                inserted: number;
                matched: number;
                merged: number;
                orphans: number;
                rejected: number;
                rows: number;
                skipped: number;
              };
              found: boolean;
            };
            source: string;
            table: string;
          }>;
        },
        | {
            kind: "begun";
            resumed: boolean;
            run: {
              epoch: number;
              planHash: string;
              runId: string;
              startedAtMs: number;
              state:
                | { kind: "loading" }
                | { kind: "resolving"; started: Array<string> }
                | { endedAtMs: number; kind: "done" };
              tables: Array<{
                emptyAtStart: boolean;
                hash: string;
                loaded?: {
                  counts: {
                    inserted: number;
                    matched: number;
                    merged: number;
                    orphans: number;
                    rejected: number;
                    rows: number;
                    skipped: number;
                  };
                  found: boolean;
                };
                source: string;
                table: string;
              }>;
            };
          }
        | { changed: Array<string>; kind: "planChanged" },
        Name
      >;
      finish: FunctionReference<
        "mutation",
        "internal",
        { epoch: number; runId: string },
        "ok" | "stale",
        Name
      >;
      finishTable: FunctionReference<
        "mutation",
        "internal",
        {
          counts: {
            inserted: number;
            matched: number;
            merged: number;
            orphans: number;
            rejected: number;
            rows: number;
            skipped: number;
          };
          epoch: number;
          found: boolean;
          runId: string;
          table: string;
        },
        "ok" | "stale",
        Name
      >;
      latest: FunctionReference<
        "query",
        "internal",
        {},
        {
          epoch: number;
          planHash: string;
          runId: string;
          startedAtMs: number;
          state:
            | { kind: "loading" }
            | { kind: "resolving"; started: Array<string> }
            | { endedAtMs: number; kind: "done" };
          tables: Array<{
            emptyAtStart: boolean;
            hash: string;
            loaded?: {
              counts: {
                inserted: number;
                matched: number;
                merged: number;
                orphans: number;
                rejected: number;
                rows: number;
                skipped: number;
              };
              found: boolean;
            };
            source: string;
            table: string;
          }>;
        } | null,
        Name
      >;
      startPass: FunctionReference<
        "mutation",
        "internal",
        { epoch: number; pass: string; runId: string },
        "ok" | "stale",
        Name
      >;
    };
  };
