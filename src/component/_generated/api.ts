/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type * as batches from "../batches.js";
import type * as dryRuns from "../dryRuns.js";
import type * as ledger from "../ledger.js";
import type * as linkTable from "../linkTable.js";
import type * as links from "../links.js";
import type * as rejectList from "../rejectList.js";
import type * as rejects from "../rejects.js";
import type * as runState from "../runState.js";
import type * as runs from "../runs.js";
import type * as settled from "../settled.js";
import type * as takeBack from "../takeBack.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import { anyApi, componentsGeneric } from "convex/server";

const fullApi: ApiFromModules<{
  batches: typeof batches;
  dryRuns: typeof dryRuns;
  ledger: typeof ledger;
  linkTable: typeof linkTable;
  links: typeof links;
  rejectList: typeof rejectList;
  rejects: typeof rejects;
  runState: typeof runState;
  runs: typeof runs;
  settled: typeof settled;
  takeBack: typeof takeBack;
}> = anyApi as any;

/**
 * A utility for referencing Convex functions in your app's public API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
export const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
> = anyApi as any;

/**
 * A utility for referencing Convex functions in your app's internal API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = internal.myModule.myFunction;
 * ```
 */
export const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
> = anyApi as any;

export const components = componentsGeneric() as unknown as {};
