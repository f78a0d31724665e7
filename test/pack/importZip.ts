import { readFileSync } from "node:fs";
import type { EmbeddedConvex } from "../../scripts/embedded/convex.ts";

type State = { state: string; error_message?: string };

/** Imports a ZIP by the calls that `npx convex import` makes. @returns How it ended, in the deployment's words. */
export async function importZip(
  { url, adminKey }: Pick<EmbeddedConvex, "url" | "adminKey">,
  path: string,
  mode: "replace" | "append",
): Promise<State> {
  const post = async (endpoint: string, body: string | Uint8Array): Promise<unknown> => {
    const headers = { authorization: `Convex ${adminKey}`, "content-type": "application/json" };
    const response = await fetch(`${url}${endpoint}`, { method: "POST", headers, body: body as BodyInit });
    return response.json();
  };
  const { uploadToken } = (await post("/api/import/start_upload", "")) as { uploadToken: string };
  const part = `/api/import/upload_part?uploadToken=${uploadToken}&partNumber=1`;
  const partTokens = [await post(part, readFileSync(path))];
  const importArgs = { mode, format: "zip" };
  const finished = JSON.stringify({ import: importArgs, uploadToken, partTokens });
  const { importId } = (await post("/api/import/finish_upload", finished)) as { importId: string };
  await post("/api/perform_import", JSON.stringify({ importId }));
  const query = { path: "_system/cli/queryImport", format: "json", args: { importId } };
  const { value } = (await post("/api/query", JSON.stringify(query))) as { value: { state: State } };
  return value.state;
}
