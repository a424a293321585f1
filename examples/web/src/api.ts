import type { ChannelToken } from "./realtime/react";

/** A function that fetches a token: the app decides which topics it opens. */
export function tokenFrom(path: string): () => Promise<ChannelToken> {
  return async () => (await answer(path)).json();
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
