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
      adopted: FunctionReference<
        "query",
        "internal",
        { documentIds: Array<string>; table: string },
        Array<string>,
        Name
      >;
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
      entry: FunctionReference<
        "query",
        "internal",
        { runId: string; start: string; table: string },
        {
          atMs: number;
          fingerprints: ArrayBuffer;
          hash: string;
          ids: Array<string | null>;
          renamed: Array<string>;
          unread: Array<string>;
        } | null,
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
          before: Array<{
            adopted: boolean;
            deleted?: boolean;
            documentId: string;
            json: string;
            legacyId?: string;
          }>;
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
          fingerprints: ArrayBuffer;
          hash: string;
          ids: ArrayBuffer | Array<string | null>;
          joined: Array<{
            join: string;
            merged: number;
            orphans: number;
            rejected: number;
            skipped: number;
          }>;
          keys?: ArrayBuffer;
          links: Array<{ documentId: string | null; legacyId: string }>;
          present: Array<number>;
          rejects: Array<{
            code: string;
            field?: string;
            join?: string;
            joined?: Array<{ join: string; rows: number }>;
            key: string;
            kind:
              | "reject"
              | "orphan"
              | "unresolved"
              | "nulled"
              | "conflict"
              | "stale";
            parent?: { key: string; table: string };
            reason: string;
            row?: string;
          }>;
          rejoined?: Array<{ join: string; key: string }>;
          resolvesAnew?: boolean;
          retriedKeys?: Array<string>;
          runId: string;
          skippedFor: Array<{ reason: string; rows: number }>;
          start: string;
          table: string;
          unread?: Array<string>;
          unskipped?: Array<string>;
        },
        | {
            counts: {
              inserted: number;
              matched: number;
              merged: number;
              orphans: number;
              rejected: number;
              rows: number;
              skipped: number;
            };
            kind: "recorded";
          }
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
      settledFor: FunctionReference<
        "query",
        "internal",
        {
          keys: Array<{ documentIds: Array<string>; key: string }>;
          runId: string;
          table: string;
        },
        Array<{
          key: string;
          loaded: Array<string>;
          notes: number;
          skippedBy?: string;
        }>,
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
    finishing: {
      end: FunctionReference<
        "mutation",
        "internal",
        { runId: string },
        boolean,
        Name
      >;
      start: FunctionReference<
        "mutation",
        "internal",
        { dropLegacyIds: boolean; runId: string },
        boolean,
        Name
      >;
    };
    links: {
      find: FunctionReference<
        "query",
        "internal",
        { legacyIds: Array<string>; table: string },
        Array<{ documentId: string; legacyId: string }>,
        Name
      >;
    };
    origins: {
      former: FunctionReference<
        "query",
        "internal",
        { documents: Array<{ documentId: string; table: string }> },
        Array<{ documentId: string; legacyId: string }>,
        Name
      >;
      search: FunctionReference<
        "query",
        "internal",
        {
          cursor: string | null;
          documentIds: Array<string>;
          legacyIds: Array<string>;
          marks?: Array<string>;
          table: string;
        },
        {
          continueCursor: string;
          found: Array<{
            atMs: number;
            documentId?: string;
            inserted: boolean;
            left?: string | null;
            legacyId?: string;
            mark?: string;
            runId: string;
            skipped?: boolean;
            start: string;
          }>;
          isDone: boolean;
          runEnds: boolean;
        },
        Name
      >;
      touches: FunctionReference<
        "query",
        "internal",
        {
          origins: Array<{ documentId: string; runId: string; start: string }>;
          table: string;
        },
        {
          renamed: Array<string>;
          touches: Array<{
            atMs: number;
            documentId: string;
            fields: Array<{
              field: string;
              keys?: Array<string>;
              waits?: { legacyField: string; table: string };
            }>;
            fingerprint: ArrayBuffer;
            runId: string;
          } | null>;
        },
        Name
      >;
    };
    passImages: {
      keep: FunctionReference<
        "mutation",
        "internal",
        {
          fingerprint: ArrayBuffer;
          image: {
            adopted: boolean;
            deleted?: boolean;
            documentId: string;
            json: string;
            legacyId?: string;
          };
          runId: string;
          shape: {
            beside?: Array<string>;
            fields: Array<{
              field: string;
              keys?: Array<string>;
              waits?: { legacyField: string; table: string };
            }>;
            hash: string;
            table: string;
          };
          start: string;
        },
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
      differing: FunctionReference<
        "query",
        "internal",
        { runId: string; tables: Array<string> },
        Array<{ conflicts: number; stale: number; table: string }>,
        Name
      >;
      list: FunctionReference<
        "query",
        "internal",
        {
          cursor: string | null;
          kind:
            | "reject"
            | "orphan"
            | "unresolved"
            | "nulled"
            | "conflict"
            | "stale";
          limit: number;
          runId: string;
          table?: string;
        },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            code: string;
            field?: string;
            join?: string;
            joined?: Array<{ join: string; rows: number }>;
            key: string;
            kind:
              | "reject"
              | "orphan"
              | "unresolved"
              | "nulled"
              | "conflict"
              | "stale";
            parent?: { key: string; table: string };
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
        {
          keys: Array<string>;
          kinds?: Array<
            "reject" | "orphan" | "unresolved" | "nulled" | "conflict" | "stale"
          >;
          runId: string;
          table: string;
        },
        Array<{
          key: string;
          kind:
            | "reject"
            | "orphan"
            | "unresolved"
            | "nulled"
            | "conflict"
            | "stale";
        }>,
        Name
      >;
      notes: FunctionReference<
        "query",
        "internal",
        { keys: Array<string>; runId: string; table: string },
        Array<{
          code: string;
          field?: string;
          join?: string;
          joined?: Array<{ join: string; rows: number }>;
          key: string;
          kind:
            | "reject"
            | "orphan"
            | "unresolved"
            | "nulled"
            | "conflict"
            | "stale";
          parent?: { key: string; table: string };
          reason: string;
          row?: string;
        }>,
        Name
      >;
      nulledParents: FunctionReference<
        "query",
        "internal",
        { key: string; runId: string; table: string },
        Array<{ field: string; parent: string }>,
        Name
      >;
      recordUnresolved: FunctionReference<
        "mutation",
        "internal",
        {
          rejects: Array<{
            code: string;
            field?: string;
            join?: string;
            joined?: Array<{ join: string; rows: number }>;
            key: string;
            kind:
              | "reject"
              | "orphan"
              | "unresolved"
              | "nulled"
              | "conflict"
              | "stale";
            parent?: { key: string; table: string };
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
    renamed: {
      find: FunctionReference<
        "query",
        "internal",
        { ids: Array<string> },
        Array<{ current: string; former: string; untilMs: number }>,
        Name
      >;
      tables: FunctionReference<
        "query",
        "internal",
        { sinceMs: number },
        Array<string>,
        Name
      >;
    };
    runs: {
      advanceWatermark: FunctionReference<
        "mutation",
        "internal",
        {
          epoch: number;
          runId: string;
          table: string;
          watermark: { column: string; value: string };
        },
        "ok" | "stale",
        Name
      >;
      begin: FunctionReference<
        "mutation",
        "internal",
        {
          planHash: string;
          retry: boolean;
          shapes: Array<{
            beside?: Array<string>;
            fields: Array<{
              field: string;
              keys?: Array<string>;
              waits?: { legacyField: string; table: string };
            }>;
            hash: string;
            table: string;
          }>;
          startNew: boolean;
          sync?: boolean;
          tables: Array<{
            emptyAtStart: boolean;
            hash: string;
            key: Array<string>;
            keyOrder: "database" | "script";
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
              imported?: boolean;
            };
            source: string;
            table: string;
            watermark?: { column: string; value: string };
          }>;
        },
        | {
            kind: "begun";
            remapped: Array<string>;
            resumed: boolean;
            run: {
              epoch: number;
              planHash: string;
              runId: string;
              startedAtMs: number;
              state:
                | { kind: "loading" }
                | { kind: "resolving"; started: Array<string> }
                | { endedAtMs: number; kind: "done" }
                | {
                    dropLegacyIds: boolean;
                    endedAtMs: number;
                    kind: "finishing";
                  }
                | {
                    endedAtMs: number;
                    finishedAtMs: number;
                    kind: "finished";
                    legacyIdsDropped: boolean;
                  }
                | { kind: "undoing"; sinceMs: number };
              tables: Array<{
                emptyAtStart: boolean;
                hash: string;
                key: Array<string>;
                keyOrder: "database" | "script";
                knownSinceMs: number;
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
                  imported?: boolean;
                };
                migratedBefore: boolean;
                source: string;
                table: string;
                watermark?: { column: string; value: string };
              }>;
            };
          }
        | { changed: Array<string>; kind: "planChanged" }
        | { kind: "noRun" }
        | { finished: boolean; kind: "closed" }
        | { kind: "undoing" }
        | { kind: "notLoaded" },
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
          imported?: boolean;
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
            | { endedAtMs: number; kind: "done" }
            | { dropLegacyIds: boolean; endedAtMs: number; kind: "finishing" }
            | {
                endedAtMs: number;
                finishedAtMs: number;
                kind: "finished";
                legacyIdsDropped: boolean;
              }
            | { kind: "undoing"; sinceMs: number };
          tables: Array<{
            emptyAtStart: boolean;
            hash: string;
            key: Array<string>;
            keyOrder: "database" | "script";
            knownSinceMs: number;
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
              imported?: boolean;
            };
            migratedBefore: boolean;
            source: string;
            table: string;
            watermark?: { column: string; value: string };
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
    undoing: {
      awaited: FunctionReference<
        "query",
        "internal",
        { documentIds: Array<string>; runId: string; table: string },
        Array<string>,
        Name
      >;
      batches: FunctionReference<
        "query",
        "internal",
        { cursor: string | null; runId: string },
        {
          continueCursor: string;
          isDone: boolean;
          page: Array<{
            ids: Array<string | null>;
            start: string;
            table: string;
          }>;
        },
        Name
      >;
      close: FunctionReference<
        "mutation",
        "internal",
        { epoch: number; runId: string },
        "undone" | "more" | "stale",
        Name
      >;
      documents: FunctionReference<
        "query",
        "internal",
        {
          from: number;
          runId: string;
          start: string;
          table: string;
          to: number;
        },
        {
          atMs: number;
          covered: {
            beside: Array<string>;
            fields: Array<{
              field: string;
              keys?: Array<string>;
              waits?: { legacyField: string; table: string };
            }>;
            unread: Array<string>;
          } | null;
          documents: Array<{
            before?: string;
            deleted: boolean;
            documentId: string;
            fingerprint: ArrayBuffer;
            inserted: boolean;
          }>;
          renamed: Array<string>;
          waitedFor: boolean;
        } | null,
        Name
      >;
      former: FunctionReference<
        "query",
        "internal",
        { documentIds: Array<string>; runId: string },
        Array<{ documentId: string; legacyId: string }>,
        Name
      >;
      images: FunctionReference<
        "query",
        "internal",
        {
          runId: string;
          table: string;
          wanted: Array<{ documentId: string; start: string }>;
        },
        Array<string | null>,
        Name
      >;
      pending: FunctionReference<
        "query",
        "internal",
        { runId: string },
        {
          documents: Array<{ documentId: string; json: string; table: string }>;
          renamed: Array<string>;
        },
        Name
      >;
      reinserted: FunctionReference<
        "mutation",
        "internal",
        {
          documents: Array<{
            current: string;
            documentId: string;
            table: string;
          }>;
          epoch: number;
          runId: string;
        },
        "ok" | "stale",
        Name
      >;
      renamed: FunctionReference<
        "query",
        "internal",
        { epoch: number; runId: string },
        { sinceMs: number; tables: Array<string> } | "stale",
        Name
      >;
      start: FunctionReference<
        "mutation",
        "internal",
        { runId: string },
        number | "stale",
        Name
      >;
      take: FunctionReference<
        "mutation",
        "internal",
        {
          epoch: number;
          forgotten: Array<string>;
          former: Array<{ documentId: string; legacyId: string }>;
          from: number;
          reinserted: Array<string>;
          runId: string;
          start: string;
          table: string;
          to: number;
        },
        "ok" | "stale" | "gone",
        Name
      >;
    };
    verifications: {
      keep: FunctionReference<
        "mutation",
        "internal",
        {
          runId: string;
          verification: {
            full: boolean;
            mark: {
              batch: string | null;
              passesEndedAt: string | null;
              planHash: string;
            } | null;
            ok: boolean;
            tables: Array<{ sourceRows: number; table: string }>;
            unmigratedNonOrphans: number;
          };
        },
        null,
        Name
      >;
      latest: FunctionReference<
        "query",
        "internal",
        { runId: string },
        {
          newestBatch: string | null;
          verifications: Array<{
            atMs: number;
            full: boolean;
            mark: {
              batch: string | null;
              passesEndedAt: string | null;
              planHash: string;
            } | null;
            ok: boolean;
            tables: Array<{ sourceRows: number; table: string }>;
            unmigratedNonOrphans: number;
          }>;
        },
        Name
      >;
    };
  };
