import { type Converted, misfit } from "../converted.ts";
import type { Shape } from "../shape.ts";
import { toJson } from "./json.ts";
import { parsedJson } from "./nested.ts";

const BINARY = /^[0-9A-F]{10,}$/i;

/** A geometry as the GeoJSON object that PostGIS makes of it. */
export function toGeoJson(value: unknown, shape: Shape): Converted {
  if (typeof value === "string" && BINARY.test(value)) {
    return {
      ok: false,
      code: "BINARY_GEOMETRY",
      reason:
        "expected GeoJSON, found PostGIS's binary form, which a source sends for geography and for text",
    };
  }
  const object = typeof value === "string" ? parsedJson(value) : value;
  return typeof object === "object" &&
    object !== null &&
    typeof (object as { type?: unknown }).type === "string"
    ? toJson(value, shape)
    : misfit("BAD_GEOJSON", "a GeoJSON object", value);
}
