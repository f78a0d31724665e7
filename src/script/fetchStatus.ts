import type { Status } from "../shared/status.ts";
import type { MigrationIo } from "./migrationIo.ts";

/** How the newest run stands, as the deployment tells it. */
export const fetchStatus = ({
  deployment,
  module,
}: Pick<MigrationIo, "deployment" | "module">): Promise<Status> =>
  deployment.call<Status>(`${module}:status`, {});
