/** Rows in one batch, unless more are asked for. */
export const ROWS_PER_BATCH = 100;

/** Rows in one batch, at most: a thousand entries of the ledger for batches of this size still fit into what one query may read. */
export const MAX_ROWS_PER_BATCH = 500;

/** UTF-8 bytes of the JSON rows in one batch, at most; a single larger row travels alone. */
export const MAX_BATCH_BYTES = 1024 * 1024;

/**
 * Bytes of one document with its system fields, at most.
 * @see https://docs.convex.dev/production/state/limits
 */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

/** Elements of an array, fields of an object, levels of nesting and characters of a key that Convex stores, at most. */
export const MAX_ARRAY_ELEMENTS = 8192;
export const MAX_OBJECT_FIELDS = 1024;
export const MAX_NESTING = 16;
export const MAX_KEY_LENGTH = 1024;

/** UTF-16 units of a rejected row that are kept with its reason. */
export const MAX_REJECTED_ROW_LENGTH = 4096;
