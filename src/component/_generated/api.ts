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
import type * as beforeImages from "../beforeImages.js";
import type * as dryRuns from "../dryRuns.js";
import type * as finishState from "../finishState.js";
import type * as finishing from "../finishing.js";
import type * as formerIds from "../formerIds.js";
import type * as ledger from "../ledger.js";
import type * as ledgerForm from "../ledgerForm.js";
import type * as ledgerParts from "../ledgerParts.js";
import type * as linkTable from "../linkTable.js";
import type * as links from "../links.js";
import type * as newestRun from "../newestRun.js";
import type * as noteCounts from "../noteCounts.js";
import type * as notesByKey from "../notesByKey.js";
import type * as nulledParents from "../nulledParents.js";
import type * as originSearch from "../originSearch.js";
import type * as origins from "../origins.js";
import type * as passEntry from "../passEntry.js";
import type * as passImages from "../passImages.js";
import type * as pendingImages from "../pendingImages.js";
import type * as reinsertion from "../reinsertion.js";
import type * as rejectList from "../rejectList.js";
import type * as rejects from "../rejects.js";
import type * as renamed from "../renamed.js";
import type * as runState from "../runState.js";
import type * as runs from "../runs.js";
import type * as settled from "../settled.js";
import type * as shapes from "../shapes.js";
import type * as takeBack from "../takeBack.js";
import type * as undoEnd from "../undoEnd.js";
import type * as undoState from "../undoState.js";
import type * as undoing from "../undoing.js";
import type * as verificationList from "../verificationList.js";
import type * as verifications from "../verifications.js";

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import { anyApi, componentsGeneric } from "convex/server";

const fullApi: ApiFromModules<{
  batches: typeof batches;
  beforeImages: typeof beforeImages;
  dryRuns: typeof dryRuns;
  finishState: typeof finishState;
  finishing: typeof finishing;
  formerIds: typeof formerIds;
  ledger: typeof ledger;
  ledgerForm: typeof ledgerForm;
  ledgerParts: typeof ledgerParts;
  linkTable: typeof linkTable;
  links: typeof links;
  newestRun: typeof newestRun;
  noteCounts: typeof noteCounts;
  notesByKey: typeof notesByKey;
  nulledParents: typeof nulledParents;
  originSearch: typeof originSearch;
  origins: typeof origins;
  passEntry: typeof passEntry;
  passImages: typeof passImages;
  pendingImages: typeof pendingImages;
  reinsertion: typeof reinsertion;
  rejectList: typeof rejectList;
  rejects: typeof rejects;
  renamed: typeof renamed;
  runState: typeof runState;
  runs: typeof runs;
  settled: typeof settled;
  shapes: typeof shapes;
  takeBack: typeof takeBack;
  undoEnd: typeof undoEnd;
  undoState: typeof undoState;
  undoing: typeof undoing;
  verificationList: typeof verificationList;
  verifications: typeof verifications;
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
