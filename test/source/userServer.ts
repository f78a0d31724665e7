import type { Fetch } from "../../src/source/retryingFetch.ts";
import { supabaseApi } from "../../src/source/supabaseApi.ts";

/** What happens to a project's users between two requests. */
export type Event = { kind: "signUp" } | { kind: "delete"; at: number } | { kind: "nothing" };

/** An auth server whose users come and go: newest first, pages by number. */
export class UserServer {
  /** Oldest first. */
  users: string[];
  readonly requests: string[] = [];
  perPage: number;
  tellsTotal = true;
  private readonly events: Event[];
  private signedUp = 0;

  constructor(users: number, perPage: number, events: Event[] = []) {
    this.users = Array.from({ length: users }, (_, at) => `old-${at}`);
    this.perPage = perPage;
    this.events = [...events];
  }

  readonly fetch: Fetch = async (input) => {
    const url = new URL(String(input));
    this.requests.push(`${url.pathname}${url.search}`);
    const event = this.events.shift();
    if (event?.kind === "signUp") {
      this.signedUp += 1;
      this.users.push(`new-${this.signedUp}`);
    }
    if (event?.kind === "delete" && this.users.length > 0) this.users.splice(event.at % this.users.length, 1);
    const from = (Number(url.searchParams.get("page")) - 1) * this.perPage;
    const page = this.users.toReversed().slice(from, from + this.perPage);
    return Response.json(
      { users: page.map((id) => ({ id })), aud: "authenticated" },
      { headers: this.tellsTotal ? { "x-total-count": String(this.users.length) } : {} },
    );
  };

  api() {
    return supabaseApi("http://auth.test", "service", this.fetch, { retries: 0 });
  }
}
