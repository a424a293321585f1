import type { FetchToken } from "./realtime/react";

/**
 * A function that fetches a token: the app decides which topics it opens. With
 * the cursor of the newest message, a gateway goes on behind it; Inngest has no
 * cursors. A gateway's token has no address: it is where the page is.
 */
export function tokenFrom(path: string): FetchToken {
  return async (cursor) => {
    const query = cursor ? `?since=${encodeURIComponent(cursor)}` : "";
    const token = await (await answer(path + query)).json();
    return { apiBaseUrl: location.origin, ...token };
  };
}

export async function post(path: string, body: object = {}): Promise<void> {
  const headers = { "Content-Type": "application/json" };
  await answer(path, { method: "POST", headers, body: JSON.stringify(body) });
}

async function answer(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}
