import { useState } from "react";

import { post, tokenFrom } from "./api";
import { Panel } from "./Panel";
import { alertsChannel, pipelineChannel, uploadsChannel } from "./realtime";
import type { AlertsAlert } from "./realtime/alerts";
import { useChannel } from "./realtime/react";

export function App() {
  const [id] = useState(keptId);
  return (
    <main>
      <h1>Live from the app</h1>
      <Text id={id} />
      <Upload id={id} />
      <Alerts />
    </main>
  );
}

/** The same after a refresh, so that the page follows what it followed. */
function keptId(): string {
  const id = sessionStorage.getItem("id") ?? crypto.randomUUID();
  sessionStorage.setItem("id", id);
  return id;
}

/** A text, word by word. */
function Text({ id }: { id: string }) {
  const channel = pipelineChannel({ run_id: id });
  const { connectionStatus, messages, reset } = useChannel(
    channel,
    ["status", "tokens"],
    {
      token: tokenFrom(`/texts/${id}/token`),
      historyLimit: null,
    },
  );
  const tokens = messages.all.flatMap((message) =>
    message.kind === "data" && message.topic === "tokens" ? [message.data] : [],
  );
  // A refreshed page may be given the words of earlier texts too.
  const begin = tokens.findLastIndex((token) => token.index === 0);
  const words = tokens.slice(Math.max(begin, 0)).map((token) => token.token);

  async function send(form: FormData) {
    reset();
    await post(`/texts/${id}`, { prompt: form.get("prompt") });
  }

  return (
    <Panel
      title="Text"
      button="Write"
      connection={connectionStatus}
      send={send}
      fields={
        <input name="prompt" aria-label="Prompt" defaultValue="tea" required />
      }
    >
      <p>
        {messages.byTopic.status?.data.message ?? "Nothing is written yet."}
      </p>
      <output name="text">{words.join(" ")}</output>
    </Panel>
  );
}

/** An upload's progress, and its result. */
function Upload({ id }: { id: string }) {
  const channel = uploadsChannel({ upload_id: id });
  const { connectionStatus, messages, reset } = useChannel(
    channel,
    ["status", "result"],
    {
      token: tokenFrom(`/uploads/${id}/token`),
    },
  );
  const status = messages.byTopic.status?.data;
  // An upload ends with its result; what is older is of an earlier upload.
  const isDone = messages.last?.topic === "result";
  const result = isDone ? messages.byTopic.result?.data : undefined;

  async function send() {
    reset();
    await post(`/uploads/${id}`);
  }

  return (
    <Panel
      title="Upload"
      button="Upload"
      connection={connectionStatus}
      send={send}
    >
      <p>{result ? "Done" : (status?.message ?? "Nothing is uploaded yet.")}</p>
      {status?.progress && !result && (
        <progress
          aria-label="Progress"
          value={status.progress.done}
          max={status.progress.total}
        />
      )}
      {result && (
        <output name="result">
          {result.success ? (
            <a href={result.url}>{result.url}</a>
          ) : (
            result.reason
          )}
        </output>
      )}
    </Panel>
  );
}

const severities: AlertsAlert["severity"][] = ["low", "medium", "high"];

/** What everybody on duty sees. */
function Alerts() {
  const { connectionStatus, messages } = useChannel(alertsChannel, ["alert"], {
    token: tokenFrom("/alerts/token"),
  });
  return (
    <Panel
      title="Alerts"
      button="Raise"
      connection={connectionStatus}
      send={(form) => post("/alerts", Object.fromEntries(form))}
      fields={
        <>
          <input
            name="message"
            aria-label="Message"
            defaultValue="disk full"
            required
          />
          <select name="severity" aria-label="Severity">
            {severities.map((severity) => (
              <option key={severity}>{severity}</option>
            ))}
          </select>
        </>
      }
    >
      {messages.all.length === 0 && <p>No alerts.</p>}
      <ul>
        {messages.all.map(
          (message, index) =>
            message.kind === "data" && (
              <li key={index} data-severity={message.data.severity}>
                <strong>{message.data.severity}</strong> {message.data.message}
              </li>
            ),
        )}
      </ul>
    </Panel>
  );
}
